//! The rule files: embedded in the program, each replaceable from an office's own folder.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use shida_engine::{
    check::{check, place_of_example},
    problem::{Level, Problem},
    proof::prove,
    rulebook::{RuleFiles, Rulebook},
};

use crate::{
    calendar::{Calendar, CalendarError, is_calendar},
    carets::show,
    cause::cause_of,
    digest::sha256,
};

/// Every embedded file by its path below `rules/`.
const EMBEDDED: [(&str, &str); 42] = [
    ("calendars/2019.toml", include_str!("../rules/calendars/2019.toml")),
    ("calendars/2020.toml", include_str!("../rules/calendars/2020.toml")),
    ("calendars/2021.toml", include_str!("../rules/calendars/2021.toml")),
    ("calendars/2022.toml", include_str!("../rules/calendars/2022.toml")),
    ("calendars/2023.toml", include_str!("../rules/calendars/2023.toml")),
    ("calendars/2024.toml", include_str!("../rules/calendars/2024.toml")),
    ("calendars/2025.toml", include_str!("../rules/calendars/2025.toml")),
    ("calendars/2026.toml", include_str!("../rules/calendars/2026.toml")),
    ("asks.toml", include_str!("../rules/asks.toml")),
    ("frequencies.tsv", include_str!("../rules/frequencies.tsv")),
    ("near.tsv", include_str!("../rules/near.tsv")),
    ("commitments.toml", include_str!("../rules/commitments.toml")),
    ("columns.toml", include_str!("../rules/columns.toml")),
    ("checks.toml", include_str!("../rules/checks.toml")),
    ("public.toml", include_str!("../rules/public.toml")),
    ("units.toml", include_str!("../rules/units.toml")),
    ("documents.toml", include_str!("../rules/documents.toml")),
    ("letter.toml", include_str!("../rules/letter.toml")),
    ("entities.toml", include_str!("../rules/entities.toml")),
    ("measures.toml", include_str!("../rules/measures.toml")),
    ("rates.toml", include_str!("../rules/rates.toml")),
    ("office.toml", include_str!("../rules/office.toml")),
    ("relate.toml", include_str!("../rules/relate.toml")),
    ("trends.toml", include_str!("../rules/trends.toml")),
    ("scoring/text.toml", include_str!("../rules/scoring/text.toml")),
    ("packs/lexicon.toml", include_str!("../rules/packs/lexicon.toml")),
    ("packs/evidence.toml", include_str!("../rules/packs/evidence.toml")),
    ("packs/courtesy.toml", include_str!("../rules/packs/courtesy.toml")),
    ("packs/frames.toml", include_str!("../rules/packs/frames.toml")),
    ("packs/penalties.toml", include_str!("../rules/packs/penalties.toml")),
    ("packs/form.toml", include_str!("../rules/packs/form.toml")),
    ("packs/genre-cppcc.toml", include_str!("../rules/packs/genre-cppcc.toml")),
    ("packs/genre-message.toml", include_str!("../rules/packs/genre-message.toml")),
    ("packs/gates.toml", include_str!("../rules/packs/gates.toml")),
    ("packs/answers.toml", include_str!("../rules/packs/answers.toml")),
    ("profiles/default.toml", include_str!("../rules/profiles/default.toml")),
    ("profiles/grades.toml", include_str!("../rules/profiles/grades.toml")),
    ("profiles/implementation.toml", include_str!("../rules/profiles/implementation.toml")),
    ("profiles/plan-deadline.toml", include_str!("../rules/profiles/plan-deadline.toml")),
    ("profiles/promise-ledger.toml", include_str!("../rules/profiles/promise-ledger.toml")),
    ("profiles/two-points.toml", include_str!("../rules/profiles/two-points.toml")),
    ("profiles/text-only.toml", include_str!("../rules/profiles/text-only.toml")),
];

/// How the names of files begin that say nothing of how a text is judged.
const NOT_JUDGING: [&str; 8] = [
    "profiles/",
    "templates/",
    CALENDARS,
    "columns.toml",
    "units.toml",
    "office.toml",
    "public.toml",
    "trends.toml",
];

/// The folder of the working days of each year.
pub const CALENDARS: &str = "calendars/";
/// Name of the circular's template below `rules/`.
pub const CIRCULAR: &str = "templates/通报.docx";

/// Every embedded file that is no text, by its path below `rules/`.
const BINARY: [(&str, &[u8]); 1] = [(CIRCULAR, include_bytes!("../rules/templates/通报.docx"))];

/// The kind of letters when nobody says: suggestions of people's-congress deputies.
pub const GENRE: &str = "npc";

/// A replacement file that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleFileError {
    /// The folder or a file in it cannot be read.
    #[error("规则 {path} 读不了：{reason}")]
    Unreadable {
        /// Path as given.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// No such profile, embedded or on disk.
    #[error("没有评分方案「{name}」。内置方案：{known}；也可以给出 .toml 文件的路径")]
    NoProfile {
        /// Name or path as given.
        name: String,
        /// Names of the embedded profiles.
        known: String,
    },
    /// An empty file would silently switch off what the embedded one does.
    #[error(
        "规则文件 {0} 是空的。要用内置的，请删掉它；要改，请从 shida rules export 写出的文件改起"
    )]
    Empty(PathBuf),
    /// No pack is for that kind of letters.
    #[error("没有文种「{name}」。可用的文种：{known}")]
    NoGenre {
        /// As given.
        name: String,
        /// Names and titles of the known kinds.
        known: String,
    },
    /// The folder holds files that replace nothing: a misspelt name would be silently idle.
    #[error("规则目录里的 {path} 不对应任何内置规则文件。可替换的文件：{known}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What may be replaced.
        known: String,
    },
}

/// Rules that cannot be used, shown with lines and carets.
#[derive(Debug, thiserror::Error)]
#[error("规则有 {count} 处错误，什么都没有做。\n\n{shown}")]
pub struct BrokenRules {
    /// How many errors.
    pub count: usize,
    shown: String,
}

/// Errors that are shown at a time; a broken lexicon breaks every rule that names it.
const MOST_SHOWN: usize = 20;

/// The rule files of one run and where each came from.
#[derive(Debug, Clone)]
pub struct RuleSet {
    files: BTreeMap<String, String>,
    binary: BTreeMap<String, Vec<u8>>,
    /// File below `rules/` → `embedded` or the path that replaced it.
    pub origins: BTreeMap<String, String>,
}

impl RuleSet {
    /// The embedded files, each replaced by the file of the same name below `folder`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or a file that replaces nothing.
    pub fn load(folder: Option<&Path>) -> Result<Self, RuleFileError> {
        let mut set =
            Self { files: BTreeMap::new(), binary: BTreeMap::new(), origins: BTreeMap::new() };
        for (name, bytes) in BINARY {
            set.binary.insert(name.to_owned(), bytes.to_owned());
            set.origins.insert(name.to_owned(), "embedded".to_owned());
        }
        for (name, text) in EMBEDDED {
            set.files.insert(name.to_owned(), text.to_owned());
            set.origins.insert(name.to_owned(), "embedded".to_owned());
        }
        if let Some(folder) = folder {
            for (name, path) in rule_files(folder)? {
                set.replace(&name, &path)?;
            }
        }
        Ok(set)
    }

    fn replace(&mut self, name: &str, path: &Path) -> Result<(), RuleFileError> {
        // A year that the program does not have yet adds to the calendar and replaces nothing.
        if !self.origins.contains_key(name) && !is_calendar(name) {
            let known = self.origins.keys().cloned().collect::<Vec<_>>().join("、");
            return Err(RuleFileError::Foreign { path: path.to_owned(), known });
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        if bytes.trim_ascii().is_empty() {
            return Err(RuleFileError::Empty(path.to_owned()));
        }
        if self.binary.contains_key(name) {
            self.binary.insert(name.to_owned(), bytes);
        } else {
            self.files.insert(name.to_owned(), read(path)?);
        }
        self.origins.insert(name.to_owned(), path.display().to_string());
        Ok(())
    }

    /// The text of a file below `rules/`; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// The bytes of a file below `rules/`, text or not; empty if there is none.
    #[must_use]
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.binary.get(name).map_or(self.text(name).as_bytes(), Vec::as_slice)
    }

    /// How a file below `rules/` is named to people: its path when it was replaced.
    #[must_use]
    pub fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        self.origins.get(name).map_or(name, |at| if at == "embedded" { name } else { at })
    }

    /// What the engine compiles.
    #[must_use]
    pub fn engine_files(&self) -> RuleFiles {
        let packs = EMBEDDED
            .iter()
            .filter(|(name, _)| name.starts_with("packs/"))
            .map(|(name, _)| ((*name).to_owned(), self.text(name).to_owned()))
            .collect();
        RuleFiles {
            letter: self.text("letter.toml").to_owned(),
            entities: self.text("entities.toml").to_owned(),
            scoring: self.text("scoring/text.toml").to_owned(),
            packs,
            user_words: String::new(),
            asks: self.text("asks.toml").to_owned(),
            frequencies: self.text("frequencies.tsv").to_owned(),
            near: self.text("near.tsv").to_owned(),
            documents: self.text("documents.toml").to_owned(),
            measures: self.text("measures.toml").to_owned(),
            commitments: self.text("commitments.toml").to_owned(),
        }
    }

    /// Compiles the rules. Files from outside must first stand the examples of all rules.
    ///
    /// # Errors
    /// All errors with their places; failing examples with theirs.
    pub fn rulebook(&self) -> Result<Rulebook, BrokenRules> {
        let rulebook = self.unproved()?;
        let outside = self.origins.iter().any(|(name, origin)| {
            let judges = !NOT_JUDGING.iter().any(|part| name.starts_with(part));
            origin != "embedded" && judges
        });
        let problems = if outside { self.failures(&rulebook) } else { Vec::new() };
        if problems.is_empty() { Ok(rulebook) } else { Err(self.broken(&problems)) }
    }

    /// The rules for one kind of letters, proved as by [`Self::rulebook`].
    ///
    /// # Errors
    /// As [`Self::rulebook`]; a kind that no pack is for.
    pub fn rulebook_for(&self, genre: &str) -> anyhow::Result<Rulebook> {
        let mut rulebook = self.rulebook()?;
        rulebook.keep_genre(genre).map_err(|known| RuleFileError::NoGenre {
            name: genre.to_owned(),
            known: known
                .iter()
                .map(|(name, title)| format!("{name}（{title}）"))
                .collect::<Vec<_>>()
                .join("、"),
        })?;
        Ok(rulebook)
    }

    /// Compiles the rules without trying their examples.
    ///
    /// # Errors
    /// All errors with their places.
    pub fn unproved(&self) -> Result<Rulebook, BrokenRules> {
        let mut rulebook = Rulebook::compile(&self.engine_files())
            .map_err(|error| self.broken(&error.problems))?;
        rulebook.hash = with_checks(&rulebook.hash, self.text("checks.toml"));
        rulebook.semantics.all.clone_from(&rulebook.hash);
        Ok(rulebook)
    }

    /// Everything that can be found without running the rules, errors and warnings.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        check(&self.engine_files())
    }

    /// Problems as people read them.
    #[must_use]
    pub fn show(&self, problems: &[Problem]) -> String {
        show(problems, &self.files, &self.origins)
    }

    /// Examples that do not hold, each at its place.
    fn failures(&self, rulebook: &Rulebook) -> Vec<Problem> {
        let failures = prove(rulebook).failures.into_iter().map(|failure| {
            let text = self.text(&failure.file);
            let (rule, example) = failure.place;
            let span = place_of_example(text, rule, example).unwrap_or(0..0);
            let message = format!("{} 的例子不符：{}", failure.code, failure.reason);
            Problem::error(&failure.file, text, span, message)
        });
        failures.collect()
    }

    fn broken(&self, problems: &[Problem]) -> BrokenRules {
        let errors: Vec<Problem> =
            problems.iter().filter(|problem| problem.level == Level::Error).cloned().collect();
        let count = errors.len();
        let mut shown = self.show(errors.get(..MOST_SHOWN).unwrap_or(&errors));
        if count > MOST_SHOWN {
            shown += &format!("\n\n……另有 {} 处，改好上面的再看", count - MOST_SHOWN);
        }
        BrokenRules { count, shown }
    }

    /// The files below `rules/` that the engine does not read, by name.
    pub fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        let engine = [
            "packs/",
            "scoring/",
            "letter",
            "entities",
            "asks",
            "frequencies",
            "near",
            "documents",
            "measures",
            "commitments",
        ];
        let files = self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        files.filter(move |(name, _)| !engine.iter().any(|part| name.starts_with(part)))
    }

    /// The working days of all years that have a file, embedded or from the folder.
    ///
    /// # Errors
    /// The first file that is no calendar, with its line.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        let files = self.files.iter().filter(|(name, _)| name.starts_with(CALENDARS));
        Calendar::read(files.map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// The texts of those files, by name.
    #[must_use]
    pub fn calendars(&self) -> BTreeMap<String, String> {
        let files = self.files.iter().filter(|(name, _)| name.starts_with(CALENDARS));
        files.map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// The text of a score profile by its name, or of the file at that path.
    ///
    /// # Errors
    /// No such name and no such file, or a file that cannot be read.
    pub fn profile(&mut self, name: &str) -> Result<String, RuleFileError> {
        let embedded = format!("profiles/{name}.toml");
        if let Some(text) = self.files.get(&embedded) {
            return Ok(text.clone());
        }
        let path = Path::new(name);
        if !path.is_file() {
            let known: Vec<_> = self
                .files
                .keys()
                .filter_map(|file| file.strip_prefix("profiles/")?.strip_suffix(".toml"))
                .collect();
            return Err(RuleFileError::NoProfile { name: name.into(), known: known.join("、") });
        }
        self.origins.insert("profile".to_owned(), path.display().to_string());
        read(path)
    }
}

/// Keys of a cross-check that cannot change what it finds.
const WORDING: [&str; 7] = ["name", "message", "why", "fix", "source", "limits", "test"];

/// The hash of the edition with that of the cross-checks, which are rules as well though the
/// engine does not know them. A text that is no TOML counts as it stands; reading it fails later.
fn with_checks(hash: &str, text: &str) -> String {
    let meaning = toml::from_str::<toml::Table>(text).map(|mut table| {
        let checks = table.get_mut("check").and_then(toml::Value::as_array_mut);
        for check in checks.into_iter().flatten().filter_map(toml::Value::as_table_mut) {
            check.retain(|key, _| !WORDING.contains(&key));
        }
        table.to_string()
    });
    let meaning = meaning.unwrap_or_else(|_| text.to_owned());
    sha256(format!("{hash}\n{meaning}"))
}

fn read(path: &Path) -> Result<String, RuleFileError> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => RuleFileError::Unreadable {
            path: path.to_owned(),
            reason: "不是 UTF-8 文本，请用 UTF-8 编码另存".to_owned(),
        },
        _ => unreadable(path, &error),
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> RuleFileError {
    RuleFileError::Unreadable {
        path: path.to_owned(),
        reason: format!("{}。请检查路径和权限", cause_of(error)),
    }
}

/// Where documents are rule files; elsewhere they are somebody's notes.
const TEMPLATES: &str = "templates/";

/// All rule files below a folder, one level of sub-folders deep, by name. What Word and WPS put
/// beside a file that is open is none.
fn rule_files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, RuleFileError> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))? {
            let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let is_template = prefix == TEMPLATES;
            let name = format!("{prefix}{name}");
            if path.is_dir() && prefix.is_empty() {
                folders.push((format!("{name}/"), path));
            } else if path
                .extension()
                .is_some_and(|end| end == "toml" || end == "tsv" || (end == "docx" && is_template))
                && !name.contains("~$")
                && !name.contains(".~")
            {
                found.insert(name, path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_folder_every_file_is_embedded() {
        let set = RuleSet::load(None).unwrap();
        assert_eq!(set.origins.len(), EMBEDDED.len() + BINARY.len());
        assert!(set.origins.values().all(|origin| origin == "embedded"));
        assert!(set.text("packs/frames.toml").contains("[[rule]]"));
    }

    #[test]
    fn a_file_of_the_same_name_replaces_the_embedded_one_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("letter.toml"), "simplify = []").unwrap();
        let set = RuleSet::load(Some(folder.path())).unwrap();
        assert_eq!(set.text("letter.toml"), "simplify = []");
        let replaced = set.origins.values().filter(|origin| *origin != "embedded").count();
        assert_eq!(replaced, 1);
    }

    #[test]
    fn a_template_is_replaced_byte_by_byte_and_what_stands_around_it_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().join("templates");
        std::fs::create_dir(&templates).unwrap();
        std::fs::write(templates.join("通报.docx"), [0xff, 0, 1]).unwrap();
        std::fs::write(templates.join("~$通报.docx"), "lock").unwrap();
        std::fs::write(folder.path().join("修改说明.docx"), "notes").unwrap();
        let set = RuleSet::load(Some(folder.path())).unwrap();
        assert_eq!(set.bytes(CIRCULAR), [0xff, 0, 1]);
        assert!(set.shown(CIRCULAR).starts_with(&folder.path().display().to_string()));
        assert!(set.bytes("letter.toml") == set.text("letter.toml").as_bytes());
        std::fs::write(templates.join("通报稿.docx"), "other").unwrap();
        let error = RuleSet::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("通报稿.docx"), "a misspelt template is no silence: {error}");
    }

    #[test]
    fn an_empty_file_does_not_switch_anything_off() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("documents.toml"), "\n").unwrap();
        let error = RuleSet::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("documents.toml") && error.contains("是空的"), "{error}");
    }

    #[test]
    fn the_edition_knows_what_cross_checks_find_and_not_how_they_are_worded() {
        let text = RuleSet::load(None).unwrap().text("checks.toml").to_owned();
        let hash = |text: &str| with_checks("0", text);
        assert_eq!(hash(&text), hash(&text.replacen("name = ", "name = \"又名\" # ", 1)));
        assert_ne!(hash(&text), hash(&text.replacen("days = 7", "days = 8", 1)));
        assert_ne!(hash(&text), with_checks("1", &text));
    }

    #[test]
    fn a_misspelt_file_name_is_an_error_and_not_silence() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("leter.toml"), "").unwrap();
        let error = RuleSet::load(Some(folder.path())).unwrap_err();
        assert!(error.to_string().contains("leter.toml"));
    }

    #[test]
    fn a_year_of_ones_own_adds_to_the_calendar_and_a_misspelt_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let years = folder.path().join("calendars");
        std::fs::create_dir(&years).unwrap();
        let year = "year = 2031\nnotice = [{ title = \"放假通知\" }]\nholiday = []\n";
        std::fs::write(years.join("2031.toml"), year).unwrap();
        let set = RuleSet::load(Some(folder.path())).unwrap();
        assert_eq!(set.calendar().unwrap().span(), "2019—2026年、2031年");
        assert!(set.rulebook().is_ok(), "a calendar puts no rule to the proof");
        assert_ne!(
            set.calendar().unwrap().hash(),
            RuleSet::load(None).unwrap().calendar().unwrap().hash()
        );
        std::fs::write(years.join("31.toml"), year).unwrap();
        let error = RuleSet::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("31.toml"), "{error}");
    }

    #[test]
    fn rules_for_one_kind_of_letters_leave_the_common_ones_and_the_others_out() {
        let set = RuleSet::load(None).unwrap();
        let has = |genre: &str, code: &str| set.rulebook_for(genre).unwrap().rule(code).is_some();
        for (genre, own) in [(GENRE, "X100"), ("cppcc", "X200"), ("message", "X300")] {
            assert!(has(genre, own) && has(genre, "G001"), "{genre}");
            let others = ["X100", "X200", "X300"].into_iter().filter(|code| *code != own);
            assert!(others.into_iter().all(|code| !has(genre, code)), "{genre}");
        }
        let error = set.rulebook_for("提案").unwrap_err().to_string();
        assert!(error.contains("cppcc（政协提案复函的格式）"), "{error}");
    }

    #[test]
    fn an_unknown_profile_names_the_known_ones() {
        let error = RuleSet::load(None).unwrap().profile("没有").unwrap_err();
        assert!(error.to_string().contains("text-only"));
    }
}

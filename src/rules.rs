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
};

/// Every embedded file by its path below `rules/`.
const EMBEDDED: [(&str, &str); 35] = [
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
    ("commitments.toml", include_str!("../rules/commitments.toml")),
    ("columns.toml", include_str!("../rules/columns.toml")),
    ("documents.toml", include_str!("../rules/documents.toml")),
    ("letter.toml", include_str!("../rules/letter.toml")),
    ("entities.toml", include_str!("../rules/entities.toml")),
    ("measures.toml", include_str!("../rules/measures.toml")),
    ("relate.toml", include_str!("../rules/relate.toml")),
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

/// The folder of the working days of each year.
pub const CALENDARS: &str = "calendars/";

/// The kind of letters when nobody says: suggestions of people's-congress deputies.
pub const GENRE: &str = "npc";

/// A replacement file that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleFileError {
    /// The folder or a file in it cannot be read.
    #[error("规则文件 {path} 读不了：{reason}")]
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
    /// File below `rules/` → `embedded` or the path that replaced it.
    pub origins: BTreeMap<String, String>,
}

impl RuleSet {
    /// The embedded files, each replaced by the file of the same name below `folder`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or a file that replaces nothing.
    pub fn load(folder: Option<&Path>) -> Result<Self, RuleFileError> {
        let mut set = Self { files: BTreeMap::new(), origins: BTreeMap::new() };
        for (name, text) in EMBEDDED {
            set.files.insert(name.to_owned(), text.to_owned());
            set.origins.insert(name.to_owned(), "embedded".to_owned());
        }
        if let Some(folder) = folder {
            for (name, path) in toml_files(folder)? {
                set.replace(&name, &path)?;
            }
        }
        Ok(set)
    }

    fn replace(&mut self, name: &str, path: &Path) -> Result<(), RuleFileError> {
        // A year that the program does not have yet adds to the calendar and replaces nothing.
        if !self.files.contains_key(name) && !is_calendar(name) {
            let known = self.files.keys().cloned().collect::<Vec<_>>().join("、");
            return Err(RuleFileError::Foreign { path: path.to_owned(), known });
        }
        let text = read(path)?;
        if text.trim().is_empty() {
            return Err(RuleFileError::Empty(path.to_owned()));
        }
        self.files.insert(name.to_owned(), text);
        self.origins.insert(name.to_owned(), path.display().to_string());
        Ok(())
    }

    /// The text of a file below `rules/`; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
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
            let judges = !name.starts_with("profiles/") && !name.starts_with(CALENDARS);
            origin != "embedded" && judges && name != "columns.toml"
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
        Rulebook::compile(&self.engine_files()).map_err(|error| self.broken(&error.problems))
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
        reason: format!("{error}。请检查路径和权限"),
    }
}

/// All .toml files below a folder, one level of sub-folders deep, by name.
fn toml_files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, RuleFileError> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))? {
            let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let name = format!("{prefix}{name}");
            if path.is_dir() && prefix.is_empty() {
                folders.push((format!("{name}/"), path));
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml" || extension == "tsv")
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
        assert_eq!(set.origins.len(), EMBEDDED.len());
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
    fn an_empty_file_does_not_switch_anything_off() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("documents.toml"), "\n").unwrap();
        let error = RuleSet::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("documents.toml") && error.contains("是空的"), "{error}");
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

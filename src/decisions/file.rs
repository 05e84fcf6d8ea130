//! `decisions.toml`: its keys, its entries, and what is wrong with it, shown at the place.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shida_engine::{
    check::against,
    decided::Fingerprint,
    grammar::{Key, Takes, may, must},
    pack::{Mark, Shortfall},
    problem::Problem,
    rulebook::Rulebook,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::plan::clashes;
use crate::{
    carets,
    records::{Decision, Origin, Ruling},
    word::Word,
};

const KEYS: &[Key] = &[may("decision", Takes::Tables(ENTRY), "裁定，一条一个 [[decision]]")];

const ENTRY: &[Key] = &[
    must("reply", Takes::Text, "答复的编号，同 replies.csv 的 reply_id"),
    may("code", Takes::Text, "规则代码：只说这一处；不写则是对整件的裁定"),
    may("text", Takes::Text, "那一处的原话；对整件的裁定可写答复里的一句，原话变了裁定就不再用"),
    may("ordinal", Takes::Whole, "同一代码、同样原话的第几处，从 1 数起"),
    must("decision", Takes::OneOf(&[SUPPRESS, CONFIRM, NON_ANSWER, ANSWER]), "怎样裁定"),
    must("reason", Takes::Text, "理由"),
    must("author", Takes::Text, "裁定人"),
    may("date", Takes::Day, "裁定日期"),
    may("expires", Takes::Day, "到期日，当天仍有效"),
];

/// Errors that are shown at a time.
const MOST_SHOWN: usize = 20;

/// 误报.
pub(super) const SUPPRESS: &str = "suppress";
/// 认可.
pub(super) const CONFIRM: &str = "confirm";
/// The reply is a non-answer.
pub(super) const NON_ANSWER: &str = "non_answer";
/// The reply is none.
pub(super) const ANSWER: &str = "answer";

/// Why decisions cannot be heeded; nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// The file cannot be read.
    #[error("裁定文件 {path} 读不了：{reason}")]
    Unreadable {
        /// Path as given.
        path: PathBuf,
        /// The reason with the cure.
        reason: String,
    },
    /// Entries that are wrong or contradict each other.
    #[error("裁定文件有 {count} 处错误，什么都没有做。\n\n{shown}")]
    Broken {
        /// How many errors.
        count: usize,
        /// The errors with lines and carets.
        shown: String,
    },
}

/// The entries of all decision files of a run.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    pub(super) entries: Vec<Entry>,
    /// Path as given → text; what carets are shown in.
    texts: BTreeMap<String, String>,
}

/// A file of decisions as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionFile {
    /// Path as given; a run does not keep it, since it is nobody's business where files lay.
    #[serde(skip)]
    pub path: String,
    /// What outputs call it.
    pub shown: String,
    /// Its text.
    pub text: String,
}

/// Reads files of decisions without looking at what they say.
///
/// # Errors
/// A file that cannot be read.
pub fn texts(paths: &[PathBuf]) -> Result<Vec<DecisionFile>, DecisionsError> {
    let file = |path: &PathBuf| {
        Ok(DecisionFile {
            path: path.display().to_string(),
            shown: shown(path, paths),
            text: text(path)?,
        })
    };
    paths.iter().map(file).collect()
}

/// An entry and where its reply is named.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) decision: Arc<Decision>,
    /// Path as given.
    pub(super) path: String,
    /// Bytes of the value of `reply`.
    pub(super) spot: Range<usize>,
}

impl Decisions {
    /// Reads the files in the given order. No file, no decisions.
    ///
    /// # Errors
    /// A file that cannot be read; all wrong, repeated and contradicting entries.
    pub fn read(paths: &[PathBuf], rulebook: &Rulebook) -> Result<Self, DecisionsError> {
        Self::of(&texts(paths)?, rulebook)
    }

    /// The entries of files that have been read already, in the given order.
    ///
    /// # Errors
    /// All wrong, repeated and contradicting entries.
    pub fn of(files: &[DecisionFile], rulebook: &Rulebook) -> Result<Self, DecisionsError> {
        let mut all = Self::default();
        let mut problems = Vec::new();
        for DecisionFile { path: name, shown, text } in files {
            let mut wrong = against(name, text, KEYS);
            if wrong.is_empty() {
                let sheet = Sheet { shown, name, text, rulebook };
                all.entries.extend(sheet.entries(&mut wrong));
            }
            wrong.sort_by_key(|problem| problem.span.start);
            problems.append(&mut wrong);
            all.texts.insert(name.clone(), text.clone());
        }
        all.unless_broken(&problems)?;
        let named = all.entries.iter().map(|entry| (&entry.decision.reply, entry));
        all.unless_broken(&clashes(rulebook, named, &all))?;
        Ok(all)
    }

    /// An error at the reply's name of an entry.
    pub(super) fn problem(&self, entry: &Entry, message: String) -> Problem {
        let text = self.texts.get(&entry.path).map_or("", String::as_str);
        Problem::error(&entry.path, text, entry.spot.clone(), message)
    }

    /// # Errors
    /// The problems, if there are any.
    pub(super) fn unless_broken(&self, problems: &[Problem]) -> Result<(), DecisionsError> {
        if problems.is_empty() {
            return Ok(());
        }
        let paths = self.texts.keys().map(|path| (path.clone(), path.clone())).collect();
        let count = problems.len();
        let first = problems.get(..MOST_SHOWN).unwrap_or(problems);
        let mut shown = carets::show(first, &self.texts, &paths);
        if count > MOST_SHOWN {
            shown += &format!("\n\n……另有 {} 处，改好上面的再看", count - MOST_SHOWN);
        }
        Err(DecisionsError::Broken { count, shown })
    }
}

/// What one of the files of a run is called in outputs: its name, with its folder where several
/// bear that name.
#[must_use]
pub fn shown(path: &Path, paths: &[PathBuf]) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let namesakes = paths.iter().filter(|other| other.file_name() == path.file_name());
    match path.parent().and_then(Path::file_name) {
        Some(folder) if namesakes.count() > 1 => format!("{}/{name}", folder.to_string_lossy()),
        _ => name.into_owned(),
    }
}

fn text(path: &Path) -> Result<String, DecisionsError> {
    let read = std::fs::read_to_string(path).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::InvalidData => "不是 UTF-8 文本，请用 UTF-8 编码另存".to_owned(),
            std::io::ErrorKind::NotFound => "找不到这个文件，请核对路径".to_owned(),
            _ => format!("{error}。请检查路径和权限"),
        };
        DecisionsError::Unreadable { path: path.to_owned(), reason }
    })?;
    // Notepad puts a mark before the text.
    Ok(read.trim_start_matches('\u{feff}').to_owned())
}

/// A file whose keys and values are sound each for itself.
struct Sheet<'a> {
    /// What the file is called in outputs.
    shown: &'a str,
    name: &'a str,
    text: &'a str,
    rulebook: &'a Rulebook,
}

impl Sheet<'_> {
    fn entries(&self, problems: &mut Vec<Problem>) -> Vec<Entry> {
        let Ok(root) = DeTable::parse(self.text) else { return Vec::new() };
        let items = root.get_ref().get("decision").and_then(|found| found.get_ref().as_array());
        let tables = items.into_iter().flatten().filter_map(|item| item.get_ref().as_table());
        let mut entries = Vec::new();
        for table in tables {
            match self.entry(table) {
                Ok(entry) => entries.extend(entry),
                Err(problem) => problems.push(problem),
            }
        }
        entries
    }

    fn entry(&self, table: &DeTable<'_>) -> Result<Option<Entry>, Problem> {
        let (Some(reply), Some(said)) = (table.get("reply"), table.get("decision")) else {
            return Ok(None);
        };
        let spot = reply.span();
        let line = Problem::error(self.name, self.text, spot.clone(), String::new()).line;
        let words = |key| table.get(key).and_then(words).unwrap_or_default();
        let (date, expires) = (self.day(table, "date")?, self.day(table, "expires")?);
        if let (Some(date), Some(last), Some(value)) = (date, expires, table.get("expires"))
            && last < date
        {
            let message = format!("到期日 {last} 早于裁定日期 {date}");
            return Err(self.error(value.span(), message));
        }
        let ruling = self.ruling(table, said)?;
        let decision = Decision {
            origin: Origin { file: self.shown.into(), sheet: None, line: line as u32 },
            reply: words("reply"),
            settles: self.settles(&ruling),
            ruling,
            reason: words("reason"),
            author: words("author"),
            date,
            expires,
        };
        Ok(Some(Entry { decision: Arc::new(decision), path: self.name.to_owned(), spot }))
    }

    /// What an entry says; the keys must go together.
    fn ruling(&self, table: &DeTable<'_>, said: &Spanned<DeValue<'_>>) -> Result<Ruling, Problem> {
        let (code, text, ordinal) = (table.get("code"), table.get("text"), table.get("ordinal"));
        let wrong = |value: &Spanned<DeValue<'_>>, message: &str| {
            Err(self.error(value.span(), message.to_owned()))
        };
        let said_word = said.get_ref().as_str();
        let confirms = said_word == Some(CONFIRM);
        if !confirms && said_word != Some(SUPPRESS) {
            if let Some(value) = code.or(ordinal) {
                return wrong(
                    value,
                    "对整件的裁定不写 code 和 ordinal；要说某一处是误报，请写 decision = \"suppress\"，认可某一处写 \"confirm\"",
                );
            }
            let non_answer = said_word == Some(NON_ANSWER);
            return Ok(Ruling::Reply { non_answer, quote: text.and_then(words) });
        }
        let (Some(code), Some(text)) = (code, text) else {
            let what = if confirms { "认可" } else { "误报" };
            let message = format!("{what}要写明是哪一处：code（规则代码）和 text（那一处的原话）");
            return wrong(said, &message);
        };
        let fingerprint = Fingerprint {
            code: words(code).unwrap_or_default(),
            text: words(text).unwrap_or_default(),
            ordinal: ordinal.map_or(Some(1), whole).unwrap_or(0),
        };
        if let Some(value) = ordinal.filter(|_| fingerprint.ordinal == 0) {
            return wrong(value, "ordinal 是第几处，从 1 数起");
        }
        if self.says_non_answer(&fingerprint.code) {
            return wrong(
                code,
                "这条规则是对整件的定性，请不写 code：认为它判错了，写 decision = \"answer\"；认可，写 \"non_answer\"",
            );
        }
        Ok(if confirms { Ruling::Confirm(fingerprint) } else { Ruling::Suppress(fingerprint) })
    }

    /// The verdict that a finding stands for, when it is confirmed.
    fn settles(&self, ruling: &Ruling) -> Option<Word> {
        let Ruling::Confirm(hit) = ruling else { return None };
        let rule = self.rulebook.rule(&hit.code)?;
        match (rule.mark, rule.shortfall) {
            (Some(Mark::Deflection), _) => Some("deflection"),
            (_, Some(Shortfall::OffTopic)) => Some("off_topic"),
            _ => None,
        }
    }

    fn says_non_answer(&self, code: &str) -> bool {
        let rule = self.rulebook.all_rules().find(|compiled| compiled.rule.code == code);
        rule.is_some_and(|compiled| compiled.rule.mark == Some(Mark::NonAnswer))
    }

    fn day(&self, table: &DeTable<'_>, key: &str) -> Result<Option<NaiveDate>, Problem> {
        let Some(value) = table.get(key) else { return Ok(None) };
        let written = match value.get_ref() {
            DeValue::Datetime(day) => day.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        let day = NaiveDate::parse_from_str(&written, "%Y-%m-%d");
        day.map(Some).map_err(|_| self.error(value.span(), format!("{key} 不是日历上有的一天")))
    }

    fn error(&self, span: Range<usize>, message: String) -> Problem {
        Problem::error(self.name, self.text, span, message)
    }
}

fn words(value: &Spanned<DeValue<'_>>) -> Option<String> {
    value.get_ref().as_str().map(|text| text.trim().to_owned())
}

fn whole(value: &Spanned<DeValue<'_>>) -> Option<u32> {
    value.get_ref().as_integer()?.as_str().replace('_', "").parse().ok()
}

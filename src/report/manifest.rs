//! run.json: what a run read, with which editions, and what it wrote. No clock in it.

use std::{collections::BTreeMap, io, path::Path};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{digest::hash_file, public::Stamp, records::FileCount};

/// Name of the manifest in the output folder.
pub const MANIFEST_FILE: &str = "run.json";

/// Which tool, rules and calendar made an output; every output names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editions {
    /// Tool name and version, such as `shida 0.1.0`.
    pub tool: String,
    /// Rule pack and its version.
    pub pack: String,
    /// SHA-256 of the pack, hexadecimal.
    pub pack_hash: String,
    /// Score profile and its version.
    pub profile: String,
    /// SHA-256 of the profile, hexadecimal.
    pub profile_hash: String,
    /// SHA-256 of the dictionaries, hexadecimal.
    pub dictionary_hash: String,
    /// Calendar that the deadlines follow.
    pub calendar: String,
    /// The day the run looks from; `None` when the input holds no date.
    pub as_of: Option<NaiveDate>,
}

impl Editions {
    /// Rules and profile in one line: what must be the same for two values to be compared.
    #[must_use]
    pub fn in_short(&self) -> String {
        format!("{} / {}", self.pack, self.profile)
    }
}

/// How the run ended. A run that did nothing leaves no manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Exit code 0.
    #[default]
    Done,
    /// Exit code 1: rows were rejected.
    RowsRejected,
}

impl Exit {
    /// The exit code of the process.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::RowsRejected => 1,
        }
    }
}

/// A file that the run read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InputFile {
    /// File name as shown to people (no folder).
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

impl InputFile {
    /// Hashes the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(Self { file: name.to_string_lossy().into_owned(), sha256: hash_file(path)? })
    }
}

/// What the caller knows of a run; [`crate::report::landing::Landing::finish`] adds the
/// hashes of the output files.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Versions and hashes of what judged.
    pub editions: Editions,
    /// How the run ended.
    pub exit: Exit,
    /// Rows of every table.
    pub counts: Vec<FileCount>,
    /// Rule file → `embedded` or the path it was taken from.
    pub rule_origins: BTreeMap<String, String>,
    /// Every file read, in the order of reading.
    pub inputs: Vec<InputFile>,
    /// The run that this one was made from, when it did not read its input anew.
    pub source: Option<Source>,
    /// What was masked and left out of a public edition; `None` for any other run.
    pub public: Option<Stamp>,
}

/// A finished run from which another one was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What was made of it: `rescore` or `again`.
    pub job: &'static str,
    /// SHA-256 of its run.json, hexadecimal.
    pub run: String,
    /// Tool that made it.
    pub tool: String,
    /// Its score profile and edition.
    pub profile: String,
    /// SHA-256 of that profile, hexadecimal.
    pub profile_hash: String,
}

impl Manifest {
    /// The text of run.json: pretty JSON with fixed key order and a final newline. `outputs`
    /// maps a file's path in the folder (`/` between parts) to its SHA-256.
    ///
    /// # Errors
    /// None in practice; the JSON writer's error is handed on.
    pub fn to_json(&self, outputs: &BTreeMap<String, String>) -> io::Result<String> {
        let page = Page {
            editions: &self.editions,
            exit: self.exit,
            exit_code: self.exit.code(),
            totals: Rows::total(&self.counts),
            tables: self.counts.iter().map(Table::of).collect(),
            rules: &self.rule_origins,
            inputs: &self.inputs,
            source: self.source.as_ref(),
            public: self.public.as_ref(),
            outputs,
        };
        Ok(serde_json::to_string_pretty(&page)? + "\n")
    }
}

/// Totals over the replies tables: read = judged + rejected + blank + no_reply + duplicate.
#[must_use]
pub fn totals(counts: &[FileCount]) -> FileCount {
    let mut total = FileCount { file: "合计".to_owned(), table: "replies", ..Default::default() };
    for count in counts.iter().filter(|count| count.table == "replies") {
        total.read += count.read;
        total.judged += count.judged;
        total.rejected += count.rejected;
        total.blank += count.blank;
        total.no_reply += count.no_reply;
        total.duplicate += count.duplicate;
    }
    total
}

#[derive(Serialize)]
struct Page<'a> {
    editions: &'a Editions,
    exit: Exit,
    exit_code: u8,
    totals: Rows,
    tables: Vec<Table<'a>>,
    rules: &'a BTreeMap<String, String>,
    inputs: &'a [InputFile],
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<&'a Stamp>,
    outputs: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Rows {
    read: u64,
    judged: u64,
    rejected: u64,
    blank: u64,
    no_reply: u64,
    duplicate: u64,
}

impl Rows {
    fn of(count: &FileCount) -> Self {
        Self {
            read: count.read,
            judged: count.judged,
            rejected: count.rejected,
            blank: count.blank,
            no_reply: count.no_reply,
            duplicate: count.duplicate,
        }
    }

    fn total(counts: &[FileCount]) -> Self {
        Self::of(&totals(counts))
    }
}

#[derive(Serialize)]
struct Table<'a> {
    file: &'a str,
    table: &'a str,
    #[serde(flatten)]
    rows: Rows,
}

impl<'a> Table<'a> {
    fn of(count: &'a FileCount) -> Self {
        Self { file: &count.file, table: count.table, rows: Rows::of(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(table: &'static str, read: u64, judged: u64) -> FileCount {
        let rejected = read - judged;
        FileCount { file: "甲.csv".into(), table, read, judged, rejected, ..Default::default() }
    }

    #[test]
    fn totals_add_replies_tables_only() {
        let total =
            totals(&[count("replies", 5, 4), count("metrics", 9, 9), count("replies", 2, 2)]);
        assert_eq!((total.read, total.judged, total.rejected), (7, 6, 1));
    }

    #[test]
    fn the_page_has_a_fixed_key_order_and_no_clock() {
        let manifest = Manifest { counts: vec![count("replies", 5, 4)], ..Default::default() };
        let outputs = BTreeMap::from([("b.csv".into(), "2".into()), ("a.csv".into(), "1".into())]);
        let page = manifest.to_json(&outputs).unwrap();
        assert_eq!(page, manifest.to_json(&outputs).unwrap());
        let value: serde_json::Value = serde_json::from_str(&page).unwrap();
        let keys: Vec<_> = value.as_object().unwrap().keys().collect();
        let wanted =
            ["editions", "exit", "exit_code", "totals", "tables", "rules", "inputs", "outputs"];
        assert_eq!(keys, wanted);
        assert!(page.find("a.csv").unwrap() < page.find("b.csv").unwrap());
        assert_eq!(value["totals"]["rejected"], 1);
    }
}

//! What became of the rows of the tables: told, rejected, counted.

use serde::{Deserialize, Serialize};

use crate::word::Word;

/// Something repaired, guessed, left out or not matched: a row of notices.csv.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// File name.
    pub file: String,
    /// Sheet of a workbook, or empty.
    pub sheet: String,
    /// Physical line, or `None` for the whole file.
    pub line: Option<u32>,
    /// The row's id, or empty.
    pub reply_id: String,
    /// Stable English word: encoding, header_row, sheet, duplicate_header, control_chars,
    /// spoilt_id, no_reply, no_metrics, orphan_metrics, conflict, blank_rows, duplicate,
    /// decision_unused, calendar_year …
    #[serde(deserialize_with = "crate::word::known_word")]
    pub kind: Word,
    /// Canonical column, or empty.
    pub column: String,
    /// The value concerned, or empty.
    pub value: String,
    /// What happened and what to do, in Chinese.
    pub message: String,
}

/// A row that could not be judged: a row of rejects.csv.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// File name.
    pub file: String,
    /// Sheet of a workbook, or empty.
    pub sheet: String,
    /// Physical line.
    pub line: u32,
    /// The row's id, or empty.
    pub reply_id: String,
    /// Column concerned, or empty.
    pub column: String,
    /// The value concerned, shortened to 60 chars.
    pub value: String,
    /// The reason and the cure, in Chinese.
    pub reason: String,
}

/// How many rows of one file went where: read = judged + rejected + blank + no_reply +
/// collapsed duplicates (`duplicate`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCount {
    /// File name, with the sheet behind ` › ` for workbooks.
    pub file: String,
    /// What the table was taken for: replies, suggestions, metrics, followup, published,
    /// manual, ignored.
    #[serde(deserialize_with = "crate::word::known_word")]
    pub table: Word,
    /// Data rows seen.
    pub read: u64,
    /// Rows judged (for other tables: rows taken).
    pub judged: u64,
    /// Rows in rejects.csv.
    pub rejected: u64,
    /// Wholly blank rows.
    pub blank: u64,
    /// Rows with an id and no reply text.
    pub no_reply: u64,
    /// Identical rows that were collapsed.
    pub duplicate: u64,
}

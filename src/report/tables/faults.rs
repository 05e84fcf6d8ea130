//! rejects and notices: every row that was not judged, and everything repaired or guessed.

use super::column::{Column, int, text};
use crate::records::{Notice, Reject};

/// The columns of rejects.csv.
pub(super) fn reject_columns() -> Vec<Column<Reject>> {
    vec![
        text("file", |row: &Reject| Some(&row.file)),
        text("sheet", |row: &Reject| Some(&row.sheet)),
        int("line", |row: &Reject| Some(row.line.into())),
        text("reply_id", |row: &Reject| Some(&row.reply_id)),
        text("column", |row: &Reject| Some(&row.column)),
        text("value", |row: &Reject| Some(&row.value)),
        text("reason", |row: &Reject| Some(&row.reason)),
    ]
}

/// The columns of notices.csv.
pub(super) fn notice_columns() -> Vec<Column<Notice>> {
    vec![
        text("file", |row: &Notice| Some(&row.file)),
        text("sheet", |row: &Notice| Some(&row.sheet)),
        int("line", |row: &Notice| row.line.map(i64::from)),
        text("reply_id", |row: &Notice| Some(&row.reply_id)),
        text("kind", |row: &Notice| Some(row.kind)),
        text("column", |row: &Notice| Some(&row.column)),
        text("value", |row: &Notice| Some(&row.value)),
        text("message", |row: &Notice| Some(&row.message)),
    ]
}

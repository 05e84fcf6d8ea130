//! checks and speeds: what does not go together, and how many days replies took.

use super::column::{Column, int, share, text};
use crate::records::{Check, ReplySpeed};

/// One row a contradiction; `reply_id` is empty for what is said of a unit.
pub(super) fn columns() -> Vec<Column<Check>> {
    vec![
        text("reply_id", |row: &Check| Some(&row.reply_id)),
        int("year", |row: &Check| row.year.map(i64::from)),
        text("unit", |row: &Check| row.unit.as_deref()),
        text("code", |row: &Check| Some(&row.code)),
        text("name", |row: &Check| Some(&row.name)),
        text("severity", |row: &Check| Some(row.severity.name())),
        text("text_says", |row: &Check| Some(&row.text_says)),
        text("metrics_say", |row: &Check| Some(&row.metrics_say)),
        text("message", |row: &Check| Some(&row.message)),
    ]
}

/// Natural days; `unit` is empty for all together, `year` for all years.
pub(super) fn speed_columns() -> Vec<Column<ReplySpeed>> {
    vec![
        text("unit", |row: &ReplySpeed| row.unit.as_deref()),
        int("year", |row: &ReplySpeed| row.year.map(i64::from)),
        int("n", |row: &ReplySpeed| Some(row.n.into())),
        int("min", |row: &ReplySpeed| Some(row.least)),
        share("q25", |row: &ReplySpeed| Some(row.lower)),
        share("median", |row: &ReplySpeed| Some(row.median)),
        share("q75", |row: &ReplySpeed| Some(row.upper)),
        int("max", |row: &ReplySpeed| Some(row.most)),
        int("fast", |row: &ReplySpeed| Some(row.fast.into())),
        int("fast_empty", |row: &ReplySpeed| Some(row.fast_empty.into())),
    ]
}

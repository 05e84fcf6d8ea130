//! commitments: the ledger of promises; its slots are not filled yet, so it has no rows.

use super::column::{Column, day, text};

/// A row that cannot be: the table is a header until promises are extracted.
pub(super) enum Commitment {}

/// The contract columns.
pub(super) fn columns() -> Vec<Column<Commitment>> {
    vec![
        text("reply_id", |_| None),
        text("unit", |_| None),
        text("text", |_| None),
        text("object", |_| None),
        text("place", |_| None),
        day("due", |_| None),
        text("due_text", |_| None),
        text("responsible", |_| None),
        text("amount", |_| None),
        text("grade", |_| None),
        text("status", |_| None),
        text("source", |_| None),
    ]
}

/// No rows.
pub(super) fn none() -> impl Iterator<Item = Commitment> {
    std::iter::empty()
}

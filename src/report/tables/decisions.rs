//! decisions: every entry of the decision files and what became of it.

use super::column::{Column, day, int, joined, text};
use crate::{
    decisions::{Settled, label},
    records::Ruling,
};

/// The columns of decisions.csv. `reply` is the id as the entry gives it, `reply_id` the one
/// of the run, null when none or several replies are meant.
pub(super) fn columns() -> Vec<Column<Settled>> {
    vec![
        text("file", |row: &Settled| Some(&row.decision.origin.file)),
        int("line", |row: &Settled| Some(row.decision.origin.line.into())),
        text("reply", |row: &Settled| Some(&row.decision.reply)),
        text("reply_id", |row: &Settled| row.reply_id.as_deref()),
        text("code", |row: &Settled| match &row.decision.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => Some(&hit.code),
            Ruling::Reply { .. } => None,
        }),
        text("text", |row: &Settled| match &row.decision.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => Some(&hit.text),
            Ruling::Reply { quote, .. } => quote.as_deref(),
        }),
        int("ordinal", |row: &Settled| match &row.decision.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => Some(hit.ordinal.into()),
            Ruling::Reply { .. } => None,
        }),
        joined("decision", |row: &Settled| label(&row.decision.ruling).to_owned()),
        text("reason", |row: &Settled| Some(&row.decision.reason)),
        text("author", |row: &Settled| Some(&row.decision.author)),
        day("date", |row: &Settled| row.decision.date),
        day("expires", |row: &Settled| row.decision.expires),
        text("settles", |row: &Settled| row.decision.settles),
        text("state", |row: &Settled| Some(row.state.name())),
        text("message", |row: &Settled| Some(&row.message)),
    ]
}

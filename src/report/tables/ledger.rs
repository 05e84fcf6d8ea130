//! ledger: how each score came about; the points of a reply add up to its score.

use super::column::{Column, points, text};
use crate::records::{LedgerLine, ReplyRow};

/// A ledger line beside the reply it belongs to.
pub(super) struct Entry<'a> {
    reply_id: &'a str,
    line: LedgerLine,
}

/// Gives the ledger of a row. It is made anew for each row when it is written: kept for all
/// rows, the reasons would be most of what a run holds in memory.
pub type LedgerOf<'a> = &'a dyn Fn(&ReplyRow) -> Vec<LedgerLine>;

/// Every ledger line, reply by reply.
pub(super) fn entries<'a>(
    rows: &'a [ReplyRow],
    ledger: LedgerOf<'a>,
) -> impl Iterator<Item = Entry<'a>> {
    rows.iter().flat_map(move |row| {
        ledger(row).into_iter().map(|line| Entry { reply_id: &row.reply_id, line })
    })
}

/// The columns of ledger.*.
pub(super) fn columns<'a>() -> Vec<Column<Entry<'a>>> {
    vec![
        text("reply_id", |entry: &Entry<'_>| Some(entry.reply_id)),
        text("item", |entry: &Entry<'_>| Some(&entry.line.item)),
        text("dimension", |entry: &Entry<'_>| Some(&entry.line.dimension)),
        points("points", |entry: &Entry<'_>| entry.line.points),
        points("max_points", |entry: &Entry<'_>| entry.line.max_points),
        text("reason", |entry: &Entry<'_>| Some(&entry.line.reason)),
        text("codes", |entry: &Entry<'_>| Some(&entry.line.codes)),
    ]
}

//! The ledger of promises, written row by row.

use std::{collections::BTreeSet, path::Path};

use crate::{
    calendar::Calendar,
    commitments::{CommitmentList, Seen, Spooled, commitments},
    records::{FollowUp, Notice, ReplyRow},
    report::tables::CommitmentsWriter,
};

/// Writes commitments.csv and commitments.parquet row by row; names the replies with a promise
/// that bears a time limit.
pub(super) fn promise_ledger(
    staging: &Path,
    rows: &[ReplyRow],
    promises: Spooled,
    seen: (Vec<FollowUp>, Seen),
    calendar: &Calendar,
) -> anyhow::Result<(CommitmentList, Vec<Notice>, BTreeSet<String>)> {
    let mut table = CommitmentsWriter::create(staging)?;
    let mut limited = BTreeSet::new();
    let (list, notices) = commitments(rows, promises, seen, calendar, &mut |row| {
        if row.due.is_some() || row.due_text.is_some() {
            limited.insert(row.reply_id.clone());
        }
        Ok(table.write(row)?)
    })?;
    table.finish()?;
    Ok((list, notices, limited))
}

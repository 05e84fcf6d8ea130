//! The ledger of promises, written row by row.

use std::{collections::BTreeSet, path::Path};

use crate::{
    calendar::Calendar,
    commitments::{CommitmentList, Seen, Spooled, commitments},
    public::Publication,
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
    (calendar, publication): (&Calendar, Option<&Publication>),
) -> anyhow::Result<(CommitmentList, Vec<Notice>, BTreeSet<String>)> {
    let mut table = CommitmentsWriter::create(staging)?;
    let mut limited = BTreeSet::new();
    let mut public = CommitmentList::default();
    let (list, notices) = commitments(rows, promises, seen, calendar, &mut |row| {
        if row.due.is_some() || row.due_text.is_some() {
            limited.insert(row.reply_id.clone());
        }
        let Some(publication) = publication else { return Ok(table.write(row)?) };
        let Some(row) = publication.commitment(row) else { return Ok(()) };
        table.write(&row)?;
        public.add(row);
        Ok(())
    })?;
    table.finish()?;
    if publication.is_none() {
        return Ok((list, notices, limited));
    }
    public.finish();
    let list = CommitmentList { as_of: list.as_of, followed: list.followed, ..public };
    Ok((list, notices, limited))
}

//! What reports show of the ledger of promises, from commitments.parquet.

use std::path::Path;

use super::{cells::each_row, error::ReopenError, memory::Said};
use crate::{commitments::CommitmentList, report::manifest::Editions};

/// The list as the run showed it.
pub(super) fn promises(
    path: &Path,
    said: &Said,
    editions: &Editions,
) -> Result<CommitmentList, ReopenError> {
    let mut list = CommitmentList {
        as_of: editions.as_of,
        followed: said.followed,
        carried: said.carried,
        ..CommitmentList::default()
    };
    each_row(path, |cells| {
        let row = cells.record();
        list.add(row.ok_or_else(|| ReopenError::other_build(path, "有一行读不出"))?);
        Ok(())
    })?;
    list.finish();
    Ok(list)
}

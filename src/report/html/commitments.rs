//! The ledger of promises, as the page shows it.

use super::page::{CommitmentLine, CommitmentOverview};
use crate::{
    commitments::CommitmentList,
    records::{Commitment, PromiseStatus},
};

/// Promises on the page; the workbook lists more.
const MOST_COMMITMENTS: usize = 60;

/// Counts, and the overdue promises with those that fall due next.
#[must_use]
pub fn commitment_overview(list: &CommitmentList) -> CommitmentOverview {
    let [concrete, partial, vague] = list.grades;
    let urgent = [PromiseStatus::Overdue, PromiseStatus::Open];
    let shown = list.shown.iter().filter(|row| urgent.contains(&row.status) && row.due.is_some());
    CommitmentOverview {
        total: list.total,
        concrete,
        partial,
        vague,
        overdue: list.count(PromiseStatus::Overdue),
        open: list.count(PromiseStatus::Open),
        unknown: list.count(PromiseStatus::Unknown),
        kept: list.count(PromiseStatus::Kept),
        carried: list.carried,
        followed: list.followed,
        shown: shown.take(MOST_COMMITMENTS).map(promise_line).collect(),
    }
}

/// A promise as a line of a table.
#[must_use]
pub(super) fn promise_line(row: &Commitment) -> CommitmentLine {
    CommitmentLine {
        promise_id: row.promise_id.clone(),
        reply_id: row.reply_id.clone(),
        unit: row.unit.clone().unwrap_or_default(),
        status: row.status.label().to_owned(),
        due: row.due.map(|day| day.to_string()).unwrap_or_default(),
        responsible: row.responsible.clone().unwrap_or_default(),
        text: row.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn only_promises_that_are_due_are_shown() {
        let overview = commitment_overview(&sample::commitments());
        let shown: Vec<&str> = overview.shown.iter().map(|line| line.status.as_str()).collect();
        assert_eq!(shown, ["逾期", "未到期"]);
        assert_eq!((overview.unknown, overview.kept), (0, 1));
    }
}

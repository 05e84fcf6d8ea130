//! What reports show of the ledger: counts, and the promises that can be followed up.

use chrono::NaiveDate;

use crate::records::{Commitment, PromiseStatus};

/// Most promises kept for the sheet 承诺台账; commitments.csv has them all.
const MOST_LISTED: usize = 20_000;

/// Counts and the first rows of the ledger.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommitmentList {
    /// The day the status is seen from.
    pub as_of: Option<NaiveDate>,
    /// Whether a follow-up table was given.
    pub followed: bool,
    /// All promises.
    pub total: u64,
    /// Concrete, partial and vague ones.
    pub grades: [u64; 3],
    /// Overdue, open, unknown and kept ones that are not vague, in the order of
    /// `PromiseStatus::ALL`.
    pub statuses: [u64; 4],
    /// Promises of replies that this run does not have.
    pub carried: u64,
    /// Promises that are not vague: by status, then by day, then by id.
    pub shown: Vec<Commitment>,
}

impl CommitmentList {
    /// Counts a promise, and keeps it if it can be followed up.
    pub(crate) fn add(&mut self, row: Commitment) {
        self.total += 1;
        let grade = ["concrete", "partial", "vague"].iter().position(|name| *name == row.grade);
        if let Some(grade) = grade {
            self.grades[grade] += 1;
        }
        if row.grade == "vague" {
            return;
        }
        self.statuses[row.status as usize] += 1;
        self.shown.push(row);
        if self.shown.len() >= 2 * MOST_LISTED {
            self.finish();
        }
    }

    /// Sorts what is shown and cuts it to its limit.
    pub(crate) fn finish(&mut self) {
        let key = |row: &Commitment| {
            (row.status, row.due.unwrap_or(NaiveDate::MAX), row.promise_id.clone())
        };
        self.shown.sort_by_cached_key(key);
        self.shown.truncate(MOST_LISTED);
    }

    /// How many promises that are not vague have that status.
    #[must_use]
    pub fn count(&self, status: PromiseStatus) -> u64 {
        self.statuses[status as usize]
    }

    /// Promises that can be followed up.
    #[must_use]
    pub fn definite(&self) -> u64 {
        self.statuses.iter().sum()
    }
}

/// What a grade is called in reports.
#[must_use]
pub fn grade_label(grade: &str) -> &'static str {
    match grade {
        "concrete" => "具体",
        "partial" => "部分",
        "vague" => "空泛",
        _ => "",
    }
}

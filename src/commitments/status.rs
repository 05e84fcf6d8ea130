//! Where a promise stands, seen from the as-of day.

use chrono::NaiveDate;

use crate::records::{Commitment, PromiseStatus};

/// What somebody says of a promise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// Whether it was done; `None` = nobody says.
    pub(super) done: Option<bool>,
    /// When.
    pub(super) date: Option<NaiveDate>,
}

/// The day from which promises are seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The day; `None` where nothing is dated.
    pub day: Option<NaiveDate>,
    /// Whether somebody asked for that day: then what was done after it was not yet done. A day
    /// that the run took from its input does not outdo a follow-up that is younger.
    pub asked: bool,
}

/// The promise with its status.
pub(super) fn with(promise: Commitment, told: Done, seen: Seen) -> Commitment {
    let as_of = seen.day;
    let later = seen.asked && told.date.zip(as_of).is_some_and(|(date, today)| date > today);
    let done = if later { Some(false) } else { told.done.or(told.date.map(|_| true)) };
    let passed = promise.due.zip(as_of).map(|(due, today)| due < today);
    let status = match (done, passed) {
        (Some(true), _) => PromiseStatus::Kept,
        (Some(false), Some(true)) => PromiseStatus::Overdue,
        (Some(false), _) | (None, Some(false)) => PromiseStatus::Open,
        (None, _) => PromiseStatus::Unknown,
    };
    let done_date = told.date.filter(|_| status == PromiseStatus::Kept);
    let late = done_date.zip(promise.due).map(|(date, due)| date > due);
    Commitment { status, done_date, late, ..promise }
}

impl PromiseStatus {
    /// All of them, in the order of the lists.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Open, Self::Unknown, Self::Kept];

    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Unknown => "unknown",
            Self::Kept => "kept",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "逾期",
            Self::Open => "未到期",
            Self::Unknown => "不详",
            Self::Kept => "已兑现",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn seen(due: &str, done: Option<bool>, date: &str) -> (&'static str, Option<bool>) {
        seen_from(true, (due, done, date))
    }

    fn seen_from(
        asked: bool,
        (due, done, date): (&str, Option<bool>, &str),
    ) -> (&'static str, Option<bool>) {
        let promise = Commitment { due: day(due), ..Commitment::default() };
        let from = Seen { day: day("2024-12-31"), asked };
        let row = with(promise, Done { done, date: day(date) }, from);
        (row.status.name(), row.late)
    }

    #[test]
    fn a_promise_is_kept_overdue_open_or_unknown() {
        assert_eq!(seen("2024-06-30", Some(true), "2024-06-30"), ("kept", Some(false)));
        assert_eq!(seen("2024-06-30", Some(true), "2024-07-01"), ("kept", Some(true)));
        assert_eq!(seen("2024-06-30", Some(true), ""), ("kept", None));
        assert_eq!(seen("2024-06-30", None, "2024-06-01"), ("kept", Some(false)));
        assert_eq!(seen("2024-06-30", Some(false), ""), ("overdue", None));
        assert_eq!(seen("2024-06-30", None, ""), ("unknown", None));
        assert_eq!(seen("2024-12-31", None, ""), ("open", None));
        assert_eq!(seen("", Some(false), ""), ("open", None));
        assert_eq!(seen("", None, ""), ("unknown", None));
    }

    #[test]
    fn what_was_done_after_the_day_of_the_view_was_not_done_then() {
        assert_eq!(seen("2024-06-30", Some(true), "2025-01-05"), ("overdue", None));
        assert_eq!(seen("2025-06-30", Some(true), "2025-01-05"), ("open", None));
    }

    #[test]
    fn a_day_that_nobody_asked_for_does_not_outdo_a_younger_follow_up() {
        let done = ("2024-06-30", Some(true), "2025-01-05");
        assert_eq!(seen_from(false, done), ("kept", Some(true)));
        assert_eq!(seen_from(false, ("2024-06-30", Some(false), "")), ("overdue", None));
    }
}

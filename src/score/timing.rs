//! When a reply was due, and whether it came in time.

use chrono::{Months, NaiveDate};

use crate::records::Metrics;

/// Where the day a reply was due comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// 交办日期 plus so many calendar months.
    Months(u32),
    /// 办理期限 of the table.
    Given,
    /// 延期至 of the table, later than the above.
    Extended,
}

/// What the dates of one reply say; `None` = a date is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Timing {
    /// Natural days from assignment to reply; negative when the reply is dated earlier.
    pub days_to_reply: Option<i64>,
    /// The last day in time, and why that day.
    pub due: Option<(NaiveDate, Basis)>,
    /// Natural days after the last day in time; 0 for a reply in time.
    pub days_late: Option<i64>,
}

impl Timing {
    /// Reads the dates: due is 办理期限, else assignment + `months` calendar months with the
    /// end of the month clipped; a later 延期至 moves it. On the day is in time.
    #[must_use]
    pub(super) fn read(metrics: &Metrics, months: u32) -> Self {
        let due = due(metrics, months);
        let days = |from: NaiveDate| metrics.replied.map(|to| (to - from).num_days());
        Self {
            days_to_reply: metrics.assigned.and_then(days),
            due,
            days_late: due.and_then(|(date, _)| days(date)).map(|days| days.max(0)),
        }
    }

    /// Whether the reply came after the last day in time.
    #[must_use]
    pub(super) fn late(self) -> Option<bool> {
        self.days_late.map(|days| days > 0)
    }
}

fn due(metrics: &Metrics, months: u32) -> Option<(NaiveDate, Basis)> {
    let computed = || {
        let date = metrics.assigned?.checked_add_months(Months::new(months))?;
        Some((date, Basis::Months(months)))
    };
    let planned = metrics.due.map(|date| (date, Basis::Given)).or_else(computed);
    let extended = metrics.extended_to.map(|date| (date, Basis::Extended));
    match (planned, extended) {
        (Some(planned), Some(extended)) if extended.0 > planned.0 => Some(extended),
        (None, extended) => extended,
        (planned, _) => planned,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::samples::day;

    fn dates(assigned: &str, replied: &str) -> Metrics {
        Metrics { assigned: day(assigned), replied: day(replied), ..Metrics::default() }
    }

    #[test]
    fn the_end_of_the_month_is_clipped() {
        for (assigned, last) in [
            ("2023-11-30", "2024-02-29"),
            ("2022-11-30", "2023-02-28"),
            ("2024-03-31", "2024-06-30"),
            ("2024-03-11", "2024-06-11"),
            ("2023-12-15", "2024-03-15"),
        ] {
            let timing = Timing::read(&dates(assigned, last), 3);
            assert_eq!(timing.due, Some((day(last).unwrap(), Basis::Months(3))), "{assigned}");
            assert_eq!(timing.late(), Some(false), "the day itself is in time");
        }
    }

    #[test]
    fn the_day_after_is_late() {
        let timing = Timing::read(&dates("2024-03-11", "2024-06-12"), 3);
        assert_eq!((timing.late(), timing.days_late), (Some(true), Some(1)));
        assert_eq!(timing.days_to_reply, Some(93));
    }

    #[test]
    fn a_given_term_overrides_the_computed_one() {
        let mut metrics = dates("2024-03-11", "2024-05-20");
        metrics.due = day("2024-04-30");
        let timing = Timing::read(&metrics, 3);
        assert_eq!(timing.due.map(|due| due.1), Some(Basis::Given));
        assert_eq!(timing.days_late, Some(20));
    }

    #[test]
    fn only_a_later_extension_counts() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.extended_to = day("2024-09-11");
        assert_eq!(Timing::read(&metrics, 3).late(), Some(false));
        metrics.extended_to = day("2024-05-01");
        assert_eq!(Timing::read(&metrics, 3).days_late, Some(20));
    }

    #[test]
    fn an_extension_alone_is_a_term() {
        let metrics = Metrics {
            replied: day("2024-07-01"),
            extended_to: day("2024-06-30"),
            ..Metrics::default()
        };
        assert_eq!(Timing::read(&metrics, 3).days_late, Some(1));
    }

    #[test]
    fn a_missing_date_leaves_the_question_open() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.replied = None;
        let timing = Timing::read(&metrics, 3);
        assert_eq!((timing.late(), timing.days_to_reply), (None, None));
        assert!(timing.due.is_some());
        assert_eq!(Timing::read(&Metrics::default(), 3), Timing::default());
    }

    #[test]
    fn the_end_of_time_gives_no_due_date() {
        let metrics = Metrics { assigned: Some(NaiveDate::MAX), ..Metrics::default() };
        assert_eq!(Timing::read(&metrics, 3).due, None);
    }

    proptest! {
        #[test]
        fn three_months_are_89_to_92_days(offset in 0_i64..20_000) {
            let assigned = day("1990-01-01").unwrap() + chrono::Duration::days(offset);
            let metrics = Metrics { assigned: Some(assigned), ..Metrics::default() };
            let due = Timing::read(&metrics, 3).due.unwrap().0;
            // 30 November to 28 February is 90 days, 1 February to 1 May 89 or 90.
            prop_assert!((89..=92).contains(&(due - assigned).num_days()));
        }
    }
}

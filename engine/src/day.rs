//! A day of the calendar, and the days that lie a span of time after it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar; ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// Year, four digits.
    pub year: i32,
    /// Month, 1–12.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
}

/// Days of a week.
const WEEK: i64 = 7;

impl Day {
    /// The day; `None` if the calendar has no such day.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let known = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        known.then_some(Self { year, month, day })
    }

    /// The last day of a month; `None` if there is no such month.
    #[must_use]
    pub fn month_end(year: i32, month: u32) -> Option<Self> {
        (1..=12).contains(&month).then(|| Self { year, month, day: days_in(year, month) })
    }

    /// The day so many natural days later (or earlier).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_count(self.count() + days)
    }

    /// The same day so many months later; where that month is shorter, its last day.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let months = self.month - 1 + months;
        let (year, month) = (self.year + (months / 12) as i32, months % 12 + 1);
        Self { year, month, day: self.day.min(days_in(year, month)) }
    }

    /// The Sunday of the week so many weeks ahead.
    #[must_use]
    pub fn week_end(self, weeks: u32) -> Self {
        self.plus_days(WEEK - 1 - self.weekday() + WEEK * i64::from(weeks))
    }

    /// 0 = Monday … 6 = Sunday.
    fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.count() + 3).rem_euclid(WEEK)
    }

    /// Days since 1970-01-01: years begin in March, so that the leap day is the last, and 400
    /// years are always 146,097 days.
    fn count(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    fn from_count(count: i64) -> Self {
        let count = count + 719_468;
        let era = count.div_euclid(146_097);
        let of_era = count.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * month + 2) / 5 + 1) as u32;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Self { year: year as i32, month: month as u32, day }
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn days_that_the_calendar_lacks_are_none() {
        assert_eq!(Day::new(2023, 2, 29), None);
        assert_eq!(Day::new(2024, 13, 1), None);
        assert_eq!(Day::month_end(2024, 2), Day::new(2024, 2, 29));
        assert_eq!(Day::month_end(2024, 0), None);
    }

    #[test]
    fn spans_end_where_the_calendar_says() {
        assert_eq!(day(2024, 2, 28).plus_days(2), day(2024, 3, 1));
        assert_eq!(day(2024, 1, 1).plus_days(-1), day(2023, 12, 31));
        assert_eq!(day(2023, 11, 30).plus_months(3), day(2024, 2, 29));
        assert_eq!(day(2024, 5, 31).plus_months(36), day(2027, 5, 31));
        // 2025-03-06 is a Thursday.
        assert_eq!(day(2025, 3, 6).week_end(0), day(2025, 3, 9));
        assert_eq!(day(2025, 3, 9).week_end(1), day(2025, 3, 16));
    }

    proptest! {
        #[test]
        fn counting_days_there_and_back_changes_nothing(count in -200_000_i64..400_000) {
            let day = Day::from_count(count);
            prop_assert_eq!(day.count(), count);
            prop_assert_eq!(Day::new(day.year, day.month, day.day), Some(day));
            prop_assert!(day.plus_days(1) > day);
        }
    }
}

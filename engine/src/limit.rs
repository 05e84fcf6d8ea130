//! A time limit as a letter states it, and the last day that it means, seen from the letter's
//! own date.

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// The year of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Year {
    /// As written.
    Given(i32),
    /// So many years after the letter's (今年 0, 明年 1).
    Ahead(i32),
    /// Not said.
    Open,
}

/// The unit of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours; a begun day counts as one.
    Hour,
    /// Natural days.
    Day,
    /// Working days, which somebody else counts: the engine has no calendar of holidays.
    Workday,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Quarters of a year, each of three months.
    Quarter,
    /// Years.
    Year,
}

/// A time limit, not yet bound to a letter's date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// A day, or the last day of a stretch of a year.
    Date {
        /// Its year.
        year: Year,
        /// The year of the date before it in the same sentence, if its own is not said.
        near: Option<Year>,
        /// Month, 1–12.
        month: u32,
        /// Day; `None` = the month's last.
        day: Option<u32>,
        /// Whether the limit is the eve of that stretch (6 月前: the last day of May).
        eve: bool,
    },
    /// A span that begins with the letter.
    Within {
        /// How many.
        count: u32,
        /// Of what.
        unit: Unit,
    },
    /// A month so many months ahead.
    Month {
        /// How many months ahead.
        ahead: u32,
        /// Day; `None` = its last.
        day: Option<u32>,
    },
    /// The last day of the quarter so many quarters ahead.
    Quarter {
        /// How many quarters ahead.
        ahead: u32,
    },
    /// A day of the week so many weeks ahead.
    Week {
        /// How many weeks ahead.
        ahead: u32,
        /// 1 = Monday … 7 = Sunday, which also ends the week.
        day: u32,
    },
    /// So many days ahead.
    Days {
        /// How many.
        ahead: u32,
    },
    /// A day that the rule file knows, such as the end of a five-year plan.
    Fixed(Day),
    /// The eve of the first of these days after the letter (a feast whose date moves).
    EveOf(Vec<Day>),
    /// Words that stand for a time without a date (汛期前).
    Undated,
    /// The same, of which is known in which month it begins (暑假期间).
    Season {
        /// That month, 1–12.
        month: u32,
    },
}

/// Counts so many working days after a day; `None` where they are not known.
pub type Workdays<'a> = &'a dyn Fn(Day, u32) -> Option<Day>;

impl Limit {
    /// Whether the words themselves say that the time is yet to come (明天, 下月, 明年).
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        match self {
            Self::Date { year: Year::Ahead(years), .. } => *years > 0,
            Self::Month { ahead, .. } | Self::Quarter { ahead } | Self::Week { ahead, .. } => {
                *ahead > 0
            }
            Self::Days { .. } => true,
            _ => false,
        }
    }

    /// Whether it stands for no date.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        matches!(self, Self::Undated | Self::Season { .. })
    }

    /// Whether it is a season that begins within the months after the letter: one that lies
    /// before is as likely to be told of.
    #[must_use]
    pub fn is_season_ahead(&self, letter: Option<Day>) -> bool {
        let Self::Season { month } = self else { return false };
        letter.is_some_and(|letter| (1..=SOON).contains(&((month + 12 - letter.month) % 12)))
    }

    /// Whether it names its year.
    #[must_use]
    pub fn has_year(&self) -> bool {
        matches!(self, Self::Date { year: Year::Given(_), .. } | Self::Fixed(_))
    }

    /// The last day that the limit means; `None` where it has no date, or where one would have
    /// to know the letter's. `roll`: a month without a year that lies before the letter is next
    /// year's. `workdays` counts working days.
    #[must_use]
    pub fn resolve(&self, letter: Option<Day>, roll: bool, workdays: Workdays<'_>) -> Option<Day> {
        match self {
            Self::Date { year, near, month, day, eve } => {
                let end = |year| end_of(year, *month, *day, *eve);
                let of = |year: Year| match year {
                    Year::Given(year) => end(year),
                    Year::Ahead(years) => end(letter?.year + years),
                    Year::Open => None,
                };
                if let Some(due) = of(*year) {
                    return Some(due);
                }
                if *year != Year::Open {
                    return None;
                }
                if let Some(due) = near.and_then(of).filter(|due| letter.is_none_or(|l| *due >= l))
                {
                    return Some(due);
                }
                let letter = letter?;
                let due = end(letter.year)?;
                if due < letter && roll { end(letter.year + 1) } else { Some(due) }
            }
            Self::Within { count, unit } => {
                let (letter, count) = (letter?, *count);
                Some(match unit {
                    Unit::Hour => letter.plus_days(i64::from(count.div_ceil(24))),
                    Unit::Day => letter.plus_days(i64::from(count)),
                    Unit::Workday => return workdays(letter, count),
                    Unit::Week => letter.plus_days(7 * i64::from(count)),
                    Unit::Month => letter.plus_months(count),
                    Unit::Quarter => letter.plus_months(3 * count),
                    Unit::Year => letter.plus_months(12 * count),
                })
            }
            Self::Month { ahead, day } => {
                let first = Day { day: 1, ..letter? }.plus_months(*ahead);
                end_of(first.year, first.month, *day, false)
            }
            Self::Quarter { ahead } => {
                let letter = letter?;
                let last = Day { day: 1, month: (letter.month - 1) / 3 * 3 + 3, ..letter };
                let last = last.plus_months(3 * ahead);
                Day::month_end(last.year, last.month)
            }
            Self::Week { ahead, day } => {
                Some(letter?.week_end(*ahead).plus_days(i64::from(*day) - 7))
            }
            Self::Days { ahead } => Some(letter?.plus_days(i64::from(*ahead))),
            Self::Fixed(day) => Some(*day),
            Self::EveOf(days) => {
                let letter = letter?;
                let next = days.iter().filter(|day| **day > letter).min()?;
                Some(next.plus_days(-1))
            }
            Self::Undated | Self::Season { .. } => None,
        }
    }
}

/// Months after a letter in which a season is still to come, and not last year's.
const SOON: u32 = 5;

fn end_of(year: i32, month: u32, day: Option<u32>, eve: bool) -> Option<Day> {
    let end = match day {
        Some(day) => Day::new(year, month, day)?,
        None => Day::month_end(year, month)?,
    };
    Some(if eve { Day { day: 1, ..end }.plus_days(-1) } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<Day> {
        Day::new(year, month, day)
    }

    /// A calendar in which every second day is worked.
    fn twice(day: Day, count: u32) -> Option<Day> {
        Some(day.plus_days(2 * i64::from(count)))
    }

    fn date(year: Year, near: Option<Year>, month: u32, eve: bool) -> Limit {
        Limit::Date { year, near, month, day: None, eve }
    }

    #[test]
    fn a_month_without_a_year_is_this_years_or_the_next() {
        let june = date(Year::Open, None, 6, false);
        assert_eq!(june.resolve(day(2024, 5, 20), true, &twice), day(2024, 6, 30));
        assert_eq!(june.resolve(day(2024, 11, 20), true, &twice), day(2025, 6, 30));
        assert_eq!(june.resolve(day(2024, 11, 20), false, &twice), day(2024, 6, 30));
        assert_eq!(june.resolve(None, true, &twice), None);
    }

    #[test]
    fn the_year_of_the_date_before_counts_unless_that_lies_in_the_past() {
        let june = |near| date(Year::Open, Some(near), 6, false);
        assert_eq!(
            june(Year::Given(2026)).resolve(day(2024, 5, 20), true, &twice),
            day(2026, 6, 30)
        );
        assert_eq!(
            june(Year::Given(2023)).resolve(day(2024, 5, 20), true, &twice),
            day(2024, 6, 30)
        );
    }

    #[test]
    fn before_a_month_is_the_last_day_of_the_one_before() {
        assert_eq!(
            date(Year::Given(2025), None, 1, true).resolve(None, true, &twice),
            day(2024, 12, 31)
        );
    }

    #[test]
    fn spans_need_the_letters_date() {
        let within = Limit::Within { count: 3, unit: Unit::Month };
        assert_eq!(within.resolve(day(2023, 11, 30), true, &twice), day(2024, 2, 29));
        assert_eq!(within.resolve(None, true, &twice), None);
        let hours = Limit::Within { count: 48, unit: Unit::Hour };
        let worked = Limit::Within { count: 10, unit: Unit::Workday };
        assert_eq!(worked.resolve(day(2024, 5, 20), true, &twice), day(2024, 6, 9));
        assert_eq!(worked.resolve(day(2024, 5, 20), true, &|_, _| None), None);
        assert_eq!(hours.resolve(day(2024, 5, 20), true, &twice), day(2024, 5, 22));
    }

    #[test]
    fn months_ahead_keep_within_the_month() {
        let next = Limit::Month { ahead: 1, day: None };
        assert_eq!(next.resolve(day(2025, 1, 31), true, &twice), day(2025, 2, 28));
        assert_eq!(
            Limit::Week { ahead: 0, day: 7 }.resolve(day(2025, 3, 6), true, &twice),
            day(2025, 3, 9)
        );
    }

    #[test]
    fn a_moving_feast_is_the_next_one() {
        let spring =
            Limit::EveOf(vec![Day::new(2024, 2, 10).unwrap(), Day::new(2025, 1, 29).unwrap()]);
        assert_eq!(spring.resolve(day(2024, 5, 20), true, &twice), day(2025, 1, 28));
        assert_eq!(spring.resolve(day(2025, 5, 20), true, &twice), None);
    }
}

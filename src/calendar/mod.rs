//! Working days 工作日 of given years: what the State Council's yearly notices say, from
//! `rules/calendars/YEAR.toml`.
//!
//! A day that no notice names is a working day from Monday to Friday. A year without a file is
//! an error and never plain weekdays: every year so far had days off on weekdays and work on
//! week-ends.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub use self::file::CalendarError;
use self::file::YearFile;
use crate::digest::sha256;

/// The working days of the years of which the notices are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
}

/// What the notices say of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Year {
    /// Days off 放假, with the holiday's name.
    off: BTreeMap<NaiveDate, String>,
    /// Saturdays and Sundays that are worked 调休上班.
    worked: BTreeSet<NaiveDate>,
    /// SHA-256 (hex) of the content.
    hash: String,
}

/// A year of which the working days are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error(
    "没有 {0} 年的工作日历，涉及该年的工作日期限无法计算；\
     请在规则目录里加 calendars/{0}.toml（格式照 shida rules export 写出的其他年份），用 --rules 指明该目录"
)]
pub struct MissingYear(pub i32);

/// Whether a file below `rules/` is the calendar of a year: `calendars/2027.toml`.
#[must_use]
pub fn is_calendar(name: &str) -> bool {
    file::year_of(name).is_some()
}

impl Calendar {
    /// Reads the files of the years, each with its name below `rules/`, for messages.
    ///
    /// # Errors
    /// The first file that is no calendar, with its line.
    pub fn read<'t>(
        files: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, CalendarError> {
        let mut years = BTreeMap::new();
        for (name, text) in files {
            let file = YearFile::parse(name, text)?;
            years.insert(file.year, file.into());
        }
        Ok(Self { years })
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// A year without a file.
    pub fn is_workday(&self, day: NaiveDate) -> Result<bool, MissingYear> {
        let year = self.years.get(&day.year()).ok_or(MissingYear(day.year()))?;
        if year.worked.contains(&day) {
            return Ok(true);
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(!weekend && !year.off.contains_key(&day))
    }

    /// The last of so many working days after `day`, which does not count itself
    /// (开始的当日不计入); with 0, the day itself.
    ///
    /// # Errors
    /// A day on the way lies in a year without a file.
    pub fn add_workdays(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, MissingYear> {
        let mut last = day;
        for _ in 0..count {
            last = self.next_workday(after(last))?;
        }
        Ok(last)
    }

    /// Working days after `from` up to and with `to`; 0 when `to` is not later.
    ///
    /// # Errors
    /// A day between them lies in a year without a file.
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, MissingYear> {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = after(day);
            count += u32::from(self.is_workday(day)?);
        }
        Ok(count)
    }

    /// The first working day on or after a day.
    ///
    /// # Errors
    /// A day on the way lies in a year without a file.
    pub fn next_workday(&self, mut day: NaiveDate) -> Result<NaiveDate, MissingYear> {
        while !self.is_workday(day)? {
            day = after(day);
        }
        Ok(day)
    }

    /// The name of the holiday that a day is off for, as 春节.
    #[must_use]
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.years.get(&day.year())?.off.get(&day).map(String::as_str)
    }

    /// The years that are known, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// SHA-256 (hex) of all years; comments and blanks of the files do not matter.
    #[must_use]
    pub fn hash(&self) -> String {
        let years = self.years.iter().map(|(year, known)| format!("{year}:{}\n", known.hash));
        sha256(years.collect::<String>())
    }

    /// The known years in words, as `2019—2026年`; gaps are shown.
    #[must_use]
    pub fn span(&self) -> String {
        let mut spans: Vec<(i32, i32)> = Vec::new();
        for year in self.years() {
            match spans.last_mut() {
                Some(last) if last.1 + 1 == year => last.1 = year,
                _ => spans.push((year, year)),
            }
        }
        let told = spans.iter().map(|(first, last)| match first == last {
            true => format!("{first}年"),
            false => format!("{first}—{last}年"),
        });
        told.collect::<Vec<_>>().join("、")
    }
}

/// The day after; the calendar of chrono ends beyond any year that has a file.
fn after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

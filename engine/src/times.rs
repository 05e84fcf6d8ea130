//! The words of time limits and what each of them means: the tables behind the patterns.

use std::collections::BTreeMap;

use regex::Captures;
use serde::Deserialize;

use crate::{
    calendar::number,
    day::Day,
    limit::{Limit, Unit, Year},
};

/// Names of groups that a limit's pattern may have.
pub(crate) const GROUPS: [&str; 19] = [
    "year", "rel", "month", "day", "part", "part2", "season", "count", "unit", "near", "week",
    "weekday", "half", "half2", "soon", "plan", "feast", "eve", "quarter",
];

/// The tables behind the words of limits.
#[derive(Debug)]
pub(crate) struct Times {
    years: BTreeMap<String, i32>,
    days: BTreeMap<String, u32>,
    months: BTreeMap<String, u32>,
    ahead: BTreeMap<String, u32>,
    units: BTreeMap<String, Unit>,
    plans: BTreeMap<String, Day>,
    feasts: BTreeMap<String, Feast>,
    /// The month in which a season begins, by a part of its name.
    seasons: BTreeMap<String, u32>,
}

/// When a feast is.
#[derive(Debug)]
enum Feast {
    /// Month and day, every year.
    Yearly(u32, u32),
    /// The days of single years.
    Listed(Vec<Day>),
}

impl Times {
    /// Checks the tables.
    ///
    /// # Errors
    /// What is no date, in Chinese, with its key.
    pub(crate) fn of(file: TimesFile) -> Result<Self, String> {
        let plan = |(name, day): (String, String)| {
            let end = iso_day(&day).ok_or_else(|| {
                format!("times.plans 的 {name} = {day} 不是日期；应如 2025-12-31")
            })?;
            Ok((name, end))
        };
        let feast = |(name, days): (String, Vec<String>)| {
            let when = feast(&days).ok_or_else(|| {
                let days = days.join("、");
                format!(
                    "times.feasts 的 {name} = {days} 不是日期；应如 10-01，或逐年列出 2026-02-17"
                )
            })?;
            Ok((name, when))
        };
        if let Some((name, month)) = file.seasons.iter().find(|(_, m)| !(1..=12).contains(*m)) {
            return Err(format!("times.seasons 的 {name} = {month} 不是月份；应为 1 到 12"));
        }
        Ok(Self {
            seasons: file.seasons,
            years: file.years,
            days: file.days,
            months: file.months,
            ahead: file.ahead,
            units: file.units,
            plans: file.plans.into_iter().map(plan).collect::<Result<_, String>>()?,
            feasts: file.feasts.into_iter().map(feast).collect::<Result<_, String>>()?,
        })
    }

    /// What a match means; `None` if it is no time (a 13th month).
    pub(crate) fn read(&self, captures: &Captures<'_>) -> Option<Limit> {
        let group = |name: &str| captures.name(name).map(|found| found.as_str());
        if let Some(plan) = group("plan") {
            return Some(self.plans.get(plan).map_or(Limit::Undated, |day| Limit::Fixed(*day)));
        }
        if let Some(feast) = group("feast") {
            return Some(self.feast(feast, self.year(&group)));
        }
        // 一个半月: 45 days; 一年半: 18 months.
        if let Some(count) = group("count").filter(|_| group("half").is_some()) {
            return Some(Limit::Within { count: 30 * count_of(count)? + 15, unit: Unit::Day });
        }
        if let Some(count) = group("count").filter(|_| group("half2").is_some()) {
            return Some(Limit::Within { count: 12 * count_of(count)? + 6, unit: Unit::Month });
        }
        if let Some((count, unit)) = group("count").zip(group("unit")) {
            return self.within(count, *self.units.get(unit)?);
        }
        if let Some(near) = group("near") {
            let ahead = *self.ahead.get(near)?;
            let day = match group("day") {
                Some(day) => Some(count_of(day).filter(|day| (1..=31).contains(day))?),
                None => self.part(group("part"))?,
            };
            return Some(Limit::Month { ahead, day });
        }
        if group("part2").is_some() {
            return Some(Limit::Month { ahead: 0, day: None });
        }
        if let Some(quarter) = group("quarter") {
            return Some(Limit::Quarter { ahead: *self.ahead.get(quarter)? });
        }
        if let Some(week) = group("week").or(group("weekday").map(|_| "本")) {
            let day =
                group("weekday").map_or(Some(SUNDAY), |day| count_of(day).or(Some(SUNDAY)))?;
            return Some(Limit::Week { ahead: *self.ahead.get(week)?, day });
        }
        if let Some(soon) = group("soon") {
            return Some(Limit::Days { ahead: *self.ahead.get(soon)? });
        }
        let year = self.year(&group);
        let eve = group("eve").is_some();
        let date = |month, day, eve| Limit::Date { year, near: None, month, day, eve };
        if let Some(month) = group("month") {
            let first = || (month == "元").then_some(1);
            let month = count_of(month).or_else(first).filter(|month| (1..=12).contains(month))?;
            return match group("day") {
                Some(day) => {
                    let day = count_of(day).filter(|day| (1..=31).contains(day))?;
                    Some(date(month, Some(day), false))
                }
                None => Some(date(month, self.part(group("part"))?, eve)),
            };
        }
        match group("season") {
            Some(season) => Some(date(*self.months.get(season)?, None, false)),
            // Before a year ends with the year before it.
            None if eve => Some(date(1, None, true)),
            None => Some(date(12, None, false)),
        }
    }

    fn year<'t>(&self, group: &impl Fn(&str) -> Option<&'t str>) -> Year {
        // 26年6月
        let full = |year: u32| if year < 100 { 2000 + year } else { year };
        let given = group("year").and_then(count_of).map(|year| Year::Given(full(year) as i32));
        let ahead = || Some(Year::Ahead(*self.years.get(group("rel")?)?));
        given.or_else(ahead).unwrap_or(Year::Open)
    }

    /// The day at which a part of a month ends; the inner `None` is the month's last.
    fn part(&self, part: Option<&str>) -> Option<Option<u32>> {
        let Some(part) = part else { return Some(None) };
        self.days.get(part).map(|&day| (day > 0).then_some(day))
    }

    fn within(&self, count: &str, unit: Unit) -> Option<Limit> {
        let half = count.chars().eq(['半']);
        let (count, unit) = match (half, unit) {
            (true, Unit::Year) => (6, Unit::Month),
            (true, Unit::Month) => (15, Unit::Day),
            (true, Unit::Day) => (1, Unit::Day),
            (true, Unit::Hour) => (1, Unit::Hour),
            (true, _) => return None,
            (false, unit) => (count_of(count)?, unit),
        };
        Some(Limit::Within { count, unit })
    }

    fn feast(&self, name: &str, year: Year) -> Limit {
        match self.feasts.get(name) {
            // The eve of 1 October is the last day of the month before.
            Some(Feast::Yearly(month, 1)) => {
                Limit::Date { year, near: None, month: *month, day: None, eve: true }
            }
            Some(Feast::Yearly(month, day)) => {
                Limit::Date { year, near: None, month: *month, day: Some(day - 1), eve: false }
            }
            Some(Feast::Listed(days)) => match year {
                Year::Given(year) => days
                    .iter()
                    .find(|day| day.year == year)
                    .map_or(Limit::Undated, |day| Limit::Fixed(day.plus_days(-1))),
                _ => Limit::EveOf(days.clone()),
            },
            None => {
                let season = self.seasons.iter().find(|(season, _)| name.contains(season.as_str()));
                season.map_or(Limit::Undated, |(_, month)| Limit::Season { month: *month })
            }
        }
    }
}

/// The last day of the week, under whatever name.
const SUNDAY: u32 = 7;

/// A number in Arabic or Chinese digits, up to four of them.
fn count_of(text: &str) -> Option<u32> {
    let digits: Vec<char> = text.chars().map(|c| if c == '两' { '二' } else { c }).collect();
    number(&digits)
}

fn iso_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then(|| Day::new(year as i32, month, day))?
}

fn feast(days: &[String]) -> Option<Feast> {
    if let [day] = days
        && let Some((month, day)) = day.split_once('-').filter(|(month, _)| month.len() <= 2)
    {
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year: the 29th of February is a day of the calendar.
        return Day::new(2024, month, day).map(|_| Feast::Yearly(month, day));
    }
    days.iter().map(|day| iso_day(day)).collect::<Option<_>>().map(Feast::Listed)
}

/// `[times]` of `commitments.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimesFile {
    years: BTreeMap<String, i32>,
    days: BTreeMap<String, u32>,
    months: BTreeMap<String, u32>,
    ahead: BTreeMap<String, u32>,
    units: BTreeMap<String, Unit>,
    plans: BTreeMap<String, String>,
    feasts: BTreeMap<String, Vec<String>>,
    seasons: BTreeMap<String, u32>,
}

/// Whether what stands behind a time makes it the day from which something holds (6月1日起).
pub(crate) fn starts(after: &str) -> bool {
    after.starts_with('起') || after.starts_with("开始")
}

#[cfg(test)]
mod tests {
    use crate::{day::Day, rulebook::Rulebook, testing::rulebook};

    /// The last day of the first limit of a text, seen from a letter's date.
    fn due(rulebook: &Rulebook, text: &str, letter: &str) -> Option<String> {
        let parts: Vec<u32> = letter.split('-').map(|part| part.parse().unwrap()).collect();
        let letter = Day::new(parts[0] as i32, parts[1], parts[2]);
        let limits = rulebook.promising.as_ref().unwrap().limits(text);
        let (_, limit) = limits.first()?;
        limit
            .resolve(letter, true, &|day, count| Some(day.plus_days(2 * i64::from(count))))
            .map(|due| due.to_string())
    }

    #[test]
    fn time_limits_mean_the_last_day_of_their_stretch() {
        for (text, letter, expected) in [
            ("2025年6月30日前", "2024-05-20", "2025-06-30"),
            ("二〇二五年六月三十日前", "2024-05-20", "2025-06-30"),
            ("6月底前", "2024-05-20", "2024-06-30"),
            ("6月底前", "2024-11-20", "2025-06-30"),
            ("6月前", "2024-03-20", "2024-05-31"),
            ("年底前", "2024-05-20", "2024-12-31"),
            ("年内", "2024-05-20", "2024-12-31"),
            ("今年底", "2024-05-20", "2024-12-31"),
            ("明年6月底", "2024-05-20", "2025-06-30"),
            ("明年上半年", "2024-05-20", "2025-06-30"),
            ("下半年", "2024-05-20", "2024-12-31"),
            ("二季度", "2024-05-20", "2024-06-30"),
            ("第三季度", "2024-05-20", "2024-09-30"),
            ("三季度末", "2024-05-20", "2024-09-30"),
            ("2025年4季度", "2024-05-20", "2025-12-31"),
            ("2025年前", "2024-05-20", "2024-12-31"),
            ("2025年", "2024-05-20", "2025-12-31"),
            ("三个月内", "2023-11-30", "2024-02-29"),
            ("90日内", "2024-05-20", "2024-08-18"),
            // Every second day is a working day here.
            ("10个工作日内", "2025-03-06", "2025-03-26"),
            ("半年内", "2024-05-20", "2024-11-20"),
            ("两年内", "2024-05-20", "2026-05-20"),
            ("48小时内", "2024-05-20", "2024-05-22"),
            ("本月底", "2024-05-20", "2024-05-31"),
            ("本周五", "2025-04-02", "2025-04-04"),
            ("下周内", "2025-04-02", "2025-04-13"),
            ("下月底", "2024-12-20", "2025-01-31"),
            ("9月初", "2024-05-20", "2024-09-10"),
            ("本月20日前", "2024-05-06", "2024-05-20"),
            ("下月5日", "2024-12-20", "2025-01-05"),
            ("月内", "2024-02-06", "2024-02-29"),
            ("本季度末", "2024-05-20", "2024-06-30"),
            ("下季度", "2024-11-20", "2025-03-31"),
            ("明年年中", "2024-05-20", "2025-06-30"),
            ("今明两年", "2024-05-20", "2025-12-31"),
            ("未来三年", "2024-05-20", "2027-05-20"),
            ("三至五日内", "2024-05-20", "2024-05-25"),
            ("两个月左右时间", "2024-05-20", "2024-07-20"),
            ("即日起", "2024-05-20", "2024-05-20"),
            ("国庆假期前", "2024-05-20", "2024-09-30"),
            ("9月上旬", "2024-05-20", "2024-09-10"),
            ("9月中旬前", "2024-05-20", "2024-09-20"),
            ("2月下旬", "2024-01-20", "2024-02-29"),
            ("“十四五”期间", "2024-05-20", "2025-12-31"),
            ("十五五末", "2024-05-20", "2030-12-31"),
            ("春节前", "2024-05-20", "2025-01-28"),
            ("国庆节前", "2024-05-20", "2024-09-30"),
            ("明年国庆前", "2024-05-20", "2025-09-30"),
            ("秋季开学前", "2024-05-20", "2024-08-31"),
            ("元旦前", "2024-05-20", "2024-12-31"),
        ] {
            assert_eq!(due(rulebook(), text, letter).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_time_that_has_no_day_everywhere_has_none() {
        for text in [
            "汛期前",
            "供暖季前",
            "入冬前",
            "秋收前",
            "今冬明春",
            "本学期内",
            "“十五五”初期",
            "本月32日前",
            "2月30日前",
            "近期",
            "十个",
        ] {
            assert_eq!(due(rulebook(), text, "2024-05-20"), None, "{text}");
        }
    }
}

//! One year's file: its keys, and what is wrong with it, said in Chinese with its line.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::{Year, after};
use crate::digest::sha256;

/// What is wrong with a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("工作日历 {file} 第 {line} 行：{message}")]
pub struct CalendarError {
    /// Name below `rules/`.
    pub file: String,
    /// Line of the file (1-based).
    pub line: usize,
    /// What is wrong and what to write instead, in Chinese.
    pub message: String,
}

/// A checked file.
#[derive(Debug)]
pub(super) struct YearFile {
    /// The year that it speaks of.
    pub(super) year: i32,
    known: Year,
}

impl From<YearFile> for Year {
    fn from(file: YearFile) -> Self {
        file.known
    }
}

impl YearFile {
    /// Reads `calendars/YEAR.toml`.
    ///
    /// # Errors
    /// Text that is no TOML, an unknown key, a year that is not the file's name, days outside
    /// the year, holidays that overlap, make-up days that are no week-end.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, CalendarError> {
        let at = |start: usize, message: String| error(name, text, start, message);
        let written: Written = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            at(start, crate::carets::in_chinese(error.message()))
        })?;
        let year = *written.year.get_ref();
        let start = written.year.span().start;
        if year_of(name) != Some(year) {
            return Err(at(start, format!("year = {year} 与文件名不符；文件名应为 {year}.toml")));
        }
        if written.notice.iter().any(|notice| notice.title.trim().is_empty()) {
            return Err(at(start, "[[notice]] 的 title 不能为空；请写明放假通知的标题".into()));
        }
        let mut known = Year { hash: content(text), ..Year::default() };
        for holiday in &written.holiday {
            add_days_off(&mut known, year, holiday.get_ref())
                .map_err(|message| at(holiday.span().start, message))?;
        }
        // After all days off, since a make-up day may stand before the holiday it would lie in.
        for holiday in &written.holiday {
            add_worked(&mut known, year, holiday.get_ref())
                .map_err(|message| at(holiday.span().start, message))?;
        }
        Ok(Self { year, known })
    }
}

/// The year that a file below `rules/` is for: `calendars/2024.toml` → 2024.
pub(super) fn year_of(name: &str) -> Option<i32> {
    let year = name.strip_prefix("calendars/")?.strip_suffix(".toml")?;
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    year.parse().ok().filter(|_| digits)
}

fn error(file: &str, text: &str, start: usize, message: String) -> CalendarError {
    let before = text.as_bytes().get(..start).unwrap_or(text.as_bytes());
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    CalendarError { file: file.to_owned(), line, message }
}

fn content(text: &str) -> String {
    // Tables print with sorted keys, without comments: the content and nothing else.
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    sha256(table.to_string())
}

fn add_days_off(known: &mut Year, year: i32, holiday: &Holiday) -> Result<(), String> {
    let name = holiday.name.trim();
    if name.is_empty() {
        return Err("[[holiday]] 的 name 不能为空；请写节日名称，如 春节".into());
    }
    let (from, to) = (in_year(&holiday.from, year)?, in_year(&holiday.to, year)?);
    if from > to {
        return Err(format!("{name} 的 from = {from} 晚于 to = {to}；请改正"));
    }
    let mut day = from;
    while day <= to {
        if let Some(other) = known.off.insert(day, name.to_owned()) {
            return Err(format!("{day} 在 {other} 和 {name} 里重复；请改正其中一个"));
        }
        day = after(day);
    }
    Ok(())
}

fn add_worked(known: &mut Year, year: i32, holiday: &Holiday) -> Result<(), String> {
    let name = &holiday.name;
    for worked in &holiday.workdays {
        let day = in_year(worked, year)?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            return Err(format!(
                "{name} 的调休上班日 {day} 不是周六、周日；本来就是工作日，请核对"
            ));
        }
        if let Some(other) = known.off.get(&day) {
            return Err(format!("{name} 的调休上班日 {day} 又是 {other} 的放假日；请改正"));
        }
        if !known.worked.insert(day) {
            return Err(format!("调休上班日 {day} 写了两次；请删去一个"));
        }
    }
    Ok(())
}

/// A date of TOML without a time, in the file's year.
fn in_year(written: &Datetime, year: i32) -> Result<NaiveDate, String> {
    let wrong = || format!("{written} 不是日期；应如 {year}-10-01，不加引号");
    if written.time.is_some() || written.offset.is_some() {
        return Err(wrong());
    }
    let date = written.date.ok_or_else(wrong)?;
    let date = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into());
    let date = date.ok_or_else(wrong)?;
    if date.year() != year {
        return Err(format!("{date} 不在 {year} 年；跨年的假期请分写在两年的文件里"));
    }
    Ok(date)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    year: Spanned<i32>,
    /// The sources; a calendar without one is refused as a missing key.
    notice: Vec<Notice>,
    holiday: Vec<Spanned<Holiday>>,
}

/// A notice of the State Council's General Office, for people who check the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    title: String,
    #[serde(rename = "number")]
    _number: Option<String>,
    #[serde(rename = "date")]
    _date: Option<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name: String,
    from: Datetime,
    to: Datetime,
    /// Saturdays and Sundays worked for it.
    #[serde(default)]
    workdays: Vec<Datetime>,
}

//! The deadlines of a jurisdiction: the table `[deadlines]` of a profile, and the last day of
//! each term.
//!
//! How days are counted (民法典 第二百零一条 to 第二百零三条; the rules on suggestions say
//! nothing of their own, so that is our reading of them): the day of the event does not count;
//! a term in months ends on the same day of its last month or, where that month is shorter, on
//! its last day; on the last day is in time.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

use crate::calendar::{Calendar, MissingYear};

/// The terms of a jurisdiction; a term that is `None` is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    /// 答复.
    pub reply: Limit,
    /// The longest reply term in all with an extension 延期, in months from the same day.
    pub extension_months: u32,
    /// Whether only an extension on record counts; else every reply has the longest term.
    pub extension_needs_proof: bool,
    /// What becomes of a term in months or natural days that ends on a day off.
    pub end_on_holiday: EndOnHoliday,
    /// 签收.
    pub sign_in: Option<Limit>,
    /// 退回: sending back what is not the unit's.
    pub refusal: Option<Limit>,
    /// 首次沟通.
    pub contact: Option<Limit>,
    /// 会办意见.
    pub co_opinion: Option<Limit>,
    /// 反馈 of the deputy.
    pub feedback: Option<Limit>,
    /// 重新办理: the second reply.
    pub rework: Option<Limit>,
}

/// A length of time and where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How long.
    pub length: Length,
    /// From which day.
    pub from: Start,
}

/// How long a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Calendar months.
    Months(u32),
    /// Natural days.
    Days(u32),
    /// Working days of the calendar.
    Workdays(u32),
    /// One day for everybody: month and day of the year of the start.
    Date(u32, u32),
}

/// The event that a term starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// 交办.
    Assigned,
    /// 签收; 交办 where it is not known.
    Received,
    /// 答复.
    Replied,
    /// 退回重新办理.
    Rework,
}

/// What becomes of a term in months or natural days that ends on a day off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOnHoliday {
    /// It ends there.
    #[default]
    Stay,
    /// It ends on the next working day (民法典 第二百零三条).
    NextWorkday,
}

impl Length {
    /// The last day in time; `Ok(None)` where the calendar of the program ends.
    ///
    /// # Errors
    /// A working day of a year that the calendar does not have.
    pub fn last_day(
        self,
        start: NaiveDate,
        end: EndOnHoliday,
        calendar: &Calendar,
    ) -> Result<Option<NaiveDate>, MissingYear> {
        let last = match self {
            Self::Months(months) => start.checked_add_months(Months::new(months)),
            Self::Days(days) => start.checked_add_days(Days::new(days.into())),
            Self::Workdays(days) => return calendar.add_workdays(start, days).map(Some),
            Self::Date(month, day) => next_date(start, month, day),
        };
        match (last, end) {
            (Some(last), EndOnHoliday::NextWorkday) => calendar.next_workday(last).map(Some),
            (last, _) => Ok(last),
        }
    }

    /// In words, as `3个月` or `20个工作日`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Months(months) => format!("{months}个月"),
            Self::Days(days) => format!("{days}天"),
            Self::Workdays(days) => format!("{days}个工作日"),
            Self::Date(month, day) => format!("{month}月{day}日"),
        }
    }
}

/// The first such date on or after a day; 29 February is the 28th in a common year.
fn next_date(start: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let of = |year: i32| {
        let leap = NaiveDate::from_ymd_opt(year, month, day);
        leap.or_else(|| NaiveDate::from_ymd_opt(year, month, day.checked_sub(1)?))
    };
    of(start.year()).filter(|date| *date >= start).or_else(|| of(start.year().checked_add(1)?))
}

impl Start {
    /// The event in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Assigned => "交办",
            Self::Received => "签收",
            Self::Replied => "答复",
            Self::Rework => "退回重办",
        }
    }
}

impl Limit {
    /// In words, as `签收之日起10个工作日` or `统一为8月5日`.
    #[must_use]
    pub fn label(self) -> String {
        match self.length {
            Length::Date(..) => format!("统一为{}", self.length.label()),
            length => format!("{}之日起{}", self.from.label(), length.label()),
        }
    }
}

impl Deadlines {
    /// In words, one line for each term, for the sheet 口径说明.
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        let mut lines = vec![("答复期限".to_owned(), self.reply_in_words())];
        let others = [
            ("签收期限", self.sign_in),
            ("退回期限", self.refusal),
            ("首次沟通期限", self.contact),
            ("会办意见期限", self.co_opinion),
            ("代表反馈期限", self.feedback),
            ("重新办理期限", self.rework),
        ];
        for (title, limit) in others {
            lines.extend(limit.map(|limit| (title.to_owned(), limit.label())));
        }
        lines
    }

    fn reply_in_words(&self) -> String {
        let mut text = self.reply.label();
        match self.reply.length {
            Length::Months(_) => text += "（自然月），没有对应日的取当月最后一日",
            Length::Workdays(_) => text += "，按工作日历计",
            _ => {}
        }
        text += match self.reply.length {
            Length::Date(..) => "，当日答复算按期",
            _ => "，起算当日不计入，期满当日算按期",
        };
        let counted = !matches!(self.reply.length, Length::Date(..));
        if counted && self.reply.from == Start::Received {
            text += "；签收日期未知的从交办之日起算";
        }
        if self.end_on_holiday == EndOnHoliday::NextWorkday {
            text += "；最后一日是休息日的顺延至下一工作日";
        }
        let months = self.extension_months;
        text += &match self.extension_needs_proof {
            true => format!("；有延期至日期且未记为不同意延期的从延期，连同延期最长{months}个月"),
            false => format!("；延期不要求记录，最长{months}个月"),
        };
        text += "；表中有办理期限的从其期限";
        text
    }
}

/// The table as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeadlinesFile {
    reply: Spanned<LimitFile>,
    #[serde(default = "longest")]
    extension_months: Spanned<u32>,
    #[serde(default = "yes")]
    extension_needs_proof: bool,
    #[serde(default)]
    end_on_holiday: EndOnHoliday,
    sign_in: Option<Spanned<LimitFile>>,
    refusal: Option<Spanned<LimitFile>>,
    contact: Option<Spanned<LimitFile>>,
    co_opinion: Option<Spanned<LimitFile>>,
    feedback: Option<Spanned<LimitFile>>,
    rework: Option<Spanned<LimitFile>>,
}

/// 代表法 (2025) 第五十一条: within six months where the matter is broad and hard.
fn longest() -> Spanned<u32> {
    Spanned::new(0..0, 6)
}

fn yes() -> bool {
    true
}

/// A term as written: one of the lengths, and the event that it starts with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    months: Option<u32>,
    days: Option<u32>,
    workdays: Option<u32>,
    date: Option<String>,
    from: Option<Start>,
}

impl DeadlinesFile {
    /// The checked terms.
    ///
    /// # Errors
    /// The byte of the profile at which something is wrong, and what, in Chinese.
    pub(super) fn checked(&self) -> Result<Deadlines, (usize, String)> {
        use Start::{Assigned, Received, Replied, Rework};
        let given = [Assigned, Received];
        let optional = |name: &str, limit: &Option<Spanned<LimitFile>>, starts: &[Start]| {
            limit.as_ref().map(|limit| checked(name, limit, starts)).transpose()
        };
        let reply = checked("reply", &self.reply, &given)?;
        let months = *self.extension_months.get_ref();
        let shorter = matches!(reply.length, Length::Months(term) if term > months);
        if shorter || !(1..=LONGEST_MONTHS).contains(&months) {
            return Err((
                self.extension_months.span().start,
                format!(
                    "extension_months = {months} 应在 1 至 {LONGEST_MONTHS} 之间，且不短于 reply"
                ),
            ));
        }
        Ok(Deadlines {
            reply,
            extension_months: months,
            extension_needs_proof: self.extension_needs_proof,
            end_on_holiday: self.end_on_holiday,
            sign_in: optional("sign_in", &self.sign_in, &[Assigned])?,
            refusal: optional("refusal", &self.refusal, &given)?,
            contact: optional("contact", &self.contact, &given)?,
            co_opinion: optional("co_opinion", &self.co_opinion, &given)?,
            feedback: optional("feedback", &self.feedback, &[Replied])?,
            rework: optional("rework", &self.rework, &[Rework])?,
        })
    }
}

/// Longest terms that are believed; more is a slip of the pen.
const LONGEST_MONTHS: u32 = 120;
const LONGEST_DAYS: u32 = 1_000;

/// A term that may start with one of `starts`, the first when it does not say.
fn checked(
    name: &str,
    limit: &Spanned<LimitFile>,
    starts: &[Start],
) -> Result<Limit, (usize, String)> {
    let wrong = |message: String| (limit.span().start, format!("[deadlines] 的 {name} {message}"));
    let limit = limit.get_ref();
    let from = limit.from.or(starts.first().copied()).unwrap_or(Start::Assigned);
    if !starts.contains(&from) {
        let known: Vec<String> =
            starts.iter().map(|start| format!("\"{}\"", name_of(*start))).collect();
        return Err(wrong(format!("的 from 只能是 {}", known.join("、"))));
    }
    let length = length(name == "reply", limit).map_err(wrong)?;
    Ok(Limit { length, from })
}

fn length(dated: bool, limit: &LimitFile) -> Result<Length, String> {
    let LimitFile { months, days, workdays, date, .. } = limit;
    match (months, days, workdays, date) {
        (Some(count), None, None, None) => {
            within(*count, LONGEST_MONTHS, "months").map(Length::Months)
        }
        (None, Some(count), None, None) => within(*count, LONGEST_DAYS, "days").map(Length::Days),
        (None, None, Some(count), None) => {
            within(*count, LONGEST_DAYS, "workdays").map(Length::Workdays)
        }
        (None, None, None, Some(date)) if dated => month_and_day(date)
            .ok_or_else(|| format!("的 date = \"{date}\" 不是月日；应如 \"08-05\"")),
        _ if dated => Err("应写 months、days、workdays、date 中的一个，且只写一个".to_owned()),
        _ => Err("应写 months、days、workdays 中的一个，且只写一个".to_owned()),
    }
}

fn within(count: u32, longest: u32, name: &str) -> Result<u32, String> {
    if (1..=longest).contains(&count) {
        return Ok(count);
    }
    Err(format!("的 {name} = {count} 应在 1 至 {longest} 之间"))
}

fn month_and_day(text: &str) -> Option<Length> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year: the 29th of February is a day of the calendar.
    NaiveDate::from_ymd_opt(2024, month, day).map(|_| Length::Date(month, day))
}

fn name_of(start: Start) -> &'static str {
    match start {
        Start::Assigned => "assigned",
        Start::Received => "received",
        Start::Replied => "replied",
        Start::Rework => "rework",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        calendar::samples::calendar,
        score::{Profile, samples::default_profile},
    };

    const DEFAULT: &str = include_str!("../../rules/profiles/default.toml");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The default profile with another table of deadlines.
    fn profile(table: &str) -> Result<Profile, crate::score::ProfileError> {
        let (before, rest) = DEFAULT.split_once("[deadlines]\n").unwrap();
        let (_, after) = rest.split_once("\n[dimensions]").unwrap();
        Profile::parse(&format!("{before}[deadlines]\n{table}\n\n[dimensions]{after}"))
    }

    fn refused(table: &str) -> String {
        profile(table).unwrap_err().to_string()
    }

    fn last(length: Length, start: &str) -> NaiveDate {
        length.last_day(day(start), EndOnHoliday::Stay, calendar()).unwrap().unwrap()
    }

    #[test]
    fn the_embedded_profile_has_the_national_terms() {
        let deadlines = default_profile().deadlines;
        let months = Limit { length: Length::Months(3), from: Start::Assigned };
        assert_eq!((deadlines.reply, deadlines.extension_months), (months, 6));
        assert!(deadlines.extension_needs_proof);
        assert_eq!(deadlines.end_on_holiday, EndOnHoliday::Stay);
        assert_eq!(deadlines.contact, None);
    }

    #[test]
    fn every_term_of_a_jurisdiction_can_be_said() {
        let deadlines = profile(
            "reply = { workdays = 60, from = \"received\" }\nextension_months = 5\n\
             extension_needs_proof = false\nend_on_holiday = \"next_workday\"\n\
             refusal = { workdays = 10, from = \"received\" }\ncontact = { workdays = 20 }\n\
             co_opinion = { days = 30 }\nfeedback = { workdays = 20 }\nrework = { months = 2 }",
        )
        .unwrap()
        .deadlines;
        let limit = |length, from| Limit { length, from };
        assert_eq!(deadlines.reply, limit(Length::Workdays(60), Start::Received));
        assert_eq!(deadlines.contact, Some(limit(Length::Workdays(20), Start::Assigned)));
        assert_eq!(deadlines.feedback, Some(limit(Length::Workdays(20), Start::Replied)));
        assert_eq!(deadlines.rework, Some(limit(Length::Months(2), Start::Rework)));
        let told = deadlines.describe();
        let said = |title: &str| told.iter().find(|line| line.0 == title).unwrap().1.clone();
        assert_eq!(said("退回期限"), "签收之日起10个工作日");
        assert_eq!(said("重新办理期限"), "退回重办之日起2个月");
        assert_eq!(
            said("答复期限"),
            "签收之日起60个工作日，按工作日历计，起算当日不计入，期满当日算按期；\
             签收日期未知的从交办之日起算；最后一日是休息日的顺延至下一工作日；\
             延期不要求记录，最长5个月；表中有办理期限的从其期限"
        );
    }

    #[test]
    fn a_date_for_everybody_is_told_as_one() {
        let deadlines = profile("reply = { date = \"08-05\" }").unwrap().deadlines;
        assert_eq!(deadlines.reply, Limit { length: Length::Date(8, 5), from: Start::Assigned });
        let told = deadlines.describe();
        assert!(told[0].1.starts_with("统一为8月5日，当日答复算按期；有延期"), "{}", told[0].1);
    }

    #[test]
    fn a_term_that_cannot_be_meant_is_refused_with_its_line() {
        let line = 1 + DEFAULT.lines().position(|line| line == "[deadlines]").unwrap();
        let error = refused("reply = { months = 0 }");
        assert_eq!(
            error,
            format!("第 {} 行：[deadlines] 的 reply 的 months = 0 应在 1 至 120 之间", line + 1)
        );
        assert!(refused("reply = { months = 3, days = 90 }").contains("只写一个"));
        assert!(refused("reply = { from = \"assigned\" }").contains("只写一个"));
        assert!(refused("reply = { months = 3, from = \"replied\" }").contains("\"received\""));
        assert!(refused("reply = { date = \"08-32\" }").contains("不是月日"));
        assert!(
            refused("reply = { months = 3 }\ncontact = { date = \"08-05\" }")
                .contains("应写 months、days、workdays 中的一个")
        );
        assert!(refused("reply = { months = 3 }\nextension_months = 2").contains("不短于 reply"));
        assert!(refused("reply = { months = 3 }\nrefuse = { days = 5 }").contains("refuse"));
        assert!(refused("reply = { years = 1 }").contains("不认识的键 years"));
        assert!(refused("end_on_holiday = \"stay\"").contains("缺少键 reply"));
    }

    #[test]
    fn a_month_without_that_day_ends_the_term_with_its_last() {
        for (start, end) in [
            ("2023-11-30", "2024-02-29"),
            ("2022-11-30", "2023-02-28"),
            ("2024-03-31", "2024-06-30"),
            ("2024-03-11", "2024-06-11"),
            ("2023-12-15", "2024-03-15"),
            ("2024-02-29", "2024-05-29"),
        ] {
            assert_eq!(last(Length::Months(3), start), day(end), "{start}");
        }
    }

    #[test]
    fn the_table_of_the_docs_is_what_the_program_does() {
        let docs = include_str!("../../docs/deadlines.md");
        let length = |text: &str| {
            let count = |unit: &str| text.strip_suffix(unit)?.parse::<u32>().ok();
            let workdays = count("个工作日").map(Length::Workdays);
            workdays.or_else(|| count("个月").map(Length::Months)).or(count("天").map(Length::Days))
        };
        let rows = docs.lines().filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            Some((*cells.get(1)?, length(cells.get(2)?)?, day(cells.get(3)?)))
        });
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), 11);
        for (start, length, end) in rows {
            assert_eq!(last(length, start), end, "{start} {length:?}");
        }
    }

    #[test]
    fn a_day_for_everybody_is_the_next_one() {
        let fixed = Length::Date(8, 5);
        assert_eq!(last(fixed, "2024-03-11"), day("2024-08-05"));
        assert_eq!(last(fixed, "2024-08-05"), day("2024-08-05"));
        assert_eq!(last(fixed, "2024-12-20"), day("2025-08-05"));
        assert_eq!(last(Length::Date(2, 29), "2025-01-02"), day("2025-02-28"));
        assert_eq!(last(Length::Date(2, 29), "2024-01-02"), day("2024-02-29"));
    }

    #[test]
    fn a_term_that_ends_on_a_day_off_moves_only_where_the_profile_says_so() {
        // Saturday 1 June 2024; Sunday 18 February 2024 was worked.
        let end = |length: Length, start: &str, end| {
            length.last_day(day(start), end, calendar()).unwrap().unwrap()
        };
        let months = Length::Months(3);
        assert_eq!(end(months, "2024-03-01", EndOnHoliday::Stay), day("2024-06-01"));
        assert_eq!(end(months, "2024-03-01", EndOnHoliday::NextWorkday), day("2024-06-03"));
        assert_eq!(end(months, "2023-11-18", EndOnHoliday::NextWorkday), day("2024-02-18"));
        assert_eq!(
            end(Length::Days(3), "2024-02-08", EndOnHoliday::NextWorkday),
            day("2024-02-18")
        );
    }

    #[test]
    fn a_year_without_a_calendar_is_told_and_months_need_none() {
        let from = |length: Length, end| length.last_day(day("2030-03-11"), end, calendar());
        let missing = Err(MissingYear(2030));
        assert_eq!(from(Length::Workdays(10), EndOnHoliday::Stay), missing);
        assert_eq!(from(Length::Months(3), EndOnHoliday::NextWorkday), missing);
        assert!(from(Length::Months(3), EndOnHoliday::Stay).is_ok());
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0_i64..2_000).prop_map(|days| day("2019-01-01") + chrono::Duration::days(days))
    }

    fn any_length() -> impl Strategy<Value = Length> {
        prop_oneof![
            (1_u32..24).prop_map(Length::Months),
            (1_u32..400).prop_map(Length::Days),
            (1_u32..200).prop_map(Length::Workdays),
        ]
    }

    proptest! {
        #[test]
        fn months_keep_the_day_or_end_the_month(start in any_day(), months in 1_u32..24) {
            let end = Length::Months(months).last_day(start, EndOnHoliday::Stay, calendar());
            let end = end.unwrap().unwrap();
            let passed = 12 * (end.year() - start.year()) + end.month() as i32 - start.month() as i32;
            prop_assert_eq!(passed, months as i32);
            let month_ends = end.succ_opt().unwrap().day() == 1;
            prop_assert!(end.day() == start.day() || (month_ends && end.day() < start.day()));
            // Back again: the same day, or clipped with the month.
            let back = end.checked_sub_months(Months::new(months)).unwrap();
            prop_assert_eq!(back.day() == start.day(), end.day() == start.day());
            prop_assert!(back <= start && start - back <= chrono::Duration::days(3));
        }

        #[test]
        fn a_later_start_never_ends_earlier(
            start in any_day(), more in 0_i64..60, length in any_length(),
        ) {
            for end in [EndOnHoliday::Stay, EndOnHoliday::NextWorkday] {
                let of = |start| length.last_day(start, end, calendar()).unwrap().unwrap();
                prop_assert!(of(start) <= of(start + chrono::Duration::days(more)));
                prop_assert!(of(start) > start);
            }
        }

        #[test]
        fn moving_a_day_off_ends_on_a_working_day(start in any_day(), length in any_length()) {
            let calendar = calendar();
            let moved = length.last_day(start, EndOnHoliday::NextWorkday, calendar);
            let stays = length.last_day(start, EndOnHoliday::Stay, calendar).unwrap().unwrap();
            let moved = moved.unwrap().unwrap();
            prop_assert!(calendar.is_workday(moved).unwrap() && moved >= stays);
            prop_assert_eq!(moved == stays, calendar.is_workday(stays).unwrap());
        }
    }
}

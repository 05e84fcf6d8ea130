//! When each act of the handling was due, and whether it came in time.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::deadlines::{Deadlines, Length, Limit, Start};
use crate::{
    calendar::{Calendar, MissingYear},
    records::{InTime, Metrics},
};

/// What the dates of one suggestion say; `None` = the profile does not ask for that act, or the
/// suggestion does not need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Natural days from assignment to reply; negative when the reply is dated earlier.
    pub days_to_reply: Option<i64>,
    /// 答复.
    pub reply: Term,
    /// 签收.
    pub sign_in: Option<Term>,
    /// Whether the reply came within the term of the profile, whatever extension there is.
    pub within_term: Option<bool>,
    /// Whether it came within the longest term that an extension can give.
    pub within_longest: Option<bool>,
    /// 退回; only where a suggestion was sent back.
    pub refusal: Option<Term>,
    /// 首次沟通.
    pub contact: Option<Term>,
    /// 会办意见; only where there is a co-handler.
    pub co_opinion: Option<Term>,
    /// 反馈 of the deputy.
    pub feedback: Option<Term>,
    /// The second reply; only where the suggestion was handled again.
    pub rework: Option<Term>,
}

/// One act, the last day for it and the day it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What was to be done.
    pub act: Act,
    /// The day the term was counted from, and the event of that day: 交办 in place of an
    /// unknown 签收.
    pub start: Option<(Start, NaiveDate)>,
    /// The event that the profile counts from.
    pub from: Start,
    /// The last day in time, and why that day.
    pub due: Option<(NaiveDate, Basis)>,
    /// The day it was done.
    pub done: Option<NaiveDate>,
    /// Natural days after the last day in time; 0 when in time.
    pub days_late: Option<i64>,
    /// Whether it was done on the last day or before; `None` = cannot be known.
    pub in_time: Option<bool>,
    /// Why it cannot be known.
    pub unknown: Option<Unknown>,
}

/// What a term is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// 答复.
    Reply,
    /// 签收.
    SignIn,
    /// 退回.
    Refusal,
    /// 首次沟通.
    Contact,
    /// 会办意见.
    CoOpinion,
    /// 代表反馈.
    Feedback,
    /// 再次答复.
    Rework,
}

/// Where a last day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The profile's term.
    Term(Length),
    /// 办理期限 of the table.
    Given,
    /// 延期至 of the table, later than the above.
    Extended,
    /// 延期至 of the table, cut to so many months in all.
    Capped(u32),
    /// The longest term, which the profile grants without proof: so many months.
    Longest(u32),
}

/// Why a term cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The day that it counts from.
    Start(Start),
    /// The day that the act was done.
    Done(Act),
    /// The working days of a year.
    Year(MissingYear),
    /// The last day lies beyond all calendars.
    Beyond,
}

impl Timing {
    /// The further terms in short.
    #[must_use]
    pub fn in_time(&self) -> InTime {
        let of = |term: Option<Term>| term?.in_time;
        InTime {
            within_term: self.within_term,
            within_longest: self.within_longest,
            sign_in: of(self.sign_in),
            refusal: of(self.refusal),
            contact: of(self.contact),
            co_opinion: of(self.co_opinion),
            feedback: of(self.feedback),
            rework: of(self.rework),
        }
    }

    /// Reads the dates under the terms of a jurisdiction.
    #[must_use]
    pub fn read(metrics: &Metrics, deadlines: &Deadlines, calendar: &Calendar) -> Self {
        let days = |from: NaiveDate| metrics.replied.map(|to| (to - from).num_days());
        let more = metrics.more();
        let rules = Rules { metrics, deadlines, calendar };
        let sent_back = more.refused == Some(true) || more.refused_on.is_some();
        let shared = metrics.co_units.is_some()
            || more.role.as_deref() == Some("co")
            || more.co_opinion_on.is_some();
        let again = metrics.reworked == Some(true)
            || more.rework_on.is_some()
            || more.rework_replied.is_some();
        Self {
            days_to_reply: metrics.assigned.and_then(days),
            reply: rules.reply(),
            sign_in: rules.act(Act::SignIn, deadlines.sign_in, more.received, true),
            within_term: rules.within(deadlines.reply.length),
            within_longest: rules.within(Length::Months(deadlines.extension_months)),
            refusal: rules.act(Act::Refusal, deadlines.refusal, more.refused_on, sent_back),
            contact: rules.act(Act::Contact, deadlines.contact, metrics.first_contact, true),
            co_opinion: rules.act(Act::CoOpinion, deadlines.co_opinion, more.co_opinion_on, shared),
            feedback: rules.act(Act::Feedback, deadlines.feedback, more.rated_on, true),
            rework: rules.act(Act::Rework, deadlines.rework, more.rework_replied, again),
        }
    }

    /// Whether the reply came after the last day in time.
    #[must_use]
    pub fn late(&self) -> Option<bool> {
        self.reply.in_time.map(|in_time| !in_time)
    }

    /// All terms that the profile asks for and the suggestion needs, in the order of handling.
    pub fn terms(&self) -> impl Iterator<Item = Term> {
        let others = [self.sign_in, self.refusal, self.contact, self.co_opinion];
        let after = [Some(self.reply), self.feedback, self.rework];
        others.into_iter().chain(after).flatten()
    }

    /// The years whose working days are missed.
    #[must_use]
    pub fn missing_years(&self) -> BTreeSet<MissingYear> {
        let missing = self.terms().filter_map(|term| match term.unknown {
            Some(Unknown::Year(missing)) => Some(missing),
            _ => None,
        });
        missing.collect()
    }
}

/// What the terms of one suggestion are read from.
#[derive(Clone, Copy)]
struct Rules<'a> {
    metrics: &'a Metrics,
    deadlines: &'a Deadlines,
    calendar: &'a Calendar,
}

/// A last day, or why there is none.
type Due = Result<(NaiveDate, Basis), Unknown>;

impl Rules<'_> {
    fn act(
        self,
        act: Act,
        limit: Option<Limit>,
        done: Option<NaiveDate>,
        needed: bool,
    ) -> Option<Term> {
        let limit = limit.filter(|_| needed)?;
        let start = self.start(limit.from);
        Some(Term::of(act, (limit.from, start), self.last(limit.length, start, limit.from), done))
    }

    fn reply(self) -> Term {
        let limit = self.deadlines.reply;
        let start = self.start(limit.from);
        let counted = start.or_else(|| self.dated_start(limit.length));
        Term::of(Act::Reply, (limit.from, start), self.reply_due(counted), self.metrics.replied)
    }

    /// Whether the reply came within so long a time of the day its term counts from.
    fn within(self, length: Length) -> Option<bool> {
        let from = self.deadlines.reply.from;
        let (last, _) = self.last(length, self.start(from), from).ok()?;
        self.metrics.replied.map(|replied| replied <= last)
    }

    /// 办理期限, else the profile's term; a later extension moves it.
    fn reply_due(self, start: Option<(Start, NaiveDate)>) -> Due {
        let limit = self.deadlines.reply;
        let planned = match self.metrics.due {
            Some(due) => Ok((due, Basis::Given)),
            None => self.last(limit.length, start, limit.from),
        };
        match (planned, self.extension(start)?) {
            (Err(Unknown::Start(_)), Some(extended)) => Ok(extended),
            (Ok(planned), Some(extended)) if extended.0 > planned.0 => Ok(extended),
            (planned, _) => planned,
        }
    }

    /// The last day with an extension, as far as one counts.
    fn extension(
        self,
        start: Option<(Start, NaiveDate)>,
    ) -> Result<Option<(NaiveDate, Basis)>, Unknown> {
        let Deadlines { extension_months: months, extension_needs_proof, .. } = *self.deadlines;
        let from = self.deadlines.reply.from;
        let longest = || match self.last(Length::Months(months), start, from) {
            Ok((longest, _)) => Ok(Some(longest)),
            Err(Unknown::Start(_)) => Ok(None),
            Err(unknown) => Err(unknown),
        };
        let refused = self.metrics.more().extension_approved == Some(false);
        match self.metrics.extended_to {
            Some(to) if !(extension_needs_proof && refused) => Ok(Some(match longest()? {
                Some(longest) if to > longest => (longest, Basis::Capped(months)),
                _ => (to, Basis::Extended),
            })),
            None if !extension_needs_proof && self.metrics.due.is_none() => {
                Ok(longest()?.map(|longest| (longest, Basis::Longest(months))))
            }
            _ => Ok(None),
        }
    }

    fn last(self, length: Length, start: Option<(Start, NaiveDate)>, from: Start) -> Due {
        let (_, day) = start.ok_or(Unknown::Start(from))?;
        match length.last_day(day, self.deadlines.end_on_holiday, self.calendar) {
            Ok(Some(last)) => Ok((last, Basis::Term(length))),
            Ok(None) => Err(Unknown::Beyond),
            Err(missing) => Err(Unknown::Year(missing)),
        }
    }

    /// The event a term counts from; 交办 where 签收 is not known.
    fn start(self, from: Start) -> Option<(Start, NaiveDate)> {
        let more = self.metrics.more();
        let assigned = self.metrics.assigned.map(|day| (Start::Assigned, day));
        match from {
            Start::Assigned => assigned,
            Start::Received => more.received.map(|day| (Start::Received, day)).or(assigned),
            Start::Replied => self.metrics.replied.map(|day| (Start::Replied, day)),
            Start::Rework => more.rework_on.map(|day| (Start::Rework, day)),
        }
    }

    /// Where everybody has the same date, any day of the item tells its year: 签收, 提交, else
    /// the first day of the reply's own year. Only the day counts, not the event.
    fn dated_start(self, length: Length) -> Option<(Start, NaiveDate)> {
        if !matches!(length, Length::Date(..)) {
            return None;
        }
        let more = self.metrics.more();
        let of_year = |day: NaiveDate| NaiveDate::from_ymd_opt(day.year(), 1, 1);
        let day = more.received.or(more.submitted).or(self.metrics.replied.and_then(of_year))?;
        Some((Start::Assigned, day))
    }
}

impl Term {
    fn of(
        act: Act,
        (from, start): (Start, Option<(Start, NaiveDate)>),
        due: Due,
        done: Option<NaiveDate>,
    ) -> Self {
        let late = due.ok().zip(done).map(|((due, _), done)| (done - due).num_days().max(0));
        let unknown = due.err().or(done.is_none().then_some(Unknown::Done(act)));
        Self {
            act,
            start,
            from,
            due: due.ok(),
            done,
            days_late: late,
            in_time: late.map(|late| late == 0),
            unknown,
        }
    }

    /// Why the act counts as in time or late, or why that cannot be known, in Chinese.
    #[must_use]
    pub fn reason(&self) -> String {
        let known = self.due.zip(self.done).zip(self.days_late);
        let Some((((due, basis), done), late)) = known else {
            return self.unknown.map(Unknown::label).unwrap_or_default();
        };
        let act = self.act.label();
        let limit = basis.label(due);
        let end = match late {
            0 => format!("未超过{limit}"),
            days => format!("超过{limit}，逾期{days}天"),
        };
        format!("{}{act}{done}，{}{end}", self.started(), self.took(done))
    }

    fn started(&self) -> String {
        match self.start {
            Some((event, day)) if event == self.from => format!("{}{day}，", event.label()),
            Some((event, day)) => {
                format!("{}日期未知，从{}{day}起算，", self.from.label(), event.label())
            }
            None => String::new(),
        }
    }

    fn took(&self, done: NaiveDate) -> String {
        match self.start.map(|(event, day)| (event, (done - day).num_days())) {
            Some((event, days)) if days < 0 => format!("早于{}，请核对日期，", event.label()),
            Some((_, days)) => format!("用时{days}天，"),
            None => String::new(),
        }
    }
}

impl Act {
    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reply => "答复",
            Self::SignIn => "签收",
            Self::Refusal => "退回",
            Self::Contact => "首次沟通",
            Self::CoOpinion => "会办意见",
            Self::Feedback => "代表反馈",
            Self::Rework => "再次答复",
        }
    }
}

impl Basis {
    fn label(self, due: NaiveDate) -> String {
        match self {
            Self::Term(Length::Date(..)) => format!("统一期限{due}"),
            Self::Term(length) => format!("{}期限（{due}）", length.label()),
            Self::Given => format!("办理期限{due}"),
            Self::Extended => format!("延期期限{due}"),
            Self::Capped(months) => format!("延期期限{due}（延期后最长{months}个月）"),
            Self::Longest(months) => format!("最长{months}个月期限（{due}）"),
        }
    }
}

impl Unknown {
    /// What is missed, in Chinese.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Start(start) => format!("{}日期未知，期限无从起算", start.label()),
            Self::Done(act) => format!("没有{}日期", act.label()),
            Self::Year(missing) => missing.to_string(),
            Self::Beyond => "期限超出日历范围，请核对日期".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        calendar::samples::calendar,
        records::Particulars,
        score::{
            deadlines::EndOnHoliday,
            samples::{day, default_profile},
        },
    };

    fn national() -> Deadlines {
        default_profile().deadlines
    }

    fn read(metrics: &Metrics, deadlines: &Deadlines) -> Timing {
        Timing::read(metrics, deadlines, calendar())
    }

    fn dates(assigned: &str, replied: &str) -> Metrics {
        Metrics { assigned: day(assigned), replied: day(replied), ..Metrics::default() }
    }

    fn with(metrics: Metrics, more: Particulars) -> Metrics {
        Metrics { more: Some(Box::new(more)), ..metrics }
    }

    fn limit(length: Length, from: Start) -> Limit {
        Limit { length, from }
    }

    #[test]
    fn the_last_day_itself_is_in_time_and_the_day_after_is_late() {
        let timing = read(&dates("2024-03-31", "2024-06-30"), &national());
        let basis = Basis::Term(Length::Months(3));
        assert_eq!(timing.reply.due, Some((day("2024-06-30").unwrap(), basis)));
        assert_eq!((timing.late(), timing.days_to_reply), (Some(false), Some(91)));
        let timing = read(&dates("2024-03-11", "2024-06-12"), &national());
        assert_eq!((timing.late(), timing.reply.days_late), (Some(true), Some(1)));
        assert_eq!(timing.days_to_reply, Some(93));
    }

    #[test]
    fn a_given_term_overrides_the_computed_one() {
        let mut metrics = dates("2024-03-11", "2024-05-20");
        metrics.due = day("2024-04-30");
        let reply = read(&metrics, &national()).reply;
        assert_eq!(reply.due.map(|due| due.1), Some(Basis::Given));
        assert_eq!(reply.days_late, Some(20));
    }

    #[test]
    fn only_a_later_extension_counts() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.extended_to = day("2024-09-11");
        assert_eq!(read(&metrics, &national()).late(), Some(false));
        metrics.extended_to = day("2024-05-01");
        assert_eq!(read(&metrics, &national()).reply.days_late, Some(20));
    }

    #[test]
    fn an_extension_ends_after_six_months_in_all() {
        let mut metrics = dates("2024-03-11", "2024-09-12");
        metrics.extended_to = day("2024-12-31");
        let reply = read(&metrics, &national()).reply;
        assert_eq!(reply.due, Some((day("2024-09-11").unwrap(), Basis::Capped(6))));
        assert!(reply.reason().ends_with("超过延期期限2024-09-11（延期后最长6个月），逾期1天"));
    }

    #[test]
    fn an_extension_that_was_not_granted_is_no_proof() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.extended_to = day("2024-09-11");
        let late = |approved, needs_proof| {
            let more = Particulars { extension_approved: approved, ..Particulars::NOTHING };
            let deadlines = Deadlines { extension_needs_proof: needs_proof, ..national() };
            read(&with(metrics.clone(), more), &deadlines).late()
        };
        assert_eq!(late(Some(false), true), Some(true));
        assert_eq!(late(Some(true), true), Some(false));
        assert_eq!(late(None, true), Some(false), "the table may not have the column");
        assert_eq!(late(Some(false), false), Some(false));
    }

    #[test]
    fn consent_without_a_day_extends_nothing() {
        let more = Particulars { extension_approved: Some(true), ..Particulars::NOTHING };
        let metrics = with(dates("2024-03-11", "2024-07-01"), more);
        assert_eq!(read(&metrics, &national()).late(), Some(true));
    }

    #[test]
    fn where_no_proof_is_asked_for_the_longest_term_holds() {
        let deadlines = Deadlines { extension_needs_proof: false, ..national() };
        let reply = read(&dates("2024-03-11", "2024-09-11"), &deadlines).reply;
        assert_eq!(reply.due, Some((day("2024-09-11").unwrap(), Basis::Longest(6))));
        assert_eq!(reply.in_time, Some(true));
        let mut metrics = dates("2024-03-11", "2024-09-11");
        metrics.due = day("2024-06-20");
        assert_eq!(read(&metrics, &deadlines).late(), Some(true), "the table's own term holds");
    }

    #[test]
    fn an_extension_alone_is_a_term() {
        let metrics = Metrics {
            replied: day("2024-07-01"),
            extended_to: day("2024-06-30"),
            ..Metrics::default()
        };
        assert_eq!(read(&metrics, &national()).reply.days_late, Some(1));
    }

    #[test]
    fn a_missing_date_leaves_the_question_open_and_says_which() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.replied = None;
        let timing = read(&metrics, &national());
        assert_eq!((timing.late(), timing.days_to_reply), (None, None));
        assert!(timing.reply.due.is_some());
        assert_eq!(timing.reply.reason(), "没有答复日期");
        let metrics = Metrics { replied: day("2024-07-01"), ..Metrics::default() };
        let reply = read(&metrics, &national()).reply;
        assert_eq!((reply.in_time, reply.reason().as_str()), (None, "交办日期未知，期限无从起算"));
    }

    #[test]
    fn the_end_of_time_gives_no_due_date() {
        let metrics = Metrics { assigned: Some(NaiveDate::MAX), ..Metrics::default() };
        assert_eq!(read(&metrics, &national()).reply.unknown, Some(Unknown::Beyond));
    }

    #[test]
    fn an_unknown_receipt_falls_back_to_the_assignment_with_a_word() {
        let deadlines =
            Deadlines { reply: limit(Length::Months(3), Start::Received), ..national() };
        let metrics = dates("2024-03-11", "2024-06-14");
        let reply = read(&metrics, &deadlines).reply;
        assert_eq!(
            reply.reason(),
            "签收日期未知，从交办2024-03-11起算，答复2024-06-14，用时95天，\
             超过3个月期限（2024-06-11），逾期3天"
        );
        let more = Particulars { received: day("2024-03-14"), ..Particulars::NOTHING };
        let reply = read(&with(metrics, more), &deadlines).reply;
        assert_eq!(
            reply.reason(),
            "签收2024-03-14，答复2024-06-14，用时92天，未超过3个月期限（2024-06-14）"
        );
    }

    #[test]
    fn one_date_for_everybody_is_that_of_the_items_year() {
        let deadlines =
            Deadlines { reply: limit(Length::Date(8, 5), Start::Assigned), ..national() };
        let reply = read(&dates("2024-03-11", "2024-08-06"), &deadlines).reply;
        assert_eq!(reply.days_late, Some(1));
        assert!(reply.reason().ends_with("超过统一期限2024-08-05，逾期1天"), "{}", reply.reason());
        let reply = read(&dates("2023-12-28", "2024-08-05"), &deadlines).reply;
        assert_eq!(reply.in_time, Some(true));
        let alone = Metrics { replied: day("2024-08-06"), ..Metrics::default() };
        let reply = read(&alone, &deadlines).reply;
        assert_eq!(reply.reason(), "答复2024-08-06，超过统一期限2024-08-05，逾期1天");
    }

    /// Terms like those of several provinces, all in one.
    fn strict() -> Deadlines {
        Deadlines {
            refusal: Some(limit(Length::Workdays(10), Start::Received)),
            contact: Some(limit(Length::Workdays(20), Start::Assigned)),
            co_opinion: Some(limit(Length::Months(1), Start::Assigned)),
            feedback: Some(limit(Length::Workdays(15), Start::Replied)),
            rework: Some(limit(Length::Months(1), Start::Rework)),
            ..national()
        }
    }

    #[test]
    fn working_days_leave_out_the_holidays_and_count_the_make_up_days() {
        let mut metrics = dates("2024-04-22", "2024-06-20");
        // 23–26, 28 (a Sunday, worked), 29–30 April, 6–11 May (Saturday the 11th worked), 13–17,
        // 20 and 21 May.
        metrics.first_contact = day("2024-05-22");
        let contact = read(&metrics, &strict()).contact.unwrap();
        assert_eq!(contact.due.unwrap().0, day("2024-05-21").unwrap());
        assert_eq!(
            contact.reason(),
            "交办2024-04-22，首次沟通2024-05-22，用时30天，\
             超过20个工作日期限（2024-05-21），逾期1天"
        );
    }

    #[test]
    fn each_further_term_is_in_time_late_or_unknown() {
        let more = Particulars {
            received: day("2024-03-13"),
            refused_on: day("2024-03-27"),
            co_opinion_on: day("2024-04-12"),
            rated_on: day("2024-06-12"),
            rework_on: day("2024-06-30"),
            rework_replied: None,
            ..Particulars::NOTHING
        };
        let timing = read(&with(dates("2024-03-11", "2024-05-20"), more), &strict());
        assert_eq!(timing.refusal.unwrap().in_time, Some(true), "the tenth working day");
        assert_eq!(timing.co_opinion.unwrap().days_late, Some(1));
        assert_eq!(timing.feedback.unwrap().in_time, Some(false), "10 June is a holiday");
        assert_eq!(timing.feedback.unwrap().due.unwrap().0, day("2024-06-11").unwrap());
        let rework = timing.rework.unwrap();
        assert_eq!((rework.in_time, rework.reason().as_str()), (None, "没有再次答复日期"));
        assert_eq!(timing.contact.unwrap().unknown, Some(Unknown::Done(Act::Contact)));
    }

    #[test]
    fn what_a_suggestion_does_not_need_is_no_term() {
        let timing = read(&dates("2024-03-11", "2024-05-20"), &strict());
        assert_eq!((timing.refusal, timing.co_opinion, timing.rework), (None, None, None));
        assert_eq!(timing.terms().count(), 3);
        let timing = read(&dates("2024-03-11", "2024-05-20"), &national());
        assert_eq!(timing.terms().map(|term| term.act).collect::<Vec<_>>(), [Act::Reply]);
    }

    #[test]
    fn a_year_without_a_calendar_leaves_the_term_open_and_names_the_year() {
        let metrics = dates("2030-03-11", "2030-06-01");
        let timing = read(&metrics, &strict());
        assert_eq!(timing.late(), Some(false), "months need no calendar");
        let missing: Vec<i32> = timing.missing_years().iter().map(|year| year.0).collect();
        assert_eq!(missing, [2030]);
        assert!(timing.contact.unwrap().reason().contains("calendars/2030.toml"));
    }

    fn any_date(from: i64, to: i64) -> impl Strategy<Value = Option<NaiveDate>> {
        let first = day("2019-01-01").unwrap();
        prop::option::of((from..to).prop_map(move |days| first + chrono::Duration::days(days)))
    }

    fn any_rules() -> impl Strategy<Value = Deadlines> {
        let length = prop_oneof![
            (1_u32..7).prop_map(Length::Months),
            (1_u32..200).prop_map(Length::Days),
            (1_u32..120).prop_map(Length::Workdays),
            (1_u32..13, 1_u32..29).prop_map(|(month, day)| Length::Date(month, day)),
        ];
        let start = prop_oneof![Just(Start::Assigned), Just(Start::Received)];
        (length, start, any::<bool>(), any::<bool>()).prop_map(
            |(length, from, needs_proof, moves)| Deadlines {
                reply: limit(length, from),
                extension_needs_proof: needs_proof,
                end_on_holiday: match moves {
                    true => EndOnHoliday::NextWorkday,
                    false => EndOnHoliday::Stay,
                },
                ..strict()
            },
        )
    }

    proptest! {
        #[test]
        fn a_later_reply_is_never_less_late(
            rules in any_rules(),
            known in (any_date(0, 800), any_date(0, 800), any_date(0, 1_000), any_date(0, 1_000)),
            approved in any::<Option<bool>>(),
            (first, more) in (0_i64..1_000, 0_i64..300),
        ) {
            let (assigned, received, due, extended_to) = known;
            // Without any day of the item its year is that of the reply, which moves with it.
            prop_assume!(assigned.is_some() || !matches!(rules.reply.length, Length::Date(..)));
            let replied = |days| {
                let replied = day("2019-01-01").map(|first| first + chrono::Duration::days(days));
                let more = Particulars {
                    received, extension_approved: approved, ..Particulars::NOTHING
                };
                with(Metrics { assigned, replied, due, extended_to, ..Metrics::default() }, more)
            };
            let sooner = read(&replied(first), &rules).reply;
            let later = read(&replied(first + more), &rules).reply;
            prop_assert_eq!(sooner.due, later.due, "the term does not hang on the reply");
            prop_assert!(sooner.days_late <= later.days_late);
        }

        #[test]
        fn a_term_is_known_with_a_day_or_unknown_with_a_reason(
            rules in any_rules(), assigned in any_date(0, 800), replied in any_date(0, 1_200),
        ) {
            let metrics = Metrics { assigned, replied, ..Metrics::default() };
            for term in read(&metrics, &rules).terms() {
                prop_assert_eq!(term.in_time.is_some(), term.unknown.is_none());
                prop_assert_eq!(term.in_time, term.days_late.map(|days| days == 0));
                prop_assert!(!term.reason().is_empty());
            }
        }
    }
}

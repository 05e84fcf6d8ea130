//! The fields of the handling metrics 办理指标 by name: reading, spooling, merging, filling
//! and writing go through this one table, so that none of them can forget a field.

use std::{collections::BTreeSet, fmt, sync::Arc};

use chrono::NaiveDate;

use crate::records::{Metrics, Particulars};

/// What stands between the names in 会办单位 once `ingest` has parted and settled them.
pub(crate) const BETWEEN_UNITS: &str = "、";

/// The co-handlers of a suggestion, by the names that the tables use.
pub(crate) fn co_units(metrics: &Metrics) -> impl Iterator<Item = &str> {
    let named = metrics.co_units.as_deref().unwrap_or_default();
    named.split(BETWEEN_UNITS).filter(|name| !name.is_empty())
}

/// The spelled values of a field, as `[values.<section>]` of `rules/columns.toml` lists them.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// The section of `columns.toml`.
    pub section: &'static str,
    /// The canonical values with what people read.
    pub values: &'static [(&'static str, &'static str)],
    /// What a cell should hold, in Chinese.
    pub expected: &'static str,
}

/// What the deputy says of it; a form that was not returned is no value.
pub static RATING: Words = Words {
    section: "satisfaction",
    values: &[("satisfied", "满意"), ("basic", "基本满意"), ("dissatisfied", "不满意")],
    expected: "满意、基本满意、不满意（或代号 1、2、3）",
};

/// 办理结果.
pub static CLASS: Words = Words {
    section: "result_class",
    values: &[
        ("A", "已解决或基本解决"),
        ("B", "正在解决或列入计划"),
        ("C", "因条件限制暂难解决"),
        ("D", "留作参考"),
    ],
    expected: "A、B、C、D，或该类的写法",
};

/// 承诺完成情况.
pub static PROMISE_STATUS: Words = Words {
    section: "promise_status",
    values: &[("kept", "已完成"), ("open", "未完成"), ("overdue", "逾期未完成")],
    expected: "已完成或未完成",
};

/// 会议期间.
pub static PERIOD: Words = Words {
    section: "period",
    values: &[("in_session", "会议期间"), ("between_sessions", "闭会期间")],
    expected: "会议期间或闭会期间",
};

/// 办理方式.
pub static ROLE: Words = Words {
    section: "role",
    values: &[("lead", "主办"), ("co", "会办"), ("split", "分办"), ("sole", "单办")],
    expected: "主办、会办（协办）、分办或单办",
};

/// 公开属性.
pub static PUBLICITY: Words = Words {
    section: "publicity",
    values: &[
        ("open", "全文公开"),
        ("title_only", "仅公开标题"),
        ("on_request", "依申请公开"),
        ("exempt", "不公开"),
    ],
    expected: "全文公开、仅公开标题、依申请公开或不公开",
};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text as written.
    Text,
    /// Names of units, joined by `、`.
    Units,
    /// One of some canonical words.
    Word(&'static Words),
    /// A calendar day.
    Day,
    /// Yes or no.
    Flag,
    /// A whole number; `[values.<name>]` of `columns.toml` may spell some of them.
    Count,
}

/// What a field speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// How the suggestion was handled: what scores and rates stand on.
    Handling,
    /// The suggestion and its way through the office.
    Matter,
    /// People by name, or what they wrote freely: it stays out of the machine tables.
    Person,
}

/// A value of any field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// Of [`Kind::Text`], [`Kind::Units`] and [`Kind::Word`].
    Text(&'a str),
    /// Of [`Kind::Day`].
    Day(NaiveDate),
    /// Of [`Kind::Flag`].
    Flag(bool),
    /// Of [`Kind::Count`].
    Count(u32),
}

impl<'a> Value<'a> {
    /// The text of a text.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The day of a day.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        if let Self::Day(day) = self { Some(day) } else { None }
    }

    /// The answer of a flag.
    #[must_use]
    pub fn flag(self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(flag) } else { None }
    }

    /// The number of a count.
    #[must_use]
    pub fn count(self) -> Option<u32> {
        if let Self::Count(count) = self { Some(count) } else { None }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Day(day) => day.fmt(out),
            Self::Flag(flag) => flag.fmt(out),
            Self::Count(count) => count.fmt(out),
        }
    }
}

/// A type that a field may have.
trait Held: Sized {
    fn value(&self) -> Value<'_>;
    /// `None` for a value of another type.
    fn held(value: Value<'_>) -> Option<Self>;
    /// The text of a text.
    fn text_mut(&mut self) -> Option<&mut Arc<str>> {
        None
    }
}

impl Held for Arc<str> {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
    fn held(value: Value<'_>) -> Option<Self> {
        value.text().map(Into::into)
    }
    fn text_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
}

macro_rules! held {
    ($type:ty, $variant:ident, $show:expr, $own:expr) => {
        impl Held for $type {
            fn value(&self) -> Value<'_> {
                Value::$variant($show(self))
            }
            fn held(value: Value<'_>) -> Option<Self> {
                if let Value::$variant(value) = value { Some($own(value)) } else { None }
            }
        }
    };
}

held!(NaiveDate, Day, |day: &NaiveDate| *day, |day| day);
held!(bool, Flag, |flag: &bool| *flag, |flag| flag);
held!(u32, Count, |count: &u32| *count, |count| count);

/// Writes the table: variant, field of the record, label, kind, side.
macro_rules! metrics {
    (
        own { $($own:ident $own_field:ident $own_label:literal $own_kind:expr, $own_side:ident;)* }
        more { $($more:ident $more_field:ident $more_label:literal $more_kind:expr, $more_side:ident;)* }
    ) => {
        /// One field of [`Metrics`] or of its [`Particulars`], in the order of the records.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $(#[doc = $own_label] $own,)*
            $(#[doc = $more_label] $more,)*
        }

        impl Metric {
            /// Every field, in the order of the records.
            pub const ALL: &'static [Self] = &[$(Self::$own,)* $(Self::$more,)*];

            /// The name in `columns.toml` and in machine files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$own => stringify!($own_field),)*
                    $(Self::$more => stringify!($more_field),)*
                }
            }

            /// What people read.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$own => $own_label,)*
                    $(Self::$more => $more_label,)*
                }
            }

            /// What it holds.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self {
                    $(Self::$own => $own_kind,)*
                    $(Self::$more => $more_kind,)*
                }
            }

            /// What it speaks of.
            #[must_use]
            pub fn side(self) -> Side {
                match self {
                    $(Self::$own => Side::$own_side,)*
                    $(Self::$more => Side::$more_side,)*
                }
            }

            /// The value; `None` = not known.
            #[must_use]
            pub fn get(self, metrics: &Metrics) -> Option<Value<'_>> {
                match self {
                    $(Self::$own => metrics.$own_field.as_ref().map(Held::value),)*
                    $(Self::$more => metrics.more().$more_field.as_ref().map(Held::value),)*
                }
            }

            fn text_mut(self, metrics: &mut Metrics) -> Option<&mut Arc<str>> {
                match self {
                    $(Self::$own => metrics.$own_field.as_mut()?.text_mut(),)*
                    $(Self::$more => metrics.more.as_mut()?.$more_field.as_mut()?.text_mut(),)*
                }
            }

            /// Sets or clears the value; a value of another kind clears it. Particulars of
            /// which nothing is known any more go, too.
            pub fn set(self, metrics: &mut Metrics, value: Option<Value<'_>>) {
                match self {
                    $(Self::$own => metrics.$own_field = value.and_then(Held::held),)*
                    $(Self::$more => {
                        let mut more = metrics.more.take().unwrap_or_default();
                        more.$more_field = value.and_then(Held::held);
                        metrics.more = (*more != Particulars::NOTHING).then_some(more);
                    })*
                }
            }
        }

        /// Does not compile when a field of the records stands in no line of the table.
        const _: fn(&Metrics, &Particulars) =
            |Metrics { $($own_field: _,)* more: _ }, Particulars { $($more_field: _,)* }| ();
    };
}

metrics! {
    own {
        Assigned assigned "交办日期" Kind::Day, Handling;
        Replied replied "答复日期" Kind::Day, Handling;
        Due due "办理期限" Kind::Day, Handling;
        ExtendedTo extended_to "延期至" Kind::Day, Handling;
        FirstContact first_contact "首次沟通日期" Kind::Day, Handling;
        ContactMode contact_mode "沟通方式" Kind::Text, Handling;
        FaceToFace face_to_face "是否面商" Kind::Flag, Handling;
        CoUnits co_units "会办单位" Kind::Units, Handling;
        ResultClass result_class "办理结果" Kind::Word(&CLASS), Handling;
        Satisfaction satisfaction "满意度" Kind::Word(&RATING), Handling;
        Reworked reworked "是否重新办理" Kind::Flag, Handling;
        Published published "是否公开" Kind::Flag, Handling;
        Promise promise "承诺事项" Kind::Text, Handling;
        PromiseDue promise_due "承诺时限" Kind::Day, Handling;
        PromiseStatus promise_status "承诺完成情况" Kind::Word(&PROMISE_STATUS), Handling;
    }
    more {
        Session session "届次" Kind::Text, Matter;
        Meeting meeting "会议次数" Kind::Text, Matter;
        Level level "层次" Kind::Text, Matter;
        MatterKind kind "建议类别" Kind::Text, Matter;
        Period period "会议期间" Kind::Word(&PERIOD), Matter;
        LeadDeputy lead_deputy "领衔代表" Kind::Text, Person;
        CoDeputies co_deputies "附议代表" Kind::Text, Person;
        Deputies deputies "提出人数" Kind::Count, Matter;
        Delegation delegation "代表团" Kind::Text, Matter;
        Topic topic "内容分类" Kind::Text, Matter;
        Filing filing "立案形式" Kind::Text, Matter;
        Role role "办理方式" Kind::Word(&ROLE), Matter;
        Section section "责任科室" Kind::Text, Matter;
        Owner owner "责任领导" Kind::Text, Person;
        KeyItem key_item "重点督办" Kind::Flag, Matter;
        Submitted submitted "提交日期" Kind::Day, Matter;
        Received received "签收日期" Kind::Day, Matter;
        Refused refused "是否退回" Kind::Flag, Handling;
        RefusedOn refused_on "退回日期" Kind::Day, Handling;
        ReassignedOn reassigned_on "改办日期" Kind::Day, Handling;
        ExtensionApproved extension_approved "是否同意延期" Kind::Flag, Handling;
        Contacts contacts "沟通次数" Kind::Count, Handling;
        CoOpinionOn co_opinion_on "会办意见日期" Kind::Day, Handling;
        CoOpinionHasSubstance co_opinion_has_substance "会办意见有无实质内容" Kind::Flag, Handling;
        ReplyNumber reply_number "答复文号" Kind::Text, Matter;
        Signer signer "签发人" Kind::Text, Person;
        ContactPerson contact_person "联系人" Kind::Text, Person;
        Telephone telephone "联系电话" Kind::Text, Person;
        State state "办理状态" Kind::Text, Matter;
        Attitude attitude "对办理态度的评价" Kind::Word(&RATING), Handling;
        Outcome outcome "对办理结果的评价" Kind::Word(&RATING), Handling;
        ReplyRating reply_rating "对答复的评价" Kind::Word(&RATING), Handling;
        MeetingRating meeting_rating "对面商的评价" Kind::Word(&RATING), Handling;
        RatedOn rated_on "反馈日期" Kind::Day, Handling;
        RatingText rating_text "具体意见" Kind::Text, Person;
        Round round "第几次评价" Kind::Count, Handling;
        SecondRating second_rating "二次评价" Kind::Word(&RATING), Handling;
        ReworkOn rework_on "重新办理日期" Kind::Day, Handling;
        ReworkReplied rework_replied "再次答复日期" Kind::Day, Handling;
        PromiseRating promise_rating "承诺评价" Kind::Word(&RATING), Handling;
        PublishedOn published_on "公开日期" Kind::Day, Handling;
        Publicity publicity "公开属性" Kind::Word(&PUBLICITY), Handling;
        ExemptReason exempt_reason "不公开理由" Kind::Text, Handling;
        RepeatedYears repeated_years "多年多次提出" Kind::Count, Matter;
        NeedsNoReply needs_no_reply "不需要书面答复" Kind::Flag, Matter;
        WantsContact wants_contact "希望加强联系沟通" Kind::Flag, Matter;
    }
}

impl Metric {
    /// A value of this field as people read it.
    #[must_use]
    pub fn shown(self, value: Value<'_>) -> String {
        match (self.kind(), value) {
            (Kind::Word(words), Value::Text(word)) => {
                let label = words.values.iter().find(|(name, _)| *name == word);
                label.map_or(word, |(_, label)| label).to_owned()
            }
            (_, Value::Flag(flag)) => if flag { "是" } else { "否" }.to_owned(),
            (_, value) => value.to_string(),
        }
    }
}

/// Fills what is missing in `mine` from `other`.
pub fn fill(mine: &mut Metrics, other: &Metrics) {
    for metric in Metric::ALL {
        if let (None, Some(value)) = (metric.get(mine), metric.get(other)) {
            metric.set(mine, Some(value));
        }
    }
}

/// The texts of all rows, each kept once: most say what others said before, and the rows of a
/// large table wait in memory.
#[derive(Debug, Default)]
pub struct SharedTexts(BTreeSet<Arc<str>>);

impl SharedTexts {
    /// Puts the texts known from other rows in the place of equal ones.
    pub fn share(&mut self, metrics: &mut Metrics) {
        for metric in Metric::ALL {
            let Some(text) = metric.text_mut(metrics) else { continue };
            match self.0.get(text) {
                Some(known) => *text = Arc::clone(known),
                None => _ = self.0.insert(Arc::clone(text)),
            }
        }
    }
}

/// Values for tests: every field known, each with a value of its kind.
#[cfg(test)]
pub(crate) fn everything_known() -> Metrics {
    let mut metrics = Metrics::default();
    for (metric, number) in Metric::ALL.iter().zip(1_u32..) {
        metric.set(&mut metrics, Some(sample(*metric, number)));
    }
    metrics
}

/// A value of the field's kind; `number` tells days and counts apart.
#[cfg(test)]
pub(crate) fn sample(metric: Metric, number: u32) -> Value<'static> {
    match metric.kind() {
        Kind::Text => Value::Text(metric.label()),
        Kind::Units => Value::Text("教育局、水务局"),
        Kind::Word(words) => Value::Text(words.values[number as usize % words.values.len()].0),
        Kind::Day => Value::Day(NaiveDate::default() + chrono::Days::new(u64::from(number))),
        Kind::Flag => Value::Flag(number.is_multiple_of(2)),
        Kind::Count => Value::Count(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_gives_back_what_was_set_and_nothing_else_changes() {
        for metric in Metric::ALL {
            let value = sample(*metric, 3);
            let mut metrics = Metrics::default();
            metric.set(&mut metrics, Some(value));
            let known: Vec<_> =
                Metric::ALL.iter().filter(|other| other.get(&metrics).is_some()).collect();
            assert_eq!(known, [metric], "the kind of {} is that of its field", metric.name());
            assert_eq!(metric.get(&metrics), Some(value));
            metric.set(&mut metrics, None);
            assert_eq!(metrics, Metrics::default(), "{}: empty particulars go", metric.name());
        }
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        let labels: BTreeSet<_> = Metric::ALL.iter().map(|metric| metric.label()).collect();
        assert_eq!((names.len(), labels.len()), (Metric::ALL.len(), Metric::ALL.len()));
    }

    #[test]
    fn equal_texts_of_two_rows_become_one_and_say_the_same() {
        let (mut one, mut other) = (everything_known(), everything_known());
        let mut texts = SharedTexts::default();
        texts.share(&mut one);
        texts.share(&mut other);
        assert_eq!((&one, &other), (&everything_known(), &everything_known()));
        let shared = |metric: &Metric| {
            let texts = metric.get(&one).zip(metric.get(&other));
            texts.is_none_or(|texts| match texts {
                (Value::Text(one), Value::Text(other)) => std::ptr::eq(one, other),
                _ => true,
            })
        };
        assert!(Metric::ALL.iter().all(shared));
    }

    #[test]
    fn a_value_of_another_kind_is_not_taken() {
        let mut metrics = everything_known();
        Metric::Contacts.set(&mut metrics, Some(Value::Text("三次")));
        assert_eq!(metrics.more().contacts, None);
    }

    #[test]
    fn filling_takes_what_is_missing_and_overwrites_nothing() {
        let mut mine = Metrics { published: Some(true), ..Metrics::default() };
        let other = everything_known();
        fill(&mut mine, &other);
        assert_eq!(mine, Metrics { published: Some(true), ..other });
        let mut nothing = Metrics::default();
        fill(&mut nothing, &Metrics::default());
        assert!(nothing.more.is_none());
    }
}

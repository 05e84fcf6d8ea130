//! What each rate is: one table for the counting, the sheets and docs/units.md.

use super::{
    caseload::Item,
    facts::{contacted, has_metrics, promise_kept},
    rates::{Says, Setting},
};
use crate::records::{Exclusion, InTime, Metrics};
use shida_engine::verdict::Stance;

/// Which items a rate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Judged replies.
    Replies,
    /// All that was assigned, answered or not.
    Assigned,
}

impl Base {
    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Replies => "评判了的答复",
            Self::Assigned => "交办的全部建议（含没有答复正文的）",
        }
    }
}

/// One rate.
#[derive(Debug, Clone, Copy)]
pub struct RateDefinition {
    /// Name in units.csv and rates.csv.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Which items it looks at.
    pub base: Base,
    /// 分子.
    pub numerator: &'static str,
    /// 分母.
    pub denominator: &'static str,
    /// 不计入分母的.
    pub excluded: &'static str,
    /// 注意: what makes such a figure misleading; empty if nothing is known.
    pub caution: &'static str,
    /// What an item says to it.
    pub(super) says: fn(&Item<'_>, Setting<'_>) -> Says,
}

impl RateDefinition {
    /// The definition in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (numerator, denominator, excluded) = (self.numerator, self.denominator, self.excluded);
        let base = match self.base {
            Base::Replies => "",
            Base::Assigned => "按交办的全部建议算，没有答复正文的也在内。",
        };
        let caution = if self.caution.is_empty() { "" } else { "注意：" };
        format!("{numerator} ÷ {denominator}。不计入：{excluded}。{base}{caution}{}", self.caution)
    }
}

/// The definition of a rate, by its name in units.csv or by what people read.
#[must_use]
pub fn rate_definition(name: &str) -> Option<&'static RateDefinition> {
    RATES.iter().find(|rate| rate.name == name || rate.label == name)
}

/// A rate over judged replies; the texts are numerator, denominator, exclusions, caution.
const fn over_replies(
    name: (&'static str, &'static str),
    texts: [&'static str; 4],
    says: fn(&Item<'_>, Setting<'_>) -> Says,
) -> RateDefinition {
    let [numerator, denominator, excluded, caution] = texts;
    let (name, label) = name;
    let base = Base::Replies;
    RateDefinition { name, label, base, numerator, denominator, excluded, caution, says }
}

/// A rate over all that was assigned.
const fn over_assigned(
    name: (&'static str, &'static str),
    texts: [&'static str; 4],
    says: fn(&Item<'_>, Setting<'_>) -> Says,
) -> RateDefinition {
    RateDefinition { base: Base::Assigned, ..over_replies(name, texts, says) }
}

/// Every rate, in the order of units.csv; new ones come last.
pub const RATES: [RateDefinition; 30] = [
    over_replies(
        ("on_time_rate", "按期答复率"),
        [
            "按期答复的件数",
            "可判断是否按期的件数",
            "日期不全的；不需要书面答复的",
            "只看有答复正文的；没有答复的拖着不算逾期，见按时办结率",
        ],
        |item, _| match no_reply_needed(item) {
            Some(out) => out,
            None => says(item.reply.and_then(|row| row.late).map(|late| !late)),
        },
    ),
    over_replies(
        ("contact_rate", "沟通率"),
        [
            "答复当日或之前有沟通的件数",
            "沟通情况已知的件数",
            "没有沟通日期也没有记当面沟通的",
            "沟通、面商、走访是三件事，不可互换",
        ],
        |item, _| says(contacted(item.metrics)),
    ),
    over_replies(
        ("face_rate", "面商率"),
        [
            "当面沟通的件数",
            "是否面商已知的件数",
            "没有填写的",
            "沟通、面商、走访是三件事，不可互换",
        ],
        |item, _| says(item.metrics.face_to_face),
    ),
    over_replies(
        ("satisfied_rate", "满意率"),
        [
            "满意的件数，不含基本满意",
            "已反馈的件数",
            "没有反馈的；不详的",
            "有的地方把基本满意、把没有反馈的也算满意，比较前先看口径",
        ],
        |item, setting| rating(item, setting, item.metrics.satisfaction.as_deref(), &["satisfied"]),
    ),
    over_replies(
        ("satisfied_or_basic_rate", "满意率（含基本满意）"),
        ["满意和基本满意的件数", "已反馈的件数", "没有反馈的；不详的", "与满意率一并看"],
        |item, setting| {
            rating(item, setting, item.metrics.satisfaction.as_deref(), &SATISFIED_OR_BASIC)
        },
    ),
    over_replies(
        ("returned_rate", "反馈率"),
        [
            "已反馈的件数",
            "有办理指标的件数",
            "没有办理指标的；全部输入都没有满意度时不计算",
            "反馈率低时，满意率只代表愿意反馈的",
        ],
        |item, setting| {
            let known = setting.forms && has_metrics(item.metrics);
            says(known.then(|| item.metrics.satisfaction.is_some()))
        },
    ),
    over_replies(
        ("class_a_rate", "A类率"),
        [
            "办理结果A类的件数",
            "办理结果已知的件数",
            "不详的",
            "各地字母含义不同，不可跨地比较；按含义算的见解决率",
        ],
        |item, _| says(is_one_of(item.metrics.result_class.as_deref(), &["A"])),
    ),
    over_replies(
        ("class_ab_rate", "A+B类率"),
        [
            "办理结果A类和B类的件数",
            "办理结果已知的件数",
            "不详的",
            "各地字母含义不同，不可跨地比较",
        ],
        |item, _| says(is_one_of(item.metrics.result_class.as_deref(), &["A", "B"])),
    ),
    over_replies(
        ("rework_rate", "重办率"),
        ["重新办理的件数", "是否重新办理已知的件数", "不详的", ""],
        |item, _| says(item.metrics.reworked),
    ),
    over_replies(
        ("published_rate", "公开率"),
        ["已公开的件数", "应公开而是否公开已知的件数", "公开属性为不予公开的；不详的", ""],
        |item, _| match item.metrics.more().publicity.as_deref() {
            Some("exempt") => Says::Out(Exclusion::Exempt),
            _ => says(item.metrics.published),
        },
    ),
    over_replies(
        ("promise_kept_rate", "承诺落实率"),
        [
            "承诺已落实的件数",
            "承诺完成情况已知的件数（含未到期）",
            "没有承诺的；不详的",
            "含未到期的，只看到期的见落实率（到期）",
        ],
        |item, _| match promised(item.metrics) {
            true => says(promise_kept(item.metrics)),
            false => Says::Out(Exclusion::NoPromise),
        },
    ),
    over_assigned(
        ("answer_rate", "办复率"),
        [
            "有答复正文或填了答复日期的件数",
            "交办的件数",
            "不需要书面答复的；没有答复而期限未到的；没有答复而已退回的",
            "只说明答复了，不说明办成了；正文被拒收的，指标表里有的按答复日期算，没有的不在其中",
        ],
        answered,
    ),
    over_assigned(
        ("completed_on_time_rate", "按时办结率"),
        [
            "期限内答复的件数",
            "期限已过的件数",
            "期限未到的（提前答复的也在内）；不需要书面答复的；没有答复而已退回的；日期不全的",
            "期限按评分方案，批准延期的按延期后；延期多，按时率就高",
        ],
        completed_on_time,
    ),
    over_replies(
        ("first_satisfied_rate", "初次满意率"),
        [
            "第一次评价为满意的件数",
            "第一次评价已知的件数",
            "没有反馈的；只有后一次评价的；重新办理过、评价为满意而没写明是第几次评价的",
            "最终满意率会掩盖重新办理，两个都要看",
        ],
        |item, setting| first_rating(item, setting, &["satisfied"]),
    ),
    over_replies(
        ("first_satisfied_or_basic_rate", "初次满意率（含基本满意）"),
        ["第一次评价为满意或基本满意的件数", "第一次评价已知的件数", "同初次满意率", ""],
        |item, setting| first_rating(item, setting, &SATISFIED_OR_BASIC),
    ),
    over_replies(
        ("final_satisfied_rate", "最终满意率"),
        [
            "最后一次评价为满意的件数",
            "已反馈的件数",
            "没有反馈的；不详的",
            "有二次评价的按二次评价，重新办理的次数看重办率",
        ],
        |item, setting| rating(item, setting, last_rating(item.metrics), &["satisfied"]),
    ),
    over_replies(
        ("final_satisfied_or_basic_rate", "最终满意率（含基本满意）"),
        ["最后一次评价为满意或基本满意的件数", "已反馈的件数", "没有反馈的；不详的", ""],
        |item, setting| rating(item, setting, last_rating(item.metrics), &SATISFIED_OR_BASIC),
    ),
    over_replies(
        ("visit_rate", "走访率"),
        [
            "沟通方式为走访、上门的件数",
            "沟通方式已填写的件数",
            "没有填写沟通方式的",
            "沟通、面商、走访是三件事，不可互换",
        ],
        |item, setting| {
            let visit =
                |mode: &str| setting.load.words.visit.iter().any(|word| mode.contains(word));
            says(item.metrics.contact_mode.as_deref().map(visit))
        },
    ),
    over_replies(
        ("resolved_rate", "解决率"),
        [
            "办理结果为已解决的件数",
            "办理结果含义已知的件数",
            "没有办理结果的；评分方案没有写明含义的字母",
            "字母的含义以评分方案 result_classes 为准；是单位自报的结果",
        ],
        |item, setting| class(item, setting, &["resolved"]),
    ),
    over_replies(
        ("resolved_or_planned_rate", "解决或计划逐步解决率"),
        [
            "办理结果为已解决、正在解决、列入计划的件数",
            "办理结果含义已知的件数",
            "同解决率",
            "把办成的和打算办的算在一起",
        ],
        |item, setting| class(item, setting, &["resolved", "in_progress", "planned"]),
    ),
    over_replies(
        ("adopted_rate", "采纳率"),
        [
            "答复正文表明采纳或部分采纳的件数",
            "表了态的件数",
            "没有表态的",
            "由规则从正文判读，不是单位填报的采纳数；写了采纳不等于办成",
        ],
        |item, _| match item.reply.map(|row| row.verdict.stance) {
            Some(Stance::Adopted | Stance::Partly) => Says::Yes,
            Some(Stance::Declined) => Says::No,
            _ => Says::Out(Exclusion::NoStand),
        },
    ),
    over_replies(
        ("fulfilled_rate", "落实率（到期）"),
        [
            "到期而已落实的承诺",
            "到期的承诺",
            "没有承诺的；没有时限的；期限未到的（提前落实的也在内）；完成情况不详的",
            "一件建议只算指标表里的那一项承诺，逐条的见承诺台账",
        ],
        |item, setting| fulfilled(item.metrics, setting),
    ),
    over_assigned(
        ("refused_rate", "退回率"),
        ["承办单位退回的件数", "是否退回已知的件数", "不详的", "退回有对有错，高低都不说明好坏"],
        |item, _| says(item.metrics.more().refused),
    ),
    over_assigned(
        ("repeated_rate", "重复建议率"),
        [
            "属于多年多次提出的件数",
            "有办理指标的件数",
            "没有办理指标的；全部输入都没有勾选时不计算",
            "这一列是勾选项，别的件填了而本件空着的算没有重复",
        ],
        |item, setting| {
            let ticked = item.metrics.more().repeated_years.map(|years| years > 0);
            let blank = (setting.repeats && has_metrics(item.metrics)).then_some(false);
            says(ticked.or(blank))
        },
    ),
    over_replies(
        ("within_term_rate", "期限内答复率"),
        [
            "在方案的答复期限内答复的件数，不论有没有延期",
            "起算日期和答复日期都已知的件数",
            "日期不全的",
            "不看延期，比按期答复率严",
        ],
        |item, _| in_time(item, |in_time| in_time.within_term),
    ),
    over_replies(
        ("sign_in_rate", "按期签收率"),
        ["按期签收的件数", "签收日期已知的件数", "日期不全的；方案没有签收期限的", ""],
        |item, _| in_time(item, |in_time| in_time.sign_in),
    ),
    over_replies(
        ("contact_in_time_rate", "首次沟通及时率"),
        [
            "按期首次沟通的件数",
            "首次沟通日期已知的件数",
            "日期不全的；方案没有首次沟通期限的",
            "没有填日期的不知道有没有沟通，只登记办得好的会偏高",
        ],
        |item, _| in_time(item, |in_time| in_time.contact),
    ),
    over_replies(
        ("co_opinion_in_time_rate", "会办按时率"),
        [
            "会办意见按期的件数",
            "有会办单位而意见日期已知的件数",
            "没有会办单位的；日期不全的；方案没有会办期限的",
            "计在主办单位名下；会办单位各自的快慢要看原始登记",
        ],
        |item, _| in_time(item, |in_time| in_time.co_opinion),
    ),
    over_replies(
        ("refusal_in_time_rate", "退回及时率"),
        ["按期退回的件数", "退回日期已知的件数", "没有退回的；日期不全的；方案没有退回期限的", ""],
        |item, _| in_time(item, |in_time| in_time.refusal),
    ),
    over_replies(
        ("rework_in_time_rate", "重办按时率"),
        [
            "按期再次答复的件数",
            "重新办理而日期已知的件数",
            "没有重办的；日期不全的；方案没有重办期限的",
            "",
        ],
        |item, _| in_time(item, |in_time| in_time.rework),
    ),
];

fn in_time(item: &Item<'_>, of: fn(InTime) -> Option<bool>) -> Says {
    says(item.reply.and_then(|row| of(row.in_time)))
}

const SATISFIED_OR_BASIC: [&str; 2] = ["satisfied", "basic"];

/// A fact, or that it is not known.
fn says(fact: Option<bool>) -> Says {
    match fact {
        Some(true) => Says::Yes,
        Some(false) => Says::No,
        None => Says::Out(Exclusion::Unknown),
    }
}

fn is_one_of(value: Option<&str>, wanted: &[&str]) -> Option<bool> {
    value.map(|value| wanted.contains(&value))
}

fn rating(item: &Item<'_>, setting: Setting<'_>, value: Option<&str>, wanted: &[&str]) -> Says {
    if value.is_none() && setting.forms && has_metrics(item.metrics) {
        return Says::Out(Exclusion::NotReturned);
    }
    says(is_one_of(value, wanted))
}

/// The first rating; that of a later round is none. After rework nobody can tell, but for the
/// dissatisfied: dissatisfaction is what rework follows, so that one stood there in any case.
fn first_rating(item: &Item<'_>, setting: Setting<'_>, wanted: &[&str]) -> Says {
    let (metrics, more) = (item.metrics, item.metrics.more());
    let later = match (more.round, &more.second_rating) {
        (_, Some(_)) | (Some(0..=1), None) => false,
        (Some(_), None) => true,
        (None, None) => metrics.reworked == Some(true),
    };
    match metrics.satisfaction.as_deref() {
        Some(value) if later && (more.round.is_some() || value != "dissatisfied") => {
            Says::Out(Exclusion::Unknown)
        }
        value => rating(item, setting, value, wanted),
    }
}

fn last_rating(metrics: &Metrics) -> Option<&str> {
    metrics.more().second_rating.as_deref().or(metrics.satisfaction.as_deref())
}

fn no_reply_needed(item: &Item<'_>) -> Option<Says> {
    let needs_none = item.metrics.more().needs_no_reply == Some(true);
    needs_none.then_some(Says::Out(Exclusion::NoReplyNeeded))
}

/// An item without any reply whose unit has given it back.
fn handed_back(item: &Item<'_>) -> bool {
    !has_reply(item) && item.metrics.more().refused == Some(true)
}

fn has_reply(item: &Item<'_>) -> bool {
    item.reply.is_some() || item.metrics.replied.is_some()
}

/// Whether the last day has passed; `None` when there is no such day or no day to look from.
fn is_past(item: &Item<'_>, setting: Setting<'_>) -> Option<bool> {
    Some(item.due? < setting.load.as_of?)
}

fn answered(item: &Item<'_>, setting: Setting<'_>) -> Says {
    if let Some(out) = no_reply_needed(item) {
        return out;
    }
    match is_past(item, setting) {
        _ if has_reply(item) => Says::Yes,
        _ if handed_back(item) => Says::Out(Exclusion::HandedBack),
        Some(false) => Says::Out(Exclusion::NotDue),
        // What was assigned and has no day is owed all the same.
        _ => Says::No,
    }
}

fn completed_on_time(item: &Item<'_>, setting: Setting<'_>) -> Says {
    if let Some(out) = no_reply_needed(item) {
        return out;
    }
    if handed_back(item) {
        return Says::Out(Exclusion::HandedBack);
    }
    match (is_past(item, setting), item.reply) {
        (Some(false), _) => Says::Out(Exclusion::NotDue),
        (None, _) => Says::Out(Exclusion::Unknown),
        (Some(true), Some(row)) => says(row.late.map(|late| !late)),
        (Some(true), None) => {
            says(Some(item.metrics.replied.is_some_and(|day| Some(day) <= item.due)))
        }
    }
}

fn class(item: &Item<'_>, setting: Setting<'_>, wanted: &[&str]) -> Says {
    let letter = item.metrics.result_class.as_deref();
    let class = letter.and_then(|letter| setting.load.profile.result_classes.get(letter));
    says(is_one_of(class.map(String::as_str), wanted))
}

fn promised(metrics: &Metrics) -> bool {
    metrics.promise.is_some() || metrics.promise_due.is_some() || metrics.promise_status.is_some()
}

fn fulfilled(metrics: &Metrics, setting: Setting<'_>) -> Says {
    if !promised(metrics) {
        return Says::Out(Exclusion::NoPromise);
    }
    match (metrics.promise_due, setting.load.as_of) {
        (None, _) => Says::Out(Exclusion::NoTerm),
        (Some(due), Some(today)) if due >= today => Says::Out(Exclusion::NotDue),
        (Some(_), None) => Says::Out(Exclusion::Unknown),
        _ => says(promise_kept(metrics)),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The table of definitions as docs/units.md shows it.
    fn table() -> String {
        let mut text = String::from(
            "| 比率 | `units`、`rates` 里的名称 | 看哪些件 | 分子 | 分母 | 不计入分母 | 注意 |\n|---|---|---|---|---|---|---|\n",
        );
        for rate in &RATES {
            let RateDefinition { name, label, base, .. } = rate;
            let base = base.label();
            let (numerator, denominator) = (rate.numerator, rate.denominator);
            let (excluded, caution) = (rate.excluded, rate.caution);
            text.push_str(&format!(
                "| {label} | `{name}` | {base} | {numerator} | {denominator} | {excluded} | {caution} |\n"
            ));
        }
        text
    }

    #[test]
    fn the_document_shows_the_table_of_rates() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/units.md");
        let text = fs::read_to_string(&path).unwrap();
        let (head, rest) = text.split_once("<!-- 比率表 -->\n").unwrap();
        let (kept, tail) = rest.split_once("<!-- 比率表完 -->").unwrap();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let new = format!("{head}<!-- 比率表 -->\n{}<!-- 比率表完 -->{tail}", table());
            fs::write(&path, new).unwrap();
            return;
        }
        assert!(kept == table(), "docs/units.md is out of date: run the tests with UPDATE_DOCS=1");
    }

    #[test]
    fn a_rate_is_found_by_its_name_and_by_what_people_read() {
        assert_eq!(rate_definition("answer_rate").unwrap().label, "办复率");
        assert_eq!(rate_definition("办复率").unwrap().name, "answer_rate");
        assert!(rate_definition("好评率").is_none());
        let names: BTreeSet<_> = RATES.iter().flat_map(|rate| [rate.name, rate.label]).collect();
        assert_eq!(names.len(), 2 * RATES.len(), "no two of one name");
    }

    #[test]
    fn a_definition_is_a_sentence_with_all_its_parts() {
        let sentence = rate_definition("answer_rate").unwrap().sentence();
        for part in [
            "÷ 交办的件数",
            "不计入：不需要书面答复的",
            "没有答复正文的也在内",
            "注意：只说明答复了",
        ] {
            assert!(sentence.contains(part), "{part} in {sentence}");
        }
    }
}

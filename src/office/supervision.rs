//! 督办清单: what somebody has to follow up, most urgent first.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::NaiveDate;
use shida_engine::{
    finding::{Finding, Role},
    pack::{Mark, Rule, Shortfall},
};

use super::{
    Found, body, sentence,
    settings::{Matter, Reason, Supervision},
    short_quote,
};
use crate::records::{Commitment, Judged, PromiseStatus, ReplyRow};

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Place of its reason in the settings.
    pub reason: usize,
    /// 承办单位.
    pub unit: Option<String>,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// The reply's id.
    pub reply_id: String,
    /// 建议标题.
    pub title: Option<String>,
    /// Figures and the reply's own words.
    pub evidence: String,
    /// Whether people have ruled on the whole reply.
    pub confirmed: bool,
    /// Among items of one reason, the larger the more urgent.
    urgency: i64,
}

/// Every item: by reason in the order of the settings, then by urgency, then by id. A reply or
/// promise stands once for each reason.
#[must_use]
pub(super) fn supervision(settings: &Supervision, found: &Found<'_>) -> Vec<Item> {
    let rules: BTreeMap<&str, &Rule> =
        found.rules.iter().map(|rule| (rule.code.as_str(), rule)).collect();
    let mut items = Vec::new();
    for (reason, entry) in settings.reason.iter().enumerate() {
        if entry.when == Matter::OverduePromise {
            items.extend(overdue(found).map(|item| Item { reason, ..item }));
            continue;
        }
        let rows = found.rows.iter().enumerate();
        items.extend(rows.filter_map(|(at, row)| {
            let judged = found.judged(at);
            let (evidence, urgency) = ground(entry, (settings, &rules), (row, judged))?;
            Some(Item { reason, evidence, urgency, ..of(row) })
        }));
    }
    items.sort_by(|a, b| key(a).cmp(&key(b)));
    items
}

fn key(item: &Item) -> (usize, Reverse<i64>, Option<i32>, &str, &str) {
    (item.reason, Reverse(item.urgency), item.year, &item.reply_id, &item.evidence)
}

fn of(row: &ReplyRow) -> Item {
    Item {
        reason: 0,
        unit: row.unit.clone(),
        year: row.year,
        reply_id: row.reply_id.clone(),
        title: row.title.clone(),
        evidence: String::new(),
        confirmed: row.verdict.decided || row.confirmed == Some(true),
        urgency: 0,
    }
}

/// Promises that are known not to be kept, longest overdue first.
fn overdue<'a>(found: &'a Found<'_>) -> impl Iterator<Item = Item> + 'a {
    let shown = found.commitments.shown.iter();
    let overdue = shown.filter(|promise| promise.status == PromiseStatus::Overdue);
    let rows: BTreeMap<&str, &ReplyRow> =
        found.rows.iter().map(|row| (row.reply_id.as_str(), row)).collect();
    overdue.map(move |promise| {
        let row = rows.get(promise.reply_id.as_str());
        let (evidence, urgency) = due(promise, found.commitments.as_of);
        Item {
            reason: 0,
            unit: promise.unit.clone(),
            year: promise.year,
            reply_id: promise.reply_id.clone(),
            title: row.and_then(|row| row.title.clone()),
            evidence,
            confirmed: row.is_some_and(|row| row.verdict.decided || row.confirmed == Some(true)),
            urgency,
        }
    })
}

fn due(promise: &Commitment, as_of: Option<NaiveDate>) -> (String, i64) {
    let quote = short_quote(&promise.text);
    match promise.due.zip(as_of) {
        Some((due, today)) => {
            let days = (today - due).num_days();
            (format!("应于{due}完成，到{today}逾期{days}天：“{quote}”"), days)
        }
        None => (format!("“{quote}”"), 0),
    }
}

/// The rating, and whether nothing shows that the matter was handled anew.
fn dissatisfied(row: &ReplyRow) -> Option<String> {
    let metrics = &row.metrics;
    let more = metrics.more();
    let rated = metrics.satisfaction.as_deref() == Some("dissatisfied");
    let again = metrics.reworked == Some(true)
        || more.rework_on.is_some()
        || more.rework_replied.is_some()
        || more.second_rating.is_some();
    let told = match metrics.reworked {
        Some(_) => "评价“不满意”，登记为没有重新办理",
        None => "评价“不满意”，没有重新办理的记录",
    };
    (rated && !again).then(|| {
        let words = more.rating_text.as_deref().map(short_quote);
        words.map_or_else(|| told.to_owned(), |words| format!("{told}；意见：“{words}”"))
    })
}

/// Why a reply is listed for that reason, and how urgent it is; `None` = it is not.
fn ground(
    reason: &Reason,
    (settings, rules): (&Supervision, &BTreeMap<&str, &Rule>),
    (row, judged): (&ReplyRow, Option<&Judged>),
) -> Option<(String, i64)> {
    let verdict = &row.verdict;
    let review = row.disposal == "review";
    let quoted = |is: fn(&Rule) -> bool| quote(judged, rules, is);
    // Thousandths make shares orderable.
    let thousandths = |share: f64| (share * 1_000.0).round() as i64;
    match reason.when {
        Matter::OverduePromise => None,
        Matter::Dissatisfied => dissatisfied(row).map(|told| (told, 0)),
        Matter::NonAnswer => (review && verdict.non_answer).then(|| {
            let sure = verdict.sureness();
            let told = format!("应付把握 {sure:.2}{}", quoted(is_shell));
            (told, thousandths(sure))
        }),
        Matter::Deflection => (review && verdict.deflection)
            .then(|| (format!("推给别人或客观条件{}", quoted(is_deflection)), 0)),
        Matter::OffTopic => {
            let answered = row.answered.as_ref().filter(|one| review && one.off_topic)?;
            let likeness = answered.relevance;
            let told = format!("与建议的相关度 {likeness:.2}{}", quoted(is_off_topic));
            Some((told, -thousandths(likeness)))
        }
        Matter::Late => row.late.filter(|late| *late).map(|_| late(row)),
        Matter::Reused => {
            let likeness = row.related.last_year_similarity?;
            let told = format!("与本单位往年答复的相似度 {:.0}%", 100.0 * likeness);
            (likeness >= settings.reused_from).then(|| (told, thousandths(likeness)))
        }
    }
}

fn late(row: &ReplyRow) -> (String, i64) {
    let metrics = &row.metrics;
    let dates = [
        ("交办", metrics.assigned),
        ("办理期限", metrics.due),
        ("延期至", metrics.extended_to),
        ("答复", metrics.replied),
    ];
    let dated = dates.into_iter().filter_map(|(name, day)| Some(format!("{name}{}", day?)));
    let mut told: Vec<String> = dated.collect();
    told.extend(row.days_to_reply.map(|days| format!("用时{days}天")));
    (told.join("，"), row.days_to_reply.unwrap_or(0))
}

/// Letter of the codes of rules about form and damaged data.
const FORM: char = 'X';

/// The words of the first finding of such a rule; of a rule about the whole letter, whose
/// finding quotes its head, the body, or where the text was not kept the first penalty.
fn quote(judged: Option<&Judged>, rules: &BTreeMap<&str, &Rule>, is: fn(&Rule) -> bool) -> String {
    let Some(judged) = judged else { return String::new() };
    let of_rule =
        |finding: &&Finding| rules.get(finding.code.as_str()).is_some_and(|rule| is(rule));
    let written = judged.findings.iter().filter(|finding| !finding.text.trim().is_empty());
    let (hits, shapes): (Vec<&Finding>, Vec<&Finding>) =
        written.clone().filter(of_rule).partition(|finding| finding.role != Role::Gate);
    let penalties =
        written.filter(|finding| finding.role == Role::Penalty && !finding.code.starts_with(FORM));
    let text = |findings: &mut dyn Iterator<Item = &Finding>| {
        findings.next().map(|finding| sentence(judged, finding))
    };
    let found = text(&mut hits.into_iter())
        .or_else(|| Some(body(judged)).filter(|body| !body.is_empty()))
        .or_else(|| text(&mut penalties.chain(shapes)));
    found.map_or_else(String::new, |words| format!("：“{words}”"))
}

fn is_shell(rule: &Rule) -> bool {
    use Mark::{ForwardedOnly, NonAnswer, ReceiptOnly, ThreePart};
    matches!(rule.mark, Some(NonAnswer | ThreePart | ReceiptOnly | ForwardedOnly))
}

fn is_deflection(rule: &Rule) -> bool {
    rule.mark == Some(Mark::Deflection)
}

fn is_off_topic(rule: &Rule) -> bool {
    rule.shortfall == Some(Shortfall::OffTopic)
}

//! The examples beside the checks, put through the engine and their check.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use shida_engine::{judge::judge, rulebook::Rulebook};

use super::{
    outcome,
    rulefile::{Checks, Rule},
    subject::{Outcome, Run, Subject},
    text::Text,
};
use crate::records::{Metrics, Particulars};

/// One example: a letter and the part of its row that the check looks at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A letter that must be hit.
    pub hit: Option<String>,
    /// A letter that must not.
    pub miss: Option<String>,
    /// Words that the quote of a hit must hold.
    #[serde(default)]
    pub text: String,
    /// A remark for people.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    id: String,
    title: Option<String>,
    unit: Option<String>,
    /// Further units of the run.
    #[serde(default)]
    units: Vec<String>,
    class: Option<String>,
    #[serde(default, deserialize_with = "day")]
    assigned: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    replied: Option<NaiveDate>,
    /// The day the run looks from.
    #[serde(default, deserialize_with = "day")]
    as_of: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    promise_due: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    first_contact: Option<NaiveDate>,
    contact_mode: Option<String>,
    contacts: Option<u32>,
    face_to_face: Option<bool>,
    co_units: Option<String>,
    role: Option<String>,
    satisfaction: Option<String>,
}

impl Example {
    /// The letter.
    #[must_use]
    pub fn reply(&self) -> &str {
        self.hit.as_deref().or(self.miss.as_deref()).unwrap_or_default()
    }

    /// The part of the row that is given, for people.
    #[must_use]
    pub fn row(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let flag = |flag: Option<bool>| flag.map(|flag| if flag { "是" } else { "否" }.to_owned());
        let parts = [
            ("建议编号", Some(self.id.clone()).filter(|id| !id.is_empty())),
            ("建议标题", self.title.clone()),
            ("承办单位", self.unit.clone()),
            ("办理结果", self.class.clone()),
            ("交办日期", day(self.assigned)),
            ("答复日期", day(self.replied)),
            ("统计截至", day(self.as_of)),
            ("承诺时限", day(self.promise_due)),
            ("首次沟通日期", day(self.first_contact)),
            ("沟通方式", self.contact_mode.clone()),
            ("沟通次数", self.contacts.map(|contacts| contacts.to_string())),
            ("是否面商", flag(self.face_to_face)),
            ("会办单位", self.co_units.clone()),
            ("办理方式", self.role.clone()),
            ("满意度", self.satisfaction.clone()),
        ];
        let given =
            parts.into_iter().filter_map(|(label, value)| Some(format!("{label} {}", value?)));
        given.collect::<Vec<_>>().join("，")
    }

    fn metrics(&self) -> Metrics {
        let shared = |text: &Option<String>| text.as_deref().map(Into::into);
        let more = Particulars {
            contacts: self.contacts,
            role: shared(&self.role),
            ..Particulars::NOTHING
        };
        Metrics {
            assigned: self.assigned,
            replied: self.replied,
            first_contact: self.first_contact,
            contact_mode: shared(&self.contact_mode),
            face_to_face: self.face_to_face,
            co_units: shared(&self.co_units),
            result_class: shared(&self.class),
            satisfaction: shared(&self.satisfaction),
            promise_due: self.promise_due,
            more: Some(Box::new(more)),
            ..Metrics::default()
        }
    }
}

/// Examples that do not hold, one line each.
#[must_use]
pub fn prove(rulebook: &Rulebook, checks: &Checks) -> Vec<String> {
    let examples =
        checks.rules.iter().flat_map(|rule| (1..).zip(&rule.tests).map(move |e| (rule, e)));
    let failed = examples.filter_map(|(rule, (number, example))| {
        let reason = failure(rulebook, checks, (rule, example))?;
        Some(format!("{} 第 {number} 个例子：{reason}", rule.code))
    });
    failed.chain(unknown_codes(rulebook, checks)).collect()
}

/// Codes that no pack has: a misspelt one would never speak for a reply.
fn unknown_codes(rulebook: &Rulebook, checks: &Checks) -> Vec<String> {
    let codes =
        checks.rules.iter().flat_map(|rule| rule.codes.iter().map(move |code| (rule, code)));
    let unknown = codes.filter(|(_, code)| rulebook.rule(code).is_none());
    unknown.map(|(rule, code)| format!("{} 的 codes 里没有规则 {code}", rule.code)).collect()
}

fn failure(
    rulebook: &Rulebook,
    checks: &Checks,
    (rule, example): (&Rule, &Example),
) -> Option<String> {
    if example.hit.is_some() == example.miss.is_some() {
        return Some("hit 和 miss 应当恰有一个".to_owned());
    }
    match (tried(rulebook, checks, (rule, example)), example.hit.is_some()) {
        (Outcome::Differs(sides), true) if !sides.text.contains(&example.text) => {
            Some(format!("命中的是“{}”，不含“{}”", sides.text, example.text))
        }
        (Outcome::Differs(_), true) => None,
        (Outcome::Differs(sides), false) => Some(format!("不该命中，却命中“{}”", sides.text)),
        (_, true) => Some("该命中而没有命中".to_owned()),
        (_, false) => None,
    }
}

fn tried(rulebook: &Rulebook, checks: &Checks, (rule, example): (&Rule, &Example)) -> Outcome {
    let judged = judge(rulebook, example.reply(), None);
    let text = Text::of(rulebook, example.reply());
    let metrics = example.metrics();
    let genre = rule.genres.first().map_or("", String::as_str);
    let has_limit = metrics.promise_due.is_some()
        || judged.promises.iter().any(|promise| promise.limit.is_some());
    let days = |from: NaiveDate| Some((example.replied? - from).num_days());
    let subject = Subject {
        text: &text,
        raw_id: &example.id,
        unit: example.unit.as_deref(),
        title: example.title.as_deref(),
        metrics: &metrics,
        verdict: &judged.verdict,
        class: example.class.as_deref(),
        has_limit,
        days: example.assigned.and_then(days),
    };
    let run = Run {
        genre,
        as_of: example.as_of,
        classes: &BTreeMap::new(),
        limited: &BTreeSet::new(),
        units: example.units.iter().map(String::as_str).collect(),
        records_contacts: true,
    };
    outcome(checks, rule, &run, &subject)
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let day = text
        .parse()
        .map_err(|_| serde::de::Error::custom(format!("日期 {text} 应当写成 2024-05-01")));
    day.map(Some)
}

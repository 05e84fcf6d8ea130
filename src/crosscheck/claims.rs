//! What the metrics claim and the text does not bear out, or the reverse: 办理结果, contact,
//! co-handlers, satisfaction, speed.

use super::{
    Checks,
    names::mentions,
    rulefile::Rule,
    subject::{Outcome, Run, Subject, has_contact},
};
use crate::metrics::co_units;

/// A class of 办理结果 asks for something: a deed, a time limit, a reason, a report.
pub(super) fn class_needs(checks: &Checks, rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let Some(class) = subject.class.filter(|class| rule.classes.iter().any(|one| one == class))
    else {
        return Outcome::Unknown;
    };
    let mut codes = subject.verdict.codes.iter();
    let has_code = codes.any(|code| rule.codes.iter().any(|one| **one == **code));
    let has_limit = rule.limit && (subject.has_limit || subject.verdict.deadline);
    let quote = |name: &str| {
        let aside = rule.pattern("aside");
        rule.pattern(name).and_then(|pattern| subject.text.find(&rule.zones, pattern, aside))
    };
    if has_code || has_limit || has_clause(rule, subject) {
        return Outcome::Agrees;
    }
    let must = quote("must");
    if rule.pattern("must").is_some() && must.is_none() {
        return Outcome::Unknown;
    }
    let letter = subject.metrics.result_class.as_deref().unwrap_or_default();
    let label = checks.classes.get(class).map_or(class, String::as_str);
    let text = must.or_else(|| quote("quote")).unwrap_or_default();
    Outcome::unless(false, text, format!("办理结果 {letter}（{label}）"))
}

/// Whether a clause holds what the class asks for; in clauses, since a sentence may tell of
/// what was done and of what is to come.
fn has_clause(rule: &Rule, subject: &Subject<'_>) -> bool {
    let Some(found) = rule.pattern("found") else { return false };
    let unless = rule.pattern("unless");
    let fits = |clause: &str| {
        found.is_match(clause) && !unless.is_some_and(|unless| unless.is_match(clause))
    };
    let mut sentences = subject.text.sentences(&rule.zones);
    sentences.any(|(_, text)| clauses(text).iter().any(|clause| fits(clause)))
}

/// Chars of a clause that only leads in to the next one: a date, 目前, 下一步.
const LEAD_IN: usize = 8;

/// The clauses of a sentence, each with what leads in to it, so that a date stands with its deed.
fn clauses(sentence: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    let mut clause = String::new();
    for part in sentence.split(['，', ',', '；', ';', '。']) {
        clause.push_str(part);
        if part.chars().count() > LEAD_IN {
            clauses.push(std::mem::take(&mut clause));
        }
    }
    clauses.push(clause);
    clauses
}

/// The text tells of a contact and the metrics say that there was none.
pub(super) fn contact_claimed(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let metrics = subject.metrics;
    let find = |name: &str| claim(rule, name, subject);
    let mode = metrics.contact_mode.as_deref();
    let says_none = metrics.more().contacts == Some(0)
        || mode.is_some_and(|mode| rule.pattern("none").is_some_and(|none| none.is_match(mode)));
    if says_none {
        let told = mode.map_or_else(|| "沟通次数 0".to_owned(), |mode| format!("沟通方式 {mode}"));
        let claimed = find("claim").or_else(|| find("face"));
        return claimed.map_or(Outcome::Unknown, |quote| Outcome::unless(false, quote, told));
    }
    match (metrics.face_to_face, find("face")) {
        (Some(met), Some(quote)) => Outcome::unless(met, quote, "是否面商 否"),
        _ => Outcome::Unknown,
    }
}

/// The text tells of a contact and the metrics, which do record contacts, have nothing.
pub(super) fn contact_unrecorded(rule: &Rule, run: &Run<'_>, subject: &Subject<'_>) -> Outcome {
    let metrics = subject.metrics;
    let is_empty = !has_contact(metrics) && metrics.face_to_face.is_none();
    let says_nothing = is_empty && metrics.more().contacts.is_none();
    match claim(rule, "claim", subject).filter(|_| run.records_contacts) {
        None => Outcome::Unknown,
        Some(quote) => Outcome::unless(!says_nothing, quote, "沟通各栏空白"),
    }
}

/// The metrics have a meeting and the text no contact of any kind.
pub(super) fn meeting_unmentioned(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    if subject.metrics.face_to_face != Some(true) {
        return Outcome::Unknown;
    }
    let told = subject.verdict.contact || claim(rule, "claim", subject).is_some();
    Outcome::unless(told, "", "是否面商 是")
}

fn claim(rule: &Rule, name: &str, subject: &Subject<'_>) -> Option<String> {
    subject.text.find(&rule.zones, rule.pattern(name)?, rule.pattern("unless"))
}

/// The metrics have co-handlers, and the text neither names one nor speaks of any.
pub(super) fn handlers_unmentioned(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let metrics = subject.metrics;
    let is_lead = !matches!(metrics.more().role.as_deref(), Some("co" | "split" | "sole"));
    let Some(units) = metrics.co_units.as_deref().filter(|_| is_lead) else {
        return Outcome::Unknown;
    };
    let named = |(_, text): (_, &str)| co_units(metrics).any(|unit| mentions(text, unit));
    let told = rule.pattern("found").is_some_and(|found| {
        subject.text.find(&rule.zones, found, None).is_some()
            || subject.text.sentences(&rule.zones).any(named)
    });
    Outcome::unless(told, "", format!("会办单位 {units}"))
}

/// Satisfied with a non-answer.
pub(super) fn satisfied_empty(subject: &Subject<'_>) -> Outcome {
    let Some("satisfied") = subject.metrics.satisfaction.as_deref() else {
        return Outcome::Unknown;
    };
    Outcome::unless(!subject.verdict.non_answer, "应付式答复", "满意度 满意")
}

/// A quick reply without substance; a quick one with substance is just quick.
pub(super) fn too_fast(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let Some(days) = subject.days.filter(|days| *days >= 0) else { return Outcome::Unknown };
    let is_fast = days as f64 <= rule.cut("days");
    let is_empty = f64::from(subject.verdict.substance) < rule.cut("substance");
    let says = format!("实质程度 {} 级", subject.verdict.substance);
    Outcome::unless(!(is_fast && is_empty), says, format!("交办 {days} 天即答复"))
}

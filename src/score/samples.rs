//! Verdicts, metrics and rows for tests.

use chrono::NaiveDate;
use proptest::prelude::*;
use shida_engine::{
    measures::TextMeasures,
    verdict::{Stance, Verdict},
};

use super::{Profile, RateWords};
use crate::records::{Metrics, MetricsRow, Origin, Related, ReplyRow};

pub(crate) fn default_profile() -> Profile {
    Profile::parse(include_str!("../../rules/profiles/default.toml")).unwrap()
}

pub(crate) fn text_only_profile() -> Profile {
    Profile::parse(include_str!("../../rules/profiles/text-only.toml")).unwrap()
}

pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

pub(crate) fn verdict(text_score: i32) -> Verdict {
    Verdict {
        han_chars: 300,
        body_chars: 240,
        residual_chars: 180,
        non_answer: false,
        three_part: false,
        receipt_only: false,
        forwarded_only: false,
        deflection: false,
        empty_density: 0.0,
        substance: 2,
        cites_policy: false,
        contact: false,
        site_check: false,
        commitment: false,
        deadline: false,
        stance: Stance::Adopted,
        text_score,
        non_answer_score: 0.1,
        decided: false,
        codes: vec!["E001".into(), "F010".into()],
    }
}

pub(crate) fn dated_metrics() -> Metrics {
    Metrics { assigned: day("2024-03-11"), replied: day("2024-05-20"), ..Metrics::default() }
}

pub(crate) fn full_metrics() -> Metrics {
    Metrics {
        first_contact: day("2024-04-02"),
        contact_mode: Some("走访".into()),
        face_to_face: Some(true),
        result_class: Some("A".into()),
        satisfaction: Some("satisfied".into()),
        reworked: Some(false),
        published: Some(true),
        promise: Some("加装路灯".into()),
        promise_due: day("2024-09-30"),
        promise_status: Some("kept".into()),
        ..dated_metrics()
    }
}

/// A reply whose score equals its text score, without metrics.
pub(crate) fn row(unit: Option<&str>, year: Option<i32>, score: i32) -> ReplyRow {
    ReplyRow {
        reply_id: "1".to_owned(),
        year,
        unit: unit.map(str::to_owned),
        title: None,
        verdict: Verdict { non_answer: score < 3_000, ..verdict(score) },
        answered: None,
        measures: TextMeasures::default(),
        metrics: Metrics::default(),
        related: Related::default(),
        days_to_reply: None,
        late: None,
        in_time: Default::default(),
        score,
        proposed: score,
        confirmed: None,
        known_share: 1.0,
        disposal: "pass",
        decisions: Vec::new(),
        checks: Vec::new(),
    }
}

pub(crate) fn verdict_strategy() -> impl Strategy<Value = Verdict> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (0_i32..=10_000, 0_u8..=3, 0.0..=1.0_f64, flags).prop_map(
        |(text_score, substance, non_answer_score, flags)| Verdict {
            substance,
            non_answer_score,
            non_answer: flags.0,
            deflection: flags.1,
            commitment: flags.2,
            deadline: flags.3,
            ..verdict(text_score)
        },
    )
}

fn any_day() -> impl Strategy<Value = Option<NaiveDate>> {
    prop::option::of(
        (0_i64..600)
            .prop_map(|offset| NaiveDate::default() + chrono::Duration::days(19_600 + offset)),
    )
}

fn any_word(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(words).prop_map(str::to_owned))
}

/// Metrics in which every field may be missing and any dates may contradict each other.
pub(crate) fn metrics_strategy() -> impl Strategy<Value = Metrics> {
    let dates = (any_day(), any_day(), any_day(), any_day(), any_day(), any_day());
    let words = (
        any_word(&["A", "B", "C", "D", "E"]),
        any_word(&["satisfied", "basic", "dissatisfied"]),
        any_word(&["kept", "open"]),
        any_word(&["修路", "建桥"]),
    );
    let answers = any::<(Option<bool>, Option<bool>, Option<bool>)>();
    (dates, words, answers).prop_map(|(dates, words, answers)| Metrics {
        assigned: dates.0,
        replied: dates.1,
        due: dates.2,
        extended_to: dates.3,
        first_contact: dates.4,
        promise_due: dates.5,
        result_class: words.0.map(Into::into),
        satisfaction: words.1.map(Into::into),
        promise_status: words.2.map(Into::into),
        promise: words.3.map(Into::into),
        face_to_face: answers.0,
        reworked: answers.1,
        published: answers.2,
        ..Metrics::default()
    })
}

/// The embedded words of rates.
pub(crate) fn rate_words() -> RateWords {
    RateWords::parse(include_str!("../../rules/rates.toml")).unwrap()
}

/// An item of a unit that has no reply text, without metrics.
pub(crate) fn unanswered(unit: &str, year: Option<i32>) -> MetricsRow {
    MetricsRow {
        origin: Origin { file: "指标.csv".into(), sheet: None, line: 2 },
        raw_id: "9".to_owned(),
        year,
        unit: Some(unit.to_owned()),
        title: None,
        metrics: Metrics::default(),
    }
}

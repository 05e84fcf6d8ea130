//! Scores one reply under a profile, and units over their replies.
//!
//! Everything here is exact integer arithmetic in hundredths of a point, and absolute: no
//! other row of the input enters a reply's score.

mod beside;
mod caseload;
mod check;
mod confirmation;
mod deadlines;
mod definitions;
mod describe;
mod disposal;
mod error;
mod facts;
mod grade;
mod notices;
mod points;
mod profile;
mod rates;
mod scheme;
mod timing;
mod units;
mod unused_points;

#[cfg(test)]
pub(crate) mod samples;

use std::sync::Arc;

use shida_engine::verdict::Verdict;

use crate::records::{Answered, Decision, InTime, LedgerLine, Metrics, ReplyRow};

use self::{
    grade::{Grade, Subject, grade},
    points::scale,
    profile::Item,
};

pub use self::{
    caseload::{Caseload, RateWords, RateWordsError},
    deadlines::{Deadlines, EndOnHoliday, Length, Limit, Start},
    definitions::{Base, RATES, RateDefinition, rate_definition},
    disposal::disposal_label,
    error::ProfileError,
    facts::has_metrics,
    notices::{CALENDAR_YEAR, calendar_notices},
    points::Points,
    profile::{Confirmation, Cuts, Flag, Gate, Profile},
    rates::rate_rows,
    scheme::{Event, Scheme, UnitLine, UnitScore, tally_units},
    timing::{Act, Basis, Term, Timing, Unknown},
    units::score_units,
    unused_points::{UNUSED_POINTS, unused_points},
};

/// Ledger item of the closing line for facts that could not be known.
pub const UNKNOWN_SCALING: &str = "unknown_scaling";

/// Dimension of that line.
pub const SCALING: &str = "scaling";

/// Dimension of the lines that cap a score.
pub const GATE: &str = "gate";

/// What is known of one reply.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the engine says of its text.
    pub verdict: &'a Verdict,
    /// How it answers its suggestion; `None` without one.
    pub answered: Option<&'a Answered>,
    /// Handling metrics.
    pub metrics: &'a Metrics,
    /// Decisions of people that took effect.
    pub decisions: &'a [Arc<Decision>],
}

impl<'a> From<&'a ReplyRow> for Case<'a> {
    fn from(row: &'a ReplyRow) -> Self {
        Self {
            verdict: &row.verdict,
            answered: row.answered.as_ref(),
            metrics: &row.metrics,
            decisions: &row.decisions,
        }
    }
}

/// The score of one reply and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Hundredths, 0–10000.
    pub score: i32,
    /// The score if every finding that waits for a person were confirmed.
    pub proposed: i32,
    /// Whether people have ruled on what speaks against the text; `None` = nothing does.
    pub confirmed: Option<bool>,
    /// Share of the profile's points that could be known, 0–1.
    pub known_share: f64,
    /// `pass`, `sample` or `review`.
    pub disposal: &'static str,
    /// Late under the profile.
    pub late: Option<bool>,
    /// Natural days from assignment to reply.
    pub days_to_reply: Option<i64>,
    /// Further terms of the profile.
    pub in_time: InTime,
    /// The lines; their points add up to `score`.
    pub ledger: Vec<LedgerLine>,
}

/// Scores one reply.
///
/// An item whose fact cannot be known leaves numerator and denominator: the points of the
/// known items are scaled to 100, and the line `unknown_scaling` bears the difference. When
/// no item at all can be known, the score is the text score and that line says so. Gates
/// come last and can only lower the score.
///
/// Under a profile that asks for confirmation, a reply with something against its text that
/// nobody has ruled on is scored without the text: its items count as unknown, and its gates
/// stand in the ledger with no points.
#[must_use]
pub fn score_reply(profile: &Profile, case: Case<'_>) -> Scored {
    let subject = Subject::read(profile, case.verdict, case.metrics);
    let confirmed = confirmation::confirmed(profile, case);
    let waits = profile.confirmation == Confirmation::Required && confirmed == Some(false);
    let (proposed, known) = ledger(profile, &subject, (case, false));
    let all = total(&proposed);
    let (ledger, known) =
        if waits { ledger(profile, &subject, (case, true)) } else { (proposed, known) };
    Scored {
        score: total(&ledger),
        proposed: all,
        confirmed,
        known_share: f64::from(known) / f64::from(Points::FULL.0),
        disposal: disposal::disposal(&profile.disposal, (case.verdict, case.answered), all),
        late: subject.timing.late(),
        days_to_reply: subject.timing.days_to_reply,
        in_time: subject.timing.in_time(),
        ledger,
    }
}

/// The lines, and the points that could be known. With `waits` the text is left out.
fn ledger(
    profile: &Profile,
    subject: &Subject<'_>,
    (case, waits): (Case<'_>, bool),
) -> (Vec<LedgerLine>, i32) {
    let mut ledger = Vec::with_capacity(profile.items.len() + 2);
    let mut unknown = Vec::new();
    for item in &profile.items {
        match grade(item, subject).filter(|grade| !(waits && grade.from_text)) {
            Some(grade) => ledger.push(item_line(item, grade, case.verdict)),
            None => unknown.push(item.label.as_str()),
        }
    }
    let known: i32 = ledger.iter().map(|line| line.max_points).sum();
    ledger.extend(scaling_line(&ledger, &unknown, (case.verdict, waits)));
    cap(profile, (case, waits), &mut ledger);
    (ledger, known)
}

fn total(ledger: &[LedgerLine]) -> i32 {
    ledger.iter().map(|line| line.points).sum()
}

fn item_line(item: &Item, grade: Grade, verdict: &Verdict) -> LedgerLine {
    LedgerLine {
        item: item.name.clone(),
        dimension: item.dimension.clone(),
        points: grade.points.0,
        max_points: item.points.0,
        reason: grade.reason,
        codes: if grade.from_text { codes(verdict) } else { String::new() },
    }
}

fn codes(verdict: &Verdict) -> String {
    verdict.codes.join(";")
}

/// The closing line 未知项折算, when something is unknown.
fn scaling_line(
    ledger: &[LedgerLine],
    unknown: &[&str],
    (verdict, waits): (&Verdict, bool),
) -> Option<LedgerLine> {
    if unknown.is_empty() {
        return None;
    }
    let known: i32 = ledger.iter().map(|line| line.max_points).sum();
    let had = total(ledger);
    let score = match known {
        0 => verdict.text_score.clamp(0, Points::FULL.0),
        _ => scale(had, Points::FULL.0, known),
    };
    let missing = unknown.join("、");
    let reason = match known {
        0 => format!("未知项折算：各项均不可知（{missing}），以文本得分{}分计", Points(score)),
        _ => format!(
            "未知项折算：已知项满分{}分，得{}分，折合百分制{}分；{}：{missing}",
            Points(known),
            Points(had),
            Points(score),
            if waits { "不可知或文本待人工确认" } else { "不可知" }
        ),
    };
    Some(LedgerLine {
        item: UNKNOWN_SCALING.to_owned(),
        dimension: SCALING.to_owned(),
        points: score - had,
        max_points: 0,
        reason,
        codes: String::new(),
    })
}

fn cap(profile: &Profile, (case, waits): (Case<'_>, bool), ledger: &mut Vec<LedgerLine>) {
    let closed = |gate: &&Gate| gate.when.holds(case.verdict, case.answered);
    for gate in profile.gates.iter().filter(closed) {
        let score = total(ledger);
        let (label, cap) = (gate.when.label(), gate.cap);
        let (points, reason) = if waits {
            (0, format!("判为{label}，待人工确认；确认后得分不超过{cap}分"))
        } else if score > cap.0 {
            let reason = format!("判为{label}，得分由{}分封顶为{cap}分", Points(score));
            (cap.0 - score, reason)
        } else {
            continue;
        };
        ledger.push(LedgerLine {
            item: gate.name.clone(),
            dimension: GATE.to_owned(),
            points,
            max_points: 0,
            reason,
            codes: codes(case.verdict),
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::samples::{
        day, default_profile, full_metrics, metrics_strategy, text_only_profile, verdict,
        verdict_strategy,
    };

    fn scored(profile: &Profile, verdict: &Verdict, metrics: &Metrics) -> Scored {
        score_reply(profile, Case { verdict, answered: None, metrics, decisions: &[] })
    }

    #[test]
    fn a_reply_of_which_all_is_known_has_no_closing_line() {
        let scored = scored(&default_profile(), &verdict(8_000), &full_metrics());
        assert_eq!(scored.known_share, 1.0);
        assert_eq!(scored.ledger.len(), default_profile().items.len());
        assert!(scored.ledger.iter().all(|line| line.item != UNKNOWN_SCALING));
        // 15 + 9 + 6 + 20 + 10 + 4 + 5 + 5 + 12 + 3 + 5
        assert_eq!(scored.score, 9_400);
        assert_eq!((scored.late, scored.days_to_reply), (Some(false), Some(70)));
        assert_eq!(scored.disposal, "pass");
    }

    #[test]
    fn unknown_facts_leave_numerator_and_denominator() {
        let scored = scored(&default_profile(), &verdict(7_000), &samples::dated_metrics());
        // 15 of 15, 17.50 of 25, 4 of 5: 36.50 of 45.
        assert_eq!(scored.score, 8_111);
        assert_eq!(scored.known_share, 0.45);
        let last = scored.ledger.last().unwrap();
        assert_eq!((last.item.as_str(), last.max_points), (UNKNOWN_SCALING, 0));
        assert_eq!(last.points, 8_111 - 3_650);
        assert!(last.reason.starts_with("未知项折算：已知项满分45.00分，得36.50分"));
        assert!(last.reason.contains("答复公开"), "{}", last.reason);
    }

    #[test]
    fn a_non_answer_is_capped_by_a_line_with_its_codes() {
        let mut empty = verdict(8_000);
        empty.non_answer = true;
        let scored = scored(&default_profile(), &empty, &full_metrics());
        let last = scored.ledger.last().unwrap();
        assert_eq!(scored.score, 4_000);
        assert_eq!((last.item.as_str(), last.points), ("non_answer_cap", 4_000 - 9_400));
        assert_eq!(last.codes, "E001;F010");
        assert_eq!(last.reason, "判为应付式答复，得分由94.00分封顶为40.00分");
        assert_eq!(scored.disposal, "review");
    }

    #[test]
    fn a_non_answer_below_the_cap_keeps_its_score() {
        let mut empty = verdict(1_200);
        empty.non_answer = true;
        let scored = scored(&text_only_profile(), &empty, &samples::dated_metrics());
        assert_eq!((scored.score, scored.ledger.len()), (1_200, 1));
    }

    #[test]
    fn a_profile_that_can_know_nothing_falls_back_to_the_text() {
        let mut profile = default_profile();
        profile.items.retain(|item| item.name == "published");
        let scored = scored(&profile, &verdict(6_543), &Metrics::default());
        assert_eq!((scored.score, scored.known_share), (6_543, 0.0));
        assert!(scored.ledger[0].reason.contains("以文本得分65.43分计"));
    }

    #[test]
    fn a_text_only_score_is_the_text_score() {
        let scored = scored(&text_only_profile(), &verdict(7_777), &full_metrics());
        assert_eq!((scored.score, scored.known_share), (7_777, 1.0));
        assert_eq!(scored.late, Some(false), "days are still shown");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn a_ledger_adds_up_to_its_score(
            verdict in verdict_strategy(), metrics in metrics_strategy(),
        ) {
            for profile in [default_profile(), text_only_profile()] {
                let scored = scored(&profile, &verdict, &metrics);
                prop_assert_eq!(total(&scored.ledger), scored.score);
                prop_assert!((0..=10_000).contains(&scored.score));
                prop_assert!((0.0..=1.0).contains(&scored.known_share));
                prop_assert!(!verdict.non_answer || scored.score <= 4_000);
            }
        }

        #[test]
        fn points_never_exceed_what_can_be_had(
            verdict in verdict_strategy(), metrics in metrics_strategy(),
        ) {
            for line in scored(&default_profile(), &verdict, &metrics).ledger {
                if line.dimension != SCALING && line.dimension != GATE {
                    prop_assert!((0..=line.max_points).contains(&line.points), "{line:?}");
                }
                prop_assert!(!line.reason.is_empty());
            }
        }

        #[test]
        fn a_later_reply_never_scores_higher_on_timeliness(
            metrics in metrics_strategy(), first in 0_i64..400, more in 0_i64..400,
        ) {
            let replied = |days| Metrics {
                assigned: day("2024-01-31"),
                replied: Some(day("2024-01-31").unwrap() + chrono::Duration::days(days)),
                ..metrics.clone()
            };
            let points = |metrics: &Metrics| {
                let scored = scored(&default_profile(), &verdict(5_000), metrics);
                scored.ledger.iter().find(|line| line.item == "on_time").unwrap().points
            };
            prop_assert!(points(&replied(first)) >= points(&replied(first + more)));
        }
    }
}

//! What should happen to a reply: pass, sample or review 通过/抽检/复核.

use shida_engine::verdict::Verdict;

use super::profile::Cuts;
use crate::records::Answered;

/// `review` where a flag, the score or the non_answer_score asks for it, else `sample`
/// where one of them comes near or too few asks are answered, else `pass`. `score` is in
/// hundredths; without a suggestion nothing is held against the reply for it. What people have decided
/// needs no second look for the machine's doubt.
#[must_use]
pub(super) fn disposal(
    cuts: &Cuts,
    (verdict, answered): (&Verdict, Option<&Answered>),
    score: i32,
) -> &'static str {
    let surely = verdict.sureness();
    let review = cuts.review_when.iter().any(|flag| flag.holds(verdict, answered))
        || score < cuts.review_below.0
        || surely >= cuts.review_non_answer_score;
    let sample = score < cuts.sample_below.0
        || surely >= cuts.sample_non_answer_score
        || answered.is_some_and(|answered| is_thin(cuts, answered));
    match (review, sample) {
        (true, _) => "review",
        (false, true) => "sample",
        (false, false) => "pass",
    }
}

/// Whether several things were asked and too few of them answered.
fn is_thin(cuts: &Cuts, answered: &Answered) -> bool {
    answered.asks >= cuts.sample_asks_least
        && f64::from(answered.asks_answered) < cuts.sample_answered_below * f64::from(answered.asks)
}

/// What readers of reports see for a disposal.
#[must_use]
pub fn disposal_label(disposal: &str) -> &'static str {
    match disposal {
        "pass" => "通过",
        "sample" => "抽检",
        _ => "复核",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::samples::{default_profile, verdict};

    fn decided(score: i32, change: impl FnOnce(&mut Verdict)) -> &'static str {
        let mut verdict = verdict(8_000);
        change(&mut verdict);
        disposal(&default_profile().disposal, (&verdict, None), score)
    }

    #[test]
    fn scores_cut_at_the_lines_of_the_profile() {
        assert_eq!(decided(4_999, |_| ()), "review");
        assert_eq!(decided(5_000, |_| ()), "sample");
        assert_eq!(decided(6_499, |_| ()), "sample");
        assert_eq!(decided(6_500, |_| ()), "pass");
    }

    #[test]
    fn an_empty_or_deflecting_reply_is_reviewed_whatever_its_score() {
        assert_eq!(decided(9_900, |verdict| verdict.non_answer = true), "review");
        assert_eq!(decided(9_900, |verdict| verdict.deflection = true), "review");
    }

    #[test]
    fn a_reply_about_another_matter_is_reviewed_and_one_that_answers_too_little_sampled() {
        let decided = |asks, asks_answered, off_topic| {
            let answered = Answered { asks, asks_answered, off_topic, ..Answered::default() };
            disposal(&default_profile().disposal, (&verdict(8_000), Some(&answered)), 9_900)
        };
        assert_eq!(decided(3, 3, false), "pass");
        assert_eq!(decided(3, 3, true), "review");
        assert_eq!(decided(3, 1, false), "sample");
        assert_eq!(decided(4, 2, false), "pass");
        assert_eq!(decided(1, 0, false), "pass");
        assert_eq!(decided(0, 0, false), "pass");
    }

    #[test]
    fn a_doubtful_text_is_sampled_or_reviewed() {
        assert_eq!(decided(9_900, |verdict| verdict.non_answer_score = 0.5), "review");
        assert_eq!(decided(9_900, |verdict| verdict.non_answer_score = 0.3), "sample");
        assert_eq!(decided(9_900, |verdict| verdict.non_answer_score = 0.29), "pass");
    }

    #[test]
    fn a_doubt_that_people_have_settled_asks_for_no_review() {
        let settled = |score, non_answer| {
            decided(score, |verdict| {
                verdict.non_answer_score = 0.9;
                verdict.decided = true;
                verdict.non_answer = non_answer;
            })
        };
        assert_eq!(settled(9_900, false), "pass");
        assert_eq!(settled(4_000, false), "review");
        assert_eq!(settled(9_900, true), "review");
    }
}

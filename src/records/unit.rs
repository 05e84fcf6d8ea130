//! One unit over its replies.

use super::Estimate;

/// One line of units.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// 承办单位.
    pub unit: String,
    /// The year, or `None` for all years together.
    pub year: Option<i32>,
    /// Judged replies.
    pub n: u32,
    /// Mean score with its interval (points 0–100).
    pub score: Estimate,
    /// Replies with something against their text on which no person has ruled.
    pub waiting: u32,
    /// Mean score if all of that were confirmed (points 0–100).
    pub score_if_confirmed: Option<f64>,
    /// Rank among the units of that year, 1 = best; `None` below the minimum n. Ties share.
    pub rank: Option<u32>,
    /// Share of non-answers, 0–1, Wilson interval.
    pub non_answer_share: Estimate,
    /// Mean text score.
    pub text_score: Estimate,
    /// Named rates (on_time_rate, contact_rate, satisfied_rate …), each with its own n.
    pub rates: Vec<(&'static str, Estimate)>,
    /// What stands beside the score and enters neither score nor rank.
    pub beside: Beside,
}

/// What a reader should know beside a unit's score; it enters neither score nor rank.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Whether another unit of that year has the same rank.
    pub tied: bool,
    /// Mean score shrunk towards the units of that year, points 0–100; `None` when there are
    /// too few units to tell.
    pub score_shrunk: Option<f64>,
    /// Share of non-answers shrunk in the same way, 0–1.
    pub non_answer_shrunk: Option<f64>,
    /// Items for which the unit is the lead, answered or not.
    pub lead_n: u32,
    /// Items in which it helps another unit.
    pub co_n: u32,
    /// Its lead items as a share (0–1) of those of all units of that year.
    pub lead_share: Option<f64>,
    /// Judged replies by topic, most first.
    pub topics: Vec<TopicShare>,
    /// Judged replies whose topic is known.
    pub topics_n: u32,
    /// The score that all units together would have with this unit's topics, points 0–100.
    pub expected_score: Option<f64>,
}

/// What part of a unit's replies falls to a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicShare {
    /// 内容分类, as written.
    pub topic: String,
    /// Judged replies of the unit.
    pub n: u32,
    /// Judged replies of all units of that year.
    pub all: u32,
}

//! One reply joined and scored, and the parts of that row.

use std::sync::Arc;

use shida_engine::{measures::TextMeasures, verdict::Verdict};

use super::{Decision, Metrics};

/// One line of a reply's score ledger. Points are integer hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Stable item name, such as `on_time`; `unknown_scaling` for the closing line 未知项折算.
    pub item: String,
    /// Dimension of the profile, such as `timeliness`.
    pub dimension: String,
    /// Points given, hundredths.
    pub points: i32,
    /// Points that could be had, hundredths; 0 for the closing line.
    pub max_points: i32,
    /// Why, in Chinese.
    pub reason: String,
    /// Rule codes behind it, `;`-separated, or empty.
    pub codes: String,
}

/// What a reply has to do with the other replies of the run; it carries no points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Related {
    /// Id of its near-duplicate family: the smallest reply_id in it; `None` = in no family.
    pub template_cluster: Option<String>,
    /// Members of that family, at least 2.
    pub template_size: Option<u32>,
    /// Highest similarity, courtesy removed, to a reply of the same unit in an earlier year,
    /// 0–1, identical = 1; `None` when it cannot be known.
    pub last_year_similarity: Option<f64>,
    /// Share of its chars in sentences with a phrase that many replies of the run hold, 0–1;
    /// `None` when it is not compared or the run is too small.
    pub boilerplate_share: Option<f64>,
    /// Share of its chars in sentences that the unit wrote in an earlier year already, 0–1;
    /// `None` when it cannot be known.
    pub stickiness: Option<f64>,
}

/// How a reply answers its suggestion: the columns that need both texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    /// Requests found in the suggestion.
    pub asks: u32,
    /// Requests answered; a reasoned refusal is an answer.
    pub asks_answered: u32,
    /// Likeness of the two texts, 0–1.
    pub relevance: f64,
    /// Fluent and concrete, but about another matter.
    pub off_topic: bool,
    /// The asks that are not answered, for the sheet: numbered as in the suggestion and cut
    /// to a stated length, since it stays in memory. `None` when all are answered.
    pub unanswered: Option<Box<str>>,
}

/// Which further acts of the handling came in time under the profile; `None` = the profile
/// has no such term, the act was not called for, or it cannot be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InTime {
    /// 答复 within the term of the profile, whatever extension there is.
    pub within_term: Option<bool>,
    /// 答复 within the longest term that an extension can give.
    pub within_longest: Option<bool>,
    /// 签收.
    pub sign_in: Option<bool>,
    /// 退回.
    pub refusal: Option<bool>,
    /// 首次沟通.
    pub contact: Option<bool>,
    /// 会办意见.
    pub co_opinion: Option<bool>,
    /// 代表反馈.
    pub feedback: Option<bool>,
    /// 再次答复 after 重新办理.
    pub rework: Option<bool>,
}

/// One judged, joined and scored reply: a row of replies.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyRow {
    /// Unique id.
    pub reply_id: String,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// 建议标题.
    pub title: Option<String>,
    /// The engine's columns.
    pub verdict: Verdict,
    /// How the reply answers its suggestion; `None` without a suggestion.
    pub answered: Option<Answered>,
    /// Research measures of the text; they carry no points.
    pub measures: TextMeasures,
    /// Joined metrics.
    pub metrics: Metrics,
    /// Near-duplicates and last year's text.
    pub related: Related,
    /// Natural days from assignment to reply.
    pub days_to_reply: Option<i64>,
    /// Late under the profile.
    pub late: Option<bool>,
    /// Further terms of the profile.
    pub in_time: InTime,
    /// Score under the profile, hundredths, 0–10000.
    pub score: i32,
    /// The score if every finding that waits for a person were confirmed, hundredths; equal to
    /// `score` unless the profile asks for confirmation.
    pub proposed: i32,
    /// Whether people have ruled on what speaks against the text; `None` = nothing does.
    pub confirmed: Option<bool>,
    /// Share of the profile's points that could be known, 0–1.
    pub known_share: f64,
    /// `pass`, `sample` or `review`.
    pub disposal: &'static str,
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
    /// Codes of the cross-checks between text and metrics that it fails, in their order.
    pub checks: Vec<String>,
}

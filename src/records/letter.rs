//! One reply on its way from the table until it is scored.

use std::sync::Arc;

use shida_engine::{
    answer::Answer, day::Day, document::Document, finding::Finding, measures::TextMeasures,
    promises::Promise, sentence::Sentence, verdict::Verdict,
};

use super::{Answered, Decision, Metrics, Origin};

/// One row of a replies table that is to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Position in input order, 0-based, over all replies tables.
    pub row: u32,
    /// Where the row stands.
    pub origin: Origin,
    /// Unique in the run (see DESIGN: duplicates).
    pub reply_id: String,
    /// The id as the table gives it; the key for joining together with the year.
    pub raw_id: String,
    /// 年度, else the year of assignment, else of reply.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// 建议标题.
    pub title: Option<String>,
    /// Text of the suggestion.
    pub suggestion: Option<String>,
    /// Text of the reply, verbatim.
    pub reply: String,
    /// Metrics that stand in the same row or in the suggestions table.
    pub metrics: Metrics,
}

/// A letter and what the engine says of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The row, with its text still in place; the text is dropped after the chunk.
    pub letter: Letter,
    /// The reply-level columns.
    pub verdict: Verdict,
    /// Every hit.
    pub findings: Vec<Finding>,
    /// Every sentence.
    pub sentences: Vec<Sentence>,
    /// What became of the suggestion's asks; `None` without a suggestion.
    pub answer: Option<Answer>,
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
    /// Hits that do not count, each with the decision behind it; they have no points.
    pub set_aside: Vec<(Finding, Arc<Decision>)>,
    /// Hits that people have confirmed, each with the decision; they stand in `findings`, too.
    pub confirmed: Vec<(Finding, Arc<Decision>)>,
    /// Code of the finding that stands for a decision and that no rule found by itself.
    pub decided_code: Option<String>,
    /// What the text is when it is no reply.
    pub document: Option<Document>,
    /// Research measures of the text.
    pub measures: TextMeasures,
    /// Every promise of the text.
    pub promises: Vec<Promise>,
    /// The date in the letter's signature.
    pub signed: Option<Day>,
}

/// What the join needs to know of a judged reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Where the reply stands.
    pub origin: Origin,
    /// Unique in the run.
    pub reply_id: String,
    /// The id as the table gives it.
    pub raw_id: String,
    /// The reply's year.
    pub year: Option<i32>,
    /// The reply's own unit.
    pub unit: Option<String>,
    /// The reply's own title.
    pub title: Option<String>,
    /// The reply's own metrics; they come before those of the table.
    pub metrics: Metrics,
}

/// A judged reply without its text: all that stays in memory of it until it is scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What the join needs.
    pub key: Key,
    /// The engine's columns.
    pub verdict: Verdict,
    /// How it answers its suggestion; `None` without a suggestion.
    pub answered: Option<Answered>,
    /// Research measures of the text.
    pub measures: TextMeasures,
    /// Han characters by sentence class, in the order of `SentenceClass::ALL`.
    pub makeup: [u32; 8],
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
}

//! How good the judging is: a run held against replies that people have labelled.
//!
//! Beside every figure stands what counting characters alone would have reached; a judgement
//! that does no better than length has not read the letter.

mod by_rule;
mod disagreements;
mod error;
mod figure;
mod gold;
mod html;
mod labels;
mod matching;
mod output;
mod ranks;
mod separation;
pub(crate) mod table;
mod text;

use std::path::Path;

use serde::Serialize;

pub use by_rule::{ListedRule, RuleFigures, by_rule, listing};
pub use disagreements::{Difference, Disagreement, Quote};
pub use error::EvaluateError;
pub use figure::Figure;
pub use html::{PageError, html, save_html};
pub use labels::{Label, LabelFigures};
pub use matching::Items;
pub use ranks::RankFigures;
pub use separation::{Compared, LengthCut, Separation};
pub use text::text;

/// The figures of a run on a gold set. Serialized, it is the figures alone, numbers rounded to
/// four decimals, in an order that does not change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// How many labelled items met a reply.
    pub items: Items,
    /// One entry a label that can be compared.
    #[serde(serialize_with = "figure::by_name")]
    pub labels: Vec<LabelFigures>,
    /// How `non_answer_score` separates, beside length; `None` when it cannot be compared.
    pub separation: Option<Separation>,
    /// Numbers against ratings.
    #[serde(serialize_with = "figure::by_name")]
    pub ranks: Vec<RankFigures>,
    /// What was left out and why, in Chinese.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// Replies where the run differs from what both annotators say, in the order of the gold set.
    #[serde(skip)]
    pub disagreements: Vec<Disagreement>,
}

/// Holds the run in `folder` against the labels in `gold` (JSON lines).
///
/// # Errors
/// A file that cannot be read, a line that is not what it should be, and a gold set that has
/// no reply in common with the run.
pub fn evaluate(gold: &Path, folder: &Path) -> Result<Evaluation, EvaluateError> {
    let replies = output::read_replies(folder)?;
    let decided = replies.iter().filter(|reply| reply.decided).count();
    let paired = matching::pair(gold::read(gold)?, replies)?;
    let cases = &paired.cases;
    let (labels, mut notes) = labels::figures(cases);
    let (ranks, left_out) = ranks::figures(cases);
    notes.splice(0..0, paired.notes);
    notes.extend(left_out);
    notes.extend((decided > 0).then(|| not_the_tool_alone(decided)));
    let mut disagreements = disagreements::of(cases, &labels);
    disagreements::quote(&mut disagreements, folder)?;
    let separation = separation::of(cases);
    Ok(Evaluation { items: paired.items, labels, separation, ranks, notes, disagreements })
}

fn not_the_tool_alone(decided: usize) -> String {
    format!(
        "这次运行有 {decided} 件采用了人工裁定，数字不全是工具的；要评工具，请不带 decisions.toml 再跑一次"
    )
}

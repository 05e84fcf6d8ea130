//! The single cases behind the figures: where the run differs from both annotators.

use std::{collections::BTreeSet, path::Path};

use serde::Serialize;

use super::{
    error::EvaluateError,
    labels::{Label, LabelFigures, answer},
    matching::Case,
    output::read_quotes,
};

/// Findings quoted for one reply.
const QUOTES: usize = 3;

/// A reply on which the run and the agreed judgement differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// Id in the run.
    pub reply_id: String,
    /// 建议标题; empty when there is none.
    pub title: String,
    /// The labels that differ, at least one.
    pub differences: Vec<Difference>,
    /// Codes that fired on the reply, `;`-separated.
    pub codes: String,
    /// The first findings of the reply that have words to quote.
    pub quotes: Vec<Quote>,
}

/// A label that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which label.
    pub label: Label,
    /// The run says yes and the annotators no (FP); else the reverse (FN).
    pub false_positive: bool,
}

/// A finding, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The rule.
    pub code: String,
    /// The words of the reply.
    pub text: String,
}

/// All replies that differ, in the order of the gold set, without quotes.
pub(super) fn of(cases: &[Case], labels: &[LabelFigures]) -> Vec<Disagreement> {
    let replies = cases.iter().map(|case| Disagreement {
        reply_id: case.reply.id.clone(),
        title: case.reply.title.clone(),
        differences: differences(case, labels),
        codes: case.reply.codes.clone(),
        quotes: Vec::new(),
    });
    replies.filter(|reply| !reply.differences.is_empty()).collect()
}

fn differences(case: &Case, labels: &[LabelFigures]) -> Vec<Difference> {
    let differ = |figures: &LabelFigures| {
        let (found, truth) = answer(case, figures.label.name)?;
        (found != truth).then_some(Difference { label: figures.label, false_positive: found })
    };
    labels.iter().filter_map(differ).collect()
}

/// Adds the quotes from findings.csv of the run.
pub(super) fn quote(
    disagreements: &mut [Disagreement],
    folder: &Path,
) -> Result<(), EvaluateError> {
    let wanted: BTreeSet<String> =
        disagreements.iter().map(|differing| differing.reply_id.clone()).collect();
    let quotes = read_quotes(folder, &wanted, QUOTES)?;
    for differing in disagreements {
        differing.quotes = quotes.get(&differing.reply_id).cloned().unwrap_or_default();
    }
    Ok(())
}

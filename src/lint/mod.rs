//! One draft before it is sent: what the rules say of it, line by line like a compiler, what it
//! does not hold, and what to do about it.

mod closing;
mod draft;
mod remarks;

use std::path::PathBuf;

use crate::{
    judge::judge_letter,
    records::{Letter, Metrics, Origin},
    rules::{GENRE, RuleSet},
};

pub use draft::{Draft, DraftError};

/// What is to be looked at, and by which rules.
#[derive(Debug, Clone)]
pub struct Lint {
    /// The reply.
    pub draft: Draft,
    /// The suggestion that it answers, if it is at hand.
    pub suggestion: Option<Draft>,
    /// The kind of letters; `None` = suggestions of deputies.
    pub genre: Option<String>,
    /// Folder whose files replace embedded rule files.
    pub rules: Option<PathBuf>,
}

/// What is said of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The whole text, without colour.
    pub text: String,
    /// Whether the draft must not go out like this: it is no reply, an empty one, or one about
    /// another matter.
    pub must_change: bool,
}

/// Judges a draft as a run would, and says what comes of it.
///
/// # Errors
/// Broken rules, or a kind of letters that there is not.
pub fn lint(job: Lint) -> anyhow::Result<Said> {
    let rules = RuleSet::load(job.rules.as_deref())?;
    let rulebook = rules.rulebook_for(job.genre.as_deref().unwrap_or(GENRE))?;
    let judged = judge_letter(&rulebook, letter(&job.draft, job.suggestion));
    let remarks = remarks::remarks(&judged, &rulebook);
    let mut parts: Vec<String> = remarks.iter().map(|remark| remark.shown(&job.draft)).collect();
    parts.push(closing::closing(&judged, &remarks));
    Ok(Said {
        text: parts.join("\n\n"),
        must_change: remarks.iter().any(|remark| remark.must_change),
    })
}

/// A draft stands alone: it has no id, unit or metrics.
fn letter(draft: &Draft, suggestion: Option<Draft>) -> Letter {
    let title = suggestion.as_ref().and_then(Draft::title);
    Letter {
        row: 0,
        origin: Origin { file: draft.name.as_str().into(), sheet: None, line: 1 },
        reply_id: String::new(),
        raw_id: String::new(),
        year: None,
        unit: None,
        title,
        suggestion: suggestion.map(|suggestion| suggestion.text),
        reply: draft.text.clone(),
        metrics: Metrics::default(),
    }
}

#[cfg(test)]
mod tests;

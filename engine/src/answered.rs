//! One ask of the suggestion with what the reply makes of it.

use crate::{asks::AskSource, coverage::AskStatus, likely::AskTraits, span::Span};

/// One ask with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnsweredAsk {
    /// Title or text of the suggestion.
    pub source: AskSource,
    /// Where it stands there, in chars of the original.
    pub span: Span,
    /// The request without number and request word, folded.
    pub text: String,
    /// Answered, touched or missing.
    pub status: AskStatus,
    /// Index of the sentence of the reply that shows it, if there is one.
    pub sentence: Option<usize>,
    /// That sentence, in chars of the original reply.
    pub quote: Option<Span>,
    /// How much of the ask's weighted terms, or of near ones, stands there, 0–1 (two decimals);
    /// more with the bonus for matching numbers.
    pub alignment: f64,
    /// How likely it is that the ask is answered, 0–1 (four decimals), before what holds for the
    /// whole reply; it and the cuts of `asks.toml` decide.
    pub probability: f64,
    /// Whether the ask says plainly what is to be done; if not, the lower cut decides.
    pub clear: bool,
    /// What the probability comes from.
    pub traits: AskTraits,
    /// The sentence was given to this ask because it answers no other, not for common or near
    /// words.
    pub assumed: bool,
    /// People have found that nothing is owed here; the status then is `Answered`.
    pub ruled: bool,
}

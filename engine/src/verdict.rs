//! The reply-level columns that need only the reply.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What the unit says it will do with the suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Done, being done, or promised.
    Adopted,
    /// Some of it.
    Partly,
    /// Refused, or said to be impossible.
    Declined,
    /// The reply does not say.
    None,
}

impl Stance {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Partly => "partly",
            Self::Declined => "declined",
            Self::None => "none",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Adopted => "采纳",
            Self::Partly => "部分采纳",
            Self::Declined => "未采纳",
            Self::None => "未表态",
        }
    }
}

/// The judgement of one reply. Lengths are Han characters; definitions are in
/// `docs/verdicts.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Han characters of the whole reply.
    pub han_chars: u32,
    /// Han characters of the body zone.
    pub body_chars: u32,
    /// Han characters left in the body once frames are removed.
    pub residual_chars: u32,
    /// Nothing specific to this case remains once frames are removed; or what people have
    /// decided about it.
    pub non_answer: bool,
    /// The shape thanks/receipt + studying/forwarding + invitation; implies `non_answer`.
    pub three_part: bool,
    /// Only acknowledges receipt; implies `non_answer`.
    pub receipt_only: bool,
    /// Only says that it was passed on; implies `non_answer`.
    pub forwarded_only: bool,
    /// 推诿 without explanation or help.
    pub deflection: bool,
    /// Empty phrases per 1,000 Han characters.
    pub empty_density: f64,
    /// 0 none, 1 vague, 2 concrete, 3 concrete and complete.
    pub substance: u8,
    /// Names a law, regulation, standard or document.
    pub cites_policy: bool,
    /// Says that the unit met, called or visited the person.
    pub contact: bool,
    /// Reports a check on the spot.
    pub site_check: bool,
    /// Promises a concrete future action.
    pub commitment: bool,
    /// That action bears a time.
    pub deadline: bool,
    /// What becomes of the suggestion.
    pub stance: Stance,
    /// Quality of the text alone in hundredths of a point, 0–10000.
    pub text_score: i32,
    /// How surely the reply is a non-answer by its text alone, 0–1; no decision changes it.
    pub non_answer_score: f64,
    /// Whether people, and not the rules, have said what `non_answer` says.
    pub decided: bool,
    /// Codes of the rules that fired, sorted, each once; shared, since a run keeps those of all
    /// its replies.
    pub codes: Vec<Arc<str>>,
}

impl Verdict {
    /// How surely the reply is a non-answer, 0–1, when people are heard first: what they have
    /// decided is sure.
    #[must_use]
    pub fn sureness(&self) -> f64 {
        match (self.decided, self.non_answer) {
            (true, true) => 1.0,
            (true, false) => 0.0,
            (false, _) => self.non_answer_score,
        }
    }
}

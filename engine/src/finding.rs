//! What the rules found, as plain data.

use serde::{Deserialize, Serialize};

use crate::{span::Span, zone::Zone};

/// What a rule's hit means for the verdict. The order is the order of evaluation: a later
/// role may read the hits of an earlier one, never the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Speaks for the reply: a fact, an action, a basis, a reason.
    Evidence,
    /// Neutral text that is taken away before the rest is judged.
    Frame,
    /// Speaks against the reply and costs points.
    Penalty,
    /// Decides the shape of the whole reply (three-part shell, receipt only …).
    Gate,
    /// Says what the reply owes to its suggestion; only where the suggestion is known.
    Answer,
}

impl Role {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Frame => "frame",
            Self::Penalty => "penalty",
            Self::Gate => "gate",
            Self::Answer => "answer",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Evidence => "实质",
            Self::Frame => "套话框架",
            Self::Penalty => "问题",
            Self::Gate => "定性",
            Self::Answer => "回应",
        }
    }
}

/// One hit of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, such as `F010`; look its name, why and fix up in the pack.
    pub code: String,
    /// The rule's role.
    pub role: Role,
    /// The zone in which the hit stands.
    pub zone: Zone,
    /// Where it stands in the original reply; the whole reply for a gate; empty at 0 for what
    /// stands nowhere in it (an ask without an answer).
    pub span: Span,
    /// The quoted original text; for a gate an excerpt or its steps; for an ask without an
    /// answer the ask itself, for one that is only touched `ask → quote`.
    pub text: String,
    /// Points given (+) or taken (−) in `text_score`, in hundredths. The points of all
    /// findings of a reply add up to its `text_score` (0–10000 hundredths).
    pub points: i32,
}

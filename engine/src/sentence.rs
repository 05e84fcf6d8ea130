//! Sentences of a reply, each with its zone and its class.

use serde::{Deserialize, Serialize};

use crate::{span::Span, zone::Zone};

/// What a sentence does in the reply; the strongest of its clauses decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SentenceClass {
    /// Courtesy: salutation, receipt, thanks, closer, signature, contact block.
    Courtesy,
    /// Studying, valuing, procedure.
    Studying,
    /// Passed on to somebody else.
    Forwarding,
    /// Waiting for conditions, or not ours, without more.
    Deflection,
    /// A promise without object, time or person.
    Vague,
    /// Policy rhetoric.
    Rhetoric,
    /// Speaks of this case, but no evidence rule knows how.
    Specific,
    /// Holds evidence: an action, a finding, a basis, an amount, a reason.
    Evidence,
}

impl SentenceClass {
    /// All classes, from the emptiest to the fullest: the order of charts and legends.
    pub const ALL: [Self; 8] = [
        Self::Courtesy,
        Self::Studying,
        Self::Forwarding,
        Self::Deflection,
        Self::Vague,
        Self::Rhetoric,
        Self::Specific,
        Self::Evidence,
    ];

    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Courtesy => "courtesy",
            Self::Studying => "studying",
            Self::Forwarding => "forwarding",
            Self::Deflection => "deflection",
            Self::Vague => "vague",
            Self::Rhetoric => "rhetoric",
            Self::Specific => "specific",
            Self::Evidence => "evidence",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Courtesy => "礼节格式",
            Self::Studying => "研究重视",
            Self::Forwarding => "转办",
            Self::Deflection => "推脱等待",
            Self::Vague => "空头承诺",
            Self::Rhetoric => "空话套话",
            Self::Specific => "针对本件",
            Self::Evidence => "实质内容",
        }
    }
}

/// One sentence of the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the original reply.
    pub span: Span,
    /// The part of the letter it belongs to.
    pub zone: Zone,
    /// What it does there.
    pub class: SentenceClass,
}

impl Sentence {
    /// Whether it belongs to what the unit has to say: the receipt and the body without
    /// courtesy. The closing is courtesy by its place, whatever its words are taken for
    /// (“希望您一如既往地支持我们” reads like a vague promise), unless it says something.
    #[must_use]
    pub fn is_said(&self) -> bool {
        match self.zone {
            Zone::Receipt | Zone::Body => self.class != SentenceClass::Courtesy,
            Zone::Closing => self.says_something(),
            _ => false,
        }
    }

    /// Whether it speaks of this case.
    #[must_use]
    pub fn says_something(&self) -> bool {
        matches!(self.class, SentenceClass::Specific | SentenceClass::Evidence)
    }
}

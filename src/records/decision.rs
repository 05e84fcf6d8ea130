//! What people have decided.

use chrono::NaiveDate;
use shida_engine::decided::Fingerprint;

use super::Origin;
use crate::word::Word;

/// What a person has decided: an entry of decisions.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Where the entry stands; one entry, one place.
    pub origin: Origin,
    /// The reply's id as the entry gives it.
    pub reply: String,
    /// What was decided about what.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub author: String,
    /// The day it was decided.
    pub date: Option<NaiveDate>,
    /// The last day on which it holds; `None` = until it is taken out.
    pub expires: Option<NaiveDate>,
    /// The verdict that is settled when the finding is confirmed, as a score profile names it:
    /// `deflection` or `off_topic`; `None` for every other finding and ruling.
    pub settles: Option<Word>,
}

/// What a decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// 误报: the finding does not count.
    Suppress(Fingerprint),
    /// 认可: somebody has looked at the finding and agrees; nothing changes but that it is known.
    Confirm(Fingerprint),
    /// The whole reply is a non-answer, or is none.
    Reply {
        /// Which of the two.
        non_answer: bool,
        /// Words that must still stand in the reply for the decision to hold.
        quote: Option<String>,
    },
}

//! One promise with its slots, and what it comes to seen from the reply's date.

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    limit::{Limit, Workdays},
    span::Span,
};

/// A piece of the original reply that fills a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Where it stands, in chars of the original reply.
    pub span: Span,
    /// The words themselves.
    pub text: String,
}

/// How much a promise says; ordered from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// No definite thing, or only under conditions.
    Vague,
    /// A definite thing without a date.
    Partial,
    /// A definite thing and the date by which it will be done.
    Concrete,
}

impl Grade {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vague => "vague",
            Self::Partial => "partial",
            Self::Concrete => "concrete",
        }
    }
}

/// One promise, its time limit not yet bound to the reply's date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The clauses that make the promise.
    pub whole: Slot,
    /// What will be done; `None` if nothing definite is named.
    pub object: Option<Slot>,
    /// Where.
    pub place: Option<Slot>,
    /// Who will do it.
    pub responsible: Option<Slot>,
    /// Money, else a quantity.
    pub amount: Option<Slot>,
    /// The time limit as written and what it means.
    pub limit: Option<(Slot, Limit)>,
    /// Whether it hangs on conditions (适时, 条件成熟).
    pub hedged: bool,
    /// Whether nothing but the limit shows that the thing is yet to be done.
    pub dated_only: bool,
    /// Whether the words of the limit themselves set one (前, 内, 底, ……起).
    pub firm: bool,
    /// Whether a month without a year that lies before the reply is next year's: the words
    /// around it speak of the future.
    pub rolls: bool,
}

/// A promise seen from the reply's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The last day; `None` if none is said or none can be known.
    pub due: Option<Day>,
    /// Whether the words of the limit still stand for one: a date before the reply's is none.
    pub has_limit: bool,
    /// How much it says.
    pub grade: Grade,
}

/// In days.
const HALF_A_YEAR: i64 = 183;

impl Promise {
    /// Binds the limit to the reply's date (`None` = unknown). `None` where it turns out to
    /// speak of the past. A limit in working days that `workdays` cannot count is an unknown
    /// day.
    #[must_use]
    pub fn settle(&self, letter: Option<Day>, workdays: Workdays<'_>) -> Option<Settled> {
        let limit = self.limit.as_ref().map(|(_, limit)| limit);
        let due = limit.and_then(|limit| limit.resolve(letter, self.rolls, workdays));
        // 元旦前 in a letter of September: of the two the nearer one is meant.
        let far = |(due, letter): (Day, Day)| self.firm && due.plus_days(HALF_A_YEAR) < letter;
        let rolls = self.rolls || due.zip(letter).is_some_and(far);
        let due =
            if rolls { limit.and_then(|limit| limit.resolve(letter, true, workdays)) } else { due };
        let gone = due.zip(letter).is_some_and(|(due, letter)| due < letter);
        let ahead = match due.zip(letter) {
            Some((due, letter)) => due > letter,
            None => self.firm || limit.is_some_and(|limit| limit.is_season_ahead(letter)),
        };
        // 2023年将完成, in a letter of 2024: told of the past, whatever the words.
        let given = limit.is_some_and(Limit::has_year);
        if (self.dated_only && !ahead) || (gone && (!rolls || given)) {
            return None;
        }
        let due = due.filter(|_| !gone);
        let grade = match (&self.object, due) {
            (None, _) => Grade::Vague,
            _ if self.hedged => Grade::Vague,
            (_, Some(_)) => Grade::Concrete,
            _ => Grade::Partial,
        };
        Some(Settled { due, has_limit: limit.is_some() && !gone, grade })
    }
}

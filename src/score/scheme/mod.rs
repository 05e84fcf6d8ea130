//! The part `[unit]` of a profile: what a whole unit is scored by, over all its replies.
//!
//! Real assessments are rules about units: a target for a rate, so many points off for every
//! late reply, a grade that one dissatisfied deputy takes away. Each kind of rule here stands
//! in at least one published scheme (see docs/scoring.md). All arithmetic is exact, in
//! hundredths of a point; a sum of lines is the total and nothing else is.

mod check;
mod describe;
mod event;
mod grades;
mod measure;
mod tally;

#[cfg(test)]
mod tests;

use serde::Deserialize;
use toml::Spanned;

use super::points::Points;

pub(super) use self::check::check;
pub use self::{
    event::Event,
    tally::{UnitLine, UnitScore, tally_units},
};

/// The unit-level part of a profile.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Points that every unit starts with.
    #[serde(default)]
    pub base: Points,
    /// How much an item counts for its lead and for its co-handlers.
    #[serde(default)]
    pub weights: Weights,
    /// What happens to items of which nothing is known.
    #[serde(default)]
    pub unknown: Unknown,
    /// The share of a larger assessment that the total makes up.
    #[serde(default)]
    pub contribution: Option<Contribution>,
    /// The items, in the order of the ledger.
    #[serde(default)]
    pub item: Vec<Spanned<UnitItem>>,
    /// What takes points, grade or award away, in the order of the ledger.
    #[serde(default)]
    pub gate: Vec<Spanned<UnitGate>>,
    /// Grades by total, best first.
    #[serde(default)]
    pub grade: Vec<Spanned<GradeStep>>,
    /// Graded criteria of a scheme that has grades and no points.
    #[serde(default)]
    pub criterion: Vec<Spanned<Criterion>>,
    /// The overall grade from those of the criteria: the first that holds.
    #[serde(default)]
    pub overall: Vec<Spanned<Overall>>,
}

impl Scheme {
    /// The items.
    pub fn items(&self) -> impl Iterator<Item = &UnitItem> {
        self.item.iter().map(Spanned::get_ref)
    }

    /// The most that a unit can have without bonus: hundredths.
    #[must_use]
    pub fn full(&self) -> i32 {
        let items = self.items().filter(|item| !item.offsets_only);
        self.base.0 + items.map(|item| item.points.0).sum::<i32>()
    }
}

/// How much an item counts; 1 is the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// For its lead unit, and for a unit that handles its part alone.
    pub lead: Points,
    /// For each co-handler; 0 = co-handled items do not count.
    pub co: Points,
}

impl Default for Weights {
    fn default() -> Self {
        Self { lead: Points(100), co: Points(0) }
    }
}

/// What happens to items of which nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// They leave numerator and denominator; the known points are scaled to the full ones.
    #[default]
    Scale,
    /// They give their full points: deductions need a proof.
    Full,
}

/// The share of a larger assessment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// What the larger assessment is called.
    pub label: String,
    /// Its points for this part.
    pub points: Points,
}

/// One scored item of a unit. Which keys are needed depends on `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitItem {
    /// Stable name in the ledger.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The dimension it counts for.
    pub dimension: String,
    /// How it is counted.
    pub kind: UnitKind,
    /// The most that can be had; 0 for items that only take away.
    #[serde(default)]
    pub points: Points,
    /// Which rate is looked at, as in units.csv.
    #[serde(default)]
    pub rate: Option<String>,
    /// Which cases are counted.
    #[serde(default)]
    pub event: Option<Event>,
    /// Percent that should be reached.
    #[serde(default)]
    pub target: Option<Points>,
    /// Points off for each percentage point below the target.
    #[serde(default)]
    pub per_point: Option<Points>,
    /// How a part of a percentage point counts.
    #[serde(default)]
    pub parts: Parts,
    /// Points off (or given, for `volume` and bonus items) for each case.
    #[serde(default)]
    pub each: Option<Points>,
    /// The most that can be taken away or given.
    #[serde(default)]
    pub limit: Option<Points>,
    /// Steps of the rate (percent, falling) or of the number of cases (rising).
    #[serde(default)]
    pub steps: Vec<Step>,
    /// For `rounds`: points when the deputy is satisfied at once.
    #[serde(default)]
    pub first: Option<Points>,
    /// For `rounds`: points when satisfied after the second reply.
    #[serde(default)]
    pub second: Option<Points>,
    /// For `rounds`: points when still not.
    #[serde(default)]
    pub never: Option<Points>,
    /// For `volume`: cases that the points are given for; each further one adds `each`.
    #[serde(default)]
    pub up_to: Option<u32>,
    /// A bonus that only makes up for points lost elsewhere.
    #[serde(default)]
    pub offsets_only: bool,
}

/// How a unit item is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The mean score of the unit's replies, scaled to the points.
    MeanScore,
    /// The rate times the points.
    Share,
    /// Full points from the target on, less for each percentage point below.
    Target,
    /// Points off for each case, down to nothing or to the limit.
    PerCase,
    /// The points of the first step that is reached.
    Steps,
    /// The mean of points by the round in which the deputy was satisfied.
    Rounds,
    /// Points for the number of items handled.
    Volume,
    /// Points that people give, from the table of `--manual`.
    Manual,
}

/// How a part of a percentage point below the target counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parts {
    /// In proportion.
    #[default]
    Exact,
    /// As a whole one.
    Started,
    /// Not at all.
    Full,
}

/// A step: from so many percent on, or up to so many cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Percent of the rate from which it holds.
    #[serde(default)]
    pub from: Option<Points>,
    /// Cases up to which it holds.
    #[serde(default)]
    pub at_most: Option<u32>,
    /// Points given.
    pub points: Points,
}

/// A condition on a rate or on a number of cases; all that is written must hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// A rate, as in units.csv.
    #[serde(default)]
    pub rate: Option<String>,
    /// Percent from which it holds.
    #[serde(default)]
    pub from: Option<Points>,
    /// Percent below which it holds.
    #[serde(default)]
    pub below: Option<Points>,
    /// Cases.
    #[serde(default)]
    pub event: Option<Event>,
    /// Cases from which it holds.
    #[serde(default)]
    pub at_least: Option<u32>,
    /// Cases up to which it holds.
    #[serde(default)]
    pub at_most: Option<u32>,
}

/// What takes something away from a unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitGate {
    /// Stable name in the ledger.
    pub name: String,
    /// What people read.
    pub label: String,
    /// When it closes; all must hold.
    pub when: Vec<When>,
    /// The item that gives nothing then.
    #[serde(default)]
    pub item_zero: Option<String>,
    /// The most that the total can be then.
    #[serde(default)]
    pub cap: Option<Points>,
    /// The best grade that the unit can have then.
    #[serde(default)]
    pub cap_grade: Option<String>,
    /// Whether the unit can then not be named for an award 评先评优.
    #[serde(default)]
    pub no_award: bool,
}

/// A grade from a total on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeStep {
    /// What people read.
    pub label: String,
    /// Points of the total from which it holds.
    pub from: Points,
}

/// A criterion that is graded by conditions instead of points.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Stable name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The grades, in the order they are tried; the last one has no condition.
    pub levels: Vec<Level>,
}

/// A grade of a criterion and its conditions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// What people read.
    pub grade: String,
    /// All must hold; none = always.
    #[serde(default)]
    pub when: Vec<When>,
}

/// An overall grade from the grades of the criteria.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overall {
    /// What people read.
    pub grade: String,
    /// Holds when any criterion has this grade.
    #[serde(default)]
    pub any: Option<String>,
    /// Holds when so many criteria …
    #[serde(default)]
    pub at_least: Option<u32>,
    /// … have this grade.
    #[serde(default)]
    pub of: Option<String>,
}

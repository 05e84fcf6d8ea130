//! Figures that the office has published, beside ours.

use serde::{Deserialize, Serialize};

use super::Origin;

/// One figure that the office itself has published, such as 满意率 of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedFigure {
    /// Where the row stands.
    pub origin: Origin,
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Name of the rate as in units.csv, such as `satisfied_rate`; `n` for a count of items.
    pub rate: String,
    /// A share 0–1, or a count for `n`.
    pub value: f64,
}

/// How a published figure stands to ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The same to the digits given.
    Agrees,
    /// Another number.
    Differs,
    /// We have no number.
    Unknown,
}

/// A published figure beside ours: a row of reconcile.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// The figure as published.
    pub published: PublishedFigure,
    /// What readers call the rate; its own name when it is none of ours.
    pub label: String,
    /// Our count; for a count of items the count itself.
    pub numerator: Option<u32>,
    /// What it is taken over; `None` for a count of items.
    pub denominator: Option<u32>,
    /// Our share 0–1, or count.
    pub ours: Option<f64>,
    /// Published less ours.
    pub difference: Option<f64>,
    /// Whether they agree.
    pub agreement: Agreement,
    /// Under which other definitions they would, or why nothing can be said, in Chinese.
    pub message: String,
}

//! What does not go together between texts and metrics.

use serde::{Deserialize, Serialize};
use shida_engine::pack::Severity;

/// One contradiction between a reply's text and its metrics: a row of checks.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The reply; empty for what is said of a unit.
    pub reply_id: String,
    /// 承办单位.
    pub unit: Option<String>,
    /// Year of the suggestion; `None` for a unit over all years.
    pub year: Option<i32>,
    /// Code of the check, such as `K101`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much it matters.
    pub severity: Severity,
    /// A quote of the letter, or empty when it says nothing.
    pub text_says: String,
    /// What the metrics say, or empty.
    pub metrics_say: String,
    /// What does not go together, in Chinese.
    pub message: String,
}

/// How many natural days replies took from assignment: a row of speeds.csv.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplySpeed {
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Replies with both days.
    pub n: u32,
    /// The quickest, in natural days.
    pub least: i64,
    /// First quartile.
    pub lower: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub upper: f64,
    /// The slowest.
    pub most: i64,
    /// Replies within the days of check K161.
    pub fast: u32,
    /// Those of them without substance.
    pub fast_empty: u32,
}

//! Points that people give.

use serde::{Deserialize, Serialize};

use super::Origin;

/// Points that people give by hand, of one unit: a row of the table given with `--manual`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandPoints {
    /// Where the row stands.
    pub origin: Origin,
    /// 承办单位.
    pub unit: String,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Header of the column as written (name or label of an item), and hundredths of a point.
    pub points: Vec<(String, i32)>,
}

//! The ledger of promises 承诺台账 and the tables that follow them up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Origin;

/// Where a promise stands at the as-of day. The order is that of the lists.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PromiseStatus {
    /// Its day has passed and it is known not to be done.
    Overdue,
    /// Its day has not passed, or it has none and is known not to be done.
    Open,
    /// Nobody says whether it was done.
    #[default]
    Unknown,
    /// Done, in time or late.
    Kept,
}

/// One promise of the ledger 承诺台账: a row of commitments.csv.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commitment {
    /// Id that holds over years, such as `2024-031#1`.
    pub promise_id: String,
    /// The reply it stands in.
    pub reply_id: String,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// The promise in the reply's own words.
    pub text: String,
    /// 事项.
    pub object: Option<String>,
    /// 地点.
    pub place: Option<String>,
    /// 时限 as a day.
    pub due: Option<NaiveDate>,
    /// 时限 as written.
    pub due_text: Option<String>,
    /// 责任单位.
    pub responsible: Option<String>,
    /// 金额, else a quantity.
    pub amount: Option<String>,
    /// `concrete`, `partial` or `vague`; empty where an old table does not say.
    pub grade: String,
    /// Where it stands.
    pub status: PromiseStatus,
    /// `text`, or `metrics`.
    pub source: String,
    /// When it was done, as the follow-up says.
    pub done_date: Option<NaiveDate>,
    /// Whether it was done after its day; `None` unless both days are known.
    pub late: Option<bool>,
}

/// One row of a follow-up table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Where the row stands.
    pub origin: Origin,
    /// Whether the promise was done.
    pub done: Option<bool>,
    /// What the table says of the promise; the status in it is not used.
    pub promise: Commitment,
}

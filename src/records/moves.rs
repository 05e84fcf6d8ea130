//! What moves when a finished run is scored by another profile.

use crate::word::Word;

/// What moves when a finished run is scored by another profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// All units over all years, those that move most first.
    pub units: Vec<UnitMove>,
    /// Replies whose disposal changes, in input order.
    pub replies: Vec<ReplyMove>,
}

/// A unit before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMove {
    /// 承办单位.
    pub unit: String,
    /// Judged replies.
    pub n: u32,
    /// Rank; `None` below the minimum n.
    pub rank: (Option<u32>, Option<u32>),
    /// Mean score.
    pub score: (Option<f64>, Option<f64>),
    /// Total under the scheme of the profile for whole units, hundredths; `None` without one.
    pub total: (Option<i32>, Option<i32>),
    /// Label of the item by which it gains or loses most against the mean of all units; `None`
    /// when nothing changes.
    pub item: Option<String>,
}

/// A reply before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyMove {
    /// Its id.
    pub reply_id: String,
    /// 承办单位.
    pub unit: Option<String>,
    /// Score, hundredths.
    pub score: (i32, i32),
    /// Disposal.
    pub disposal: (Word, Word),
    /// Label of the item by which its score changes most that way; `None` when only the cuts
    /// changed.
    pub item: Option<String>,
}

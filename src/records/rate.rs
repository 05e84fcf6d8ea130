//! One rate and all that its denominator leaves out.

use super::Estimate;

/// Why an item is left out of a rate's denominator. The order is that of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// Its last day is still to come, seen from the as-of day.
    NotDue,
    /// It needs no written reply.
    NoReplyNeeded,
    /// The unit has handed it back.
    HandedBack,
    /// It need not be published.
    Exempt,
    /// The deputy's form has not come back.
    NotReturned,
    /// Nothing was promised.
    NoPromise,
    /// What was promised has no day.
    NoTerm,
    /// The reply takes no stand.
    NoStand,
    /// The input does not say.
    Unknown,
}

impl Exclusion {
    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotDue => "未到期",
            Self::NoReplyNeeded => "不需要书面答复",
            Self::HandedBack => "已退回",
            Self::Exempt => "不予公开",
            Self::NotReturned => "未反馈",
            Self::NoPromise => "没有承诺",
            Self::NoTerm => "承诺没有时限",
            Self::NoStand => "没有表态",
            Self::Unknown => "不详",
        }
    }
}

/// One rate of one group of items, with all that its denominator leaves out: a row of rates.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct RateRow {
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Name as in units.csv.
    pub rate: &'static str,
    /// What readers see.
    pub label: &'static str,
    /// Items counted.
    pub numerator: u32,
    /// The share with its interval; its n is the denominator.
    pub estimate: Estimate,
    /// Items left out, by reason; no zeros.
    pub excluded: Vec<(Exclusion, u32)>,
}

impl RateRow {
    /// Items looked at: the denominator and all that it leaves out.
    #[must_use]
    pub fn items(&self) -> u32 {
        self.estimate.n + self.excluded.iter().map(|(_, n)| n).sum::<u32>()
    }

    /// Items left out for that reason.
    #[must_use]
    pub fn left_out(&self, reason: Exclusion) -> u32 {
        self.excluded.iter().find(|(own, _)| *own == reason).map_or(0, |(_, n)| *n)
    }
}

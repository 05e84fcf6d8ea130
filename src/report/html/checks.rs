//! The cross-checks, as the page shows them.

use serde::Serialize;

use crate::{
    crosscheck::CheckList,
    records::{Check, ReplySpeed},
};

/// Hits on the page; the workbook lists all.
const MOST_CHECKS: usize = 60;

/// Counts of the cross-checks, the grave ones, and how many days replies took.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckOverview {
    /// All hits.
    pub total: usize,
    /// Replies with at least one.
    pub replies: usize,
    /// Hits that are more than a hint.
    pub serious: usize,
    /// One line a check for which anything is known.
    pub kinds: Vec<CheckKind>,
    /// The first of the serious ones, gravest first.
    pub shown: Vec<CheckLine>,
    /// Days to reply of all years, all units together first.
    pub speeds: Vec<SpeedLine>,
}

/// A check with its counts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckKind {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much a hit matters.
    pub severity: String,
    /// Hits.
    pub found: u64,
    /// Replies for which both sides are known.
    pub known: u64,
    /// Hits that are not told, because most of the run differs in the same way.
    pub withheld: u64,
}

/// A hit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckLine {
    /// The reply, or empty for a unit.
    pub reply_id: String,
    /// The year, or empty.
    pub year: String,
    /// 承办单位, or empty.
    pub unit: String,
    /// The check's code.
    pub code: String,
    /// How much it matters.
    pub severity: String,
    /// What does not go together.
    pub message: String,
}

/// Days to reply of a unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SpeedLine {
    /// 承办单位, or all together.
    pub unit: String,
    /// Replies.
    pub n: u32,
    /// Quickest, quartiles, slowest.
    pub days: [f64; 5],
    /// Quick ones, and those of them without substance.
    pub fast: [u32; 2],
}

/// What the page shows of the list.
#[must_use]
pub fn check_overview(list: &CheckList) -> CheckOverview {
    let serious = list.serious();
    let known = list.tallies.iter().filter(|tally| tally.known > 0);
    let kinds = known.map(|tally| CheckKind {
        code: tally.code.clone(),
        name: tally.name.clone(),
        severity: tally.severity.to_owned(),
        found: tally.found,
        known: tally.known,
        withheld: tally.withheld,
    });
    CheckOverview {
        total: list.found.len(),
        replies: list.replies(),
        serious: serious.len(),
        kinds: kinds.collect(),
        shown: serious.into_iter().take(MOST_CHECKS).map(line).collect(),
        speeds: list.speeds.iter().filter(|speed| speed.year.is_none()).map(speed_line).collect(),
    }
}

fn line(check: &Check) -> CheckLine {
    CheckLine {
        reply_id: check.reply_id.clone(),
        year: check.year.map(|year| year.to_string()).unwrap_or_default(),
        unit: check.unit.clone().unwrap_or_default(),
        code: check.code.clone(),
        severity: check.severity.label().to_owned(),
        message: check.message.clone(),
    }
}

fn speed_line(speed: &ReplySpeed) -> SpeedLine {
    let ReplySpeed { least, lower, median, upper, most, .. } = *speed;
    SpeedLine {
        unit: speed.unit.clone().unwrap_or_else(|| "全部".to_owned()),
        n: speed.n,
        days: [least as f64, lower, median, upper, most as f64],
        fast: [speed.fast, speed.fast_empty],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn hints_are_counted_and_only_serious_hits_are_shown() {
        let overview = check_overview(&sample::checks());
        assert_eq!((overview.total, overview.replies, overview.serious), (3, 2, 2));
        let shown: Vec<&str> = overview.shown.iter().map(|line| line.severity.as_str()).collect();
        assert_eq!(shown, ["重", "中"], "gravest first");
        assert_eq!(overview.speeds.len(), 1, "years are left to the table");
    }
}

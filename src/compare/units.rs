//! Units side by side: values with intervals, and whether they differ beyond chance.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{Reply, Run};
use crate::{
    records::{Estimate, TrendVerdict},
    statistics::{
        group_seed, mean_points, monotone::false_discovery, monotone::ordered_groups, share,
        share_change,
    },
};

/// Fewest replies that each run must have for a test.
const FEWEST: u32 = 5;

/// A corrected p-value below this makes a verdict.
const SURE: f64 = 0.05;

/// What one run says of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Mean score, 0–100.
    pub score: Estimate,
    /// Share of non-answers, 0–1.
    pub non_answer: Estimate,
    /// Rank over all years of the run, 1 = best.
    pub rank: Option<u32>,
}

/// How a value changed from A to B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// B − A; the interval is that of two independent samples (Newcombe 1998; Zou and Donner
    /// 2008), and is `None` when the runs are not independent.
    pub estimate: Estimate,
    /// Two-sided p-value; `None` when there is no test.
    pub p_value: Option<f64>,
    /// The same, corrected for the number of units.
    pub q_value: Option<f64>,
    /// What may be said of it; `None` when the runs are not independent.
    pub verdict: Option<TrendVerdict>,
}

/// One unit, or all replies together.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitChange {
    /// 承办单位; empty for all together.
    pub unit: String,
    /// A and B.
    pub sides: [Side; 2],
    /// The mean score, in points.
    pub score: Change,
    /// The share of non-answers.
    pub non_answer: Change,
}

/// All replies together, and every unit of either run by name. Only independent runs are
/// `tested`: between the same replies what differs is no chance, but rules, weights or decisions.
pub(super) fn unit_changes(runs: &[Run; 2], tested: bool) -> (UnitChange, Vec<UnitChange>) {
    let all = change(runs, None, tested);
    let names: BTreeSet<&str> = runs
        .iter()
        .flat_map(|run| run.replies.iter().filter_map(|reply| reply.unit.as_deref()))
        .collect();
    let mut units: Vec<UnitChange> =
        names.into_iter().map(|name| change(runs, Some(name), tested)).collect();
    if tested {
        settle(units.iter_mut().map(|unit| &mut unit.score).collect());
        settle(units.iter_mut().map(|unit| &mut unit.non_answer).collect());
    }
    let mut all = [all];
    if tested {
        settle(all.iter_mut().map(|all| &mut all.score).collect());
        settle(all.iter_mut().map(|all| &mut all.non_answer).collect());
    }
    let [all] = all;
    (all, units)
}

fn change(runs: &[Run; 2], unit: Option<&str>, tested: bool) -> UnitChange {
    let of = |run: &Run| -> BTreeMap<&'static str, Vec<i32>> {
        let wanted = |reply: &&Reply| unit.is_none() || reply.unit.as_deref() == unit;
        let replies = || run.replies.iter().filter(wanted);
        BTreeMap::from([
            ("score", replies().map(|reply| reply.score).collect()),
            ("non_answer", replies().map(|reply| i32::from(reply.non_answer)).collect()),
        ])
    };
    let values = [of(&runs[0]), of(&runs[1])];
    let side = |run: &Run, values: &BTreeMap<&str, Vec<i32>>| Side {
        score: mean_points(&values["score"], group_seed(unit, None)),
        non_answer: share(values["non_answer"].iter().map(|value| *value == 1)),
        rank: unit.and_then(|unit| run.ranks.get(unit).copied()),
    };
    let sides = [side(&runs[0], &values[0]), side(&runs[1], &values[1])];
    let measured = |name: &str, ends: [Estimate; 2]| {
        let groups = [values[0][name].clone(), values[1][name].clone()];
        measured(ends, &groups, tested)
    };
    UnitChange {
        unit: unit.unwrap_or_default().to_owned(),
        score: measured("score", sides.map(|side| side.score)),
        non_answer: measured("non_answer", sides.map(|side| side.non_answer)),
        sides,
    }
}

fn measured(ends: [Estimate; 2], groups: &[Vec<i32>; 2], tested: bool) -> Change {
    let mut estimate = share_change(ends[0], ends[1]);
    if let (Some(before), Some(after)) = (ends[0].value, ends[1].value) {
        // A mean of one reply has no interval, but a value.
        estimate.value = Some(after - before);
    }
    let untested = Change { estimate, p_value: None, q_value: None, verdict: None };
    if !tested {
        let estimate = Estimate { low: None, high: None, ..estimate };
        return Change { estimate, ..untested };
    }
    if ends.iter().any(|end| end.n < FEWEST) {
        return Change { verdict: Some(TrendVerdict::TooLittleData), ..untested };
    }
    // Nothing varies: all replies are alike in both runs.
    let p_value = Some(ordered_groups(groups).map_or(1.0, |(p, _)| p));
    Change { p_value, ..untested }
}

/// Corrects the p-values for their number (Benjamini and Hochberg 1995) and gives the verdicts.
fn settle(changes: Vec<&mut Change>) {
    let tested: Vec<f64> = changes.iter().filter_map(|change| change.p_value).collect();
    let mut corrected = false_discovery(&tested).into_iter();
    for change in changes {
        let Some(q) = change.p_value.and_then(|_| corrected.next()) else { continue };
        change.q_value = Some(q);
        let rises = change.estimate.value.unwrap_or_default() > 0.0;
        change.verdict = Some(match (q < SURE, rises) {
            (true, true) => TrendVerdict::Rising,
            (true, false) => TrendVerdict::Falling,
            (false, _) => TrendVerdict::NoClearChange,
        });
    }
}

//! Gives the findings their points: the text score is nothing but their sum.

use std::collections::BTreeMap;

use crate::{
    finding::Finding,
    pack::Points,
    rulebook::{CompiledRule, Rulebook},
};

/// A fired rule: which one, where, and the measured value for whole-reply rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fired<'a> {
    pub(crate) rule: &'a CompiledRule,
    pub(crate) value: Option<f64>,
    pub(crate) sentence: usize,
    pub(crate) folded_start: usize,
}

/// Highest text score, in hundredths of a point.
const FULL: i32 = 10_000;

/// Sets `points` of every finding and returns their sum, 0–10000 hundredths.
///
/// First what speaks for the reply (never above 100 points together), then what speaks
/// against it (never below 0), then the caps of gates: so a finding's points are what it
/// really changed.
pub(crate) fn allot(rulebook: &Rulebook, findings: &mut [Finding], fired: &[Fired<'_>]) -> i32 {
    let table = &rulebook.scoring.points;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wanted: Vec<(usize, i32)> = Vec::new();
    for (at, (finding, fired)) in findings.iter().zip(fired).enumerate() {
        let Some(points) = table.get(&finding.code) else { continue };
        let earlier = seen.entry(finding.code.as_str()).or_default();
        wanted.push((at, worth(points, fired.value, *earlier)));
        *earlier += 1;
    }
    let mut total = 0;
    for &(at, points) in wanted.iter().filter(|(_, points)| *points > 0) {
        findings[at].points = points.min(FULL - total);
        total += findings[at].points;
    }
    for &(at, points) in wanted.iter().filter(|(_, points)| *points < 0) {
        findings[at].points = points.max(-total);
        total += findings[at].points;
    }
    for finding in findings.iter_mut() {
        let Some(cap) = table.get(&finding.code).and_then(|points| points.cap) else { continue };
        let over = (total - hundredths(cap)).max(0);
        finding.points -= over;
        total -= over;
    }
    total
}

fn worth(points: &Points, value: Option<f64>, earlier: usize) -> i32 {
    if let Some(value) = value.filter(|_| !points.steps.is_empty()) {
        let reached = points.steps.iter().rev().find(|(from, _)| value >= *from);
        return reached.map_or(0, |(_, points)| hundredths(*points));
    }
    if earlier < points.hits { hundredths(points.each) } else { 0 }
}

fn hundredths(points: f64) -> i32 {
    (points * 100.0).round() as i32
}

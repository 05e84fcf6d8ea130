//! A section for each unit: what its score is made of, how it moves, the evidence, the promises,
//! and what is worth training.

use std::collections::BTreeMap;

use serde::Serialize;
use shida_engine::finding::{Finding, Role};

use super::{
    commitments::promise_line,
    page::{CommitmentLine, UnitLine},
    shown::worst_first,
    trend::{TrendLine, TrendSection, unit_lines},
};
use crate::{
    excerpt::shortened,
    records::{Judged, LedgerLine, PromiseStatus, ReplyRow},
    report::compose::Report,
    score::{GATE, SCALING, UnitScore, score_reply},
};

/// Units with a section of their own.
pub const MOST_UNIT_SECTIONS: usize = 100;

const MOST_QUOTES: usize = 4;
const MOST_PROMISES: usize = 6;
const MOST_HINTS: usize = 5;
/// Chars of a quote.
const MOST_QUOTED: usize = 90;

/// One unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitSection {
    /// The same numbers as in the table of units.
    pub line: UnitLine,
    /// Its years, ascending.
    pub years: Vec<UnitLine>,
    /// The years' names, beside them.
    pub year_names: Vec<String>,
    /// The mean ledger of its replies by dimension.
    pub dimensions: Vec<DimensionLine>,
    /// Its lines over time.
    pub trends: Vec<TrendLine>,
    /// Evidence from its worst replies.
    pub quotes: Vec<Quote>,
    /// Promises: overdue, open, unknown, kept; vague ones left out.
    pub promises: [u64; 4],
    /// Those that matter first.
    pub promises_shown: Vec<CommitmentLine>,
    /// Rules to train.
    pub hints: Vec<Hint>,
    /// What it reached under the scheme for units, if the profile has one.
    pub assessment: Option<UnitAssessment>,
}

/// Mean points of one dimension over all replies of the unit: the lines of a unit add up to its
/// mean score.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DimensionLine {
    /// Chinese name.
    pub label: String,
    /// Replies of which something in it is known.
    pub n: u32,
    /// Mean points.
    pub points: f64,
    /// Mean of the points that could be had; 0 for gates and scaling.
    pub max_points: f64,
}

/// A finding with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The reply.
    pub reply_id: String,
    /// Its title, or empty.
    pub title: String,
    /// The rule.
    pub code: String,
    /// Its name.
    pub rule: String,
    /// The words.
    pub text: String,
}

/// A rule that hits often, with what to write instead.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Hint {
    /// Rule code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Replies of the unit with a hit.
    pub count: u32,
    /// Their share of the unit's replies, 0–1.
    pub share: f64,
    /// What to write instead.
    pub fix: String,
}

/// The total of a unit under the scheme of the profile.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitAssessment {
    /// Hundredths; `None` when it cannot be known.
    pub total: Option<i32>,
    /// The most that can be had, hundredths.
    pub full: i32,
    /// The grade, or empty.
    pub grade: String,
    /// Label, points (hundredths, `None` = not known or by hand), most, reason.
    pub lines: Vec<(String, Option<i32>, i32, String)>,
}

/// The sections, in the order of `lines`.
#[must_use]
pub fn unit_sections(
    report: &Report,
    lines: &[UnitLine],
    trend: &TrendSection,
    label: impl Fn(&str) -> Option<String> + Copy,
) -> Vec<UnitSection> {
    let mut rows: BTreeMap<&str, Vec<&ReplyRow>> = BTreeMap::new();
    for row in &report.rows {
        if let Some(unit) = &row.unit {
            rows.entry(unit).or_default().push(row);
        }
    }
    let mut worst: BTreeMap<&str, Vec<(&ReplyRow, &Judged)>> = BTreeMap::new();
    for (at, judged) in &report.flagged {
        let row = &report.rows[*at];
        if let Some(unit) = &row.unit {
            worst.entry(unit).or_default().push((row, judged));
        }
    }
    worst.values_mut().for_each(|replies| replies.sort_by_cached_key(|(row, _)| worst_first(row)));
    let section = |line: &UnitLine| {
        let name = line.unit.as_str();
        let rows = rows.get(name).map_or(&[][..], Vec::as_slice);
        let years = report.units.iter().filter(|unit| unit.unit == name && unit.year.is_some());
        let score = |one: &&UnitScore| one.unit == name && one.year.is_none();
        let (promises, promises_shown) = promises(report, name);
        UnitSection {
            line: line.clone(),
            years: years.clone().map(|unit| UnitLine::new(unit, label)).collect(),
            year_names: years.filter_map(|unit| Some(unit.year?.to_string())).collect(),
            dimensions: dimensions(report, rows),
            trends: unit_lines(trend, name).into_iter().cloned().collect(),
            quotes: quotes(report, worst.get(name).map_or(&[][..], Vec::as_slice)),
            promises,
            promises_shown,
            hints: hints(report, rows),
            assessment: report.unit_scores.iter().find(score).map(assessment),
        }
    };
    lines.iter().take(MOST_UNIT_SECTIONS).map(section).collect()
}

/// Sums of a dimension: replies, points, most; hundredths.
#[derive(Default, Clone, Copy)]
struct Sum {
    n: u32,
    points: i64,
    max_points: i64,
}

/// Means by dimension, in the order of the profile's items; last what scaling and gates add or
/// take.
fn dimensions(report: &Report, rows: &[&ReplyRow]) -> Vec<DimensionLine> {
    let profile = &report.profile;
    let mut order: Vec<&str> = Vec::new();
    for item in &profile.items {
        if !order.contains(&item.dimension.as_str()) {
            order.push(&item.dimension);
        }
    }
    order.extend([SCALING, GATE]);
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for row in rows {
        let ledger = score_reply(profile, (*row).into()).ledger;
        for dimension in &order {
            let lines: Vec<&LedgerLine> =
                ledger.iter().filter(|line| line.dimension == *dimension).collect();
            if !lines.is_empty() {
                let sum = sums.entry(dimension).or_default();
                sum.n += 1;
                sum.points += lines.iter().map(|line| i64::from(line.points)).sum::<i64>();
                sum.max_points += lines.iter().map(|line| i64::from(line.max_points)).sum::<i64>();
            }
        }
    }
    let named = |dimension: &str| match dimension {
        SCALING => "未知项折算".to_owned(),
        GATE => "封顶".to_owned(),
        _ => profile.dimensions.get(dimension).cloned().unwrap_or_else(|| dimension.to_owned()),
    };
    let mean = |sum: i64| sum as f64 / 100.0 / rows.len().max(1) as f64;
    order
        .into_iter()
        .filter_map(|dimension| Some((dimension, sums.get(dimension)?)))
        .map(|(dimension, sum)| DimensionLine {
            label: named(dimension),
            n: sum.n,
            points: mean(sum.points),
            max_points: mean(sum.max_points),
        })
        .collect()
}

/// One finding of each of the worst replies: words of the text where there are some.
fn quotes(report: &Report, worst: &[(&ReplyRow, &Judged)]) -> Vec<Quote> {
    let against = |finding: &&Finding| {
        !finding.text.is_empty()
            && (matches!(finding.role, Role::Penalty | Role::Answer)
                || (finding.role == Role::Gate && finding.points <= 0))
    };
    let quote = |(row, judged): &(&ReplyRow, &Judged)| {
        let found = judged.findings.iter().filter(against);
        let found = found.min_by_key(|finding| (finding.role == Role::Gate, finding.points))?;
        let name = report.rules.iter().find(|rule| rule.code == found.code);
        Some(Quote {
            reply_id: row.reply_id.clone(),
            title: row.title.clone().unwrap_or_default(),
            code: found.code.clone(),
            rule: name.map(|rule| rule.name.clone()).unwrap_or_default(),
            text: shortened(found.text.trim(), MOST_QUOTED),
        })
    };
    worst.iter().filter_map(quote).take(MOST_QUOTES).collect()
}

fn promises(report: &Report, unit: &str) -> ([u64; 4], Vec<CommitmentLine>) {
    let mut counts = [0; 4];
    let mut shown = Vec::new();
    let of_unit = report.commitments.shown.iter().filter(|row| row.unit.as_deref() == Some(unit));
    for row in of_unit {
        counts[row.status as usize] += 1;
        let urgent = matches!(row.status, PromiseStatus::Overdue | PromiseStatus::Open);
        if urgent && row.due.is_some() && shown.len() < MOST_PROMISES {
            shown.push(promise_line(row));
        }
    }
    (counts, shown)
}

/// The rules that speak against a reply and hit most replies of the unit; where there are few,
/// the frames that stand in for an answer.
fn hints(report: &Report, rows: &[&ReplyRow]) -> Vec<Hint> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for code in rows.iter().flat_map(|row| &row.verdict.codes) {
        *counts.entry(code).or_default() += 1;
    }
    let mut hints: Vec<(u32, Hint)> = report
        .rules
        .iter()
        .filter(|rule| matches!(rule.role, Role::Penalty | Role::Answer))
        .filter_map(|rule| {
            let count = *counts.get(rule.code.as_str())?;
            let share = f64::from(count) / rows.len().max(1) as f64;
            let (code, name, fix) = (rule.code.clone(), rule.name.clone(), rule.fix.clone());
            Some((count, Hint { code, name, count, share, fix }))
        })
        .collect();
    hints.sort_by(|(one, a), (two, b)| two.cmp(one).then_with(|| a.code.cmp(&b.code)));
    hints.into_iter().map(|(_, hint)| hint).take(MOST_HINTS).collect()
}

fn assessment(score: &UnitScore) -> UnitAssessment {
    let line = |line: &crate::score::UnitLine| {
        let reason = match line.grade.as_str() {
            "" => line.reason.clone(),
            grade => format!("{grade}：{}", line.reason),
        };
        (line.label.clone(), line.points, line.max_points, reason)
    };
    UnitAssessment {
        total: score.total,
        full: score.full,
        grade: score.grade.clone().unwrap_or_default(),
        lines: score.lines.iter().map(line).collect(),
    }
}

//! How quality moves over time: values by period over all replies, for each unit, topic and
//! delegation, whether they rise or fall, and how much of it is a shift of the work.

mod compared;
mod cuts;
mod differences;
mod mix;
mod over_time;
mod period;
mod relations;
mod series;
mod verdict;
mod words;

use std::collections::BTreeMap;

use self::{compared::compared, period::At, series::SERIES, verdict::judge};
pub use self::{
    cuts::{Cuts, CutsError},
    differences::{DifferenceRow, differences},
    mix::{MixPart, MixRow, mix},
    over_time::OverTime,
    period::Period,
    relations::{RelationRow, relations},
    series::label,
    verdict::difference,
    words::{sentence, words},
};
use crate::{
    records::{ReplyRow, TrendRow, TrendScope},
    statistics::{group_seed, seed},
};

/// Every series by period: over all replies (all series), and the two main series for each
/// unit, topic and delegation. Sorted by series, then scope (all, unit, topic, delegation) and
/// name, then time.
///
/// Replies without a date or name are left out where it is needed. Each series of two periods
/// or more bears its slope, the p-value of its test and a verdict; the p-values of the units
/// (topics, delegations) of a series are corrected for being many.
#[must_use]
pub fn trends(rows: &[ReplyRow], period: Period, cuts: &Cuts) -> Vec<TrendRow> {
    let times = period.times(rows);
    let mut found = Vec::new();
    for series in &SERIES {
        for scope in TrendScope::ALL {
            if scope == TrendScope::All || series.is_main {
                let mut of_scope = of_scope(rows, &times, (series, scope), cuts);
                judge(&mut of_scope, cuts);
                found.extend(of_scope.into_iter().flat_map(Line::into_rows));
            }
        }
    }
    found
}

/// The values of one group over time, with what the test says of them.
struct Line {
    series: &'static str,
    scope: TrendScope,
    name: Option<String>,
    points: Vec<Point>,
    finding: verdict::Finding,
}

/// One value of a line, with the observations behind it (hundredths, or 0 and 1).
struct Point {
    at: At,
    estimate: crate::records::Estimate,
    observed: Vec<i32>,
    /// Whether it has enough of them to be compared with the others.
    compared: bool,
}

type Groups<'a> = BTreeMap<Option<&'a str>, BTreeMap<&'a At, Vec<&'a ReplyRow>>>;

fn of_scope(
    rows: &[ReplyRow],
    times: &[Option<At>],
    (series, scope): (&'static series::Series, TrendScope),
    cuts: &Cuts,
) -> Vec<Line> {
    let mut groups = Groups::new();
    for (row, at) in rows.iter().zip(times) {
        let Some(at) = at else { continue };
        let Some(name) = name_in(scope, row) else { continue };
        groups.entry(name).or_default().entry(at).or_default().push(row);
    }
    groups.into_iter().map(|(name, by_time)| line(series, (scope, name), by_time, cuts)).collect()
}

/// `Some(None)` = belongs to the group of all.
fn name_in(scope: TrendScope, row: &ReplyRow) -> Option<Option<&str>> {
    match scope {
        TrendScope::All => Some(None),
        TrendScope::Unit => row.unit.as_deref().map(Some),
        TrendScope::Topic => row.metrics.more().topic.as_deref().map(Some),
        TrendScope::Delegation => row.metrics.more().delegation.as_deref().map(Some),
    }
}

fn line(
    series: &'static series::Series,
    (scope, name): (TrendScope, Option<&str>),
    by_time: BTreeMap<&At, Vec<&ReplyRow>>,
    cuts: &Cuts,
) -> Line {
    let points = by_time.into_iter().map(|(at, rows)| {
        let observed: Vec<i32> = rows.iter().filter_map(|row| (series.of)(row)).collect();
        let estimate = series.estimate(&observed, seed_of((scope, name), at));
        Point { at: at.clone(), estimate, observed, compared: true }
    });
    let mut points: Vec<Point> = points.filter(|point| point.estimate.n > 0).collect();
    let sizes: Vec<u32> = points.iter().map(|point| point.estimate.n).collect();
    for (point, compared) in points.iter_mut().zip(compared(&sizes, cuts)) {
        point.compared = compared;
    }
    Line {
        series: series.name,
        scope,
        name: name.map(str::to_owned),
        points,
        finding: verdict::Finding::default(),
    }
}

/// A unit's year has one interval in whatever table it stands.
fn seed_of((scope, name): (TrendScope, Option<&str>), at: &At) -> u64 {
    match (scope, at.is_year) {
        (TrendScope::All, true) => group_seed(None, Some(at.year)),
        (TrendScope::Unit, true) => group_seed(name, Some(at.year)),
        _ => seed(&[scope.name(), name.unwrap_or_default(), &at.label]),
    }
}

impl Line {
    fn into_rows(self) -> impl Iterator<Item = TrendRow> {
        let Self { series, scope, name, points, finding } = self;
        points.into_iter().map(move |point| TrendRow {
            series,
            scope,
            unit: name.clone().filter(|_| scope == TrendScope::Unit),
            name: name.clone(),
            year: point.at.year,
            period: point.at.label,
            estimate: point.estimate,
            compared: point.compared,
            slope: finding.slope,
            slope_low: finding.slope_low,
            slope_high: finding.slope_high,
            p_value: finding.p_value,
            q_value: finding.q_value,
            series_p: finding.series_p,
            verdict: finding.verdict,
        })
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

//! Whether a line rises or falls, how sure that is, and the difference of two periods.

use super::{Cuts, Line, Point};
use crate::{
    records::{Estimate, TrendVerdict},
    statistics::{
        monotone::{false_discovery, mann_kendall_at, ordered_groups},
        share_change,
    },
};

/// What is found of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Finding {
    /// Change of the value in a year (Sen's slope; of two periods their difference).
    pub(super) slope: Option<f64>,
    pub(super) slope_low: Option<f64>,
    pub(super) slope_high: Option<f64>,
    /// Two-sided p-value over the observations.
    pub(super) p_value: Option<f64>,
    /// The same, corrected for the number of lines of the same series and scope.
    pub(super) q_value: Option<f64>,
    /// Two-sided p-value of Mann–Kendall over the values of the periods.
    pub(super) series_p: Option<f64>,
    pub(super) verdict: Option<TrendVerdict>,
}

/// Fills the findings of all lines of one series and scope.
pub(super) fn judge(lines: &mut [Line], cuts: &Cuts) {
    let mut signs = Vec::with_capacity(lines.len());
    for line in lines.iter_mut() {
        let (finding, sign) = look(&line.points, cuts);
        line.finding = finding;
        signs.push(sign);
    }
    let tested: Vec<f64> = lines.iter().filter_map(|line| line.finding.p_value).collect();
    let mut corrected = false_discovery(&tested).into_iter();
    for (line, sign) in lines.iter_mut().zip(signs) {
        let finding = &mut line.finding;
        finding.q_value = finding.p_value.and_then(|_| corrected.next());
        finding.verdict = Some(match finding.q_value {
            None => TrendVerdict::TooLittleData,
            Some(q) if q >= cuts.false_discovery || sign == 0 => TrendVerdict::NoClearChange,
            Some(_) if sign > 0 => TrendVerdict::Rising,
            Some(_) => TrendVerdict::Falling,
        });
    }
}

/// Slope and tests of a line, and the sign of its change. The slope is of the periods that are
/// compared; the test takes every reply, whatever its period.
fn look(points: &[Point], cuts: &Cuts) -> (Finding, i64) {
    let compared = points.iter().filter(|point| point.compared);
    let (times, values): (Vec<f64>, Vec<f64>) =
        compared.filter_map(|point| Some((point.at.time, point.estimate.value?))).unzip();
    let trend = mann_kendall_at(&times, &values);
    let mut finding = Finding { series_p: trend.map(|it| it.p_value), ..Finding::default() };
    match trend {
        Some(trend) => {
            finding.slope = Some(trend.slope);
            (finding.slope_low, finding.slope_high) = (Some(trend.low), Some(trend.high));
        }
        None => finding.slope = two_point_slope(&times, &values),
    }
    let groups: Vec<Vec<i32>> = points.iter().map(|point| point.observed.clone()).collect();
    let all: usize = groups.iter().map(Vec::len).sum();
    let full = points.iter().filter(|point| point.estimate.n >= cuts.least_in_period).count();
    if all < cuts.least_replies as usize || full < 2 {
        return (finding, 0);
    }
    match ordered_groups(&groups) {
        Some((p, s)) => {
            finding.p_value = Some(p);
            (finding, s.signum())
        }
        // Nothing varies: all replies are alike in every period.
        None => {
            finding.p_value = Some(1.0);
            (finding, 0)
        }
    }
}

fn two_point_slope(times: &[f64], values: &[f64]) -> Option<f64> {
    match (times, values) {
        ([first, last], [before, after]) if last > first => Some((after - before) / (last - first)),
        _ => None,
    }
}

/// By how much the later of two independent shares or means exceeds the earlier, with the 95 %
/// interval that the two single intervals give: Newcombe (1998) for shares, and for means by
/// the same reasoning Zou and Donner (2008), Statistics in Medicine 27:1693–1702.
#[must_use]
pub fn difference(earlier: Estimate, later: Estimate) -> Estimate {
    share_change(earlier, later)
}

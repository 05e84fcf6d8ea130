//! trends: one series value a period, overall and by unit, topic and delegation; slope, tests
//! and verdict of a line stand on each of its rows.

use super::column::{Column, flag, int, joined, share, text};
use crate::records::{TrendRow, TrendVerdict};

/// The columns of trends.*; `unit` is null for all units together. `edition` names the rules and
/// the profile, so that tables of several runs put together show where the measure breaks.
pub(super) fn columns(edition: &str) -> Vec<Column<TrendRow>> {
    let edition = edition.to_owned();
    vec![
        text("series", |row: &TrendRow| Some(row.series)),
        text("unit", |row: &TrendRow| row.unit.as_deref()),
        int("year", |row: &TrendRow| Some(row.year.into())),
        int("n", |row: &TrendRow| Some(row.estimate.n.into())),
        share("value", |row: &TrendRow| row.estimate.value),
        share("low", |row: &TrendRow| row.estimate.low),
        share("high", |row: &TrendRow| row.estimate.high),
        share("slope", |row: &TrendRow| row.slope),
        share("p_value", |row: &TrendRow| row.p_value),
        text("verdict", |row: &TrendRow| row.verdict.map(TrendVerdict::name)),
        text("scope", |row: &TrendRow| Some(row.scope.name())),
        text("name", |row: &TrendRow| row.name.as_deref()),
        text("period", |row: &TrendRow| Some(&row.period)),
        share("slope_low", |row: &TrendRow| row.slope_low),
        share("slope_high", |row: &TrendRow| row.slope_high),
        share("q_value", |row: &TrendRow| row.q_value),
        share("series_p", |row: &TrendRow| row.series_p),
        flag("compared", |row: &TrendRow| Some(row.compared)),
        joined("edition", move |_| edition.clone()),
    ]
}

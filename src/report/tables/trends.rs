//! trends: one series value a year, overall and per unit; the test of the slope comes later.

use super::column::{Column, int, share, text};
use crate::records::TrendRow;

/// The columns of trends.*; `unit` is null for all units together.
pub(super) fn columns() -> Vec<Column<TrendRow>> {
    vec![
        text("series", |row: &TrendRow| Some(row.series)),
        text("unit", |row: &TrendRow| row.unit.as_deref()),
        int("year", |row: &TrendRow| Some(row.year.into())),
        int("n", |row: &TrendRow| Some(row.estimate.n.into())),
        share("value", |row: &TrendRow| row.estimate.value),
        share("low", |row: &TrendRow| row.estimate.low),
        share("high", |row: &TrendRow| row.estimate.high),
        share("slope", |_| None),
        share("p_value", |_| None),
        text("verdict", |_| None),
    ]
}

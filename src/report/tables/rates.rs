//! rates: every rate of every unit and year in long form, with all that it leaves out.

use super::column::{Column, int, joined, share, text};
use crate::records::RateRow;

/// The columns of rates.*; `unit` and `year` are null for all together. `excluded` counts the
/// items left out of the denominator, `reasons` says why, such as `未到期 2；不详 1`.
pub(super) fn columns() -> Vec<Column<RateRow>> {
    vec![
        text("unit", |row: &RateRow| row.unit.as_deref()),
        int("year", |row: &RateRow| row.year.map(i64::from)),
        text("rate", |row: &RateRow| Some(row.rate)),
        text("label", |row: &RateRow| Some(row.label)),
        int("numerator", |row: &RateRow| Some(row.numerator.into())),
        int("denominator", |row: &RateRow| Some(row.estimate.n.into())),
        int("excluded", |row: &RateRow| Some((row.items() - row.estimate.n).into())),
        joined("reasons", reasons),
        share("value", |row: &RateRow| row.estimate.value),
        share("low", |row: &RateRow| row.estimate.low),
        share("high", |row: &RateRow| row.estimate.high),
    ]
}

/// What a denominator leaves out, in words; empty when nothing.
pub(crate) fn reasons(row: &RateRow) -> String {
    let parts = row.excluded.iter().map(|(reason, n)| format!("{} {n}", reason.label()));
    parts.collect::<Vec<_>>().join("；")
}

//! unit_scores and unit_ledger: what units reached under the scheme of the profile, and the
//! lines that it adds up from.

use super::column::{Column, flag, int, joined, maybe_points, points, text};
use crate::score::{UnitLine, UnitScore};

/// A line beside the unit and year it belongs to.
pub(super) struct Entry<'a> {
    score: &'a UnitScore,
    line: &'a UnitLine,
}

/// Every line, unit by unit and year by year.
pub(super) fn entries(scores: &[UnitScore]) -> impl Iterator<Item = Entry<'_>> {
    scores.iter().flat_map(|score| score.lines.iter().map(move |line| Entry { score, line }))
}

/// The columns of unit_scores.*; `year` is null for all years together.
pub(super) fn columns() -> Vec<Column<UnitScore>> {
    vec![
        text("unit", |row: &UnitScore| Some(&row.unit)),
        int("year", |row: &UnitScore| row.year.map(i64::from)),
        int("n", |row: &UnitScore| Some(row.n.into())),
        maybe_points("total", |row: &UnitScore| row.total),
        maybe_points("total_if_confirmed", |row: &UnitScore| row.proposed),
        points("full", |row: &UnitScore| row.full),
        maybe_points("contribution", |row: &UnitScore| row.contribution),
        text("grade", |row: &UnitScore| row.grade.as_deref()),
        flag("no_award", |row: &UnitScore| Some(row.no_award)),
    ]
}

/// The columns of unit_ledger.*; the points of a unit and year add up to its total.
pub(super) fn ledger_columns<'a>() -> Vec<Column<Entry<'a>>> {
    vec![
        text("unit", |entry: &Entry<'_>| Some(&entry.score.unit)),
        int("year", |entry: &Entry<'_>| entry.score.year.map(i64::from)),
        text("item", |entry: &Entry<'_>| Some(&entry.line.item)),
        text("dimension", |entry: &Entry<'_>| Some(&entry.line.dimension)),
        maybe_points("points", |entry: &Entry<'_>| entry.line.points),
        points("max_points", |entry: &Entry<'_>| entry.line.max_points),
        joined("grade", |entry: &Entry<'_>| entry.line.grade.clone()),
        text("reason", |entry: &Entry<'_>| Some(&entry.line.reason)),
    ]
}

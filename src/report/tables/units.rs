//! units: one row a unit and year (and one for all years), each rate with its own n.

use super::column::{Column, int, mean, share, text};
use crate::records::{Estimate, UnitRow};

/// The fixed columns, then `<rate>` and `<rate>_n` for every rate that any row has, in the
/// order in which the rows first name them, then what waits for a person. `year` is null for all years together.
pub(super) fn columns(rows: &[UnitRow]) -> Vec<Column<UnitRow>> {
    let mut columns = fixed();
    for name in rate_names(rows) {
        columns.push(share(name, move |row: &UnitRow| rate(row, name)?.value));
        columns.push(int(format!("{name}_n"), move |row: &UnitRow| {
            rate(row, name).map(|estimate| estimate.n.into())
        }));
    }
    columns.extend(confirmation());
    columns
}

/// Names of the rates, each once, in the order of first mention.
pub(crate) fn rate_names(rows: &[UnitRow]) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.rates) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names
}

/// The rate of that name, when the row has it.
pub(crate) fn rate<'r>(row: &'r UnitRow, name: &str) -> Option<&'r Estimate> {
    row.rates.iter().find(|(own, _)| *own == name).map(|(_, estimate)| estimate)
}

/// What waits for a person, and the mean score if all of it were confirmed.
fn confirmation() -> [Column<UnitRow>; 2] {
    [
        int("waiting_n", |row: &UnitRow| Some(row.waiting.into())),
        mean("score_if_confirmed", |row: &UnitRow| row.score_if_confirmed),
    ]
}

fn fixed() -> Vec<Column<UnitRow>> {
    vec![
        text("unit", |row: &UnitRow| Some(&row.unit)),
        int("year", |row: &UnitRow| row.year.map(i64::from)),
        int("n", |row: &UnitRow| Some(row.n.into())),
        mean("score", |row: &UnitRow| row.score.value),
        mean("low", |row: &UnitRow| row.score.low),
        mean("high", |row: &UnitRow| row.score.high),
        int("rank", |row: &UnitRow| row.rank.map(i64::from)),
        share("non_answer_share", |row: &UnitRow| row.non_answer_share.value),
        share("non_answer_low", |row: &UnitRow| row.non_answer_share.low),
        share("non_answer_high", |row: &UnitRow| row.non_answer_share.high),
        mean("text_score", |row: &UnitRow| row.text_score.value),
        mean("text_score_low", |row: &UnitRow| row.text_score.low),
        mean("text_score_high", |row: &UnitRow| row.text_score.high),
    ]
}

//! The comparison as one CSV table: all together, units, and the replies that changed.

use std::{fs, path::Path};

use super::{Change, CompareError, Comparison, ReplyMove, UnitChange, page::writable};
use crate::cause::cause_of;

const HEADER: [&str; 26] = [
    "level",
    "name",
    "name_a",
    "unit",
    "n_a",
    "n_b",
    "score_a",
    "score_b",
    "score_change",
    "score_change_low",
    "score_change_high",
    "score_q",
    "score_verdict",
    "rank_a",
    "rank_b",
    "non_answer_a",
    "non_answer_b",
    "non_answer_change",
    "non_answer_change_low",
    "non_answer_change_high",
    "non_answer_q",
    "non_answer_verdict",
    "disposal_a",
    "disposal_b",
    "codes_added",
    "codes_gone",
];

/// Writes the table to `path` (UTF-8 with BOM). `level` is `all`, `unit` or `reply`; for replies
/// `non_answer` is 0 or 1. What is not known is empty.
///
/// # Errors
/// A name that does not end in `.csv`, a place inside one of the runs, or one that cannot be
/// written.
pub fn save_sheet(comparison: &Comparison, path: &Path) -> Result<(), CompareError> {
    writable(comparison, path, ".csv")?;
    let failed = |cause: String| CompareError::Unwritable(path.display().to_string(), cause);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let rows = [unit_row("all", &comparison.all)]
        .into_iter()
        .chain(comparison.units.iter().map(|unit| unit_row("unit", unit)))
        .chain(comparison.moves.changed.iter().map(reply_row));
    writer.write_record(HEADER).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        let cells = row.iter().map(|cell| disarmed(cell));
        writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    let text = [b"\xef\xbb\xbf".as_slice(), &bytes].concat();
    fs::write(path, text).map_err(|error| failed(cause_of(&error)))
}

/// A leading `'` keeps a spreadsheet from running a text as a formula; numbers are untouched.
fn disarmed(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    let is_formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

fn unit_row(level: &str, unit: &UnitChange) -> Vec<String> {
    let [one, two] = &unit.sides;
    let rank = |rank: Option<u32>| rank.map(|rank| rank.to_string()).unwrap_or_default();
    let mut row = vec![
        level.to_owned(),
        unit.unit.clone(),
        unit.unit.clone(),
        unit.unit.clone(),
        one.score.n.to_string(),
        two.score.n.to_string(),
        number(one.score.value, 2),
        number(two.score.value, 2),
    ];
    row.extend(change(&unit.score, 2));
    row.extend([rank(one.rank), rank(two.rank)]);
    row.extend([number(one.non_answer.value, 6), number(two.non_answer.value, 6)]);
    row.extend(change(&unit.non_answer, 6));
    row.resize(HEADER.len(), String::new());
    row
}

fn change(change: &Change, places: usize) -> [String; 5] {
    let estimate = change.estimate;
    [
        number(estimate.value, places),
        number(estimate.low, places),
        number(estimate.high, places),
        number(change.q_value, 6),
        change.verdict.map(|verdict| verdict.name()).unwrap_or_default().to_owned(),
    ]
}

fn number(value: Option<f64>, places: usize) -> String {
    value.map(|value| format!("{value:.places$}")).unwrap_or_default()
}

fn reply_row(reply: &ReplyMove) -> Vec<String> {
    let points = |hundredths: i32| Some(f64::from(hundredths) / 100.0);
    let flag = |is: bool| Some(f64::from(u8::from(is)));
    let [one, two] = reply.scores;
    let [was, is] = reply.non_answer;
    let empty = String::new;
    let mut row = vec![
        "reply".to_owned(),
        reply.ids[1].clone(),
        reply.ids[0].clone(),
        reply.unit.clone().unwrap_or_default(),
        "1".to_owned(),
        "1".to_owned(),
        number(points(one), 2),
        number(points(two), 2),
        number(points(two - one), 2),
    ];
    row.extend([empty(), empty(), empty(), empty(), empty(), empty()]);
    row.extend([number(flag(was), 0), number(flag(is), 0)]);
    row.push(number(flag(is).zip(flag(was)).map(|(is, was)| is - was), 0));
    row.extend([empty(), empty(), empty(), empty()]);
    row.extend(reply.disposals.clone());
    row.extend(reply.codes.clone().map(|codes| codes.join(";")));
    row
}

//! Points that people give by hand: a unit column, perhaps a year, and a column for each
//! item. A sheet of the run's own workbook, filled in, is such a table.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        columns::{Columns, Field},
        error::IngestError,
        notices::Detail,
        spelling::fold,
        survey::Beside,
        take::Harvest,
    },
    Found, Row, Skip, found,
    headers::Column,
    seen, unit, year,
};
use crate::records::HandPoints;

/// More points than this are a slip of the keyboard.
const MOST_POINTS: u32 = 1000;

/// What a column of such a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Unit,
    Year,
    Item,
    Other,
}

/// Takes the points of a file.
///
/// # Errors
///
/// [`IngestError::NotManual`], or what reading the file gives.
pub(super) fn take(
    (file, tables): (&str, &[Beside]),
    columns: &Columns,
    harvest: &mut Harvest,
) -> Result<Vec<HandPoints>, IngestError> {
    let is_meant = |beside: &Beside| {
        beside.table.sheet().is_some_and(|sheet| columns.figures().is_for_points(sheet))
    };
    let any_meant = tables.iter().any(is_meant);
    let candidates = tables.iter().filter(|beside| !any_meant || is_meant(beside));
    let tables_found = found(candidates, |cells| bound(cells, columns));
    if tables_found.is_empty() {
        return Err(IngestError::NotManual { file: file.to_owned(), headers: seen(tables) });
    }
    let mut points = Vec::new();
    for table in &tables_found {
        points.extend(take_table(table, columns, harvest)?);
    }
    Ok(points)
}

/// A unit and at least one item; a table with ids is one of replies, not of units.
fn bound(cells: &[String], columns: &Columns) -> Option<Vec<Bound>> {
    let headers = columns.figures();
    let bound: Vec<Bound> = cells
        .iter()
        .map(|cell| match headers.column(cell) {
            Some(Column::Unit) => Bound::Unit,
            Some(Column::Year) => Bound::Year,
            _ if cell.trim().is_empty() || headers.is_left(cell) => Bound::Other,
            _ => Bound::Item,
        })
        .collect();
    let is_of_replies = cells
        .iter()
        .any(|cell| columns.field_of(cell).is_some_and(|(field, _)| field == Field::ReplyId));
    let is_header = bound.contains(&Bound::Unit) && bound.contains(&Bound::Item) && !is_of_replies;
    is_header.then_some(bound)
}

fn take_table(
    table: &Found<'_, Bound>,
    columns: &Columns,
    harvest: &mut Harvest,
) -> Result<Vec<HandPoints>, IngestError> {
    let mut taken = Vec::new();
    table.rows("manual", harvest, &mut |row, harvest| {
        let filled = filled(table, &row, columns);
        if filled.is_empty() {
            return Err(Skip::Blank);
        }
        let year = year(&row, table.at(|column| *column == Bound::Year), columns)?;
        let unit = unit(&row, table.at(|column| *column == Bound::Unit), (columns, harvest))?;
        let Some(unit) = unit else {
            let reason = "人工打分要写明单位，合计行请删去".to_owned();
            return Err(Skip::Bad("unit", String::new(), reason));
        };
        let mut points = Vec::new();
        for (header, cell) in filled {
            match hundredths(cell) {
                Ok(value) => points.push((header.to_owned(), value)),
                Err(why) => {
                    let message = format!("“{header}”一列的“{cell}”没有用：{why}");
                    let detail =
                        Detail { column: "points", value: cell, message, ..Detail::default() };
                    harvest.notices.row(&row.origin, "bad_value", detail);
                }
            }
        }
        taken.push(HandPoints { origin: row.origin.clone(), unit, year, points });
        Ok(())
    })?;
    Ok(taken)
}

/// The items of a row that are filled in, with their headers.
fn filled<'a>(
    table: &'a Found<'_, Bound>,
    row: &'a Row,
    columns: &Columns,
) -> Vec<(&'a str, &'a str)> {
    let items = table.columns.iter().enumerate().filter(|(_, bound)| **bound == Bound::Item);
    items
        .map(|(column, _)| (table.headers.get(column).map_or("", String::as_str), row.cell(column)))
        .filter(|(_, cell)| !columns.is_blank(cell))
        .collect()
}

/// Hundredths of a point from `3`, `-1.5`, `+2`, `3.25分`.
pub(super) fn hundredths(cell: &str) -> Result<i32, &'static str> {
    const NO_NUMBER: &str = "应是分数，如 3、-1.5、2.25";
    let folded = fold(cell).replace('\u{2212}', "-");
    let bare = folded.strip_suffix('分').unwrap_or(&folded);
    let (sign, bare) = match bare.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, bare.strip_prefix('+').unwrap_or(bare)),
    };
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(NO_NUMBER);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 2 {
        return Err("最多两位小数");
    }
    let whole: u32 =
        whole.parse().ok().filter(|whole| *whole <= MOST_POINTS).ok_or("超过 1000 分")?;
    let cents: u32 = format!("{fraction:0<2}").parse().map_err(|_| NO_NUMBER)?;
    i32::try_from(whole * 100 + cents).map(|points| sign * points).map_err(|_| NO_NUMBER)
}

/// One record a unit and year; items that are given twice and differently go, and are told.
pub(super) fn settled(rows: Vec<HandPoints>, harvest: &mut Harvest) -> Vec<HandPoints> {
    let mut kept: Vec<HandPoints> = Vec::new();
    let mut places: BTreeMap<(String, Option<i32>), usize> = BTreeMap::new();
    let mut contradicted: BTreeSet<(usize, String)> = BTreeSet::new();
    for row in rows {
        let place = *places.entry((row.unit.clone(), row.year)).or_insert_with(|| {
            kept.push(HandPoints { points: Vec::new(), ..row.clone() });
            kept.len() - 1
        });
        if let Some(record) = kept.get_mut(place) {
            let twice = add(record, row, harvest);
            contradicted.extend(twice.into_iter().map(|item| (place, item)));
        }
    }
    for (place, record) in kept.iter_mut().enumerate() {
        record.points.retain(|(item, _)| !contradicted.contains(&(place, item.clone())));
    }
    kept.retain(|record| !record.points.is_empty());
    kept
}

/// Adds the points of a row; returns the items that contradict those added before.
fn add(record: &mut HandPoints, row: HandPoints, harvest: &mut Harvest) -> Vec<String> {
    let mut contradicted = Vec::new();
    for (item, value) in row.points {
        match record.points.iter().find(|(known, _)| *known == item) {
            None => record.points.push((item, value)),
            Some((_, first)) if *first == value => {}
            Some(_) => {
                let message = format!(
                    "“{}”的“{item}”在第 {} 行另有一个分数，两处都没有用；请核对后只留一个",
                    row.unit, record.origin.line
                );
                let detail =
                    Detail { column: "points", value: &item, message, ..Detail::default() };
                harvest.notices.row(&row.origin, "conflict", detail);
                contradicted.push(item);
            }
        }
    }
    contradicted
}

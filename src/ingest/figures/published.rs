//! The office's own published figures: long (单位, 年度, 指标, 数值) or wide (单位, 年度, then
//! one column for each rate).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        columns::Columns, error::IngestError, notices::Detail, spelling::fold, survey::Beside,
        take::Harvest,
    },
    Found, Row, Skip, found,
    headers::Column,
    seen, unit, year,
};
use crate::records::{Origin, PublishedFigure};

/// Takes the figures of a file.
///
/// # Errors
///
/// [`IngestError::NotPublished`], or what reading the file gives.
pub(super) fn take(
    (file, tables): (&str, &[Beside]),
    columns: &Columns,
    harvest: &mut Harvest,
) -> Result<Vec<PublishedFigure>, IngestError> {
    let headers = columns.figures();
    let bind = |cells: &[String]| {
        let bound: Vec<Option<Column>> = cells.iter().map(|cell| headers.column(cell)).collect();
        is_header(&bound).then_some(bound)
    };
    let tables_found = found(tables.iter(), bind);
    if tables_found.is_empty() {
        return Err(IngestError::NotPublished { file: file.to_owned(), headers: seen(tables) });
    }
    let mut figures = Vec::new();
    for table in &tables_found {
        figures.extend(take_table(table, columns, harvest)?);
    }
    Ok(figures)
}

/// A unit or year beside a rate, two rates, or a pair of rate's name and value.
fn is_header(bound: &[Option<Column>]) -> bool {
    let has = |wanted: &Column| bound.iter().flatten().any(|column| column == wanted);
    let rates = bound.iter().flatten().filter(|column| matches!(column, Column::Rate(..))).count();
    let is_long = has(&Column::Indicator) && has(&Column::Value);
    is_long || rates >= 2 || (rates == 1 && (has(&Column::Unit) || has(&Column::Year)))
}

/// A cell that is to be a figure, before it is known how the table writes shares.
struct Raw {
    row: usize,
    rate: String,
    header: String,
    is_percent: bool,
    cell: String,
}

struct Place {
    origin: Origin,
    unit: Option<String>,
    year: Option<i32>,
}

fn take_table(
    table: &Found<'_, Option<Column>>,
    columns: &Columns,
    harvest: &mut Harvest,
) -> Result<Vec<PublishedFigure>, IngestError> {
    note_unknown(table, harvest);
    let mut places = Vec::new();
    let mut raw = Vec::new();
    table.rows("published", harvest, &mut |row, harvest| {
        let cells = figures_of(table, &row, (columns, harvest), places.len());
        if cells.iter().all(|cell| columns.is_blank(&cell.cell)) {
            return if is_told(table, &row, columns) { Ok(()) } else { Err(Skip::Blank) };
        }
        let at = |wanted: Column| table.at(|column| column.as_ref() == Some(&wanted));
        let year = year(&row, at(Column::Year), columns)?;
        let unit = unit(&row, at(Column::Unit), (columns, harvest))?;
        places.push(Place { origin: row.origin, unit, year });
        raw.extend(cells);
        Ok(())
    })?;
    let writing = Writing::of(&raw);
    let read = raw.into_iter().filter(|raw| !columns.is_blank(&raw.cell));
    Ok(read.filter_map(|raw| figure(raw, &writing, (&places, harvest))).collect())
}

/// Whether a row of a long table without a known rate has been told already.
fn is_told(table: &Found<'_, Option<Column>>, row: &Row, columns: &Columns) -> bool {
    let indicator = table.at(|column| column.as_ref() == Some(&Column::Indicator));
    indicator.is_some_and(|column| !columns.is_blank(row.cell(column)))
}

/// The cells of a row that are figures; in a long table one, under the name that the row gives.
fn figures_of(
    table: &Found<'_, Option<Column>>,
    row: &Row,
    (columns, harvest): (&Columns, &mut Harvest),
    at: usize,
) -> Vec<Raw> {
    let wide = table.columns.iter().enumerate().filter_map(|(column, bound)| match bound {
        Some(Column::Rate(rate, is_percent)) => Some(Raw {
            row: at,
            rate: rate.clone(),
            header: table.headers.get(column).cloned().unwrap_or_default(),
            is_percent: *is_percent,
            cell: row.cell(column).to_owned(),
        }),
        _ => None,
    });
    let mut cells: Vec<Raw> = wide.collect();
    let place = |wanted: Column| table.at(|column| column.as_ref() == Some(&wanted));
    if let (Some(indicator), Some(value)) = (place(Column::Indicator), place(Column::Value)) {
        let called = row.cell(indicator);
        match columns.figures().rate(called) {
            Some((rate, is_percent)) => cells.push(Raw {
                row: at,
                rate: rate.to_owned(),
                header: called.to_owned(),
                is_percent,
                cell: row.cell(value).to_owned(),
            }),
            None if columns.is_blank(called) => {}
            None => {
                let message = format!(
                    "没有叫“{called}”的指标，这个数没有用；请改成认得的名称，或在 rules/columns.toml 的 \
                     [published.rates] 里加上"
                );
                let detail = Detail { column: "rate", value: called, message, ..Detail::default() };
                harvest.notices.bad_value(&row.origin, detail);
            }
        }
    }
    cells
}

fn note_unknown(table: &Found<'_, Option<Column>>, harvest: &mut Harvest) {
    let unknown: Vec<&str> = table
        .headers
        .iter()
        .zip(&table.columns)
        .filter(|(header, column)| column.is_none() && !header.is_empty())
        .map(|(header, _)| header.as_str())
        .collect();
    if !unknown.is_empty() {
        let list = unknown.join("、");
        let message = format!(
            "以下各列不是认得的指标，没有用：{list}。如有该用的，请改列名，或在 rules/columns.toml 的 \
             [published.rates] 里加上"
        );
        harvest.notices.file(table.beside.table.place(), "unknown_columns", (&list, message));
    }
}

/// How a table writes shares that have no percent sign, as its numbers show.
struct Writing {
    /// A number above 1: such a number is a percentage.
    has_percent: bool,
    /// A number between 0 and 1.
    has_share: bool,
}

impl Writing {
    fn of(raw: &[Raw]) -> Self {
        let bare: Vec<f64> = raw
            .iter()
            .filter(|raw| raw.rate != COUNT)
            .filter_map(|raw| number(&fold(&raw.cell)))
            .collect();
        Self {
            has_percent: bare.iter().any(|value| *value > 1.0)
                || raw.iter().any(|raw| raw.is_percent),
            has_share: bare.iter().any(|value| *value > 0.0 && *value < 1.0),
        }
    }

    /// The share that a cell states. With a percent sign it is a percentage. Without one, a
    /// number above 1 is a percentage, and 0 is 0; a number up to 1 is a share if the table
    /// has no number above 1, no header in percent, and some number between 0 and 1.
    /// Anything else could be meant either way.
    fn share(&self, cell: &str) -> Result<f64, &'static str> {
        let folded = fold(cell);
        if let Some(percent) = folded.strip_suffix('%').and_then(number) {
            return if percent <= 100.0 { Ok(percent / 100.0) } else { Err(BEYOND) };
        }
        match number(&folded) {
            None => Err("应是 98.5%、98.5 或 0.985 这样的数"),
            Some(value) if value > 100.0 => Err(BEYOND),
            Some(value) if value > 1.0 => Ok(value / 100.0),
            Some(0.0) => Ok(0.0),
            Some(_) if self.has_percent => {
                Err("同一张表里也有百分数，分不清是百分数还是小数；请写成带 % 的数")
            }
            Some(value) if self.has_share => Ok(value),
            Some(_) => Err("分不清是 100% 还是 1%；请写成带 % 的数"),
        }
    }
}

const BEYOND: &str = "比率应在 0 到 100% 之间";

/// The rate that is no rate but a number of items.
const COUNT: &str = "n";

fn count(cell: &str) -> Result<f64, &'static str> {
    let folded = fold(cell);
    let bare = folded.strip_suffix('件').unwrap_or(&folded);
    number(bare).filter(|value| value.fract() == 0.0 && *value < 1e9).ok_or("应是整数件数，如 38")
}

/// Digits with at most one point between them.
fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (is_digits(whole) && is_digits(fraction)).then(|| text.parse().ok())?
}

fn figure(
    raw: Raw,
    writing: &Writing,
    (places, harvest): (&[Place], &mut Harvest),
) -> Option<PublishedFigure> {
    let place = places.get(raw.row)?;
    let value = if raw.rate == COUNT { count(&raw.cell) } else { writing.share(&raw.cell) };
    match value {
        Ok(value) => Some(PublishedFigure {
            origin: place.origin.clone(),
            unit: place.unit.clone(),
            year: place.year,
            rate: raw.rate,
            value,
        }),
        Err(why) => {
            let message = format!("“{}”的“{}”没有用：{why}", raw.header, raw.cell);
            let detail = Detail { column: "value", value: &raw.cell, message, ..Detail::default() };
            harvest.notices.row(&place.origin, "bad_value", detail);
            None
        }
    }
}

/// One figure a unit, year and rate; figures that contradict each other go, and are told.
pub(super) fn settled(
    figures: Vec<PublishedFigure>,
    harvest: &mut Harvest,
) -> Vec<PublishedFigure> {
    let mut kept: Vec<PublishedFigure> = Vec::new();
    let mut places = BTreeMap::new();
    let mut contradicted = BTreeSet::new();
    for figure in figures {
        let key = (figure.unit.clone(), figure.year, figure.rate.clone());
        let Some(first) = places.get(&key).and_then(|place: &usize| kept.get(*place)) else {
            places.insert(key, kept.len());
            kept.push(figure);
            continue;
        };
        if (first.value - figure.value).abs() < f64::EPSILON {
            continue;
        }
        let message = format!(
            "{}{}的这个指标在第 {} 行另有一个数，两处都没有用；请核对后只留一个",
            figure.unit.as_deref().unwrap_or("全部单位"),
            figure.year.map(|year| format!(" {year} 年")).unwrap_or_default(),
            first.origin.line,
        );
        let column = "value";
        let value = format!("{}｜{}", first.value, figure.value);
        let detail = Detail { column, value: &value, message, ..Detail::default() };
        harvest.notices.row(&figure.origin, "conflict", detail);
        contradicted.insert(key);
    }
    kept.retain(|figure| {
        !contradicted.contains(&(figure.unit.clone(), figure.year, figure.rate.clone()))
    });
    kept
}

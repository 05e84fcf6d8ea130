//! Small tables beside the input, with headers of their own: the figures that the office
//! itself has published (`--published`), and points given by hand (`--manual`).

mod headers;
mod manual;
mod published;
#[cfg(test)]
mod tests;

use std::{ops::ControlFlow, sync::Arc};

pub(crate) use self::headers::{Figures, Headers, Manual, Published};
use super::{
    cells::clean,
    columns::Columns,
    dates::parse_year,
    error::IngestError,
    files::{Role, Source},
    layout::HEAD_ROWS,
    rows::{RawRow, excerpt},
    survey::{Beside, beside, listed},
    take::Harvest,
};
use crate::records::{FileCount, HandPoints, Origin, PublishedFigure, Reject};

/// Takes the tables of the sources that are given as published figures or points by hand.
///
/// # Errors
///
/// What reading the files gives; [`IngestError::NotPublished`] and
/// [`IngestError::NotManual`] for a file without a table of its kind.
pub(super) fn take_figures(
    sources: &[Source],
    columns: &Columns,
    harvest: &mut Harvest,
) -> Result<(Vec<PublishedFigure>, Vec<HandPoints>), IngestError> {
    let mut figures = Vec::new();
    let mut points = Vec::new();
    for source in sources.iter().filter(|source| source.role.is_beside()) {
        let tables = beside(source, columns, &mut harvest.notices)?;
        if source.role == Role::Published {
            figures.extend(published::take((&source.name, &tables), columns, harvest)?);
        } else {
            points.extend(manual::take((&source.name, &tables), columns, harvest)?);
        }
    }
    Ok((published::settled(figures, harvest), manual::settled(points, harvest)))
}

/// A table whose header was found.
struct Found<'a, C> {
    beside: &'a Beside,
    /// Rows up to and with the header.
    skip: usize,
    /// Physical line of the header; 0 when the format has none.
    line: u32,
    /// Headers as written.
    headers: Vec<String>,
    /// What the columns hold.
    columns: Vec<C>,
}

/// The tables of which one of the first rows is a header in the eyes of `bind`.
fn found<'a, C>(
    tables: impl Iterator<Item = &'a Beside>,
    bind: impl Fn(&[String]) -> Option<Vec<C>>,
) -> Vec<Found<'a, C>> {
    let header = |beside: &'a Beside| {
        beside.head.iter().take(HEAD_ROWS).find_map(|(place, row)| {
            let columns = bind(&row.cells)?;
            let headers = row.cells.iter().map(|cell| cell.trim().to_owned()).collect();
            let skip = if beside.is_keyed() { 0 } else { place + 1 };
            Some(Found { beside, skip, line: row.line, headers, columns })
        })
    };
    tables.filter_map(header).collect()
}

/// The head of every table, for a message that says what was found.
fn seen(tables: &[Beside]) -> String {
    let top = |beside: &Beside| beside.head.first().map(|(_, row)| listed(&row.cells));
    let heads: Vec<String> = tables.iter().filter_map(top).collect();
    if heads.is_empty() { "（空）".to_owned() } else { heads.join("；") }
}

/// What every table of this kind has: a unit and a year in a row.
struct Row {
    origin: Origin,
    cells: Vec<String>,
}

impl Row {
    fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// Why a row is not taken.
#[derive(Debug, PartialEq, Eq)]
enum Skip {
    /// Nothing in it counts.
    Blank,
    /// It cannot be read: column, value, reason.
    Bad(&'static str, String, String),
}

impl<C> Found<'_, C> {
    /// Hands every row below the header to `take`, and counts what becomes of it.
    fn rows(
        &self,
        kind: &'static str,
        harvest: &mut Harvest,
        take: &mut dyn FnMut(Row, &mut Harvest) -> Result<(), Skip>,
    ) -> Result<(), IngestError> {
        let table = &self.beside.table;
        let mut counts = FileCount { file: table.label(), table: kind, ..FileCount::default() };
        let mut place = 0;
        table.visit(&mut |raw| {
            place += 1;
            if place > self.skip {
                counts.read += 1;
                self.row(raw, (&mut counts, harvest), take);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        harvest.counts.push(counts);
        if self.skip > 1 {
            let message = format!("表头不在第 1 行，按第 {} 行读取", self.line);
            harvest.notices.file(table.place(), "header_row", (&self.line.to_string(), message));
        }
        Ok(())
    }

    fn row(
        &self,
        raw: RawRow,
        (counts, harvest): (&mut FileCount, &mut Harvest),
        take: &mut dyn FnMut(Row, &mut Harvest) -> Result<(), Skip>,
    ) {
        let table = &self.beside.table;
        let sheet = table.sheet().cloned();
        let origin = Origin { file: Arc::clone(&table.file), sheet, line: raw.line };
        let taken = match raw.fault {
            Some(fault) => Err(Skip::Bad("", String::new(), fault)),
            None => {
                let cells = raw.cells.into_iter().map(|cell| clean(cell).0).collect();
                take(Row { origin: origin.clone(), cells }, harvest)
            }
        };
        match taken {
            Ok(()) => counts.judged += 1,
            Err(Skip::Blank) => counts.blank += 1,
            Err(Skip::Bad(column, value, reason)) => {
                counts.rejected += 1;
                harvest.rejects.push(Reject {
                    file: origin.file.to_string(),
                    sheet: origin.sheet.as_deref().unwrap_or_default().to_owned(),
                    line: origin.line,
                    reply_id: String::new(),
                    column: column.to_owned(),
                    value: excerpt(&value),
                    reason,
                });
            }
        }
    }

    fn at(&self, wanted: impl Fn(&C) -> bool) -> Option<usize> {
        self.columns.iter().position(wanted)
    }
}

/// The year of a row: `None` for all years, which a table without the column means, too.
fn year(row: &Row, column: Option<usize>, columns: &Columns) -> Result<Option<i32>, Skip> {
    let Some(column) = column else { return Ok(None) };
    let cell = row.cell(column);
    if columns.figures().is_all(cell) {
        return Ok(None);
    }
    let reason = if columns.is_blank(cell) {
        "年度没有填；是历年合计的请写“合计”，合并单元格请拆开填满"
    } else {
        "年度看不懂，应是四位年份，如 2024；是历年合计的请写“合计”"
    };
    parse_year(cell).map(Some).ok_or_else(|| Skip::Bad("year", cell.to_owned(), reason.to_owned()))
}

/// The unit of a row: `None` for all units together, which a table without the column
/// means, too.
fn unit(
    row: &Row,
    column: Option<usize>,
    (columns, harvest): (&Columns, &mut Harvest),
) -> Result<Option<String>, Skip> {
    let Some(column) = column else { return Ok(None) };
    let cell = row.cell(column);
    if columns.figures().is_all(cell) {
        return Ok(None);
    }
    if columns.is_blank(cell) {
        let reason = "单位没有填；是全部单位合计的请写“合计”，合并单元格请拆开填满".to_owned();
        return Err(Skip::Bad("unit", cell.to_owned(), reason));
    }
    Ok(Some(harvest.units.settle(columns.units(), &row.origin, cell)))
}

//! Reads filled sheets back, as any office program has saved them: rows in any order, filtered,
//! with columns moved or added.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    columns::{COLUMNS, Column, HASH},
    error::{Place, Problem, ReviewError},
    sheet::VERSION,
};
use crate::ingest::sheet_rows;

/// A workbook that came back.
#[derive(Debug)]
pub(super) struct Filled {
    /// The file as given.
    pub(super) file: String,
    /// What 版本 says.
    pub(super) version: BTreeMap<String, String>,
    /// Its rows.
    pub(super) rows: Vec<FilledRow>,
}

/// One row of it.
#[derive(Debug, Clone)]
pub(super) struct FilledRow {
    pub(super) place: Place,
    /// Cells by header; a cell that is not there is empty.
    cells: BTreeMap<&'static str, String>,
}

impl FilledRow {
    /// The cell below a header.
    pub(super) fn cell(&self, name: &str) -> &str {
        self.cells.get(name).map_or("", String::as_str)
    }

    /// A problem with the cell below a header.
    pub(super) fn problem(&self, column: &str, message: impl Into<String>) -> Problem {
        Problem { place: self.place.clone(), column: column.to_owned(), message: message.into() }
    }
}

/// Reads the workbooks in the given order.
///
/// # Errors
/// A file that cannot be read or that is no such workbook.
pub(super) fn filled(paths: &[PathBuf]) -> Result<Vec<Filled>, ReviewError> {
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Result<Filled, ReviewError> {
    let file = path.display().to_string();
    let sheets = sheet_rows(path)?;
    let missing = |sheet| ReviewError::NoSheet { file: file.clone(), sheet };
    let version = sheets.iter().find(|(name, _)| name == VERSION);
    let version = version.ok_or_else(|| missing(VERSION))?;
    let version = version.1.iter().filter_map(|(_, cells)| match cells.as_slice() {
        [fact, rest @ ..] => Some((fact.clone(), rest.first().cloned().unwrap_or_default())),
        [] => None,
    });
    let version = version.collect();
    let mut rows = Vec::new();
    let mut found = false;
    let mut problems = Vec::new();
    for (name, sheet) in &sheets {
        let Some(header) = sheet.iter().position(|(_, cells)| is_header(cells)) else { continue };
        found = true;
        let mut below = sheet.iter().skip(header);
        let Some((line, header)) = below.next() else { continue };
        let place = |line: u32| Place { file: file.clone(), sheet: name.clone(), line };
        for column in &COLUMNS {
            if !header.iter().any(|cell| cell.trim() == column.name) {
                problems.push(Problem {
                    place: place(*line),
                    column: column.name.to_owned(),
                    message: "这一列没有了，请用原表恢复".to_owned(),
                });
            }
        }
        let below = below.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        rows.extend(below.map(|(line, cells)| FilledRow {
            place: place(*line),
            cells: by_header(header, cells),
        }));
    }
    if !found {
        return Err(missing("复核"));
    }
    if !problems.is_empty() {
        return Err(ReviewError::Refused(problems));
    }
    Ok(Filled { file, version, rows })
}

fn is_header(cells: &[String]) -> bool {
    cells.iter().any(|cell| cell.trim() == HASH)
}

fn by_header(header: &[String], cells: &[String]) -> BTreeMap<&'static str, String> {
    let cell = |column: &Column| {
        let at = header.iter().position(|cell| cell.trim() == column.name)?;
        Some((column.name, cells.get(at)?.clone()))
    };
    COLUMNS.iter().filter_map(cell).collect()
}

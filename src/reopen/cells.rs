//! One row of a Parquet table of ours by column name, typed.

use std::{collections::BTreeMap, path::Path, str::FromStr};

use csv::StringRecord;
use serde::de::DeserializeOwned;
use shida_engine::span::Span;

use super::error::ReopenError;
use crate::frame::ParquetChunks;

/// The columns of a table and where they stand.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    names: &'a [String],
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(names: &'a [String]) -> Self {
        Self { names, places: names.iter().map(String::as_str).zip(0..).collect() }
    }
}

/// A row: its columns and cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    columns: &'a Columns<'a>,
    row: &'a [Option<String>],
}

impl<'a> Cells<'a> {
    pub(super) fn of(columns: &'a Columns<'a>, row: &'a [Option<String>]) -> Self {
        Self { columns, row }
    }

    /// Whether the table has the column.
    pub(super) fn has(self, column: &str) -> bool {
        self.columns.places.contains_key(column)
    }

    /// The cell, verbatim; `None` when it is null or the column is missing.
    pub(super) fn text(self, column: &str) -> Option<&'a str> {
        self.row.get(*self.columns.places.get(column)?)?.as_deref()
    }

    pub(super) fn owned(self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    /// The value; `None` also when it cannot be read.
    pub(super) fn value<T: FromStr>(self, column: &str) -> Option<T> {
        self.text(column)?.parse().ok()
    }

    /// Points in hundredths.
    pub(super) fn points(self, column: &str) -> Option<i32> {
        let points: f64 = self.value(column)?;
        Some((points * 100.0).round() as i32)
    }

    /// `start_char` and `end_char`.
    pub(super) fn span(self) -> Option<Span> {
        Some(Span { start: self.value("start_char")?, end: self.value("end_char")? })
    }

    /// A record whose fields are columns of the same name; `None` when one cannot be read.
    pub(super) fn record<T: DeserializeOwned>(self) -> Option<T> {
        let headers: StringRecord = self.columns.names.iter().map(String::as_str).collect();
        let cells = self.row.iter().map(|cell| cell.as_deref().unwrap_or_default());
        let cells: StringRecord = cells.collect();
        cells.deserialize(Some(&headers)).ok()
    }
}

/// Shows every row of a table to `visit`, in the order of the file; memory holds one row group.
pub(super) fn each_row(
    path: &Path,
    mut visit: impl FnMut(Cells<'_>) -> Result<(), ReopenError>,
) -> Result<(), ReopenError> {
    for chunk in ParquetChunks::open(path)? {
        let chunk = chunk?;
        let columns = Columns::of(&chunk.headers);
        chunk.rows.iter().try_for_each(|row| visit(Cells::of(&columns, row)))?;
    }
    Ok(())
}

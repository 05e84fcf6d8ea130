//! commitments: the ledger of promises, streamed row by row.

use std::path::Path;

use super::{
    TablesError,
    column::{Column, day, flag, int, text},
    sink::{Files, Sink},
};
use crate::records::Commitment;

/// Writes commitments.csv and commitments.parquet row by row; memory is bounded by one row
/// group.
pub struct CommitmentsWriter {
    sink: Sink,
    columns: Vec<Column<Commitment>>,
}

impl CommitmentsWriter {
    /// Creates the files in `dir`.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn create(dir: &Path) -> Result<Self, TablesError> {
        let columns = columns();
        let sink = Sink::create(dir, "commitments", Files::Both, &columns)?;
        Ok(Self { sink, columns })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&mut self, row: &Commitment) -> Result<(), TablesError> {
        self.sink.append(&self.columns, row)
    }

    /// Closes the files.
    ///
    /// # Errors
    /// When the last rows cannot be written.
    pub fn finish(self) -> Result<(), TablesError> {
        self.sink.finish()
    }
}

/// The contract columns, and behind them what carries a promise to the next year's run.
fn columns() -> Vec<Column<Commitment>> {
    vec![
        text("reply_id", |row: &Commitment| Some(&row.reply_id)),
        text("unit", |row: &Commitment| row.unit.as_deref()),
        text("text", |row: &Commitment| Some(&row.text)),
        text("object", |row: &Commitment| row.object.as_deref()),
        text("place", |row: &Commitment| row.place.as_deref()),
        day("due", |row: &Commitment| row.due),
        text("due_text", |row: &Commitment| row.due_text.as_deref()),
        text("responsible", |row: &Commitment| row.responsible.as_deref()),
        text("amount", |row: &Commitment| row.amount.as_deref()),
        text("grade", |row: &Commitment| Some(&row.grade)),
        text("status", |row: &Commitment| Some(row.status.name())),
        text("source", |row: &Commitment| Some(&row.source)),
        text("promise_id", |row: &Commitment| Some(&row.promise_id)),
        int("year", |row: &Commitment| row.year.map(i64::from)),
        day("done_date", |row: &Commitment| row.done_date),
        flag("late", |row: &Commitment| row.late),
    ]
}

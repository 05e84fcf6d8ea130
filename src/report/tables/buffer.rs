//! Values of one column, kept until a row group is full.
//!
//! Text lies in one string with its ends, so that a row costs no allocation of its own. A column
//! is handed on and given up in one step, since a row group of the widest table takes tens of
//! megabytes.

use chrono::NaiveDate;

use super::column::{Cell, finite};
use crate::frame::write::{CellType, Cells};

/// The values of one column in row order.
#[derive(Debug)]
pub(super) enum Buffer {
    Text(TextBuffer),
    Int(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Bool(Vec<Option<bool>>),
    Date(Vec<Option<NaiveDate>>),
}

/// Texts end to end.
#[derive(Debug, Default)]
pub(super) struct TextBuffer {
    text: String,
    /// For each value the byte behind it; the next one begins there.
    ends: Vec<usize>,
    /// For each value whether there is one; else it is null and takes no byte.
    known: Vec<bool>,
}

impl Buffer {
    /// An empty buffer for a column of that type.
    pub(super) fn new(kind: CellType) -> Self {
        match kind {
            CellType::Text => Self::Text(TextBuffer::default()),
            CellType::Int => Self::Int(Vec::new()),
            CellType::Float => Self::Float(Vec::new()),
            CellType::Bool => Self::Bool(Vec::new()),
            CellType::Date => Self::Date(Vec::new()),
        }
    }

    /// Appends a cell; a cell of another type than the column's counts as null (columns are
    /// built so that this cannot be).
    pub(super) fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(texts), Cell::Text(value)) => texts.push(value.as_deref()),
            (Self::Text(texts), _) => texts.push(None),
            (Self::Int(values), cell) => values.push(as_int(cell)),
            (Self::Float(values), cell) => values.push(as_float(cell)),
            (Self::Bool(values), Cell::Flag(value)) => values.push(*value),
            (Self::Bool(values), _) => values.push(None),
            (Self::Date(values), Cell::Day(value)) => values.push(*value),
            (Self::Date(values), _) => values.push(None),
        }
    }

    /// Empties the buffer and shows `write` what lay in it, as the Parquet writer takes it.
    pub(super) fn give<T>(&mut self, write: impl FnOnce(Cells<'_>) -> T) -> T {
        match self {
            Self::Text(texts) => write(Cells::Text(std::mem::take(texts).values())),
            Self::Int(values) => write(Cells::Int(std::mem::take(values))),
            Self::Float(values) => write(Cells::Float(std::mem::take(values))),
            Self::Bool(values) => write(Cells::Bool(std::mem::take(values))),
            Self::Date(values) => write(Cells::Date(std::mem::take(values))),
        }
    }
}

impl TextBuffer {
    fn push(&mut self, value: Option<&str>) {
        self.text.push_str(value.unwrap_or_default());
        self.ends.push(self.text.len());
        self.known.push(value.is_some());
    }

    fn values(&self) -> Vec<Option<&str>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let spans = starts.zip(&self.ends).map(|(start, end)| self.text.get(*start..*end));
        spans.zip(&self.known).map(|(text, known)| text.filter(|_| *known)).collect()
    }
}

fn as_int(cell: &Cell<'_>) -> Option<i64> {
    if let Cell::Int(value) = cell { *value } else { None }
}

fn as_float(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Points(value) => value.map(|points| points as f64 / 100.0),
        Cell::Mean(value) | Cell::Share(value) => finite(*value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_empty_text_stay_apart() {
        let mut buffer = Buffer::new(CellType::Text);
        for value in [Some("甲"), None, Some(""), Some("=乙")] {
            buffer.push(&Cell::Text(value.map(Into::into)));
        }
        let given = |cells: Cells<'_>| {
            assert_eq!(cells, Cells::Text(vec![Some("甲"), None, Some(""), Some("=乙")]))
        };
        buffer.give(given);
        buffer.give(|cells| assert_eq!(cells, Cells::Text(Vec::new()), "given up"));
    }

    #[test]
    fn points_become_hundredths_over_a_hundred() {
        let mut buffer = Buffer::new(CellType::Float);
        buffer.push(&Cell::Points(Some(8005)));
        buffer.push(&Cell::Share(Some(f64::NAN)));
        buffer.give(|cells| assert_eq!(cells, Cells::Float(vec![Some(80.05), None])));
    }
}

//! Values of one column, kept until a row group is full.
//!
//! Text lies in one string with its ends, so that a row costs no allocation of its own.

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

/// Texts end to end; `None` where the value is null.
#[derive(Debug, Default)]
pub(super) struct TextBuffer {
    text: String,
    spans: Vec<Option<(usize, usize)>>,
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

    /// What lies in the buffer, as the Parquet writer takes it.
    pub(super) fn cells(&self) -> Cells<'_> {
        match self {
            Self::Text(texts) => Cells::Text(texts.values()),
            Self::Int(values) => Cells::Int(values.clone()),
            Self::Float(values) => Cells::Float(values.clone()),
            Self::Bool(values) => Cells::Bool(values.clone()),
            Self::Date(values) => Cells::Date(values.clone()),
        }
    }

    /// Empties the buffer and keeps its room.
    pub(super) fn clear(&mut self) {
        match self {
            Self::Text(texts) => {
                texts.text.clear();
                texts.spans.clear();
            }
            Self::Int(values) => values.clear(),
            Self::Float(values) => values.clear(),
            Self::Bool(values) => values.clear(),
            Self::Date(values) => values.clear(),
        }
    }
}

impl TextBuffer {
    fn push(&mut self, value: Option<&str>) {
        let start = self.text.len();
        self.spans.push(value.map(|text| {
            self.text.push_str(text);
            (start, self.text.len())
        }));
    }

    fn values(&self) -> Vec<Option<&str>> {
        let value =
            |span: &Option<(usize, usize)>| span.and_then(|(start, end)| self.text.get(start..end));
        self.spans.iter().map(value).collect()
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
        let Cells::Text(values) = buffer.cells() else { panic!("a text column") };
        assert_eq!(values, [Some("甲"), None, Some(""), Some("=乙")]);
    }

    #[test]
    fn points_become_hundredths_over_a_hundred() {
        let mut buffer = Buffer::new(CellType::Float);
        buffer.push(&Cell::Points(Some(8005)));
        buffer.push(&Cell::Share(Some(f64::NAN)));
        let Cells::Float(values) = buffer.cells() else { panic!("a float column") };
        assert_eq!(values, [Some(80.05), None]);
    }
}

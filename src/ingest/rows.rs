//! A row as a reader of any format hands it on: text cells and the line they stand on.

use std::ops::ControlFlow;

use super::error::IngestError;
use crate::excerpt::harmless;

/// One row before any column is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawRow {
    /// Physical line or row number, 1-based.
    pub(super) line: u32,
    /// Cells from the left; dates as `YYYY-MM-DD`, numbers without a needless `.0`.
    pub(super) cells: Vec<String>,
    /// Why the row could not be taken apart, in Chinese; then `cells` is empty.
    pub(super) fault: Option<String>,
}

impl RawRow {
    /// A row that could be read.
    pub(super) fn whole(line: u32, cells: Vec<String>) -> Self {
        Self { line, cells, fault: None }
    }

    /// A row that could not.
    pub(super) fn faulty(line: u32, fault: String) -> Self {
        Self { line, cells: Vec::new(), fault: Some(fault) }
    }

    /// Whether there is nothing at all in it.
    pub(super) fn is_blank(&self) -> bool {
        self.fault.is_none() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Takes rows one by one; `Break` ends the reading early.
pub(super) type Visit<'a> = dyn FnMut(RawRow) -> Result<ControlFlow<()>, IngestError> + 'a;

/// A number as a person would write it: `31`, not `31.0`; no exponent for large ids.
pub(super) fn number_text(number: f64) -> String {
    format!("{number}")
}

/// The start of a value for a message: at most 60 chars, control characters as blanks.
pub(super) fn excerpt(value: &str) -> String {
    harmless(&value.trim().chars().take(60).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_lose_their_point() {
        assert_eq!(number_text(31.0), "31");
        assert_eq!(number_text(20_240_031.0), "20240031");
        assert_eq!(number_text(1e15), "1000000000000000");
        assert_eq!(number_text(0.5), "0.5");
    }

    #[test]
    fn an_excerpt_is_one_line_of_sixty_chars() {
        assert_eq!(excerpt(" a\nb "), "a b");
        assert_eq!(excerpt(&"字".repeat(99)).chars().count(), 60);
    }

    #[test]
    fn blanks_do_not_fill_a_row() {
        assert!(RawRow::whole(1, vec![" ".into(), "\u{3000}".into()]).is_blank());
        assert!(!RawRow::whole(1, vec!["字".into()]).is_blank());
        assert!(!RawRow::faulty(1, "坏".into()).is_blank());
    }
}

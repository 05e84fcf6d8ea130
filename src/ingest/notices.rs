//! Gathers notices, and names each kind only so often per table.

use std::{collections::BTreeMap, sync::Arc};

use super::rows::excerpt;
use crate::records::{Notice, Origin};

/// Rows of a kind that are named one by one; a closing notice gives the number of all.
const NAMED: u64 = 20;
/// Bad values are named more often: each is a cell to be mended.
const NAMED_VALUES: u64 = 1000;

/// What a notice says of a row.
#[derive(Debug, Default)]
pub(super) struct Detail<'a> {
    /// The row's id, or empty.
    pub(super) reply_id: &'a str,
    /// Canonical column, or empty.
    pub(super) column: &'static str,
    /// The value concerned, or empty.
    pub(super) value: &'a str,
    /// What happened and what to do, in Chinese.
    pub(super) message: String,
}

type Counted = (Arc<str>, Option<Arc<str>>, &'static str);

/// The notices of a run so far.
#[derive(Debug, Default)]
pub(super) struct Notices {
    rows: Vec<Notice>,
    counts: BTreeMap<Counted, u64>,
}

impl Notices {
    /// A notice on a whole file or sheet.
    pub(super) fn file(
        &mut self,
        (file, sheet): (&str, Option<&str>),
        kind: &'static str,
        (value, message): (&str, String),
    ) {
        self.rows.push(Notice {
            file: file.to_owned(),
            sheet: sheet.unwrap_or_default().to_owned(),
            line: None,
            reply_id: String::new(),
            kind,
            column: String::new(),
            value: excerpt(value),
            message,
        });
    }

    /// A notice on a row; beyond the limit of its kind it is only counted.
    pub(super) fn row(&mut self, origin: &Origin, kind: &'static str, detail: Detail<'_>) {
        if self.count(origin, kind) > limit(kind) {
            return;
        }
        self.rows.push(Notice {
            file: origin.file.to_string(),
            sheet: origin.sheet.as_deref().unwrap_or_default().to_owned(),
            line: Some(origin.line),
            reply_id: detail.reply_id.to_owned(),
            kind,
            column: detail.column.to_owned(),
            value: excerpt(detail.value),
            message: detail.message,
        });
    }

    fn count(&mut self, origin: &Origin, kind: &'static str) -> u64 {
        let key = (Arc::clone(&origin.file), origin.sheet.clone(), kind);
        let count = self.counts.entry(key).or_default();
        *count += 1;
        *count
    }

    /// All notices, closed with one for each kind of which not every row was named.
    pub(super) fn finish(mut self) -> Vec<Notice> {
        for ((file, sheet, kind), count) in std::mem::take(&mut self.counts) {
            if count > limit(kind) {
                let message =
                    format!("同类情况共 {count} 处，前 {} 处已逐一列出，其余从略", limit(kind));
                self.file((&file, sheet.as_deref()), kind, (&count.to_string(), message));
            }
        }
        self.rows
    }
}

fn limit(kind: &str) -> u64 {
    if kind == "bad_value" { NAMED_VALUES } else { NAMED }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(line: u32) -> Origin {
        Origin { file: "表.csv".into(), sheet: None, line }
    }

    fn notices(count: u32, kind: &'static str) -> Vec<Notice> {
        let mut notices = Notices::default();
        for line in 1..=count {
            notices.row(&origin(line), kind, Detail::default());
        }
        notices.finish()
    }

    #[test]
    fn twenty_rows_are_named_without_a_closing_notice() {
        assert_eq!(notices(20, "no_reply").len(), 20);
    }

    #[test]
    fn the_twenty_first_row_becomes_a_closing_notice_with_the_count() {
        let notices = notices(45, "no_reply");
        assert_eq!(notices.len(), 21);
        assert_eq!((notices[20].line, notices[20].value.as_str()), (None, "45"));
    }

    #[test]
    fn bad_values_are_named_up_to_a_thousand() {
        assert_eq!(notices(999, "bad_value").len(), 999);
        assert_eq!(notices(2000, "bad_value").len(), 1001);
    }

    #[test]
    fn a_long_value_is_shortened() {
        let mut notices = Notices::default();
        notices.file(("表.csv", None), "format", (&"字".repeat(100), String::new()));
        assert_eq!(notices.finish()[0].value.chars().count(), 60);
    }
}

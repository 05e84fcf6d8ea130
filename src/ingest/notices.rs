//! Gathers notices, and names each kind only so often per table. Equal cells that could not
//! be read are one notice: 600 rows of an unknown word are one thing to mend.

use std::{collections::BTreeMap, sync::Arc};

use super::rows::excerpt;
use crate::records::{Notice, Origin};

/// Rows of a kind that are named one by one; a closing notice gives the number of all.
const NAMED: u64 = 20;
/// Different values of a table that could not be read and are named one by one.
const NAMED_VALUES: u64 = 1000;
/// Rows that are named of one such value.
const NAMED_ROWS: usize = 5;
/// The kind of a cell that could not be read as what its column holds.
pub(super) const BAD_VALUE: &str = "bad_value";

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
/// File, sheet, column, value.
type Bad = (Arc<str>, Option<Arc<str>>, String, String);

/// Rows with the same value that could not be read.
#[derive(Debug)]
struct Group {
    /// Its notice among the rows.
    place: usize,
    count: u64,
    /// The first lines.
    lines: Vec<u32>,
}

/// The notices of a run so far.
#[derive(Debug, Default)]
pub(super) struct Notices {
    rows: Vec<Notice>,
    counts: BTreeMap<Counted, u64>,
    bad: BTreeMap<Bad, Group>,
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

    /// A notice on a cell that could not be read; rows with the same value in the same column
    /// share it, whatever their message says beyond the first.
    pub(super) fn bad_value(&mut self, origin: &Origin, detail: Detail<'_>) {
        let (column, value) = (detail.column.to_owned(), excerpt(detail.value));
        let key = (Arc::clone(&origin.file), origin.sheet.clone(), column, value);
        if let Some(group) = self.bad.get_mut(&key) {
            group.count += 1;
            if group.lines.len() < NAMED_ROWS && !group.lines.contains(&origin.line) {
                group.lines.push(origin.line);
            }
            return;
        }
        let place = self.rows.len();
        self.row(origin, BAD_VALUE, detail);
        if self.rows.len() > place {
            self.bad.insert(key, Group { place, count: 1, lines: vec![origin.line] });
        }
    }

    fn count(&mut self, origin: &Origin, kind: &'static str) -> u64 {
        let key = (Arc::clone(&origin.file), origin.sheet.clone(), kind);
        let count = self.counts.entry(key).or_default();
        *count += 1;
        *count
    }

    /// All notices, closed with one for each kind of which not every row was named.
    pub(super) fn finish(mut self) -> Vec<Notice> {
        for group in std::mem::take(&mut self.bad).into_values().filter(|group| group.count > 1) {
            if let Some(notice) = self.rows.get_mut(group.place) {
                let lines: Vec<String> = group.lines.iter().map(u32::to_string).collect();
                let rest = if group.count > group.lines.len() as u64 { "等" } else { "" };
                let which = format!("（共 {} 处：第 {} 行{rest}）", group.count, lines.join("、"));
                notice.message.push_str(&which);
            }
        }
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
    if kind == BAD_VALUE { NAMED_VALUES } else { NAMED }
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

    fn bad(values: impl Iterator<Item = (u32, &'static str, String)>) -> Vec<Notice> {
        let mut notices = Notices::default();
        for (line, column, value) in values {
            let message = "看不懂".to_owned();
            let detail = Detail { column, value: &value, message, ..Detail::default() };
            notices.bad_value(&origin(line), detail);
        }
        notices.finish()
    }

    #[test]
    fn different_bad_values_are_named_up_to_a_thousand() {
        let all = |count: u32| bad((1..=count).map(|n| (n, "satisfaction", n.to_string())));
        assert_eq!(all(999).len(), 999);
        assert_eq!(all(2000).len(), 1001);
    }

    #[test]
    fn six_hundred_rows_of_one_unknown_word_are_one_notice() {
        let notices = bad((2..602).map(|line| (line, "satisfaction", "还行".to_owned())));
        assert_eq!((notices.len(), notices[0].line), (1, Some(2)));
        assert_eq!(notices[0].message, "看不懂（共 600 处：第 2、3、4、5、6 行等）");
    }

    #[test]
    fn one_word_in_two_columns_is_two_notices() {
        let notices = bad([(2, "attitude"), (2, "outcome"), (3, "outcome")]
            .into_iter()
            .map(|(line, column)| (line, column, "还行".to_owned())));
        let messages: Vec<_> = notices.iter().map(|notice| notice.message.as_str()).collect();
        assert_eq!(messages, ["看不懂", "看不懂（共 2 处：第 2、3 行）"]);
    }

    #[test]
    fn a_long_value_is_shortened() {
        let mut notices = Notices::default();
        notices.file(("表.csv", None), "format", (&"字".repeat(100), String::new()));
        assert_eq!(notices.finish()[0].value.chars().count(), 60);
    }
}

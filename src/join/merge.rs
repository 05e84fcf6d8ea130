//! Metrics rows of one suggestion become one row; what they contradict becomes null.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    fields::Field,
    notices::{name, notice, place, places},
};
use crate::{
    excerpt::shortened,
    metrics::Value,
    records::{MetricsRow, Notice, Origin},
};

/// All that the table says of one suggestion.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merged {
    /// The values; `origin` is the first row's.
    pub(super) row: MetricsRow,
    /// Where the rows stand, in order.
    pub(super) origins: Vec<Origin>,
    /// Whether rows contradicted each other.
    pub(super) conflict: bool,
}

/// One entry a key, sorted by key; the order of the rows does not matter.
///
/// `by_year`: rows of one id and different years are different suggestions; else the id alone
/// is the key. Rows without an id are never merged with each other.
pub(super) fn merge(rows: Vec<MetricsRow>, by_year: bool) -> (Vec<Merged>, Vec<Notice>) {
    let mut groups: BTreeMap<_, Vec<MetricsRow>> = BTreeMap::new();
    for row in rows {
        let apart = row.raw_id.is_empty().then(|| row.origin.clone());
        let year = if by_year { row.year } else { None };
        groups.entry((row.raw_id.clone(), year, apart)).or_default().push(row);
    }
    let mut notices = Vec::new();
    let merged = groups.into_values().filter_map(|group| merge_group(group, &mut notices));
    (merged.collect(), notices)
}

fn merge_group(mut rows: Vec<MetricsRow>, notices: &mut Vec<Notice>) -> Option<Merged> {
    // Nearly always: there is nothing to put together, and nothing is copied.
    if rows.len() == 1 {
        let row = rows.pop()?;
        return Some(Merged { origins: vec![row.origin.clone()], row, conflict: false });
    }
    rows.sort_by(|left, right| left.origin.cmp(&right.origin));
    let origins: Vec<Origin> = rows.iter().map(|row| row.origin.clone()).collect();
    let distinct = collapse(rows, notices);
    let mut row = distinct.first()?.clone();
    row.year = distinct.iter().find_map(|row| row.year);
    let before = notices.len();
    for field in Field::all() {
        let values: BTreeSet<Value<'_>> =
            distinct.iter().filter_map(|other| field.get(other)).collect();
        if values.len() > 1 {
            field.take(&mut row, None);
            notices.push(conflict(field, &row, &distinct, values));
        } else if let Some(other) = distinct.iter().find(|other| field.get(other).is_some()) {
            field.take(&mut row, Some(other));
        }
    }
    let conflict = notices.len() > before;
    if !conflict && distinct.len() > 1 {
        notices.extend(distinct.iter().skip(1).map(|other| completed(other, &row.origin)));
    }
    Some(Merged { row, origins, conflict })
}

/// Takes away rows that say nothing new. The rows are in the order of their places.
fn collapse(rows: Vec<MetricsRow>, notices: &mut Vec<Notice>) -> Vec<MetricsRow> {
    let mut distinct: Vec<MetricsRow> = Vec::new();
    for row in rows {
        match distinct.iter().find(|known| same(known, &row)) {
            Some(known) => notices.push(duplicate(&row, &known.origin)),
            None => distinct.push(row),
        }
    }
    distinct
}

fn same(left: &MetricsRow, right: &MetricsRow) -> bool {
    let content = |row: &MetricsRow| (row.year, row.unit.clone(), row.title.clone());
    content(left) == content(right) && left.metrics == right.metrics
}

fn duplicate(row: &MetricsRow, first: &Origin) -> Notice {
    let message = format!("{}与{}完全相同，只计一次", place(&row.origin), place(first));
    notice(&row.origin, &row.raw_id, "duplicate", message)
}

fn completed(row: &MetricsRow, first: &Origin) -> Notice {
    let message = format!("{}与{}同一编号、互不矛盾，已合为一行", place(&row.origin), place(first));
    notice(&row.origin, &row.raw_id, "duplicate", message)
}

/// Chars of a value that a notice shows.
const SHOWN: usize = 60;

fn conflict(
    field: Field,
    row: &MetricsRow,
    rows: &[MetricsRow],
    values: BTreeSet<Value<'_>>,
) -> Notice {
    let joined = |show: &dyn Fn(Value<'_>) -> String| {
        values.iter().map(|value| shortened(&show(*value), SHOWN)).collect::<Vec<_>>().join("｜")
    };
    // What names people is told by its place alone.
    let (value, shown) = if field.is_personal() {
        (String::new(), String::new())
    } else {
        (joined(&|value| value.to_string()), format!("：{}", joined(&|value| field.shown(value))))
    };
    let speaking = rows.iter().filter(|row| field.get(row).is_some());
    let message = format!(
        "{}的{}不一致（{}{shown}），按不可知处理；请核对后只留一个值",
        places(speaking.map(|row| &row.origin)),
        field.label(),
        name(&row.raw_id, row.year),
    );
    let told = notice(&row.origin, &row.raw_id, "conflict", message);
    Notice { column: field.name().to_owned(), value, ..told }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        join::samples::metrics_row,
        metrics::Metric,
        records::Metrics,
        score::samples::{dated_metrics, day},
    };

    #[test]
    fn identical_rows_count_once_and_are_told() {
        let rows = [5, 2, 9].map(|line| metrics_row("7", Some(2024), line, dated_metrics()));
        let (merged, notices) = merge(rows.to_vec(), false);
        assert_eq!((merged.len(), merged[0].row.origin.line), (1, 2));
        assert!(!merged[0].conflict);
        let lines: Vec<_> = notices.iter().map(|notice| (notice.kind, notice.line)).collect();
        assert_eq!(lines, [("duplicate", Some(5)), ("duplicate", Some(9))]);
        assert_eq!(notices[0].message, "指标.csv 第 5 行与指标.csv 第 2 行完全相同，只计一次");
    }

    #[test]
    fn what_rows_contradict_becomes_null_and_names_both_lines() {
        let other =
            Metrics { replied: day("2024-06-30"), published: Some(true), ..dated_metrics() };
        let rows = vec![
            metrics_row("7", Some(2024), 8, other),
            metrics_row("7", Some(2024), 3, dated_metrics()),
        ];
        let (merged, notices) = merge(rows, false);
        let metrics = &merged[0].row.metrics;
        assert!(merged[0].conflict);
        assert_eq!((metrics.replied, metrics.published), (None, Some(true)));
        assert_eq!(metrics.assigned, day("2024-03-11"));
        assert_eq!(notices.len(), 1);
        assert_eq!(
            (notices[0].kind, notices[0].column.as_str(), notices[0].value.as_str()),
            ("conflict", "replied", "2024-05-20｜2024-06-30")
        );
        let message = "指标.csv 第 3 行、指标.csv 第 8 行的答复日期不一致\
                       （2024年编号 7：2024-05-20｜2024-06-30），按不可知处理；请核对后只留一个值";
        assert_eq!(notices[0].message, message);
    }

    #[test]
    fn rows_that_complete_each_other_become_one() {
        let contact = Metrics { first_contact: day("2024-04-01"), ..Metrics::default() };
        let rows = vec![
            metrics_row("7", None, 2, contact),
            metrics_row("7", Some(2024), 3, dated_metrics()),
        ];
        let (merged, notices) = merge(rows, false);
        assert_eq!(merged[0].row.metrics.first_contact, day("2024-04-01"));
        assert_eq!(merged[0].row.metrics.replied, day("2024-05-20"));
        assert_eq!(merged[0].row.year, Some(2024));
        assert_eq!((notices.len(), notices[0].kind), (1, "duplicate"));
    }

    #[test]
    fn years_are_kept_apart_only_when_asked() {
        let rows = [2023, 2024].map(|year| metrics_row("7", Some(year), 2, dated_metrics()));
        assert_eq!(merge(rows.to_vec(), true).0.len(), 2);
        assert_eq!(merge(rows.to_vec(), false).0.len(), 1);
    }

    #[test]
    fn rows_without_an_id_are_not_taken_for_one_suggestion() {
        let rows = [2, 3].map(|line| metrics_row("", None, line, dated_metrics()));
        let (merged, notices) = merge(rows.to_vec(), false);
        assert_eq!((merged.len(), notices.len()), (2, 0));
    }

    #[test]
    fn a_long_value_is_shortened_in_the_notice() {
        let with = |text: String| Metrics { promise: Some(text.into()), ..Metrics::default() };
        let rows = vec![
            metrics_row("7", None, 2, with("修".repeat(100))),
            metrics_row("7", None, 3, with("建".repeat(60))),
        ];
        let value = merge(rows, false).1[0].value.clone();
        assert_eq!(value, format!("{}…｜{}", "修".repeat(60), "建".repeat(60)));
    }

    #[test]
    fn contradicting_values_are_told_in_words_and_names_of_people_are_not_told() {
        let rows = [("satisfied", "王某"), ("basic", "李某")].into_iter().zip(2..);
        let rows = rows.map(|((rating, person), line)| {
            let mut metrics = dated_metrics();
            Metric::Satisfaction.set(&mut metrics, Some(Value::Text(rating)));
            Metric::ContactPerson.set(&mut metrics, Some(Value::Text(person)));
            metrics_row("7", Some(2024), line, metrics)
        });
        let (merged, notices) = merge(rows.collect(), false);
        assert_eq!(merged[0].row.metrics, dated_metrics());
        assert_eq!((notices.len(), notices[0].value.as_str()), (2, "basic｜satisfied"));
        assert!(notices[0].message.contains("：基本满意｜满意"), "{}", notices[0].message);
        assert_eq!(notices[1].column, "contact_person");
        let told = format!("{}{}", notices[1].value, notices[1].message);
        assert!(!told.contains("王某") && !told.contains("李某"), "{told}");
    }
}

//! Items without a reply text: assigned, and owed an answer all the same.

use super::{
    matching::{years_by_id, years_matter},
    merge::merge,
};
use crate::records::{Key, MetricsRow};

/// The items of `without_text` (rows of replies tables with no text) and `orphans` (rows of
/// metrics tables that no reply belongs to), each item once, sorted by id and year.
///
/// An id that has a reply of the same year elsewhere is no such item; where one side gives no
/// year, the id alone decides. Rows of one id are put together as in the metrics table; what they contradict is
/// not known, and has been told where it stands.
#[must_use]
pub fn unanswered<'a>(
    replies: impl IntoIterator<Item = &'a Key>,
    without_text: &[MetricsRow],
    orphans: &[MetricsRow],
) -> Vec<MetricsRow> {
    let rows: Vec<MetricsRow> = without_text.iter().chain(orphans).cloned().collect();
    let by_year = years_matter(&[], &rows);
    let years = years_by_id(replies.into_iter().map(|reply| (reply.raw_id.as_str(), reply.year)));
    let is_answered = |row: &MetricsRow| {
        let known = years.get(row.raw_id.as_str()).filter(|_| !row.raw_id.is_empty());
        known.is_some_and(|years| {
            row.year.is_none() || years.contains(&row.year) || years.contains(&None)
        })
    };
    let (merged, _) = merge(rows, by_year);
    merged.into_iter().map(|merged| merged.row).filter(|row| !is_answered(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::join::samples::{metrics_row, reply};
    use crate::score::samples::dated_metrics;

    fn row(id: &str, year: Option<i32>, line: u32) -> MetricsRow {
        metrics_row(id, year, line, crate::records::Metrics::default())
    }

    fn ids(rows: &[MetricsRow]) -> Vec<(&str, Option<i32>)> {
        rows.iter().map(|row| (row.raw_id.as_str(), row.year)).collect()
    }

    #[test]
    fn an_item_of_both_tables_counts_once_with_what_both_say() {
        let mut text = row("7", Some(2024), 2);
        text.unit = Some("民政局".to_owned());
        let metrics = metrics_row("7", Some(2024), 3, dated_metrics());
        let found = unanswered([], &[text], &[metrics]);
        assert_eq!(ids(&found), [("7", Some(2024))]);
        assert_eq!(found[0].unit.as_deref(), Some("民政局"));
        assert_eq!(found[0].metrics.assigned, dated_metrics().assigned);
    }

    #[test]
    fn an_id_that_is_answered_in_another_row_is_no_open_item() {
        let replies = [reply("7", Some(2024), 2), reply("8", Some(2023), 3)];
        let open = [row("7", Some(2024), 9), row("8", Some(2024), 10), row("9", None, 11)];
        assert_eq!(ids(&unanswered(&replies, &open, &[])), [("8", Some(2024)), ("9", None)]);
    }

    #[test]
    fn rows_without_an_id_are_items_of_their_own() {
        let open = [row("", None, 9), row("", None, 10)];
        assert_eq!(unanswered(&[reply("", None, 2)], &open, &[]).len(), 2);
    }
}

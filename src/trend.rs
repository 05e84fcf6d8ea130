//! How quality moves over the years: per year, over all units and for each.

use std::collections::BTreeMap;

use crate::{
    records::{Estimate, ReplyRow, TrendRow},
    statistics::{group_seed, mean_points, share},
};

/// Per year the share of non-answers (0–1, Wilson interval) and the mean text score (0–100,
/// bootstrap interval), over all replies and for each unit.
///
/// Replies without a year are in no row, replies without a unit only in the rows over all
/// units. Sorted by series, then unit (all together first), then year.
#[must_use]
pub fn trends(rows: &[ReplyRow]) -> Vec<TrendRow> {
    let groups = groups(rows);
    let mut found = Vec::with_capacity(groups.len() * SERIES.len());
    for (series, estimate) in SERIES {
        for ((unit, year), rows) in &groups {
            found.push(TrendRow {
                series,
                unit: unit.map(str::to_owned),
                year: *year,
                estimate: estimate(rows, group_seed(*unit, Some(*year))),
            });
        }
    }
    found
}

type Measure = fn(&[&ReplyRow], u64) -> Estimate;

const SERIES: [(&str, Measure); 2] =
    [("non_answer_share", non_answer_share), ("text_score", text_score)];

fn groups(rows: &[ReplyRow]) -> BTreeMap<(Option<&str>, i32), Vec<&ReplyRow>> {
    let mut groups: BTreeMap<_, Vec<&ReplyRow>> = BTreeMap::new();
    for row in rows {
        let Some(year) = row.year else {
            continue;
        };
        groups.entry((None, year)).or_default().push(row);
        if let Some(unit) = row.unit.as_deref() {
            groups.entry((Some(unit), year)).or_default().push(row);
        }
    }
    groups
}

fn non_answer_share(rows: &[&ReplyRow], _seed: u64) -> Estimate {
    share(rows.iter().map(|row| row.verdict.non_answer))
}

fn text_score(rows: &[&ReplyRow], seed: u64) -> Estimate {
    let scores: Vec<i32> = rows.iter().map(|row| row.verdict.text_score).collect();
    mean_points(&scores, seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::samples::row;

    fn years() -> Vec<ReplyRow> {
        let mut rows = Vec::new();
        for (year, scores) in [(2022, [80, 90, 70]), (2023, [60, 20, 40])] {
            for (score, unit) in scores.into_iter().zip(["民政局", "民政局", "教育局"]) {
                rows.push(row(Some(unit), Some(year), score * 100));
            }
        }
        rows
    }

    #[test]
    fn every_series_has_every_unit_and_all_together_by_year() {
        let found = trends(&years());
        let keys: Vec<_> =
            found.iter().map(|row| (row.series, row.unit.as_deref(), row.year)).collect();
        assert_eq!(keys.len(), 2 * 3 * 2);
        assert_eq!(keys[0], ("non_answer_share", None, 2022));
        assert_eq!(keys[1], ("non_answer_share", None, 2023));
        assert_eq!(keys[2], ("non_answer_share", Some("教育局"), 2022));
        assert_eq!(keys[6], ("text_score", None, 2022));
    }

    #[test]
    fn a_text_trend_is_the_mean_of_its_year() {
        let found = trends(&years());
        let all: Vec<_> = found
            .iter()
            .filter(|row| row.series == "text_score" && row.unit.is_none())
            .map(|row| (row.year, row.estimate.n, row.estimate.value))
            .collect();
        assert_eq!(all, [(2022, 3, Some(80.0)), (2023, 3, Some(40.0))]);
    }

    #[test]
    fn a_reply_without_a_year_is_in_no_trend() {
        assert!(trends(&[row(Some("民政局"), None, 5_000)]).is_empty());
    }

    #[test]
    fn a_reply_without_a_unit_counts_only_for_all_together() {
        let found = trends(&[row(None, Some(2024), 5_000)]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|row| row.unit.is_none() && row.estimate.n == 1));
    }

    #[test]
    fn another_unit_changes_no_other_units_trend() {
        let before = trends(&years());
        let mut rows = years();
        rows.push(row(Some("水务局"), Some(2023), 9_000));
        let after = trends(&rows);
        for kept in before.iter().filter(|row| row.unit.is_some()) {
            assert!(after.contains(kept), "{kept:?}");
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let mut rows = years();
        let before = trends(&rows);
        rows.reverse();
        assert_eq!(before, trends(&rows));
    }
}

//! The unit table: every unit over all years and per year, with intervals and ranks.

use std::{cmp::Ordering, collections::BTreeMap};

use super::rates::rates;
use crate::{
    records::{ReplyRow, UnitRow},
    statistics::{group_seed, mean, mean_points, share},
};

/// One row per unit over all years and one per unit and year, sorted by unit, then year with
/// all years first. Ranks compare units of the same year (or of all years) by mean score; a
/// unit below `minimum_n` replies has none. Replies without a unit are in no row.
///
/// Seeds come from unit and year, so that a unit's numbers do not move when another unit is
/// added; only its rank does.
#[must_use]
pub fn score_units(rows: &[ReplyRow], minimum_n: u32) -> Vec<UnitRow> {
    let forms = rows.iter().any(|row| row.metrics.satisfaction.is_some());
    let groups = groups(rows);
    let mut ranks = ranks(&groups, minimum_n);
    groups
        .iter()
        .map(|(key, rows)| {
            let mut found = unit_row(*key, rows, forms);
            found.rank = ranks.remove(key);
            found
        })
        .collect()
}

/// A unit and a year, or all years.
type Key<'a> = (&'a str, Option<i32>);

fn groups(rows: &[ReplyRow]) -> BTreeMap<Key<'_>, Vec<&ReplyRow>> {
    let mut groups: BTreeMap<_, Vec<&ReplyRow>> = BTreeMap::new();
    for row in rows {
        let Some(unit) = row.unit.as_deref() else {
            continue;
        };
        groups.entry((unit, None)).or_default().push(row);
        if row.year.is_some() {
            groups.entry((unit, row.year)).or_default().push(row);
        }
    }
    groups
}

fn unit_row((unit, year): Key<'_>, rows: &[&ReplyRow], forms: bool) -> UnitRow {
    let scores: Vec<i32> = rows.iter().map(|row| row.score).collect();
    let proposed: Vec<i32> = rows.iter().map(|row| row.proposed).collect();
    let texts: Vec<i32> = rows.iter().map(|row| row.verdict.text_score).collect();
    let seed = group_seed(Some(unit), year);
    UnitRow {
        unit: unit.to_owned(),
        year,
        n: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        score: mean_points(&scores, seed),
        waiting: rows.iter().filter(|row| row.confirmed == Some(false)).count() as u32,
        score_if_confirmed: mean(&proposed).map(|hundredths| hundredths / 100.0),
        rank: None,
        non_answer_share: share(rows.iter().map(|row| row.verdict.non_answer)),
        text_score: mean_points(&texts, seed),
        rates: rates(rows, forms),
    }
}

/// A mean as an exact fraction.
#[derive(Clone, Copy)]
struct Mean {
    sum: i64,
    n: i64,
}

impl Mean {
    fn of(rows: &[&ReplyRow]) -> Self {
        Self { sum: rows.iter().map(|row| i64::from(row.score)).sum(), n: rows.len() as i64 }
    }

    /// Best first. Fractions are compared crosswise: a rank never hangs on a rounding error.
    fn compare(self, other: Self) -> Ordering {
        (i128::from(other.sum) * i128::from(self.n))
            .cmp(&(i128::from(self.sum) * i128::from(other.n)))
    }
}

fn ranks<'a>(groups: &BTreeMap<Key<'a>, Vec<&ReplyRow>>, minimum_n: u32) -> BTreeMap<Key<'a>, u32> {
    let mut years: BTreeMap<Option<i32>, Vec<(&'a str, Mean)>> = BTreeMap::new();
    for ((unit, year), rows) in groups {
        if rows.len() >= minimum_n as usize {
            years.entry(*year).or_default().push((unit, Mean::of(rows)));
        }
    }
    let mut ranks = BTreeMap::new();
    for (year, mut units) in years {
        units.sort_by(|left, right| left.1.compare(right.1));
        let mut before: Option<(Mean, u32)> = None;
        for (place, (unit, mean)) in (1..).zip(units) {
            let rank = match before {
                Some((last, rank)) if last.compare(mean) == Ordering::Equal => rank,
                _ => place,
            };
            before = Some((mean, rank));
            ranks.insert((unit, year), rank);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::samples::row;

    fn scored(unit: &str, year: i32, scores: &[i32]) -> Vec<ReplyRow> {
        scores.iter().map(|score| row(Some(unit), Some(year), score * 100)).collect()
    }

    fn rank_of(rows: &[UnitRow], unit: &str, year: Option<i32>) -> Option<u32> {
        rows.iter().find(|row| row.unit == unit && row.year == year).unwrap().rank
    }

    #[test]
    fn every_unit_has_all_years_first_and_then_each() {
        let mut rows = scored("教育局", 2023, &[70, 80]);
        rows.extend(scored("教育局", 2022, &[60]));
        rows.extend(scored("交通局", 2022, &[50]));
        let keys: Vec<_> =
            score_units(&rows, 1).into_iter().map(|row| (row.unit, row.year, row.n)).collect();
        let expected = [
            ("交通局", None, 1),
            ("交通局", Some(2022), 1),
            ("教育局", None, 3),
            ("教育局", Some(2022), 1),
            ("教育局", Some(2023), 2),
        ];
        assert_eq!(keys, expected.map(|(unit, year, n)| (unit.to_owned(), year, n)));
    }

    #[test]
    fn ties_share_a_rank_and_the_next_is_skipped() {
        let mut rows = scored("甲局", 2024, &[70, 80]);
        rows.extend(scored("乙局", 2024, &[75]));
        rows.extend(scored("丙局", 2024, &[90, 60, 60]));
        rows.extend(scored("丁局", 2024, &[99]));
        let found = score_units(&rows, 1);
        let ranks = ["甲局", "乙局", "丙局", "丁局"].map(|unit| rank_of(&found, unit, Some(2024)));
        assert_eq!(ranks, [Some(2), Some(2), Some(4), Some(1)]);
    }

    #[test]
    fn a_unit_below_the_minimum_is_listed_without_a_rank() {
        let mut rows = scored("甲局", 2024, &[99]);
        rows.extend(scored("乙局", 2024, &[50, 50]));
        let found = score_units(&rows, 2);
        assert_eq!(rank_of(&found, "甲局", Some(2024)), None);
        assert_eq!(rank_of(&found, "乙局", Some(2024)), Some(1));
    }

    #[test]
    fn another_unit_moves_no_number_but_the_rank() {
        let rows = scored("甲局", 2024, &[50, 60, 90]);
        let before = score_units(&rows, 1);
        let mut more = scored("乙局", 2024, &[95, 99]);
        more.extend(rows);
        for mut kept in score_units(&more, 1).into_iter().filter(|row| row.unit == "甲局") {
            assert_eq!(kept.rank, Some(2));
            kept.rank = Some(1);
            assert!(before.contains(&kept), "{kept:?}");
        }
    }

    #[test]
    fn the_order_of_replies_changes_nothing() {
        let mut rows = scored("甲局", 2024, &[50, 60, 90, 20]);
        rows.extend(scored("乙局", 2023, &[95, 99]));
        let before = score_units(&rows, 1);
        rows.reverse();
        assert_eq!(before, score_units(&rows, 1));
    }

    #[test]
    fn a_reply_without_a_unit_is_in_no_row() {
        assert!(score_units(&[row(None, Some(2024), 100)], 1).is_empty());
    }
}

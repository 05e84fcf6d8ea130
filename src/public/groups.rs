//! k-anonymity: units that are too small in a year to be told by their names.
//!
//! Generalisation as in Sweeney (2002), "k-anonymity: a model for protecting privacy",
//! International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10:557–570.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::AddAssign,
};

/// Unit and year of an item; `None` = not known.
pub(super) type Where<'a> = (Option<&'a str>, Option<i32>);

/// Which units keep their name in which year.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    named: BTreeMap<Option<i32>, BTreeSet<String>>,
    /// Units that keep it in no year.
    pub(super) merged: BTreeSet<String>,
}

impl Groups {
    /// Chooses them so that every unit has at least `k` replies in every year in which it is
    /// told by its name. Where what is merged in a year would be fewer than `k`, the next
    /// smallest unit of that year joins it: else a subtraction would tell it. A unit without any
    /// reply keeps its name when it owes at least `k`.
    pub(super) fn of(replies: &[Where<'_>], unanswered: &[Where<'_>], k: usize) -> Self {
        let mut years: BTreeMap<Option<i32>, BTreeMap<&str, Count>> = BTreeMap::new();
        let one = |replies, unanswered| Count { replies, unanswered };
        let all = replies.iter().map(|place| (place, one(1, 0)));
        for ((unit, year), count) in all.chain(unanswered.iter().map(|place| (place, one(0, 1)))) {
            if let Some(unit) = unit {
                *years.entry(*year).or_default().entry(unit).or_default() += count;
            }
        }
        let units: BTreeSet<&str> =
            years.values().flat_map(|units| units.keys().copied()).collect();
        let named: BTreeMap<_, _> =
            years.into_iter().map(|(year, units)| (year, named(&units, k))).collect();
        let is_merged = |unit: &&str| !named.values().any(|names| names.contains(*unit));
        let merged = units.into_iter().filter(is_merged).map(ToOwned::to_owned).collect();
        Self { named, merged }
    }

    /// Whether a unit is told by its name in any year.
    pub(super) fn tells_ever(&self, unit: &str) -> bool {
        self.named.values().any(|names| names.contains(unit))
    }

    /// Whether a unit is told by its name in that year.
    pub(super) fn tells(&self, unit: &str, year: Option<i32>) -> bool {
        self.named.get(&year).is_some_and(|names| names.contains(unit))
    }
}

/// Items of one unit and year.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    replies: usize,
    unanswered: usize,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.replies += other.replies;
        self.unanswered += other.unanswered;
    }
}

impl Count {
    fn items(self) -> usize {
        self.replies + self.unanswered
    }

    /// Whether a unit may be told by its name.
    fn is_large(self, k: usize) -> bool {
        self.replies >= k || (self.replies == 0 && self.unanswered >= k)
    }

    /// Whether what is merged is there and too small.
    fn is_too_few(self, k: usize) -> bool {
        (1..k).contains(&self.replies) || (1..k).contains(&self.items())
    }
}

/// The units of one year that keep their name.
fn named(units: &BTreeMap<&str, Count>, k: usize) -> BTreeSet<String> {
    let mut merged = Count::default();
    let mut large: Vec<(&str, Count)> = Vec::new();
    for (unit, count) in units {
        match count.is_large(k) {
            true => large.push((unit, *count)),
            false => merged += *count,
        }
    }
    large.sort_by_key(|(unit, count)| (count.items(), *unit));
    let mut large = large.into_iter();
    while merged.is_too_few(k) {
        let Some((_, count)) = large.next() else { break };
        merged += count;
    }
    large.map(|(unit, _)| unit.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(groups: &[(&'static str, i32, usize)]) -> Vec<Where<'static>> {
        let row =
            |(unit, year, n): &(&'static str, i32, usize)| vec![(Some(*unit), Some(*year)); *n];
        groups.iter().flat_map(row).collect()
    }

    fn merged(groups: &Groups) -> Vec<&str> {
        groups.merged.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_small_unit_loses_its_name_and_a_large_one_in_its_small_year() {
        let rows = rows(&[
            ("教育局", 2023, 6),
            ("教育局", 2024, 3),
            ("档案局", 2024, 2),
            ("水务局", 2024, 9),
        ]);
        let groups = Groups::of(&rows, &[], 5);
        assert_eq!(merged(&groups), ["档案局"]);
        assert!(groups.tells("教育局", Some(2023)) && !groups.tells("教育局", Some(2024)));
        assert!(groups.tells("水务局", Some(2024)), "three and two are five together");
    }

    #[test]
    fn what_is_merged_in_a_year_is_itself_large_enough() {
        let rows = rows(&[("教育局", 2024, 9), ("水务局", 2024, 6), ("档案局", 2024, 1)]);
        let groups = Groups::of(&rows, &[], 5);
        assert_eq!(merged(&groups), ["档案局", "水务局"], "the next smallest joins");
        assert!(groups.tells("教育局", Some(2024)));
    }

    #[test]
    fn nothing_is_merged_where_all_are_large() {
        let groups = Groups::of(&rows(&[("教育局", 2024, 5)]), &[], 5);
        assert!(groups.merged.is_empty() && groups.tells("教育局", Some(2024)));
    }

    #[test]
    fn a_unit_that_answers_nothing_is_told_when_it_owes_enough() {
        let replies = rows(&[("教育局", 2024, 8)]);
        let owed = rows(&[("水务局", 2024, 7), ("档案局", 2024, 1), ("教育局", 2024, 1)]);
        let groups = Groups::of(&replies, &owed, 5);
        assert_eq!(merged(&groups), ["档案局", "水务局"], "one alone would be told");
        let owed = rows(&[("水务局", 2024, 7)]);
        assert!(Groups::of(&replies, &owed, 5).tells("水务局", Some(2024)));
    }

    proptest! {
        #[test]
        fn every_unit_and_year_that_is_told_has_k_rows_and_so_has_what_is_merged(
            rows in prop::collection::vec((0_u8..6, 2021_i32..2025), 0..80),
            owed in prop::collection::vec((0_u8..6, 2021_i32..2025), 0..20),
            k in 2_usize..8,
        ) {
            let names = ["甲", "乙", "丙", "丁", "戊", "己"];
            let place = |(unit, year): &(u8, i32)| (Some(names[*unit as usize]), Some(*year));
            let rows: Vec<Where<'_>> = rows.iter().map(place).collect();
            let owed: Vec<Where<'_>> = owed.iter().map(place).collect();
            let groups = Groups::of(&rows, &owed, k);
            let mut counts: BTreeMap<Where<'_>, usize> = BTreeMap::new();
            for (unit, year) in &rows {
                let unit = unit.filter(|unit| groups.tells(unit, *year));
                *counts.entry((unit, *year)).or_default() += 1;
            }
            for ((unit, year), count) in &counts {
                let all = rows.iter().filter(|(_, other)| other == year).count();
                prop_assert!(*count >= k || (unit.is_none() && *count == all), "{unit:?} {year:?}");
            }
        }
    }
}

//! How many days replies took: told as a distribution, never rewarded.

use std::collections::BTreeMap;

use super::rulefile::{Checks, Kind};
use crate::records::{ReplyRow, ReplySpeed};

/// The distribution of natural days from assignment to reply: all together, then by unit, each
/// for all years and by year. Rows without both days, or with a reply before its assignment,
/// are in none.
#[must_use]
pub fn speeds(checks: &Checks, rows: &[ReplyRow]) -> Vec<ReplySpeed> {
    let fast = checks.rules.iter().find(|rule| rule.kind == Kind::TooFast);
    let cuts = fast.map(|rule| (rule.cut("days"), rule.cut("substance")));
    let mut groups: BTreeMap<Group<'_>, Vec<(i64, u8)>> = BTreeMap::new();
    for row in rows {
        let Some(days) = row.days_to_reply.filter(|days| *days >= 0) else { continue };
        let mut add = |unit, year| {
            groups.entry((unit, year)).or_default().push((days, row.verdict.substance));
        };
        let unit = row.unit.as_deref();
        add(None, None);
        if row.year.is_some() {
            add(None, row.year);
        }
        if unit.is_some() {
            add(unit, None);
        }
        if unit.is_some() && row.year.is_some() {
            add(unit, row.year);
        }
    }
    groups.into_iter().map(|(group, replies)| speed(group, replies, cuts)).collect()
}

/// A unit and a year; `None` = all of them.
type Group<'a> = (Option<&'a str>, Option<i32>);

fn speed(
    (unit, year): Group<'_>,
    mut replies: Vec<(i64, u8)>,
    cuts: Option<(f64, f64)>,
) -> ReplySpeed {
    replies.sort_unstable();
    let days: Vec<i64> = replies.iter().map(|(days, _)| *days).collect();
    let fast = replies.iter().filter(|(days, _)| cuts.is_some_and(|cut| *days as f64 <= cut.0));
    let empty = |(_, substance): &&(i64, u8)| cuts.is_some_and(|cut| f64::from(*substance) < cut.1);
    ReplySpeed {
        unit: unit.map(ToOwned::to_owned),
        year,
        n: days.len() as u32,
        least: days.first().copied().unwrap_or_default(),
        lower: quantile(&days, 0.25),
        median: quantile(&days, 0.5),
        upper: quantile(&days, 0.75),
        most: days.last().copied().unwrap_or_default(),
        fast: fast.clone().count() as u32,
        fast_empty: fast.filter(empty).count() as u32,
    }
}

/// Quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996, as
/// Excel's QUARTILE).
fn quantile(sorted: &[i64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = place.floor() as usize;
    let low = sorted.get(at).copied().unwrap_or_default() as f64;
    let high = sorted.get(at + 1).map_or(low, |high| *high as f64);
    low + (high - low) * (place - place.floor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quartiles_are_those_of_a_spreadsheet() {
        let days = [3, 5, 8, 13];
        assert_eq!([0.25, 0.5, 0.75].map(|share| quantile(&days, share)), [4.5, 6.5, 9.25]);
        assert_eq!(quantile(&[7], 0.25), 7.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    proptest! {
        #[test]
        fn quartiles_lie_in_order_within_the_range(
            mut days in proptest::collection::vec(0_i64..400, 1..50)
        ) {
            days.sort_unstable();
            let found = speed((None, None), days.iter().map(|d| (*d, 0)).collect(), None);
            prop_assert!(found.least as f64 <= found.lower && found.lower <= found.median);
            prop_assert!(found.median <= found.upper && found.upper <= found.most as f64);
            prop_assert_eq!(found.fast, 0);
        }
    }
}

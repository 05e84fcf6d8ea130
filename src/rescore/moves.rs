//! What moves when a run is scored by another profile: ranks and scores of units, disposals of
//! replies, and the item that brought it.

use std::collections::BTreeMap;

use crate::{
    records::{LedgerLine, Moves, ReplyMove, ReplyRow, UnitMove, UnitRow},
    run::scored,
    score::{GATE, Profile, UNKNOWN_SCALING, UnitScore},
};

impl UnitMove {
    /// Ranks up (+) or down (−).
    #[must_use]
    pub fn step(&self) -> i64 {
        let (Some(old), Some(new)) = self.rank else { return 0 };
        i64::from(old) - i64::from(new)
    }

    pub(super) fn change(&self) -> f64 {
        self.score.1.unwrap_or_default() - self.score.0.unwrap_or_default()
    }
}

/// Rows, units and profile of one scoring.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) rows: &'a [ReplyRow],
    pub(super) units: &'a [UnitRow],
    pub(super) totals: &'a [UnitScore],
    pub(super) profile: &'a Profile,
}

/// Compares two scorings of the same replies.
pub(super) fn moves(old: Side<'_>, new: Side<'_>) -> Moves {
    let mut sums: BTreeMap<&str, Gains> = BTreeMap::new();
    let mut replies = Vec::new();
    for (before, after) in old.rows.iter().zip(new.rows) {
        let gains = gains((old.profile, before), (new.profile, after));
        if before.disposal != after.disposal {
            let change = after.score - before.score;
            replies.push(ReplyMove {
                reply_id: after.reply_id.clone(),
                unit: after.unit.clone(),
                score: (before.score, after.score),
                disposal: (before.disposal, after.disposal),
                item: strongest(&gains, f64::from(change)).map(|name| label(old, new, name)),
            });
        }
        if let Some(unit) = after.unit.as_deref() {
            let sum = sums.entry(unit).or_default();
            gains.into_iter().for_each(|(item, gain)| *sum.entry(item).or_default() += gain);
        }
    }
    let mut units = units(old, new);
    name_items(&mut units, sums, |name| label(old, new, name));
    units.sort_by(|one, two| {
        let key = |unit: &UnitMove| (unit.step().abs(), (unit.change().abs() * 1e6) as i64);
        key(two).cmp(&key(one)).then_with(|| one.unit.cmp(&two.unit))
    });
    Moves { units, replies }
}

/// Hundredths that a reply gains by each item.
type Gains = BTreeMap<String, f64>;

/// What each item has to do with the change of a reply's score. Weight that goes from one item
/// to another does harm where the reply is worse than it is on the whole: an item with the
/// weights w → w′ and the points c → c′ brings c′ − c − (w′ − w)·q, q being the share of all
/// points that the reply had before. The parts add up to the change.
fn gains(old: (&Profile, &ReplyRow), new: (&Profile, &ReplyRow)) -> Gains {
    let before = parts(&scored(old.0, old.1).ledger);
    let after = parts(&scored(new.0, new.1).ledger);
    let items = before.values().filter(|part| part.weight > 0.0);
    let had = items.map(|part| part.points).sum::<f64>() / FULL;
    let mut gains = Gains::new();
    for (parts, sign) in [(before, -1.0), (after, 1.0)] {
        for (item, Part { points, weight }) in parts {
            *gains.entry(item).or_default() += sign * (points - weight * had);
        }
    }
    gains
}

/// Hundredths of all points.
const FULL: f64 = 10_000.0;

/// What an item brings to the score and what it could bring, hundredths.
struct Part {
    points: f64,
    weight: f64,
}

/// Unknown items leave numerator and denominator, so that the others count for more. Gates
/// count as they stand.
fn parts(ledger: &[LedgerLine]) -> BTreeMap<String, Part> {
    let known: i32 = ledger.iter().map(|line| line.max_points).sum();
    let full = if known > 0 { FULL / f64::from(known) } else { 1.0 };
    let counts = |line: &&LedgerLine| known == 0 || line.item != UNKNOWN_SCALING;
    let part = |line: &LedgerLine| {
        let factor = if line.dimension == GATE { 1.0 } else { full };
        let points = f64::from(line.points) * factor;
        (line.item.clone(), Part { points, weight: f64::from(line.max_points) * factor })
    };
    ledger.iter().filter(counts).map(part).collect()
}

/// The item with the largest gain (or loss) in the direction of the whole change.
fn strongest(gains: &Gains, change: f64) -> Option<&str> {
    let along = |gain: f64| gain * change.signum();
    let mut items: Vec<_> =
        gains.iter().filter(|(_, gain)| change.abs() > 1e-6 && along(**gain) > 1e-6).collect();
    items
        .sort_by(|one, two| along(*two.1).total_cmp(&along(*one.1)).then_with(|| one.0.cmp(two.0)));
    items.first().map(|(item, _)| item.as_str())
}

fn label(old: Side<'_>, new: Side<'_>, name: &str) -> String {
    let label = new.profile.item_label(name);
    if label == name { old.profile.item_label(name) } else { label }.to_owned()
}

fn units(old: Side<'_>, new: Side<'_>) -> Vec<UnitMove> {
    let all_years = |units: &'_ [UnitRow]| -> Vec<UnitRow> {
        units.iter().filter(|unit| unit.year.is_none()).cloned().collect()
    };
    let before: BTreeMap<String, UnitRow> =
        all_years(old.units).into_iter().map(|unit| (unit.unit.clone(), unit)).collect();
    let pair = |after: UnitRow| {
        let before = before.get(&after.unit);
        let total = |side: Side<'_>| {
            let own = |unit: &&UnitScore| unit.year.is_none() && unit.unit == after.unit;
            side.totals.iter().find(own).and_then(|unit| unit.total)
        };
        UnitMove {
            total: (total(old), total(new)),
            n: after.n,
            rank: (before.and_then(|unit| unit.rank), after.rank),
            score: (before.and_then(|unit| unit.score.value), after.score.value),
            item: None,
            unit: after.unit,
        }
    };
    all_years(new.units).into_iter().map(pair).collect()
}

/// A unit moves among the others by what it gains more or less than they do.
fn name_items(units: &mut [UnitMove], sums: BTreeMap<&str, Gains>, label: impl Fn(&str) -> String) {
    let mut mean = Gains::new();
    let count = units.len().max(1) as f64;
    let of = |unit: &UnitMove| -> Gains {
        let sums = sums.get(unit.unit.as_str()).cloned().unwrap_or_default();
        sums.into_iter().map(|(item, sum)| (item, sum / f64::from(unit.n.max(1)))).collect()
    };
    for unit in units.iter() {
        of(unit)
            .into_iter()
            .for_each(|(item, gain)| *mean.entry(item).or_default() += gain / count);
    }
    let mean_change = units.iter().map(UnitMove::change).sum::<f64>() / count;
    for unit in units {
        let gains: Gains = of(unit)
            .into_iter()
            .map(|(item, gain)| {
                let usual = mean.get(&item).copied().unwrap_or_default();
                (item, gain - usual)
            })
            .collect();
        let change = unit.change() - mean_change;
        unit.item = strongest(&gains, change).map(&label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rescore::{Weight, reweighted},
        score::samples::default_profile,
    };

    const DEFAULT: &str = include_str!("../../rules/profiles/default.toml");

    fn row(number: u32) -> ReplyRow {
        crate::report::sample::replies(number).pop().unwrap()
    }

    #[test]
    fn the_parts_add_up_to_the_change_of_the_score() {
        let heavier = Weight { item: "text_score".into(), points: 4_000 };
        let new = Profile::parse(&reweighted(DEFAULT, &[heavier]).unwrap()).unwrap();
        let old = default_profile();
        for number in 1..30 {
            let row = row(number);
            let change = scored(&new, &row).score - scored(&old, &row).score;
            let sum: f64 = gains((&old, &row), (&new, &row)).values().sum();
            // The ledger rounds once for each item.
            assert!((sum - f64::from(change)).abs() < 12.0, "{number}: {sum} for {change}");
        }
    }

    #[test]
    fn a_poor_text_is_named_when_the_text_counts_for_more() {
        let heavier = Weight { item: "text_score".into(), points: 4_000 };
        let new = Profile::parse(&reweighted(DEFAULT, &[heavier]).unwrap()).unwrap();
        let mut row = row(3);
        row.metrics = crate::score::samples::full_metrics();
        row.verdict.text_score = 1_000;
        let gains = gains((&default_profile(), &row), (&new, &row));
        assert_eq!(strongest(&gains, -1.0), Some("text_score"));
    }

    #[test]
    fn without_a_change_no_item_is_named() {
        assert_eq!(strongest(&Gains::from([("a".to_owned(), 5.0)]), 0.0), None);
    }
}

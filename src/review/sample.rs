//! Draws replies by lot, so that the same seed draws the same and nobody can choose.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// Draws at most `n` ids of `(stratum, id)`, each stratum (a unit) by its share: quotas by
/// largest remainder (Hamilton), the remainder and the order within a stratum by lot.
pub(super) fn stratified<'a>(
    replies: impl Iterator<Item = (&'a str, &'a str)>,
    n: usize,
    seed: &str,
) -> BTreeSet<String> {
    let mut strata = BTreeMap::<&str, Vec<&str>>::new();
    for (stratum, id) in replies {
        strata.entry(stratum).or_default().push(id);
    }
    let total: usize = strata.values().map(Vec::len).sum();
    let n = n.min(total);
    let mut drawn = BTreeSet::new();
    for (stratum, quota) in quotas(&strata, n, seed) {
        let ids = strata.remove(stratum).unwrap_or_default();
        drawn.extend(by_lot(ids, seed).into_iter().take(quota).map(ToOwned::to_owned));
    }
    drawn
}

/// Draws at most `n` of the ids.
pub(super) fn simple<'a>(
    ids: impl Iterator<Item = &'a str>,
    n: usize,
    seed: &str,
) -> BTreeSet<String> {
    let ids: BTreeSet<&str> = ids.collect();
    by_lot(ids.into_iter().collect(), seed).into_iter().take(n).map(ToOwned::to_owned).collect()
}

fn quotas<'a>(
    strata: &BTreeMap<&'a str, Vec<&'a str>>,
    n: usize,
    seed: &str,
) -> Vec<(&'a str, usize)> {
    let total: usize = strata.values().map(Vec::len).sum::<usize>().max(1);
    let mut shares: Vec<(&str, usize, usize)> = strata
        .iter()
        .map(|(stratum, ids)| (*stratum, ids.len() * n / total, ids.len() * n % total))
        .collect();
    let left = n - shares.iter().map(|share| share.1).sum::<usize>();
    shares.sort_by_cached_key(|(stratum, _, rest)| (std::cmp::Reverse(*rest), lot(seed, stratum)));
    shares.iter_mut().take(left).for_each(|share| share.1 += 1);
    shares.into_iter().map(|(stratum, quota, _)| (stratum, quota)).collect()
}

fn by_lot<'a>(mut ids: Vec<&'a str>, seed: &str) -> Vec<&'a str> {
    ids.sort_by_cached_key(|id| (lot(seed, id), *id));
    ids
}

/// SHA-256 of seed and name: as good as a draw, and anybody can repeat it.
fn lot(seed: &str, name: &str) -> [u8; 32] {
    Sha256::digest(format!("{seed}\n{name}")).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(units: &[usize], n: usize, seed: &str) -> BTreeMap<String, usize> {
        let ids: Vec<(String, String)> = units
            .iter()
            .enumerate()
            .flat_map(|(unit, n)| {
                (0..*n).map(move |i| (format!("局{unit}"), format!("{unit}-{i}")))
            })
            .collect();
        let ids = ids.iter().map(|(unit, id)| (unit.as_str(), id.as_str()));
        let mut counts = BTreeMap::new();
        for id in stratified(ids, n, seed) {
            let unit = id.split('-').next().unwrap().to_owned();
            *counts.entry(unit).or_default() += 1;
        }
        counts
    }

    #[test]
    fn every_unit_is_drawn_by_its_share() {
        let counts = drawn(&[60, 30, 10], 10, "甲");
        assert_eq!(counts.into_values().collect::<Vec<_>>(), [6, 3, 1]);
    }

    #[test]
    fn another_seed_draws_others_and_the_same_the_same() {
        let ids: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let draw = |seed| simple(ids.iter().map(String::as_str), 10, seed);
        assert_eq!(draw("甲"), draw("甲"));
        assert_ne!(draw("甲"), draw("乙"));
    }

    proptest! {
        #[test]
        fn as_many_are_drawn_as_asked_and_no_unit_misses_its_share_by_one(
            units in prop::collection::vec(1..40_usize, 1..8),
            n in 0..120_usize,
        ) {
            let counts = drawn(&units, n, "种子");
            let total: usize = units.iter().sum();
            let n = n.min(total);
            prop_assert_eq!(counts.values().sum::<usize>(), n);
            for (unit, size) in units.iter().enumerate() {
                let got = counts.get(&unit.to_string()).copied().unwrap_or(0);
                prop_assert!((got * total).abs_diff(size * n) < total, "{} of {}", got, size);
            }
        }
    }
}

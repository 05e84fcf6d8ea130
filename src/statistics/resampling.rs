//! Intervals for statistics that have no formula: draw the cases again, and look.

use super::{Dice, RESAMPLES};

/// Of the resamples, how many must give a number for an interval to be stated.
const ENOUGH: usize = RESAMPLES / 100 * 95;

/// 95 % percentile bootstrap intervals (Efron and Tibshirani 1993, "An introduction to the
/// bootstrap", chapter 13) of `K` statistics of the same `n` cases.
///
/// `statistics` is given the places (0..n) of a resample, in any order and with repeats, and
/// answers `None` where a statistic has no value there. All `K` see the same 1,000 resamples,
/// so the difference of two of them is a statistic like any other. No interval is stated below
/// 2 cases, nor when more than 5 % of the resamples have no value: a label with one or two
/// positives says nothing about its spread. A share of 0 or 1 stays 0 or 1 in every resample:
/// its interval is a point, however few cases there are. The same `seed` and the same order of the cases
/// give the same intervals.
pub fn intervals<const K: usize>(
    n: usize,
    seed: u64,
    mut statistics: impl FnMut(&[usize]) -> [Option<f64>; K],
) -> [Option<(f64, f64)>; K] {
    if n < 2 {
        return [None; K];
    }
    let mut dice = Dice(seed);
    let mut drawn: [Vec<f64>; K] = std::array::from_fn(|_| Vec::with_capacity(RESAMPLES));
    let mut places = vec![0; n];
    for _ in 0..RESAMPLES {
        places.iter_mut().for_each(|place| *place = dice.below(n));
        for (values, value) in drawn.iter_mut().zip(statistics(&places)) {
            values.extend(value);
        }
    }
    drawn.map(middle)
}

/// The ends of the middle 95 % of the values: the 25th and the 975th of 1,000.
fn middle(mut values: Vec<f64>) -> Option<(f64, f64)> {
    if values.len() < ENOUGH {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |thousandths: usize| {
        let rank = (values.len() * thousandths).div_ceil(1_000);
        values.get(rank.saturating_sub(1)).copied()
    };
    Some((at(25)?, at(975)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(cases: &[bool], places: &[usize]) -> Option<f64> {
        let yes = places.iter().filter(|place| cases[**place]).count();
        Some(yes as f64 / places.len() as f64)
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial_distribution() {
        // scipy.stats.binom.ppf([0.025, 0.975], 100, 0.3) gives 21 and 39; a thousand draws
        // find those ends to within two cases.
        let cases: Vec<bool> = (0..100).map(|case| case < 30).collect();
        let [found] = intervals(100, 7, |places| [share(&cases, places)]);
        let (low, high) = found.unwrap();
        assert!((low - 0.21).abs() <= 0.02 && (high - 0.39).abs() <= 0.02, "{low} {high}");
    }

    #[test]
    fn the_ends_are_the_25th_and_the_975th_of_a_thousand() {
        assert_eq!(middle((1..=1_000).map(f64::from).collect()), Some((25.0, 975.0)));
    }

    #[test]
    fn the_same_seed_draws_the_same_cases() {
        let cases: Vec<bool> = (0..40).map(|case| case % 3 == 0).collect();
        let draw = |seed| intervals(40, seed, |places| [share(&cases, places)]);
        assert_eq!(draw(1), draw(1));
    }

    #[test]
    fn two_statistics_see_the_same_resamples() {
        let cases: Vec<bool> = (0..40).map(|case| case % 3 == 0).collect();
        let [one, other, difference] = intervals(40, 3, |places| {
            let share = share(&cases, places);
            [share, share, Some(0.0)]
        });
        assert_eq!(one, other);
        assert_eq!(difference, Some((0.0, 0.0)));
    }

    #[test]
    fn too_few_values_give_no_interval() {
        assert_eq!(intervals(1, 1, |_| [Some(1.0)]), [None]);
        // One positive in twenty cases is missing from 36 % of the resamples.
        let found = intervals(20, 1, |places| [places.contains(&0).then_some(1.0)]);
        assert_eq!(found, [None]);
    }
}

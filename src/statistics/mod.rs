//! Shares and means with their 95 % intervals, always from integer counts; beside them how
//! well judgements agree, how well numbers rank, and intervals for statistics of any kind.

pub mod agreement;
pub mod keyness;
pub mod monotone;
pub mod ranking;
pub mod resampling;
pub mod shrinkage;

use crate::{
    records::Estimate,
    splitmix::{STEP, mix},
};

/// Two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Resamples behind a bootstrap interval.
const RESAMPLES: usize = 1_000;

/// From here on the mean is normal for every purpose of a report, and drawing a thousand
/// resamples of a whole province would cost more than reading its replies.
const BOOTSTRAP_LIMIT: usize = 5_000;

/// The share `successes / n` (0–1) with the score interval of Wilson (1927), "Probable
/// inference, the law of succession, and statistical inference", JASA 22:209–212.
///
/// `n = 0` gives no value and no interval; more successes than `n` count as `n`.
#[must_use]
pub fn wilson(successes: u32, n: u32) -> Estimate {
    if n == 0 {
        return NOTHING;
    }
    let count = f64::from(n);
    let share = f64::from(successes.min(n)) / count;
    let shrink = 1.0 + Z * Z / count;
    let centre = (share + Z * Z / (2.0 * count)) / shrink;
    let spread =
        Z / shrink * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    // Without the clamp the ends miss 0 and 1 by a rounding error at shares of 0 and 1.
    let low = if successes == 0 { 0.0 } else { (centre - spread).clamp(0.0, share) };
    let high = if successes >= n { 1.0 } else { (centre + spread).clamp(share, 1.0) };
    Estimate { n, value: Some(share), low: Some(low), high: Some(high) }
}

/// By how much an independent `later` share exceeds the `earlier` one (−1–1), with the 95 %
/// interval that Newcombe (1998), "Interval estimation for the difference between independent
/// proportions", Statistics in Medicine 17:873–890, method 10, makes of two Wilson intervals.
///
/// Two intervals may overlap although the difference is beyond chance, so that overlap alone
/// decides nothing. `n` is the smaller of the two; nothing is known unless both shares are.
#[must_use]
pub fn share_change(earlier: Estimate, later: Estimate) -> Estimate {
    let ends = |share: Estimate| Some((share.value?, share.low?, share.high?));
    let (Some(before), Some(after)) = (ends(earlier), ends(later)) else {
        return NOTHING;
    };
    let change = after.0 - before.0;
    Estimate {
        n: earlier.n.min(later.n),
        value: Some(change),
        low: Some(change - (after.0 - after.1).hypot(before.2 - before.0)),
        high: Some(change + (after.2 - after.0).hypot(before.0 - before.1)),
    }
}

/// The Wilson estimate of how many of the answers are `true`.
#[must_use]
pub fn share(answers: impl IntoIterator<Item = bool>) -> Estimate {
    let mut successes = 0;
    let mut n = 0;
    for answer in answers {
        n += 1;
        successes += u32::from(answer);
    }
    wilson(successes, n)
}

/// The mean of values in hundredths as points (hundredths ÷ 100), with the percentile
/// bootstrap interval of Efron (1979), "Bootstrap methods: another look at the jackknife",
/// Annals of Statistics 7:1–26; the 25th and 975th of 1,000 ordered resample means.
///
/// One observation says nothing about its own spread: the interval is `None` below 2. Very
/// small samples give intervals that are too narrow, which is why ranks ask for a minimum n.
/// From 5,000 observations on the normal interval takes over. The order of the values does
/// not matter; the same `seed` gives the same interval.
#[must_use]
pub fn mean_points(hundredths: &[i32], seed: u64) -> Estimate {
    let Some(value) = mean(hundredths) else {
        return NOTHING;
    };
    let n = u32::try_from(hundredths.len()).unwrap_or(u32::MAX);
    let ends = match hundredths.len() {
        0 | 1 => None,
        count if count < BOOTSTRAP_LIMIT => bootstrap(hundredths, seed),
        _ => Some(normal(hundredths, value)),
    };
    let points = |hundredths: f64| hundredths / 100.0;
    Estimate {
        n,
        value: Some(points(value)),
        low: ends.map(|ends| points(ends.0)),
        high: ends.map(|ends| points(ends.1)),
    }
}

/// The arithmetic mean, in the unit of the values; `None` for no values.
#[must_use]
pub fn mean(values: &[i32]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let sum: i64 = values.iter().map(|value| i64::from(*value)).sum();
    Some(sum as f64 / values.len() as f64)
}

/// A seed from names (FNV-1a, 64 bits), so that an interval depends on what it describes
/// and on nothing else in the run.
#[must_use]
pub fn seed(names: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for name in names {
        // 0xff never occurs in UTF-8, so that ["ab", "c"] and ["a", "bc"] differ.
        for byte in name.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

/// The seed of a unit's replies of a year (`None` = all), so that one group of replies has one
/// interval in whatever table it stands.
#[must_use]
pub fn group_seed(unit: Option<&str>, year: Option<i32>) -> u64 {
    // A unit cannot be told from "all" by its name alone, so the two have words of their own.
    let scope = if unit.is_some() { "unit" } else { "all" };
    let year = year.map_or_else(|| "all".to_owned(), |year| year.to_string());
    seed(&[scope, unit.unwrap_or_default(), &year])
}

/// What is known when nothing was observed.
const NOTHING: Estimate = Estimate { n: 0, value: None, low: None, high: None };

fn bootstrap(values: &[i32], seed: u64) -> Option<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut dice = Dice(seed);
    let mut sums: Vec<i64> = (0..RESAMPLES).map(|_| resample(&sorted, &mut dice)).collect();
    sums.sort_unstable();
    let at = |rank: usize| sums.get(rank - 1).map(|sum| *sum as f64 / values.len() as f64);
    Some((at(RESAMPLES * 25 / 1_000)?, at(RESAMPLES * 975 / 1_000)?))
}

fn resample(values: &[i32], dice: &mut Dice) -> i64 {
    (0..values.len())
        .filter_map(|_| values.get(dice.below(values.len())))
        .map(|value| i64::from(*value))
        .sum()
}

fn normal(values: &[i32], mean: f64) -> (f64, f64) {
    let count = values.len() as f64;
    // Integer sums first: the result cannot depend on the order of the values.
    let squares: i128 = values.iter().map(|value| i128::from(*value).pow(2)).sum();
    let variance = ((squares as f64 - count * mean * mean) / (count - 1.0)).max(0.0);
    let spread = Z * (variance / count).sqrt();
    (mean - spread, mean + spread)
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        let drawn = mix(self.0);
        self.0 = self.0.wrapping_add(STEP);
        drawn
    }

    /// A number below `bound`; the bias of multiply-and-shift is below 2⁻⁴⁰ here.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(left: Option<f64>, right: f64) -> bool {
        left.is_some_and(|left| (left - right).abs() < 5e-4)
    }

    #[test]
    fn wilson_agrees_with_newcombes_published_examples() {
        // Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
        let published = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (successes, n, low, high) in published {
            let found = wilson(successes, n);
            assert!(close(found.low, low), "{successes}/{n}: {found:?}");
            assert!(close(found.high, high), "{successes}/{n}: {found:?}");
        }
    }

    #[test]
    fn a_change_of_shares_agrees_with_newcombes_published_examples() {
        // Newcombe (1998), Statistics in Medicine 17:873–890, table II, method 10.
        let published = [
            ((48, 80), (56, 70), 0.0524, 0.3339),
            ((3, 10), (9, 10), 0.1705, 0.8090),
            ((0, 29), (5, 56), -0.0381, 0.1926),
            ((0, 10), (10, 10), 0.6075, 1.0),
        ];
        for (earlier, later, low, high) in published {
            let found = share_change(wilson(earlier.0, earlier.1), wilson(later.0, later.1));
            assert!(close(found.low, low), "{earlier:?} {later:?}: {found:?}");
            assert!(close(found.high, high), "{earlier:?} {later:?}: {found:?}");
        }
    }

    #[test]
    fn overlapping_intervals_may_still_differ_beyond_chance() {
        let (earlier, later) = (wilson(6, 75), wilson(18, 75));
        assert!(earlier.high > later.low);
        assert!(share_change(earlier, later).low > Some(0.0));
    }

    #[test]
    fn no_observation_gives_no_number() {
        assert_eq!(share_change(wilson(0, 0), wilson(1, 2)), NOTHING);
        assert_eq!(wilson(0, 0), NOTHING);
        assert_eq!(mean_points(&[], 1), NOTHING);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn one_observation_has_a_mean_and_no_interval() {
        let found = mean_points(&[7_350], 1);
        assert_eq!((found.n, found.value, found.low, found.high), (1, Some(73.5), None, None));
    }

    #[test]
    fn the_generator_gives_the_published_splitmix_numbers() {
        let mut dice = Dice(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| dice.next()).collect();
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(drawn, published);
    }

    #[test]
    fn bootstrap_and_normal_interval_agree_where_both_hold() {
        let values: Vec<i32> = (0..4_000).map(|step| (step * 37) % 10_001).collect();
        let drawn = mean_points(&values, seed(&["agree"]));
        let (low, high) = normal(&values, mean(&values).unwrap());
        assert!((drawn.low.unwrap() * 100.0 - low).abs() < 15.0, "{drawn:?} {low}");
        assert!((drawn.high.unwrap() * 100.0 - high).abs() < 15.0, "{drawn:?} {high}");
    }

    #[test]
    fn a_seed_keeps_names_apart() {
        assert_ne!(seed(&["ab", "c"]), seed(&["a", "bc"]));
        assert_eq!(seed(&["教育局", "2024"]), seed(&["教育局", "2024"]));
    }

    #[test]
    fn a_large_sample_takes_the_normal_interval() {
        let values: Vec<i32> = (0..6_000).map(|step| step % 100).collect();
        assert_eq!(mean_points(&values, 1), mean_points(&values, 2));
        assert!(mean_points(&values, 1).low < mean_points(&values, 1).high);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_wilson_interval_holds_its_share(n in 1_u32..5_000, part in 0_u32..5_000) {
            let found = wilson(part.min(n), n);
            let (low, value, high) =
                (found.low.unwrap(), found.value.unwrap(), found.high.unwrap());
            prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
            prop_assert!(low < high);
        }

        #[test]
        fn a_bootstrap_interval_ignores_the_order_of_the_values(
            mut values in prop::collection::vec(0_i32..=10_000, 2..40),
            seed in any::<u64>(),
        ) {
            let found = mean_points(&values, seed);
            values.reverse();
            prop_assert_eq!(found, mean_points(&values, seed));
            prop_assert!(found.low.unwrap() <= found.high.unwrap());
            prop_assert!(found.low.unwrap() >= 0.0 && found.high.unwrap() <= 100.0);
        }
    }
}

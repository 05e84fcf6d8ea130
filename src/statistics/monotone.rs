//! Whether numbers rise or fall over time: Mann–Kendall with Sen's slope for a series of
//! periods, Kendall's test for single observations in ordered groups, and the correction for
//! asking many units at once.
//!
//! A series of four years cannot reach p < 0.05 by Mann–Kendall whatever it does (the smallest
//! two-sided p is 2 ÷ 4! = 0.083), so that a verdict over few years rests on the replies.

/// Longest series without ties whose p-value is counted out exactly.
const EXACT_LENGTH: usize = 30;

/// The two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// What Mann–Kendall says of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs that rise minus pairs that fall.
    pub s: i64,
    /// Two-sided p-value, 0–1.
    pub p_value: f64,
    /// Sen's slope: the median change from one period to the next.
    pub slope: f64,
    /// Its 95 % interval.
    pub low: f64,
    /// Its 95 % interval.
    pub high: f64,
}

/// The Mann–Kendall test (Mann 1945, Econometrica 13:245–259; Kendall, Rank Correlation
/// Methods, 1975) of a series in order of time, and Sen's slope (Sen 1968, JASA 63:1379–1389)
/// over equally spaced periods. `None` below three values or when one is not finite.
///
/// Without ties and up to 30 values the p-value is exact; else normal, with the correction for
/// ties and for continuity.
#[must_use]
pub fn mann_kendall(series: &[f64]) -> Option<Trend> {
    let times: Vec<f64> = (0..series.len()).map(|at| at as f64).collect();
    mann_kendall_at(&times, series)
}

/// The same for values at stated times, which must rise strictly: a missing year is a gap.
#[must_use]
pub fn mann_kendall_at(times: &[f64], series: &[f64]) -> Option<Trend> {
    let n = series.len();
    let rises = times.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    if n < 3 || times.len() != n || !rises || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut s = 0_i64;
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (later, (time, value)) in times.iter().zip(series).enumerate() {
        for (before_time, before) in times.iter().zip(series).take(later) {
            s += i64::from(value > before) - i64::from(value < before);
            slopes.push((value - before) / (time - before_time));
        }
    }
    slopes.sort_by(f64::total_cmp);
    let ties = ties(series);
    let variance = kendall_variance(n, &ties);
    let p_value = if ties.is_empty() && n <= EXACT_LENGTH {
        exact_p(n, s)
    } else {
        two_sided(continuous(s as f64) / variance.sqrt())
    };
    let (low, high) = slope_interval(&slopes, variance);
    Some(Trend { s, p_value, slope: middle(&slopes), low, high })
}

/// The p-value (two-sided, normal) of Kendall's test between the order of the groups and the
/// values in them, with ties on both sides (Kendall 1975, chapter 5). For values 0 and 1 it is
/// the test of Cochran and Armitage, for scores that of Jonckheere and Terpstra. The second
/// number is Kendall's S: above 0 the values rise. `None` when nothing can vary.
///
/// The replies are taken as independent of each other.
#[must_use]
pub fn ordered_groups(groups: &[Vec<i32>]) -> Option<(f64, i64)> {
    use std::collections::BTreeMap;
    let n: usize = groups.iter().map(Vec::len).sum();
    let filled = groups.iter().filter(|group| !group.is_empty()).count();
    let mut earlier: BTreeMap<i32, i64> = BTreeMap::new();
    let mut s = 0_i64;
    for group in groups {
        let mut own: BTreeMap<i32, i64> = BTreeMap::new();
        for value in group {
            *own.entry(*value).or_default() += 1;
        }
        s += concordance(&earlier, &own);
        for (value, count) in own {
            *earlier.entry(value).or_default() += count;
        }
    }
    if filled < 2 || earlier.len() < 2 || n < 3 {
        return None;
    }
    let sizes: Vec<f64> = groups.iter().map(|group| group.len() as f64).collect();
    let counts: Vec<f64> = earlier.values().map(|count| *count as f64).collect();
    let variance = variance_with_ties(n as f64, &sizes, &counts);
    Some((two_sided(s as f64 / variance.sqrt()), s))
}

/// Pairs of an earlier and a later value that rise, minus those that fall.
fn concordance(
    earlier: &std::collections::BTreeMap<i32, i64>,
    later: &std::collections::BTreeMap<i32, i64>,
) -> i64 {
    let total: i64 = earlier.values().sum();
    let mut below = 0;
    let mut steps = earlier.iter().peekable();
    let mut s = 0;
    for (value, count) in later {
        while let Some((_, lower)) = steps.next_if(|(known, _)| *known < value) {
            below += lower;
        }
        let same = earlier.get(value).copied().unwrap_or(0);
        s += count * (below - (total - below - same));
    }
    s
}

/// Sizes of the groups of equal values, where there is more than one of a value.
fn ties(series: &[f64]) -> Vec<f64> {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let runs = sorted.chunk_by(|a, b| a == b).map(<[f64]>::len);
    runs.filter(|length| *length > 1).map(|length| length as f64).collect()
}

fn kendall_variance(n: usize, ties: &[f64]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    (term(n as f64) - ties.iter().map(|size| term(*size)).sum::<f64>()) / 18.0
}

fn variance_with_ties(n: f64, x: &[f64], y: &[f64]) -> f64 {
    let sum =
        |sizes: &[f64], term: fn(f64) -> f64| sizes.iter().map(|size| term(*size)).sum::<f64>();
    let fifth = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let third = |t: f64| t * (t - 1.0) * (t - 2.0);
    let pairs = |t: f64| t * (t - 1.0);
    (fifth(n) - sum(x, fifth) - sum(y, fifth)) / 18.0
        + sum(x, third) * sum(y, third) / (9.0 * n * (n - 1.0) * (n - 2.0))
        + sum(x, pairs) * sum(y, pairs) / (2.0 * n * (n - 1.0))
}

/// One step towards nothing: S is a whole number, the normal distribution is not.
fn continuous(s: f64) -> f64 {
    s - s.signum() * f64::from(s != 0.0)
}

fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2).clamp(0.0, 1.0)
}

/// Twice the chance of an order at least as regular, by counting inversions: the share of the
/// permutations of n values with so many inversions, one value added at a time.
fn exact_p(n: usize, s: i64) -> f64 {
    let pairs = n * (n - 1) / 2;
    let mut chance = vec![1.0_f64];
    for size in 2..=n {
        let mut next = vec![0.0; chance.len() + size - 1];
        for (inversions, part) in chance.iter().enumerate() {
            for more in next.iter_mut().skip(inversions).take(size) {
                *more += part / size as f64;
            }
        }
        chance = next;
    }
    let falls = (pairs as i64 - s.abs()) / 2;
    let tail: f64 = chance.iter().take(usize::try_from(falls).unwrap_or(0) + 1).sum();
    (2.0 * tail).min(1.0)
}

/// The median of sorted numbers; 0 for none.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().unwrap_or(0.0);
    if sorted.len().is_multiple_of(2) {
        (at(half.wrapping_sub(1)) + at(half)) / 2.0
    } else {
        at(half)
    }
}

fn slope_interval(slopes: &[f64], variance: f64) -> (f64, f64) {
    let (count, spread) = (slopes.len() as f64, Z * variance.sqrt());
    let last = slopes.len().saturating_sub(1);
    let high = (((count + spread) / 2.0).round_ties_even() as usize).min(last);
    let low = (((count - spread) / 2.0).round_ties_even() - 1.0).max(0.0) as usize;
    let at = |place: usize| slopes.get(place).copied().unwrap_or(0.0);
    (at(low), at(high))
}

/// The p-values after Benjamini and Hochberg (1995, JRSS B 57:289–300), in their own order: of
/// the units whose adjusted value is below 0.05 at most one in twenty is there by chance.
#[must_use]
pub fn false_discovery(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    let value = |at: usize| p_values.get(at).copied().unwrap_or(1.0);
    order.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (place, at) in order.into_iter().enumerate() {
        let rank = (p_values.len() - place) as f64;
        least = least.min(value(at) * (p_values.len() as f64 / rank));
        if let Some(slot) = adjusted.get_mut(at) {
            *slot = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
    }

    #[test]
    fn slopes_and_tests_agree_with_scipy_and_pymannkendall() {
        // scipy 1.x: theilslopes, kendalltau(method = "exact"); pymannkendall: original_test.
        let rising = [5.0, 5.2, 4.9, 5.8, 6.1, 6.0, 6.9, 7.2, 7.1, 8.0];
        let found = mann_kendall(&rising).unwrap();
        assert_eq!(found.s, 37);
        close(found.p_value, 0.000_357_694_003_527_336_9);
        close(found.slope, 1.0 / 3.0);
        close(found.low, 0.2625);
        close(found.high, 0.38);
        let tied = [3.0, 3.0, 2.0, 4.0, 4.0, 4.0, 5.0, 3.0, 5.0, 6.0, 6.0, 7.0];
        let found = mann_kendall(&tied).unwrap();
        assert_eq!(found.s, 46);
        close(found.p_value, 0.001_600_635_479_105_116);
        close(found.slope, 1.0 / 3.0);
        close(found.low, 0.25);
        close(found.high, 0.5);
        let level = [1.0, 4.0, 2.0, 5.0, 3.0, 4.0, 2.0, 3.0];
        let found = mann_kendall(&level).unwrap();
        close(found.p_value, 0.800_020_788_840_636_3);
        close(found.slope, 1.0 / 12.0);
        close(found.high, 2.0 / 3.0);
    }

    #[test]
    fn four_years_cannot_prove_anything_by_themselves() {
        let found = mann_kendall(&[0.10, 0.12, 0.15, 0.21]).unwrap();
        assert_eq!(found.s, 6);
        close(found.p_value, 2.0 / 24.0);
        close(found.slope, 0.033_333_333_333_333_33);
    }

    #[test]
    fn two_values_and_numbers_that_are_none_have_no_trend() {
        assert_eq!(mann_kendall(&[1.0, 2.0]), None);
        assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0]), None);
        assert_eq!(mann_kendall_at(&[1.0, 1.0, 2.0], &[1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn a_missing_year_is_a_gap_and_not_a_step() {
        let found = mann_kendall_at(&[2019.0, 2020.0, 2024.0], &[1.0, 2.0, 6.0]).unwrap();
        close(found.slope, 1.0);
    }

    #[test]
    fn ordered_groups_agree_with_scipys_kendalltau() {
        let scores = [vec![62, 70, 55, 81, 62], vec![60, 66, 50, 62], vec![40, 58, 62, 49, 51, 30]];
        let (p, s) = ordered_groups(&scores).unwrap();
        close(p, SCORES_P);
        assert!(s < 0);
        let shares = |zeros: usize, ones: usize| [vec![0; zeros], vec![1; ones]].concat();
        let (p, s) = ordered_groups(&[shares(40, 5), shares(38, 9), shares(30, 14)]).unwrap();
        close(p, SHARES_P);
        assert!(s > 0);
    }

    const SCORES_P: f64 = 0.011_749_809_403_317_017;
    const SHARES_P: f64 = 0.016_238_033_758_672_214;

    #[test]
    fn what_cannot_vary_has_no_test() {
        assert_eq!(ordered_groups(&[vec![1, 2, 3]]), None);
        assert_eq!(ordered_groups(&[vec![1, 1], vec![1]]), None);
        assert_eq!(ordered_groups(&[]), None);
    }

    #[test]
    fn many_tests_are_corrected_as_scipy_does() {
        // scipy.stats.false_discovery_control
        let found = false_discovery(&[0.01, 0.04, 0.03, 0.005, 0.55, 0.2, 0.001]);
        let wanted = [0.023_333_33, 0.056, 0.0525, 0.0175, 0.55, 0.233_333_33, 0.007];
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-7, "{found} {wanted}");
        }
        assert!(false_discovery(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn turning_a_series_around_turns_its_slope(
            series in prop::collection::vec(-100.0_f64..100.0, 3..15),
        ) {
            let found = mann_kendall(&series).unwrap();
            let turned: Vec<f64> = series.iter().rev().copied().collect();
            let back = mann_kendall(&turned).unwrap();
            prop_assert_eq!(found.s, -back.s);
            prop_assert!((found.slope + back.slope).abs() < 1e-9);
            prop_assert!((found.p_value - back.p_value).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&found.p_value));
            prop_assert!(found.low <= found.slope && found.slope <= found.high);
        }

        #[test]
        fn an_adjusted_p_is_never_below_the_raw_one(ps in prop::collection::vec(0.0_f64..1.0, 0..20)) {
            for (adjusted, raw) in false_discovery(&ps).iter().zip(&ps) {
                prop_assert!(adjusted >= raw && *adjusted <= 1.0);
            }
        }
    }
}

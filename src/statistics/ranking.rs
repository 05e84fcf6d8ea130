//! How well one number orders cases: against a yes-or-no answer, or against another number.

use super::Z;
use crate::records::Estimate;

/// The area under the ROC curve: the chance that a true case has a higher value than an
/// untrue one, ties counting half (Mann and Whitney 1947; Hanley and McNeil 1982, "The meaning
/// and use of the area under a receiver operating characteristic curve", Radiology 143:29–36).
///
/// Cases are `(value, true)`; values must be numbers. 0–1, by chance 0.5; `None` unless there
/// are cases of both kinds.
#[must_use]
pub fn auc(cases: &[(f64, bool)]) -> Option<f64> {
    let positives = cases.iter().filter(|case| case.1).count() as f64;
    let negatives = cases.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let ranks = midranks(cases.iter().map(|case| case.0));
    let ranked = cases.iter().zip(&ranks);
    let sum: f64 = ranked.filter(|(case, _)| case.1).map(|(_, rank)| rank).sum();
    Some((sum - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}

/// ρ of Spearman (1904), "The proof and measurement of association between two things",
/// American Journal of Psychology 15:72–101: the product-moment correlation of the ranks, ties
/// sharing their mean rank. -1 to 1; `None` when either side is constant or there are no pairs.
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let left = midranks(pairs.iter().map(|pair| pair.0));
    let right = midranks(pairs.iter().map(|pair| pair.1));
    // Ranks with shared ties keep the mean of 1..=n.
    let mean = (pairs.len() as f64 + 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let spread = (product(&left, &left) * product(&right, &right)).sqrt();
    (spread > 0.0).then(|| (product(&left, &right) / spread).clamp(-1.0, 1.0))
}

/// ρ of [`spearman`] with its 95 % interval: Fisher's z with the standard error
/// √((1 + ρ²/2) ÷ (n − 3)) of Bonett and Wright (2000), "Sample size requirements for estimating
/// Pearson, Kendall and Spearman correlations", Psychometrika 65:23–28. No interval below 5
/// pairs, nor where all pairs stand in one order.
#[must_use]
pub fn spearman_interval(pairs: &[(f64, f64)]) -> Estimate {
    let n = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let value = spearman(pairs);
    let inner = value.filter(|rho| n >= FEWEST_PAIRS && rho.abs() < 1.0);
    let end = |side: f64| {
        inner.map(|rho| {
            let spread = Z * ((1.0 + rho * rho / 2.0) / (f64::from(n) - 3.0)).sqrt();
            (rho.atanh() + side * spread).tanh()
        })
    };
    Estimate { n, value, low: end(-1.0), high: end(1.0) }
}

/// Fewest pairs of a correlation with an interval.
const FEWEST_PAIRS: u32 = 5;

/// Ranks from 1 in ascending order; equal values share the mean of their ranks.
fn midranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut ordered: Vec<(f64, usize)> = values.zip(0..).collect();
    ordered.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![0.0; ordered.len()];
    let mut before = 0;
    for ties in ordered.chunk_by(|a, b| a.0 == b.0) {
        let shared = before as f64 + (ties.len() as f64 + 1.0) / 2.0;
        for (_, at) in ties {
            ranks[*at] = shared;
        }
        before += ties.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn ties_share_their_mean_rank() {
        let values = [10.0, 20.0, 20.0, -0.0, 0.0, 20.0];
        assert_eq!(midranks(values.into_iter()), [3.0, 5.0, 5.0, 1.5, 1.5, 5.0]);
    }

    #[test]
    fn an_area_counts_the_pairs_in_order_and_half_of_the_ties() {
        // True: 0.9, 0.5, 0.4; untrue: 0.5, 0.3. Of 6 pairs: 0.9 wins 2, 0.5 wins 1 and ties 1,
        // 0.4 wins 1: (4 + ½) / 6 = 0.75.
        let cases = [(0.9, true), (0.5, true), (0.4, true), (0.5, false), (0.3, false)];
        close(auc(&cases), 0.75);
        close(auc(&[(1.0, true), (1.0, false)]), 0.5);
        close(auc(&[(2.0, true), (1.0, false)]), 1.0);
    }

    #[test]
    fn an_area_needs_cases_of_both_kinds() {
        assert_eq!(auc(&[]), None);
        assert_eq!(auc(&[(1.0, true), (2.0, true)]), None);
        assert_eq!(auc(&[(1.0, false)]), None);
    }

    #[test]
    fn correlation_with_ties_agrees_with_the_reference() {
        // scipy.stats.spearmanr 1.x gives -0.17575757575757575 for the first (a published example
        // of hours of television against IQ) and 0.8636363636363634 = 19/22 for the tied one;
        // there both sides have squares of 16.5 and a product of 14.25.
        let left = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let right = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        let pairs: Vec<_> = left.into_iter().zip(right).collect();
        close(spearman(&pairs), -29.0 / 165.0);
        let tied = [(1.0, 1.0), (2.0, 1.0), (2.0, 3.0), (4.0, 2.0), (5.0, 5.0), (5.0, 5.0)];
        close(spearman(&tied), 19.0 / 22.0);
    }

    #[test]
    fn the_interval_of_a_correlation_agrees_with_the_published_example() {
        // ci.spear of the R package statpsych by Bonett, as in its documentation.
        let y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19];
        let x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51];
        let pairs: Vec<_> =
            y.into_iter().zip(x).map(|(y, x)| (f64::from(y), f64::from(x))).collect();
        let found = spearman_interval(&pairs);
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-7;
        assert!(near(found.value, 0.869_963_9), "{found:?}");
        assert!(near(found.low, 0.584_095_1) && near(found.high, 0.963_829_7), "{found:?}");
        assert_eq!(found.n, 15);
    }

    #[test]
    fn a_correlation_of_few_pairs_or_of_one_order_has_no_interval() {
        let few = [(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)];
        assert_eq!(spearman_interval(&few).low, None);
        let straight: Vec<_> = (0..9).map(|at| (f64::from(at), f64::from(at))).collect();
        let found = spearman_interval(&straight);
        assert_eq!((found.value, found.low), (Some(1.0), None));
    }

    #[test]
    fn a_constant_side_has_no_correlation() {
        assert_eq!(spearman(&[]), None);
        assert_eq!(spearman(&[(1.0, 2.0)]), None);
        assert_eq!(spearman(&[(1.0, 2.0), (1.0, 3.0)]), None);
    }

    proptest! {
        #[test]
        fn turning_the_values_round_turns_the_area_round(
            cases in prop::collection::vec((-20_i32..20, any::<bool>()), 0..60),
        ) {
            let there: Vec<_> = cases.iter().map(|case| (f64::from(case.0), case.1)).collect();
            let back: Vec<_> = there.iter().map(|case| (-case.0, case.1)).collect();
            match (auc(&there), auc(&back)) {
                (Some(there), Some(back)) => prop_assert!((there + back - 1.0).abs() < 1e-9),
                (there, back) => prop_assert_eq!(there, back),
            }
        }

        #[test]
        fn correlation_sees_only_the_order(values in prop::collection::vec(-99_i32..99, 2..40)) {
            let pairs: Vec<_> =
                values.iter().map(|v| (f64::from(*v), f64::from(*v).powi(3) + 7.0)).collect();
            if let Some(rho) = spearman(&pairs) {
                prop_assert!((rho - 1.0).abs() < 1e-9);
            }
        }
    }
}

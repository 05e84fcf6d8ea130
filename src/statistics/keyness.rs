//! Keyness: whether many more documents of one kind hold a phrase than of another.

use serde::{Deserialize, Serialize};

/// How much more often a phrase stands in the documents of interest than in the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Keyness {
    /// The log-likelihood ratio G², never below 0; one degree of freedom.
    pub g2: f64,
    /// Its two-sided p-value, 0–1.
    pub p_value: f64,
    /// Binary logarithm of the ratio of the two shares: 1 = twice as often, −1 = half as often.
    pub log_ratio: f64,
}

/// Compares `with` of `all` documents of interest with `with` of `all` others.
///
/// G² is that of Dunning (1993), "Accurate methods for the statistics of surprise and
/// coincidence", Computational Linguistics 19:61–74, over the four cells of documents with and
/// without the phrase: 2 Σ O ln(O ÷ E). The log ratio is that of Hardie (2014), "Log Ratio – an
/// informal introduction"; as there, no document counts as half of one, so that the ratio stays
/// finite. `None` unless there are documents on both sides; more `with` than `all` count as all.
#[must_use]
pub fn keyness(interest: (u32, u32), others: (u32, u32)) -> Option<Keyness> {
    let (n, m) = (f64::from(interest.1), f64::from(others.1));
    if n == 0.0 || m == 0.0 {
        return None;
    }
    let (a, b) = (f64::from(interest.0).min(n), f64::from(others.0).min(m));
    let (total, with) = (n + m, a + b);
    let cell = |seen: f64, side: f64, kind: f64| {
        let expected = side * kind / total;
        if seen > 0.0 { seen * (seen / expected).ln() } else { 0.0 }
    };
    let without = total - with;
    let sum =
        cell(a, n, with) + cell(n - a, n, without) + cell(b, m, with) + cell(m - b, m, without);
    let g2 = (2.0 * sum).max(0.0);
    let part = |count: f64, all: f64| if count == 0.0 { 0.5 / all } else { count / all };
    let log_ratio = if with == 0.0 { 0.0 } else { (part(a, n) / part(b, m)).log2() };
    Some(Keyness { g2, p_value: libm::erfc((g2 / 2.0).sqrt()).clamp(0.0, 1.0), log_ratio })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
    }

    #[test]
    fn g2_agrees_with_scipys_log_likelihood_ratio_test() {
        // tests/statistics/check.py, "keyness".
        let found = keyness((18, 75), (9, 225)).unwrap();
        close(found.g2, G2_RISING.0);
        close(found.p_value, G2_RISING.1);
        close(found.log_ratio, G2_RISING.2);
        let found = keyness((0, 75), (30, 225)).unwrap();
        close(found.g2, G2_GONE.0);
        close(found.p_value, G2_GONE.1);
        close(found.log_ratio, G2_GONE.2);
    }

    const G2_RISING: (f64, f64, f64) =
        (23.285_838_165_075_12, 1.396_243_012_687_733_4e-6, 2.584_962_500_721_156);
    const G2_GONE: (f64, f64, f64) =
        (18.346_273_782_470_444, 1.841_788_461_244_373_2e-5, -4.321_928_094_887_363);

    #[test]
    fn the_same_share_on_both_sides_is_no_keyness() {
        let found = keyness((10, 100), (30, 300)).unwrap();
        close(found.g2, 0.0);
        close(found.p_value, 1.0);
        close(found.log_ratio, 0.0);
    }

    #[test]
    fn a_side_without_documents_says_nothing() {
        assert_eq!(keyness((0, 0), (3, 10)), None);
        assert_eq!(keyness((3, 10), (0, 0)), None);
    }

    proptest! {
        #[test]
        fn changing_the_sides_changes_only_the_sign(
            a in 0_u32..50, n in 1_u32..80, b in 0_u32..50, m in 1_u32..80,
        ) {
            let there = keyness((a, n), (b, m)).unwrap();
            let back = keyness((b, m), (a, n)).unwrap();
            prop_assert!((there.g2 - back.g2).abs() < 1e-9);
            prop_assert!((there.log_ratio + back.log_ratio).abs() < 1e-9);
            prop_assert!(there.g2 >= 0.0 && (0.0..=1.0).contains(&there.p_value));
        }
    }
}

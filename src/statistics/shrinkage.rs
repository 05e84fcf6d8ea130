//! Empirical-Bayes shrinkage of the means of groups of unequal size towards their centre.
//!
//! A mean of three replies swings more than one of sixty. The shrunk mean says where a group
//! would most likely stand if it had been seen for longer, judged by itself and by the spread
//! of the others. It therefore moves whenever another group is added.

use super::mean;

/// Groups below which the spread between groups cannot be told from chance: the factor
/// (k − 3)/(k − 1) is 0 for three groups.
pub const FEWEST_GROUPS: usize = 4;

/// Halvings after which an interval of any width has met the precision of `f64`.
const HALVINGS: usize = 200;

/// A mean and the sampling variance of that mean (in squared units of the mean).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// The raw mean of the group.
    pub mean: f64,
    /// How much it would vary by chance alone; 0 = known exactly.
    pub variance: f64,
}

/// What shrinking came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The centre μ towards which the means are moved.
    pub centre: f64,
    /// The variance A between the groups, chance apart.
    pub between: f64,
    /// The shrunk means, in the order of the groups.
    pub means: Vec<f64>,
}

/// Normal–normal empirical Bayes for unequal variances after Morris (1983), "Parametric
/// empirical Bayes inference: theory and applications", JASA 78:47–55, without covariates:
///
/// ```text
/// Wᵢ = 1/(Vᵢ + A)      μ = Σ Wᵢyᵢ / Σ Wᵢ      A ≥ 0 such that Σ Wᵢ(yᵢ − μ)² = k − 1
/// Bᵢ = (k − 3)/(k − 1) · Vᵢ/(Vᵢ + A)          θᵢ = (1 − Bᵢ)yᵢ + Bᵢμ
/// ```
///
/// The equation for A is the fixed point of Morris's own iteration and is known as the
/// estimator of Paule and Mandel (1982); A = 0 where the means differ by no more than chance.
/// Its left side falls in A, so that halving finds it and no starting value matters. With equal
/// variances it is the estimator of James and Stein (Efron and Morris 1975, JASA 70:311–319).
/// It was chosen because the factor (k − 3)/(k − 1) allows for A being itself an estimate, which
/// matters for the dozen units of a county: no mean is ever moved all the way.
///
/// `None` below [`FEWEST_GROUPS`] groups, or when a number is not finite or a variance negative.
#[must_use]
pub fn shrink(groups: &[Observed]) -> Option<Shrunk> {
    let sound = |group: &Observed| {
        group.mean.is_finite() && group.variance.is_finite() && group.variance >= 0.0
    };
    if groups.len() < FEWEST_GROUPS || !groups.iter().all(sound) {
        return None;
    }
    let count = groups.len() as f64;
    let between = between(groups);
    // Means that are known exactly and all alike: there is nothing to move.
    if groups.iter().any(|group| group.variance + between <= 0.0) {
        return exact(groups);
    }
    let centre = centre(groups, between);
    let moved = |group: &Observed| {
        let part = (count - 3.0) / (count - 1.0) * group.variance / (group.variance + between);
        (1.0 - part) * group.mean + part * centre
    };
    Some(Shrunk { centre, between, means: groups.iter().map(moved).collect() })
}

/// Mean points (0–100) of groups of values in hundredths, shrunk; one for each group, `None`
/// for an empty group or when nothing can be said.
///
/// Vᵢ = σ²/nᵢ with σ² pooled over all groups, Σ(n − 1)s² / Σ(n − 1): three replies cannot tell
/// their own spread. The order of the values does not matter; the order of the groups only for
/// the last digits of a sum, so hand them over in one order (units by name).
#[must_use]
pub fn shrunk_points(groups: &[Vec<i32>]) -> Vec<Option<f64>> {
    let Some(variance) = pooled_variance(groups) else {
        return vec![None; groups.len()];
    };
    let observed = |values: &Vec<i32>| {
        Some(Observed { mean: mean(values)?, variance: variance / values.len() as f64 })
    };
    let shrunk = shrink_known(&groups.iter().map(observed).collect::<Vec<_>>());
    shrunk.into_iter().map(|mean| Some(mean? / 100.0)).collect()
}

/// Shares (0–1) of groups given as (successes, n), shrunk; `None` as in [`shrunk_points`].
///
/// Vᵢ = p(1 − p)/nᵢ with the share p of all groups together, as Efron and Morris took it for
/// batting averages. A beta-binomial model gives the same form, a weighted mean of a group's
/// share and the centre; the normal one is kept so that scores and shares have one formula, and
/// the common p keeps a group at 0 % or 100 % from looking certain. The result stays in 0–1.
#[must_use]
pub fn shrunk_shares(groups: &[(u32, u32)]) -> Vec<Option<f64>> {
    let (successes, all) = groups.iter().fold((0_u64, 0_u64), |sum, group| {
        (sum.0 + u64::from(group.0), sum.1 + u64::from(group.1))
    });
    let overall = successes as f64 / all as f64;
    let observed = |&(successes, n): &(u32, u32)| {
        let variance = overall * (1.0 - overall) / f64::from(n);
        (n > 0).then(|| Observed { mean: f64::from(successes) / f64::from(n), variance })
    };
    shrink_known(&groups.iter().map(observed).collect::<Vec<_>>())
}

/// Shrinks the groups of which something is known and leaves the others unknown.
fn shrink_known(groups: &[Option<Observed>]) -> Vec<Option<f64>> {
    let known: Vec<Observed> = groups.iter().flatten().copied().collect();
    let Some(shrunk) = shrink(&known) else {
        return vec![None; groups.len()];
    };
    let mut means = shrunk.means.into_iter();
    groups.iter().map(|group| group.and_then(|_| means.next())).collect()
}

fn exact(groups: &[Observed]) -> Option<Shrunk> {
    let means: Vec<f64> = groups.iter().map(|group| group.mean).collect();
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    Some(Shrunk { centre, between: 0.0, means })
}

fn centre(groups: &[Observed], between: f64) -> f64 {
    let weight = |group: &Observed| 1.0 / (group.variance + between);
    let sum: f64 = groups.iter().map(|group| weight(group) * group.mean).sum();
    sum / groups.iter().map(weight).sum::<f64>()
}

/// Σ Wᵢ(yᵢ − μ)² for a given A.
fn spread(groups: &[Observed], between: f64) -> f64 {
    let centre = centre(groups, between);
    let part = |group: &Observed| (group.mean - centre).powi(2) / (group.variance + between);
    groups.iter().map(part).sum()
}

/// The A at which the spread is k − 1; 0 where it is smaller already without any.
fn between(groups: &[Observed]) -> f64 {
    let wanted = groups.len() as f64 - 1.0;
    let certain = groups.iter().any(|group| group.variance <= 0.0);
    let (low, high) = ends(groups, |group| group.mean);
    // At A = (range)² no term exceeds 1 and the weighted sum stays below k − 1.
    let (mut low, mut high) = (0.0, (high - low).powi(2));
    if high <= 0.0 || (!certain && spread(groups, 0.0) <= wanted) {
        return 0.0;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if spread(groups, middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn ends(groups: &[Observed], value: fn(&Observed) -> f64) -> (f64, f64) {
    let values = groups.iter().map(value);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The variance within groups, all taken together, from exact sums; `None` when no group has
/// two values.
fn pooled_variance(groups: &[Vec<i32>]) -> Option<f64> {
    let freedom: usize = groups.iter().map(|values| values.len().saturating_sub(1)).sum();
    if freedom == 0 {
        return None;
    }
    let squares: f64 = groups.iter().map(|values| squared_deviations(values)).sum();
    Some(squares / freedom as f64)
}

/// Σ(x − x̄)² = (nΣx² − (Σx)²)/n, with an exact numerator.
fn squared_deviations(values: &[i32]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let n = values.len() as i128;
    let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
    let squares: i128 = values.iter().map(|value| i128::from(*value).pow(2)).sum();
    (n * squares - sum * sum) as f64 / n as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn observed(means: &[f64], variances: &[f64]) -> Vec<Observed> {
        means.iter().zip(variances).map(|(&mean, &variance)| Observed { mean, variance }).collect()
    }

    #[test]
    fn batting_averages_are_shrunk_as_published() {
        // Hits in 45 times at bat of 18 players, Efron and Morris (1975), and their James–Stein
        // estimates as printed in Efron, Large-Scale Inference (2010), table 1.1.
        let hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
        let published = [
            0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261, 0.256, 0.256,
            0.256, 0.256, 0.256, 0.252, 0.247, 0.242,
        ];
        let found = shrunk_shares(&hits.map(|hits| (hits, 45)));
        for (found, published) in found.iter().zip(published) {
            assert!((found.unwrap() - published).abs() < 5e-4, "{found:?} {published}");
        }
    }

    #[test]
    fn eight_schools_differ_by_no_more_than_chance() {
        // Rubin (1981); Gelman et al., Bayesian Data Analysis, section 5.5: the pooled estimate
        // is 7.7 and the estimate of the variance between schools is 0.
        let errors = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0_f64];
        let effects = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
        let found = shrink(&observed(&effects, &errors.map(|error| error * error))).unwrap();
        assert_eq!(found.between, 0.0);
        assert!((found.centre - 7.7).abs() < 0.05, "{found:?}");
        // (k − 3)/(k − 1) = 5/7 of the way, as far as eight groups ever go.
        assert!((found.means[0] - (2.0 / 7.0 * 28.0 + 5.0 / 7.0 * found.centre)).abs() < 1e-9);
    }

    #[test]
    fn unequal_sizes_agree_with_the_iteration_of_morris() {
        // numpy: a = v.mean(); 10,000 times: w = 1/(v+a); m = (w*y).sum()/w.sum();
        // a = max(0, (w*(k/(k-1)*(y-m)**2 - v)).sum()/w.sum()). scipy.optimize.brentq on
        // (w*(y-m)**2).sum() - (k-1) gives the same a to 14 digits.
        let means = [62.0, 71.5, 80.25, 55.0, 90.0, 68.0];
        let variances = [3.0, 10.0, 25.0, 4.0, 2.0, 60.0].map(|n| 400.0 / n);
        let found = shrink(&observed(&means, &variances)).unwrap();
        assert!((found.between - 51.153_890_681_8).abs() < 1e-6, "{found:?}");
        assert!((found.centre - 71.208_848_417_8).abs() < 1e-6, "{found:?}");
        let wanted = [65.993_273, 71.423_342, 78.957_520, 61.434_045, 81.021_687, 68.221_987];
        for (found, wanted) in found.means.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
        }
    }

    #[test]
    fn a_small_group_is_moved_further_than_a_large_one() {
        let large = [6_000, 7_000, 8_000].repeat(20);
        let groups =
            vec![vec![9_000, 9_000], large.clone(), vec![9_000; 60], vec![5_000, 6_000, 4_000]];
        let found = shrunk_points(&groups);
        let way = |at: usize| 90.0 - found[at].unwrap();
        assert!(way(0) > 3.0 * way(2), "{found:?}");
    }

    #[test]
    fn what_cannot_be_told_is_left_open() {
        assert_eq!(shrunk_points(&[vec![1, 2], vec![3, 4], vec![5]]), [None; 3]);
        assert_eq!(shrunk_points(&[vec![1], vec![3], vec![5], vec![9]]), [None; 4]);
        assert_eq!(shrunk_shares(&[(0, 0), (0, 0), (0, 0), (0, 0)]), [None; 4]);
        let found = shrunk_points(&[vec![1, 2], vec![], vec![5, 9], vec![1, 9], vec![3, 6]]);
        assert_eq!(found.iter().filter(|mean| mean.is_none()).count(), 1);
        assert_eq!(found[1], None);
    }

    #[test]
    fn values_without_any_spread_stay_where_they_are() {
        let groups = [10, 20, 30, 40].map(|value| vec![value * 100; 5]).to_vec();
        let found = shrunk_points(&groups);
        assert_eq!(found, [10.0, 20.0, 30.0, 40.0].map(Some));
        assert_eq!(shrunk_shares(&[(0, 3), (0, 9), (0, 1), (0, 7)]), [Some(0.0); 4]);
        assert_eq!(shrunk_points(&vec![vec![5_000; 3]; 4]), [Some(50.0); 4]);
    }

    proptest! {
        #[test]
        fn a_shrunk_mean_lies_between_its_mean_and_the_centre(
            groups in prop::collection::vec((0.0..100.0_f64, 0.01..400.0_f64), 4..20),
        ) {
            let groups: Vec<Observed> =
                groups.into_iter().map(|(mean, variance)| Observed { mean, variance }).collect();
            let found = shrink(&groups).unwrap();
            for (group, moved) in groups.iter().zip(&found.means) {
                let (low, high) = (group.mean.min(found.centre), group.mean.max(found.centre));
                prop_assert!((low - 1e-9..=high + 1e-9).contains(moved), "{group:?} {moved}");
            }
        }

        #[test]
        fn the_order_of_the_values_changes_nothing(
            mut groups in prop::collection::vec(prop::collection::vec(0..=10_000, 0..9), 0..9),
        ) {
            let before = shrunk_points(&groups);
            groups.iter_mut().for_each(|values| values.reverse());
            prop_assert_eq!(before, shrunk_points(&groups));
        }

        #[test]
        fn shares_stay_shares(groups in prop::collection::vec((0_u32..50, 0_u32..50), 0..12)) {
            let groups: Vec<_> = groups.into_iter().map(|(part, n)| (part.min(n), n)).collect();
            for share in shrunk_shares(&groups).into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&share), "{share}");
            }
        }
    }
}

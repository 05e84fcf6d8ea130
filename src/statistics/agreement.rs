//! How far two yes-or-no judgements of the same cases agree.

/// The four counts of a found and a true answer. Cohen's κ treats both sides alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Found and true.
    pub hits: u32,
    /// Found, but not true.
    pub false_positives: u32,
    /// True, but not found.
    pub false_negatives: u32,
    /// Neither found nor true.
    pub rejections: u32,
}

impl Confusion {
    /// Counts pairs of `(found, true)`.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut counts = Self::default();
        for pair in pairs {
            *match pair {
                (true, true) => &mut counts.hits,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.rejections,
            } += 1;
        }
        counts
    }

    /// Cases that are true.
    #[must_use]
    pub fn positives(&self) -> u32 {
        self.hits + self.false_negatives
    }

    /// Cases that were found.
    #[must_use]
    pub fn found(&self) -> u32 {
        self.hits + self.false_positives
    }

    /// Share of the found cases that are true, 0–1; `None` when nothing was found.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.hits, self.found())
    }

    /// Share of the true cases that were found, 0–1; `None` when nothing is true.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.hits, self.positives())
    }

    /// The harmonic mean of precision and recall (van Rijsbergen 1979, "Information
    /// retrieval", chapter 7), 0–1; `None` when nothing is true and nothing was found.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        ratio(2 * self.hits, self.found() + self.positives())
    }

    /// κ of Cohen (1960), "A coefficient of agreement for nominal scales", Educational and
    /// Psychological Measurement 20:37–46: agreement beyond chance, at most 1.
    ///
    /// `None` without cases, and when both sides give one and the same answer to every case:
    /// chance then explains all of the agreement.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let total = self.found() + self.false_negatives + self.rejections;
        let n = f64::from(total);
        let (found, positives) = (f64::from(self.found()), f64::from(self.positives()));
        let observed = ratio(self.hits + self.rejections, total)?;
        let expected = (found * positives + (n - found) * (n - positives)) / (n * n);
        (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn a_worked_example_gives_the_figures_computed_by_hand() {
        // Fifty grant applications and two readers: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no.
        // Observed 35/50 = 0.7, expected (25·30 + 25·20)/2500 = 0.5, κ = 0.2/0.5 = 0.4.
        let counts =
            Confusion { hits: 20, false_positives: 5, false_negatives: 10, rejections: 15 };
        close(counts.kappa(), 0.4);
        close(counts.precision(), 20.0 / 25.0);
        close(counts.recall(), 20.0 / 30.0);
        close(counts.f1(), 40.0 / 55.0);
    }

    #[test]
    fn agreement_below_chance_is_negative() {
        // Observed 0, expected (1·1 + 1·1)/4 = 0.5: κ = -1.
        close(Confusion::of([(true, false), (false, true)]).kappa(), -1.0);
    }

    #[test]
    fn what_was_never_seen_has_no_figure() {
        let nothing = Confusion::default();
        assert_eq!((nothing.precision(), nothing.recall(), nothing.f1()), (None, None, None));
        assert_eq!(nothing.kappa(), None);
        let all_no = Confusion::of([(false, false); 9]);
        assert_eq!((all_no.f1(), all_no.kappa()), (None, None));
        assert_eq!(Confusion::of([(true, false)]).recall(), None);
        assert_eq!(Confusion::of([(false, true)]).precision(), None);
    }

    proptest! {
        #[test]
        fn kappa_does_not_depend_on_which_side_is_the_truth(
            pairs in prop::collection::vec((any::<bool>(), any::<bool>()), 1..60),
        ) {
            let there = Confusion::of(pairs.iter().copied());
            let back = Confusion::of(pairs.iter().map(|(found, truth)| (*truth, *found)));
            prop_assert_eq!(there.kappa(), back.kappa());
            prop_assert_eq!(there.f1(), back.f1());
            prop_assert_eq!(there.precision(), back.recall());
        }
    }
}

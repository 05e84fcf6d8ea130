//! The additive models of `asks.toml`: weights on a few named traits, and what they add up to.

use serde::{Deserialize, Serialize};

/// What a reply says to one ask, as the model sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AskTraits {
    /// Best match, 0 and above, with a definite sentence, less where that sentence speaks more
    /// of another ask.
    pub own: f64,
    /// The same with a sentence that only studies, forwards, hopes or praises.
    pub vague: f64,
    /// 1 where a definite sentence speaks of it, or one that speaks of no ask is left for it; no
    /// ask is answered without one, so this has no weight.
    pub said: f64,
    /// Greatest share (0–1) of a definite sentence that falls to this ask and not to the others.
    pub claim: f64,
    /// 1 where nothing else is asked.
    pub single: f64,
    /// Mean over the other asks of their best match with a definite sentence.
    pub others: f64,
    /// 1 where the definite sentences, dealt out in the order of the asks, leave one for it.
    pub ordered: f64,
    /// 1 where a definite sentence that speaks of it refuses or explains why not.
    pub refused: f64,
}

/// The section `[answered]` of `asks.toml`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnsweredFile {
    /// Probability from which a clear ask counts as answered.
    pub cut: f64,
    /// The same for an ask that is not clear.
    pub unclear_cut: f64,
    /// Match with a vague sentence from which an ask that is not answered is touched.
    pub touched: f64,
    /// What makes an ask unclear.
    pub unclear: String,
    /// Least Han characters of a clear ask.
    pub least_han: usize,
    /// Most of them.
    pub most_han: usize,
    /// Weights.
    pub weights: AnsweredWeights,
}

/// Weights on [`AskTraits`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the weight of the trait of that name")]
pub struct AnsweredWeights {
    pub intercept: f64,
    pub own: f64,
    pub vague: f64,
    pub claim: f64,
    pub single: f64,
    pub others: f64,
    pub ordered: f64,
    pub refused: f64,
}

impl AnsweredWeights {
    /// Probability (0–1) that the ask is answered.
    #[must_use]
    pub fn probability(&self, of: &AskTraits) -> f64 {
        logistic(
            self.intercept
                + self.own * of.own
                + self.vague * of.vague
                + self.claim * of.claim
                + self.single * of.single
                + self.others * of.others
                + self.ordered * of.ordered
                + self.refused * of.refused,
        )
    }
}

/// What a reply makes of the core of a suggestion, as the model sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CoreTraits {
    /// `own` of the first ask.
    pub own: f64,
    /// Share (0–1) of the title that the first ask says.
    pub titled: f64,
    /// 1 where any ask is refused or explained away.
    pub refused: f64,
    /// Definite sentences, at most `most_definite`.
    pub definite: f64,
    /// 1 where a definite sentence that answers no other ask stands before those that do.
    pub room: f64,
    /// Relevance of the body, 0–1.
    pub body: f64,
    /// Greatest probability that any ask is answered.
    pub best: f64,
}

/// The section `[core]` of `asks.toml`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CoreFile {
    /// A title that names the matter of one suggestion; group 1 is the matter.
    pub title: String,
    /// Probability from which the core is missed.
    pub cut: f64,
    /// Match of the core ask with a vague sentence from which it is touched and not missed.
    pub touched: f64,
    /// Most definite sentences that count.
    pub most_definite: usize,
    /// Weights.
    pub weights: CoreWeights,
}

/// Weights on [`CoreTraits`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the weight of the trait of that name")]
pub struct CoreWeights {
    pub intercept: f64,
    pub own: f64,
    pub titled: f64,
    pub refused: f64,
    pub definite: f64,
    pub room: f64,
    pub body: f64,
    pub best: f64,
}

impl CoreWeights {
    /// Probability (0–1) that the reply misses the core.
    #[must_use]
    pub fn probability(&self, of: &CoreTraits) -> f64 {
        logistic(
            self.intercept
                + self.own * of.own
                + self.titled * of.titled
                + self.refused * of.refused
                + self.definite * of.definite
                + self.room * of.room
                + self.body * of.body
                + self.best * of.best,
        )
    }
}

/// 1 / (1 + e^−x), four decimals: the same on every machine.
fn logistic(x: f64) -> f64 {
    (1e4 / (1.0 + (-x).exp())).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: AnsweredWeights = AnsweredWeights {
        intercept: -2.0,
        own: 8.0,
        vague: -4.0,
        claim: 1.0,
        single: 0.5,
        others: 0.5,
        ordered: 0.5,
        refused: 0.5,
    };

    #[test]
    fn words_of_the_ask_in_a_definite_sentence_speak_for_an_answer_and_in_a_vague_one_against() {
        let of =
            |own, vague| WEIGHTS.probability(&AskTraits { own, vague, ..AskTraits::default() });
        assert!(of(0.6, 0.0) > 0.5 && of(0.0, 0.0) < 0.5);
        assert!(of(0.3, 0.5) < of(0.3, 0.0));
    }

    #[test]
    fn a_probability_has_four_decimals_and_lies_between_0_and_1() {
        assert!((logistic(0.0) - 0.5).abs() < 1e-12);
        assert!(logistic(-1e9).abs() < 1e-12 && (logistic(1e9) - 1.0).abs() < 1e-12);
        assert!((logistic(1.0) - 0.7311).abs() < 1e-12);
    }
}

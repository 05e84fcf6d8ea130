//! Research measures of one reply, from what was read already. They carry no points.
//!
//! Measured is what the unit has to say: the sentences of [`Sentence::is_said`]. A char is a
//! letter, a digit or a Han character of the folded text; marks and blanks do not count.
//! Formulae, sources and worked examples stand in `docs/measures.md`.

mod diversity;
mod hedges;
mod redundancy;
mod said;
mod specificity;

#[cfg(test)]
mod tests;

use crate::{reading::Reading, rulebook::Rulebook, sentence::Sentence};

use said::Said;

/// The measures; `None` where there is too little to measure (see each), or no rules for it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TextMeasures {
    /// Chars of the measured sentences.
    pub measured_chars: u32,
    /// Entities per 100 chars, 0–100 (after Hope, Hu & Lu 2016).
    pub specificity: Option<f64>,
    /// The same without those that stand in the suggestion; `None` without a suggestion.
    pub new_specificity: Option<f64>,
    /// Share (0–1) of the chars that repeat an earlier phrase of the reply (after Dyer, Lang &
    /// Stice-Lawrence 2017).
    pub redundancy: Option<f64>,
    /// Hedging expressions per word, 0–1 (after the weak modals of Loughran & McDonald 2011).
    pub hedge_ratio: Option<f64>,
    /// Moving-average type–token ratio of the words, 0–1 (Covington & McFall 2010); `None`
    /// with fewer words than a window.
    pub lexical_diversity: Option<f64>,
    /// Mean chars of a sentence.
    pub sentence_chars: Option<f64>,
}

/// Measures a reply; `sentences` are those of its reading, classed.
pub(crate) fn text_measures(
    rulebook: &Rulebook,
    reading: &Reading,
    sentences: &[Sentence],
) -> TextMeasures {
    let Some(rules) = &rulebook.measuring else { return TextMeasures::default() };
    let said = Said::of(reading, sentences);
    let measured_chars = said.chars() as u32;
    if said.chars() < rules.minimum_chars {
        return TextMeasures { measured_chars, ..TextMeasures::default() };
    }
    let words = said.words();
    let entities = specificity::entities(&rules.specificity.kinds, reading, &said);
    let new = entities.iter().filter(|entity| !entity.echoed).count();
    let hedges = hedges::count(rulebook, reading, &said);
    let per_hundred = |count: usize| share(100 * count, said.chars());
    TextMeasures {
        measured_chars,
        specificity: per_hundred(entities.len()),
        new_specificity: reading.suggestion.as_ref().and_then(|_| per_hundred(new)),
        redundancy: share(redundancy::repeated(&said, rules.redundancy.phrase), said.chars()),
        hedge_ratio: share(hedges, words.len()),
        lexical_diversity: diversity::moving_average(&words, rules.diversity.window)
            .map(four_decimals),
        sentence_chars: share(said.chars(), said.sentences().len()),
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| four_decimals(part as f64 / whole as f64))
}

/// Machine files must not differ in the last bit of a division.
fn four_decimals(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

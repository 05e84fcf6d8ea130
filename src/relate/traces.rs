//! Traces: a reply's sentences as hashes, by which its wording is found again in other replies,
//! and no text.

use super::{
    body::{DIGITS, sentences_without_courtesy, spelling},
    settings::Settings,
    signature::hash_of,
};
use crate::records::Judged;

/// The traces of one reply, sentence by sentence; empty when its body is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Its sentences without courtesy, as they stand.
    pub sentences: Vec<Sentence>,
}

/// One sentence in the plain spelling of `Body`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// A hash of all of it.
    pub whole: u64,
    /// Its chars.
    pub chars: u32,
    /// A hash of each phrase of `boilerplate.phrase` chars without a number, by place. 32 bits:
    /// one phrase in four thousand million is taken for a given other one.
    pub phrases: Vec<u32>,
}

impl Traces {
    /// The traces of a judged reply.
    #[must_use]
    pub fn of(settings: &Settings, judged: &Judged) -> Self {
        let title = judged.letter.title.as_deref().unwrap_or("");
        let sentences = sentences_without_courtesy(settings, judged);
        let spelled = sentences.iter().map(|text| spelling(settings, text, title));
        Self { sentences: spelled.filter_map(|chars| Sentence::of(settings, &chars)).collect() }
    }

    /// Chars of all sentences.
    #[must_use]
    pub fn chars(&self) -> u32 {
        self.sentences.iter().map(|sentence| sentence.chars).sum()
    }

    /// Its different phrases, ascending.
    pub(super) fn distinct_phrases(&self) -> Vec<u32> {
        let phrases = self.sentences.iter().flat_map(|sentence| &sentence.phrases);
        let mut phrases: Vec<u32> = phrases.copied().collect();
        phrases.sort_unstable();
        phrases.dedup();
        phrases
    }

    /// Share (0–1, four decimals) of the chars that stand in wanted sentences; `None` without
    /// any.
    pub(super) fn share_in(&self, wanted: impl Fn(&Sentence) -> bool) -> Option<f64> {
        let found = self.sentences.iter().filter(|sentence| wanted(sentence));
        let found: u32 = found.map(|sentence| sentence.chars).sum();
        let share = f64::from(found) / f64::from(self.chars());
        (self.chars() > 0).then(|| (share * 1e4).round() / 1e4)
    }
}

impl Sentence {
    fn of(settings: &Settings, chars: &[char]) -> Option<Self> {
        let phrases = chars.windows(settings.boilerplate.phrase);
        let phrases = phrases.filter(|phrase| !phrase.contains(&DIGITS));
        (!chars.is_empty()).then(|| Self {
            whole: hash_of(chars),
            chars: chars.len() as u32,
            phrases: phrases.map(|phrase| (hash_of(phrase) >> 32) as u32).collect(),
        })
    }
}

//! How much each sentence of a reply speaks of each ask: shared words, and near ones.

use crate::{
    answering::{AlignmentFile, AnswerRules},
    candidates::Candidate,
    terms::{Bag, share},
};

/// What is asked and what is said, compared: one row an ask, one column a sentence.
pub(crate) struct Matching {
    /// Share (0–1) of the ask's weighted words and character pairs that stand in the sentence.
    pub(crate) shared: Vec<Vec<f64>>,
    /// The same with what the sentences around it and numbers add: a sentence inherits a share
    /// of the one before and of its item's first.
    pub(crate) scored: Vec<Vec<f64>>,
    /// The mean of the shared share and of how near the words are, inherited the same way, with
    /// the bonuses.
    pub(crate) near: Vec<Vec<f64>>,
}

impl Matching {
    /// Compares the asks' terms, each weighed by how much it tells one ask from the others, with
    /// the sentences.
    pub(crate) fn of(rules: &AnswerRules, bags: &[Bag<'_>], candidates: &[Candidate<'_>]) -> Self {
        let file = &rules.alignment;
        let shared: Vec<Vec<f64>> = bags
            .iter()
            .map(|bag| candidates.iter().map(|c| alike(bag, &c.bag)).collect())
            .collect();
        let means: Vec<Vec<f64>> =
            bags.iter().zip(&shared).map(|(bag, own)| means(rules, bag, own, candidates)).collect();
        let row = |rows: &[Vec<f64>], of_before: f64, bonus: (f64, f64)| {
            let spread = |(index, own): (usize, &Vec<f64>)| {
                spread(candidates, own, of_before, bonus, (index, bags.len()))
            };
            rows.iter().enumerate().map(spread).collect()
        };
        Self {
            scored: row(&shared, file.own_share, (file.number, file.cited)),
            near: row(&means, file.near_share, (file.near_number, file.near_number)),
            shared,
        }
    }

    /// Of each sentence the ask it speaks of most, if it speaks of any (`least`).
    pub(crate) fn spoken_of(&self, sentence: usize, least: f64) -> Option<usize> {
        let score = |ask: usize| of(&self.near[ask], sentence);
        let best = (0..self.near.len()).rev().max_by(|a, b| score(*a).total_cmp(&score(*b)))?;
        (score(best) > least).then_some(best)
    }

    /// The most that a sentence speaks of an ask other than `ask`.
    pub(crate) fn rival(&self, ask: usize, sentence: usize) -> f64 {
        let others = self.near.iter().enumerate().filter(|(other, _)| *other != ask);
        others.map(|(_, row)| of(row, sentence)).fold(0.0, f64::max)
    }

    /// How far a sentence speaks of this ask: less where it speaks more of another.
    pub(crate) fn own(&self, rules: &AlignmentFile, ask: usize, sentence: usize) -> f64 {
        let score = of(&self.near[ask], sentence);
        score - rules.rival_share * (self.rival(ask, sentence) - score).max(0.0)
    }

    /// The greatest share (0–1) of one of these sentences that falls to an ask, where a sentence
    /// falls to the asks in proportion to e^(`sharpness` × match).
    pub(crate) fn claim(&self, ask: usize, sentences: &[usize], sharpness: f64) -> f64 {
        let weight = |row: &Vec<f64>, sentence| (sharpness * of(row, sentence)).exp();
        let share = |sentence: &usize| {
            let all: f64 = self.near.iter().map(|row| weight(row, *sentence)).sum();
            weight(&self.near[ask], *sentence) / all
        };
        sentences.iter().map(share).fold(0.0, f64::max)
    }

    /// The definite sentences dealt out to asks so that the asks keep their order and the sum of
    /// the matches, less `gap` each, is greatest: for each ask whether it gets one.
    pub(crate) fn in_order(&self, sentences: &[usize], gap: f64) -> Vec<bool> {
        let asks = self.near.len();
        // Best sum where the last sentence dealt out went to ask `last - 1`; 0: none so far.
        let mut sums: Vec<Option<f64>> = vec![None; asks + 1];
        sums[0] = Some(0.0);
        let mut ways: Vec<Vec<(usize, bool)>> = Vec::with_capacity(sentences.len());
        for &sentence in sentences {
            let mut next = sums.clone();
            let mut way: Vec<(usize, bool)> = (0..=asks).map(|last| (last, false)).collect();
            for (last, sum) in sums.iter().enumerate() {
                let Some(sum) = sum else { continue };
                for to in last.max(1)..=asks {
                    let gained = sum + of(&self.near[to - 1], sentence) - gap;
                    if next[to].is_none_or(|kept| gained > kept) {
                        next[to] = Some(gained);
                        way[to] = (last, true);
                    }
                }
            }
            sums = next;
            ways.push(way);
        }
        let mut dealt = vec![false; asks];
        let sum = |last: usize| sums[last].unwrap_or(f64::NEG_INFINITY);
        let mut last = (0..=asks).rev().max_by(|a, b| sum(*a).total_cmp(&sum(*b))).unwrap_or(0);
        for way in ways.iter().rev() {
            let (before, given) = way[last];
            if given {
                dealt[last - 1] = true;
            }
            last = before;
        }
        dealt
    }
}

fn of(row: &[f64], sentence: usize) -> f64 {
    row.get(sentence).copied().unwrap_or(0.0)
}

/// One ask's row with what each sentence inherits from the one before and from its item's first
/// (`share` of them), plus the bonuses for the same number in as long a list and for naming it.
fn spread(
    candidates: &[Candidate<'_>],
    own: &[f64],
    share: f64,
    (listed_bonus, cited_bonus): (f64, f64),
    (index, asks): (usize, usize),
) -> Vec<f64> {
    let items = candidates.iter().filter_map(|c| c.number).max().unwrap_or(0) as usize;
    let number = index as u32 + 1;
    let score = |(at, candidate): (usize, &Candidate<'_>)| {
        let before = if candidate.follows && at > 0 { of(own, at - 1) } else { 0.0 };
        let inherited = share * of(own, candidate.head).max(before);
        let listed = items == asks && items > 1 && candidate.number == Some(number);
        let cited = candidate.cited.contains(&number);
        let bonus = if listed { listed_bonus } else { 0.0 } + if cited { cited_bonus } else { 0.0 };
        of(own, at).max(inherited) + bonus
    };
    candidates.iter().enumerate().map(score).collect()
}

/// Share (0–1) of an ask's weighted words and character pairs that a sentence holds.
fn alike(asked: &Bag<'_>, said: &Bag<'_>) -> f64 {
    let (words, pairs) = (share(&asked.words, &said.words), share(&asked.pairs, &said.pairs));
    if asked.words.is_empty() { pairs } else { f64::midpoint(words, pairs) }
}

/// For each sentence the mean of `shared` and of both likenesses of what the words mean.
fn means(
    rules: &AnswerRules,
    asked: &Bag<'_>,
    shared: &[f64],
    candidates: &[Candidate<'_>],
) -> Vec<f64> {
    let sense = rules.near.sense(asked.all_words());
    let mean = |(candidate, shared): (&Candidate<'_>, &f64)| {
        let like = rules.near.likeness(&sense, &candidate.sense);
        (shared + like.held + like.whole) / 3.0
    };
    candidates.iter().zip(shared).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching(near: &[&[f64]]) -> Matching {
        let near: Vec<Vec<f64>> = near.iter().map(|row| row.to_vec()).collect();
        Matching { shared: near.clone(), scored: near.clone(), near }
    }

    #[test]
    fn sentences_are_dealt_out_in_the_order_of_the_asks() {
        let crossed = matching(&[&[0.0, 0.5], &[0.4, 0.0]]);
        assert_eq!(crossed.in_order(&[0, 1], 0.1), [true, false]);
        let straight = matching(&[&[0.4, 0.0], &[0.0, 0.5]]);
        assert_eq!(straight.in_order(&[0, 1], 0.1), [true, true]);
        assert_eq!(straight.in_order(&[], 0.1), [false, false]);
        assert_eq!(matching(&[]).in_order(&[0], 0.1), Vec::<bool>::new());
    }

    #[test]
    fn a_match_that_costs_more_than_it_brings_is_left_out() {
        assert_eq!(matching(&[&[0.05]]).in_order(&[0], 0.1), [false]);
    }

    #[test]
    fn a_sentence_falls_to_the_ask_that_it_speaks_most_of() {
        let matching = matching(&[&[0.6, 0.1], &[0.1, 0.1]]);
        assert!(matching.claim(0, &[0, 1], 8.0) > 0.95);
        assert!((matching.claim(1, &[0, 1], 8.0) - 0.5).abs() < 1e-9);
        assert!(matching.claim(1, &[], 8.0).abs() < 1e-9);
    }

    #[test]
    fn a_sentence_that_speaks_more_of_another_ask_speaks_less_of_this_one() {
        let rules = crate::testing::rulebook().answering.as_ref().unwrap();
        let matching = matching(&[&[0.4, 0.4], &[0.8, 0.1]]);
        let own = |sentence| matching.own(&rules.alignment, 0, sentence);
        assert!(own(0) < own(1));
        assert_eq!(matching.spoken_of(0, 0.12), Some(1));
        assert_eq!(matching.spoken_of(0, 0.9), None);
    }
}

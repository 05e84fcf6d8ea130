//! Aligns every ask with the sentences of the reply: answered, touched or missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    answering::{AlignmentFile, AnswerRules},
    asks::Ask,
    candidates::{Candidate, candidates},
    cover::Covering,
    reading::Reading,
    rulebook::Rulebook,
    terms::{Bag, Term, share},
};

/// What became of an ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskStatus {
    /// No sentence of the reply speaks of it.
    Missing,
    /// Spoken of, but only studied, forwarded, hoped for or praised.
    Touched,
    /// Answered with a fact, an action or a reason; a reasoned refusal is an answer.
    Answered,
}

impl AskStatus {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Touched => "touched",
            Self::Answered => "answered",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Missing => "未回应",
            Self::Touched => "提到未答",
            Self::Answered => "已答",
        }
    }
}

/// One ask against the reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Aligned {
    pub(crate) status: AskStatus,
    /// Index of the sentence that shows it.
    pub(crate) sentence: Option<usize>,
    /// Its alignment, 0–1 and above with the bonuses for numbers.
    pub(crate) score: f64,
    /// The best alignment, 0–1, by words alone with a sentence that says something definite.
    pub(crate) by_words: f64,
    /// Answered by a sentence that answers nothing else, not by common words.
    pub(crate) assumed: bool,
}

/// How closely a sentence of the reply speaks of the suggestion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tie {
    /// Index of the sentence.
    pub(crate) sentence: usize,
    /// Best alignment, 0–1, by its own words with any ask.
    pub(crate) asked: f64,
    /// Share (0–1) of its weighted words that stand in the suggestion.
    pub(crate) shared: f64,
}

/// What the reply says to each ask.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Coverage {
    /// One an ask, in their order.
    pub(crate) asks: Vec<Aligned>,
    /// One a sentence that may answer, in their order.
    pub(crate) ties: Vec<Tie>,
}

/// Aligns every ask with the sentences of the reply.
pub(crate) fn coverage(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    (reading, covering): (&Reading, &Covering),
    asks: &[Ask],
    suggestion: &Bag<'_>,
) -> Coverage {
    let candidates = candidates(rulebook, rules, reading, covering);
    let texts: Vec<String> = asks.iter().map(|ask| rules.asks.own_words(&ask.text)).collect();
    let bags = bags(rulebook, rules, asks.iter().zip(&texts), suggestion);
    let least = if asks.len() == 1 { rules.alignment.one } else { rules.alignment.several };
    let mut ties = ties(&candidates, suggestion);
    let own: Vec<Vec<f64>> =
        bags.iter().map(|bag| candidates.iter().map(|c| alike(bag, &c.bag)).collect()).collect();
    for own in &own {
        ties.iter_mut().zip(own).for_each(|(tie, own)| tie.asked = tie.asked.max(*own));
    }
    let scored: Vec<Vec<(&Candidate<'_>, f64)>> = (0..)
        .zip(&own)
        .map(|(index, own)| scored(&rules.alignment, &candidates, own, (index, asks.len())))
        .collect();
    let rivals = rivals(&scored, candidates.len());
    let mut aligned = Vec::with_capacity(bags.len());
    let mut nearest: Option<(usize, Aligned)> = None;
    for (index, (scored, own)) in scored.iter().zip(&own).enumerate() {
        let solid = best(scored.iter().copied().filter(|(c, _)| c.solid), rules.alignment.nearest);
        if nearest.is_none_or(|(_, kept)| (solid.status, solid.score) > (kept.status, kept.score)) {
            nearest = Some((index, solid));
        }
        let solid_words = own.iter().zip(&candidates).filter(|(_, c)| c.solid).map(|(own, _)| *own);
        let by_words = solid_words.fold(0.0, f64::max);
        // A sentence that speaks much more of another ask answers that one.
        let own_ask = scored.iter().zip(&rivals).filter(|((_, score), rival)| {
            *score >= rules.alignment.sure || *score >= rules.alignment.rival * **rival
        });
        aligned.push(Aligned { by_words, ..best(own_ask.map(|(scored, _)| *scored), least) });
    }
    let none_answered = aligned.iter().all(|ask| ask.status != AskStatus::Answered);
    if let Some((index, solid)) = nearest.filter(|_| none_answered)
        && solid.status == AskStatus::Answered
        && let Some(ask) = aligned.get_mut(index)
    {
        *ask = Aligned { by_words: ask.by_words, ..solid };
    }
    deal_out(&mut aligned, &candidates);
    Coverage { asks: aligned, ties }
}

/// Of each candidate its best score with any ask.
fn rivals(scored: &[Vec<(&Candidate<'_>, f64)>], candidates: usize) -> Vec<f64> {
    let mut rivals = vec![0.0_f64; candidates];
    for of_ask in scored {
        rivals.iter_mut().zip(of_ask).for_each(|(best, (_, score))| *best = best.max(*score));
    }
    rivals
}

fn ties(candidates: &[Candidate<'_>], suggestion: &Bag<'_>) -> Vec<Tie> {
    let tie = |candidate: &Candidate<'_>| {
        let shared = share(&candidate.bag.words, &suggestion.words);
        Tie { sentence: candidate.index, asked: 0.0, shared }
    };
    candidates.iter().map(tie).collect()
}

/// Every candidate with its alignment to the ask `index` of `asks`: its own words' (`own`), or
/// a share of that of the sentence before or of its item's first sentence, plus the bonuses
/// for numbers.
fn scored<'a>(
    file: &AlignmentFile,
    candidates: &'a [Candidate<'a>],
    own: &[f64],
    (index, asks): (usize, usize),
) -> Vec<(&'a Candidate<'a>, f64)> {
    let items = candidates.iter().filter_map(|c| c.number).max().unwrap_or(0) as usize;
    let number = index as u32 + 1;
    let of = |at: usize| own.get(at).copied().unwrap_or(0.0);
    let score = |(at, candidate): (usize, &'a Candidate<'a>)| {
        let before = if candidate.follows && at > 0 { of(at - 1) } else { 0.0 };
        let inherited = file.own_share * of(candidate.head).max(before);
        let listed = items == asks && items > 1 && candidate.number == Some(number);
        let cited = candidate.cited.contains(&number);
        let bonus = if listed { file.number } else { 0.0 } + if cited { file.cited } else { 0.0 };
        (candidate, of(at).max(inherited) + bonus)
    };
    candidates.iter().enumerate().map(score).collect()
}

/// Gives every ask that no sentence speaks of, in order, one of the definite sentences that
/// answer no other ask: a true answer often uses none of the ask's words. Such an answer is
/// marked as assumed. A reply that uses the words of most asks would have used those of the
/// rest, and one with fewer definite sentences than asks has none to spare.
fn deal_out(aligned: &mut [Aligned], candidates: &[Candidate<'_>]) {
    let answered = aligned.iter().filter(|ask| ask.status == AskStatus::Answered).count();
    let solid = candidates.iter().filter(|candidate| candidate.solid).count();
    if solid < aligned.len() || 2 * answered > aligned.len() {
        return;
    }
    let used: BTreeSet<usize> = aligned.iter().filter_map(|ask| ask.sentence).collect();
    let mut spare = candidates.iter().filter(|c| c.solid && !used.contains(&c.index));
    for ask in aligned.iter_mut().filter(|ask| ask.status == AskStatus::Missing) {
        let Some(candidate) = spare.next() else { return };
        ask.status = AskStatus::Answered;
        ask.sentence = Some(candidate.index);
        ask.assumed = true;
    }
}

/// The best solid sentence, else the best sentence, that reaches `least`.
fn best<'a>(scored: impl Iterator<Item = (&'a Candidate<'a>, f64)>, least: f64) -> Aligned {
    let none = Aligned {
        status: AskStatus::Missing,
        sentence: None,
        score: 0.0,
        by_words: 0.0,
        assumed: false,
    };
    scored.fold(none, |kept, (candidate, score)| {
        let status = match (score >= least, candidate.solid) {
            (false, _) => AskStatus::Missing,
            (true, false) if candidate.courteous => AskStatus::Missing,
            (true, false) => AskStatus::Touched,
            (true, true) => AskStatus::Answered,
        };
        let better = (status, score) > (kept.status, kept.score);
        let sentence = (status > AskStatus::Missing).then_some(candidate.index);
        if better { Aligned { status, sentence, score, ..kept } } else { kept }
    })
}

/// The terms of each ask, those of the whole suggestion where it names nothing itself; a term
/// weighs the less the more asks hold it, since it tells them less apart.
fn bags<'a>(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    asks: impl Iterator<Item = (&'a Ask, &'a String)>,
    suggestion: &Bag<'a>,
) -> Vec<Bag<'a>> {
    let bag = |(ask, text): (&Ask, &'a String)| match ask.general {
        true => suggestion.clone(),
        false => Bag::of(&rulebook.jieba, &rules.frequencies, [text.as_str()]),
    };
    let mut bags: Vec<Bag<'a>> = asks.map(bag).collect();
    let mut held_by: BTreeMap<&str, f64> = BTreeMap::new();
    for bag in &bags {
        let terms: BTreeSet<&str> =
            bag.words.iter().chain(bag.pairs.iter()).map(|it| it.text).collect();
        terms.into_iter().for_each(|term| *held_by.entry(term).or_default() += 1.0);
    }
    let weight = |term: &Term<'_>| term.weight / held_by.get(term.text).copied().unwrap_or(1.0);
    for bag in &mut bags {
        bag.words.reweigh(weight);
        bag.pairs.reweigh(weight);
    }
    bags
}

/// Share (0–1) of an ask's weighted terms that a sentence holds.
fn alike(asked: &Bag<'_>, said: &Bag<'_>) -> f64 {
    let (words, pairs) = (share(&asked.words, &said.words), share(&asked.pairs, &said.pairs));
    if asked.words.is_empty() { pairs } else { f64::midpoint(words, pairs) }
}

//! Aligns every ask with the sentences of the reply: answered, touched or missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    answering::AnswerRules,
    asks::Ask,
    candidates::{Candidate, candidates},
    cover::Covering,
    likely::AskTraits,
    matching::Matching,
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
    /// How far that sentence speaks of the ask, 0–1 and above with the bonuses for numbers.
    pub(crate) score: f64,
    /// The best alignment by words alone with any sentence, 0–1 and above with the bonuses.
    pub(crate) link: f64,
    /// The best alignment, 0–1, by words alone with a sentence that says something definite.
    pub(crate) by_words: f64,
    /// Answered by a sentence that answers nothing else, not by common or near words.
    pub(crate) assumed: bool,
    /// What the model looked at, and the probability (0–1) it came to.
    pub(crate) traits: AskTraits,
    pub(crate) clear: bool,
    pub(crate) probability: f64,
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
    /// How many sentences say something definite.
    pub(crate) definite: usize,
    /// Whether one of them that answers no other ask stands before those that answer the later
    /// ones: room for an answer to the first in other words.
    pub(crate) room: bool,
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
    let matching = Matching::of(rules, &bags, &candidates);
    let mut ties = ties(&candidates, suggestion);
    for row in &matching.shared {
        ties.iter_mut().zip(row).for_each(|(tie, own)| tie.asked = tie.asked.max(*own));
    }
    let mut reply = Reply::of(rules, &candidates, &matching);
    reply.deal_out(rules);
    let asks = asks.iter().enumerate().map(|(at, ask)| aligned(rules, &reply, (at, ask)));
    Coverage {
        asks: asks.collect(),
        ties,
        definite: reply.definite.len(),
        room: has_room(rules, &reply),
    }
}

/// The candidates as all asks see them.
struct Reply<'a> {
    candidates: &'a [Candidate<'a>],
    matching: &'a Matching,
    /// Indexes of the definite candidates.
    definite: Vec<usize>,
    /// Of each ask its best match with one of them.
    best: Vec<f64>,
    /// For each ask whether one of them falls to it in the order of the asks.
    ordered: Vec<bool>,
    /// For each ask of which none of them speaks, one that speaks of no ask, as far as they go.
    spare: Vec<Option<usize>>,
}

impl<'a> Reply<'a> {
    fn of(rules: &AnswerRules, candidates: &'a [Candidate<'a>], matching: &'a Matching) -> Self {
        let definite: Vec<usize> = (0..candidates.len())
            .filter(|at| candidates.get(*at).is_some_and(|candidate| candidate.definite))
            .collect();
        let best = matching
            .near
            .iter()
            .map(|row| definite.iter().filter_map(|at| row.get(*at)).copied().fold(0.0, f64::max))
            .collect();
        let ordered = matching.in_order(&definite, rules.alignment.order_gap);
        let spare = vec![None; matching.near.len()];
        Self { candidates, matching, definite, best, ordered, spare }
    }

    /// The candidate that speaks most of an ask among those that pass, if any does.
    fn best_of(
        &self,
        rules: &AnswerRules,
        ask: usize,
        pass: impl Fn(&Candidate<'_>) -> bool,
    ) -> Option<(usize, f64)> {
        let passing = self.candidates.iter().enumerate().filter(|(_, candidate)| pass(candidate));
        let scored = passing.map(|(at, _)| (at, self.matching.own(&rules.alignment, ask, at)));
        scored.filter(|(_, own)| *own > 0.0).fold(None, |kept: Option<(usize, f64)>, next| {
            if kept.is_none_or(|kept| next.1 > kept.1) { Some(next) } else { kept }
        })
    }

    /// Gives every ask that no definite sentence speaks of, in order, one of those that speak of
    /// no ask: a true answer often uses none of the ask's words.
    fn deal_out(&mut self, rules: &AnswerRules) {
        let least = rules.alignment.spoken;
        let spoken = |at: &usize| self.matching.spoken_of(*at, least).is_some();
        let mut unclaimed = self.definite.iter().copied().filter(|at| !spoken(at));
        let own = |ask: usize| self.best_of(rules, ask, |candidate| candidate.definite);
        let open = |ask: &usize| own(*ask).is_none_or(|(_, own)| own < least);
        let asks = (0..self.best.len()).filter(open);
        self.spare = asks.fold(vec![None; self.best.len()], |mut spare, ask| {
            spare[ask] = unclaimed.next();
            spare
        });
    }
}

/// What the model sees of one ask.
fn traits(
    rules: &AnswerRules,
    reply: &Reply<'_>,
    ask: usize,
    (own, vague): (f64, f64),
) -> AskTraits {
    let asks = reply.best.len();
    let others: f64 =
        reply.best.iter().enumerate().filter(|(at, _)| *at != ask).map(|(_, best)| best).sum();
    let speaks = |at: usize| {
        reply.matching.near.get(ask).and_then(|row| row.get(at)).copied().unwrap_or(0.0)
            > rules.alignment.spoken
    };
    let refused = reply.definite.iter().any(|at| {
        reply.candidates.get(*at).is_some_and(|candidate| candidate.refuses) && speaks(*at)
    });
    AskTraits {
        own,
        vague,
        said: flag(own >= rules.alignment.spoken || reply.spare[ask].is_some()),
        claim: reply.matching.claim(ask, &reply.definite, rules.alignment.sharpness),
        single: flag(asks == 1),
        others: others / asks.saturating_sub(1).max(1) as f64,
        ordered: flag(reply.ordered.get(ask).copied().unwrap_or(false)),
        refused: flag(refused),
    }
}

fn flag(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

/// One ask against the reply: answered where the model says so and something definite is said.
fn aligned(rules: &AnswerRules, reply: &Reply<'_>, (at, ask): (usize, &Ask)) -> Aligned {
    let answering = reply.best_of(rules, at, |candidate| candidate.definite);
    let touching =
        reply.best_of(rules, at, |candidate| !candidate.definite && !candidate.courteous);
    let own = answering.map_or(0.0, |(_, own)| own);
    let vague = touching.map_or(0.0, |(_, own)| own);
    let traits = traits(rules, reply, at, (own, vague));
    let probability = rules.answered.file.weights.probability(&traits);
    let row = |rows: &[Vec<f64>]| rows.get(at).cloned().unwrap_or_default();
    let solid = reply.definite.iter().filter_map(|c| row(&reply.matching.shared).get(*c).copied());
    let none = Aligned {
        status: AskStatus::Missing,
        sentence: None,
        score: own.max(vague),
        link: row(&reply.matching.scored).into_iter().fold(0.0, f64::max),
        by_words: solid.fold(0.0, f64::max),
        assumed: false,
        traits,
        clear: rules.answered.is_clear(ask),
        probability,
    };
    let index = |at: usize| reply.candidates.get(at).map(|candidate| candidate.index);
    let assumed = own < rules.alignment.spoken;
    let saying = if assumed { reply.spare[at] } else { answering.map(|(at, _)| at) };
    if probability >= rules.answered.cut(ask)
        && let Some(chosen) = saying
    {
        let sentence = index(chosen);
        return Aligned { status: AskStatus::Answered, sentence, score: own, assumed, ..none };
    }
    match touching.filter(|(_, vague)| *vague >= rules.answered.file.touched) {
        Some((at, vague)) => {
            Aligned { status: AskStatus::Touched, sentence: index(at), score: vague, ..none }
        }
        None => none,
    }
}

/// Whether there is room for an answer to the first ask in other words.
fn has_room(rules: &AnswerRules, reply: &Reply<'_>) -> bool {
    let file = &rules.alignment;
    let spoken = |at: usize| reply.matching.spoken_of(at, file.spoken);
    let claimed = |at: usize| {
        spoken(at).filter(|ask| {
            reply
                .matching
                .near
                .get(*ask)
                .and_then(|row| row.get(at))
                .is_some_and(|n| *n > file.sure)
        })
    };
    let until = reply.definite.iter().find(|at| claimed(**at).is_some_and(|ask| ask > 0));
    let until = until.copied().unwrap_or(usize::MAX);
    let free = |at: &&usize| **at < until && spoken(**at).is_none_or(|ask| ask == 0);
    reply.definite.iter().any(|at| free(&at))
}

fn ties(candidates: &[Candidate<'_>], suggestion: &Bag<'_>) -> Vec<Tie> {
    let tie = |candidate: &Candidate<'_>| {
        let shared = share(&candidate.bag.words, &suggestion.words);
        Tie { sentence: candidate.index, asked: 0.0, shared }
    };
    candidates.iter().map(tie).collect()
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

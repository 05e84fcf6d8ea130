//! Aligns every ask with the sentences of the reply: answered, touched or missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    answering::{AlignmentFile, AnswerRules},
    asks::{Ask, numbered, value},
    cover::Covering,
    reading::Reading,
    rulebook::Rulebook,
    sentence::SentenceClass,
    split::Piece,
    terms::{Bag, share},
    zone::Zone,
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

/// A sentence of the reply that may answer.
struct Candidate {
    index: usize,
    bag: Bag,
    solid: bool,
    /// Index into the candidates of the first sentence of its numbered item.
    head: usize,
    /// Number of that item.
    number: Option<u32>,
    /// Asks named by their number.
    cited: Vec<u32>,
    /// Whether the candidate before belongs to the same paragraph or item.
    follows: bool,
}

/// The alignment of every ask, in their order.
pub(crate) fn coverage(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    (reading, covering): (&Reading, &Covering),
    asks: &[Ask],
    suggestion: &Bag,
) -> Vec<Aligned> {
    let candidates = candidates(rulebook, rules, reading, covering);
    let bags: Vec<Bag> = asks.iter().map(|ask| bag_of(rulebook, rules, ask, suggestion)).collect();
    let least = if asks.len() == 1 { rules.alignment.one } else { rules.alignment.several };
    let weights = Weights::of(rules, &bags);
    let mut aligned = Vec::with_capacity(bags.len());
    let mut nearest: Option<(usize, Aligned)> = None;
    for (index, bag) in bags.iter().enumerate() {
        let own: Vec<f64> = candidates.iter().map(|c| weights.share(bag, &c.bag)).collect();
        let scored = scored(&rules.alignment, &candidates, &own, (index, asks.len()));
        let solid = best(scored.iter().copied().filter(|(c, _)| c.solid), rules.alignment.nearest);
        if nearest.is_none_or(|(_, kept)| (solid.status, solid.score) > (kept.status, kept.score)) {
            nearest = Some((index, solid));
        }
        let solid_words = own.iter().zip(&candidates).filter(|(_, c)| c.solid).map(|(own, _)| *own);
        let by_words = solid_words.fold(0.0, f64::max);
        aligned.push(Aligned { by_words, ..best(scored.into_iter(), least) });
    }
    let none_answered = aligned.iter().all(|ask| ask.status != AskStatus::Answered);
    if let Some((index, solid)) = nearest.filter(|_| none_answered)
        && solid.status == AskStatus::Answered
        && let Some(ask) = aligned.get_mut(index)
    {
        *ask = Aligned { by_words: ask.by_words, ..solid };
    }
    deal_out(&mut aligned, &candidates);
    aligned
}

/// Every candidate with its alignment to the ask `index` of `asks`: its own words' (`own`), or
/// a share of that of the sentence before or of its item's first sentence, plus the bonuses
/// for numbers.
fn scored<'a>(
    file: &AlignmentFile,
    candidates: &'a [Candidate],
    own: &[f64],
    (index, asks): (usize, usize),
) -> Vec<(&'a Candidate, f64)> {
    let items = candidates.iter().filter_map(|c| c.number).max().unwrap_or(0) as usize;
    let number = index as u32 + 1;
    let of = |at: usize| own.get(at).copied().unwrap_or(0.0);
    let score = |(at, candidate): (usize, &'a Candidate)| {
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
/// marked as assumed.
fn deal_out(aligned: &mut [Aligned], candidates: &[Candidate]) {
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
fn best<'a>(scored: impl Iterator<Item = (&'a Candidate, f64)>, least: f64) -> Aligned {
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
            (true, false) => AskStatus::Touched,
            (true, true) => AskStatus::Answered,
        };
        let better = (status, score) > (kept.status, kept.score);
        let sentence = (status > AskStatus::Missing).then_some(candidate.index);
        if better { Aligned { status, sentence, score, ..kept } } else { kept }
    })
}

/// The terms of an ask; those of the whole suggestion where it names nothing itself.
fn bag_of(rulebook: &Rulebook, rules: &AnswerRules, ask: &Ask, suggestion: &Bag) -> Bag {
    if ask.general {
        return suggestion.clone();
    }
    Bag::of(&rulebook.jieba, &rules.asks.own_words(&ask.text), &rules.stop)
}

/// How much each term tells one ask from the others.
struct Weights<'a> {
    rules: &'a AnswerRules,
    held_by: BTreeMap<&'a str, f64>,
}

impl<'a> Weights<'a> {
    fn of(rules: &'a AnswerRules, bags: &'a [Bag]) -> Self {
        let mut held_by: BTreeMap<&str, f64> = BTreeMap::new();
        for bag in bags {
            let terms: BTreeSet<&String> = bag.words.keys().chain(bag.pairs.keys()).collect();
            for term in terms {
                *held_by.entry(term).or_default() += 1.0;
            }
        }
        Self { rules, held_by }
    }

    fn share(&self, asked: &Bag, said: &Bag) -> f64 {
        let weight = |term: &str| {
            self.rules.frequencies.weight(term) / self.held_by.get(term).copied().unwrap_or(1.0)
        };
        let words = share(&asked.words, &said.words, weight);
        let pairs = share(&asked.pairs, &said.pairs, weight);
        if asked.words.is_empty() { pairs } else { f64::midpoint(words, pairs) }
    }
}

fn candidates(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    reading: &Reading,
    covering: &Covering,
) -> Vec<Candidate> {
    let marks = numbered(&rules.asks, &reading.folded);
    let outer = marks.first().map(|mark| mark.kind);
    let mut found: Vec<Candidate> = Vec::new();
    let (mut number, mut head) = (None, 0);
    for (index, sentence) in reading.pieces.sentences.iter().enumerate() {
        let Piece { start, end } = sentence.piece;
        let zone = reading.zones.get(index).copied().unwrap_or(Zone::Body);
        if !zone.is_content() {
            continue;
        }
        let mark =
            marks.iter().find(|m| Some(m.kind) == outer && m.start >= start && m.start < end);
        let text = reading.folded.slice(start, end);
        let line = start == 0 || reading.folded.slice(start - 1, start) == "\n";
        if mark.is_some() || (line && number.is_none()) {
            number = mark.map(|mark| mark.number);
            head = found.len();
        }
        let bag = Bag::of(&rulebook.jieba, &text, &rules.stop);
        let cited = rules
            .cites
            .captures_iter(&text)
            .filter_map(|captures| value(captures.get(1)?.as_str()))
            .collect();
        let follows = mark.is_none() && !line && found.last().is_some();
        let solid = is_solid(rules, reading, covering, index);
        found.push(Candidate { index, bag, solid, head, number, cited, follows });
    }
    found
}

/// Whether a sentence says something that answers: evidence, or words of this case that are
/// neither the suggestion given back nor the topic of a vague promise.
fn is_solid(rules: &AnswerRules, reading: &Reading, covering: &Covering, sentence: usize) -> bool {
    let Some(sentence) = reading.pieces.sentences.get(sentence) else { return false };
    let clauses = sentence.first_clause..sentence.last_clause;
    let class = |clause: usize| covering.classes.get(clause).copied();
    let definite =
        |clause: usize| {
            reading.pieces.clauses.get(clause).is_some_and(|piece| {
                !rules.is_hedged(&reading.folded.slice(piece.start, piece.end))
            })
        };
    // A rule for evidence does not fire inside a restatement.
    if clauses.clone().any(|c| class(c) == Some(SentenceClass::Evidence) && definite(c)) {
        return true;
    }
    let speaks = |clause: usize| {
        let piece = reading.pieces.clauses.get(clause);
        definite(clause)
            && piece.is_some_and(|piece| {
                !rules.is_restating(&reading.folded.slice(piece.start, piece.end))
            })
    };
    let soft = clauses.clone().any(|c| {
        class(c).is_some_and(|class| {
            matches!(
                class,
                SentenceClass::Studying
                    | SentenceClass::Forwarding
                    | SentenceClass::Deflection
                    | SentenceClass::Vague
            )
        })
    });
    clauses.clone().any(|c| {
        let long = reading
            .pieces
            .clauses
            .get(c)
            .is_some_and(|piece| reading.han_in(*piece) >= rules.alignment.definite_han);
        class(c) == Some(SentenceClass::Specific)
            && (long || !soft)
            && speaks(c)
            && !is_copied(rules, reading, c)
    })
}
fn is_copied(rules: &AnswerRules, reading: &Reading, clause: usize) -> bool {
    let (Some(piece), Some(suggestion)) = (reading.pieces.clauses.get(clause), &reading.suggestion)
    else {
        return false;
    };
    rules.is_copied(&reading.folded.slice(piece.start, piece.end), &suggestion.text)
}

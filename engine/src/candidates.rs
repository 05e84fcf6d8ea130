//! The sentences of a reply that may answer an ask, and which of them say something definite.

use crate::{
    answering::AnswerRules,
    asks::{numbered, value},
    cover::Covering,
    near::Sense,
    reading::Reading,
    rulebook::Rulebook,
    sentence::SentenceClass,
    split::{Piece, SentencePiece},
    terms::Bag,
    zone::Zone,
};

/// A sentence of the reply that may answer.
pub(crate) struct Candidate<'a> {
    pub(crate) index: usize,
    pub(crate) bag: Bag<'a>,
    /// What its words mean.
    pub(crate) sense: Sense,
    /// Says something that answers, or holds a figure or a refusal and neither studies nor
    /// hopes.
    pub(crate) definite: bool,
    /// Definite, and refuses or explains why not.
    pub(crate) refuses: bool,
    /// Nothing in it goes beyond courtesy: it may name an ask, and does not speak of it.
    pub(crate) courteous: bool,
    /// Index into the candidates of the first sentence of its numbered item.
    pub(crate) head: usize,
    /// Number of that item.
    pub(crate) number: Option<u32>,
    /// Asks named by their number.
    pub(crate) cited: Vec<u32>,
    /// Whether the candidate before belongs to the same paragraph or item.
    pub(crate) follows: bool,
}

/// The sentences that may answer, in the order of the reply.
pub(crate) fn candidates<'a>(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    reading: &'a Reading,
    covering: &Covering,
) -> Vec<Candidate<'a>> {
    let marks = numbered(&rules.asks, &reading.folded);
    let outer = marks.first().map(|mark| mark.kind);
    let mut found: Vec<Candidate<'a>> = Vec::new();
    let (mut number, mut head) = (None, 0);
    for (index, sentence) in reading.pieces.sentences.iter().enumerate() {
        let Piece { start, end } = sentence.piece;
        let zone = reading.zones.get(index).copied().unwrap_or(Zone::Body);
        if !zone.is_content() {
            continue;
        }
        let mark =
            marks.iter().find(|m| Some(m.kind) == outer && m.start >= start && m.start < end);
        let text = reading.folded.part(start, end);
        let line = start == 0 || reading.folded.part(start - 1, start) == "\n";
        if mark.is_some() || (line && number.is_none()) {
            number = mark.map(|mark| mark.number);
            head = found.len();
        }
        let cited = rules
            .cites
            .captures_iter(text)
            .filter_map(|captures| value(captures.get(1)?.as_str()))
            .collect();
        let follows = mark.is_none() && !line && found.last().is_some();
        let solid = is_solid(rules, reading, covering, index);
        let bag = Bag::of(&rulebook.jieba, &rules.frequencies, [text]);
        let courteous = is_courtesy(covering, sentence);
        let refuses = rules.refuses.is_match(text);
        let states = zone == Zone::Body
            && !courteous
            && !is_soft(covering, sentence)
            && (refuses || rules.figures.is_match(text));
        let definite = solid || states;
        found.push(Candidate {
            index,
            sense: rules.near.sense(bag.all_words()),
            bag,
            definite,
            refuses: definite && refuses,
            courteous,
            head,
            number,
            cited,
            follows,
        });
    }
    found
}

/// Whether nothing in a sentence goes beyond courtesy.
fn is_courtesy(covering: &Covering, sentence: &SentencePiece) -> bool {
    let classes = covering.classes.get(sentence.first_clause..sentence.last_clause);
    classes.is_some_and(|classes| classes.iter().all(|class| *class == SentenceClass::Courtesy))
}

/// Whether a part of a sentence only studies, forwards or promises without an object.
fn is_soft(covering: &Covering, sentence: &SentencePiece) -> bool {
    let classes = covering.classes.get(sentence.first_clause..sentence.last_clause);
    classes.unwrap_or_default().iter().any(|class| {
        matches!(class, SentenceClass::Studying | SentenceClass::Forwarding | SentenceClass::Vague)
    })
}

/// Whether a sentence says something that answers: evidence, or words of this case that are
/// neither the suggestion given back nor the topic of a vague promise.
fn is_solid(rules: &AnswerRules, reading: &Reading, covering: &Covering, sentence: usize) -> bool {
    let Some(sentence) = reading.pieces.sentences.get(sentence) else { return false };
    let clauses = sentence.first_clause..sentence.last_clause;
    let class = |clause: usize| covering.classes.get(clause).copied();
    let definite = |clause: usize| {
        reading
            .pieces
            .clauses
            .get(clause)
            .is_some_and(|piece| !rules.is_hedged(reading.folded.part(piece.start, piece.end)))
    };
    // A rule for evidence does not fire inside a restatement.
    if clauses.clone().any(|c| class(c) == Some(SentenceClass::Evidence) && definite(c)) {
        return true;
    }
    let speaks = |clause: usize| {
        let piece = reading.pieces.clauses.get(clause);
        definite(clause)
            && piece.is_some_and(|piece| {
                !rules.is_restating(reading.folded.part(piece.start, piece.end))
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

/// Whether a clause only gives the suggestion back.
fn is_copied(rules: &AnswerRules, reading: &Reading, clause: usize) -> bool {
    let (Some(piece), Some(suggestion)) = (reading.pieces.clauses.get(clause), &reading.suggestion)
    else {
        return false;
    };
    rules.is_copied(reading.folded.part(piece.start, piece.end), &suggestion.text)
}

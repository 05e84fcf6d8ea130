//! What a reply owes to its suggestion, each with the place that shows it.

use std::collections::HashSet;

use crate::{
    answered::AnsweredAsk,
    answering::AnswerRules,
    coverage::{Aligned, AskStatus, Coverage},
    fold::is_han,
    pack::Shortfall,
    reading::Reading,
    span::Span,
    split::Piece,
    zone::Zone,
};

/// One thing that a reply owes.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What it is.
    pub shortfall: Shortfall,
    /// Where the reply shows it, in chars of the original; empty at 0 where nothing in the
    /// reply does.
    pub span: Span,
    /// The zone of that place; the body where there is none.
    pub zone: Zone,
    /// The quote; the ask itself where the reply says nothing of it; `ask → quote` for an ask
    /// that is touched.
    pub text: String,
    /// Index of the ask that is owed; `None` for what holds for the whole reply.
    pub ask: Option<usize>,
}

/// The asks that are not answered, in their order.
pub(crate) fn owed_asks(reading: &Reading, asks: &[AnsweredAsk]) -> Vec<Fault> {
    let owed = asks.iter().enumerate().filter(|(_, ask)| ask.status != AskStatus::Answered);
    owed.map(|(index, ask)| match (ask.sentence, ask.quote) {
        (Some(sentence), Some(span)) => Fault {
            shortfall: Shortfall::AskTouched,
            span,
            zone: zone_of(reading, sentence),
            text: format!("{} → {}", ask.text.trim(), reading.folded.quote(span).trim()),
            ask: Some(index),
        },
        _ => {
            Fault { ask: Some(index), ..nowhere(Shortfall::AskMissing, ask.text.trim().to_owned()) }
        }
    })
    .collect()
}

/// A reply about another matter; what it leaves out shows it.
pub(crate) fn off_topic(missing: &[String]) -> Fault {
    nowhere(Shortfall::OffTopic, missing.join("、"))
}

/// Light asks answered, weighty ones not: `light → weighty`.
///
/// An ask that was given a sentence by assumption speaks for the reply where it is weighty and
/// not against it where it is light.
pub(crate) fn evasion(rules: &AnswerRules, asks: &[AnsweredAsk]) -> Option<Fault> {
    let is_hard = |ask: &AnsweredAsk| rules.evasion.hard.is_match(&ask.text);
    let is_easy = |ask: &AnsweredAsk| !is_hard(ask) && rules.evasion.easy.is_match(&ask.text);
    let answered = |ask: &AnsweredAsk| ask.status == AskStatus::Answered;
    let hard: Vec<&AnsweredAsk> = asks.iter().filter(|ask| is_hard(ask)).collect();
    let easy: Vec<&AnsweredAsk> =
        asks.iter().filter(|ask| is_easy(ask) && answered(ask) && !ask.assumed).collect();
    if hard.is_empty() || easy.is_empty() || hard.iter().any(|ask| answered(ask)) {
        return None;
    }
    let listed = |asks: &[&AnsweredAsk]| {
        asks.iter().map(|ask| ask.text.trim()).collect::<Vec<_>>().join("；")
    };
    Some(nowhere(Shortfall::Evasion, format!("{} → {}", listed(&easy), listed(&hard))))
}

/// Past achievements that make up most of the body and speak of no ask, where no sentence
/// answers an ask in its own words; quotes their first sentence.
pub(crate) fn work_summary(
    rules: &AnswerRules,
    reading: &Reading,
    covered: &Coverage,
) -> Option<Fault> {
    let summary = &rules.summary;
    let (mut told, mut all, mut first) = (0, 0, None);
    // Sentences that the last opening still governs, its own included.
    let mut telling = 0_usize;
    let answers = |ask: &Aligned| {
        ask.status == AskStatus::Answered && !ask.assumed && ask.by_words >= summary.file.asked
    };
    if covered.asks.iter().any(answers) {
        return None;
    }
    for tie in covered.ties.iter().filter(|tie| zone_of(reading, tie.sentence) == Zone::Body) {
        let Some(sentence) = reading.pieces.sentences.get(tie.sentence) else { continue };
        let Piece { start, end } = sentence.piece;
        let text = reading.folded.slice(start, end);
        let opens = summary.opens.is_match(&text);
        let tallies = summary.tallies.is_match(&text);
        let line = start == 0 || reading.folded.chars.get(start - 1) == Some(&'\n');
        telling = match (opens, summary.ends.is_match(&text)) {
            (_, true) => 0,
            (true, _) => 1 + summary.file.reach,
            _ if line => 0,
            _ => telling.saturating_sub(1),
        };
        let han = reading.han_in(sentence.piece);
        let tied = tie.asked >= summary.file.asked || tie.shared >= summary.file.shared;
        all += han;
        if (telling > 0 || tallies) && !tied {
            told += han;
            first = first.or(Some(tie.sentence));
        }
    }
    let most = told as f64 >= summary.file.share * all as f64;
    if told < summary.file.least_han || !most {
        return None;
    }
    first.map(|sentence| quoting(Shortfall::WorkSummary, reading, sentence))
}

/// The suggestion's own text that makes up much of the reply: chars that stand in the same
/// order, `gram` or more in a row, in both. Quotes the longest run of such clauses.
pub(crate) fn echo(rules: &AnswerRules, reading: &Reading) -> Option<Fault> {
    let copied = copied_chars(reading, rules.echo.gram);
    let (mut given_back, mut all) = (0, 0);
    let (mut run, mut longest): (Option<Piece>, Option<Piece>) = (None, None);
    for (clause, piece) in reading.pieces.clauses.iter().enumerate() {
        if !reading.zone_of_clause(clause).is_content() {
            run = None;
            continue;
        }
        let chars = copied.get(piece.start..piece.end).unwrap_or_default();
        let (same, han) = (chars.iter().filter(|same| **same).count(), reading.han_in(*piece));
        given_back += same;
        all += han;
        if 2 * same < han || same == 0 {
            run = None;
            continue;
        }
        let grown = Piece { start: run.map_or(piece.start, |run| run.start), end: piece.end };
        run = Some(grown);
        let length = |piece: Piece| piece.end - piece.start;
        longest = longest.filter(|kept| length(*kept) >= length(grown)).or(Some(grown));
    }
    let much = given_back as f64 >= rules.echo.share * all as f64;
    if given_back < rules.echo.least_han || !much {
        return None;
    }
    let piece = longest?;
    let span = reading.folded.original(piece.start, piece.end);
    let zone = reading.pieces.clause_at(piece.start).map(|clause| reading.zone_of_clause(clause));
    Some(Fault {
        shortfall: Shortfall::Echo,
        span,
        zone: zone.unwrap_or(Zone::Body),
        text: reading.folded.quote(span),
        ask: None,
    })
}

/// For each char of the reply whether it is Han and part of a piece of `gram` chars that
/// stands in the suggestion.
fn copied_chars(reading: &Reading, gram: usize) -> Vec<bool> {
    let mut copied = vec![false; reading.folded.chars.len()];
    let Some(suggestion) = reading.suggestion.as_ref().filter(|_| gram > 0) else { return copied };
    let grams: HashSet<&[char]> = suggestion.chars.windows(gram).collect();
    for (at, piece) in reading.folded.chars.windows(gram).enumerate() {
        if grams.contains(piece) {
            copied.iter_mut().skip(at).take(gram).for_each(|copied| *copied = true);
        }
    }
    copied.iter_mut().zip(&reading.folded.chars).for_each(|(copied, c)| *copied &= is_han(*c));
    copied
}

fn zone_of(reading: &Reading, sentence: usize) -> Zone {
    reading.zones.get(sentence).copied().unwrap_or(Zone::Body)
}

fn nowhere(shortfall: Shortfall, text: String) -> Fault {
    Fault { shortfall, span: Span { start: 0, end: 0 }, zone: Zone::Body, text, ask: None }
}

fn quoting(shortfall: Shortfall, reading: &Reading, sentence: usize) -> Fault {
    let Some(piece) = reading.pieces.sentences.get(sentence).map(|sentence| sentence.piece) else {
        return nowhere(shortfall, String::new());
    };
    let span = reading.folded.original(piece.start, piece.end);
    let text = reading.folded.quote(span);
    Fault { shortfall, span, zone: zone_of(reading, sentence), text, ask: None }
}

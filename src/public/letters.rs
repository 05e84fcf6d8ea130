//! A judged letter as it may be published. Spans stay, and every quote is what stands at its
//! span in the masked text.
//!
//! Every record is taken apart field by field: a new field does not compile until somebody has
//! decided how it is published.

use std::{collections::BTreeMap, sync::Arc};

use shida_engine::{
    answer::Answer,
    answered::AnsweredAsk,
    decided::Fingerprint,
    finding::{Finding, Role},
};

use super::plan::{Openness, Place, Publication};
use crate::records::{Decision, Judged, Letter, Metrics, Origin, Ruling};

/// Masks by kind.
pub type Counts = BTreeMap<String, u64>;

/// What stands in place of a text that is not published.
const NOT_TOLD: &str = "（正文不公开）";

/// A letter before and behind its masking, in chars.
struct Texts {
    original: Vec<char>,
    masked: Vec<char>,
}

impl Publication {
    /// The letter at that place of the run, masked, with the masks that were set. Of one whose
    /// text may not be published nothing is left but its id, its unit and its columns.
    #[must_use]
    pub fn judged(&self, at: usize, judged: Judged) -> (Judged, Counts) {
        let nothing = Place { openness: Openness::Withheld, ..Place::default() };
        let place = self.places.get(at).unwrap_or(&nothing);
        let Judged {
            letter,
            verdict,
            findings,
            sentences,
            answer,
            decisions,
            set_aside,
            confirmed,
            decided_code,
            document: _,
            measures,
            promises: _,
            signed,
        } = judged;
        let tells = place.shows_text();
        let original: Vec<char> = letter.reply.chars().collect();
        let (letter, counts) = self.letter(at, place, letter);
        let masked = letter.reply.chars().collect();
        let texts = Texts { original, masked };
        let quoted = |finding: Finding| self.finding(at, place, finding, &texts);
        let decided =
            |(finding, decision): (Finding, Arc<Decision>)| (quoted(finding), nameless(&decision));
        let judged = Judged {
            letter,
            verdict,
            findings: only(tells, findings).map(quoted).collect(),
            sentences: only(tells, sentences).collect(),
            answer: answer
                .filter(|_| place.openness == Openness::Whole)
                .map(|answer| self.answer(at, answer)),
            decisions: decisions.iter().map(nameless).collect(),
            set_aside: only(tells, set_aside).map(decided).collect(),
            confirmed: only(tells, confirmed).map(decided).collect(),
            decided_code,
            document: None,
            measures,
            promises: Vec::new(),
            signed,
        };
        (judged, counts)
    }

    fn letter(&self, at: usize, place: &Place, letter: Letter) -> (Letter, Counts) {
        let Letter {
            row,
            origin,
            reply_id: _,
            raw_id: _,
            year,
            unit: _,
            title,
            suggestion,
            reply,
            metrics: _,
        } = letter;
        let mut counts = Counts::new();
        let mut hide = |text: String| {
            let hidden = self.hide(at, &text);
            for (kind, count) in hidden.counts {
                *counts.entry(kind).or_default() += count;
            }
            hidden.text
        };
        let letter = Letter {
            row,
            origin: elsewhere(&origin),
            reply_id: place.id.clone(),
            raw_id: place.id.clone(),
            year,
            unit: place.unit.clone(),
            title: title.filter(|_| place.is_shown()).map(&mut hide),
            suggestion: suggestion.filter(|_| place.openness == Openness::Whole).map(&mut hide),
            reply: if place.shows_text() { hide(reply) } else { NOT_TOLD.to_owned() },
            metrics: Metrics::default(),
        };
        (letter, counts)
    }

    /// A finding with its quote taken from the masked text. What is no quote is masked by itself;
    /// what speaks of the suggestion is there only with it.
    fn finding(&self, at: usize, place: &Place, finding: Finding, texts: &Texts) -> Finding {
        let Finding { code, role, zone, span, text, points } = finding;
        let slice = |chars: &[char]| chars.get(span.range()).map(String::from_iter);
        let is_quote = slice(&texts.original).as_deref() == Some(text.as_str());
        let text = match slice(&texts.masked) {
            Some(shown) if is_quote => shown,
            _ if role == Role::Answer && place.openness != Openness::Whole => String::new(),
            _ => self.excerpt(at, &text, texts),
        };
        Finding { code, role, zone, span, text, points }
    }

    /// Words put together from a letter: those that stand in it as they are shown masked there.
    fn excerpt(&self, at: usize, text: &str, texts: &Texts) -> String {
        let words: Vec<char> = text.trim_end_matches('…').chars().collect();
        let found = texts.original.windows(words.len().max(1)).position(|chars| chars == words);
        let shown = found.and_then(|start| texts.masked.get(start..start + words.len()));
        match shown {
            Some(shown) if text.ends_with('…') => shown.iter().chain(&['…']).collect(),
            Some(shown) => shown.iter().collect(),
            None => self.hide_quote(at, text),
        }
    }

    /// Asks and words of a published suggestion; what is owed stands in the findings.
    fn answer(&self, at: usize, answer: Answer) -> Answer {
        let Answer {
            asks,
            relevance,
            body_relevance,
            closeness,
            topic,
            off_topic,
            elsewhere,
            core,
            faults: _,
            shared,
            missing,
        } = answer;
        let shown =
            |words: Vec<String>| words.into_iter().map(|word| self.hide(at, &word).text).collect();
        Answer {
            asks: asks.into_iter().map(|ask| self.ask(at, ask)).collect(),
            relevance,
            body_relevance,
            closeness,
            topic,
            off_topic,
            elsewhere,
            core,
            faults: Vec::new(),
            shared: shown(shared),
            missing: shown(missing),
        }
    }

    fn ask(&self, at: usize, ask: AnsweredAsk) -> AnsweredAsk {
        let AnsweredAsk {
            source,
            span,
            text,
            status,
            sentence,
            quote,
            alignment,
            assumed,
            ruled,
            probability,
            clear,
            traits,
        } = ask;
        let text = self.hide(at, &text).text;
        AnsweredAsk {
            source,
            span,
            text,
            status,
            sentence,
            quote,
            alignment,
            assumed,
            ruled,
            probability,
            clear,
            traits,
        }
    }
}

/// All of them, or none.
fn only<T>(tells: bool, all: Vec<T>) -> impl Iterator<Item = T> {
    all.into_iter().filter(move |_| tells)
}

/// A place in a table without the name of its file.
pub(super) fn elsewhere(origin: &Origin) -> Origin {
    Origin { file: "".into(), sheet: None, line: origin.line }
}

/// A decision without who made it, why, and the words that it quotes.
pub(super) fn nameless(decision: &Arc<Decision>) -> Arc<Decision> {
    let Decision { origin, reply: _, ruling, reason: _, author: _, date, expires, settles } =
        &**decision;
    let blank = |hit: &Fingerprint| {
        let Fingerprint { code, ordinal, text: _ } = hit;
        Fingerprint { code: code.clone(), ordinal: *ordinal, text: String::new() }
    };
    Arc::new(Decision {
        origin: elsewhere(origin),
        reply: String::new(),
        ruling: match ruling {
            Ruling::Suppress(hit) => Ruling::Suppress(blank(hit)),
            Ruling::Confirm(hit) => Ruling::Confirm(blank(hit)),
            Ruling::Reply { non_answer, quote: _ } => {
                Ruling::Reply { non_answer: *non_answer, quote: None }
            }
        },
        reason: "理由不公开".to_owned(),
        author: "裁定人不公开".to_owned(),
        date: *date,
        expires: *expires,
        settles: *settles,
    })
}

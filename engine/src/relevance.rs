//! How much a reply speaks of what the suggestion speaks of, with the terms that show it.

use std::collections::BTreeSet;

use crate::{
    answering::AnswerRules,
    fold::{Folded, is_han},
    reading::Reading,
    rulebook::Rulebook,
    terms::{Bag, Term, cosine, share},
    zone::Zone,
};

/// The likeness of a suggestion and its reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Relevance {
    /// 0–1, the receipt included (the quoted title is not).
    pub(crate) whole: f64,
    /// 0–1, without receipt and restatement.
    pub(crate) body: f64,
    /// Share (0–1) of the title's weighted terms in that body.
    pub(crate) topic: Option<f64>,
    /// Whether that body shares a word with the suggestion that hardly any letter holds.
    pub(crate) rare: bool,
    /// Han characters of that body.
    pub(crate) body_han: usize,
    /// Words that both hold, heaviest first.
    pub(crate) shared: Vec<String>,
    /// Named things, then words, that only the suggestion holds, heaviest first.
    pub(crate) missing: Vec<String>,
}

/// Compares the folded suggestion, whose terms are `asked`, with a reply.
pub(crate) fn relevance(
    rules: &AnswerRules,
    rulebook: &Rulebook,
    reading: &Reading,
    (title, text): (Option<&Folded>, &Folded),
    asked: &Bag<'_>,
) -> Relevance {
    let whole_text = text_of(rules, reading, Zone::is_content, true);
    let body_text = text_of(rules, reading, is_body, false);
    let whole = Bag::of(&rulebook.jieba, &rules.frequencies, [whole_text.as_str()]);
    let body = Bag::of(&rulebook.jieba, &rules.frequencies, [body_text.as_str()]);
    let named = named_things(rules, rulebook, title.into_iter().chain([text]), asked);
    let is_said = |thing: &str| whole_text.contains(ending(thing));
    let mut missing: Vec<String> = named.into_iter().filter(|thing| !is_said(thing)).collect();
    let words = heaviest(rules, asked, |term| !whole.words.contains(term));
    missing.extend(words.into_iter().filter(|word| !missing.contains(word)).collect::<Vec<_>>());
    missing.truncate(rules.relevance.terms);
    Relevance {
        whole: likeness(rules, asked, &whole),
        body: likeness(rules, asked, &body),
        topic: title.map(|title| topic(rules, rulebook, title, &body)),
        rare: shares_rare(rules, asked, &body),
        body_han: body_text.chars().filter(|c| is_han(*c)).count(),
        shared: heaviest(rules, asked, |term| whole.words.contains(term)),
        missing,
    }
}

/// Share of the title's terms, without the words every plea holds, in the body.
fn topic(rules: &AnswerRules, rulebook: &Rulebook, title: &Folded, body: &Bag<'_>) -> f64 {
    let text = rules.asks.own_words(&title.text);
    let own = Bag::of(&rulebook.jieba, &rules.frequencies, [text.as_str()]);
    f64::midpoint(share(&own.words, &body.words), share(&own.pairs, &body.pairs))
}

fn shares_rare(rules: &AnswerRules, asked: &Bag<'_>, body: &Bag<'_>) -> bool {
    let mut both = asked.words.beside(&body.words).filter(|(_, namesake)| namesake.is_some());
    both.any(|(word, _)| word.weight >= rules.relevance.rare)
}

fn is_body(zone: Zone) -> bool {
    matches!(zone, Zone::Body)
}

/// The weighted sum of both cosines and the coverage, six decimals.
fn likeness(rules: &AnswerRules, asked: &Bag<'_>, said: &Bag<'_>) -> f64 {
    let file = &rules.relevance;
    let value = file.bigram * cosine(&asked.pairs, &said.pairs)
        + file.word * cosine(&asked.words, &said.words)
        + file.coverage * share(&asked.pairs, &said.pairs);
    (value.clamp(0.0, 1.0) * 1e6).round() / 1e6
}

/// The reply's sentences in the wanted zones without the quoted title; without clauses that
/// restate the suggestion unless `restated`.
fn text_of(
    rules: &AnswerRules,
    reading: &Reading,
    wanted: impl Fn(Zone) -> bool,
    restated: bool,
) -> String {
    let mut text = String::new();
    for (sentence, zone) in reading.pieces.sentences.iter().zip(&reading.zones) {
        if !wanted(*zone) {
            continue;
        }
        for clause in sentence.first_clause..sentence.last_clause {
            let Some(piece) = reading.pieces.clauses.get(clause) else { continue };
            let clause = reading.folded.slice(piece.start, piece.end);
            if restated || !rules.is_restating(&clause) {
                text.push_str(&clause);
            }
        }
    }
    rules.quoted_title.replace_all(&text, "，").into_owned()
}

/// Words of a bag that pass, by falling weight and then by spelling.
fn heaviest(rules: &AnswerRules, bag: &Bag<'_>, pass: impl Fn(&str) -> bool) -> Vec<String> {
    let mut words: Vec<&Term<'_>> = bag.words.iter().filter(|term| pass(term.text)).collect();
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.text.cmp(b.text)));
    words.into_iter().take(rules.relevance.terms).map(|term| term.text.to_owned()).collect()
}

/// Places, documents and the like that the suggestion names, each once.
fn named_things<'a>(
    rules: &AnswerRules,
    rulebook: &Rulebook,
    suggestion: impl Iterator<Item = &'a Folded> + Clone,
    asked: &Bag<'_>,
) -> BTreeSet<String> {
    let mut things = BTreeSet::new();
    for (kind, regex, _) in &rulebook.entities {
        if !rules.relevance.named.contains(kind) {
            continue;
        }
        for text in suggestion.clone() {
            for found in regex.captures_iter(&text.text) {
                let Some(found) = found.get(1).or_else(|| found.get(0)) else { continue };
                let thing = found.as_str();
                let behind = text.text.get(found.end()..).unwrap_or_default();
                if thing.chars().count() >= ENDING && !cuts_a_word(asked, thing, behind) {
                    things.insert(thing.to_owned());
                }
            }
        }
    }
    // Of two names with the same end the pattern took a word too many into the longer one.
    let ends = |thing: &String| {
        things.iter().any(|other| other.len() < thing.len() && thing.ends_with(other.as_str()))
    };
    things.iter().filter(|thing| !ends(thing)).cloned().collect()
}

/// Whether the last char of a name and the first behind it are a word of the suggestion: the
/// pattern took the river 河 out of 河东.
fn cuts_a_word(asked: &Bag<'_>, thing: &str, behind: &str) -> bool {
    let pair: String = thing.chars().last().into_iter().chain(behind.chars().next()).collect();
    asked.words.contains(&pair)
}

/// Chars at the end of a name by which it is known again: the pattern may take a word too many
/// at its head.
const ENDING: usize = 3;

fn ending(thing: &str) -> &str {
    let skip = thing.chars().count().saturating_sub(ENDING);
    thing.char_indices().nth(skip).map_or(thing, |(at, _)| &thing[at..])
}

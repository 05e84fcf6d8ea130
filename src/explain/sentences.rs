//! The sentences, one a line: where in the letter, what they do, and their words.

use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};
use shida_engine::{sentence::SentenceClass, zone::Zone};

use super::row::{Row, one_line};

/// Characters of a sentence that are shown.
const SHOWN: usize = 40;

/// A heading and a line a sentence.
pub(super) fn lines(sentences: &[Row], findings: &[Row]) -> Vec<String> {
    let mut lines = vec!["句子（区段、类别、从第几字到第几字，首字为 1）".to_owned()];
    lines.extend(sentences.iter().map(|sentence| line(sentence, findings)));
    lines
}

fn line(sentence: &Row, findings: &[Row]) -> String {
    let zone: Option<Zone> = known(sentence.text("zone"));
    let class: Option<SentenceClass> = known(sentence.text("class"));
    let (start, end) = sentence.span();
    format!(
        "  {:>3}  {:　<5}  {:　<4}  {:>9}  {}",
        sentence.text("n"),
        zone.map_or(sentence.text("zone"), |zone| zone.label()),
        class.map_or(sentence.text("class"), |class| class.label()),
        format!("{}–{end}", start.saturating_add(1)),
        words(sentence, findings),
    )
}

/// The sentence, or where a run kept no text, what was quoted from it.
fn words(sentence: &Row, findings: &[Row]) -> String {
    let text = sentence.text("text");
    if !text.is_empty() {
        return one_line(text, SHOWN);
    }
    let (start, end) = sentence.span();
    let lies_in = |finding: &&Row| {
        let (from, to) = finding.span();
        start <= from && to <= end && finding.text("role") != "gate"
    };
    let mut quotes: Vec<String> = Vec::new();
    for finding in findings.iter().filter(lies_in) {
        let quote = format!("「{}」", one_line(finding.text("text"), SHOWN));
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    if quotes.is_empty() { "（没有存原文）".to_owned() } else { quotes.concat() }
}

/// A word of the machine files; `None` when this edition does not know it.
pub(super) fn known<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    let name: serde::de::value::StrDeserializer<'de, Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

//! The coloured strip beside a reply: what its sentences do, in the order of the text.

use serde::Serialize;
use shida_engine::sentence::{Sentence, SentenceClass};

/// Neighbouring sentences of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StripPart {
    /// Name of the class, such as `evidence`.
    pub class: String,
    /// Its Chinese label.
    pub label: String,
    /// Chars of the text.
    pub chars: usize,
}

impl StripPart {
    /// A part of `chars` chars.
    #[must_use]
    pub fn of(class: SentenceClass, chars: usize) -> Self {
        Self { class: class.name().to_string(), label: class.label().to_string(), chars }
    }
}

/// The strip of a reply's sentences; empty sentences are left out.
#[must_use]
pub fn strip(sentences: &[Sentence]) -> Vec<StripPart> {
    let mut parts: Vec<StripPart> = Vec::new();
    for sentence in sentences.iter().filter(|sentence| !sentence.span.is_empty()) {
        match parts.last_mut() {
            Some(last) if last.class == sentence.class.name() => last.chars += sentence.span.len(),
            _ => parts.push(StripPart::of(sentence.class, sentence.span.len())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use shida_engine::{span::Span, zone::Zone};

    use super::*;

    #[test]
    fn neighbours_of_one_class_are_one_part() {
        let sentence =
            |start, end, class| Sentence { span: Span::new(start, end), zone: Zone::Body, class };
        let parts = strip(&[
            sentence(0, 5, SentenceClass::Courtesy),
            sentence(5, 5, SentenceClass::Evidence),
            sentence(5, 9, SentenceClass::Courtesy),
            sentence(9, 20, SentenceClass::Studying),
        ]);
        let expected =
            [StripPart::of(SentenceClass::Courtesy, 9), StripPart::of(SentenceClass::Studying, 11)];
        assert_eq!(parts, expected);
    }
}

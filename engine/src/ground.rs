//! What the finding of promises stands on: its rules, the reply, and the time limits in it.

use std::{cell::OnceCell, ops::Range};

use jieba_rs::Jieba;

use crate::{
    promising::PromiseRules,
    reading::Reading,
    split::Piece,
    timed::{Timed, limits},
};

/// One reply with everything that all its promises share.
pub(crate) struct Ground<'a> {
    /// `commitments.toml`.
    pub(crate) rules: &'a PromiseRules,
    /// Knows which words are verbs.
    jieba: &'a Jieba,
    /// The reply.
    pub(crate) reading: &'a Reading,
    /// Its time limits, by place; none overlaps another.
    pub(crate) limits: Vec<Timed>,
    /// For each char whether it stands in a quantity or a sum; most replies never ask.
    counted: OnceCell<Vec<bool>>,
}

impl<'a> Ground<'a> {
    pub(crate) fn of(rules: &'a PromiseRules, jieba: &'a Jieba, reading: &'a Reading) -> Self {
        Self { rules, jieba, reading, limits: limits(rules, reading), counted: OnceCell::new() }
    }

    /// The words of a piece.
    pub(crate) fn words(&self, piece: Piece) -> &'a str {
        self.reading.folded.part(piece.start, piece.end)
    }

    /// Whether a token is this char and no more.
    pub(crate) fn is_char(&self, token: Piece, char: char) -> bool {
        self.words(token).chars().eq([char])
    }

    /// The piece that stands at these bytes of the words of `whole`.
    pub(crate) fn piece(&self, whole: Piece, bytes: Range<usize>) -> Piece {
        let folded = &self.reading.folded;
        let first = folded.byte_at(whole.start);
        let at = |byte: usize| folded.char_at(first + byte);
        Piece { start: at(bytes.start), end: at(bytes.end) }
    }

    /// Whether a word of two chars or more is a verb, and nothing else, in the dictionary.
    pub(crate) fn is_verb(&self, word: &str) -> bool {
        self.is(word, "v")
    }

    /// Whether a word of two chars or more is an adverb, and nothing else, in the dictionary.
    pub(crate) fn is_adverb(&self, word: &str) -> bool {
        self.is(word, "d")
    }

    /// Whether the dictionary holds a word, of any length, for a verb.
    pub(crate) fn may_be_verb(&self, word: &str) -> bool {
        matches!(self.jieba.tag(word, false)[..], [ref only] if only.tag == "v")
    }

    /// Whether the dictionary holds a word for a name, or for a spot.
    pub(crate) fn is_name(&self, word: &str) -> bool {
        let named =
            |tag: &str| ["ns", "nr", "nz"].iter().any(|name| tag.starts_with(name)) || tag == "s";
        matches!(self.jieba.tag(word, false)[..], [ref only] if named(only.tag))
    }

    /// Whether the dictionary holds a word.
    pub(crate) fn is_known(&self, word: &str) -> bool {
        self.jieba.has_word(word)
    }

    /// Whether it holds it for a verb or for a noun made of one (建设).
    pub(crate) fn is_verbal(&self, word: &str) -> bool {
        matches!(self.jieba.tag(word, false)[..], [ref only] if only.tag.starts_with('v'))
    }

    /// Whether the dictionary holds a word for a time (周二, 晚上).
    pub(crate) fn is_time(&self, word: &str) -> bool {
        matches!(self.jieba.tag(word, false)[..], [ref only] if only.tag == "t")
    }

    fn is(&self, word: &str, class: &str) -> bool {
        word.chars().nth(1).is_some()
            && matches!(self.jieba.tag(word, false)[..], [ref only] if only.tag == class)
    }

    /// Whether a char stands in a quantity or a sum of money.
    pub(crate) fn is_counted(&self, at: usize) -> bool {
        self.counted.get_or_init(|| self.counted()).get(at).copied().unwrap_or(false)
    }

    fn counted(&self) -> Vec<bool> {
        let mut counted = vec![false; self.reading.folded.chars.len()];
        let (money, quantity) = (&self.rules.money, &self.rules.quantity);
        let counts = |kind: &String| kind == money || kind == quantity;
        for entity in self.reading.entities.iter().filter(|entity| counts(&entity.kind)) {
            counted[entity.hit.start..entity.hit.end].fill(true);
        }
        counted
    }
}

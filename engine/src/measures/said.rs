//! What is measured: the sentences that are no courtesy, as chars and as words.

use crate::{fold::is_han, reading::Reading, sentence::Sentence, split::Piece};

/// The measured sentences of a reading.
pub(super) struct Said<'a> {
    reading: &'a Reading,
    /// Those that hold a char, by place.
    sentences: Vec<Piece>,
    chars: usize,
}

impl<'a> Said<'a> {
    pub(super) fn of(reading: &'a Reading, sentences: &[Sentence]) -> Self {
        let mut said = Self { reading, sentences: Vec::new(), chars: 0 };
        for (piece, sentence) in reading.pieces.sentences.iter().zip(sentences) {
            let chars = said.letters(piece.piece).count();
            if sentence.is_said() && chars > 0 {
                said.sentences.push(piece.piece);
                said.chars += chars;
            }
        }
        said
    }

    pub(super) fn sentences(&self) -> &[Piece] {
        &self.sentences
    }

    /// Letters, digits and Han characters of all of them.
    pub(super) fn chars(&self) -> usize {
        self.chars
    }

    /// The letters, digits and Han characters of a sentence, capitals as small letters.
    pub(super) fn letters(&self, piece: Piece) -> impl Iterator<Item = char> + '_ {
        let chars = self.reading.folded.chars.get(piece.start..piece.end).unwrap_or_default();
        chars.iter().filter(|char| char.is_alphanumeric()).map(char::to_ascii_lowercase)
    }

    /// The tokens that hold a Han character or a letter, in order.
    pub(super) fn words(&self) -> Vec<&'a [char]> {
        let chars = &self.reading.folded.chars;
        let tokens = self.sentences.iter().flat_map(|piece| self.reading.words.starting_in(*piece));
        let texts = tokens.filter_map(|token| chars.get(token.start..token.end));
        texts.filter(|text| text.iter().any(|c| is_han(*c) || c.is_alphabetic())).collect()
    }

    /// Whether a measured sentence holds all of a place.
    pub(super) fn holds(&self, start: usize, end: usize) -> bool {
        let at = self.sentences.partition_point(|piece| piece.end <= start);
        self.sentences.get(at).is_some_and(|piece| piece.start <= start && end <= piece.end)
    }
}

//! Words: where a text's tokens begin and end.

use jieba_rs::Jieba;

use crate::split::Piece;

/// The segmentation of one folded text, as the token around each char.
#[derive(Debug, Clone)]
pub struct Words {
    /// For each char the half-open range of its token, in chars.
    token_of: Vec<(u32, u32)>,
}

impl Words {
    /// Segments `text` with the dictionary alone (no HMM), so that the tokens equal those of
    /// Python's jieba with `HMM=False`, which researchers use.
    #[must_use]
    pub fn segment(jieba: &Jieba, text: &str, n_chars: usize) -> Self {
        let mut token_of = vec![(0, 0); n_chars];
        for token in jieba.cut(text, false) {
            let range = (token.start as u32, token.end as u32);
            for slot in token_of.iter_mut().take(token.end).skip(token.start) {
                *slot = range;
            }
        }
        Self { token_of }
    }

    /// The tokens that begin in a piece, in order.
    pub(crate) fn starting_in(&self, piece: Piece) -> impl Iterator<Item = Piece> + '_ {
        let tokens = self.token_of.get(piece.start..piece.end).unwrap_or_default();
        let begins = (piece.start..).zip(tokens).filter(|(at, token)| token.0 as usize == *at);
        begins.map(|(_, token)| Piece { start: token.0 as usize, end: token.1 as usize })
    }

    /// The half-open range of the token around a char; empty beyond the text.
    #[must_use]
    pub fn token_at(&self, at: usize) -> (usize, usize) {
        let &(start, end) = self.token_of.get(at).unwrap_or(&(0, 0));
        (start as usize, end as usize)
    }

    /// The token around a char, as a piece.
    pub(crate) fn around(&self, at: usize) -> Piece {
        let (start, end) = self.token_at(at);
        Piece { start, end }
    }

    /// The rests, before and behind, of the word that holds the chars `start..end` inside it
    /// (院 for 研究 inside 研究院); `None` if no longer word does.
    #[must_use]
    pub fn rests_of_longer_word(&self, start: usize, end: usize) -> Option<[(usize, usize); 2]> {
        let &(token_start, token_end) = self.token_of.get(start)?;
        let (token_start, token_end) = (token_start as usize, token_end as usize);
        let inside = token_start <= start && end <= token_end;
        let longer = token_end - token_start > end.saturating_sub(start);
        (inside && longer).then_some([(token_start, start), (end, token_end)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_longer_word_is_known() {
        let jieba = Jieba::new();
        let text = "市规划研究院正在研究方案";
        let words = Words::segment(&jieba, text, text.chars().count());
        assert_eq!(words.rests_of_longer_word(3, 5), Some([(3, 3), (5, 6)]));
        assert_eq!(words.rests_of_longer_word(8, 10), None);
    }
}

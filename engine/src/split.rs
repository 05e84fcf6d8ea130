//! Splits a folded text into sentences and clauses.

use crate::fold::Folded;

/// A half-open range of folded chars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First char.
    pub start: usize,
    /// One past the last char.
    pub end: usize,
}

/// Whether a piece stands inside another.
pub(crate) fn within(outer: Option<Piece>, inner: Piece) -> bool {
    outer.is_some_and(|outer| outer.start <= inner.start && inner.end <= outer.end)
}

/// One sentence: its range and the range of its clauses in the list of all clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentencePiece {
    /// The sentence with its end mark.
    pub piece: Piece,
    /// Index of its first clause.
    pub first_clause: usize,
    /// One past the index of its last clause.
    pub last_clause: usize,
}

/// All sentences and clauses of a text.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// Sentences in order.
    pub sentences: Vec<SentencePiece>,
    /// Clauses in order; every char of a sentence belongs to one clause.
    pub clauses: Vec<Piece>,
}

impl Pieces {
    /// Index of the sentence that holds clause `clause`.
    #[must_use]
    pub fn sentence_of(&self, clause: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.last_clause <= clause)
    }

    /// Index of the clause that holds the folded char `at`.
    #[must_use]
    pub fn clause_at(&self, at: usize) -> Option<usize> {
        let index = self.clauses.partition_point(|clause| clause.end <= at);
        self.clauses.get(index).filter(|clause| clause.start <= at).map(|_| index)
    }
}

/// Splits at 。！？；, line breaks and `cuts` (sorted chars at which a new sentence begins, such
/// as a signature date without a mark before it); clauses at ，： and their like. Marks inside
/// 《》 and inside a pair of brackets or quotation marks do not
/// split.
#[must_use]
pub fn split(folded: &Folded, cuts: &[usize]) -> Pieces {
    let chars = &folded.chars;
    let mut pieces = Pieces::default();
    let (mut sentence_start, mut clause_start, mut depth) = (0, 0, 0_u32);
    let mut first_clause = 0;
    for at in 0..chars.len() {
        depth = match chars[at] {
            '《' | '（' | '(' | '“' | '「' if closes_soon(chars, at) => depth + 1,
            '》' | '）' | ')' | '”' | '」' => depth.saturating_sub(1),
            '\n' => 0,
            _ => depth,
        };
        let end = at + 1;
        // A line break belongs to the piece before it.
        if chars.get(end) == Some(&'\n') {
            continue;
        }
        let ends_sentence = cuts.binary_search(&end).is_ok()
            || chars[at] == '\n'
            || (depth == 0 && ends_sentence(chars, at));
        if !(ends_sentence || depth == 0 && ends_clause(chars, at) || end == chars.len()) {
            continue;
        }
        pieces.clauses.push(Piece { start: clause_start, end });
        clause_start = end;
        if ends_sentence || end == chars.len() {
            let piece = Piece { start: sentence_start, end };
            let last_clause = pieces.clauses.len();
            pieces.sentences.push(SentencePiece { piece, first_clause, last_clause });
            sentence_start = end;
            first_clause = last_clause;
            depth = 0;
        }
    }
    pieces
}

/// Longest bracketed text that is kept whole, in chars: an unclosed bracket must not swallow
/// the rest of the letter.
const BRACKETED: usize = 60;

fn closes_soon(chars: &[char], open: usize) -> bool {
    let close = match chars[open] {
        '《' => ['》', '》'],
        '“' => ['”', '”'],
        '「' => ['」', '」'],
        _ => ['）', ')'],
    };
    chars[open..].iter().take(BRACKETED).any(|c| close.contains(c))
}

fn ends_sentence(chars: &[char], at: usize) -> bool {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '。' | '！' | '？' | '!' | '?' | '；' | ';' | '…' => {
            !matches!(next, Some('。' | '！' | '？' | '!' | '?' | '…' | '”' | '’' | '"' | '」'))
        }
        '”' | '’' | '」' => {
            at > 0 && matches!(chars[at - 1], '。' | '！' | '？' | '!' | '?' | '…' | '；')
        }
        '.' => {
            at > 0
                && crate::fold::is_han(chars[at - 1])
                && next.is_none_or(|c| crate::fold::is_han(c) || c == '\n')
        }
        _ => false,
    }
}

fn ends_clause(chars: &[char], at: usize) -> bool {
    match chars[at] {
        '，' | '：' | ',' => {
            // A thousands comma is no clause mark.
            !(chars[at] == ','
                && at > 0
                && chars[at - 1].is_ascii_digit()
                && chars.get(at + 1).is_some_and(char::is_ascii_digit))
        }
        ':' => !chars.get(at + 1).is_some_and(char::is_ascii_digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::fold;

    fn sentences(text: &str) -> Vec<String> {
        let folded = fold(text, |c| c, |_| false);
        split(&folded, &[])
            .sentences
            .iter()
            .map(|s| folded.slice(s.piece.start, s.piece.end))
            .collect()
    }

    #[test]
    fn marks_inside_a_document_title_do_not_split() {
        assert_eq!(sentences("依据《甲。乙》办理。已完工！"), ["依据《甲。乙》办理。", "已完工！"]);
    }

    #[test]
    fn an_unclosed_bracket_does_not_swallow_the_letter() {
        let text = format!("（说明{}。第二句。", "长".repeat(80));
        assert_eq!(sentences(&text).len(), 2);
    }

    #[test]
    fn times_and_thousands_are_not_clause_marks() {
        let folded = fold("8:30到场，拨付1,200元", |c| c, |_| false);
        assert_eq!(split(&folded, &[]).clauses.len(), 2);
    }

    proptest! {
        #[test]
        fn the_pieces_cover_the_text_without_gap_or_overlap(text in "[甲乙。，；！（）《》“”a1,:.\n ]{0,60}") {
            let folded = fold(&text, |c| c, |_| false);
            let pieces = split(&folded, &[]);
            let mut at = 0;
            for clause in &pieces.clauses {
                prop_assert_eq!(clause.start, at);
                prop_assert!(clause.end > clause.start);
                at = clause.end;
            }
            prop_assert_eq!(at, folded.chars.len());
            let ends: Vec<_> = pieces.sentences.iter().map(|s| s.piece.end).collect();
            prop_assert_eq!(ends.last().copied().unwrap_or(0), at);
        }
    }
}

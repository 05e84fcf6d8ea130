//! Folds a text for matching, and remembers where every char came from.
//!
//! Matching runs on the folded text; evidence is always quoted from the original.

/// A folded text with its way back to the original.
#[derive(Debug, Clone)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// The same as chars.
    pub chars: Vec<char>,
    /// For each folded char the index of its char in the original; one more entry, the
    /// original's length in chars, closes the list.
    pub origin: Vec<u32>,
    /// The original text as chars.
    source: Vec<char>,
    /// For each byte of `text` the index of its char; one more entry closes the list.
    char_at_byte: Vec<u32>,
    /// For each char its first byte in `text`; one more entry closes the list.
    byte_at_char: Vec<u32>,
}

impl Folded {
    /// Index of the char that the byte offset `byte` of `text` falls into.
    #[must_use]
    pub fn char_at(&self, byte: usize) -> usize {
        self.char_at_byte.get(byte).map_or(self.chars.len(), |&index| index as usize)
    }

    /// First byte in `text` of a char; the length of `text` beyond its end.
    #[must_use]
    pub fn byte_at(&self, at: usize) -> usize {
        self.byte_at_char.get(at).map_or(self.text.len(), |&byte| byte as usize)
    }

    /// The folded chars `start..end` where they stand in `text`; empty where there are none.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> &str {
        self.text.get(self.byte_at(start)..self.byte_at(end)).unwrap_or_default()
    }

    /// The folded chars `start..end` as a string.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// The original text of a span of the original.
    #[must_use]
    pub fn quote(&self, span: crate::span::Span) -> String {
        self.source.get(span.range()).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// The span in the original that the folded chars `start..end` came from.
    #[must_use]
    pub fn original(&self, start: usize, end: usize) -> crate::span::Span {
        let first = self.origin.get(start).copied().unwrap_or(0) as usize;
        let last = match end.checked_sub(1) {
            Some(last) if last >= start => self.origin.get(last).map_or(first, |&o| o as usize + 1),
            _ => first,
        };
        crate::span::Span::new(first, last)
    }
}

/// Folds width and blanks: full-width letters and digits become ASCII, blanks between Han
/// characters vanish, line breaks become `\n` (runs of them one), zero-width and control
/// characters vanish, and `simplify` maps single traditional characters. A line break that
/// cuts a word in two (`is_word` knows the word made of the chars on both sides) vanishes.
///
/// Chinese punctuation is left alone: NFKC would rewrite it and move offsets.
#[must_use]
pub fn fold(
    original: &str,
    simplify: impl Fn(char) -> char,
    is_word: impl Fn(&str) -> bool,
) -> Folded {
    let source: Vec<char> = original.chars().collect();
    let mut chars = Vec::with_capacity(source.len());
    let mut origin = Vec::with_capacity(source.len() + 1);
    let mut at = 0;
    while at < source.len() {
        let char = source[at];
        if !is_blank(char) {
            if !is_invisible(char) {
                chars.push(simplify(narrow(char)));
                origin.push(at as u32);
            }
            at += 1;
            continue;
        }
        let run_end =
            (at..source.len()).find(|&i| !is_blank(source[i]) && !is_invisible(source[i]));
        let next = run_end.unwrap_or(source.len());
        let cut = |before: char, after: char| {
            is_han(before) && is_han(after) && is_word(&String::from_iter([before, after]))
        };
        let blank =
            blank_for(&source[at..next], chars.last().copied(), source.get(next).copied(), cut);
        if let Some(blank) = blank {
            chars.push(blank);
            origin.push(at as u32);
        }
        at = next;
    }
    origin.push(source.len() as u32);
    finish(source, chars, origin)
}

/// What a run of blanks becomes between `before` and `after`.
fn blank_for(
    run: &[char],
    before: Option<char>,
    after: Option<char>,
    cuts_a_word: impl Fn(char, char) -> bool,
) -> Option<char> {
    let (before, after) = (before?, after?);
    let breaks = run.iter().filter(|&&c| is_line_break(c)).count();
    if breaks > 0 {
        let stray = breaks <= 2 && cuts_a_word(before, after);
        return (!stray).then_some('\n');
    }
    if run.iter().filter(|c| !is_invisible(**c)).count() >= LINE_LIKE_BLANKS {
        return Some('\n');
    }
    (before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric()).then_some(' ')
}

/// So many blanks in a row are layout (a centred signature), not a stray blank.
const LINE_LIKE_BLANKS: usize = 3;

fn finish(source: Vec<char>, chars: Vec<char>, origin: Vec<u32>) -> Folded {
    let text: String = chars.iter().collect();
    let mut char_at_byte = Vec::with_capacity(text.len() + 1);
    let mut byte_at_char = Vec::with_capacity(chars.len() + 1);
    for (index, char) in chars.iter().enumerate() {
        byte_at_char.push(char_at_byte.len() as u32);
        char_at_byte.extend(std::iter::repeat_n(index as u32, char.len_utf8()));
    }
    char_at_byte.push(chars.len() as u32);
    byte_at_char.push(text.len() as u32);
    Folded { text, chars, origin, source, char_at_byte, byte_at_char }
}

fn is_blank(char: char) -> bool {
    char.is_whitespace() || char == '\u{3000}'
}

fn is_line_break(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
        || (char.is_control() && !char.is_whitespace())
}

/// Full-width letters, digits and per cent sign as ASCII; everything else as it is.
fn narrow(char: char) -> char {
    match char {
        '\u{ff10}'..='\u{ff19}'
        | '\u{ff21}'..='\u{ff3a}'
        | '\u{ff41}'..='\u{ff5a}'
        | '\u{ff05}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
        _ => char,
    }
}

/// Whether a char is a Han character (what every length in this tool counts).
#[must_use]
pub fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '〇')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(char: char) -> char {
        char
    }

    fn fold(text: &str, simplify: impl Fn(char) -> char) -> Folded {
        super::fold(text, simplify, |word| word == "研究")
    }

    #[test]
    fn a_line_break_inside_a_word_vanishes_and_one_between_lines_stays() {
        assert_eq!(fold("正在研\n究。\n此复", same).text, "正在研究。\n此复");
    }

    #[test]
    fn full_width_digits_and_stray_blanks_are_folded() {
        let folded = fold("２０２４年 ５ 月已　修复", same);
        assert_eq!(folded.text, "2024年5月已修复");
    }

    #[test]
    fn a_blank_between_latin_words_stays_one_blank() {
        assert_eq!(fold("5G  base 站", same).text, "5G base站");
    }

    #[test]
    fn line_breaks_stay_and_run_together() {
        assert_eq!(fold("张代表：\r\n\r\n　　您好", same).text, "张代表：\n您好");
    }

    #[test]
    fn a_span_leads_back_to_the_original_chars() {
        let original = "路灯 已 修复";
        let folded = fold(original, same);
        let start = folded.char_at(folded.text.find("修复").unwrap_or(0));
        let span = folded.original(start, start + 2);
        let quoted: String = original.chars().skip(span.start as usize).take(span.len()).collect();
        assert_eq!(quoted, "修复");
    }

    proptest! {
        #[test]
        fn a_part_is_the_same_as_its_chars(text in "(?s).{0,20}", start in 0..25_usize, end in 0..25_usize) {
            let folded = fold(&text, same);
            let end_inside = end.min(folded.chars.len());
            prop_assert_eq!(folded.part(start, end), folded.slice(start, end_inside));
            let at = start.min(folded.chars.len());
            prop_assert_eq!(folded.char_at(folded.byte_at(at)), at);
        }

        #[test]
        fn every_folded_char_points_into_the_original_in_order(text in any::<String>()) {
            let folded = fold(&text, same);
            prop_assert_eq!(folded.origin.len(), folded.chars.len() + 1);
            prop_assert!(folded.origin.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert_eq!(*folded.origin.last().unwrap_or(&0) as usize, text.chars().count());
        }
    }
}

//! Masks personal data in a text, char for char.

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, RegexBuilder};

use super::rulefile::{Mask, PublicRules};

/// Finds and masks personal data.
#[derive(Debug, Clone)]
pub struct Masks {
    pub(super) rules: PublicRules,
    /// Names and numbers that are known from the tables, the longest first.
    known: Vec<(Regex, &'static str)>,
}

/// A text whose personal data is masked, with as many chars as the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The text.
    pub text: String,
    /// Masks by kind.
    pub counts: BTreeMap<String, u64>,
}

/// A kind and words of that kind.
pub(super) type Word = (String, String);

/// The kind of a person's name.
pub(super) const NAME: &str = "name";
/// The kind of a unit that must not be told by its name.
pub(super) const UNIT: &str = "unit";
/// The kind of a telephone number.
pub(super) const PHONE: &str = "phone";

/// A piece of the shadow text, in chars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece<'a> {
    start: usize,
    end: usize,
    kind: &'a str,
}

impl Masks {
    /// Masks by the patterns of the rules alone.
    #[must_use]
    pub fn new(rules: PublicRules) -> Self {
        Self { rules, known: Vec::new() }
    }

    /// Masks these words, too, wherever they stand.
    pub(super) fn know(&mut self, kind: &'static str, words: &BTreeSet<String>) {
        self.known.extend(literals(words).into_iter().map(|regex| (regex, kind)));
    }

    /// The text with its personal data masked; `own` are words of this letter alone, each behind
    /// its kind. Char for char as long as the original.
    #[must_use]
    pub fn hide(&self, text: &str, own: &[Word]) -> Hidden {
        let shadow = Shadow::of(text);
        let pieces = self.pieces(&shadow, own);
        if pieces.is_empty() {
            return Hidden { text: text.to_owned(), counts: BTreeMap::new() };
        }
        let mut chars: Vec<char> = text.chars().collect();
        let mut counts = BTreeMap::new();
        for piece in pieces {
            *counts.entry(piece.kind.to_owned()).or_default() += 1;
            self.cover(&mut chars, piece);
        }
        Hidden { text: chars.into_iter().collect(), counts }
    }

    /// Everything that the patterns find in a text, width folded.
    pub(super) fn words(&self, text: &str) -> BTreeSet<Word> {
        let shadow = Shadow::of(text);
        let chars: Vec<char> = shadow.text.chars().collect();
        let word = |piece: Piece<'_>| {
            let chars = chars.get(piece.start..piece.end).unwrap_or_default();
            (piece.kind.to_owned(), chars.iter().collect())
        };
        apart(self.found(&shadow)).into_iter().map(word).collect()
    }

    /// What is masked, ascending and apart from each other.
    fn pieces<'a>(&'a self, shadow: &Shadow, own: &'a [Word]) -> Vec<Piece<'a>> {
        let mut pieces = self.found(shadow);
        for (regex, kind) in &self.known {
            pieces.extend(shadow.matches(regex).map(|(start, end)| Piece { start, end, kind }));
        }
        for (kind, word) in own.iter().filter(|(_, word)| !word.is_empty()) {
            let found = shadow.text.match_indices(word.as_str());
            pieces
                .extend(found.map(|(start, word)| shadow.piece((start, start + word.len()), kind)));
        }
        apart(pieces)
    }

    /// What the patterns find.
    fn found<'a>(&'a self, shadow: &Shadow) -> Vec<Piece<'a>> {
        let allowed: Vec<(&[String], usize, usize)> = self
            .rules
            .allowed
            .iter()
            .flat_map(|allowed| {
                // 400 in the middle of a longer number is no hotline.
                let whole =
                    allowed.pattern.find_iter(&shadow.text).map(|hit| (hit.start(), hit.end()));
                let places: Vec<_> = whole.filter(|hit| !is_cut(shadow, *hit)).collect();
                let kinds = allowed.kinds.as_slice();
                places
                    .into_iter()
                    .map(move |(start, end)| (kinds, shadow.place(start), shadow.place(end)))
            })
            .collect();
        let mut pieces = Vec::new();
        for mask in &self.rules.masks {
            for pattern in &mask.patterns {
                self.scan(shadow, (mask, pattern), &mut pieces);
            }
        }
        let is_allowed = |piece: &Piece<'_>| {
            allowed.iter().any(|(kinds, start, end)| {
                kinds.iter().any(|kind| kind == piece.kind)
                    && *start < piece.end
                    && piece.start < *end
            })
        };
        pieces.retain(|piece| !is_allowed(piece));
        pieces
    }

    /// Every match, with what goes on behind it. A match that is refused hides nothing that
    /// begins inside it.
    fn scan<'a>(
        &self,
        shadow: &Shadow,
        (mask, pattern): (&'a Mask, &Regex),
        pieces: &mut Vec<Piece<'a>>,
    ) {
        let mut at = 0;
        while let Some(found) = pattern.captures_at(&shadow.text, at) {
            let Some(hit) = found.name("m").or_else(|| found.get(0)) else { break };
            let (start, mut end) = (hit.start(), hit.end());
            if start == end {
                break;
            }
            if !self.holds(shadow, mask, (start, end)) {
                at = shadow.behind(start);
                continue;
            }
            pieces.push(shadow.piece((start, end), &mask.kind));
            while let Some(more) = going_on(mask, shadow.text.get(end..).unwrap_or_default()) {
                let next = (end + more.0, end + more.1);
                if !self.holds(shadow, mask, next) {
                    break;
                }
                pieces.push(shadow.piece(next, &mask.kind));
                end = next.1;
            }
            at = end;
        }
    }

    /// A number must not be part of a longer one, and a name no ordinary word.
    fn holds(&self, shadow: &Shadow, mask: &Mask, (start, end): (usize, usize)) -> bool {
        let hit = shadow.text.get(start..end).unwrap_or_default();
        let is_word = mask.kind == NAME && {
            let first = hit.chars().next().map_or(0, char::len_utf8);
            let upto = shadow.text.get(..start + first).unwrap_or_default();
            let is_tail = self.rules.tails.iter().any(|word| upto.ends_with(word.as_str()));
            let hit: String = hit.chars().filter(|char| *char != ' ').collect();
            is_tail || self.rules.never.iter().any(|word| hit.starts_with(word.as_str()))
        };
        !is_cut(shadow, (start, end)) && !is_word
    }

    /// Writes the mask over the chars.
    fn cover(&self, chars: &mut [char], piece: Piece<'_>) {
        let Some(chars) = chars.get_mut(piece.start..piece.end) else { return };
        if piece.kind == NAME {
            let whole: String = chars.iter().collect();
            let is_compound =
                self.rules.compound.iter().any(|name| whole.starts_with(name.as_str()));
            let surname = if is_compound && chars.len() > 2 { 2 } else { 1 };
            chars.iter_mut().skip(surname).for_each(|char| *char = NAMELESS);
            return;
        }
        let label = self.rules.masks.iter().find(|mask| mask.kind == piece.kind);
        let label = label.map_or(UNIT_LABEL, |mask| mask.label.as_str());
        let label: Vec<char> = label.chars().collect();
        // Too short for its label: stars alone.
        let label = if chars.len() < label.len() + 2 { None } else { Some(label) };
        let length = chars.len();
        for (at, char) in chars.iter_mut().enumerate() {
            *char = match &label {
                Some(_) if at == 0 => '[',
                Some(_) if at + 1 == length => ']',
                Some(label) => label.get(at - 1).copied().unwrap_or(STAR),
                None => STAR,
            };
        }
    }
}

/// Whether a piece, in bytes, begins or ends in the middle of a number.
fn is_cut(shadow: &Shadow, (start, end): (usize, usize)) -> bool {
    let (before, rest) = shadow.text.split_at(start);
    let (hit, behind) = rest.split_at(end - start);
    let digit = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
    (digit(hit.chars().next()) && digit(before.chars().next_back()))
        || (digit(hit.chars().next_back()) && digit(behind.chars().next()))
}

/// Stands for each character of a given name.
const NAMELESS: char = '某';
/// Fills a mask up to the length of what it hides.
const STAR: char = '＊';
/// In the mask of a unit.
const UNIT_LABEL: &str = "单位";

/// What goes on directly behind a mask, in bytes of the rest.
fn going_on(mask: &Mask, rest: &str) -> Option<(usize, usize)> {
    let found = mask.going_on.as_ref()?.captures(rest)?;
    found.name("m").map(|hit| (hit.start(), hit.end())).filter(|(start, end)| start < end)
}

/// Words of one expression: so few that it stays far below its limit, and none is ever lost.
const TOGETHER: usize = 2_000;

/// Expressions for many words, the longest first.
fn literals(words: &BTreeSet<String>) -> Vec<Regex> {
    let mut words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    let regex = |words: &[&str]| {
        let escaped: Vec<String> = words.iter().map(|word| spaced(word)).collect();
        RegexBuilder::new(&escaped.join("|")).size_limit(1 << 28).build().ok()
    };
    words.chunks(TOGETHER).filter_map(regex).collect()
}

/// Names of two characters are often set apart by a blank.
fn spaced(word: &str) -> String {
    let chars = word.chars().map(|char| regex::escape(&char.to_string()));
    chars.collect::<Vec<_>>().join(" ?")
}

/// The pieces in order; what overlaps an earlier, longer one is joined to it.
fn apart(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    pieces.sort_by_key(|piece| (piece.start, std::cmp::Reverse(piece.end), piece.kind));
    let mut apart: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match apart.last_mut() {
            Some(last) if piece.start < last.end => last.end = last.end.max(piece.end),
            _ => apart.push(piece),
        }
    }
    apart
}

/// A text with full-width forms and blanks folded, char for char.
struct Shadow {
    text: String,
    /// The byte at which each char of it begins.
    starts: Vec<usize>,
}

impl Shadow {
    fn of(text: &str) -> Self {
        let text: String = text.chars().map(folded).collect();
        let starts = text.char_indices().map(|(byte, _)| byte).collect();
        Self { text, starts }
    }

    /// The number of the char that begins at a byte.
    fn place(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte)
    }

    fn piece<'a>(&self, (start, end): (usize, usize), kind: &'a str) -> Piece<'a> {
        Piece { start: self.place(start), end: self.place(end), kind }
    }

    /// The byte behind the char that begins at a byte.
    fn behind(&self, byte: usize) -> usize {
        let next = self.text.get(byte..).and_then(|rest| rest.chars().next());
        byte + next.map_or(1, char::len_utf8)
    }

    /// Matches of a whole expression, in chars.
    fn matches<'s>(&'s self, regex: &'s Regex) -> impl Iterator<Item = (usize, usize)> + 's {
        regex.find_iter(&self.text).map(|hit| (self.place(hit.start()), self.place(hit.end())))
    }
}

/// Full-width forms as half-width ones, all blanks and unseen characters as a blank, all dashes
/// as one.
fn folded(char: char) -> char {
    match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        '\t'
        | '\u{a0}'
        | '\u{ad}'
        | '\u{2000}'..='\u{200f}'
        | '\u{2060}'
        | '\u{3000}'
        | '\u{feff}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\r' => '\n',
        _ => char,
    }
}

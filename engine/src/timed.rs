//! Time limits where they stand in a reply: names, quotations and dates of the past left out.

use crate::{
    limit::{Limit, Year},
    promising::PromiseRules,
    reading::Reading,
    split::Piece,
    times,
};

/// A time limit where it stands in the folded text, in chars.
#[derive(Debug, Clone)]
pub(crate) struct Timed {
    /// First char.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// What it means.
    pub(crate) limit: Limit,
    /// Whether the words themselves set a limit (前, 内, 底, ……起; 明天) and do not merely name a time.
    pub(crate) firm: bool,
}

/// All limits of a reply that may be those of a promise, by place.
pub(crate) fn limits(rules: &PromiseRules, reading: &Reading) -> Vec<Timed> {
    let folded = &reading.folded;
    let titles = titles(&folded.chars);
    let mut found: Vec<Timed> = Vec::new();
    for (range, limit) in rules.limits(&folded.text) {
        let (start, end) = (folded.char_at(range.start), folded.char_at(range.end));
        let quoted = reading.is_quoted(start) && reading.is_quoted(end);
        let before = folded.part(start.saturating_sub(AROUND), start);
        let after = folded.part(end, end + 2 * AROUND);
        let inside_number = before.ends_with(|c: char| c.is_ascii_digit());
        let name = titles[start] || quoted || inside_number;
        if name || rules.limit_before.is_match(before) || rules.limit_after.is_match(after) {
            continue;
        }
        let words = &folded.chars[start..end];
        let sets = |c: &char| matches!(c, '前' | '内' | '底' | '末' | '止');
        let set = words.iter().any(sets);
        // 2024年全市工作要点: the year of a file, and 6月底前出台办法 is none.
        if !set && rules.limit_title.is_match(after) {
            continue;
        }
        let upto = rules.limit_upto.is_match(before);
        let firm = set || upto || times::starts(after) || limit.is_ahead();
        // 9月开学前: a time without a day belongs to the one right before it.
        if let Some(last) = found.last_mut().filter(|last| last.end == start)
            && limit.is_undated()
        {
            (last.end, last.firm) = (end, true);
            continue;
        }
        found.push(Timed { start, end, limit: with_near(limit, &found, (reading, start)), firm });
    }
    found
}

/// The limits that begin in a piece, as places in the list of them.
pub(crate) fn beginning_in(limits: &[Timed], piece: Piece) -> std::ops::Range<usize> {
    let first = limits.partition_point(|timed| timed.start < piece.start);
    first..limits.partition_point(|timed| timed.start < piece.end).max(first)
}

/// The limit that begins at a char.
pub(crate) fn beginning_at(limits: &[Timed], at: usize) -> Option<&Timed> {
    limits.binary_search_by_key(&at, |timed| timed.start).ok().map(|place| &limits[place])
}

/// Whether a limit and a piece have chars in common.
pub(crate) fn is_timed(limits: &[Timed], piece: Piece) -> bool {
    let first = limits.partition_point(|timed| timed.end <= piece.start);
    limits.get(first).is_some_and(|timed| timed.start < piece.end)
}

/// Chars before and behind a limit that may show it to be none.
const AROUND: usize = 8;

/// A date without a year takes over the year of the date before it in its sentence.
fn with_near(limit: Limit, before: &[Timed], (reading, start): (&Reading, usize)) -> Limit {
    let Limit::Date { year: Year::Open, month, day, eve, .. } = limit else { return limit };
    let sentence =
        |at: usize| reading.pieces.clause_at(at).map(|clause| reading.pieces.sentence_of(clause));
    let near = before.last().filter(|last| sentence(last.start) == sentence(start));
    let near = near.and_then(|last| match last.limit {
        Limit::Date { year: Year::Open, near, .. } => near,
        Limit::Date { year, .. } => Some(year),
        _ => None,
    });
    Limit::Date { year: Year::Open, near, month, day, eve }
}

/// For each char whether it stands in a title 《》 or in brackets; one entry more than chars.
pub(crate) fn titles(chars: &[char]) -> Vec<bool> {
    let mut inside = vec![false; chars.len() + 1];
    let mut open = None;
    for (at, char) in chars.iter().enumerate() {
        match (char, open) {
            ('《' | '（' | '(', None) => open = Some(at),
            ('》' | '）' | ')', Some(start)) => {
                inside[start..=at].fill(true);
                open = None;
            }
            ('\n', _) => open = None,
            _ => {}
        }
    }
    inside
}

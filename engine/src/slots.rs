//! The slots of one promise: its object, place, body and amount, as pieces of the folded text.

use crate::{
    promising::PromiseRules,
    reading::{Entity, Reading},
    split::Piece,
    timed::Timed,
};

/// The words for what will be done: from the verb, or from the thing it is done to (对……, 把……,
/// 为……), to the end of the clause.
///
/// Also the char of the word that brings the thing before the verb.
pub(crate) fn object(
    rules: &PromiseRules,
    reading: &Reading,
    (clause, verb, limits): (Piece, Piece, &[Timed]),
) -> (Piece, Option<usize>) {
    let brought = (clause.start..verb.start)
        .rev()
        .find_map(|at| Some((thing_behind(rules, reading, at, (clause, verb, limits))?, Some(at))));
    let (start, mark) = brought.unwrap_or((verb.start, None));
    let words = reading.folded.slice(verb.end, clause.end);
    let kept = rules.trim_after.find(&words).map_or(words.as_str(), |idle| &words[..idle.start()]);
    (Piece { start, end: verb.end + kept.chars().count() }, mark)
}

/// Where the thing begins if the char at `at` is the word that brings it before the verb.
fn thing_behind(
    rules: &PromiseRules,
    reading: &Reading,
    at: usize,
    (clause, verb, limits): (Piece, Piece, &[Timed]),
) -> Option<usize> {
    let mark = reading.folded.chars[at];
    // At the head of a clause 为 says what for (为解决停车难).
    if mark == '为' && at == clause.start {
        return None;
    }
    let alone = reading.words.token_at(at) == (at, at + 1);
    if !alone || !matches!(mark, '对' | '把' | '将' | '为') {
        return None;
    }
    let mut from = at + 1;
    if let Some(timed) = limits.iter().find(|timed| timed.start == from) {
        from = timed.end;
    }
    let words = reading.folded.slice(from, verb.start);
    let idle = rules.trim_before.find(&words).map_or(0, |idle| idle.end());
    let rest = &words[idle..];
    if rest.chars().count() < 2 || (mark == '将' && rules.not_object.is_match(rest)) {
        return None;
    }
    let begins = from + words[..idle].chars().count();
    Some(if mark == '为' { at } else { begins })
}

/// Where a promise may say its place.
pub(crate) struct Place<'a> {
    /// The clause of the act.
    pub(crate) main: Piece,
    /// The verb.
    pub(crate) verb: Piece,
    /// The object.
    pub(crate) object: Piece,
    /// All limits of the reply.
    pub(crate) limits: &'a [Timed],
}

/// The place: behind 在 before the verb, else in the object, before it, else in the other
/// clauses.
pub(crate) fn place(
    rules: &PromiseRules,
    reading: &Reading,
    place: &Place<'_>,
    others: impl Iterator<Item = Piece>,
) -> Option<Piece> {
    let Place { main, verb, object, limits } = *place;
    let before = Piece { start: main.start, end: object.start.max(main.start) };
    let makes = rules.makes.contains(&reading.folded.slice(verb.start, verb.end));
    let is_thing = |found: &Piece| makes && ends_with(reading, *found, object);
    located(rules, reading, (main, verb.start), limits)
        .or_else(|| place_in(rules, reading, object, limits).filter(|found| !is_thing(found)))
        .or_else(|| place_in(rules, reading, before, limits))
        .or_else(|| others.into_iter().find_map(|piece| place_in(rules, reading, piece, limits)))
}

/// Whether an object names nothing more behind this piece, save how many.
fn ends_with(reading: &Reading, piece: Piece, object: Piece) -> bool {
    let counted = |entity: &Entity| {
        entity.hit.start == piece.end && entity.hit.end == object.end.max(piece.end)
    };
    piece.end >= object.end || reading.entities.iter().any(counted)
}

/// Longest name of a place in chars.
const LONGEST_NAME: usize = 14;

/// Longest description of a place behind 在, in chars.
const LONGEST_PLACE: usize = 24;

/// What stands between 在 and the verb, if it is a place.
fn located(
    rules: &PromiseRules,
    reading: &Reading,
    (clause, verb): (Piece, usize),
    limits: &[Timed],
) -> Option<Piece> {
    // 在6月底前 says when, and not where.
    let where_to = |at: &usize| {
        reading.folded.chars[*at] == '在'
            && reading.words.token_at(*at) == (*at, at + 1)
            && !limits.iter().any(|timed| timed.start == at + 1)
    };
    let start = (clause.start..verb).rev().find(where_to)? + 1;
    let words = reading.folded.slice(start, verb);
    let other = limits.iter().any(|timed| timed.start < verb && start < timed.end);
    let cut = words.find(['对', '为', '把', '将', '给']).unwrap_or(words.len());
    let kept = rules.place_tail.find(&words[..cut]).map_or(cut, |tail| tail.start());
    let length = words[..kept].chars().count();
    let named: String = words.chars().take(length).collect();
    let fits = (2..=LONGEST_PLACE).contains(&length) && !other;
    (fits && !rules.not_place.is_match(&named)).then_some(Piece { start, end: start + length })
}

/// The first words inside a piece that end like a place.
fn place_in(
    rules: &PromiseRules,
    reading: &Reading,
    piece: Piece,
    limits: &[Timed],
) -> Option<Piece> {
    let mut start = piece.start;
    let mut found: Option<Piece> = None;
    let mut at = piece.start;
    while at < piece.end {
        let (token_start, token_end) = reading.words.token_at(at);
        let end = token_end.min(piece.end).max(at + 1);
        let token = reading.folded.slice(token_start.max(piece.start), end);
        let timed = limits.iter().any(|timed| timed.start < end && at < timed.end)
            || counted(reading, &rules.quantity, at);
        let marks = token.chars().any(|c| !c.is_alphanumeric());
        // 至 joins two ends of a place, but does not begin one.
        let dangling = at == start && token.chars().eq(['至']);
        let breaks = marks
            || timed
            || dangling
            || rules.place_breaks.contains(&token)
            || is_act(rules, &token);
        if breaks {
            if found.is_some() {
                return found;
            }
            start = end;
        } else if let Some(length) = ending(rules, reading, Piece { start, end }) {
            let near = found.is_none_or(|last| end - length <= last.end + GAP);
            if !near {
                return found;
            }
            let next = Piece { start, end };
            let words = reading.folded.slice(start, end);
            // A place inside the name of a body (农业农村局) is none, nor is a whole sentence.
            let rest: String = reading.folded.chars[end..].iter().take(1).collect();
            let of_body = rules.body_ends.is_match(&rest) || end - start > LONGEST_NAME;
            if !of_body && !rules.not_place.is_match(&words) {
                found = Some(next);
            }
        }
        at = end;
    }
    found
}

/// Whether a char stands in an entity of that kind.
fn counted(reading: &Reading, kind: &str, at: usize) -> bool {
    let inside =
        |entity: &Entity| entity.kind == kind && entity.hit.start <= at && at < entity.hit.end;
    reading.entities.iter().any(inside)
}

/// Chars between two endings of one place (东门小学·门口).
const GAP: usize = 2;

fn is_act(rules: &PromiseRules, token: &str) -> bool {
    rules.act.find(token).is_some_and(|found| found.as_str() == token)
}

/// Length of the ending with which a run of words is a place; a short ending alone (学校) is
/// none.
fn ending(rules: &PromiseRules, reading: &Reading, run: Piece) -> Option<usize> {
    let chars = &reading.folded.chars[run.start..run.end];
    let fits = |ending: &&Vec<char>| {
        let alone = || ending.len() >= 3 || rules.place_alone.contains(ending);
        chars.ends_with(ending) && (chars.len() > ending.len() || alone())
    };
    let longest = rules.place_endings.iter().filter(fits).map(Vec::len).max()?;
    let numbered = chars.len() > longest && chars[chars.len() - longest - 1].is_ascii_digit();
    // 18路 is a bus line.
    (longest > 1 || !numbered).then_some(longest)
}

/// The body that somebody says to be in charge (由……负责, 督促……).
pub(crate) fn charged(rules: &PromiseRules, reading: &Reading, range: Piece) -> Option<Piece> {
    let text = reading.folded.slice(range.start, range.end);
    rules.by.iter().find_map(|by| {
        by.captures_iter(&text).find_map(|captures| {
            let who = captures.get(1)?;
            let start = range.start + text[..who.start()].chars().count();
            body(rules, reading, Piece { start, end: start + who.as_str().chars().count() })
        })
    })
}

/// The body that is the subject of the first of these clauses that has one.
pub(crate) fn subject(
    rules: &PromiseRules,
    reading: &Reading,
    (clauses, limits, verb): (impl Iterator<Item = Piece>, &[Timed], Option<usize>),
) -> Option<Piece> {
    for clause in clauses {
        let text = reading.folded.slice(clause.start, clause.end);
        let stop = rules.subject_stop.find_iter(&text).find_map(|found| {
            let at = clause.start + text[..found.start()].chars().count();
            let (start, end) = reading.words.token_at(at);
            let whole = start == at && end <= at + found.as_str().chars().count();
            whole.then_some(at)
        });
        let timed = limits.iter().map(|timed| timed.start).find(|&at| at >= clause.start);
        let ends = [stop, timed, verb].into_iter().flatten().filter(|&at| at >= clause.start);
        let end = ends.min().unwrap_or(clause.end).min(clause.end);
        if let Some(found) = body(rules, reading, Piece { start: clause.start, end }) {
            return Some(found);
        }
    }
    None
}

/// The piece without its lead, if it names a body.
fn body(rules: &PromiseRules, reading: &Reading, piece: Piece) -> Option<Piece> {
    let text = reading.folded.slice(piece.start, piece.end);
    let lead = rules.lead.find(&text).map_or(0, |lead| lead.end());
    let name = text[lead..].trim_end_matches(|c: char| !c.is_alphanumeric());
    let length = name.chars().count();
    let fits = (2..=LONGEST_BODY).contains(&length)
        && rules.body_ends.is_match(name)
        && !rules.not_body.is_match(name);
    let start = piece.start + text[..lead].chars().count();
    fits.then_some(Piece { start, end: start + length })
}

/// Longest name of a body in chars.
const LONGEST_BODY: usize = 16;

/// The money of a promise, else the quantity in its object, else one behind it.
pub(crate) fn amount(
    rules: &PromiseRules,
    reading: &Reading,
    (range, object): (Piece, Piece),
    limits: &[Timed],
) -> Option<Piece> {
    let more = |piece: Piece| {
        let text = reading.folded.slice(piece.start, piece.end);
        let found = rules.more.find(&text)?;
        let start = piece.start + text[..found.start()].chars().count();
        Some(Piece { start, end: start + found.as_str().chars().count() })
    };
    let inside = |piece: Piece, kind: &str| {
        let fits = |entity: &&Entity| {
            let (start, end) = (entity.hit.start, entity.hit.end);
            let timed = limits.iter().any(|timed| timed.start < end && start < timed.end);
            let words = reading.folded.slice(start, end);
            let amount = kind == rules.money || !rules.not_quantity.is_match(&words);
            entity.kind == kind && start >= piece.start && end <= piece.end && !timed && amount
        };
        let found = reading.entities.iter().find(fits)?;
        Some(Piece { start: found.hit.start, end: found.hit.end })
    };
    let behind = Piece { start: object.end.min(range.end), end: range.end };
    inside(range, &rules.money)
        .or_else(|| inside(object, &rules.quantity))
        .or_else(|| more(object))
        .or_else(|| inside(behind, &rules.quantity))
}

//! The slots of one promise: its object, place, body and amount, as pieces of the folded text.

use crate::{
    ground::Ground,
    promising::PromiseRules,
    reading::Entity,
    split::Piece,
    timed::{beginning_at, beginning_in, is_timed},
};

/// The words for what will be done: from the verb, or from the thing it is done to (对……, 把……,
/// 为……), to the end of the clause.
///
/// Also the char of the word that brings the thing before the verb.
pub(crate) fn object(
    ground: &Ground<'_>,
    (clause, verb): (Piece, Piece),
) -> (Piece, Option<usize>) {
    let brought = (clause.start..verb.start)
        .rev()
        .find_map(|at| Some((thing_behind(ground, at, (clause, verb))?, Some(at))));
    let (start, mark) = brought.unwrap_or((verb.start, None));
    let behind = Piece { start: verb.end, end: clause.end };
    let words = ground.words(behind);
    let kept = ground.rules.trim_after.find(words).map_or(words.len(), |idle| idle.start());
    (Piece { start, end: ground.piece(behind, 0..kept).end }, mark)
}

/// Where the thing begins if the char at `at` is the word that brings it before the verb.
fn thing_behind(ground: &Ground<'_>, at: usize, (clause, verb): (Piece, Piece)) -> Option<usize> {
    let Ground { rules, reading, limits, .. } = ground;
    let mark = reading.folded.chars[at];
    // At the head of a clause 为 says what for (为解决停车难).
    if mark == '为' && at == clause.start {
        return None;
    }
    if !matches!(mark, '对' | '把' | '将' | '为') || reading.words.token_at(at) != (at, at + 1)
    {
        return None;
    }
    let start = beginning_at(limits, at + 1).map_or(at + 1, |timed| timed.end);
    let between = Piece { start, end: verb.start };
    let words = ground.words(between);
    let idle = rules.trim_before.find(words).map_or(0, |idle| idle.end());
    let rest = &words[idle..];
    if rest.chars().nth(1).is_none() || (mark == '将' && rules.not_object.is_match(rest)) {
        return None;
    }
    Some(if mark == '为' { at } else { ground.piece(between, idle..words.len()).start })
}

/// Where a promise may say its place.
pub(crate) struct Place {
    /// The clause of the act.
    pub(crate) main: Piece,
    /// The verb.
    pub(crate) verb: Piece,
    /// The object.
    pub(crate) object: Piece,
}

/// The place: behind 在 before the verb, else in the object, else before it.
pub(crate) fn place(ground: &Ground<'_>, Place { main, verb, object }: Place) -> Option<Piece> {
    let before = Piece { start: main.start, end: object.start.max(main.start) };
    let makes = ground.rules.makes.contains(ground.words(verb));
    let is_thing = |found: &Piece| makes && ends_with(ground, *found, object);
    located(ground, (main, verb.start))
        .or_else(|| place_in(ground, object).filter(|found| !is_thing(found)))
        .or_else(|| place_in(ground, before))
}

/// Whether an object names nothing more behind this piece, save how many.
fn ends_with(ground: &Ground<'_>, piece: Piece, object: Piece) -> bool {
    let rest = Piece { start: piece.end, end: object.end };
    let counted = |entity: &Entity| (entity.hit.start, entity.hit.end) == (rest.start, rest.end);
    piece.end >= object.end || ground.reading.entities_in(rest).any(counted)
}

/// Longest name of a place in chars.
const LONGEST_NAME: usize = 14;

/// Longest description of a place behind 在, in chars.
const LONGEST_PLACE: usize = 24;

/// What stands between 在 and the verb, if it is a place.
fn located(ground: &Ground<'_>, (clause, verb): (Piece, usize)) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    // 在6月底前 says when, and not where.
    let where_to = |at: &usize| {
        reading.folded.chars[*at] == '在'
            && reading.words.token_at(*at) == (*at, at + 1)
            && beginning_at(limits, at + 1).is_none()
    };
    let start = (clause.start..verb).rev().find(where_to)? + 1;
    let whole = Piece { start, end: verb };
    let words = ground.words(whole);
    let cut = words.find(['对', '为', '把', '将', '给']).unwrap_or(words.len());
    let kept = rules.place_tail.find(&words[..cut]).map_or(cut, |tail| tail.start());
    let named = ground.piece(whole, 0..kept);
    let fits = (2..=LONGEST_PLACE).contains(&(named.end - named.start));
    (fits && !is_timed(limits, whole) && !rules.not_place.is_match(&words[..kept])).then_some(named)
}

/// The first words inside a piece that end like a place.
pub(crate) fn place_in(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let mut start = piece.start;
    let mut found: Option<Piece> = None;
    let mut at = piece.start;
    while at < piece.end {
        let (token_start, token_end) = reading.words.token_at(at);
        let end = token_end.min(piece.end).max(at + 1);
        let token = reading.folded.part(token_start.max(piece.start), end);
        let breaks = token.chars().any(|c| !c.is_alphanumeric())
            || is_timed(limits, Piece { start: at, end })
            || ground.is_counted(at)
            // 至 joins two ends of a place, but does not begin one.
            || (at == start && token.chars().eq(['至']))
            || rules.place_breaks.contains(token)
            || rules.acts.contains(token);
        if breaks {
            if found.is_some() {
                return found;
            }
            start = end;
        } else if let Some(length) = ending(rules, &reading.folded.chars[start..end]) {
            let near = found.is_none_or(|last| end - length <= last.end + GAP);
            if !near {
                return found;
            }
            let next = Piece { start, end };
            // A place inside the name of a body (农业农村局) is none, nor is a whole sentence.
            let of_body = end - start > LONGEST_NAME
                || rules.body_ends.is_match(reading.folded.part(end, end + 1));
            if !of_body && !rules.not_place.is_match(ground.words(next)) {
                found = Some(next);
            }
        }
        at = end;
    }
    found
}

/// Chars between two endings of one place (东门小学·门口).
const GAP: usize = 2;

/// Length of the ending with which a run of words is a place; a short ending alone (学校) is
/// none.
fn ending(rules: &PromiseRules, chars: &[char]) -> Option<usize> {
    let fits = |ending: &&Vec<char>| {
        let alone = || ending.len() >= 3 || rules.place_alone.contains(ending);
        chars.ends_with(ending) && (chars.len() > ending.len() || alone())
    };
    let endings = rules.place_endings.get(chars.last()?)?;
    let longest = endings.iter().filter(fits).map(Vec::len).max()?;
    let numbered = chars.len() > longest && chars[chars.len() - longest - 1].is_ascii_digit();
    // 18路 is a bus line.
    (longest > 1 || !numbered).then_some(longest)
}

/// The body that somebody says to be in charge (由……负责, 督促……).
pub(crate) fn charged(ground: &Ground<'_>, range: Piece) -> Option<Piece> {
    let text = ground.words(range);
    ground.rules.by.iter().find_map(|by| {
        by.captures_iter(text).find_map(|captures| {
            let who = captures.get(1)?;
            body(ground, ground.piece(range, who.range()))
        })
    })
}

/// The body that is the subject of a clause; it stands before the verb, if that is known.
pub(crate) fn subject(ground: &Ground<'_>, clause: Piece, verb: Option<usize>) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let stop = rules.subject_stop.find_iter(ground.words(clause)).find_map(|found| {
        let Piece { start, end } = ground.piece(clause, found.range());
        let token = reading.words.token_at(start);
        (token.0 == start && token.1 <= end).then_some(start)
    });
    let timed = limits.get(beginning_in(limits, clause).start).map(|timed| timed.start);
    let ends = [stop, timed, verb].into_iter().flatten();
    let end = ends.min().unwrap_or(clause.end).min(clause.end);
    body(ground, Piece { start: clause.start, end })
}

/// The piece without its lead, if it names a body.
fn body(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let rules = ground.rules;
    let text = ground.words(piece);
    let lead = rules.lead.find(text).map_or(0, |lead| lead.end());
    let name = text[lead..].trim_end_matches(|c: char| !c.is_alphanumeric());
    let found = ground.piece(piece, lead..lead + name.len());
    let fits = (2..=LONGEST_BODY).contains(&(found.end - found.start))
        && rules.body_ends.is_match(name)
        && !rules.not_body.is_match(name);
    fits.then_some(found)
}

/// Longest name of a body in chars.
const LONGEST_BODY: usize = 16;

/// The money of a promise, else the quantity in its object, else one behind it.
pub(crate) fn amount(ground: &Ground<'_>, (range, object): (Piece, Piece)) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let more = |piece: Piece| {
        let found = rules.more.find(ground.words(piece))?;
        Some(ground.piece(piece, found.range()))
    };
    let inside = |piece: Piece, kind: &str| {
        let of_kind = reading.entities_in(piece).filter(|entity| entity.kind == kind);
        let mut hits = of_kind.map(|entity| Piece { start: entity.hit.start, end: entity.hit.end });
        hits.find(|&hit| {
            let amount = kind == rules.money || !rules.not_quantity.is_match(ground.words(hit));
            amount && !is_timed(limits, hit)
        })
    };
    let behind = Piece { start: object.end.min(range.end), end: range.end };
    inside(range, &rules.money)
        .or_else(|| inside(object, &rules.quantity))
        .or_else(|| more(object))
        .or_else(|| inside(behind, &rules.quantity))
}

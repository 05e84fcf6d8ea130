//! The body in charge of one promise, as a piece of the folded text.

use crate::{
    ground::Ground,
    split::{Piece, within},
    timed::{beginning_in, is_timed},
};

/// The body that somebody says to be in charge (由……负责, 督促……).
pub(crate) fn charged(ground: &Ground<'_>, range: Piece) -> Option<Piece> {
    let text = ground.words(range);
    let told = || {
        ground.rules.by.iter().find_map(|by| {
            by.captures_iter(text).find_map(|captures| {
                let who = captures.get(1)?;
                body(ground, ground.piece(range, who.range()))
            })
        })
    };
    agent(ground, range).or_else(told)
}

/// The body behind 由 with a verb, a preposition or a time behind it, whatever the verb.
fn agent(ground: &Ground<'_>, range: Piece) -> Option<Piece> {
    let words = &ground.reading.words;
    // 所需经费由财政保障: who pays is not who acts.
    let pays = |token: &Piece| {
        let clause = ground.reading.pieces.clause_at(token.start);
        let start = clause.map_or(range.start, |at| ground.reading.pieces.clauses[at].start);
        ground.rules.paid.is_match(ground.words(Piece { start, end: token.start }))
    };
    let by = words.starting_in(range).filter(|token| ground.is_char(*token, '由') && !pays(token));
    by.map(|by| by.end).find_map(|start| {
        let reach = Piece { start, end: range.end.min(start + LONGEST_BODIES) };
        let goes_on = |end: usize, verbal: bool| {
            let next = words.around(end);
            let word = ground.words(next);
            end < range.end
                && next.start == end
                && !ground.rules.aids.contains(word)
                && (verbal && ground.is_verbal(word)
                    || ground.is_verb(word)
                    || ground.rules.subject_stop.is_match(word)
                    || is_timed(&ground.limits, next))
        };
        let stops = |token: &Piece| {
            let first = ground.reading.folded.chars[token.start];
            !first.is_alphanumeric() && first != '、'
        };
        let ends =
            || words.starting_in(reach).take_while(|token| !stops(token)).map(|token| token.end);
        let named = |verbal: bool| {
            let ends = ends().filter(move |end| goes_on(*end, verbal));
            ends.map(|end| Piece { start, end }).find_map(|piece| body(ground, piece))
        };
        // 县委社会工作部牵头: a noun made of a verb may go on with the name.
        named(false).or_else(|| named(true))
    })
}

/// Longest list of bodies in chars.
const LONGEST_BODIES: usize = 24;

/// Whether a place is only the office that acts (公路段), or part of its name, and no venue (图书馆).
pub(crate) fn is_office(ground: &Ground<'_>, place: Piece, body: Option<Piece>) -> bool {
    let venue = |body: Piece| ground.rules.venues.is_match(ground.words(body));
    within(body, place) && (body != Some(place) || !body.is_some_and(venue))
}

/// Whether an act comes about by itself in a venue (全民健身中心试运营): nobody does it.
pub(crate) fn is_event(ground: &Ground<'_>, object: Piece, body: Piece) -> bool {
    let (rules, name) = (ground.rules, ground.words(body));
    let venue = rules.venues.is_match(name) && !name.starts_with('我');
    venue && rules.events.is_match(ground.words(object))
}

/// The body that is the subject of a clause; it stands before the verb, if that is known.
pub(crate) fn subject(ground: &Ground<'_>, clause: Piece, verb: Option<usize>) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let stop = rules.subject_stop.find_iter(ground.words(clause)).find_map(|found| {
        let Piece { start, end } = ground.piece(clause, found.range());
        let token = reading.words.token_at(start);
        (token.0 == start && token.1 <= end).then_some(start)
    });
    // 县图书馆周二至周日开放: a time ends the name of the body.
    let stop = stop.into_iter().chain(reading.words.starting_in(clause).find_map(|token| {
        (ground.is_time(ground.words(token)) && token.start > clause.start).then_some(token.start)
    }));
    let own = beginning_in(limits, clause);
    let first = limits.get(own.start).filter(|timed| timed.start == clause.start);
    // 下半年我局将: the body stands behind the time.
    let start = first.map_or(clause.start, |timed| timed.end);
    let timed = limits.get(own.start + usize::from(first.is_some())).map(|timed| timed.start);
    let ends = stop.chain(timed).chain(verb).filter(|end| *end >= start);
    let end = ends.min().unwrap_or(clause.end).min(clause.end).max(start);
    let whole = Piece { start, end };
    body(ground, whole).or_else(|| office(ground, whole))
}

/// The office at the head of a piece that goes on with an act (区体育局·定向采购).
fn office(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let Ground { rules, reading, .. } = ground;
    let acts = |at: usize| {
        let word = ground.words(reading.words.around(at));
        rules.acts.contains(word)
            || rules.helping.contains(word)
            || ((ground.may_be_verb(word) || ground.is_verbal(word))
                && !rules.attitude.contains(word))
    };
    let ends = reading.words.starting_in(piece).map(|token| token.end);
    let named = |end: usize| {
        // 我站技术员: those who act for the unit.
        let own = reading.folded.chars[piece.start] == '我' && end == piece.start + 2;
        let goes_on = end < piece.end && (own || acts(end));
        let name = body(ground, Piece { end, ..piece }).filter(|_| goes_on)?;
        (own || !rules.venues.is_match(ground.words(name))).then_some(name)
    };
    ends.filter_map(named).last()
}

/// The piece without its lead, if it names a body.
fn body(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let rules = ground.rules;
    let text = ground.words(piece);
    let lead = rules.lead.find(text).map_or(0, |lead| lead.end());
    let name = text[lead..].trim_end_matches(|c: char| !c.is_alphanumeric());
    let found = ground.piece(piece, lead..lead + name.len());
    let fits = |part: &str| {
        (2..=LONGEST_BODY).contains(&part.chars().count())
            && rules.body_ends.is_match(part)
            && !rules.not_body.is_match(part)
    };
    name.split('、').all(fits).then_some(found)
}

/// Longest name of a body in chars.
const LONGEST_BODY: usize = 16;

//! The amount of one promise, money or a quantity, as a piece of the folded text.

use crate::{
    ground::Ground,
    pattern::Pattern,
    places::{is_numbered, place_in},
    split::{Piece, within},
    timed::is_timed,
};

/// The money of a promise, else the quantity in its object, else one behind it, else one before
/// it that does not say where (校门南侧50米处). How many places or bodies there are is counted
/// only where nothing else is.
pub(crate) fn amount(
    ground: &Ground<'_>,
    (range, verb, object): (Piece, Piece, Piece),
    (place, body): (Option<Piece>, Option<Piece>),
) -> Option<Piece> {
    let rules = ground.rules;
    // 对6处暗区补装路灯38盏: what the verb governs comes first.
    let governed = Piece { start: verb.end.clamp(object.start, object.end), end: object.end };
    let behind = Piece { start: object.end.min(range.end), end: range.end };
    let before = Piece { start: range.start, end: object.start.max(range.start) };
    let free = |hit: &Piece| !within(place, *hit) && !within(body, *hit);
    let money = || monies(ground, range).into_iter().next();
    let first = |piece: Piece| {
        let found: Vec<Piece> = quantities(ground, piece).into_iter().filter(free).collect();
        let size = |hit: &&Piece| rules.size.is_match(ground.words(**hit));
        found.iter().find(|hit| !size(hit)).or(found.first()).copied()
    };
    // 桂园、梅园两个小区: so many of a kind, and no part of a name (二道渠).
    let counted = |hit: &Piece| within(place, *hit) && ground.words(*hit).ends_with('个');
    let placed = || quantities(ground, object).into_iter().find(counted);
    // 芙蓉广场等8处: how many places.
    let listed =
        |hit: &Piece| ground.reading.folded.chars.get(hit.start.wrapping_sub(1)) != Some(&'等');
    let found = money()
        .or_else(|| first(governed))
        .or_else(|| first(object))
        .or_else(placed)
        .or_else(|| first(behind).filter(|hit| !is_often(ground, *hit)))
        .or_else(|| first(before).filter(listed))?;
    // 50至60亩, 300人次: the rest of it stands before and behind.
    let head = Piece { start: range.start, end: found.start.max(range.start) };
    let tail = Piece { start: found.end.min(range.end), end: range.end };
    let other = rules.range.find(ground.words(head));
    let rest = rules.rest.find(ground.words(tail));
    Some(Piece {
        start: other.map_or(found.start, |other| ground.piece(head, other.range()).start),
        end: rest.map_or(found.end, |rest| ground.piece(tail, rest.range()).end),
    })
}

/// Whether a quantity behind the object says how often (每周·两次).
fn is_often(ground: &Ground<'_>, hit: Piece) -> bool {
    let start = hit.start.saturating_sub(LONGEST_OFTEN);
    ground.rules.often.is_match(ground.words(Piece { start, end: hit.end }))
}

/// Chars of 每周 and the like.
const LONGEST_OFTEN: usize = 3;

/// Whether an object holds a sum or a quantity or names a place.
pub(crate) fn is_definite(ground: &Ground<'_>, object: Piece) -> bool {
    has_money(ground, object) || has_quantity(ground, object) || place_in(ground, object).is_some()
}

/// Whether a piece says how many.
pub(crate) fn has_quantity(ground: &Ground<'_>, piece: Piece) -> bool {
    !quantities(ground, piece).is_empty()
}

/// Whether a piece names a sum of money.
pub(crate) fn has_money(ground: &Ground<'_>, piece: Piece) -> bool {
    !monies(ground, piece).is_empty()
}

/// The word right behind a sum of money (投入65万元升级).
pub(crate) fn behind_money(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let sum = *monies(ground, piece).first()?;
    let next = ground.reading.words.around(sum.end);
    let says = ground.words(next);
    let word = || says.chars().all(char::is_alphabetic) && !ground.rules.attitude.contains(says);
    let stands = next.start == sum.end && next.end <= piece.end;
    (stands && next.end >= next.start + 2 && word()).then_some(next)
}

/// The sums of money in a piece, by place.
fn monies(ground: &Ground<'_>, piece: Piece) -> Vec<Piece> {
    counts(ground, piece, (&ground.rules.money, &ground.rules.more_money))
}

/// The quantities in a piece, by place.
fn quantities(ground: &Ground<'_>, piece: Piece) -> Vec<Piece> {
    let rules = ground.rules;
    let mut found = counts(ground, piece, (&rules.quantity, &rules.more));
    // 增设检查站一个: at the end of a clause it counts.
    let last = |hit: &Piece| {
        let next = ground.reading.folded.chars.get(hit.end);
        ground.words(*hit).chars().eq(ONE) && next.is_none_or(|next| !next.is_alphanumeric())
    };
    found.retain(|hit| !rules.not_quantity.is_match(ground.words(*hit)) || last(hit));
    found
}

/// What counts in a piece, of a kind of entity or of the shape of a pattern, by place; of those
/// that overlap the longest.
fn counts(ground: &Ground<'_>, piece: Piece, (kind, shape): (&str, &Pattern)) -> Vec<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let of_kind = reading.entities_in(piece).filter(|entity| entity.kind == kind);
    let mut hits: Vec<Piece> =
        of_kind.map(|entity| Piece { start: entity.hit.start, end: entity.hit.end }).collect();
    let shaped = shape.captures_iter(ground.words(piece)).filter_map(|captures| {
        let found = captures.get(1).or_else(|| captures.get(0))?;
        Some(ground.piece(piece, found.range()))
    });
    hits.extend(shaped);
    hits.retain(|hit| {
        let before = reading.folded.part(hit.start.saturating_sub(1), hit.end);
        let after = reading.folded.part(hit.end, hit.end + LONGEST_UNIT);
        !rules.amount_before.is_match(before)
            && !rules.amount_after.is_match(after)
            && !is_timed(limits, *hit)
            && !is_numbered(ground, *hit)
    });
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    hits.dedup_by(|next, kept| next.start < kept.end);
    hits
}

/// A number that counts only at the end of a clause.
const ONE: [char; 2] = ['一', '个'];

/// Chars of a unit behind a number that shows it to count time.
const LONGEST_UNIT: usize = 4;

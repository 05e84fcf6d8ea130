//! The place of one promise, as a piece of the folded text.

use crate::{
    bodies::is_office,
    ground::Ground,
    promising::PromiseRules,
    reading::{Entity, Reading},
    split::{Piece, within},
    timed::{Timed, beginning_at, is_timed},
};

/// Where a promise may say its place.
pub(crate) struct Place {
    /// The clause of the act.
    pub(crate) main: Piece,
    /// The verb.
    pub(crate) verb: Piece,
    /// The object.
    pub(crate) object: Piece,
}

/// The place: behind 在 before the verb, else where the act leads (到……), else in the object, else
/// before it; never the `body` itself, if that is an office.
pub(crate) fn place(
    ground: &Ground<'_>,
    Place { main, verb, object }: Place,
    body: Option<Piece>,
) -> Option<Piece> {
    let before = Piece { start: main.start, end: object.start.max(main.start) };
    // 乡政府利用闲置校舍: the body itself stands in front.
    let within_before = body.filter(|body| within(Some(before), *body));
    let around_body = within_before
        .map(|body| [Piece { end: body.start, ..before }, Piece { start: body.end, ..before }]);
    let makes = ground.rules.makes.contains(ground.words(verb));
    // Behind the verb: 绕行北站.
    let first = ground.reading.words.around(object.start);
    let opens = object.start == verb.start && ground.may_be_verb(ground.words(first));
    let start = if opens { first.end.max(object.start) } else { object.start };
    let thing = Piece { start: start.min(object.end), ..object };
    located(ground, (main, verb.start))
        .or_else(|| led_to(ground, main))
        .or_else(|| named_thing(ground, (thing, object), makes))
        .or_else(|| around_body?.into_iter().find_map(|piece| place_in(ground, piece)))
        .or_else(|| place_in(ground, before).filter(|found| !is_office(ground, *found, body)))
}

/// The place that the thing names; none where it is only one of a kind, counted (16个小区的水箱).
fn named_thing(ground: &Ground<'_>, (thing, object): (Piece, Piece), makes: bool) -> Option<Piece> {
    let found = standing_in(ground, (thing, object.start))?;
    let found = outside(ground, (thing, object, found), makes)?;
    match counted_before(ground, found) {
        Some(count) if is_common(ground, found) => {
            let brought = |c: &char| matches!(c, '为' | '给' | '到' | '在' | '于' | '向');
            let before =
                count.start.checked_sub(1).and_then(|at| ground.reading.folded.chars.get(at));
            before.is_some_and(brought).then_some(Piece { start: count.start, ..found })
        }
        _ => Some(found),
    }
}

/// A place in a thing; where it is itself what is made, the one named before it (下坪组·蓄水池).
fn outside(
    ground: &Ground<'_>,
    (thing, object, found): (Piece, Piece, Piece),
    makes: bool,
) -> Option<Piece> {
    let shorter = || {
        let first = place_in(ground, Piece { end: found.end - 1, ..thing });
        first.filter(|first| first.start == found.start)
    };
    if makes && ends_with(ground, found, object) {
        return shorter();
    }
    let rest = Piece { start: found.end, end: object.end.max(found.end) };
    let made = ground.rules.place_making.is_match(ground.words(rest));
    made.then(shorter).flatten().or(Some(found))
}

/// The place where the thing stands, and not what something becomes (改造为双拥公园).
fn standing_in(ground: &Ground<'_>, (thing, first): (Piece, usize)) -> Option<Piece> {
    let found = place_in(ground, thing)?;
    let before = found.start.checked_sub(1).and_then(|at| ground.reading.folded.chars.get(at));
    // 为全县……, at the head, brings in for whom.
    let joined = found.start > thing.start && found.start > first + 1;
    (!(joined && matches!(before, Some('为' | '成' | '作')))).then_some(found)
}

/// Whether every word of a name is a common one of the dictionary (零工市场, and not 柳林市场).
fn is_common(ground: &Ground<'_>, found: Piece) -> bool {
    // 公墓二期: one of several, and no kind.
    if ground.words(found).ends_with('期') {
        return false;
    }
    let common = |token: Piece| {
        let word = ground.words(token);
        token.end - token.start > 1 && !ground.is_name(word) && ground.is_known(word)
    };
    ground.rules.is_place_ending(&ground.reading.folded.chars[found.start..found.end])
        || ground.reading.words.starting_in(found).all(common)
}

/// How many of a place there are, right before it.
fn counted_before(ground: &Ground<'_>, found: Piece) -> Option<Piece> {
    let from = found.start.saturating_sub(LONGEST_NAME);
    let mut entities = ground.reading.entities_in(Piece { start: from, end: found.start });
    let ends =
        |entity: &&Entity| entity.hit.end == found.start && ground.is_counted(entity.hit.start);
    entities.find(ends).map(|entity| Piece { start: entity.hit.start, end: entity.hit.end })
}

/// A place with the words before it that say how many of them are meant (所有·乡镇卫生院).
fn with_all(ground: &Ground<'_>, found: Piece) -> Piece {
    let from = found.start.saturating_sub(LONGEST_TAIL);
    let before = Piece { start: from, end: found.start };
    let all = ground.rules.place_all.find(ground.words(before));
    all.map_or(found, |all| Piece { start: ground.piece(before, all.range()).start, ..found })
}

/// What stands behind 到, 走进 and the like, if it ends like a place or a body.
fn led_to(ground: &Ground<'_>, clause: Piece) -> Option<Piece> {
    let Ground { rules, reading, .. } = ground;
    let words = || reading.words.starting_in(clause);
    // 从东风桥到水文站: there it only ends a stretch.
    let from = words().find(|token| ground.is_char(*token, '从'));
    let stretched = |token: &Piece| {
        let first = from.map(|from| Piece { start: from.end, end: token.start });
        let first = first.filter(|first| first.start < first.end);
        first.is_some_and(|first| place_in(ground, first).is_some_and(|place| place == first))
    };
    let leads = |token: &Piece| {
        rules.place_toward.contains(ground.words(*token))
            && !(ground.is_char(*token, '到') && stretched(token))
    };
    let behind = |lead: Piece| {
        // 向财政局申请: whom one turns to is no place.
        let bodies = !ground.is_char(lead, '向');
        // 选址在, 下沉到.
        let next = reading.folded.chars.get(lead.end);
        let start = lead.end + usize::from(matches!(next, Some('在' | '于' | '到')));
        let behind = Piece { start: start.min(clause.end), end: clause.end };
        let listed = listed_in(ground, behind).filter(|listed| listed.start == behind.start);
        let named = listed.or_else(|| longest_place(ground, behind));
        named.filter(|named| bodies || ends_as_place(ground, *named))
    };
    let leads: Vec<Piece> = words().filter(leads).collect();
    leads.into_iter().rev().find_map(behind)
}

/// Whether a name ends like a place.
fn ends_as_place(ground: &Ground<'_>, named: Piece) -> bool {
    let chars = &ground.reading.folded.chars[named.start..named.end];
    ending(ground.rules, chars, false).is_some()
}

/// The longest words at the head of a piece that end like a place or a body.
fn longest_place(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let reach = Piece { end: piece.end.min(piece.start + LONGEST_NAME), ..piece };
    let joint = |token: &Piece| {
        ['、', '和', '与', '各', '的', '原'].iter().any(|c| ground.is_char(*token, *c))
    };
    // 37个自然村: how many of them belongs to it, and a number alone (加密到8班) is none.
    let count = reading
        .entities_in(reach)
        .find(|entity| entity.hit.start == piece.start && entity.kind == rules.quantity);
    let counted = count.map_or(piece.start, |count| count.hit.end);
    let counts = |token: &Piece| token.start < counted;
    let all = |token: &Piece| rules.place_all.is_match(ground.words(*token));
    let goes_on = |token: &Piece| {
        joint(token) || counts(token) || all(token) || !breaks_name(ground, *token, false)
    };
    let named = |end: usize| {
        let named = Piece { end, ..piece };
        let chars = &reading.folded.chars[named.start..end];
        let body = || rules.body_ends.is_match(ground.words(named));
        let place = || {
            ending(rules, chars, false).is_some() && !rules.not_place.is_match(ground.words(named))
        };
        let rest = ground.words(Piece { start: end, end: piece.end.max(end) });
        let says = chars.len() >= 2 && end > counted && !rules.place_abstract.is_match(rest);
        (says && !is_timed(limits, named) && (body() || place())).then_some(named)
    };
    let ends = reading.words.starting_in(reach).take_while(goes_on).map(|token| token.end);
    ends.filter(|end| *end <= piece.end).filter_map(named).last()
}

/// One past the place that stands behind 在 at the head of a piece.
pub(crate) fn behind_place(ground: &Ground<'_>, piece: Piece) -> Option<usize> {
    let first = ground.reading.words.around(piece.start);
    if !ground.is_char(first, '在') || first.start != piece.start {
        return None;
    }
    longest_place(ground, Piece { start: first.end, end: piece.end }).map(|place| place.end)
}

/// Whether an object names nothing more behind this piece, save how many.
fn ends_with(ground: &Ground<'_>, piece: Piece, object: Piece) -> bool {
    let rest = Piece { start: piece.end, end: object.end };
    let counted = |entity: &Entity| (entity.hit.start, entity.hit.end) == (rest.start, rest.end);
    piece.end >= object.end || ground.reading.entities_in(rest).any(counted)
}

/// Longest name of a place in chars.
const LONGEST_NAME: usize = 20;

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
    // 在圩日到墟场: when, and then where.
    let leads = |token: Piece| rules.place_toward.contains(ground.words(token));
    if reading.words.starting_in(whole).any(|token| leads(token) && token.start > start) {
        return None;
    }
    let words = ground.words(whole);
    let cut = words.find(['对', '为', '把', '将', '给']).unwrap_or(words.len());
    let kept = rules.place_tail.find(&words[..cut]).map_or(cut, |tail| tail.start());
    let named = before_of(ground, ground.piece(whole, 0..kept));
    let kept = ground.words(named).len();
    let fits = (2..=LONGEST_PLACE).contains(&(named.end - named.start));
    (fits && !is_timed(limits, whole) && !rules.not_place.is_match(&words[..kept])).then_some(named)
}

/// What stands before 的 in the words behind 在, where that alone is a place (校门口·的高压线).
fn before_of(ground: &Ground<'_>, named: Piece) -> Piece {
    let chars = &ground.reading.folded.chars[named.start..named.end];
    let Some(of) = chars.iter().rposition(|c| *c == '的') else { return named };
    // 海拔1800米的老君顶: how far or how high is no part of it.
    if of > 0 && ground.is_counted(named.start + of - 1) && of + 2 < chars.len() {
        return Piece { start: named.start + of + 1, ..named };
    }
    let is_place = |chars: &[char]| ending(ground.rules, chars, true).is_some();
    let cuts = is_place(&chars[..of]) && !is_place(&chars[of + 1..]);
    if cuts { Piece { end: named.start + of, ..named } } else { named }
}

/// The first place that a piece names, with those joined to it (甲路与乙街之间, 甲村至乙村).
pub(crate) fn place_in(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let named = named_in(ground, piece);
    let listed = listed_in(ground, piece);
    let before = |listed: &Piece| named.is_none_or(|named| listed.start <= named.start);
    listed.filter(before).or(named).map(|found| with_all(ground, found))
}

fn named_in(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let mut found = stretched(ground, name_in(ground, piece, false)?, piece);
    while let Some(&joint) =
        ground.reading.folded.chars.get(found.end).filter(|_| found.end < piece.end)
        && matches!(joint, '、' | '和' | '与' | '及' | '至' | '到')
    {
        let rest = Piece { start: found.end + 1, end: piece.end };
        match name_in(ground, rest, true).filter(|next| next.start == rest.start) {
            Some(next) => found.end = next.end,
            None => break,
        }
    }
    Some(found)
}

/// A road or a river with the words that say from where to where.
fn stretched(ground: &Ground<'_>, found: Piece, piece: Piece) -> Piece {
    let behind = Piece { start: found.end, end: piece.end };
    let captures = ground.rules.place_stretch.captures(ground.words(behind));
    let told = captures.and_then(|captures| captures.iter().skip(1).flatten().next());
    match told.map(|told| ground.piece(behind, told.range())) {
        Some(told) if !is_timed(&ground.limits, told) => Piece { end: told.end, ..found },
        _ => found,
    }
}

/// Names that only together end like a place (白岩、黄泥两个村).
fn listed_in(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let chars = &ground.reading.folded.chars;
    let joint = |at: &usize| matches!(chars[*at], '、' | '和' | '与' | '及');
    let first = (piece.start..piece.end).find(joint)?;
    let behind = Piece { start: first, end: piece.end };
    let rest = ground.rules.place_listed.find(ground.words(behind))?;
    let mut start = first;
    while start > piece.start {
        let (token, _) = ground.reading.words.token_at(start - 1);
        let token = Piece { start: token.max(piece.start), end: start };
        if breaks_name(ground, token, false) {
            break;
        }
        start = token.start;
    }
    let end = ground.piece(behind, rest.range()).end;
    (start < first).then_some(Piece { start, end })
}

/// Whether a word cannot stand inside the name of a place.
fn breaks_name(ground: &Ground<'_>, token: Piece, first: bool) -> bool {
    let Ground { rules, reading, limits, .. } = ground;
    let word = ground.words(token);
    if rules.place_states.contains(word) {
        return false;
    }
    let acts = || {
        (rules.acts.contains(word) || ground.is_verb(word))
            && !leads_to_ending(rules, reading, (token.start, token.end))
            && (first || !modifies(ground, token))
    };
    word.chars().any(|c| !c.is_alphanumeric() && !matches!(c, '+' | '“' | '”'))
        || is_timed(limits, token)
        || (ground.is_counted(token.start) && !names_in_one(ground, token))
        // 至 joins two ends of a place, but does not begin one.
        || (first && ground.is_char(token, '至'))
        || rules.place_breaks.contains(word)
        || acts()
}

/// Whether a word that looks like a number is the name of a place (二七路), or a kind of it (二期).
fn names_in_one(ground: &Ground<'_>, token: Piece) -> bool {
    let chars = &ground.reading.folded.chars[token.start..token.end];
    let known = || ground.is_known(ground.words(token));
    ground.rules.is_place_ending(chars)
        || chars.len() > 2 && ending(ground.rules, chars, false).is_some() && known()
}

/// The same in a clause other than that of the act: there a kind of place (幼儿园) is none,
/// but for the topic at the head (幼儿园的围墙，……).
pub(crate) fn place_named_in(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let stands = |token: &Piece| ground.is_char(*token, '在');
    let at = ground.reading.words.starting_in(piece).find(stands);
    let inside = at.and_then(|at| longest_place(ground, Piece { start: at.end, end: piece.end }));
    inside.or_else(|| led_to(ground, piece)).or_else(|| place_in(ground, piece)).filter(|found| {
        if found.start == piece.start {
            return true;
        }
        let chars = &ground.reading.folded.chars[found.start..found.end];
        let kinds = chars.last().and_then(|last| ground.rules.place_endings.get(last));
        let kind = || kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == chars));
        chars.len() > LONGEST_KIND
            || !kind()
            || ground.rules.place_alone.iter().any(|alone| alone == chars)
    })
}

/// Chars of the longest kind of place that is no place by itself (幼儿园, and not 污水处理站).
const LONGEST_KIND: usize = 4;

/// The place of a clause that says what a letter is about (关于文昌路的路灯, 您反映的……).
pub(crate) fn topic(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let told = ground.rules.topic.find(ground.words(piece))?;
    let behind = Piece { start: ground.piece(piece, told.range()).end, end: piece.end };
    place_in(ground, behind).or_else(|| place_named_in(ground, piece))
}

/// The first words inside a piece that end like a place; `bare` if an ending alone will do.
fn name_in(ground: &Ground<'_>, piece: Piece, bare: bool) -> Option<Piece> {
    let Ground { rules, reading, limits, .. } = ground;
    let mut start = piece.start;
    let mut found: Option<Piece> = None;
    let mut at = piece.start;
    while at < piece.end {
        let (token_start, token_end) = reading.words.token_at(at);
        let end = token_end.min(piece.end).max(at + 1);
        let token = Piece { start: token_start.max(piece.start), end };
        // 公墓二期: a phase belongs to the name before it.
        let phase = || {
            found.is_some_and(|last: Piece| last.end == at)
                && rules.is_place_ending(&reading.folded.chars[at..end])
        };
        // 中转场: a word inside an ending breaks no name.
        let spans = || {
            ending(rules, &reading.folded.chars[start..end], false)
                .is_some_and(|length| length >= 3 && length > end - at)
        };
        let breaks = breaks_name(ground, token, at == start) && !phase() && !spans();
        let alone = || alone_at(ground, Piece { start: at, end: piece.end });
        // 全县·村级: everywhere, whatever the words are cut into.
        let opens = at == start && found.is_none() && reading.folded.chars[at] == '全';
        if let Some(everywhere) = opens.then(alone).flatten() {
            return Some(everywhere);
        }
        if let Some(alone) = (breaks && found.is_none()).then(alone).flatten() {
            (found, at) = (Some(alone), alone.end);
            continue;
        }
        if breaks {
            if found.is_some() {
                return found;
            }
            start = limit_end(limits, Piece { start: at, end }).unwrap_or(end).max(at + 1);
        } else if let Some(length) = ending(rules, &reading.folded.chars[start..end], bare)
            && !ends_as_verb(ground, token, length)
        {
            let bare_tail = ground.is_char(token, '楼');
            let generic = rules.place_generic.contains(ground.words(token));
            if found.is_some_and(|last| generic || (bare_tail && last.end == token.start)) {
                return found;
            }
            let near = found.is_none_or(|last| end - length <= last.end + GAP);
            if !near {
                return found;
            }
            let next = Piece { start, end };
            if is_own_name(ground, next, piece.end) {
                // 全县加油站: everywhere, and no single one of them.
                let name = &reading.folded.chars[start..end];
                if name[0] == '全' && rules.place_alone.iter().any(|alone| alone == name) {
                    return Some(next);
                }
                found = Some(next);
            }
        }
        at = end;
    }
    found
}

/// Whether words that end like a place are the name of one, and no part of another name that goes
/// on up to `end`.
fn is_own_name(ground: &Ground<'_>, name: Piece, end: usize) -> bool {
    let Ground { rules, reading, .. } = ground;
    // A place inside the name of a body (农业农村局) is none, nor is a whole sentence.
    let of_body = name.end - name.start > LONGEST_NAME || runs_into_body(ground, name.end);
    let of_word = || {
        let around = reading.folded.part(name.end - 1, name.end + LONGEST_TAIL);
        rules.place_not_before.is_match(around)
    };
    // 零工市场岗位目录: part of the name of what cannot be gone to.
    let of_name = || {
        let behind = ground.words(Piece { start: name.end, end: end.max(name.end) });
        rules.place_abstract.is_match(behind) && is_common(ground, name)
    };
    // 36路社区: a number stands in front.
    let before = reading.folded.part(name.start.saturating_sub(1), name.start);
    let of_number = before.starts_with(|c: char| c.is_ascii_digit());
    !of_body
        && !of_number
        && !of_word()
        && !of_name()
        && !rules.not_place.is_match(ground.words(name))
}

/// Whether the name of a body goes on behind a place (农村·局, and not 校舍·办一所幸福院).
fn runs_into_body(ground: &Ground<'_>, end: usize) -> bool {
    let Ground { rules, reading, .. } = ground;
    let next = reading.words.around(end);
    let acts = next.start == end && ground.may_be_verb(ground.words(next));
    !acts && rules.body_ends.is_match(reading.folded.part(end, end + 1))
}

/// A place of several words at the head of a piece, the first of which begins no other (经开区).
fn alone_at(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let chars = ground.reading.folded.chars.get(piece.start..piece.end)?;
    let fits = |alone: &&Vec<char>| {
        (alone.len() > 2 || alone.first() == Some(&'全')) && chars.starts_with(alone)
    };
    let alone = ground.rules.place_alone.iter().find(fits)?;
    Some(Piece { end: piece.start + alone.len(), ..piece })
}

/// Whether what looks like the ending of a place is a verb (运营) or a common word, or one of a
/// single char may be a verb.
fn ends_as_verb(ground: &Ground<'_>, token: Piece, length: usize) -> bool {
    let word = ground.words(token);
    let chars = &ground.reading.folded.chars[token.start..token.end];
    let alone = || ground.rules.place_alone.iter().any(|alone| alone == chars);
    let named = || ground.is_name(word) || token.end - token.start != 2 || alone();
    ground.is_verb(word)
        // 特岗, 农村: an ending inside a common word is none.
        || (length == 1 && token.end - token.start > 1 && !named())
        || (length == 1 && token.end - token.start == 1 && ground.may_be_verb(word))
}

/// Where a limit ends inside a word that runs on behind it.
fn limit_end(limits: &[Timed], word: Piece) -> Option<usize> {
    let first = limits.partition_point(|timed| timed.end <= word.start);
    let timed = limits.get(first).filter(|timed| timed.start < word.end)?;
    (timed.end < word.end).then_some(timed.end)
}

/// Chars between two endings of one place (东门小学·门口).
const GAP: usize = 2;

/// Whether an ending of places makes a name of a verb before it: it takes the verb in (批发市场), is
/// one char (团结·路), or has a side before it (建设·南路).
pub(crate) fn leads_to_ending(
    rules: &PromiseRules,
    reading: &Reading,
    (start, end): (usize, usize),
) -> bool {
    let chars = &reading.folded.chars;
    let names = |behind: usize| {
        let tail = chars.get(end..behind)?;
        let sided =
            tail.len() == 1 || matches!(tail.first(), Some('东' | '南' | '西' | '北' | '中'));
        let whole = reading.words.token_at(behind - 1).1 == behind;
        let named = (sided && rules.is_place_ending(tail))
            || rules.is_place_ending(chars.get(start..behind)?);
        (whole && named).then_some(())
    };
    start < end && (end + 1..=end + LONGEST_ENDING).any(|behind| names(behind).is_some())
}

/// Whether a number is part of a name (八支·渠, 二道·桥).
pub(crate) fn is_numbered(ground: &Ground<'_>, token: Piece) -> bool {
    let digits = ground.words(token).contains(|c: char| c.is_ascii_digit());
    let next = ground.reading.folded.chars.get(token.end..=token.end);
    !digits && next.is_some_and(|next| ground.rules.is_place_ending(next))
}

/// Whether a verb inside a name only says of what kind it is (水毁路段, 提升泵站).
fn modifies(ground: &Ground<'_>, token: Piece) -> bool {
    let chars = &ground.reading.folded.chars;
    let is_ending = |behind: usize| {
        let whole = ground.reading.words.token_at(behind - 1).1 == behind;
        whole && chars.get(token.end..behind).is_some_and(|tail| ground.rules.is_place_ending(tail))
    };
    (token.end + 1..=token.end + LONGEST_ENDING).any(is_ending)
}

/// Chars of an ending that makes a name of a verb before it.
const LONGEST_ENDING: usize = 3;

/// Length of the ending with which a run of words is a place; a short ending alone (学校) is
/// none.
fn ending(rules: &PromiseRules, chars: &[char], bare: bool) -> Option<usize> {
    let fits = |ending: &&Vec<char>| {
        let alone = || bare || ending.len() >= 3 || rules.place_alone.contains(ending);
        chars.ends_with(ending) && (chars.len() > ending.len() || alone())
    };
    let alone = || rules.place_alone.iter().any(|alone| alone == chars);
    // 路段 is no name, although it ends like one (段).
    if !bare && chars.len() == 2 && rules.is_place_ending(chars) && !alone() {
        return None;
    }
    let coded = || rules.place_coded.is_match(&chars.iter().collect::<String>());
    if chars.last() == Some(&'线') && coded() {
        return Some(chars.len().min(2));
    }
    let endings = rules.place_endings.get(chars.last()?)?;
    let longest = endings.iter().filter(fits).map(Vec::len).max()?;
    let numbered = chars.len() > longest && chars[chars.len() - longest - 1].is_ascii_digit();
    // 18路 is a bus line.
    (longest > 1 || !numbered).then_some(longest)
}

/// Chars behind a name that may show it to be none.
const LONGEST_TAIL: usize = 4;

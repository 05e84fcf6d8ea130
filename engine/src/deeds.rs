//! What a clause says is to be done, and what shows that it is yet to come.

use crate::{
    amounts, bodies,
    fold::is_han,
    ground::Ground,
    places,
    promising::PromiseRules,
    reading::Hit,
    rulebook::Rulebook,
    sentence::SentenceClass,
    slots,
    split::Piece,
    timed::{Timed, beginning_in, is_timed, titles},
};

/// What the rules have found in each clause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signs<'a> {
    /// The class of each clause.
    pub(crate) classes: &'a [SentenceClass],
    /// Whether an evidence rule that marks a commitment or a deadline fired there.
    pub(crate) promised: &'a [bool],
    /// Whether a frame for mere determination fired there.
    pub(crate) empty: &'a [bool],
}

impl Signs<'_> {
    /// Whether the clause at `at` is mere determination.
    pub(crate) fn is_empty(&self, at: usize) -> bool {
        let framed = self.empty.get(at).copied().unwrap_or(false);
        framed || self.classes.get(at) == Some(&SentenceClass::Vague)
    }
}

/// One clause of a sentence.
#[derive(Debug)]
pub(crate) struct Clause {
    /// Where it stands.
    pub(crate) piece: Piece,
    /// Its limits, as places in the list of all.
    pub(crate) limits: std::ops::Range<usize>,
    /// What is to be done.
    pub(crate) act: Option<Act>,
    /// Whether it speaks of the future.
    pub(crate) future: bool,
    /// Whether it makes conditions.
    pub(crate) hedged: bool,
    /// Mere determination, and no more.
    pub(crate) empty: bool,
    /// It tells of the past, of others or of what will not be.
    pub(crate) out: bool,
    /// An evidence rule found a commitment here.
    pub(crate) promised: bool,
}

/// Something to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act {
    /// The verb.
    pub(crate) verb: Piece,
    /// The words for what will be done.
    pub(crate) object: Piece,
    /// Whether it names a thing at all.
    pub(crate) kind: Kind,
    /// The char of the word that brings the thing before the verb (将, 把).
    pub(crate) mark: Option<usize>,
}

impl Act {
    /// Whether it says what something is done to.
    pub(crate) fn is_told(&self) -> bool {
        let named =
            self.object.end - self.object.start >= self.verb.end - self.verb.start + LEAST_THING;
        self.mark.is_some() || (self.kind == Kind::Thing && named)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Names a thing.
    Thing,
    /// Says only that something begins.
    Start,
    /// Says only that something is finished.
    Finish,
}

/// One past the first word of the future in a clause, in chars.
pub(crate) fn future(ground: &Ground<'_>, piece: Piece) -> Option<usize> {
    let text = ground.words(piece);
    ground.rules.future.find(text)?;
    let found = ground.rules.future.captures(text)?;
    let told = found.iter().skip(1).flatten().next().or(found.get(0))?;
    Some(ground.piece(piece, told.range()).end)
}

/// What is known of a clause before it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook {
    /// The clause it is, or is part of, as a place in the list of all.
    pub(crate) at: usize,
    /// Where it stands.
    pub(crate) piece: Piece,
    /// One past its first word of the future.
    pub(crate) future: Option<usize>,
    /// Whether a clause of its sentence before it speaks of the future.
    pub(crate) led: bool,
    /// Whether its sentence holds a whole limit.
    pub(crate) timed: bool,
    /// Whether the clause before it says by when, and no more (12月底前，……).
    pub(crate) opened: bool,
}

/// Whether a clause says by when, and no more (预计到下月中旬).
pub(crate) fn is_bare_time(ground: &Ground<'_>, piece: Piece) -> bool {
    let chars = &ground.reading.folded.chars;
    let own = beginning_in(&ground.limits, piece);
    let in_limits: usize = ground.limits[own.clone()].iter().map(|t| t.end - t.start).sum();
    let words = chars[piece.start..piece.end].iter().filter(|c| c.is_alphanumeric()).count();
    !own.is_empty() && words <= in_limits + LONGEST_LEAD
}

/// Chars of the longest lead of a time (下一步, 预计到).
const LONGEST_LEAD: usize = 4;

/// A clause with everything that the rules see in it.
pub(crate) fn clause(
    rulebook: &Rulebook,
    ground: &Ground<'_>,
    signs: Signs<'_>,
    Outlook { at, piece, future, led, timed, opened }: Outlook,
) -> Clause {
    let Ground { rules, limits, .. } = ground;
    let text = ground.words(piece);
    let done = || future.is_none() && text.contains('了');
    // 已责成某公司7月10日前修补: what was told is past, and what is to be done is not.
    let directed = timed && rules.directed.is_match(text);
    let past = rules.past.is_match(text) && !directed;
    let out = done() || past || rules.veto.is_match(text);
    let hedged = !out && rules.hedge.is_match(text);
    let mut own = beginning_in(limits, piece);
    own.end = if out { own.start } else { own.end };
    let class = signs.classes.get(at).copied().unwrap_or(SentenceClass::Courtesy);
    let framed = matches!(
        class,
        SentenceClass::Courtesy
            | SentenceClass::Studying
            | SentenceClass::Forwarding
            | SentenceClass::Deflection
            | SentenceClass::Rhetoric
    );
    let empty = signs.empty.get(at).copied().unwrap_or(false);
    let explained = !timed && !hedged && (empty || framed);
    let own_limits = &limits[own.clone()];
    let head = opened.then_some(piece.start);
    let ahead = future.or(head);
    let deed = || act(rulebook, ground, (piece, own_limits, future), head);
    let act = match explained {
        _ if out || rules.condition.is_match(text) => None,
        // Words that no rule has weighed may still say plainly what will be done.
        true if !empty && (future.is_some() || led) => {
            let who = |act: &Act| bodies::subject(ground, piece, Some(act.verb.start)).is_some();
            let told = |act: &Act| {
                let sure = class == SentenceClass::Rhetoric
                    || who(act)
                    || is_done_by(ground, (piece, act));
                sure && (future.is_some() || amounts::is_definite(ground, act.object))
            };
            let sure = |act: &Act| may_tell(class) || is_strong(ground, (piece, act), future);
            deed().filter(|act| sure(act) && told(act) && is_plain(ground, (piece, act), led))
        }
        true => None,
        false => deed().or_else(|| rest(ground, (piece, future.is_some(), own_limits))),
    };
    let act = act
        .filter(|act| !own.is_empty() || is_sure(ground, (piece, act), (ahead, timed)))
        // 推进公园建设: a verb at the end without a sign of the future is a noun.
        .filter(|act| {
            let told = || opened || is_done_by(ground, (piece, act));
            act.object != act.verb || future.is_some() || !own.is_empty() || told()
        });
    Clause {
        piece,
        limits: own,
        act,
        future: future.is_some() && !out && !directed && !only_brings(ground, (piece, text), act),
        hedged,
        empty: signs.is_empty(at),
        out,
        promised: signs.promised.get(at).copied().unwrap_or(false) && !out,
    }
}

/// Whether a clause says who does what its last verb says (护栏由养护站更换).
fn is_done_by(ground: &Ground<'_>, (piece, act): (Piece, &Act)) -> bool {
    bodies::charged(ground, Piece { end: act.verb.end.max(piece.start), ..piece }).is_some()
}

/// Whether a clause of this class, which no evidence rule has hit, may still promise.
fn may_tell(class: SentenceClass) -> bool {
    matches!(class, SentenceClass::Rhetoric | SentenceClass::Courtesy)
}

/// Whether a clause that reads like another class says who will do what and where, in so many words
/// (水利局将对红岩水库大坝进行防渗处理, and not 将研究改造红岩水库大坝).
fn is_strong(ground: &Ground<'_>, (piece, act): (Piece, &Act), future: Option<usize>) -> bool {
    let Ground { rules, reading, .. } = ground;
    let Some(future) = future else { return false };
    let between = Piece { start: future, end: act.verb.start.max(future) };
    let attitude = |token: Piece| rules.attitude.contains(ground.words(token));
    !rules.soft.contains(ground.words(act.verb))
        && bodies::subject(ground, piece, Some(act.verb.start)).is_some()
        && amounts::is_definite(ground, act.object)
        && !reading.words.starting_in(between).any(attitude)
}

/// Whether an act leaves something to be seen (修补路面, and not 完善机制), and says on what.
fn is_plain(ground: &Ground<'_>, (piece, act): (Piece, &Act), led: bool) -> bool {
    let rules = ground.rules;
    let thing = act.object.end - act.object.start >= act.verb.end - act.verb.start + LEAST_THING;
    // ……，由养护站抢修: what it is done to stands in front.
    if !thing && !is_done_by(ground, (piece, act)) {
        return false;
    }
    let who = || bodies::subject(ground, piece, Some(act.verb.start)).is_some();
    let seen = || {
        amounts::is_definite(ground, act.object) || !rules.vain.is_match(ground.words(act.object))
    };
    !rules.soft.contains(ground.words(act.verb)) || ((act.mark.is_some() || led || who()) && seen())
}

/// Whether a clause without a time promises, and does not describe, what a verb of the dictionary
/// says: a body says that it will, and the sentence has a time, or the thing a number or a place; or
/// nobody is named, and there are a time and a number.
fn is_sure(
    ground: &Ground<'_>,
    (piece, act): (Piece, &Act),
    (future, timed): (Option<usize>, bool),
) -> bool {
    if ground.rules.acts.contains(ground.words(act.verb)) {
        return true;
    }
    let who = || bodies::subject(ground, piece, Some(act.verb.start)).is_some();
    let charged = || bodies::charged(ground, piece).is_some();
    let definite = || amounts::is_definite(ground, act.object);
    // 3月底前，把欠薪发到本人手中: what it is done to is named.
    let counted = || timed && (act.mark.is_some() || amounts::has_quantity(ground, act.object));
    future.is_some() && ((who() || charged()) && (timed || definite()) || counted())
}

/// Chars of the least thing that something is done to.
const LEAST_THING: usize = 2;

/// Whether the only word of the future in the clause is a 将 that stands for 把.
fn only_brings(ground: &Ground<'_>, (piece, text): (Piece, &str), act: Option<Act>) -> bool {
    let rules = ground.rules;
    let Some(mark) = act.and_then(|act| act.mark) else { return false };
    // 我局将破损路面修复: where nothing says that it is done, it is to be done.
    if bodies::subject(ground, Piece { end: mark.max(piece.start), ..piece }, None).is_some() {
        return false;
    }
    let without = |(at, c): (usize, char)| if piece.start + at == mark { '把' } else { c };
    let text: String = text.chars().enumerate().map(without).collect();
    !rules.future.is_match(&text)
}

/// The act of a clause: the first verb behind the first word of the future or time limit, else
/// the first verb; any verb of the dictionary behind `head`, if by when stands before the clause.
fn act(
    rulebook: &Rulebook,
    ground: &Ground<'_>,
    (piece, limits, future): (Piece, &[Timed], Option<usize>),
    head: Option<usize>,
) -> Option<Act> {
    let Ground { rules, .. } = ground;
    let charged = || bodies::charged(ground, piece).map(|body| body.end);
    let marker = limits.first().map(|timed| timed.end).into_iter().chain(future).min();
    let able = || {
        let found = rules.able.find(ground.words(piece))?;
        Some(ground.piece(piece, found.range()).end)
    };
    let from = marker.or_else(charged).or_else(able).or(head);
    let verbs = verbs(rulebook, ground, (piece, limits, from));
    let behind = |marker: usize| verbs.iter().position(|verb| verb.start >= marker);
    let first = from.and_then(behind);
    let open = || open_verb(ground, (piece, limits, from?));
    let verb = match first {
        None if speaks_at_once(ground, (piece, limits)) => return None,
        None => {
            open().or_else(|| brought(ground, (piece, from?))).or_else(|| verbs.first().copied())?
        }
        Some(first) => told(ground, verbs.get(first..)?)?,
    };
    let (object, mark) = slots::object(ground, (piece, verb));
    // 会在三日内核实并更换: behind the last of them.
    let last = limits.iter().map(|timed| timed.end).chain(future);
    let last = last.filter(|end| *end <= verb.start).max();
    let serial =
        || last.and_then(|last| slots::serial(ground, Piece { start: last, end: verb.start }));
    let object = match mark {
        None => Piece { start: serial().unwrap_or(object.start), ..object },
        Some(_) => object,
    };
    let words = ground.words(object);
    if rules.not_end.is_match(words) && !(mark.is_some() && words.ends_with('的')) {
        return None;
    }
    Some(Act { verb, object, kind: kind(rules, words), mark })
}

/// The first of some verbs, but for one that only brings in the thing of the next (组织对……进行清理).
fn told(ground: &Ground<'_>, verbs: &[Piece]) -> Option<Piece> {
    let Ground { rules, reading, .. } = ground;
    let brings = |pair: &[Piece]| {
        let between = reading.folded.chars.get(pair[0].end..pair[1].start).unwrap_or_default();
        let light = rules.light.contains(ground.words(pair[0]));
        light && between.iter().any(|c| matches!(c, '对' | '把' | '将' | '于'))
    };
    let skipped = verbs.windows(2).take_while(|pair| brings(pair)).count();
    verbs.get(skipped).copied()
}

/// The last word of a clause in which a thing is brought before a verb that nobody knows
/// (为高龄老人统一办理保险).
fn brought(ground: &Ground<'_>, (piece, marker): (Piece, usize)) -> Option<Piece> {
    let words = &ground.reading.words;
    let behind = Piece { start: marker, end: piece.end };
    // 拟将 is one word of the dictionary.
    let brings = |token: Piece| {
        let will = token.end - token.start == 2 && ground.words(token).ends_with('将');
        will || ['对', '把', '将', '为', '给'].iter().any(|c| ground.is_char(token, *c))
    };
    let first = words.starting_in(behind).find(|token| brings(*token))?;
    let last = words.starting_in(behind).last()?;
    (last.start >= first.end + LEAST_THING && last.end <= piece.end).then_some(last)
}

/// The part of a clause that only sets the scene (在编制规划中).
fn framed(ground: &Ground<'_>, piece: Piece) -> Option<Piece> {
    let found = ground.rules.frame.find(ground.words(piece))?;
    Some(ground.piece(piece, found.range()))
}

/// The first verb of the dictionary behind the sign of the future: what is to be done, where no
/// verb of the rules stands. Attitudes are none (将加强……).
fn open_verb(
    ground: &Ground<'_>,
    (piece, limits, marker): (Piece, &[Timed], usize),
) -> Option<Piece> {
    let Ground { rules, reading, .. } = ground;
    let titles = titles(&reading.folded.chars[piece.start..piece.end]);
    let behind = Piece { start: marker, end: piece.end };
    let frame = framed(ground, piece);
    let named = |token: Piece| {
        frame.is_some_and(|frame| frame.start < token.start && token.end <= frame.end)
            || titles[token.start - piece.start]
            || reading.is_quoted(token.start)
            || is_timed(limits, token)
            || places::leads_to_ending(rules, reading, (token.start, token.end))
            || rules.names.is_match(ground.words(Piece { start: token.start, end: piece.end }))
    };
    // 利用衔接资金: what stands right behind such a word is part of a name.
    let mut led = false;
    let first = reading
        .words
        .starting_in(behind)
        .find(|token| !rules.helping.contains(ground.words(*token)));
    let verb = reading.words.starting_in(behind).find(|token| {
        let word = ground.words(*token);
        let passed = std::mem::replace(&mut led, rules.leading.contains(word));
        let helps = passed || led || rules.helping.contains(word);
        !helps && ground.may_be_verb(word) && !named(*token)
    });
    let told =
        verb.filter(|verb| verb.end <= piece.end && !rules.attitude.contains(ground.words(*verb)));
    // 争取资金2600万元, 投入65万元升级: the means, or what stands behind the sum.
    let leads = first.is_some_and(|first| {
        let word = ground.words(first);
        rules.leading.contains(word) && ground.is_verbal(word)
    });
    told.or_else(|| amounts::behind_money(ground, behind).filter(|_| leads).or(first)).filter(
        |verb| {
            told.is_some() || (leads && amounts::has_money(ground, behind) && verb.end <= piece.end)
        },
    )
}

/// The verbs of a clause that say what is to be done.
fn verbs(
    rulebook: &Rulebook,
    ground: &Ground<'_>,
    (piece, limits, marker): (Piece, &[Timed], Option<usize>),
) -> Vec<Piece> {
    let Ground { rules, reading, .. } = ground;
    let text = ground.words(piece);
    let mut found = rules.act.find_iter(text).peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let titles = titles(&reading.folded.chars[piece.start..piece.end]);
    let frame = framed(ground, piece);
    let says = |(found, verb): &(regex::Match<'_>, Piece)| {
        let after = &text[found.end()..];
        // 完工时间定在11月: it is to be done then.
        if rules.scheduled.is_match(after) {
            return !titles[verb.start - piece.start] && !reading.is_quoted(verb.start);
        }
        !titles[verb.start - piece.start]
            && (!reading.inside_another_word(rulebook, Hit { start: verb.start, end: verb.end })
                || has_manner(ground, *verb))
            && !reading.is_quoted(verb.start)
            && !rules.names.is_match(&text[found.start()..])
            // 将安排资金: right behind the sign of the future it is no name.
            && (!rules.not_act.is_match(after)
                || (marker == Some(verb.start) && rules.governs.is_match(after)))
            && !after.chars().take(2).any(|c| c == '了')
            && !rules.not_before.is_match(&text[..found.start()])
            && !is_timed(limits, *verb)
            && !frame.is_some_and(|frame| frame.start < verb.start && verb.end <= frame.end)
    };
    let placed = found.map(|found| (found, ground.piece(piece, found.range())));
    placed.filter(says).map(|(_, verb)| verb).collect()
}

/// Whether the word around a verb only says how it is done (突击·检查).
fn has_manner(ground: &Ground<'_>, verb: Piece) -> bool {
    let word = ground.reading.words.around(verb.start);
    let before = Piece { start: word.start, end: verb.start };
    word.end == verb.end && ground.rules.manner.contains(ground.words(before))
}

/// Whether what is to be done stands right behind a time limit, and not a body or a preposition
/// (6月底前重新核定, and not 6月底前对……).
fn speaks_at_once(ground: &Ground<'_>, (piece, limits): (Piece, &[Timed])) -> bool {
    let Some(last) = limits.last() else { return false };
    let behind = Piece { start: last.end, end: piece.end };
    let Some(act) = rest(ground, (piece, true, limits)) else { return false };
    let first = ground.reading.words.around(act.object.start);
    let told = future(ground, behind).is_some();
    !told
        && first.start == act.object.start
        && !ground.rules.leading.contains(ground.words(first))
        && bodies::subject(ground, behind, None).is_none()
}

/// What stands behind a time limit when no verb of it is known.
fn rest(ground: &Ground<'_>, (piece, future, limits): (Piece, bool, &[Timed])) -> Option<Act> {
    let rules = ground.rules;
    let last = limits.last().filter(|last| future || last.firm)?;
    let behind = Piece { start: last.end, end: piece.end };
    let text = ground.words(behind);
    let idle = rules.idle.find(text).map_or(0, |idle| idle.end());
    let after = rules.trim_after.find(&text[idle..]).map_or(text.len(), |end| idle + end.start());
    let words = &text[idle..after];
    let says = words.chars().filter(|c| is_han(*c)).count() >= 2;
    if !says || rules.not_rest.is_match(words) || rules.not_end.is_match(words) {
        return None;
    }
    let object = ground.piece(behind, idle..after);
    // 在门诊大厅逐项上墙: where is not what.
    let start = places::behind_place(ground, object).unwrap_or(object.start);
    let object = if start + LEAST_THING <= object.end { Piece { start, ..object } } else { object };
    let words = ground.words(object);
    Some(Act { verb: object, object, kind: kind(rules, words), mark: None })
}

fn kind(rules: &PromiseRules, words: &str) -> Kind {
    if rules.start.is_match(words) {
        Kind::Start
    } else if rules.finish.is_match(words) {
        Kind::Finish
    } else {
        Kind::Thing
    }
}

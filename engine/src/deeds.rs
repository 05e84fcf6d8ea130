//! What a clause says is to be done, and what shows that it is yet to come.

use crate::{
    fold::is_han,
    promising::PromiseRules,
    reading::{Hit, Reading},
    rulebook::Rulebook,
    sentence::SentenceClass,
    slots,
    split::Piece,
    timed::{Timed, titles},
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
    /// Whether it tells of going on.
    pub(crate) onward: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Names a thing.
    Thing,
    /// Says only that something begins.
    Start,
    /// Says only that something is finished.
    Finish,
}

/// The clause at `at` with everything that the rules see in it.
pub(crate) fn clause(
    rulebook: &Rulebook,
    rules: &PromiseRules,
    reading: &Reading,
    (signs, limits, at): (Signs<'_>, &[Timed], usize),
) -> Clause {
    let piece = reading.pieces.clauses[at];
    let sentence = &reading.pieces.sentences[reading.pieces.sentence_of(at)].piece;
    let timed = limits.iter().any(|t| t.start >= sentence.start && t.end <= sentence.end);
    let text = reading.folded.slice(piece.start, piece.end);
    let future = rules.future.is_match(&text);
    let hedged = rules.hedge.is_match(&text);
    let told = rules.past.is_match(&text) || (!future && text.contains('了'));
    let out = rules.veto.is_match(&text) || told;
    let first = limits.partition_point(|timed| timed.start < piece.start);
    let last = limits.partition_point(|timed| timed.start < piece.end);
    let own = if out { first..first } else { first..last };
    let class = signs.classes.get(at).copied().unwrap_or(SentenceClass::Courtesy);
    let empty = signs.empty.get(at).copied().unwrap_or(false);
    let framed = matches!(
        class,
        SentenceClass::Courtesy
            | SentenceClass::Studying
            | SentenceClass::Forwarding
            | SentenceClass::Deflection
            | SentenceClass::Rhetoric
    );
    let explained = !timed && !hedged && (empty || framed);
    let own_limits = &limits[own.clone()];
    let act = (!out && !explained)
        .then(|| {
            act(rulebook, rules, reading, (piece, &text, own_limits))
                .or_else(|| rest(rules, reading, (piece, future, own_limits)))
        })
        .flatten()
        // 推进公园建设: a verb at the end without a sign of the future is a noun.
        .filter(|act| act.object != act.verb || future || !own.is_empty());
    let future = future && !out && !only_brings(rules, (piece, &text), act);
    Clause {
        piece,
        limits: own,
        act,
        future,
        hedged,
        onward: rules.onward.is_match(&text),
        empty: empty || class == SentenceClass::Vague,
        out,
        promised: signs.promised.get(at).copied().unwrap_or(false) && !out,
    }
}

/// Whether the only word of the future in the clause is a 将 that stands for 把.
fn only_brings(rules: &PromiseRules, (piece, text): (Piece, &str), act: Option<Act>) -> bool {
    let Some(mark) = act.and_then(|act| act.mark) else { return false };
    let without = |(at, c): (usize, char)| if piece.start + at == mark { '把' } else { c };
    let text: String = text.chars().enumerate().map(without).collect();
    !rules.future.is_match(&text)
}

/// The act of a clause: the first verb behind the first word of the future or time limit, else
/// the first verb.
fn act(
    rulebook: &Rulebook,
    rules: &PromiseRules,
    reading: &Reading,
    (piece, text, limits): (Piece, &str, &[Timed]),
) -> Option<Act> {
    let at = |byte: usize| piece.start + text[..byte].chars().count();
    let verbs: Vec<Piece> = rules
        .act
        .find_iter(text)
        .filter(|found| !titles(&text.chars().collect::<Vec<_>>())[at(found.start()) - piece.start])
        .filter(|found| {
            let hit = Hit { start: at(found.start()), end: at(found.end()) };
            !reading.inside_another_word(rulebook, hit)
                && !reading.is_quoted(hit.start)
                && !rules.names.is_match(&text[found.start()..])
                && !rules.not_act.is_match(&text[found.end()..])
                && !text[found.end()..].chars().take(2).any(|c| c == '了')
                && !rules.not_before.is_match(&text[..found.start()])
                && !limits.iter().any(|timed| timed.start < hit.end && hit.start < timed.end)
        })
        .map(|found| Piece { start: at(found.start()), end: at(found.end()) })
        .collect();
    let future = rules.future.find(text).map(|found| at(found.end()));
    let marker = limits.first().map(|timed| timed.end).into_iter().chain(future).min();
    let behind = |marker: usize| verbs.iter().position(|verb| verb.start >= marker);
    let first = marker.and_then(behind).unwrap_or(0);
    let light = |verb: &&Piece| rules.light.contains(&reading.folded.slice(verb.start, verb.end));
    let rest = verbs.get(first..)?;
    // 组织对……进行清理: what brings the thing in stands between the two verbs.
    let brings = |pair: &[Piece]| {
        let between = reading.folded.chars.get(pair[0].end..pair[1].start).unwrap_or_default();
        light(&&pair[0]) && between.iter().any(|c| matches!(c, '对' | '把' | '将'))
    };
    let skipped = rest.windows(2).take_while(|pair| brings(pair)).count();
    let verb = *rest.get(skipped)?;
    let (object, mark) = slots::object(rules, reading, (piece, verb, limits));
    let words = reading.folded.slice(object.start, object.end);
    if rules.not_end.is_match(&words) {
        return None;
    }
    Some(Act { verb, object, kind: kind(rules, &words), mark })
}

/// What stands behind a time limit when no verb of it is known.
fn rest(
    rules: &PromiseRules,
    reading: &Reading,
    (piece, future, limits): (Piece, bool, &[Timed]),
) -> Option<Act> {
    let last = limits.last().filter(|last| future || last.firm)?;
    let text = reading.folded.slice(last.end, piece.end);
    let idle = rules.idle.find(&text).map_or(0, |idle| idle.end());
    let after = rules.trim_after.find(&text[idle..]).map_or(text.len(), |end| idle + end.start());
    let words = &text[idle..after];
    let length = words.chars().count();
    let says = words.chars().filter(|c| is_han(*c)).count() >= 2;
    if !says || rules.not_rest.is_match(words) || rules.not_end.is_match(words) {
        return None;
    }
    let start = last.end + text[..idle].chars().count();
    let object = Piece { start, end: start + length };
    Some(Act { verb: object, object, kind: kind(rules, words), mark: None })
}

fn kind(rules: &PromiseRules, words: &str) -> Kind {
    if rules.finish.is_match(words) {
        Kind::Finish
    } else if rules.start.is_match(words) {
        Kind::Start
    } else {
        Kind::Thing
    }
}

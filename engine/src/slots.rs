//! The object of one promise: what will be done, as a piece of the folded text.

use crate::{
    ground::Ground,
    split::Piece,
    timed::{beginning_at, beginning_in},
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
    let kept = ground.piece(behind, 0..kept);
    (Piece { start, end: before_when(ground, kept).end }, mark)
}

/// A piece without the words at its end that say for when it is (·放在第四季度).
fn before_when(ground: &Ground<'_>, piece: Piece) -> Piece {
    let own = beginning_in(&ground.limits, piece);
    let last = ground.limits[own].last().filter(|last| last.end == piece.end);
    let Some(last) = last else { return piece };
    let set = ground.rules.set_for.find(ground.words(Piece { end: last.start, ..piece }));
    set.map_or(piece, |set| ground.piece(piece, 0..set.start()))
}

/// Where a verb opens the words between the sign of the future and the act: both are to be done
/// (走进学校开展宣讲), unless it says who or with what (会同教育局开展宣讲).
pub(crate) fn serial(ground: &Ground<'_>, between: Piece) -> Option<usize> {
    let Ground { rules, reading, .. } = ground;
    let words = ground.words(between);
    let idle = rules.idle.find(words).map_or(0, |idle| idle.end());
    let start = ground.piece(between, idle..words.len()).start;
    let (first, end) = reading.words.token_at(start);
    let opens = first == start
        && end <= between.end
        && ground.is_verb(reading.folded.part(start, end))
        && !rules.not_object.is_match(&words[idle..]);
    // 上门核实并更换: what is joined is done as well.
    let joined = || {
        let tokens = || reading.words.starting_in(Piece { start, end: between.end });
        let and = tokens().position(|token| ground.is_char(token, '并'));
        and.is_some_and(|and| tokens().take(and).all(|token| joins(ground, token)))
    };
    (opens || joined()).then_some(start)
}

/// Whether a word may stand before 并 and belong to what is done: a verb or an adverb.
fn joins(ground: &Ground<'_>, token: Piece) -> bool {
    let word = ground.words(token);
    ground.is_verbal(word) || ground.is_adverb(word)
}

/// Where the thing begins if the char at `at` is the word that brings it before the verb.
fn thing_behind(ground: &Ground<'_>, at: usize, (clause, verb): (Piece, Piece)) -> Option<usize> {
    let Ground { rules, reading, limits, .. } = ground;
    let mark = reading.folded.chars[at];
    // At the head of a clause 为 says what for (为解决停车难).
    if mark == '为' && at == clause.start {
        return None;
    }
    let token = reading.words.around(at);
    // 拟将 is one word of the dictionary.
    let alone = token.end == at + 1 && (token.start == at || mark == '将' && token.start + 1 == at);
    if !matches!(mark, '对' | '把' | '将' | '为' | '给') || !alone {
        return None;
    }
    let start = beginning_at(limits, at + 1).map_or(at + 1, |timed| timed.end);
    let between = Piece { start, end: verb.start };
    let words = ground.words(between);
    let idle = rules.trim_before.find(words).map_or(0, |idle| idle.end());
    let rest = &words[idle..];
    let first = ground.piece(between, idle..words.len()).start;
    let (_, first_end) = reading.words.token_at(first);
    let first_word = reading.folded.part(first, first_end);
    let adverb = || ground.is_adverb(first_word) && !rules.place_breaks.contains(first_word);
    let will = || rules.not_object.is_match(rest) || adverb();
    if rest.chars().nth(1).is_none() || (mark == '将' && will()) {
        return None;
    }
    Some(if matches!(mark, '为' | '给') {
        at
    } else {
        ground.piece(between, idle..words.len()).start
    })
}

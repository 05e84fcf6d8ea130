//! Expressions that leave a statement open.

use crate::{reading::Reading, rulebook::Rulebook};

use super::said::Said;

/// Hedging expressions in the measured sentences: none inside a longer word or right behind a
/// negation (不可能), the longest first where several begin, and none that overlaps one counted
/// before.
pub(super) fn count(rulebook: &Rulebook, reading: &Reading, said: &Said<'_>) -> usize {
    let mut hits: Vec<_> = reading
        .hits(rulebook.hedges)
        .iter()
        .filter(|hit| said.holds(hit.start, hit.end))
        .filter(|hit| !reading.inside_longer_word(rulebook, rulebook.hedges, **hit))
        .filter(|hit| !negated(rulebook, reading, hit.start))
        .collect();
    hits.sort_by_key(|hit| (hit.start, usize::MAX - hit.end));
    let (mut count, mut free_from) = (0, 0);
    for hit in hits {
        if hit.start >= free_from {
            free_from = hit.end;
            count += 1;
        }
    }
    count
}

fn negated(rulebook: &Rulebook, reading: &Reading, start: usize) -> bool {
    let negations = reading.hits(rulebook.negation);
    let until = negations.partition_point(|hit| hit.start < start);
    negations.iter().take(until).rev().take(NEAREST).any(|hit| hit.end == start)
}

/// Negations before a word that are looked at: several may begin at different chars of one
/// expression (尚未, 未), and the longest has four.
const NEAREST: usize = 4;

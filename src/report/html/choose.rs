//! Which replies stand on the page when there are more than it can hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::{records::ReplyRow, statistics::seed};

use super::shown::worst_first;

/// Replies that the list holds at most, with or without their text.
const MOST_LISTED: usize = 5_000;

/// Han characters of the replies that are read again at most. Deflated, with what was found in
/// them, they are about what the page has room for; what does not fit is left out there.
const MOST_CHARS: usize = 4_000_000;

/// Chars that a reply counts at least, for what stands beside its text.
const LEAST_CHARS: usize = 200;

/// What is chosen: places in the rows, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Replies of the list, those that matter most first.
    pub listed: Vec<usize>,
    /// How many of them, from the first, are to be read again for their text.
    pub with_text: usize,
}

impl Choice {
    /// The places of the replies whose text is wanted.
    #[must_use]
    pub fn texts(&self) -> BTreeSet<usize> {
        self.listed.iter().take(self.with_text).copied().collect()
    }
}

/// Everything where it fits; else `wanted` (such as members of families) and the replies in
/// review, worst first, up to two thirds of the room, and then a sample in which every unit and
/// year takes its turn. The same rows give the same choice.
#[must_use]
pub fn choose(rows: &[ReplyRow], wanted: &[usize]) -> Choice {
    let mut listed = order(rows, wanted);
    listed.truncate(MOST_LISTED);
    let with_text = fitting(rows, &listed, MOST_CHARS);
    Choice { listed, with_text }
}

/// How many of the first places have no more than so many chars together.
fn fitting(rows: &[ReplyRow], places: &[usize], most: usize) -> usize {
    let mut chars = 0;
    let fits = |at: &&usize| {
        chars += (rows[**at].verdict.han_chars as usize).max(LEAST_CHARS);
        chars <= most
    };
    places.iter().take_while(fits).count()
}

fn order(rows: &[ReplyRow], wanted: &[usize]) -> Vec<usize> {
    let mut review: Vec<usize> =
        (0..rows.len()).filter(|&at| rows[at].disposal == "review").collect();
    review.sort_by_cached_key(|&at| worst_first(&rows[at]));
    let first = fitting(rows, &review, MOST_CHARS / 3 * 2).min(MOST_LISTED / 3 * 2);
    let (worst, rest) = review.split_at(first);
    let mut taken = BTreeSet::new();
    let known = wanted.iter().filter(|at| **at < rows.len());
    let turns = in_turns(rows);
    let all = worst.iter().chain(known).chain(&turns).chain(rest);
    all.copied().filter(|at| taken.insert(*at)).collect()
}

/// The replies that are not in review: one of each unit and year, then a second of each …;
/// inside of a unit's year in an order that only depends on the ids.
fn in_turns(rows: &[ReplyRow]) -> Vec<usize> {
    let mut strata: BTreeMap<(Option<&str>, Option<i32>), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.disposal != "review") {
        strata.entry((row.unit.as_deref(), row.year)).or_default().push(at);
    }
    let mut turns: Vec<(usize, usize)> = Vec::new();
    for places in strata.values_mut() {
        places.sort_by_cached_key(|&at| (seed(&["page", &rows[at].reply_id]), at));
        turns.extend(places.iter().copied().enumerate());
    }
    // Stable: inside of one turn the units stay in their order.
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rows(count: u32, han_chars: u32) -> Vec<ReplyRow> {
        let mut rows = sample::replies(count);
        rows.iter_mut().for_each(|row| row.verdict.han_chars = han_chars);
        rows
    }

    #[test]
    fn a_small_run_is_shown_whole_with_the_worst_first() {
        let rows = rows(40, 300);
        let choice = choose(&rows, &[]);
        assert_eq!((choice.listed.len(), choice.with_text), (40, 40));
        let review = rows.iter().filter(|row| row.disposal == "review").count();
        assert!(review > 0);
        assert!(choice.listed[..review].iter().all(|&at| rows[at].disposal == "review"));
    }

    #[test]
    fn a_large_run_is_cut_and_keeps_every_unit_and_year() {
        let rows = rows(9_000, 1_500);
        let choice = choose(&rows, &[8_999]);
        assert_eq!(choice.listed.len(), MOST_LISTED);
        let texts = choice.texts();
        assert!(texts.len() > 1_000 && texts.len() < MOST_LISTED, "{}", texts.len());
        assert!(texts.contains(&8_999), "a wanted reply is there");
        let strata = |places: &mut dyn Iterator<Item = usize>| {
            places.map(|at| (rows[at].unit.clone(), rows[at].year)).collect::<BTreeSet<_>>()
        };
        assert_eq!(strata(&mut texts.iter().copied()), strata(&mut (0..rows.len())));
        let passed = texts.iter().filter(|&&at| rows[at].disposal != "review").count();
        assert!(passed * 4 > texts.len(), "{passed} of {} are a sample", texts.len());
    }

    #[test]
    fn what_is_sampled_does_not_depend_on_the_order_of_the_rows() {
        let rows = rows(7_000, 500);
        let mut turned = rows.clone();
        turned.reverse();
        let ids = |rows: &[ReplyRow]| {
            let texts = choose(rows, &[]).texts();
            texts.iter().map(|&at| rows[at].reply_id.clone()).collect::<BTreeSet<_>>()
        };
        assert_eq!(ids(&rows), ids(&turned));
    }
}

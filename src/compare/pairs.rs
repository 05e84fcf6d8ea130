//! Which reply of one run is which reply of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{Reply, Run};

/// Places of replies in the two runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paired {
    /// In A and in B, in the order of A.
    pub(super) both: Vec<(usize, usize)>,
    /// Only in A, and only in B.
    pub(super) only: [Vec<usize>; 2],
}

/// Pairs replies by id, and those that are left by a text that stands once in each run.
///
/// An id alone proves little, since offices count anew every year: the years must agree, too,
/// and where one of them is not known the texts must be the same.
pub(super) fn pair([one, two]: &[Run; 2]) -> Paired {
    let by_id: BTreeMap<&str, usize> =
        two.replies.iter().enumerate().map(|(at, reply)| (reply.id.as_str(), at)).collect();
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, reply) in one.replies.iter().enumerate() {
        let other = by_id.get(reply.id.as_str()).copied();
        let is_same = |other: &usize| is_same(reply, &two.replies[*other]);
        found.extend(other.filter(is_same).map(|other| (at, other)));
    }
    let taken: BTreeSet<usize> = found.values().copied().collect();
    let left = |run: &Run, is_taken: &dyn Fn(&usize) -> bool| {
        (0..run.replies.len()).filter(|at| !is_taken(at)).collect::<Vec<_>>()
    };
    let first = once(one, &left(one, &|at| found.contains_key(at)));
    let second = once(two, &left(two, &|at| taken.contains(at)));
    for (text, at) in first {
        let other = second.get(&text).copied();
        let fits = |other: &usize| years_agree(&one.replies[at], &two.replies[*other]);
        found.extend(other.filter(fits).map(|other| (at, other)));
    }
    let taken: BTreeSet<usize> = found.values().copied().collect();
    let only = [left(one, &|at| found.contains_key(at)), left(two, &|at| taken.contains(at))];
    Paired { both: found.into_iter().collect(), only }
}

fn is_same(one: &Reply, two: &Reply) -> bool {
    let same_text = one.text.is_some() && one.text == two.text;
    let same_year = one.year.is_some() && one.year == two.year;
    same_year || (same_text && years_agree(one, two))
}

/// An unknown year agrees with any.
fn years_agree(one: &Reply, two: &Reply) -> bool {
    one.year.is_none() || two.year.is_none() || one.year == two.year
}

/// Texts that stand exactly once among these replies.
fn once(run: &Run, places: &[usize]) -> BTreeMap<[u8; 32], usize> {
    let mut seen: BTreeMap<[u8; 32], Option<usize>> = BTreeMap::new();
    for at in places {
        if let Some(text) = run.replies[*at].text {
            seen.entry(text).and_modify(|place| *place = None).or_insert(Some(*at));
        }
    }
    seen.into_iter().filter_map(|(text, at)| Some((text, at?))).collect()
}

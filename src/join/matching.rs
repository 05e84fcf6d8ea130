//! Which merged row belongs to which reply, without guessing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, merge::Merged};
use crate::{
    frame::{FrameError, Keys, match_keys},
    records::MetricsRow,
};

/// For every reply the position of its merged row.
pub(super) type Partners = Vec<Option<usize>>;

/// Whether an id stands under more than one year in either table.
pub(super) fn years_matter(replies: &[&Key], rows: &[MetricsRow]) -> bool {
    repeats(replies.iter().map(|key| (key.raw_id.as_str(), key.year)))
        || repeats(rows.iter().map(|row| (row.raw_id.as_str(), row.year)))
}

fn repeats<'a>(keys: impl Iterator<Item = (&'a str, Option<i32>)>) -> bool {
    let mut years: BTreeMap<&str, i32> = BTreeMap::new();
    for (id, year) in keys {
        let Some(year) = year.filter(|_| !id.is_empty()) else {
            continue;
        };
        if *years.entry(id).or_insert(year) != year {
            return true;
        }
    }
    false
}

/// The merged row of every reply.
///
/// # Errors
/// When the keys of the merged rows are not unique.
pub(super) fn partners(
    replies: &[&Key],
    merged: &[Merged],
    by_year: bool,
) -> Result<Partners, FrameError> {
    if !by_year {
        return match_some(replies, merged, |row| !row.row.raw_id.is_empty());
    }
    let exact = match_exactly(replies, merged)?;
    let unambiguous = unambiguous(replies, merged);
    let lenient =
        match_some(replies, merged, |merged| unambiguous.contains(merged.row.raw_id.as_str()))?;
    Ok(exact.into_iter().zip(lenient).map(|(exact, lenient)| exact.or(lenient)).collect())
}

/// Matches by id and year. Rows without an id or a year match nothing here.
fn match_exactly(replies: &[&Key], merged: &[Merged]) -> Result<Partners, FrameError> {
    let years = |id: &str, year: Option<i32>| year.filter(|_| !id.is_empty());
    let left = Keys {
        ids: replies.iter().map(|key| key.raw_id.as_str()).collect(),
        years: Some(replies.iter().map(|key| years(&key.raw_id, key.year)).collect()),
    };
    let rows = merged.iter().map(|merged| &merged.row);
    let right = Keys {
        ids: rows.clone().map(|row| row.raw_id.as_str()).collect(),
        years: Some(rows.map(|row| years(&row.raw_id, row.year)).collect()),
    };
    match_keys(&left, &right)
}

/// Matches by id alone with those merged rows that are wanted.
fn match_some(
    replies: &[&Key],
    merged: &[Merged],
    wanted: impl Fn(&Merged) -> bool,
) -> Result<Partners, FrameError> {
    let places: Vec<usize> =
        (0..merged.len()).filter(|at| merged.get(*at).is_some_and(&wanted)).collect();
    let kept = merged.iter().filter(|merged| wanted(merged));
    let right = Keys { ids: kept.map(|merged| merged.row.raw_id.as_str()).collect(), years: None };
    let left = Keys { ids: replies.iter().map(|key| key.raw_id.as_str()).collect(), years: None };
    let found = match_keys(&left, &right)?;
    Ok(found.into_iter().map(|at| places.get(at?).copied()).collect())
}

/// Ids that stand under one key on both sides, of which at least one has no year: there is
/// nothing else that the rows could belong to.
fn unambiguous<'a>(replies: &'a [&'a Key], merged: &'a [Merged]) -> BTreeSet<&'a str> {
    let left = years_by_id(replies.iter().map(|key| (key.raw_id.as_str(), key.year)));
    let right = years_by_id(merged.iter().map(|row| (row.row.raw_id.as_str(), row.row.year)));
    let alone = |years: &BTreeSet<Option<i32>>| years.len() == 1;
    left.into_iter()
        .filter(|(id, years)| {
            right.get(id).is_some_and(|others| {
                let gap = years.contains(&None) || others.contains(&None);
                !id.is_empty() && alone(years) && alone(others) && gap
            })
        })
        .map(|(id, _)| id)
        .collect()
}

/// The years under which each id stands.
pub(super) fn years_by_id<'a>(
    keys: impl Iterator<Item = (&'a str, Option<i32>)>,
) -> BTreeMap<&'a str, BTreeSet<Option<i32>>> {
    let mut years: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (id, year) in keys {
        years.entry(id).or_default().insert(year);
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        join::{
            merge::merge,
            samples::{metrics_row, reply},
        },
        score::samples::dated_metrics,
    };

    fn found(replies: &[(&str, Option<i32>)], rows: &[(&str, Option<i32>)]) -> Partners {
        let replies: Vec<Key> = replies.iter().map(|(id, year)| reply(id, *year, 2)).collect();
        let rows: Vec<MetricsRow> =
            rows.iter().map(|(id, year)| metrics_row(id, *year, 2, dated_metrics())).collect();
        let replies = &replies.iter().collect::<Vec<_>>();
        let by_year = years_matter(replies, &rows);
        partners(replies, &merge(rows, by_year).0, by_year).unwrap()
    }

    #[test]
    fn years_matter_when_an_id_repeats_in_either_table() {
        let matter = |id: &str, years: &[Option<i32>]| {
            let keys: Vec<Key> = years.iter().map(|year| reply(id, *year, 2)).collect();
            years_matter(&keys.iter().collect::<Vec<_>>(), &[])
        };
        assert!(matter("7", &[Some(2023), None, Some(2024)]));
        assert!(!matter("7", &[Some(2023), None, Some(2023)]));
        let rows = [2023, 2024].map(|year| metrics_row("7", Some(year), 2, dated_metrics()));
        assert!(years_matter(&[], &rows));
        assert!(!matter("", &[Some(2023), Some(2024)]));
    }

    #[test]
    fn a_reply_without_a_year_takes_the_only_row_of_its_id() {
        let replies = [("7", Some(2023)), ("7", Some(2024)), ("8", None)];
        let rows = [("7", Some(2024)), ("8", Some(2023))];
        // Merged rows are sorted by key: 7, 8.
        assert_eq!(found(&replies, &rows), [None, Some(0), Some(1)]);
    }

    #[test]
    fn a_reply_without_a_year_takes_none_of_two() {
        assert_eq!(found(&[("7", None)], &[("7", Some(2023)), ("7", Some(2024))]), [None]);
    }
}

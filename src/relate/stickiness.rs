//! Stickiness: how much of a reply stands, sentence by sentence, in earlier years' replies of
//! its unit already (after Brown & Tucker 2011 and Dyer, Lang & Stice-Lawrence 2017).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Member,
    settings::Settings,
    trace_file::{TraceError, TraceFile},
    traces::Sentence,
};
use crate::splitmix::mix;

/// For each reply the share, 0–1, of its chars that stand in sentences which a reply of its
/// unit holds in an earlier year; `None` when the reply is not compared, its unit or year is
/// not known, or no earlier reply of the unit can be compared.
///
/// Memory: 16 bytes a sentence of units with replies in several years, for the time of this
/// call.
pub(super) fn shares(
    settings: &Settings,
    members: &[Member<'_>],
    traces: &TraceFile,
) -> Result<Vec<Option<f64>>, TraceError> {
    let compared = traces.map(|traces| !traces.sentences.is_empty())?;
    let places = places(members, &compared);
    if places.iter().all(Option::is_none) {
        return Ok(vec![None; places.len()]);
    }
    let least = settings.stickiness.sentence;
    let mut written: Vec<(u64, i32)> = Vec::new();
    let mut at = places.iter();
    traces.map(|traces| {
        if let Some(Some(place)) = at.next() {
            let long = traces.sentences.iter().filter(|sentence| sentence.chars >= least);
            written.extend(long.map(|sentence| (place.key(sentence), place.year)));
        }
    })?;
    // The earliest year of each sentence stands first and stays.
    written.sort_unstable();
    written.dedup_by_key(|(key, _)| *key);
    let earlier = |place: &Place, sentence: &Sentence| {
        let key = place.key(sentence);
        let found = written.binary_search_by_key(&key, |(key, _)| *key).ok();
        found.and_then(|at| written.get(at)).is_some_and(|(_, year)| *year < place.year)
    };
    let mut at = places.iter();
    traces.map(|traces| {
        let place = at.next()?.as_ref().filter(|place| place.year > place.first_year)?;
        traces.share_in(|sentence| sentence.chars >= least && earlier(place, sentence))
    })
}

/// Where a reply stands among those of its unit.
#[derive(Debug, Clone, Copy)]
struct Place {
    unit: u64,
    year: i32,
    /// The first year of the unit with a reply that is compared.
    first_year: i32,
}

impl Place {
    /// A sentence of this unit, whatever the year.
    fn key(&self, sentence: &Sentence) -> u64 {
        mix(sentence.whole ^ mix(self.unit))
    }
}

/// The places of replies that are compared; none for units with one year only, which have
/// nothing earlier.
fn places(members: &[Member<'_>], compared: &[bool]) -> Vec<Option<Place>> {
    let known: Vec<Option<(&str, i32)>> = members
        .iter()
        .zip(compared)
        .map(|(member, compared)| member.unit.zip(member.year).filter(|_| *compared))
        .collect();
    let mut units: BTreeMap<&str, BTreeSet<i32>> = BTreeMap::new();
    for (unit, year) in known.iter().flatten() {
        units.entry(unit).or_default().insert(*year);
    }
    let numbered: BTreeMap<&str, (u64, i32)> = (0..)
        .zip(&units)
        .filter(|(_, (_, years))| years.len() > 1)
        .filter_map(|(number, (unit, years))| Some((*unit, (number, *years.first()?))))
        .collect();
    let place = |(name, year): (&str, i32)| {
        let (unit, first_year) = *numbered.get(name)?;
        Some(Place { unit, year, first_year })
    };
    known.into_iter().map(|known| known.and_then(place)).collect()
}

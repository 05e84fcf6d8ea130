//! Boilerplate: how much of a reply stands in sentences with a phrase that many replies of the
//! run hold (after Lang & Stice-Lawrence 2015).
//!
//! The counts are exact and need little memory: while traces are written, every phrase is
//! counted in one of a fixed number of places, which gives too much and never too little;
//! then only phrases whose place reaches the cut are counted one by one.

use std::collections::{HashMap, HashSet};

use super::{
    settings::{Boilerplate, Settings},
    trace_file::{TraceError, TraceFile},
    traces::Traces,
};

/// How often phrases were seen, by place: upper bounds.
#[derive(Debug)]
pub(super) struct Sightings {
    places: Vec<u32>,
    /// Replies that are compared.
    replies: u32,
}

/// Places, 16 MB of counts. A million replies put some 40 strange phrases in one place, where
/// the cut is thousands.
const PLACES: usize = 1 << 22;

impl Default for Sightings {
    fn default() -> Self {
        Self { places: vec![0; PLACES], replies: 0 }
    }
}

impl Sightings {
    pub(super) fn add(&mut self, traces: &Traces) {
        self.replies += u32::from(!traces.sentences.is_empty());
        for phrase in traces.distinct_phrases() {
            if let Some(place) = self.places.get_mut(place_of(phrase)) {
                *place += 1;
            }
        }
    }

    /// No phrase was seen in more replies than this.
    pub(super) fn at_most(&self, phrase: u32) -> u32 {
        self.places.get(place_of(phrase)).copied().unwrap_or(0)
    }
}

fn place_of(phrase: u32) -> usize {
    phrase as usize % PLACES
}

/// For each reply the share, 0–1, of its chars that stand in sentences with a common phrase;
/// `None` for replies that are not compared, and for all when the run is too small.
pub(super) fn shares(
    settings: &Settings,
    traces: &TraceFile,
) -> Result<Vec<Option<f64>>, TraceError> {
    let rules = &settings.boilerplate;
    if traces.sightings.replies < rules.minimum_replies {
        return Ok(vec![None; traces.replies()]);
    }
    let common = common(least(rules, traces.sightings.replies), traces)?;
    let is_common = |phrase: &u32| common.contains(phrase);
    traces.map(|traces| traces.share_in(|sentence| sentence.phrases.iter().any(is_common)))
}

/// From how many replies on a phrase is common.
fn least(rules: &Boilerplate, replies: u32) -> u32 {
    let share = (rules.least_share * f64::from(replies)).ceil() as u32;
    share.max(rules.least_replies)
}

/// The phrases that stand in at least so many replies.
fn common(least: u32, traces: &TraceFile) -> Result<HashSet<u32>, TraceError> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    let seen = &traces.sightings;
    traces.map(|traces| {
        let phrases = traces.distinct_phrases().into_iter();
        for phrase in phrases.filter(|phrase| seen.at_most(*phrase) >= least) {
            *counts.entry(phrase).or_default() += 1;
        }
    })?;
    counts.retain(|_, count| *count >= least);
    Ok(counts.into_keys().collect())
}

//! Pieces on the rise or on the wane: phrases of a fixed length that many more, or many fewer,
//! replies of the last year hold than of the years before.
//!
//! Memory does not grow with the replies: a piece is counted one by one only where its place
//! among the sightings says that a stated share of all replies may hold it, and of those there
//! are at most (phrases of a mean reply) ÷ (that share), some hundred thousand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Member,
    settings::{Phrases, Settings},
    trace_file::{TraceError, TraceFile},
};
use crate::statistics::{
    keyness::{Keyness, keyness},
    monotone::false_discovery,
};

/// The two sides that are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sides {
    /// Years with replies that are compared, ascending, with how many; younger years than the
    /// last one with enough of them are left out.
    pub(super) years: BTreeMap<i32, u32>,
    /// Of each reply whether it is of the last year; `None` = it is not compared.
    pub(super) is_last: Vec<Option<bool>>,
}

impl Sides {
    fn of((members, traces): (&[Member<'_>], &TraceFile), enough: u32) -> Result<Self, TraceError> {
        let compared = traces.map(|traces| !traces.sentences.is_empty())?;
        let year = |(member, compared): (&Member<'_>, bool)| member.year.filter(|_| compared);
        let of: Vec<Option<i32>> = members.iter().zip(compared).map(year).collect();
        let mut years = BTreeMap::new();
        for year in of.iter().flatten() {
            *years.entry(*year).or_default() += 1;
        }
        let full = years.iter().rev().find(|(_, n)| **n >= enough).map(|(year, _)| *year);
        let last = full.or(years.last_key_value().map(|(year, _)| *year));
        years.retain(|year, _| Some(*year) <= last);
        let side = |year: Option<i32>| year.filter(|year| Some(*year) <= last);
        let is_last =
            of.into_iter().map(|year| side(year).map(|year| Some(year) == last)).collect();
        Ok(Self { years, is_last })
    }

    /// Replies of the last year, and of all before.
    pub(super) fn sizes(&self) -> (u32, u32) {
        let last = self.years.last_key_value().map_or(0, |(_, n)| *n);
        (last, self.years.values().sum::<u32>() - last)
    }

    fn least(&self, rules: &Phrases) -> u32 {
        let all: u32 = self.years.values().sum();
        rules.least_replies.max((rules.least_share * f64::from(all)).ceil() as u32)
    }
}

/// The pieces of a run that are told, and what is needed to find their words again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyPieces {
    pub(super) sides: Sides,
    /// Replies that a phrase must stand in.
    pub(super) least: u32,
    /// Whether any reply names its unit.
    pub(super) units_known: bool,
    pub(super) pieces: HashMap<u32, Piece>,
    /// p-values of all pieces tested, ascending, with what correction makes of them.
    corrected: Vec<(f64, f64)>,
    /// Replies to be read again, ascending.
    examples: Vec<usize>,
}

/// A piece that is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    /// Replies that hold it, all years together.
    pub(super) replies: u32,
    /// Whether it is more frequent in the last year.
    pub(super) rises: bool,
}

/// Replies that are read again for their words; pieces beyond are the least sure.
const MOST_EXAMPLES: usize = 2_000;

/// Finds the pieces. `members` stand in the order of `traces`, which changes nothing else.
///
/// # Errors
/// Traces that cannot be read back.
pub fn key_pieces(
    settings: &Settings,
    members: &[Member<'_>],
    traces: &TraceFile,
) -> Result<KeyPieces, TraceError> {
    let rules = &settings.phrases;
    let sides = Sides::of((members, traces), rules.minimum_replies)?;
    let (last, earlier) = sides.sizes();
    if last.min(earlier) < rules.minimum_replies {
        return Ok(KeyPieces { sides, ..KeyPieces::default() });
    }
    let least = sides.least(rules);
    let units_known = members.iter().any(|member| member.unit.is_some());
    let mut found = KeyPieces { least, units_known, sides, ..KeyPieces::default() };
    let counted = found.count(rules, members, traces)?;
    found.choose(rules, counted);
    Ok(found)
}

/// What is counted of a piece on one side.
#[derive(Debug, Clone, Default)]
struct Seen {
    replies: u32,
    /// Different units, no more than are asked for.
    units: Vec<u32>,
    /// The reply with the smallest id.
    example: Option<usize>,
}

/// A piece in the last year and in the earlier ones.
type Counted = HashMap<u32, [Seen; 2]>;

impl KeyPieces {
    /// The rows whose text [`super::key_phrases`] needs, ascending.
    #[must_use]
    pub fn examples(&self) -> &[usize] {
        &self.examples
    }

    /// How many pieces were tested.
    #[cfg(test)]
    pub(super) fn tested(&self) -> usize {
        self.corrected.len()
    }

    /// The corrected value of a p-value: that of the next larger one among the pieces tested.
    pub(super) fn corrected(&self, p_value: f64) -> f64 {
        // Two sums of one statistic may differ in their last digits.
        let at = self.corrected.partition_point(|(p, _)| *p < p_value * (1.0 - 1e-9));
        self.corrected.get(at).map_or(1.0, |(_, q)| *q)
    }

    fn count(
        &self,
        rules: &Phrases,
        members: &[Member<'_>],
        traces: &TraceFile,
    ) -> Result<Counted, TraceError> {
        let units = numbered(members);
        let mut counted = Counted::new();
        let mut rows = 0..;
        let seen = &traces.sightings;
        traces.map(|reply| {
            let Some(at) = rows.next() else { return };
            let (Some(Some(is_last)), Some(member)) = (self.sides.is_last.get(at), members.get(at))
            else {
                return;
            };
            let unit = member.unit.and_then(|unit| units.get(unit)).copied();
            let phrases = reply.distinct_phrases().into_iter();
            for phrase in phrases.filter(|phrase| seen.at_most(*phrase) >= self.least) {
                let [earlier, last] = counted.entry(phrase).or_default();
                let side = if *is_last { last } else { earlier };
                side.add((at, unit), (members, rules.minimum_units));
            }
        })?;
        counted.retain(|_, [earlier, last]| earlier.replies + last.replies >= self.least);
        Ok(counted)
    }

    /// Tests what was counted, and keeps what is told.
    fn choose(&mut self, rules: &Phrases, mut counted: Counted) {
        let is_spread = |sides: &[&Seen]| {
            let units: BTreeSet<u32> =
                sides.iter().flat_map(|side| side.units.iter().copied()).collect();
            !self.units_known || units.len() >= rules.minimum_units
        };
        // Both sides together, so that what is tested does not depend on what the test says.
        counted.retain(|_, [earlier, last]| is_spread(&[&*earlier, &*last]));
        let (n, m) = self.sides.sizes();
        let mut tested: Vec<(u32, Keyness)> = counted
            .iter()
            .filter_map(|(phrase, [earlier, last])| {
                Some((*phrase, keyness((last.replies, n), (earlier.replies, m))?))
            })
            .collect();
        tested.sort_by(|a, b| a.1.p_value.total_cmp(&b.1.p_value).then(a.0.cmp(&b.0)));
        let values: Vec<f64> = tested.iter().map(|(_, keyness)| keyness.p_value).collect();
        let corrected = false_discovery(&values);
        let mut examples = BTreeSet::new();
        for ((phrase, found), q) in tested.iter().zip(&corrected) {
            let Some([earlier, last]) = counted.get(phrase) else { continue };
            let rises = found.log_ratio > 0.0;
            let side = if rises { last } else { earlier };
            if *q >= rules.false_discovery || found.log_ratio.abs() < rules.log_ratio {
                continue;
            }
            let Some(example) = side.example.filter(|_| is_spread(&[side])) else { continue };
            if examples.len() == MOST_EXAMPLES && !examples.contains(&example) {
                continue;
            }
            examples.insert(example);
            let replies = earlier.replies + last.replies;
            self.pieces.insert(*phrase, Piece { replies, rises });
        }
        self.examples = examples.into_iter().collect();
        self.corrected = values.into_iter().zip(corrected).collect();
    }
}

impl Seen {
    fn add(
        &mut self,
        (row, unit): (usize, Option<u32>),
        (members, minimum_units): (&[Member<'_>], usize),
    ) {
        self.replies += 1;
        if let Some(unit) = unit
            && self.units.len() < minimum_units
            && !self.units.contains(&unit)
        {
            self.units.push(unit);
        }
        let id = |row: usize| members.get(row).map(|member| member.reply_id);
        // By id and not by place, so that the order of the input changes nothing.
        if self.example.is_none_or(|known| id(row) < id(known)) {
            self.example = Some(row);
        }
    }
}

fn numbered<'a>(members: &[Member<'a>]) -> BTreeMap<&'a str, u32> {
    let names: BTreeSet<&str> = members.iter().filter_map(|member| member.unit).collect();
    names.into_iter().zip(0..).collect()
}

//! Cross-checks 核对 between a reply's text and its handling metrics.
//!
//! A stage behind the join and the ledger of promises: every letter is read once more, without
//! being judged again, and held against its row. A check says nothing where one side is not
//! known; it carries no points. The checks are data (`rules/checks.toml`); what each means is
//! in `docs/checks.md`.

mod claims;
mod dates;
mod identity;
mod names;
mod proof;
mod rulefile;
mod speed;
mod subject;
mod text;
mod units;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use shida_engine::rulebook::Rulebook;

pub use self::{
    proof::{Example, prove},
    rulefile::{Checks, ChecksError, Kind, Rule},
    speed::speeds,
    subject::{Outcome, Run, Sides, Subject},
    text::Text,
};
use crate::{
    records::{Check, Letter, ReplyRow, ReplySpeed},
    word::Word,
};

/// What every check says of one reply, in the order of the file.
#[must_use]
pub fn compare(checks: &Checks, run: &Run<'_>, subject: &Subject<'_>) -> Vec<Outcome> {
    checks.rules.iter().map(|rule| outcome(checks, rule, run, subject)).collect()
}

/// Reads a letter again and compares it with its row.
#[must_use]
pub fn look(
    (rulebook, checks): (&Rulebook, &Checks),
    run: &Run<'_>,
    letter: &Letter,
    row: &ReplyRow,
) -> Vec<Outcome> {
    let text = Text::of(rulebook, &letter.reply);
    compare(checks, run, &Subject::of(run, row, &letter.raw_id, &text))
}

fn outcome(checks: &Checks, rule: &Rule, run: &Run<'_>, subject: &Subject<'_>) -> Outcome {
    if !rule.genres.is_empty() && !rule.genres.iter().any(|genre| genre == run.genre) {
        return Outcome::Unknown;
    }
    match rule.kind {
        Kind::ClassNeeds => claims::class_needs(checks, rule, subject),
        Kind::ContactClaimed => claims::contact_claimed(rule, subject),
        Kind::ContactUnrecorded => claims::contact_unrecorded(rule, run, subject),
        Kind::MeetingUnmentioned => claims::meeting_unmentioned(rule, subject),
        Kind::HandlersUnmentioned => claims::handlers_unmentioned(rule, subject),
        Kind::SignedApart => dates::signed_apart(rule, subject),
        Kind::RepliedEarly => dates::replied_early(subject),
        Kind::SignedOutside => dates::signed_outside(run, subject),
        Kind::OtherNumber => identity::other_number(rule, subject),
        Kind::OtherTitle => identity::other_title(rule, subject),
        Kind::OtherUnit => identity::other_unit_signed(rule, run, subject),
        Kind::Wording => identity::wording(rule, subject),
        Kind::SatisfiedEmpty => claims::satisfied_empty(subject),
        Kind::TooFast => claims::too_fast(rule, subject),
        Kind::UnitSatisfiedEmpty => Outcome::Unknown,
    }
}

/// What came of one check over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// The check.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much a hit matters, for people.
    #[serde(deserialize_with = "crate::word::known_word")]
    pub severity: Word,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Replies (or units) for which both sides are known.
    pub known: u64,
    /// Those of them that differ and are told.
    pub found: u64,
    /// Those that differ and are not told, because most of the run differs in the same way.
    pub withheld: u64,
}

/// Everything the cross-checks found in a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckList {
    /// Hits by reply in input order, then by check; those of units at the end.
    pub found: Vec<Check>,
    /// One line a check, in the order of the file.
    pub tallies: Vec<Tally>,
    /// How quickly replies came.
    pub speeds: Vec<ReplySpeed>,
}

/// Outcomes of the replies in input order, collected without their letters.
#[derive(Debug)]
pub struct Gathered<'a> {
    checks: &'a Checks,
    known: Vec<u64>,
    /// Row, place of the check, and the two sides.
    differing: Vec<(usize, usize, Sides)>,
    rows: usize,
}

impl<'a> Gathered<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(checks: &'a Checks) -> Self {
        Self { checks, known: vec![0; checks.rules.len()], differing: Vec::new(), rows: 0 }
    }

    /// Takes the outcomes of the next reply.
    pub fn add(&mut self, outcomes: Vec<Outcome>) {
        for (at, outcome) in outcomes.into_iter().enumerate() {
            if let (Some(known), true) = (self.known.get_mut(at), outcome != Outcome::Unknown) {
                *known += 1;
            }
            if let Outcome::Differs(sides) = outcome {
                self.differing.push((self.rows, at, sides));
            }
        }
        self.rows += 1;
    }

    /// Settles which differences are told, adds those of units, and writes the codes into the
    /// rows, which must be those of the outcomes.
    #[must_use]
    pub fn finish(self, rows: &mut [ReplyRow]) -> CheckList {
        let mut tallies: Vec<Tally> = self.checks.rules.iter().map(tally).collect();
        for (at, (tally, known)) in tallies.iter_mut().zip(&self.known).enumerate() {
            let found = self.differing.iter().filter(|(_, check, _)| *check == at).count() as u64;
            let most = self.checks.rules.get(at).and_then(|rule| rule.most_share);
            let is_usual = most.is_some_and(|most| found as f64 > most * *known as f64);
            let (found, withheld) = if is_usual { (0, found) } else { (found, 0) };
            (tally.known, tally.found, tally.withheld) = (*known, found, withheld);
        }
        let mut found = Vec::new();
        for (row, at, sides) in self.differing {
            let (Some(row), Some(rule)) = (rows.get_mut(row), self.checks.rules.get(at)) else {
                continue;
            };
            if tallies.get(at).is_some_and(|tally| tally.found > 0) {
                row.checks.push(rule.code.clone());
                let whose = (row.reply_id.as_str(), row.unit.as_deref(), row.year);
                found.push(record(rule, whose, sides));
            }
        }
        for (rule, tally) in self.checks.rules.iter().zip(&mut tallies) {
            if rule.kind == Kind::UnitSatisfiedEmpty {
                let units = units::satisfied_empty(rule, rows);
                tally.known = units.len() as u64;
                let differing = units.into_iter().filter_map(|(unit, sides)| Some((unit, sides?)));
                found.extend(differing.map(|(unit, sides)| {
                    tally.found += 1;
                    record(rule, ("", Some(unit), None), sides)
                }));
            }
        }
        CheckList { found, tallies, speeds: speeds(self.checks, rows) }
    }
}

fn tally(rule: &Rule) -> Tally {
    Tally {
        code: rule.code.clone(),
        name: rule.name.clone(),
        severity: rule.severity.label(),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
        known: 0,
        found: 0,
        withheld: 0,
    }
}

fn record(
    rule: &Rule,
    (reply_id, unit, year): (&str, Option<&str>, Option<i32>),
    sides: Sides,
) -> Check {
    Check {
        reply_id: reply_id.to_owned(),
        unit: unit.map(ToOwned::to_owned),
        year,
        code: rule.code.clone(),
        name: rule.name.clone(),
        severity: rule.severity,
        message: rule.told(&sides.text, &sides.metrics),
        text_says: sides.text,
        metrics_say: sides.metrics,
    }
}

impl CheckList {
    /// Hits that are a fault and more than a hint, gravest first, otherwise in their order.
    #[must_use]
    pub fn serious(&self) -> Vec<&Check> {
        let is_serious = |check: &&Check| check.severity >= shida_engine::pack::Severity::Medium;
        let mut serious: Vec<&Check> = self.found.iter().filter(is_serious).collect();
        serious.sort_by_key(|check| std::cmp::Reverse(check.severity));
        serious
    }

    /// Replies with at least one hit.
    #[must_use]
    pub fn replies(&self) -> usize {
        let ids = self.found.iter().map(|check| check.reply_id.as_str());
        ids.filter(|id| !id.is_empty()).collect::<std::collections::BTreeSet<_>>().len()
    }
}

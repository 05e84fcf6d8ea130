//! The run that a review is about: its folder, opened again and found unchanged.

use std::path::Path;

use shida_engine::rulebook::Rulebook;

use super::error::ReviewError;
use crate::{
    decisions::DecisionFile,
    records::{Judged, LedgerLine, ReplyRow},
    reopen::{Reopened, reopen},
    rules::RuleSet,
    score::{Confirmation, Flag, Profile, score_reply},
};

/// A finished run and the rules and the profile that made it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) opened: Reopened,
    /// The decision files that it heeded.
    pub(super) files: Vec<DecisionFile>,
    pub(super) rulebook: Rulebook,
    profile: Profile,
}

impl Source {
    /// Opens the folder of a run; `rules` is the folder of rules that judged, `None` the
    /// embedded ones.
    pub(super) fn open(folder: &Path, rules: Option<&Path>) -> Result<Self, ReviewError> {
        let opened = reopen(folder)?;
        let read = opened.read()?;
        let rulebook = RuleSet::load(rules)?.rulebook_for(&read.genre)?;
        opened.judged_by(&rulebook)?;
        // What waits for a person is shown at its full price.
        let profile = Profile { confirmation: Confirmation::None, ..opened.chosen()?.profile };
        Ok(Self { opened, files: read.decisions, rulebook, profile })
    }

    /// Judged replies in input order.
    pub(super) fn rows(&self) -> &[ReplyRow] {
        &self.opened.rows
    }

    /// SHA-256 of run.json, which holds the hashes of all inputs and outputs.
    pub(super) fn run(&self) -> &str {
        self.opened.hash()
    }

    /// The replies at these places with texts, sentences and findings.
    pub(super) fn judged(&self, places: &[usize]) -> Result<Vec<(usize, Judged)>, ReviewError> {
        let wanted: Vec<(usize, bool)> = places.iter().map(|at| (*at, true)).collect();
        Ok(self.opened.judged(&wanted)?)
    }

    /// What the score of a reply loses by the caps for that flag, hundredths, at most 0.
    pub(super) fn capped(&self, row: &ReplyRow, flag: Flag) -> i32 {
        let scored = score_reply(&self.profile, row.into());
        let caps = |line: &&LedgerLine| {
            self.profile.gates.iter().any(|gate| gate.when == flag && gate.name == line.item)
        };
        scored.ledger.iter().filter(caps).map(|line| line.points).sum::<i32>().min(0)
    }
}

//! What the decisions of a review changed: who, why, when, and each reply before and after.

use std::collections::{BTreeMap, BTreeSet};

use super::rulings::Entry;
use crate::{
    decisions::State,
    records::{ReplyRow, Ruling},
    report::Report,
};

/// A decision and what became of its reply.
pub(super) struct Change<'a> {
    pub(super) entry: &'a Entry,
    /// Whether it took effect.
    pub(super) state: State,
    pub(super) before: Option<&'a ReplyRow>,
    pub(super) after: Option<&'a ReplyRow>,
}

/// One change a decision, in the order of the decisions.
pub(super) fn changes<'a>(
    entries: &'a [Entry],
    before: &'a [ReplyRow],
    report: &'a Report,
) -> Vec<Change<'a>> {
    let by_id = |rows: &'a [ReplyRow]| -> BTreeMap<&'a str, &'a ReplyRow> {
        rows.iter().map(|row| (row.reply_id.as_str(), row)).collect()
    };
    let (before, after) = (by_id(before), by_id(&report.rows));
    let change = |entry: &'a Entry| Change {
        entry,
        state: state(entry, report),
        before: before.get(entry.reply.as_str()).copied(),
        after: after.get(entry.reply.as_str()).copied(),
    };
    entries.iter().map(change).collect()
}

fn state(entry: &Entry, report: &Report) -> State {
    let own = report.decisions.iter().find(|settled| {
        settled.decision.ruling == entry.ruling && settled.decision.reply == entry.reply
    });
    own.map_or(State::Unused, |settled| settled.state)
}

/// Replies that are otherwise than before.
pub(super) fn changed(entries: &[Entry], before: &[ReplyRow], report: &Report) -> usize {
    let changes = changes(entries, before, report);
    let felt = changes.iter().filter(|change| change.is_felt()).map(|change| &change.entry.reply);
    felt.collect::<BTreeSet<_>>().len()
}

impl Change<'_> {
    /// Code, words and number of the finding; the whole reply has none.
    pub(super) fn finding(&self) -> (&str, &str, u32) {
        match &self.entry.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => (&hit.code, &hit.text, hit.ordinal),
            Ruling::Reply { .. } => ("", "", 0),
        }
    }

    /// Whether verdict, points or disposal of the reply are others than before.
    pub(super) fn is_felt(&self) -> bool {
        let seen = |row: Option<&ReplyRow>| {
            row.map(|row| {
                let verdict = &row.verdict;
                let off_topic = row.answered.as_ref().map(|answered| answered.off_topic);
                let flags = (verdict.non_answer, verdict.deflection, off_topic);
                (flags, verdict.text_score, row.score, row.disposal)
            })
        };
        seen(self.before) != seen(self.after)
    }
}

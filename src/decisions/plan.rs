//! Lays decisions out over the letters of a run: which reply each entry means, and which are
//! still in force.

use std::{
    collections::{BTreeMap, btree_map::Entry as MapEntry},
    sync::Arc,
};

use chrono::NaiveDate;
use shida_engine::{decided::comparable, problem::Problem, rulebook::Rulebook};

use super::{
    file::{Decisions, DecisionsError, Entry},
    words::label,
};
use crate::records::{Decision, Ruling};

/// What a letter can be called by.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// Unique in the run.
    pub reply_id: &'a str,
    /// As the table gives it.
    pub raw_id: &'a str,
    /// The letter's year.
    pub year: Option<i32>,
}

/// The decisions of a run by the letters that they are about.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Id of the letter in the run → its decisions in force, in the order of the files.
    by_id: BTreeMap<String, Vec<Arc<Decision>>>,
    /// Every entry, in the order of the files.
    pub(super) planned: Vec<Planned>,
    /// The day the run looks from.
    pub(super) as_of: Option<NaiveDate>,
}

/// An entry and whom it means.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) decision: Arc<Decision>,
    pub(super) meant: Meant,
}

/// Whom an entry means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// The reply with this id.
    One(String),
    /// No reply of the run.
    Nobody,
    /// One of these.
    Several(Vec<String>),
}

impl Plan {
    /// Finds for every entry its letter. `names` are those of all letters in input order.
    ///
    /// An id means the letter that bears it in the run; else, because files of other years
    /// change how ids are written, the only letter whose own id, or year and own id
    /// (`2024-007`), it is.
    ///
    /// # Errors
    /// Entries that turn out to repeat or contradict each other.
    pub fn new<'a>(
        decisions: &Decisions,
        rulebook: &Rulebook,
        names: impl Iterator<Item = Name<'a>>,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, DecisionsError> {
        if decisions.entries.is_empty() {
            return Ok(Self { as_of, ..Self::default() });
        }
        let index = Index::of(decisions, names);
        let mut plan = Self { as_of, ..Self::default() };
        let mut placed: Vec<(u32, String, &Entry)> = Vec::new();
        for entry in &decisions.entries {
            let rows = index.find(&entry.decision.reply);
            let meant = match rows {
                [] => Meant::Nobody,
                [(row, id)] => {
                    placed.push((*row, id.clone(), entry));
                    Meant::One(id.clone())
                }
                several => Meant::Several(several.iter().map(|(_, id)| id.clone()).collect()),
            };
            plan.planned.push(Planned { decision: Arc::clone(&entry.decision), meant });
        }
        let keyed = placed.iter().map(|(row, _, entry)| (row, *entry));
        decisions.unless_broken(&clashes(rulebook, keyed, decisions))?;
        for (_, id, entry) in placed {
            if !plan.has_expired(&entry.decision) {
                plan.by_id.entry(id).or_default().push(Arc::clone(&entry.decision));
            }
        }
        Ok(plan)
    }

    /// The decisions in force about the letter with that id in the run.
    #[must_use]
    pub fn of(&self, reply_id: &str) -> &[Arc<Decision>] {
        self.by_id.get(reply_id).map_or(&[], Vec::as_slice)
    }

    /// Whether the last day on which it holds is over. Without a date to look from nothing
    /// expires.
    pub(super) fn has_expired(&self, decision: &Decision) -> bool {
        matches!((decision.expires, self.as_of), (Some(last), Some(today)) if last < today)
    }
}

/// The letters that entries can mean, by what the entries call them.
struct Index<'d> {
    /// By the id in the run.
    own: BTreeMap<&'d str, Vec<(u32, String)>>,
    /// By other ways to write it.
    other: BTreeMap<&'d str, Vec<(u32, String)>>,
}

impl<'d> Index<'d> {
    fn of<'a>(decisions: &'d Decisions, names: impl Iterator<Item = Name<'a>>) -> Self {
        let asked = || decisions.entries.iter().map(|entry| entry.decision.reply.as_str());
        let empty = || asked().map(|reply| (reply, Vec::new())).collect();
        let mut index = Self { own: empty(), other: empty() };
        for (row, name) in (0..).zip(names) {
            if let Some(rows) = index.own.get_mut(name.reply_id) {
                rows.push((row, name.reply_id.to_owned()));
            }
            let dated = name.year.map(|year| format!("{year}-{}", name.raw_id));
            for other in [Some(name.raw_id), dated.as_deref()].into_iter().flatten() {
                if let Some(rows) = index.other.get_mut(other) {
                    rows.push((row, name.reply_id.to_owned()));
                }
            }
        }
        index
    }

    fn find(&self, reply: &str) -> &[(u32, String)] {
        let rows = |by: &BTreeMap<_, Vec<_>>| by.get(reply).map(Vec::len).unwrap_or_default();
        let by = if rows(&self.own) > 0 { &self.own } else { &self.other };
        by.get(reply).map_or(&[], Vec::as_slice)
    }
}

/// Entries about the same thing as an earlier one: each is an error that names the earlier.
pub(super) fn clashes<'e, K: Ord>(
    rulebook: &Rulebook,
    entries: impl Iterator<Item = (K, &'e Entry)>,
    decisions: &Decisions,
) -> Vec<Problem> {
    let mut first: BTreeMap<_, &Entry> = BTreeMap::new();
    let mut problems = Vec::new();
    for (reply, entry) in entries {
        let thing = match &entry.decision.ruling {
            Ruling::Reply { .. } => None,
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
                Some((hit.code.clone(), comparable(rulebook, &hit.text), hit.ordinal))
            }
        };
        let earlier: &Entry = match first.entry((reply, thing)) {
            MapEntry::Occupied(earlier) => earlier.get(),
            MapEntry::Vacant(free) => {
                free.insert(entry);
                continue;
            }
        };
        let place = super::words::place(&earlier.decision);
        let said = |entry: &Entry| label(&entry.decision.ruling);
        let message = match said(entry) == said(earlier) {
            true => format!("与 {place}重复，请只留一条"),
            false => format!("与 {place}相互矛盾，请只留一条"),
        };
        problems.push(decisions.problem(entry, message));
    }
    problems
}

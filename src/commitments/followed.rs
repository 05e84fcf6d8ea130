//! Which row of the follow-up table speaks of which promise.

use std::collections::{BTreeMap, BTreeSet};

use super::{ids::Ids, status::Done};
use crate::records::{Commitment, FollowUp, Notice, Origin, ReplyRow};

/// Follow-up rows that wait for their promises.
pub(super) struct Followed {
    rows: Vec<FollowUp>,
    /// Names under which a reply may be asked for → rows.
    by_reply: BTreeMap<String, Vec<usize>>,
    used: Vec<bool>,
    /// Ids of rows that became promises of their own.
    given: BTreeSet<String>,
    notices: Vec<Notice>,
}

impl Followed {
    pub(super) fn new(mut rows: Vec<FollowUp>) -> Self {
        for row in &mut rows {
            row.promise.year = row.promise.year.or_else(|| year_of(&row.promise.promise_id));
        }
        let mut by_reply: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            for name in names(&row.promise) {
                by_reply.entry(name).or_default().push(at);
            }
        }
        Self {
            used: vec![false; rows.len()],
            rows,
            by_reply,
            given: BTreeSet::new(),
            notices: Vec::new(),
        }
    }

    /// Tells each promise of a reply what its follow-up row says. Gives back the rows on this
    /// reply whose promise its text does not have (any more), as promises of their own.
    pub(super) fn assign(
        &mut self,
        (reply, name, ids): (&ReplyRow, &str, &Ids),
        promises: &[Commitment],
        done: &mut [Done],
    ) -> Vec<(Commitment, Done)> {
        let asked = self.by_reply.get(&reply.reply_id).cloned().unwrap_or_default();
        let mut known = vec![false; promises.len()];
        let mut left = Vec::new();
        for at in asked {
            let row = &self.rows[at];
            let other_year = row.promise.year.zip(reply.year).is_some_and(|(a, b)| a != b);
            let other = ids.is_of_other(&row.promise.promise_id, name);
            if self.used[at] || other_year || other {
                continue;
            }
            let told = told(row);
            match partner(&row.promise, promises) {
                Some(place) if known[place] => {
                    let message = "同一条承诺在跟踪表里不止一行，用先出现的一行".to_owned();
                    self.notices.push(notice(row, "duplicate_followup", message));
                }
                Some(place) => {
                    known[place] = true;
                    done[place] = Done {
                        done: told.done.or(done[place].done),
                        date: told.date.or(done[place].date),
                    };
                }
                None if told == Done::default() && says_nothing(&row.promise) => {}
                None => left.push(at),
            }
            self.used[at] = true;
        }
        left.into_iter().map(|at| self.own(at, reply, promises)).collect()
    }

    /// A row whose promise is not in the text, as a promise of its own.
    fn own(&mut self, at: usize, reply: &ReplyRow, promises: &[Commitment]) -> (Commitment, Done) {
        let row = &self.rows[at];
        let message = "答复里没有找到这一条承诺，按跟踪表所写列入台账；请核对承诺编号或原文";
        self.notices.push(notice(row, "unmatched_followup", message.to_owned()));
        let mut promise = carried(row, at);
        let taken = |id: &str| promises.iter().any(|promise| promise.promise_id == id);
        promise.promise_id =
            unused(promise.promise_id, row.origin.line, |id| taken(id) || self.given.contains(id));
        self.given.insert(promise.promise_id.clone());
        promise.reply_id.clone_from(&reply.reply_id);
        promise.year = promise.year.or(reply.year);
        promise.unit = promise.unit.or_else(|| reply.unit.clone());
        (promise, told(row))
    }

    /// The promises of replies that this run does not have, by id.
    pub(super) fn carried(&mut self) -> Vec<(Commitment, Done)> {
        let rest = self.rows.iter().enumerate().filter(|(at, _)| !self.used[*at]);
        let mut rest: Vec<(Commitment, Done)> = rest
            .map(|(at, row)| {
                let mut promise = carried(row, at);
                let line = row.origin.line;
                promise.promise_id = unused(promise.promise_id, line, |id| self.given.contains(id));
                self.given.insert(promise.promise_id.clone());
                (promise, told(row))
            })
            .collect();
        rest.sort_by(|(a, _), (b, _)| a.promise_id.cmp(&b.promise_id));
        if let Some(first) = self.rows.first().filter(|_| !rest.is_empty()) {
            let message = format!(
                "跟踪表里有 {} 条承诺的答复不在本次输入里，或已拒收，按编号转入本次台账，到期与否照样计算",
                rest.len()
            );
            let told = notice(first, "carried_promise", message);
            let value = rest.len().to_string();
            self.notices.push(Notice { line: None, reply_id: String::new(), value, ..told });
        }
        rest
    }

    /// What did not go one to one, sorted.
    pub(super) fn notices(mut self) -> Vec<Notice> {
        self.notices.sort();
        self.notices
    }
}

/// The names of the reply that a row speaks of: as written, and with the year before it; from
/// the promise's id where the table has no other.
fn names(promise: &Commitment) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let reply = promise.reply_id.as_str();
    if !reply.is_empty() {
        names.insert(reply.to_owned());
        names.extend(promise.year.map(|year| format!("{year}-{reply}")));
    }
    if let Some((reply, _)) = promise.promise_id.rsplit_once('#') {
        names.insert(reply.to_owned());
        let year = reply.split_once('-').filter(|(year, _)| is_year(year));
        names.extend(year.map(|(_, own)| own.to_owned()));
    }
    names
}

/// The year with which a promise's id begins.
fn year_of(promise_id: &str) -> Option<i32> {
    let (year, _) = promise_id.split_once('-').filter(|(year, _)| is_year(year))?;
    year.parse().ok()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The promise that a row speaks of: the one with its words, else with its id (where the row
/// gives no words, or words that hold each other), else the only one.
fn partner(row: &Commitment, promises: &[Commitment]) -> Option<usize> {
    let key = |text: &str| text.split_whitespace().collect::<String>();
    let own = key(&row.text);
    let place = |fits: &dyn Fn(&Commitment) -> bool| promises.iter().position(fits);
    let same_id =
        |promise: &Commitment| !row.promise_id.is_empty() && promise.promise_id == row.promise_id;
    if own.is_empty() {
        let only = || (promises.len() == 1 && row.promise_id.is_empty()).then_some(0);
        return place(&same_id).or_else(only);
    }
    let holds = |promise: &Commitment| {
        let other = key(&promise.text);
        other.contains(&own) || own.contains(&other)
    };
    place(&|promise| same_id(promise) && key(&promise.text) == own)
        .or_else(|| place(&|promise| key(&promise.text) == own))
        .or_else(|| place(&|promise| same_id(promise) && holds(promise)))
        .or_else(|| place(&holds).filter(|_| own.chars().count() >= LEAST_WORDS))
}

/// Characters from which a part of a promise's words names it.
const LEAST_WORDS: usize = 4;

/// Whether nothing is lost without the row: it holds no promise, or a vague one.
fn says_nothing(promise: &Commitment) -> bool {
    promise.text.is_empty() || promise.grade == "vague"
}

fn told(row: &FollowUp) -> Done {
    Done { done: row.done, date: row.promise.done_date }
}

/// A row as a promise of its own; `at` gives it an id if it has none.
fn carried(row: &FollowUp, at: usize) -> Commitment {
    let mut promise = row.promise.clone();
    let from_id = promise.promise_id.rsplit_once('#').map(|(reply, _)| reply.to_owned());
    if promise.reply_id.is_empty() {
        promise.reply_id = from_id.unwrap_or_default();
    }
    if promise.promise_id.is_empty() {
        let year = promise.year.map(|year| format!("{year}-"));
        let reply = &promise.reply_id;
        let dated = year.filter(|year| !reply.starts_with(year.as_str())).unwrap_or_default();
        promise.promise_id = format!("{dated}{reply}#f{}", at + 1);
    }
    if promise.grade.is_empty() && !promise.text.is_empty() {
        promise.grade = if promise.due.is_some() { "concrete" } else { "partial" }.to_owned();
    }
    if promise.source.is_empty() {
        promise.source = "metrics".to_owned();
    }
    promise
}

/// An id that no other promise has: with the line of its row behind it, if need be.
fn unused(id: String, line: u32, taken: impl Fn(&str) -> bool) -> String {
    if taken(&id) { format!("{id}~{line}") } else { id }
}

fn notice(row: &FollowUp, kind: &'static str, message: String) -> Notice {
    let Origin { file, sheet, line } = &row.origin;
    Notice {
        file: file.to_string(),
        sheet: sheet.as_deref().unwrap_or_default().to_owned(),
        line: Some(*line),
        reply_id: row.promise.reply_id.clone(),
        kind,
        column: "promise_id".to_owned(),
        value: row.promise.promise_id.clone(),
        message,
    }
}

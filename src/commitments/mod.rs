//! The ledger of promises 承诺台账: promises of the texts and of the metrics, bound to the
//! replies' dates and joined with what a follow-up table says.
//!
//! Promises wait in a file from the judging to the join, because a reply's date may come from
//! the metrics table; a row of the ledger is handed on as soon as it is made.

mod followed;
mod ids;
mod list;
mod missing;
mod spool;
mod status;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use shida_engine::{day::Day, limit::Workdays};

use self::{followed::Followed, ids::Ids, missing::Missing, spool::Waiting, status::Done};
pub use self::{
    list::{CommitmentList, grade_label},
    spool::{Spool, Spooled},
    status::Seen,
};
use crate::{
    calendar::Calendar,
    records::{Commitment, FollowUp, Notice, ReplyRow},
};

/// Number of the promise that the metrics table states.
const OF_METRICS: &str = "m";

/// Makes the ledger: for each reply its promises in the order of the text and then that of the
/// metrics table, at the end the promises of replies that this run does not have. Each row is
/// given to `write`; the list and the notices come back.
///
/// # Errors
/// What reading the spool or `write` gives.
pub fn commitments(
    rows: &[ReplyRow],
    spooled: Spooled,
    (follow_ups, seen): (Vec<FollowUp>, Seen),
    calendar: &Calendar,
    write: &mut dyn FnMut(&Commitment) -> anyhow::Result<()>,
) -> anyhow::Result<(CommitmentList, Vec<Notice>)> {
    let mut list =
        CommitmentList { as_of: seen.day, followed: !follow_ups.is_empty(), ..Default::default() };
    let mut followed = Followed::new(follow_ups);
    let ids = Ids::of(rows);
    let mut take = |list: &mut CommitmentList, row: Commitment| -> anyhow::Result<()> {
        write(&row)?;
        list.add(row);
        Ok(())
    };
    let mut waiting = spooled.peekable();
    let missing = Missing::default();
    for (at, row) in rows.iter().enumerate() {
        let name = ids.name(at);
        let mut promises = Vec::new();
        if let Some(next) = waiting.next_if(|next| !matches!(next, Ok(next) if next.row > at)) {
            let next = next?;
            let workdays = |day, count| missing.count(calendar, &row.reply_id, (day, count));
            promises = of_text((row, name), &next, &workdays);
        }
        let mut done: Vec<Done> = promises.iter().map(|_| Done::default()).collect();
        if let Some((promise, known)) = of_metrics(row, name) {
            match same_promise(&promises, &promise) {
                Some(at) => done[at] = known,
                None => {
                    promises.push(promise);
                    done.push(known);
                }
            }
        }
        let unmatched = followed.assign((row, name, &ids), &promises, &mut done);
        for (promise, done) in promises.into_iter().zip(done) {
            take(&mut list, status::with(promise, done, seen))?;
        }
        for (promise, done) in unmatched {
            take(&mut list, status::with(promise, done, seen))?;
        }
    }
    for (promise, done) in followed.carried() {
        list.carried += 1;
        take(&mut list, status::with(promise, done, seen))?;
    }
    list.finish();
    let mut notices = followed.notices();
    notices.extend(missing.notices());
    Ok((list, notices))
}

/// The promises of a reply's text, numbered from 1 in the order of the text.
fn of_text(
    (row, name): (&ReplyRow, &str),
    waiting: &Waiting,
    workdays: Workdays<'_>,
) -> Vec<Commitment> {
    let letter = row.metrics.replied.and_then(engine_day).or(waiting.signed);
    let promises = waiting.promises.iter();
    let settled = promises.filter_map(|promise| Some((promise, promise.settle(letter, workdays)?)));
    settled
        .zip(1_u32..)
        .map(|((promise, settled), number)| {
            let text = |slot: &Option<shida_engine::promises::Slot>| {
                slot.as_ref().map(|slot| slot.text.clone())
            };
            let limit = promise.limit.as_ref().filter(|_| settled.has_limit);
            Commitment {
                promise_id: format!("{name}#{number}"),
                text: promise.whole.text.clone(),
                object: text(&promise.object),
                place: text(&promise.place),
                due: settled.due.and_then(calendar_day),
                due_text: limit.map(|(slot, _)| slot.text.clone()),
                responsible: text(&promise.responsible),
                amount: text(&promise.amount),
                grade: settled.grade.name().to_owned(),
                source: "text".to_owned(),
                ..of(row)
            }
        })
        .collect()
}

/// The promise that the metrics state, and what they know of it.
fn of_metrics(row: &ReplyRow, name: &str) -> Option<(Commitment, Done)> {
    let metrics = &row.metrics;
    if metrics.promise.is_none() && metrics.promise_due.is_none() {
        return None;
    }
    let grade = if metrics.promise_due.is_some() { "concrete" } else { "partial" };
    let done = match metrics.promise_status.as_deref() {
        Some("kept") => Some(true),
        Some(_) => Some(false),
        None => None,
    };
    let promise = Commitment {
        promise_id: format!("{name}#{OF_METRICS}"),
        text: metrics.promise.as_deref().unwrap_or_default().to_owned(),
        object: metrics.promise.as_deref().map(ToOwned::to_owned),
        due: metrics.promise_due,
        grade: grade.to_owned(),
        source: "metrics".to_owned(),
        ..of(row)
    };
    Some((promise, Done { done, date: None }))
}

/// The promise of the text that the metrics speak of: the only one with the same day, or of
/// several the only one with words in common. A table tells the matter in other words than the
/// letter, so one letter's only promise for a day is that day's promise in the table.
fn same_promise(promises: &[Commitment], stated: &Commitment) -> Option<usize> {
    let due = stated.due?;
    let same: Vec<usize> =
        (0..promises.len()).filter(|&at| promises[at].due == Some(due)).collect();
    if let [only] = same[..] {
        return Some(only);
    }
    let mut alike = same.into_iter().filter(|&at| alike(&promises[at].text, &stated.text));
    alike.next().filter(|_| alike.next().is_none())
}

/// Pairs of characters that two wordings of one promise share at least.
const SHARED: usize = 2;

/// Whether two texts share pairs of Han characters.
fn alike(one: &str, other: &str) -> bool {
    let pairs = |text: &str| -> BTreeSet<String> {
        let chars: Vec<char> = text.chars().filter(|c| shida_engine::fold::is_han(*c)).collect();
        chars.windows(2).map(|pair| pair.iter().collect()).collect()
    };
    other.is_empty() || pairs(one).intersection(&pairs(other)).count() >= SHARED
}

fn of(row: &ReplyRow) -> Commitment {
    Commitment {
        reply_id: row.reply_id.clone(),
        year: row.year,
        unit: row.unit.clone(),
        ..Commitment::default()
    }
}

fn engine_day(date: NaiveDate) -> Option<Day> {
    Day::new(date.year(), date.month(), date.day())
}

fn calendar_day(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year, day.month, day.day)
}

#[cfg(test)]
mod tests;

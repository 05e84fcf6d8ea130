//! What a check looks at: one reply with its row, and what is known of the whole run.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use shida_engine::verdict::Verdict;

use super::text::Text;
use crate::records::{Metrics, ReplyRow};

/// One reply.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its letter.
    pub text: &'a Text,
    /// The id as the table gives it.
    pub raw_id: &'a str,
    /// 承办单位.
    pub unit: Option<&'a str>,
    /// 建议标题.
    pub title: Option<&'a str>,
    /// Joined metrics.
    pub metrics: &'a Metrics,
    /// The engine's columns.
    pub verdict: &'a Verdict,
    /// State of 办理结果 in the profile's meaning.
    pub class: Option<&'a str>,
    /// Whether a promise of the text or of the metrics bears a time limit.
    pub has_limit: bool,
    /// Natural days from assignment to reply.
    pub days: Option<i64>,
}

impl<'a> Subject<'a> {
    /// The reply of a row.
    #[must_use]
    pub fn of(run: &'a Run<'_>, row: &'a ReplyRow, raw_id: &'a str, text: &'a Text) -> Self {
        let letter = row.metrics.result_class.as_deref();
        Self {
            text,
            raw_id,
            unit: row.unit.as_deref(),
            title: row.title.as_deref(),
            metrics: &row.metrics,
            verdict: &row.verdict,
            class: letter.and_then(|letter| run.classes.get(letter)).map(String::as_str),
            has_limit: run.limited.contains(&row.reply_id),
            days: row.days_to_reply,
        }
    }
}

/// What is known of the whole run.
#[derive(Debug)]
pub struct Run<'a> {
    /// The kind of letters.
    pub genre: &'a str,
    /// The day that was asked for; a day found in the tables proves nothing about a signature.
    pub as_of: Option<NaiveDate>,
    /// What the letters of 办理结果 mean under the profile.
    pub classes: &'a BTreeMap<String, String>,
    /// Ids of the replies with a promise that bears a time limit.
    pub limited: &'a BTreeSet<String>,
    /// Every unit.
    pub units: BTreeSet<&'a str>,
    /// Whether any row records a contact: only then is an empty cell worth a word.
    pub records_contacts: bool,
}

impl<'a> Run<'a> {
    /// What the rows say of the run; the rest is given.
    #[must_use]
    pub fn of(
        rows: &'a [ReplyRow],
        (genre, as_of): (&'a str, Option<NaiveDate>),
        classes: &'a BTreeMap<String, String>,
        limited: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            genre,
            as_of,
            classes,
            limited,
            units: rows.iter().filter_map(|row| row.unit.as_deref()).collect(),
            records_contacts: rows.iter().any(|row| has_contact(&row.metrics)),
        }
    }
}

/// Whether the metrics record a contact of any kind.
pub(super) fn has_contact(metrics: &Metrics) -> bool {
    metrics.first_contact.is_some()
        || metrics.contact_mode.is_some()
        || metrics.face_to_face == Some(true)
        || metrics.more().contacts.is_some_and(|contacts| contacts > 0)
}

/// What a check says of one reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It cannot be known, or the check is not for such a reply.
    Unknown,
    /// Both sides agree.
    Agrees,
    /// They do not.
    Differs(Sides),
}

/// What the two sides say, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sides {
    /// A quote of the letter, or empty when it says nothing.
    pub text: String,
    /// What the metrics say, or empty.
    pub metrics: String,
}

impl Outcome {
    /// `Agrees`, or else what differs.
    pub(super) fn unless(
        agrees: bool,
        text: impl Into<String>,
        metrics: impl Into<String>,
    ) -> Self {
        if agrees {
            return Self::Agrees;
        }
        Self::Differs(Sides { text: text.into(), metrics: metrics.into() })
    }
}

//! Stretches of time that replies are put together by.

use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, collections::BTreeMap};

use chrono::Datelike;

use crate::records::ReplyRow;

/// What makes a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// 年度.
    #[default]
    Year,
    /// 半年, by the date of the reply.
    Half,
    /// 季度, by the date of the reply.
    Quarter,
    /// 月, by the date of the reply.
    Month,
    /// 届次 and 会议次数, in the order of their first year.
    Session,
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At {
    /// Years, for slopes: 2024.5 is the second half of 2024.
    pub(super) time: f64,
    /// The calendar year.
    pub(super) year: i32,
    /// What people read.
    pub(super) label: String,
    pub(super) is_year: bool,
}

impl Eq for At {}

impl Ord for At {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.total_cmp(&other.time).then_with(|| self.label.cmp(&other.label))
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Period {
    /// Every period, in the order of the command line's help.
    pub const ALL: [Self; 5] = [Self::Year, Self::Half, Self::Quarter, Self::Month, Self::Session];

    /// The period of that name; `None` for another word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.name() == name)
    }

    /// The name on the command line and in file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Half => "half",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Session => "session",
        }
    }

    /// What people call a period of this kind.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Year => "年度",
            Self::Half => "半年",
            Self::Quarter => "季度",
            Self::Month => "月",
            Self::Session => "届次会议",
        }
    }

    /// The period of each reply; `None` where its date or session is not known.
    pub(super) fn times(self, rows: &[ReplyRow]) -> Vec<Option<At>> {
        match self {
            Self::Year => rows.iter().map(|row| row.year.map(whole_year)).collect(),
            Self::Half => rows.iter().map(|row| part(row, 2)).collect(),
            Self::Quarter => rows.iter().map(|row| part(row, 4)).collect(),
            Self::Month => rows.iter().map(|row| part(row, 12)).collect(),
            Self::Session => sessions(rows),
        }
    }
}

fn whole_year(year: i32) -> At {
    At { time: f64::from(year), year, label: year.to_string(), is_year: true }
}

/// One of `parts` equal parts of the year in which the reply was given.
fn part(row: &ReplyRow, parts: u32) -> Option<At> {
    let day = row.metrics.replied?;
    let (year, number) = (day.year(), day.month0() * parts / 12);
    let label = match parts {
        2 => format!("{year}年{}半年", if number == 0 { "上" } else { "下" }),
        4 => format!("{year}年第{}季度", number + 1),
        _ => format!("{year}-{:02}", number + 1),
    };
    let time = f64::from(year) + f64::from(number) / f64::from(parts);
    Some(At { time, year, label, is_year: false })
}

/// Sessions have names and no dates; a session begins in the first year that its replies have.
fn sessions(rows: &[ReplyRow]) -> Vec<Option<At>> {
    let mut first: BTreeMap<String, i32> = BTreeMap::new();
    for row in rows {
        if let (Some(name), Some(year)) = (session(row), row.year) {
            let known = first.entry(name).or_insert(year);
            *known = (*known).min(year);
        }
    }
    let at = |row: &ReplyRow| {
        let label = session(row)?;
        let year = *first.get(&label)?;
        Some(At { time: f64::from(year), year, label, is_year: false })
    };
    rows.iter().map(at).collect()
}

fn session(row: &ReplyRow) -> Option<String> {
    let more = row.metrics.more();
    let session = more.session.as_deref()?;
    Some(format!("{session}{}", more.meeting.as_deref().unwrap_or_default()))
}

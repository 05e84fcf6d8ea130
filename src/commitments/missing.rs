//! Working days of promises, and the years whose calendar they miss.

use std::{cell::RefCell, collections::BTreeMap};

use shida_engine::day::Day;

use super::{calendar_day, engine_day};
use crate::{calendar::Calendar, calendar::MissingYear, records::Notice};

/// Most replies that a notice names.
const MOST_NAMED: usize = 5;

/// Replies with a limit in working days of a year without a calendar.
#[derive(Default)]
pub(super) struct Missing {
    replies: RefCell<BTreeMap<MissingYear, Vec<String>>>,
}

impl Missing {
    /// So many working days after a day of a reply; `None`, and noted, where a year is missed.
    pub(super) fn count(
        &self,
        calendar: &Calendar,
        reply_id: &str,
        (day, count): (Day, u32),
    ) -> Option<Day> {
        match calendar.add_workdays(calendar_day(day)?, count) {
            Ok(last) => engine_day(last),
            Err(missing) => {
                let mut replies = self.replies.borrow_mut();
                let named = replies.entry(missing).or_default();
                if named.last().is_none_or(|last| last != reply_id) {
                    named.push(reply_id.to_owned());
                }
                None
            }
        }
    }

    /// One notice for each year; it stands at the file that would cure it.
    pub(super) fn notices(self) -> impl Iterator<Item = Notice> {
        self.replies.into_inner().into_iter().map(|(missing, replies)| {
            let named = replies.get(..MOST_NAMED).unwrap_or(&replies).join("、");
            let more = if replies.len() > MOST_NAMED { "等" } else { "" };
            Notice {
                file: format!("calendars/{}.toml", missing.0),
                sheet: String::new(),
                line: None,
                reply_id: if let [only] = &replies[..] { only.clone() } else { String::new() },
                kind: "calendar_year",
                column: String::new(),
                value: missing.0.to_string(),
                message: format!(
                    "{missing}；{named}{more} {} 件答复里以工作日计的承诺没有到期日",
                    replies.len()
                ),
            }
        })
    }
}

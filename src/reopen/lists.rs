//! notices.csv, rejects.csv and decisions.csv back into records.

use std::{path::Path, str::FromStr, sync::Arc};

use csv::StringRecord;
use shida_engine::decided::Fingerprint;

use super::error::ReopenError;
use crate::{
    decisions::{Settled, State},
    records::{Decision, Notice, Origin, Reject, Ruling},
    word::word,
};

/// A row of a CSV file by column name.
struct Line<'a> {
    headers: &'a StringRecord,
    record: &'a StringRecord,
}

impl Line<'_> {
    /// The cell as it was before it was made safe for a spreadsheet.
    fn text(&self, column: &str) -> String {
        let at = self.headers.iter().position(|name| name == column);
        let cell = at.and_then(|at| self.record.get(at)).unwrap_or_default();
        match cell.strip_prefix('\'') {
            Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => text.to_owned(),
            _ => cell.to_owned(),
        }
    }

    fn filled(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn value<T: FromStr>(&self, column: &str) -> Option<T> {
        self.text(column).parse().ok()
    }
}

/// The rows of notices.csv.
pub(super) fn notices(path: &Path) -> Result<Vec<Notice>, ReopenError> {
    read(path, |line| {
        Some(Notice {
            file: line.text("file"),
            sheet: line.text("sheet"),
            line: line.value("line"),
            reply_id: line.text("reply_id"),
            kind: word(&line.text("kind")),
            column: line.text("column"),
            value: line.text("value"),
            message: line.text("message"),
        })
    })
}

/// The rows of rejects.csv.
pub(super) fn rejects(path: &Path) -> Result<Vec<Reject>, ReopenError> {
    read(path, |line| {
        Some(Reject {
            file: line.text("file"),
            sheet: line.text("sheet"),
            line: line.value("line")?,
            reply_id: line.text("reply_id"),
            column: line.text("column"),
            value: line.text("value"),
            reason: line.text("reason"),
        })
    })
}

/// The rows of decisions.csv.
pub(super) fn decisions(path: &Path) -> Result<Vec<Settled>, ReopenError> {
    read(path, |line| {
        Some(Settled {
            decision: Arc::new(decision(line)?),
            reply_id: line.filled("reply_id"),
            state: match line.text("state").as_str() {
                "in_force" => State::InForce,
                "expired" => State::Expired,
                "unused" => State::Unused,
                _ => return None,
            },
            message: line.text("message"),
        })
    })
}

fn decision(line: &Line<'_>) -> Option<Decision> {
    let file = line.text("file").into();
    Some(Decision {
        origin: Origin { file, sheet: None, line: line.value("line")? },
        reply: line.text("reply"),
        ruling: ruling(line)?,
        reason: line.text("reason"),
        author: line.text("author"),
        date: line.value("date"),
        expires: line.value("expires"),
        settles: line.filled("settles").map(|text| word(&text)),
    })
}

fn ruling(line: &Line<'_>) -> Option<Ruling> {
    let whole = |non_answer| Ruling::Reply { non_answer, quote: line.filled("text") };
    match line.text("decision").as_str() {
        "non_answer" => Some(whole(true)),
        "answer" => Some(whole(false)),
        "confirm" => Some(Ruling::Confirm(fingerprint(line)?)),
        _ => Some(Ruling::Suppress(fingerprint(line)?)),
    }
}

fn fingerprint(line: &Line<'_>) -> Option<Fingerprint> {
    Some(Fingerprint {
        code: line.text("code"),
        text: line.text("text"),
        ordinal: line.value("ordinal")?,
    })
}

fn read<T>(path: &Path, take: impl Fn(&Line<'_>) -> Option<T>) -> Result<Vec<T>, ReopenError> {
    let failed = |error: csv::Error| ReopenError::unreadable(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let headers = reader.headers().map_err(failed)?;
    let headers: StringRecord =
        headers.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let row = take(&Line { headers: &headers, record: &record });
        let broken =
            || ReopenError::other_build(path, format!("第 {} 条缺少必有的值", rows.len() + 1));
        rows.push(row.ok_or_else(broken)?);
    }
    Ok(rows)
}

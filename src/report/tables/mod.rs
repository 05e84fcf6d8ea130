//! The machine tables of a run: each defined once, written to CSV and Parquet alike.
//!
//! A table is a list of columns; a column is a name and the way a row gives its value. The
//! two files of a table therefore cannot drift apart. CSV is UTF-8 with BOM and LF, text
//! that a spreadsheet would run as a formula gets a leading `'`; Parquet is verbatim.

mod buffer;
mod checks;
mod column;
mod commitments;
mod decisions;
mod faults;
mod findings;
mod ledger;
mod letters;
mod rates;
mod reconciled;
mod over_time;
mod replies;
mod sink;
mod trends;
mod unit_scores;
mod units;
mod whatif;

use std::path::Path;

pub use commitments::CommitmentsWriter;
pub use findings::FindingsWriter;
pub use letters::LettersWriter;
pub(crate) use rates::reasons;
pub(crate) use units::{rate, rate_names};
pub use whatif::write_moves;

use crate::{
    crosscheck::CheckList,
    decisions::Settled,
    frame::FrameError,
    records::{Notice, RateRow, Reconciled, Reject, ReplyRow, TrendRow, UnitRow},
    score::UnitScore,
    trend::OverTime,
};
pub use ledger::LedgerOf;
use sink::Files;

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The CSV file could not be created or filled.
    #[error("「{file}」写不进去：{cause}。请检查磁盘空间和文件夹权限")]
    Csv {
        /// File name.
        file: String,
        /// What the system said.
        cause: String,
    },
    /// The Parquet file could not be created or filled.
    #[error("「{file}」写不进去：{source}。请检查磁盘空间和文件夹权限")]
    Parquet {
        /// File name.
        file: String,
        /// What the Parquet writer said.
        source: FrameError,
    },
}

/// The rows of every table that is not streamed (see [`FindingsWriter`] and
/// [`CommitmentsWriter`] for those that are).
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Judged replies in input order: replies.* and ledger.*.
    pub replies: &'a [ReplyRow],
    /// How the score of a row came about.
    pub ledger: LedgerOf<'a>,
    /// units.*.
    pub units: &'a [UnitRow],
    /// unit_scores.* and unit_ledger.*, which only a profile with a scheme for units has.
    pub unit_scores: &'a [UnitScore],
    /// rates.*.
    pub rates: &'a [RateRow],
    /// reconcile.csv, which only a run with published figures has.
    pub reconciled: &'a [Reconciled],
    /// trends.*.
    pub trends: &'a [TrendRow],
    /// checks.* and speeds.*.
    pub checks: &'a CheckList,
    /// mix.*, differences.*, phrases.*, relations.*, and `trends-<period>.*` when asked for.
    pub over_time: &'a OverTime,
    /// Rules and profile that judged, as trends.* names them.
    pub edition: &'a str,
    /// rejects.csv.
    pub rejects: &'a [Reject],
    /// notices.csv.
    pub notices: &'a [Notice],
    /// decisions.csv, which only a run with decisions has.
    pub decisions: Option<&'a [Settled]>,
}

/// The names of the columns of replies.*, in their order.
pub(crate) fn reply_columns() -> Vec<String> {
    replies::columns().into_iter().map(|column| column.name.into_owned()).collect()
}

/// Writes replies, ledger, units, rates and trends (`.csv` and `.parquet`), rejects.csv,
/// notices.csv and, where there are any, decisions.csv and reconcile.csv into the folder `dir`,
/// which must exist.
///
/// # Errors
/// When a file cannot be written; the folder is then incomplete and must not be shown.
pub fn write_all(dir: &Path, tables: Tables<'_>) -> Result<(), TablesError> {
    sink::write(dir, "replies", Files::Both, &replies::columns(), tables.replies)?;
    sink::write(
        dir,
        "ledger",
        Files::Both,
        &ledger::columns(),
        ledger::entries(tables.replies, tables.ledger),
    )?;
    sink::write(dir, "units", Files::Both, &units::columns(tables.units), tables.units)?;
    sink::write(dir, "rates", Files::Both, &rates::columns(), tables.rates)?;
    if !tables.reconciled.is_empty() {
        sink::write(dir, "reconcile", Files::Csv, &reconciled::columns(), tables.reconciled)?;
    }
    sink::write(dir, "trends", Files::Both, &trends::columns(tables.edition), tables.trends)?;
    write_over_time(dir, tables.over_time, tables.edition)?;
    if !tables.unit_scores.is_empty() {
        let scores = tables.unit_scores;
        sink::write(dir, "unit_scores", Files::Both, &unit_scores::columns(), scores)?;
        let lines = unit_scores::entries(scores);
        sink::write(dir, "unit_ledger", Files::Both, &unit_scores::ledger_columns(), lines)?;
    }
    sink::write(dir, "checks", Files::Both, &checks::columns(), &tables.checks.found)?;
    sink::write(dir, "speeds", Files::Both, &checks::speed_columns(), &tables.checks.speeds)?;
    if let Some(decisions) = tables.decisions {
        sink::write(dir, "decisions", Files::Csv, &decisions::columns(), decisions)?;
    }
    sink::write(dir, "rejects", Files::Csv, &faults::reject_columns(), tables.rejects)?;
    sink::write(dir, "notices", Files::Csv, &faults::notice_columns(), tables.notices)
}

fn write_over_time(dir: &Path, over_time: &OverTime, edition: &str) -> Result<(), TablesError> {
    if let Some((period, rows)) = &over_time.other {
        let name = format!("trends-{}", period.name());
        sink::write(dir, &name, Files::Both, &trends::columns(edition), rows)?;
    }
    let lines = over_time::mix_lines(&over_time.mix);
    sink::write(dir, "mix", Files::Both, &over_time::mix_columns(), lines)?;
    let columns = over_time::difference_columns();
    sink::write(dir, "differences", Files::Both, &columns, &over_time.differences)?;
    let columns = over_time::phrase_columns();
    sink::write(dir, "phrases", Files::Both, &columns, &over_time.phrases.rows)?;
    let columns = over_time::relation_columns();
    sink::write(dir, "relations", Files::Both, &columns, &over_time.relations)
}

#[cfg(test)]
mod tests;

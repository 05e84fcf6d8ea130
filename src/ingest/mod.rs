//! Ingest: input files in any usual format become typed rows.
//!
//! ```text
//! files → survey (encoding, sheets, header, kind of table) → take (rows → typed fields)
//!       → suggestions (join by id) → ids (unique in the run) → letters
//! ```
//!
//! A bad row is a fact about the row: it is counted, told and left out, and the run goes
//! on. Only what makes the whole input useless is an [`IngestError`].

mod cells;
pub mod columns;
#[cfg(test)]
mod columns_page;
mod counts;
mod dates;
mod delimited;
mod encoding;
pub(crate) mod error;
pub(crate) mod figures;
mod files;
mod ids;
mod keyed;
mod layout;
pub(crate) mod letter_file;
mod letter_row;
mod letters;
mod markup;
mod notices;
mod rows;
mod spelling;
mod spellings;
mod spool;
mod suggestions;
mod survey;
mod take;
#[cfg(test)]
mod tests;
mod typed;
mod unit_names;
pub mod units;
mod workbook;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use chrono::NaiveDate;

use self::{
    columns::Columns,
    figures::take_figures,
    ids::{Entry, Naming},
    notices::{Detail, Notices},
    spool::SpoolWriter,
    suggestions::Links,
    survey::{Kind, Table},
    take::Harvest,
};
pub(crate) use self::{dates::parse_date, workbook::sheet_rows};
pub use self::{error::IngestError, letters::Letters, survey::UNREAD_REPLIES};
use crate::records::{
    FileCount, FollowUp, HandPoints, MetricsRow, Notice, Origin, PublishedFigure, Reject,
};

/// What to read.
#[derive(Debug, Clone)]
pub struct Request {
    /// Tables, or folders of tables, in the order in which their rows are to come.
    pub inputs: Vec<PathBuf>,
    /// A table of suggestions, joined by id.
    pub suggestions: Option<PathBuf>,
    /// A table of metrics.
    pub metrics: Option<PathBuf>,
    /// Files that may lie in a folder of inputs and that the caller reads by itself.
    pub apart: Vec<PathBuf>,
    /// A table that says which promises were done.
    pub followup: Option<PathBuf>,
    /// The figures that the office itself has published.
    pub published: Option<PathBuf>,
    /// Points given by hand.
    pub manual: Option<PathBuf>,
    /// File to create for the typed letters; it must outlive [`Intake::letters`], and the
    /// caller removes it.
    pub spool: PathBuf,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Name as shown to people.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

/// What came of the input.
#[derive(Debug)]
pub struct Intake {
    /// The replies to judge, joined with their suggestions.
    pub letters: Letters,
    /// Rows of the metrics tables, not joined yet.
    pub metrics: Vec<MetricsRow>,
    /// Rows of the replies tables without a reply text: assigned, and not judged.
    pub without_text: Vec<MetricsRow>,
    /// Rows of the follow-up tables, not matched yet.
    pub follow_ups: Vec<FollowUp>,
    /// The office's own published figures, one a unit, year and rate.
    pub published: Vec<PublishedFigure>,
    /// Points given by hand, one record a unit and year.
    pub hand_points: Vec<HandPoints>,
    /// What was repaired, guessed, left out or not matched.
    pub notices: Vec<Notice>,
    /// Rows that cannot be judged.
    pub rejects: Vec<Reject>,
    /// Where the rows of each table went.
    pub files: Vec<FileCount>,
    /// The files read, in reading order.
    pub inputs: Vec<InputFile>,
    /// Latest date of assignment, reply or fulfilment in the input: the default of `--as-of`.
    pub latest_date: Option<NaiveDate>,
    /// Whether any reply may have a suggestion text beside it.
    pub has_suggestions: bool,
}

impl Intake {
    /// Rejects letters that turned out to be no replies, each with its place in input order:
    /// they leave the letters, and the counts follow.
    pub fn set_aside(&mut self, others: Vec<(u32, Reject)>) {
        let rows: BTreeSet<u32> = others.iter().map(|(row, _)| *row).collect();
        for row in &rows {
            let table = self.letters.table(*row);
            if let Some(count) = table.and_then(|table| self.files.get_mut(table)) {
                count.judged -= 1;
                count.rejected += 1;
            }
        }
        self.letters.leave_out(&rows);
        self.rejects.extend(others.into_iter().map(|(_, reject)| reject));
        let table = |reject: &Reject| {
            let label = label(&reject.file, Some(reject.sheet.as_str()).filter(|s| !s.is_empty()));
            self.files.iter().position(|count| count.file == label)
        };
        self.rejects.sort_by_cached_key(|reject| (table(reject), reject.line));
    }
}

/// File name, with the sheet behind ` › `, as counts name a table.
fn label(file: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file} › {sheet}"))
}

/// Reads all input files.
///
/// # Errors
///
/// [`IngestError`] when a file cannot be read or no table has replies; bad rows are none.
pub fn ingest(request: &Request, columns: &Columns) -> Result<Intake, IngestError> {
    let mut notices = Notices::default();
    let sources = files::sources(request, &mut notices)?;
    let tables = survey::survey(&sources, columns, &mut notices)?;
    let mut harvest = Harvest::new(SpoolWriter::create(&request.spool)?, notices);
    harvest.take(&tables, columns)?;
    check_any_row(&tables, &harvest.counts)?;
    let (published, hand_points) = take_figures(&sources, columns, &mut harvest)?;
    harvest.units.tell(columns.units(), &mut harvest.notices);

    let links = suggestions::link(&mut harvest.replies, &harvest.suggestions, &harvest.unanswered);
    let naming = ids::decide(&harvest.replies, &harvest.ids);
    note_links(&links, &tables, &mut harvest);
    note_naming(&naming, &tables, &mut harvest);
    count_judged(&naming, &mut harvest);

    let has_joined_text = has_joined_text(&harvest);
    let used = sources.iter().filter(|source| survey::is_used(source, &tables));
    let inputs = used.map(files::fingerprint).collect::<Result<_, _>>()?;
    let rows = (harvest.replies.as_slice(), naming);
    let joins = (harvest.ids, links.groups);
    Ok(Intake {
        letters: Letters::new(harvest.spool.finish()?, &tables, rows, joins),
        metrics: harvest.metrics,
        without_text: harvest.without_text,
        follow_ups: harvest.follow_ups,
        published,
        hand_points,
        notices: harvest.notices.finish(),
        rejects: harvest.rejects,
        files: harvest.counts,
        inputs,
        latest_date: harvest.latest,
        has_suggestions: harvest.has_suggestions || has_joined_text,
    })
}

/// Replies tables with nothing below their headers are the wrong file, not a quiet year.
fn check_any_row(tables: &[Table], counts: &[FileCount]) -> Result<(), IngestError> {
    let replies = Kind::Replies.name();
    let filled = |count: &FileCount| count.table == replies && count.read > count.blank;
    if counts.iter().any(filled) {
        return Ok(());
    }
    let table = tables.iter().find(|table| table.kind == Kind::Replies);
    let file = table.map(Table::label).unwrap_or_default();
    Err(IngestError::EmptyFile { file, cause: "只有表头，没有数据行".to_owned() })
}

fn has_joined_text(harvest: &Harvest) -> bool {
    harvest.suggestions.iter().any(|row| row.text.is_some())
        && harvest.replies.iter().any(|row| row.group.is_some())
}

fn origin_in(tables: &[Table], table: u32, line: u32) -> Option<Origin> {
    let table = tables.get(table as usize)?;
    Some(Origin { file: table.file.clone(), sheet: table.sheet().cloned(), line })
}

fn note_links(links: &Links, tables: &[Table], harvest: &mut Harvest) {
    let told = [
        (&links.orphans, "orphan_suggestion", "答复表里没有这件建议的答复；请核对编号和年度"),
        (&links.conflicts, "conflict", "同一编号和年度另有一行，建议内容不同；用先出现的一行"),
    ];
    for (places, kind, message) in told {
        for place in places {
            let Some(row) = harvest.suggestions.get(*place as usize) else { continue };
            let Some(origin) = origin_in(tables, row.table, row.line) else { continue };
            let reply_id = harvest.ids.name(row.id);
            let detail = Detail { reply_id, message: message.to_owned(), ..Detail::default() };
            harvest.notices.row(&origin, kind, detail);
        }
    }
    for place in &links.unsure {
        let Some(row) = harvest.replies.get(*place as usize) else { continue };
        let Some(origin) = origin_in(tables, row.table, row.line) else { continue };
        let message =
            "建议表里有这个编号，但年度对不上，没有合并；请在两张表里都填上年度".to_owned();
        let detail = Detail { reply_id: harvest.ids.name(row.id), message, ..Detail::default() };
        harvest.notices.row(&origin, "unmatched_suggestion", detail);
    }
}

fn note_naming(naming: &Naming, tables: &[Table], harvest: &mut Harvest) {
    let origin = |row: &Entry| origin_in(tables, row.table, row.line);
    for (place, first) in &naming.duplicates {
        let Some(row) = harvest.replies.get(*place as usize) else { continue };
        let Some(first) = harvest.replies.get(*first as usize).and_then(origin) else { continue };
        let Some(here) = origin(row) else { continue };
        let message = format!(
            "与 {} 第 {} 行的编号、年度、单位和答复都相同，只评一次；其余各列以那一行为准",
            first.file, first.line
        );
        let detail = Detail { reply_id: harvest.ids.name(row.id), message, ..Detail::default() };
        harvest.notices.row(&here, "duplicate", detail);
    }
    // That ids begin anew every year is the rule, so it is told once a table; that two rows
    // of one year share an id is worth a look at each. Letters in files of their own are told
    // at the first of them.
    let first_letter = tables.iter().position(Table::is_letter).map(|at| at as u32);
    let told_at = |table: u32| match tables.get(table as usize) {
        Some(found) if found.is_letter() => first_letter.unwrap_or(table),
        _ => table,
    };
    let mut dated: BTreeMap<u32, u64> = BTreeMap::new();
    for (place, name) in &naming.renamed {
        let Some(row) = harvest.replies.get(*place as usize) else { continue };
        let id = harvest.ids.name(row.id);
        if row.years.year().is_some_and(|year| **name == *format!("{year}-{id}")) {
            *dated.entry(told_at(row.table)).or_default() += 1;
            continue;
        }
        let Some(here) = origin(row) else { continue };
        let message = format!("编号 {id} 不止一件，本件记为 {name}；请核对编号");
        let detail = Detail { reply_id: name, value: id, message, ..Detail::default() };
        harvest.notices.row(&here, "duplicate_id", detail);
    }
    for (table, count) in dated {
        let Some(table) = tables.get(table as usize) else { continue };
        let message = format!("有 {count} 件的编号在别的年度也有，一律记为“年度-编号”");
        harvest.notices.file(table.place(), "year_id", (&count.to_string(), message));
    }
}

fn count_judged(naming: &Naming, harvest: &mut Harvest) {
    let Harvest { replies, counts, .. } = harvest;
    let mut count_of = |place: u32, add: fn(&mut FileCount)| {
        let table = replies.get(place as usize).map(|row| row.table as usize);
        if let Some(count) = table.and_then(|table| counts.get_mut(table)) {
            add(count);
        }
    };
    for place in &naming.kept {
        count_of(*place, |count| count.judged += 1);
    }
    for (place, _) in &naming.duplicates {
        count_of(*place, |count| count.duplicate += 1);
    }
}

//! Takes the rows of every table: replies and suggestions go to the spool with a small
//! entry in memory, metrics are handed on, the rest is counted and told.

use std::{collections::BTreeSet, ops::ControlFlow, sync::Arc};

use chrono::NaiveDate;

use super::{
    cells::clean,
    columns::{Columns, Field},
    error::IngestError,
    ids::{Entry, Ids, Years, digest},
    layout::Layout,
    markup::without_markup,
    notices::{Detail, Notices},
    rows::{RawRow, excerpt},
    spellings::section,
    spool::SpoolWriter,
    suggestions::SuggestionEntry,
    survey::{Access, Kind, Table, listed},
    typed::{BadValue, Clash, Typed, followed, typed},
    unit_names::UnitNames,
};
use crate::{
    metrics::{BETWEEN_UNITS, Metric, SharedTexts},
    records::{FileCount, FollowUp, MetricsRow, Origin, Reject},
};

/// What came of all rows.
#[derive(Debug)]
pub(super) struct Harvest {
    /// The texts.
    pub(super) spool: SpoolWriter,
    /// Every id met.
    pub(super) ids: Ids,
    /// Rows with a reply.
    pub(super) replies: Vec<Entry>,
    /// Rows of suggestions tables.
    pub(super) suggestions: Vec<SuggestionEntry>,
    /// Ids in replies tables without a reply text.
    pub(super) unanswered: BTreeSet<u32>,
    /// Rows of replies tables without a reply text.
    pub(super) without_text: Vec<MetricsRow>,
    /// Rows of metrics tables.
    pub(super) metrics: Vec<MetricsRow>,
    /// Rows of follow-up tables.
    pub(super) follow_ups: Vec<FollowUp>,
    /// Rows that could not be taken.
    pub(super) rejects: Vec<Reject>,
    /// Counts of each table; `judged` of replies tables is not known before the ids are.
    pub(super) counts: Vec<FileCount>,
    /// Latest date of assignment or reply.
    pub(super) latest: Option<NaiveDate>,
    /// Whether a replies table holds suggestion texts itself.
    pub(super) has_suggestions: bool,
    /// The units met.
    pub(super) units: UnitNames,
    /// What metrics say.
    texts: SharedTexts,
    /// What was repaired, guessed or left out.
    pub(super) notices: Notices,
}

impl Harvest {
    /// Nothing taken yet.
    pub(super) fn new(spool: SpoolWriter, notices: Notices) -> Self {
        Self {
            spool,
            ids: Ids::default(),
            replies: Vec::new(),
            suggestions: Vec::new(),
            unanswered: BTreeSet::new(),
            without_text: Vec::new(),
            metrics: Vec::new(),
            follow_ups: Vec::new(),
            rejects: Vec::new(),
            counts: Vec::new(),
            latest: None,
            has_suggestions: false,
            units: UnitNames::default(),
            texts: SharedTexts::default(),
            notices,
        }
    }

    /// Takes all rows of the tables, in their order.
    ///
    /// # Errors
    ///
    /// What reading the files or writing the spool gives, and
    /// [`IngestError::AmbiguousColumn`].
    pub(super) fn take(&mut self, tables: &[Table], columns: &Columns) -> Result<(), IngestError> {
        let replies = tables.iter().filter(|table| table.kind == Kind::Replies).count();
        for (table, number) in tables.iter().zip(0_u32..) {
            let mut taking = Taking {
                table,
                number,
                columns: table.columns(columns),
                are_ids_prefixed: replies > 1,
                removed: 0,
                marked: 0,
                counts: FileCount {
                    file: table.label(),
                    table: table.kind.name(),
                    ..FileCount::default()
                },
                harvest: self,
            };
            taking.take_table()?;
            let counts = taking.counts;
            self.counts.push(counts);
        }
        Ok(())
    }
}

/// The taking of one table.
struct Taking<'a> {
    table: &'a Table,
    number: u32,
    columns: &'a Columns,
    are_ids_prefixed: bool,
    /// Control characters removed.
    removed: u64,
    /// Cells whose markup was taken away.
    marked: u64,
    counts: FileCount,
    harvest: &'a mut Harvest,
}

impl Taking<'_> {
    fn take_table(&mut self) -> Result<(), IngestError> {
        let table = self.table;
        if table.kind == Kind::Ignored {
            return Ok(());
        }
        let mut place = 0;
        table.visit(&mut |row| {
            place += 1;
            if place > table.layout.skip {
                self.take_row(row)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.note_table();
        Ok(())
    }

    fn take_row(&mut self, row: RawRow) -> Result<(), IngestError> {
        self.counts.read += 1;
        let origin = self.origin(row.line);
        if let Some(fault) = row.fault {
            self.reject(&origin, Refusal { reason: fault, ..Refusal::default() });
            return Ok(());
        }
        if row.cells.iter().all(|cell| self.columns.is_blank(cell)) {
            self.counts.blank += 1;
            return Ok(());
        }
        if self.columns.is_total(&row.cells) {
            let reason = "这是合计行，不是一件建议，没有读；可以不管，也可以删去".to_owned();
            self.reject(&origin, Refusal { reason, ..Refusal::default() });
            return Ok(());
        }
        if let Some(refusal) = self.misfit(&origin, &row.cells) {
            self.reject(&origin, refusal);
            return Ok(());
        }
        let cells = row.cells.into_iter().map(|cell| self.cleaned(cell)).collect();
        let cells = self.in_words(cells);
        if self.table.kind == Kind::Followup {
            return self.take_follow_up(origin, (row.line, &cells));
        }
        let mut typed = typed(&cells, &self.table.layout, self.columns)
            .map_err(|clash| self.ambiguous(row.line, &clash))?;
        self.settle_units(&origin, &mut typed);
        self.note_row(&origin, &typed);
        self.see_dates(&typed);
        match self.table.kind {
            Kind::Replies => self.take_reply(origin, typed),
            Kind::Suggestions => self.take_suggestion(origin, typed),
            Kind::Metrics | Kind::Followup | Kind::Ignored => {
                self.take_metrics(origin, typed);
                Ok(())
            }
        }
    }

    /// Checks the number of fields. Only delimited text can be out of step with its header:
    /// in a sheet empty cells at the end of a row are simply not there.
    fn misfit(&mut self, origin: &Origin, cells: &[String]) -> Option<Refusal> {
        if !matches!(self.table.access, Access::Delimited(..)) {
            return None;
        }
        match fit(cells, &self.table.layout, self.table.kind) {
            Fit::Whole => None,
            Fit::CutShort(message) => {
                let detail = Detail { message, ..Detail::default() };
                self.harvest.notices.row(origin, "missing_fields", detail);
                None
            }
            Fit::Refused(reason) => {
                let value = cells.first().map(|cell| excerpt(cell)).unwrap_or_default();
                Some(Refusal { value, reason, ..Refusal::default() })
            }
        }
    }

    fn take_reply(&mut self, origin: Origin, row: Typed) -> Result<(), IngestError> {
        let fields = row.fields;
        let id = row.raw_id.unwrap_or_default();
        if let Some(value) = row.reply_error {
            let reason = "答复一格是表格软件的错误值；请改正公式后另存".to_owned();
            let column = Field::Reply.name();
            self.reject(&origin, Refusal { reply_id: id, column, value, reason });
            return Ok(());
        }
        let has_text = fields.title.is_some() || fields.suggestion.is_some();
        let Some(reply) = &fields.reply else {
            if id.is_empty() && !has_text {
                let reason = "没有编号，也没有答复；若是合计或说明行，可以删去".to_owned();
                self.reject(&origin, Refusal { reason, ..Refusal::default() });
            } else {
                let year = Years::of(row.year, &fields.metrics).year();
                self.leave_unanswered(MetricsRow {
                    origin,
                    raw_id: id,
                    year,
                    unit: fields.unit,
                    title: fields.title,
                    metrics: fields.metrics,
                });
            }
            return Ok(());
        };
        let id = if id.is_empty() { self.made_id(&origin) } else { id };
        self.harvest.has_suggestions |= fields.suggestion.is_some();
        let entry = Entry {
            offset: self.harvest.spool.add(&fields)?,
            table: self.number,
            line: origin.line,
            id: self.harvest.ids.number(&id),
            years: Years::of(row.year, &fields.metrics),
            reply: digest(reply),
            unit: digest(fields.unit.as_deref().unwrap_or_default()),
            group: None,
        };
        self.harvest.replies.push(entry);
        Ok(())
    }

    fn leave_unanswered(&mut self, row: MetricsRow) {
        let id = row.raw_id.as_str();
        self.counts.no_reply += 1;
        if !id.is_empty() {
            let number = self.harvest.ids.number(id);
            self.harvest.unanswered.insert(number);
        }
        let message =
            "有建议而没有答复正文，不评分，计入办复率的分母；如已答复，请补上正文".to_owned();
        let column = Field::Reply.name();
        let detail = Detail { reply_id: id, column, message, ..Detail::default() };
        self.harvest.notices.row(&row.origin, "no_reply", detail);
        self.harvest.without_text.push(row);
    }

    fn take_suggestion(&mut self, origin: Origin, row: Typed) -> Result<(), IngestError> {
        let Some(id) = row.raw_id else {
            self.reject_without_id(&origin);
            return Ok(());
        };
        // The reply is left behind: it is judged where the replies stand.
        let fields = super::typed::Fields { reply: None, ..row.fields };
        let entry = SuggestionEntry {
            offset: self.harvest.spool.add(&fields)?,
            table: self.number,
            line: origin.line,
            id: self.harvest.ids.number(&id),
            years: Years::of(row.year, &fields.metrics),
            text: fields.suggestion.as_deref().map(digest),
        };
        self.harvest.suggestions.push(entry);
        self.counts.judged += 1;
        Ok(())
    }

    fn take_metrics(&mut self, origin: Origin, row: Typed) {
        let Some(raw_id) = row.raw_id else {
            self.reject_without_id(&origin);
            return;
        };
        let year = Years::of(row.year, &row.fields.metrics).year();
        let (unit, title) = (row.fields.unit, row.fields.title);
        let mut metrics = row.fields.metrics;
        self.harvest.texts.share(&mut metrics);
        self.harvest.metrics.push(MetricsRow { origin, raw_id, year, unit, title, metrics });
        self.counts.judged += 1;
    }

    fn take_follow_up(
        &mut self,
        origin: Origin,
        (line, cells): (u32, &[String]),
    ) -> Result<(), IngestError> {
        let (done, mut promise, bad) = followed(cells, &self.table.layout, self.columns)
            .map_err(|clash| self.ambiguous(line, &clash))?;
        self.note_bad(&origin, &promise.reply_id, &bad);
        if promise.reply_id.is_empty() && promise.promise_id.is_empty() {
            self.reject_without_id(&origin);
            return Ok(());
        }
        promise.unit = promise.unit.map(|unit| self.settled(&origin, &unit));
        self.harvest.follow_ups.push(FollowUp { origin, done, promise });
        self.counts.judged += 1;
        Ok(())
    }

    fn reject_without_id(&mut self, origin: &Origin) {
        let reason = "没有编号，无法与答复对应；请补上编号".to_owned();
        let column = Field::ReplyId.name();
        self.reject(origin, Refusal { column, reason, ..Refusal::default() });
    }

    fn reject(&mut self, origin: &Origin, refusal: Refusal) {
        self.counts.rejected += 1;
        self.harvest.rejects.push(Reject {
            file: origin.file.to_string(),
            sheet: origin.sheet.as_deref().unwrap_or_default().to_owned(),
            line: origin.line,
            reply_id: refusal.reply_id,
            column: refusal.column.to_owned(),
            value: refusal.value,
            reason: refusal.reason,
        });
    }

    /// The id of a row that has none: where it stands.
    fn made_id(&mut self, origin: &Origin) -> String {
        let line = origin.line;
        let id = if self.are_ids_prefixed {
            format!("{}:行{line}", self.table.label())
        } else {
            format!("行{line}")
        };
        if self.table.layout.has(Field::ReplyId) {
            let message = "没有编号，以行号代替；与建议、指标对不上，请补上编号".to_owned();
            let column = Field::ReplyId.name();
            let detail = Detail { reply_id: &id, column, message, ..Detail::default() };
            self.harvest.notices.row(origin, "no_id", detail);
        }
        id
    }

    fn cleaned(&mut self, cell: String) -> String {
        let (cell, removed) = clean(cell);
        self.removed += u64::from(removed);
        cell
    }

    /// The cells that hold texts, without the markup of a web page.
    fn in_words(&mut self, mut cells: Vec<String>) -> Vec<String> {
        for field in [Field::Reply, Field::Suggestion, Field::Title] {
            for column in self.table.layout.columns_of(field) {
                let Some(cell) = cells.get_mut(*column) else { continue };
                if let Some(words) = without_markup(cell) {
                    *cell = words;
                    self.marked += 1;
                }
            }
        }
        cells
    }

    fn origin(&self, line: u32) -> Origin {
        Origin { file: Arc::clone(&self.table.file), sheet: self.table.sheet().cloned(), line }
    }

    fn settled(&mut self, origin: &Origin, spelled: &str) -> String {
        self.harvest.units.settle(self.columns.units(), origin, spelled)
    }

    /// Gives the unit and the co-handlers the names under which they stand in all tables.
    fn settle_units(&mut self, origin: &Origin, row: &mut Typed) {
        let fields = &mut row.fields;
        fields.unit = fields.unit.take().map(|unit| self.settled(origin, &unit));
        let Some(cell) = fields.metrics.co_units.take() else { return };
        let (names, unclear) = self.columns.units().parted(&cell);
        if let Some(piece) = unclear {
            let message = format!(
                "会办单位里的“{}”分不清是一个单位还是几个，当作一个；几个单位请用“、”隔开",
                excerpt(piece)
            );
            let reply_id = row.raw_id.as_deref().unwrap_or_default();
            let column = Metric::CoUnits.name();
            let detail = Detail { reply_id, column, value: &cell, message };
            self.harvest.notices.row(origin, "unclear_units", detail);
        }
        let names = names.into_iter().map(|name| self.settled(origin, name)).collect();
        let units = distinct(names).join(BETWEEN_UNITS);
        fields.metrics.co_units = Some(units.into()).filter(|units: &Arc<str>| !units.is_empty());
    }

    fn see_dates(&mut self, row: &Typed) {
        let metrics = &row.fields.metrics;
        self.harvest.latest = self.harvest.latest.max(metrics.assigned).max(metrics.replied);
    }

    fn note_row(&mut self, origin: &Origin, row: &Typed) {
        let reply_id = row.raw_id.as_deref().unwrap_or_default();
        self.note_bad(origin, reply_id, &row.bad);
        if let Some(message) = row.spoilt {
            let column = Field::ReplyId.name();
            let detail = Detail { reply_id, column, value: reply_id, message: message.to_owned() };
            self.harvest.notices.row(origin, "spoilt_id", detail);
        }
    }

    fn note_bad(&mut self, origin: &Origin, reply_id: &str, bad: &[BadValue]) {
        for bad in bad {
            let message = format!(
                "“{}”一列的“{}”看不懂，当作没有填；应是{}。请改正{}",
                bad.header,
                bad.value,
                bad.expected,
                section(bad.field)
                    .map(|section| format!(
                        "，或在 rules/columns.toml 的 [values.{section}] 里加上这种写法"
                    ))
                    .unwrap_or_default(),
            );
            let (column, value) = (bad.field.name(), bad.value.as_str());
            let detail = Detail { reply_id, column, value, message };
            self.harvest.notices.bad_value(origin, detail);
        }
    }

    fn note_table(&mut self) {
        let place = self.table.place();
        let notices = &mut self.harvest.notices;
        if self.table.kind == Kind::Replies && !self.table.layout.has(Field::ReplyId) {
            let message = "没有编号列，以行号作编号（如“行17”）；与建议、指标对不上".to_owned();
            notices.file(place, "no_id", ("", message));
        }
        if self.removed > 0 {
            let message = format!("有 {} 个不可见的控制字符，已去掉", self.removed);
            notices.file(place, "control_chars", (&self.removed.to_string(), message));
        }
        if self.marked > 0 {
            let message = format!(
                "有 {} 格是从网页上复制的，带着 <p>、&nbsp; 一类的代码；已去掉代码，只读文字",
                self.marked
            );
            notices.file(place, "markup", (&self.marked.to_string(), message));
        }
        if self.counts.blank > 0 {
            let message = format!("有 {} 个空行，已跳过", self.counts.blank);
            notices.file(place, "blank_rows", (&self.counts.blank.to_string(), message));
        }
    }

    fn ambiguous(&self, line: u32, clash: &Clash) -> IngestError {
        let headers = &self.table.layout.headers;
        let header = |column: usize| headers.get(column).cloned().unwrap_or_default();
        IngestError::AmbiguousColumn {
            file: self.table.label(),
            line,
            column: self.columns.called(clash.field).into(),
            both: format!("“{}”和“{}”", header(clash.first), header(clash.second)),
            headers: listed(headers),
            aliases: self.columns.aliases(clash.field).join("、"),
        }
    }
}

/// Each name once, in the order of the cell.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// Why a row is not taken.
#[derive(Debug, Default)]
struct Refusal {
    reply_id: String,
    column: &'static str,
    value: String,
    reason: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Fit {
    Whole,
    CutShort(String),
    Refused(String),
}

/// Whether a row has as many fields as its header. Empty fields more or less do no harm;
/// fields that are missing are taken as empty as long as the column that matters is there.
fn fit(cells: &[String], layout: &Layout, kind: Kind) -> Fit {
    let (found, width) = (cells.len(), layout.headers.len());
    let surplus = cells.get(width..).unwrap_or_default();
    if surplus.iter().any(|cell| !cell.trim().is_empty()) {
        return Fit::Refused(format!(
            "有 {found} 个字段，比表头的 {width} 个多；多半是正文里的分隔符没有用英文双引号括起来，\
             请在 Excel 或 WPS 中改正后另存"
        ));
    }
    let named = layout.named_width();
    if found >= named {
        return Fit::Whole;
    }
    let essential = match kind {
        Kind::Replies => &[Field::Reply][..],
        Kind::Followup => &[Field::PromiseId, Field::ReplyId],
        Kind::Suggestions | Kind::Metrics | Kind::Ignored => &[Field::ReplyId],
    };
    let mut columns = essential.iter().flat_map(|field| layout.columns_of(*field));
    let is_there = columns.any(|column| *column < found);
    let message = format!("只有 {found} 个字段，比表头的 {named} 个少");
    if is_there {
        Fit::CutShort(format!("{message}，缺的当作没有填；请核对本行"))
    } else {
        Fit::Refused(format!("{message}，必需的列也缺了；多半是上一行的换行没有用英文双引号括起来"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        let columns = Columns::parse(include_str!("../../rules/columns.toml")).unwrap();
        let headers = ["编号", "答复", "承办单位", ""].map(String::from);
        Layout::bind(&headers, &columns)
    }

    fn fitted(cells: &[&str], kind: Kind) -> Fit {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        fit(&cells, &layout(), kind)
    }

    #[test]
    fn a_row_as_wide_as_the_named_columns_fits() {
        assert_eq!(fitted(&["1", "好", "局"], Kind::Replies), Fit::Whole);
        assert_eq!(fitted(&["1", "好", "局", "x"], Kind::Replies), Fit::Whole);
    }

    #[test]
    fn empty_surplus_fields_are_fine_and_filled_ones_are_not() {
        assert_eq!(fitted(&["1", "好", "局", "", " ", ""], Kind::Replies), Fit::Whole);
        assert!(matches!(fitted(&["1", "好", "局", "", "多"], Kind::Replies), Fit::Refused(_)));
    }

    #[test]
    fn a_row_cut_behind_its_essential_column_is_taken() {
        assert!(matches!(fitted(&["1", "好"], Kind::Replies), Fit::CutShort(_)));
        assert!(matches!(fitted(&["1"], Kind::Replies), Fit::Refused(_)));
        assert!(matches!(fitted(&["1"], Kind::Metrics), Fit::CutShort(_)));
    }
}

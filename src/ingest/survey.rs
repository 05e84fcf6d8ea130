//! Looks at the head of every table and says what the table is: replies, suggestions,
//! metrics, or nothing of ours. No row is taken yet, so a run that cannot work fails early.

use std::{
    collections::BTreeSet,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    columns::{Columns, Field},
    encoding::{self, Decoding},
    error::{CURE, IngestError},
    files::{FileFormat, Role, Source},
    keyed,
    layout::{HEAD_ROWS, Layout, recognised},
    letter_file::is_plain,
    letter_row,
    notices::Notices,
    rows::{RawRow, Visit},
    workbook,
};
use crate::{frame::read::read_parquet, metrics::Metric};

/// Blank rows may stand above a title, but a head is not looked for without end.
const HEAD_LIMIT: usize = 1000;

/// Filled rows of a text file among which a header makes it a table.
const TOP_ROWS: usize = 3;

/// Longer cells are no headers, even where they speak of a reply; in chars.
const LONGEST_ALIKE: usize = 20;

/// A cell with as many characters is a text and no word or date.
const SHORTEST_TEXT: usize = 15;

/// Kind of the notice that a column may hold replies that nobody read.
pub const UNREAD_REPLIES: &str = "unread_replies";

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Replies to judge.
    Replies,
    /// Suggestions, joined to the replies by id.
    Suggestions,
    /// Metrics, handed on.
    Metrics,
    /// What became of promises, handed on.
    Followup,
    /// Nothing that can be joined.
    Ignored,
}

impl Kind {
    /// The name in `FileCount`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Replies => "replies",
            Self::Suggestions => "suggestions",
            Self::Metrics => "metrics",
            Self::Followup => "followup",
            Self::Ignored => "ignored",
        }
    }
}

/// How the rows of a table are read.
#[derive(Debug, Clone)]
pub(super) enum Access {
    /// Text in columns.
    Delimited(Decoding, char),
    /// A sheet of a workbook.
    Sheet(workbook::Kind, Arc<str>),
    /// JSON lines with their keys.
    JsonLines(Decoding, Vec<String>),
    /// Parquet.
    Parquet,
    /// A letter in a file of its own.
    Letter,
}

/// A table that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The file.
    pub(super) path: PathBuf,
    /// Its name as shown to people.
    pub(super) file: Arc<str>,
    /// How to read it.
    pub(super) access: Access,
    /// What it holds.
    pub(super) kind: Kind,
    /// Which column is what.
    pub(super) layout: Layout,
    /// Headers that look like a reply's and have texts below them, where no column is the reply.
    unread: Vec<String>,
}

impl Table {
    /// The sheet of a workbook.
    pub(super) fn sheet(&self) -> Option<&Arc<str>> {
        match &self.access {
            Access::Sheet(_, sheet) => Some(sheet),
            _ => None,
        }
    }

    /// Whether the table is one letter in a file of its own.
    pub(super) fn is_letter(&self) -> bool {
        matches!(self.access, Access::Letter)
    }

    /// File name, with the sheet behind ` › `.
    pub(super) fn label(&self) -> String {
        super::label(&self.file, self.sheet().map(AsRef::as_ref))
    }

    /// The headers and spellings by which its rows are read.
    pub(super) fn columns<'c>(&self, columns: &'c Columns) -> &'c Columns {
        if self.kind == Kind::Followup { columns.of_followup() } else { columns }
    }

    /// File name and sheet, as a notice wants them.
    pub(super) fn place(&self) -> (&str, Option<&str>) {
        (&self.file, self.sheet().map(AsRef::as_ref))
    }

    /// Hands every row, those of the head included, to `visit`.
    ///
    /// # Errors
    ///
    /// What reading the file gives, or `visit` itself.
    pub(super) fn visit(&self, visit: &mut Visit<'_>) -> Result<(), IngestError> {
        let (path, name) = (self.path.as_path(), self.file.as_ref());
        match &self.access {
            Access::Delimited(decoding, delimiter) => {
                super::delimited::visit(path, name, (*decoding, *delimiter), visit)
            }
            Access::Sheet(kind, sheet) => workbook::visit(path, name, (*kind, sheet), visit),
            Access::JsonLines(decoding, keys) => {
                keyed::visit_jsonl(path, name, (*decoding, keys), visit)
            }
            Access::Parquet => keyed::visit_parquet(path, visit),
            Access::Letter => letter_row::visit(path, name, visit),
        }
    }
}

/// Looks at every table of every file, in reading order.
///
/// # Errors
///
/// [`IngestError::NoReplies`] when no table has a reply column,
/// [`IngestError::MissingColumn`] when a file given as suggestions or metrics has no id,
/// and whatever reading the heads gives.
pub(super) fn survey(
    sources: &[Source],
    columns: &Columns,
    notices: &mut Notices,
) -> Result<Vec<Table>, IngestError> {
    let mut tables = Vec::new();
    for source in sources.iter().filter(|source| !source.role.is_beside()) {
        let heads = heads(source, columns, notices)?;
        if heads.iter().all(|head| head.rows.is_empty()) {
            let (file, cause) = (source.name.to_string(), "没有一行有内容".to_owned());
            return Err(IngestError::EmptyFile { file, cause });
        }
        let found: Vec<Table> =
            heads.into_iter().filter_map(|head| table_of(source, head, columns)).collect();
        check_role(source, &found, columns)?;
        tables.extend(found);
    }
    leave_letters_beside_tables(&mut tables, sources, notices);
    if !tables.iter().any(|table| table.kind == Kind::Replies) {
        return Err(no_replies(&tables, columns));
    }
    for table in &tables {
        note_layout(table, columns, notices);
    }
    Ok(tables)
}

/// A folder with a table of replies may hold other documents; only a folder without one, or who
/// names them, means the letters themselves.
fn leave_letters_beside_tables(tables: &mut Vec<Table>, sources: &[Source], notices: &mut Notices) {
    if !tables.iter().any(|table| table.kind == Kind::Replies && !table.is_letter()) {
        return;
    }
    let found: BTreeSet<&Path> =
        sources.iter().filter(|it| it.found).map(|it| it.path.as_path()).collect();
    tables.retain(|table| {
        let left = table.is_letter() && found.contains(table.path.as_path());
        if left {
            let message = "已有答复表，文件夹里的文书没有当作答复读；要读，请把它也写在命令里";
            notices.file(table.place(), "ignored_file", ("", message.to_owned()));
        }
        !left
    });
}

/// Whether a file is read: a letter that was left beside tables is not.
pub(super) fn is_used(source: &Source, tables: &[Table]) -> bool {
    source.format != FileFormat::Letter || tables.iter().any(|table| table.path == source.path)
}

/// A table with headers of its own, and its first filled rows.
#[derive(Debug)]
pub(super) struct Beside {
    /// How to read it.
    pub(super) table: Table,
    /// The first filled rows, each with its place in reading order.
    pub(super) head: Vec<(usize, RawRow)>,
}

impl Beside {
    /// Whether the format itself names the columns, so that no row is a header.
    pub(super) fn is_keyed(&self) -> bool {
        matches!(self.table.access, Access::JsonLines(..) | Access::Parquet)
    }
}

/// The filled tables of a file whose headers others know.
///
/// # Errors
///
/// Whatever reading the heads gives.
pub(super) fn beside(
    source: &Source,
    columns: &Columns,
    notices: &mut Notices,
) -> Result<Vec<Beside>, IngestError> {
    let heads = heads(source, columns, notices)?;
    let filled = heads.into_iter().filter(|head| !head.rows.is_empty());
    Ok(filled.map(|head| Beside { table: unread(source, head.access), head: head.rows }).collect())
}

/// The first filled rows of a table, each with its place in reading order.
struct Head {
    access: Access,
    rows: Vec<(usize, RawRow)>,
}

fn heads(
    source: &Source,
    columns: &Columns,
    notices: &mut Notices,
) -> Result<Vec<Head>, IngestError> {
    match source.format {
        FileFormat::Delimited(first) => {
            let decoding = decide(source, notices)?;
            Ok(vec![delimited_head(source, (decoding, first), columns)?])
        }
        FileFormat::JsonLines => {
            let decoding = decide(source, notices)?;
            let keys = keyed::jsonl_keys(&source.path, &source.name, decoding)?;
            Ok(vec![keyed_head(keys.clone(), Access::JsonLines(decoding, keys))])
        }
        FileFormat::Parquet => {
            let table = read_parquet(&source.path)?;
            if !table.skipped.is_empty() {
                let list = table.skipped.join("、");
                let message = format!("以下各列的数据类型读不了，没有用到：{list}；请改成文字列");
                notices.file((&source.name, None), "unknown_columns", (&list, message));
            }
            Ok(vec![keyed_head(table.headers, Access::Parquet)])
        }
        FileFormat::Workbook(kind) => workbook_heads(source, kind, notices),
        FileFormat::Letter => letter_heads(source, columns, notices),
    }
}

/// A letter; or the table that somebody saved as “文本文件（制表符分隔）”, which has the ending
/// of a letter and the header of a table.
fn letter_heads(
    source: &Source,
    columns: &Columns,
    notices: &mut Notices,
) -> Result<Vec<Head>, IngestError> {
    // What cannot be read is told later, as a row of its own among the letters.
    let read = || encoding::decide(&source.path, &source.name);
    let head = |decoding| delimited_head(source, (decoding, '\t'), columns);
    let plain = is_plain(&source.path).then(|| read().and_then(head).ok()).flatten();
    if let Some(head) = plain.filter(|head| is_table(head, columns)) {
        decide(source, notices)?;
        let message = "扩展名是 .txt，内容是表格，已按表格读取".to_owned();
        notices.file((&source.name, None), "format", ("", message));
        return Ok(vec![head]);
    }
    Ok(vec![keyed_head(letter_row::headers(columns), Access::Letter)])
}

fn decide(source: &Source, notices: &mut Notices) -> Result<Decoding, IngestError> {
    let decoding = encoding::decide(&source.path, &source.name)?;
    if let Some(name) = decoding.unusual_name() {
        let message =
            format!("不是 UTF-8，已按 {name} 读取；若有乱码，请另存为“CSV UTF-8”或 .xlsx");
        notices.file((&source.name, None), "encoding", (name, message));
    }
    Ok(decoding)
}

/// Whether a header of two known columns stands at the top: no letter begins so.
fn is_table(head: &Head, columns: &Columns) -> bool {
    let top = head.rows.get(..TOP_ROWS.min(head.rows.len())).unwrap_or_default();
    let has_key = |layout: Layout| layout.has(Field::Reply) || layout.has(Field::ReplyId);
    recognised(top, columns) >= 2 && Layout::find(top, columns).is_some_and(has_key)
}

fn head_of(table: &Table) -> Result<Vec<(usize, RawRow)>, IngestError> {
    let mut rows = Vec::new();
    let mut place = 0;
    table.visit(&mut |row| {
        if !row.is_blank() {
            rows.push((place, row));
        }
        place += 1;
        // One row more than a header may stand in: it may be the second line of one.
        let enough = rows.len() > HEAD_ROWS || place >= HEAD_LIMIT;
        Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(rows)
}

fn unread(source: &Source, access: Access) -> Table {
    Table {
        path: source.path.clone(),
        file: Arc::clone(&source.name),
        access,
        kind: Kind::Ignored,
        layout: Layout::headless(Vec::new()),
        unread: Vec::new(),
    }
}

/// The head under the delimiter that makes most sense: most known columns, else the
/// ending's own. Only when no delimiter shows a known column does the width decide, for the
/// sake of the message; elsewhere it would prefer whatever splits the texts.
fn delimited_head(
    source: &Source,
    (decoding, first): (Decoding, char),
    columns: &Columns,
) -> Result<Head, IngestError> {
    let mut best: Option<((usize, usize), Head)> = None;
    let others = [',', '\t', ';'].into_iter().filter(|delimiter| *delimiter != first);
    for delimiter in std::iter::once(first).chain(others) {
        let access = Access::Delimited(decoding, delimiter);
        let rows = head_of(&unread(source, access.clone()))?;
        let widest = rows.iter().map(|(_, row)| row.cells.len()).max().unwrap_or(0);
        let known = recognised(&rows, columns);
        let rank = (known, if known == 0 { widest } else { 0 });
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, Head { access, rows }));
        }
    }
    best.map(|(_, head)| head).ok_or(IngestError::NoInput)
}

fn keyed_head(headers: Vec<String>, access: Access) -> Head {
    let rows = if headers.is_empty() { Vec::new() } else { vec![(0, RawRow::whole(0, headers))] };
    Head { access, rows }
}

fn workbook_heads(
    source: &Source,
    kind: workbook::Kind,
    notices: &mut Notices,
) -> Result<Vec<Head>, IngestError> {
    let mut heads = Vec::new();
    for sheet in workbook::sheets(&source.path, &source.name, kind)? {
        let access = Access::Sheet(kind, sheet.name.as_str().into());
        let rows = head_of(&unread(source, access.clone()))?;
        if sheet.hidden && !rows.is_empty() {
            let message = "隐藏的工作表没有读；如需读入，请取消隐藏后保存".to_owned();
            notices.file((&source.name, Some(&sheet.name)), "sheet", ("", message));
        } else if !sheet.hidden {
            heads.push(Head { access, rows });
        }
    }
    Ok(heads)
}

/// The table below a head; `None` for an empty sheet.
fn table_of(source: &Source, head: Head, columns: &Columns) -> Option<Table> {
    let (_, top) = head.rows.first()?;
    let is_keyed = matches!(head.access, Access::JsonLines(..) | Access::Parquet | Access::Letter);
    let found = |columns: &Columns| {
        let layout = if is_keyed {
            Some(Layout::bind(&top.cells, columns))
        } else {
            Layout::find(&head.rows, columns)
        };
        layout.unwrap_or_else(|| Layout::headless(top.cells.clone()))
    };
    let followup = found(columns.of_followup());
    let layout = found(columns);
    let (kind, layout) = if is_followup(&followup, source.role) && !layout.has(Field::Reply) {
        (Kind::Followup, followup)
    } else {
        (kind_of(&layout, source.role), layout)
    };
    let unread = if kind == Kind::Followup || layout.has(Field::Reply) {
        Vec::new()
    } else {
        unread_texts(&head.rows, &layout, columns)
    };
    Some(Table { kind, layout, unread, ..self::unread(source, head.access) })
}

/// A table of promises with a word on what became of them: by option an id is enough, in a
/// folder it must name promises by their own ids.
fn is_followup(layout: &Layout, role: Role) -> bool {
    let told = [Field::Done, Field::DoneDate, Field::Metric(Metric::PromiseStatus)];
    let tells = told.iter().any(|field| layout.has(*field));
    match role {
        Role::Any => tells && layout.has(Field::PromiseId),
        Role::Followup => tells && (layout.has(Field::PromiseId) || layout.has(Field::ReplyId)),
        _ => false,
    }
}

fn kind_of(layout: &Layout, role: Role) -> Kind {
    let has_id = layout.has(Field::ReplyId);
    match role {
        Role::Suggestions if has_id => Kind::Suggestions,
        Role::Metrics if has_id => Kind::Metrics,
        Role::Any if layout.has(Field::Reply) => Kind::Replies,
        Role::Any if has_id && layout.has(Field::Suggestion) => Kind::Suggestions,
        Role::Any if has_id => Kind::Metrics,
        _ => Kind::Ignored,
    }
}

/// A file given as suggestions or metrics must have a table with an id.
fn check_role(source: &Source, tables: &[Table], columns: &Columns) -> Result<(), IngestError> {
    let is_of_use = tables.iter().any(|table| table.kind != Kind::Ignored);
    if source.role == Role::Any || is_of_use {
        return Ok(());
    }
    let headers: Vec<String> = tables.iter().map(|table| listed(&table.layout.headers)).collect();
    let file = source.name.to_string();
    let headers = if headers.is_empty() {
        "（没有认出表头）".to_owned()
    } else {
        headers.join("；")
    };
    if source.role == Role::Followup {
        return Err(IngestError::NotAFollowup { file, headers });
    }
    // A head needs two known columns to be one, so an id alone stands in a headless table.
    let names_id = |table: &Table| Layout::bind(&table.layout.headers, columns).has(Field::ReplyId);
    if tables.iter().any(names_id) {
        return Err(IngestError::NothingToJoin { file, headers });
    }
    Err(IngestError::MissingColumn {
        file,
        column: columns.called(Field::ReplyId).into(),
        headers,
        aliases: columns.aliases(Field::ReplyId).join("、"),
    })
}

fn no_replies(tables: &[Table], columns: &Columns) -> IngestError {
    let lines: Vec<String> = tables
        .iter()
        .map(|table| format!("  {}：{}", table.label(), listed(&table.layout.headers)))
        .collect();
    let alike: BTreeSet<&str> =
        tables.iter().flat_map(|table| like_a_reply(&table.layout, columns)).collect();
    let alike: Vec<&str> = alike.into_iter().collect();
    IngestError::NoReplies {
        found: lines.join("\n"),
        alike: if alike.is_empty() {
            String::new()
        } else {
            format!("像是答复的列：{}\n", alike.join("、"))
        },
        aliases: columns.aliases(Field::Reply).join("、"),
    }
}

/// Headers that no field knows and in which a name of the reply column stands: 答复情况说明.
fn like_a_reply<'a>(layout: &'a Layout, columns: &'a Columns) -> impl Iterator<Item = &'a str> {
    let names = columns.aliases(Field::Reply);
    let holds_name = move |header: &str| names.iter().any(|name| header.contains(name.as_str()));
    let is_short = |header: &str| header.chars().count() <= LONGEST_ALIKE;
    layout.unknown(columns).into_iter().filter(move |it| is_short(it) && holds_name(it))
}

/// Headers as a message lists them: no empty ones, no endless ones.
pub(super) fn listed(headers: &[String]) -> String {
    let named: Vec<String> = headers
        .iter()
        .filter(|header| !header.trim().is_empty())
        .take(60)
        .map(|header| super::rows::excerpt(header))
        .collect();
    if named.is_empty() { "（空）".to_owned() } else { named.join("、") }
}

/// The columns that look like a reply's by their header and by what stands below it.
fn unread_texts(rows: &[(usize, RawRow)], layout: &Layout, columns: &Columns) -> Vec<String> {
    let is_text = |header: &&str| {
        let Some(column) = layout.headers.iter().position(|other| other == header) else {
            return false;
        };
        let below = rows.iter().filter_map(|(_, row)| row.cells.get(column));
        below.filter(|cell| cell.chars().count() >= SHORTEST_TEXT).count() > 0
    };
    like_a_reply(layout, columns).filter(is_text).map(str::to_owned).collect()
}

fn note_layout(table: &Table, columns: &Columns, notices: &mut Notices) {
    let layout = &table.layout;
    if !table.unread.is_empty() {
        let list = table.unread.join("、");
        let message = format!(
            "“{list}”像是答复，没有当作答复读；是答复的，请把列名改成“{}”",
            columns.called(Field::Reply)
        );
        notices.file(table.place(), UNREAD_REPLIES, (&list, message));
    }
    if table.kind == Kind::Ignored {
        let message = format!(
            "没有认出答复列或编号列，这张表没有用。表头（或最上面一行）：{}",
            listed(&layout.headers)
        );
        notices.file(table.place(), "sheet", ("", message));
        return;
    }
    if layout.skip > 1 {
        let message = format!("表头不在第 1 行，按第 {} 行读取", layout.line);
        notices.file(table.place(), "header_row", (&layout.line.to_string(), message));
    }
    for choice in &layout.choices {
        let column = choice.field.name();
        let message = if choice.same_name {
            format!("列名“{}”出现不止一次，用最左边的一列（{column}）", choice.used)
        } else {
            format!("“{}”和“{}”都可作 {column}，用前者", choice.used, choice.other)
        };
        notices.file(table.place(), "duplicate_header", (&choice.other, message));
    }
    let unknown = layout.unknown(table.columns(columns));
    if !unknown.is_empty() {
        let list = unknown.join("、");
        let message = format!(
            "以下各列没有用到：{list}。如有该用的，请改列名，或在 columns.toml 里加上别名（{CURE}）"
        );
        notices.file(table.place(), "unknown_columns", (&list, message));
    }
}

//! Writes 复核表.xlsx: 说明, the rows to fill in, and 版本, which ties it to its run.

use std::path::Path;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{
    columns::{COLUMNS, CONCLUSION, Cell, Column, DATE, INSTEAD, conclusions, instead},
    error::ReviewError,
    help::HELP,
    matter::Kind,
    plan::{Line, Plan, Seat},
};
use crate::{cause::cause_of, report::workbook::text::width};

/// The sheet that ties the workbook to its run.
pub(super) const VERSION: &str = "版本";

/// Layout of the sheets; counts up when a sheet of before can no longer be taken back.
pub(super) const LAYOUT: &str = "1";

/// Names of what 版本 says.
pub(super) mod facts {
    pub(in crate::review) const LAYOUT: &str = "表的版式";
    pub(in crate::review) const RUN: &str = "运行指纹";
    pub(in crate::review) const TOOL: &str = "工具";
    pub(in crate::review) const PACK: &str = "规则";
    pub(in crate::review) const PACK_HASH: &str = "规则指纹";
    pub(in crate::review) const PROFILE: &str = "评分方案";
    pub(in crate::review) const PROFILE_HASH: &str = "方案指纹";
    pub(in crate::review) const AS_OF: &str = "统计截至";
    pub(in crate::review) const SEAT: &str = "席位";
    pub(in crate::review) const SAMPLE: &str = "抽样件数";
    pub(in crate::review) const PASSED: &str = "抽样总体（通过件数）";
    pub(in crate::review) const DOUBLE: &str = "双人复核件数";
    pub(in crate::review) const SEED: &str = "随机种子";
}

/// Rows on which the filter and the drop-downs end.
type Rows = Vec<(u32, Kind)>;

/// Name of the sheet to fill in.
pub(super) fn name(plan: &Plan, seat: Seat) -> String {
    if plan.seats().len() > 1 { format!("复核员{}", seat.label()) } else { "复核".to_owned() }
}

/// Writes the workbook of one seat; an existing file is not touched.
pub(super) fn write(path: &Path, plan: &Plan, seat: Seat) -> Result<(), ReviewError> {
    let shown = path.display().to_string();
    if path.exists() {
        return Err(ReviewError::Exists(shown));
    }
    let failed = |error: XlsxError| ReviewError::Unwritable {
        path: shown.clone(),
        reason: match error {
            XlsxError::IoError(error) => cause_of(&error),
            error => error.to_string(),
        },
    };
    book(plan, seat).and_then(|mut book| book.save(path)).map_err(failed)
}

fn book(plan: &Plan, seat: Seat) -> Result<Workbook, XlsxError> {
    let faces = Faces::new();
    let mut book = Workbook::new();
    // The date is a constant, because a clock would change the bytes.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title("复核表（内部资料）")
        .set_author(&plan.source.opened.editions().tool)
        .set_creation_datetime(&fixed);
    book.set_properties(&properties);
    help(book.add_worksheet(), &faces)?;
    fill(book.add_worksheet(), (plan, seat), &faces)?;
    version(book.add_worksheet(), (plan, seat), &faces)?;
    Ok(book)
}

struct Faces {
    title: Format,
    remark: Format,
    header: Format,
    open_header: Format,
    locked: Format,
    number: Format,
    count: Format,
    open: Format,
    open_date: Format,
}

impl Faces {
    fn new() -> Self {
        let bare = Format::new().set_font_name("微软雅黑").set_font_size(10);
        let line = Color::RGB(0xD0D5DB);
        let cell = bare.clone().set_border(FormatBorder::Thin).set_border_color(line);
        let cell = cell.set_align(FormatAlign::Top).set_text_wrap();
        let dark = Color::RGB(0x1F3A5F);
        let header = cell.clone().set_bold().set_align(FormatAlign::Center);
        let header = header.set_align(FormatAlign::VerticalCenter);
        let open = cell.clone().set_background_color(Color::RGB(0xFFF7D6)).set_unlocked();
        Self {
            title: bare.clone().set_bold().set_font_size(16).set_font_color(dark),
            remark: bare.set_text_wrap().set_align(FormatAlign::Top),
            header: header.clone().set_font_color(Color::White).set_background_color(dark),
            open_header: header.set_background_color(Color::RGB(0xFFD966)),
            number: cell.clone().set_num_format("0.00"),
            count: cell.clone().set_num_format("0"),
            locked: cell,
            open_date: open.clone().set_num_format("yyyy-mm-dd"),
            open,
        }
    }
}

fn help(sheet: &mut Worksheet, faces: &Faces) -> Result<(), XlsxError> {
    sheet.set_name("说明")?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 96)?;
    sheet.write_with_format(0, 0, "复核表：怎样填", &faces.title)?;
    for (row, (what, text)) in (1..).zip(HELP) {
        sheet.write_with_format(row, 0, *what, &faces.remark)?;
        sheet.write_with_format(row, 1, *text, &faces.remark)?;
        sheet.set_row_height(row, lines(text, 96) as f64 * 15.0 + 5.0)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn version(
    sheet: &mut Worksheet,
    (plan, seat): (&Plan, Seat),
    faces: &Faces,
) -> Result<(), XlsxError> {
    sheet.set_name(VERSION)?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 72)?;
    for (row, (fact, value)) in (0..).zip(version_of(plan, seat)) {
        sheet.write_with_format(row, 0, fact, &faces.locked)?;
        sheet.write_with_format(row, 1, value, &faces.locked)?;
    }
    sheet.protect_with_options(&protection());
    Ok(())
}

/// What 版本 says.
pub(super) fn version_of(plan: &Plan, seat: Seat) -> Vec<(&'static str, String)> {
    let named = plan.source.opened.editions();
    let as_of = named.as_of.map(|day| day.to_string());
    vec![
        (facts::LAYOUT, LAYOUT.to_owned()),
        (facts::RUN, plan.source.run().to_owned()),
        (facts::TOOL, named.tool.clone()),
        (facts::PACK, named.pack.clone()),
        (facts::PACK_HASH, named.pack_hash.clone()),
        (facts::PROFILE, named.profile.clone()),
        (facts::PROFILE_HASH, named.profile_hash.clone()),
        (facts::AS_OF, as_of.unwrap_or_default()),
        (facts::SEAT, seat.label().to_owned()),
        (facts::SAMPLE, plan.request.sample.to_string()),
        (facts::PASSED, plan.passed.to_string()),
        (facts::DOUBLE, plan.request.double.to_string()),
        (facts::SEED, plan.request.seed.clone().unwrap_or_default()),
    ]
}

fn fill(
    sheet: &mut Worksheet,
    (plan, seat): (&Plan, Seat),
    faces: &Faces,
) -> Result<(), XlsxError> {
    sheet.set_name(name(plan, seat))?;
    for (at, column) in (0..).zip(&COLUMNS) {
        let face =
            if matches!(column.cell, Cell::Open) { &faces.open_header } else { &faces.header };
        sheet.set_column_width(at, column.width)?;
        sheet.write_with_format(0, at, column.name, face)?;
        if column.is_hidden() {
            sheet.set_column_hidden(at)?;
        }
    }
    sheet.set_row_height(0, 24)?;
    let mut rows = Rows::new();
    for (row, line) in (1..).zip(plan.of_seat(seat)) {
        row_of(sheet, row, (line, seat, plan.source.run()), faces)?;
        rows.push((row, line.matter.key.kind));
    }
    let last = rows.last().map_or(0, |row| row.0);
    drop_downs(sheet, &rows)?;
    sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
    sheet.set_freeze_panes(1, 5)?;
    sheet.set_selection(1, at(CONCLUSION), 1, at(CONCLUSION))?;
    sheet.protect_with_options(&protection());
    sheet.set_active(true);
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_header("&C内部资料　复核表").set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

/// No password: the lock keeps from slips, not from people. Filling, filtering, and making
/// rows and columns larger stay possible.
fn protection() -> ProtectionOptions {
    ProtectionOptions {
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    }
}

fn row_of(
    sheet: &mut Worksheet,
    row: u32,
    (line, seat, run): (&Line, Seat, &str),
    faces: &Faces,
) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&COLUMNS) {
        let value = column.value(line, seat);
        match column.cell {
            Cell::Open if column.name == DATE => sheet.write_blank(row, at, &faces.open_date)?,
            Cell::Open => sheet.write_blank(row, at, &faces.open)?,
            Cell::Hash => sheet.write_with_format(row, at, line.hash(seat, run), &faces.locked)?,
            Cell::Number(_) => number(sheet, (row, at), &value, faces)?,
            Cell::Text(_) | Cell::Hidden(_) => {
                sheet.write_with_format(row, at, value, &faces.locked)?
            }
        };
    }
    sheet.set_row_height(row, height(line, seat))?;
    Ok(())
}

fn number<'s>(
    sheet: &'s mut Worksheet,
    (row, column): (u32, u16),
    value: &str,
    faces: &Faces,
) -> Result<&'s mut Worksheet, XlsxError> {
    let face = if value.contains('.') { &faces.number } else { &faces.count };
    match value.parse::<f64>() {
        Ok(number) => sheet.write_with_format(row, column, number, face),
        Err(_) => sheet.write_blank(row, column, face),
    }
}

/// Points of a row: its longest cell in full up to about twelve lines.
fn height(line: &Line, seat: Seat) -> f64 {
    let shown = COLUMNS.iter().filter(|column| !column.is_hidden());
    let most = shown.map(|column| lines(&column.value(line, seat), column.width.into())).max();
    (most.unwrap_or(1).clamp(2, 12) * 14 + 4) as f64
}

/// Lines that a text takes in a column of that width.
pub(super) fn lines(text: &str, room: usize) -> usize {
    let room = room.saturating_sub(1).max(1);
    text.lines().map(|line| width(line).div_ceil(room).max(1)).sum()
}

/// Each kind of row offers what can be said of it.
fn drop_downs(sheet: &mut Worksheet, rows: &Rows) -> Result<(), XlsxError> {
    for kind in [Kind::Whole, Kind::Finding, Kind::Doubtful, Kind::Sampled] {
        let ranges = ranges(rows, kind);
        // A list of ranges that is too long is lost in some programs.
        for ranges in ranges.chunks(64) {
            offer(sheet, ranges, CONCLUSION, conclusions(kind))?;
            offer(sheet, ranges, INSTEAD, &[instead(kind)])?;
        }
    }
    Ok(())
}

fn offer(
    sheet: &mut Worksheet,
    ranges: &[(u32, u32)],
    column: &str,
    words: &[&str],
) -> Result<(), XlsxError> {
    let Some(&(first, last)) = ranges.first() else { return Ok(()) };
    let (number, letter) = (at(column), letter(at(column)));
    let all = ranges.iter().map(|(a, b)| format!("{letter}{}:{letter}{}", a + 1, b + 1));
    let list = DataValidation::new()
        .allow_list_strings(words)?
        .set_multi_range(all.collect::<Vec<_>>().join(" "))
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请从下拉里选")?
        .set_error_message(format!("这一格只能是：{}", words.join("、")))?;
    sheet.add_data_validation(first, number, last, number, &list)?;
    Ok(())
}

/// Runs of neighbouring rows of a kind.
fn ranges(rows: &Rows, kind: Kind) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for (row, _) in rows.iter().filter(|row| row.1 == kind) {
        match ranges.last_mut() {
            Some(range) if range.1 + 1 == *row => range.1 = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    ranges
}

/// Place of a column, 0-based.
fn at(name: &str) -> u16 {
    let is_named = |column: &Column| column.name == name;
    COLUMNS.iter().position(is_named).unwrap_or_default() as u16
}

/// All columns stand before Z.
fn letter(column: u16) -> char {
    char::from(b'A' + u8::try_from(column.min(25)).unwrap_or_default())
}

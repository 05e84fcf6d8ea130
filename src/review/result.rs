//! What the new edition of a run holds of the review: decisions.toml, changes.csv, review.csv
//! and 复核结果.xlsx.

use std::{fs, path::Path};

use anyhow::Context;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::{
    changes::Change,
    figures::{FigureLine, Figures},
    sheet::lines,
};
use crate::{
    decisions::{DecisionFile, FILE, State, about, label},
    records::ReplyRow,
    report::workbook::text::excerpt,
    score::{Points, disposal_label},
};

/// Name of the workbook.
pub const RESULT_FILE: &str = "复核结果.xlsx";

const CHANGES: [&str; 20] = [
    "reply_id",
    "unit",
    "title",
    "decision",
    "code",
    "text",
    "ordinal",
    "reason",
    "author",
    "date",
    "state",
    "changed",
    "non_answer_before",
    "non_answer_after",
    "text_score_before",
    "text_score_after",
    "score_before",
    "score_after",
    "disposal_before",
    "disposal_after",
];

const FIGURES: [&str; 9] = ["figure", "code", "name", "count", "n", "value", "low", "high", "note"];

/// Writes the files into the folder of the new edition.
pub(super) fn write(
    folder: &Path,
    decisions: &DecisionFile,
    changes: &[Change<'_>],
    figures: &Figures,
) -> anyhow::Result<()> {
    let failed = |name: &str| format!("「{name}」写不进去，请检查磁盘空间和文件夹权限");
    fs::write(folder.join(FILE), &decisions.text).with_context(|| failed(FILE))?;
    let lines = figures.lines();
    for (name, text) in [
        ("changes.csv", csv_text(&CHANGES, changes.iter().map(change_cells))),
        ("review.csv", csv_text(&FIGURES, lines.iter().map(figure_cells))),
    ] {
        fs::write(folder.join(name), text?).with_context(|| failed(name))?;
    }
    let book = workbook(changes, &lines).and_then(|mut book| book.save(folder.join(RESULT_FILE)));
    book.with_context(|| failed(RESULT_FILE))
}

/// UTF-8 with BOM and LF, as the other tables.
fn csv_text<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> anyhow::Result<Vec<u8>> {
    let out = Vec::from("\u{feff}");
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    out.write_record(header)?;
    for row in rows {
        out.write_record(row.map(unrun))?;
    }
    Ok(out.into_inner()?)
}

/// A leading `'` keeps a spreadsheet from running the text as a formula; numbers are none.
fn unrun(cell: String) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if runs { format!("'{cell}") } else { cell }
}

fn change_cells(change: &Change<'_>) -> [String; 20] {
    let entry = change.entry;
    let (code, text, ordinal) = change.finding();
    let row = change.after.or(change.before);
    let of =
        |row: Option<&ReplyRow>, get: fn(&ReplyRow) -> String| row.map(get).unwrap_or_default();
    let each = |get: fn(&ReplyRow) -> String| [of(change.before, get), of(change.after, get)];
    let [empty_before, empty_after] = each(|row| row.verdict.non_answer.to_string());
    let [text_before, text_after] = each(|row| Points(row.verdict.text_score).to_string());
    let [score_before, score_after] = each(|row| Points(row.score).to_string());
    let [disposal_before, disposal_after] = each(|row| row.disposal.to_owned());
    [
        entry.reply.clone(),
        of(row, |row| row.unit.clone().unwrap_or_default()),
        of(row, |row| row.title.clone().unwrap_or_default()),
        label(&entry.ruling).to_owned(),
        code.to_owned(),
        text.to_owned(),
        if ordinal > 0 { ordinal.to_string() } else { String::new() },
        entry.reason.clone(),
        entry.author.clone(),
        entry.date.map(|date| date.to_string()).unwrap_or_default(),
        change.state.name().to_owned(),
        change.is_felt().to_string(),
        empty_before,
        empty_after,
        text_before,
        text_after,
        score_before,
        score_after,
        disposal_before,
        disposal_after,
    ]
}

fn figure_cells(line: &FigureLine) -> [String; 9] {
    let number = |value: Option<f64>| value.map(|value| format!("{value:.4}")).unwrap_or_default();
    let count = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    [
        line.figure.to_owned(),
        line.code.clone(),
        line.name.clone(),
        count(line.count),
        count(line.n),
        number(line.value),
        number(line.interval.map(|ends| ends.0)),
        number(line.interval.map(|ends| ends.1)),
        line.note.clone(),
    ]
}

fn workbook(changes: &[Change<'_>], figures: &[FigureLine]) -> Result<Workbook, XlsxError> {
    let faces = Faces::new();
    let mut book = Workbook::new();
    // The date is a constant, because a clock would change the bytes.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("复核结果").set_creation_datetime(&fixed));
    fill_changes(book.add_worksheet(), changes, &faces)?;
    fill_figures(book.add_worksheet(), figures, &faces)?;
    Ok(book)
}

struct Faces {
    header: Format,
    text: Format,
    points: Format,
    share: Format,
    ratio: Format,
    count: Format,
}

impl Faces {
    fn new() -> Self {
        let cell = Format::new()
            .set_font_name("微软雅黑")
            .set_font_size(10)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xD0D5DB))
            .set_align(FormatAlign::VerticalCenter);
        let header = cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        Self {
            header: header.set_font_color(Color::White).set_background_color(Color::RGB(0x1F3A5F)),
            points: cell.clone().set_num_format("0.00"),
            share: cell.clone().set_num_format("0.0%"),
            ratio: cell.clone().set_num_format("0.00"),
            count: cell.clone().set_num_format("0"),
            text: cell.set_text_wrap(),
        }
    }
}

/// Header and width of each column of 复核变更.
const CHANGE_COLUMNS: [(&str, u16); 17] = [
    ("编号", 11),
    ("单位", 14),
    ("标题", 24),
    ("裁定", 18),
    ("原话", 34),
    ("理由", 26),
    ("复核人", 12),
    ("日期", 12),
    ("生效", 7),
    ("应付式 前", 8),
    ("应付式 后", 8),
    ("文本分 前", 9),
    ("文本分 后", 9),
    ("得分 前", 9),
    ("得分 后", 9),
    ("处置 前", 8),
    ("处置 后", 8),
];

fn fill_changes(
    sheet: &mut Worksheet,
    changes: &[Change<'_>],
    faces: &Faces,
) -> Result<(), XlsxError> {
    sheet.set_name("复核变更")?;
    head(sheet, &CHANGE_COLUMNS, faces)?;
    for (row, change) in (1..).zip(changes) {
        let entry = change.entry;
        let of = change.after.or(change.before);
        let unit = of.and_then(|row| row.unit.clone()).unwrap_or_default();
        let title = of.and_then(|row| row.title.clone()).unwrap_or_default();
        let state = if change.state == State::InForce { "是" } else { "否" };
        let date = entry.date.map(|date| date.to_string()).unwrap_or_default();
        let words = excerpt(change.finding().1);
        let texts: [&str; 9] = [
            entry.reply.as_str(),
            &unit,
            &title,
            &about(&entry.ruling),
            &words,
            &entry.reason,
            &entry.author,
            &date,
            state,
        ];
        let mut most = 1;
        for ((column, text), (_, width)) in (0..).zip(texts).zip(CHANGE_COLUMNS) {
            sheet.write_with_format(row, column, text, &faces.text)?;
            most = most.max(lines(text, width.into()));
        }
        sheet.set_row_height(row, (most.min(12) * 15 + 3) as f64)?;
        states(sheet, row, change, faces)?;
    }
    let last = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, CHANGE_COLUMNS.len() as u16 - 1)?;
    Ok(())
}

/// Verdict, points and disposal, before and after.
fn states(
    sheet: &mut Worksheet,
    row: u32,
    change: &Change<'_>,
    faces: &Faces,
) -> Result<(), XlsxError> {
    for (offset, reply) in [(0, change.before), (1, change.after)] {
        let Some(reply) = reply else { continue };
        let verdict = if reply.verdict.non_answer { "是" } else { "否" };
        let points = |hundredths: i32| f64::from(hundredths) / 100.0;
        sheet.write_with_format(row, 9 + offset, verdict, &faces.text)?;
        let text_score = points(reply.verdict.text_score);
        sheet.write_with_format(row, 11 + offset, text_score, &faces.points)?;
        sheet.write_with_format(row, 13 + offset, points(reply.score), &faces.points)?;
        sheet.write_with_format(row, 15 + offset, disposal_label(reply.disposal), &faces.text)?;
    }
    Ok(())
}

/// Header and width of each column of 复核统计.
const FIGURE_COLUMNS: [(&str, u16); 7] = [
    ("项目", 40),
    ("其中", 9),
    ("总数", 9),
    ("比例或系数", 12),
    ("95% 下限", 11),
    ("95% 上限", 11),
    ("怎样算", 52),
];

fn fill_figures(
    sheet: &mut Worksheet,
    lines: &[FigureLine],
    faces: &Faces,
) -> Result<(), XlsxError> {
    sheet.set_name("复核统计")?;
    head(sheet, &FIGURE_COLUMNS, faces)?;
    for (row, line) in (1..).zip(lines) {
        let ratio = if line.figure == "kappa" { &faces.ratio } else { &faces.share };
        sheet.write_with_format(row, 0, &line.name, &faces.text)?;
        for (column, count) in [(1, line.count), (2, line.n)] {
            match count {
                Some(count) => sheet.write_with_format(row, column, count, &faces.count)?,
                None => sheet.write_blank(row, column, &faces.count)?,
            };
        }
        let (low, high) = line.interval.unzip();
        for (column, value) in [(3, line.value), (4, low), (5, high)] {
            match value {
                Some(value) => sheet.write_with_format(row, column, value, ratio)?,
                None => sheet.write_blank(row, column, ratio)?,
            };
        }
        sheet.write_with_format(row, 6, &line.note, &faces.text)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, columns: &[(&str, u16)], faces: &Faces) -> Result<(), XlsxError> {
    for (at, (name, width)) in (0..).zip(columns) {
        sheet.set_column_width(at, *width)?;
        sheet.write_with_format(0, at, *name, &faces.header)?;
    }
    sheet.set_row_height(0, 24)?.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

impl Figures {
    /// What is printed, a line each.
    #[must_use]
    pub fn told(&self) -> String {
        let told = |line: &FigureLine| {
            let count = match (line.count, line.n) {
                (Some(count), Some(n)) => format!("{count}/{n}"),
                (Some(count), None) => count.to_string(),
                (None, Some(n)) => format!("n = {n}"),
                (None, None) => "没有".to_owned(),
            };
            let is_share = line.figure != "kappa";
            let shown = |value: f64| {
                if is_share { format!("{:.1}%", 100.0 * value) } else { format!("{value:.2}") }
            };
            let value = line.value.map(|value| format!("，{}", shown(value)));
            let ends = line
                .interval
                .map(|(low, high)| format!("（95% 区间 {}–{}）", shown(low), shown(high)));
            let note = if is_share { String::new() } else { format!("；{}", line.note) };
            let (value, ends) = (value.unwrap_or_default(), ends.unwrap_or_default());
            format!("  {}：{count}{value}{ends}{note}", line.name)
        };
        let is_told = |line: &&FigureLine| {
            line.value.is_some() || line.n.is_some() || line.count.is_some_and(|count| count > 0)
        };
        self.lines().iter().filter(is_told).map(told).collect::<Vec<_>>().join("\n")
    }
}

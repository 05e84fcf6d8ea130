//! A sheet that is one long table: legend, header, rows, filter, print setup.

use rust_xlsxwriter::{IgnoreError, Url, Worksheet, XlsxError};

use super::{
    overview,
    style::{Area, Faces, Paint, Styles, paint},
    text,
};

/// Rows of a sheet that Excel can open.
const SHEET_ROWS: usize = 1_048_576;

/// Rows that decide the width of a column; looking at all would read a large sheet twice.
const MEASURED_ROWS: usize = 2_000;

/// Room beside a cell's contents, in units of column width.
const PADDING: usize = 3;

/// Column widths that still print legibly on one A4 page, landscape (about 60 % of full size).
const PAGE_WIDTH: usize = 240;

/// Widest line of a legend.
const LEGEND_WIDTH: usize = 130;

/// A value as people see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Text of any length.
    Text(&'a str),
    /// Text put together for the cell.
    Joined(String),
    /// A short word in the middle of the cell.
    Mark(&'static str),
    /// A number that is a name and no amount (a year, a rank), in the middle of the cell.
    Label(u32),
    /// A whole number.
    Count(i64),
    /// A whole number that may be the result of a subtraction of published figures.
    Whole(f64),
    /// Points, 0–100.
    Points(f64),
    /// A density.
    Decimal(f64),
    /// A share, 0–1.
    Percent(f64),
    /// A share, 0–1, that is compared to the last digit.
    Precise(f64),
    /// Not known.
    Blank,
}

impl<'a> Value<'a> {
    /// Text, or blank.
    pub(super) fn text(value: Option<&'a str>) -> Self {
        value.map_or(Self::Blank, Self::Text)
    }

    /// A number of the given kind, or blank.
    pub(super) fn number(value: Option<f64>, kind: fn(f64) -> Self) -> Self {
        value.filter(|number| number.is_finite()).map_or(Self::Blank, kind)
    }

    /// A whole number, or blank.
    pub(super) fn count(value: Option<impl Into<i64>>) -> Self {
        value.map_or(Self::Blank, |number| Self::Count(number.into()))
    }

    /// Points from hundredths.
    pub(super) fn hundredths(points: i32) -> Self {
        Self::Points(f64::from(points) / 100.0)
    }

    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text::width(text),
            Self::Joined(text) => text::width(text),
            Self::Mark(text) => text::width(text),
            Self::Label(_) => 4,
            Self::Count(number) => number.to_string().len(),
            Self::Precise(_) => 8,
            Self::Whole(_) | Self::Points(_) | Self::Decimal(_) | Self::Percent(_) => 6,
            Self::Blank => 0,
        }
    }

    /// Lines that the value takes in a column of that width.
    fn lines(&self, column_width: usize) -> usize {
        let room = column_width.saturating_sub(PADDING - 1).max(1);
        let wrapped =
            |words: &str| words.lines().map(|line| text::width(line).div_ceil(room)).sum();
        match self {
            Self::Text(words) => wrapped(words),
            Self::Joined(words) => wrapped(words),
            _ => 1,
        }
    }
}

type Get<R> = Box<dyn for<'r> Fn(&'r R) -> Value<'r>>;

/// A column of the table.
pub(super) struct Heading<R> {
    name: String,
    /// Widest the column gets; longer texts wrap.
    cap: usize,
    paint: Paint,
    get: Get<R>,
}

impl<R> Heading<R> {
    /// The header.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// A column with that header; texts wider than `cap` wrap.
pub(super) fn heading<R>(
    name: impl Into<String>,
    cap: usize,
    paint: Paint,
    get: impl for<'r> Fn(&'r R) -> Value<'r> + 'static,
) -> Heading<R> {
    Heading { name: name.into(), cap, paint, get: Box::new(get) }
}

/// How the list is laid out.
pub(super) struct Layout<R> {
    /// Sheet name.
    pub(super) name: &'static str,
    /// Remarks above the header, broken into rows after a 。.
    pub(super) legend: String,
    /// The columns.
    pub(super) columns: Vec<Heading<R>>,
    /// Columns that stay in sight on the left.
    pub(super) frozen: u16,
    /// Whether a row sums up others and is set in bold.
    pub(super) strong: fn(&R) -> bool,
    /// The file that holds all rows when the sheet cannot.
    pub(super) complete_in: &'static str,
}

/// Fills `sheet` with the rows; what goes beyond Excel's last row is left out and said so.
pub(super) fn fill<R>(
    sheet: &mut Worksheet,
    layout: &Layout<R>,
    rows: &[R],
    styles: &Styles,
) -> Result<(), XlsxError> {
    fill_up_to(sheet, layout, (rows, SHEET_ROWS), styles)
}

fn fill_up_to<R>(
    sheet: &mut Worksheet,
    layout: &Layout<R>,
    (rows, sheet_rows): (&[R], usize),
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut legend = packed(&layout.legend, LEGEND_WIDTH);
    let room = sheet_rows.saturating_sub(legend.len() + 2);
    let shown = rows.get(..room).unwrap_or(rows);
    if shown.len() < rows.len() {
        let (some, all, file) = (shown.len(), rows.len(), layout.complete_in);
        legend.push(format!("本表只列前 {some} 行（Excel 一张表的上限），全部 {all} 行见 {file}"));
    }
    let widths = widths(&layout.columns, shown);
    sheet.set_name(layout.name)?;
    set_widths(sheet, &widths)?;
    write_legend(sheet, &legend, styles)?;
    let header = row_number(legend.len());
    write_header(sheet, header, &layout.columns, styles)?;
    for (number, row) in (header + 1..).zip(shown) {
        let faces = if (layout.strong)(row) { &styles.strong } else { &styles.plain };
        let values: Vec<_> = layout.columns.iter().map(|heading| (heading.get)(row)).collect();
        write_row(sheet, number, (&values, &widths), faces)?;
    }
    let last = header + row_number(shown.len());
    set_view(sheet, layout, (header, last))?;
    set_print(sheet, widths.iter().sum())?;
    paint_columns(sheet, &layout.columns, (header + 1, last))
}

/// Writes a row from the first column on, high enough for its texts in columns of `widths`.
pub(super) fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    (values, widths): (&[Value<'_>], &[usize]),
    faces: &Faces,
) -> Result<(), XlsxError> {
    // Not every program makes a row higher for wrapped text by itself.
    let lines = values.iter().zip(widths).map(|(value, width)| value.lines(*width)).max();
    if let Some(lines) = lines.filter(|lines| *lines > 1) {
        sheet.set_row_height(row, row_points(lines))?;
    }
    for (column, value) in (0u16..).zip(values) {
        write_value(sheet, (row, column), value, faces)?;
    }
    Ok(())
}

/// Writes a value; text is always a string, never a formula.
fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    faces: &Faces,
) -> Result<(), XlsxError> {
    let fitted = |words: &str| text::excerpt(words).into_owned();
    match value {
        Value::Text(words) => {
            sheet.write_string_with_format(row, column, fitted(words), &faces.text)
        }
        Value::Joined(words) => {
            sheet.write_string_with_format(row, column, fitted(words), &faces.text)
        }
        Value::Mark(word) => sheet.write_string_with_format(row, column, *word, &faces.mark),
        Value::Label(number) => sheet.write_number_with_format(row, column, *number, &faces.mark),
        Value::Count(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &faces.count)
        }
        Value::Whole(number) => sheet.write_number_with_format(row, column, *number, &faces.count),
        Value::Points(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.points)
        }
        Value::Decimal(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.decimal)
        }
        Value::Percent(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.percent)
        }
        Value::Precise(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.precise)
        }
        Value::Blank => sheet.write_blank(row, column, &faces.text),
    }
    .map(|_| ())
}

/// A4 landscape, page numbers at the foot; columns of `width` together go on as few pages
/// side by side as stay legible, with the first column repeated.
pub(super) fn set_print(sheet: &mut Worksheet, width: usize) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    let pages = u16::try_from(width.div_ceil(PAGE_WIDTH)).unwrap_or(1).max(1);
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(pages, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页");
    if pages > 1 {
        sheet.set_repeat_columns(0, 0)?;
    }
    Ok(())
}

/// The sentences of a legend, as many on a line as fit.
fn packed(legend: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for sentence in legend.split_inclusive('。') {
        match lines.last_mut() {
            Some(line) if text::width(line) + text::width(sentence) <= width => {
                line.push_str(sentence);
            }
            _ => lines.push(sentence.to_owned()),
        }
    }
    lines
}

fn write_legend(sheet: &mut Worksheet, lines: &[String], styles: &Styles) -> Result<(), XlsxError> {
    let home = Url::new(format!("internal:'{}'!A1", overview::NAME)).set_text("← 回总览");
    for (row, line) in (0u32..).zip(lines) {
        if row == 0 {
            sheet.write_url_with_format(row, 0, &home, &styles.link)?;
        }
        sheet.write_string_with_format(row, 1, line, &styles.remark)?;
    }
    Ok(())
}

fn write_header<R>(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Heading<R>],
    styles: &Styles,
) -> Result<(), XlsxError> {
    const HEADER_POINTS: u32 = 33;
    sheet.set_row_height(row, HEADER_POINTS)?;
    for (column, heading) in (0u16..).zip(columns) {
        sheet.write_string_with_format(row, column, &heading.name, &styles.header)?;
    }
    Ok(())
}

/// Filter, frozen header and header on every printed page; `rows` are the header's row and
/// the last one.
fn set_view<R>(
    sheet: &mut Worksheet,
    layout: &Layout<R>,
    (header, last): (u32, u32),
) -> Result<(), XlsxError> {
    let columns = u16::try_from(layout.columns.len()).unwrap_or(u16::MAX);
    sheet.autofilter(header, 0, last, columns.saturating_sub(1))?;
    sheet.set_freeze_panes(header + 1, layout.frozen)?;
    sheet.set_repeat_rows(header, header)?;
    Ok(())
}

fn paint_columns<R>(
    sheet: &mut Worksheet,
    columns: &[Heading<R>],
    (first, last): (u32, u32),
) -> Result<(), XlsxError> {
    if last < first {
        return Ok(());
    }
    // Ids such as 0012 are texts; without this Excel marks each with a green corner.
    sheet.ignore_error_range(first, 0, last, 0, IgnoreError::NumberStoredAsText)?;
    for (column, heading) in (0u16..).zip(columns) {
        paint(sheet, Area { first, last, column }, heading.paint)?;
    }
    Ok(())
}

fn widths<R>(columns: &[Heading<R>], rows: &[R]) -> Vec<usize> {
    let contents = |heading: &Heading<R>| {
        rows.iter().take(MEASURED_ROWS).map(|row| (heading.get)(row).width()).max().unwrap_or(0)
    };
    columns
        .iter()
        .map(|heading| column_width(&heading.name, contents(heading), heading.cap))
        .collect()
}

/// Sets the widths of the columns from the first on.
pub(super) fn set_widths(sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    for (column, width) in (0u16..).zip(widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    Ok(())
}

/// Wide enough for the contents up to `cap`, and for a header of two lines with its arrow.
fn column_width(header: &str, contents: usize, cap: usize) -> usize {
    const ARROW: usize = 3;
    let half_header = text::width(header).div_ceil(4) * 2;
    (contents.min(cap) + PADDING).max(half_header + ARROW)
}

/// Height of a row of that many lines, within what Excel allows.
fn row_points(lines: usize) -> f64 {
    const HIGHEST: usize = 409;
    (lines * 14 + 4).min(HIGHEST) as f64
}

fn row_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use rust_xlsxwriter::Workbook;

    #[test]
    fn a_column_fits_its_contents_up_to_the_cap_and_always_its_header() {
        assert_eq!(column_width("标题", 20, 40), 23);
        assert_eq!(column_width("标题", 200, 40), 43);
        assert_eq!(column_width("应付式答复", 2, 40), 9);
    }

    #[test]
    fn a_text_takes_the_lines_it_needs() {
        assert_eq!(Value::Text("十个汉字就是二十宽吧").lines(10 + PADDING), 2);
        assert_eq!(Value::Text("一\n二").lines(40), 2);
        assert_eq!(Value::Count(123).lines(1), 1);
        assert!(row_points(10_000) <= 409.0);
    }

    #[test]
    fn a_legend_breaks_after_its_sentences() {
        assert_eq!(packed("甲乙。丙丁。戊己", 12), ["甲乙。丙丁。", "戊己"]);
        assert_eq!(packed("甲乙。丙丁。", 2), ["甲乙。", "丙丁。"]);
    }

    #[test]
    fn rows_beyond_the_last_row_of_a_sheet_are_left_out() {
        let layout = Layout {
            name: "表",
            legend: "说明".into(),
            columns: vec![heading("数", 9, Paint::None, |row: &i64| Value::Count(*row))],
            frozen: 0,
            strong: |_| false,
            complete_in: "全部.csv",
        };
        let rows: Vec<i64> = (0..20).collect();
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
        fill_up_to(sheet, &layout, (&rows, 10), &Styles::new()).unwrap();
        let file = workbook.save_to_buffer().unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(file)).unwrap();
        let range = book.worksheet_range("表").unwrap();
        assert_eq!(range.end(), Some((9, 1)), "legend, the cut, header and seven rows");
        assert_eq!(range.get_value((9, 0)), Some(&Data::Float(6.0)));
        let cut = range.get_value((1, 1)).unwrap().to_string();
        assert!(cut.contains("前 7 行") && cut.contains("全部 20 行见 全部.csv"), "{cut}");
    }
}

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

/// A value as people see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Text of any length.
    Text(&'a str),
    /// Text put together for the cell.
    Joined(String),
    /// A short word in the middle of the cell.
    Mark(&'static str),
    /// A whole number.
    Count(i64),
    /// Points, 0–100.
    Points(f64),
    /// A density.
    Decimal(f64),
    /// A share, 0–1.
    Percent(f64),
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
            Self::Count(number) => number.to_string().len(),
            Self::Points(_) | Self::Decimal(_) | Self::Percent(_) => 6,
            Self::Blank => 0,
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
    /// Remarks above the header, one a row.
    pub(super) legend: Vec<String>,
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
    let mut legend = layout.legend.clone();
    let room = sheet_rows.saturating_sub(legend.len() + 2);
    let shown = rows.get(..room).unwrap_or(rows);
    if shown.len() < rows.len() {
        let (some, all, file) = (shown.len(), rows.len(), layout.complete_in);
        legend.push(format!("本表只列前 {some} 行（Excel 一张表的上限），全部 {all} 行见 {file}"));
    }
    sheet.set_name(layout.name)?;
    set_widths(sheet, &layout.columns, shown)?;
    write_legend(sheet, &legend, styles)?;
    let header = row_number(legend.len());
    write_header(sheet, header, &layout.columns, styles)?;
    for (index, row) in shown.iter().enumerate() {
        let faces = if (layout.strong)(row) { &styles.strong } else { &styles.plain };
        for (column, heading) in (0u16..).zip(&layout.columns) {
            let place = (header + 1 + row_number(index), column);
            write_value(sheet, place, &(heading.get)(row), faces)?;
        }
    }
    finish(sheet, layout, header, shown.len())
}

/// Writes a value; text is always a string, never a formula.
pub(super) fn write_value(
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
        Value::Count(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &faces.count)
        }
        Value::Points(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.points)
        }
        Value::Decimal(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.decimal)
        }
        Value::Percent(number) => {
            sheet.write_number_with_format(row, column, *number, &faces.percent)
        }
        Value::Blank => sheet.write_blank(row, column, &faces.text),
    }
    .map(|_| ())
}

/// A4 landscape, one page wide, page numbers at the foot.
pub(super) fn set_print(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页");
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

fn finish<R>(
    sheet: &mut Worksheet,
    layout: &Layout<R>,
    header: u32,
    rows: usize,
) -> Result<(), XlsxError> {
    let last = header + row_number(rows);
    let columns = u16::try_from(layout.columns.len()).unwrap_or(u16::MAX);
    sheet.autofilter(header, 0, last, columns.saturating_sub(1))?;
    sheet.set_freeze_panes(header + 1, layout.frozen)?;
    sheet.set_repeat_rows(header, header)?;
    set_print(sheet);
    if rows == 0 {
        return Ok(());
    }
    // Ids such as 0012 are texts; without this Excel marks each with a green corner.
    sheet.ignore_error_range(header + 1, 0, last, 0, IgnoreError::NumberStoredAsText)?;
    for (column, heading) in (0u16..).zip(&layout.columns) {
        paint(sheet, Area { first: header + 1, last, column }, heading.paint)?;
    }
    Ok(())
}

fn set_widths<R>(
    sheet: &mut Worksheet,
    columns: &[Heading<R>],
    rows: &[R],
) -> Result<(), XlsxError> {
    for (number, heading) in (0u16..).zip(columns) {
        let widest = rows.iter().take(MEASURED_ROWS).map(|row| (heading.get)(row).width()).max();
        let width = column_width(&heading.name, widest.unwrap_or(0), heading.cap);
        sheet.set_column_width(number, width as f64)?;
    }
    Ok(())
}

/// Wide enough for the contents up to `cap`, and for a header of two lines with its arrow.
fn column_width(header: &str, contents: usize, cap: usize) -> usize {
    const PADDING: usize = 2;
    const ARROW: usize = 3;
    let half_header = text::width(header).div_ceil(4) * 2;
    (contents.min(cap) + PADDING).max(half_header + ARROW)
}

fn row_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    #[test]
    fn a_column_fits_its_contents_up_to_the_cap_and_always_its_header() {
        assert_eq!(column_width("标题", 20, 40), 22);
        assert_eq!(column_width("标题", 200, 40), 42);
        assert_eq!(column_width("应付式答复", 2, 40), 9);
    }

    #[test]
    fn rows_beyond_the_last_row_of_a_sheet_are_left_out() {
        let layout = Layout {
            name: "表",
            legend: vec!["说明".into()],
            columns: vec![heading("数", 9, Paint::None, |row: &i64| Value::Count(*row))],
            frozen: 0,
            strong: |_| false,
            complete_in: "全部.csv",
        };
        let rows: Vec<i64> = (0..20).collect();
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        fill_up_to(sheet, &layout, (&rows, 10), &Styles::new()).unwrap();
        // legend, the line about the cut, header and seven rows
        assert!(workbook.save_to_buffer().is_ok());
    }
}

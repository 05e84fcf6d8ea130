//! 图表: native charts over small tables that stand beside them, so that both can be copied.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartLine, ChartRange,
    ChartSolidFill, ChartType, Color, Url, Worksheet, XlsxError,
};

use super::{
    Assessment,
    list::{self, Value},
    overview,
    style::Styles,
    units,
};
use crate::records::{Estimate, TrendRow, UnitRow};

/// Sheet name.
pub(super) const NAME: &str = "图表";

/// Ranked units in the chart; 单位得分 has all.
const MOST_UNITS: usize = 60;

/// Widths of the columns of the tables.
const WIDTHS: [usize; 5] = [30, 10, 10, 10, 10];

/// First column beside the tables, and of the second chart beside the first.
const BESIDE: u16 = 6;
const BESIDE_THAT: u16 = 15;

/// Size of the small charts, and of one bar, in pixels.
const SMALL: (u32, u32) = (560, 320);
const BAR: u32 = 22;

/// Rows that a small chart covers.
const COVERED: u32 = 18;

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    list::set_widths(sheet, &WIDTHS)?;
    let home = Url::new(format!("internal:'{}'!A1", overview::NAME)).set_text("← 回总览");
    sheet.write_url_with_format(0, 0, &home, &styles.link)?;
    let remark =
        "图随左边的数变；竖线和横线是 95% 区间，区间重叠的不宜据此分先后。筛查结果，须经复核确认。";
    sheet.write_string_with_format(0, 1, remark, &styles.remark)?;
    let mut page = Page { sheet, styles, row: 2 };
    let years = page.years(assessment)?;
    let scores = page.scores(assessment)?;
    let units = page.units(assessment)?;
    let sheet = page.sheet;
    if let Some(table) = years {
        sheet.insert_chart(1, BESIDE, &years_chart(table, highest(assessment)))?;
    }
    if let Some(table) = scores {
        sheet.insert_chart(1, BESIDE_THAT, &scores_chart(table))?;
    }
    if let Some(table) = units {
        sheet.insert_chart(1 + COVERED, BESIDE, &units_chart(table))?;
    }
    sheet.set_screen_gridlines(false);
    const WIDE: usize = 230;
    list::set_print(sheet, WIDE)?;
    // A chart that is cut between two pages is no chart.
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// First and last row of a table's figures.
#[derive(Clone, Copy)]
struct Table {
    first: u32,
    last: u32,
}

impl Table {
    fn column(self, column: u16) -> (&'static str, u32, u16, u32, u16) {
        (NAME, self.first, column, self.last, column)
    }

    fn range(self, column: u16) -> ChartRange {
        ChartRange::new_from_range(NAME, self.first, column, self.last, column)
    }

    fn rows(self) -> u32 {
        self.last - self.first + 1
    }
}

struct Page<'s> {
    sheet: &'s mut Worksheet,
    styles: &'s Styles,
    row: u32,
}

impl Page<'_> {
    fn years(&mut self, assessment: &Assessment<'_>) -> Result<Option<Table>, XlsxError> {
        let is_shown = |row: &&TrendRow| row.series == "non_answer_share" && row.unit.is_none();
        let shares = assessment.trends.iter().filter(is_shown);
        let line = |row: &TrendRow| {
            let name = Value::Joined(row.year.to_string());
            spread(name, (row.estimate, Value::Percent), row.estimate.n)
        };
        self.table(["年度", "应付占比", "上限高出", "下限低出", "件数"], shares.map(line))
    }

    fn scores(&mut self, assessment: &Assessment<'_>) -> Result<Option<Table>, XlsxError> {
        const BINS: usize = 10;
        let mut bins = [0_i64; BINS];
        for row in assessment.rows {
            let bin = usize::try_from(row.score / 1_000).unwrap_or(0);
            bins[bin.min(BINS - 1)] += 1;
        }
        let line = |(bin, count): (usize, &i64)| {
            let from = bin * 10;
            let end =
                if bin + 1 == BINS { "100".to_owned() } else { format!("不到{}", from + 10) };
            vec![Value::Joined(format!("{from}—{end}")), Value::Count(*count)]
        };
        let lines = bins.iter().enumerate().map(line);
        let shown = if assessment.rows.is_empty() { 0 } else { BINS };
        self.table(["得分", "件数"], lines.take(shown))
    }

    fn units(&mut self, assessment: &Assessment<'_>) -> Result<Option<Table>, XlsxError> {
        let ranked = |row: &&UnitRow| row.year.is_none() && row.rank.is_some();
        let units = units::in_order(assessment.units).into_iter().filter(ranked);
        let line = |row: &UnitRow| {
            spread(Value::Joined(row.unit.clone()), (row.score, Value::Points), row.n)
        };
        let header = ["承办单位（参加排名的）", "得分", "上限高出", "下限低出", "件数"];
        self.table(header, units.take(MOST_UNITS).map(line))
    }

    /// A table with its header and a blank row behind it; `None` when it has no rows.
    fn table<const N: usize>(
        &mut self,
        header: [&str; N],
        lines: impl Iterator<Item = Vec<Value<'static>>>,
    ) -> Result<Option<Table>, XlsxError> {
        let first = self.row + 1;
        let mut next = first;
        for line in lines {
            list::write_row(self.sheet, next, (&line, &WIDTHS), &self.styles.plain)?;
            next += 1;
        }
        if next == first {
            return Ok(None);
        }
        for (column, name) in (0u16..).zip(header) {
            self.sheet.write_string_with_format(self.row, column, name, &self.styles.header)?;
        }
        self.row = next + 1;
        Ok(Some(Table { first, last: next - 1 }))
    }
}

/// A name, the value, how far its interval reaches up and down, and the number behind it.
fn spread(
    name: Value<'static>,
    (estimate, kind): (Estimate, fn(f64) -> Value<'static>),
    n: u32,
) -> Vec<Value<'static>> {
    let value = estimate.value;
    let up = estimate.high.zip(value).map(|(high, value)| high - value);
    let down = estimate.low.zip(value).map(|(low, value)| value - low);
    let number = |number| Value::number(number, kind);
    vec![name, number(value), number(up), number(down), Value::Count(n.into())]
}

fn intervals(table: Table) -> ChartErrorBars {
    let (up, down) = (table.range(2), table.range(3));
    let mut bars = ChartErrorBars::new();
    bars.set_type(ChartErrorBarsType::Custom(up, down));
    bars
}

const BLUE: Color = Color::RGB(0x4F7CAC);
const GREY: Color = Color::RGB(0xD9D9D9);
const RED: Color = Color::RGB(0xC0504D);

/// The upper end of the highest interval, rounded up to tenths, so that no interval is cut off.
fn highest(assessment: &Assessment<'_>) -> f64 {
    let shares = assessment.trends.iter();
    let shown = shares.filter(|row| row.series == "non_answer_share" && row.unit.is_none());
    let highest = shown.filter_map(|row| row.estimate.high).fold(0.1, f64::max);
    ((highest * 10.0).ceil() / 10.0).min(1.0)
}

fn years_chart(table: Table, highest: f64) -> Chart {
    let mut chart = plain(ChartType::Column, "应付式答复占比（分年度）");
    let series = chart.add_series().set_name("应付占比");
    series.set_categories(table.column(0)).set_values(table.column(1)).set_gap(80);
    series.set_format(&mut fill_of(RED)).set_y_error_bars(&intervals(table));
    chart.y_axis().set_min(0).set_max(highest).set_num_format("0%");
    lighten(chart.y_axis());
    chart
}

fn scores_chart(table: Table) -> Chart {
    let mut chart = plain(ChartType::Column, "得分分布（件数）");
    let series = chart.add_series().set_name("件数");
    series.set_categories(table.column(0)).set_values(table.column(1)).set_gap(20);
    series.set_format(&mut fill_of(BLUE));
    chart.y_axis().set_min(0).set_num_format("0");
    lighten(chart.y_axis());
    chart
}

/// Best at the top.
fn units_chart(table: Table) -> Chart {
    let mut chart = plain(ChartType::Bar, "各单位得分（参加排名的，满分100）");
    let series = chart.add_series().set_name("得分");
    series.set_categories(table.column(0)).set_values(table.column(1)).set_gap(40);
    series.set_format(&mut fill_of(BLUE)).set_x_error_bars(&intervals(table));
    chart.y_axis().set_reverse();
    chart.x_axis().set_min(0).set_max(100).set_num_format("0");
    lighten(chart.x_axis());
    const EDGES: u32 = 90;
    chart.set_width(2 * SMALL.0).set_height(EDGES + BAR * table.rows());
    chart
}

fn plain(kind: ChartType, title: &str) -> Chart {
    let mut chart = Chart::new(kind);
    let mut font = ChartFont::new();
    font.set_size(13).set_bold();
    chart.title().set_name(title).set_font(&font);
    chart.legend().set_hidden();
    chart.set_width(SMALL.0).set_height(SMALL.1);
    chart
}

fn lighten(axis: &mut ChartAxis) {
    let mut line = ChartLine::new();
    line.set_color(GREY);
    axis.set_major_gridlines_line(&line);
}

fn fill_of(colour: Color) -> rust_xlsxwriter::ChartFormat {
    let mut format = rust_xlsxwriter::ChartFormat::new();
    let mut fill = ChartSolidFill::new();
    fill.set_color(colour);
    format.set_solid_fill(&fill);
    format
}

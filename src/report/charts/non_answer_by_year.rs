//! Chart: share of non-answers year by year with its interval.

use super::{
    ChartError, ChartTable,
    canvas::{
        Canvas, DrawResult, Ink, MARGIN, Place, Scale, Sheet, WIDTH, empty_sheet, text_width,
    },
    style::{
        AXIS, GRID, INK, MAIN, MAIN_LIGHT, PAPER, SOFT_INK, count, nice_step, p_value, percent,
        signed,
    },
};
use crate::{
    records::{Estimate, TrendRow, TrendScope, TrendVerdict},
    statistics::share_change,
};

const NAME: &str = "non-answer-by-year";
const PLOT_HEIGHT: i32 = 260;
const LEFT: i32 = MARGIN + 44;
const RIGHT: i32 = WIDTH - MARGIN - 16;
/// Years without data inside the range are shown as gaps, unless the range is absurd.
const LONGEST_RANGE: i32 = 40;
/// Below this difference two shares are called equal.
const SAME: f64 = 0.005;

/// Draws the rows of series `non_answer_share` that belong to no unit (shares 0–1).
///
/// # Errors
/// When plotters fails.
pub fn non_answer_by_year(rows: &[TrendRow]) -> Result<String, ChartError> {
    let years = years(rows);
    if years.is_empty() {
        return empty_sheet(NAME, "应付式答复占比", "要写明年度的答复才能画");
    }
    let sheet = Sheet {
        name: NAME,
        title: finding(&years) + &closing(rows, &years),
        subtitle: definition(&years) + &tested(rows),
        legend: Vec::new(),
    };
    let top = sheet.top() + 16;
    let plot = Plot::new(&years, top);
    sheet.draw(top + PLOT_HEIGHT + 58, |canvas| {
        plot.grid(canvas)?;
        plot.ribbon(canvas, &years)?;
        plot.points(canvas, &years)
    })
}

/// The numbers behind the chart.
#[must_use]
pub fn non_answer_by_year_table(rows: &[TrendRow]) -> ChartTable {
    let line = |year: &Year| {
        let interval = format!("{}–{}", percent(year.low), percent(year.high));
        vec![year.year.to_string(), year.n.to_string(), percent(year.value), interval]
    };
    ChartTable::new(
        &["年度", "件数", "应付式答复占比", "95% 区间"],
        years(rows).iter().map(line).collect(),
    )
}

/// What the test says of the whole line.
fn verdict(rows: &[TrendRow]) -> Option<TrendVerdict> {
    rows.iter().find(|row| is_ours(row)).and_then(|row| row.verdict)
}

/// The end of the title, where the finding alone could be taken for more than it is.
fn closing(rows: &[TrendRow], years: &[Year]) -> String {
    let words = match verdict(rows) {
        _ if years.len() == 1 => "，只有一年，看不出变化",
        Some(TrendVerdict::Rising) => "，检验为上升",
        Some(TrendVerdict::Falling) => "，检验为下降",
        Some(TrendVerdict::NoClearChange) => "，检验没有明显变化",
        Some(TrendVerdict::TooLittleData) => "，件数太少，不下结论",
        None => "",
    };
    words.to_string()
}

/// The figures of the test, for the subtitle.
fn tested(rows: &[TrendRow]) -> String {
    let Some(row) = rows.iter().find(|row| is_ours(row)) else {
        return String::new();
    };
    let (Some(verdict), Some(p)) = (row.verdict, row.p_value) else {
        return String::new();
    };
    let slope = row
        .slope
        .map_or_else(String::new, |slope| format!("平均每年 {} 个百分点，", signed(slope)));
    format!("；逐件趋势检验：{}，{slope}{}", verdict.label(), p_value(p))
}

fn is_ours(row: &TrendRow) -> bool {
    row.series == "non_answer_share" && row.scope == TrendScope::All
}

#[derive(Debug, Clone, Copy)]
struct Year {
    year: i32,
    n: u32,
    value: f64,
    low: f64,
    high: f64,
    /// Whether it has enough replies to be compared with the others.
    compared: bool,
}

impl Year {
    fn estimate(&self) -> Estimate {
        let Year { n, value, low, high, .. } = *self;
        Estimate { n, value: Some(value), low: Some(low), high: Some(high) }
    }
}

fn years(rows: &[TrendRow]) -> Vec<Year> {
    let mut years: Vec<Year> = rows
        .iter()
        .filter(|row| is_ours(row))
        .filter_map(|row| {
            let value = row.estimate.value.filter(|value| value.is_finite())?;
            let low = row.estimate.low.filter(|low| low.is_finite()).unwrap_or(value);
            let high = row.estimate.high.filter(|high| high.is_finite()).unwrap_or(value);
            let (year, n) = (row.year, row.estimate.n);
            Some(Year { year, n, value, low, high, compared: row.compared })
        })
        .collect();
    years.sort_by_key(|year| year.year);
    years.dedup_by_key(|year| year.year);
    years
}

/// The first and the last year that are compared.
fn ends(years: &[Year]) -> Option<(&Year, &Year)> {
    let compared = || years.iter().filter(|year| year.compared);
    Some((compared().next()?, compared().next_back()?))
}

fn finding(years: &[Year]) -> String {
    let Some((first, last)) = ends(years) else {
        return String::new();
    };
    if first.year == last.year {
        return format!("{}年应付式答复占比为 {}", first.year, percent(first.value));
    }
    let change = last.value - first.value;
    let (from, to) = (percent(first.value), percent(last.value));
    if change.abs() < SAME {
        return format!("应付式答复占比大体持平：{}年 {from}，{}年 {to}", first.year, last.year);
    }
    let verb = if change > 0.0 { "升至" } else { "降至" };
    format!("应付式答复占比从 {}年的 {from} {verb} {}年的 {to}", first.year, last.year)
}

fn definition(years: &[Year]) -> String {
    let n: u64 = years.iter().map(|year| u64::from(year.n)).sum();
    let base = format!(
        "n={} 件答复；应付式答复：除去套话后没有针对本件内容的答复；\
         圆点为占比，竖线为 95% 置信区间(Wilson)",
        count(n)
    );
    let Some((first, last)) = ends(years).filter(|(first, last)| first.year < last.year) else {
        return base;
    };
    format!("{base}；{}{}", change(first, last), passed_over(years))
}

/// The years that are not compared, if there are any.
fn passed_over(years: &[Year]) -> String {
    let few: Vec<String> =
        years.iter().filter(|year| !year.compared).map(|year| format!("{}年", year.year)).collect();
    match few.is_empty() {
        true => String::new(),
        false => format!("；空心点({})件数太少，不拿来比", few.join("、")),
    }
}

/// The difference of the first and the last year with its interval, and what to make of it.
fn change(first: &Year, last: &Year) -> String {
    let change = share_change(first.estimate(), last.estimate());
    let (Some(value), Some(low), Some(high)) = (change.value, change.low, change.high) else {
        return String::new();
    };
    let reading =
        if low <= 0.0 && high >= 0.0 { "可能出于偶然" } else { "不像出于偶然" };
    let [value, low, high] = [value, low, high].map(signed);
    format!("首末两年相差 {value} 个百分点(95% 区间 {low} 至 {high})，{reading}")
}

struct Plot {
    top: i32,
    /// The years on the axis, gaps included.
    slots: Vec<i32>,
    shares: Scale,
    /// Grid step and end in whole percent.
    step: u64,
    most: u64,
}

impl Plot {
    fn new(years: &[Year], top: i32) -> Self {
        let highest = years.iter().map(|year| year.high).fold(0.05, f64::max).min(1.0);
        let step = nice_step((highest * 100.0).ceil() as u64, 5);
        let most = ((highest * 100.0).ceil() as u64).div_ceil(step) * step;
        let shares = Scale { values: (0.0, most as f64 / 100.0), places: (top + PLOT_HEIGHT, top) };
        Self { top, slots: slots(years), shares, step, most }
    }

    fn x(&self, slot: usize) -> i32 {
        let width = f64::from(RIGHT - LEFT) / self.slots.len().max(1) as f64;
        (f64::from(LEFT) + width * (slot as f64 + 0.5)).round() as i32
    }

    fn place(&self, year: &Year, share: f64) -> Place {
        let slot = self.slots.iter().position(|slot| *slot == year.year).unwrap_or(0);
        (self.x(slot), self.shares.at(share))
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let mut tick = 0;
        while tick <= self.most {
            let y = self.shares.at(tick as f64 / 100.0);
            let colour = if tick == 0 { AXIS } else { GRID };
            canvas.path(vec![(LEFT, y), (RIGHT, y)], colour, 1)?;
            canvas.text((LEFT - 8, y), &format!("{tick}%"), Ink::of(12.0, SOFT_INK).ending())?;
            tick += self.step;
        }
        for (slot, year) in self.slots.iter().enumerate().filter(|(slot, _)| self.labelled(*slot)) {
            let place = (self.x(slot), self.top + PLOT_HEIGHT + 18);
            canvas.text(place, &format!("{year}年"), Ink::of(13.2, INK).centred())?;
        }
        Ok(())
    }

    /// Whether a slot bears texts: all do while they do not touch, else every second, third …
    /// counted from the last year.
    fn labelled(&self, slot: usize) -> bool {
        let labels = self.slots.iter().map(|year| text_width(&format!("{year}年"), 13.2));
        let room = labels.fold(47.0, f64::max).ceil() as usize + 10;
        let every = (self.slots.len() * room).div_ceil((RIGHT - LEFT) as usize).max(1);
        self.slots.len().saturating_sub(slot + 1).is_multiple_of(every)
    }

    /// The band between the intervals of neighbouring years, broken where a year is missing.
    fn ribbon(&self, canvas: &Canvas<'_>, years: &[Year]) -> DrawResult {
        for pair in years.windows(2) {
            let [from, to] = pair else { continue };
            if from.year.checked_add(1) != Some(to.year) {
                continue;
            }
            let corners = vec![
                self.place(from, from.low),
                self.place(from, from.high),
                self.place(to, to.high),
                self.place(to, to.low),
            ];
            canvas.area(corners, MAIN_LIGHT, 0.25)?;
            let line = vec![self.place(from, from.value), self.place(to, to.value)];
            canvas.path(line, MAIN, 2)?;
        }
        Ok(())
    }

    fn points(&self, canvas: &Canvas<'_>, years: &[Year]) -> DrawResult {
        for year in years {
            let (x, y) = self.place(year, year.value);
            let (low, high) = (self.place(year, year.low).1, self.place(year, year.high).1);
            canvas.path(vec![(x, low), (x, high)], MAIN, 2)?;
            canvas.path(vec![(x - 5, low), (x + 5, low)], MAIN, 2)?;
            canvas.path(vec![(x - 5, high), (x + 5, high)], MAIN, 2)?;
            canvas.dot((x, y), 5, MAIN)?;
            if !year.compared {
                canvas.dot((x, y), 3, PAPER)?;
            }
        }
        let slot = |year: &Year| self.slots.iter().position(|slot| *slot == year.year);
        for year in years.iter().filter(|year| slot(year).is_some_and(|slot| self.labelled(slot))) {
            let (x, high) = self.place(year, year.high);
            let ink = Ink { bold: true, ..Ink::of(13.2, INK) };
            canvas.patched_text((x, high - 12), &percent(year.value), ink)?;
            let n = format!("n={}", count(u64::from(year.n)));
            let below = (x, self.top + PLOT_HEIGHT + 36);
            canvas.text(below, &n, Ink::of(12.0, SOFT_INK).centred())?;
        }
        Ok(())
    }
}

fn slots(years: &[Year]) -> Vec<i32> {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Vec::new();
    };
    match last.year.checked_sub(first.year) {
        Some(range) if range < LONGEST_RANGE => (first.year..=last.year).collect(),
        _ => years.iter().map(|year| year.year).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{report::charts::svg_scan::assert_sound, statistics::wilson};

    fn row(year: i32, n: u32, value: f64) -> TrendRow {
        let estimate = Estimate {
            n,
            value: Some(value),
            low: Some((value - 0.06).max(0.0)),
            high: Some((value + 0.08).min(1.0)),
        };
        TrendRow { year, estimate, ..crate::report::sample::trends().remove(0) }
    }

    #[test]
    fn a_year_with_too_few_replies_is_hollow_and_ends_no_comparison() {
        let few = TrendRow { compared: false, ..row(2025, 2, 1.0) };
        let svg = non_answer_by_year(&[row(2021, 74, 0.081), row(2024, 80, 0.263), few]).unwrap();
        assert!(svg.contains("应付式答复占比从 2021年的 8.1% 升至 2024年的 26.3%"), "{svg}");
        assert!(svg.contains("空心点(2025年)件数太少"), "{svg}");
        assert!(svg.contains("n=2"));
        assert_sound(&svg);
    }

    #[test]
    fn the_title_says_that_the_share_rises() {
        let svg = non_answer_by_year(&[row(2024, 80, 0.263), row(2021, 74, 0.081)]).unwrap();
        assert!(svg.contains("应付式答复占比从 2021年的 8.1% 升至 2024年的 26.3%"), "{svg}");
        assert!(svg.contains("不像出于偶然"));
        assert_sound(&svg);
    }

    #[test]
    fn the_title_says_what_the_test_says() {
        let with = |verdict| {
            let rows = [row(2021, 6, 0.1), row(2024, 6, 0.4)];
            let rows = rows.map(|row| TrendRow { verdict: Some(verdict), ..row });
            non_answer_by_year(&rows).unwrap()
        };
        assert!(with(TrendVerdict::Rising).contains("升至 2024年的 40.0%，检验为上升"));
        assert!(with(TrendVerdict::NoClearChange).contains("检验没有明显变化</title>"));
        assert!(with(TrendVerdict::TooLittleData).contains("件数太少，不下结论</title>"));
        assert!(with(TrendVerdict::Rising).contains("每年 +5.5 个百分点"));
    }

    #[test]
    fn the_table_holds_the_same_years() {
        let table = non_answer_by_year_table(&[row(2024, 80, 0.263)]);
        assert_eq!(table.rows, [["2024", "80", "26.3%", "20.3%–34.3%"]]);
    }

    #[test]
    fn a_small_change_is_said_to_be_perhaps_chance() {
        let svg = non_answer_by_year(&[row(2021, 74, 0.20), row(2022, 80, 0.15)]).unwrap();
        assert!(svg.contains("降至") && svg.contains("可能出于偶然"));
    }

    #[test]
    fn a_change_beyond_chance_is_no_chance_for_intervals_that_touch() {
        let year = |year, shells| TrendRow { estimate: wilson(shells, 75), ..row(year, 75, 0.0) };
        let svg = non_answer_by_year(&[year(2021, 6), year(2024, 18)]).unwrap();
        assert!(svg.contains("+16.0 个百分点") && svg.contains("不像出于偶然"), "{svg}");
    }

    #[test]
    fn rows_of_units_and_of_other_series_are_not_drawn() {
        let unit =
            TrendRow {
                scope: TrendScope::Unit, unit: Some("教育局".into()), ..row(2023, 9, 0.9)
            };
        let text = TrendRow { series: "text_score", ..row(2023, 9, 60.0) };
        let svg = non_answer_by_year(&[unit, text]).unwrap();
        assert!(svg.contains("暂无数据"));
        assert_sound(&svg);
    }

    #[test]
    fn one_year_and_twelve_years_fit() {
        for years in [1, 2, 12, 39] {
            let rows: Vec<_> =
                (0..years).map(|n| row(2010 + n, 123_456, 0.02 * f64::from(n % 9))).collect();
            assert_sound(&non_answer_by_year(&rows).unwrap());
        }
    }

    #[test]
    fn a_missing_year_leaves_a_gap() {
        let svg = non_answer_by_year(&[row(2019, 50, 0.1), row(2021, 50, 0.3)]).unwrap();
        assert!(svg.contains("2020年"));
        assert!(!svg.contains("<polygon"), "no band over a year without data");
    }

    #[test]
    fn the_same_rows_in_another_order_give_the_same_bytes() {
        let rows = [row(2020, 50, 0.1), row(2021, 60, 0.3), row(2022, 70, 0.2)];
        let turned = [rows[2].clone(), rows[0].clone(), rows[1].clone()];
        assert_eq!(non_answer_by_year(&rows).unwrap(), non_answer_by_year(&turned).unwrap());
    }

    proptest! {
        #[test]
        fn any_rows_give_a_sound_picture(
            rows in prop::collection::vec((any::<i32>(), any::<u32>(), 0.0..=1.0_f64), 0..20),
        ) {
            let rows: Vec<_> = rows.into_iter().map(|(year, n, share)| row(year, n, share)).collect();
            assert_sound(&non_answer_by_year(&rows).unwrap());
        }
    }
}

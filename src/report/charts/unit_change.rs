//! Chart: share of non-answers of each unit in its first and its last year, as a dumbbell.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Scale, Sheet, WIDTH, empty_sheet, shorten},
    row_labels::{RowLabels, keep_ends},
    style::{EARLIER, GRID, INK, MAIN, MUTED, SOFT_INK, WORSE, count, nice_step, percent, signed},
    unit_lines::{UnitLine, span, unit_lines, verdict_words, verdicts},
};
use crate::{
    records::{Estimate, TrendRow, TrendScope, TrendVerdict},
    statistics::share_change,
};

const NAME: &str = "unit-change";
const SERIES: &str = "non_answer_share";
/// Room on the right: change in points, n of both years, verdict.
const VALUES: i32 = 232;
/// Below this many replies in a year its interval says little.
const FEW: u32 = 10;

/// Draws the unit rows of series `non_answer_share` (shares 0–1), the largest rise on top.
///
/// # Errors
/// When plotters fails.
pub fn unit_change(rows: &[TrendRow]) -> Result<String, ChartError> {
    let lines = unit_lines(rows, SERIES);
    let Some((from, to)) = span_compared(rows, &lines) else {
        return empty_sheet(NAME, "各单位应付式答复占比的变化", "要有一个单位两个年度的答复才能比");
    };
    let pairs = pairs(&lines, (from, to));
    if pairs.is_empty() {
        return empty_sheet(NAME, "各单位应付式答复占比的变化", "要有一个单位两个年度的答复才能比");
    }
    let without = lines.len() - pairs.len();
    let title = finding(&pairs, (from, to));
    let few = pairs.iter().filter(|pair| pair.earlier.n.min(pair.later.n) < FEW).count();
    let text = definition(&pairs, few, without, (from, to));
    let (pairs, left_out) = keep_ends(pairs, |pair| pair.unit);
    let sheet = Sheet {
        name: NAME,
        title,
        subtitle: text + &left_out,
        legend: vec![
            Key::tick(format!("{from}年"), EARLIER),
            Key::dot(format!("{to}年，上升"), WORSE),
            Key::dot(format!("{to}年，下降"), MAIN),
            Key::dot(format!("{to}年，没有明显变化或太少"), MUTED),
        ],
    };
    let plot = Plot::new(&pairs, sheet.top() + 32);
    sheet.draw(plot.bottom() + 34, |canvas| {
        plot.grid(canvas)?;
        (0..pairs.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The numbers behind the chart, every unit that has both years.
#[must_use]
pub fn unit_change_table(rows: &[TrendRow]) -> ChartTable {
    let lines = unit_lines(rows, SERIES);
    let Some((from, to)) = span_compared(rows, &lines) else {
        return ChartTable::new(&["承办单位"], Vec::new());
    };
    let interval = |estimate: Estimate| match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{}–{}", percent(low), percent(high)),
        _ => "—".to_string(),
    };
    let line =
        |pair: &Pair<'_>| {
            let mut cells = vec![pair.unit.to_string()];
            for estimate in [pair.earlier, pair.later] {
                cells.push(estimate.n.to_string());
                cells.push(percent(estimate.value.unwrap_or_default()));
                cells.push(interval(estimate));
            }
            let change = share_change(pair.earlier, pair.later);
            let ends = change.low.zip(change.high);
            cells.push(signed(pair.change));
            cells.push(ends.map_or("—".into(), |(low, high)| {
                format!("[{} 至 {}]", signed(low), signed(high))
            }));
            cells.push(verdict_words(pair.verdict).to_string());
            cells
        };
    let named = |year: i32, what: &str| format!("{year}年{what}");
    let mut headers = vec!["承办单位".to_string()];
    for year in [from, to] {
        headers.extend(["件数", "占比", "95% 区间"].map(|what| named(year, what)));
    }
    headers.extend(["变化(百分点)", "变化的 95% 区间", "各年趋势检验"].map(str::to_string));
    ChartTable { headers, rows: pairs(&lines, (from, to)).iter().map(line).collect() }
}

/// The first and the last year that have enough replies to be compared, of all units together
/// where they have a line; two different years.
fn span_compared(rows: &[TrendRow], lines: &[UnitLine<'_>]) -> Option<(i32, i32)> {
    let of_all = |row: &&TrendRow| row.series == SERIES && row.scope == TrendScope::All;
    let years = || rows.iter().filter(of_all).filter(|row| row.compared).map(|row| row.year);
    let known = years().min().zip(years().max()).or_else(|| span(lines));
    known.filter(|(from, to)| from < to)
}

/// A unit with replies in both years.
struct Pair<'a> {
    unit: &'a str,
    earlier: Estimate,
    later: Estimate,
    change: f64,
    verdict: Option<TrendVerdict>,
}

fn pairs<'a>(lines: &[UnitLine<'a>], (from, to): (i32, i32)) -> Vec<Pair<'a>> {
    let pair = |line: &UnitLine<'a>| {
        let (earlier, later) = (line.at(from)?, line.at(to)?);
        let change = later.value? - earlier.value?;
        Some(Pair { unit: line.unit, earlier, later, change, verdict: line.verdict })
    };
    let mut pairs: Vec<Pair<'a>> = lines.iter().filter_map(pair).collect();
    pairs.sort_by(|one, other| {
        other.change.total_cmp(&one.change).then_with(|| one.unit.cmp(other.unit))
    });
    pairs
}

fn finding(pairs: &[Pair<'_>], (from, to): (i32, i32)) -> String {
    let verdicts = verdicts(pairs.iter().map(|pair| pair.verdict));
    let years = format!("{from}→{to}年，{} 个单位的应付式占比", pairs.len());
    let largest = |want: TrendVerdict, best: Option<&Pair<'_>>| {
        best.filter(|pair| pair.verdict == Some(want)).map_or_else(String::new, |pair| {
            let name = shorten(pair.unit, 1.0, 14.0);
            format!("，{name}最多({} 个百分点)", signed(pair.change))
        })
    };
    let rising: Vec<_> =
        pairs.iter().filter(|pair| pair.verdict == Some(TrendVerdict::Rising)).collect();
    format!(
        "{years}：{}{}",
        verdicts.words(),
        largest(TrendVerdict::Rising, rising.first().copied())
    )
}

fn definition(pairs: &[Pair<'_>], few: usize, without: usize, (from, to): (i32, i32)) -> String {
    let n = |of: fn(&Pair<'_>) -> u32| count(pairs.iter().map(|pair| u64::from(of(pair))).sum());
    let mut text = format!(
        "n={}→{} 件答复，{} 个单位，按变化从升到降排列；竖条为首年，圆点为末年，细线为 95% 置信区间(Wilson)；\
         升降按各年全部答复检验，已作多重比较校正(BH)",
        n(|pair| pair.earlier.n),
        n(|pair| pair.later.n),
        pairs.len()
    );
    if few > 0 {
        text += &format!("；{few} 个单位有一年不足 {FEW} 件，区间很宽，不宜据此说好坏");
    }
    if without > 0 {
        text += &format!("；{without} 个单位在 {from} 或 {to}年没有答复，未画");
    }
    text
}

struct Plot<'a> {
    pairs: &'a [Pair<'a>],
    labels: RowLabels,
    top: i32,
    most: u64,
    step: u64,
}

impl<'a> Plot<'a> {
    fn new(pairs: &'a [Pair<'a>], top: i32) -> Self {
        let labels = RowLabels::new(pairs.iter().map(|pair| pair.unit));
        let highest = |pair: &Pair<'_>| {
            let ends = [pair.earlier, pair.later].map(|estimate| estimate.high.unwrap_or(0.0));
            ends[0].max(ends[1])
        };
        let highest = pairs.iter().map(highest).fold(0.05, f64::max).min(1.0);
        let highest = (highest * 100.0).ceil() as u64;
        let step = nice_step(highest, 4);
        Self { pairs, labels, top, most: highest.div_ceil(step) * step, step }
    }

    fn bottom(&self) -> i32 {
        self.top + self.labels.height()
    }

    fn left(&self) -> i32 {
        MARGIN + self.labels.width + 16
    }

    fn shares(&self) -> Scale {
        let places = (self.left(), WIDTH - MARGIN - VALUES);
        Scale { values: (0.0, self.most as f64 / 100.0), places }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let mut tick = 0;
        while tick <= self.most {
            let x = self.shares().at(tick as f64 / 100.0);
            canvas.path(vec![(x, self.top), (x, self.bottom())], GRID, 1)?;
            let place = (x, self.bottom() + 14);
            canvas.text(place, &format!("{tick}%"), Ink::of(12.0, SOFT_INK).centred())?;
            tick += self.step;
        }
        let head = Ink::of(12.0, SOFT_INK).ending();
        let y = self.top - 12;
        canvas.text((WIDTH - MARGIN - 160, y), "变化", head)?;
        canvas.text((WIDTH - MARGIN - 90, y), "件数", head)?;
        canvas.text((WIDTH - MARGIN, y), "检验", head)
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let pair = &self.pairs[row];
        let y = self.top + self.labels.middle(row);
        self.labels.draw(canvas, row, (self.left() - 12, y), Ink::of(13.2, INK))?;
        let colour = match pair.verdict {
            Some(TrendVerdict::Rising) => WORSE,
            Some(TrendVerdict::Falling) => MAIN,
            _ => MUTED,
        };
        for (estimate, colour, shift) in [(pair.earlier, EARLIER, -5), (pair.later, colour, 5)] {
            let (Some(low), Some(high)) = (estimate.low, estimate.high) else { continue };
            let line =
                vec![(self.shares().at(low), y + shift), (self.shares().at(high), y + shift)];
            canvas.path(line, colour, 1)?;
        }
        let at = |estimate: Estimate| self.shares().at(estimate.value.unwrap_or_default());
        let (from, to) = (at(pair.earlier), at(pair.later));
        canvas.bar((from.min(to), y - 1), (from.max(to).max(from.min(to) + 1), y + 2), colour)?;
        // A tick, not a dot: which end is the earlier one must show without colour.
        canvas.bar((from - 2, y - 7), (from + 1, y + 7), EARLIER)?;
        canvas.dot((to, y), 6, colour)?;
        let bold = matches!(pair.verdict, Some(TrendVerdict::Rising | TrendVerdict::Falling));
        let change = Ink { bold, ..Ink::of(12.0, INK).ending() };
        canvas.text((WIDTH - MARGIN - 160, y), &signed(pair.change), change)?;
        let n = format!("{}→{}", count(pair.earlier.n.into()), count(pair.later.n.into()));
        let soft = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN - 90, y), &shorten(&n, 12.0, 66.0), soft)?;
        canvas.text((WIDTH - MARGIN, y), verdict_words(pair.verdict), Ink { bold, ..soft })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::{
        svg_scan::assert_sound,
        unit_lines::samples::{row, sixty_units},
    };

    #[test]
    fn the_title_counts_the_verdicts() {
        let rows = [
            row(("教育局", SERIES), (2021, 40, 0.1), TrendVerdict::Rising),
            row(("教育局", SERIES), (2024, 42, 0.5), TrendVerdict::Rising),
            row(("水务局", SERIES), (2021, 4, 0.5), TrendVerdict::TooLittleData),
            row(("水务局", SERIES), (2024, 4, 0.25), TrendVerdict::TooLittleData),
            row(("档案馆", SERIES), (2024, 4, 0.25), TrendVerdict::TooLittleData),
        ];
        let svg = unit_change(&rows).unwrap();
        assert!(svg.contains("2021→2024年，2 个单位的应付式占比：1 个上升，1 个数据太少"), "{svg}");
        assert!(svg.contains("教育局最多(+40.0 个百分点)"), "{svg}");
        assert!(svg.contains("1 个单位在 2021 或 2024年没有答复") && svg.contains("不足 10 件"));
        assert_sound(&svg);
        let table = unit_change_table(&rows);
        assert_eq!(table.rows[0][0], "教育局");
        assert_eq!(table.rows[0].len(), table.headers.len());
        assert_eq!(table.rows[0][7], "+40.0");
    }

    #[test]
    fn one_year_shows_no_change() {
        let rows = [row(("教育局", SERIES), (2021, 40, 0.1), TrendVerdict::TooLittleData)];
        assert!(unit_change(&rows).unwrap().contains("暂无数据"));
        assert!(unit_change_table(&rows).rows.is_empty());
        assert_sound(&unit_change(&[]).unwrap());
    }

    #[test]
    fn sixty_units_with_long_names_fit() {
        assert_sound(&unit_change(&sixty_units(SERIES)).unwrap());
    }
}

//! Chart: how much of a change is units getting better or worse, and how much is the work
//! moving between them.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Scale, Sheet, WIDTH, empty_sheet},
    row_labels::RowLabels,
    style::{AXIS, GRID, INK, MAIN, MAIN_LIGHT, SOFT_INK, WORSE, count, signed},
};
use crate::{
    records::{Estimate, TrendScope},
    statistics::{share_change, wilson},
    trend::MixRow,
};

const NAME: &str = "change-parts";
/// Units drawn below the sums.
const MOST_UNITS: usize = 12;
/// Room on the right: points and replies.
const VALUES: i32 = 150;
const SUMS: [&str; 3] = ["合计", "各单位自身变化", "工作在单位间转移"];
/// Lightest fill of the shift's part of a bar.
const SHIFT: plotters::style::RGBColor = MAIN_LIGHT;

/// Draws the longest span of `non_answer_share` by unit.
///
/// # Errors
/// When plotters fails.
pub fn change_parts(mix: &[MixRow]) -> Result<String, ChartError> {
    let Some(found) = longest(mix) else {
        return empty_sheet(NAME, "占比变化的来源", "要有两个年度、并且写明承办单位的答复才能比");
    };
    let bars = bars(found);
    let sheet = Sheet {
        name: NAME,
        title: finding(found),
        subtitle: definition(found),
        legend: vec![
            Key::area("自身变化：变差(占比升，向右)", WORSE),
            Key::area("自身变化：变好(占比降，向左)", MAIN),
            Key::area("工作转移", SHIFT),
        ],
    };
    let labels = RowLabels::new(bars.iter().map(|bar| bar.name.as_str()));
    let plot = Plot { bars: &bars, labels, top: sheet.top() + 28 };
    sheet.draw(plot.bottom() + 40, |canvas| {
        plot.grid(canvas)?;
        (0..bars.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The numbers behind the chart, every unit, in percentage points.
#[must_use]
pub fn change_parts_table(mix: &[MixRow]) -> ChartTable {
    let Some(found) = longest(mix) else {
        return ChartTable::new(&["项目"], Vec::new());
    };
    let points = |share: f64| format!("{:+.2}", share * 100.0).replace("-0.00", "+0.00");
    let value = |value: Option<f64>| value.map_or("—".to_string(), super::style::percent);
    let total = vec![
        SUMS[0].to_string(),
        found.from_n.to_string(),
        found.to_n.to_string(),
        value(ends(found).0.value),
        value(ends(found).1.value),
        points(found.within),
        points(found.shifted),
        points(found.change),
    ];
    let part = |part: &crate::trend::MixPart| {
        vec![
            part.name.clone(),
            part.n.0.to_string(),
            part.n.1.to_string(),
            value(part.value.0),
            value(part.value.1),
            points(part.within),
            points(part.shifted),
            points(part.within + part.shifted),
        ]
    };
    let named = |what: &str, year: i32| format!("{year}年{what}");
    let headers = vec![
        "承办单位".to_string(),
        named("件数", found.from),
        named("件数", found.to),
        named("占比", found.from),
        named("占比", found.to),
        "自身变化(百分点)".to_string(),
        "工作转移(百分点)".to_string(),
        "合计(百分点)".to_string(),
    ];
    let rows = std::iter::once(total).chain(found.parts.iter().map(part)).collect();
    ChartTable { headers, rows }
}

/// The span over most years.
fn longest(mix: &[MixRow]) -> Option<&MixRow> {
    mix.iter()
        .filter(|row| row.series == "non_answer_share" && row.by == TrendScope::Unit)
        .max_by_key(|row| i64::from(row.to) - i64::from(row.from))
}

/// The shares of both years over all units.
fn ends(found: &MixRow) -> (Estimate, Estimate) {
    let hits = |of: fn(&crate::trend::MixPart) -> (u32, Option<f64>)| {
        let hits = |part| {
            let (n, value) = of(part);
            (f64::from(n) * value.unwrap_or_default()).round() as u32
        };
        found.parts.iter().map(hits).sum::<u32>()
    };
    let earlier = hits(|part| (part.n.0, part.value.0));
    let later = hits(|part| (part.n.1, part.value.1));
    (wilson(earlier, found.from_n), wilson(later, found.to_n))
}

/// Whether the change of the whole may be chance.
fn is_clear(found: &MixRow) -> bool {
    let (earlier, later) = ends(found);
    let change = share_change(earlier, later);
    change.low.is_some_and(|low| low > 0.0) || change.high.is_some_and(|high| high < 0.0)
}

fn finding(found: &MixRow) -> String {
    let [change, within, shifted] = [found.change, found.within, found.shifted].map(signed);
    let span = format!("{}→{}年占比变化 {change} 个百分点", found.from, found.to);
    let parts = format!("各单位自身 {within}，工作转移 {shifted}");
    match is_clear(found) {
        true => format!("{span}：{parts}"),
        false => format!("{span}，没有明显变化，不必深究来源({parts})"),
    }
}

fn definition(found: &MixRow) -> String {
    let mut text = format!(
        "应付式答复占比，n={}→{} 件(有单位的)，{} 个单位；按 Kitagawa(1955)分解，两部分相加等于合计；\
         转移：件数移向占比高的单位为正",
        count(found.from_n.into()),
        count(found.to_n.into()),
        found.parts.len()
    );
    if found.parts.len() > MOST_UNITS {
        text += &format!("；只画影响最大的 {MOST_UNITS} 个单位，其余见数据表");
    }
    text
}

struct Bar {
    name: String,
    /// Shares; the one that does not apply is 0.
    within: f64,
    shifted: f64,
    n: String,
    is_sum: bool,
}

fn bars(found: &MixRow) -> Vec<Bar> {
    let sum = |name: &str, within, shifted| Bar {
        name: name.to_string(),
        within,
        shifted,
        n: String::new(),
        is_sum: true,
    };
    let mut bars = vec![
        sum(SUMS[0], found.within, found.shifted),
        sum(SUMS[1], found.within, 0.0),
        sum(SUMS[2], 0.0, found.shifted),
    ];
    bars.extend(found.parts.iter().take(MOST_UNITS).map(|part| Bar {
        name: part.name.clone(),
        within: part.within,
        shifted: part.shifted,
        n: format!("{}→{}", count(part.n.0.into()), count(part.n.1.into())),
        is_sum: false,
    }));
    bars
}

struct Plot<'a> {
    bars: &'a [Bar],
    labels: RowLabels,
    top: i32,
}

impl Plot<'_> {
    /// A gap below the sums.
    fn y(&self, row: usize) -> i32 {
        self.top + self.labels.middle(row) + if row >= SUMS.len() { 14 } else { 0 }
    }

    fn bottom(&self) -> i32 {
        self.top + self.labels.height() + 14
    }

    fn reach(&self) -> f64 {
        let side = |bar: &Bar| {
            let up = bar.within.max(0.0) + bar.shifted.max(0.0);
            up.max(-(bar.within.min(0.0) + bar.shifted.min(0.0)))
        };
        self.bars.iter().map(side).fold(0.01, f64::max)
    }

    fn points(&self) -> Scale {
        let left = MARGIN + self.labels.width + 14;
        Scale { values: (-self.reach(), self.reach()), places: (left, WIDTH - MARGIN - VALUES) }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let ends = [-1.0, -0.5, 0.0, 0.5, 1.0];
        for end in ends {
            let x = self.points().at(end * self.reach());
            let colour = if end == 0.0 { AXIS } else { GRID };
            canvas.path(vec![(x, self.top), (x, self.bottom())], colour, 1)?;
            let label = signed(end * self.reach());
            let label = if end == 0.0 { "0".to_string() } else { label };
            let ink = Ink::of(12.0, SOFT_INK).centred();
            canvas.text((x, self.bottom() + 14), &label, ink)?;
        }
        let middle = self.points().at(0.0);
        let foot = Ink::of(12.0, SOFT_INK).centred();
        canvas.text((middle, self.bottom() + 32), "对合计变化的贡献(百分点)", foot)?;
        let head = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN - 84, self.top - 10), "百分点", head)?;
        canvas.text((WIDTH - MARGIN, self.top - 10), "件数", head)
    }

    /// Each direction stacks from zero outwards: own change first, then shift.
    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let bar = &self.bars[row];
        let y = self.y(row);
        let left = MARGIN + self.labels.width + 4;
        let bold = bar.is_sum;
        self.labels.draw(canvas, row, (left, y), Ink { bold, ..Ink::of(13.2, INK) })?;
        let (mut up, mut down) = (0.0, 0.0);
        let own = if bar.within > 0.0 { WORSE } else { MAIN };
        for (part, fill) in [(bar.within, own), (bar.shifted, SHIFT)] {
            let start = if part > 0.0 { &mut up } else { &mut down };
            let from = self.points().at(*start);
            *start += part;
            let to = self.points().at(*start);
            if from != to {
                canvas.bar((from.min(to), y - 7), (from.max(to), y + 7), fill)?;
            }
        }
        let value = signed(bar.within + bar.shifted);
        let ink = Ink { bold, ..Ink::of(12.0, INK).ending() };
        canvas.text((WIDTH - MARGIN - 84, y), &value, ink)?;
        if bar.n.is_empty() {
            return Ok(());
        }
        canvas.text((WIDTH - MARGIN, y), &bar.n, Ink::of(11.5, SOFT_INK).ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::ReplyRow,
        report::charts::svg_scan::assert_sound,
        score::samples,
        trend::{mix, samples::cuts},
    };

    fn replies(unit: &str, year: i32, n: usize, empty: usize) -> Vec<ReplyRow> {
        let score = |at: usize| if at < empty { 1_000 } else { 6_000 };
        (0..n).map(|at| samples::row(Some(unit), Some(year), score(at))).collect()
    }

    #[test]
    fn the_title_parts_the_change_and_the_parts_add_up() {
        let mut rows = replies("甲局", 2023, 80, 8);
        rows.extend(replies("乙局", 2023, 20, 10));
        rows.extend(replies("甲局", 2024, 20, 2));
        rows.extend(replies("乙局", 2024, 80, 40));
        let mix = mix(&rows, &cuts());
        let svg = change_parts(&mix).unwrap();
        assert!(
            svg.contains("2023→2024年占比变化 +24.0 个百分点：各单位自身 0.0，工作转移 +24.0"),
            "{svg}"
        );
        assert_sound(&svg);
        let table = change_parts_table(&mix);
        assert_eq!(table.rows[0][3..], ["18.0%", "42.0%", "+0.00", "+24.00", "+24.00"]);
        assert_eq!(table.rows.len(), 3);
    }

    #[test]
    fn a_change_that_may_be_chance_is_called_so() {
        let mut rows = replies("甲局", 2023, 8, 2);
        rows.extend(replies("甲局", 2024, 8, 3));
        let svg = change_parts(&mix(&rows, &cuts())).unwrap();
        assert!(svg.contains("没有明显变化，不必深究来源"), "{svg}");
        assert_sound(&svg);
    }

    #[test]
    fn one_year_is_nothing_to_take_apart() {
        let svg = change_parts(&mix(&replies("甲局", 2023, 8, 2), &cuts())).unwrap();
        assert!(svg.contains("暂无数据"));
        assert!(change_parts_table(&[]).rows.is_empty());
        assert_sound(&svg);
    }

    #[test]
    fn sixty_units_with_long_names_fit() {
        let mut rows = Vec::new();
        for unit in 0..60 {
            let name = format!(
                "某某市某某新区管理委员会所属第{unit}综合行政执法与应急管理事务服务中心某某分中心"
            );
            rows.extend(replies(&name, 2021, 4 + unit % 7, unit % 4));
            rows.extend(replies(&name, 2024, 4 + unit % 5, unit % 3));
        }
        let svg = change_parts(&mix(&rows, &cuts())).unwrap();
        assert!(svg.contains("只画影响最大的 12 个单位"));
        assert_sound(&svg);
    }
}

//! 趋势: what the years say in words, and one line for each series, unit, topic and delegation:
//! the whole first, then lines that rise or fall, the surest first.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::{
    records::{TrendRow, TrendScope, TrendVerdict},
    trend::{DifferenceRow, label},
};

/// Sheet name.
pub(super) const NAME: &str = "趋势";

/// One line over time.
struct Line<'a> {
    first: &'a TrendRow,
    last: &'a TrendRow,
    /// Last against first.
    change: Option<&'a DifferenceRow>,
    /// Of the whole and of units: what comes of units themselves, and of work that moved.
    mix: Option<(f64, f64)>,
}

/// What a line is of.
type Key<'a> = (&'a str, TrendScope, Option<&'a str>);

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment),
        columns: columns(),
        frozen: 3,
        strong: |line: &Line<'_>| line.first.scope == TrendScope::All,
        complete_in: "trends.csv",
    };
    list::fill(sheet, &layout, &lines(assessment), styles)
}

fn legend(assessment: &Assessment<'_>) -> String {
    let words = assessment.over_time.words.concat();
    let said = if words.is_empty() { "不足两个年度，没有趋势可说。" } else { &words };
    format!(
        "{said}口径：各年都按同一版规则和方案判读（{}），表内没有断点。\
         别的版本写出的数字不能接在一起看，请用同一版把各年重跑一遍：shida run 各年的目录。\
         判定看校正后的 p 值，低于 {} 为明显；上升、下降指数值，占比升高、分数降低是变差。\
         自身变化、转移：首末两年之差里，各单位自己变好变坏的部分，和件数在单位之间增减的部分。",
        assessment.editions.in_short(),
        assessment.over_time.cuts.false_discovery
    )
}

/// The lines of two periods or more, in the order in which people look.
fn lines<'a>(assessment: &Assessment<'a>) -> Vec<Line<'a>> {
    let over_time = assessment.over_time;
    // Of the two differences of a line the later one is that against the first period.
    let changes: BTreeMap<Key<'_>, &DifferenceRow> = over_time
        .differences
        .iter()
        .map(|row| ((row.series, row.scope, row.name.as_deref()), row))
        .collect();
    let mixes = mixes(assessment);
    let of_line = |rows: &'a [TrendRow]| {
        let [first, .., last] = rows else { return None };
        let (change, mix) = (changes.get(&key(first)).copied(), mixes.get(&key(first)).copied());
        Some(Line { first, last, change, mix })
    };
    let trends: &'a [TrendRow] = assessment.trends;
    let mut lines: Vec<Line<'a>> =
        trends.chunk_by(|a, b| key(a) == key(b)).filter_map(of_line).collect();
    lines.sort_by(|a, b| place(a).cmp(&place(b)).then(sure(a).total_cmp(&sure(b))));
    lines
}

fn key(row: &TrendRow) -> Key<'_> {
    (row.series, row.scope, row.name.as_deref())
}

/// The whole in the order of the series, then what rises or falls.
fn place(line: &Line<'_>) -> (TrendScope, u8) {
    let order = match line.first.verdict {
        _ if line.first.scope == TrendScope::All => 0,
        Some(TrendVerdict::Rising | TrendVerdict::Falling) => 0,
        Some(TrendVerdict::NoClearChange) => 1,
        _ => 2,
    };
    (line.first.scope, order)
}

fn sure(line: &Line<'_>) -> f64 {
    match line.first.scope {
        TrendScope::All => 0.0,
        _ => line.first.q_value.unwrap_or(1.0),
    }
}

/// From the first to the last year: within and shifted of the whole and of each unit.
fn mixes<'a>(assessment: &Assessment<'a>) -> BTreeMap<Key<'a>, (f64, f64)> {
    let rows = assessment.over_time.mix.iter().filter(|row| row.by == TrendScope::Unit);
    let mut found = BTreeMap::new();
    // The span from the first to the last year stands behind that of the last two.
    for row in rows {
        found.insert((row.series, TrendScope::All, None), (row.within, row.shifted));
        for part in &row.parts {
            let key = (row.series, TrendScope::Unit, Some(part.name.as_str()));
            found.insert(key, (part.within, part.shifted));
        }
    }
    found
}

fn columns<'a>() -> Vec<Heading<Line<'a>>> {
    use Paint::None;
    vec![
        heading("指标", 26, None, |line: &Line<'_>| Value::Text(label(line.first.series))),
        heading("范围", 8, None, |line: &Line<'_>| Value::Mark(scope(line.first.scope))),
        heading("名称", 30, None, |line: &Line<'_>| {
            Value::Text(line.first.name.as_deref().unwrap_or("全部"))
        }),
        heading("判定", 14, None, |line: &Line<'_>| {
            line.first.verdict.map_or(Value::Blank, |verdict| Value::Mark(verdict.label()))
        }),
        heading("起", 10, None, |line: &Line<'_>| Value::Text(&line.first.period)),
        heading("起值", 8, None, |line: &Line<'_>| value(line, line.first.estimate.value)),
        heading("起件数", 6, None, |line: &Line<'_>| Value::Count(line.first.estimate.n.into())),
        heading("止", 10, None, |line: &Line<'_>| Value::Text(&line.last.period)),
        heading("止值", 8, None, |line: &Line<'_>| value(line, line.last.estimate.value)),
        heading("止件数", 6, None, |line: &Line<'_>| Value::Count(line.last.estimate.n.into())),
        heading("止减起", 8, None, |line: &Line<'_>| {
            value(line, line.change.and_then(|row| row.change.value))
        }),
        heading("差的下限", 8, None, |line: &Line<'_>| {
            value(line, line.change.and_then(|row| row.change.low))
        }),
        heading("差的上限", 8, None, |line: &Line<'_>| {
            value(line, line.change.and_then(|row| row.change.high))
        }),
        heading("每年变化", 8, None, |line: &Line<'_>| value(line, line.first.slope)),
        heading("p 值", 8, None, |line: &Line<'_>| chance(line.first.p_value)),
        heading("校正后", 8, None, |line: &Line<'_>| chance(line.first.q_value)),
        heading("自身变化", 8, None, |line: &Line<'_>| {
            value(line, line.mix.map(|(within, _)| within))
        }),
        heading("转移", 8, None, |line: &Line<'_>| {
            value(line, line.mix.map(|(_, shifted)| shifted))
        }),
    ]
}

fn scope(scope: TrendScope) -> &'static str {
    match scope {
        TrendScope::All => "全部",
        TrendScope::Unit => "单位",
        TrendScope::Topic => "内容分类",
        TrendScope::Delegation => "代表团",
    }
}

/// A share or points, by the series.
fn value<'a>(line: &Line<'_>, number: Option<f64>) -> Value<'a> {
    let kind = if line.first.series == "text_score" { Value::Points } else { Value::Percent };
    Value::number(number, kind)
}

/// A p-value; never 0.
pub(super) fn chance<'a>(p: Option<f64>) -> Value<'a> {
    p.map_or(Value::Blank, |p| {
        Value::Joined(if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") })
    })
}

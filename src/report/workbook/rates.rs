//! 比率明细: every rate with numerator, denominator and what it leaves out.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};
use crate::{records::RateRow, report::tables::reasons, score::rate_definition};

/// Sheet name.
pub(super) const NAME: &str = "比率明细";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let shown = shown(assessment.rates);
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.rates, &shown),
        columns: columns(),
        frozen: 3,
        strong: |row: &&RateRow| row.unit.is_none() && row.year.is_none(),
        complete_in: "rates.csv",
    };
    list::fill(sheet, &layout, &shown, styles)
}

/// The rates that the input allows at all.
pub(super) fn shown(rates: &[RateRow]) -> Vec<&RateRow> {
    let known: Vec<&str> = known(rates);
    rates.iter().filter(|row| known.contains(&row.rate)).collect()
}

/// Rates with a denominator somewhere, in the order of the rows.
fn known(rates: &[RateRow]) -> Vec<&'static str> {
    let mut known = Vec::new();
    for row in rates.iter().filter(|row| row.estimate.n > 0) {
        if !known.contains(&row.rate) {
            known.push(row.rate);
        }
    }
    known
}

fn legend(rates: &[RateRow], shown: &[&RateRow]) -> String {
    let mut absent: Vec<&str> = Vec::new();
    for row in rates {
        if !absent.contains(&row.label) && !shown.iter().any(|known| known.rate == row.rate) {
            absent.push(row.label);
        }
    }
    let absent = match absent.is_empty() {
        true => String::new(),
        false => format!("输入里没有相应的列而算不出的不列：{}。", absent.join("、")),
    };
    format!(
        "粗体为全部单位、全部年度合计。分母以外的件逐条写明原因；“不详”是输入里没有填，不当作“否”。\
         定义见「口径说明」。可用「单位」「年度」「比率」筛选。{absent}"
    )
}

fn columns<'a>() -> Vec<Heading<&'a RateRow>> {
    let percent = |value| Value::number(value, Value::Percent);
    vec![
        heading("单位", 40, Paint::None, |row: &&RateRow| {
            row.unit.as_deref().map_or(Value::Text("全部"), Value::Text)
        }),
        heading("年度", 6, Paint::None, |row: &&RateRow| {
            row.year.map_or(Value::Mark("全部"), |year| replies::year(Some(year)))
        }),
        heading("比率", 30, Paint::None, |row: &&RateRow| Value::Text(row.label)),
        heading("分子", 8, Paint::None, |row: &&RateRow| Value::Count(row.numerator.into())),
        heading("分母", 8, Paint::None, |row: &&RateRow| Value::Count(row.estimate.n.into())),
        heading("不计入", 8, Paint::None, |row: &&RateRow| {
            Value::Count((row.items() - row.estimate.n).into())
        }),
        heading("不计入的原因", 40, Paint::None, |row: &&RateRow| {
            Value::Joined(reasons(row))
        }),
        heading("值", 8, Paint::None, move |row: &&RateRow| percent(row.estimate.value)),
        heading("下限", 8, Paint::None, move |row: &&RateRow| percent(row.estimate.low)),
        heading("上限", 8, Paint::None, move |row: &&RateRow| percent(row.estimate.high)),
        heading("看哪些件", 40, Paint::None, |row: &&RateRow| {
            rate_definition(row.rate).map_or(Value::Blank, |rate| Value::Text(rate.base.label()))
        }),
    ]
}

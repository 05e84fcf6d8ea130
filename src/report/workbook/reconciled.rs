//! 对账: the office's published figures beside ours.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};
use crate::records::{Agreement, Reconciled};

/// Sheet name.
pub(super) const NAME: &str = "对账";

const LEGEND: &str = "公布数与本次逐件算出的数对照，按公布的位数比较。不符时按固定次序试几种常见口径，\
                      相符的写在说明里：只是提示，不是认定。“算不出”是输入里缺少相应的列、单位或年度。";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: LEGEND.to_owned(),
        columns: columns(),
        frozen: 3,
        strong: |_: &&Reconciled| false,
        complete_in: "reconcile.csv",
    };
    let rows: Vec<&Reconciled> = assessment.reconciled.iter().collect();
    list::fill(sheet, &layout, &rows, styles)
}

/// What readers see for a verdict.
pub(super) fn verdict(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "相符",
        Agreement::Differs => "不符",
        Agreement::Unknown => "算不出",
    }
}

/// How many figures agree, for 总览.
pub(super) fn in_short(rows: &[Reconciled]) -> String {
    let count = |wanted| rows.iter().filter(|row| row.agreement == wanted).count();
    format!(
        "公布的 {} 个数：相符 {}，不符 {}，算不出 {}",
        rows.len(),
        count(Agreement::Agrees),
        count(Agreement::Differs),
        count(Agreement::Unknown),
    )
}

fn columns<'a>() -> Vec<Heading<&'a Reconciled>> {
    vec![
        heading("单位", 40, Paint::None, |row: &&Reconciled| {
            row.published.unit.as_deref().map_or(Value::Text("全部"), Value::Text)
        }),
        heading("年度", 6, Paint::None, |row: &&Reconciled| {
            row.published.year.map_or(Value::Mark("全部"), |year| replies::year(Some(year)))
        }),
        heading("项目", 30, Paint::None, |row: &&Reconciled| Value::Text(&row.label)),
        heading("公布数", 9, Paint::None, |row: &&Reconciled| {
            number(row, Some(row.published.value))
        }),
        heading("本次", 9, Paint::None, |row: &&Reconciled| number(row, row.ours)),
        heading("分子", 8, Paint::None, |row: &&Reconciled| Value::count(row.numerator)),
        heading("分母", 8, Paint::None, |row: &&Reconciled| Value::count(row.denominator)),
        heading("公布减本次", 9, Paint::None, |row: &&Reconciled| number(row, row.difference)),
        heading("结论", 8, Paint::None, |row: &&Reconciled| Value::Mark(verdict(row.agreement))),
        heading("说明", 70, Paint::None, |row: &&Reconciled| Value::Text(&row.message)),
        heading("公布数的出处", 30, Paint::None, |row: &&Reconciled| {
            let origin = &row.published.origin;
            Value::Joined(format!("{} 第 {} 行", origin.file, origin.line))
        }),
    ]
}

/// A share, or a count of items.
fn number<'a>(row: &Reconciled, value: Option<f64>) -> Value<'a> {
    let is_count = row.published.rate == "n";
    Value::number(value, if is_count { Value::Whole } else { Value::Precise })
}

//! 关系: what goes together with the quality of the text, and what that does not show.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::trend::RelationRow;

/// Sheet name.
pub(super) const NAME: &str = "关系";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let relations = &assessment.over_time.relations;
    let legend = if relations.is_empty() {
        "没有满意度、用时、沟通、重办、类别等办理指标，或件数太少，没有可以放在一起看的。"
    } else {
        "文本分与办理指标放在一起看。只说明是否同时出现，不说明谁引起谁；每一行最后一栏写明它不能说明什么。\
         区间跨过 0 的差和相关，可能是碰巧。满意只算“满意”，不含“基本满意”；满意–质量背离：代表满意而文本分低于中位数，先看这些件。"
    };
    let layout = Layout {
        name: NAME,
        legend: legend.to_owned(),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "relations.csv",
    };
    list::fill(sheet, &layout, relations, styles)
}

fn columns() -> Vec<Heading<RelationRow>> {
    use Paint::None;
    vec![
        heading("比什么", 56, None, |row: &RelationRow| Value::Text(&row.reading)),
        heading("单位", 30, None, |row: &RelationRow| {
            Value::Text(row.unit.as_deref().unwrap_or("全部"))
        }),
        heading("算法", 10, None, |row: &RelationRow| Value::Mark(statistic(row))),
        heading("件数", 6, None, |row: &RelationRow| Value::Count(row.group_n.into())),
        heading("这些件的值", 8, None, |row: &RelationRow| value(row, row.group_value)),
        heading("对照件数", 6, None, |row: &RelationRow| Value::count(row.other_n)),
        heading("对照的值", 8, None, |row: &RelationRow| value(row, row.other_value)),
        heading("结果", 8, None, |row: &RelationRow| value(row, row.estimate.value)),
        heading("下限", 8, None, |row: &RelationRow| value(row, row.estimate.low)),
        heading("上限", 8, None, |row: &RelationRow| value(row, row.estimate.high)),
        heading("看得出吗", 12, None, |row: &RelationRow| Value::Mark(clear(row))),
        heading("它不能说明什么", 60, None, |row: &RelationRow| Value::Text(row.not_shown)),
    ]
}

fn statistic(row: &RelationRow) -> &'static str {
    match row.statistic {
        "quadrant_share" => "占比",
        "share_difference" => "占比之差",
        "mean_difference" => "平均分之差",
        _ => "秩相关",
    }
}

fn value<'a>(row: &RelationRow, number: Option<f64>) -> Value<'a> {
    let kind = match row.statistic {
        "quadrant_share" | "share_difference" => Value::Percent,
        _ => Value::Points,
    };
    Value::number(number, kind)
}

/// Whether the interval of a difference or correlation leaves 0 out.
fn clear(row: &RelationRow) -> &'static str {
    match (row.statistic, row.estimate.low, row.estimate.high) {
        ("quadrant_share", ..) => "",
        (_, Some(low), Some(high)) if low > 0.0 || high < 0.0 => "看得出",
        _ => "看不出",
    }
}

//! 单位考核: one line a unit and year, one column an item of the scheme; what people give by
//! hand is typed into this sheet and read back with `--manual`. 考核台账: why each number.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::score::{UnitLine, UnitScore};

/// Sheet name.
pub(super) const NAME: &str = "单位考核";

/// Name of the sheet with the lines.
pub(super) const LEDGER: &str = "考核台账";

/// What stands where a number is still to be given by hand.
const TO_FILL: &str = "待填";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let rows = in_order(assessment.unit_scores);
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.unit_scores),
        columns: columns(assessment.unit_scores),
        frozen: 2,
        strong: |row: &&UnitScore| row.year.is_none(),
        complete_in: "unit_scores.csv",
    };
    list::fill(sheet, &layout, &rows, styles)
}

/// Fills the sheet with the lines.
pub(super) fn fill_ledger(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let rows = in_order(assessment.unit_scores);
    let lines: Vec<(&UnitScore, &UnitLine)> =
        rows.iter().flat_map(|score| score.lines.iter().map(|line| (*score, line))).collect();
    let layout = Layout {
        name: LEDGER,
        legend: "每个单位每一项怎样得分：一个单位一个年度的各行分数相加，就是它的总分。".to_owned(),
        columns: ledger_columns(),
        frozen: 2,
        strong: |_| false,
        complete_in: "unit_ledger.csv",
    };
    list::fill(sheet, &layout, &lines, styles)
}

/// All-years lines first, then year by year; within a block by total, best first.
fn in_order(scores: &[UnitScore]) -> Vec<&UnitScore> {
    let mut rows: Vec<&UnitScore> = scores.iter().collect();
    rows.sort_by_key(|row| (row.year, std::cmp::Reverse(row.total), &row.unit));
    rows
}

fn legend(scores: &[UnitScore]) -> String {
    let mut legend =
        "按评分方案的 [unit] 部分对单位计分，各项规则见「口径说明」，逐项依据见「考核台账」。\
                      粗体为全部年度合计。"
            .to_owned();
    let waiting = |line: &UnitLine| line.points.is_none() && line.max_points > 0;
    if scores.iter().any(|score| score.lines.iter().any(waiting)) {
        legend.push_str(
            "“待填”的由人工评定：在本表直接填分后另存，下次运行用 --manual 给出这个文件；\
             “不可知”的缺少办理指标。",
        );
    }
    if scores.iter().any(|score| score.proposed != score.total) {
        legend.push_str("“全部确认后”一列，是复核件全部被人工认可时的总分。");
    }
    legend
}

fn columns<'a>(scores: &[UnitScore]) -> Vec<Heading<&'a UnitScore>> {
    use Paint::None;
    let points = |points: Option<i32>| points.map_or(Value::Blank, Value::hundredths);
    let mut columns = vec![
        heading("承办单位", 40, None, |row: &&UnitScore| Value::Text(&row.unit)),
        heading("年度", 6, None, |row: &&UnitScore| {
            row.year.map_or(Value::Mark("全部"), |year| super::replies::year(Some(year)))
        }),
        heading("件数", 8, None, |row: &&UnitScore| Value::Count(row.n.into())),
    ];
    if scores.iter().any(|score| score.total.is_some()) {
        columns.push(heading("总分", 8, None, move |row: &&UnitScore| points(row.total)));
        columns.push(heading("满分", 8, None, |row: &&UnitScore| Value::hundredths(row.full)));
    }
    if scores.iter().any(|score| score.proposed != score.total) {
        columns.push(heading("全部确认后", 8, None, move |row: &&UnitScore| {
            points(row.proposed)
        }));
    }
    if scores.iter().any(|score| score.contribution.is_some()) {
        columns.push(heading("折合考核分", 8, None, move |row: &&UnitScore| {
            points(row.contribution)
        }));
    }
    if scores.iter().any(|score| score.grade.is_some()) {
        columns
            .push(heading("等次", 8, None, |row: &&UnitScore| Value::text(row.grade.as_deref())));
    }
    if scores.iter().any(|score| score.no_award) {
        columns.push(heading("评优", 8, None, |row: &&UnitScore| {
            Value::Mark(if row.no_award { "不得评优" } else { "" })
        }));
    }
    columns.extend(items(scores).into_iter().map(|(name, label)| item_column(name, label)));
    columns
}

/// Names and labels of the lines of all units, in the order of the scheme.
fn items(scores: &[UnitScore]) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    // A gate stands only where it closed, so the longest ledgers are asked first.
    let mut longest: Vec<&UnitScore> = scores.iter().collect();
    longest.sort_by_key(|score| std::cmp::Reverse(score.lines.len()));
    for line in longest.iter().flat_map(|score| &score.lines) {
        if seen.insert(&line.item, ()).is_none() {
            names.push((line.item.clone(), line.label.clone()));
        }
    }
    names
}

fn item_column<'a>(name: String, label: String) -> Heading<&'a UnitScore> {
    heading(label, 10, Paint::None, move |row: &&UnitScore| {
        let line = row.lines.iter().find(|line| line.item == name);
        line.map_or(Value::Blank, value)
    })
}

fn value(line: &UnitLine) -> Value<'_> {
    match line.points {
        Some(points) => Value::hundredths(points),
        None if !line.grade.is_empty() => Value::Text(&line.grade),
        None if line.by_hand => Value::Mark(TO_FILL),
        None => Value::Mark("不可知"),
    }
}

fn ledger_columns<'a>() -> Vec<Heading<(&'a UnitScore, &'a UnitLine)>> {
    use Paint::None;
    type Line<'a> = (&'a UnitScore, &'a UnitLine);
    vec![
        heading("承办单位", 40, None, |row: &Line<'_>| Value::Text(&row.0.unit)),
        heading("年度", 6, None, |row: &Line<'_>| {
            row.0.year.map_or(Value::Mark("全部"), |year| super::replies::year(Some(year)))
        }),
        heading("项目", 24, None, |row: &Line<'_>| Value::Text(&row.1.label)),
        heading("得分", 8, None, |row: &Line<'_>| value(row.1)),
        heading("满分", 8, None, |row: &Line<'_>| match row.1.max_points {
            0 => Value::Blank,
            points => Value::hundredths(points),
        }),
        heading("依据", 80, None, |row: &Line<'_>| Value::Text(&row.1.reason)),
    ]
}

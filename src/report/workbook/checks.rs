//! 核对清单: where the letter and the metrics do not go together, with why and what to do.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};
use crate::{
    crosscheck::{CheckList, Tally},
    records::Check,
};

/// Sheet name.
pub(super) const NAME: &str = "核对清单";

const LEGEND: &str = "答复文字与办理指标对不上的地方，一行一处，先重后轻。不计分，请对照原件逐条核实。\
     一边不知道的不列。没有编号的行说的是整个单位。";

struct Row<'a> {
    check: &'a Check,
    tally: Option<&'a Tally>,
}

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.checks),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "checks.csv",
    };
    list::fill(sheet, &layout, &rows(assessment.checks), styles)
}

/// What the overview says of the sheet.
pub(super) fn in_short(checks: &CheckList) -> String {
    format!(
        "答复与指标对不上的 {} 处（{} 件），其中应当先看的 {} 处",
        checks.found.len(),
        checks.replies(),
        checks.serious().len()
    )
}

fn legend(checks: &CheckList) -> String {
    let told = checks.tallies.iter().filter(|tally| tally.known > 0);
    let counts: Vec<String> = told
        .map(|tally| format!("{} {}：{}/{}。", tally.code, tally.name, tally.found, tally.known))
        .collect();
    let withheld = checks.tallies.iter().filter(|tally| tally.withheld > 0);
    let withheld: Vec<String> = withheld
        .map(|tally| {
            format!(
                "{} 有 {} 件对不上，占多数，多半是两栏口径不同，没有列出。",
                tally.code, tally.withheld
            )
        })
        .collect();
    format!("{LEGEND}下面是各项对不上的件数／能比的件数。{}{}", counts.concat(), withheld.concat())
}

fn rows(checks: &CheckList) -> Vec<Row<'_>> {
    let tallies: BTreeMap<&str, &Tally> =
        checks.tallies.iter().map(|tally| (tally.code.as_str(), tally)).collect();
    let mut found: Vec<&Check> = checks.found.iter().collect();
    found.sort_by_key(|check| std::cmp::Reverse(check.severity));
    let row = |check: &'_ Check| tallies.get(check.code.as_str()).copied();
    found.into_iter().map(|check| Row { check, tally: row(check) }).collect()
}

fn columns<'a>() -> Vec<Heading<Row<'a>>> {
    use Paint::None;
    vec![
        heading("编号", 18, None, |row: &Row<'_>| Value::Text(&row.check.reply_id)),
        heading("年度", 6, None, |row: &Row<'_>| replies::year(row.check.year)),
        heading("承办单位", 18, None, |row: &Row<'_>| Value::text(row.check.unit.as_deref())),
        heading("轻重", 6, None, |row: &Row<'_>| Value::Mark(row.check.severity.label())),
        heading("代码", 8, None, |row: &Row<'_>| Value::Text(&row.check.code)),
        heading("名称", 20, None, |row: &Row<'_>| Value::Text(&row.check.name)),
        heading("答复里说", 40, None, |row: &Row<'_>| Value::Text(&row.check.text_says)),
        heading("指标里说", 26, None, |row: &Row<'_>| Value::Text(&row.check.metrics_say)),
        heading("为什么要看", 30, None, |row: &Row<'_>| {
            Value::text(row.tally.map(|tally| tally.why.as_str()))
        }),
        heading("怎样核实", 30, None, |row: &Row<'_>| {
            Value::text(row.tally.map(|tally| tally.fix.as_str()))
        }),
    ]
}

//! 问题清单: what speaks against each reply in review, quoted, with why and what to do.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};
use shida_engine::finding::Role;

use crate::decisions::told;

use super::{
    Assessment, Problem, RuleText,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};

/// Sheet name.
pub(super) const NAME: &str = "问题清单";

const LEGEND: &str = "只列处置为「复核」的答复，一行一处。证据照录原文；本工具只作筛查，是否扣分、\
     如何处理由人决定。扣分为文本分里扣去的分数，定性类规则可以是 0；回应类（A 开头）\
     是建议里没有得到回答的事，不扣分。人工裁定为误报或不是应付的不算数，仍列在这里备查。";

struct Row<'a> {
    problem: Problem<'a>,
    rule: Option<&'a RuleText>,
}

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
        frozen: 1,
        strong: |_| false,
        complete_in: "findings.csv",
    };
    list::fill(sheet, &layout, &rows(assessment.problems, assessment.rules), styles)
}

fn rows<'a>(problems: &[Problem<'a>], rules: &'a BTreeMap<String, RuleText>) -> Vec<Row<'a>> {
    let row =
        |problem: &Problem<'a>| Row { problem: *problem, rule: rules.get(&problem.finding.code) };
    problems.iter().map(row).collect()
}

/// The quote; what is owed to the suggestion stands in the words of the rule, since it often
/// quotes the suggestion and not the reply.
fn evidence<'r>(row: &'r Row<'_>) -> Value<'r> {
    let finding = row.problem.finding;
    match row.rule {
        Some(rule) if finding.role == Role::Answer => {
            Value::Joined(rule.message.replace("{text}", &finding.text))
        }
        _ => Value::Text(&finding.text),
    }
}

fn columns<'a>() -> Vec<Heading<Row<'a>>> {
    use Paint::None;
    vec![
        heading("编号", 18, None, |row: &Row<'_>| Value::Text(&row.problem.reply.reply_id)),
        heading("年度", 6, None, |row: &Row<'_>| replies::year(row.problem.reply.year)),
        heading("承办单位", 18, None, |row: &Row<'_>| {
            Value::text(row.problem.reply.unit.as_deref())
        }),
        heading("标题", 22, None, |row: &Row<'_>| {
            Value::text(row.problem.reply.title.as_deref())
        }),
        heading("类别", 6, None, |row: &Row<'_>| Value::Mark(row.problem.finding.role.label())),
        heading("规则", 8, None, |row: &Row<'_>| Value::Text(&row.problem.finding.code)),
        heading("名称", 14, None, |row: &Row<'_>| Value::text(row.rule.map(|r| r.name.as_str()))),
        heading("位置", 10, None, |row: &Row<'_>| Value::Mark(row.problem.finding.zone.label())),
        heading("原文证据", 42, None, evidence),
        heading("为什么是问题", 30, None, |row: &Row<'_>| {
            Value::text(row.rule.map(|r| r.why.as_str()))
        }),
        heading("怎样改", 30, None, |row: &Row<'_>| {
            Value::text(row.rule.map(|r| r.fix.as_str()))
        }),
        heading("扣分", 8, None, |row: &Row<'_>| Value::hundredths(row.problem.finding.points)),
        heading("人工裁定", 24, None, |row: &Row<'_>| {
            row.problem.decision.map_or(Value::Blank, |decision| Value::Joined(told(decision)))
        }),
    ]
}

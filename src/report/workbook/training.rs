//! 培训清单: what each unit has to learn, with its own words and better ones.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment, RuleText,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::office::Lesson;

/// Sheet name.
pub(super) const NAME: &str = "培训清单";

const LEGEND: &str = "粗体是全部答复合计，其下按单位列出（可用“单位”筛选）。一件答复里同一规则命中几处只算一件；\
     占比的分母是该单位评判了的件数。原句取自该单位自己的答复：最近年度里编号最小的一件，只作讲解之用。";

struct Row<'a> {
    lesson: &'a Lesson,
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
        frozen: 3,
        strong: |row: &Row<'_>| row.lesson.unit.is_none(),
        complete_in: "findings.csv",
    };
    let lessons = assessment.office.training.iter();
    let row = |lesson| Row { lesson, rule: assessment.rules.get(&lesson.code) };
    list::fill(sheet, &layout, &lessons.map(row).collect::<Vec<_>>(), styles)
}

fn columns<'a>() -> Vec<Heading<Row<'a>>> {
    use Paint::{None, Share};
    vec![
        heading("单位", 24, None, |row: &Row<'_>| {
            row.lesson.unit.as_deref().map_or(Value::Text("全部"), Value::Text)
        }),
        heading("规则", 8, None, |row: &Row<'_>| Value::Text(&row.lesson.code)),
        heading("问题", 18, None, |row: &Row<'_>| Value::text(row.rule.map(|r| r.name.as_str()))),
        heading("件数", 8, None, |row: &Row<'_>| Value::Count(row.lesson.count.into())),
        heading("评判件数", 8, None, |row: &Row<'_>| Value::Count(row.lesson.n.into())),
        heading("占比", 9, Share, |row: &Row<'_>| {
            Value::Percent(f64::from(row.lesson.count) / f64::from(row.lesson.n.max(1)))
        }),
        heading("例子的编号", 16, None, |row: &Row<'_>| Value::Text(&row.lesson.reply_id)),
        heading("本单位的原句", 46, None, |row: &Row<'_>| Value::Text(&row.lesson.quote)),
        heading("为什么是问题", 34, None, |row: &Row<'_>| {
            Value::text(row.rule.map(|r| r.why.as_str()))
        }),
        heading("怎样改", 34, None, |row: &Row<'_>| {
            Value::text(row.rule.map(|r| r.fix.as_str()))
        }),
    ]
}

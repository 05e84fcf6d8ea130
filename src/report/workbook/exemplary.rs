//! 先进典型: replies that can be held up, with the reasons in words.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};
use crate::{
    office::{Example, Need, Office},
    records::ReplyRow,
};

/// Sheet name.
pub(super) const NAME: &str = "先进典型";

struct Row<'a> {
    number: u32,
    reply: &'a ReplyRow,
    example: &'a Example,
}

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.office),
        columns: columns(),
        frozen: 4,
        strong: |_| false,
        complete_in: "replies.csv",
    };
    let rows: Vec<Row<'_>> = (1..)
        .zip(&assessment.office.exemplary)
        .filter_map(|(number, example)| {
            Some(Row { number, reply: assessment.rows.get(example.row)?, example })
        })
        .collect();
    list::fill(sheet, &layout, &rows, styles)
}

/// What the criteria are, in words.
pub(super) fn criteria(office: &Office) -> String {
    let of = |need: Need| {
        let criteria = office.settings.exemplary.criterion.iter().filter(|one| one.need == need);
        criteria.map(|one| one.words.as_str()).collect::<Vec<_>>().join("、")
    };
    let parts = [
        ("必须：", Need::Always),
        ("知道的必须、不知道的不拦：", Need::WhereKnown),
        ("有则排前：", Need::Bonus),
    ];
    let told = parts.into_iter().filter_map(|(label, need)| {
        let words = of(need);
        (!words.is_empty()).then(|| format!("{label}{words}"))
    });
    told.collect::<Vec<_>>().join("；")
}

fn legend(office: &Office) -> String {
    let settings = &office.settings.exemplary;
    format!(
        "在处置为通过、没有列入督办的答复里选；{}。每个单位最多 {} 件，全部最多 {} 件。\
         推广之前请核对原件和办理事实：本工具只看文本和指标表，不知道话是不是真的。",
        criteria(office),
        settings.per_unit,
        settings.most
    )
}

fn columns<'a>() -> Vec<Heading<Row<'a>>> {
    use Paint::{None, Score};
    vec![
        heading("序号", 6, None, |row: &Row<'_>| Value::Label(row.number)),
        heading("单位", 20, None, |row: &Row<'_>| Value::text(row.reply.unit.as_deref())),
        heading("编号", 16, None, |row: &Row<'_>| Value::Text(&row.reply.reply_id)),
        heading("年度", 6, None, |row: &Row<'_>| replies::year(row.reply.year)),
        heading("标题", 34, None, |row: &Row<'_>| Value::text(row.reply.title.as_deref())),
        heading("理由", 44, None, |row: &Row<'_>| Value::Joined(row.example.reasons.join("；"))),
        heading("不详", 20, None, |row: &Row<'_>| Value::Joined(row.example.unknown.join("；"))),
        heading("答复原句", 50, None, |row: &Row<'_>| Value::Text(&row.example.quote)),
        heading("得分", 8, Score, |row: &Row<'_>| Value::hundredths(row.reply.score)),
        heading("文本分", 8, Score, |row: &Row<'_>| {
            Value::hundredths(row.reply.verdict.text_score)
        }),
    ]
}

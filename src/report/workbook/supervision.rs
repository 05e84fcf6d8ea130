//! 督办清单: what has to be followed up, most urgent first, with two columns to fill in.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles},
};
use crate::office::{Item, Office};

/// Sheet name.
pub(super) const NAME: &str = "督办清单";

struct Row<'a> {
    number: u32,
    item: &'a Item,
    name: &'a str,
    measure: &'a str,
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
        complete_in: "replies.csv 和 commitments.csv",
    };
    list::fill(sheet, &layout, &rows(assessment.office), styles)
}

/// What the overview says of the sheet.
pub(super) fn in_short(office: &Office) -> String {
    format!("要跟进的 {} 项，急的在前，附依据和建议措施", office.supervision.len())
}

fn reasons(office: &Office) -> String {
    let reasons = office.reasons();
    let told = reasons.iter().map(|(name, count)| format!("{name} {count}"));
    if reasons.is_empty() { "无".to_owned() } else { told.collect::<Vec<_>>().join("，") }
}

fn legend(office: &Office) -> String {
    format!(
        "共 {} 项：{}。筛查结果，须经复核确认。先后按事由的缓急，同一事由里重的在前；同一件有几个事由的，各列一行。\
         “时限”“责任人”两列留给办公室填写。列哪些事由、怎样措辞，在 rules/office.toml 里改。",
        office.supervision.len(),
        reasons(office)
    )
}

fn rows(office: &Office) -> Vec<Row<'_>> {
    let reasons = &office.settings.supervision.reason;
    let listed = (1..).zip(&office.supervision);
    listed
        .filter_map(|(number, item)| {
            let reason = reasons.get(item.reason)?;
            Some(Row { number, item, name: &reason.name, measure: &reason.measure })
        })
        .collect()
}

fn columns<'a>() -> Vec<Heading<Row<'a>>> {
    use Paint::None;
    vec![
        heading("序号", 6, None, |row: &Row<'_>| Value::Label(row.number)),
        heading("单位", 20, None, |row: &Row<'_>| Value::text(row.item.unit.as_deref())),
        heading("编号", 16, None, |row: &Row<'_>| Value::Text(&row.item.reply_id)),
        heading("年度", 6, None, |row: &Row<'_>| replies::year(row.item.year)),
        heading("标题", 30, None, |row: &Row<'_>| Value::text(row.item.title.as_deref())),
        heading("事由", 20, None, |row: &Row<'_>| Value::Text(row.name)),
        heading("依据", 50, None, |row: &Row<'_>| Value::Text(&row.item.evidence)),
        heading("人工确认", 9, None, |row: &Row<'_>| {
            Value::Mark(if row.item.confirmed { "已裁定" } else { "未确认" })
        }),
        heading("建议措施", 34, None, |row: &Row<'_>| Value::Text(row.measure)),
        heading("时限", 12, None, |_: &Row<'_>| Value::Blank),
        heading("责任人", 10, None, |_: &Row<'_>| Value::Blank),
    ]
}

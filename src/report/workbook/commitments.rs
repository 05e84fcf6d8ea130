//! 承诺台账: the promises that can be followed up, with two columns to fill in.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::{
    commitments::{CommitmentList, grade_label},
    records::{Commitment, PromiseStatus},
};

/// Sheet name.
pub(super) const NAME: &str = "承诺台账";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.commitments),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "commitments.csv",
    };
    list::fill(sheet, &layout, &assessment.commitments.shown, styles)?;
    offer_answers(sheet)
}

/// Rows that a sheet holds.
const ROWS: u32 = 1_048_576;

/// A choice of answers in the column that the office fills in; other words may be typed.
fn offer_answers(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let Some(column) = columns().iter().position(|heading| heading.name() == DONE) else {
        return Ok(());
    };
    let answers = DataValidation::new()
        .allow_list_strings(&["是", "否", "正在办理"])?
        .set_error_style(DataValidationErrorStyle::Warning);
    sheet.add_data_validation(0, column as u16, ROWS - 1, column as u16, &answers)?;
    Ok(())
}

const DONE: &str = "是否完成";

/// What the overview says of the sheet.
pub(super) fn in_short(list: &CommitmentList) -> String {
    format!(
        "可跟踪的承诺 {} 条，其中逾期 {} 条；填写是否完成，下次运行接着用",
        list.definite(),
        list.count(PromiseStatus::Overdue)
    )
}

fn legend(list: &CommitmentList) -> String {
    let [_, _, vague] = list.grades;
    let definite = list.definite();
    let count = |status| list.count(status);
    let mut legend = format!(
        "共 {definite} 条可跟踪的承诺：逾期 {}，未到期 {}，不详 {}，已兑现 {}。另有空泛承诺 {vague} 条，见 commitments.csv。",
        count(PromiseStatus::Overdue),
        count(PromiseStatus::Open),
        count(PromiseStatus::Unknown),
        count(PromiseStatus::Kept),
    );
    if let Some(day) = list.as_of {
        legend.push_str(&format!("状态看到 {day} 为止。"));
    }
    legend.push_str(
        "跟踪办法：在“是否完成”“完成日期”两列填写后另存，下次运行用 --followup 给出这个文件；\
         不在输入里的旧承诺会按编号转入新台账。到期未填写的是“不详”，不是逾期。",
    );
    legend
}

fn columns() -> Vec<Heading<Commitment>> {
    use Paint::None;
    let day = |day: Option<chrono::NaiveDate>| {
        day.map_or(Value::Blank, |day| Value::Joined(day.format("%Y-%m-%d").to_string()))
    };
    vec![
        heading("承诺编号", 16, None, |row: &Commitment| Value::Text(&row.promise_id)),
        heading("建议编号", 14, None, |row: &Commitment| Value::Text(&row.reply_id)),
        heading("年度", 6, None, |row: &Commitment| {
            row.year.and_then(|year| u32::try_from(year).ok()).map_or(Value::Blank, Value::Label)
        }),
        heading("承办单位", 20, None, |row: &Commitment| Value::text(row.unit.as_deref())),
        heading("状态", 8, None, |row: &Commitment| {
            let late = row.late == Some(true);
            Value::Mark(if late { "逾期兑现" } else { row.status.label() })
        }),
        heading("到期日", 11, None, move |row: &Commitment| day(row.due)),
        heading("时限原文", 18, None, |row: &Commitment| Value::text(row.due_text.as_deref())),
        heading("事项", 40, None, |row: &Commitment| Value::text(row.object.as_deref())),
        heading("地点", 20, None, |row: &Commitment| Value::text(row.place.as_deref())),
        heading("责任单位", 20, None, |row: &Commitment| {
            Value::text(row.responsible.as_deref())
        }),
        heading("金额数量", 12, None, |row: &Commitment| Value::text(row.amount.as_deref())),
        heading("具体程度", 8, None, |row: &Commitment| Value::Mark(grade_label(&row.grade))),
        heading("承诺原文", 60, None, |row: &Commitment| Value::Text(&row.text)),
        heading("来源", 8, None, |row: &Commitment| {
            Value::Mark(if row.source == "metrics" { "指标表" } else { "答复" })
        }),
        heading(DONE, 9, None, |row: &Commitment| match row.status {
            PromiseStatus::Kept => Value::Mark("是"),
            PromiseStatus::Overdue => Value::Mark("否"),
            PromiseStatus::Open | PromiseStatus::Unknown => Value::Blank,
        }),
        heading("完成日期", 11, None, move |row: &Commitment| day(row.done_date)),
    ]
}

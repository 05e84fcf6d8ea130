//! 逐件明细: one row a judged reply.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, REPLY_LEGEND, Styles},
};
use crate::{decisions, records::ReplyRow, score::disposal_label};

/// Sheet name.
pub(super) const NAME: &str = "逐件明细";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: format!("一行一件，按读入的先后。空格表示输入里没有、无从知道。{REPLY_LEGEND}"),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "replies.csv",
    };
    list::fill(sheet, &layout, assessment.rows, styles)
}

fn columns() -> Vec<Heading<ReplyRow>> {
    [identity(), shape(), asks(), content(), handling()].into_iter().flatten().collect()
}

fn identity() -> Vec<Heading<ReplyRow>> {
    use Paint::{Disposal, None, Score};
    vec![
        heading("编号", 18, None, |row: &ReplyRow| Value::Text(&row.reply_id)),
        heading("年度", 6, None, |row: &ReplyRow| year(row.year)),
        heading("承办单位", 24, None, |row: &ReplyRow| Value::text(row.unit.as_deref())),
        heading("标题", 40, None, |row: &ReplyRow| Value::text(row.title.as_deref())),
        heading("得分", 8, Score, |row: &ReplyRow| Value::hundredths(row.score)),
        heading("文本分", 8, Score, |row: &ReplyRow| Value::hundredths(row.verdict.text_score)),
        heading("处置", 6, Disposal, |row: &ReplyRow| Value::Mark(disposal_label(row.disposal))),
    ]
}

fn shape() -> Vec<Heading<ReplyRow>> {
    use Paint::{Bad, None};
    vec![
        heading("应付式答复", 4, Bad, |row: &ReplyRow| yes_no(row.verdict.non_answer)),
        heading("三句话", 4, Bad, |row: &ReplyRow| yes_no(row.verdict.three_part)),
        heading("只收悉", 4, Bad, |row: &ReplyRow| yes_no(row.verdict.receipt_only)),
        heading("只转办", 4, Bad, |row: &ReplyRow| yes_no(row.verdict.forwarded_only)),
        heading("推诿", 4, Bad, |row: &ReplyRow| yes_no(row.verdict.deflection)),
        heading("文不对题", 4, Bad, |row: &ReplyRow| {
            row.answered.as_ref().map_or(Value::Blank, |answer| yes_no(answer.off_topic))
        }),
        heading("实质程度", 12, None, |row: &ReplyRow| {
            Value::Mark(substance_label(row.verdict.substance))
        }),
        heading("套话密度", 8, None, |row: &ReplyRow| {
            Value::number(Some(row.verdict.empty_density), Value::Decimal)
        }),
    ]
}

fn asks() -> Vec<Heading<ReplyRow>> {
    use Paint::None;
    vec![
        heading("诉求", 4, None, |row: &ReplyRow| {
            Value::count(row.answered.as_ref().map(|answer| answer.asks))
        }),
        heading("已答", 4, None, |row: &ReplyRow| {
            Value::count(row.answered.as_ref().map(|answer| answer.asks_answered))
        }),
        heading("未答诉求", 36, None, |row: &ReplyRow| {
            Value::text(row.answered.as_ref().and_then(|answer| answer.unanswered.as_deref()))
        }),
    ]
}

fn content() -> Vec<Heading<ReplyRow>> {
    use Paint::{Good, None};
    vec![
        heading("政策依据", 4, Good, |row: &ReplyRow| yes_no(row.verdict.cites_policy)),
        heading("联系代表", 4, Good, |row: &ReplyRow| yes_no(row.verdict.contact)),
        heading("现场核查", 4, Good, |row: &ReplyRow| yes_no(row.verdict.site_check)),
        heading("承诺", 4, Good, |row: &ReplyRow| yes_no(row.verdict.commitment)),
        heading("时限", 4, Good, |row: &ReplyRow| yes_no(row.verdict.deadline)),
        heading("表态", 8, None, |row: &ReplyRow| Value::Mark(row.verdict.stance.label())),
    ]
}

fn handling() -> Vec<Heading<ReplyRow>> {
    use Paint::{Bad, None};
    vec![
        heading("用时(天)", 6, None, |row: &ReplyRow| Value::count(row.days_to_reply)),
        heading("超期", 4, Bad, |row: &ReplyRow| row.late.map_or(Value::Blank, yes_no)),
        heading("应付把握", 8, None, |row: &ReplyRow| {
            Value::number(Some(row.verdict.non_answer_score), Value::Percent)
        }),
        heading("雷同件数", 6, None, |row: &ReplyRow| Value::count(row.related.template_size)),
        heading("与往年相似", 8, None, |row: &ReplyRow| {
            Value::number(row.related.last_year_similarity, Value::Percent)
        }),
        heading("命中规则", 44, None, |row: &ReplyRow| {
            Value::Joined(row.verdict.codes.join("; "))
        }),
        heading("正文字数", 8, None, |row: &ReplyRow| {
            Value::Count(row.verdict.body_chars.into())
        }),
        heading("净字数", 8, None, |row: &ReplyRow| {
            Value::Count(row.verdict.residual_chars.into())
        }),
        heading("人工裁定", 36, None, |row: &ReplyRow| {
            decisions::all(&row.decisions).map_or(Value::Blank, Value::Joined)
        }),
    ]
}

/// A year, or blank.
pub(super) fn year<'a>(year: Option<i32>) -> Value<'a> {
    year.and_then(|year| u32::try_from(year).ok()).map_or(Value::Blank, Value::Label)
}

fn yes_no<'a>(yes: bool) -> Value<'a> {
    Value::Mark(if yes { "是" } else { "否" })
}

fn substance_label(substance: u8) -> &'static str {
    match substance {
        0 => "0 无",
        1 => "1 空泛",
        2 => "2 具体",
        _ => "3 具体完整",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_33_columns_of_the_sheet() {
        assert_eq!(columns().len(), 33);
    }
}

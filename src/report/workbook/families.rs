//! 雷同答复: the largest near-duplicate families, one a row.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
};
use crate::relate::{FamilyList, ListedFamily};

/// Sheet name.
pub(super) const NAME: &str = "雷同答复";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.families),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "replies.csv",
    };
    list::fill(sheet, &layout, &assessment.families.shown, styles)
}

fn legend(families: &FamilyList) -> String {
    let FamilyList { total, replies, shown, .. } = families;
    let mut legend = format!(
        "共 {total} 组 {replies} 件。一组是去掉礼节、标题和编号之后正文几乎一样的答复，\
         雷同不等于应付，请对照原件看是否各有针对性。不计分。"
    );
    if shown.len() < *total {
        let listed = shown.len();
        legend.push_str(&format!(
            "本表列最大的 {listed} 组，其余见 replies.csv 的 template_cluster 列。"
        ));
    }
    legend
}

fn columns() -> Vec<Heading<ListedFamily>> {
    use Paint::None;
    vec![
        heading("雷同组", 18, None, |row: &ListedFamily| Value::Text(&row.family.id)),
        heading("件数", 6, None, |row: &ListedFamily| {
            Value::Count(row.family.members.len() as i64)
        }),
        heading("范围", 8, None, |row: &ListedFamily| Value::Mark(row.family.scope_label())),
        heading("承办单位", 30, None, |row: &ListedFamily| {
            Value::Joined(row.family.units.join("、"))
        }),
        heading("年度", 14, None, |row: &ListedFamily| Value::Joined(row.family.years_label())),
        heading("成员编号", 50, None, |row: &ListedFamily| {
            Value::Joined(row.members.join("、"))
        }),
        heading("正文开头（首件）", 70, None, |row: &ListedFamily| {
            Value::Text(&row.excerpt)
        }),
    ]
}

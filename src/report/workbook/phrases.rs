//! 用语变化: phrases that are new or on the rise in the last year, and those on the wane.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment,
    list::{self, Heading, Layout, Value, heading},
    style::{Paint, Styles},
    trends::chance,
};
use crate::relate::{PhraseChange, PhraseList, PhraseRow};

/// Sheet name.
pub(super) const NAME: &str = "用语变化";

/// Units named of a phrase.
const MOST_UNITS: usize = 5;

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let phrases = &assessment.over_time.phrases;
    let layout = Layout {
        name: NAME,
        legend: legend(phrases),
        columns: columns(),
        frozen: 1,
        strong: |_| false,
        complete_in: "phrases.csv",
    };
    list::fill(sheet, &layout, &phrases.rows, styles)
}

fn legend(phrases: &PhraseList) -> String {
    let Some((year, n)) = phrases.last else {
        return "只有一个年度，或可比的答复太少，没有比对用语。".to_owned();
    };
    format!(
        "{year} 年 {n} 件可比的答复，与更早各年 {} 件相比，用得明显多了或少了的话，共 {} 句（礼节、建议标题和编号已去掉，标点不论，不足 8 字的看不到）。\
         多了不等于套话：新政策、新工程的名称也会多起来，请看例句的类别和原件。不计分。\
         倍数以 2 为底：1 是多一倍，−1 是少一半；单位栏是用得多的那一边的件数。",
        phrases.earlier,
        phrases.rows.len()
    )
}

fn columns() -> Vec<Heading<PhraseRow>> {
    use Paint::None;
    vec![
        heading("用语（标点不论）", 60, None, |row: &PhraseRow| Value::Text(&row.phrase)),
        heading("变化", 10, None, |row: &PhraseRow| Value::Mark(PhraseChange::label(row.change))),
        heading("例句类别", 12, None, |row: &PhraseRow| Value::Mark(row.class.label())),
        heading("最早见于", 6, None, |row: &PhraseRow| super::replies::year(row.first_year())),
        heading("此前件数", 6, None, |row: &PhraseRow| Value::Count(row.earlier().0.into())),
        heading("此前占比", 8, None, |row: &PhraseRow| part(row.earlier())),
        heading("本年件数", 6, None, |row: &PhraseRow| Value::Count(row.last().0.into())),
        heading("本年占比", 8, None, |row: &PhraseRow| part(row.last())),
        heading("倍数（log2）", 8, None, |row: &PhraseRow| {
            Value::Decimal(row.keyness.log_ratio)
        }),
        heading("G²", 8, None, |row: &PhraseRow| Value::Decimal(row.keyness.g2)),
        heading("校正后 p", 8, None, |row: &PhraseRow| chance(Some(row.q_value))),
        heading("单位数", 6, None, |row: &PhraseRow| Value::Count(row.units.len() as i64)),
        heading("用得最多的单位", 40, None, |row: &PhraseRow| {
            let units = row.units.iter().take(MOST_UNITS).map(|(unit, n)| format!("{unit} {n}"));
            Value::Joined(units.collect::<Vec<_>>().join("、"))
        }),
        heading("例（编号）", 14, None, |row: &PhraseRow| Value::Text(&row.example)),
    ]
}

fn part<'a>((with, all): (u32, u32)) -> Value<'a> {
    let share = (all > 0).then(|| f64::from(with) / f64::from(all));
    Value::number(share, Value::Percent)
}

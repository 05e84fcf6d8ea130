//! 单位得分: one bold line a unit over all years, then the lines by year.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Assessment, definitions,
    list::{self, Heading, Layout, Value, heading},
    replies,
    style::{Paint, Styles, UNIT_LEGEND},
};
use crate::{
    records::UnitRow,
    report::{
        tables::{rate, rate_names},
        topics::mix,
    },
};

/// Sheet name.
pub(super) const NAME: &str = "单位得分";

/// What stands in the rank column of a unit with too few replies.
pub(super) const UNRANKED: &str = "未排名（样本少）";

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let layout = Layout {
        name: NAME,
        legend: legend(assessment.minimum_n),
        columns: columns(assessment.units),
        frozen: 2,
        strong: |row: &&UnitRow| row.year.is_none(),
        complete_in: "units.csv",
    };
    list::fill(sheet, &layout, &in_order(assessment.units), styles)
}

/// All-years lines first, then year by year; within a block by rank, the unranked last.
pub(super) fn in_order(units: &[UnitRow]) -> Vec<&UnitRow> {
    let mut rows: Vec<&UnitRow> = units.iter().collect();
    rows.sort_by(|a, b| {
        let key = |row: &UnitRow| (row.year, row.rank.unwrap_or(u32::MAX));
        key(a).cmp(&key(b)).then_with(|| a.unit.cmp(&b.unit))
    });
    rows
}

/// The rank as people read it.
pub(super) fn rank(row: &UnitRow) -> Value<'_> {
    match row.rank {
        None => Value::Mark(UNRANKED),
        Some(rank) if row.beside.tied => Value::Joined(format!("{rank}（并列）")),
        Some(rank) => Value::Label(rank),
    }
}

fn legend(minimum_n: u32) -> String {
    format!(
        "粗体为全部年度合计，其下按年列出（可用「年度」筛选）。得分、占比均附 95% 区间：\
         两个单位的区间若重叠，不宜据此分先后。不足 {minimum_n} 件的单位不排名：一两件就能改变它的名次。\
         收缩值、按分类应得、件数和分类供读名次时参考，不进得分和名次。{UNIT_LEGEND}"
    )
}

fn columns<'a>(units: &[UnitRow]) -> Vec<Heading<&'a UnitRow>> {
    use Paint::{None, Score, Share};
    let mut columns = vec![
        heading("承办单位", 40, None, |row: &&UnitRow| Value::Text(&row.unit)),
        heading("年度", 6, None, |row: &&UnitRow| {
            row.year.map_or(Value::Mark("全部"), |year| replies::year(Some(year)))
        }),
        heading("件数", 8, None, |row: &&UnitRow| Value::Count(row.n.into())),
        heading("得分", 8, Score, |row: &&UnitRow| points(row.score.value)),
        heading("得分下限", 8, None, |row: &&UnitRow| points(row.score.low)),
        heading("得分上限", 8, None, |row: &&UnitRow| points(row.score.high)),
        heading("名次", 16, None, |row: &&UnitRow| rank(row)),
        heading("应付占比", 8, Share, |row: &&UnitRow| percent(row.non_answer_share.value)),
        heading("应付占比下限", 8, None, |row: &&UnitRow| percent(row.non_answer_share.low)),
        heading("应付占比上限", 8, None, |row: &&UnitRow| percent(row.non_answer_share.high)),
        heading("平均文本分", 8, Score, |row: &&UnitRow| points(row.text_score.value)),
    ];
    columns.extend(beside());
    if units.iter().any(|row| row.beside.topics_n > 0) {
        columns.extend(topical());
    }
    let known = |name: &&'static str| {
        units.iter().any(|row| rate(row, name).is_some_and(|estimate| estimate.n > 0))
    };
    columns.extend(rate_names(units).into_iter().filter(known).flat_map(rate_columns));
    columns
}

/// What a reader should know beside the score.
fn beside<'a>() -> [Heading<&'a UnitRow>; 5] {
    use Paint::{None, Score};
    [
        heading("收缩得分", 8, Score, |row: &&UnitRow| points(row.beside.score_shrunk)),
        heading("收缩应付占比", 8, None, |row: &&UnitRow| {
            percent(row.beside.non_answer_shrunk)
        }),
        heading("主办件数", 8, None, |row: &&UnitRow| Value::Count(row.beside.lead_n.into())),
        heading("主办占全部", 8, None, |row: &&UnitRow| percent(row.beside.lead_share)),
        heading("会办件数", 8, None, |row: &&UnitRow| Value::Count(row.beside.co_n.into())),
    ]
}

/// What the topics of the suggestions say; only where the input has topics.
fn topical<'a>() -> [Heading<&'a UnitRow>; 2] {
    use Paint::{None, Score};
    [
        heading("内容分类（前三）", 60, None, |row: &&UnitRow| {
            mix(&row.beside).map_or(Value::Blank, Value::Joined)
        }),
        heading("按分类应得", 8, Score, |row: &&UnitRow| points(row.beside.expected_score)),
    ]
}

/// A rate and the number of replies it is taken over.
fn rate_columns<'a>(name: &'static str) -> [Heading<&'a UnitRow>; 2] {
    let label = definitions::rate_label(name);
    [
        heading(label, 8, Paint::None, move |row: &&UnitRow| {
            percent(rate(row, name).and_then(|estimate| estimate.value))
        }),
        heading(format!("{label}·件数"), 8, Paint::None, move |row: &&UnitRow| {
            Value::count(rate(row, name).map(|estimate| estimate.n))
        }),
    ]
}

fn points<'a>(value: Option<f64>) -> Value<'a> {
    Value::number(value, Value::Points)
}

fn percent<'a>(value: Option<f64>) -> Value<'a> {
    Value::number(value, Value::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::sample, score::RATES};

    #[test]
    fn every_column_that_the_tool_writes_is_known_when_the_sheet_is_read_back() {
        let columns_file = include_str!("../../../rules/columns.toml");
        let known = crate::ingest::columns::Columns::parse(columns_file).unwrap();
        let units = sample::units();
        let fixed = columns(&units).into_iter().map(|heading| heading.name().to_owned());
        let rates = RATES.iter().flat_map(|rate| rate_columns(rate.name));
        let rates = rates.map(|heading| heading.name().to_owned());
        for heading in
            fixed.chain(rates).filter(|heading| heading != "承办单位" && heading != "年度")
        {
            let known = known.figures().is_left(&heading);
            assert!(known, "add “{heading}” to [manual] left in rules/columns.toml");
        }
    }

    #[test]
    fn all_years_come_first_and_the_unranked_last() {
        let units = sample::units();
        let rows = in_order(&units);
        let years: Vec<_> = rows.iter().map(|row| row.year).collect();
        assert!(years.is_sorted());
        assert_eq!(rows[0].rank, Some(1));
        assert_eq!((rows[3].year, rows[3].rank), (None, None));
        assert_eq!(rank(rows[3]), Value::Mark(UNRANKED));
    }
}

//! The four charts of the page with captions and numbers.

use super::page::ChartFigure;
use crate::{
    records::{TrendRow, UnitRow},
    report::charts::{
        ChartError, ChartTable, Counted, non_answer_by_year, non_answer_by_year_table,
        score_distribution, score_distribution_table, sentence_makeup, sentence_makeup_table,
        units_ranked, units_ranked_table,
    },
};

/// Draws all charts, in the order of the page; `id` is also the name for charts/ID.svg.
/// `replies` are (score in hundredths, disposal); `makeup` counts by `SentenceClass::ALL`.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn figures(
    trends: &[TrendRow],
    replies: &[(i32, &str)],
    units: &[UnitRow],
    makeup: (&[(String, [u64; 8])], Counted),
) -> Result<Vec<ChartFigure>, ChartError> {
    let (makeup, by) = makeup;
    Ok(vec![
        figure(
            ["non-answer-by-year", "应付式答复占比", YEARS],
            non_answer_by_year(trends)?,
            non_answer_by_year_table(trends),
        ),
        figure(
            ["score-distribution", "得分分布", SCORES],
            score_distribution(replies)?,
            score_distribution_table(replies),
        ),
        figure(
            ["units-ranked", "单位得分排名", UNITS],
            units_ranked(units)?,
            units_ranked_table(units),
        ),
        figure(
            ["sentence-makeup", "答复构成", MAKEUP],
            sentence_makeup(makeup, by)?,
            sentence_makeup_table(makeup, by),
        ),
    ])
}

const YEARS: &str = "每年应付式答复占全部判读答复的比例。件数越少，区间越宽；\
     两年之差是否出于偶然，看差值的区间是否含 0，不看两个区间是否重叠。";
const SCORES: &str = "综合得分按评分方案计算，未知项不计入分母；处置建议(通过、抽检、复核)的分界\
     见“口径与说明”。";
const UNITS: &str = "各单位答复的平均得分。横条是置信区间，不是最高分与最低分；\
     件数不足的单位只列出、不排名。";
const MAKEUP: &str = "把每句话归入一类后，各类在答复中所占的比例。蓝色是针对本件的内容，\
     其余是礼节、套话与转办。礼节本身不扣分。";

fn figure([id, title, caption]: [&str; 3], svg: String, table: ChartTable) -> ChartFigure {
    ChartFigure {
        id: id.to_string(),
        title: title.to_string(),
        svg,
        caption: caption.to_string(),
        data_headers: table.headers,
        data_rows: table.rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_anything_still_has_four_pictures() {
        let figures = figures(&[], &[], &[], (&[], Counted::Sentences)).unwrap();
        assert_eq!(figures.len(), 4);
        assert!(figures.iter().all(|figure| figure.svg.contains("暂无数据")));
    }
}

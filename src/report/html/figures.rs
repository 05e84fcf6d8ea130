//! The charts of the page with captions and numbers, in the order of the page.

use shida_engine::pack::Rule;

use super::page::ChartFigure;
use crate::{
    commitments::CommitmentList,
    records::{ReplyRow, TrendRow, UnitRow},
    relate::FamilyList,
    report::charts::{self, ChartError, ChartTable, Counted},
    score::Profile,
    trend::MixRow,
};

/// What the charts are drawn from.
pub struct Charted<'a> {
    /// Values by year.
    pub trends: &'a [TrendRow],
    /// Judged replies.
    pub rows: &'a [ReplyRow],
    /// Units, all years together and by year.
    pub units: &'a [UnitRow],
    /// Counts by `SentenceClass::ALL` for each unit, and what they count.
    pub makeup: (&'a [(String, [u64; 8])], Counted),
    /// The ledger of promises.
    pub commitments: &'a CommitmentList,
    /// Near-duplicate families.
    pub families: &'a FamilyList,
    /// The rules that judged.
    pub rules: &'a [Rule],
    /// The profile that scored.
    pub profile: &'a Profile,
    /// The change of the whole, taken apart.
    pub mix: &'a [MixRow],
}

/// Draws all charts; `id` is also the name for charts/ID.svg and charts/ID.csv.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn figures(of: &Charted<'_>) -> Result<Vec<ChartFigure>, ChartError> {
    let mut drawn = over_time(of)?;
    drawn.extend(of_texts(of)?);
    drawn.extend(of_handling(of)?);
    Ok(drawn)
}

/// Is it getting worse, where, and why?
fn over_time(of: &Charted<'_>) -> Result<Vec<ChartFigure>, ChartError> {
    let trends = of.trends;
    Ok(vec![
        figure(
            ["non-answer-by-year", "应付式答复占比", YEARS],
            charts::non_answer_by_year(trends)?,
            charts::non_answer_by_year_table(trends),
        ),
        figure(
            ["unit-change", "各单位首末两年对比", CHANGE],
            charts::unit_change(trends)?,
            charts::unit_change_table(trends),
        ),
        figure(
            ["change-parts", "变化的来源", PARTS],
            charts::change_parts(of.mix)?,
            charts::change_parts_table(of.mix),
        ),
        figure(
            ["unit-years", "各单位文本分逐年", PANELS],
            charts::unit_years(trends)?,
            charts::unit_years_table(trends),
        ),
    ])
}

/// How good are the replies, and what is wrong with them?
fn of_texts(of: &Charted<'_>) -> Result<Vec<ChartFigure>, ChartError> {
    let scores: Vec<(i32, &str)> = of.rows.iter().map(|row| (row.score, row.disposal)).collect();
    let (makeup, by) = of.makeup;
    Ok(vec![
        figure(
            ["score-distribution", "得分分布", SCORES],
            charts::score_distribution(&scores)?,
            charts::score_distribution_table(&scores),
        ),
        figure(
            ["units-ranked", "单位得分排名", UNITS],
            charts::units_ranked(of.units)?,
            charts::units_ranked_table(of.units),
        ),
        figure(
            ["sentence-makeup", "答复构成", MAKEUP],
            charts::sentence_makeup(makeup, by)?,
            charts::sentence_makeup_table(makeup, by),
        ),
        figure(
            ["rule-heat", "各单位的问题", HEAT],
            charts::rule_heat(of.rows, of.rules)?,
            charts::rule_heat_table(of.rows, of.rules),
        ),
        figure(
            ["template-families", "雷同答复", FAMILIES],
            charts::template_families(of.families, of.rows.len())?,
            charts::template_families_table(of.families),
        ),
    ])
}

/// How were the suggestions handled?
fn of_handling(of: &Charted<'_>) -> Result<Vec<ChartFigure>, ChartError> {
    let cut = of.profile.disposal.review_below;
    Ok(vec![
        figure(
            ["days-to-reply", "答复用时", DAYS],
            charts::days_to_reply(of.rows, of.profile)?,
            charts::days_to_reply_table(of.rows),
        ),
        figure(
            ["satisfaction-quality", "满意度与文本分", RATINGS],
            charts::satisfaction_quality(of.rows, cut)?,
            charts::satisfaction_quality_table(of.rows, cut),
        ),
        figure(
            ["promise-ageing", "承诺到期情况", PROMISES],
            charts::promise_ageing(of.commitments)?,
            charts::promise_ageing_table(of.commitments),
        ),
        figure(
            ["known-facts", "办理情况的齐全程度", KNOWN],
            charts::known_facts(of.rows)?,
            charts::known_facts_table(of.rows),
        ),
    ])
}

const YEARS: &str = "每年应付式答复占全部判读答复的比例。件数越少，区间越宽；\
     两年之差是否出于偶然，看差值的区间是否含 0，不看两个区间是否重叠。";
const CHANGE: &str = "灰竖条为首年，圆点为末年，细线为各自的区间。是否升降看右侧的检验，不看两点的距离：\
     件数少的单位，一两件就能拉开很远。";
const PARTS: &str = "占比的变化可能是各单位自身变好变差，也可能只是办件多移给了占比高的单位。\
     两部分相加等于合计；这是算术分解，不说明原因。";
const PANELS: &str = "每格一个单位，纵轴都是 0–100。没有明显变化不等于没有变化，也可能是件数太少。";
const SCORES: &str = "综合得分按评分方案计算，未知项不计入分母；处置建议(通过、抽检、复核)的分界\
     见“口径与说明”。";
const UNITS: &str = "各单位答复的平均得分。横条是置信区间，不是最高分与最低分；\
     件数不足的单位只列出、不排名。";
const MAKEUP: &str = "把每句话归入一类后，各类在答复中所占的比例。蓝色是针对本件的内容，\
     其余是礼节、套话与转办。礼节本身不扣分。";
const HEAT: &str = "颜色越深，该单位答复里有这种问题的比例越大。一件答复可以同时有几种问题，\
     各列不能相加；代码的含义列在图下。";
const FAMILIES: &str = "去掉礼节用语后文字大致相同的答复归为一组。跨单位的多半出自同一模板，\
     同一单位的可能是一稿多用，也可能本来就是同一件事。";
const DAYS: &str = "从交办到答复的自然日。虚线是中位数和评分方案的期限；是否超期逐件判定，\
     延期或本件另有期限的以它为准。答复快不等于答复好。";
const RATINGS: &str = "每点一件。左侧文本分低，上面满意：满意而文本空泛的，看看办实了没有；\
     右下角文本不差却不满意的，多半是事没有办成。没有评价的不在图内。";
const PROMISES: &str = "具体或部分具体的承诺，按截至日与承诺时限相差的月数排列。\
     不详是没有人说兑现没有，不是没有兑现。";
const KNOWN: &str =
    "表里有没有这一项，不是做没做。缺得多的项，相应的得分、比率和图只代表填了的那部分。";

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
    use crate::{
        records::Metrics,
        report::{charts::svg_scan::assert_sound, sample},
        score::{
            Caseload,
            samples::{default_profile, full_metrics, rate_words, row},
            score_units,
        },
        trend::{Period, mix, samples::cuts, trends},
    };

    /// All charts of these rows, with the rest of a run made from them.
    fn drawn(rows: &[ReplyRow]) -> Vec<ChartFigure> {
        let profile = default_profile();
        let words = rate_words();
        let (profile_of, unanswered) = (&profile, &[]);
        let load = Caseload { rows, unanswered, profile: profile_of, as_of: None, words: &words };
        let (trends, units) = (trends(rows, Period::Year, &cuts()), score_units(load));
        let makeup: Vec<(String, [u64; 8])> =
            units.iter().map(|unit| (unit.unit.clone(), [40, 3, 2, 1, 5, 6, 30, 20])).collect();
        let rules = crate::rules::RuleSet::load(None).unwrap().rulebook().unwrap();
        let rules: Vec<Rule> = rules.all_rules().map(|compiled| compiled.rule.clone()).collect();
        let (commitments, families) = match rows {
            [] => (CommitmentList::default(), FamilyList::default()),
            _ => (sample::commitments(), sample::families()),
        };
        figures(&Charted {
            trends: &trends,
            rows,
            units: &units,
            makeup: (&makeup, Counted::HanChars),
            commitments: &commitments,
            families: &families,
            rules: &rules,
            profile: &profile,
            mix: &mix(rows, &cuts()),
        })
        .unwrap()
    }

    fn many(units: usize, years: std::ops::Range<i32>, metrics: &Metrics) -> Vec<ReplyRow> {
        let name = |unit: usize| match unit % 3 {
            0 => format!(
                "某某市某某新区管理委员会所属第{unit}综合行政执法与应急管理事务服务中心某某分中心"
            ),
            1 => format!("Unit {unit} <of> \"Somewhere\" & Sons, with a long Latin name"),
            _ => format!("第{unit}局"),
        };
        let of = |unit: usize, year: i32, reply: usize| {
            let score = (unit as i32 * 131 + year * 17 + reply as i32 * 997) % 10_001;
            let mut row = row(Some(&name(unit)), Some(year), score);
            row.verdict.codes = vec!["G001".into(), format!("D01{}", reply % 3).into()];
            row.metrics = metrics.clone();
            row.days_to_reply = metrics.replied.map(|_| i64::from(score / 60));
            row.late = row.days_to_reply.map(|days| days > 92);
            row
        };
        let replies =
            |unit: usize, year: i32| (0..2 + unit % 6).map(move |reply| (unit, year, reply));
        let all =
            (0..units).flat_map(|unit| years.clone().flat_map(move |year| replies(unit, year)));
        all.map(|(unit, year, reply)| of(unit, year, reply)).collect()
    }

    #[test]
    fn every_chart_is_sound_for_one_unit_and_sixty_one_year_and_many_with_metrics_or_without() {
        for units in [1, 61] {
            for years in [2024..2025, 2020..2025] {
                for metrics in [Metrics::default(), full_metrics()] {
                    let figures = drawn(&many(units, years.clone(), &metrics));
                    assert_eq!(figures.len(), 13);
                    for figure in figures {
                        assert_sound(&figure.svg);
                        let width = figure.data_headers.len();
                        let ragged = figure.data_rows.iter().find(|row| row.len() != width);
                        assert!(ragged.is_none(), "{}: {ragged:?}", figure.id);
                        assert!(figure.svg.contains(&format!("id=\"{}-title\"", figure.id)));
                    }
                }
            }
        }
    }

    /// The printed page fits each chart into this width and height.
    #[test]
    fn every_text_of_every_chart_can_be_read_on_a4() {
        const PAGE: (f64, f64) = (150.0, 225.0);
        let style = include_str!("../../../templates/report/page.css");
        assert!(style.contains("max-width:150mm;max-height:225mm"), "print style and test differ");
        for figure in drawn(&many(61, 2020..2025, &full_metrics())) {
            let (width, height, least) = measured(&figure.svg);
            let millimetres = (PAGE.0 / width).min(PAGE.1 / height);
            let points = least * millimetres * 72.0 / 25.4;
            assert!(points >= 5.5, "{}: {points:.1} pt, {width} by {height}", figure.id);
        }
    }

    /// Width and height of the sheet, and the smallest size of text on it.
    fn measured(svg: &str) -> (f64, f64, f64) {
        let values = |name: &str| -> Vec<String> {
            let name = format!("{name}=\"");
            let after = svg.split(name.as_str()).skip(1);
            after.map(|rest| rest.split('"').next().unwrap_or_default().to_string()).collect()
        };
        let view = values("viewBox");
        let view: Vec<f64> = view[0].split(' ').map(|part| part.parse().unwrap()).collect();
        let sizes = values("font-size").into_iter().map(|size| size.parse::<f64>().unwrap());
        (view[2], view[3], sizes.fold(f64::INFINITY, f64::min))
    }

    #[test]
    fn rows_without_unit_or_year_are_drawn_where_they_can_be() {
        let rows = vec![row(None, None, 5_000), row(None, Some(2024), 2_000)];
        drawn(&rows).iter().for_each(|figure| assert_sound(&figure.svg));
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let rows = many(5, 2021..2025, &full_metrics());
        let bytes = |figures: Vec<ChartFigure>| -> Vec<_> {
            figures.into_iter().map(|figure| (figure.svg, figure.data_rows)).collect()
        };
        assert_eq!(bytes(drawn(&rows)), bytes(drawn(&rows)));
    }

    #[test]
    fn a_run_without_anything_still_has_all_pictures() {
        let figures = drawn(&[]);
        assert_eq!(figures.len(), 13);
        for figure in figures {
            assert!(figure.svg.contains("暂无数据"), "{}", figure.id);
            assert_sound(&figure.svg);
        }
    }
}

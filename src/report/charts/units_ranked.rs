//! Chart: units ranked by their mean score with its interval.

use std::cmp::Ordering;

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, MARGIN, Scale, Sheet, WIDTH, empty_sheet},
    row_labels::{RowLabels, keep_ends, two_names},
    style::{GRID, INK, MAIN, MAIN_LIGHT, MUTED, REFERENCE, SOFT_INK, count},
};
use crate::records::UnitRow;

const NAME: &str = "units-ranked";
/// Room for the rank left of the name, and for mean and n on the right.
const RANK: i32 = 44;
const VALUES: i32 = 122;

/// Draws the rows that stand for all years (`year` is `None`), best first; units without a
/// rank are grey, below the ranked ones. Scores are points 0–100.
///
/// # Errors
/// When plotters fails.
pub fn units_ranked(rows: &[UnitRow]) -> Result<String, ChartError> {
    let units = in_order(rows);
    if units.is_empty() {
        return empty_sheet(NAME, "单位得分", "没有判读任何答复");
    }
    let mean = mean_of_all(&units);
    let finding = finding(&units);
    let definition = definition(&units);
    let (units, left_out) = keep_ends(units, |unit| unit.unit.as_str());
    let sheet =
        Sheet { name: NAME, title: finding, subtitle: definition + &left_out, legend: Vec::new() };
    let labels = RowLabels::new(units.iter().map(|unit| unit.unit.as_str()));
    let top = sheet.top() + 40;
    let plot = Plot { units: &units, labels, top };
    sheet.draw(plot.bottom() + 34, |canvas| {
        plot.grid(canvas)?;
        plot.mean(canvas, mean)?;
        (0..units.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The numbers behind the chart, every unit.
#[must_use]
pub fn units_ranked_table(rows: &[UnitRow]) -> ChartTable {
    let line = |unit: &&UnitRow| {
        let rank = unit.rank.map_or_else(|| "未排名".to_string(), |rank| rank.to_string());
        let interval = match (unit.score.low, unit.score.high) {
            (Some(low), Some(high)) => format!("{low:.1}–{high:.1}"),
            _ => "—".to_string(),
        };
        vec![rank, unit.unit.clone(), unit.n.to_string(), points(unit.score.value), interval]
    };
    ChartTable::new(
        &["名次", "承办单位", "件数", "平均得分", "95% 区间"],
        in_order(rows).iter().map(line).collect(),
    )
}

/// Ranked units by rank, then the others by score; ties by name.
fn in_order(rows: &[UnitRow]) -> Vec<&UnitRow> {
    let mut units: Vec<&UnitRow> = rows.iter().filter(|row| row.year.is_none()).collect();
    let score = |unit: &UnitRow| unit.score.value.unwrap_or(-1.0);
    units.sort_by(|one, other| {
        let rank = |unit: &UnitRow| unit.rank.unwrap_or(u32::MAX);
        rank(one)
            .cmp(&rank(other))
            .then(score(other).partial_cmp(&score(one)).unwrap_or(Ordering::Equal))
            .then_with(|| one.unit.cmp(&other.unit))
    });
    units
}

/// Mean over replies, not over units.
fn mean_of_all(units: &[&UnitRow]) -> Option<f64> {
    let known = units.iter().filter_map(|unit| Some((unit.score.value?, f64::from(unit.score.n))));
    let (sum, n) = known.fold((0.0, 0.0), |(sum, n), (value, of)| (sum + value * of, n + of));
    (n > 0.0).then(|| sum / n)
}

fn finding(units: &[&UnitRow]) -> String {
    let ranked: Vec<_> = units.iter().filter(|unit| unit.rank.is_some()).collect();
    match ranked.as_slice() {
        [] if units.len() == 1 => "只有 1 个单位，件数不足，未排名".to_string(),
        [] => format!("{} 个单位件数都不足，均未排名", units.len()),
        [only] => {
            let [name, _] = two_names([&only.unit, ""]);
            format!("只有 1 个单位参加排名：{name}({})", points(only.score.value))
        }
        [first, .., last] if points(first.score.value) == points(last.score.value) => {
            format!("{} 个排名单位平均分都是 {}", ranked.len(), points(first.score.value))
        }
        [first, .., last] => {
            let [best, least] = two_names([&first.unit, &last.unit]);
            let (most, fewest) = (points(first.score.value), points(last.score.value));
            let number = ranked.len();
            format!("{number} 个排名单位中，{best}({most})平均分最高，{least}({fewest})最低")
        }
    }
}

fn definition(units: &[&UnitRow]) -> String {
    let n: u64 = units.iter().map(|unit| u64::from(unit.n)).sum();
    let mut text = format!(
        "n={} 件答复，{} 个单位；圆点为平均得分(0–100)，横条为 95% 置信区间",
        count(n),
        units.len()
    );
    let unranked = units.iter().filter(|unit| unit.rank.is_none()).count();
    if unranked > 0 {
        text += &format!("；灰色 {unranked} 个单位件数不足，未排名");
    }
    text + "；区间重叠的单位不宜分高下"
}

fn points(value: Option<f64>) -> String {
    value.map_or_else(|| "无数据".to_string(), |value| format!("{value:.1}"))
}

struct Plot<'a> {
    units: &'a [&'a UnitRow],
    labels: RowLabels,
    top: i32,
}

impl Plot<'_> {
    fn left(&self) -> i32 {
        MARGIN + RANK + 14 + self.labels.width + 10
    }

    fn bottom(&self) -> i32 {
        self.top + self.labels.height()
    }

    fn scores(&self) -> Scale {
        Scale { values: (0.0, 100.0), places: (self.left(), WIDTH - MARGIN - VALUES) }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        for score in (0..=100).step_by(20) {
            let x = self.scores().at(f64::from(score));
            canvas.path(vec![(x, self.top), (x, self.bottom())], GRID, 1)?;
            let place = (x, self.bottom() + 14);
            canvas.text(place, &score.to_string(), Ink::of(12.0, SOFT_INK).centred())?;
        }
        let head = Ink::of(12.0, SOFT_INK);
        canvas.text((MARGIN + RANK, self.top - 10), "名次", head.ending())?;
        canvas.text((WIDTH - MARGIN - 62, self.top - 10), "平均分", head.ending())?;
        canvas.text((WIDTH - MARGIN, self.top - 10), "件数", head.ending())
    }

    fn mean(&self, canvas: &Canvas<'_>, mean: Option<f64>) -> DrawResult {
        let Some(mean) = mean else { return Ok(()) };
        let x = self.scores().at(mean);
        canvas.dashes(x, (self.top - 18, self.bottom()), REFERENCE)?;
        let label = format!("全部平均 {mean:.1}");
        canvas.text((x, self.top - 28), &label, Ink::of(12.0, REFERENCE).centred())
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let Some(unit) = self.units.get(row) else {
            return Ok(());
        };
        let y = self.top + self.labels.middle(row);
        let (dot, bar, ink) = match unit.rank {
            Some(_) => (MAIN, MAIN_LIGHT, INK),
            None => (MUTED, GRID, SOFT_INK),
        };
        let rank = unit.rank.map_or_else(|| "未排名".to_string(), |rank| rank.to_string());
        canvas.text((MARGIN + RANK, y), &rank, Ink::of(12.0, SOFT_INK).ending())?;
        self.labels.draw(canvas, row, (self.left() - 10, y), Ink::of(13.2, ink))?;
        if let Some(value) = unit.score.value {
            let scores = self.scores();
            let low = scores.at(unit.score.low.unwrap_or(value));
            let high = scores.at(unit.score.high.unwrap_or(value));
            canvas.bar((low, y - 4), (high.max(low + 1), y + 4), bar)?;
            canvas.dot((scores.at(value), y), 5, dot)?;
        }
        let mean = Ink { bold: true, ..Ink::of(13.2, ink).ending() };
        canvas.text((WIDTH - MARGIN - 62, y), &points(unit.score.value), mean)?;
        let n = count(u64::from(unit.n));
        canvas.text((WIDTH - MARGIN, y), &n, Ink::of(12.0, SOFT_INK).ending())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{records::Estimate, report::charts::svg_scan::assert_sound};

    fn unit(name: &str, rank: Option<u32>, score: f64, n: u32) -> UnitRow {
        let none = Estimate { n: 0, value: None, low: None, high: None };
        let score = Estimate {
            n,
            value: Some(score),
            low: Some((score - 6.0).max(0.0)),
            high: Some((score + 6.0).min(100.0)),
        };
        UnitRow {
            unit: name.to_string(),
            year: None,
            n,
            score,
            waiting: 0,
            score_if_confirmed: None,
            rank,
            non_answer_share: none,
            text_score: none,
            rates: Vec::new(),
            beside: crate::records::Beside::default(),
        }
    }

    #[test]
    fn the_title_names_the_best_and_the_last() {
        let rows = [
            unit("水务局", Some(2), 51.2, 20),
            unit("教育局", Some(1), 81.0, 30),
            unit("档案馆", None, 95.0, 2),
        ];
        let svg = units_ranked(&rows).unwrap();
        assert!(svg.contains("2 个排名单位中，教育局(81.0)平均分最高，水务局(51.2)最低"), "{svg}");
        assert!(svg.contains("未排名"));
        assert_sound(&svg);
        let table = units_ranked_table(&rows);
        assert_eq!(table.rows[0], ["1", "教育局", "30", "81.0", "75.0–87.0"]);
        assert_eq!(table.rows[2][0], "未排名");
    }

    #[test]
    fn sixty_units_with_long_names_fit() {
        let rows: Vec<_> = (0..60_u32)
            .map(|n| {
                let name = format!(
                    "某某市某某新区管理委员会所属第{n}综合行政执法与应急管理事务服务中心某某分中心"
                );
                unit(&name, Some(n + 1), 99.0 - f64::from(n), 123_456)
            })
            .collect();
        assert_sound(&units_ranked(&rows).unwrap());
    }

    #[test]
    fn of_more_units_both_ends_are_drawn_and_the_rest_is_counted() {
        let rows: Vec<_> =
            (0..80).map(|n| unit(&format!("第{n}局"), Some(n + 1), 80.0, 9)).collect();
        let svg = units_ranked(&rows).unwrap();
        assert!(svg.contains("只画最前与最后各 15 个，另有 50 个见数据表"));
        assert_sound(&svg);
    }

    #[test]
    fn years_are_left_to_the_table_and_nothing_is_said_to_be_nothing() {
        let row = UnitRow { year: Some(2023), ..unit("教育局", Some(1), 80.0, 9) };
        assert!(units_ranked(&[row]).unwrap().contains("暂无数据"));
    }

    #[test]
    fn units_without_ranks_or_scores_are_named() {
        let blank = Estimate { n: 0, value: None, low: None, high: None };
        let rows = [UnitRow { score: blank, ..unit("甲局", None, 0.0, 0) }, unit("", None, 3.0, 1)];
        let svg = units_ranked(&rows).unwrap();
        assert!(svg.contains("2 个单位件数都不足") && svg.contains("(未填单位)"));
        assert!(svg.contains("无数据"));
        assert_sound(&svg);
    }

    #[test]
    fn names_that_nobody_can_see_are_named_too() {
        let rows = [unit("\0", None, 3.0, 1), unit("\u{200e}", None, 3.0, 1)];
        let svg = units_ranked(&rows).unwrap();
        assert_eq!(svg.matches("(未填单位)").count(), 2, "{svg}");
        assert_sound(&svg);
    }

    proptest! {
        #[test]
        fn any_units_give_a_sound_picture(
            units in prop::collection::vec((".{0,60}", 0.0..100.0_f64, any::<bool>()), 0..70),
        ) {
            let rows: Vec<_> = units
                .iter()
                .map(|(name, score, ranked)| unit(name, ranked.then_some(1), *score, 7))
                .collect();
            let svg = units_ranked(&rows).unwrap();
            assert_sound(&svg);
            prop_assert_eq!(units_ranked(&rows).unwrap(), svg);
        }
    }
}

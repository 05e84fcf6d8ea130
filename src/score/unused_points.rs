//! Points that people gave and that no unit's total took in: nothing that somebody wrote is
//! left out in silence.

use std::collections::BTreeSet;

use super::UnitScore;
use crate::records::{HandPoints, Notice};

/// Kind of these notices.
pub const UNUSED_POINTS: &str = "unused_points";

/// A notice for each column that no unit's total knows as an item for people, and for each row
/// whose unit has no total in its year.
#[must_use]
pub fn unused_points(scores: &[UnitScore], hand: &[HandPoints]) -> Vec<Notice> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut notices = Vec::new();
    for row in hand {
        for (item, _) in row.points.iter().filter(|(item, _)| !is_item(scores, item.trim())) {
            if told.insert(item.trim()) {
                notices.push(notice(row, None, (item.trim(), no_item(scores, item.trim()))));
            }
        }
        let is_known = scores.iter().any(|it| it.unit == row.unit && it.year == row.year);
        if !scores.is_empty() && !is_known {
            notices.push(notice(row, Some(row.origin.line), (&row.unit, no_unit(row))));
        }
    }
    notices
}

fn is_item(scores: &[UnitScore], header: &str) -> bool {
    by_hand(scores).any(|(name, label)| header == name || header == label)
}

/// Names and labels of the items that are for people; every total has the same.
fn by_hand(scores: &[UnitScore]) -> impl Iterator<Item = (&str, &str)> {
    let lines = scores.first().map(|score| score.lines.as_slice()).unwrap_or_default();
    lines.iter().filter(|line| line.by_hand).map(|line| (line.item.as_str(), line.label.as_str()))
}

fn no_item(scores: &[UnitScore], item: &str) -> String {
    let labels: Vec<&str> = by_hand(scores).map(|(_, label)| label).collect();
    if labels.is_empty() {
        return format!(
            "“{item}”的分没有用上：评分方案没有由人打分的单位考核项目。请用 --profile 换有这种项目的方案\
             （如 two-points），或在自己的方案里加上（kind = \"manual\"）"
        );
    }
    format!(
        "“{item}”的分没有用上：评分方案里由人打分的项目是 {}。请改列名，或改方案",
        labels.join("、")
    )
}

fn no_unit(row: &HandPoints) -> String {
    let year = row.year.map_or_else(|| "全部年度".to_owned(), |year| format!("{year} 年"));
    format!("“{}”{year}没有单位考核，这一行的分没有用上；请核对单位名称和年度", row.unit)
}

fn notice(row: &HandPoints, line: Option<u32>, (value, message): (&str, String)) -> Notice {
    Notice {
        file: row.origin.file.to_string(),
        sheet: row.origin.sheet.as_deref().unwrap_or_default().to_owned(),
        line,
        reply_id: String::new(),
        kind: UNUSED_POINTS,
        column: "points".to_owned(),
        value: value.to_owned(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{records::Origin, score::UnitLine};

    fn hand(unit: &str, year: Option<i32>, item: &str) -> HandPoints {
        let origin = Origin { file: "打分.csv".into(), sheet: None, line: 3 };
        HandPoints { origin, unit: unit.to_owned(), year, points: vec![(item.to_owned(), 100)] }
    }

    fn total(unit: &str, year: Option<i32>) -> UnitScore {
        let line = UnitLine {
            item: "bonus".to_owned(),
            label: "创新加分".to_owned(),
            by_hand: true,
            ..UnitLine::default()
        };
        let lines = vec![line, UnitLine { label: "时限".to_owned(), ..UnitLine::default() }];
        UnitScore { unit: unit.to_owned(), year, lines, ..UnitScore::default() }
    }

    fn said(scores: &[UnitScore], hand: &[HandPoints]) -> Vec<(Option<u32>, String)> {
        let notices = unused_points(scores, hand).into_iter();
        notices.map(|notice| (notice.line, notice.message)).collect()
    }

    #[test]
    fn points_that_count_are_no_news() {
        let scores = [total("教育局", None), total("教育局", Some(2024))];
        let rows = [hand("教育局", None, "创新加分"), hand("教育局", Some(2024), " bonus ")];
        assert_eq!(said(&scores, &rows), []);
    }

    #[test]
    fn a_column_that_no_profile_knows_is_told_once_with_those_it_knows() {
        let scores = [total("教育局", None)];
        let told = said(&scores, &[hand("教育局", None, "加分"), hand("教育局", None, "加分")]);
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("由人打分的项目是 创新加分"), "{}", told[0].1);
        let machine = said(&scores, &[hand("教育局", None, "时限")]);
        assert_eq!(machine.len(), 1, "the tool's own item is not for people");
    }

    #[test]
    fn a_unit_or_year_without_a_total_is_told_by_its_row() {
        let scores = [total("教育局", None)];
        let told = said(&scores, &[hand("教育局", Some(2024), "创新加分")]);
        assert_eq!(told[0].0, Some(3));
        assert!(told[0].1.contains("“教育局”2024 年没有单位考核"), "{}", told[0].1);
    }

    #[test]
    fn without_a_scheme_for_units_all_points_are_in_vain_and_that_is_told() {
        let told = said(&[], &[hand("教育局", None, "加分"), hand("水利局", None, "加分")]);
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("two-points"), "{}", told[0].1);
    }
}

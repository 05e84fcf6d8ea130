//! Chart: which problems stand in the replies of which unit, as a heat map.

use std::collections::BTreeMap;

use shida_engine::{
    finding::Role,
    pack::{Rule, Status},
};

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, MARGIN, Sheet, WIDTH, empty_sheet, shorten, text_width},
    row_labels::{RowLabels, keep_ends, two_names},
    style::{GRID, INK, SOFT_INK, count, heat, ink_on, percent},
};
use crate::records::ReplyRow;

const NAME: &str = "rule-heat";
/// Rules that one chart shows.
const MOST_RULES: usize = 20;
/// Room for the number of replies on the right.
const COUNTS: i32 = 52;
/// Height of a line of the key below.
const KEY_LINE: i32 = 20;
const KEY_COLUMNS: usize = 3;
/// The widest cell.
const MOST_CELL: i32 = 56;

/// Draws the share of each unit's replies with a hit of each of the commonest rules that speak
/// against a reply; units with the highest share of any on top.
///
/// # Errors
/// When plotters fails.
pub fn rule_heat(rows: &[ReplyRow], rules: &[Rule]) -> Result<String, ChartError> {
    let table = Table::of(rows, rules);
    if table.rules.is_empty() || table.units.is_empty() {
        return empty_sheet(NAME, "各单位的问题", "没有一件答复有扣分的问题");
    }
    let title = table.finding();
    let all = table.units.len();
    let (units, left_out) = keep_ends(table.units.iter().collect(), |unit| unit.name);
    let sheet = Sheet {
        name: NAME,
        title,
        subtitle: table.definition(all) + &left_out,
        legend: Vec::new(),
    };
    let labels = RowLabels::new(units.iter().map(|unit| unit.name));
    let plot = Plot { rules: &table.rules, units, labels, top: sheet.top() + 34 };
    sheet.draw(plot.bottom() + 12, |canvas| {
        plot.heads(canvas)?;
        (0..plot.units.len()).try_for_each(|row| plot.row(canvas, row))?;
        plot.key(canvas)
    })
}

/// The numbers behind the chart, every unit.
#[must_use]
pub fn rule_heat_table(rows: &[ReplyRow], rules: &[Rule]) -> ChartTable {
    let table = Table::of(rows, rules);
    let mut headers = vec!["承办单位".to_string(), "件数".to_string()];
    headers.extend(table.rules.iter().map(|(code, name, _)| format!("{code} {name}")));
    let line = |unit: &Unit<'_>| {
        let mut cells = vec![unit.name.to_string(), unit.n.to_string()];
        cells.extend((0..table.rules.len()).map(|rule| percent(unit.share(rule))));
        cells
    };
    ChartTable { headers, rows: table.units.iter().map(line).collect() }
}

/// A unit's replies and hits; each reply counts once a rule.
struct Unit<'a> {
    name: &'a str,
    n: u64,
    hits: Vec<u64>,
}

impl Unit<'_> {
    /// Kinds of problems a reply, on the average.
    fn sum(&self) -> f64 {
        self.hits.iter().sum::<u64>() as f64 / self.n.max(1) as f64
    }

    fn share(&self, rule: usize) -> f64 {
        self.hits.get(rule).copied().unwrap_or(0) as f64 / self.n.max(1) as f64
    }
}

struct Table<'a> {
    /// Code, name, replies with a hit; the commonest first.
    rules: Vec<(&'a str, &'a str, u64)>,
    units: Vec<Unit<'a>>,
    n: u64,
}

impl<'a> Table<'a> {
    fn of(rows: &'a [ReplyRow], rules: &'a [Rule]) -> Self {
        let rules = commonest(rows, rules);
        let mut units: BTreeMap<&str, Unit<'a>> = BTreeMap::new();
        for row in rows {
            let name = row.unit.as_deref().unwrap_or_default();
            let blank = || Unit { name, n: 0, hits: vec![0; rules.len()] };
            let unit = units.entry(name).or_insert_with(blank);
            unit.n += 1;
            for (hits, (code, ..)) in unit.hits.iter_mut().zip(&rules) {
                *hits += u64::from(row.verdict.codes.iter().any(|hit| **hit == **code));
            }
        }
        let mut units: Vec<Unit<'a>> = units.into_values().collect();
        units.sort_by(|one, other| {
            other.sum().total_cmp(&one.sum()).then_with(|| one.name.cmp(other.name))
        });
        Self { rules, units, n: rows.len() as u64 }
    }

    fn finding(&self) -> String {
        let Some((code, name, hits)) = self.rules.first() else {
            return String::new();
        };
        let share = percent(*hits as f64 / self.n.max(1) as f64);
        let common = format!("最常见的问题是“{name}”({code})，{share}的答复有");
        match self.units.as_slice() {
            [worst, .., last] if worst.sum() > last.sum() => {
                let [name, _] = two_names([worst.name, last.name]);
                let name = if name.is_empty() { "未填单位的".to_string() } else { name };
                format!("{common}；平均每件问题种类最多的是{name}")
            }
            _ => common,
        }
    }

    fn definition(&self, units: usize) -> String {
        format!(
            "n={} 件答复，{units} 个单位；格中数字是该单位答复里有这种问题的百分比，空格为 0；\
             只列最常见的 {} 种；件数少的单位，一两件就会使颜色变深",
            count(self.n),
            self.rules.len()
        )
    }
}

/// Rules against a reply by the number of replies with a hit, then by code.
fn commonest<'a>(rows: &[ReplyRow], rules: &'a [Rule]) -> Vec<(&'a str, &'a str, u64)> {
    let mut hits: BTreeMap<&str, u64> = BTreeMap::new();
    for code in rows.iter().flat_map(|row| &row.verdict.codes) {
        *hits.entry(code).or_default() += 1;
    }
    let against = |rule: &&Rule| match rule.role {
        Role::Penalty | Role::Answer => true,
        // A gate without a mark only gives points.
        Role::Gate => rule.mark.is_some(),
        Role::Evidence | Role::Frame => false,
    };
    let in_force = |rule: &&Rule| rule.status != Status::Preview;
    let mut found: Vec<(&str, &str, u64)> = rules
        .iter()
        .filter(against)
        .filter(in_force)
        .filter_map(|rule| {
            Some((rule.code.as_str(), rule.name.as_str(), *hits.get(rule.code.as_str())?))
        })
        .collect();
    found.sort_by_key(|(code, _, hits)| (std::cmp::Reverse(*hits), *code));
    found.truncate(MOST_RULES);
    found
}

struct Plot<'a> {
    rules: &'a [(&'a str, &'a str, u64)],
    units: Vec<&'a Unit<'a>>,
    labels: RowLabels,
    top: i32,
}

impl Plot<'_> {
    fn left(&self) -> i32 {
        MARGIN + self.labels.width + 12
    }

    fn cell(&self) -> i32 {
        let room = WIDTH - MARGIN - COUNTS - self.left();
        (room / self.rules.len().max(1) as i32).min(MOST_CELL)
    }

    fn cells_bottom(&self) -> i32 {
        self.top + self.labels.height()
    }

    fn bottom(&self) -> i32 {
        self.cells_bottom() + 16 + self.rules.len().div_ceil(KEY_COLUMNS) as i32 * KEY_LINE
    }

    /// Codes above the columns, every second one a line higher when cells are narrow.
    fn heads(&self, canvas: &Canvas<'_>) -> DrawResult {
        let narrow = self
            .rules
            .iter()
            .any(|(code, ..)| text_width(code, 11.0) + 3.0 > f64::from(self.cell()));
        for (number, (code, ..)) in self.rules.iter().enumerate() {
            let x = self.left() + number as i32 * self.cell() + self.cell() / 2;
            let rise = if narrow && number % 2 == 1 { 14 } else { 0 };
            let code = shorten(code, 11.0, f64::from(2 * self.cell() - 4));
            canvas.text((x, self.top - 10 - rise), &code, Ink::of(11.0, SOFT_INK).centred())?;
        }
        let head = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN, self.top - 10), "件数", head)
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let unit = self.units[row];
        let y = self.top + self.labels.middle(row);
        self.labels.draw(canvas, row, (self.left() - 10, y), Ink::of(13.2, INK))?;
        let half = self.labels.row_height(row) / 2;
        for rule in 0..self.rules.len() {
            let share = unit.share(rule);
            let x = self.left() + rule as i32 * self.cell();
            let fill = heat(share);
            if share > 0.0 {
                canvas.bar((x, y - half), (x + self.cell() - 1, y + half - 1), fill)?;
                let label = format!("{:.0}", (share * 100.0).max(1.0));
                let place = (x + self.cell() / 2, y);
                canvas.text(place, &label, Ink::of(11.0, ink_on(fill)).centred())?;
            }
        }
        for rule in 0..=self.rules.len() {
            let x = self.left() + rule as i32 * self.cell();
            canvas.path(vec![(x, y - half), (x, y + half)], GRID, 1)?;
        }
        let right = self.left() + self.rules.len() as i32 * self.cell();
        canvas.path(vec![(self.left(), y + half), (right, y + half)], GRID, 1)?;
        let n = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN, y), &count(unit.n), n)
    }

    /// What the codes mean, in columns below.
    fn key(&self, canvas: &Canvas<'_>) -> DrawResult {
        let width = (WIDTH - 2 * MARGIN) / KEY_COLUMNS as i32;
        let lines = self.rules.len().div_ceil(KEY_COLUMNS).max(1);
        for (number, (code, name, hits)) in self.rules.iter().enumerate() {
            let x = MARGIN + (number / lines) as i32 * width;
            let y = self.cells_bottom() + 24 + (number % lines) as i32 * KEY_LINE;
            let text = format!("{code} {name}：{} 件", count(*hits));
            let text = shorten(&text, 11.5, f64::from(width - 12));
            canvas.text((x, y), &text, Ink::of(11.5, SOFT_INK))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::charts::svg_scan::assert_sound, score::samples};

    fn rules() -> Vec<Rule> {
        let rules = crate::rules::RuleSet::load(None).unwrap();
        rules.rulebook().unwrap().all_rules().map(|compiled| compiled.rule.clone()).collect()
    }

    fn against(rules: &[Rule]) -> Vec<String> {
        let bad = rules
            .iter()
            .filter(|rule| rule.role == Role::Penalty && rule.status != Status::Preview);
        bad.map(|rule| rule.code.clone()).collect()
    }

    fn row(unit: &str, codes: &[String]) -> ReplyRow {
        let mut row = samples::row(Some(unit), Some(2024), 6_000);
        row.verdict.codes = codes.iter().map(|code| code.as_str().into()).collect();
        row
    }

    #[test]
    fn the_title_names_the_commonest_problem() {
        let rules = rules();
        let bad = against(&rules);
        let rows = [row("甲局", &bad[..1]), row("甲局", &bad[..2]), row("乙局", &["E001".into()])];
        let svg = rule_heat(&rows, &rules).unwrap();
        assert!(svg.contains(&format!("({})，66.7%的答复有", bad[0])), "{svg}");
        assert!(svg.contains("种类最多的是甲局"));
        assert!(!svg.contains(">\nE001\n"), "evidence is no problem");
        assert_sound(&svg);
        let table = rule_heat_table(&rows, &rules);
        assert_eq!(table.rows, [["甲局", "2", "100.0%", "50.0%"], ["乙局", "1", "0.0%", "0.0%"]]);
    }

    #[test]
    fn nothing_against_anybody_is_nothing_to_draw() {
        let svg = rule_heat(&[row("甲局", &["E001".into()])], &rules()).unwrap();
        assert!(svg.contains("暂无数据"));
        assert_sound(&rule_heat(&[], &[]).unwrap());
    }

    #[test]
    fn seventy_units_with_long_names_and_all_rules_fit() {
        let rules = rules();
        let bad = against(&rules);
        let rows: Vec<_> = (0..70)
            .map(|n| {
                let name =
                    format!("某某市某某新区管理委员会所属第{n}综合行政执法与应急管理事务服务中心");
                row(&name, &bad[..bad.len() - n % 5])
            })
            .collect();
        let svg = rule_heat(&rows, &rules).unwrap();
        assert!(svg.contains("只画最前与最后各 9 个，另有 52 个见数据表"));
        assert_sound(&svg);
    }
}

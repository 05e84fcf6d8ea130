//! Chart: for how many replies each fact of the handling is known: what is missing.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, MARGIN, Scale, Sheet, WIDTH, empty_sheet},
    row_labels::RowLabels,
    style::{AXIS, GRID, INK, MAIN, SOFT_INK, count, percent},
};
use crate::records::ReplyRow;

const NAME: &str = "known-facts";
/// Room on the right: share and number of missing ones.
const VALUES: i32 = 150;
/// A fact known of fewer than this share is called missing in the title.
const MOSTLY_MISSING: f64 = 0.5;

type Known = fn(&ReplyRow) -> bool;

/// The facts that scores, rates and charts need.
const FACTS: [(&str, Known); 14] = [
    ("年度", |row| row.year.is_some()),
    ("承办单位", |row| row.unit.is_some()),
    ("建议原文", |row| row.answered.is_some()),
    ("内容分类", |row| row.metrics.more().topic.is_some()),
    ("交办日期", |row| row.metrics.assigned.is_some()),
    ("答复日期", |row| row.metrics.replied.is_some()),
    ("首次沟通日期", |row| row.metrics.first_contact.is_some()),
    ("沟通方式或面商", |row| {
        row.metrics.contact_mode.is_some() || row.metrics.face_to_face.is_some()
    }),
    ("办理结果", |row| row.metrics.result_class.is_some()),
    ("满意度", |row| row.metrics.satisfaction.is_some()),
    ("是否重新办理", |row| row.metrics.reworked.is_some()),
    ("是否公开", |row| row.metrics.published.is_some()),
    ("承诺事项", |row| row.metrics.promise.is_some()),
    ("承诺完成情况", |row| row.metrics.promise_status.is_some()),
];

/// Draws one bar a fact, the best known on top.
///
/// # Errors
/// When plotters fails.
pub fn known_facts(rows: &[ReplyRow]) -> Result<String, ChartError> {
    if rows.is_empty() {
        return empty_sheet(NAME, "办理情况的齐全程度", "没有判读任何答复");
    }
    let facts = in_order(rows);
    let sheet = Sheet {
        name: NAME,
        title: finding(&facts, rows.len()),
        subtitle: format!(
            "n={} 件答复；横条为知道这一项的件数所占比例；缺的项不计入得分的分母，\
             也不能据此说没有做",
            count(rows.len() as u64)
        ),
        legend: Vec::new(),
    };
    let labels = RowLabels::new(facts.iter().map(|(name, _)| *name));
    let plot = Plot { facts: &facts, n: rows.len(), labels, top: sheet.top() + 24 };
    sheet.draw(plot.bottom() + 30, |canvas| {
        plot.grid(canvas)?;
        (0..facts.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The numbers behind the chart.
#[must_use]
pub fn known_facts_table(rows: &[ReplyRow]) -> ChartTable {
    let facts = if rows.is_empty() { Vec::new() } else { in_order(rows) };
    let line = |(name, known): &(&str, usize)| {
        let share = percent(*known as f64 / rows.len().max(1) as f64);
        vec![(*name).to_string(), known.to_string(), (rows.len() - known).to_string(), share]
    };
    ChartTable::new(
        &["项目", "知道的件数", "缺的件数", "知道的占比"],
        facts.iter().map(line).collect(),
    )
}

/// Facts with the number of replies they are known of, most first, else in their own order.
fn in_order(rows: &[ReplyRow]) -> Vec<(&'static str, usize)> {
    let known = |known: Known| rows.iter().filter(|row| known(row)).count();
    let mut facts: Vec<_> = FACTS.iter().map(|(name, of)| (*name, known(*of))).collect();
    facts.sort_by_key(|(_, known)| std::cmp::Reverse(*known));
    facts
}

fn finding(facts: &[(&str, usize)], n: usize) -> String {
    let share = |known: usize| known as f64 / n.max(1) as f64;
    let missing: Vec<&str> = facts
        .iter()
        .rev()
        .filter(|(_, known)| share(*known) < MOSTLY_MISSING)
        .map(|(name, _)| *name)
        .collect();
    match missing.as_slice() {
        [] => format!("{} 项办理情况都有过半答复知道", facts.len()),
        [one] => format!("{} 项里缺得最多的是{one}：过半答复不知道", facts.len()),
        [one, two, ..] => {
            format!(
                "{} 项里有 {} 项过半答复不知道，缺得最多的是{one}、{two}",
                facts.len(),
                missing.len()
            )
        }
    }
}

struct Plot<'a> {
    facts: &'a [(&'static str, usize)],
    n: usize,
    labels: RowLabels,
    top: i32,
}

impl Plot<'_> {
    fn bottom(&self) -> i32 {
        self.top + self.labels.height()
    }

    fn shares(&self) -> Scale {
        let left = MARGIN + self.labels.width + 14;
        Scale { values: (0.0, 1.0), places: (left, WIDTH - MARGIN - VALUES) }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        for tick in [0, 25, 50, 75, 100] {
            let x = self.shares().at(f64::from(tick) / 100.0);
            let colour = if tick == 0 { AXIS } else { GRID };
            canvas.path(vec![(x, self.top), (x, self.bottom())], colour, 1)?;
            let label = format!("{tick}%");
            let ink = Ink::of(12.0, SOFT_INK).centred();
            canvas.text((x, self.bottom() + 14), &label, ink)?;
        }
        let head = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN - 70, self.top - 10), "知道", head)?;
        canvas.text((WIDTH - MARGIN, self.top - 10), "缺(件)", head)
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let (_, known) = self.facts[row];
        let y = self.top + self.labels.middle(row);
        let left = MARGIN + self.labels.width + 4;
        self.labels.draw(canvas, row, (left, y), Ink::of(13.2, INK))?;
        let share = known as f64 / self.n.max(1) as f64;
        let (from, to) = (self.shares().at(0.0), self.shares().at(share));
        canvas.bar((from, y - 8), (self.shares().at(1.0), y + 8), GRID)?;
        if to > from {
            canvas.bar((from, y - 8), (to, y + 8), MAIN)?;
        }
        let bold = Ink { bold: true, ..Ink::of(13.2, INK).ending() };
        canvas.text((WIDTH - MARGIN - 70, y), &percent(share), bold)?;
        let missing = count((self.n - known) as u64);
        canvas.text((WIDTH - MARGIN, y), &missing, Ink::of(12.0, SOFT_INK).ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::charts::svg_scan::assert_sound, score::samples};

    #[test]
    fn the_title_names_what_is_missing_most() {
        let rows = [samples::row(Some("甲局"), Some(2024), 6_000)];
        let svg = known_facts(&rows).unwrap();
        assert!(
            svg.contains("14 项里有 12 项过半答复不知道，缺得最多的是承诺完成情况、承诺事项"),
            "{svg}"
        );
        assert_sound(&svg);
        assert_eq!(known_facts_table(&rows).rows[0], ["年度", "1", "0", "100.0%"]);
    }

    #[test]
    fn no_replies_are_no_data() {
        assert!(known_facts(&[]).unwrap().contains("暂无数据"));
        assert!(known_facts_table(&[]).rows.is_empty());
    }

    #[test]
    fn a_full_table_misses_little() {
        let mut row = samples::row(Some("甲局"), Some(2024), 6_000);
        row.metrics = samples::full_metrics();
        assert_sound(&known_facts(&[row]).unwrap());
    }
}

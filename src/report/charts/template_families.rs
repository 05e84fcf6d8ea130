//! Chart: the largest families of near-duplicate replies, with the units behind each.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Scale, Sheet, WIDTH, empty_sheet, shorten},
    style::{AXIS, GRID, INK, MAIN_LIGHT, REFERENCE, SOFT_INK, WORSE, count, nice_step, percent},
};
use crate::relate::{FamilyList, ListedFamily};

const NAME: &str = "template-families";
const MOST_ROWS: usize = 20;
const ROW: i32 = 46;
/// Room on the right: replies, units, years.
const VALUES: i32 = 190;

/// Draws the largest families as bars, those of several units apart from those of one; `all`
/// is the number of judged replies.
///
/// # Errors
/// When plotters fails.
pub fn template_families(list: &FamilyList, all: usize) -> Result<String, ChartError> {
    if list.shown.is_empty() {
        return none(all);
    }
    let families: Vec<&ListedFamily> = list.shown.iter().take(MOST_ROWS).collect();
    let sheet = Sheet {
        name: NAME,
        title: finding(list, all),
        subtitle: definition(list, families.len(), all),
        legend: vec![Key::area("跨单位", WORSE), Key::area("同一单位", MAIN_LIGHT)],
    };
    let plot = Plot { families, top: sheet.top() + 26 };
    sheet.draw(plot.bottom() + 32, |canvas| {
        plot.grid(canvas)?;
        (0..plot.families.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The families behind the chart, as far as they are listed.
#[must_use]
pub fn template_families_table(list: &FamilyList) -> ChartTable {
    let line = |listed: &ListedFamily| {
        let family = &listed.family;
        vec![
            family.id.clone(),
            family.members.len().to_string(),
            family.units.len().to_string(),
            family.units.join("、"),
            family.years_label(),
            listed.excerpt.clone(),
        ]
    };
    ChartTable::new(
        &["组号(组内最小编号)", "件数", "单位数", "单位", "年度", "文字开头"],
        list.shown.iter().map(line).collect(),
    )
}

/// No family is a finding, unless there is nothing to compare.
fn none(all: usize) -> Result<String, ChartError> {
    if all < 2 {
        return empty_sheet(NAME, "雷同答复", "至少两件答复才能比");
    }
    let sheet = Sheet {
        name: NAME,
        title: "没有发现雷同的答复".to_string(),
        subtitle: format!("n={} 件答复；去掉礼节用语后两两比较", count(all as u64)),
        legend: Vec::new(),
    };
    let top = sheet.top();
    sheet.draw(top + 70, |canvas| {
        canvas.text((WIDTH / 2, top + 26), "没有雷同组", Ink::of(16.0, SOFT_INK).centred())
    })
}

fn finding(list: &FamilyList, all: usize) -> String {
    let share = percent(list.replies as f64 / all.max(1) as f64);
    let base = format!(
        "{} 件答复({share})与别的答复雷同，分 {} 组",
        count(list.replies as u64),
        count(list.total as u64)
    );
    let Some(largest) = list.shown.first() else { return base };
    let (size, units) = (largest.family.members.len(), largest.family.units.len());
    match units {
        0 | 1 => format!("{base}；最大一组 {size} 件"),
        _ => format!("{base}；最大一组 {size} 件，出自 {units} 个单位"),
    }
}

fn definition(list: &FamilyList, drawn: usize, all: usize) -> String {
    let mut text = format!(
        "n={} 件答复；每条一组，长短为件数，下面是组内第一件去掉礼节用语后的开头；\
        同类事项的合规答复也可能相近，须看原文",
        count(all as u64)
    );
    if list.total > drawn {
        text += &format!("；只画最大的 {drawn} 组，共 {} 组", count(list.total as u64));
    }
    text
}

struct Plot<'a> {
    families: Vec<&'a ListedFamily>,
    top: i32,
}

impl Plot<'_> {
    fn bottom(&self) -> i32 {
        self.top + self.families.len() as i32 * ROW
    }

    fn steps(&self) -> (u64, u64) {
        let largest = self.families.iter().map(|listed| listed.family.members.len() as u64);
        let largest = largest.max().unwrap_or(1).max(1);
        let step = nice_step(largest, 6);
        (step, largest.div_ceil(step) * step)
    }

    fn sizes(&self) -> Scale {
        let places = (MARGIN, WIDTH - MARGIN - VALUES);
        Scale { values: (0.0, self.steps().1 as f64), places }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let (step, most) = self.steps();
        let mut tick = 0;
        while tick <= most {
            let x = self.sizes().at(tick as f64);
            let colour = if tick == 0 { AXIS } else { GRID };
            canvas.path(vec![(x, self.top), (x, self.bottom())], colour, 1)?;
            let ink = Ink::of(12.0, SOFT_INK);
            let ink = if tick == 0 { ink } else { ink.centred() };
            canvas.text((x, self.bottom() + 14), &count(tick), ink)?;
            tick += step;
        }
        let head = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN - 132, self.top - 10), "件数", head)?;
        canvas.text((WIDTH - MARGIN - 84, self.top - 10), "单位数", head)?;
        canvas.text((WIDTH - MARGIN, self.top - 10), "年度", head)
    }

    fn row(&self, canvas: &Canvas<'_>, row: usize) -> DrawResult {
        let listed = self.families[row];
        let family = &listed.family;
        let y = self.top + row as i32 * ROW;
        let end = self.sizes().at(family.members.len() as f64);
        let fill = if family.units.len() > 1 { WORSE } else { MAIN_LIGHT };
        canvas.bar((MARGIN, y + 6), (end.max(MARGIN + 2), y + 22), fill)?;
        let room = f64::from(WIDTH - MARGIN - VALUES - MARGIN - 6);
        let words = cut(&format!("{}：{}", family.id, listed.excerpt), 11.5, room);
        canvas.text((MARGIN + 4, y + 33), &words, Ink::of(11.5, SOFT_INK))?;
        let size = Ink { bold: true, ..Ink::of(13.2, INK).ending() };
        canvas.text((WIDTH - MARGIN - 132, y + 14), &count(family.members.len() as u64), size)?;
        let many = family.units.len() > 1;
        let units = Ink { bold: many, ..Ink::of(12.0, if many { REFERENCE } else { SOFT_INK }) };
        let units_text = count(family.units.len() as u64);
        canvas.text((WIDTH - MARGIN - 84, y + 14), &units_text, units.ending())?;
        let years = shorten(&family.years_label(), 12.0, 78.0);
        canvas.text((WIDTH - MARGIN, y + 14), &years, Ink::of(12.0, SOFT_INK).ending())
    }
}

/// The beginning of a text, with `…` where it goes on: of a sentence the head says most.
fn cut(text: &str, size: f64, room: f64) -> String {
    let text = super::canvas::printable(text);
    if super::canvas::text_width(&text, size) <= room {
        return text;
    }
    let mut kept = String::new();
    for next in text.chars() {
        kept.push(next);
        if super::canvas::text_width(&kept, size) + size > room {
            kept.pop();
            break;
        }
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{charts::svg_scan::assert_sound, sample};

    #[test]
    fn the_title_counts_families_and_names_the_largest() {
        let svg = template_families(&sample::families(), 12).unwrap();
        assert!(
            svg.contains("3 件答复(25.0%)与别的答复雷同，分 1 组；最大一组 3 件，出自 2 个单位"),
            "{svg}"
        );
        assert_sound(&svg);
        assert_eq!(template_families_table(&sample::families()).rows[0][1], "3");
    }

    #[test]
    fn no_family_is_said_and_no_replies_are_no_data() {
        let svg = template_families(&FamilyList::default(), 40).unwrap();
        assert!(svg.contains("没有发现雷同的答复") && svg.contains("n=40"));
        assert_sound(&svg);
        assert!(template_families(&FamilyList::default(), 0).unwrap().contains("暂无数据"));
    }

    #[test]
    fn many_large_families_with_long_texts_fit() {
        let mut family = sample::family(123_456);
        family.excerpt = "某某街道高度重视，".repeat(20);
        family.family.id = "2024年第".repeat(30);
        let list = FamilyList {
            shown: vec![family; 60],
            total: 200,
            replies: 999_999,
            definitions: Vec::new(),
        };
        let svg = template_families(&list, 1_000_000).unwrap();
        assert!(svg.contains("只画最大的 20 组，共 200 组"));
        assert_sound(&svg);
    }
}

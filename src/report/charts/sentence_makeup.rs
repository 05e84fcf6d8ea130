//! Chart: what the replies of each unit are made of, by sentence class.

use shida_engine::sentence::SentenceClass;

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Place, Sheet, WIDTH, empty_sheet, text_width},
    row_labels::{RowLabels, keep_ends, two_names},
    style::{INK, PAPER, SOFT_INK, class_colour, count, ink_on, percent},
};

const NAME: &str = "sentence-makeup";
/// Room for the counts on the right.
const COUNTS: i32 = 64;
const ALL: &str = "全部";

/// What the numbers of a row count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Sentences.
    Sentences,
    /// Han characters.
    HanChars,
}

impl Counted {
    fn label(self) -> &'static str {
        match self {
            Self::Sentences => "句数",
            Self::HanChars => "字数",
        }
    }
}

/// Draws one bar a unit, parted by `SentenceClass::ALL` (the order of the eight numbers), the
/// fullest unit on top, below a bar for all units together.
///
/// # Errors
/// When plotters fails.
pub fn sentence_makeup(units: &[(String, [u64; 8])], by: Counted) -> Result<String, ChartError> {
    let mut rows = in_order(units);
    if rows.is_empty() {
        return empty_sheet(NAME, "答复构成", "没有判读任何答复");
    }
    let all = Row { name: ALL, parts: sum(&rows) };
    let title = finding(&all, &rows);
    let known = rows.len();
    let left_out;
    (rows, left_out) = keep_ends(rows, |row| row.name);
    if known > 1 {
        rows.insert(0, all);
    }
    let sheet = Sheet {
        name: NAME,
        title,
        subtitle: definition(all.total(), by, known) + &left_out,
        legend: SentenceClass::ALL
            .iter()
            .map(|class| Key::area(class.label(), class_colour(*class)))
            .collect(),
    };
    let labels = RowLabels::new(rows.iter().map(|row| row.name));
    let plot = Plot { rows, labels, top: sheet.top() + 22 };
    sheet.draw(plot.bottom() + MARGIN, |canvas| {
        let head = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN, plot.top - 10), by.label(), head)?;
        (0..plot.rows.len()).try_for_each(|row| plot.row(canvas, row))
    })
}

/// The numbers behind the chart, every unit.
#[must_use]
pub fn sentence_makeup_table(units: &[(String, [u64; 8])], by: Counted) -> ChartTable {
    let rows = in_order(units);
    let all = Row { name: ALL, parts: sum(&rows) };
    let line = |row: &Row<'_>| {
        let mut cells = vec![row.name.to_string(), row.total().to_string()];
        cells.extend(SentenceClass::ALL.iter().map(|class| percent(row.share(*class))));
        cells
    };
    let mut headers = vec!["承办单位", by.label()];
    headers.extend(SentenceClass::ALL.iter().map(|class| class.label()));
    ChartTable::new(&headers, std::iter::once(&all).chain(&rows).map(line).collect())
}

#[derive(Clone, Copy)]
struct Row<'a> {
    name: &'a str,
    parts: [u64; 8],
}

impl Row<'_> {
    fn total(&self) -> u64 {
        self.parts.iter().fold(0, |sum, part| sum.saturating_add(*part))
    }

    /// Share of one class, 0–1.
    fn share(&self, class: SentenceClass) -> f64 {
        let classes = SentenceClass::ALL.iter().zip(self.parts);
        let part = classes.filter(|(one, _)| **one == class).map(|(_, part)| part).sum::<u64>();
        part as f64 / self.total().max(1) as f64
    }
}

/// Units that have any text, by their share of evidence and then by name.
fn in_order(units: &[(String, [u64; 8])]) -> Vec<Row<'_>> {
    let rows = units.iter().map(|(name, parts)| Row { name, parts: *parts });
    let mut rows: Vec<Row<'_>> = rows.filter(|row| row.total() > 0).collect();
    rows.sort_by(|one, other| {
        let share = |row: &Row<'_>| row.share(SentenceClass::Evidence);
        share(other).total_cmp(&share(one)).then_with(|| one.name.cmp(other.name))
    });
    rows
}

fn sum(rows: &[Row<'_>]) -> [u64; 8] {
    let mut all = [0_u64; 8];
    for row in rows {
        for (sum, part) in all.iter_mut().zip(row.parts) {
            *sum = sum.saturating_add(part);
        }
    }
    all
}

fn finding(all: &Row<'_>, rows: &[Row<'_>]) -> String {
    let share = |row: &Row<'_>| percent(row.share(SentenceClass::Evidence));
    let base = format!("实质内容占 {}", share(all));
    match rows {
        [first, .., last] if share(first) == share(last) => format!("{base}，各单位都一样"),
        [first, .., last] => {
            let [best, least] = two_names([first.name, last.name]);
            format!("{base}：{best}({})最高，{least}({})最低", share(first), share(last))
        }
        _ => base,
    }
}

fn definition(total: u64, by: Counted, units: usize) -> String {
    let measure = match by {
        Counted::Sentences => format!("n={} 句，按句数计", count(total)),
        Counted::HanChars => format!("n={} 字，按汉字数计", count(total)),
    };
    format!(
        "{measure}，{units} 个单位；每句只归一类，取其中最有内容的一类；\
         按实质内容占比从高到低排列"
    )
}

struct Plot<'a> {
    rows: Vec<Row<'a>>,
    labels: RowLabels,
    top: i32,
}

impl Plot<'_> {
    fn left(&self) -> i32 {
        MARGIN + self.labels.width + 12
    }

    fn bottom(&self) -> i32 {
        self.top + self.labels.height()
    }

    fn row(&self, canvas: &Canvas<'_>, number: usize) -> DrawResult {
        let Some(row) = self.rows.get(number) else {
            return Ok(());
        };
        let y = self.top + self.labels.middle(number);
        let bold = number == 0 && self.rows.len() > 1;
        let ink = Ink { bold, ..Ink::of(13.2, INK) };
        self.labels.draw(canvas, number, (self.left() - 10, y), ink)?;
        self.parts(canvas, row, y)?;
        let total = Ink::of(12.0, SOFT_INK).ending();
        canvas.text((WIDTH - MARGIN, y), &count(row.total()), total)
    }

    fn parts(&self, canvas: &Canvas<'_>, row: &Row<'_>, y: i32) -> DrawResult {
        let width = f64::from(WIDTH - MARGIN - COUNTS - self.left());
        let end = |sum: u64| {
            let share = sum as f64 / row.total().max(1) as f64;
            self.left() + (share.min(1.0) * width).round() as i32
        };
        let mut sum = 0_u64;
        for (class, part) in SentenceClass::ALL.iter().zip(row.parts) {
            let from = end(sum);
            sum = sum.saturating_add(part);
            let to = end(sum);
            if to > from {
                part_of_bar(canvas, ((from, y - 9), (to, y + 9)), *class, row.share(*class))?;
            }
        }
        Ok(())
    }
}

/// One piece of a bar; its share is written into it where there is room.
fn part_of_bar(
    canvas: &Canvas<'_>,
    (from, to): (Place, Place),
    class: SentenceClass,
    share: f64,
) -> DrawResult {
    let fill = class_colour(class);
    canvas.bar(from, to, fill)?;
    canvas.path(vec![(to.0, from.1), (to.0, to.1)], PAPER, 1)?;
    let label = format!("{:.0}%", share * 100.0);
    if text_width(&label, 11.0) + 8.0 > f64::from(to.0 - from.0) {
        return Ok(());
    }
    let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
    canvas.text(middle, &label, Ink::of(11.0, ink_on(fill)).centred())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::charts::svg_scan::assert_sound;

    fn unit(name: &str, parts: [u64; 8]) -> (String, [u64; 8]) {
        (name.to_string(), parts)
    }

    #[test]
    fn the_title_names_the_fullest_and_the_emptiest_unit() {
        let units =
            [unit("水务局", [5, 2, 1, 1, 0, 0, 0, 1]), unit("教育局", [2, 0, 0, 0, 0, 0, 2, 6])];
        let svg = sentence_makeup(&units, Counted::Sentences).unwrap();
        assert!(svg.contains("实质内容占 35.0%：教育局(60.0%)最高，水务局(10.0%)最低"), "{svg}");
        assert!(svg.contains("n=20 句"));
        assert_sound(&svg);
        let table = sentence_makeup_table(&units, Counted::Sentences);
        assert_eq!(table.rows[0][..2], ["全部", "20"]);
        assert_eq!(table.rows[1].last().unwrap(), "60.0%");
    }

    #[test]
    fn one_unit_has_no_bar_for_all() {
        let svg = sentence_makeup(&[unit("教育局", [1; 8])], Counted::HanChars).unwrap();
        assert!(!svg.contains("全部"));
        assert!(svg.contains("n=8 字"));
        assert_sound(&svg);
    }

    #[test]
    fn units_without_text_are_nothing_to_draw() {
        let svg = sentence_makeup(&[unit("教育局", [0; 8])], Counted::Sentences).unwrap();
        assert!(svg.contains("暂无数据"));
        assert_sound(&svg);
    }

    #[test]
    fn of_more_units_the_total_still_counts_all() {
        let units: Vec<_> = (0..80).map(|n| unit(&format!("第{n}局"), [1; 8])).collect();
        let svg = sentence_makeup(&units, Counted::Sentences).unwrap();
        assert!(svg.contains("n=640 句") && svg.contains("另有 50 个"));
        assert_sound(&svg);
    }

    proptest! {
        #[test]
        fn any_numbers_give_a_sound_picture(
            units in prop::collection::vec((".{0,60}", any::<[u32; 8]>()), 0..70),
        ) {
            let units: Vec<_> =
                units.into_iter().map(|(name, parts)| (name, parts.map(u64::from))).collect();
            let svg = sentence_makeup(&units, Counted::HanChars).unwrap();
            assert_sound(&svg);
            prop_assert_eq!(sentence_makeup(&units, Counted::HanChars).unwrap(), svg);
        }
    }
}

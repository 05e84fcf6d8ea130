//! Chart: mean text score of each unit by year, one small panel a unit.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, MARGIN, Place, Scale, Sheet, WIDTH, empty_sheet, shorten},
    row_labels::{Room, told_apart},
    style::{AXIS, EARLIER, GRID, INK, MAIN, MAIN_LIGHT, SOFT_INK, WORSE, count},
    unit_lines::{UnitLine, span, unit_lines, verdict_words, verdicts},
};
use crate::records::{Estimate, TrendRow, TrendVerdict};

const NAME: &str = "unit-years";
const SERIES: &str = "text_score";
const ACROSS: usize = 4;
const NAME_SIZE: f64 = 12.5;
const GAP: i32 = 18;
/// Name, verdict, lines, years.
const PANEL: i32 = 142;
const LINES_TOP: i32 = 48;
const LINES_BOTTOM: i32 = 118;
/// Room left of the lines for the scale.
const SCALE_ROOM: i32 = 26;
/// Height of a further line of a name.
const NAME_LINE: i32 = 16;
/// Panels of one chart, so that it is legible on a page of A4.
const MOST_PANELS: usize = 24;

/// Draws the unit rows of series `text_score` (points 0–100), units that rise or
/// fall first, then those with most replies.
///
/// # Errors
/// When plotters fails.
pub fn unit_years(rows: &[TrendRow]) -> Result<String, ChartError> {
    let lines = in_order(rows);
    let Some(years) = span(&lines) else {
        return empty_sheet(NAME, "各单位文本分的变化", "要写明年度和承办单位的答复才能画");
    };
    let sheet = Sheet {
        name: NAME,
        title: finding(&lines, years),
        subtitle: definition(&lines),
        legend: Vec::new(),
    };
    let drawn = lines.len().min(MOST_PANELS);
    let top = sheet.top() + 10;
    let names: Vec<&str> = lines.iter().take(drawn).map(|line| line.unit).collect();
    let names = told_apart(&names, Room { size: NAME_SIZE, width: f64::from(width()) });
    // All panels alike, so that the lines of a row stand side by side.
    let extra = (names.iter().map(Vec::len).max().unwrap_or(1) as i32 - 1) * NAME_LINE;
    let step = PANEL + extra + GAP;
    let bottom = top + drawn.div_ceil(ACROSS) as i32 * step;
    sheet.draw(bottom, |canvas| {
        lines.iter().zip(&names).enumerate().try_for_each(|(number, (line, name))| {
            let (column, row) = ((number % ACROSS) as i32, (number / ACROSS) as i32);
            let corner = (MARGIN + column * (width() + GAP), top + row * step);
            for (n, line) in name.iter().enumerate() {
                let ink = Ink { bold: true, ..Ink::of(NAME_SIZE, INK) };
                canvas.text((corner.0, corner.1 + 8 + n as i32 * NAME_LINE), line, ink)?;
            }
            Panel { line, years, corner: (corner.0, corner.1 + extra) }.draw(canvas)
        })
    })
}

/// The numbers behind the chart: one row a unit and year.
#[must_use]
pub fn unit_years_table(rows: &[TrendRow]) -> ChartTable {
    let lines = in_order(rows);
    let row = |line: &UnitLine<'_>, year: i32, estimate: &Estimate| {
        let point =
            |value: Option<f64>| value.map_or("—".to_string(), |value| format!("{value:.1}"));
        let interval = format!("{}–{}", point(estimate.low), point(estimate.high));
        let verdict = verdict_words(line.verdict).to_string();
        let n = estimate.n.to_string();
        vec![line.unit.to_string(), year.to_string(), n, point(estimate.value), interval, verdict]
    };
    let rows = lines
        .iter()
        .flat_map(|line| line.years.iter().map(|(year, estimate)| row(line, *year, estimate)))
        .collect();
    ChartTable::new(&["承办单位", "年度", "件数", "平均文本分", "95% 区间", "各年趋势检验"], rows)
}

fn in_order(rows: &[TrendRow]) -> Vec<UnitLine<'_>> {
    let mut lines = unit_lines(rows, SERIES);
    lines.sort_by_key(|line| (!is_clear(line), std::cmp::Reverse(line.n())));
    lines
}

fn is_clear(line: &UnitLine<'_>) -> bool {
    matches!(line.verdict, Some(TrendVerdict::Rising | TrendVerdict::Falling))
}

fn finding(lines: &[UnitLine<'_>], (first, last): (i32, i32)) -> String {
    if first == last {
        return format!("{first}年 {} 个单位的文本分；只有一年，看不出变化", lines.len());
    }
    let verdicts = verdicts(lines.iter().map(|line| line.verdict)).words();
    let fallen = lines.iter().filter(|line| line.verdict == Some(TrendVerdict::Falling));
    let names: Vec<String> = fallen.take(2).map(|line| shorten(line.unit, 1.0, 10.0)).collect();
    let named = if names.is_empty() {
        String::new()
    } else {
        format!("，下降的有{}", names.join("、"))
    };
    format!("{first}–{last}年，{} 个单位的文本分：{verdicts}{named}", lines.len())
}

fn definition(lines: &[UnitLine<'_>]) -> String {
    let n: u64 = lines.iter().map(UnitLine::n).sum();
    let mut text = format!(
        "n={} 件答复；每格一个单位，有明显升降的在前，其余按件数从多到少；点为平均文本分(0–100)，浅色带为 95% 区间，\
         两年之间缺年则断开；升降按逐件检验，已作多重比较校正(BH)",
        count(n)
    );
    let left_out = lines.len().saturating_sub(MOST_PANELS);
    if left_out > 0 {
        text += &format!("；只画前 {MOST_PANELS} 个，另有 {left_out} 个单位见数据表");
    }
    text
}

fn width() -> i32 {
    (WIDTH - 2 * MARGIN - (ACROSS as i32 - 1) * GAP) / ACROSS as i32
}

struct Panel<'a> {
    line: &'a UnitLine<'a>,
    years: (i32, i32),
    corner: Place,
}

impl Panel<'_> {
    fn draw(&self, canvas: &Canvas<'_>) -> DrawResult {
        self.heading(canvas)?;
        self.grid(canvas)?;
        let colour = match self.line.verdict {
            Some(TrendVerdict::Falling) => WORSE,
            Some(TrendVerdict::Rising) => MAIN,
            _ => EARLIER,
        };
        for pair in self.line.years.windows(2) {
            let [from, to] = pair else { continue };
            if from.0.checked_add(1) != Some(to.0) {
                continue;
            }
            let end = |(year, estimate): &(i32, Estimate), value: Option<f64>| {
                (self.x(*year), self.y(value.or(estimate.value).unwrap_or_default()))
            };
            let corners = vec![
                end(from, from.1.low),
                end(from, from.1.high),
                end(to, to.1.high),
                end(to, to.1.low),
            ];
            canvas.area(corners, MAIN_LIGHT, 0.3)?;
            canvas.path(vec![end(from, None), end(to, None)], colour, 2)?;
        }
        for (year, estimate) in &self.line.years {
            let (x, y) = (self.x(*year), self.y(estimate.value.unwrap_or_default()));
            if self.line.years.len() == 1 {
                let ends = [estimate.low, estimate.high].map(|end| self.y(end.unwrap_or_default()));
                canvas.path(vec![(x, ends[0]), (x, ends[1])], MAIN_LIGHT, 3)?;
            }
            canvas.dot((x, y), 3, colour)?;
        }
        Ok(())
    }

    fn heading(&self, canvas: &Canvas<'_>) -> DrawResult {
        let (x, y) = self.corner;
        let clear = is_clear(self.line);
        let ink = Ink { bold: clear, ..Ink::of(11.5, if clear { INK } else { SOFT_INK }) };
        canvas.text((x, y + 27), verdict_words(self.line.verdict), ink)?;
        let n = format!("n={}", count(self.line.n()));
        canvas.text((x + width(), y + 27), &n, Ink::of(11.5, SOFT_INK).ending())
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let (left, right) = (self.corner.0 + SCALE_ROOM, self.corner.0 + width());
        for score in [0, 50, 100] {
            let y = self.y(f64::from(score));
            let colour = if score == 0 { AXIS } else { GRID };
            canvas.path(vec![(left, y), (right, y)], colour, 1)?;
            canvas.text((left - 5, y), &score.to_string(), Ink::of(10.5, SOFT_INK).ending())?;
        }
        let y = self.corner.1 + LINES_BOTTOM + 14;
        let (first, last) = self.years;
        let soft = Ink::of(10.5, SOFT_INK);
        if first == last {
            return canvas.text((self.x(first), y), &first.to_string(), soft.centred());
        }
        canvas.text((left, y), &first.to_string(), soft)?;
        canvas.text((right, y), &last.to_string(), soft.ending())
    }

    fn x(&self, year: i32) -> i32 {
        let (left, right) = (self.corner.0 + SCALE_ROOM + 8, self.corner.0 + width() - 8);
        let (first, last) = self.years;
        if first == last {
            return (left + right) / 2;
        }
        Scale { values: (f64::from(first), f64::from(last)), places: (left, right) }
            .at(f64::from(year))
    }

    fn y(&self, score: f64) -> i32 {
        let places = (self.corner.1 + LINES_BOTTOM, self.corner.1 + LINES_TOP);
        Scale { values: (0.0, 100.0), places }.at(score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::{
        svg_scan::assert_sound,
        unit_lines::samples::{row, sixty_units},
    };

    #[test]
    fn the_title_names_the_units_that_fall() {
        let rows = [
            row(("教育局", SERIES), (2023, 40, 80.0), TrendVerdict::Falling),
            row(("教育局", SERIES), (2024, 42, 50.0), TrendVerdict::Falling),
            row(("水务局", SERIES), (2024, 42, 50.0), TrendVerdict::TooLittleData),
        ];
        let svg = unit_years(&rows).unwrap();
        assert!(svg.contains("1 个下降，1 个数据太少，下降的有教育局"), "{svg}");
        assert_sound(&svg);
        assert_eq!(unit_years_table(&rows).rows.len(), 3);
    }

    #[test]
    fn one_year_and_none_and_a_gap_fit() {
        let one = row(("", SERIES), (2024, 3, 50.0), TrendVerdict::TooLittleData);
        let svg = unit_years(std::slice::from_ref(&one)).unwrap();
        assert!(svg.contains("只有一年") && svg.contains("(未填单位)"));
        assert_sound(&svg);
        assert_sound(&unit_years(&[]).unwrap());
        let gap = TrendRow { year: 2021, ..one.clone() };
        let svg = unit_years(&[one, gap]).unwrap();
        assert!(!svg.contains("<polygon"), "no band over a year without data");
        assert_sound(&svg);
    }

    #[test]
    fn sixty_units_with_long_names_fit() {
        let svg = unit_years(&sixty_units(SERIES)).unwrap();
        assert!(svg.contains("只画前 24 个，另有 41 个单位见数据表"));
        assert_sound(&svg);
    }
}

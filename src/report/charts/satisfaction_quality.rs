//! Chart: what deputies say of a reply, against what its text is worth.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Place, Scale, Sheet, WIDTH, empty_sheet},
    style::{AXIS, GRID, INK, MAIN, REFERENCE, SOFT_INK, WORSE, count, percent},
};
use crate::{records::ReplyRow, score::Points};

const NAME: &str = "satisfaction-quality";
const RATINGS: [(&str, &str); 3] =
    [("satisfied", "满意"), ("basic", "基本满意"), ("dissatisfied", "不满意")];
const LANE: i32 = 112;
const LEFT: i32 = MARGIN + 68;
const RIGHT: i32 = WIDTH - MARGIN - 12;
/// Dots of one lane; of more, every second, third … is drawn.
const MOST_DOTS: usize = 700;

/// Draws one lane a rating with a dot a reply; `cut` (0–100) parts low texts from high ones.
///
/// # Errors
/// When plotters fails.
pub fn satisfaction_quality(rows: &[ReplyRow], cut: Points) -> Result<String, ChartError> {
    let lanes = lanes(rows);
    if lanes.iter().all(Vec::is_empty) {
        return empty_sheet(NAME, "满意度与文本分", "要有代表的满意度评价才能画");
    }
    let sheet = Sheet {
        name: NAME,
        title: finding(&lanes, cut),
        subtitle: definition(rows.len(), &lanes, cut),
        legend: vec![Key::dot("文本分不低", MAIN), Key::square("文本分低", WORSE)],
    };
    let plot = Plot { top: sheet.top() + 30, cut };
    sheet.draw(plot.bottom() + 46, |canvas| {
        plot.grid(canvas)?;
        (0..lanes.len()).try_for_each(|lane| plot.lane(canvas, lane, &lanes[lane]))
    })
}

/// The counts behind the chart.
#[must_use]
pub fn satisfaction_quality_table(rows: &[ReplyRow], cut: Points) -> ChartTable {
    let lanes = lanes(rows);
    let line = |((_, label), scores): ((&str, &str), &Vec<i32>)| {
        let (low, high) = parted(scores, cut);
        let share = if scores.is_empty() {
            "—".to_string()
        } else {
            percent(low as f64 / scores.len() as f64)
        };
        vec![label.to_string(), low.to_string(), high.to_string(), share]
    };
    let rows = if lanes.iter().all(Vec::is_empty) {
        Vec::new()
    } else {
        RATINGS.into_iter().zip(&lanes).map(line).collect()
    };
    let below = format!("文本分低于 {} 的件数", points(cut));
    let from = format!("文本分 {} 及以上的件数", points(cut));
    ChartTable::new(&["代表评价", &below, &from, "低分占比"], rows)
}

/// Text scores in hundredths by rating, ascending.
fn lanes(rows: &[ReplyRow]) -> [Vec<i32>; 3] {
    RATINGS.map(|(name, _)| {
        let rated = rows.iter().filter(|row| row.metrics.satisfaction.as_deref() == Some(name));
        let mut scores: Vec<i32> = rated.map(|row| row.verdict.text_score).collect();
        scores.sort_unstable();
        scores
    })
}

/// Replies below the cut, and the others.
fn parted(scores: &[i32], cut: Points) -> (usize, usize) {
    let low = scores.iter().filter(|score| **score < cut.0).count();
    (low, scores.len() - low)
}

fn points(hundredths: Points) -> String {
    let whole = f64::from(hundredths.0) / 100.0;
    if hundredths.0 % 100 == 0 { format!("{whole:.0}") } else { format!("{whole:.1}") }
}

fn finding(lanes: &[Vec<i32>; 3], cut: Points) -> String {
    let content: Vec<i32> = lanes[..2].iter().flatten().copied().collect();
    let (low, _) = parted(&content, cut);
    let (_, good) = parted(&lanes[2], cut);
    let upset = match lanes[2].len() {
        0 => "；没有评价不满意的".to_string(),
        all => format!("；不满意的 {all} 件里有 {good} 件文本不差"),
    };
    match content.len() {
        0 => format!("没有评价满意的答复{upset}"),
        all => format!(
            "评价满意或基本满意的 {all} 件里，{low} 件({})文本分低{upset}",
            percent(low as f64 / all as f64)
        ),
    }
}

fn definition(all: usize, lanes: &[Vec<i32>; 3], cut: Points) -> String {
    let rated: usize = lanes.iter().map(Vec::len).sum();
    let mut text = format!(
        "n={} 件有代表评价(共 {} 件)；每点一件，上下散开只为看清；低：文本分低于评分方案的复核线 {} 分",
        count(rated as u64),
        count(all as u64),
        points(cut)
    );
    let thinned = lanes.iter().any(|lane| lane.len() > MOST_DOTS);
    if thinned {
        text += "；点太多，只画其中一部分，件数照全部计";
    }
    text + "；满意说的是代表的感受，也看办得怎样，不等于文本好坏"
}

struct Plot {
    top: i32,
    cut: Points,
}

impl Plot {
    fn bottom(&self) -> i32 {
        self.top + RATINGS.len() as i32 * LANE
    }

    fn scores(&self) -> Scale {
        Scale { values: (0.0, 10_000.0), places: (LEFT + 8, RIGHT - 8) }
    }

    fn cut_x(&self) -> i32 {
        self.scores().at(f64::from(self.cut.0))
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        for score in (0..=100).step_by(20) {
            let x = self.scores().at(f64::from(score) * 100.0);
            canvas.path(vec![(x, self.top), (x, self.bottom())], GRID, 1)?;
            let place = (x, self.bottom() + 16);
            canvas.text(place, &score.to_string(), Ink::of(12.0, SOFT_INK).centred())?;
        }
        let foot = ((LEFT + RIGHT) / 2, self.bottom() + 36);
        canvas.text(foot, "文本分(0–100)", Ink::of(12.0, SOFT_INK).centred())?;
        for lane in 0..=RATINGS.len() as i32 {
            let y = self.top + lane * LANE;
            canvas.path(vec![(LEFT, y), (RIGHT, y)], AXIS, 1)?;
        }
        canvas.dashes(self.cut_x(), (self.top - 10, self.bottom()), REFERENCE)?;
        let label = format!("复核线 {}", points(self.cut));
        let x = self.cut_x().clamp(LEFT + 40, RIGHT - 40);
        canvas.text((x, self.top - 18), &label, Ink::of(12.0, REFERENCE).centred())
    }

    fn lane(&self, canvas: &Canvas<'_>, lane: usize, scores: &[i32]) -> DrawResult {
        let top = self.top + lane as i32 * LANE;
        let middle = top + LANE / 2;
        let (name, n) = (RATINGS[lane].1, format!("n={}", count(scores.len() as u64)));
        let ink = Ink { bold: true, ..Ink::of(13.2, INK) };
        canvas.text((MARGIN, middle - 10), name, ink)?;
        canvas.text((MARGIN, middle + 10), &n, Ink::of(12.0, SOFT_INK))?;
        let every = scores.len().div_ceil(MOST_DOTS).max(1);
        for (number, score) in scores.iter().step_by(every).enumerate() {
            let x = self.scores().at(f64::from(*score));
            let (low, y) = (*score < self.cut.0, top + 32 + spread(number));
            self.dot(canvas, (x, y), low)?;
        }
        let (low, high) = parted(scores, self.cut);
        self.counts(canvas, (top + 13, scores.len()), (low, high))
    }

    /// A dot for a text that is not low, a square for a low one: shape as well as colour.
    fn dot(&self, canvas: &Canvas<'_>, (x, y): Place, low: bool) -> DrawResult {
        if low {
            return canvas.bar((x - 3, y - 3), (x + 3, y + 3), WORSE);
        }
        canvas.dot((x, y), 3, MAIN)
    }

    fn counts(
        &self,
        canvas: &Canvas<'_>,
        (y, all): (i32, usize),
        parts: (usize, usize),
    ) -> DrawResult {
        let words = |part: usize| match all {
            0 => "0 件".to_string(),
            _ => format!("{} 件({})", count(part as u64), percent(part as f64 / all as f64)),
        };
        let ink = Ink { bold: true, ..Ink::of(12.0, INK) };
        canvas.text((LEFT + 8, y), &words(parts.0), ink)?;
        canvas.text((RIGHT - 8, y), &words(parts.1), ink.ending())
    }
}

/// Where in its lane a dot stands, 0–72: a fixed sequence that fills it evenly (the golden
/// ratio), so that the same replies give the same picture.
fn spread(number: usize) -> i32 {
    ((number as f64 * 0.618_033_988_75).fract() * 72.0) as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{report::charts::svg_scan::assert_sound, score::samples};

    const CUT: Points = Points(6_500);

    fn row(score: i32, rating: Option<&str>) -> ReplyRow {
        let mut row = samples::row(None, Some(2024), score);
        row.metrics.satisfaction = rating.map(Into::into);
        row
    }

    #[test]
    fn the_title_counts_content_over_low_texts() {
        let rows = [
            row(2_000, Some("satisfied")),
            row(9_000, Some("basic")),
            row(8_000, Some("dissatisfied")),
            row(8_000, None),
        ];
        let svg = satisfaction_quality(&rows, CUT).unwrap();
        assert!(svg.contains("满意的 2 件里，1 件(50.0%)文本分低；不满意的 1 件里有 1 件文本不差"));
        assert!(svg.contains("n=3 件有代表评价(共 4 件)"));
        assert_sound(&svg);
        let table = satisfaction_quality_table(&rows, CUT);
        assert_eq!(table.rows[0], ["满意", "1", "0", "100.0%"]);
        assert_eq!(table.headers[1], "文本分低于 65 的件数");
    }

    #[test]
    fn without_ratings_there_is_nothing_to_draw() {
        let svg = satisfaction_quality(&[row(5_000, None)], CUT).unwrap();
        assert!(svg.contains("暂无数据"));
        assert!(satisfaction_quality_table(&[row(5_000, None)], CUT).rows.is_empty());
        assert_sound(&svg);
    }

    #[test]
    fn many_replies_are_thinned_and_all_counted() {
        let rows: Vec<_> = (0..5_000).map(|n| row(n * 2, Some("satisfied"))).collect();
        let svg = satisfaction_quality(&rows, CUT).unwrap();
        assert!(svg.contains("点太多") && svg.contains("n=5000"));
        assert!(svg.matches("<circle").count() + svg.matches("<rect").count() < 800);
        assert_sound(&svg);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn any_scores_give_a_sound_picture(
            scores in prop::collection::vec((0..=10_000_i32, 0..4_usize), 0..40), cut in 0..=10_000_i32,
        ) {
            let rating = |at: usize| RATINGS.get(at).map(|(name, _)| *name);
            let rows: Vec<_> = scores.into_iter().map(|(score, at)| row(score, rating(at))).collect();
            assert_sound(&satisfaction_quality(&rows, Points(cut)).unwrap());
        }
    }
}

//! Chart: how the scores of replies are spread, by disposal.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Scale, Sheet, WIDTH, empty_sheet, text_width},
    style::{
        AXIS, GRID, INK, PAPER, REFERENCE, SOFT_INK, count, disposal_colour, nice_step, percent,
    },
};

const NAME: &str = "score-distribution";
const PLOT_HEIGHT: i32 = 260;
const LEFT: i32 = MARGIN + 60;
const RIGHT: i32 = WIDTH - MARGIN - 16;
const BINS: usize = 20;
/// Hundredths of a point a bin.
const BIN: i32 = 500;
/// From the bottom of a bar to its top.
const DISPOSALS: [(&str, &str); 3] = [("review", "复核"), ("sample", "抽检"), ("pass", "通过")];

/// Draws scores (hundredths of a point, 0–10000) with their disposal (`pass`, `sample`,
/// `review`) as stacked columns of five points each.
///
/// # Errors
/// When plotters fails.
pub fn score_distribution(replies: &[(i32, &str)]) -> Result<String, ChartError> {
    if replies.is_empty() {
        return empty_sheet(NAME, "得分分布", "没有判读任何答复");
    }
    let legend = DISPOSALS.iter().rev();
    let sheet = Sheet {
        name: NAME,
        title: finding(replies),
        subtitle: format!(
            "n={} 件答复；横轴为综合得分(0–100)，每格 5 分；纵轴为件数；颜色为处置建议",
            count(replies.len() as u64)
        ),
        legend: legend.map(|(name, label)| Key::area(*label, disposal_colour(name))).collect(),
    };
    let top = sheet.top() + 34;
    let plot = Plot::new(bins(replies), top);
    sheet.draw(top + PLOT_HEIGHT + 42, |canvas| {
        plot.grid(canvas)?;
        plot.columns(canvas)?;
        plot.median(canvas, median(replies))
    })
}

/// The numbers behind the chart.
#[must_use]
pub fn score_distribution_table(replies: &[(i32, &str)]) -> ChartTable {
    let line = |(number, bin): (usize, &[u64; 3])| {
        let [review, sample, pass] = bin;
        let end = if number + 1 == BINS { "含 100" } else { "不含上限" };
        let name = format!("{}–{} ({end})", number * 5, number * 5 + 5);
        vec![name, pass.to_string(), sample.to_string(), review.to_string()]
    };
    ChartTable::new(
        &["得分段", "通过", "抽检", "复核"],
        bins(replies).iter().enumerate().map(line).collect(),
    )
}

fn finding(replies: &[(i32, &str)]) -> String {
    let review = replies.iter().filter(|(_, disposal)| *disposal == "review").count();
    let share = percent(review as f64 / replies.len().max(1) as f64);
    let median = points(median(replies));
    match review {
        0 => format!("得分中位数 {median} 分，没有答复需要复核"),
        _ => format!("得分中位数 {median} 分，{review} 件({share})需要复核"),
    }
}

/// Hundredths as points with one decimal.
fn points(hundredths: f64) -> String {
    format!("{:.1}", hundredths / 100.0)
}

/// Median in hundredths; of an even number the mean of the middle two.
fn median(replies: &[(i32, &str)]) -> f64 {
    let mut scores: Vec<i32> = replies.iter().map(|(score, _)| *score).collect();
    scores.sort_unstable();
    let upper = scores.get(scores.len() / 2).copied().unwrap_or(0);
    let lower = scores.get(scores.len().saturating_sub(1) / 2).copied().unwrap_or(0);
    (f64::from(lower) + f64::from(upper)) / 2.0
}

/// Counts by bin and disposal; scores outside 0–100 fall into the outer bins.
fn bins(replies: &[(i32, &str)]) -> [[u64; 3]; BINS] {
    let mut bins = [[0; 3]; BINS];
    for (score, disposal) in replies {
        let bin = (score / BIN).clamp(0, BINS as i32 - 1) as usize;
        let kind = DISPOSALS.iter().position(|(name, _)| name == disposal).unwrap_or(0);
        if let Some(cell) = bins.get_mut(bin).and_then(|bin| bin.get_mut(kind)) {
            *cell += 1;
        }
    }
    bins
}

struct Plot {
    top: i32,
    bins: [[u64; 3]; BINS],
    counts: Scale,
    scores: Scale,
    step: u64,
    most: u64,
}

impl Plot {
    fn new(bins: [[u64; 3]; BINS], top: i32) -> Self {
        let highest = bins.iter().map(|bin| bin.iter().sum()).max().unwrap_or(0).max(1_u64);
        let step = nice_step(highest, 5);
        let most = highest.div_ceil(step) * step;
        let counts = Scale { values: (0.0, most as f64), places: (top + PLOT_HEIGHT, top) };
        let scores = Scale { values: (0.0, 100.0), places: (LEFT, RIGHT) };
        Self { top, bins, counts, scores, step, most }
    }

    fn grid(&self, canvas: &Canvas<'_>) -> DrawResult {
        let mut tick = 0;
        while tick <= self.most {
            let y = self.counts.at(tick as f64);
            let colour = if tick == 0 { AXIS } else { GRID };
            canvas.path(vec![(LEFT, y), (RIGHT, y)], colour, 1)?;
            canvas.text((LEFT - 8, y), &count(tick), Ink::of(12.0, SOFT_INK).ending())?;
            tick += self.step;
        }
        for score in (0..=100).step_by(10) {
            let place = (self.scores.at(f64::from(score)), self.top + PLOT_HEIGHT + 18);
            canvas.text(place, &score.to_string(), Ink::of(12.0, SOFT_INK).centred())?;
        }
        Ok(())
    }

    fn columns(&self, canvas: &Canvas<'_>) -> DrawResult {
        for (number, bin) in self.bins.iter().enumerate() {
            let from = self.scores.at(5.0 * number as f64) + 1;
            let to = self.scores.at(5.0 * (number as f64 + 1.0)) - 1;
            let mut below = 0;
            for (cell, (name, _)) in bin.iter().zip(DISPOSALS).filter(|(cell, _)| **cell > 0) {
                let bottom = self.counts.at(below as f64);
                below += cell;
                let top = self.counts.at(below as f64);
                canvas.bar((from, top), (to, bottom), disposal_colour(name))?;
                canvas.path(vec![(from, top), (to, top)], PAPER, 1)?;
            }
            if below > 0 {
                let place = ((from + to) / 2, self.counts.at(below as f64) - 8);
                column_label(canvas, place, &count(below))?;
            }
        }
        Ok(())
    }

    /// A dashed line at the median, down to the count on its column, its label above the plot
    /// and inside the sheet.
    fn median(&self, canvas: &Canvas<'_>, median: f64) -> DrawResult {
        let x = self.scores.at(median / 100.0);
        let bin = ((median / f64::from(BIN)) as usize).min(BINS - 1);
        let column = self.counts.at(self.bins[bin].iter().sum::<u64>() as f64);
        canvas.dashes(x, (self.top - 18, column - 16), REFERENCE)?;
        let label = format!("中位数 {}", points(median));
        let half = (text_width(&label, 12.0) / 2.0).ceil() as i32;
        let place = (x.clamp(MARGIN + half, WIDTH - MARGIN - half), self.top - 28);
        canvas.text(place, &label, Ink::of(12.0, REFERENCE).centred())
    }
}

/// The count on top of a column, left out where it would touch its neighbour's.
fn column_label(canvas: &Canvas<'_>, place: (i32, i32), label: &str) -> DrawResult {
    let room = f64::from(RIGHT - LEFT) / BINS as f64 - 2.0;
    let Some(size) = [11.0, 10.0].into_iter().find(|size| text_width(label, *size) <= room) else {
        return Ok(());
    };
    canvas.text(place, label, Ink::of(size, INK).centred())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::charts::svg_scan::assert_sound;

    #[test]
    fn the_title_names_the_median_and_the_replies_to_review() {
        let replies = [(1000, "review"), (6000, "sample"), (9000, "pass"), (9500, "pass")];
        let svg = score_distribution(&replies).unwrap();
        assert!(svg.contains("得分中位数 75.0 分，1 件(25.0%)需要复核"), "{svg}");
        assert_sound(&svg);
    }

    #[test]
    fn both_ends_of_the_scale_fall_into_the_outer_bins() {
        let bins = bins(&[(0, "review"), (10_000, "pass"), (9_999, "pass"), (-5, "review")]);
        assert_eq!(bins[0], [2, 0, 0]);
        assert_eq!(bins[19], [0, 0, 2]);
    }

    #[test]
    fn the_table_counts_every_reply_once() {
        let table = score_distribution_table(&[(0, "review"), (10_000, "pass")]);
        assert_eq!(table.rows.len(), BINS);
        assert_eq!(table.rows[0][3], "1");
        assert_eq!(table.rows[19][..2], ["95–100 (含 100)", "1"]);
    }

    #[test]
    fn nothing_to_draw_is_said() {
        let svg = score_distribution(&[]).unwrap();
        assert!(svg.contains("暂无数据"));
        assert_sound(&svg);
    }

    #[test]
    fn the_order_of_replies_does_not_matter() {
        let one = score_distribution(&[(100, "review"), (8000, "pass")]).unwrap();
        let other = score_distribution(&[(8000, "pass"), (100, "review")]).unwrap();
        assert_eq!(one, other);
    }

    #[test]
    fn a_million_replies_fit() {
        let replies: Vec<(i32, &str)> = (0..1_000_000).map(|n| (n % 3000, "sample")).collect();
        assert_sound(&score_distribution(&replies).unwrap());
    }

    proptest! {
        #[test]
        fn any_scores_give_a_sound_picture(
            scores in prop::collection::vec((any::<i32>(), 0..4_usize), 0..60),
        ) {
            let names = ["pass", "sample", "review", "other"];
            let replies: Vec<_> = scores.iter().map(|(score, n)| (*score, names[*n])).collect();
            assert_sound(&score_distribution(&replies).unwrap());
        }
    }
}

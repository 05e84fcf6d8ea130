//! Columns over a count axis, stacked by kind: the body of a histogram.

use plotters::style::RGBColor;

use super::{
    canvas::{Canvas, DrawResult, Ink, MARGIN, Scale, WIDTH, text_width},
    style::{AXIS, GRID, INK, PAPER, SOFT_INK, count, nice_step},
};

/// Height of the columns' area.
const HEIGHT: i32 = 250;
const LEFT: i32 = MARGIN + 60;
const RIGHT: i32 = WIDTH - MARGIN - 16;
/// Below the columns: their labels.
const FOOT: i32 = 42;

/// Columns of equal width.
pub(super) struct Columns<'a> {
    /// What stands below each column, or below its left edge.
    pub(super) labels: Vec<String>,
    /// Whether a label names the left edge of its column (a histogram) or the whole column.
    pub(super) at_edges: bool,
    /// Counts from the bottom up, one row a column, as long as `fills`.
    pub(super) stacks: Vec<Vec<u64>>,
    /// Fill of each kind.
    pub(super) fills: &'a [RGBColor],
    /// y of the upper end of the axis.
    pub(super) top: i32,
}

impl Columns<'_> {
    /// y below the labels.
    pub(super) fn bottom(&self) -> i32 {
        self.top + HEIGHT + FOOT
    }

    /// y of the axis and of its upper end.
    pub(super) fn ys(&self) -> (i32, i32) {
        (self.top, self.top + HEIGHT)
    }

    /// x of a place on the axis, in columns from the left; clamped to the area.
    pub(super) fn x(&self, columns: f64) -> i32 {
        let scale = Scale { values: (0.0, self.stacks.len() as f64), places: (LEFT, RIGHT) };
        scale.at(columns)
    }

    /// Grid, columns with their counts, and labels.
    pub(super) fn draw(&self, canvas: &Canvas<'_>) -> DrawResult {
        let counts = self.grid(canvas)?;
        for (number, stack) in self.stacks.iter().enumerate() {
            self.column(canvas, number, (stack, counts))?;
        }
        self.write_labels(canvas)
    }

    fn grid(&self, canvas: &Canvas<'_>) -> Result<Scale, super::canvas::DrawError> {
        let highest = self.stacks.iter().map(|stack| stack.iter().sum()).max().unwrap_or(0).max(1);
        let step = nice_step(highest, 5);
        let most = highest.div_ceil(step) * step;
        let (top, bottom) = self.ys();
        let counts = Scale { values: (0.0, most as f64), places: (bottom, top) };
        let mut tick = 0;
        while tick <= most {
            let y = counts.at(tick as f64);
            let colour = if tick == 0 { AXIS } else { GRID };
            canvas.path(vec![(LEFT, y), (RIGHT, y)], colour, 1)?;
            canvas.text((LEFT - 8, y), &count(tick), Ink::of(12.0, SOFT_INK).ending())?;
            tick += step;
        }
        Ok(counts)
    }

    fn column(
        &self,
        canvas: &Canvas<'_>,
        number: usize,
        (stack, counts): (&[u64], Scale),
    ) -> DrawResult {
        let (from, to) = (self.x(number as f64) + 1, self.x(number as f64 + 1.0) - 1);
        let mut below = 0;
        for (cell, fill) in stack.iter().zip(self.fills).filter(|(cell, _)| **cell > 0) {
            let bottom = counts.at(below as f64);
            below += cell;
            let top = counts.at(below as f64);
            canvas.bar((from, top), (to, bottom), *fill)?;
            canvas.path(vec![(from, top), (to, top)], PAPER, 1)?;
        }
        if below == 0 {
            return Ok(());
        }
        let room = f64::from(to - from);
        let label = count(below);
        let sizes = [12.0, 11.0, 10.0];
        let Some(size) = sizes.into_iter().find(|size| text_width(&label, *size) <= room) else {
            return Ok(());
        };
        let place = ((from + to) / 2, counts.at(below as f64) - 9);
        canvas.patched_text(place, &label, Ink::of(size, INK))
    }

    /// All labels while they do not touch, else every second, third …
    fn write_labels(&self, canvas: &Canvas<'_>) -> DrawResult {
        let widest = self.labels.iter().map(|label| text_width(label, 12.0)).fold(8.0, f64::max);
        let column = f64::from(RIGHT - LEFT) / self.stacks.len().max(1) as f64;
        let every = ((widest + 6.0) / column).ceil().max(1.0) as usize;
        let shift = if self.at_edges { 0.0 } else { 0.5 };
        let y = self.top + HEIGHT + 18;
        for (number, label) in self.labels.iter().enumerate().step_by(every) {
            let x = self.x(number as f64 + shift);
            canvas.text((x, y), label, Ink::of(12.0, SOFT_INK).centred())?;
        }
        Ok(())
    }
}

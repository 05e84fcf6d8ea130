//! The column of unit names on the left of a chart with one row a unit.

use std::collections::BTreeMap;

use super::canvas::{Canvas, DrawResult, Ink, Place, ceil, printable, shorten, text_width, wrap};

/// Rows that one chart holds; of more units only both ends are drawn.
pub(super) const MOST_ROWS: usize = 60;

const SIZE: f64 = 13.2;
/// The widest line of a name: 14 Han characters.
const MOST_ROOM: f64 = 14.0 * SIZE;
const LINE: i32 = 16;

/// Names broken into at most two lines each.
pub(super) struct RowLabels {
    /// Width that the widest line needs.
    pub(super) width: i32,
    labels: Vec<Vec<String>>,
}

impl RowLabels {
    /// Lays the names out in the given order.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let labels = told_apart(&names.collect::<Vec<_>>());
        let widest = labels.iter().flatten().map(|line| text_width(line, SIZE)).fold(0.0, f64::max);
        Self { width: ceil(widest), labels }
    }

    /// Height of all rows.
    pub(super) fn height(&self) -> i32 {
        self.labels.iter().map(|lines| row_height(lines)).sum()
    }

    /// Height of row `row`.
    pub(super) fn row_height(&self, row: usize) -> i32 {
        self.labels.get(row).map_or(0, |lines| row_height(lines))
    }

    /// The middle of row `row`, counted from the top of the first.
    pub(super) fn middle(&self, row: usize) -> i32 {
        let above: i32 = self.labels.iter().take(row).map(|lines| row_height(lines)).sum();
        above + self.labels.get(row).map_or(0, |lines| row_height(lines)) / 2
    }

    /// Writes the label of row `row`, ending at the place, which is the middle of the row.
    pub(super) fn draw(
        &self,
        canvas: &Canvas<'_>,
        row: usize,
        place: Place,
        ink: Ink,
    ) -> DrawResult {
        let Some(lines) = self.labels.get(row) else {
            return Ok(());
        };
        let first = place.1 - (lines.len() as i32 - 1) * LINE / 2;
        for (n, line) in lines.iter().enumerate() {
            let ink = Ink { size: SIZE, ..ink.ending() };
            canvas.text((place.0, first + n as i32 * LINE), line, ink)?;
        }
        Ok(())
    }
}

/// The first and last rows when there are more than `MOST_ROWS`, and how many were left out.
pub(super) fn keep_ends<T>(mut rows: Vec<T>) -> (Vec<T>, usize) {
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        rows.drain(MOST_ROWS / 2..MOST_ROWS / 2 + left_out);
    }
    (rows, left_out)
}

/// The label of each name; names that would be shortened to the same label show where they
/// begin to differ.
fn told_apart(names: &[&str]) -> Vec<Vec<String>> {
    let mut labels: Vec<Vec<String>> = names.iter().map(|name| two_lines(name)).collect();
    let mut alike: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        alike.entry(label.clone()).or_default().push(at);
    }
    for group in alike.into_values().filter(|group| group.len() > 1) {
        let same = group.windows(2).map(|pair| common(names[pair[0]], names[pair[1]])).min();
        let from = same.unwrap_or(0).saturating_sub(2);
        for at in group {
            let name: Vec<char> = names[at].chars().collect();
            let (head, rest) = (&name[..from.min(4)], &name[from.min(name.len())..]);
            if from > 4 && !rest.is_empty() {
                let head: String = head.iter().collect();
                labels[at] = two_lines(&format!("{head}…{}", rest.iter().collect::<String>()));
            }
        }
    }
    labels
}

/// Chars that both begin with.
fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

fn row_height(lines: &[String]) -> i32 {
    12 + LINE * lines.len() as i32
}

fn two_lines(name: &str) -> Vec<String> {
    let name = printable(name);
    let name = if name.trim().is_empty() { "(未填单位)" } else { name.trim() };
    let lines = wrap(name, SIZE, MOST_ROOM);
    let fits = lines.iter().all(|line| text_width(line, SIZE) <= MOST_ROOM);
    match lines.len() {
        1 | 2 if fits => lines,
        // A little less than two lines, since a line may break early.
        _ => wrap_hard(&shorten(name, SIZE, 2.0 * MOST_ROOM - 2.0 * SIZE)),
    }
}

/// Two lines broken by width alone.
fn wrap_hard(name: &str) -> Vec<String> {
    let mut first = String::new();
    for next in name.chars() {
        if text_width(&first, SIZE) + text_width(next.encode_utf8(&mut [0; 4]), SIZE) > MOST_ROOM {
            break;
        }
        first.push(next);
    }
    let rest = name.get(first.len()..).unwrap_or_default().to_string();
    [first, rest].into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_of_forty_chars_takes_two_lines() {
        let name = "某".repeat(40);
        let labels = RowLabels::new(std::iter::once(name.as_str()));
        assert_eq!(labels.height(), 12 + 2 * LINE);
        assert_eq!(labels.middle(0), 6 + LINE);
        assert!(labels.width <= ceil(MOST_ROOM));
    }

    #[test]
    fn long_names_that_differ_in_the_middle_stay_apart() {
        let name = |n: u32| {
            format!("某某市某某新区管理委员会所属第{n}综合行政执法与应急管理事务服务中心某某分中心")
        };
        let names: Vec<String> = (10..40).map(name).collect();
        let labels = told_apart(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let distinct: std::collections::BTreeSet<_> = labels.iter().collect();
        assert_eq!(distinct.len(), 30, "{labels:?}");
        assert!(labels[3].concat().contains("13"), "{:?}", labels[3]);
        assert_eq!(told_apart(&["甲局", "甲局"]), [["甲局"], ["甲局"]]);
    }

    #[test]
    fn of_many_rows_both_ends_are_kept() {
        let (rows, left_out) = keep_ends((0..100).collect());
        assert_eq!((rows.len(), left_out), (60, 40));
        assert_eq!((rows[29], rows[30]), (29, 70));
        assert_eq!(keep_ends(vec![1, 2]), (vec![1, 2], 0));
    }

    proptest! {
        #[test]
        fn every_name_fits_two_lines(name in ".{0,90}") {
            let lines = two_lines(&name);
            prop_assert!(lines.len() <= 2);
            for line in lines {
                prop_assert!(text_width(&line, SIZE) <= MOST_ROOM + 1e-9);
            }
        }
    }
}

//! The column of unit names on the left of a chart with one row a unit.

use std::collections::BTreeMap;

use super::canvas::{Canvas, DrawResult, Ink, Place, ceil, printable, shorten, text_width, wrap};

/// Height of the rows of one chart, so that it is legible on a page of A4: 30 names of one line
/// each, or 19 of two. Of more units only both ends are drawn.
const MOST_HEIGHT: i32 = 30 * (PADDING + LINE);

const SIZE: f64 = 13.2;
/// The widest line of a name: 14 Han characters.
const ROOM: Room = Room { size: SIZE, width: 14.0 * SIZE };
/// A name in a title: two such lines in one, in Han characters.
const TITLE_ROOM: Room = Room { size: 1.0, width: 9.0 };
const LINE: i32 = 16;
/// Room between two rows.
const PADDING: i32 = 12;

/// What a line of a name may take.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Size of the text.
    pub(super) size: f64,
    /// Width of the line.
    pub(super) width: f64,
}

/// Names broken into at most two lines each.
pub(super) struct RowLabels {
    /// Width that the widest line needs.
    pub(super) width: i32,
    labels: Vec<Vec<String>>,
}

impl RowLabels {
    /// Lays the names out in the given order.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let labels = told_apart(&names.collect::<Vec<_>>(), ROOM);
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

/// As many rows as one page holds: all, or as many of the first as of the last; and a note on
/// those left out, which is empty when there are none.
pub(super) fn keep_ends<T>(mut rows: Vec<T>, name: impl Fn(&T) -> &str) -> (Vec<T>, String) {
    let heights: Vec<i32> =
        rows.iter().map(|row| row_height(&two_lines(name(row), ROOM))).collect();
    if heights.iter().sum::<i32>() <= MOST_HEIGHT {
        return (rows, String::new());
    }
    let pairs = heights.iter().zip(heights.iter().rev()).scan(0, |height, (first, last)| {
        *height += first + last;
        Some(*height)
    });
    let each = pairs.take_while(|height| *height <= MOST_HEIGHT).count().min(rows.len() / 2);
    let left_out = rows.len() - 2 * each;
    rows.drain(each..each + left_out);
    (rows, format!("；只画最前与最后各 {each} 个，另有 {left_out} 个见数据表"))
}

/// Two names for a title, shortened where they must be and never to the same.
pub(super) fn two_names(names: [&str; 2]) -> [String; 2] {
    let lines = told_apart(&names, TITLE_ROOM);
    std::array::from_fn(|at| lines.get(at).map_or_else(String::new, |name| name.concat()))
}

/// At most two lines for each name; names that would be shortened to the same label show where they
/// begin to differ.
pub(super) fn told_apart(names: &[&str], room: Room) -> Vec<Vec<String>> {
    let mut labels: Vec<Vec<String>> = names.iter().map(|name| two_lines(name, room)).collect();
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
                labels[at] =
                    two_lines(&format!("{head}…{}", rest.iter().collect::<String>()), room);
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
    PADDING + LINE * lines.len() as i32
}

fn two_lines(name: &str, room: Room) -> Vec<String> {
    let Room { size, width } = room;
    let name = printable(name);
    let name = if name.trim().is_empty() { "(未填单位)" } else { name.trim() };
    let lines = wrap(name, size, width);
    let fits = lines.iter().all(|line| text_width(line, size) <= width);
    match lines.len() {
        1 | 2 if fits => lines,
        // A little less than two lines, since a line may break early.
        _ => wrap_hard(&shorten(name, size, 2.0 * width - 2.0 * size), room),
    }
}

/// Two lines broken by width alone.
fn wrap_hard(name: &str, Room { size, width }: Room) -> Vec<String> {
    let mut first = String::new();
    for next in name.chars() {
        if text_width(&first, size) + text_width(next.encode_utf8(&mut [0; 4]), size) > width {
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
        assert!(labels.width <= ceil(ROOM.width));
    }

    #[test]
    fn long_names_that_differ_in_the_middle_stay_apart() {
        let name = |n: u32| {
            format!("某某市某某新区管理委员会所属第{n}综合行政执法与应急管理事务服务中心某某分中心")
        };
        let names: Vec<String> = (10..40).map(name).collect();
        let labels = told_apart(&names.iter().map(String::as_str).collect::<Vec<_>>(), ROOM);
        let distinct: std::collections::BTreeSet<_> = labels.iter().collect();
        assert_eq!(distinct.len(), 30, "{labels:?}");
        assert!(labels[3].concat().contains("13"), "{:?}", labels[3]);
        assert_eq!(told_apart(&["甲局", "甲局"], ROOM), [["甲局"], ["甲局"]]);
    }

    #[test]
    fn of_many_rows_both_ends_are_kept() {
        let names: Vec<String> = (0..100).map(|n| format!("第{n}局")).collect();
        let (rows, note) = keep_ends(names.iter().collect(), |name| name);
        assert_eq!(
            (rows.len(), note.as_str()),
            (30, "；只画最前与最后各 15 个，另有 70 个见数据表")
        );
        assert_eq!((rows[14].as_str(), rows[15].as_str()), ("第14局", "第85局"));
        assert_eq!(keep_ends(vec!["甲", "乙"], |name| name), (vec!["甲", "乙"], String::new()));
        let long = (100..200).map(|n| format!("{n}{}", "某".repeat(25))).collect();
        let (long, _) = keep_ends(long, |name: &String| name.as_str());
        assert_eq!(RowLabels::new(long.iter().map(String::as_str)).height(), 18 * 44);
    }

    proptest! {
        #[test]
        fn every_name_fits_two_lines(name in ".{0,90}") {
            let lines = two_lines(&name, ROOM);
            prop_assert!(lines.len() <= 2);
            for line in lines {
                prop_assert!(text_width(&line, SIZE) <= ROOM.width + 1e-9);
            }
        }
    }
}

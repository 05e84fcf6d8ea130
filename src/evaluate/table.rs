//! Tables on a terminal: columns line up though a Han character is two cells wide.

/// Rows as aligned lines: the first `left` columns begin, the others end at the same cell.
/// Columns stand two blanks apart; no line ends in a blank.
pub(crate) fn aligned(rows: &[Vec<String>], left: usize) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, full))| {
            let blanks = " ".repeat(full - width(cell));
            if column < left { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Cells of a terminal that the text takes: wide and full-width characters (Unicode Annex 11)
/// take two, all others one.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|char| if is_wide(char) { 2 } else { 1 }).sum()
}

fn is_wide(char: char) -> bool {
    matches!(u32::from(char),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6
        | 0x1_f300..=0x1_f64f | 0x2_0000..=0x3_fffd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn han_characters_are_two_cells_wide() {
        let found = aligned(&rows(&[&["标签", "件数"], &["κ 1", "9"], &["三句话", ""]]), 1);
        assert_eq!(found, ["标签    件数", "κ 1        9", "三句话"]);
    }

    proptest! {
        #[test]
        fn full_rows_are_equally_wide(
            cells in prop::collection::vec(("[a-c一二、]{0,6}", "[1-9]{1,6}"), 1..8),
        ) {
            let rows: Vec<Vec<String>> = cells.into_iter().map(|(a, b)| vec![a, b]).collect();
            let widths: Vec<usize> = aligned(&rows, 1).iter().map(|line| width(line)).collect();
            prop_assert!(widths.iter().all(|one| *one == widths[0]));
        }
    }
}

//! A row of a run's table by column name, and its values as a person reads them.

use std::collections::BTreeMap;

use crate::excerpt::shortened;

/// A row; a column that is null or missing reads as empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Row {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(cells: T) -> Self {
        Self(cells.into_iter().collect())
    }
}

impl Row {
    /// The cell, verbatim.
    pub(super) fn text(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// `None` when it is not known. A spreadsheet that saved the file again writes TRUE.
    pub(super) fn flag(&self, column: &str) -> Option<bool> {
        self.text(column).to_ascii_lowercase().parse().ok()
    }

    /// A share from 0 to 1 as a percentage; `None` when it is not known.
    pub(super) fn percent(&self, column: &str) -> Option<String> {
        let share: f64 = self.text(column).parse().ok()?;
        share.is_finite().then(|| format!("{:.1}%", 100.0 * share))
    }

    /// Points in hundredths; `None` when there are none.
    pub(super) fn points(&self, column: &str) -> Option<i64> {
        hundredths(self.text(column))
    }

    /// First and end character in the original, end-exclusive.
    pub(super) fn span(&self) -> (usize, usize) {
        let place = |column| self.text(column).parse().unwrap_or(0);
        (place("start_char"), place("end_char"))
    }
}

/// A cell as it was before it was made safe for a spreadsheet.
pub(super) fn verbatim(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => text,
        _ => cell,
    }
}

/// `-8.75` → -875, without a detour over binary fractions.
fn hundredths(text: &str) -> Option<i64> {
    let (sign, size) = text.strip_prefix('-').map_or((1, text), |size| (-1, size));
    let (whole, part) = size.split_once('.').unwrap_or((size, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part).map(|points| sign * points)
}

/// 1575 → `15.75`.
pub(super) fn in_points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Points with their sign: `+15.75`.
pub(super) fn signed(hundredths: i64) -> String {
    let plus = if hundredths > 0 { "+" } else { "" };
    format!("{plus}{}", in_points(hundredths))
}

/// At most `most` characters on one line. Control characters from the input must not reach
/// a terminal.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let seen = |c: char| match c {
        '\n' => '⏎',
        c if c.is_control() => ' ',
        c => c,
    };
    shortened(text.trim(), most).chars().map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_keep_their_hundredths() {
        for (text, points) in [("15.75", 1575), ("-8.75", -875), ("-0.05", -5), ("7", 700)] {
            assert_eq!(hundredths(text), Some(points), "{text}");
        }
        for text in ["", "-", "1.234", "１", "1e3", "--1", ".5", "99999999999999999999"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
        assert_eq!((in_points(-5), signed(800)), ("-0.05".to_owned(), "+8.00".to_owned()));
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        assert_eq!(one_line(" 甲\n乙\u{1b}[31m丙 ", 3), "甲⏎乙…");
        assert_eq!(one_line("甲\u{1b}[31m", 9), "甲 [31m");
    }
}

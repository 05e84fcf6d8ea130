//! Dates as written in letters: which of them lie after the letter's own date.

/// Kind of entity that such a date is; it has no pattern of its own.
pub const FUTURE: &str = "future";

/// A day, month or year as written; unknown parts are `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// Year, four digits.
    pub year: Option<i32>,
    /// Month 1–12.
    pub month: u32,
    /// Day 1–31.
    pub day: Option<u32>,
}

/// Reads the first date of a text such as `2024年5月12日`, `五月十二日`, `12月底`, `2024.5.12`.
#[must_use]
pub fn written_date(text: &str) -> Option<WrittenDate> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let month_mark = chars.iter().position(|&c| c == '月');
    let Some(mark) = month_mark else { return dotted(&chars) };
    let (month, month_start) = number_before(&chars, mark)?;
    let year = match chars[..month_start].last() {
        Some('年') => number_before(&chars, month_start - 1).map(|(year, _)| year as i32),
        _ => None,
    };
    let day = chars[mark + 1..]
        .iter()
        .position(|c| matches!(c, '日' | '号'))
        .and_then(|offset| number_before(&chars, mark + 1 + offset))
        .filter(|(_, start)| *start == mark + 1)
        .map(|(day, _)| day)
        .or_else(|| matches!(chars.get(mark + 1), Some('底' | '末')).then_some(MONTH_END));
    (1..=12).contains(&month).then_some(WrittenDate { year, month, day })
}

/// The day that “month's end” is read as, whatever the month: later than any day in it.
const MONTH_END: u32 = 31;

impl WrittenDate {
    /// Whether this date lies after `letter`. A missing year is the letter's; a month without a
    /// day may already be under way, so the letter's own month does not lie after it.
    #[must_use]
    pub fn is_after(self, letter: Self) -> bool {
        let Some(letter_year) = letter.year else { return false };
        let year = self.year.unwrap_or(letter_year);
        let own = (year, self.month, self.day.unwrap_or(1));
        own > (letter_year, letter.month, letter.day.unwrap_or(MONTH_END))
    }
}

fn dotted(chars: &[char]) -> Option<WrittenDate> {
    let text: String = chars.iter().collect();
    let mut parts = text.split(['.', '-', '/']).map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let plausible = year > 1900 && (1..=12).contains(&month);
    plausible.then_some(WrittenDate { year: Some(year as i32), month, day: Some(day) })
}

/// The number that ends just before `end`, with the index of its first char.
fn number_before(chars: &[char], end: usize) -> Option<(u32, usize)> {
    let is_digit = |c: char| c.is_ascii_digit() || "〇零○一二三四五六七八九十".contains(c);
    let mut start = end;
    while start > 0 && is_digit(chars[start - 1]) {
        start -= 1;
    }
    let digits = &chars[start..end];
    Some((number(digits)?, start))
}

pub(crate) fn number(digits: &[char]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    if digits.iter().all(char::is_ascii_digit) {
        return digits.iter().collect::<String>().parse().ok();
    }
    let value = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .or_else(|| matches!(c, '零' | '○').then_some(0))
    };
    match digits.iter().position(|&c| c == '十') {
        Some(ten) => {
            let tens = if ten == 0 { 1 } else { value(digits[0])? };
            let ones = digits.get(ten + 1).map_or(Some(0), |&c| value(c))?;
            Some((tens * 10 + ones) as u32)
        }
        None => digits.iter().try_fold(0, |sum, &c| Some(sum * 10 + value(c)? as u32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: Option<i32>, month: u32, day: Option<u32>) -> Option<WrittenDate> {
        Some(WrittenDate { year, month, day })
    }

    #[test]
    fn dates_are_read_in_every_usual_spelling() {
        assert_eq!(written_date("2024年5月12日"), date(Some(2024), 5, Some(12)));
        assert_eq!(written_date("二〇二四年十二月三十一日"), date(Some(2024), 12, Some(31)));
        assert_eq!(written_date("十月底前"), date(None, 10, Some(31)));
        assert_eq!(written_date("2024.5.12"), date(Some(2024), 5, Some(12)));
        assert_eq!(written_date("9月1日"), date(None, 9, Some(1)));
        assert_eq!(written_date("没有日期"), None);
        assert_eq!(written_date("13月"), None);
    }

    #[test]
    fn a_date_after_the_letters_own_lies_in_the_future() {
        let letter = written_date("2024年5月20日").unwrap();
        assert!(written_date("6月20日前").unwrap().is_after(letter));
        assert!(written_date("2025年3月").unwrap().is_after(letter));
        assert!(!written_date("5月18日").unwrap().is_after(letter));
        assert!(!written_date("2023年12月").unwrap().is_after(letter));
    }
}

//! Dates as offices write them.

use chrono::NaiveDate;
use shida_engine::calendar::written_date;

use super::spelling::half_width;

/// Serials of spreadsheet days that are taken for dates: 1954-10-03 to 2064-04-08.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=60_000;

/// Years that can be meant; others are slips of the keyboard.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Reads a date: `2024-03-05`, `2024/3/5`, `2024年3月5日`, `2024.3.5`, `20240305`, each
/// with blanks inside, full-width digits or a time of day behind it, spreadsheet serials of
/// five digits (`45356`, `45356.39`, 1900 date system), and `二〇二四年三月五日`, as offices
/// date their letters.
///
/// `None` for impossible days and for every order other than year, month, day.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let folded: String = text.chars().map(half_width).collect();
    let folded = folded.trim();
    serial(folded)
        .or_else(|| compact(folded))
        .or_else(|| separated(folded))
        .or_else(|| in_numerals(folded))
}

/// Reads a year: `2024`, `2024年`, `2024年度`, `2024.0`, `二〇二四年`.
pub(super) fn parse_year(text: &str) -> Option<i32> {
    let folded: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let bare = folded
        .strip_suffix("年度")
        .or_else(|| folded.strip_suffix('年'))
        .or_else(|| folded.strip_suffix(".0"))
        .unwrap_or(&folded);
    let arabic: String = bare.chars().filter_map(digit).collect();
    let bare = if arabic.len() == bare.chars().count() { &arabic } else { bare };
    if bare.len() != 4 || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    bare.parse().ok().filter(|year| YEARS.contains(year))
}

fn serial(text: &str) -> Option<NaiveDate> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = days.len() == 5 && days.bytes().all(|b| b.is_ascii_digit());
    if !digits || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let days: u32 = days.parse().ok().filter(|days| SERIALS.contains(days))?;
    // Day 0 of the 1900 system, with its phantom 1900-02-29 already behind us.
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(u64::from(days)))
}

fn compact(text: &str) -> Option<NaiveDate> {
    let (date, rest) = text.split_at_checked(8)?;
    if !date.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let time_follows = match rest.bytes().next() {
        Some(b) if b.is_ascii_digit() => {
            matches!(rest.len(), 4 | 6) && rest.bytes().all(|b| b.is_ascii_digit())
        }
        _ => is_time_of_day(rest),
    };
    if !time_follows {
        return None;
    }
    day(date.get(..4)?, date.get(4..6)?, date.get(6..)?)
}

fn separated(text: &str) -> Option<NaiveDate> {
    let (year, rest) = leading_digits(text);
    if year.len() != 4 {
        return None;
    }
    let rest = rest.trim_start().strip_prefix(['-', '/', '.', '年'])?;
    let (month, rest) = leading_digits(rest.trim_start());
    let rest = rest.trim_start().strip_prefix(['-', '/', '.', '月'])?;
    let (date, rest) = leading_digits(rest.trim_start());
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    let is_range = separated(rest.trim_start_matches(['-', '.', ' '])).is_some();
    if is_range || !is_time_of_day(rest) {
        return None;
    }
    day(year, month, date)
}

/// `二〇二四年三月五日`, whatever stands for the naught: `二○二四`, `二零二四`, `二O二四`.
fn in_numerals(text: &str) -> Option<NaiveDate> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(naught).collect();
    let is_whole = plain.ends_with(['日', '号'])
        && plain.chars().all(|c| "〇一二三四五六七八九十年月日号".contains(c))
        && plain.matches(['年', '月', '日', '号']).count() == 3;
    let date = is_whole.then(|| written_date(&plain))??;
    let year = date.year.filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, date.month, date.day?)
}

/// One sign for the naught of a year in numerals.
fn naught(c: char) -> char {
    if matches!(c, '○' | '零' | 'O' | 'o' | '0') { '〇' } else { c }
}

/// A digit, or a numeral for one, as a digit.
fn digit(c: char) -> Option<char> {
    let place = |c| "〇一二三四五六七八九".chars().zip('0'..='9').find(|(sign, _)| *sign == c);
    if c.is_ascii_digit() { Some(c) } else { place(naught(c)).map(|(_, digit)| digit) }
}

fn leading_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year: i32 = year.parse().ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// Whether what follows a date is nothing, a time or a weekday; the time itself is not
/// used, so it is not checked further.
fn is_time_of_day(rest: &str) -> bool {
    rest.len() <= 60
        && rest.chars().all(|c| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || ":.+-()TZAPMtzapm".contains(c)
                || "时点分秒上下午早中晚凌晨星期周一二三四五六日".contains(c)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Option<String> {
        parse_date(text).map(|date| date.to_string())
    }

    #[test]
    fn every_usual_way_to_write_a_date_is_read() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            "2024年3月5日",
            "2024年03月05号",
            "2024.3.5",
            "20240305",
            "２０２４年３月５日",
            "2024 年 3 月 5 日",
            " 2024-3-5 ",
            "2024-03-05 09:30:00",
            "2024/3/5 9:32",
            "2024-03-05T09:30:00.000Z",
            "2024年3月5日 上午9时30分",
            "2024-3-5（星期二）",
            "20240305093000",
            "20240305 093000",
            "45356",
            "45356.395833",
            "４５３５６",
            "二〇二四年三月五日",
            "二○二四年三月五日",
            "二零二四年 三月 五日",
            "二O二四年三月五号",
        ] {
            assert_eq!(date(text).as_deref(), Some("2024-03-05"), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_date_stays_unknown() {
        for text in [
            "",
            "无",
            "2024-02-30",
            "2024-13-01",
            "2024年3月",
            "3/5/2024",
            "2024.3.5-2024.6.30",
            "2024-3-5 2024-4-5",
            "2024年3月5日-2024年6月30日",
            "24/3/5",
            "19999",
            "60001",
            "202403055",
            "2024-3-155",
            "2024-3-5至2024-4-5",
            "0000-00-00",
            "９９９９",
            "1-2-3",
            "45356.x",
            "二〇二四年三月",
            "三月五日",
            "二〇二四年三月五日前",
            "二〇二四年十三月五日",
            "二四年三月五日",
            "二〇二四年三月三十二日",
            "二〇二四年三月五日至六日",
        ] {
            assert_eq!(date(text), None, "{text:?}");
        }
    }

    #[test]
    fn years_are_read_with_their_suffix() {
        for text in [
            "2024",
            "2024年",
            "2024年度",
            "２０２４",
            " 2024 ",
            "2024.0",
            "二〇二四",
            "二○二四年",
            "二零二四年度",
        ] {
            assert_eq!(parse_year(text), Some(2024), "{text:?}");
        }
        for text in ["24", "20245", "二四", "", "0024", "+024", "二千零二十四"] {
            assert_eq!(parse_year(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_valid_date_in_any_spelling_comes_back(
            (year, month, day) in (1900_i32..=2100, 1_u32..=12, 1_u32..=31),
            style in 0_usize..8,
        ) {
            let Some(date) = NaiveDate::from_ymd_opt(year, month, day) else { return Ok(()) };
            let text = match style {
                0 => format!("{year}-{month:02}-{day:02}"),
                1 => format!("{year}/{month}/{day}"),
                2 => format!("{year}年{month}月{day}日"),
                3 => format!("{year}.{month}.{day}"),
                4 => format!("{year}{month:02}{day:02}"),
                5 => format!("{year}/{month}/{day} 23:59:59"),
                6 => format!(" {year} 年 {month} 月 {day} 日 "),
                _ => format!("{year}{month:02}{day:02}235959"),
            };
            prop_assert_eq!(parse_date(&text), Some(date), "{}", text);
        }

        #[test]
        fn serials_count_days(days in 20_000_u32..=60_000) {
            let first = NaiveDate::from_ymd_opt(1954, 10, 3);
            let want = first.and_then(|first| {
                first.checked_add_days(chrono::Days::new(u64::from(days - 20_000)))
            });
            prop_assert_eq!(parse_date(&days.to_string()), want);
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,30}") {
            let _ = (parse_date(&text), parse_year(&text));
        }
    }
}

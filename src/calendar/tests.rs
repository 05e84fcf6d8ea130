//! The calendars of the program against their notices, and arithmetic that must hold in any.

use chrono::Duration;
use proptest::prelude::*;

use super::{samples::calendar, *};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn works(text: &str) -> bool {
    calendar().is_workday(day(text)).unwrap()
}

fn read(name: &str, text: &str) -> Result<Calendar, CalendarError> {
    Calendar::read([(name, text)])
}

const SMALL: &str = "year = 2031\n[[notice]]\ntitle = \"通知\"\n[[holiday]]\nname = \"国庆节\"\n\
                     from = 2031-10-01\nto = 2031-10-07\nworkdays = [2031-09-28]\n";

fn refused(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    read("calendars/2031.toml", &SMALL.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn every_year_has_as_many_working_days_as_its_notices_leave() {
    for (year, expected) in [
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ] {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let found = first.iter_days().take_while(|day| day.year() == year);
        let found = found.filter(|day| calendar().is_workday(*day).unwrap()).count();
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn the_well_known_traps_of_each_year_are_right() {
    for (text, expected) in [
        // The Labour Day of 2019 was lengthened by a second notice.
        ("2019-05-02", false),
        ("2019-05-05", true),
        ("2019-04-28", true),
        // The Spring Festival of 2020 was lengthened: no work on Saturday the 1st either.
        ("2020-01-31", false),
        ("2020-02-01", false),
        ("2020-02-03", true),
        ("2020-01-19", true),
        ("2021-02-07", true),
        ("2021-02-17", false),
        ("2022-01-30", true),
        ("2022-10-08", true),
        ("2022-12-31", false),
        ("2023-01-02", false),
        ("2023-06-25", true),
        ("2023-10-06", false),
        // New Year's Eve of 2024 was recommended, not ordered.
        ("2024-02-09", true),
        ("2024-02-18", true),
        ("2024-02-04", true),
        ("2025-01-26", true),
        ("2025-01-27", true),
        ("2025-01-28", false),
        ("2025-02-08", true),
        ("2025-10-08", false),
        ("2026-01-02", false),
        ("2026-01-04", true),
        ("2026-02-13", true),
        ("2026-02-14", true),
        ("2026-02-16", false),
        ("2026-02-23", false),
        ("2026-02-28", true),
        ("2026-09-20", true),
    ] {
        assert_eq!(works(text), expected, "{text}");
    }
}

#[test]
fn days_off_bear_the_name_of_their_holiday() {
    let calendar = calendar();
    assert_eq!(calendar.holiday(day("2024-02-12")), Some("春节"));
    assert_eq!(calendar.holiday(day("2024-02-18")), None);
    assert_eq!(calendar.span(), "2019—2026年");
}

#[test]
fn the_first_day_does_not_count_and_the_last_is_a_working_day() {
    let calendar = calendar();
    // Thursday; Friday the 9th, the worked Sunday the 18th, Monday the 19th.
    assert_eq!(calendar.add_workdays(day("2024-02-08"), 3), Ok(day("2024-02-19")));
    // From a day off.
    assert_eq!(calendar.add_workdays(day("2024-02-11"), 1), Ok(day("2024-02-18")));
    assert_eq!(calendar.add_workdays(day("2024-02-11"), 0), Ok(day("2024-02-11")));
    assert_eq!(calendar.next_workday(day("2024-02-11")), Ok(day("2024-02-18")));
    assert_eq!(calendar.workdays_between(day("2024-02-08"), day("2024-02-19")), Ok(3));
    assert_eq!(calendar.workdays_between(day("2024-02-19"), day("2024-02-08")), Ok(0));
}

#[test]
fn a_year_without_a_file_is_an_error_that_names_the_cure() {
    let missing = calendar().add_workdays(day("2026-12-30"), 5).unwrap_err();
    assert_eq!(missing, MissingYear(2027));
    assert!(missing.to_string().contains("calendars/2027.toml"), "{missing}");
    assert_eq!(Calendar::default().is_workday(day("2024-03-11")), Err(MissingYear(2024)));
}

#[test]
fn the_hash_follows_the_days_and_not_the_comments() {
    let before = read("calendars/2031.toml", SMALL).unwrap();
    let noisy = format!("# 说明\n\n{SMALL}").replace('\n', "\r\n");
    assert_eq!(read("calendars/2031.toml", &noisy).unwrap().hash(), before.hash());
    let other = SMALL.replace("2031-10-07", "2031-10-08");
    assert_ne!(read("calendars/2031.toml", &other).unwrap().hash(), before.hash());
    assert_eq!(before.span(), "2031年");
}

#[test]
fn a_file_that_is_wrong_is_refused_with_its_line() {
    let error = refused("to = 2031-10-07", "to = 2031-09-30");
    assert!(error.starts_with("工作日历 calendars/2031.toml 第 4 行：国庆节"), "{error}");
    assert!(refused("2031-09-28", "2031-09-29").contains("不是周六、周日"));
    assert!(refused("2031-09-28", "2031-10-04").contains("又是 国庆节 的放假日"));
    assert!(refused("[2031-09-28]", "[2031-09-28, 2031-09-28]").contains("写了两次"));
    assert!(refused("to = 2031-10-07", "to = 2032-10-07").contains("不在 2031 年"));
    assert!(refused("from = 2031-10-01", "from = \"2031-10-01\"").contains("第 6 行"));
    assert!(refused("from = 2031-10-01", "from = 2031-10-01T08:00:00").contains("不加引号"));
    assert!(refused("workdays", "work").contains("不认识的键 work"));
    assert!(refused("[[notice]]\ntitle = \"通知\"\n", "").contains("缺少键 notice"));
    assert!(refused("year = 2031", "year = 2030").contains("与文件名不符"));
    let twice =
        format!("{SMALL}[[holiday]]\nname = \"中秋节\"\nfrom = 2031-10-01\nto = 2031-10-01\n");
    let error = read("calendars/2031.toml", &twice).unwrap_err();
    assert!(error.message.contains("重复"), "{error}");
}

#[test]
fn only_a_year_names_a_calendar_file() {
    assert_eq!(file::year_of("calendars/2027.toml"), Some(2027));
    for name in ["calendars/27.toml", "calendars/2027.tsv", "2027.toml", "calendars/+027.toml"] {
        assert_eq!(file::year_of(name), None, "{name}");
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    // 2019-01-01 to the middle of 2026, so that counting on stays within the files.
    (0_i64..2_700).prop_map(|days| day("2019-01-01") + Duration::days(days))
}

proptest! {
    #[test]
    fn counting_back_finds_what_was_added(from in any_day(), count in 0_u32..60) {
        let calendar = calendar();
        let last = calendar.add_workdays(from, count).unwrap();
        prop_assert_eq!(calendar.workdays_between(from, last), Ok(count));
        prop_assert!(count == 0 || calendar.is_workday(last).unwrap());
    }

    #[test]
    fn more_working_days_end_later_and_a_later_start_never_ends_earlier(
        from in any_day(), count in 0_u32..59, shift in 0_i64..20,
    ) {
        let calendar = calendar();
        let last = calendar.add_workdays(from, count).unwrap();
        prop_assert!(calendar.add_workdays(from, count + 1).unwrap() > last);
        prop_assert!(calendar.add_workdays(from + Duration::days(shift), count).unwrap() >= last);
    }

    #[test]
    fn a_day_that_no_file_lists_follows_the_week(day in any_day()) {
        let calendar = calendar();
        let known = &calendar.years[&day.year()];
        if !known.off.contains_key(&day) && !known.worked.contains(&day) {
            let weekday = day.weekday().num_days_from_monday() < 5;
            prop_assert_eq!(calendar.is_workday(day), Ok(weekday));
        }
    }
}

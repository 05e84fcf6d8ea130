//! Deadlines and working days from outside: a profile of one's own, and a year of one's own.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{collections::BTreeMap, fs};

use support::{ANSWER, Home, Output, SHELL, root, table};

const HEADER: [&str; 6] = ["编号", "承办单位", "交办日期", "答复日期", "首次沟通日期", "答复内容"];

/// The default profile with other deadlines.
fn profile(deadlines: &str) -> String {
    let text = fs::read_to_string(root().join("rules/profiles/default.toml")).unwrap();
    let (before, rest) = text.split_once("[deadlines]\n").unwrap();
    let (_, after) = rest.split_once("\n[dimensions]").unwrap();
    format!("{before}[deadlines]\n{deadlines}\n\n[dimensions]{after}")
}

/// Two replies of 2024, sixty working days after 11 March and the day after, and one of 2031.
fn home() -> Home {
    let home = Home::empty();
    let rows = [
        ["001", "城管局", "2024-03-11", "2024-06-05", "2024-03-20", ANSWER],
        ["002", "城管局", "2024-03-11", "2024-06-06", "2024-03-20", SHELL],
        ["003", "交通局", "2031-03-10", "2031-05-20", "2031-03-20", ANSWER],
    ];
    home.write("in/答复.csv", table(&HEADER, &rows));
    home.write("own/profiles/default.toml", profile("reply = { workdays = 60 }"));
    home
}

fn run(home: &Home, arguments: &str) -> Output {
    let ran = home.shida(&format!("run in {arguments} -q -o out"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    home.output("out")
}

fn late(output: &Output) -> BTreeMap<String, String> {
    let rows = output.rows("replies.csv").into_iter();
    rows.map(|row| (row["reply_id"].clone(), row["late"].clone())).collect()
}

/// The edition of the calendar in run.json.
fn calendar(output: &Output) -> String {
    output.manifest()["editions"]["calendar"].as_str().unwrap().to_owned()
}

fn missed(output: &Output) -> Vec<(String, String)> {
    let missed = output.notices("calendar_year").into_iter();
    missed.map(|notice| (notice["line"].clone(), notice["message"].clone())).collect()
}

#[test]
fn working_days_decide_what_is_late_and_a_year_without_a_calendar_decides_nothing() {
    let home = home();
    let output = run(&home, "--rules own");
    let expected = [("001", "false"), ("002", "true"), ("003", "")];
    assert_eq!(late(&output), expected.map(|(id, late)| (id.to_owned(), late.to_owned())).into());
    let missed = missed(&output);
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0].0, "4");
    assert!(missed[0].1.contains("没有 2031 年的工作日历"), "{missed:?}");
    assert!(missed[0].1.contains("calendars/2031.toml"), "{missed:?}");
    let reasons = output.rows("ledger.csv").into_iter().filter(|row| row["item"] == "on_time");
    let reasons: Vec<String> = reasons.map(|row| row["reason"].clone()).collect();
    assert_eq!(
        reasons,
        [
            "交办2024-03-11，答复2024-06-05，用时86天，未超过60个工作日期限（2024-06-05）",
            "交办2024-03-11，答复2024-06-06，用时87天，超过60个工作日期限（2024-06-05），逾期1天",
        ]
    );
}

#[test]
fn a_year_of_ones_own_answers_and_changes_the_calendars_hash() {
    let home = home();
    let before = calendar(&run(&home, "--rules own"));
    let year = "year = 2031\n[[notice]]\ntitle = \"放假通知\"\n[[holiday]]\nname = \"劳动节\"\n\
                from = 2031-05-01\nto = 2031-05-05\nworkdays = [2031-04-27]\n";
    home.write("own/calendars/2031.toml", year);
    let output = run(&home, "--rules own");
    assert_eq!(late(&output)["003"], "false");
    assert!(missed(&output).is_empty());
    let after = calendar(&output);
    assert!(before.contains("2019—2026年的工作日历"), "{before}");
    assert!(after.contains("2019—2026年、2031年的工作日历"), "{after}");
    let hash = |calendar: &str| calendar.split_once("sha256:").unwrap().1.to_owned();
    assert_ne!(hash(&before), hash(&after));
}

#[test]
fn a_broken_calendar_or_table_of_deadlines_stops_the_run_with_its_line() {
    let home = home();
    let year = "year = 2031\nnotice = [{ title = \"放假通知\" }]\n[[holiday]]\nname = \"劳动节\"\n\
                from = 2031-05-01\nto = 2031-05-05\nworkdays = [2031-04-28]\n";
    home.write("broken/calendars/2031.toml", year);
    home.write("years/profiles/default.toml", profile("reply = { years = 1 }"));
    for (folder, words) in [
        ("broken", "工作日历 calendars/2031.toml 第 3 行：劳动节 的调休上班日 2031-04-28"),
        ("years", "不认识的键 years"),
    ] {
        let ran = home.shida(&format!("run in --rules {folder} -o out"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{folder}");
        assert!(ran.stderr.contains(words), "{folder}: {}", ran.stderr);
        let ran = home.shida(&format!("rules check --rules {folder}"));
        assert!(ran.code != 0 && ran.stderr.contains(words), "{folder}: {}", ran.stderr);
    }
}

#[test]
fn every_calendar_is_exported_and_can_be_read_back() {
    let home = home();
    assert_eq!(home.shida("rules export 规则").code, 0);
    for year in 2019..=2026 {
        assert!(home.path(&format!("规则/calendars/{year}.toml")).is_file(), "{year}");
    }
    assert_eq!(home.shida("run in --rules 规则 -o out -q").code, 0);
}

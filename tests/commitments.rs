//! The ledger of promises from outside: made, followed up, and carried to the next year.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::collections::BTreeMap;

use support::{Home, Output, SHELL, table};

const HEADER: [&str; 5] = ["编号", "年度", "承办单位", "答复日期", "答复内容"];

const LAMPS: &str = "王代表：您好！我局将于2024年9月30日前在新建路安装路灯24盏。\
                     老旧线路的更换由县供电公司负责，年底前完成。感谢您的关心！";
const BRIDGE: &str = "李代表：您好！三个月内，县公路站将完成柳林桥加固，投入资金86万元。";
const NEXT: &str = "王代表：您好！我局将于2025年6月底前新建公厕两座。";

fn first_year() -> Home {
    let home = Home::empty();
    home.write(
        "in/答复.csv",
        table(
            &HEADER,
            &[
                ["001", "2024", "城管局", "2024-05-20", LAMPS],
                ["002", "2024", "交通局", "2024-05-20", BRIDGE],
                ["003", "2024", "教育局", "2024-05-20", SHELL],
            ],
        ),
    );
    home
}

fn statuses(output: &Output) -> BTreeMap<String, String> {
    let rows = output.rows("commitments.csv").into_iter().filter(|row| row["grade"] != "vague");
    rows.map(|row| (row["promise_id"].clone(), row["status"].clone())).collect()
}

fn named<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.map(|(id, status)| (id.to_owned(), status.to_owned())).into()
}

/// commitments.csv of a run with a column 完成 behind the others, filled by promise.
fn filled(output: &Output, done: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = output.header("commitments.csv");
    writer.write_record(header.iter().map(String::as_str).chain(["完成"])).unwrap();
    for row in output.rows("commitments.csv") {
        let told =
            done.iter().find(|(id, _)| *id == row["promise_id"]).map_or("", |(_, told)| told);
        writer.write_record(header.iter().map(|name| row[name].as_str()).chain([told])).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn the_ledger_holds_the_five_slots_and_the_day() {
    let home = first_year();
    let ran = home.shida("run in -o out --as-of 2024-10-08 -q");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let output = home.output("out");
    let rows = output.rows("commitments.csv");
    let row = rows.iter().find(|row| row["promise_id"] == "2024-002#1").unwrap();
    for (column, value) in [
        ("object", "完成柳林桥加固"),
        ("place", "柳林桥"),
        ("due", "2024-08-20"),
        ("due_text", "三个月内"),
        ("responsible", "县公路站"),
        ("amount", "86万元"),
        ("grade", "concrete"),
        ("source", "text"),
        ("year", "2024"),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    let expected = [("2024-001#1", "unknown"), ("2024-001#2", "open"), ("2024-002#1", "unknown")];
    assert_eq!(statuses(&output), named(expected), "nobody has said what became of them");
}

#[test]
fn last_years_table_with_a_column_filled_in_is_a_follow_up() {
    let home = first_year();
    let first = home.run();
    home.write("跟踪.csv", filled(&first, &[("2024-001#1", "已完成"), ("2024-002#1", "否")]));
    let ran = home.shida("run in -o next --followup 跟踪.csv --as-of 2025-01-10 -q");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let next = home.output("next");
    let expected = [("2024-001#1", "kept"), ("2024-001#2", "unknown"), ("2024-002#1", "overdue")];
    assert_eq!(statuses(&next), named(expected));
    assert!(next.notices("unmatched_followup").is_empty());
}

#[test]
fn promises_go_over_to_next_years_run_by_their_id_even_where_numbers_repeat() {
    let home = first_year();
    let first = home.run();
    home.write("跟踪.csv", filled(&first, &[("2024-001#2", "未完成")]));
    home.write("next/答复.csv", table(&HEADER, &[["001", "2025", "城管局", "2025-04-20", NEXT]]));
    let ran = home.shida("run next -o two --followup 跟踪.csv -q");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let two = home.output("two");
    let expected = [
        ("2024-001#1", "unknown"),
        ("2024-001#2", "overdue"),
        ("2024-002#1", "unknown"),
        ("2025-001#1", "open"),
    ];
    assert_eq!(statuses(&two), named(expected));
    let told = two.notices("carried_promise");
    assert_eq!(told.len(), 1);
    let carried = two.rows("commitments.csv");
    let lamp = carried.iter().find(|row| row["promise_id"] == "2024-001#2").unwrap();
    assert_eq!((lamp["unit"].as_str(), lamp["due"].as_str()), ("城管局", "2024-12-31"));
    // And so on: the table of this run is a follow-up of the next.
    home.write("再跟踪.csv", filled(&two, &[("2024-001#2", "已完成")]));
    let ran = home.shida("run next -o three --followup 再跟踪.csv -q");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(statuses(&home.output("three"))["2024-001#2"], "kept");
}

#[test]
fn the_workbook_is_a_follow_up_too() {
    let home = first_year();
    home.run();
    home.write("next/答复.csv", table(&HEADER, &[["001", "2025", "城管局", "2025-04-20", NEXT]]));
    let ran = home.shida("run next -o two --followup out/assessment.xlsx -q");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ids: Vec<String> = statuses(&home.output("two")).into_keys().collect();
    assert_eq!(ids, ["2024-001#1", "2024-001#2", "2024-002#1", "2025-001#1"]);
    assert!(home.output("two").notices("bad_value").is_empty());
}

#[test]
fn a_table_of_promise_ids_in_the_folder_needs_no_option() {
    let home = first_year();
    let rows = [["2024-001#1", "是", "2024-10-03"], ["2024-009#1", "否", ""]];
    home.write("in/跟踪.csv", table(&["承诺编号", "是否完成", "完成日期"], &rows));
    let output = home.run();
    let row = output.rows("commitments.csv").remove(0);
    assert_eq!((row["status"].as_str(), row["late"].as_str()), ("kept", "true"));
    assert_eq!(statuses(&output)["2024-009#1"], "open", "no day: not done is all one knows");
    let manifest = output.manifest().to_string();
    assert!(manifest.contains("\"followup\""), "{manifest}");
}

#[test]
fn what_is_no_follow_up_stops_the_run_and_says_what_is_missing() {
    let home = first_year();
    home.write("别的.csv", table(&["编号", "承办单位"], &[["001", "城管局"]]));
    let ran = home.shida("run in -o out --followup 别的.csv");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("别的.csv") && ran.stderr.contains("是否完成"), "{}", ran.stderr);
    assert!(!home.path("out").exists());
}

#[test]
fn the_words_of_the_ledger_stand_in_the_workbook_and_on_the_page() {
    let home = first_year();
    let output = home.run();
    let page = output.text("index.html");
    assert!(page.contains("承诺台账") && page.contains("2024-001#2"), "no section of promises");
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(output.folder.join("assessment.xlsx")).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "承诺台账").unwrap();
    let ids: Vec<String> = range.rows().map(|row| row[0].to_string()).collect();
    assert!(ids.contains(&"2024-002#1".to_owned()), "{ids:?}");
}

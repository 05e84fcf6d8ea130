//! Unit scores from outside: open items, rates with what they leave out, ties, and what stands
//! beside a score.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use support::{ANSWER, Home, Output, Row, SHELL, table};

const METRICS: [&str; 6] = ["编号", "年度", "承办单位", "会办单位", "交办日期", "答复日期"];

/// Two answered items, one row without a text, and one that only the metrics know.
fn home() -> Home {
    let home = Home::with_replies(&[
        ["1", "2024", "城管局", "关于路灯的建议", ANSWER],
        ["2", "2024", "教育局", "关于食堂的建议", ANSWER],
        ["3", "2024", "教育局", "关于接送的建议", ""],
    ]);
    home.write(
        "in/办理指标.csv",
        table(
            &METRICS,
            &[
                ["1", "2024", "城管局", "教育局、公安局", "2024-03-01", "2024-05-06"],
                ["2", "2024", "教育局", "", "2024-03-01", "2024-05-06"],
                ["3", "2024", "教育局", "", "2024-03-01", ""],
                ["4", "2024", "教育局", "", "2024-09-01", ""],
            ],
        ),
    );
    home
}

fn rate(output: &Output, unit: &str, rate: &str) -> Row {
    let wanted = |row: &Row| row["unit"] == unit && row["year"].is_empty() && row["rate"] == rate;
    output.rows("rates.csv").into_iter().find(wanted).unwrap()
}

fn unit(output: &Output, name: &str) -> Row {
    let wanted = |row: &Row| row["unit"] == name && row["year"].is_empty();
    output.rows("units.csv").into_iter().find(wanted).unwrap()
}

#[test]
fn an_item_without_a_text_counts_once_in_the_answer_rate_and_in_no_score() {
    let home = home();
    assert_eq!(home.shida("run in -o out --as-of 2024-10-01").code, 0);
    let output = home.output("out");
    let found = rate(&output, "教育局", "answer_rate");
    assert_eq!((&*found["numerator"], &*found["denominator"]), ("1", "2"));
    assert_eq!((&*found["excluded"], &*found["reasons"]), ("1", "未到期 1"));
    assert_eq!(rate(&output, "", "answer_rate")["value"], "0.666667");
    let unit = unit(&output, "教育局");
    assert_eq!((&*unit["n"], &*unit["lead_n"], &*unit["co_n"]), ("1", "3", "1"));
    assert_eq!(unit["lead_share"], "0.75");
    assert_eq!(output.reply("2")["score"], unit["score"], "the open items lower no score");
}

#[test]
fn a_later_day_makes_the_open_item_due() {
    let home = home();
    assert_eq!(home.shida("run in -o out --as-of 2024-12-02").code, 0);
    let found = rate(&home.output("out"), "教育局", "answer_rate");
    assert_eq!((&*found["denominator"], &*found["reasons"]), ("3", ""));
    let on_time = rate(&home.output("out"), "教育局", "completed_on_time_rate");
    assert_eq!((&*on_time["numerator"], &*on_time["denominator"]), ("1", "3"));
}

#[test]
fn shrunken_scores_need_four_units_and_stay_out_of_the_rank() {
    let mut rows = Vec::new();
    let ids: Vec<String> = (1..=30).map(|id| id.to_string()).collect();
    for (at, id) in ids.iter().enumerate() {
        let unit = ["甲局", "乙局", "丙局", "丁局"][at % 4];
        let reply = if at % 3 == 0 { SHELL } else { ANSWER };
        rows.push([id, "2024", unit, "关于路灯的建议", reply]);
    }
    let home = Home::with_replies(&rows);
    let output = home.run();
    let units: Vec<Row> =
        output.rows("units.csv").into_iter().filter(|row| row["year"].is_empty()).collect();
    let number = |row: &Row, name: &str| row[name].parse::<f64>().unwrap();
    for row in &units {
        let shrunk = number(row, "non_answer_shrunk");
        assert!((0.0..=1.0).contains(&shrunk) && !row["score_shrunk"].is_empty(), "{row:?}");
    }
    let mut by_score: Vec<&Row> = units.iter().collect();
    by_score.sort_by(|a, b| number(b, "score").total_cmp(&number(a, "score")));
    assert!(by_score.is_sorted_by_key(|row| row["rank"].parse::<u32>().unwrap()));
    rows.retain(|row| row[2] != "丁局");
    let home = Home::with_replies(&rows);
    let output = home.run();
    assert!(output.column("units.csv", "score_shrunk").iter().all(String::is_empty));
}

#[test]
fn equal_units_are_shown_as_tied_on_the_page() {
    let home = Home::empty();
    let ids: Vec<String> = (1..=10).map(|id| id.to_string()).collect();
    let rows: Vec<[&str; 5]> = ids
        .iter()
        .enumerate()
        .map(|(at, id)| [id, "2024", ["甲局", "乙局"][at % 2], "关于路灯的建议", ANSWER])
        .collect();
    home.write("in/答复.csv", table(&["编号", "年度", "承办单位", "建议标题", "答复内容"], &rows));
    let output = home.run();
    let ranks = output.column("units.csv", "rank");
    assert!(ranks.iter().all(|rank| rank == "1"), "{ranks:?}");
    assert!(output.text("index.html").contains("1<small>并列</small>"));
}

#[test]
fn the_order_of_the_rows_changes_neither_units_nor_rates() {
    let rows = [
        ["1", "2024", "甲局", "关于路灯的建议", ANSWER],
        ["2", "2023", "乙局", "关于食堂的建议", SHELL],
        ["3", "2024", "乙局", "关于接送的建议", ""],
        ["4", "2024", "丙局", "关于道路的建议", SHELL],
    ];
    let mut turned = rows;
    turned.reverse();
    let homes = [Home::with_replies(&rows), Home::with_replies(&turned)];
    let [one, two] = homes.each_ref().map(Home::run);
    for file in ["units.csv", "rates.csv", "units.parquet", "rates.parquet"] {
        assert_eq!(one.bytes(file), two.bytes(file), "{file}");
    }
}

#[test]
fn without_published_figures_there_is_nothing_to_reconcile() {
    assert!(!home().run().files().contains_key("reconcile.csv"));
}

#[test]
fn a_broken_file_of_words_is_named() {
    let home = home();
    home.write("rules/rates.toml", "visit = 1\n");
    let ran = home.shida("run in -o out --rules rules");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("rates.toml"), "{}", ran.stderr);
}

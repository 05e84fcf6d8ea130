//! The cross-checks from outside: contradictions between letters and metrics, told and not told.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use support::{Home, Output, table};

const REPLIES: [&str; 4] = ["编号", "年度", "承办单位", "答复内容"];
const METRICS: [&str; 6] = ["编号", "年度", "答复日期", "办理结果", "是否面商", "会办单位"];

const DONE: &str = "王代表：\n您提出的第1号建议收悉。4月8日与您当面商量后，经商财政局，新建路24盏路灯\
                    已于5月6日装好，投入12万元。\n清河县城管局\n2024年5月20日";
const PLANNED: &str = "李代表：\n您提出的第2号建议收悉。4月9日，我局负责人登门向您当面作了汇报。下一步，\
                       我局将加固柳林桥，力争年底前完工。\n清河县交通局\n2024年5月20日";
const WRONG: &str = "赵代表：\n您提出的第8号建议收悉。校门口的护栏已于5月2日更换12米。\n清河县交通局\n\
                     2024年3月1日";

/// Three replies with numbers 1 to 3, of which the last two contradict their metrics.
fn year() -> Home {
    let home = Home::empty();
    let replies = [
        ["1", "2024", "城管局", DONE],
        ["2", "2024", "交通局", PLANNED],
        ["3", "2024", "教育局", WRONG],
    ];
    let metrics = [
        ["1", "2024", "2024-05-20", "A", "是", "财政局"],
        ["2", "2024", "2024-05-20", "A", "否", "财政局"],
        ["3", "2024", "2024-05-20", "A", "", ""],
    ];
    home.write("in/答复.csv", table(&REPLIES, &replies));
    home.write("in/指标.csv", table(&METRICS, &metrics));
    home
}

fn told(output: &Output) -> Vec<(String, String)> {
    let rows = output.rows("checks.csv").into_iter();
    rows.map(|row| (row["reply_id"].clone(), row["code"].clone())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, code)| ((*id).to_owned(), (*code).to_owned())).collect()
}

#[test]
fn contradictions_are_told_with_both_sides_and_change_no_score() {
    let home = year();
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("答复与指标对不上 6 处（2 件）"), "{}", ran.stdout);
    let output = home.output("out");
    let expected =
        [("2", "K101"), ("2", "K111"), ("2", "K121"), ("3", "K131"), ("3", "K141"), ("3", "K143")];
    assert_eq!(told(&output), pairs(&expected));
    assert_eq!(output.column("replies.csv", "checks"), ["", "K101;K111;K121", "K131;K141;K143"]);
    let met = &output.rows("checks.csv")[1];
    assert!(met["text_says"].contains("登门") && met["metrics_say"] == "是否面商 否", "{met:?}");

    home.write("none/checks.toml", "classes = {}\ncheck = []\n");
    assert_eq!(home.shida("run in -o bare --rules none").code, 0);
    let bare = home.output("bare");
    assert!(told(&bare).is_empty());
    assert_eq!(bare.column("replies.csv", "score"), output.column("replies.csv", "score"));
    let edition = |output: &Output| output.manifest()["editions"]["pack_hash"].clone();
    assert_ne!(edition(&bare), edition(&output), "the edition knows the checks");
}

#[test]
fn without_metrics_only_what_the_letters_and_rows_say_is_told() {
    let home = year();
    let ran = home.shida("run in/答复.csv -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(told(&home.output("out")), pairs(&[("3", "K141"), ("3", "K143")]));
}

#[test]
fn the_output_does_not_depend_on_threads() {
    let home = year();
    home.shida("run in -o one --threads 1");
    home.shida("run in -o two --threads 2");
    let (one, two) = (home.output("one"), home.output("two"));
    assert_eq!(one.bytes("checks.csv"), two.bytes("checks.csv"));
    assert_eq!(one.bytes("checks.parquet"), two.bytes("checks.parquet"));
}

#[test]
fn a_checks_file_whose_examples_fail_is_refused_with_the_example() {
    let home = year();
    assert_eq!(home.shida("rules export rules").code, 0);
    let path = home.path("rules/checks.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    home.write("own/checks.toml", text.replacen("days = 7", "days = 700", 1));
    let ran = home.shida("run in -o out --rules own");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("K131 第 1 个例子"), "{}", ran.stderr);
}

#[test]
fn the_handbook_explains_a_check() {
    let home = Home::empty();
    let ran = home.shida("rules explain k131");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("K131 落款日期与答复日期不符（核对，轻重：轻）"));
    assert!(ran.stdout.contains("［答复日期 2024-06-05］"), "{}", ran.stdout);
    assert!(home.shida("rules list").stdout.contains("K131  核对  落款日期与答复日期不符"));
}

//! `shida compare` from outside: two editions of one input, two years, a foreign folder.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use snapbox::{Data, assert_data_eq};

use support::{ANSWER, Home, SHELL, root, table};

const HEADER: [&str; 5] = ["编号", "年度", "承办单位", "建议标题", "答复内容"];

fn said(case: &str, text: &str) {
    let path = root().join("tests/compare").join(format!("{case}.txt"));
    let text = without_hashes(text);
    assert_data_eq!(text, Data::read_from(&path, None).raw());
}

/// Fingerprints change with every rule.
fn without_hashes(text: &str) -> String {
    let line = |line: &str| match line.contains("指纹") {
        true => "[指纹]\n".to_owned(),
        false => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// One year of two units: `shells` of the first six replies of 教育局 are empty.
fn year(home: &Home, year: &str, shells: usize) {
    let mut rows = Vec::new();
    for at in 0..24_usize {
        let unit = if at < 12 { "教育局" } else { "水务局" };
        let text = if at < shells {
            SHELL.to_owned()
        } else {
            ANSWER.replace("12盏", &format!("{}盏", at + 3))
        };
        rows.push([
            format!("{at:03}"),
            year.to_owned(),
            unit.to_owned(),
            "关于路灯的建议".to_owned(),
            text,
        ]);
    }
    let rows: Vec<[&str; 5]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    home.write(&format!("in{year}/答复.csv"), table(&HEADER, &rows));
    assert_eq!(home.shida(&format!("run in{year} --profile text-only -o out{year}")).code, 0);
}

#[test]
fn two_years_are_compared_by_unit_and_tested() {
    let home = Home::empty();
    year(&home, "2023", 1);
    year(&home, "2024", 12);
    let ran = home.shida("compare out2023 out2024 --csv 比较.csv -o 比较.html");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    said("two-years", &ran.stdout);
    let rows = home.output("").rows("比较.csv");
    let unit = |name: &str| rows.iter().find(|row| row["level"] == "unit" && row["name"] == name);
    let worse = unit("教育局").unwrap();
    assert_eq!(worse["score_verdict"], "falling");
    assert_eq!(worse["non_answer_verdict"], "rising");
    assert_eq!(unit("水务局").unwrap()["non_answer_verdict"], "no_clear_change");
    assert!(rows.iter().all(|row| row["level"] != "reply"), "no reply is in both years");
    let page = home.output("").text("比较.html");
    assert!(page.contains("教育局") && !page.contains("<script"), "{page}");
}

#[test]
fn the_same_replies_under_another_profile_are_followed_one_by_one() {
    let home = Home::of("tiny");
    assert_eq!(home.shida("run in --profile text-only -o a").code, 0);
    assert_eq!(home.shida("run in --profile default -o b").code, 0);
    let ran = home.shida("compare a b");
    assert_eq!(ran.code, 0);
    said("two-profiles", &ran.stdout);
}

#[test]
fn a_ruling_of_a_person_is_a_changed_verdict() {
    let home = Home::with_replies(&[
        ["1", "2024", "交通局", "路灯", ANSWER],
        ["2", "2024", "交通局", "水压", SHELL],
    ]);
    assert_eq!(home.shida("run in -o a").code, 0);
    let ruling = "[[decision]]\nreply = \"2\"\ndecision = \"answer\"\nreason = \"附件有办理结果\"\n\
        author = \"复核组\"\ndate = 2024-06-01\n";
    home.write("decisions.toml", ruling);
    let ran = home.shida("run in --decisions decisions.toml -o b");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = home.shida("compare a b");
    assert!(
        ran.stdout.contains("原判应付、现在不是 1 件；原来不是、现判应付 0 件"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("只有乙读 decisions.toml"), "{}", ran.stdout);
    assert!(ran.stdout.contains("应付 → 非应付"), "{}", ran.stdout);
}

#[test]
fn a_run_compared_with_itself_differs_in_nothing() {
    let home = Home::of("tiny");
    home.run();
    let ran = home.shida("compare out out");
    assert!(ran.stdout.contains("结论变了 0 件"), "{}", ran.stdout);
    assert!(ran.stdout.contains("输入文件相同"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("变了的件"), "{}", ran.stdout);
}

#[test]
fn an_id_that_stands_for_another_text_in_another_year_is_no_pair() {
    let home = Home::empty();
    for (year, text) in [("2023", ANSWER), ("2024", SHELL)] {
        let rows = [["001", year, "交通局", "路灯", text]];
        home.write(&format!("in{year}/答复.csv"), table(&HEADER, &rows));
        assert_eq!(home.shida(&format!("run in{year} -o out{year}")).code, 0);
    }
    let ran = home.shida("compare out2023 out2024");
    assert!(ran.stdout.contains("两边都有 0 件"), "{}", ran.stdout);
}

#[test]
fn ids_that_got_their_year_are_found_again_by_their_text() {
    let home = Home::empty();
    let first = [["001", "2023", "交通局", "路灯", ANSWER]];
    home.write("in/甲.csv", table(&HEADER, &first));
    assert_eq!(home.shida("run in -o a").code, 0);
    home.write("in/乙.csv", table(&HEADER, &[["001", "2024", "交通局", "水压", SHELL]]));
    assert_eq!(home.shida("run in -o b").code, 0);
    assert_eq!(home.output("b").column("replies.csv", "reply_id").len(), 2);
    let ran = home.shida("compare a b");
    assert!(ran.stdout.contains("两边都有 1 件，只在甲 0 件，只在乙 1 件"), "{}", ran.stdout);
}

#[test]
fn what_is_no_run_is_told_and_nothing_is_written() {
    let home = Home::of("tiny");
    home.run();
    for arguments in [
        "compare in out",
        "compare out nowhere",
        "compare out out -o 比较.txt",
        "compare out out --csv out/比较.csv",
    ] {
        let ran = home.shida(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments}");
        assert!(ran.stderr.starts_with("错误："), "{}", ran.stderr);
    }
    std::fs::write(home.path("out/replies.parquet"), "PAR1").unwrap();
    let ran = home.shida("compare out out");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("replies.parquet"), "{}", ran.stderr);
    assert_eq!(home.entries(), ["in", "out"]);
}

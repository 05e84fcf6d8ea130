//! The page of a reply that was made up here.

use super::{row::Row, *};

fn row(cells: &[(&str, &str)]) -> Row {
    cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn case() -> Case {
    let reply = [
        ("reply_id", "7"),
        ("year", "2024"),
        ("unit", "水务局"),
        ("non_answer", "true"),
        ("off_topic", ""),
        ("asks", "2"),
        ("asks_answered", "0"),
        ("text_score", "8.00"),
        ("score", "40.00"),
        ("disposal", "review"),
    ];
    let sentence = [
        ("n", "1"),
        ("zone", "body"),
        ("class", "studying"),
        ("start_char", "4"),
        ("end_char", "9"),
    ];
    let finding = |code, role, points| {
        let place = [("start_char", "4"), ("end_char", "8"), ("text", "认真\n研究")];
        let rule = [("code", code), ("role", role), ("points", points)];
        row(&[place.as_slice(), rule.as_slice()].concat())
    };
    let item = |item, points, most| {
        row(&[("item", item), ("points", points), ("max_points", most), ("reason", "因为")])
    };
    Case {
        reply: row(&reply),
        decisions: Vec::new(),
        sentences: vec![row(&sentence)],
        findings: vec![finding("N010", "penalty", "-2.00"), finding("S010", "evidence", "10.00")],
        ledger: vec![item("on_time", "48.75", "50.00"), item("non_answer_cap", "-8.75", "0.00")],
    }
}

fn page_of(case: &Case) -> String {
    let rules = RuleSet::load(None).unwrap();
    let editions = Editions::default();
    page(case, &editions, &rules.unproved().unwrap(), labels(&rules, "default 1").as_ref())
}

#[test]
fn only_what_is_true_is_concluded_and_the_unknown_is_not() {
    let text = page_of(&case());
    assert!(text.contains("结论：应付式答复\n"), "{text}");
    assert!(text.contains("诉求已答 0/2") && text.contains("处置 复核"), "{text}");
    assert!(!text.contains("文不对题"), "{text}");
    let mut without = case();
    without.reply = row(&[("reply_id", "7")]);
    let text = page_of(&without);
    assert!(text.contains("没有建议原文，无从对照"), "{text}");
}

#[test]
fn where_no_text_was_kept_the_quotes_stand_for_a_sentence() {
    let text = page_of(&case());
    assert!(text.contains("正文　　　  研究重视        5–9  「认真⏎研究」\n"), "{text}");
    let mut bare = case();
    bare.findings.clear();
    assert!(page_of(&bare).contains("（没有存原文）"));
}

#[test]
fn evidence_stands_before_faults_and_faults_bear_their_cure() {
    let text = page_of(&case());
    let places = ["  实质\n", "S010", "+10.00", "  问题\n", "N010 只说研究", "-2.00", "为什么："]
        .map(|word| text.find(word).unwrap_or_else(|| panic!("{word}: {text}")));
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("合计 8.00，即文本分"), "{text}");
}

#[test]
fn the_ledger_adds_up_or_says_that_it_does_not() {
    let mut case = case();
    let text = page_of(&case);
    assert!(text.contains("按期答复") && text.contains("应付式答复封顶"), "{text}");
    assert!(text.contains("40.00  即得分"), "{text}");
    case.ledger.pop();
    assert!(page_of(&case).contains("48.75  与得分 40.00 不符"));
}

#[test]
fn other_rules_than_the_embedded_ones_are_told_in_one_line() {
    let text = page_of(&case());
    assert_eq!(text.lines().filter(|line| line.starts_with("注意：")).count(), 1);
    let book = RuleSet::load(None).unwrap().unproved().unwrap();
    let same = Editions { pack_hash: book.hash.clone(), ..Editions::default() };
    assert_eq!(foreign_rules(&same, &book), None);
}

#[test]
fn a_folder_that_is_no_run_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = explain("7", folder.path()).unwrap_err().to_string();
    assert!(error.contains("没有 run.json") && error.contains("shida run"), "{error}");
    std::fs::write(folder.path().join("run.json"), "{").unwrap();
    let error = explain("7", folder.path()).unwrap_err().to_string();
    assert!(error.contains("run.json") && error.contains("读不出来"), "{error}");
}

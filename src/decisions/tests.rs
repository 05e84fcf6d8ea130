//! Entries read, laid out over letters, and settled.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use chrono::NaiveDate;
use shida_engine::rulebook::Rulebook;
use tempfile::TempDir;

use super::{Decisions, Name, Plan, Settled, State, codes, counted, places};
use crate::{records::Decision, rules::RuleSet};

fn rulebook() -> &'static Rulebook {
    static RULEBOOK: LazyLock<Rulebook> =
        LazyLock::new(|| RuleSet::load(None).unwrap().unproved().unwrap());
    &RULEBOOK
}

fn read(texts: &[&str]) -> Result<Decisions, String> {
    let folder = TempDir::new().unwrap();
    let mut paths: Vec<PathBuf> = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let path = folder.path().join(format!("{number}.toml"));
        std::fs::write(&path, text).unwrap();
        paths.push(path);
    }
    Decisions::read(&paths, rulebook()).map_err(|error| error.to_string())
}

fn entry(reply: &str, rest: &str) -> String {
    format!("[[decision]]\nreply = {reply:?}\nreason = \"查过\"\nauthor = \"王某\"\n{rest}\n")
}

fn hit(reply: &str, rest: &str) -> String {
    let words = "code = \"N010\"\ntext = \"正在研究\"\ndecision = \"suppress\"\n";
    entry(reply, &format!("{words}{rest}"))
}

const ANSWER: &str = "decision = \"answer\"";
const EMPTY: &str = "decision = \"non_answer\"";

/// Three letters of two years, as a run over both names them, and one of its own kind.
const NAMES: [Name<'static>; 4] = [
    Name { reply_id: "2023-7", raw_id: "7", year: Some(2023) },
    Name { reply_id: "2024-7", raw_id: "7", year: Some(2024) },
    Name { reply_id: "8", raw_id: "8", year: Some(2024) },
    Name { reply_id: "甲", raw_id: "甲", year: None },
];

fn plan(text: &str, as_of: Option<&str>) -> Plan {
    let as_of: Option<NaiveDate> = as_of.map(|day| day.parse().unwrap());
    Plan::new(&read(&[text]).unwrap(), rulebook(), NAMES.into_iter(), as_of).unwrap()
}

fn settled(plan: &Plan, used: &[Arc<Decision>]) -> Vec<Settled> {
    plan.settle(rulebook(), used.iter(), &BTreeSet::new())
}

#[test]
fn every_wrong_entry_is_named_with_its_line() {
    for (text, line, said) in [
        (entry("7", ""), 1, "缺少必需的键 decision"),
        (entry("7", "decision = \"surpress\""), 5, "没有“surpress”这个值"),
        (
            entry("7", "decision = \"answer\"\nauther = \"\""),
            6,
            "不认识的键 auther，是不是 author？",
        ),
        (entry("7", "decision = \"suppress\""), 5, "误报要写明是哪一处"),
        (entry("7", "decision = \"answer\"\ncode = \"N010\""), 6, "对整件的裁定不写 code"),
        (entry("7", "decision = \"answer\"\nordinal = 2"), 6, "对整件的裁定不写 code"),
        (hit("7", "ordinal = 0"), 8, "从 1 数起"),
        (hit("7", "expires = \"2024-2-3\""), 8, "日期"),
        (hit("7", "expires = \"2024-02-03T10:00:00\""), 8, "日期"),
        (hit("7", "expires = 20240203"), 8, "日期"),
        (hit("7", "date = 2024-05-01\nexpires = 2024-04-30"), 9, "早于裁定日期"),
        (hit("7", "").replace("N010", "G001"), 5, "decision = \"answer\""),
        (entry("7", "decision = \"confirm\""), 5, "认可要写明是哪一处"),
        (hit("7", "").replace("查过", " "), 3, "reason 是空的"),
        (hit("7", "").replace("\"7\"", "7"), 2, "reply 要写成引号里的文字"),
        (hit("7", "").replace("\"7\"", "“7”"), 2, "文字要用引号括起来"),
        ("[decision]\n".to_owned(), 1, "[[decision]]"),
        ("[[decisions]]\n".to_owned(), 1, "不认识的键 decisions"),
    ] {
        let error = read(&[&text]).unwrap_err();
        assert!(error.contains(said), "{text}\n{error}");
        assert!(error.contains(&format!("0.toml:{line}:")), "{text}\n{error}");
    }
}

#[test]
fn a_sound_file_may_have_a_mark_and_both_kinds_of_dates() {
    let text = format!(
        "\u{feff}{}{}{}",
        hit("7", "date = 2024-05-01\nexpires = \"2024-12-31\""),
        hit("7", "ordinal = 2"),
        entry("7", ANSWER)
    );
    assert_eq!(read(&[&text]).unwrap().entries.len(), 3);
    assert!(read(&[""]).unwrap().entries.is_empty());
    assert!(read(&["# 还没有\n"]).unwrap().entries.is_empty());
}

#[test]
fn what_is_decided_twice_is_an_error_within_and_across_files() {
    let twice = hit("7", "") + &hit("7", "").replace("正在研究", "正在 研究");
    assert!(read(&[&twice]).unwrap_err().contains("与 0.toml 第 2 行重复"));
    let against = hit("7", "") + &hit("7", "").replace("suppress", "confirm");
    assert!(read(&[&against]).unwrap_err().contains("第 2 行相互矛盾"));
    let both = [entry("7", ANSWER), entry("7", EMPTY)];
    assert!(read(&[&both.concat()]).unwrap_err().contains("第 2 行相互矛盾"));
    let error = read(&[&both[0], &both[1]]).unwrap_err();
    assert!(error.contains("1.toml:2:") && error.contains("与 0.toml 第 2 行相互矛盾"), "{error}");
}

#[test]
fn two_names_of_one_reply_do_not_hide_a_contradiction() {
    let text = entry("8", ANSWER) + &entry("2024-8", EMPTY);
    let decisions = read(&[&text]).unwrap();
    let error = Plan::new(&decisions, rulebook(), NAMES.into_iter(), None).unwrap_err();
    assert!(error.to_string().contains("相互矛盾"), "{error}");
}

#[test]
fn entries_on_one_line_of_two_files_of_one_name_are_settled_apart() {
    let folder = TempDir::new().unwrap();
    let paths = ["甲", "乙"].map(|name| folder.path().join(name).join("decisions.toml"));
    for (path, reply) in paths.iter().zip(["8", "777"]) {
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        std::fs::write(path, entry(reply, ANSWER)).unwrap();
    }
    let decisions = Decisions::read(&paths, rulebook()).unwrap();
    let plan = Plan::new(&decisions, rulebook(), NAMES.into_iter(), None).unwrap();
    let used = plan.of("8").to_vec();
    let settled = settled(&plan, &used);
    let states: Vec<State> = settled.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::InForce, State::Unused]);
    let said = &settled[1].message;
    assert!(said.starts_with("乙/decisions.toml 第 2 行："), "{said}");
}

#[test]
fn an_entry_about_a_rejected_row_is_told_so() {
    let quote = "text = \"改掉的话\"\ndecision = \"answer\"";
    let plan = plan(&(hit("8", "") + &entry("甲", quote)), None);
    let rejected = BTreeSet::from(["8", "甲"]);
    let settled = plan.settle(rulebook(), [].iter(), &rejected);
    assert!(settled[0].message.contains("已拒收，见 rejects.csv"), "{}", settled[0].message);
    assert!(settled[1].message.contains("里没有「改掉的话」"), "{}", settled[1].message);
}

#[test]
fn an_id_finds_its_letter_however_the_run_writes_it() {
    for (reply, row) in [("2024-7", Some(1)), ("8", Some(2)), ("2024-8", Some(2)), ("甲", Some(3))]
    {
        let plan = plan(&entry(reply, ANSWER), None);
        let found = (0..4).find(|&row| !plan.of(NAMES[row].reply_id).is_empty());
        assert_eq!(found, row, "{reply}");
    }
    for (reply, said) in
        [("7", "不止一件（2023-7、2024-7）"), ("2025-7", "没有编号 2025-7"), ("9", "没有编号 9")]
    {
        let plan = plan(&entry(reply, ANSWER), None);
        assert!(NAMES.iter().all(|name| plan.of(name.reply_id).is_empty()), "{reply}");
        let settled = settled(&plan, &[]);
        assert_eq!((settled[0].state, settled[0].reply_id.clone()), (State::Unused, None));
        assert!(settled[0].message.contains(said), "{}", settled[0].message);
    }
}

#[test]
fn the_last_day_still_counts_and_the_day_after_does_not() {
    let text = hit("8", "expires = 2024-06-30");
    for (as_of, state) in [
        (Some("2024-06-30"), State::InForce),
        (Some("2024-07-01"), State::Expired),
        (None, State::InForce),
    ] {
        let plan = plan(&text, as_of);
        let used = plan.of(NAMES[2].reply_id).to_vec();
        let settled = settled(&plan, &used);
        assert_eq!(settled[0].state, state, "{as_of:?}");
        let kinds: Vec<_> = plan.notices(&settled).iter().map(|notice| notice.kind).collect();
        let wanted: &[&str] = match (as_of, state) {
            (None, _) => &["decision_undated"],
            (_, State::Expired) => &["decision_expired"],
            _ => &[],
        };
        assert_eq!(kinds, wanted, "{as_of:?}");
    }
}

#[test]
fn an_entry_that_fits_no_finding_says_which_one_it_sought() {
    let text = hit("8", "") + &hit("甲", "").replace("N010", "N999") + &entry("2024-7", EMPTY);
    let plan = plan(&text, None);
    let used = plan.of(NAMES[1].reply_id).to_vec();
    let settled = settled(&plan, &used);
    let notices = plan.notices(&settled);
    assert_eq!(notices.len(), 2);
    assert_eq!((notices[0].line, notices[0].reply_id.as_str()), (Some(2), "8"));
    assert!(notices[0].message.contains("N010 的「正在研究」第 1 处"), "{}", notices[0].message);
    assert!(notices[1].message.contains("没有 N999"), "{}", notices[1].message);
    assert_eq!(counted(&settled), "3 条，生效 1（是应付 1），未用 2");
    assert_eq!(codes(&used).as_deref(), Some("non_answer"));
}

#[test]
fn the_file_that_is_named_comes_before_those_in_the_folders() {
    let folder = TempDir::new().unwrap();
    let inputs = [folder.path().to_owned(), folder.path().join("答复.csv")];
    assert!(places(None, &inputs).is_empty());
    std::fs::write(folder.path().join("decisions.toml"), "").unwrap();
    assert_eq!(places(None, &inputs), [folder.path().join("decisions.toml")]);
    let named = PathBuf::from("裁定.toml");
    assert_eq!(places(Some(&named), &inputs), [named]);
}

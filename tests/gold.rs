//! The gold letters, judged and held against their labels: a changed rule shows as changed
//! numbers. And `shida eval` as it is typed.

// A helper that fails is a failed test.
#![allow(clippy::unwrap_used)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};
use shida::{
    evaluate::{Evaluation, ListedRule, by_rule, evaluate, listing, text},
    rules::RuleSet,
    run::{Options, run},
};

/// Set to write the figures instead of comparing them.
const UPDATE: &str = "UPDATE_FIGURES";

#[test]
fn the_figures_of_the_dev_split_are_the_committed_ones() {
    compare("dev");
}

#[test]
fn the_figures_of_the_test_split_are_the_committed_ones() {
    compare("test");
}

#[test]
fn the_page_on_accuracy_says_what_was_measured() {
    let page = std::fs::read_to_string(path("docs/accuracy.md")).unwrap();
    let committed = |split: &str| -> Value {
        let file = path(&format!("tests/gold/figures-{split}.json"));
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    };
    let splits = [committed("dev"), committed("test")];
    for (title, label) in [
        ("应付式", "non_answer"),
        ("三句话", "three_part"),
        ("只收悉", "receipt_only"),
        ("只转办", "forwarded_only"),
        ("推诿", "deflection"),
        ("援引依据", "cites_policy"),
        ("联系代表", "contact"),
        ("现场核查", "site_check"),
        ("承诺", "commitment"),
        ("时限", "deadline"),
        ("文不对题", "off_topic"),
    ] {
        let cell = |page: &Value| {
            let figures = &page["figures"]["labels"][label];
            format!("{:.2} ({})", figures["f1"]["value"].as_f64().unwrap(), figures["positives"])
        };
        let row = format!("| {title} | {} | {} |", cell(&splits[0]), cell(&splits[1]));
        assert!(page.contains(&row), "docs/accuracy.md should have the row {row}");
    }
}

#[test]
fn the_figures_of_single_rules_are_the_committed_ones() {
    let rulebook = RuleSet::load(None).unwrap().unproved().unwrap();
    let listed: Vec<ListedRule> = rulebook
        .semantics
        .rules
        .iter()
        .map(|(code, (_, hash))| ListedRule {
            code: code.clone(),
            hash: hash.chars().take(12).collect(),
            label: rulebook.rule(code).and_then(|rule| rule.mark).map(column_of),
        })
        .collect();
    let mut text = String::new();
    for split in ["dev", "test"] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("run");
        run_letters(split, &folder);
        text += &listing(split, &listed, &by_rule(&labels(split), &folder).unwrap());
    }
    let committed = path("datasets/gold/by-rule.tsv");
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&committed, text).unwrap();
        return;
    }
    let old = std::fs::read_to_string(&committed).unwrap();
    let changed = text.lines().find(|line| !old.lines().any(|old| old == *line));
    assert!(
        text == old,
        "datasets/gold/by-rule.tsv is not current, first: {changed:?}; \
         write it with {UPDATE}=1 cargo test --test gold"
    );
}

/// The column of replies.csv that a mark sets, which is the label's name.
fn column_of(mark: shida_engine::pack::Mark) -> String {
    serde_json::to_value(mark).unwrap().as_str().unwrap().to_owned()
}

fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn labels(split: &str) -> PathBuf {
    path(&format!("datasets/gold/labels-{split}.jsonl"))
}

fn run_letters(split: &str, folder: &Path) {
    let options = Options {
        inputs: vec![path(&format!("datasets/gold/letters-{split}.csv"))],
        output: Some(folder.to_owned()),
        ..Options::default()
    };
    run(&options, &|_, _| {}).unwrap();
}

/// Runs the letters of a split, and compares the figures with the committed ones.
fn compare(split: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("run");
    run_letters(split, &folder);
    let evaluation = evaluate(&labels(split), &folder).unwrap();
    let committed = path(&format!("tests/gold/figures-{split}.json"));
    let mut page: Value =
        serde_json::from_str(&std::fs::read_to_string(&committed).unwrap()).unwrap();
    let figures = serde_json::to_value(&evaluation).unwrap();
    let floors = page["floors"].as_object().unwrap();
    let sunk: Vec<String> =
        floors.iter().filter_map(|(figure, floor)| sunk(&figures, figure, floor)).collect();
    assert!(
        sunk.is_empty(),
        "{split}: figures below the floors of tests/gold/figures-{split}.json \
         (floors are changed by hand, for a stated reason):\n{}",
        sunk.join("\n")
    );
    if std::env::var_os(UPDATE).is_some() {
        page["figures"] = figures;
        let text = serde_json::to_string_pretty(&page).unwrap();
        std::fs::write(&committed, text + "\n").unwrap();
        return;
    }
    let changes = changes(&page["figures"], &figures);
    assert!(changes.is_empty(), "{}", told(split, &changes, &evaluation));
}

/// The floor that a figure, named by its JSON pointer, does not reach.
fn sunk(figures: &Value, figure: &str, floor: &Value) -> Option<String> {
    let found = figures.pointer(figure).and_then(Value::as_f64);
    let holds = found.zip(floor.as_f64()).is_some_and(|(found, floor)| found >= floor);
    (!holds).then(|| format!("  {figure}: {found:?}, floor {floor}"))
}

fn told(split: &str, changes: &[String], evaluation: &Evaluation) -> String {
    format!(
        "the figures of the {split} split have changed:\n{}\n\n\
         If the change is meant, update the committed figures with\n    \
         {UPDATE}=1 cargo test --test gold\n\
         and commit tests/gold/figures-{split}.json together with the rule that changed them.\n\n{}",
        changes.join("\n"),
        // Nobody is to tune a rule on the cases of the test split.
        text(evaluation).split("与一致标注").next().unwrap_or_default(),
    )
}

/// Leaves that differ, as `/pointer: old → new`.
fn changes(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(old, new, "", &mut found);
    found
}

fn walk(old: &Value, new: &Value, at: &str, found: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(before), Value::Object(after)) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                walk(&old[key], &new[key], &format!("{at}/{key}"), found);
            }
        }
        _ if old == new => {}
        _ => found.push(format!("  {at}: {old} → {new}")),
    }
}

#[test]
fn changed_figures_are_named_by_their_pointer() {
    let old = json!({"a": {"f1": 0.5, "n": 3}, "gone": 1});
    let new = json!({"a": {"f1": 0.6, "n": 3}, "new": 2});
    let found = changes(&old, &new);
    assert_eq!(found, ["  /a/f1: 0.5 → 0.6", "  /gone: 1 → null", "  /new: null → 2"]);
    assert!(changes(&old, &old).is_empty());
}

#[test]
fn a_figure_that_is_missing_is_below_its_floor() {
    assert!(sunk(&json!({"f1": 0.9}), "/f1", &json!(0.85)).is_none());
    assert!(sunk(&json!({"f1": 0.8}), "/f1", &json!(0.85)).is_some());
    assert!(sunk(&json!({"f1": null}), "/f1", &json!(0.85)).is_some());
    assert!(sunk(&json!({}), "/f1", &json!(0.85)).is_some());
}

/// A run's folder of our own: ids renamed by year, one of them in two years, one null label.
fn small_run(folder: &Path) -> PathBuf {
    let run = folder.join("run");
    std::fs::create_dir(&run).unwrap();
    let replies = "reply_id,title,han_chars,non_answer,off_topic,text_score,substance,\
                   non_answer_score,codes\n\
                   2023-A1,路灯,40,true,,10.00,0,0.9,F001;F030\n\
                   2023-A2,公厕,300,true,,80.00,3,0.6,S010\n\
                   2023-A3,站牌,120,false,,60.00,2,0.2,S020\n\
                   2022-A4,停车,90,false,,55.00,2,0.3,S020\n\
                   2023-A4,停车,90,false,,55.00,2,0.3,S020\n";
    let findings = "reply_id,code,text\n2023-A2,S010,已于<3月>装好\n2023-A1,F001,收悉\n";
    std::fs::write(run.join("replies.csv"), replies).unwrap();
    std::fs::write(run.join("findings.csv"), findings).unwrap();
    run
}

fn small_gold(folder: &Path) -> PathBuf {
    let item = |id: &str, non_answer: bool, quality: i32| {
        let same = |value: Value| json!([value, value]);
        let (non_answer, quality) = (same(non_answer.into()), same(quality.into()));
        json!({"id": id, "non_answer": non_answer, "off_topic": [false, false], "quality": quality})
            .to_string()
    };
    let lines = [item("A1", true, 1), item("A2", false, 5), item("A3", false, 4)];
    let gold = folder.join("gold.jsonl");
    std::fs::write(&gold, lines.join("\n") + "\n" + &item("A4", false, 3)).unwrap();
    gold
}

fn shida_eval(gold: &Path, run: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shida"));
    command.arg("eval").arg("--gold").arg(gold).arg("--in").arg(run).args(more);
    command.output().unwrap()
}

#[test]
fn the_page_on_the_terminal_is_as_agreed() {
    let folder = tempfile::tempdir().unwrap();
    let (gold, run) = (small_gold(folder.path()), small_run(folder.path()));
    let output = shida_eval(&gold, &run, &[]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("terminal", String::from_utf8(output.stdout).unwrap());
}

#[test]
fn the_figures_come_as_json_and_the_cases_as_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (gold, run) = (small_gold(folder.path()), small_run(folder.path()));
    let page = folder.path().join("cases.html");
    let output = shida_eval(&gold, &run, &["--json", "--html", page.to_str().unwrap()]);
    let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(figures["items"], json!({"gold": 4, "run": 5, "matched": 3}));
    assert_eq!(figures["labels"]["non_answer"]["precision"]["value"], json!(0.5));
    assert_eq!(figures["labels"].get("off_topic"), None);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("已于&lt;3月&gt;装好") && page.contains("2023-A2"), "{page}");
    let again = shida_eval(&gold, &run, &["--json"]);
    assert_eq!(output.stdout, again.stdout);
}

#[test]
fn files_that_do_not_fit_end_in_code_two_and_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let (gold, run) = (small_gold(folder.path()), small_run(folder.path()));
    let other = folder.path().join("other.jsonl");
    std::fs::write(&other, "{\"id\": 33701, \"contact\": [true, true]}").unwrap();
    for (gold, run, told) in [
        (other.as_path(), run.as_path(), ["33701", "2023-A1"]),
        (gold.as_path(), folder.path(), ["replies.csv", "shida run"]),
        (folder.path().join("none").as_path(), run.as_path(), ["none", "找不到"]),
    ] {
        let output = shida_eval(gold, run, &[]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(told.iter().all(|word| message.contains(word)), "{message}");
    }
}

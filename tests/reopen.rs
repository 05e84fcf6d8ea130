//! A finished run judged once more from its folder alone, as its callers in the program do it.

mod support;

use shida::run::{Again, Options, again, run};
use support::{ANSWER, Home, Output, SHELL, differences, root};

/// Runs over `input` of a home with decisions from a file, if there is one.
fn first(home: &Home, input: &str, decisions: Option<&str>, out: &str) -> Output {
    let options = Options {
        inputs: vec![home.path(input)],
        decisions: decisions.map(|name| home.path(name)),
        output: Some(home.path(out)),
        ..Options::default()
    };
    run(&options, &|_, _| ()).expect("a run");
    home.output(out)
}

fn once_more(home: &Home, decisions: &[&str], out: &str) -> anyhow::Result<Output> {
    let options = Again {
        folder: home.path("out"),
        decisions: decisions.iter().map(|name| home.path(name)).collect(),
        output: home.path(out),
        ..Again::default()
    };
    again(&options, &|_, _| ())?;
    Ok(home.output(out))
}

fn two_replies() -> Home {
    Home::with_replies(&[
        ["1", "2024", "住建局", "关于更换路灯的建议", ANSWER],
        ["2", "2024", "交通局", "关于疏浚河道的建议", SHELL],
        ["3", "2023", "", "=关于讲话的建议", SPEECH],
    ])
}

/// A text that is no reply.
const SPEECH: &str = "同志们：\n今天，我们召开推进会。下面，我讲三点意见。谢谢大家！";

const RULING: &str = "[[decision]]\nreply = \"2\"\ndecision = \"answer\"\nreason = \"已当面答复\"\n\
    author = \"王某\"\n";

#[test]
fn the_demo_judged_once_more_without_its_input_is_the_same_run() {
    let home = Home::empty();
    support::copy(&root().join("datasets/demo"), &home.path("in"));
    let one = first(&home, "in", None, "out");
    std::fs::remove_dir_all(home.path("in")).unwrap();
    let two = once_more(&home, &[], "out2").unwrap();
    assert_eq!(differences(&one, &two), ["run.json"]);
    let source = &two.manifest()["source"];
    assert_eq!(
        (&source["job"], &source["profile"]),
        (&"again".into(), &one.manifest()["editions"]["profile"])
    );
    assert_eq!(one.manifest()["inputs"], two.manifest()["inputs"]);
}

#[test]
fn further_decisions_do_what_they_would_have_done_in_the_run() {
    let home = two_replies();
    home.write("裁定.toml", RULING);
    first(&home, "in", None, "out");
    let with = first(&home, "in", Some("裁定.toml"), "with");
    let again = once_more(&home, &["裁定.toml"], "again").unwrap();
    assert_eq!(differences(&with, &again), ["run.json"]);
    assert_eq!(again.reply("2")["decision"], "answer");
}

#[test]
fn a_text_that_was_no_reply_becomes_one_when_people_say_so() {
    let home = two_replies();
    home.write("裁定.toml", RULING.replace("\"2\"", "\"3\""));
    let one = first(&home, "in", None, "out");
    assert_eq!(one.rows("rejects.csv").len(), 1);
    let again = once_more(&home, &["裁定.toml"], "again").unwrap();
    assert_eq!(again.reply("3")["title"], "'=关于讲话的建议");
    assert!(again.rows("rejects.csv").is_empty());
    assert_eq!(again.manifest()["totals"]["judged"], 3);
}

#[test]
fn decisions_of_the_run_still_hold_and_a_file_of_the_same_name_takes_their_place() {
    let home = two_replies();
    home.write("裁定.toml", RULING);
    home.write("新/裁定.toml", RULING.replace("answer", "non_answer"));
    home.write("另/补充.toml", RULING.replace("\"2\"", "\"1\"").replace("answer", "non_answer"));
    first(&home, "in", Some("裁定.toml"), "out");
    let kept = once_more(&home, &["另/补充.toml"], "kept").unwrap();
    assert_eq!(kept.reply("2")["decision"], "answer");
    assert_eq!(kept.reply("1")["decision"], "non_answer");
    let replaced = once_more(&home, &["新/裁定.toml"], "replaced").unwrap();
    assert_eq!(replaced.reply("2")["decision"], "non_answer");
    assert_eq!(replaced.rows("decisions.csv").len(), 1);
}

#[test]
fn a_run_is_not_written_over_by_what_is_made_of_it() {
    let home = two_replies();
    first(&home, "in", None, "out");
    let before = home.output("out").files();
    for target in ["out", "out/新"] {
        let error = once_more(&home, &[], target).unwrap_err().to_string();
        assert!(error.contains("原来的目录"), "{error}");
    }
    assert_eq!(home.output("out").files(), before);
}

#[test]
fn other_rules_are_refused_and_those_of_the_run_are_taken() {
    let home = two_replies();
    let ran = home.shida("rules export 规则");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let letter = std::fs::read_to_string(home.path("规则/measures.toml")).unwrap();
    home.write("规则/measures.toml", letter.replacen("minimum_chars = ", "minimum_chars = 1", 1));
    let ran = home.shida("run in -o out --rules 规则");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let error = once_more(&home, &[], "again").unwrap_err().to_string();
    assert!(error.contains("--rules"), "{error}");
    let options = Again {
        folder: home.path("out"),
        rules: Some(home.path("规则")),
        output: home.path("again"),
        ..Again::default()
    };
    again(&options, &|_, _| ()).unwrap();
    assert_eq!(differences(&home.output("out"), &home.output("again")), ["run.json"]);
}

#[test]
fn what_cannot_be_opened_again_is_told_with_file_and_cure() {
    let home = two_replies();
    let refused = |home: &Home| once_more(home, &[], "again").unwrap_err().to_string();
    std::fs::create_dir(home.path("out")).unwrap();
    assert!(refused(&home).contains("没有 run.json"));
    first(&home, "in", None, "out");
    let findings = std::fs::read(home.path("out/findings.csv")).unwrap();
    std::fs::remove_file(home.path("out/findings.csv")).unwrap();
    assert!(refused(&home).contains("少了 findings.csv"));
    home.write("out/findings.csv", [findings.as_slice(), b"x"].concat());
    assert!(refused(&home).contains("findings.csv 生成之后被人改过"));
    home.write("out/findings.csv", findings);
    let page = home.output("out").text("run.json").replace("letters.parquet", "texts.parquet");
    home.write("out/run.json", page);
    let told = refused(&home);
    assert!(told.contains("较早的版本") && told.contains("再判读一次"), "{told}");
}

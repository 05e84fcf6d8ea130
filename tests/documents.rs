//! Speeches, notices and other documents in the reply column, from outside: rejected with the
//! reason and never scored, while every true reply beside them is judged.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use snapbox::{Data, assert_data_eq};

use support::{ANSWER, Home, SHELL, root};

const SPEECH: &str = "同志们：今天，我们召开推进会。下面，我讲三点意见。谢谢大家！";

#[test]
fn other_documents_are_rejected_with_their_reason_and_the_rest_is_judged() {
    let home = Home::of("other-documents");
    let ran = home.shida("run in -o out");
    let said = root().join("tests/cmd/other-documents/said.txt");
    assert_data_eq!(ran.said(), Data::read_from(&said, None).raw());
    assert_eq!(ran.code, 1);
    let output = home.output("out");
    assert_eq!(output.column("replies.csv", "reply_id"), ["001", "007", "008"]);
    let rejects = output.rows("rejects.csv");
    for (reject, (line, id, name)) in rejects.iter().zip([
        ("3", "002", "讲话稿"),
        ("9", "003", "通知"),
        ("13", "004", "新闻稿"),
        ("14", "005", "空白表格"),
        ("21", "006", "建议原文"),
    ]) {
        assert_eq!((reject["line"].as_str(), reject["reply_id"].as_str()), (line, id));
        assert_eq!(reject["column"], "reply");
        assert!(reject["reason"].contains(name), "{}", reject["reason"]);
        assert!(!reject["value"].is_empty());
    }
    assert_eq!(rejects.len(), 5);
    let totals = &output.manifest()["totals"];
    for (part, count) in [("read", 9), ("judged", 3), ("rejected", 5), ("no_reply", 1)] {
        assert_eq!(totals[part], count, "{part}");
    }
    for file in ["findings.csv", "ledger.csv"] {
        let ids = output.column(file, "reply_id");
        assert!(ids.iter().all(|id| ["001", "007", "008"].contains(&id.as_str())), "{file}");
    }
}

#[test]
fn a_text_that_lost_its_body_is_judged_a_non_answer_and_said_to_be_cut_off() {
    let home = Home::of("other-documents");
    home.shida("run in -o out");
    let output = home.output("out");
    assert_eq!(output.reply("007")["non_answer"], "true");
    let findings = output.rows("findings.csv");
    let told: Vec<_> = findings.iter().filter(|row| row["reply_id"] == "007").collect();
    for code in ["G002", "X010"] {
        assert!(told.iter().any(|row| row["code"] == code), "{code}: {told:?}");
    }
}

#[test]
fn a_table_of_speeches_alone_is_a_run_without_replies() {
    let home = Home::with_replies(&[["1", "2024", "局", "题", SPEECH], ["2", "", "", "", SPEECH]]);
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("没有一件可判读"), "{}", ran.stdout);
    assert_eq!(home.output("out").rows("rejects.csv").len(), 2);
}

#[test]
fn a_text_that_people_call_a_reply_is_judged_whatever_it_looks_like() {
    let home = Home::with_replies(&[
        ["1", "2024", "局", "题", SPEECH],
        ["2", "2024", "局", "题", SPEECH],
        ["3", "2024", "局", "题", SPEECH],
        ["4", "2024", "局", "题", ANSWER],
    ]);
    let said = |reply: &str, rest: &str| {
        format!("[[decision]]\nreply = \"{reply}\"\nreason = \"原件\"\nauthor = \"王某\"\n{rest}\n")
    };
    let hit = "code = \"E010\"\ntext = \"推进\"\ndecision = \"suppress\"";
    let text = said("1", "decision = \"answer\"")
        + &said("2", "text = \"下面，我讲三点意见\"\ndecision = \"non_answer\"")
        + &said("3", hit);
    home.write("in/decisions.toml", text);
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let output = home.output("out");
    assert_eq!(output.column("rejects.csv", "reply_id"), ["3"]);
    assert_eq!(output.column("replies.csv", "reply_id"), ["1", "2", "4"]);
    assert_eq!(output.column("replies.csv", "non_answer"), ["false", "true", "false"]);
    assert_eq!(output.column("replies.csv", "decision"), ["answer", "non_answer", ""]);
    assert_eq!(output.column("decisions.csv", "state"), ["in_force", "in_force", "unused"]);
    let unused = output.notices("decision_unused");
    assert!(unused[0]["message"].contains("这一行已拒收，见 rejects.csv"), "{unused:?}");
}

#[test]
fn rows_behind_a_rejected_one_keep_their_own_texts() {
    let rows: Vec<[String; 5]> = (0..1100)
        .map(|at| {
            let text = match at % 100 {
                7 => SPEECH.to_owned(),
                8 => SHELL.to_owned(),
                _ => ANSWER.replace("12", &at.to_string()),
            };
            [at.to_string(), "2024".into(), "局".into(), "题".into(), text]
        })
        .collect();
    let rows: Vec<[&str; 5]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let home = Home::with_replies(&rows);
    assert_eq!(home.shida("run in -o out").code, 1);
    let output = home.output("out");
    assert_eq!(output.rows("rejects.csv").len(), 11);
    assert_eq!(output.rows("replies.csv").len(), 1089);
    // The page shows the shells: it reads their texts again by their places.
    for id in ["8", "508", "1008"] {
        assert_eq!(output.reply(id)["non_answer"], "true", "{id}");
    }
    let page = output.text("index.html");
    assert!(!page.contains("我讲三点意见"));
    assert!(page.contains("赵代表：您的建议收悉"));
    home.shida("run in -o one --threads 1");
    for file in ["rejects.csv", "replies.csv", "findings.csv"] {
        assert_eq!(home.output("one").text(file), output.text(file), "{file}");
    }
}

//! Decisions of people, from outside: written once, heeded by every run, shown openly, and
//! told when they fit nothing any more.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{collections::BTreeMap, fs, io::Cursor};

use calamine::{Reader, Xlsx};

use support::{ANSWER, Home, Output, Row, SHELL, copy, differences, root, table};

/// Far from any evidence, and twice the same words.
const LATER: &str = "赵代表：您的建议收悉。该路段现有路灯九盏，多数装了十五年。其余情况较为复杂。我们正在认真研究。\
    这些情况由来已久。另外几条巷子情况也较为复杂。我们正在认真研究。感谢您的支持。";

fn home() -> Home {
    Home::with_replies(&[
        ["001", "2024", "交通局", "路灯", ANSWER],
        ["002", "2024", "教育局", "食堂", SHELL],
        ["003", "2024", "水务局", "巷灯", LATER],
    ])
}

fn entry(reply: &str, rest: &str) -> String {
    format!("[[decision]]\nreply = \"{reply}\"\nreason = \"看过原件\"\nauthor = \"王某\"\n{rest}\n")
}

/// A run with these decisions, beside the plain one in `out`.
fn decided(home: &Home, text: &str) -> Output {
    home.write("in/decisions.toml", text);
    let ran = home.shida("run in -o decided");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    home.output("decided")
}

fn findings<'a>(rows: &'a [Row], reply: &str, code: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| row["reply_id"] == reply && row["code"] == code).collect()
}

/// What a sheet says under 人工裁定, by id; of several rows with one id the last.
fn list(output: &Output, sheet: &str) -> BTreeMap<String, String> {
    let bytes = output.bytes("assessment.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let header = rows.find(|row| row[0] == "编号").unwrap();
    let at = header.iter().position(|name| name == "人工裁定").unwrap();
    rows.map(|row| (row[0].clone(), row[at].clone())).collect()
}

/// Points with two decimals as integer hundredths.
fn hundredths(points: &str) -> i64 {
    points.replace('.', "").parse().unwrap()
}

fn adds_up(output: &Output) {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for finding in output.rows("findings.csv") {
        let points = hundredths(&finding["points"]);
        assert!(finding["state"] != "suppressed" || points == 0, "{finding:?}");
        *sums.entry(finding["reply_id"].clone()).or_default() += points;
    }
    for reply in output.rows("replies.csv") {
        assert_eq!(sums[&reply["reply_id"]], hundredths(&reply["text_score"]), "{reply:?}");
        let shapes = ["three_part", "receipt_only", "forwarded_only"];
        let shaped = shapes.iter().any(|shape| reply[*shape] == "true");
        assert!(!shaped || reply["non_answer"] == "true", "{reply:?}");
    }
}

#[test]
fn without_decisions_every_finding_is_active_and_nothing_is_decided() {
    let home = home();
    let output = home.run();
    assert!(
        output
            .column("findings.csv", "state")
            .iter()
            .all(|state| state == "active" || state == "trial")
    );
    assert!(output.column("replies.csv", "decision").iter().all(String::is_empty));
    assert!(!output.folder.join("decisions.csv").exists());
}

#[test]
fn a_suppressed_finding_stays_in_the_table_without_points() {
    let home = home();
    let plain = home.run();
    let before = plain.rows("findings.csv");
    let hits = findings(&before, "003", "N010");
    assert_eq!(hits.len(), 2);
    let costs = hundredths(&hits[0]["points"]);
    assert!(costs < 0, "{hits:?}");
    let text = hits[0]["text"].clone();
    let wrong = |ordinal: u32| {
        let rest = format!(
            "code = \"N010\"\ntext = \"{text}\"\nordinal = {ordinal}\ndecision = \"suppress\""
        );
        entry("003", &rest)
    };
    let output = decided(&home, &(wrong(1) + &wrong(2)));
    let after = output.rows("findings.csv");
    let hits = findings(&after, "003", "N010");
    assert!(hits.iter().all(|hit| hit["state"] == "suppressed" && hit["points"] == "0.00"));
    assert_eq!(hits.len(), 2);
    adds_up(&output);
    let (old, new) = (plain.reply("003"), output.reply("003"));
    assert_eq!(hundredths(&new["text_score"]), hundredths(&old["text_score"]) - costs);
    assert!(old["codes"].contains("N010") && !new["codes"].contains("N010"));
    assert_eq!(new["decision"], "suppress:N010");
    assert_eq!(output.reply("001"), plain.reply("001"), "nobody else is touched");
    // One of two equal hits: the other still counts.
    let output = decided(&home, &wrong(1));
    let states: Vec<String> = findings(&output.rows("findings.csv"), "003", "N010")
        .iter()
        .map(|hit| hit["state"].clone())
        .collect();
    assert_eq!(states, ["active", "suppressed"]);
    adds_up(&output);
}

#[test]
fn a_ruling_about_the_whole_reply_stands_above_the_rules_and_shows_its_author() {
    let home = home();
    let plain = home.run();
    let text = entry("002", "decision = \"answer\"") + &entry("001", "decision = \"non_answer\"");
    let output = decided(&home, &text);
    adds_up(&output);
    let (shell, answer) = (output.reply("002"), output.reply("001"));
    assert_eq!((shell["non_answer"].as_str(), shell["three_part"].as_str()), ("false", "false"));
    assert_eq!(shell["decision"], "answer");
    assert_eq!((answer["non_answer"].as_str(), answer["disposal"].as_str()), ("true", "review"));
    assert!(hundredths(&answer["text_score"]) <= 2000, "the cap of non-answers holds");
    for (reply, id) in [(&shell, "002"), (&answer, "001")] {
        assert_eq!(reply["non_answer_score"], plain.reply(id)["non_answer_score"], "the machine's");
    }
    let after = output.rows("findings.csv");
    assert_eq!(findings(&after, "002", "G010")[0]["state"], "suppressed");
    assert_eq!(findings(&after, "001", "G001")[0]["state"], "decided");
    let page = home.shida("explain 002 --in decided").stdout;
    assert!(page.contains("人工裁定：不是应付式答复：看过原件（王某）"), "{page}");
    assert!(page.contains("裁定不算") && page.contains("即文本分"), "{page}");
    let page = home.shida("explain 001 --in decided").stdout;
    assert!(page.contains("G001 应付式答复  （全文）（按人工裁定）"), "{page}");
    let sheet = list(&output, "逐件明细");
    assert_eq!(sheet["002"], "不是应付式答复：看过原件（王某）");
    assert_eq!(sheet["003"], "");
    assert_eq!(list(&output, "问题清单")["001"], "是应付式答复：看过原件（王某）");
    let html = output.text("index.html");
    assert!(html.contains("\"r\":[\"是应付式答复：看过原件（王某）\"]"));
}

#[test]
fn the_summary_run_json_and_the_tables_say_which_decisions_were_heeded() {
    let home = home();
    home.write("in/decisions.toml", entry("002", "decision = \"answer\""));
    let ran = home.shida("run in -o out");
    assert!(
        ran.stdout.contains("人工裁定 decisions.toml：1 条，生效 1（不是应付 1）"),
        "{}",
        ran.stdout
    );
    let output = home.output("out");
    assert!(output.notices("ignored_file").is_empty());
    let inputs = output.manifest()["inputs"].as_array().unwrap().clone();
    assert!(inputs.iter().any(|input| input["file"] == "decisions.toml"), "{inputs:?}");
    let rows = output.rows("decisions.csv");
    assert_eq!((rows[0]["state"].as_str(), rows[0]["author"].as_str()), ("in_force", "王某"));
}

#[test]
fn what_fits_nothing_or_has_expired_is_told_and_changes_nothing() {
    let home = home();
    let plain = home.run();
    let text = [
        entry("999", "decision = \"answer\""),
        entry("002", "decision = \"answer\"\nexpires = 2024-06-30"),
        entry("001", "text = \"这句话已经改掉\"\ndecision = \"non_answer\""),
        entry("001", "code = \"N010\"\ntext = \"正在研究\"\ndecision = \"suppress\""),
    ];
    home.write("in/decisions.toml", text.concat());
    let ran = home.shida("run in -o again --as-of 2024-07-01");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("4 条，生效 0，过期 1，未用 3"), "{}", ran.stdout);
    let output = home.output("again");
    assert_eq!(output.rows("replies.csv"), plain.rows("replies.csv"));
    let expired = output.notices("decision_expired");
    assert_eq!((expired.len(), expired[0]["line"].as_str()), (1, "7"));
    let unused = output.notices("decision_unused");
    let said: Vec<&str> = unused.iter().map(|row| row["message"].as_str()).collect();
    assert_eq!(said.len(), 3);
    for (said, words) in said.iter().zip(["没有编号 999", "这句话已经改掉", "N010 的「正在研究」"])
    {
        assert!(said.starts_with("decisions.toml 第 ") && said.contains(words), "{said}");
    }
    let page = home.shida("explain 002 --in again").stdout;
    assert!(page.contains("人工裁定（已过期，不生效）"), "{page}");
}

#[test]
fn a_wrong_file_of_decisions_stops_the_run_before_anything_is_done() {
    let home = home();
    home.write("in/decisions.toml", entry("002", "decision = \"answer\"\nauther = \"李某\""));
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("decisions.toml:6:1") && ran.stderr.contains("^^^^^^"));
    assert!(ran.stderr.contains("是不是 author"), "{}", ran.stderr);
    assert_eq!(home.entries(), ["in"]);
    let ran = home.shida("run in --decisions 没有.toml -o out");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("没有.toml") && ran.stderr.contains("找不到"), "{}", ran.stderr);
}

#[test]
fn a_named_file_takes_the_place_of_the_one_in_the_folder() {
    let home = home();
    home.write("in/decisions.toml", entry("002", "decision = \"answer\""));
    home.write("in/本年.toml", entry("001", "decision = \"non_answer\""));
    let ran = home.shida("run in -o out --decisions in/本年.toml");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let output = home.output("out");
    assert_eq!(output.column("replies.csv", "decision"), ["non_answer", "", ""]);
    let ignored = output.notices("ignored_file");
    assert_eq!(
        ignored.iter().map(|row| row["file"].as_str()).collect::<Vec<_>>(),
        ["decisions.toml"]
    );
}

#[test]
fn the_printed_entries_fit_once_reason_and_author_are_filled_in() {
    let home = home();
    home.run();
    for id in ["002", "003"] {
        let ran = home.shida(&format!("explain {id} --in out --decide"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        home.write("裁定.toml", &ran.stdout);
        let empty = home.shida("run in -o again --decisions 裁定.toml");
        assert_eq!(empty.code, 2);
        assert!(empty.stderr.contains("reason 是空的"), "{}", empty.stderr);
        let filled = ran.stdout.replace("\"\"", "\"看过\"");
        home.write("裁定.toml", &filled);
        let ran = home.shida("run in -o again --decisions 裁定.toml");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let states = home.output("again").column("decisions.csv", "state");
        assert!(states.len() >= 2 && states.iter().all(|state| state == "in_force"), "{states:?}");
    }
}

const ASKED: &str = "松木桥护栏锈蚀，重车日夜通行。建议：一、更换松木桥护栏；二、限制重车通行；三、公布桥梁检测结果。";
const BESIDE: &str = "全镇新建图书室4个，采购图书1.2万册，举办读书会16场，参加人数2300人次。5月20日与县文化馆签订协议，选派辅导员9名，免费开设书法、剪纸课程，投入资金18万元，秋季还将增加舞蹈班2个，预计招收学员60名。";

/// One reply beside its suggestion.
fn beside(asked: &str, reply: &str) -> Home {
    let home = Home::empty();
    let header = ["编号", "承办单位", "建议内容", "答复内容"];
    home.write("in/答复.csv", table(&header, &[["1", "文化局", asked, reply]]));
    home
}

#[test]
fn what_people_find_not_owed_is_gone_from_the_columns_and_from_the_page() {
    let home = beside(ASKED, BESIDE);
    let plain = home.run();
    assert_eq!(plain.reply("1")["disposal"], "review");
    assert!(plain.text("index.html").contains("\"b\":[\"文不对题\"]"));
    let drafts = home.shida("explain 1 --in out --decide").stdout;
    let kept = drafts.split("\n\n").filter(|part| part.contains("suppress"));
    let text: String = kept.map(|part| part.replace("\"\"", "\"看过\"") + "\n").collect();
    assert_eq!(text.matches("code = \"A010\"").count(), 3, "{drafts}");
    assert_eq!(text.matches("code = \"A020\"").count(), 1, "{drafts}");
    let output = decided(&home, &text);
    assert!(output.column("decisions.csv", "state").iter().all(|state| state == "in_force"));
    let reply = output.reply("1");
    let columns = ["off_topic", "asks", "asks_answered", "disposal"].map(|name| &reply[name]);
    assert_eq!(columns, ["false", "3", "3", "pass"]);
    let page = output.text("index.html");
    assert!(!page.contains("\"b\":[\"文不对题\""));
    let again = home.shida("explain 1 --in decided --decide").stdout;
    assert!(!again.contains("suppress"), "{again}");
    let one = entry("1", "code = \"A010\"\ntext = \"限制重车通行\"\ndecision = \"suppress\"");
    let partly = decided(&home, &one);
    assert_eq!(partly.reply("1")["asks_answered"], "1");
    assert!(partly.text("index.html").contains("\"l\":\"按裁定不欠\",\"t\":\"限制重车通行\""));
}

#[test]
fn two_folders_have_each_their_decisions_and_messages_say_which() {
    let home = home();
    home.write("另/答复.csv", table(&["编号", "答复内容"], &[["101", SHELL]]));
    home.write("in/decisions.toml", entry("002", "decision = \"answer\""));
    home.write("另/decisions.toml", entry("777", "decision = \"answer\""));
    let ran = home.shida("run in 另 -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("in/decisions.toml、另/decisions.toml：2 条，生效 1"));
    let output = home.output("out");
    assert_eq!(output.column("decisions.csv", "state"), ["in_force", "unused"]);
    let unused = output.notices("decision_unused");
    assert_eq!((unused.len(), unused[0]["file"].as_str()), (1, "另/decisions.toml"));
    assert!(unused[0]["message"].starts_with("另/decisions.toml 第 2 行：没有编号 777"));
    let inputs = output.manifest()["inputs"].to_string();
    assert!(inputs.contains("\"另/decisions.toml\""), "{inputs}");
}

#[test]
fn a_suppressed_hit_of_a_rule_on_trial_is_in_the_table_and_not_in_the_list() {
    let shell = "赵代表：您的建议收悉。我们将不断完善制度，持续加强管理，进一步提升水平。";
    let home = Home::with_replies(&[["002", "2024", "教育局", "食堂", shell]]);
    let plain = home.run();
    let rows = plain.rows("findings.csv");
    let trial = rows.iter().find(|row| row["state"] == "trial").unwrap();
    let (code, text) = (&trial["code"], &trial["text"]);
    let wrong = format!("code = \"{code}\"\ntext = '''{text}'''\ndecision = \"suppress\"");
    let output = decided(&home, &entry("002", &wrong));
    assert_eq!(findings(&output.rows("findings.csv"), "002", code)[0]["state"], "suppressed");
    let bytes = output.bytes("assessment.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("问题清单").unwrap();
    let cells: Vec<String> = range.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(cells.contains(&"002".to_owned()), "{cells:?}");
    assert!(!cells.iter().any(|cell| cell == code || cell == text), "{cells:?}");
}

#[test]
fn an_evaluation_says_that_people_had_a_hand_in_the_run() {
    let home = home();
    home.write("gold.jsonl", "{\"id\":\"002\",\"non_answer\":[true,true]}\n");
    decided(&home, &entry("002", "decision = \"answer\""));
    let ran = home.shida("eval --gold gold.jsonl --in decided");
    assert!(ran.stdout.contains("1 件采用了人工裁定"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn decisions_over_many_chunks_do_not_depend_on_threads() {
    let home = Home::empty();
    copy(&root().join("datasets/demo"), &home.path("in"));
    assert_eq!(home.shida("run in -q -o plain").code, 0);
    let plain = home.output("plain");
    let mut text = String::new();
    for (number, reply) in plain.rows("replies.csv").iter().enumerate() {
        match number % 7 {
            0 => text += &entry(&reply["reply_id"], "decision = \"answer\""),
            3 => text += &entry(&reply["reply_id"], "decision = \"non_answer\""),
            _ => {}
        }
    }
    for finding in plain.rows("findings.csv") {
        let once = finding["role"] == "penalty" && finding["code"] == "E010";
        let key = format!(
            "reply = \"{}\"\nreason = \"看过原件\"\nauthor = \"王某\"\ncode",
            finding["reply_id"]
        );
        if once && !text.contains(&key) {
            let words = format!(
                "code = \"E010\"\ntext = '''{}'''\ndecision = \"suppress\"",
                finding["text"]
            );
            text += &entry(&finding["reply_id"], &words);
        }
    }
    // More rows than one chunk holds.
    let replies = fs::read_to_string(home.path("in/replies-2024.csv")).unwrap();
    let (header, body) = replies.split_once('\n').unwrap();
    let mut table = format!("{header}\n");
    for round in 0..16 {
        table += &body.replace("2024,", &format!("{},", 2024 + round));
    }
    home.write("in/replies-2024.csv", table);
    home.write("in/decisions.toml", text);
    assert_eq!(home.shida("run in -q --threads 1 -o one").code, 0);
    assert_eq!(home.shida("run in -q --threads 4 -o four").code, 0);
    let one = home.output("one");
    assert_eq!(differences(&one, &home.output("four")), [""; 0]);
    let states = one.column("decisions.csv", "state");
    assert!(states.len() > 90 && states.iter().all(|state| state == "in_force"));
    assert!(one.rows("replies.csv").len() > 1024);
    adds_up(&one);
}

//! `shida rescore` from outside: other weights and profiles over a finished run, without judging.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::fs;

use support::{Home, Output, copy, differences, root};

/// A home with the demo run into `out`; its input is gone.
fn demo() -> Home {
    let home = Home::empty();
    copy(&root().join("datasets/demo"), &home.path("in"));
    let ran = home.shida("run in -o out -q");
    assert!(ran.code < 2, "{}", ran.stderr);
    fs::remove_dir_all(home.path("in")).expect("the input can be removed");
    home
}

fn rescored(home: &Home, arguments: &str) -> (Output, String) {
    let ran = home.shida(&format!("rescore --in out -o new {arguments}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (home.output("new"), ran.stdout)
}

#[test]
fn the_same_profile_gives_the_same_files() {
    let home = demo();
    let (new, said) = rescored(&home, "");
    assert_eq!(differences(&home.output("out"), &new), ["run.json", "whatif.csv"]);
    assert!(said.contains("与原来相同") && said.contains("0 个得分有变"), "{said}");
    assert_eq!(new.manifest()["source"]["job"], "rescore");
    // A run that was made of a run can be scored again.
    let ran = home.shida("rescore --in new -o newer");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(differences(&new, &home.output("newer")), ["run.json"]);
}

#[test]
fn decisions_stay_with_their_replies() {
    let home = Home::with_replies(&[
        ["1", "2024", "住建局", "关于更换路灯的建议", support::ANSWER],
        ["2", "2024", "交通局", "关于疏浚河道的建议", support::SHELL],
    ]);
    home.write(
        "in/decisions.toml",
        "[[decision]]\nreply = \"2\"\ndecision = \"answer\"\nreason = \"已当面答复\"\nauthor = \"王某\"\n",
    );
    home.run();
    let (new, _) = rescored(&home, "");
    assert_eq!(differences(&home.output("out"), &new), ["run.json", "whatif.csv"]);
}

#[test]
fn another_weight_moves_scores_and_says_what_moved() {
    let home = demo();
    let before = home.output("out").files();
    let (new, said) = rescored(&home, "--weight text_score=60");
    assert_eq!(home.output("out").files(), before, "the run stays as it is");
    let run = new.manifest();
    let edition = run["editions"]["profile"].as_str().unwrap();
    assert!(edition.ends_with("+text_score=60"), "{edition}");
    assert_ne!(run["editions"]["profile_hash"], run["source"]["profile_hash"]);
    assert!(said.contains("两次得分出自不同方案") && said.contains("处置有变的答复"), "{said}");

    let units = new.rows("whatif.csv");
    let moved =
        units.iter().find(|row| row["what"] == "unit" && row["old_rank"] != row["new_rank"]);
    let moved = moved.expect("60 points for the text change some rank of the demo");
    assert!(said.contains(&moved["unit"]) && !moved["item"].is_empty(), "{said}");
    let score = |output: &Output| {
        let rows = output.rows("units.csv");
        let unit = rows.iter().find(|row| row["unit"] == moved["unit"] && row["year"].is_empty());
        let unit = unit.unwrap();
        (unit["rank"].clone(), unit["score"].parse::<f64>().unwrap())
    };
    let (old_rank, old_score) = score(&home.output("out"));
    let (new_rank, new_score) = score(&new);
    assert_eq!((&moved["old_rank"], &moved["new_rank"]), (&old_rank, &new_rank));
    let close = |text: &str, score: f64| (text.parse::<f64>().unwrap() - score).abs() < 0.006;
    assert!(close(&moved["old_score"], old_score) && close(&moved["new_score"], new_score));

    let disposals = |output: &Output| output.column("replies.csv", "disposal");
    let changed = disposals(&home.output("out"))
        .iter()
        .zip(disposals(&new))
        .filter(|(old, new)| **old != *new)
        .count();
    assert_eq!(units.iter().filter(|row| row["what"] == "reply").count(), changed);
    for file in ["findings.parquet", "letters.parquet", "commitments.csv", "sentences.parquet"] {
        assert_eq!(home.output("out").bytes(file), new.bytes(file), "{file}");
    }
    assert!(new.text("index.html").contains("+text_score=60"));
}

#[test]
fn every_ledger_of_a_new_scoring_adds_up() {
    let home = demo();
    let (new, _) = rescored(&home, "--weight satisfaction=7.77 --weight published=0");
    let hundredths = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let ledger = new.rows("ledger.csv");
    for reply in new.rows("replies.csv") {
        let own = ledger.iter().filter(|line| line["reply_id"] == reply["reply_id"]);
        assert_eq!(
            own.map(|line| hundredths(&line["points"])).sum::<i64>(),
            hundredths(&reply["score"])
        );
    }
    assert!(ledger.iter().all(|line| line["item"] != "published"));
}

#[test]
fn a_changed_profile_under_an_embedded_edition_is_told() {
    let home = demo();
    let ran = home.shida("rules export 规则");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let own = fs::read_to_string(home.path("规则/profiles/default.toml")).unwrap();
    home.write("本县.toml", own.replacen("minimum_n = 5", "minimum_n = 3", 1));
    let (new, said) = rescored(&home, "--profile 本县.toml");
    assert!(said.contains("版次未改") && said.contains("名称和版次相同，内容不同"), "{said}");
    assert_eq!(new.notices("profile_edition").len(), 1);
    home.write("改版.toml", own.replacen("edition = \"", "edition = \"县", 1));
    fs::remove_dir_all(home.path("new")).unwrap();
    let (new, said) = rescored(&home, "--profile 改版.toml");
    assert!(!said.contains("版次未改"), "{said}");
    assert!(new.notices("profile_edition").is_empty());
}

#[test]
fn explain_works_on_a_new_scoring() {
    let home = demo();
    let (new, _) = rescored(&home, "--weight text_score=60");
    let reply = new.rows("replies.csv").swap_remove(0);
    let ran = home.shida(&format!("explain {} --in new", reply["reply_id"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("+text_score=60"), "{}", ran.stdout);
    assert!(ran.stdout.contains(&format!("得分 {}", reply["score"])), "{}", ran.stdout);
}

#[test]
fn the_stability_is_told_and_nothing_is_written() {
    let home = demo();
    let ran = home.shida("rescore --in out --sensitivity");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("排序稳不稳") && ran.stdout.contains("文本质量"), "{}", ran.stdout);
    assert_eq!(home.entries(), ["out"]);
}

#[test]
fn without_a_name_the_folder_lands_beside_the_run() {
    let home = demo();
    for _ in 0..2 {
        let ran = home.shida("rescore --in out --weight text_score=40");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    assert_eq!(home.entries(), ["out", "out-重评"]);
}

#[test]
fn what_cannot_be_done_is_refused_with_the_cure() {
    let home = demo();
    let refused = |arguments: &str, words: &str| {
        let ran = home.shida(&format!("rescore --in {arguments}"));
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    };
    refused("out --weight 文采=3", "没有评分项「文采」");
    refused("out --weight text_score", "评分项=分值");
    refused("out --weight text_score=100", "合计必须是 100");
    refused("out -o out", "原来的目录");
    refused("out --profile 没有", "没有评分方案");
    refused("nowhere", "没有 run.json");
    let findings = fs::read_to_string(home.path("out/findings.csv")).unwrap();
    home.write("out/findings.csv", findings + "x");
    refused("out", "findings.csv 生成之后被人改过");
    assert_eq!(home.entries(), ["out"]);
}

/// Replaces a file of the run and enters it in run.json, as a run of another build has it.
fn written_otherwise(home: &Home, name: &str, change: impl FnOnce(&std::path::Path)) {
    let path = home.path(&format!("out/{name}"));
    change(&path);
    let page = home.path("out/run.json");
    let mut run: serde_json::Value = serde_json::from_slice(&fs::read(&page).unwrap()).unwrap();
    run["outputs"][name] = shida::digest::hash_file(&path).unwrap().into();
    fs::write(&page, run.to_string()).unwrap();
}

#[test]
fn a_folder_of_another_build_is_refused_with_the_cure() {
    use shida::frame::{CellType, Cells, ParquetTable, read_parquet};
    let rows = [["1", "2024", "住建局", "关于更换路灯的建议", support::ANSWER]];
    let without_key = |path: &std::path::Path| {
        let mut text: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        text.as_object_mut().unwrap().remove("rules");
        fs::write(path, text.to_string()).unwrap();
    };
    let without_column = |path: &std::path::Path| {
        let table = read_parquet(path).unwrap();
        let kept: Vec<usize> =
            (0..table.headers.len()).filter(|at| table.headers[*at] != "unanswered").collect();
        let schema: Vec<_> =
            kept.iter().map(|at| (table.headers[*at].as_str(), CellType::Text)).collect();
        let mut written = ParquetTable::create(path, &schema).unwrap();
        for at in kept {
            let cells = table.rows.iter().map(|row| row[at].as_deref()).collect();
            written.add(Cells::Text(cells)).unwrap();
        }
        written.write().unwrap();
        written.finish().unwrap();
    };
    let said = |home: &Home| {
        let ran = home.shida("rescore --in out -o new");
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert_eq!(home.entries(), ["in", "out"]);
        ran.stderr
    };
    let home = Home::with_replies(&rows);
    home.run();
    written_otherwise(&home, "report.json", without_key);
    let key = said(&home);
    assert!(
        key.contains("report.json：格式与本版本的不同") && key.contains("从输入重新判读"),
        "{key}"
    );
    let home = Home::with_replies(&rows);
    home.run();
    written_otherwise(&home, "replies.parquet", without_column);
    let column = said(&home);
    assert!(column.contains("没有 unanswered 一列"), "{column}");
}

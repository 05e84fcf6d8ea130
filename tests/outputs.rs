//! What a run leaves for the office and for other systems: the circular, its template, the
//! scores for a performance evaluation.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

#[path = "../examples/make_template/generator.rs"]
mod generator;
mod support;

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read, Write},
};

use serde_json::Value;
use support::{ANSWER, Home, SHELL, root};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const CIRCULAR: &str = "通报.docx";

fn home() -> Home {
    Home::with_replies(&[
        ["1", "2024", "住建局", "关于更换路灯的建议", ANSWER],
        ["2", "2024", "教育局", "关于校车的建议", SHELL],
        ["3", "2023", "教育局", "关于食堂的建议", SHELL],
    ])
}

fn parts(file: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let names: Vec<usize> = (0..archive.len()).collect();
    let mut parts = BTreeMap::new();
    for at in names {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        let name = part.name().unwrap().into_owned();
        part.read_to_end(&mut bytes).unwrap();
        parts.insert(name, bytes);
    }
    parts
}

fn text(file: &[u8]) -> String {
    String::from_utf8(parts(file)["word/document.xml"].clone()).unwrap()
}

/// The shipped template with a word of its text put otherwise.
fn template(old: &str, new: &str) -> Vec<u8> {
    let shipped = fs::read(root().join("rules/templates").join(CIRCULAR)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts(&shipped) {
        let changed = match name.as_str() {
            "word/document.xml" => {
                let text = String::from_utf8(part).unwrap();
                assert!(text.contains(old), "{old}");
                text.replace(old, new).into_bytes()
            }
            _ => part,
        };
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&changed).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_committed_template_comes_from_the_generator() {
    let committed = fs::read(root().join("rules/templates").join(CIRCULAR)).unwrap();
    let made: BTreeMap<String, Vec<u8>> =
        generator::parts().into_iter().map(|(name, part)| (name.to_owned(), part)).collect();
    assert!(parts(&committed) == made, "run `cargo run --example make_template`");
    assert!(parts(&generator::template().unwrap()) == made);
}

#[test]
fn the_circular_says_what_the_data_say_and_that_nobody_confirmed_it() {
    let home = home();
    let output = home.run();
    let text = text(&output.bytes(CIRCULAR));
    assert!(!text.contains("{{"), "a placeholder is left");
    for words in ["2023—2024年", "共筛查书面答复3件", "均未经人确认", "不参加排名", "教育局"]
    {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn every_new_file_is_listed_with_its_hash_and_is_the_same_every_time() {
    let home = home();
    let first = home.run();
    let outputs = first.manifest()["outputs"].clone();
    for name in [CIRCULAR, "scores.json", "assessment.xlsx"] {
        assert!(outputs[name].is_string(), "{name} is not listed");
    }
    let again = home.shida("run in -o again --threads 1");
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(support::differences(&first, &home.output("again")), Vec::<String>::new());
}

#[test]
fn the_office_own_template_is_used() {
    let home = home();
    home.write("rules/templates/通报.docx", template("（发文机关署名）", "虚构区人大常委会办公室"));
    let ran = home.shida("run in -o out --rules rules");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let output = home.output("out");
    assert!(text(&output.bytes(CIRCULAR)).contains("虚构区人大常委会办公室"));
    let origin = &output.manifest()["rules"]["templates/通报.docx"];
    assert!(origin.as_str().unwrap().contains("rules"), "{origin}");
}

#[test]
fn a_misspelt_placeholder_stops_the_run_before_anything_is_judged() {
    let home = home();
    home.write("rules/templates/通报.docx", template("{{件数}}件，平均", "{{件數}}件，平均"));
    for command in ["run in -o out --rules rules", "rules check --rules rules"] {
        let ran = home.shida(command);
        assert_eq!(ran.code, 2, "{command}: {}", ran.stdout);
        for words in ["件數", "{{件数}}", "共筛查书面答复", "通报.docx"] {
            assert!(ran.stderr.contains(words), "{command}: {}", ran.stderr);
        }
    }
    assert!(!home.entries().contains(&"out".to_owned()));
}

#[test]
fn the_export_holds_the_template_as_it_is() {
    let home = home();
    assert_eq!(home.shida("rules export ours").code, 0);
    let exported = fs::read(home.path("ours/templates/通报.docx")).unwrap();
    assert!(exported == fs::read(root().join("rules/templates/通报.docx")).unwrap());
    assert_eq!(home.shida("run in -o out --rules ours").code, 0);
}

#[test]
fn the_scores_are_what_the_schema_says_and_nothing_that_it_does_not_say() {
    let schema = fs::read_to_string(root().join("docs/schema/scores.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let demo = home();
    support::copy(&root().join("datasets/demo"), &demo.path("demo"));
    for (input, out) in [("in", "out"), ("demo", "demo-out")] {
        let ran = demo.shida(&format!("run {input} -o {out}"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let scores: Value = serde_json::from_slice(&demo.output(out).bytes("scores.json")).unwrap();
        let faults: Vec<String> = validator.iter_errors(&scores).map(|e| e.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
        assert!(!scores["units"].as_array().unwrap().is_empty());
        declared(&schema, &schema, &scores, "");
        let mut wrong = scores.clone();
        wrong["units"][0]["score"]["value"] = 101.into();
        assert!(!validator.is_valid(&wrong), "the schema lets anything pass");
    }
}

/// Every key of the file stands in the schema, which lets unknown keys pass for the sake of
/// later editions.
fn declared(root: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        return declared(root, root.pointer(target.trim_start_matches('#')).unwrap(), value, place);
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            let known = &schema["properties"][key];
            assert!(known.is_object(), "{place}.{key} stands in no schema");
            declared(root, known, value, &format!("{place}.{key}"));
        }),
        Value::Array(items) => {
            items.iter().for_each(|item| declared(root, &schema["items"], item, place));
        }
        _ => {}
    }
}

#[test]
fn a_unit_in_the_scores_counts_what_units_csv_counts() {
    let home = home();
    let output = home.run();
    let scores: Value = serde_json::from_slice(&output.bytes("scores.json")).unwrap();
    let rows = output.rows("units.csv");
    let units = scores["units"].as_array().unwrap();
    assert_eq!(units.len(), rows.len());
    for (unit, row) in units.iter().zip(rows) {
        assert_eq!(unit["unit"], row["unit"].as_str());
        assert_eq!(unit["n"].to_string(), row["n"]);
        let empty = &unit["rates"][0];
        assert_eq!(empty["name"], "non_answer_share");
        assert_eq!(empty["denominator"].to_string(), row["n"]);
    }
    assert_eq!(scores["confirmation"]["status"], "unconfirmed");
}

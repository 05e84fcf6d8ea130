//! The measures for research from outside: within their bounds, and the same in any order.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use shida::run::{Options, run};

const MEASURES: [&str; 9] = [
    "measured_chars",
    "specificity",
    "new_specificity",
    "redundancy",
    "hedge_ratio",
    "lexical_diversity",
    "sentence_chars",
    "boilerplate_share",
    "stickiness",
];

type Measured = BTreeMap<String, Vec<String>>;

/// The measures of every reply of the demo, by id; `turned` reads each year from its end.
fn demo(turned: bool) -> Measured {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for path in tables() {
        let text = fs::read_to_string(&path).unwrap();
        let text = if turned { turn(&text) } else { text };
        fs::write(input.join(path.file_name().unwrap()), text).unwrap();
    }
    let output = Some(folder.path().join("out"));
    let options = Options { inputs: vec![input], output, ..Options::default() };
    let outcome = run(&options, &|_, _| {}).unwrap();
    let text = fs::read_to_string(outcome.folder.join("replies.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["reply_id"].clone(), MEASURES.map(|name| row[name].clone()).to_vec()))
        .collect()
}

fn tables() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "csv")).collect()
}

/// A table with its rows from last to first.
fn turn(text: &str) -> String {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.byte_headers().unwrap()).unwrap();
    let mut rows: Vec<csv::ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
    rows.reverse();
    rows.iter().for_each(|row| writer.write_byte_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn the_order_of_replies_changes_no_measure() {
    assert_eq!(demo(false), demo(true));
}

#[test]
fn every_measure_is_known_somewhere_and_keeps_its_bounds() {
    let measured = demo(false);
    for (at, name) in MEASURES.iter().enumerate() {
        let values = measured.values().map(|row| row[at].as_str());
        let known: Vec<f64> =
            values.filter(|value| !value.is_empty()).map(|value| value.parse().unwrap()).collect();
        assert!(known.len() > 100, "{name}: {}", known.len());
        let most = match *name {
            "measured_chars" | "sentence_chars" => f64::INFINITY,
            "specificity" | "new_specificity" => 100.0,
            _ => 1.0,
        };
        assert!(known.iter().all(|value| (0.0..=most).contains(value)), "{name}");
    }
}

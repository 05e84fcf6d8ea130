//! Near-duplicates and last year's text on the demo years, against what was planted there.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::{collections::BTreeMap, path::Path};

use shida::run::{Options, run};

type Row = BTreeMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Judged replies, each with its row of the truth.
fn demo() -> Vec<(Row, Row)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        inputs: vec![root.join("demo")],
        output: Some(folder.path().join("out")),
        threads: Some(1),
        ..Options::default()
    };
    let outcome = run(&options, &|_, _| {}).unwrap();
    let truth = table(&root.join("truth/demo.csv"));
    let find = |reply: &Row| {
        let is_it = |row: &&Row| {
            row["年度"] == reply["year"]
                && reply["reply_id"] == format!("{}-{}", row["年度"], row["建议编号"])
        };
        truth.iter().find(is_it).unwrap().clone()
    };
    let replies = table(&outcome.folder.join("replies.csv"));
    replies.into_iter().map(|reply| (reply.clone(), find(&reply))).collect()
}

/// Pairs of rows that share a value.
fn pairs(values: &[&str]) -> Vec<(usize, usize)> {
    let of = |one: usize| {
        (one + 1..values.len())
            .filter(move |&two| !values[one].is_empty() && values[one] == values[two])
            .map(move |two| (one, two))
    };
    (0..values.len()).flat_map(of).collect()
}

#[test]
fn planted_families_are_found_and_nothing_else_is() {
    let rows = demo();
    assert_eq!(rows.len(), 300);
    let planted: Vec<&str> = rows.iter().map(|(_, truth)| truth["family"].as_str()).collect();
    let found: Vec<&str> =
        rows.iter().map(|(reply, _)| reply["template_cluster"].as_str()).collect();
    let (planted, found) = (pairs(&planted), pairs(&found));
    let hits = found.iter().filter(|pair| planted.contains(pair)).count() as f64;
    let (precision, recall) = (hits / found.len() as f64, hits / planted.len() as f64);
    eprintln!("{} pairs planted, precision {precision:.3}, recall {recall:.3}", planted.len());
    assert!(precision >= 0.95 && recall >= 0.95, "{precision} {recall}");
}

#[test]
fn last_years_letter_is_known_again_and_fresh_ones_are_not_taken_for_it() {
    let (mut known, mut fresh) = (0, 0);
    for (reply, truth) in demo() {
        let similarity = reply["last_year_similarity"].parse::<f64>().ok();
        let stickiness = reply["stickiness"].parse::<f64>().ok();
        let is_first = reply["template_cluster"] == reply["reply_id"];
        match truth["family"].as_str() {
            family if family.starts_with("SW-R") && !is_first => {
                known += 1;
                assert!(
                    similarity.is_some_and(|s| s >= 0.9),
                    "{} {similarity:?}",
                    reply["reply_id"]
                );
                assert!(
                    stickiness.is_some_and(|s| s >= 0.9),
                    "{} {stickiness:?}",
                    reply["reply_id"]
                );
            }
            "" => {
                fresh += 1;
                assert!(similarity.is_none_or(|s| s < 0.7), "{} {similarity:?}", reply["reply_id"])
            }
            _ => {}
        }
    }
    assert!(known > 0 && fresh > 0, "{known} {fresh}");
}

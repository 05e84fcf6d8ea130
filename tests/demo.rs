//! The demo: its data come from the committed generator, its committed report from the
//! program, and what was planted in the data shows in the report.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

#[path = "../examples/make_demo/generator.rs"]
mod generator;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
    sync::LazyLock,
};

use support::{Output, Row, root};

/// A fresh run over `datasets/demo`, shared by all tests of this page. It stands where cargo
/// keeps the files of tests, since nothing would remove a temporary folder held by a static.
static FRESH: LazyLock<Output> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
    let _ = fs::remove_dir_all(&folder);
    run_demo(&["-o", folder.to_str().unwrap()]);
    Output { folder }
});

fn run_demo(arguments: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_shida"))
        .args(["run", "datasets/demo", "--quiet"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn the_committed_data_come_from_the_generator() {
    let files = generator::generate(&root().join("datasets/generator")).unwrap();
    let mut made = BTreeSet::new();
    for (name, bytes) in files {
        let path = root().join("datasets/demo").join(&name);
        let committed = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(committed == bytes, "{name} differs: run `cargo run --example make_demo`");
        made.insert(path.file_name().unwrap().to_owned());
    }
    for entry in fs::read_dir(root().join("datasets/demo")).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(made.contains(&name) || name == "README.md", "{name:?} comes from nowhere");
    }
}

/// With `UPDATE_REPORT=1` the committed report is written anew instead.
#[test]
fn the_committed_report_is_what_the_program_makes() {
    if env::var_os("UPDATE_REPORT").is_some() {
        return run_demo(&[]);
    }
    let committed = Output { folder: root().join("reports/demo") };
    assert!(committed.folder.is_dir(), "reports/demo is missing: {CURE}");
    let (fresh, committed) = (FRESH.files(), committed.files());
    let names: BTreeSet<&String> = fresh.keys().chain(committed.keys()).collect();
    let differing: Vec<&String> = names
        .into_iter()
        .filter(|name| !is_left_out(name) && fresh.get(*name) != committed.get(*name))
        .collect();
    // What git leaves out is compared by its hash in run.json.
    assert!(differing.is_empty(), "reports/demo is not current in {differing:?}: {CURE}");
    let bytes: usize =
        committed.iter().filter(|(name, _)| !is_left_out(name)).map(|(_, file)| file.len()).sum();
    assert!(bytes < 3_000_000, "reports/demo has {bytes} bytes");
}

const CURE: &str = "run `UPDATE_REPORT=1 cargo test --test demo` and read what changed";

fn is_left_out(name: &str) -> bool {
    [".parquet", ".xlsx", ".docx", "intake.json", "report.json"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Rows of trends.csv of a series and unit (empty = all), by year.
fn trend(series: &str, unit: &str) -> Vec<(i32, f64)> {
    let rows = FRESH.rows("trends.csv");
    let scope = if unit.is_empty() { "all" } else { "unit" };
    let of_scope = rows.iter().filter(|row| row["scope"] == scope && row["unit"] == unit);
    let rows = of_scope.filter(|row| row["series"] == series);
    rows.map(|row| (row["year"].parse().unwrap(), row["value"].parse().unwrap())).collect()
}

/// The row of units.csv over all years.
fn unit(name: &str) -> Row {
    let rows = FRESH.rows("units.csv");
    rows.into_iter().find(|row| row["unit"] == name && row["year"].is_empty()).unwrap()
}

#[test]
fn the_share_of_non_answers_rises_every_year() {
    let trend = trend("non_answer_share", "");
    assert_eq!(trend.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2021, 2022, 2023, 2024]);
    assert!(trend.windows(2).all(|pair| pair[0].1 < pair[1].1), "{trend:?}");
}

#[test]
fn the_education_bureau_improves() {
    let shares = trend("non_answer_share", "教育局");
    assert!(shares.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{shares:?}");
    assert!(shares[0].1 > 0.25 && shares[3].1 < 0.12, "{shares:?}");
    let scores = trend("text_score", "教育局");
    assert!(scores[3].1 > scores[0].1, "{scores:?}");
}

#[test]
fn the_housing_bureau_answers_late_and_the_others_rarely() {
    let mut late: BTreeMap<bool, usize> = BTreeMap::new();
    for reply in FRESH.rows("replies.csv").iter().filter(|reply| reply["late"] == "true") {
        *late.entry(reply["unit"] == "住房和城乡建设局").or_default() += 1;
    }
    assert_eq!((late[&true], late[&false]), (14, 9));
    let on_time: f64 = unit("住房和城乡建设局")["on_time_rate"].parse().unwrap();
    assert!((on_time - 22.0 / 36.0).abs() < 1e-5, "{on_time}");
}

#[test]
fn a_unit_below_the_minimum_is_shown_without_a_rank() {
    let small = unit("云岭街道办事处");
    assert_eq!((small["n"].as_str(), small["rank"].as_str()), ("3", ""));
    let rows = FRESH.rows("units.csv");
    let mut ranks: Vec<u32> = rows
        .iter()
        .filter(|row| row["year"].is_empty())
        .filter_map(|row| row["rank"].parse().ok())
        .collect();
    ranks.sort_unstable();
    assert_eq!(ranks, (1..=11).collect::<Vec<_>>());
}

#[test]
fn all_satisfied_does_not_make_a_unit_good() {
    let culture = unit("文化和旅游局");
    assert_eq!(culture["satisfied_rate"], "1");
    let others = ["交通运输局", "水务局", "民政局"].map(unit);
    let share = |row: &Row| row["non_answer_share"].parse::<f64>().unwrap();
    assert!(others.iter().all(|other| share(other) < share(&culture)), "{}", share(&culture));
}

#[test]
fn non_answers_are_found_with_an_f1_of_at_least_085() {
    let truth = fs::read(root().join("datasets/truth/demo.csv")).unwrap();
    let truth: BTreeMap<String, Row> = csv::Reader::from_reader(truth.as_slice())
        .deserialize()
        .map(|row| {
            let row: Row = row.unwrap();
            (format!("{}-{}", row["年度"], row["建议编号"]), row)
        })
        .collect();
    let replies = FRESH.rows("replies.csv");
    assert_eq!(replies.len(), truth.len());
    let (mut hits, mut wrong) = (0.0, Vec::new());
    for reply in &replies {
        let true_row = &truth[&reply["reply_id"]];
        match (reply["non_answer"] == "true", true_row["non_answer"] == "true") {
            (true, true) => hits += 1.0,
            (false, false) => {}
            (found, _) => wrong.push((&reply["reply_id"], &true_row["kind"], found)),
        }
    }
    let f1 = 2.0 * hits / (2.0 * hits + wrong.len() as f64);
    assert!(f1 >= 0.85, "F1 {f1:.3}, wrong (id, kind, found): {wrong:?}");
}

#[test]
fn the_readme_quotes_what_the_program_says_of_the_demo() {
    let home = support::Home::empty();
    let demo = support::root().join("datasets/demo");
    let ran = home.shida(&format!("run {} -o out", demo.display()));
    let line = ran.stdout.lines().find(|line| line.starts_with("应付式答复")).unwrap();
    let figure = line.split('：').next().unwrap();
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    assert!(readme.contains(figure), "README.md should say {figure}");
}

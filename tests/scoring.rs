//! docs/scoring.md explains the order of the demo's units line by line; the lines are made
//! from a run and held to it.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

/// Everything behind this line of the page is made by the test.
const MARK: &str = "每一列是该维度各件得分的平均，各列相加就是单位得分；不足五件的不排名。\n\n";

/// Dimensions in the order of the page, with what stands in its header.
const DIMENSIONS: [(&str, &str); 8] = [
    ("timeliness", "办理时限"),
    ("contact", "联系沟通"),
    ("text", "答复文本"),
    ("result", "结果与承诺"),
    ("evaluation", "代表评价"),
    ("publication", "公开"),
    ("scaling", "未知项折算"),
    ("gate", "封顶"),
];

/// With `UPDATE_DOCS=1` the lines are written anew instead.
#[test]
fn the_order_of_the_units_is_explained_line_by_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join("docs/scoring.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, after) = text.split_once(MARK).expect("the mark of the page");
    let folder = tempfile::tempdir().unwrap();
    let made = explained(&scored(root, folder.path()));
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&page, format!("{before}{MARK}{made}")).unwrap();
        return;
    }
    assert_eq!(after, made, "docs/scoring.md is out of date: run the tests with UPDATE_DOCS=1");
}

/// A unit of the demo over all years: hundredths.
struct Unit {
    name: String,
    rank: Option<u32>,
    n: i64,
    score: i64,
    by_dimension: BTreeMap<String, i64>,
}

impl Unit {
    fn mean(&self, hundredths: i64) -> f64 {
        hundredths as f64 / self.n as f64 / 100.0
    }

    fn of(&self, dimension: &str) -> f64 {
        self.mean(*self.by_dimension.get(dimension).unwrap_or(&0))
    }
}

fn scored(root: &Path, folder: &Path) -> Vec<Unit> {
    let out = folder.join("demo");
    let ran = Command::new(env!("CARGO_BIN_EXE_shida"))
        .args(["run", "datasets/demo", "--quiet", "-o", out.to_str().unwrap()])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut unit_of = BTreeMap::new();
    let mut units: BTreeMap<String, Unit> = BTreeMap::new();
    for row in rows(&out.join("replies.csv")) {
        let unit = units.entry(row["unit"].clone()).or_insert_with(|| Unit {
            name: row["unit"].clone(),
            rank: None,
            n: 0,
            score: 0,
            by_dimension: BTreeMap::new(),
        });
        unit.n += 1;
        unit.score += hundredths(&row["score"]);
        unit_of.insert(row["reply_id"].clone(), row["unit"].clone());
    }
    for row in rows(&out.join("ledger.csv")) {
        let unit = units.get_mut(&unit_of[&row["reply_id"]]).unwrap();
        *unit.by_dimension.entry(row["dimension"].clone()).or_default() +=
            hundredths(&row["points"]);
    }
    for row in rows(&out.join("units.csv")).into_iter().filter(|row| row["year"].is_empty()) {
        units.get_mut(&row["unit"]).unwrap().rank = row["rank"].parse().ok();
    }
    let mut units: Vec<Unit> = units.into_values().collect();
    units.sort_by_key(|unit| (unit.rank.unwrap_or(u32::MAX), unit.name.clone()));
    units
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn hundredths(points: &str) -> i64 {
    points.replace('.', "").parse().unwrap()
}

fn explained(units: &[Unit]) -> String {
    assert_eq!(units.len(), 12);
    let mut page = format!(
        "| 名次 | 单位 | 件数 | {} | 得分 |\n|{}\n",
        DIMENSIONS.map(|(_, label)| label).join(" | "),
        "---|".repeat(DIMENSIONS.len() + 4)
    );
    for unit in units {
        let sum: i64 = unit.by_dimension.values().sum();
        assert_eq!(sum, unit.score, "the ledgers of {} add up to its scores", unit.name);
        let rank = unit.rank.map_or_else(|| "不排名".to_owned(), |rank| rank.to_string());
        let cells = DIMENSIONS.map(|(name, _)| format!("{:.2}", unit.of(name))).join(" | ");
        let (name, n, score) = (&unit.name, unit.n, unit.mean(unit.score));
        page += &format!("| {rank} | {name} | {n} | {cells} | {score:.2} |\n");
    }
    page += "\n各列四舍五入到 0.01，相加与得分可差几个 0.01；名次按未舍入的平均比较。\n\n";
    let ranked: Vec<&Unit> = units.iter().filter(|unit| unit.rank.is_some()).collect();
    for pair in ranked.windows(2) {
        page += &format!("- {}\n", difference(pair[0], pair[1]));
    }
    page
}

/// Why one unit stands before the next: the dimensions that count most, largest first.
fn difference(before: &Unit, after: &Unit) -> String {
    let gap = before.mean(before.score) - after.mean(after.score);
    let mut parts: Vec<(f64, &str)> = DIMENSIONS
        .iter()
        .map(|(name, label)| (before.of(name) - after.of(name), *label))
        .filter(|(part, _)| part.abs() >= 0.05)
        .collect();
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let parts: Vec<String> =
        parts.iter().map(|(part, label)| format!("{label} {part:+.2}")).collect();
    format!("{}比{}高 {gap:.2}：{}。", before.name, after.name, parts.join("，"))
}

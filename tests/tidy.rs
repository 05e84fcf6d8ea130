//! Rules of the house that no compiler checks.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Which top-level module of `src/` may name which. Stages know what stands to their left;
/// only `run` calls them all. `judge` names `join` for the record that it hands over.
const EDGES: [(&str, &[&str]); 38] = [
    ("cause", &[]),
    ("word", &[]),
    ("excerpt", &[]),
    ("digest", &[]),
    ("splitmix", &[]),
    ("records", &["word"]),
    ("metrics", &["records"]),
    ("calendar", &["carets", "digest"]),
    ("rules", &["cause", "calendar", "carets", "digest"]),
    ("statistics", &["records", "splitmix"]),
    ("frame", &["cause", "records"]),
    ("ingest", &["cause", "carets", "digest", "excerpt", "frame", "metrics", "records"]),
    ("join", &["excerpt", "frame", "metrics", "records"]),
    ("judge", &["excerpt", "records"]),
    ("decisions", &["carets", "excerpt", "records", "word"]),
    ("commitments", &["calendar", "records"]),
    ("crosscheck", &["carets", "excerpt", "metrics", "records", "word"]),
    ("relate", &["carets", "excerpt", "records", "splitmix", "statistics"]),
    ("public", &["carets", "crosscheck", "digest", "metrics", "records", "relate"]),
    ("score", &["calendar", "carets", "digest", "metrics", "records", "statistics"]),
    ("trend", &["carets", "records", "relate", "statistics"]),
    ("office", &["commitments", "excerpt", "records"]),
    (
        "report",
        &[
            "cause",
            "commitments",
            "crosscheck",
            "decisions",
            "digest",
            "excerpt",
            "frame",
            "metrics",
            "office",
            "public",
            "records",
            "relate",
            "score",
            "statistics",
            "trend",
        ],
    ),
    ("lint", &["carets", "ingest", "judge", "records", "rules"]),
    ("reconcile", &["records", "score"]),
    ("chosen", &["calendar", "records", "rules", "score"]),
    (
        "reopen",
        &[
            "cause",
            "chosen",
            "commitments",
            "crosscheck",
            "decisions",
            "digest",
            "frame",
            "ingest",
            "records",
            "relate",
            "report",
            "trend",
            "word",
        ],
    ),
    (
        "run",
        &[
            "calendar",
            "chosen",
            "commitments",
            "crosscheck",
            "decisions",
            "handbook",
            "ingest",
            "join",
            "judge",
            "metrics",
            "office",
            "public",
            "reconcile",
            "records",
            "relate",
            "reopen",
            "report",
            "rules",
            "score",
            "trend",
        ],
    ),
    (
        "rescore",
        &["chosen", "evaluate", "records", "reopen", "report", "rules", "run", "score", "word"],
    ),
    ("summary", &["decisions", "public", "records", "report", "run"]),
    (
        "handbook",
        &[
            "crosscheck",
            "ingest",
            "office",
            "public",
            "records",
            "relate",
            "report",
            "rules",
            "score",
            "statistics",
            "trend",
        ],
    ),
    ("evaluate", &["cause", "excerpt", "statistics"]),
    ("explain", &["cause", "excerpt", "frame", "rules", "score"]),
    (
        "review",
        &[
            "cause",
            "decisions",
            "digest",
            "excerpt",
            "ingest",
            "records",
            "reopen",
            "report",
            "rules",
            "run",
            "score",
            "statistics",
        ],
    ),
    ("compare", &["cause", "evaluate", "frame", "records", "statistics"]),
    ("carets", &[]),
    ("cli", &["ingest", "rescore", "trend"]),
    (
        "main",
        &[
            "cli", "compare", "evaluate", "explain", "handbook", "ingest", "lint", "records",
            "report", "rescore", "review", "run", "summary",
        ],
    ),
];

/// Files of the engine that speak Chinese: labels of its words, and errors of rule files.
const ENGINE_LABELS: [&str; 18] = [
    "asks_grammar.rs",
    "table_grammars.rs",
    "answering.rs",
    "promising.rs",
    "times.rs",
    "coverage.rs",
    "measuring.rs",
    "near.rs",
    "terms.rs",
    "finding.rs",
    "rulebook.rs",
    "sentence.rs",
    "verdict.rs",
    "zone.rs",
    "grammar.rs",
    "problem.rs",
    "proof.rs",
    "pack.rs",
];

/// The two commands of the README.
const COMMANDS: [&str; 2] = ["cargo run --release -- run datasets/demo", "cargo test --workspace"];

struct Source {
    name: String,
    text: String,
}

impl Source {
    /// The text without the module of tests at the end.
    fn without_tests(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod tests {").next().unwrap()
    }

    /// Lines of code outside tests: (number from 1, line).
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.without_tests().lines());
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The module directly below the root of its crate.
    fn top(&self, root: &str) -> String {
        let path = self.name.strip_prefix(root).unwrap();
        path.split('/').next().unwrap().trim_end_matches(".rs").to_owned()
    }
}

/// Every text file below `folder` (a path ending in `/`, or empty for all), sorted by path.
fn files(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            let left_out = ["target", ".git", "reports", "tests/browser/node_modules"];
            if left_out.contains(&name.as_str()) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                waiting.push(name + "/");
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                found.insert(name, text);
            }
        }
    }
    found.into_iter().map(|(name, text)| Source { name, text }).collect()
}

fn rust_files(folder: &str) -> Vec<Source> {
    let mut files = files(folder);
    files.retain(|file| file.name.ends_with(".rs"));
    assert!(!files.is_empty(), "{folder}");
    files
}

/// Files of a crate without those that a parent declares for tests only.
fn shipped(folder: &str) -> Vec<Source> {
    let files = rust_files(folder);
    let for_tests: BTreeSet<String> = files.iter().flat_map(declared_for_tests).collect();
    files.into_iter().filter(|file| !for_tests.contains(&file.name)).collect()
}

fn declared_for_tests(file: &Source) -> Vec<String> {
    let stem = file.name.trim_end_matches(".rs");
    let is_root = ["mod", "lib", "main"].iter().any(|root| stem.ends_with(&format!("/{root}")));
    let folder = if is_root { stem.rsplit_once('/').unwrap().0 } else { stem };
    let declared = file.text.split("#[cfg(test)]\n").skip(1);
    declared
        .filter_map(|rest| rest.lines().next()?.strip_suffix(';')?.split_once("mod "))
        .map(|(_, name)| format!("{folder}/{name}.rs"))
        .collect()
}

/// The modules that stand directly behind `crate::` or in a group behind it.
fn modules_named(text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, start) in text.match_indices("crate::") {
        let rest = &text[at + start.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            named.extend(first_words(group));
        } else {
            named.insert(word(rest));
        }
    }
    named
}

/// The first word of each item of a `use` group, up to its closing brace.
fn first_words(group: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let (mut depth, mut item) = (0, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.insert(word(item.trim_start()));
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    words.insert(word(item.trim_start()));
    words.remove("");
    words
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Who names whom among the top-level modules of a crate.
fn graph(folder: &str, crate_name: &str) -> Graph {
    let files = shipped(folder);
    let modules: BTreeSet<String> = files.iter().map(|file| file.top(folder)).collect();
    let mut graph = Graph::new();
    for file in files.iter().filter(|file| !file.name.ends_with("/lib.rs")) {
        let code: String = file.code().flat_map(|(_, line)| [line, "\n"]).collect();
        let named = modules_named(&code.replace(&format!("{crate_name}::"), "crate::"));
        let top = file.top(folder);
        let others = named.into_iter().filter(|name| *name != top && modules.contains(name));
        graph.entry(top.clone()).or_default().extend(others);
    }
    graph
}

/// A module from which a way leads back to itself.
fn circle(graph: &Graph) -> Option<&String> {
    graph.keys().find(|start| {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&String> = graph[*start].iter().collect();
        while let Some(name) = waiting.pop() {
            if seen.insert(name) {
                waiting.extend(graph.get(name).into_iter().flatten());
            }
        }
        seen.contains(start)
    })
}

/// Whether a character may be part of a phrase: any Han character that is no numeral.
fn is_phrase(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
        && !"零一二三四五六七八九十百千万亿".contains(c)
}

#[test]
fn every_rust_file_says_first_what_it_is_for() {
    for file in rust_files("") {
        assert!(file.text.starts_with("//! "), "{} does not open with `//! `", file.name);
    }
}

#[test]
fn nothing_panics_outside_tests() {
    for file in shipped("src/").iter().chain(&shipped("engine/src/")) {
        for (number, line) in file.code() {
            for call in [".unwrap()", ".expect(", "panic!(", "todo!(", "unreachable!(", "dbg!("] {
                assert!(!line.contains(call), "{}:{number}: {call}", file.name);
            }
        }
    }
}

#[test]
fn a_stage_knows_only_what_stands_to_its_left() {
    let allowed = BTreeMap::from(EDGES);
    for (module, named) in graph("src/", "shida") {
        let Some(allowed) = allowed.get(module.as_str()) else {
            panic!("{module} has no place in the table of modules: give it one");
        };
        for name in named {
            assert!(allowed.contains(&name.as_str()), "{module} must not name {name}");
        }
    }
}

#[test]
fn no_modules_run_in_a_circle() {
    let src = graph("src/", "shida");
    assert_eq!(circle(&src), None, "{src:?}");
    let engine = graph("engine/src/", "shida_engine");
    assert_eq!(circle(&engine), None, "{engine:?}");
    let table: Graph = EDGES
        .iter()
        .map(|(module, named)| {
            ((*module).to_owned(), named.iter().map(|name| (*name).to_owned()).collect())
        })
        .collect();
    assert_eq!(circle(&table), None);
}

#[test]
fn the_scan_for_modules_reads_groups_and_paths() {
    let text = "use crate::{\n a::{B, C},\n d,\n e::f::{self, g},\n};\nfn x() { crate::h::y() }";
    let named = modules_named(text);
    assert_eq!(named.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "d", "e", "h"]);
}

#[test]
fn the_engine_touches_no_file_thread_or_clock() {
    for file in shipped("engine/src/") {
        for (number, line) in file.code() {
            for banned in ["std::fs", "std::io", "std::env", "std::thread", "std::time", "rayon"] {
                assert!(!line.contains(banned), "{}:{number}: {banned}", file.name);
            }
        }
    }
}

#[test]
fn only_the_cores_of_a_run_and_two_commands_are_parallel() {
    let parallel: Vec<String> = shipped("src/")
        .iter()
        .filter(|file| file.code().any(|(_, line)| line.contains("rayon")))
        .map(|file| file.name.clone())
        .collect();
    assert_eq!(parallel, ["src/handbook/diff.rs", "src/handbook/mine.rs", "src/run/cores.rs"]);
}

#[test]
fn phrases_are_data_and_not_code() {
    for file in shipped("engine/src/") {
        let name = file.name.rsplit('/').next().unwrap();
        if ENGINE_LABELS.contains(&name) || file.name.contains("/check/") {
            continue;
        }
        for (number, line) in file.code() {
            let literals = line.split('"').skip(1).step_by(2);
            let han = literals.flat_map(str::chars).find(|c| is_phrase(*c));
            assert_eq!(han, None, "{}:{number}: phrases belong in rules/", file.name);
        }
    }
}

#[test]
fn every_rule_code_is_given_once_and_every_point_has_its_rule() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files("rules/packs/") {
        let pack: toml::Table = toml::from_str(&file.text).unwrap();
        let rules = pack.get("rule").and_then(toml::Value::as_array);
        for rule in rules.into_iter().flatten() {
            let code = rule["code"].as_str().unwrap().to_owned();
            places.entry(code).or_default().push(file.name.clone());
        }
    }
    assert!(places.len() >= 30, "{} rules", places.len());
    for (code, places) in &places {
        assert_eq!(places.len(), 1, "{code} stands in {places:?}");
    }
    let scoring = files("rules/scoring/").remove(0);
    let scoring: toml::Table = toml::from_str(&scoring.text).unwrap();
    for code in scoring["points"].as_table().unwrap().keys() {
        assert!(places.contains_key(code), "points for {code}, which is no rule");
    }
}

#[test]
fn the_readme_has_its_two_commands_and_ci_runs_the_second() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md is missing");
    for command in COMMANDS {
        assert!(readme.contains(command), "README.md does not say `{command}`");
    }
    let ci = fs::read_to_string(root.join(".ci/run")).unwrap();
    assert!(ci.contains(COMMANDS[1]));
}

#[test]
fn the_architecture_names_every_module_and_nothing_that_is_not_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    let tops = ["src/", "engine/", "rules/", "docs/", "tests/", "examples/", "templates/"];
    for path in named.iter().filter(|path| tops.iter().any(|top| path.starts_with(top))) {
        assert!(path.contains('*') || root.join(path).exists(), "there is no {path}");
    }
    for folder in ["src/", "engine/src/"] {
        let modules: BTreeSet<String> =
            shipped(folder).iter().map(|file| file.top(folder)).collect();
        for module in modules.iter().filter(|module| *module != "lib") {
            let names = [format!("{module}.rs"), format!("{module}/")];
            let is_named = named.iter().any(|path| {
                names.iter().any(|name| {
                    path.rsplit_once(name.as_str()).is_some_and(|(before, after)| {
                        after.is_empty() && (before.is_empty() || before.ends_with('/'))
                    })
                })
            });
            assert!(is_named, "ARCHITECTURE.md says nothing of {folder}{module}");
        }
    }
}

#[test]
fn the_readme_names_every_file_that_a_run_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = fs::read(root.join("reports/demo/run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_slice(&run).unwrap();
    for page in ["README.md", "README.en.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        for file in run["outputs"].as_object().unwrap().keys() {
            let first = file.split('/').next().unwrap();
            let stem = first.split('.').next().unwrap();
            let names = [format!("`{first}"), format!("`{stem}`")];
            assert!(names.iter().any(|name| text.contains(name)), "{page} does not name {first}");
        }
    }
}

#[test]
fn no_file_names_a_path_of_a_machine() {
    // Put together here, so that this page does not find itself.
    let banned = [("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("/tm", "p/"), ("/wo", "rk/")]
        .map(|(head, tail)| format!("{head}{tail}"));
    for file in files("").iter().filter(|file| !file.name.ends_with("Cargo.lock")) {
        for word in &banned {
            let line = file.text.lines().position(|line| line.contains(word.as_str()));
            assert_eq!(line, None, "{} names {word} (line counted from 0)", file.name);
        }
    }
}

//! What holds for every run, whatever the input: the same bytes, sums that add up, ids that
//! are unique, hashes that are true, and no way to the network.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    path::Path,
    process::Command,
    sync::LazyLock,
};

use calamine::{Reader, Xlsx};
use sha2::{Digest, Sha256};

use support::{ANSWER, Home, Output, Row, SHELL, copy, differences, root};

/// The demo year in a home of its own.
fn demo() -> Home {
    let home = Home::empty();
    copy(&root().join("datasets/demo"), &home.path("in"));
    home
}

/// A run over the demo year, shared by the tests that only read it. It stands where cargo
/// keeps the files of tests, since nothing would remove a temporary folder held by a static.
static DEMO: LazyLock<Output> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("invariants");
    let _ = fs::remove_dir_all(&folder);
    let home = demo();
    copy(&home.run().folder, &folder);
    Output { folder }
});

/// Messy input: every way in which a row can be counted, joined or renamed.
fn messy() -> Home {
    let home = Home::of("folder");
    for case in ["tiny", "ragged", "ids", "injection", "one-table"] {
        copy(&root().join("tests/cmd").join(case).join("in"), &home.path(&format!("of/{case}")));
        let folder = home.path(&format!("of/{case}"));
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            home.write(&format!("in/{case}-{name}"), fs::read(path).unwrap());
        }
    }
    home
}

fn messy_output(home: &Home) -> Output {
    let ran = home.shida("run in -o out -q");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    home.output("out")
}

/// Points with two decimals as integer hundredths, without a float in between.
fn hundredths(points: &str) -> i64 {
    let (whole, decimals) = points.split_once('.').unwrap_or_else(|| panic!("{points}"));
    assert_eq!(decimals.len(), 2, "{points}");
    format!("{whole}{decimals}").parse().unwrap()
}

fn sums(rows: &[Row]) -> BTreeMap<&str, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row["reply_id"].as_str()).or_default() += hundredths(&row["points"]);
    }
    sums
}

mod bytes {
    use super::*;

    #[test]
    fn threads_and_chunks_change_nothing() {
        let home = demo();
        let replies = fs::read_to_string(home.path("in/replies-2024.csv")).unwrap();
        let header = replies.lines().next().unwrap();
        // More rows than one chunk holds.
        let mut table = format!("{header}\n");
        for round in 0..16 {
            let body = replies.split_once('\n').unwrap().1;
            table += &body.replace("2024,", &format!("{},", 2000 + round));
        }
        home.write("in/replies-2024.csv", table);
        assert_eq!(home.shida("run in -q --threads 1 -o one").code, 0);
        assert_eq!(home.shida("run in -q --threads 4 -o four").code, 0);
        assert!(home.output("one").rows("replies.csv").len() > 1024);
        assert_eq!(differences(&home.output("one"), &home.output("four")), [""; 0]);
    }

    #[test]
    fn messy_input_gives_the_same_bytes_twice() {
        let home = messy();
        messy_output(&home);
        assert_eq!(home.shida("run in -o again -q").code, 1);
        assert_eq!(differences(&home.output("out"), &home.output("again")), [""; 0]);
    }

    #[test]
    fn the_order_of_the_metrics_changes_nothing_but_their_own_hash() {
        let home = demo();
        home.run();
        let metrics = fs::read_to_string(home.path("in/metrics.csv")).unwrap();
        let mut lines: Vec<&str> = metrics.lines().collect();
        lines[1..].reverse();
        lines[1..].rotate_left(77);
        home.write("in/metrics.csv", lines.join("\n") + "\n");
        assert_eq!(home.shida("run in -o shuffled -q").code, 0);
        let (plain, shuffled) = (home.output("out"), home.output("shuffled"));
        // intake.json says in which line each row stood.
        assert_eq!(differences(&plain, &shuffled), ["intake.json", "run.json"]);
        let without_inputs = |output: &Output| {
            let mut page = output.manifest();
            page.as_object_mut().unwrap().remove("inputs");
            page["outputs"].as_object_mut().unwrap().remove("intake.json");
            page
        };
        assert_eq!(without_inputs(&plain), without_inputs(&shuffled));
    }

    #[test]
    fn a_second_file_changes_no_score_of_the_first() {
        let home = demo();
        home.run();
        let more = format!("编号,年度,承办单位,答复内容\n9001,2024,教育局,{SHELL}\n");
        home.write("in/replies-2025.csv", more);
        assert_eq!(home.shida("run in -o more -q").code, 0);
        let (before, after) = (home.output("out"), home.output("more"));
        for file in ["replies.csv", "findings.csv", "ledger.csv"] {
            let (before, after) = (before.rows(file), after.rows(file));
            assert!(after.len() > before.len());
            let kept: Vec<_> = after.into_iter().filter(|row| row["reply_id"] != "9001").collect();
            assert!(before == kept, "{file}");
        }
    }
}

mod sums {
    use super::*;

    #[test]
    fn every_row_read_is_somewhere() {
        let home = messy();
        let output = messy_output(&home);
        let page = output.manifest();
        let tables = page["tables"].as_array().unwrap();
        let number = |count: &serde_json::Value, name: &str| count[name].as_u64().unwrap();
        for count in tables.iter().chain([&page["totals"]]) {
            let parts = ["judged", "rejected", "blank", "no_reply", "duplicate"];
            let sum: u64 = parts.iter().map(|part| number(count, part)).sum();
            assert_eq!(number(count, "read"), sum, "{count}");
        }
        let totals = &page["totals"];
        for part in ["judged", "rejected", "blank", "no_reply", "duplicate"] {
            assert!(number(totals, part) > 0, "the messy input has no {part}");
        }
        assert_eq!(number(totals, "judged") as usize, output.rows("replies.csv").len());
        let of_replies = |row: &&Row| {
            tables
                .iter()
                .any(|table| table["table"] == "replies" && table["file"] == row["file"].as_str())
        };
        let rejects = output.rows("rejects.csv");
        assert_eq!(number(totals, "rejected") as usize, rejects.iter().filter(of_replies).count());
    }

    #[test]
    fn a_ledger_adds_up_to_its_score_and_findings_to_the_text_score() {
        for home in [demo(), messy()] {
            home.shida("run in -o out -q");
            let output = home.output("out");
            let (ledger, findings) = (output.rows("ledger.csv"), output.rows("findings.csv"));
            let (ledger, findings) = (sums(&ledger), sums(&findings));
            let replies = output.rows("replies.csv");
            assert!(!replies.is_empty());
            for reply in &replies {
                let id = reply["reply_id"].as_str();
                assert_eq!(ledger[id], hundredths(&reply["score"]), "{id}");
                let found = findings.get(id).copied().unwrap_or(0);
                assert_eq!(found, hundredths(&reply["text_score"]), "{id}");
                for column in ["score", "text_score"] {
                    assert!((0..=10_000).contains(&hundredths(&reply[column])), "{id} {column}");
                }
            }
        }
    }

    #[test]
    fn a_ledger_line_stays_within_its_points_and_gives_a_reason() {
        for line in DEMO.rows("ledger.csv") {
            let (points, most) = (hundredths(&line["points"]), hundredths(&line["max_points"]));
            assert!(points <= most.max(0) || line["dimension"] == "scaling", "{line:?}");
            assert!(!line["reason"].is_empty() && !line["dimension"].is_empty(), "{line:?}");
        }
    }

    #[test]
    fn every_deduction_names_a_code_and_quotes_its_evidence() {
        let output = &*DEMO;
        let findings = output.rows("findings.csv");
        let deductions: Vec<_> =
            findings.iter().filter(|row| hundredths(&row["points"]) < 0).collect();
        assert!(!deductions.is_empty());
        for row in deductions {
            assert!(!row["code"].is_empty() && !row["text"].is_empty(), "{row:?}");
        }
        let ledger = output.rows("ledger.csv");
        for line in ledger.iter().filter(|line| hundredths(&line["points"]) < 0) {
            assert!(!line["codes"].is_empty(), "{line:?}");
        }
    }

    #[test]
    fn a_quote_is_what_stands_at_its_place_in_the_reply() {
        let home = Home::with_replies(&[
            ["1", "2024", "城管局", "题", ANSWER],
            ["2", "2024", "教育局", "题", SHELL],
        ]);
        for finding in home.run().rows("findings.csv") {
            let reply = if finding["reply_id"] == "1" { ANSWER } else { SHELL };
            let at = |column: &str| finding[column].parse::<usize>().unwrap();
            let (start, end) = (at("start_char"), at("end_char"));
            let quote: String = reply.chars().skip(start).take(end - start).collect();
            // The quote of a whole shape names its parts, or is cut with a mark.
            for part in finding["text"].trim_end_matches('…').split(" → ") {
                assert!(quote.contains(part), "{finding:?}");
            }
            let is_shape = finding["role"] == "gate";
            assert!(is_shape || finding["text"] == quote, "{finding:?}");
        }
    }
}

mod contract {
    use super::*;

    const HEADERS: [(&str, &str); 9] = [
        (
            "replies.csv",
            "reply_id year unit title han_chars body_chars residual_chars non_answer three_part \
             receipt_only forwarded_only deflection off_topic asks asks_answered relevance \
             empty_density substance cites_policy contact site_check commitment deadline stance \
             template_cluster template_size last_year_similarity assigned replied days_to_reply \
             late text_score score disposal non_answer_score codes",
        ),
        ("findings.csv", "reply_id code role zone start_char end_char text points"),
        (
            "commitments.csv",
            "reply_id unit text object place due due_text responsible amount grade status source",
        ),
        ("ledger.csv", "reply_id item dimension points max_points reason codes"),
        ("checks.csv", "reply_id year unit code name severity text_says metrics_say message"),
        ("speeds.csv", "unit year n min q25 median q75 max fast fast_empty"),
        ("units.csv", "unit year n score low high rank non_answer_share"),
        ("rates.csv", "unit year rate label numerator denominator excluded reasons value low high"),
        ("trends.csv", "series unit year n value low high slope p_value verdict"),
    ];

    const FILES: [&str; 36] = [
        "asks.parquet",
        "assessment.xlsx",
        "checks.csv",
        "checks.parquet",
        "commitments.csv",
        "commitments.parquet",
        "differences.csv",
        "differences.parquet",
        "findings.csv",
        "findings.parquet",
        "index.html",
        "intake.json",
        "ledger.csv",
        "ledger.parquet",
        "letters.parquet",
        "mix.csv",
        "mix.parquet",
        "notices.csv",
        "phrases.csv",
        "phrases.parquet",
        "rates.csv",
        "rates.parquet",
        "rejects.csv",
        "relations.csv",
        "relations.parquet",
        "replies.csv",
        "replies.parquet",
        "report.json",
        "scores.json",
        "sentences.parquet",
        "speeds.csv",
        "speeds.parquet",
        "trends.csv",
        "trends.parquet",
        "units.csv",
        "通报.docx",
    ];

    #[test]
    fn every_file_of_the_contract_is_there_and_nothing_hidden() {
        let home = Home::of("tiny");
        let files = home.run().files();
        for file in FILES.iter().chain(&["units.parquet", "run.json"]) {
            assert!(files.contains_key(*file), "{file}");
        }
        let charts = files.keys().filter(|name| name.starts_with("charts/")).count();
        // A picture and its numbers each.
        assert_eq!(charts, 2 * 13);
        assert_eq!(files.len(), FILES.len() + 2 + charts);
    }

    #[test]
    fn contract_columns_come_first_and_in_order() {
        let output = &*DEMO;
        for (file, contract) in HEADERS {
            let header = output.header(file);
            let contract: Vec<&str> = contract.split_whitespace().collect();
            assert_eq!(header[..contract.len()], contract, "{file}");
            let unique: BTreeSet<&String> = header.iter().collect();
            assert_eq!(unique.len(), header.len(), "{file}");
        }
    }

    #[test]
    fn machine_tables_are_utf8_with_a_mark_and_plain_values() {
        let output = &*DEMO;
        for (name, bytes) in output.files().iter().filter(|(name, _)| name.ends_with(".csv")) {
            assert!(bytes.starts_with(b"\xef\xbb\xbf"), "{name}");
            assert_eq!(bytes.windows(3).filter(|three| three == b"\xef\xbb\xbf").count(), 1);
        }
        for reply in output.rows("replies.csv") {
            for flag in ["non_answer", "three_part", "deflection", "commitment", "late"] {
                assert!(["true", "false", ""].contains(&reply[flag].as_str()), "{flag}");
            }
            assert!(["pass", "sample", "review"].contains(&reply["disposal"].as_str()));
            let shapes = ["three_part", "receipt_only", "forwarded_only"];
            let is_shaped = shapes.iter().any(|shape| reply[*shape] == "true");
            assert!(!is_shaped || reply["non_answer"] == "true", "{}", reply["reply_id"]);
            let number = |column: &str| reply[column].parse::<f64>().ok();
            assert!(number("asks_answered") <= number("asks"), "{}", reply["reply_id"]);
            assert!(number("relevance").is_none_or(|share| (0.0..=1.0).contains(&share)));
            let compared = ["off_topic", "asks", "asks_answered", "relevance"];
            let known = compared.iter().filter(|column| !reply[**column].is_empty()).count();
            assert!(known == 0 || known == compared.len(), "{}", reply["reply_id"]);
            assert!(reply["assigned"].len() == 10 && reply["assigned"].matches('-').count() == 2);
        }
    }

    #[test]
    fn ids_are_unique_and_every_table_speaks_of_the_same_replies() {
        for home in [demo(), messy()] {
            home.shida("run in -o out -q");
            let output = home.output("out");
            let ids = output.column("replies.csv", "reply_id");
            let unique: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len());
            for file in ["findings.csv", "ledger.csv"] {
                let named = output.column(file, "reply_id");
                assert!(named.iter().all(|id| unique.contains(id)), "{file}");
            }
            let scored: BTreeSet<String> =
                output.column("ledger.csv", "reply_id").into_iter().collect();
            assert_eq!(scored.len(), unique.len(), "every reply has a ledger");
        }
    }

    #[test]
    fn the_codes_of_a_reply_are_those_of_its_findings() {
        let output = &*DEMO;
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in output.rows("findings.csv") {
            if row["state"] != "trial" {
                found.entry(row["reply_id"].clone()).or_default().insert(row["code"].clone());
            }
        }
        for reply in output.rows("replies.csv") {
            let codes = found.remove(&reply["reply_id"]).unwrap_or_default();
            let joined = codes.into_iter().collect::<Vec<_>>().join(";");
            assert_eq!(reply["codes"], joined, "{}", reply["reply_id"]);
        }
    }
}

mod provenance {
    use super::*;

    fn sha256(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_hashes_of_inputs_and_outputs_are_true() {
        let output = &*DEMO;
        let page = output.manifest();
        let mut files = output.files();
        files.remove("run.json");
        let listed = page["outputs"].as_object().unwrap();
        assert_eq!(listed.len(), files.len());
        for (name, bytes) in &files {
            assert_eq!(listed[name], sha256(bytes), "{name}");
        }
        let inputs = page["inputs"].as_array().unwrap();
        assert_eq!(inputs.len(), 6);
        for input in inputs {
            let name = input["file"].as_str().unwrap();
            let bytes = fs::read(root().join("datasets/demo").join(name)).unwrap();
            assert_eq!(input["sha256"], sha256(&bytes), "{name}");
        }
    }

    #[test]
    fn every_output_for_people_names_what_made_it() {
        let output = &*DEMO;
        let editions = output.manifest()["editions"].clone();
        let keys = ["tool", "pack", "pack_hash", "profile", "dictionary_hash", "calendar", "as_of"];
        let page = output.text("index.html");
        for (sheet, text) in [
            ("index.html", page),
            ("口径说明", sheet(output, "口径说明")),
            ("总览", sheet(output, "总览")),
        ] {
            for key in keys {
                let value = editions[key].as_str().unwrap_or_else(|| panic!("{key}"));
                // A sheet has room for the beginning of a hash only.
                let is_cut = key.ends_with("hash") && sheet != "index.html";
                let value = if is_cut { &value[..12] } else { value };
                assert!(text.contains(value), "{sheet} does not name {key} {value}");
            }
        }
    }

    fn sheet(output: &Output, name: &str) -> String {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(output.bytes("assessment.xlsx"))).unwrap();
        let range = book.worksheet_range(name).unwrap();
        let cells = range.used_cells().map(|(_, _, cell)| cell.to_string());
        cells.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_workbook_has_its_sheets_and_agrees_with_the_tables() {
        let output = &*DEMO;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(output.bytes("assessment.xlsx"))).unwrap();
        assert_eq!(
            book.sheet_names(),
            [
                "总览",
                "单位得分",
                "图表",
                "比率明细",
                "趋势",
                "逐件明细",
                "问题清单",
                "核对清单",
                "督办清单",
                "先进典型",
                "培训清单",
                "承诺台账",
                "雷同答复",
                "用语变化",
                "关系",
                "口径说明"
            ]
        );
        let replies = sheet(output, "逐件明细");
        for id in output.column("replies.csv", "reply_id") {
            assert!(replies.lines().any(|cell| cell == id), "{id}");
        }
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).unwrap();
            assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
        }
    }

    #[test]
    fn no_english_column_name_shows_in_the_workbook() {
        let output = &*DEMO;
        for name in ["总览", "单位得分", "口径说明"] {
            let text = sheet(output, name);
            let odd = text.lines().find(|cell| {
                cell.contains('_') && cell.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            });
            assert_eq!(odd, None, "{name}");
        }
    }
}

mod network {
    use super::*;

    #[test]
    fn no_crate_can_reach_the_network() {
        // Cargo.lock also names what no chosen feature pulls in, so the tree is asked.
        let tree = Command::new(env!("CARGO"))
            .args(["tree", "--workspace", "--edges", "normal,build", "--prefix", "none"])
            .args(["--offline", "--locked", "--format", "{p}"])
            .current_dir(root())
            .output()
            .unwrap();
        let tree = String::from_utf8(tree.stdout).unwrap();
        let names: BTreeSet<&str> =
            tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.contains("shida-engine") && names.contains("polars"), "{tree}");
        for banned in [
            "reqwest",
            "hyper",
            "h2",
            "ureq",
            "curl",
            "curl-sys",
            "isahc",
            "rustls",
            "native-tls",
            "openssl",
            "openssl-sys",
            "object_store",
            "quinn",
            "tungstenite",
        ] {
            assert!(!names.contains(banned), "{banned}");
        }
    }

    #[test]
    fn the_page_loads_nothing() {
        let output = &*DEMO;
        let page = output.text("index.html");
        assert!(!page.contains("<link") && !page.contains("@import"));
        for (at, _) in page.match_indices("<script") {
            let tag = page[at..].split_once('>').unwrap().0;
            assert!(!tag.contains("src"), "{tag}");
        }
        let targets = |attribute: &'static str| {
            page.match_indices(attribute).map(|(at, found)| &page[at + found.len()..])
        };
        for target in ["src=\"", "src='", "url("].into_iter().flat_map(targets) {
            assert!(target.starts_with('#') || target.starts_with("data:"), "{target:.40}");
        }
        for target in ["href=\"", "href='"].into_iter().flat_map(targets) {
            assert!(!target.starts_with("http") && !target.starts_with("//"), "{target:.40}");
        }
        assert!(targets("href=\"").next().is_some());
        for (name, bytes) in output.files().iter().filter(|(name, _)| name.ends_with(".svg")) {
            let svg = String::from_utf8_lossy(bytes);
            let svg = svg.replace("http://www.w3.org/2000/svg", "");
            assert!(!svg.contains("http") && !svg.contains("href"), "{name}");
        }
    }
}

mod promises {
    use super::*;

    #[test]
    fn every_promise_has_an_id_of_its_own_and_no_day_before_its_reply() {
        let rows = DEMO.rows("commitments.csv");
        let ids: BTreeSet<&str> = rows.iter().map(|row| row["promise_id"].as_str()).collect();
        assert_eq!(ids.len(), rows.len());
        let replied: BTreeMap<String, String> = DEMO
            .rows("replies.csv")
            .into_iter()
            .map(|row| (row["reply_id"].clone(), row["replied"].clone()))
            .collect();
        assert!(rows.iter().any(|row| row["source"] == "text" && !row["due"].is_empty()));
        for row in &rows {
            let reply = &replied[&row["reply_id"]];
            assert!(row["due"].is_empty() || row["due"] >= *reply, "{row:?}");
            let dated = !row["object"].is_empty() && !row["due"].is_empty();
            assert!(row["grade"] != "concrete" || dated, "{row:?}");
            assert!(row["grade"] != "partial" || row["due"].is_empty(), "{row:?}");
            let known = ["kept", "overdue", "open", "unknown"].contains(&row["status"].as_str());
            assert!(known && (row["status"] != "overdue" || !row["due"].is_empty()), "{row:?}");
        }
    }
}

//! Charts from outside: a picture and its numbers each, and PNG on request.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{fs, process::Command};

use support::{ANSWER, Home, SHELL};

const CHARTS: [&str; 13] = [
    "change-parts",
    "days-to-reply",
    "known-facts",
    "non-answer-by-year",
    "promise-ageing",
    "rule-heat",
    "satisfaction-quality",
    "score-distribution",
    "sentence-makeup",
    "template-families",
    "unit-change",
    "unit-years",
    "units-ranked",
];

fn home() -> Home {
    Home::with_replies(&[
        ["1", "2023", "水务局", "关于更换路灯的建议", ANSWER],
        ["2", "2024", "水务局", "关于修路的建议", SHELL],
        ["3", "2024", "教育局", "关于校门的建议", ANSWER],
    ])
}

#[test]
fn every_chart_has_its_numbers_beside_it_in_a_file_that_excel_reads() {
    let home = home();
    let output = home.run();
    for chart in CHARTS {
        let svg = output.text(&format!("charts/{chart}.svg"));
        assert!(svg.starts_with("<svg ") && svg.contains("<title id="), "{chart}");
        let csv = output.bytes(&format!("charts/{chart}.csv"));
        assert!(csv.starts_with("\u{feff}".as_bytes()), "{chart} has no byte order mark");
        let header = output.header(&format!("charts/{chart}.csv"));
        assert!(header.iter().all(|name| !name.is_empty()), "{chart}: {header:?}");
    }
    let units = output.column("charts/rule-heat.csv", "承办单位");
    assert_eq!(units.len(), 2, "{units:?}");
}

#[test]
fn the_numbers_beside_a_chart_are_those_of_the_tables() {
    let home = home();
    let output = home.run();
    let shares = output.column("charts/non-answer-by-year.csv", "应付式答复占比");
    assert_eq!(shares, ["0.0%", "50.0%"]);
    let missing = output.rows("charts/known-facts.csv");
    let satisfaction = missing.iter().find(|row| row["项目"] == "满意度").unwrap();
    assert_eq!(
        (satisfaction["知道的件数"].as_str(), satisfaction["缺的件数"].as_str()),
        ("0", "3")
    );
}

#[test]
fn without_a_font_png_is_refused_before_anything_is_done() {
    if cfg!(any(windows, target_os = "macos")) {
        // The folders of fonts are fixed there.
        return;
    }
    let home = home();
    home.write("none/fonts.conf", "<fontconfig><dir>/nowhere</dir></fontconfig>");
    let ran = Command::new(env!("CARGO_BIN_EXE_shida"))
        .args(["run", "in", "-o", "out", "--png"])
        .current_dir(home.path(""))
        .env("FONTCONFIG_FILE", home.path("none/fonts.conf"))
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("没有找到中文字体") && said.contains("去掉 --png"), "{said}");
    assert_eq!(home.entries(), ["in", "none"]);
}

#[test]
fn with_a_font_every_chart_is_a_picture_too_and_a_run_without_it_takes_them_away() {
    let home = home();
    let ran = home.shida("run in -o out --png");
    if ran.code == 2 {
        // A machine without a Chinese font.
        assert!(ran.stderr.contains("没有找到中文字体"), "{}", ran.stderr);
        return;
    }
    let output = home.output("out");
    for chart in CHARTS {
        let png = output.bytes(&format!("charts/{chart}.png"));
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() > 5_000, "{chart}");
    }
    let named = output.manifest()["outputs"].to_string();
    assert!(named.contains("charts/unit-change.png"), "{named}");
    home.run();
    assert!(!fs::exists(home.path("out/charts/unit-change.png")).unwrap());
}

//! Whole circulars, filled from the shipped template with invented rows.

use std::collections::BTreeSet;

use super::{
    names::{LISTS, TEXTS},
    package::{DOCUMENT, open, save},
    tags::{Record, Value},
    values::values,
    *,
};
use crate::{report::sample, score::samples::default_profile};

const SHIPPED: &[u8] = include_bytes!("../../../rules/templates/通报.docx");

fn report(replies: u32) -> Report {
    let rows = sample::replies(replies);
    Report {
        public: None,
        office: sample::office(&rows),
        circular: Template::read(SHIPPED, "通报.docx").unwrap(),
        title: "样例".into(),
        units: if replies == 0 { Vec::new() } else { sample::units() },
        office_files: crate::report::OfficeFiles::default(),
        unanswered: Vec::new(),
        unit_scores: Vec::new(),
        rates: Vec::new(),
        reconciled: Vec::new(),
        checks: sample::checks(),
        trends: sample::trends(),
        over_time: sample::over_time(),
        period: None,
        flagged: Vec::new(),
        choice: Default::default(),
        details: Default::default(),
        families: sample::families(),
        makeup: Vec::new(),
        rejects: Vec::new(),
        notices: Vec::new(),
        decision_files: Vec::new(),
        decisions: Vec::new(),
        counts: sample::counts(),
        editions: sample::editions(),
        rules: Vec::new(),
        profile: default_profile(),
        profile_note: None,
        commitments: sample::commitments(),
        rows,
    }
}

fn text(record: &Record, name: &str) -> String {
    match &record[name] {
        Value::Text(text) => text.clone(),
        Value::List(_) => panic!("{name} is a list"),
    }
}

/// A document whose only paragraph holds these runs.
fn document(runs: &[&str]) -> Vec<u8> {
    let runs = runs.iter().map(|run| format!("<w:r><w:t>{run}</w:t></w:r>")).collect::<String>();
    let body = format!("<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>");
    save(&[(DOCUMENT.to_owned(), body.into_bytes())]).unwrap()
}

fn body(document: &[u8]) -> String {
    let parts = open(document).unwrap();
    let (_, part) = parts.into_iter().find(|(name, _)| name == DOCUMENT).unwrap();
    String::from_utf8(part).unwrap()
}

#[test]
fn the_shipped_template_leaves_no_placeholder_and_makes_the_same_bytes() {
    for replies in [0, 1, 40] {
        let report = report(replies);
        let made = report.circular.document(&values(&report)).unwrap();
        assert!(!body(&made).contains("{{"), "{replies} replies");
        assert_eq!(made, report.circular.document(&values(&report)).unwrap());
    }
}

#[test]
fn every_name_has_its_value_and_every_value_its_name() {
    let values = values(&report(40));
    let names: BTreeSet<&str> =
        TEXTS.iter().map(|one| one.0).chain(LISTS.map(|one| one.0)).collect();
    assert_eq!(values.keys().copied().collect::<BTreeSet<_>>(), names);
    for (list, _, fields) in LISTS {
        let Value::List(entries) = &values[list] else { panic!("{list} is no list") };
        let names: BTreeSet<&str> = fields.iter().map(|field| field.0).collect();
        for entry in entries {
            assert_eq!(entry.keys().copied().collect::<BTreeSet<_>>(), names, "{list}");
        }
    }
}

#[test]
fn the_date_is_the_day_of_the_figures() {
    let values = values(&report(8));
    assert_eq!(text(&values, "成文日期"), "2024年11月30日");
    assert_eq!(text(&values, "截至日"), "2024年11月30日");
}

#[test]
fn what_nobody_confirmed_is_said_to_be_unconfirmed() {
    let mut report = report(8);
    let stated = |report: &Report| text(&values(report), "确认情况");
    assert!(stated(&report).contains("列入复核的2件均未经人确认"));
    report.rows[3].verdict.decided = true;
    assert!(stated(&report).contains("已由人确认1件，其余1件未经确认"));
    report.rows[7].verdict.decided = true;
    assert!(stated(&report).contains("均已由人确认，其余各件未逐件复核"));
    report.rows.retain(|row| row.disposal != "review");
    assert!(stated(&report).contains("未经人工复核确认"), "nobody was asked, nobody confirmed");
}

#[test]
fn a_unit_with_few_replies_takes_no_part_in_the_ranking() {
    let made = values(&report(8));
    let Value::List(units) = &made["单位"] else { panic!("no list") };
    let last = units.last().unwrap();
    assert_eq!(last["名次"], Value::Text("不参加排名".into()));
    assert_eq!(text(&made, "未排名单位数"), "1");
}

#[test]
fn a_placeholder_cut_into_runs_is_known_all_the_same() {
    let template =
        Template::read(&document(&["{{确认", "情况}}共{", "{件数}}件"]), "模板").unwrap();
    let made = template.document(&values(&report(8))).unwrap();
    assert!(body(&made).contains(">共8件<") || body(&made).contains("件</w:t>"));
    assert!(!body(&made).contains("{{"));
}

#[test]
fn a_template_that_cannot_be_used_is_told_with_its_place() {
    let told = |runs: &[&str]| Template::read(&document(runs), "我的.docx").unwrap_err();
    let error = told(&["{{确认情况}}共{{件書}}件"]);
    assert!(matches!(&error, TemplateError::Unknown { name, .. } if name == "件書"), "{error}");
    let words = error.to_string();
    for part in ["我的.docx", "件書", "{{件数}}", "{{#单位}}"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(matches!(told(&["{{确认情况}}{{#单位}}甲"]), TemplateError::Unpaired { .. }));
    assert!(matches!(told(&["{{确认情况}}{{单位}}"]), TemplateError::Misused { .. }));
    assert!(matches!(told(&["共{{件数}}件"]), TemplateError::Unstated { .. }));
    assert!(matches!(
        Template::read(b"no document", "我的.docx").unwrap_err(),
        TemplateError::NotADocument { .. }
    ));
}

/// With `UPDATE_DOCS=1` the table is written anew.
#[test]
fn the_handbook_lists_every_placeholder() {
    let mut table = String::from("| 占位符 | 是什么 |\n|---|---|\n");
    for (name, what) in TEXTS {
        table += &format!("| `{{{{{name}}}}}` | {what} |\n");
    }
    table += "\n| 清单 | 是什么 | 里面可用的 |\n|---|---|---|\n";
    for (list, what, fields) in LISTS {
        let fields = fields.iter().map(|(name, what)| match what.is_empty() {
            true => format!("`{{{{{name}}}}}`"),
            false => format!("`{{{{{name}}}}}` {what}"),
        });
        let fields = fields.collect::<Vec<_>>().join("；");
        table += &format!("| `{{{{#{list}}}}}` | {what} | {fields} |\n");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (start, end) = ("<!-- 占位符：由测试写出 -->\n", "<!-- 占位符完 -->");
    let (before, rest) = page.split_once(start).unwrap();
    let (listed, after) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{start}{table}{end}{after}")).unwrap();
    } else {
        assert_eq!(listed, table, "run UPDATE_DOCS=1 cargo test --lib circular");
    }
}

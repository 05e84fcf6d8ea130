//! The tables of docs/metrics.md, written from `rules/columns.toml`, so that they cannot go
//! stale: the test rewrites them under `UPDATE_DOCS` and else compares.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use super::{
    columns::{Columns, Field},
    spellings::section,
};
use crate::metrics::{Kind, Metric, Side, Words};

const FILE: &str = include_str!("../../rules/columns.toml");
const BEGIN: &str = "<!-- 以下由测试从 rules/columns.toml 生成，请勿手改 -->\n";
const END: &str = "<!-- 生成部分到此为止 -->\n";

#[test]
fn the_page_lists_the_columns_and_spellings_of_the_shipped_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/metrics.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (tables, after) = rest.split_once(END).unwrap();
    let fresh = tables_of_the_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{fresh}{END}{after}")).unwrap();
        return;
    }
    assert!(tables == fresh, "docs/metrics.md is out of date: run the tests with UPDATE_DOCS=1");
}

fn tables_of_the_page() -> String {
    let columns = Columns::parse(FILE).unwrap();
    let mut page = String::from(
        "\n### 列\n\n| 列 | 机读名 | 可以写成 | 填什么 | 说的是 |\n|---|---|---|---|---|\n",
    );
    for metric in Metric::ALL {
        let aliases = columns.aliases(Field::Metric(*metric));
        let aliases: Vec<&str> = aliases
            .iter()
            .map(String::as_str)
            .filter(|alias| *alias != metric.name() && *alias != metric.label())
            .collect();
        writeln!(
            page,
            "| {} | `{}` | {} | {} | {} |",
            metric.label(),
            metric.name(),
            aliases.join("、"),
            holds(*metric),
            spoken_of(metric.side()),
        )
        .unwrap();
    }
    page.push_str("\n### 取值的写法\n\n| 列 | 值 | 可以写成 |\n|---|---|---|\n");
    for (name, labels) in sections() {
        for (value, shown) in values(&name) {
            let list = spelled(&name, value).into_iter().collect::<Vec<_>>().join("、");
            writeln!(page, "| {} | {shown} | {list} |", labels.join("、")).unwrap();
        }
    }
    page.push_str("\n### 公布数据的指标\n\n| 机读名 | 可以写成 |\n|---|---|\n");
    for (rate, list) in table(&["published", "rates"]) {
        writeln!(page, "| `{rate}` | {} |", strings(&list).join("、")).unwrap();
    }
    page.push('\n');
    page
}

fn holds(metric: Metric) -> String {
    let shown =
        |words: &Words| words.values.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、");
    match metric.kind() {
        Kind::Text => "文字".to_owned(),
        Kind::Units => "单位名称，几个用“、”隔开".to_owned(),
        Kind::Word(words) => shown(words),
        Kind::Day => "日期".to_owned(),
        Kind::Flag => "是、否".to_owned(),
        Kind::Count => "整数".to_owned(),
    }
}

fn spoken_of(side: Side) -> &'static str {
    match side {
        Side::Handling => "办理情况",
        Side::Matter => "建议本身和流转",
        Side::Person => "涉及个人，不写入 `replies`",
    }
}

/// Sections of spellings with the columns that use them, in the order of the columns.
fn sections() -> Vec<(String, Vec<&'static str>)> {
    let mut found: Vec<(String, Vec<&str>)> = vec![("flag".to_owned(), vec!["各是非列"])];
    for metric in Metric::ALL {
        let Some(name) = section(Field::Metric(*metric)) else { continue };
        if !table(&["values"]).contains_key(name) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, labels)) => labels.push(metric.label()),
            None => found.push((name.to_owned(), vec![metric.label()])),
        }
    }
    found
}

/// The values of a section with what people read.
fn values(section: &str) -> Vec<(String, String)> {
    let words = Metric::ALL.iter().find_map(|metric| match metric.kind() {
        Kind::Word(words) if words.section == section => Some(words),
        _ => None,
    });
    let label = |value: &str| match (value, words) {
        ("yes", _) => "是".to_owned(),
        ("no", _) => "否".to_owned(),
        ("unknown", _) => "（等于没有填）".to_owned(),
        (value, Some(words)) => {
            let (name, label) = words.values.iter().find(|(name, _)| *name == value).unwrap();
            if name.len() == 1 { format!("{name} {label}") } else { (*label).to_owned() }
        }
        (value, None) => value.to_owned(),
    };
    let mut values: Vec<String> = table(&["values", section]).into_keys().collect();
    let order = |value: &String| {
        let place = words.and_then(|words| words.values.iter().position(|(name, _)| name == value));
        (place.unwrap_or(usize::MAX), value == "unknown", value == "no")
    };
    values.sort_by_key(order);
    values.into_iter().map(|value| (value.clone(), label(&value))).collect()
}

fn spelled(section: &str, value: String) -> Vec<String> {
    strings(&table(&["values", section])[&value])
}

fn table(path: &[&str]) -> BTreeMap<String, toml::Value> {
    let mut here: toml::Value = toml::from_str(FILE).unwrap();
    for key in path {
        here = here.get(key).unwrap().clone();
    }
    here.as_table().unwrap().clone().into_iter().collect()
}

fn strings(list: &toml::Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().replace('|', "\\|")).collect()
}

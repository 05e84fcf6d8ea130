//! What the rules found, by role: code, name, quotes, points, and for faults why and the cure.

use std::collections::BTreeMap;

use shida_engine::{finding::Role, pack::Rule, rulebook::Rulebook};

use super::{
    folder::Case,
    row::{Row, in_points, one_line, signed},
    sentences::known,
};

/// Characters of a quote that are shown.
const SHOWN: usize = 24;

/// Quotes of one rule that are shown.
const QUOTES: usize = 3;

/// The hits of each code of a role, codes sorted, hits in the order of the file.
type ByCode<'a> = BTreeMap<&'a str, Vec<&'a Row>>;

/// A heading, the findings role by role, and their sum.
pub(super) fn lines(case: &Case, book: &Rulebook) -> Vec<String> {
    let mut lines = vec!["发现（代码、名称、引文、文本分）".to_owned()];
    for role in [Role::Evidence, Role::Frame, Role::Penalty, Role::Gate, Role::Answer] {
        let codes = of_role(&case.findings, role);
        if !codes.is_empty() {
            lines.push(format!("  {}", role.label()));
        }
        for (code, hits) in codes {
            lines.extend(rule_lines(code, &hits, book.rule(code), role));
        }
    }
    lines.extend(suppressed(case, book));
    lines.push(format!("  {}", sum(case)));
    lines
}

/// What people have found wrong; the decisions stand at the head of the page.
fn suppressed(case: &Case, book: &Rulebook) -> Vec<String> {
    let wrong: Vec<&Row> = case.findings.iter().filter(|row| !counts(row)).collect();
    let mut lines = Vec::with_capacity(wrong.len() + 1);
    if !wrong.is_empty() {
        lines.push("  裁定不算（不计分）".to_owned());
    }
    for row in wrong {
        let code = row.text("code");
        let name = book.rule(code).map_or("（内置规则里没有）", |rule| &rule.name);
        let role = known(row.text("role")).unwrap_or(Role::Penalty);
        lines.push(format!("    {code} {name}  {}", quote(row, role)));
    }
    lines
}

/// A run of an edition without decisions has no such column.
fn counts(row: &Row) -> bool {
    row.text("state") != "suppressed"
}

fn of_role(findings: &[Row], role: Role) -> ByCode<'_> {
    let mut codes = ByCode::new();
    let of_role = |row: &&Row| counts(row) && known(row.text("role")) == Some(role);
    for finding in findings.iter().filter(of_role) {
        codes.entry(finding.text("code")).or_default().push(finding);
    }
    codes
}

fn rule_lines(code: &str, hits: &[&Row], rule: Option<&Rule>, role: Role) -> Vec<String> {
    let name = rule.map_or("（内置规则里没有）", |rule| &rule.name);
    let points: i64 = hits.iter().filter_map(|hit| hit.points("points")).sum();
    let points = if points == 0 { String::new() } else { format!("  {}", signed(points)) };
    let mut lines = vec![format!("    {code} {name}  {}{points}", quotes(hits, role))];
    let is_fault = role >= Role::Penalty;
    if let Some(rule) = rule.filter(|_| is_fault) {
        for (label, words) in [("为什么", &rule.why), ("怎么改", &rule.fix)] {
            if !words.is_empty() {
                lines.push(format!("         {label}：{}", one_line(words, 80)));
            }
        }
    }
    lines
}

fn quotes(hits: &[&Row], role: Role) -> String {
    let mut quotes: Vec<String> = Vec::new();
    for hit in hits {
        let quote = quote(hit, role);
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    let mut text: String = quotes.iter().take(QUOTES).map(String::as_str).collect();
    if quotes.len() > QUOTES || hits.len() > quotes.len() {
        text += &format!("共 {} 处", hits.len());
    }
    if hits.iter().any(|hit| hit.text("state") == "decided") {
        text += "（按人工裁定）";
    }
    if hits.iter().any(|hit| hit.text("state") == "confirmed") {
        text += "（有人认可）";
    }
    text
}

/// A gate quotes its steps or stands for the whole letter, which says nothing here.
fn quote(hit: &Row, role: Role) -> String {
    let text = hit.text("text");
    match role {
        Role::Gate if text.contains(" → ") => one_line(text, 3 * SHOWN),
        Role::Gate => "（全文）".to_owned(),
        Role::Answer => format!("「{}」", one_line(text, 3 * SHOWN)),
        _ => format!("「{}」", one_line(text, SHOWN)),
    }
}

fn sum(case: &Case) -> String {
    let points: i64 = case.findings.iter().filter_map(|row| row.points("points")).sum();
    match case.reply.points("text_score") {
        Some(score) if score != points => format!(
            "合计 {}，与文本分 {} 不符：目录里的文件可能改动过",
            in_points(points),
            in_points(score)
        ),
        _ => format!("合计 {}，即文本分", in_points(points)),
    }
}

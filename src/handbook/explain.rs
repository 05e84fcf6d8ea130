//! `rules list` and `rules explain`: the rules one a line, and one rule's page.

use std::{fmt::Write, path::Path};

use anyhow::bail;
use shida_engine::pack::{Example, Points, Rule, Status};

use super::measured::measured;
use crate::{
    crosscheck::{Checks, Rule as Check},
    rules::RuleSet,
};

/// All rules, one a line.
///
/// # Errors
/// Rule files that cannot be used.
pub fn list(folder: Option<&Path>) -> anyhow::Result<String> {
    let set = RuleSet::load(folder)?;
    let rulebook = set.unproved()?;
    let rules: Vec<&Rule> = rulebook.all_rules().map(|compiled| &compiled.rule).collect();
    let mut text = format!("规则 {}，共 {} 条\n", rulebook.version, rules.len());
    for rule in rules {
        let _ = write!(text, "{}  {}  {}", rule.code, rule.role.label(), rule.name);
        if rule.status != Status::Stable {
            let _ = write!(text, "（{}）", rule.status.label());
        }
        text.push('\n');
    }
    let checks = Checks::parse(set.text("checks.toml"))?;
    let _ = writeln!(text, "核对（答复与指标），共 {} 项", checks.rules.len());
    for check in &checks.rules {
        let _ = writeln!(text, "{}  核对  {}", check.code, check.name);
    }
    Ok(text.trim_end().to_owned())
}

/// What, why, fix, source, limits, measured precision and examples of one rule.
///
/// # Errors
/// An unknown code; rule files that cannot be used.
pub fn explain(code: &str, folder: Option<&Path>) -> anyhow::Result<String> {
    let set = RuleSet::load(folder)?;
    let rulebook = set.unproved()?;
    let checks = Checks::parse(set.text("checks.toml"))?;
    if let Some(check) = checks.rule(&code.to_uppercase()) {
        return Ok(check_page(check));
    }
    let Some(rule) = rulebook.rule(&code.to_uppercase()) else {
        bail!("没有规则 {code}；全部代码见 shida rules list");
    };
    let mut text = format!("{} {}（{}）\n\n", rule.code, rule.name, identity(rule).join("，"));
    for (label, value) in page(rule, rulebook.scoring.points.get(&rule.code)) {
        let _ = writeln!(text, "{label}：{value}");
    }
    if let Some((_, hash)) = rulebook.semantics.rules.get(&rule.code) {
        text.push_str("实测（金标准，两人一致的件）：\n");
        for line in measured(rule, hash) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text.push_str("例子：\n");
    for example in &rule.tests {
        let _ = writeln!(text, "  {}", in_words(example));
    }
    Ok(text.trim_end().to_owned())
}

/// The page of a cross-check.
fn check_page(check: &Check) -> String {
    let mut text =
        format!("{} {}（核对，轻重：{}）\n\n", check.code, check.name, check.severity.label());
    let parts = [
        ("报告里的话", &check.message),
        ("为什么", &check.why),
        ("怎样核实", &check.fix),
        ("依据", &check.source),
        ("已知的不足", &check.limits),
    ];
    for (label, value) in parts {
        let _ = writeln!(text, "{label}：{value}");
    }
    text.push_str("例子：\n");
    for example in &check.tests {
        let label = if example.hit.is_some() { "命中" } else { "不命中" };
        let note = Some(&example.note).filter(|note| !note.is_empty());
        let note = note.map(|note| format!("（{note}）")).unwrap_or_default();
        let row = example.row();
        let row = if row.is_empty() { row } else { format!("［{row}］") };
        let _ = writeln!(text, "  {label}：{}{row}{note}", example.reply().replace('\n', "⏎"));
    }
    text.trim_end().to_owned()
}

/// Role, status, edition, and where the rule says so, how grave a hit is and how sure.
pub(super) fn identity(rule: &Rule) -> Vec<String> {
    let mut parts = vec![rule.role.label().to_owned(), rule.status.label().to_owned()];
    if let Some(code) = &rule.replaced_by {
        parts.push(format!("由 {code} 代替"));
    }
    parts.push(format!("自 {} 版，第 {} 次修订", rule.since, rule.rev));
    parts.extend(rule.severity.map(|severity| format!("轻重：{}", severity.label())));
    parts.extend(rule.confidence.map(|confidence| format!("把握：{}", confidence.label())));
    parts
}

/// The filled parts of a rule's page, each with its label.
pub(super) fn page(rule: &Rule, points: Option<&Points>) -> Vec<(&'static str, String)> {
    let parts = [
        ("报告里的话", rule.message.clone()),
        ("为什么", rule.why.clone()),
        ("怎么改", rule.fix.clone()),
        ("依据", rule.source.clone()),
        ("已知的不足", rule.limits.clone()),
        ("文本分", points.map(in_points).unwrap_or_default()),
    ];
    parts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn in_points(points: &Points) -> String {
    if let Some(cap) = points.cap {
        return format!("命中后文本分不超过 {cap}");
    }
    if !points.steps.is_empty() {
        let steps = points.steps.iter().map(|(from, points)| format!("{from} 起 {points} 分"));
        return steps.collect::<Vec<_>>().join("，");
    }
    format!("每处 {:+} 分，最多计 {} 处", points.each, points.hits)
}

/// An example as a line.
pub(super) fn in_words(example: &Example) -> String {
    let (label, reply) = match (&example.hit, &example.miss) {
        (Some(reply), _) => ("命中", reply.as_str()),
        (None, Some(reply)) => ("不命中", reply.as_str()),
        (None, None) => ("空", ""),
    };
    let todo = if example.todo { "（还做不到）" } else { "" };
    let note =
        if example.note.is_empty() { String::new() } else { format!("（{}）", example.note) };
    format!("{label}{todo}：{}{note}", reply.replace('\n', "⏎"))
}

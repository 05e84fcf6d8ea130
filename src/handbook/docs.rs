//! `rules docs`: the handbook of all rules as Markdown, from the same files that judge.

use std::{fmt::Write, path::Path};

use anyhow::Context;
use shida_engine::{
    document::DocumentFile,
    finding::Role,
    pack::{Kind, Rule},
    rulebook::Rulebook,
};

use super::explain::{identity, in_words, page};
use crate::rules::RuleSet;

/// Writes the handbook to a file.
///
/// # Errors
/// Rule files that cannot be used; a file that cannot be written.
pub fn docs(folder: Option<&Path>, target: &Path) -> anyhow::Result<String> {
    let rulebook = RuleSet::load(folder)?.unproved()?;
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent)
            .with_context(|| format!("「{}」建不了", parent.display()))?;
    }
    std::fs::write(target, handbook(&rulebook))
        .with_context(|| format!("「{}」写不进去", target.display()))?;
    Ok(format!("已写出 {} 条规则的手册：{}", rulebook.all_rules().count(), target.display()))
}

/// The order in which people look things up: what costs points first.
const PARTS: [(Role, &str); 5] = [
    (Role::Gate, "对整份答复的判断：先看剔除套话后还剩多少，再看形状。"),
    (
        Role::Penalty,
        "扣分的写法；近旁或全文有事实时不扣。书写格式和疑似截断（X 类）只提示，不扣分。",
    ),
    (
        Role::Answer,
        "与建议逐条对照的结果，只在有建议原文时才有；分值表里没有写分的，不影响文本分。",
    ),
    (Role::Evidence, "加分的写法；也否决“空”的判断。"),
    (Role::Frame, "好答复坏答复里都有，判断前先剔除，本身不加分也不扣分。"),
];

/// The handbook as Markdown.
pub(super) fn handbook(rulebook: &Rulebook) -> String {
    let rules: Vec<&Rule> = rulebook.all_rules().map(|compiled| &compiled.rule).collect();
    let mut text = format!(
        "# 规则手册\n\n规则 {} 版，共 {} 条。本页由 `shida rules docs` 从规则文件写出，请不要手改。\n",
        rulebook.version,
        rules.len()
    );
    for (role, says) in PARTS {
        let mut part: Vec<&&Rule> = rules.iter().filter(|rule| rule.role == role).collect();
        part.sort_by(|a, b| a.code.cmp(&b.code));
        let _ = write!(text, "\n## {}（{} 条）\n\n{says}\n", role.label(), part.len());
        for rule in part {
            section(&mut text, rule, rulebook);
        }
    }
    others(&mut text, &rulebook.documents.file);
    text
}

/// Other documents: what is not judged, by which signs.
fn others(text: &mut String, file: &DocumentFile) {
    let spared: Vec<&str> = file.replies.iter().map(|sign| sign.name.as_str()).collect();
    let _ = write!(
        text,
        "\n## 别的文件（{} 种）\n\n混进答复列的别的文件不评分，拒收并写明依据。各标志的分量合计要够数；开头有复函标志（{}）的，当答复判。\n",
        file.documents.len(),
        spared.join("、")
    );
    for entry in &file.documents {
        let _ = write!(text, "\n### {} {}\n\n", entry.kind, entry.name);
        let signs = entry.signs.iter().filter(|sign| sign.weight > 0);
        let signs: Vec<String> =
            signs.map(|sign| format!("{}（{}）", sign.name, sign.weight)).collect();
        let _ = writeln!(text, "- 标志（分量合计至少 {}）：{}", entry.least, signs.join("、"));
        if let Some(share) = entry.copied {
            let _ = writeln!(text, "- 或者与建议原文互相有 {:.0}% 以上相同", share * 100.0);
        }
        if let Some(rest) = entry.rest {
            let _ = writeln!(text, "- 标志之外最多 {rest} 个汉字");
        }
        if !entry.despite.is_empty() {
            let _ = writeln!(text, "- 有这些复函标志也不放过：{}", entry.despite.join("、"));
        }
        text.push_str("- 例子：\n");
        for example in &entry.tests {
            let sort = if example.hit.is_some() { "认出" } else { "当答复判" };
            let words = example.hit.as_ref().or(example.miss.as_ref()).map_or("", |t| t.trim());
            let note = if example.note.is_empty() {
                String::new()
            } else {
                format!("（{}）", example.note)
            };
            let _ = writeln!(text, "  - {sort}：{}{note}", plain(&words.replace('\n', "⏎")));
        }
    }
}

fn section(text: &mut String, rule: &Rule, rulebook: &Rulebook) {
    let _ = write!(text, "\n### {} {}\n\n{}\n\n", rule.code, rule.name, identity(rule).join("，"));
    let _ = writeln!(text, "- 怎样找：{}", manner(rule));
    for (label, value) in page(rule, rulebook.scoring.points.get(&rule.code)) {
        let _ = writeln!(text, "- {label}：{}", plain(&value));
    }
    if !rule.tests.is_empty() {
        text.push_str("- 例子：\n");
    }
    for example in &rule.tests {
        let _ = writeln!(text, "  - {}", plain(&in_words(example)));
    }
}

/// How the rule looks for hits, in a sentence without its word lists.
fn manner(rule: &Rule) -> String {
    match rule.kind {
        Kind::Near if rule.slots.len() == 1 => "出现某一类词".to_owned(),
        Kind::Near => {
            let order = if rule.ordered { "依次" } else { "不论次序" };
            format!("{} 类词{order}出现，相隔不超过 {} 字", rule.slots.len(), rule.max_gap)
        }
        Kind::Pattern => "文字符合一定的样式".to_owned(),
        Kind::Absent => {
            let zones: Vec<&str> = rule.zones.iter().map(|zone| zone.label()).collect();
            format!("有正式文头的信，在{}里没有该有的内容", zones.join("、"))
        }
        Kind::Echo => {
            format!("小句有 {:.0}% 以上与来件相同", rule.share.unwrap_or(1.0) * 100.0)
        }
        Kind::Measure => {
            let least = rule.at_least.map(|least| format!("不小于 {least}"));
            let most = rule.at_most.map(|most| format!("不大于 {most}"));
            let measured = rule.measure.map(shida_engine::pack::Measure::label).unwrap_or_default();
            format!("{measured}{}", least.into_iter().chain(most).collect::<Vec<_>>().join("、"))
        }
        Kind::Shape => {
            let steps = rule.steps.iter().map(|codes| codes.join(" 或 "));
            format!("整份答复由这几步组成：{}", steps.collect::<Vec<_>>().join("；"))
        }
        Kind::Answer => {
            rule.shortfall.map(shida_engine::pack::Shortfall::label).unwrap_or_default().to_owned()
        }
    }
}

/// Text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '|' | '\\') {
            plain.push('\\');
        }
        plain.push(if char == '\n' { ' ' } else { char });
    }
    plain
}

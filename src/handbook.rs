//! The rules as people read them: list, one rule's page, its examples put to the test, and
//! the files an office starts from.

use std::{fmt::Write, path::Path};

use anyhow::{Context, bail};
use shida_engine::{
    judge::judge,
    pack::{Example, Rule},
    rulebook::Rulebook,
};

use crate::rules::RuleSet;

fn rulebook(folder: Option<&Path>) -> anyhow::Result<Rulebook> {
    Ok(Rulebook::compile(&RuleSet::load(folder)?.engine_files())?)
}

/// All rules, one a line.
///
/// # Errors
/// Rule files that cannot be used.
pub fn list(folder: Option<&Path>) -> anyhow::Result<String> {
    let rulebook = rulebook(folder)?;
    let mut text = format!("规则 {}，共 {} 条\n", rulebook.version, rulebook.rules.len());
    for rule in rulebook.rules.iter().map(|compiled| &compiled.rule) {
        let _ = writeln!(text, "{}  {}  {}", rule.code, rule.role.label(), rule.name);
    }
    Ok(text.trim_end().to_owned())
}

/// What, why, fix, source and examples of one rule.
///
/// # Errors
/// An unknown code; rule files that cannot be used.
pub fn explain(code: &str, folder: Option<&Path>) -> anyhow::Result<String> {
    let rulebook = rulebook(folder)?;
    let Some(rule) = rulebook.rule(&code.to_uppercase()) else {
        bail!("没有规则 {code}；全部代码见 shida rules list");
    };
    let mut text =
        format!("{} {}（{}，自 {}）\n", rule.code, rule.name, rule.role.label(), rule.since);
    let _ = writeln!(text, "\n为什么：{}", rule.why);
    for (label, value) in [("怎么改", &rule.fix), ("依据", &rule.source)] {
        if !value.is_empty() {
            let _ = writeln!(text, "{label}：{value}");
        }
    }
    if let Some(points) = rulebook.scoring.points.get(&rule.code) {
        let _ = writeln!(text, "文本分：{}", in_words(points));
    }
    for example in &rule.tests {
        let (label, reply) = polarity(example);
        let note =
            if example.note.is_empty() { String::new() } else { format!("（{}）", example.note) };
        let _ = writeln!(text, "  {label}：{reply}{note}");
    }
    Ok(text.trim_end().to_owned())
}

fn in_words(points: &shida_engine::pack::Points) -> String {
    if let Some(cap) = points.cap {
        return format!("命中后文本分不超过 {cap}");
    }
    if !points.steps.is_empty() {
        let steps = points.steps.iter().map(|(from, points)| format!("{from} 起 {points} 分"));
        return steps.collect::<Vec<_>>().join("，");
    }
    format!("每处 {:+} 分，最多计 {} 处", points.each, points.hits)
}

fn polarity(example: &Example) -> (&'static str, &str) {
    match (&example.hit, &example.miss) {
        (Some(reply), _) => ("命中", reply),
        (None, Some(reply)) => ("不命中", reply),
        (None, None) => ("空", ""),
    }
}

/// Puts every example of every rule through the whole engine.
///
/// # Errors
/// Examples that fail, each named with its rule; rule files that cannot be used.
pub fn test(folder: Option<&Path>) -> anyhow::Result<String> {
    let rulebook = rulebook(folder)?;
    let rules = rulebook.rules.iter().map(|compiled| &compiled.rule);
    let failures: Vec<String> =
        rules.clone().flat_map(|rule| failed_examples(&rulebook, rule)).collect();
    let examples: usize = rules.clone().map(|rule| rule.tests.len()).sum();
    if !failures.is_empty() {
        bail!("{} 个例子不符：\n{}", failures.len(), failures.join("\n"));
    }
    Ok(format!("{} 条规则，{examples} 个例子，全部相符", rules.count()))
}

/// Examples of a rule that do not hold, each as a line.
#[must_use]
pub fn failed_examples(rulebook: &Rulebook, rule: &Rule) -> Vec<String> {
    let failed = rule.tests.iter().filter_map(|example| {
        let (label, reply) = polarity(example);
        let judgement = judge(rulebook, reply, example.suggestion.as_deref());
        let found = judgement.findings.iter().filter(|finding| finding.code == rule.code);
        let quotes: Vec<&str> = found.map(|finding| finding.text.as_str()).collect();
        let holds = match (&example.hit, &example.text) {
            (Some(_), Some(text)) => quotes.contains(&text.as_str()),
            (Some(_), None) => !quotes.is_empty(),
            (None, _) => quotes.is_empty() && example.miss.is_some(),
        };
        (!holds).then(|| format!("{} 应{label}：{reply}（实得：{quotes:?}）", rule.code))
    });
    failed.collect()
}

/// Writes the embedded files into an empty folder.
///
/// # Errors
/// A folder that is not empty, or that cannot be written.
pub fn export(folder: &Path) -> anyhow::Result<String> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} 不是空目录；请换一个目录，以免盖掉别的文件", folder.display());
    }
    let set = RuleSet::load(None)?;
    for name in set.origins.keys() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, set.text(name)))
            .with_context(|| format!("「{}」写不进去", path.display()))?;
    }
    Ok(format!(
        "已写出 {} 个规则文件到 {}。改好后用 --rules {} 运行；没有改的可以删掉。",
        set.origins.len(),
        folder.display(),
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_embedded_rules_holds() {
        test(None).unwrap();
    }

    #[test]
    fn every_rule_has_a_hit_and_a_miss() {
        let rulebook = rulebook(None).unwrap();
        for rule in rulebook.rules.iter().map(|compiled| &compiled.rule) {
            assert!(rule.tests.iter().any(|example| example.hit.is_some()), "{}", rule.code);
            assert!(rule.tests.iter().any(|example| example.miss.is_some()), "{}", rule.code);
        }
    }

    #[test]
    fn an_unknown_code_is_told_where_the_codes_are() {
        assert!(explain("Z999", None).unwrap_err().to_string().contains("rules list"));
    }

    #[test]
    fn exported_files_load_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("规则");
        export(&target).unwrap();
        test(Some(&target)).unwrap();
        assert!(export(&target).is_err());
    }
}

//! `rules test`: the examples beside the rules, and which guard kept a wanted hit away.

use std::path::Path;

use anyhow::bail;
use shida_engine::proof::{prove, vetoes};

use crate::{
    crosscheck::{self, Checks},
    public::{self, PublicRules},
    rules::RuleSet,
};

/// Puts every example of every rule through the whole engine.
///
/// # Errors
/// Examples that fail, each named with its rule; rule files that cannot be used.
pub fn test(folder: Option<&Path>) -> anyhow::Result<String> {
    let set = RuleSet::load(folder)?;
    let mut rulebook = set.unproved()?;
    let proof = prove(&rulebook);
    let mut lines = Vec::new();
    for failure in &proof.failures {
        let (file, (_, number)) = (&failure.file, failure.place);
        let mut line =
            format!("{} 第 {} 个例子（{file}）：{}", failure.code, number + 1, failure.reason);
        let vetoes = vetoes(&mut rulebook, failure);
        if !vetoes.is_empty() {
            line += &format!("；被 {} 挡住", vetoes.join("、"));
        }
        let rule = rulebook.rule(&failure.code);
        if let Some(example) = rule.and_then(|rule| rule.tests.get(number)) {
            line += &format!("\n    {}", super::explain::in_words(example));
        }
        lines.push(line);
    }
    let checks = Checks::parse(set.text("checks.toml"))?;
    lines.extend(crosscheck::prove(&rulebook, &checks));
    let masks = PublicRules::parse(set.text("public.toml"))?;
    lines.extend(public::prove(&masks));
    if !lines.is_empty() {
        bail!("{} 个例子不符：\n{}", lines.len(), lines.join("\n"));
    }
    let rules = rulebook.all_rules().count();
    let tried: usize = checks.rules.iter().map(|rule| rule.tests.len()).sum();
    Ok(format!(
        "{rules} 条规则，{} 个例子，全部相符（其中 {} 个 todo）；{} 项核对，{tried} 个例子，全部相符；公开版 {} 种遮盖和例外，{} 个例子，全部相符",
        proof.examples,
        proof.todo,
        checks.rules.len(),
        masks.entries(),
        masks.examples()
    ))
}

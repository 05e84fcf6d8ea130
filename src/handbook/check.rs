//! `rules check`: what is wrong with the rule files, and what is missing in them.

use std::path::Path;

use anyhow::bail;
use shida_engine::problem::Level;

use crate::rules::RuleSet;

/// Runs every check that needs no reply; warnings are shown and no error.
///
/// # Errors
/// Rule files with errors, all of them shown.
pub fn check(folder: Option<&Path>) -> anyhow::Result<String> {
    let set = RuleSet::load(folder)?;
    let problems = set.problems();
    let warnings = problems.iter().filter(|problem| problem.level == Level::Warning).count();
    let errors = problems.len() - warnings;
    let shown = set.show(&problems);
    if errors > 0 {
        bail!("规则有 {errors} 处错误、{warnings} 处提醒。\n\n{shown}");
    }
    let rulebook = set.unproved()?;
    let all = rulebook.all_rules().count();
    let summary = format!(
        "{all} 条规则，{} 条起作用，{} 条试用；没有错误，{warnings} 处提醒",
        rulebook.rules.len(),
        rulebook.previews.len()
    );
    Ok(if shown.is_empty() { summary } else { format!("{shown}\n\n{summary}") })
}

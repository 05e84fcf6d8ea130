//! `rules check`: what is wrong with the rule files, and what is missing in them.

use std::path::Path;

use anyhow::{Context, bail};
use shida_engine::{
    check::{is_broken, place_of_code},
    problem::{Level, Problem},
};

use super::lock::unrevised;
use crate::{
    crosscheck::Checks,
    ingest::{columns::Columns, units::Units},
    office,
    public::PublicRules,
    relate::Settings,
    report::circular::Template,
    rules::{CALENDARS, CIRCULAR, RuleSet},
    score::{Profile, RateWords},
    trend::Cuts,
};

/// Runs every check that needs no reply; warnings are shown and no error.
///
/// # Errors
/// Rule files with errors, all of them shown.
pub fn check(folder: Option<&Path>) -> anyhow::Result<String> {
    let set = RuleSet::load(folder)?;
    let mut problems = set.problems();
    if !is_broken(&problems) {
        problems.extend(unrevised_rules(&set, folder)?);
    }
    let warnings = problems.iter().filter(|problem| problem.level == Level::Warning).count();
    let errors = problems.len() - warnings;
    let shown = set.show(&problems);
    if errors > 0 {
        bail!("规则有 {errors} 处错误、{warnings} 处提醒。\n\n{shown}");
    }
    check_others(&set)?;
    let rulebook = set.unproved()?;
    let all = rulebook.all_rules().count();
    let summary = format!(
        "{all} 条规则，{} 条起作用，{} 条试用；没有错误，{warnings} 处提醒",
        rulebook.rules.len(),
        rulebook.previews.len()
    );
    Ok(if shown.is_empty() { summary } else { format!("{shown}\n\n{summary}") })
}

/// Rules that judge otherwise than in `rules.lock`, and whose `rev` does not say so.
fn unrevised_rules(set: &RuleSet, folder: Option<&Path>) -> anyhow::Result<Vec<Problem>> {
    let rulebook = set.unproved()?;
    let codes = unrevised(folder, &rulebook)?;
    let changed = rulebook.all_rules().filter(|compiled| codes.contains(&compiled.rule.code));
    let told = changed.map(|compiled| {
        let text = set.text(&compiled.file);
        let span = place_of_code(text, compiled.place).unwrap_or(0..0);
        let rule = &compiled.rule;
        let message = format!(
            "{} 的判法与 rules.lock 不同，rev 却仍是 {}：请把 rev 加 1，再运行 shida rules lock",
            rule.code, rule.rev
        );
        Problem::error(&compiled.file, text, span, message)
    });
    Ok(told.collect())
}

/// Files that other stages read: headers, families, profiles.
fn check_others(set: &RuleSet) -> anyhow::Result<()> {
    for (name, text) in set.others() {
        let read = match name {
            "checks.toml" => Checks::parse(text).map(drop).map_err(anyhow::Error::from),
            "columns.toml" => Columns::parse(text).map(drop).map_err(anyhow::Error::from),
            "public.toml" => PublicRules::parse(text).map(drop).map_err(anyhow::Error::from),
            "units.toml" => Units::parse(text).map(drop).map_err(anyhow::Error::from),
            "rates.toml" => RateWords::parse(text).map(drop).map_err(anyhow::Error::from),
            "office.toml" => office::Settings::parse(text).map(drop).map_err(anyhow::Error::from),
            "relate.toml" => Settings::parse(text).map(drop).map_err(anyhow::Error::from),
            "trends.toml" => Cuts::parse(text).map(drop).map_err(anyhow::Error::from),
            // All years at once, below.
            _ if name.starts_with(CALENDARS) => Ok(()),
            _ => Profile::parse(text).map(drop).map_err(anyhow::Error::from),
        };
        read.with_context(|| format!("规则文件 {name} 用不了"))?;
    }
    set.calendar()?;
    Template::read(set.bytes(CIRCULAR), set.shown(CIRCULAR))?;
    Ok(())
}

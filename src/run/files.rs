//! The rule files and inputs of a run, and what its outputs call them.

use std::path::PathBuf;

use anyhow::Context;
use chrono::NaiveDate;
use shida_engine::{pack::Rule, rulebook::Rulebook};

use crate::{
    crosscheck::{self, Checks, ChecksError},
    decisions,
    report::{
        OfficeFiles,
        manifest::{Editions, InputFile},
    },
    rules::{CIRCULAR, RuleSet},
    score::Profile,
};

/// The cross-checks; files from outside must first stand the examples of all of them.
pub(super) fn checks(rules: &RuleSet, rulebook: &Rulebook) -> anyhow::Result<Checks> {
    let checks = Checks::parse(rules.text("checks.toml"))?;
    let outside = rules.origins.get("checks.toml").is_some_and(|origin| origin != "embedded");
    let failures = if outside { crosscheck::prove(rulebook, &checks) } else { Vec::new() };
    if failures.is_empty() { Ok(checks) } else { Err(ChecksError::Examples(failures).into()) }
}

/// The rule files of rates, lists, trends and circular; a broken one is told before anything is
/// read.
///
/// A public edition takes the embedded template: one made in Word may name its author, and a
/// public notice may hold anything.
pub(super) fn office_files(rules: &RuleSet, is_public: bool) -> anyhow::Result<OfficeFiles> {
    let embedded = RuleSet::load(None)?;
    let from = if is_public { &embedded } else { rules };
    let circular = (from.bytes(CIRCULAR), from.shown(CIRCULAR));
    let texts = ["rates.toml", "office.toml", "trends.toml"].map(|name| rules.text(name));
    let files = OfficeFiles::new(texts, circular);
    files.read()?;
    Ok(files)
}

/// A rule as a run keeps it: examples prove it and say nothing of a reply.
pub(super) fn without_examples(rule: &Rule) -> Rule {
    let mut rule = rule.clone();
    rule.tests.clear();
    rule
}

/// The tables, then the decisions.
pub(super) fn inputs(
    tables: Vec<crate::ingest::InputFile>,
    decided: &[PathBuf],
) -> anyhow::Result<Vec<InputFile>> {
    let named =
        |input: crate::ingest::InputFile| InputFile { file: input.name, sha256: input.sha256 };
    let mut inputs: Vec<InputFile> = tables.into_iter().map(named).collect();
    for path in decided {
        let read = InputFile::of(path).with_context(|| format!("{} 读不了", path.display()))?;
        inputs.push(InputFile { file: decisions::shown(path, decided), ..read });
    }
    Ok(inputs)
}

pub(super) fn editions(
    (rulebook, genre): (&Rulebook, &str),
    profile: &Profile,
    as_of: Option<NaiveDate>,
) -> Editions {
    Editions {
        tool: tool(),
        pack: format!("{genre}-reply {}", rulebook.version),
        pack_hash: rulebook.hash.clone(),
        dictionary_hash: rulebook.dictionary_hash.clone(),
        calendar: format!(
            "自然日与自然月；工作日按{}的工作日历（sha256:{}）",
            profile.calendar.span(),
            profile.calendar.hash()
        ),
        as_of,
        ..Editions::default()
    }
}

/// Name and version of this tool.
pub(crate) fn tool() -> String {
    format!("shida {}", env!("CARGO_PKG_VERSION"))
}

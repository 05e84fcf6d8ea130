//! One reply's way through the tool, told from the folder of a finished run alone.

mod drafts;
mod error;
mod findings;
mod folder;
mod head;
mod ledger;
mod row;
mod sentences;
mod which;

use std::path::Path;

use shida_engine::rulebook::Rulebook;

use crate::{rules::RuleSet, score::Profile};

pub use error::ExplainError;

use folder::{Case, Editions};

/// The page of the reply `id` of the run in `folder`: verdict, sentences, findings, ledger.
/// An id that a year was put before (`2024-007`) may be given without it while it is unique.
///
/// # Errors
/// A folder that is no run, a file in it that cannot be read, an id that is not in it or
/// that several years share.
pub fn explain(id: &str, folder: &Path) -> Result<String, ExplainError> {
    let editions = folder::editions(folder)?;
    let id = which::find(id, &folder::ids(folder)?)?;
    let case = folder::case(&id, folder)?;
    let rules = RuleSet::load(None)?;
    let rulebook = rules.unproved()?;
    Ok(page(&case, &editions, &rulebook, labels(&rules, &editions.profile).as_ref()))
}

/// Entries for decisions.toml about the reply `id` of the run in `folder`, as TOML: reason and
/// author are left open.
///
/// # Errors
/// As [`explain`].
pub fn drafts(id: &str, folder: &Path) -> Result<String, ExplainError> {
    folder::editions(folder)?;
    let id = which::find(id, &folder::ids(folder)?)?;
    let case = folder::case(&id, folder)?;
    Ok(drafts::text(&case, &RuleSet::load(None)?.unproved()?))
}

fn page(case: &Case, editions: &Editions, book: &Rulebook, labels: Option<&Profile>) -> String {
    let mut lines = head::lines(case, editions);
    lines.extend(foreign_rules(editions, book));
    for section in [
        sentences::lines(&case.sentences, &case.findings),
        findings::lines(case, book),
        ledger::lines(case, labels),
    ] {
        lines.push(String::new());
        lines.extend(section);
    }
    lines.push(String::new());
    lines.push(
        "某条规则的依据与例子：shida rules explain <代码>。认为判错了：加 --decide 打印裁定条目，\
         填好后存进 decisions.toml。结论只供筛查，由人确认。"
            .to_owned(),
    );
    lines.join("\n")
}

/// Names and reasons stand in the rules, not in the folder: say so when they may not fit.
fn foreign_rules(editions: &Editions, book: &Rulebook) -> Option<String> {
    (editions.pack_hash != book.hash).then(|| {
        "注意：这次运行用的规则与本程序内置的不同；命中和得分以目录为准，下面的规则名称、\
         为什么、怎么改取自内置规则，可能对不上"
            .to_owned()
    })
}

/// The embedded profile of that name gives the items their labels; a profile of an office's
/// own has most items of the default one.
fn labels(rules: &RuleSet, edition: &str) -> Option<Profile> {
    let name = edition.split(' ').next().unwrap_or_default();
    let named = |name: &str| Profile::parse(rules.text(&format!("profiles/{name}.toml"))).ok();
    named(name).or_else(|| named("default"))
}

#[cfg(test)]
mod tests;

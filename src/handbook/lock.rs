//! `rules lock`: the hashes of an adopted edition, against which `run --locked` and
//! `rules check` hold the rules.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::Deserialize;
use shida_engine::rulebook::Rulebook;

use crate::rules::RuleSet;

/// The lock of a run: beside the office's own rules, else in the working folder.
fn place(folder: Option<&Path>) -> PathBuf {
    folder.unwrap_or(Path::new("")).join("rules.lock")
}

/// Writes `rules.lock` and tells what is new in it.
///
/// # Errors
/// Rule files that cannot be used; a lock that cannot be written.
pub fn lock(folder: Option<&Path>) -> anyhow::Result<String> {
    let rulebook = RuleSet::load(folder)?.rulebook()?;
    let path = place(folder);
    let drift = match path.is_file() {
        true => drift(&Lock::read(&path)?, &rulebook),
        false => Vec::new(),
    };
    std::fs::write(&path, written(&rulebook))
        .with_context(|| format!("「{}」写不进去", path.display()))?;
    let mut told = format!("已锁定 {} 条规则：{}", rulebook.all_rules().count(), path.display());
    drift.iter().for_each(|line| told += &format!("\n  {line}"));
    Ok(told)
}

/// Holds the rules of a run against the lock.
///
/// # Errors
/// No lock, or rules that are not the locked ones, each difference named.
pub fn hold(folder: Option<&Path>, rulebook: &Rulebook) -> anyhow::Result<()> {
    let path = place(folder);
    if !path.is_file() {
        bail!("没有 {}；请先运行 shida rules lock，或去掉 --locked", path.display());
    }
    let drift = drift(&Lock::read(&path)?, rulebook);
    if drift.is_empty() {
        return Ok(());
    }
    bail!(
        "规则与 {} 锁定的不同，什么都没有做：\n  {}\n确认要用新规则，请运行 shida rules lock 重新锁定",
        path.display(),
        drift.join("\n  ")
    )
}

/// Codes of rules that judge otherwise than locked under the same `rev`; none without a lock.
///
/// # Errors
/// A lock that cannot be read.
pub(super) fn unrevised(folder: Option<&Path>, rulebook: &Rulebook) -> anyhow::Result<Vec<String>> {
    let path = place(folder);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let lock = Lock::read(&path)?;
    let changed = rulebook.semantics.rules.iter().filter(|(code, (rev, hash))| {
        lock.rules.get(*code).is_some_and(|old| old.rev == *rev && old.hash != *hash)
    });
    Ok(changed.map(|(code, _)| code.clone()).collect())
}

/// A written lock.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    edition: String,
    all: String,
    lexicon: String,
    scoring: String,
    letter: String,
    entities: String,
    documents: String,
    dictionary: String,
    packs: BTreeMap<String, String>,
    rules: BTreeMap<String, LockedRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedRule {
    rev: u32,
    hash: String,
}

impl Lock {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("「{}」读不了", path.display()))?;
        toml::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "「{}」不是规则锁，请用 shida rules lock 重写：\n{error}",
                path.display()
            )
        })
    }
}

fn written(rulebook: &Rulebook) -> String {
    let semantics = &rulebook.semantics;
    let mut text =
        String::from("# 规则锁：由 shida rules lock 写出，shida run --locked 核对；请不要手改。\n");
    let whole = [
        ("edition", &rulebook.version),
        ("all", &semantics.all),
        ("lexicon", &semantics.lexicon),
        ("scoring", &semantics.scoring),
        ("letter", &semantics.letter),
        ("entities", &semantics.entities),
        ("documents", &semantics.documents),
        ("dictionary", &rulebook.dictionary_hash),
    ];
    for (name, value) in whole {
        let _ = writeln!(text, "{name} = \"{value}\"");
    }
    text += "\n[packs]\n";
    for (id, hash) in &semantics.packs {
        let _ = writeln!(text, "{id:?} = \"{hash}\"");
    }
    text += "\n[rules]\n";
    for (code, (rev, hash)) in &semantics.rules {
        let _ = writeln!(text, "{code} = {{ rev = {rev}, hash = \"{hash}\" }}");
    }
    text
}

/// What differs from the lock, one line each.
fn drift(lock: &Lock, rulebook: &Rulebook) -> Vec<String> {
    let semantics = &rulebook.semantics;
    let mut lines = Vec::new();
    for (code, (rev, hash)) in &semantics.rules {
        match lock.rules.get(code) {
            None => lines.push(format!("{code} 是新增的规则")),
            Some(old) if old.hash == *hash => {}
            Some(old) if old.rev == *rev => {
                lines.push(format!("{code} 的判法变了，rev 仍是 {rev}（请加 1）"));
            }
            Some(old) => lines.push(format!("{code} 的判法变了（rev {} → {rev}）", old.rev)),
        }
    }
    let gone = lock.rules.keys().filter(|code| !semantics.rules.contains_key(*code));
    lines.extend(gone.map(|code| format!("{code} 没有了（代码不得改作他用）")));
    let packs = lock.packs.keys().filter(|id| !semantics.packs.contains_key(*id));
    lines.extend(packs.map(|id| format!("规则包 {id} 没有了")));
    let tables = [
        ("分值表 scoring/text.toml", &lock.scoring, &semantics.scoring),
        ("版面 letter.toml", &lock.letter, &semantics.letter),
        ("实体 entities.toml", &lock.entities, &semantics.entities),
        ("别的文件 documents.toml", &lock.documents, &semantics.documents),
        ("词表", &lock.lexicon, &semantics.lexicon),
        ("分词词典", &lock.dictionary, &rulebook.dictionary_hash),
    ];
    let changed = tables.into_iter().filter(|(_, old, new)| old != new);
    lines.extend(changed.map(|(name, _, _)| format!("{name}变了")));
    if lines.is_empty() && lock.all != semantics.all {
        lines.push(format!("规则与 {} 版锁定时不同", lock.edition));
    }
    lines
}

//! What the rules mean, as hashes: they change when a verdict could change, and only then.
//!
//! Names, messages, reasons, sources, limits, examples, comments and order do not count. The
//! words of a lexicon count for every rule that names it, the name of the lexicon does not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use crate::{
    document::DOCUMENTS_FILE,
    files::{RuleFiles, expand, merged_lexicons, parse},
    grammar::BUILT_IN_LEXICONS,
    pack::{EntityFile, Pack, Points, Rule, TextScoring},
    problem::RulesError,
};

/// Hashes (SHA-256, hex) of everything that decides a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Semantics {
    /// Of each rule by code, with its `rev`.
    pub rules: BTreeMap<String, (u32, String)>,
    /// Of each pack by id: its rules in any order.
    pub packs: BTreeMap<String, String>,
    /// All lexicons.
    pub lexicon: String,
    /// The text points and cuts.
    pub scoring: String,
    /// The letter's layout.
    pub letter: String,
    /// The entities.
    pub entities: String,
    /// What tells other documents from replies.
    pub documents: String,
    /// All of these together, the segmenter's user words, and what asks and research measures
    /// are found by.
    pub all: String,
}

impl Semantics {
    /// Hashes checked files.
    ///
    /// # Errors
    /// A file that does not parse.
    pub fn of(files: &RuleFiles) -> Result<Self, RulesError> {
        let packs = files
            .packs
            .iter()
            .map(|(name, text)| parse::<Pack>(name, text))
            .collect::<Result<Vec<_>, _>>()?;
        let lexicon = merged_lexicons(packs.iter());
        let entities: EntityFile = parse("entities.toml", &files.entities)?;
        let scoring: TextScoring = parse("scoring/text.toml", &files.scoring)?;
        let meaning = Meaning { lexicon: &lexicon, entities: &entities, scoring: &scoring };
        let mut rules = BTreeMap::new();
        let mut pack_hashes = BTreeMap::new();
        for pack in &packs {
            let hashes: BTreeSet<String> =
                pack.rules.iter().map(|rule| meaning.hash(rule)).collect();
            pack_hashes.insert(pack.pack.id.clone(), sha256(hashes));
            rules.extend(
                pack.rules.iter().map(|rule| (rule.code.clone(), (rule.rev, meaning.hash(rule)))),
            );
        }
        let table = |file: &str, text: &str| {
            parse::<Table>(file, text).map(|table| sha256([canonical(&Value::Table(table))]))
        };
        let mut semantics = Self {
            rules,
            packs: pack_hashes,
            lexicon: sha256(
                lexicon.keys().map(|name| format!("{name}={}", meaning.words(&format!("${name}")))),
            ),
            scoring: table("scoring/text.toml", &files.scoring)?,
            letter: table("letter.toml", &files.letter)?,
            entities: table("entities.toml", &files.entities)?,
            documents: sha256([documents(&files.documents)?]),
            all: String::new(),
        };
        let texts = [
            files.user_words.clone(),
            files.frequencies.clone(),
            files.near.clone(),
            table("asks.toml", &files.asks)?,
            table("measures.toml", &files.measures)?,
            table("commitments.toml", &files.commitments)?,
        ];
        semantics.all = semantics.together(&meaning, texts);
        Ok(semantics)
    }

    fn together(&self, meaning: &Meaning<'_>, texts: [String; 6]) -> String {
        let rules = self.rules.iter().map(|(code, (_, hash))| format!("{code} {hash}"));
        let built_in = BUILT_IN_LEXICONS.map(|name| meaning.words(&format!("${name}")));
        let tables = [&self.scoring, &self.letter, &self.entities, &self.documents];
        let tables = tables.map(ToString::to_string);
        sha256(rules.chain(built_in).chain(tables).chain(texts))
    }
}

/// Keys of a rule that cannot change what it finds or gives.
const WORDING: [&str; 13] = [
    "code",
    "name",
    "since",
    "rev",
    "replaced_by",
    "severity",
    "confidence",
    "message",
    "why",
    "fix",
    "source",
    "limits",
    "test",
];

/// Lists of a rule in which the order does not matter.
const SETS: [&str; 8] = [
    "unless",
    "require",
    "exceptions",
    "unless_codes",
    "unless_reply",
    "zones",
    "skip_zones",
    "only",
];

/// `documents.toml` without names of kinds and examples; names of signs are referred to.
fn documents(text: &str) -> Result<String, RulesError> {
    let mut table: Table = parse(DOCUMENTS_FILE, text)?;
    let kinds = table.get_mut("document").and_then(Value::as_array_mut);
    for kind in kinds.into_iter().flatten().filter_map(Value::as_table_mut) {
        kind.retain(|key, _| !["name", "test"].contains(&key));
    }
    Ok(canonical(&Value::Table(table)))
}

/// What the names in a rule stand for.
struct Meaning<'a> {
    lexicon: &'a BTreeMap<String, Vec<String>>,
    entities: &'a EntityFile,
    scoring: &'a TextScoring,
}

impl Meaning<'_> {
    fn hash(&self, rule: &Rule) -> String {
        let points = self.scoring.points.get(&rule.code).map(in_figures);
        // A rule without a TOML form cannot come out of a TOML file.
        let mut table = Table::try_from(rule).unwrap_or_default();
        table.retain(|key, _| !WORDING.contains(&key));
        let keys: Vec<String> = table.keys().cloned().collect();
        for key in keys {
            let Some(value) = table.get_mut(&key) else { continue };
            match value {
                Value::Array(words) if SETS.contains(&key.as_str()) => *value = self.set(words),
                Value::Array(lists) => {
                    for list in lists {
                        if let Value::Array(words) = list {
                            *list = self.set(words);
                        }
                    }
                }
                _ => {}
            }
        }
        sha256([canonical(&Value::Table(table)), points.unwrap_or_default()])
    }

    /// A list of words as what it finds, in a fixed order.
    fn set(&self, words: &[Value]) -> Value {
        let mut found: Vec<String> =
            words.iter().filter_map(Value::as_str).map(|word| self.words(word)).collect();
        found.sort();
        found.dedup();
        Value::String(found.join("|"))
    }

    fn words(&self, word: &str) -> String {
        let mut words = BTreeSet::new();
        expand(self.lexicon, word, 0, &mut words);
        let spelled = words.into_iter().map(|word| match word.strip_prefix('@') {
            Some(kind) => {
                let entries = self.entities.entities.iter().filter(|entry| entry.kind == kind);
                format!(
                    "@{kind}={}",
                    entries.map(|entry| entry.pattern.as_str()).collect::<Vec<_>>().join("|")
                )
            }
            None => word,
        });
        spelled.collect::<Vec<_>>().join("|")
    }
}

fn in_figures(points: &Points) -> String {
    format!("{:?} {} {:?} {:?}", points.each, points.hits, points.steps, points.cap)
}

/// One form for equal values: keys sorted, no blanks that depend on the writer.
fn canonical(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort();
            let mut text = String::from("{");
            for key in keys {
                let _ =
                    write!(text, "{key}={},", table.get(key).map(canonical).unwrap_or_default());
            }
            text + "}"
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

/// SHA-256 over parts, each with its length, so that no two lists of parts look alike.
pub(crate) fn sha256<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.as_ref().len() as u64).to_le_bytes());
        hasher.update(part.as_ref().as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;

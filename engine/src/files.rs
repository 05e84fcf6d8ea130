//! The texts of the rule files, and the steps that every reader of them shares.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    pack::Pack,
    problem::{Problem, RulesError},
};

/// The texts of all rule files, by name.
#[derive(Debug, Clone, Default)]
pub struct RuleFiles {
    /// `letter.toml`.
    pub letter: String,
    /// `entities.toml`.
    pub entities: String,
    /// `scoring/text.toml`.
    pub scoring: String,
    /// `(name, text)` of every pack, in order.
    pub packs: Vec<(String, String)>,
    /// Extra words for the segmenter, one a line.
    pub user_words: String,
    /// `asks.toml`; empty: suggestions are not compared with their replies.
    pub asks: String,
    /// `frequencies.tsv`, which `asks` needs.
    pub frequencies: String,
    /// `near.tsv`, which `asks` needs.
    pub near: String,
    /// `documents.toml`; empty: every text is taken for a reply.
    pub documents: String,
    /// `measures.toml`; empty: nothing is measured for research.
    pub measures: String,
    /// `commitments.toml`; empty: promises are not looked for.
    pub commitments: String,
}

/// Reads a file; after the check this does not fail.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
) -> Result<T, RulesError> {
    toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let problem = Problem::error(file, text, span, error.message().to_owned());
        RulesError { problems: vec![problem] }
    })
}

/// The lexicons of all packs as one namespace.
pub(crate) fn merged_lexicons<'a>(
    packs: impl Iterator<Item = &'a Pack>,
) -> BTreeMap<String, Vec<String>> {
    packs.flat_map(|pack| pack.lexicon.clone()).collect()
}

/// How deep lexicons may name lexicons; the check tells deeper ones.
pub(crate) const DEEPEST: usize = 5;

/// All words behind a word: itself, or what a `$lexicon` holds, a few levels deep.
pub(crate) fn expand(
    lexicon: &BTreeMap<String, Vec<String>>,
    word: &str,
    depth: usize,
    into: &mut BTreeSet<String>,
) {
    match word.strip_prefix('$') {
        Some(name) if depth < DEEPEST => {
            for word in lexicon.get(name).into_iter().flatten() {
                expand(lexicon, word, depth + 1, into);
            }
        }
        Some(_) => {}
        None => {
            into.insert(word.to_owned());
        }
    }
}

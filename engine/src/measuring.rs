//! `measures.toml`: what the research measures of one reply count, and over which lengths.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{
    files::parse,
    pack::EntityFile,
    problem::{Problem, RulesError},
};

/// `measures.toml`, checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measuring {
    /// Letters, digits and Han characters below which nothing is measured.
    pub minimum_chars: usize,
    /// Which entities make a reply specific.
    pub specificity: Specificity,
    /// What counts as said twice.
    pub redundancy: Redundancy,
    /// How lexical diversity is windowed.
    pub diversity: Diversity,
    /// Words that leave a statement open.
    pub hedges: Hedges,
}

/// The part on specificity.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specificity {
    /// Kinds of `entities.toml` that count.
    pub kinds: BTreeSet<String>,
}

/// The part on redundancy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redundancy {
    /// Chars of a phrase that, met again, is a repetition.
    pub phrase: usize,
}

/// The part on lexical diversity.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diversity {
    /// Words of a window.
    pub window: usize,
}

/// The part on hedging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hedges {
    /// The words.
    pub words: Vec<String>,
}

const NAME: &str = "measures.toml";

impl Measuring {
    /// Reads the file; `entities` are those whose kinds it may name.
    ///
    /// # Errors
    /// The first thing that cannot work, with its place or key.
    pub fn read(text: &str, entities: &EntityFile) -> Result<Self, RulesError> {
        let read: Self = parse(NAME, text)?;
        let known = |kind: &&String| entities.entities.iter().any(|entry| entry.kind == **kind);
        let problem = if read.minimum_chars == 0 {
            Some("minimum_chars 至少是 1".to_owned())
        } else if read.redundancy.phrase < 2 {
            Some("redundancy.phrase 至少是 2 个字符".to_owned())
        } else if read.diversity.window < 2 {
            Some("diversity.window 至少是 2 个词".to_owned())
        } else if read.hedges.words.iter().any(|word| word.trim().is_empty()) {
            Some("hedges.words 里有空的词".to_owned())
        } else {
            let unknown = read.specificity.kinds.iter().find(|kind| !known(kind));
            unknown.map(|kind| {
                format!(
                    "specificity.kinds 里的 {kind} 不是 entities.toml 里的实体；请改成那里有的 kind"
                )
            })
        };
        match problem {
            Some(message) => Err(RulesError { problems: vec![Problem::whole(NAME, message)] }),
            None => Ok(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../rules/measures.toml");

    fn read(text: &str) -> Result<Measuring, String> {
        let entities = toml::from_str(include_str!("../../rules/entities.toml")).unwrap();
        Measuring::read(text, &entities).map_err(|error| error.problems[0].message.clone())
    }

    #[test]
    fn the_embedded_file_can_be_used() {
        let measuring = read(TEXT).unwrap();
        assert!(measuring.specificity.kinds.contains("money"));
    }

    #[test]
    fn what_cannot_work_is_named() {
        for (from, to, told) in [
            ("minimum_chars = 30", "minimum_chars = 0", "minimum_chars"),
            ("phrase = 10", "phrase = 1", "redundancy.phrase"),
            ("window = 50", "window = 1", "diversity.window"),
            ("\"money\"", "\"gold\"", "gold"),
            ("\"可能\"", "\" \"", "空的词"),
            ("[diversity]", "[diversities]", "diversities"),
        ] {
            let text = TEXT.replacen(from, to, 1);
            assert_ne!(text, TEXT, "{from}");
            assert!(read(&text).unwrap_err().contains(told), "{to}");
        }
    }
}

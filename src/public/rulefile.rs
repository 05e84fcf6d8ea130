//! What `rules/public.toml` says: masks, exceptions, the least size of a group.

use std::collections::BTreeSet;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::digest::sha256;

/// The checked file.
#[derive(Debug, Clone)]
pub struct PublicRules {
    /// Edition of the file.
    pub edition: String,
    /// SHA-256 of its text, hexadecimal.
    pub hash: String,
    /// Fewest replies of a unit, or of a year of a unit, that are shown by its name.
    pub k: usize,
    /// What smaller units are called together.
    pub other: String,
    /// What becomes of a reply by its 公开属性.
    pub publicity: Publicity,
    /// What is no name although it looks like one.
    pub(super) never: Vec<String>,
    /// Words of which the last character is no surname.
    pub(super) tails: Vec<String>,
    /// Surnames of more than one character.
    pub(super) compound: Vec<String>,
    /// What is masked, in this order.
    pub(super) masks: Vec<Mask>,
    /// What is never masked.
    pub(super) allowed: Vec<Allowed>,
}

/// What becomes of a reply by its 公开属性; one that stands in no list is published without
/// its suggestion.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publicity {
    /// Reply and suggestion are published.
    pub whole: Vec<String>,
    /// Only number, title and verdict.
    pub title_only: Vec<String>,
    /// Nothing.
    pub withheld: Vec<String>,
}

/// One kind of personal data.
#[derive(Debug, Clone)]
pub(super) struct Mask {
    /// Stable English word; `name` is masked behind the surname.
    pub(super) kind: String,
    /// What stands in the mask.
    pub(super) label: String,
    /// What people call it.
    pub(super) name: String,
    /// The group `m` is masked, or the whole match where there is none.
    pub(super) patterns: Vec<Regex>,
    /// What goes on behind a mask, such as a list of names.
    pub(super) going_on: Option<Regex>,
    pub(super) tests: Vec<Example>,
}

/// What is never masked.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    pub(super) name: String,
    /// Kinds that it keeps off.
    pub(super) kinds: Vec<String>,
    pub(super) pattern: Regex,
    pub(super) tests: Vec<Example>,
}

/// A text and how it is shown.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub(super) text: String,
    pub(super) shown: String,
}

/// Why `public.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PublicError {
    /// Not TOML, or not these keys.
    #[error("规则文件 public.toml {0}")]
    Syntax(String),
    /// A pattern that is no regular expression.
    #[error("规则文件 public.toml 的「{name}」：正则不对：{cause}")]
    Pattern {
        /// The entry.
        name: String,
        /// What is wrong.
        cause: String,
    },
    /// A value that makes no sense.
    #[error("规则文件 public.toml：{0}")]
    Value(&'static str),
    /// Examples that do not hold.
    #[error("规则文件 public.toml 有 {} 个例子不符：\n{}", .0.len(), .0.join("\n"))]
    Examples(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: String,
    k: usize,
    other: String,
    publicity: Publicity,
    names: Names,
    mask: Vec<MaskEntry>,
    #[serde(default)]
    allow: Vec<AllowEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    surnames: String,
    compound: Vec<String>,
    not_given: String,
    never: Vec<String>,
    tails: Vec<String>,
    titles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MaskEntry {
    kind: String,
    label: String,
    name: String,
    patterns: Vec<String>,
    #[serde(rename = "continue")]
    going_on: Option<String>,
    #[serde(default, rename = "test")]
    tests: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowEntry {
    name: String,
    /// For people.
    #[serde(rename = "why")]
    _why: String,
    kinds: Vec<String>,
    pattern: String,
    #[serde(default, rename = "test")]
    tests: Vec<Example>,
}

impl PublicRules {
    /// Reads and checks the file's text; its examples are put to the proof by
    /// [`prove`](super::prove).
    ///
    /// # Errors
    /// Anything but the known keys, and values or patterns that make no sense.
    pub fn parse(text: &str) -> Result<Self, PublicError> {
        let file: File = toml::from_str(text)
            .map_err(|error| PublicError::Syntax(crate::carets::told(text, &error)))?;
        if file.k < 2 {
            return Err(PublicError::Value("k 至少是 2，否则单件的单位也会单独列出"));
        }
        if file.other.trim().is_empty() {
            return Err(PublicError::Value("other 不能空着：小单位归并后要有名称"));
        }
        let kinds: BTreeSet<&str> = file.mask.iter().map(|mask| mask.kind.as_str()).collect();
        if ["name", "phone", "id"].iter().any(|kind| !kinds.contains(kind)) {
            return Err(PublicError::Value("kind 至少要有 name、phone、id 三种，否则谈不上遮盖"));
        }
        let masks =
            file.mask.iter().map(|entry| entry.compile(&file.names)).collect::<Result<_, _>>();
        let allowed =
            file.allow.iter().map(|entry| entry.compile(&file.names)).collect::<Result<_, _>>();
        Ok(Self {
            masks: masks?,
            allowed: allowed?,
            hash: sha256(text),
            edition: file.edition,
            k: file.k,
            other: file.other,
            publicity: file.publicity,
            never: file.names.never,
            tails: file.names.tails,
            compound: file.names.compound,
        })
    }
}

impl PublicRules {
    /// Masks and exceptions.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.masks.len() + self.allowed.len()
    }

    /// The examples beside them.
    #[must_use]
    pub fn examples(&self) -> usize {
        let of_masks = self.masks.iter().map(|mask| mask.tests.len());
        of_masks.chain(self.allowed.iter().map(|allowed| allowed.tests.len())).sum()
    }
}

impl Names {
    /// A pattern with its places filled in.
    fn compile(&self, name: &str, pattern: &str) -> Result<Regex, PublicError> {
        let surname = format!("(?:{}|[{}])", self.compound.join("|"), self.surnames);
        let given = format!(r"[\p{{Han}}--[{}]]", self.not_given);
        let title = format!("(?:{})", self.titles.join("|"));
        let pattern = pattern
            .replace("{surname}", &surname)
            .replace("{given}", &given)
            .replace("{title}", &title);
        // Unicode classes over and over again are large.
        RegexBuilder::new(&pattern).size_limit(1 << 27).build().map_err(|error| {
            PublicError::Pattern { name: name.to_owned(), cause: error.to_string() }
        })
    }
}

impl MaskEntry {
    fn compile(&self, names: &Names) -> Result<Mask, PublicError> {
        let compile = |pattern: &String| names.compile(&self.name, pattern);
        Ok(Mask {
            kind: self.kind.clone(),
            label: self.label.clone(),
            name: self.name.clone(),
            patterns: self.patterns.iter().map(compile).collect::<Result<_, _>>()?,
            going_on: self.going_on.as_ref().map(compile).transpose()?,
            tests: self.tests.clone(),
        })
    }
}

impl AllowEntry {
    fn compile(&self, names: &Names) -> Result<Allowed, PublicError> {
        Ok(Allowed {
            name: self.name.clone(),
            kinds: self.kinds.clone(),
            pattern: names.compile(&self.name, &self.pattern)?,
            tests: self.tests.clone(),
        })
    }
}

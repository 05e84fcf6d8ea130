//! Compiles rule files into the one value that judging needs.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use jieba_rs::Jieba;
use regex::Regex;
use sha2::{Digest, Sha256};

use crate::{
    answer::AnswerRules,
    letter::Letter,
    pack::{EntityFile, Kind, LetterFile, Pack, Rule, TextScoring},
    reading::FUTURE,
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
}

/// Why rule files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// No TOML, or a key or value that the format does not know; the message shows the line.
    #[error("规则文件 {file} 读不懂：\n{reason}")]
    Syntax {
        /// File name.
        file: String,
        /// The parser's words, with line and caret.
        reason: String,
    },
    /// A regular expression that does not compile.
    #[error("规则文件 {file} 的 {place} 中正则写错了：{reason}")]
    Regex {
        /// File name.
        file: String,
        /// Code or key.
        place: String,
        /// The engine's words.
        reason: String,
    },
    /// Something that can never work as written.
    #[error("规则文件 {file} 的 {place}：{reason}")]
    Rule {
        /// File name.
        file: String,
        /// Code or key.
        place: String,
        /// What is wrong and what to do, in Chinese.
        reason: String,
    },
    /// No rule at all.
    #[error("没有任何规则：请检查规则目录，或去掉 --rules 用内置规则")]
    Empty,
}

/// Index of a set of words and entities that rules look for.
pub type Atom = usize;

/// A rule with its words resolved.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule as written.
    pub rule: Rule,
    /// Name of its file, for messages.
    pub file: String,
    /// One atom a slot.
    pub slots: Vec<Atom>,
    /// Words that veto.
    pub unless: Option<Atom>,
    /// Words of which one is needed.
    pub require: Option<Atom>,
    /// Words that veto when they overlap.
    pub exceptions: Option<Atom>,
    /// The pattern.
    pub regex: Option<Regex>,
}

/// Everything that judging needs: built once, shared read-only by all threads.
#[derive(Debug)]
pub struct Rulebook {
    /// Segmenter.
    pub jieba: Jieba,
    /// Letter layout.
    pub letter: Letter,
    /// Entity patterns with the atoms that want their kind.
    pub entities: Vec<(String, Regex, Vec<Atom>)>,
    /// Atoms that want dates after the letter's own (`@future`).
    pub future: Vec<Atom>,
    /// All literals of all rules.
    pub automaton: AhoCorasick,
    /// For each literal the atoms that hold it.
    pub atoms_of_literal: Vec<Vec<Atom>>,
    /// How many atoms there are.
    pub n_atoms: usize,
    /// The rules, ordered by role and then as written.
    pub rules: Vec<CompiledRule>,
    /// How suggestions are compared with replies, if at all.
    pub answering: Option<AnswerRules>,
    /// Points and cuts.
    pub scoring: TextScoring,
    /// Words without content of their own (`$filler`).
    pub filler: Atom,
    /// Words that negate (`$negation`).
    pub negation: Atom,
    /// Words that show a clause to restate the suggestion (`$restating`).
    pub restating: Atom,
    /// Words with which the restated part ends (`$restated`).
    pub restated: Atom,
    /// Words that make a word longer without making it another (`$affixes`).
    pub affixes: Atom,
    /// Words and entities that tie a clause to a case (`$anchors`).
    pub anchors: Atom,
    /// Office words that fit every case (`$abstract`).
    pub abstract_words: Atom,
    /// Edition of the first pack.
    pub version: String,
    /// Hash over everything that can change a verdict, hex; wording of messages does not
    /// count, lexicons do.
    pub hash: String,
    /// Hash over the segmenter's version and the user words, hex.
    pub dictionary_hash: String,
}

impl Rulebook {
    /// Compiles all files.
    ///
    /// # Errors
    /// The first thing that cannot work, with file, place and cure.
    pub fn compile(files: &RuleFiles) -> Result<Self, RulesError> {
        let packs = files
            .packs
            .iter()
            .map(|(name, text)| Ok((name.clone(), parse::<Pack>(name, text)?)))
            .collect::<Result<Vec<_>, RulesError>>()?;
        let lexicon = merge_lexicons(&packs)?;
        let mut atoms = Atoms { lexicon: &lexicon, sets: BTreeMap::new() };
        let filler = atoms.atom("lexicon", "filler", &["$filler".to_owned()])?;
        let negation = atoms.atom("lexicon", "negation", &["$negation".to_owned()])?;
        let restating = atoms.atom("lexicon", "restating", &["$restating".to_owned()])?;
        let restated = atoms.atom("lexicon", "restated", &["$restated".to_owned()])?;
        let affixes = atoms.atom("lexicon", "affixes", &["$affixes".to_owned()])?;
        let anchors = atoms.atom("lexicon", "anchors", &["$anchors".to_owned()])?;
        let abstract_words = atoms.atom("lexicon", "abstract", &["$abstract".to_owned()])?;
        let mut rules = Vec::new();
        for (file, pack) in &packs {
            for rule in &pack.rules {
                rules.push(compile_rule(&mut atoms, file, rule)?);
            }
        }
        if rules.is_empty() {
            return Err(RulesError::Empty);
        }
        let scoring: TextScoring = parse("scoring/text.toml", &files.scoring)?;
        check_codes(&rules, &scoring)?;
        rules.sort_by_key(|rule| rule.rule.role);

        let entity_file: EntityFile = parse("entities.toml", &files.entities)?;
        let (literals, kinds) = atoms.invert();
        let future = kinds.get(FUTURE).cloned().unwrap_or_default();
        let entities = compile_entities(entity_file, &kinds)?;
        let (words, atoms_of_literal): (Vec<_>, Vec<_>) = literals.into_iter().unzip();
        let automaton = AhoCorasick::new(&words).map_err(|error| RulesError::Rule {
            file: "packs".into(),
            place: "lexicon".into(),
            reason: format!("词表建不成自动机：{error}"),
        })?;
        let letter: LetterFile = parse("letter.toml", &files.letter)?;
        let letter = Letter::compile(letter).map_err(|error| RulesError::Regex {
            file: "letter.toml".into(),
            place: "zone/cut".into(),
            reason: error.to_string(),
        })?;
        let mut jieba = Jieba::new();
        for word in files.user_words.lines().map(str::trim).filter(|word| !word.is_empty()) {
            jieba.add_word(word, None, None);
        }
        Ok(Self {
            jieba,
            letter,
            entities,
            future,
            automaton,
            atoms_of_literal,
            n_atoms: atoms.sets.len(),
            rules,
            answering: compile_answering(files, &lexicon)?,
            scoring,
            filler,
            negation,
            restating,
            restated,
            affixes,
            anchors,
            abstract_words,
            version: packs.first().map(|(_, pack)| pack.pack.version.clone()).unwrap_or_default(),
            hash: semantic_hash(files)?,
            dictionary_hash: hex(&[SEGMENTER, &files.user_words]),
        })
    }

    /// The rule of a code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().map(|compiled| &compiled.rule).find(|rule| rule.code == code)
    }
}

fn compile_answering(
    files: &RuleFiles,
    lexicon: &BTreeMap<String, Vec<String>>,
) -> Result<Option<AnswerRules>, RulesError> {
    if files.asks.is_empty() {
        return Ok(None);
    }
    let restating = lexicon.get("restating").map_or(&[][..], Vec::as_slice);
    AnswerRules::compile(&files.asks, &files.frequencies, restating).map(Some)
}

/// The segmenter and its dictionary, as far as they decide where words end.
const SEGMENTER: &str = "jieba-rs 0.11 default dictionary, HMM off";

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, RulesError> {
    toml::from_str(text)
        .map_err(|error| RulesError::Syntax { file: file.into(), reason: error.to_string() })
}

fn merge_lexicons(packs: &[(String, Pack)]) -> Result<BTreeMap<String, Vec<String>>, RulesError> {
    let mut merged = BTreeMap::new();
    for (file, pack) in packs {
        for (name, words) in &pack.lexicon {
            let wrong = |reason: &str| RulesError::Rule {
                file: file.clone(),
                place: format!("lexicon.{name}"),
                reason: reason.into(),
            };
            if words.is_empty() {
                return Err(wrong("词表是空的，请补词或删去"));
            }
            if merged.insert(name.clone(), words.clone()).is_some() {
                return Err(wrong("词表重名，请改名或合并"));
            }
        }
    }
    Ok(merged)
}

/// Sets of words and entity kinds under construction.
struct Atoms<'a> {
    lexicon: &'a BTreeMap<String, Vec<String>>,
    sets: BTreeMap<BTreeSet<String>, Atom>,
}

impl Atoms<'_> {
    /// The atom for a list of words, `$lexicons` and `@kinds`.
    fn atom(&mut self, file: &str, place: &str, words: &[String]) -> Result<Atom, RulesError> {
        let mut set = BTreeSet::new();
        for word in words {
            self.expand(file, place, word, &mut set, 0)?;
        }
        let next = self.sets.len();
        Ok(*self.sets.entry(set).or_insert(next))
    }

    fn optional(
        &mut self,
        file: &str,
        place: &str,
        words: &[String],
    ) -> Result<Option<Atom>, RulesError> {
        if words.is_empty() { Ok(None) } else { self.atom(file, place, words).map(Some) }
    }

    /// Lexicons may name lexicons, a few levels deep.
    fn expand(
        &self,
        file: &str,
        place: &str,
        word: &str,
        set: &mut BTreeSet<String>,
        depth: usize,
    ) -> Result<(), RulesError> {
        let wrong = |reason: String| RulesError::Rule {
            file: file.to_owned(),
            place: place.to_owned(),
            reason,
        };
        if word.trim().is_empty() {
            return Err(wrong("有一个空的词，空词会处处命中".into()));
        }
        let Some(name) = word.strip_prefix('$') else {
            set.insert(word.to_owned());
            return Ok(());
        };
        let Some(words) = self.lexicon.get(name) else {
            let known: Vec<_> = self.lexicon.keys().map(String::as_str).collect();
            return Err(wrong(format!("没有词表 ${name}；现有：{}", known.join("、"))));
        };
        if depth > 4 {
            return Err(wrong(format!("词表 ${name} 套得太深，或互相引用")));
        }
        words.iter().try_for_each(|word| self.expand(file, place, word, set, depth + 1))
    }

    /// Literal → atoms, and entity kind → atoms.
    fn invert(&self) -> (BTreeMap<String, Vec<Atom>>, BTreeMap<String, Vec<Atom>>) {
        let mut literals: BTreeMap<String, Vec<Atom>> = BTreeMap::new();
        let mut kinds: BTreeMap<String, Vec<Atom>> = BTreeMap::new();
        for (set, atom) in &self.sets {
            for word in set {
                match word.strip_prefix('@') {
                    Some(kind) => kinds.entry(kind.to_owned()).or_default().push(*atom),
                    None => literals.entry(word.clone()).or_default().push(*atom),
                }
            }
        }
        (literals, kinds)
    }
}

fn compile_rule(
    atoms: &mut Atoms<'_>,
    file: &str,
    rule: &Rule,
) -> Result<CompiledRule, RulesError> {
    let code = rule.code.as_str();
    let wrong = |reason: &str| RulesError::Rule {
        file: file.to_owned(),
        place: code.to_owned(),
        reason: reason.to_owned(),
    };
    if let Some(reason) = missing_key(rule) {
        return Err(wrong(reason));
    }
    let regex = rule
        .pattern
        .as_deref()
        .map(|pattern| {
            Regex::new(pattern).map_err(|error| RulesError::Regex {
                file: file.to_owned(),
                place: code.to_owned(),
                reason: error.to_string(),
            })
        })
        .transpose()?;
    let slots =
        rule.slots.iter().map(|slot| atoms.atom(file, code, slot)).collect::<Result<_, _>>()?;
    Ok(CompiledRule {
        slots,
        unless: atoms.optional(file, code, &rule.unless)?,
        require: atoms.optional(file, code, &rule.require)?,
        exceptions: atoms.optional(file, code, &rule.exceptions)?,
        regex,
        rule: rule.clone(),
        file: file.to_owned(),
    })
}

/// What a rule of its kind cannot do without, in Chinese.
fn missing_key(rule: &Rule) -> Option<&'static str> {
    use crate::finding::Role;
    let kind_lacks = match rule.kind {
        Kind::Near if rule.slots.is_empty() => Some("near 规则要写 slots"),
        Kind::Near if rule.slots.iter().any(Vec::is_empty) => Some("slots 里有空的一格"),
        Kind::Pattern if rule.pattern.is_none() => Some("pattern 规则要写 pattern"),
        Kind::Echo if rule.share.is_none() => Some("echo 规则要写 share"),
        Kind::Measure if rule.measure.is_none() => Some("measure 规则要写 measure"),
        Kind::Measure if rule.at_least.is_none() && rule.at_most.is_none() => {
            Some("measure 规则要写 at_least 或 at_most")
        }
        Kind::Shape if rule.steps.is_empty() => Some("shape 规则要写 steps"),
        _ => None,
    };
    kind_lacks.or_else(|| {
        (rule.role == Role::Frame && rule.class.is_none()).then_some("frame 规则要写 class")
    })
}

fn check_codes(rules: &[CompiledRule], scoring: &TextScoring) -> Result<(), RulesError> {
    let mut seen = BTreeSet::new();
    for rule in rules {
        if !seen.insert(rule.rule.code.as_str()) {
            return Err(RulesError::Rule {
                file: rule.file.clone(),
                place: rule.rule.code.clone(),
                reason: "代码重复；代码一经使用不得再用".into(),
            });
        }
    }
    for rule in rules {
        let named = rule.rule.unless_codes.iter().chain(&rule.rule.unless_reply);
        for code in named.chain(rule.rule.steps.iter().flatten()) {
            let earlier = rules
                .iter()
                .find(|other| &other.rule.code == code)
                .is_some_and(|other| other.rule.role < rule.rule.role);
            if !earlier {
                return Err(RulesError::Rule {
                    file: rule.file.clone(),
                    place: rule.rule.code.clone(),
                    reason: format!(
                        "引用的 {code} 不存在，或不在前一级（顺序：evidence、frame、penalty、gate）"
                    ),
                });
            }
        }
    }
    match scoring.points.keys().find(|code| !seen.contains(code.as_str())) {
        Some(code) => Err(RulesError::Rule {
            file: "scoring/text.toml".into(),
            place: format!("points.{code}"),
            reason: "没有这条规则；请改正代码或删去".into(),
        }),
        None => Ok(()),
    }
}

fn compile_entities(
    file: EntityFile,
    kinds: &BTreeMap<String, Vec<Atom>>,
) -> Result<Vec<(String, Regex, Vec<Atom>)>, RulesError> {
    let mut entities = Vec::new();
    for entry in file.entities {
        let regex = Regex::new(&entry.pattern).map_err(|error| RulesError::Regex {
            file: "entities.toml".into(),
            place: entry.kind.clone(),
            reason: error.to_string(),
        })?;
        let atoms = kinds.get(&entry.kind).cloned().unwrap_or_default();
        entities.push((entry.kind, regex, atoms));
    }
    let mut known: BTreeSet<&str> = entities.iter().map(|(kind, _, _)| kind.as_str()).collect();
    known.insert(FUTURE);
    match kinds.keys().find(|kind| !known.contains(kind.as_str())) {
        Some(kind) => Err(RulesError::Rule {
            file: "packs".into(),
            place: format!("@{kind}"),
            reason: format!(
                "没有这种实体；现有：{}",
                known.into_iter().collect::<Vec<_>>().join("、")
            ),
        }),
        None => Ok(entities),
    }
}

/// Keys that change what people read, not what is judged.
const WORDING: [&str; 7] = ["name", "message", "why", "fix", "source", "test", "title"];

fn semantic_hash(files: &RuleFiles) -> Result<String, RulesError> {
    let mut parts = vec![files.user_words.clone()];
    let named = [
        ("letter.toml", &files.letter),
        ("entities.toml", &files.entities),
        ("scoring/text.toml", &files.scoring),
    ];
    let packs = files.packs.iter().map(|(name, text)| (name.as_str(), text));
    if !files.asks.is_empty() {
        let table: toml::Table = parse("asks.toml", &files.asks)?;
        parts.extend([table.to_string(), files.frequencies.clone()]);
    }
    for (name, text) in named.into_iter().chain(packs) {
        let mut table: toml::Table = parse(name, text)?;
        drop_wording(&mut table);
        parts.push(table.to_string());
    }
    Ok(hex(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn drop_wording(table: &mut toml::Table) {
    table.retain(|key, _| !WORDING.contains(&key));
    for value in table.iter_mut().map(|(_, value)| value) {
        match value {
            toml::Value::Table(inner) => drop_wording(inner),
            toml::Value::Array(items) => {
                items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(drop_wording)
            }
            _ => {}
        }
    }
}

fn hex(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

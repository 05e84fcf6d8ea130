//! Compiles rule files into the one value that judging needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    answering::AnswerRules,
    calendar::FUTURE,
    check::check,
    document::{DOCUMENTS_FILE, DocumentRules},
    files::{expand, merged_lexicons, parse},
    grammar::BUILT_IN_LEXICONS,
    letter::Letter,
    measuring::Measuring,
    pack::{EntityEntry, EntityFile, LetterFile, Pack, Rule, Status, TextScoring},
    pattern::Pattern,
    problem::{Level, Problem},
    promising::PromiseRules,
    semantics::{Semantics, sha256},
};
use aho_corasick::AhoCorasick;
use jieba_rs::Jieba;

pub use crate::{files::RuleFiles, problem::RulesError};

/// Index of a set of words and entities that rules look for.
pub type Atom = usize;

/// A rule with its words resolved.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule as written.
    pub rule: Rule,
    /// Its code, shared by the verdicts on all replies in which it fires.
    pub code: Arc<str>,
    /// Name of its file, for messages.
    pub file: String,
    /// Its number in that file, from 0.
    pub place: usize,
    /// The kind of letters that it is for; `None` = all kinds.
    pub genre: Option<String>,
    /// One atom a slot.
    pub slots: Vec<Atom>,
    /// Words that veto.
    pub unless: Option<Atom>,
    /// Words of which one is needed.
    pub require: Option<Atom>,
    /// Words that veto when they overlap.
    pub exceptions: Option<Atom>,
    /// The pattern.
    pub regex: Option<Pattern>,
    /// What the head must hold.
    pub when: Option<Pattern>,
}

/// Everything that judging needs: built once, shared read-only by all threads.
#[derive(Debug)]
pub struct Rulebook {
    /// Segmenter.
    pub jieba: Jieba,
    /// Letter layout.
    pub letter: Letter,
    /// Entity patterns with the atoms that want their kind.
    pub entities: Vec<(String, Pattern, Vec<Atom>)>,
    /// Atoms that want dates after the letter's own (`@future`).
    pub future: Vec<Atom>,
    /// All literals of all rules.
    pub automaton: AhoCorasick,
    /// For each literal the atoms that hold it.
    pub atoms_of_literal: Vec<Vec<Atom>>,
    /// How many atoms there are.
    pub n_atoms: usize,
    /// The rules in force, ordered by role and then as written.
    pub rules: Vec<CompiledRule>,
    /// Rules on trial, in the same order: found, without any effect.
    pub previews: Vec<CompiledRule>,
    /// How suggestions are compared with replies, if at all.
    pub answering: Option<AnswerRules>,
    /// How other documents in a reply's place are told from replies.
    pub documents: DocumentRules,
    /// What the research measures count, if they are wanted.
    pub measuring: Option<Measuring>,
    /// Their hedging words.
    pub hedges: Atom,
    /// The kinds of letters that packs are for, each with its pack's title.
    pub genres: BTreeMap<String, String>,
    /// How promises are found, if they are.
    pub promising: Option<PromiseRules>,
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
    /// Hash over everything that can change a verdict or a research measure, hex; wording of
    /// messages does not count, lexicons do.
    pub hash: String,
    /// The hashes of the single rules, packs and tables behind `hash`.
    pub semantics: Semantics,
    /// Hash over the segmenter's version and the user words, hex.
    pub dictionary_hash: String,
}

impl Rulebook {
    /// Checks and compiles all files.
    ///
    /// # Errors
    /// Everything that cannot work, each with file, place and cure.
    pub fn compile(files: &RuleFiles) -> Result<Self, RulesError> {
        let mut problems = check(files);
        problems.retain(|problem| problem.level == Level::Error);
        if !problems.is_empty() {
            return Err(RulesError { problems });
        }
        let packs = files
            .packs
            .iter()
            .map(|(name, text)| Ok((name.clone(), parse::<Pack>(name, text)?)))
            .collect::<Result<Vec<_>, RulesError>>()?;
        let lexicon = merged_lexicons(packs.iter().map(|(_, pack)| pack));
        let mut atoms = Atoms { lexicon: &lexicon, sets: BTreeMap::new() };
        let [filler, negation, restating, restated, affixes, anchors, abstract_words] =
            BUILT_IN_LEXICONS.map(|name| atoms.atom(&[format!("${name}")]));
        let entity_file: EntityFile = parse("entities.toml", &files.entities)?;
        let measuring = (!files.measures.is_empty())
            .then(|| Measuring::read(&files.measures, &entity_file))
            .transpose()?;
        let hedges = atoms.atom(measuring.as_ref().map_or(&[], |rules| &rules.hedges.words));
        let mut rules = Vec::new();
        for (file, pack) in &packs {
            for (place, rule) in pack.rules.iter().enumerate() {
                let genre = pack.pack.genre.clone();
                rules
                    .push(CompiledRule { genre, ..compile_rule(&mut atoms, file, (place, rule))? });
            }
        }
        if rules.is_empty() {
            return Err(whole("packs", NO_RULE));
        }
        rules.sort_by_key(|rule| rule.rule.role);
        let (previews, rules) =
            rules.into_iter().partition(|rule| rule.rule.status == Status::Preview);
        let (literals, kinds) = atoms.invert();
        let future = kinds.get(FUTURE).cloned().unwrap_or_default();
        let entities = compile_entities(entity_file, &kinds)?;
        let (words, atoms_of_literal): (Vec<_>, Vec<_>) = literals.into_iter().unzip();
        let automaton = AhoCorasick::new(&words)
            .map_err(|error| whole("packs", &format!("词表建不成自动机：{error}")))?;
        let letter: LetterFile = parse("letter.toml", &files.letter)?;
        let letter =
            Letter::compile(letter).map_err(|error| whole("letter.toml", &too_big(&error)))?;
        let semantics = Semantics::of(files)?;
        Ok(Self {
            jieba: segmenter(&files.user_words),
            letter,
            entities,
            future,
            automaton,
            atoms_of_literal,
            n_atoms: atoms.sets.len(),
            rules,
            previews,
            genres: packs
                .iter()
                .filter_map(|(_, pack)| Some((pack.pack.genre.clone()?, pack.pack.title.clone())))
                .collect(),
            scoring: parse("scoring/text.toml", &files.scoring)?,
            measuring,
            hedges,
            answering: compile_answering(files, &lexicon)?,
            documents: compile_documents(&files.documents)?,
            promising: compile_promising(files)?,
            filler,
            negation,
            restating,
            restated,
            affixes,
            anchors,
            abstract_words,
            version: packs.first().map(|(_, pack)| pack.pack.version.clone()).unwrap_or_default(),
            hash: semantics.all.clone(),
            semantics,
            dictionary_hash: sha256([SEGMENTER, &files.user_words]),
        })
    }

    /// Drops the rules for other kinds of letters; the hash stays that of all packs.
    ///
    /// # Errors
    /// No pack is for that kind: the known kinds, each with its pack's title.
    pub fn keep_genre(&mut self, genre: &str) -> Result<(), BTreeMap<String, String>> {
        if !self.genres.contains_key(genre) {
            return Err(self.genres.clone());
        }
        let fits = |rule: &CompiledRule| rule.genre.as_deref().is_none_or(|own| own == genre);
        self.rules.retain(fits);
        self.previews.retain(fits);
        Ok(())
    }

    /// All rules: those in force, by role and then as written, and then those on trial.
    pub fn all_rules(&self) -> impl Iterator<Item = &CompiledRule> + Clone {
        self.rules.iter().chain(&self.previews)
    }

    /// Whether a code is that of a rule on trial.
    #[must_use]
    pub fn is_on_trial(&self, code: &str) -> bool {
        self.previews.iter().any(|compiled| compiled.rule.code == code)
    }

    /// The rule of a code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.all_rules().map(|compiled| &compiled.rule).find(|rule| rule.code == code)
    }
}

const NO_RULE: &str = "没有任何规则：请检查规则目录，或去掉 --rules 用内置规则";

fn compile_documents(text: &str) -> Result<DocumentRules, RulesError> {
    DocumentRules::compile(parse(DOCUMENTS_FILE, text)?)
        .map_err(|error| whole(DOCUMENTS_FILE, &too_big(&error)))
}

fn compile_answering(
    files: &RuleFiles,
    lexicon: &BTreeMap<String, Vec<String>>,
) -> Result<Option<AnswerRules>, RulesError> {
    if files.asks.is_empty() {
        return Ok(None);
    }
    let restating = lexicon.get("restating").map_or(&[][..], Vec::as_slice);
    AnswerRules::compile(&files.asks, (&files.frequencies, &files.near), restating).map(Some)
}

fn compile_promising(files: &RuleFiles) -> Result<Option<PromiseRules>, RulesError> {
    let given = !files.commitments.is_empty();
    given.then(|| PromiseRules::compile(&files.commitments)).transpose()
}

/// The segmenter and its dictionary, as far as they decide where words end.
const SEGMENTER: &str = "jieba-rs 0.11 default dictionary, HMM off";

fn segmenter(user_words: &str) -> Jieba {
    let mut jieba = Jieba::new();
    for word in user_words.lines().map(str::trim).filter(|word| !word.is_empty()) {
        jieba.add_word(word, None, None);
    }
    jieba
}

fn whole(file: &str, message: &str) -> RulesError {
    RulesError { problems: vec![Problem::whole(file, message.to_owned())] }
}

fn too_big(error: &regex::Error) -> String {
    format!("正则用不了（多半是太大）：{error}")
}

/// Sets of words and entity kinds under construction.
struct Atoms<'a> {
    lexicon: &'a BTreeMap<String, Vec<String>>,
    sets: BTreeMap<BTreeSet<String>, Atom>,
}

impl Atoms<'_> {
    /// The atom for a list of words, `$lexicons` and `@kinds`.
    fn atom(&mut self, words: &[String]) -> Atom {
        let mut set = BTreeSet::new();
        words.iter().for_each(|word| expand(self.lexicon, word, 0, &mut set));
        let next = self.sets.len();
        *self.sets.entry(set).or_insert(next)
    }

    fn optional(&mut self, words: &[String]) -> Option<Atom> {
        (!words.is_empty()).then(|| self.atom(words))
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
    (place, rule): (usize, &Rule),
) -> Result<CompiledRule, RulesError> {
    let compile = |pattern: &Option<String>| {
        let regex = pattern.as_deref().map(Pattern::new).transpose();
        regex.map_err(|error| whole(file, &format!("{}：{}", rule.code, too_big(&error))))
    };
    Ok(CompiledRule {
        slots: rule.slots.iter().map(|slot| atoms.atom(slot)).collect(),
        unless: atoms.optional(&rule.unless),
        require: atoms.optional(&rule.require),
        exceptions: atoms.optional(&rule.exceptions),
        regex: compile(&rule.pattern)?,
        when: compile(&rule.when)?,
        rule: rule.clone(),
        code: rule.code.as_str().into(),
        file: file.to_owned(),
        place,
        genre: None,
    })
}

fn compile_entities(
    file: EntityFile,
    kinds: &BTreeMap<String, Vec<Atom>>,
) -> Result<Vec<(String, Pattern, Vec<Atom>)>, RulesError> {
    let compile = |entry: EntityEntry| {
        let regex = Pattern::new(&entry.pattern).map_err(|error| {
            whole("entities.toml", &format!("{}：{}", entry.kind, too_big(&error)))
        })?;
        let atoms = kinds.get(&entry.kind).cloned().unwrap_or_default();
        Ok((entry.kind, regex, atoms))
    };
    file.entities.into_iter().map(compile).collect()
}

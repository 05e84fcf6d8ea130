//! The names that rules may refer to, and lexicons that nothing refers to.

use std::{collections::BTreeMap, ops::Range};

use toml::{Spanned, de::DeValue};

use super::Sheet;
use crate::{calendar::FUTURE, files::DEEPEST, grammar::BUILT_IN_LEXICONS, problem::Problem};

/// A word of a list with its place.
pub(super) type Placed<'a> = (&'a str, Range<usize>);

/// The words of a list, and of the lists in a list of lists.
pub(super) fn placed<'a>(value: &'a Spanned<DeValue<'_>>) -> Vec<Placed<'a>> {
    match value.get_ref() {
        DeValue::String(word) => vec![(word.as_ref(), value.span())],
        DeValue::Array(items) => items.iter().flat_map(|item| placed(item)).collect(),
        _ => Vec::new(),
    }
}

/// Lexicons and entity kinds of all files.
pub(super) struct Names<'a> {
    lexicons: BTreeMap<&'a str, Vec<&'a str>>,
    pub(super) kinds: Vec<&'a str>,
}

impl<'a> Names<'a> {
    /// Collects the names; tells double ones, and missing lexicons that the engine reads.
    pub(super) fn of(sheets: &'a [Sheet<'a>], problems: &mut Vec<Problem>) -> Self {
        let mut lexicons = BTreeMap::new();
        for (sheet, name, span, words) in entries(sheets) {
            let words = words.into_iter().map(|(word, _)| word).collect();
            if lexicons.insert(name, words).is_some() {
                problems.push(sheet.error(span, format!("词表 {name} 重名，请改名或合并")));
            }
        }
        let mut kinds: Vec<&str> = Vec::new();
        for sheet in sheets {
            let entities =
                sheet.tables("entity").into_iter().filter_map(|entity| entity.get_ref().as_table());
            kinds.extend(entities.filter_map(|entity| entity.get("kind")?.get_ref().as_str()));
        }
        kinds.push(FUTURE);
        kinds.sort_unstable();
        kinds.dedup();
        for name in BUILT_IN_LEXICONS.iter().filter(|name| !lexicons.contains_key(**name)) {
            let file = sheets.iter().map(|sheet| sheet.file).find(|file| file.contains("lexicon"));
            let message = format!("缺少判读必需的词表 {name}，请在 [lexicon] 里补上");
            problems.push(Problem::whole(file.unwrap_or("packs"), message));
        }
        Self { lexicons, kinds }
    }

    /// The literal words behind a word, a `$lexicon` or an `@entity` (which has none).
    pub(super) fn literals(&self, word: &'a str) -> Vec<&'a str> {
        let mut words = Vec::new();
        self.expand(word, 0, &mut words);
        words
    }

    fn expand(&self, word: &'a str, depth: usize, into: &mut Vec<&'a str>) {
        match word.strip_prefix('$') {
            Some(name) if depth < DEEPEST => {
                for word in self.lexicons.get(name).into_iter().flatten() {
                    self.expand(word, depth + 1, into);
                }
            }
            Some(_) => {}
            None if word.starts_with('@') => {}
            None => into.push(word),
        }
    }

    /// A reference that leads nowhere, or round in a circle.
    pub(super) fn wrong_reference(
        &self,
        sheet: &Sheet<'_>,
        (word, span): &Placed<'_>,
    ) -> Option<Problem> {
        if let Some(kind) = word.strip_prefix('@') {
            return (!self.kinds.contains(&kind)).then(|| {
                let known = self.kinds.iter().map(|kind| format!("@{kind}"));
                sheet.error(span.clone(), format!("没有实体 {word}")).with_known(known)
            });
        }
        let name = word.strip_prefix('$')?;
        if !self.lexicons.contains_key(name) {
            let known = self.lexicons.keys().map(|name| format!("${name}"));
            return Some(sheet.error(span.clone(), format!("没有词表 {word}")).with_known(known));
        }
        let circular = self.depth(name, 0) >= DEEPEST;
        circular.then(|| sheet.error(span.clone(), format!("词表 {word} 互相引用，或套得太深")))
    }

    fn depth(&self, name: &str, above: usize) -> usize {
        if above >= DEEPEST {
            return above;
        }
        let words = self.lexicons.get(name).into_iter().flatten();
        let inner = words.filter_map(|word| word.strip_prefix('$'));
        inner.map(|name| self.depth(name, above + 1)).max().unwrap_or(above)
    }
}

type Entry<'a> = (&'a Sheet<'a>, &'a str, Range<usize>, Vec<Placed<'a>>);

/// Every lexicon with its sheet, name, place and words.
pub(super) fn entries<'a>(sheets: &'a [Sheet<'a>]) -> Vec<Entry<'a>> {
    let mut found = Vec::new();
    for sheet in sheets {
        let lexicon =
            sheet.root.get_ref().get("lexicon").and_then(|value| value.get_ref().as_table());
        for (name, words) in lexicon.into_iter().flatten() {
            found.push((sheet, name.get_ref().as_ref(), name.span(), placed(words)));
        }
    }
    found
}

/// Warns of lexicons that no rule and no other lexicon names, and of words written twice.
pub(super) fn unused(sheets: &[Sheet<'_>], problems: &mut Vec<Problem>) {
    let mut used: Vec<&str> = BUILT_IN_LEXICONS.to_vec();
    for sheet in sheets {
        for rule in sheet.tables("rule") {
            let values = rule.get_ref().as_table().into_iter().flatten();
            let words = values.flat_map(|(_, value)| placed(value));
            used.extend(words.filter_map(|(word, _)| word.strip_prefix('$')));
        }
    }
    for (_, _, _, words) in entries(sheets) {
        used.extend(words.into_iter().filter_map(|(word, _)| word.strip_prefix('$')));
    }
    for (sheet, name, span, words) in entries(sheets) {
        if !used.contains(&name) {
            problems
                .push(sheet.error(span.clone(), format!("词表 {name} 没有规则使用")).as_warning());
        }
        let mut seen = std::collections::BTreeSet::new();
        let twice: Vec<_> = words.into_iter().filter(|(word, _)| !seen.insert(*word)).collect();
        if let Some((_, place)) = twice.first() {
            let list: Vec<&str> = twice.iter().map(|(word, _)| *word).collect();
            let message = format!("词表 {name} 里有重复的词：{}", list.join("、"));
            problems.push(sheet.error(place.clone(), message).as_warning());
        }
    }
}

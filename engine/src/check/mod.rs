//! Checks rule files before they are used: whatever can be known to do nothing, or never to
//! work, is told with its place.
//!
//! First each file for itself against the grammar, then, once all are sound, the rules
//! against each other.

mod document;
mod documents;
mod lexicons;
mod regexes;
mod rules;
mod words;

use toml::{Spanned, de::DeTable};

use crate::{
    asks_grammar::ASKS,
    document::DOCUMENTS_FILE,
    files::RuleFiles,
    grammar::{DOCUMENTS, ENTITIES, Key, LETTER, PACK, SCORING},
    letter::Letter,
    problem::{Level, Problem},
    table_grammars::{COMMITMENTS, MEASURES},
};

/// Everything that is wrong with the files, errors and warnings, by file and place.
#[must_use]
pub fn check(files: &RuleFiles) -> Vec<Problem> {
    let mut problems = Vec::new();
    let sheets = read(files, &mut problems);
    if problems.is_empty() {
        across(files, &sheets, &mut problems);
    }
    let order = |name: &str| sheets.iter().position(|sheet| sheet.file == name);
    problems.sort_by_key(|problem| (order(&problem.file), problem.span.start));
    problems.dedup();
    problems
}

/// What is wrong with one TOML file whose valid keys are `keys`: its syntax, else unknown and
/// missing keys and values of the wrong sort. `file` is what the problems call it.
#[must_use]
pub fn against(file: &str, text: &str, keys: &[Key]) -> Vec<Problem> {
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => return vec![document::syntax(file, text, &error)],
    };
    let mut problems = Vec::new();
    document::check(&Sheet { file, text, root }, keys, &mut problems);
    problems
}

/// Whether there is an error among the problems.
#[must_use]
pub fn is_broken(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.level == Level::Error)
}

/// The bytes of one example of a rule (or of a kind of document) in the text of its file: what
/// a report on a failing example points at. `rule` and `example` count from 0 in the order of the file.
#[must_use]
pub fn place_of_example(text: &str, rule: usize, example: usize) -> Option<std::ops::Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let tables = root.get_ref().get("rule").or_else(|| root.get_ref().get("document"))?;
    let rule = tables.get_ref().as_array()?.get(rule)?;
    let tests = rule.get_ref().as_table()?.get("test")?.get_ref().as_array()?;
    let test = tests.get(example)?;
    let keys = test.get_ref().as_table()?;
    Some(keys.get("hit").or_else(|| keys.get("miss")).unwrap_or(test).span())
}

/// The bytes of a rule's code in the text of its pack; `rule` counts from 0.
#[must_use]
pub fn place_of_code(text: &str, rule: usize) -> Option<std::ops::Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let rule = root.get_ref().get("rule")?.get_ref().as_array()?.get(rule)?;
    Some(rule.get_ref().as_table()?.get("code")?.span())
}

/// A rule file with the places of its values.
struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    root: Spanned<DeTable<'a>>,
}

impl Sheet<'_> {
    fn error(&self, span: std::ops::Range<usize>, message: impl Into<String>) -> Problem {
        Problem::error(self.file, self.text, span, message.into())
    }

    fn tables(&self, key: &str) -> Vec<&Spanned<toml::de::DeValue<'_>>> {
        let array = self.root.get_ref().get(key).and_then(|value| value.get_ref().as_array());
        array.map(|items| items.iter().collect()).unwrap_or_default()
    }
}

fn read<'a>(files: &'a RuleFiles, problems: &mut Vec<Problem>) -> Vec<Sheet<'a>> {
    let packs = files.packs.iter().map(|(file, text)| (file.as_str(), text.as_str(), PACK));
    let others = [
        ("letter.toml", files.letter.as_str(), LETTER),
        ("entities.toml", files.entities.as_str(), ENTITIES),
        ("scoring/text.toml", files.scoring.as_str(), SCORING),
        (DOCUMENTS_FILE, files.documents.as_str(), DOCUMENTS),
    ];
    // Without them, suggestions are not compared with their replies, nothing is measured for
    // research, and promises are not looked for.
    let may_lack = [
        ("asks.toml", files.asks.as_str(), ASKS),
        ("measures.toml", files.measures.as_str(), MEASURES),
        ("commitments.toml", files.commitments.as_str(), COMMITMENTS),
    ];
    let given = may_lack.into_iter().filter(|(_, text, _)| !text.is_empty());
    let mut sheets = Vec::new();
    for (file, text, keys) in packs.chain(others).chain(given) {
        match DeTable::parse(text) {
            Ok(root) => {
                let sheet = Sheet { file, text, root };
                document::check(&sheet, keys, problems);
                sheets.push(sheet);
            }
            Err(error) => problems.push(document::syntax(file, text, &error)),
        }
    }
    sheets
}

fn across(files: &RuleFiles, sheets: &[Sheet<'_>], problems: &mut Vec<Problem>) {
    regexes::check(sheets, problems);
    documents::check(sheets, problems);
    let Some(letter) =
        toml::from_str(&files.letter).ok().and_then(|file| Letter::compile(file).ok())
    else {
        return;
    };
    let names = lexicons::Names::of(sheets, problems);
    words::check(sheets, &names, &letter, problems);
    rules::check(sheets, &names, problems);
    lexicons::unused(sheets, problems);
}

#[cfg(test)]
mod tests;

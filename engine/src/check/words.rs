//! Words that can never be found, because the folded text never holds them.

use toml::{Spanned, de::DeValue};

use super::{
    Sheet,
    lexicons::{Names, Placed, entries, placed},
};
use crate::{fold::fold, letter::Letter, problem::Problem, split::split};

/// The keys of a rule that hold words.
pub(super) const WORD_KEYS: [&str; 4] = ["slots", "unless", "require", "exceptions"];

pub(super) fn check(
    sheets: &[Sheet<'_>],
    names: &Names<'_>,
    letter: &Letter,
    problems: &mut Vec<Problem>,
) {
    for (sheet, _, _, words) in entries(sheets) {
        problems.extend(words.iter().filter_map(|word| wrong(sheet, names, letter, word)));
    }
    for sheet in sheets {
        for rule in sheet.tables("rule") {
            for key in WORD_KEYS {
                let words = words_of(rule, key);
                problems.extend(words.iter().filter_map(|word| wrong(sheet, names, letter, word)));
            }
        }
    }
}

/// The words behind a key of a rule, with their places.
pub(super) fn words_of<'a>(rule: &'a Spanned<DeValue<'_>>, key: &str) -> Vec<Placed<'a>> {
    let value = rule.get_ref().as_table().and_then(|rule| rule.get(key));
    value.map(|value| placed(value)).unwrap_or_default()
}

fn wrong(
    sheet: &Sheet<'_>,
    names: &Names<'_>,
    letter: &Letter,
    placed: &Placed<'_>,
) -> Option<Problem> {
    let (word, span) = placed;
    if word.starts_with(['$', '@']) {
        return names.wrong_reference(sheet, placed);
    }
    let folded = fold(word, |char| letter.simplify(char), |_| false);
    if folded.text != *word {
        let message = format!(
            "“{word}”永远不会命中：比对前文字已折叠（全角转半角、繁体转简体、去空白），请写“{}”",
            folded.text
        );
        return Some(sheet.error(span.clone(), message));
    }
    let cut = split(&folded, &[]).clauses.len() > 1;
    cut.then(|| {
        let message = format!("“{word}”永远不会命中：中间有断句的标点，一处命中不会跨过小句");
        sheet.error(span.clone(), message)
    })
}

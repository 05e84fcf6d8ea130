//! `documents.toml` for itself: names that nothing bears, weights that never suffice, examples
//! of one sort only.

use toml::{Spanned, de::DeValue};

use super::{Sheet, words::words_of};
use crate::{
    document::{DOCUMENTS_FILE, DocumentEntry, DocumentExample, DocumentFile},
    problem::Problem,
};

/// Examples that a kind should have: what must be recognised, and what must not be.
const HITS: usize = 5;
const MISSES: usize = 8;

pub(super) fn check(sheets: &[Sheet<'_>], problems: &mut Vec<Problem>) {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.file == DOCUMENTS_FILE) else { return };
    // What does not parse has been told already.
    let Ok(file) = toml::from_str::<DocumentFile>(sheet.text) else { return };
    let names: Vec<&str> = file.replies.iter().map(|sign| sign.name.as_str()).collect();
    for (table, entry) in sheet.tables("document").into_iter().zip(&file.documents) {
        let place = |key: &str| place_of(table, key);
        for (name, span) in words_of(table, "despite") {
            if !names.contains(&name) {
                let message = format!("{}：没有叫“{name}”的复函标志", entry.kind);
                problems.push(sheet.error(span, message).with_known(&names));
            }
        }
        let message = |reason: &str| format!("{}：{reason}", entry.kind);
        if entry.least < 2 {
            let reason = "least 至少是 2：只凭一个轻的标志就拒收，会错拒真答复";
            problems.push(sheet.error(place("least"), message(reason)));
        }
        if entry.signs.iter().map(|sign| sign.weight).sum::<u32>() < entry.least {
            let reason = "所有标志的分量加起来也不到 least，永远认不出";
            problems.push(sheet.error(place("least"), message(reason)));
        }
        if entry.copied.is_some_and(|share| !(0.5..=1.0).contains(&share)) {
            let reason = "copied 是 0.5—1 的比例";
            problems.push(sheet.error(place("copied"), message(reason)));
        }
        let both = |example: &&DocumentExample| example.hit.is_some() == example.miss.is_some();
        if entry.tests.iter().any(|example| both(&example)) {
            let reason = "一个例子写 hit 和 miss 中的一个";
            problems.push(sheet.error(place("test"), message(reason)));
        }
        problems.extend(few_examples(sheet, table, entry));
    }
}

fn few_examples(
    sheet: &Sheet<'_>,
    table: &Spanned<DeValue<'_>>,
    entry: &DocumentEntry,
) -> Option<Problem> {
    let hits = entry.tests.iter().filter(|example| example.hit.is_some()).count();
    let misses = entry.tests.len() - hits;
    (hits < HITS || misses < MISSES).then(|| {
        let message = format!(
            "{}：要有至少 {HITS} 个 hit 和 {MISSES} 个 miss，现有 {hits} 和 {misses}",
            entry.kind
        );
        sheet.error(place_of(table, "kind"), message).as_warning()
    })
}

fn place_of(table: &Spanned<DeValue<'_>>, key: &str) -> std::ops::Range<usize> {
    table.get_ref().as_table().and_then(|keys| keys.get(key)).unwrap_or(table).span()
}

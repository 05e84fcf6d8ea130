//! Decisions in words, for people and for machine files.

use std::{collections::BTreeSet, sync::Arc};

use shida_engine::{decided::comparable, rulebook::Rulebook};

use super::file::{ANSWER, CONFIRM, NON_ANSWER, SUPPRESS};
use crate::records::{Decision, Ruling};

/// The word of the file.
#[must_use]
pub fn label(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Suppress(_) => SUPPRESS,
        Ruling::Confirm(_) => CONFIRM,
        Ruling::Reply { non_answer: true, .. } => NON_ANSWER,
        Ruling::Reply { non_answer: false, .. } => ANSWER,
    }
}

/// The column `decision` of replies: `answer` or `non_answer`, and `suppress:CODE` or
/// `confirm:CODE` for each code of which findings were suppressed or confirmed, sorted and
/// `;`-separated; `None` = nothing was decided.
#[must_use]
pub fn codes(decisions: &[Arc<Decision>]) -> Option<String> {
    let words: BTreeSet<String> = decisions
        .iter()
        .map(|decision| match &decision.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
                format!("{}:{}", label(&decision.ruling), hit.code)
            }
            ruling => label(ruling).to_owned(),
        })
        .collect();
    (!words.is_empty()).then(|| words.into_iter().collect::<Vec<_>>().join(";"))
}

/// What was decided about what: 「误报 N010」, 「不是应付式答复」.
#[must_use]
pub fn about(ruling: &Ruling) -> String {
    match ruling {
        Ruling::Suppress(hit) => format!("误报 {}", hit.code),
        Ruling::Confirm(hit) => format!("认可 {}", hit.code),
        Ruling::Reply { non_answer: true, .. } => "是应付式答复".to_owned(),
        Ruling::Reply { non_answer: false, .. } => "不是应付式答复".to_owned(),
    }
}

/// The whole of it on one line: 「误报 N010：理由（王某，2024-05-20）」.
#[must_use]
pub fn told(decision: &Decision) -> String {
    let date = decision.date.map(|date| format!("，{date}")).unwrap_or_default();
    let Decision { ruling, reason, author, .. } = decision;
    format!("{}：{reason}（{author}{date}）", about(ruling))
}

/// All of them, one a line; `None` = nothing was decided.
#[must_use]
pub fn all(decisions: &[Arc<Decision>]) -> Option<String> {
    let lines: Vec<String> = decisions.iter().map(|decision| told(decision)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Whether two rulings about one reply are about the same thing: the whole of it, or the same
/// finding, however it was decided.
#[must_use]
pub fn is_about_same(book: &Rulebook, one: &Ruling, other: &Ruling) -> bool {
    let hit = |ruling: &Ruling| match ruling {
        Ruling::Reply { .. } => None,
        Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
            Some((hit.code.clone(), comparable(book, &hit.text), hit.ordinal))
        }
    };
    hit(one) == hit(other)
}

/// 「文件 第 N 行」.
#[must_use]
pub fn place(decision: &Decision) -> String {
    format!("{} 第 {} 行", decision.origin.file, decision.origin.line)
}

//! 培训清单: for each unit the rules that fire most, for all units together, too.

use std::collections::BTreeMap;

use shida_engine::{
    finding::Role,
    pack::{Mark, Rule},
};

use super::{Found, body, sentence, settings::Training, short_quote};
use crate::records::Judged;

/// One rule of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// 承办单位; `None` = all replies together.
    pub unit: Option<String>,
    /// Replies of the unit.
    pub n: u32,
    /// The rule's code.
    pub code: String,
    /// Replies in which it fired.
    pub count: u32,
    /// Place in the rows of the reply that is quoted.
    pub row: usize,
    /// Id of that reply.
    pub reply_id: String,
    /// Its own words; empty until [`super::Office::quote`] has seen the reply.
    pub quote: String,
}

/// All replies together, then unit by unit in the order of their names; within a unit the most
/// frequent rule first, then by code. A rule counts once a reply. The reply that is quoted is
/// the one of the latest year with the smallest id.
#[must_use]
pub(super) fn training(settings: &Training, found: &Found<'_>) -> Vec<Lesson> {
    let against: Vec<&str> = found
        .rules
        .iter()
        .filter(|rule| is_against(rule) && !settings.skip.contains(&rule.code))
        .map(|rule| rule.code.as_str())
        .collect();
    let mut groups: BTreeMap<Option<&str>, Group> = BTreeMap::new();
    for (at, row) in found.rows.iter().enumerate() {
        let codes = row.verdict.codes.iter().map(AsRef::as_ref);
        let codes: Vec<&str> = codes.filter(|code| against.contains(code)).collect();
        let units = [None, row.unit.as_deref()];
        let units = if row.unit.is_some() { &units[..] } else { &units[..1] };
        for unit in units {
            groups.entry(*unit).or_default().add((found, at), &codes);
        }
    }
    groups.iter().flat_map(|(unit, group)| group.lessons(*unit, settings, found)).collect()
}

/// Replies of one unit.
#[derive(Default)]
struct Group<'a> {
    n: u32,
    /// Count and quoted row by code.
    codes: BTreeMap<&'a str, (u32, usize)>,
}

impl<'a> Group<'a> {
    fn add(&mut self, (found, at): (&Found<'_>, usize), codes: &[&'a str]) {
        self.n += 1;
        for code in codes {
            let (count, quoted) = self.codes.entry(code).or_insert((0, at));
            *count += 1;
            let fresh = |at: usize| {
                let row = &found.rows[at];
                (std::cmp::Reverse(row.year), row.reply_id.as_str())
            };
            if fresh(at) < fresh(*quoted) {
                *quoted = at;
            }
        }
    }

    fn lessons(&self, unit: Option<&str>, settings: &Training, found: &Found<'_>) -> Vec<Lesson> {
        let frequent = self.codes.iter().filter(|(_, (count, _))| *count >= settings.least);
        let mut lessons: Vec<Lesson> = frequent
            .map(|(code, (count, row))| Lesson {
                unit: unit.map(str::to_owned),
                n: self.n,
                code: (*code).to_owned(),
                count: *count,
                row: *row,
                reply_id: found.rows[*row].reply_id.clone(),
                quote: String::new(),
            })
            .collect();
        lessons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
        lessons.truncate(settings.per_unit);
        lessons
    }
}

/// Rules that say what is wrong with the writing: penalties, what is owed to the suggestion,
/// and the shapes of an empty letter.
fn is_against(rule: &Rule) -> bool {
    use Mark::{Deflection, ForwardedOnly, NonAnswer, ReceiptOnly, ThreePart};
    match rule.role {
        Role::Penalty | Role::Answer => true,
        Role::Gate => matches!(
            rule.mark,
            Some(Deflection | ForwardedOnly | NonAnswer | ReceiptOnly | ThreePart)
        ),
        Role::Evidence | Role::Frame => false,
    }
}

/// The sentence in which the rule fired. What is owed to the suggestion is said in the words of
/// the rule, since it quotes the suggestion; of an empty letter its body is quoted, since the
/// finding quotes its head.
pub(super) fn quoted(rules: &[Rule], code: &str, judged: &Judged) -> String {
    let Some(finding) = judged.findings.iter().find(|finding| finding.code == code) else {
        return String::new();
    };
    let rule = rules.iter().find(|rule| rule.code == code);
    let text = match rule {
        Some(rule) if rule.role == Role::Answer => rule.message.replace("{text}", &finding.text),
        Some(rule) if rule.role == Role::Penalty => sentence(judged, finding),
        Some(rule) if rule.mark == Some(Mark::NonAnswer) => body(judged),
        _ => String::new(),
    };
    short_quote(if text.is_empty() { &finding.text } else { &text })
}

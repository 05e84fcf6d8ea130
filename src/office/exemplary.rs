//! 先进典型: replies that can be held up, with the reasons in words.

use std::{cmp::Reverse, collections::BTreeMap};

use shida_engine::{
    finding::{Finding, Role},
    pack::{Mark, Rule},
    sentence::Sentence,
};

use super::{
    Found,
    settings::{Criterion, Exemplary, Need, Virtue},
    short_quote,
    supervision::Item,
};
use crate::records::{Judged, ReplyRow};

/// A reply that can be held up.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its place in the rows.
    pub row: usize,
    /// Why, in the words of the settings.
    pub reasons: Vec<String>,
    /// Criteria of which nothing is known.
    pub unknown: Vec<String>,
    /// One sentence of its own; empty until [`super::Office::quote`] has seen the reply.
    pub quote: String,
}

/// The examples, best first: more criteria, then the higher text score, score, and id. Replies
/// without a unit, in review, in a sample or on the list of supervision are none.
#[must_use]
pub(super) fn exemplary(
    settings: &Exemplary,
    (found, reused_from): (&Found<'_>, f64),
    listed: &[Item],
) -> Vec<Example> {
    let mut listed: Vec<&str> = listed.iter().map(|item| item.reply_id.as_str()).collect();
    listed.sort_unstable();
    let rows = found.rows.iter().enumerate();
    let free = rows.filter(|(_, row)| {
        row.disposal == "pass"
            && row.unit.is_some()
            && listed.binary_search(&row.reply_id.as_str()).is_err()
    });
    let mut examples: Vec<Example> =
        free.filter_map(|(at, row)| example(settings, (at, row), reused_from)).collect();
    examples.sort_by_cached_key(|example| {
        let row = &found.rows[example.row];
        let ranked = (Reverse(example.reasons.len()), Reverse(row.verdict.text_score));
        (ranked, Reverse(row.score), row.year, row.reply_id.clone())
    });
    let mut units: BTreeMap<&str, usize> = BTreeMap::new();
    examples.retain(|example| {
        let unit = found.rows[example.row].unit.as_deref().unwrap_or_default();
        let count = units.entry(unit).or_default();
        *count += 1;
        *count <= settings.per_unit
    });
    examples.truncate(settings.most);
    examples
}

fn example(
    settings: &Exemplary,
    (at, row): (usize, &ReplyRow),
    reused_from: f64,
) -> Option<Example> {
    let mut example =
        Example { row: at, reasons: Vec::new(), unknown: Vec::new(), quote: String::new() };
    for Criterion { kind, need, words } in &settings.criterion {
        match (holds(*kind, row, reused_from), need) {
            (Some(true), _) => example.reasons.push(words.clone()),
            (None, Need::Always) | (Some(false), Need::Always | Need::WhereKnown) => return None,
            (None, Need::WhereKnown) => example.unknown.push(words.clone()),
            (_, Need::Bonus) => {}
        }
    }
    Some(example)
}

/// Whether the reply has that virtue; `None` = it cannot be known.
fn holds(virtue: Virtue, row: &ReplyRow, reused_from: f64) -> Option<bool> {
    const COMPLETE: u8 = 3;
    let verdict = &row.verdict;
    match virtue {
        Virtue::Substance => Some(verdict.substance >= COMPLETE),
        Virtue::AsksAnswered => {
            let answered = row.answered.as_ref().filter(|answered| answered.asks > 0)?;
            Some(answered.asks_answered >= answered.asks && !answered.off_topic)
        }
        Virtue::DatedPromise => Some(verdict.commitment && verdict.deadline),
        Virtue::Satisfied => {
            let rating = row.metrics.satisfaction.as_deref()?;
            Some(rating == "satisfied")
        }
        Virtue::OwnWords => {
            let likeness = row.related.last_year_similarity.unwrap_or(0.0);
            Some(row.related.template_cluster.is_none() && likeness < reused_from)
        }
        Virtue::OnTime => row.late.map(|late| !late),
        Virtue::Contact => Some(verdict.contact),
        Virtue::SiteCheck => Some(verdict.site_check),
    }
}

/// The sentence with the weightiest evidence of what was done or found, else of contact; empty
/// when there is none.
pub(super) fn best_sentence(rules: &[Rule], judged: &Judged) -> String {
    let is_contact =
        |code: &str| rules.iter().any(|rule| rule.code == code && rule.mark == Some(Mark::Contact));
    let weight = |sentence: &Sentence| {
        let inside = |finding: &&Finding| {
            finding.role == Role::Evidence
                && sentence.span.start <= finding.span.start
                && finding.span.start < sentence.span.end
        };
        let evidence = judged.findings.iter().filter(inside);
        let (of_contact, others): (Vec<&Finding>, Vec<&Finding>) =
            evidence.partition(|finding| is_contact(&finding.code));
        let points = |findings: &[&Finding]| findings.iter().map(|one| one.points).sum::<i32>();
        (points(&others), points(&of_contact))
    };
    let weighed = judged.sentences.iter().map(|sentence| (weight(sentence), sentence));
    let best = weighed.min_by_key(|(weight, sentence)| (Reverse(*weight), sentence.span.start));
    best.filter(|(weight, _)| *weight > (0, 0)).map_or_else(String::new, |(_, sentence)| {
        let (start, length) = (sentence.span.start as usize, sentence.span.len());
        let text: String = judged.letter.reply.chars().skip(start).take(length).collect();
        short_quote(&text)
    })
}

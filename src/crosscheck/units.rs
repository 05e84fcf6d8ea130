//! 满意–质量背离 of a unit: many satisfied forms beside many non-answers.

use std::collections::BTreeMap;

use super::{rulefile::Rule, subject::Sides};
use crate::records::ReplyRow;

/// Units with enough returned forms, by name, all years together, each with what it says when
/// both shares reach their cuts. The satisfied share counts 满意 alone, of the returned forms.
pub(super) fn satisfied_empty<'r>(
    rule: &Rule,
    rows: &'r [ReplyRow],
) -> Vec<(&'r str, Option<Sides>)> {
    let mut units: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in rows {
        if let Some(unit) = row.unit.as_deref() {
            units.entry(unit).or_default().add(row);
        }
    }
    let known =
        units.into_iter().filter(|(_, counts)| f64::from(counts.rated) >= rule.cut("rated"));
    known.map(|(unit, counts)| (unit, counts.sides(rule))).collect()
}

#[derive(Default)]
struct Counts {
    replies: u32,
    non_answers: u32,
    rated: u32,
    satisfied: u32,
}

impl Counts {
    fn add(&mut self, row: &ReplyRow) {
        let rating = row.metrics.satisfaction.as_deref();
        self.replies += 1;
        self.non_answers += u32::from(row.verdict.non_answer);
        self.rated += u32::from(rating.is_some());
        self.satisfied += u32::from(rating == Some("satisfied"));
    }

    fn sides(&self, rule: &Rule) -> Option<Sides> {
        let share = |part: u32, all: u32| f64::from(part) / f64::from(all.max(1));
        let satisfied = share(self.satisfied, self.rated);
        let non_answer = share(self.non_answers, self.replies);
        let both = satisfied >= rule.cut("satisfied") && non_answer >= rule.cut("non_answer");
        let told = |what: &str, share: f64, part: u32, all: u32| {
            format!("{what} {:.1}%（{part}/{all}）", 100.0 * share)
        };
        both.then(|| Sides {
            text: told("应付式答复", non_answer, self.non_answers, self.replies),
            metrics: told("满意", satisfied, self.satisfied, self.rated),
        })
    }
}

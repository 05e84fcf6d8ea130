//! How often a rule was right on the project's gold letters, as far as it is still that rule.

use shida_engine::{finding::Role, pack::Rule};

use crate::statistics::wilson;

/// One line a rule, set and label, written by `tests/gold.rs`: code, hash of the rule, set,
/// replies hit, label, replies on which both annotators agree, replies that are so.
const MEASURED: &str = include_str!("../../datasets/gold/by-rule.tsv");

/// What was measured of a rule, one line a gold set; says so where the rule is no longer the
/// one that was measured. `hash` is the hash of the rule as it is now.
pub(super) fn measured(rule: &Rule, hash: &str) -> Vec<String> {
    measured_in(MEASURED, rule, hash)
}

fn measured_in(listing: &str, rule: &Rule, hash: &str) -> Vec<String> {
    let lines: Vec<Line> = listing.lines().filter_map(Line::read).collect();
    let own: Vec<&Line> = lines.iter().filter(|line| line.code == rule.code).collect();
    if own.is_empty() {
        return vec!["新规则，还没有量过".to_owned()];
    }
    if own.iter().any(|line| !hash.starts_with(line.hash)) {
        return vec!["规则改过，改后还没有量过".to_owned()];
    }
    // The label that tells whether a hit is right: the one that it sets, else whether the reply
    // is a non-answer.
    let set = rule.mark.and_then(name_of);
    let set = set.filter(|set| own.iter().any(|line| line.label == set));
    let label = set.unwrap_or_else(|| "non_answer".to_owned());
    let wanted = own.into_iter().filter(|line| line.label == label);
    wanted.map(|line| line.in_words(rule.role)).collect()
}

/// The column that a mark sets.
fn name_of(mark: shida_engine::pack::Mark) -> Option<String> {
    serde_json::to_value(mark).ok()?.as_str().map(str::to_owned)
}

struct Line<'a> {
    code: &'a str,
    hash: &'a str,
    set: &'a str,
    replies: u32,
    label: &'a str,
    known: u32,
    so: u32,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut fields = line.split('\t');
        let (code, hash, set) = (fields.next()?, fields.next()?, fields.next()?);
        let replies = fields.next()?.parse().ok()?;
        let label = fields.next()?;
        let (known, so) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Self { code, hash, set, replies, label, known, so })
    }

    fn in_words(&self, role: Role) -> String {
        let Self { set, replies, known, so, .. } = self;
        if *known == 0 {
            return format!("{set}：命中 {replies} 件，没有可对照的标注");
        }
        if self.label != "non_answer" || role == Role::Gate {
            return format!("{set}：命中 {replies} 件，标注也这样认为的 {}", share(*so, *known));
        }
        if role == Role::Evidence {
            let fair = known - so;
            return format!("{set}：命中 {replies} 件，其中不是应付式的 {}", share(fair, *known));
        }
        format!("{set}：命中 {replies} 件，其中应付式 {}", share(*so, *known))
    }
}

/// `12/15（0.80，95% 区间 0.55—0.93）`.
fn share(so: u32, known: u32) -> String {
    let estimate = wilson(so, known);
    let number = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.2}"));
    let (value, low, high) = (number(estimate.value), number(estimate.low), number(estimate.high));
    format!("{so}/{known}（{value}，95% 区间 {low}—{high}）")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    const LISTING: &str = "S020\tab12\tdev\t9\tnon_answer\t9\t1\n\
                           S020\tab12\tdev\t9\tsite_check\t8\t6\n\
                           S011\tab12\tdev\t4\tnon_answer\t4\t1\n\
                           F010\tab12\tdev\t0\tnon_answer\t0\t0\n";

    fn lines(code: &str, hash: &str) -> Vec<String> {
        let rulebook = RuleSet::load(None).unwrap().unproved().unwrap();
        measured_in(LISTING, rulebook.rule(code).unwrap(), hash)
    }

    #[test]
    fn a_rule_is_measured_by_the_label_that_it_sets_and_evidence_by_fair_replies() {
        assert_eq!(
            lines("S020", "ab12ff"),
            ["dev：命中 9 件，标注也这样认为的 6/8（0.75，95% 区间 0.41—0.93）"]
        );
        assert!(lines("S011", "ab12ff")[0].contains("不是应付式的 3/4"));
        assert!(lines("F010", "ab12ff")[0].contains("没有可对照的标注"));
    }

    #[test]
    fn a_changed_or_a_new_rule_says_that_it_has_no_figures() {
        assert_eq!(lines("S020", "cd34"), ["规则改过，改后还没有量过"]);
        assert_eq!(lines("S010", "ab12"), ["新规则，还没有量过"]);
    }

    #[test]
    fn a_share_comes_with_its_interval() {
        assert_eq!(share(12, 15), "12/15（0.80，95% 区间 0.55—0.93）");
    }
}

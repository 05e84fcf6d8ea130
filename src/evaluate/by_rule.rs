//! How often each single rule is right: the labels of the replies that it hits.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use super::{error::EvaluateError, gold, labels::LABELS, matching, matching::Case, output};

/// What a rule's hits fell on. Counts are replies, not places; of a label only replies on which
/// both annotators agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleFigures {
    /// Replies with a hit.
    pub replies: u32,
    /// Of each label: replies that are known, and those of them that are so.
    pub labels: BTreeMap<&'static str, (u32, u32)>,
}

/// The figures of every rule that hits a labelled reply, by code.
///
/// # Errors
/// As [`super::evaluate`].
pub fn by_rule(gold: &Path, folder: &Path) -> Result<BTreeMap<String, RuleFigures>, EvaluateError> {
    let paired = matching::pair(gold::read(gold)?, output::read_replies(folder)?)?;
    let mut rules: BTreeMap<String, RuleFigures> = BTreeMap::new();
    for case in &paired.cases {
        for code in case.reply.codes.split(';').filter(|code| !code.is_empty()) {
            count(rules.entry(code.to_owned()).or_default(), case);
        }
    }
    Ok(rules)
}

fn count(figures: &mut RuleFigures, case: &Case) {
    figures.replies += 1;
    for label in LABELS {
        let Some(is_so) = case.gold.agreed(label.name) else { continue };
        let (known, so) = figures.labels.entry(label.name).or_default();
        *known += 1;
        *so += u32::from(is_so);
    }
}

/// A rule as far as its figures are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRule {
    /// Code.
    pub code: String,
    /// Hash of what the rule means, or its beginning.
    pub hash: String,
    /// The label that a hit sets, beside `non_answer`.
    pub label: Option<String>,
}

/// Two lines a rule at most: code, hash of the rule, set, replies hit, label, replies known,
/// replies that are so; tab-separated. The labels are `non_answer` and the one that a hit sets.
#[must_use]
pub fn listing(set: &str, rules: &[ListedRule], figures: &BTreeMap<String, RuleFigures>) -> String {
    let mut text = String::new();
    for ListedRule { code, hash, label } in rules {
        let none = RuleFigures::default();
        let found = figures.get(code).unwrap_or(&none);
        let own = label.as_deref().filter(|label| *label != NON_ANSWER);
        for label in [Some(NON_ANSWER), own].into_iter().flatten() {
            let (known, so) = found.labels.get(label).copied().unwrap_or_default();
            let _ =
                writeln!(text, "{code}\t{hash}\t{set}\t{}\t{label}\t{known}\t{so}", found.replies);
        }
    }
    text
}

const NON_ANSWER: &str = "non_answer";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{gold::GoldItem, output::ReplyLine};

    fn case(labels: [(bool, bool); 2]) -> Case {
        let names = ["non_answer", "contact"];
        let gold =
            GoldItem { flags: names.into_iter().zip(labels).collect(), ..GoldItem::default() };
        Case { gold, reply: ReplyLine::default() }
    }

    #[test]
    fn only_labels_on_which_both_agree_count() {
        let mut figures = RuleFigures::default();
        count(&mut figures, &case([(true, true), (true, false)]));
        count(&mut figures, &case([(false, false), (true, true)]));
        assert_eq!(figures.replies, 2);
        assert_eq!(figures.labels["non_answer"], (2, 1));
        assert_eq!(figures.labels["contact"], (1, 1));
    }

    #[test]
    fn a_rule_is_listed_by_its_own_label_too_and_without_hits_by_noughts() {
        let listed = |code: &str, label: Option<&str>| ListedRule {
            code: code.to_owned(),
            hash: "abc".to_owned(),
            label: label.map(str::to_owned),
        };
        let rules = [listed("S050", Some("contact")), listed("F001", None)];
        let labels = BTreeMap::from([("contact", (4, 3))]);
        let figures = RuleFigures { replies: 5, labels };
        let text = listing("dev", &rules, &BTreeMap::from([("S050".to_owned(), figures)]));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "S050\tabc\tdev\t5\tcontact\t4\t3");
        assert_eq!(lines[2], "F001\tabc\tdev\t0\tnon_answer\t0\t0");
    }
}

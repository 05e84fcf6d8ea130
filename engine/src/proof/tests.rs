use super::*;
use crate::{
    judge::judge,
    small::{RULES, files},
};

fn rulebook(rules: &str) -> Rulebook {
    Rulebook::compile(&files(rules)).unwrap()
}

/// The small rules with an example behind the last one, N010.
fn with_example(example: &str) -> Rulebook {
    rulebook(&format!("{RULES}[[rule.test]]\n{example}\n"))
}

fn reasons(rulebook: &Rulebook) -> Vec<String> {
    prove(rulebook).failures.into_iter().map(|failure| failure.reason).collect()
}

#[test]
fn examples_that_hold_are_counted_and_no_failure() {
    for example in [
        "hit = \"正在研究。\"",
        "hit = \"正在研究。\"\ntext = \"研究\"",
        "hit = \"正在研究。还要研究。\"\ncount = 2",
        "miss = \"研究生已经入学。\"",
    ] {
        let proof = prove(&with_example(example));
        assert_eq!((proof.examples, proof.failures), (1, Vec::new()), "{example}");
    }
}

#[test]
fn an_example_that_fails_says_what_came_instead() {
    for (example, wanted) in [
        ("hit = \"已更换路灯。\"", "没有命中"),
        ("miss = \"正在研究。\"", "不应命中"),
        ("hit = \"正在研究。\"\ntext = \"正在\"", "应命中“正在”，却命中“研究”"),
        ("hit = \"正在研究。\"\ncount = 2", "实为 1 处"),
    ] {
        let reasons = reasons(&with_example(example));
        assert!(reasons.len() == 1 && reasons[0].contains(wanted), "{reasons:?}");
    }
}

#[test]
fn a_known_gap_is_counted_and_must_be_promoted_once_it_is_closed() {
    let gap = prove(&with_example("hit = \"已更换路灯。\"\ntodo = true"));
    assert_eq!((gap.todo, gap.failures), (1, Vec::new()));
    let closed = reasons(&with_example("hit = \"正在研究。\"\ntodo = true"));
    assert!(closed[0].contains("去掉 todo"), "{closed:?}");
}

#[test]
fn the_guard_that_kept_a_hit_away_is_named_and_the_rules_stay_as_they_were() {
    for (reply, guard) in [
        ("2024年正在研究。", "unless"),
        ("已更换路灯。还要研究。", "unless_reply"),
        ("没有研究。", "negation"),
        ("“正在研究”。", "quoted"),
        ("去研究。", "exceptions"),
    ] {
        let mut rulebook = with_example(&format!("hit = \"{reply}\""));
        let failures = prove(&rulebook).failures;
        assert_eq!(failures.len(), 1, "{reply}");
        let found = vetoes(&mut rulebook, &failures[0]);
        assert_eq!(found, [guard], "{reply}");
        assert_eq!(prove(&rulebook).failures, failures);
    }
}

#[test]
fn a_rule_on_trial_is_found_and_changes_nothing() {
    let text = "已更换路灯。";
    let stable = judge(&rulebook(RULES), text, None);
    assert!(stable.verdict.site_check && stable.verdict.text_score > 0);
    let on_trial = RULES.replace("code = \"S010\"", "code = \"S010\"\nstatus = \"preview\"");
    let without = on_trial.replace("unless_reply = [\"S010\"]\n", "");
    let trial = judge(&rulebook(&without), text, None);
    let found: Vec<_> = trial.findings.iter().map(|f| (f.code.as_str(), f.points)).collect();
    assert_eq!(found, [("S010", 0)]);
    assert!(!trial.verdict.site_check);
    assert_eq!(trial.verdict.text_score, 0);
    assert!(trial.verdict.codes.is_empty());
    let (head, rest) = without.split_at(without.find("[[rule]]").unwrap());
    let gone: Vec<&str> =
        rest.split("[[rule]]").filter(|rule| !rule.is_empty() && !rule.contains("S010")).collect();
    let mut files = files(&format!("{head}[[rule]]{}", gone.join("[[rule]]")));
    files.scoring = files.scoring.replace("S010 = { each = 5 }\n", "");
    let gone = judge(&Rulebook::compile(&files).unwrap(), text, None);
    assert_eq!(gone.verdict, trial.verdict);
}

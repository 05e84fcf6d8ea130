//! What people have decided about one reply, and which hits it takes away.
//!
//! A hit that somebody found wrong is taken out where hits are sought, so that covering,
//! shapes, verdict and points all follow from what is left; it is kept apart and never lost.

use crate::{
    finding::Finding,
    pack::Mark,
    reading::folded,
    rulebook::{CompiledRule, Rulebook},
};

/// The decisions in force about one reply. The default decides nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Whether the reply is a non-answer; `None` leaves it to the rules.
    pub non_answer: Option<bool>,
    /// Hits that do not count.
    pub wrong: Vec<Fingerprint>,
}

/// Which hit of a reply is meant: it holds over runs for as long as the words stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Code of the rule.
    pub code: String,
    /// The quoted words; compared as [`comparable`] has them.
    pub text: String,
    /// Which of the hits with this code and these words, from 1, in the order of the text.
    pub ordinal: u32,
}

/// The decision behind a finding that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The one about the whole reply: it is an answer, so nothing says that it is none.
    Reply,
    /// [`Decided::wrong`] at this index.
    Hit(usize),
}

/// A finding that a decision took away; its points are 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// What the rule found.
    pub finding: Finding,
    /// What took it away.
    pub by: By,
}

/// A text as decisions compare it: folded like a reply, and without any blank or line break,
/// so that copying it through a spreadsheet or an editor does not change it.
#[must_use]
pub fn comparable(rulebook: &Rulebook, text: &str) -> String {
    folded(rulebook, text).text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Tells the hits that count from those that a decision takes away. Each hit must be shown
/// once, in the order of the text, because equal hits are counted.
#[derive(Debug)]
pub(crate) struct Sieve<'a> {
    rulebook: &'a Rulebook,
    decided: &'a Decided,
    /// For each of `decided.wrong` its comparable words.
    words: Vec<String>,
    /// For each of `decided.wrong` how many hits like it were shown.
    seen: Vec<u32>,
    set_aside: Vec<SetAside>,
}

impl<'a> Sieve<'a> {
    pub(crate) fn new(rulebook: &'a Rulebook, decided: &'a Decided) -> Self {
        let words = decided.wrong.iter().map(|wrong| comparable(rulebook, &wrong.text)).collect();
        let seen = vec![0; decided.wrong.len()];
        Self { rulebook, decided, words, seen, set_aside: Vec::new() }
    }

    /// Gives back a finding that counts, and keeps one that does not.
    pub(crate) fn pass(&mut self, rule: &CompiledRule, finding: Finding) -> Option<Finding> {
        match self.verdict(rule, &finding.text) {
            None => Some(finding),
            Some(by) => {
                self.keep(finding, by);
                None
            }
        }
    }

    /// Keeps a finding that does not count.
    pub(crate) fn keep(&mut self, finding: Finding, by: By) {
        self.set_aside.push(SetAside { finding, by });
    }

    /// What was kept, by role, place and code.
    pub(crate) fn into_set_aside(mut self) -> Vec<SetAside> {
        self.set_aside.sort_by(|a, b| {
            let key = |one: &SetAside| (one.finding.role, one.finding.span);
            key(a).cmp(&key(b)).then_with(|| a.finding.code.cmp(&b.finding.code))
        });
        self.set_aside
    }

    /// Whether a finding that the reply is a non-answer was taken away.
    pub(crate) fn denied_non_answer(&self) -> bool {
        self.set_aside.iter().any(|set_aside| set_aside.by == By::Reply)
    }

    /// Whether nothing can be taken away.
    pub(crate) fn is_idle(&self) -> bool {
        self.decided.wrong.is_empty() && self.decided.non_answer != Some(false)
    }

    fn verdict(&mut self, rule: &CompiledRule, quote: &str) -> Option<By> {
        // A word about the whole reply comes before one about the finding that says the same.
        if let Some(non_answer) = self.decided.non_answer
            && rule.rule.mark == Some(Mark::NonAnswer)
        {
            return (!non_answer).then_some(By::Reply);
        }
        let code = &rule.rule.code;
        if !self.decided.wrong.iter().any(|wrong| wrong.code == *code) {
            return None;
        }
        let quote = comparable(self.rulebook, quote);
        let mut by = None;
        for (at, wrong) in self.decided.wrong.iter().enumerate() {
            if wrong.code != *code || self.words[at] != quote {
                continue;
            }
            self.seen[at] += 1;
            if self.seen[at] == wrong.ordinal {
                by = by.or(Some(By::Hit(at)));
            }
        }
        by
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        judge::{Judgement, judge_decided},
        testing::rulebook,
    };

    const SHELL: &str = "李代表：感谢您提出很好的建议。我们正在认真研究。希望您继续提出宝贵意见。";
    const ANSWER: &str = "王代表：我局4月8日到现场查看，损坏的路灯共12盏，已全部更换。";

    /// Far enough from the evidence not to be spared by it.
    const FURTHER: &str = "这些路灯年代较久。其余路段情况复杂。我们正在认真研究。";

    fn judged(reply: &str, decided: &Decided) -> Judgement {
        judge_decided(rulebook(), reply, None, decided)
    }

    fn wrong(code: &str, text: &str, ordinal: u32) -> Decided {
        let fingerprint = Fingerprint { code: code.into(), text: text.into(), ordinal };
        Decided { non_answer: None, wrong: vec![fingerprint] }
    }

    fn said(non_answer: bool) -> Decided {
        Decided { non_answer: Some(non_answer), wrong: Vec::new() }
    }

    fn codes(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.code.as_str()).collect()
    }

    fn adds_up(judgement: &Judgement) {
        let points: i32 = judgement.findings.iter().map(|finding| finding.points).sum();
        assert_eq!(points, judgement.verdict.text_score);
        assert!(judgement.set_aside.iter().all(|one| one.finding.points == 0));
    }

    #[test]
    fn a_wrong_penalty_costs_nothing_and_is_kept_apart() {
        let reply = format!("{ANSWER}{FURTHER}");
        let plain = judged(&reply, &Decided::default());
        let hit = plain.findings.iter().find(|finding| finding.code == "N010").unwrap();
        assert!(hit.points < 0);
        let decided = judged(&reply, &wrong("N010", &hit.text, 1));
        assert_eq!(decided.verdict.text_score, plain.verdict.text_score - hit.points);
        assert!(!decided.verdict.codes.iter().any(|code| **code == *"N010"));
        assert_eq!(decided.set_aside.len(), 1);
        let kept = &decided.set_aside[0];
        assert_eq!((kept.by, kept.finding.span), (By::Hit(0), hit.span));
        adds_up(&decided);
    }

    #[test]
    fn the_ordinal_tells_equal_hits_apart() {
        let reply = "甲处，积极推进。乙处，积极推进。丙处，积极推进。";
        let starts = |judgement: &Judgement| {
            let hits = judgement.findings.iter().filter(|finding| finding.code == "E010");
            hits.map(|finding| finding.span.start).collect::<Vec<_>>()
        };
        let all = starts(&judged(reply, &Decided::default()));
        assert_eq!(all.len(), 3);
        let second = judged(reply, &wrong("E010", "积极推进", 2));
        assert_eq!(starts(&second), [all[0], all[2]]);
        assert_eq!(second.set_aside[0].finding.span.start, all[1]);
        assert!(judged(reply, &wrong("E010", "积极推进", 4)).set_aside.is_empty());
    }

    #[test]
    fn words_are_compared_folded_and_without_blanks() {
        for text in ["积 极推\n进", "積極推進", "　积极推进 "] {
            let decided = judged("甲处，积极推进。", &wrong("E010", text, 1));
            assert_eq!(decided.set_aside.len(), 1, "{text:?}");
        }
    }

    #[test]
    fn what_wrong_evidence_held_up_falls_with_it() {
        let reply = "李代表：感谢您的建议。我们已到现场查看。希望您继续提出宝贵意见。";
        let plain = judged(reply, &Decided::default());
        let evidence: Vec<&Finding> =
            plain.findings.iter().filter(|finding| finding.code.starts_with('S')).collect();
        assert!(!evidence.is_empty() && !plain.verdict.non_answer);
        let wrong = evidence.iter().map(|finding| Fingerprint {
            code: finding.code.clone(),
            text: finding.text.clone(),
            ordinal: 1,
        });
        let decided = judged(reply, &Decided { non_answer: None, wrong: wrong.collect() });
        assert!(decided.verdict.non_answer_score > plain.verdict.non_answer_score);
        assert!(!decided.verdict.site_check);
        adds_up(&decided);
    }

    #[test]
    fn a_shell_that_people_call_an_answer_has_no_shape_and_no_cap() {
        let plain = judged(SHELL, &Decided::default());
        let decided = judged(SHELL, &said(false));
        let verdict = &decided.verdict;
        assert!(plain.verdict.three_part && !verdict.three_part && !verdict.non_answer);
        assert_eq!(verdict.non_answer_score, plain.verdict.non_answer_score);
        assert_eq!((verdict.decided, verdict.sureness()), (true, 0.0));
        let kept: Vec<_> = decided.set_aside.iter().map(|one| one.finding.code.as_str()).collect();
        assert_eq!(kept, ["G001", "G010"]);
        assert!(decided.set_aside.iter().all(|one| one.by == By::Reply));
        adds_up(&decided);
    }

    #[test]
    fn a_shape_found_wrong_is_so_by_its_own_decision_even_in_an_answer() {
        let plain = judged(SHELL, &Decided::default());
        let shape = plain.findings.iter().find(|finding| finding.code == "G010").unwrap();
        let mut decided = wrong("G010", &shape.text, 1);
        let alone = judged(SHELL, &decided);
        assert!(alone.verdict.non_answer && !alone.verdict.three_part);
        decided.non_answer = Some(false);
        let by: Vec<By> = judged(SHELL, &decided).set_aside.iter().map(|one| one.by).collect();
        assert_eq!(by, [By::Reply, By::Hit(0)]);
    }

    #[test]
    fn an_answer_that_people_call_none_is_capped_by_the_rule_for_non_answers() {
        let plain = judged(ANSWER, &Decided::default());
        assert!(!plain.verdict.non_answer && plain.verdict.text_score > 2000);
        let decided = judged(ANSWER, &said(true));
        let verdict = &decided.verdict;
        assert!(verdict.non_answer && verdict.decided && verdict.substance <= 1);
        assert_eq!((verdict.text_score, verdict.sureness()), (2000, 1.0));
        assert!(codes(&decided.findings).contains(&"G001"));
        assert_eq!(decided.decided_code.as_deref(), Some("G001"));
        assert_eq!(verdict.non_answer_score, plain.verdict.non_answer_score);
        adds_up(&decided);
    }

    #[test]
    fn a_word_about_the_whole_reply_comes_before_one_about_its_gate() {
        let plain = judged(SHELL, &Decided::default());
        let gate = plain.findings.iter().find(|finding| finding.code == "G001").unwrap();
        let decided = Decided { non_answer: Some(true), ..wrong("G001", &gate.text, 1) };
        let after = judged(SHELL, &decided);
        assert!(after.verdict.non_answer && after.set_aside.is_empty());
        assert_eq!(after.decided_code, None, "the rule found it by itself");
    }

    #[test]
    fn a_word_that_agrees_with_the_rules_changes_nothing_but_who_said_it() {
        for (reply, non_answer) in [(SHELL, true), (ANSWER, false)] {
            let plain = judged(reply, &Decided::default());
            let mut decided = judged(reply, &said(non_answer));
            decided.verdict.decided = false;
            assert_eq!(decided, plain);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_is_decided_points_add_up_and_shapes_are_of_non_answers(
            reply in "(您的建议收悉。|正在认真研究，|积极推进。|已更换路灯3盏。|转交有关部门。|欢迎您继续提出宝贵意见。|因资金不足，){1,8}",
            picks in prop::collection::vec((0..40_usize, 1..3_u32), 0..5),
            non_answer in prop::option::of(any::<bool>()),
        ) {
            let plain = judged(&reply, &Decided::default());
            let wrong = picks.iter().filter_map(|(at, ordinal)| {
                let finding = plain.findings.get(*at)?;
                let (code, text) = (finding.code.clone(), finding.text.clone());
                Some(Fingerprint { code, text, ordinal: *ordinal })
            });
            let decided = Decided { non_answer, wrong: wrong.collect() };
            let after = judged(&reply, &decided);
            adds_up(&after);
            prop_assert!((0..=10_000).contains(&after.verdict.text_score));
            let verdict = &after.verdict;
            if let Some(non_answer) = non_answer {
                prop_assert_eq!(verdict.non_answer, non_answer);
            }
            let shapes = verdict.three_part || verdict.receipt_only || verdict.forwarded_only;
            prop_assert!(verdict.non_answer || !shapes);
            for one in &after.set_aside {
                prop_assert!(!after.findings.contains(&one.finding));
            }
        }
    }
}

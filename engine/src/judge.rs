//! Judges one reply: evidence, then frames, then penalties, then gates, then what it owes to
//! its suggestion.

use crate::{
    answer::{Answer, Judged, Suggestion, answer},
    case::Case,
    cover::{Covering, cover},
    day::Day,
    decided::{Decided, SetAside},
    document::Document,
    finding::{Finding, Role},
    measures::{TextMeasures, text_measures},
    pack::{Kind, Mark, Shortfall},
    points,
    promises::{Promise, Signs, promises},
    quantities::Quantities,
    reading::Reading,
    rulebook::{CompiledRule, Rulebook},
    seek::{Sought, seek},
    sentence::{Sentence, SentenceClass},
    verdict::Verdict,
    zone::Zone,
};

/// What the engine says of one reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The reply-level columns.
    pub verdict: Verdict,
    /// Every hit, by role and place.
    pub findings: Vec<Finding>,
    /// Every sentence.
    pub sentences: Vec<Sentence>,
    /// How it answers the suggestion; `None` without one.
    pub answer: Option<Answer>,
    /// Hits that people have decided do not count, by role and place; not in `findings`.
    pub set_aside: Vec<SetAside>,
    /// Code of the finding that stands for people's word, where no rule found it by itself.
    pub decided_code: Option<String>,
    /// What the text is when it is no reply; the verdict then means nothing.
    pub document: Option<Document>,
    /// Research measures; they decide nothing.
    pub measures: TextMeasures,
    /// Every promise, by place.
    pub promises: Vec<Promise>,
    /// The date in the letter's signature; a month without a day that it has counts as its last.
    pub signed: Option<Day>,
}

/// Judges a reply; the suggestion, if known, tells facts given back from facts found.
///
/// Any text is judged, however short or odd: there is no error and no panic.
#[must_use]
pub fn judge(rulebook: &Rulebook, reply: &str, suggestion: Option<&str>) -> Judgement {
    judge_answer(rulebook, reply, suggestion.map(|text| Suggestion { title: None, text }))
}

/// The same where the suggestion's title is known apart from its text.
#[must_use]
pub fn judge_answer(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<Suggestion<'_>>,
) -> Judgement {
    judge_decided(rulebook, reply, suggestion, &Decided::default())
}

/// The same where people have decided something about this reply.
#[must_use]
pub fn judge_decided(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<Suggestion<'_>>,
    decided: &Decided,
) -> Judgement {
    let title = suggestion.and_then(|suggestion| suggestion.title);
    let suggestion = suggestion.map(|suggestion| suggestion.text);
    let reading = Reading::of(rulebook, reply, suggestion);
    let mut case = Case::new(rulebook, &reading, decided);
    let evidence = case.sift(sought(rulebook, &reading, Role::Evidence));
    let supported = clauses_with(&reading, &evidence);
    let frames = case.sift(sought(rulebook, &reading, Role::Frame));
    let covering = cover(rulebook, &reading, &frames, &supported);
    let quantities = Quantities::of(rulebook, &reading, &covering, &evidence);

    for (rule, hits) in evidence.iter().chain(&frames) {
        hits.iter().for_each(|found| case.admit(rule, *found));
    }
    for (rule, hits) in sought(rulebook, &reading, Role::Penalty) {
        for found in hits {
            if !case.vetoed(rule, found) {
                case.add(rule, found);
            }
        }
    }
    for rule in rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Penalty) {
        if quantities.satisfy(rule) && !case.vetoed_anywhere(rule) {
            case.add_whole(rule, quantities.value(rule));
        }
    }
    for rule in rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Gate) {
        let hits = match rule.rule.kind {
            Kind::Measure => quantities.satisfy(rule),
            Kind::Shape => case.may_have_shapes() && case.has_shape(rule, &covering),
            _ => false,
        };
        if hits && !case.vetoed_anywhere(rule) {
            case.add_whole(rule, quantities.value(rule));
        }
    }
    let decided_code = case.heed(&quantities);
    let judged = Judged {
        reading: &reading,
        covering: &covering,
        non_answer: case.is_non_answer(),
        deflection: case.has(Mark::Deflection),
        concrete: case.substance(&quantities) >= CONCRETE,
    };
    let mut answer = answer(rulebook, judged, title);
    if let Some(answer) = &mut answer {
        add_owed(&mut case, rulebook, answer);
    }
    let faults = answer.as_ref().map_or(&[][..], |answer| &answer.faults);
    let text_score = points::allot(rulebook, &mut case.findings, &case.fired);
    let verdict = case.verdict(&quantities, text_score);
    case.add_previews(&quantities, &covering, faults);
    let (findings, set_aside) = case.into_findings();
    let document = rulebook.documents.recognise(
        &reading.folded,
        |at| reading.is_quoted(at),
        reading.suggestion.as_ref(),
    );
    let promises = promises(
        rulebook,
        &reading,
        Signs {
            classes: &covering.classes,
            promised: &clauses_of(&reading, &evidence, is_promise),
            empty: &clauses_of(&reading, &frames, |rule| is_mere_will(rulebook, rule)),
        },
    );
    let sentences = sentences(&reading, &covering);
    let measures = text_measures(rulebook, &reading, &sentences);
    Judgement {
        verdict,
        findings,
        sentences,
        answer,
        set_aside,
        decided_code,
        document,
        measures,
        promises,
        signed: signed(&reading),
    }
}

/// The clauses of a reply, each with its zone and class: what rule writers count.
#[must_use]
pub fn clauses(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<&str>,
) -> Vec<(String, Zone, SentenceClass)> {
    let reading = Reading::of(rulebook, reply, suggestion);
    let supported = clauses_with(&reading, &sought(rulebook, &reading, Role::Evidence));
    let frames = sought(rulebook, &reading, Role::Frame);
    let covering = cover(rulebook, &reading, &frames, &supported);
    let pieces = reading.pieces.clauses.iter().zip(&covering.classes).enumerate();
    pieces
        .map(|(at, (piece, class))| {
            (reading.folded.slice(piece.start, piece.end), reading.zone_of_clause(at), *class)
        })
        .collect()
}

/// What the reply owes: first its asks, since the rest may rest on them, and people may have
/// found that an ask is not owed.
fn add_owed<'a>(case: &mut Case<'a>, rulebook: &'a Rulebook, answer: &mut Answer) {
    let of_asks = |rule: &CompiledRule| {
        matches!(rule.rule.shortfall, Some(Shortfall::AskMissing | Shortfall::AskTouched))
    };
    for first in [true, false] {
        let mut wrong = Vec::new();
        let rules = rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Answer);
        for rule in rules.filter(|rule| of_asks(rule) == first) {
            wrong.append(&mut case.add_faults(rule, &answer.faults));
        }
        if !wrong.is_empty() {
            answer.take_back(rulebook, &wrong);
        }
    }
}

fn sought<'a>(rulebook: &'a Rulebook, reading: &Reading, role: Role) -> Sought<'a> {
    rulebook
        .rules
        .iter()
        .filter(|rule| rule.rule.role == role)
        .map(|rule| (rule, seek(rulebook, rule, reading)))
        .filter(|(_, hits)| !hits.is_empty())
        .collect()
}

fn clauses_with(reading: &Reading, evidence: &Sought<'_>) -> Vec<bool> {
    let mut supported = vec![false; reading.pieces.clauses.len()];
    for found in evidence.iter().flat_map(|(_, hits)| hits) {
        let end = found.hit.end.saturating_sub(1);
        let last = reading.pieces.clause_at(end).unwrap_or(found.clause).max(found.clause);
        supported[found.clause..=last].fill(true);
    }
    supported
}

/// For each clause whether a wanted rule fired in it.
fn clauses_of(
    reading: &Reading,
    sought: &Sought<'_>,
    wanted: impl Fn(&CompiledRule) -> bool,
) -> Vec<bool> {
    let mut found = vec![false; reading.pieces.clauses.len()];
    for (_, hits) in sought.iter().filter(|(rule, _)| wanted(rule)) {
        hits.iter().for_each(|hit| found[hit.clause] = true);
    }
    found
}

fn is_promise(rule: &CompiledRule) -> bool {
    matches!(rule.rule.mark, Some(Mark::Commitment | Mark::Deadline))
}

fn is_mere_will(rulebook: &Rulebook, rule: &CompiledRule) -> bool {
    rulebook.promising.as_ref().is_some_and(|rules| rules.empty_codes.contains(&rule.rule.code))
}

fn signed(reading: &Reading) -> Option<Day> {
    let date = reading.letter_date()?;
    let year = date.year?;
    let day = date.day.and_then(|day| Day::new(year, date.month, day));
    day.or_else(|| Day::month_end(year, date.month))
}

/// Substance from which a reply is concrete.
const CONCRETE: u8 = 2;

fn sentences(reading: &Reading, covering: &Covering) -> Vec<Sentence> {
    reading
        .pieces
        .sentences
        .iter()
        .zip(&reading.zones)
        .map(|(sentence, zone)| {
            let classes = &covering.classes[sentence.first_clause..sentence.last_clause];
            Sentence {
                span: reading.folded.original(sentence.piece.start, sentence.piece.end),
                zone: *zone,
                class: classes.iter().copied().max().unwrap_or(SentenceClass::Courtesy),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rulebook;

    fn verdict(reply: &str) -> Verdict {
        judge(rulebook(), reply, None).verdict
    }

    #[test]
    fn a_shell_is_a_non_answer_however_polite_and_a_short_fact_is_none() {
        let shell = "李代表：感谢您提出很好的建议。我们正在认真研究。希望您继续提出宝贵意见。";
        assert!(verdict(shell).non_answer && verdict(shell).three_part);
        assert!(!verdict("李代表：该路口信号灯已于5月12日修复。").non_answer);
        assert!(!verdict("经测量，该处路宽仅4.2米，不具备设置公交站的条件。").non_answer);
    }

    #[test]
    fn slogans_that_no_rule_knows_do_not_make_an_answer() {
        let slogans = "收到建议后，全局上下深受鼓舞，人人争当先锋，处处洋溢热情，事业蒸蒸日上。";
        assert!(verdict(slogans).non_answer);
    }

    #[test]
    fn stray_blanks_full_width_digits_and_traditional_characters_change_nothing() {
        let plain = verdict("该路灯已于2024年5月12日修复。感谢您对我们工作的关心。");
        let odd = verdict("該路燈已於２０２４年 ５ 月 12 日修 复。感謝您對我們工作的關心。");
        assert_eq!((plain.non_answer, plain.codes), (odd.non_answer, odd.codes));
    }

    #[test]
    fn a_letter_signed_on_a_day_beyond_its_month_is_of_the_months_last_day() {
        for (date, expected) in [("2月31日", 29), ("二月三十日", 29), ("2月5日", 5)] {
            let reply = format!("李代表：该路口信号灯已修复。\n清河县交通局\n2024年{date}");
            let signed = judge(rulebook(), &reply, None).signed;
            assert_eq!(signed, Day::new(2024, 2, expected), "{date}");
        }
    }

    #[test]
    fn an_empty_text_is_judged_like_any_other() {
        assert!(verdict("").non_answer);
        assert_eq!(verdict("").text_score, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_judged_and_its_findings_lie_inside_and_add_up(
            reply in "(?s)[已研究转交2024年5月12日，。！？《》“”（）\\n 感谢您a\u{200b}\u{fffd}万元.*]{0,120}|.{0,80}",
        ) {
            let judgement = judge(rulebook(), &reply, Some(&reply));
            let n_chars = reply.chars().count();
            for finding in &judgement.findings {
                prop_assert!(finding.span.end as usize <= n_chars);
            }
            let points: i32 = judgement.findings.iter().map(|finding| finding.points).sum();
            prop_assert_eq!(points, judgement.verdict.text_score);
            prop_assert!((0..=10_000).contains(&points));
            prop_assert!((0.0..=1.0).contains(&judgement.verdict.non_answer_score));
            let ends: Vec<u32> = judgement.sentences.iter().map(|s| s.span.end).collect();
            prop_assert!(ends.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}

//! A reply of the list 问题答复, made from what the other stages know of it.

use std::sync::Arc;

use shida_engine::{
    finding::{Finding, Role},
    sentence::Sentence,
};

use super::{
    marks::{marks, segments},
    page::{FindingLine, FlaggedReply},
    strip::strip,
};
use crate::{
    decisions::told,
    records::{Decision, ReplyRow},
};

/// Hits listed below one reply.
const MOST_FINDINGS: usize = 40;
/// Chars of a quoted hit; the text itself stands above in full.
const MOST_QUOTED: usize = 60;

/// The reply as the page shows it; `text` is the reply verbatim, which the spans count in.
#[must_use]
pub fn flagged_reply(
    row: &ReplyRow,
    text: &str,
    (findings, set_aside): (&[Finding], &[(Finding, Arc<Decision>)]),
    sentences: &[Sentence],
) -> FlaggedReply {
    FlaggedReply {
        reply_id: row.reply_id.clone(),
        year: row.year,
        unit: row.unit.clone(),
        title: row.title.clone(),
        score: row.score,
        text_score: row.verdict.text_score,
        non_answer_score: row.verdict.non_answer_score,
        badges: badges(row).iter().map(ToString::to_string).collect(),
        segments: segments(text, &marks(findings)),
        strip: strip(sentences),
        asks: Vec::new(),
        decisions: row.decisions.iter().map(|decision| told(decision)).collect(),
        findings: lines(findings, set_aside),
        findings_left_out: (findings.len() + set_aside.len()).saturating_sub(MOST_FINDINGS),
    }
}

/// Sort key that puts the worst replies first: surest non-answers, then lowest scores, then
/// ids. Sort the rows with disposal `review` by it and show the first `MOST_FLAGGED`.
#[must_use]
pub fn worst_first(row: &ReplyRow) -> (i64, i32, String) {
    // Millionths make an f64 of 0–1 an orderable key.
    let sureness = (row.verdict.sureness().clamp(0.0, 1.0) * 1e6).round() as i64;
    (-sureness, row.score, row.reply_id.clone())
}

fn badges(row: &ReplyRow) -> Vec<&'static str> {
    let verdict = &row.verdict;
    let known = [
        (verdict.non_answer, "应付式答复"),
        (verdict.three_part, "三句话"),
        (verdict.receipt_only, "只收悉"),
        (verdict.forwarded_only, "只转办"),
        (verdict.deflection, "推诿"),
        (row.answered.as_ref().is_some_and(|answer| answer.off_topic), "文不对题"),
        (row.late == Some(true), "逾期"),
    ];
    let mut badges: Vec<_> = known.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if badges.is_empty() {
        badges.push("得分偏低");
    }
    if !row.decisions.is_empty() {
        badges.push("人工裁定");
    }
    badges
}

/// The shape of the reply first, then blame, then frames, then evidence, each in text order;
/// last what people have found wrong.
fn lines(findings: &[Finding], set_aside: &[(Finding, Arc<Decision>)]) -> Vec<FindingLine> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    let order = |role| match role {
        Role::Gate => 0,
        Role::Answer => 1,
        Role::Penalty => 2,
        Role::Frame => 3,
        Role::Evidence => 4,
    };
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (order(finding.role), finding.span);
        key(one).cmp(&key(other)).then_with(|| one.code.cmp(&other.code))
    });
    let line = |finding: &&Finding| FindingLine {
        code: finding.code.clone(),
        role: finding.role.label().to_string(),
        text: quoted(&finding.text),
        points: finding.points,
        suppressed: false,
    };
    let wrong = set_aside.iter().map(|(finding, _)| finding);
    let wrong = wrong.map(|finding| FindingLine { suppressed: true, ..line(&finding) });
    findings.iter().map(line).chain(wrong).take(MOST_FINDINGS).collect()
}

fn quoted(text: &str) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(MOST_QUOTED).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use shida_engine::{
        span::Span,
        verdict::{Stance, Verdict},
        zone::Zone,
    };

    use super::*;
    use crate::records::{Metrics, Related};

    fn row(id: &str, score: i32, sureness: f64) -> ReplyRow {
        let verdict = Verdict {
            han_chars: 40,
            body_chars: 30,
            residual_chars: 0,
            non_answer: sureness > 0.5,
            three_part: false,
            receipt_only: false,
            forwarded_only: sureness > 0.5,
            deflection: false,
            empty_density: 0.0,
            substance: 0,
            cites_policy: false,
            contact: false,
            site_check: false,
            commitment: false,
            deadline: false,
            stance: Stance::None,
            text_score: 900,
            non_answer_score: sureness,
            decided: false,
            codes: Vec::new(),
        };
        ReplyRow {
            reply_id: id.into(),
            year: Some(2024),
            unit: None,
            title: None,
            verdict,
            measures: Default::default(),
            answered: None,
            metrics: Metrics::default(),
            related: Related::default(),
            days_to_reply: None,
            late: None,
            in_time: Default::default(),
            score,
            proposed: score,
            confirmed: None,
            known_share: 1.0,
            disposal: "review",
            decisions: Vec::new(),
            checks: Vec::new(),
        }
    }

    fn finding(role: Role, start: usize, text: &str) -> Finding {
        Finding {
            code: "X1".into(),
            role,
            zone: Zone::Body,
            span: Span::new(start, start + 2),
            text: text.into(),
            points: -100,
        }
    }

    #[test]
    fn the_shape_comes_first_and_long_quotes_are_cut() {
        let findings = [
            finding(Role::Evidence, 0, "已"),
            finding(Role::Penalty, 4, &"空".repeat(80)),
            finding(Role::Gate, 0, "只转办"),
        ];
        let shown = flagged_reply(&row("1", 100, 0.9), "已转有关部门办理。", (&findings, &[]), &[]);
        assert_eq!(shown.badges, ["应付式答复", "只转办"]);
        assert_eq!(shown.findings[0].text, "只转办");
        assert_eq!(shown.findings[1].text.chars().count(), MOST_QUOTED + 1);
    }

    #[test]
    fn a_reply_with_a_low_score_alone_has_a_badge_too() {
        assert_eq!(badges(&row("1", 100, 0.1)), ["得分偏低"]);
    }

    #[test]
    fn the_surest_non_answers_come_first() {
        let mut rows = [row("c", 900, 0.2), row("b", 900, 0.9), row("a", 100, 0.9)];
        rows.sort_by_key(worst_first);
        let ids: Vec<_> = rows.iter().map(|row| row.reply_id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
    }

    #[test]
    fn what_people_found_wrong_is_listed_last_and_not_marked_in_the_text() {
        let decision = Arc::new(Decision {
            origin: crate::records::Origin { file: "裁定.toml".into(), sheet: None, line: 2 },
            reply: "1".into(),
            ruling: crate::records::Ruling::Reply { non_answer: false, quote: None },
            reason: "查过".into(),
            author: "王某".into(),
            date: None,
            expires: None,
            settles: None,
        });
        let decided = ReplyRow { decisions: vec![Arc::clone(&decision)], ..row("1", 100, 0.1) };
        let wrong = [(finding(Role::Gate, 0, "只转办"), decision)];
        let active = [finding(Role::Evidence, 0, "已")];
        let shown = flagged_reply(&decided, "已转有关部门办理。", (&active, &wrong), &[]);
        let lines: Vec<_> =
            shown.findings.iter().map(|line| (line.text.as_str(), line.suppressed)).collect();
        assert_eq!(lines, [("已", false), ("只转办", true)]);
        assert_eq!(shown.decisions, ["不是应付式答复：查过（王某）"]);
        assert_eq!(shown.badges, ["得分偏低", "人工裁定"]);
    }

    #[test]
    fn hits_beyond_the_limit_are_counted() {
        let findings = vec![finding(Role::Frame, 0, "研究"); MOST_FINDINGS + 3];
        let shown = flagged_reply(&row("1", 100, 0.9), "研究研究", (&findings, &[]), &[]);
        assert_eq!((shown.findings.len(), shown.findings_left_out), (MOST_FINDINGS, 3));
    }
}

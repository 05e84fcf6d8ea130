//! A reply of the list 答复: its line, and what is seen when it is opened.
//!
//! Keys are short, since the page holds thousands; the script of the page reads them.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use shida_engine::{
    finding::{Finding, Role},
    sentence::{Sentence, SentenceClass},
};

use super::{
    asks::{AskLine, ask_lines},
    marks::{Segment, marks, segments},
};
use crate::{
    decisions::told,
    excerpt::shortened,
    records::{Decision, Judged, ReplyRow},
    score::disposal_label,
};

/// Chars of a quoted hit; the text itself stands beside it in full.
const MOST_QUOTED: usize = 60;

/// A line of the list.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ListedReply {
    /// Unique id.
    #[serde(rename = "i")]
    pub reply_id: String,
    /// Year.
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// 承办单位.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 建议标题.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Score under the profile, hundredths.
    #[serde(rename = "p")]
    pub score: i32,
    /// Text score, hundredths.
    #[serde(rename = "q")]
    pub text_score: i32,
    /// How surely a non-answer, hundredths.
    #[serde(rename = "k")]
    pub sureness: u8,
    /// 处置建议 in Chinese.
    #[serde(rename = "z")]
    pub disposal: String,
    /// What it is blamed for, in Chinese.
    #[serde(rename = "b", skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<String>,
    /// Codes of the rules that hit.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// What is seen when it is opened; it is written apart from the line.
    #[serde(skip)]
    pub detail: Option<ReplyDetail>,
}

/// What is seen when a reply is opened.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReplyDetail {
    /// The full text, parted at the highlights.
    #[serde(rename = "t")]
    pub text: Vec<Piece>,
    /// What the text is made of, in order: place in `SentenceClass::ALL`, and chars.
    #[serde(rename = "s")]
    pub strip: Vec<(u8, usize)>,
    /// What was found, by rule.
    #[serde(rename = "h")]
    pub hits: Vec<Hit>,
    /// What became of the suggestion's asks, in its order; empty without a suggestion.
    #[serde(rename = "a", skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<AskLine>,
    /// What people have decided, one line each.
    #[serde(rename = "r", skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// The score ledger: item, points, points that could be had, and the reason; the texts are
    /// places in a table of the page.
    #[serde(rename = "l")]
    pub ledger: Vec<(usize, i32, i32, usize)>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// Outside all marks.
    Plain(String),
    /// The text, its class, and the codes behind it.
    Marked(String, String, Vec<String>),
}

impl From<Segment> for Piece {
    fn from(segment: Segment) -> Self {
        let Segment { text, class, labels } = segment;
        if class.is_empty() { Self::Plain(text) } else { Self::Marked(text, class, labels) }
    }
}

impl ReplyDetail {
    /// The text, verbatim.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Plain(text) | Piece::Marked(text, ..) => text.clone(),
        };
        self.text.iter().map(text).collect()
    }
}

/// The hits of one rule in one reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Rule code.
    #[serde(rename = "c")]
    pub code: String,
    /// Role in Chinese.
    #[serde(rename = "o")]
    pub role: String,
    /// How many.
    #[serde(rename = "n")]
    pub count: u32,
    /// Points together, hundredths.
    #[serde(rename = "p")]
    pub points: i32,
    /// What it says where no mark in the text can say it.
    #[serde(rename = "t", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// People have found it wrong: it does not count.
    #[serde(rename = "w", skip_serializing_if = "std::ops::Not::not")]
    pub wrong: bool,
}

/// The line of a reply, without detail.
#[must_use]
pub fn listed_reply(row: &ReplyRow) -> ListedReply {
    ListedReply {
        reply_id: row.reply_id.clone(),
        year: row.year,
        unit: row.unit.clone(),
        title: row.title.clone(),
        score: row.score,
        text_score: row.verdict.text_score,
        sureness: (row.verdict.non_answer_score.clamp(0.0, 1.0) * 100.0).round() as u8,
        disposal: disposal_label(row.disposal).to_owned(),
        badges: badges(row).iter().map(ToString::to_string).collect(),
        codes: row.verdict.codes.iter().map(ToString::to_string).collect(),
        detail: None,
    }
}

/// What is seen when a reply is opened, without its ledger.
#[must_use]
pub fn reply_detail(judged: &Judged) -> ReplyDetail {
    ReplyDetail {
        text: segments(&judged.letter.reply, &marks(&judged.findings))
            .into_iter()
            .map(Piece::from)
            .collect(),
        strip: strip(&judged.sentences),
        hits: hits(&judged.findings, &judged.set_aside),
        asks: ask_lines(judged),
        decisions: judged.decisions.iter().map(|decision| told(decision)).collect(),
        ledger: Vec::new(),
    }
}

/// Neighbouring sentences of one class together; empty sentences are left out.
fn strip(sentences: &[Sentence]) -> Vec<(u8, usize)> {
    let mut parts: Vec<(u8, usize)> = Vec::new();
    for sentence in sentences.iter().filter(|sentence| !sentence.span.is_empty()) {
        let class = SentenceClass::ALL.iter().position(|class| *class == sentence.class);
        let class = class.unwrap_or_default() as u8;
        match parts.last_mut() {
            Some(last) if last.0 == class => last.1 += sentence.span.len(),
            _ => parts.push((class, sentence.span.len())),
        }
    }
    parts
}

/// Sort key that puts the worst replies first: surest non-answers, then lowest scores, then
/// ids.
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
    if badges.is_empty() && row.disposal == "review" {
        badges.push("得分偏低");
    }
    if !row.decisions.is_empty() {
        badges.push("人工裁定");
    }
    badges
}

/// The shape of the reply first, then what it owes, blame, frames and evidence; last what
/// people have found wrong.
fn hits(findings: &[Finding], set_aside: &[(Finding, Arc<Decision>)]) -> Vec<Hit> {
    let order = |role| match role {
        Role::Gate => 0,
        Role::Answer => 1,
        Role::Penalty => 2,
        Role::Frame => 3,
        Role::Evidence => 4,
    };
    let active = findings.iter().map(|finding| (false, finding));
    let wrong = set_aside.iter().map(|(finding, _)| (true, finding));
    let mut hits: BTreeMap<(bool, u8, &str), Hit> = BTreeMap::new();
    for (wrong, finding) in active.chain(wrong) {
        let hit = hits.entry((wrong, order(finding.role), &finding.code)).or_default();
        hit.code.clone_from(&finding.code);
        finding.role.label().clone_into(&mut hit.role);
        hit.count += 1;
        hit.points += finding.points;
        hit.wrong = wrong;
        let unmarked = wrong || finding.role == Role::Gate;
        if unmarked && hit.text.is_empty() {
            hit.text = shortened(&finding.text, MOST_QUOTED);
        }
    }
    hits.into_values().collect()
}

#[cfg(test)]
mod tests {
    use shida_engine::{
        span::Span,
        verdict::{Stance, Verdict},
        zone::Zone,
    };

    use super::*;
    use crate::{
        records::{Metrics, Related},
        report::sample,
    };

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
            checks: Vec::new(),
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
    fn the_shape_comes_first_and_the_hits_of_a_rule_are_counted() {
        let penalty = finding(Role::Penalty, 4, "空话");
        let findings = [
            Finding { code: "E1".into(), ..finding(Role::Evidence, 0, "已") },
            penalty.clone(),
            Finding { code: "G1".into(), ..finding(Role::Gate, 0, &"转".repeat(80)) },
            penalty,
        ];
        let hits = hits(&findings, &[]);
        let seen: Vec<_> = hits.iter().map(|hit| (hit.code.as_str(), hit.count)).collect();
        assert_eq!(seen, [("G1", 1), ("X1", 2), ("E1", 1)]);
        assert_eq!(hits[0].text.chars().count(), MOST_QUOTED + 1, "a long quote is cut");
        assert_eq!((hits[1].points, hits[1].text.as_str()), (-200, ""));
    }

    #[test]
    fn the_pieces_put_together_are_the_text() {
        let judged = sample::judged(3);
        let detail = reply_detail(&judged);
        assert_eq!(detail.plain_text(), judged.letter.reply);
        assert!(detail.text.iter().any(|piece| matches!(piece, Piece::Marked(..))));
        assert_eq!(detail.strip.len(), 2);
    }

    #[test]
    fn a_reply_that_passes_has_no_badge() {
        let mut fine = row("1", 9000, 0.1);
        fine.disposal = "pass";
        assert!(badges(&fine).is_empty());
        assert_eq!(listed_reply(&fine).disposal, "通过");
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
            settles: None,
            origin: crate::records::Origin { file: "裁定.toml".into(), sheet: None, line: 2 },
            reply: "1".into(),
            ruling: crate::records::Ruling::Reply { non_answer: false, quote: None },
            reason: "查过".into(),
            author: "王某".into(),
            date: None,
            expires: None,
        });
        let decided = ReplyRow { decisions: vec![Arc::clone(&decision)], ..row("1", 100, 0.1) };
        let wrong = [(finding(Role::Gate, 0, "只转办"), decision)];
        let active = [finding(Role::Evidence, 0, "已")];
        let hits = hits(&active, &wrong);
        let seen: Vec<_> = hits.iter().map(|hit| (hit.text.as_str(), hit.wrong)).collect();
        assert_eq!(seen, [("", false), ("只转办", true)]);
        assert_eq!(badges(&decided), ["得分偏低", "人工裁定"]);
    }
}

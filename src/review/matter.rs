//! What people are to decide: one matter a row, the riskiest first.

use std::{cmp::Reverse, collections::BTreeSet};

use shida_engine::{
    decided::comparable,
    finding::{Finding, Role},
    pack::{Confidence, Mark, Rule, Shortfall},
    sentence::{Sentence, SentenceClass},
    zone::Zone,
};

use super::{error::ReviewError, source::Source};
use crate::{
    records::{Judged, ReplyRow, Ruling},
    report::workbook::text::excerpt,
    score::{Flag, Points},
};

/// What a row asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// The reply is judged a non-answer.
    Whole,
    /// A finding against the reply.
    Finding,
    /// The cuts send the reply to review, and no finding says why.
    Doubtful,
    /// The reply passed and was drawn to be looked at.
    Sampled,
}

impl Kind {
    /// What the sheet calls it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Whole => "整件",
            Self::Finding => "某处",
            Self::Doubtful => "存疑",
            Self::Sampled => "抽样",
        }
    }

    /// The kind of that label.
    pub(super) fn of(label: &str) -> Option<Self> {
        let kinds = [Self::Whole, Self::Finding, Self::Doubtful, Self::Sampled];
        kinds.into_iter().find(|kind| kind.label() == label)
    }
}

/// What tells matters apart within a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) reply_id: String,
    pub(super) kind: Kind,
    /// Code of the rule; empty for doubtful and sampled replies.
    pub(super) code: String,
    /// The words of the finding; empty but for [`Kind::Finding`].
    pub(super) text: String,
    /// Which of the findings with this code and these words, from 1; 0 but for a finding.
    pub(super) ordinal: u32,
}

/// One matter, as the sheet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matter {
    pub(super) key: Key,
    pub(super) unit: String,
    pub(super) title: String,
    /// The reply, or a beginning that says that it is one.
    pub(super) reply: String,
    /// What the tool says.
    pub(super) judged: String,
    /// Code and name of the rule.
    pub(super) rule: String,
    /// The words behind it.
    pub(super) evidence: String,
    pub(super) why: String,
    /// Points that it takes, hundredths, at most 0.
    pub(super) points: i32,
    /// From what they are taken.
    pub(super) taken_from: &'static str,
    /// How sure × what it costs, hundredths of a point.
    pub(super) risk: i32,
    /// Words of the reply that tie a decision about the whole of it to its text.
    pub(super) tie: Option<String>,
}

/// A judgement that by itself sends a reply to review is never worth less than this, in
/// hundredths of a point: it stands in the unit's rates even when it takes no points.
const VERDICT_LEAST: i32 = 1_000;

/// Chars of the sentence that ties a decision about the whole reply to its text.
const TIE: usize = 40;

/// The points are those of the text score.
const TEXT: &str = "文本分";
/// The points are those of the score, by a cap.
const SCORE: &str = "得分（封顶）";

/// What stands to be decided about the replies in review and about those that were `drawn`, the
/// riskiest first and what was drawn last; what people have decided already is left out.
pub(super) fn matters(
    source: &Source,
    drawn: &BTreeSet<String>,
) -> Result<Vec<Matter>, ReviewError> {
    let rows = source.rows();
    let asked = |row: &ReplyRow| row.disposal == "review" || drawn.contains(&row.reply_id);
    let places: Vec<usize> =
        (0..).zip(rows).filter(|(_, row)| asked(row)).map(|(at, _)| at).collect();
    let mut matters = Vec::new();
    for (at, judged) in source.judged(&places)? {
        let Some(row) = rows.get(at) else { continue };
        let reply = Reply { source, row, judged: &judged };
        matters.extend(if drawn.contains(&row.reply_id) {
            vec![reply.plain(Kind::Sampled)]
        } else {
            reply.matters()
        });
    }
    matters.sort_by(|a, b| {
        let order = |one: &Matter| (one.key.kind == Kind::Sampled, Reverse(one.risk));
        order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key))
    });
    Ok(matters)
}

/// Whether people have ruled on the whole of a reply.
pub(super) fn is_ruled(row: &ReplyRow) -> bool {
    row.decisions.iter().any(|decision| matches!(decision.ruling, Ruling::Reply { .. }))
}

/// A reply that something is asked about.
#[derive(Clone, Copy)]
struct Reply<'a> {
    source: &'a Source,
    row: &'a ReplyRow,
    judged: &'a Judged,
}

impl<'a> Reply<'a> {
    /// What is asked of a reply in review; at least one thing, unless people have spoken.
    fn matters(self) -> Vec<Matter> {
        let ruled = is_ruled(self.row);
        let mut matters = Vec::new();
        if !ruled && self.row.verdict.non_answer {
            matters.push(self.whole());
        }
        let open = self.judged.findings.iter().filter(|finding| self.is_asked(finding));
        matters.extend(open.map(|finding| self.finding(finding)));
        if matters.is_empty() && !ruled && self.judged.confirmed.is_empty() {
            matters.push(self.plain(Kind::Doubtful));
        }
        matters
    }

    fn rule(self, code: &str) -> Option<&'a Rule> {
        self.source.rulebook.rule(code)
    }

    /// A finding that nobody has decided about and that costs points or sends to review.
    fn is_asked(self, finding: &Finding) -> bool {
        let rule = self.rule(&finding.code);
        let confirmed = self.judged.confirmed.iter().any(|(other, _)| other == finding);
        let against = matches!(finding.role, Role::Penalty | Role::Gate | Role::Answer);
        let costs = finding.points < 0 || verdict(rule).is_some();
        against && costs && !confirmed && !is_of_whole(rule)
    }

    fn whole(self) -> Matter {
        let gate = self.judged.findings.iter().find(|one| is_of_whole(self.rule(&one.code)));
        let verdict = &self.row.verdict;
        let shapes = [
            (verdict.three_part, "，三句话"),
            (verdict.receipt_only, "，只收悉"),
            (verdict.forwarded_only, "，只转办"),
        ];
        let shape = shapes.iter().find(|(is, _)| *is).map_or("", |(_, name)| name);
        let code = gate.map_or("", |gate| &gate.code);
        let cap = self.source.capped(self.row, Flag::NonAnswer);
        let points = if cap < 0 { cap } else { gate.map_or(0, |gate| gate.points.min(0)) };
        Matter {
            judged: format!("应付式答复{shape}（把握 {}）", percent(verdict.non_answer_score)),
            evidence: excerpt(&self.shell()).into_owned(),
            why: self.why(code).to_owned(),
            points,
            taken_from: taken_from(points, cap),
            risk: risk(verdict.non_answer_score, points.min(-VERDICT_LEAST)),
            ..self.about(Kind::Whole, code)
        }
    }

    fn finding(self, finding: &Finding) -> Matter {
        let rule = self.rule(&finding.code);
        let flag = verdict(rule);
        let cap = flag.map_or(0, |flag| self.source.capped(self.row, flag));
        let points = if cap < 0 { cap } else { finding.points.min(0) };
        let worth = if flag.is_some() { points.min(-VERDICT_LEAST) } else { points };
        let about = self.about(Kind::Finding, &finding.code);
        let words = excerpt(&finding.text).into_owned();
        Matter {
            key: Key { text: words.clone(), ordinal: self.ordinal(finding), ..about.key },
            judged: rule.map_or("", |rule| &rule.name).to_owned(),
            evidence: words,
            why: self.why(&finding.code).to_owned(),
            points,
            taken_from: taken_from(points, cap),
            risk: risk(sureness(rule), worth),
            ..about
        }
    }

    /// A reply that is asked about without a finding.
    fn plain(self, kind: Kind) -> Matter {
        let sure = self.row.verdict.non_answer_score;
        let (why, least) = match kind {
            Kind::Sampled => ("通过的里面随机抽出，看有没有漏判", 0),
            _ => ("得分低或临界，按方案要复核，但没有哪一处足以定性", -VERDICT_LEAST),
        };
        let score = Points(self.row.score);
        Matter {
            judged: format!("不是应付式答复（应付把握 {}，得分 {score}）", percent(sure)),
            why: why.to_owned(),
            risk: risk(sure, least),
            ..self.about(kind, "")
        }
    }

    /// What any row says of its reply.
    fn about(self, kind: Kind, code: &str) -> Matter {
        let row = self.row;
        let rule = self.rule(code).map(|rule| format!("{} {}", rule.code, rule.name));
        let key = Key {
            reply_id: row.reply_id.clone(),
            kind,
            code: code.to_owned(),
            text: String::new(),
            ordinal: 0,
        };
        Matter {
            key,
            unit: row.unit.clone().unwrap_or_default(),
            title: row.title.clone().unwrap_or_default(),
            reply: excerpt(&self.judged.letter.reply).into_owned(),
            judged: String::new(),
            rule: rule.unwrap_or_else(|| code.to_owned()),
            evidence: String::new(),
            why: String::new(),
            points: 0,
            taken_from: "",
            risk: 0,
            tie: self.tie(),
        }
    }

    fn why(self, code: &str) -> &'a str {
        self.rule(code).map_or("", |rule| &rule.why)
    }

    /// Which of the findings with its code and its words it is, from 1, as decisions count.
    fn ordinal(self, finding: &Finding) -> u32 {
        let book = &self.source.rulebook;
        let words = comparable(book, &finding.text);
        let is_like =
            |other: &&Finding| other.code == finding.code && comparable(book, &other.text) == words;
        let set_aside = self.judged.set_aside.iter().map(|(other, _)| other);
        let before = set_aside.filter(is_like).filter(|other| other.span < finding.span).count();
        let earlier = self.judged.findings.iter().take_while(|other| *other != finding);
        1 + (before + earlier.filter(is_like).count()) as u32
    }

    /// The empty sentences as quoted, and what is left without them.
    fn shell(self) -> String {
        let substance = [SentenceClass::Specific, SentenceClass::Evidence];
        let content = self.judged.sentences.iter().filter(|one| one.zone.is_content());
        let (left, empty): (Vec<&Sentence>, Vec<&Sentence>) =
            content.partition(|one| substance.contains(&one.class));
        let said = |sentences: &[&Sentence]| {
            let words = sentences.iter().map(|one| self.words(one));
            words.filter(|text| !text.is_empty()).map(|text| format!("「{text}」")).collect()
        };
        let left = if left.is_empty() { "没有".to_owned() } else { said(&left) };
        format!("套话：{}\n剩下：{left}", said(&empty))
    }

    /// Words of the longest sentence of the body: if they go, the reply was written anew.
    fn tie(self) -> Option<String> {
        let body = self.judged.sentences.iter().filter(|one| one.zone == Zone::Body);
        let longest = body.max_by_key(|one| one.span.end.saturating_sub(one.span.start))?;
        let words: String = self.words(longest).chars().take(TIE).collect();
        (!words.is_empty()).then_some(words)
    }

    fn words(self, sentence: &Sentence) -> String {
        let (start, end) = (sentence.span.start as usize, sentence.span.end as usize);
        let chars = self.judged.letter.reply.chars();
        let words: String = chars.skip(start).take(end.saturating_sub(start)).collect();
        words.trim().to_owned()
    }
}

/// Whether a hit of the rule says that the whole reply is a non-answer.
fn is_of_whole(rule: Option<&Rule>) -> bool {
    rule.is_some_and(|rule| rule.mark == Some(Mark::NonAnswer))
}

/// The flag by which a hit of the rule sends a reply to review.
fn verdict(rule: Option<&Rule>) -> Option<Flag> {
    let rule = rule?;
    match (rule.mark, rule.shortfall) {
        (Some(Mark::Deflection), _) => Some(Flag::Deflection),
        (_, Some(Shortfall::OffTopic)) => Some(Flag::OffTopic),
        _ => None,
    }
}

/// How sure a hit is taken to be for the order of the rows (0–1); rules state it in words.
fn sureness(rule: Option<&Rule>) -> f64 {
    match rule.and_then(|rule| rule.confidence) {
        Some(Confidence::High) => 0.9,
        Some(Confidence::Medium) | None => 0.7,
        Some(Confidence::Low) => 0.5,
    }
}

/// How sure × what it costs, hundredths of a point.
fn risk(sure: f64, points: i32) -> i32 {
    (sure * f64::from(points.abs())).round() as i32
}

fn taken_from(points: i32, cap: i32) -> &'static str {
    match (points, cap) {
        (0, _) => "",
        (_, 0) => TEXT,
        (_, _) => SCORE,
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

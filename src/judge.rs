//! Judges letters with the engine and keeps, for each, only what later stages need.

use std::sync::Arc;

use shida_engine::{
    answer::{Answer, Suggestion},
    answered::AnsweredAsk,
    coverage::AskStatus,
    decided::{By, Decided, Fingerprint, SetAside, comparable},
    document::Sign,
    finding::Finding,
    fold::is_han,
    judge::{self, Judgement},
    pack::Mark,
    rulebook::Rulebook,
    sentence::SentenceClass,
};

use crate::{
    excerpt::{harmless, shortened},
    records::{Answered, Decision, Judged, Kept, Key, Letter, Reject, Ruling},
};

/// Judges one letter.
#[must_use]
pub fn judge_letter(rulebook: &Rulebook, letter: Letter) -> Judged {
    judge_decided(rulebook, letter, &[])
}

/// Judges one letter and heeds what people have decided about it.
#[must_use]
pub fn judge_decided(rulebook: &Rulebook, letter: Letter, decisions: &[Arc<Decision>]) -> Judged {
    let heeded = Heeded::of(rulebook, &letter, decisions);
    let title = letter.title.as_deref();
    let suggestion = letter.suggestion.as_deref().map(|text| Suggestion { title, text });
    let judgement = judge::judge_decided(rulebook, &letter.reply, suggestion, &heeded.decided);
    let confirmed = heeded.confirmed(rulebook, &judgement);
    // Who rules on a whole reply says that it is one.
    let document = judgement.document.filter(|_| heeded.whole.is_none());
    let (mut decisions, set_aside) = heeded.sort_out(judgement.set_aside);
    let hits = confirmed.iter().map(|(_, decision)| decision);
    decisions.extend(hits.filter(|decision| is_confirmation(decision)).map(Arc::clone));
    decisions.sort_by(|a, b| a.origin.cmp(&b.origin));
    Judged {
        letter,
        verdict: judgement.verdict,
        findings: judgement.findings,
        sentences: judgement.sentences,
        answer: judgement.answer,
        decisions,
        set_aside,
        confirmed,
        decided_code: judgement.decided_code,
        document,
        measures: judgement.measures,
        promises: judgement.promises,
        signed: judgement.signed,
    }
}

/// Decisions as the engine takes them, and those that it need not know.
#[derive(Default)]
struct Heeded<'a> {
    decided: Decided,
    /// The one about the whole reply, if its words still stand.
    whole: Option<&'a Arc<Decision>>,
    /// Those about one wrong hit, as in `decided.wrong`.
    hits: Vec<&'a Arc<Decision>>,
    /// Those that agree with one hit.
    agreed: Vec<(&'a Fingerprint, &'a Arc<Decision>)>,
}

impl<'a> Heeded<'a> {
    fn of(rulebook: &Rulebook, letter: &Letter, decisions: &'a [Arc<Decision>]) -> Self {
        let mut heeded = Self::default();
        for decision in decisions {
            match &decision.ruling {
                Ruling::Suppress(hit) => {
                    heeded.decided.wrong.push(hit.clone());
                    heeded.hits.push(decision);
                }
                Ruling::Confirm(hit) => heeded.agreed.push((hit, decision)),
                Ruling::Reply { non_answer, quote } if stands(rulebook, letter, quote) => {
                    heeded.decided.non_answer = Some(*non_answer);
                    heeded.whole = Some(decision);
                }
                Ruling::Reply { .. } => {}
            }
        }
        heeded
    }

    /// The decisions that took effect, and what they took away.
    fn sort_out(&self, taken: Vec<SetAside>) -> (Vec<Arc<Decision>>, SetAsides) {
        let mut in_force: Vec<Arc<Decision>> = self.whole.cloned().into_iter().collect();
        let mut set_aside = Vec::with_capacity(taken.len());
        for SetAside { finding, by } in taken {
            let decision = match by {
                By::Reply => self.whole,
                By::Hit(at) => self.hits.get(at).copied(),
            };
            let Some(decision) = decision else { continue };
            if by != By::Reply {
                in_force.push(Arc::clone(decision));
            }
            set_aside.push((finding, Arc::clone(decision)));
        }
        (in_force, set_aside)
    }

    /// The hits that people agree with, in the order of the findings. Equal hits are counted as
    /// for those found wrong: with the ones that do not count, in the order of the text.
    fn confirmed(&self, rulebook: &Rulebook, judgement: &Judgement) -> SetAsides {
        let mut confirmed = SetAsides::new();
        for finding in &judgement.findings {
            let decision = self.agrees(rulebook, judgement, finding);
            confirmed.extend(decision.map(|decision| (finding.clone(), Arc::clone(decision))));
        }
        confirmed
    }

    fn agrees(
        &self,
        rulebook: &Rulebook,
        judgement: &Judgement,
        finding: &Finding,
    ) -> Option<&'a Arc<Decision>> {
        let rule = rulebook.rule(&finding.code);
        // Who says that the reply is a non-answer agrees with the rule that found it.
        if rule.is_some_and(|rule| rule.mark == Some(Mark::NonAnswer)) {
            let found = judgement.decided_code.as_deref() != Some(finding.code.as_str());
            return self.whole.filter(|_| found && self.decided.non_answer == Some(true));
        }
        let means = |(hit, _): &&(&Fingerprint, &Arc<Decision>)| {
            hit.code == finding.code
                && comparable(rulebook, &hit.text) == comparable(rulebook, &finding.text)
                && hit.ordinal == ordinal(rulebook, judgement, finding)
        };
        self.agreed.iter().find(means).map(|(_, decision)| *decision)
    }
}

/// Whether a decision agrees with one hit.
fn is_confirmation(decision: &Decision) -> bool {
    matches!(decision.ruling, Ruling::Confirm(_))
}

/// Which of the hits with its code and its words a finding is, from 1.
fn ordinal(rulebook: &Rulebook, judgement: &Judgement, finding: &Finding) -> u32 {
    let words = comparable(rulebook, &finding.text);
    let is_like =
        |other: &&Finding| other.code == finding.code && comparable(rulebook, &other.text) == words;
    let set_aside = judgement.set_aside.iter().map(|set_aside| &set_aside.finding);
    let before = set_aside.filter(is_like).filter(|other| other.span < finding.span);
    // Asks that stand nowhere in the reply share one place: the order of the list counts.
    let earlier = judgement.findings.iter().take_while(|other| *other != finding);
    1 + (before.count() + earlier.filter(is_like).count()) as u32
}

type SetAsides = Vec<(Finding, Arc<Decision>)>;

/// Whether the words on which a decision about the whole reply rests still stand in it.
fn stands(rulebook: &Rulebook, letter: &Letter, quote: &Option<String>) -> bool {
    let Some(quote) = quote else { return true };
    comparable(rulebook, &letter.reply).contains(&comparable(rulebook, quote))
}

/// Why a letter is rejected after all: its text is another document. `None` for a reply.
#[must_use]
pub fn rejection(judged: &Judged) -> Option<Reject> {
    let document = judged.document.as_ref()?;
    let letter = &judged.letter;
    let start: String = letter.reply.trim().chars().take(EXCERPT).collect();
    Some(Reject {
        file: letter.origin.file.to_string(),
        sheet: letter.origin.sheet.as_deref().unwrap_or_default().to_owned(),
        line: letter.origin.line,
        reply_id: letter.reply_id.clone(),
        column: "reply".to_owned(),
        value: harmless(&start),
        reason: format!(
            "答复一格像是{}，不是答复，没有评分（{}）；请核对原件，换成答复正文再导入",
            document.name,
            proof(&document.signs)
        ),
    })
}

/// Chars of a text that a reject shows, and of a sign that its reason quotes.
const EXCERPT: usize = 60;
const QUOTE: usize = 30;

/// The signs with their words; a text without signs was recognised by its suggestion.
fn proof(signs: &[Sign]) -> String {
    if signs.is_empty() {
        return "与建议原文几乎完全相同".to_owned();
    }
    let quoted = signs.iter().map(|sign| {
        let words: String = sign.text.split_whitespace().collect();
        format!("{}“{}”", sign.name, shortened(&words, QUOTE))
    });
    format!("依据：{}", quoted.collect::<Vec<_>>().join("、"))
}

/// Drops the text of a judged letter and all that stands on it.
#[must_use]
pub fn keep(judged: Judged) -> Kept {
    let (makeup, answered) = (makeup(&judged), judged.answer.as_ref().map(answered));
    let letter = judged.letter;
    let key = Key {
        origin: letter.origin,
        reply_id: letter.reply_id,
        raw_id: letter.raw_id,
        year: letter.year,
        unit: letter.unit,
        title: letter.title,
        metrics: letter.metrics,
    };
    let Judged { verdict, measures, decisions, .. } = judged;
    Kept { key, verdict, answered, measures, makeup, decisions }
}

/// Asks that are written out for one reply.
const MOST_ASKS: usize = 4;
/// Chars of each.
const ASK_CHARS: usize = 40;

/// The asks without an answer, numbered as in the suggestion; `None` when there is none.
fn unanswered(answer: &Answer) -> Option<Box<str>> {
    let owed: Vec<(usize, &AnsweredAsk)> =
        (1..).zip(&answer.asks).filter(|(_, ask)| ask.status != AskStatus::Answered).collect();
    let line = |(number, ask): &(usize, &AnsweredAsk)| {
        let short = shortened(ask.text.trim(), ASK_CHARS);
        format!("{number}. {short}（{}）", ask.status.label())
    };
    let mut lines: Vec<String> = owed.iter().take(MOST_ASKS).map(line).collect();
    if owed.len() > MOST_ASKS {
        lines.push(format!("等 {} 条，见 findings", owed.len()));
    }
    (!lines.is_empty()).then(|| lines.join("；").into_boxed_str())
}

fn answered(answer: &Answer) -> Answered {
    Answered {
        asks: answer.asks.len() as u32,
        asks_answered: answer.answered() as u32,
        relevance: answer.relevance,
        off_topic: answer.off_topic,
        unanswered: unanswered(answer),
    }
}

fn makeup(judged: &Judged) -> [u32; 8] {
    let mut counts = [0; 8];
    let mut chars = judged.letter.reply.chars();
    let mut at = 0;
    for sentence in &judged.sentences {
        let (start, end) = (sentence.span.start, sentence.span.end);
        let skip = start.saturating_sub(at) as usize;
        let han = chars.by_ref().skip(skip).take((end - start) as usize).filter(|c| is_han(*c));
        let han = han.count() as u32;
        at = end;
        if let Some(class) = SentenceClass::ALL.iter().position(|class| *class == sentence.class) {
            counts[class] += han;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::{Metrics, Origin},
        rules::RuleSet,
    };

    fn letter(reply: &str) -> Letter {
        Letter {
            row: 0,
            origin: Origin { file: "甲.csv".into(), sheet: None, line: 2 },
            reply_id: "1".into(),
            raw_id: "1".into(),
            year: Some(2024),
            unit: None,
            title: None,
            suggestion: None,
            reply: reply.into(),
            metrics: Metrics::default(),
        }
    }

    #[test]
    fn the_asks_without_an_answer_are_written_out_by_their_number() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let asked = "建议：一、更换松木桥护栏；二、限制重车通行；三、公布桥梁检测结果。";
        let reply = "松木桥护栏已于5月8日更换完毕，共320米。\n关于限制重车通行，我们将认真研究。";
        let letter = Letter { suggestion: Some(asked.into()), ..letter(reply) };
        let answered = keep(judge_letter(&rulebook, letter)).answered.unwrap();
        assert_eq!((answered.asks, answered.asks_answered), (3, 1));
        assert_eq!(
            answered.unanswered.as_deref(),
            Some("2. 限制重车通行（提到未答）；3. 公布桥梁检测结果（未回应）")
        );
    }

    fn decision(line: u32, ruling: Ruling) -> Arc<Decision> {
        Arc::new(Decision {
            origin: Origin { file: "裁定".into(), sheet: None, line },
            reply: "1".into(),
            ruling,
            reason: "看过".into(),
            author: "王某".into(),
            date: None,
            expires: None,
            settles: None,
        })
    }

    fn agreed(code: &str, text: &str, ordinal: u32) -> Ruling {
        Ruling::Confirm(Fingerprint { code: code.into(), text: text.into(), ordinal })
    }

    #[test]
    fn a_confirmed_hit_changes_nothing_but_is_known_by_whom() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let text = "甲处，积极推进。乙处，积极推进。丙处，积极推进。";
        let plain = judge_letter(&rulebook, letter(text));
        let starts = |judged: &Judged| {
            let hits = judged.findings.iter().filter(|finding| finding.code == "E010");
            hits.map(|finding| finding.span.start).collect::<Vec<_>>()
        };
        let decisions = [decision(1, agreed("E010", "积极 推进", 2))];
        let judged = judge_decided(&rulebook, letter(text), &decisions);
        assert_eq!((&judged.verdict, &judged.findings), (&plain.verdict, &plain.findings));
        let confirmed: Vec<u32> =
            judged.confirmed.iter().map(|(finding, _)| finding.span.start).collect();
        assert_eq!(confirmed, [starts(&plain)[1]]);
        assert_eq!(judged.decisions, decisions);
        // What fits nothing is not in force.
        let missed = [decision(1, agreed("E010", "积极推进", 4))];
        let judged = judge_decided(&rulebook, letter(text), &missed);
        assert!(judged.confirmed.is_empty() && judged.decisions.is_empty());
        // Equal hits are counted with the one that was found wrong.
        let hit = Fingerprint { code: "E010".into(), text: "积极推进".into(), ordinal: 1 };
        let both = [decision(1, agreed("E010", "积极推进", 3)), decision(2, Ruling::Suppress(hit))];
        let judged = judge_decided(&rulebook, letter(text), &both);
        assert_eq!(judged.confirmed[0].0.span.start, starts(&plain)[2]);
        let lines: Vec<u32> = judged.decisions.iter().map(|one| one.origin.line).collect();
        assert_eq!(lines, [1, 2]);
    }

    #[test]
    fn who_says_that_a_reply_is_a_non_answer_confirms_the_rule_that_found_it() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let shell = "李代表：感谢您提出很好的建议。我们正在认真研究。希望您继续提出宝贵意见。";
        let said = [decision(1, Ruling::Reply { non_answer: true, quote: None })];
        let judged = judge_decided(&rulebook, letter(shell), &said);
        let codes: Vec<&str> =
            judged.confirmed.iter().map(|(finding, _)| finding.code.as_str()).collect();
        assert_eq!(codes, ["G001"]);
        assert_eq!(judged.decisions, said, "named once");
        let against = "王代表：我局4月8日到现场查看，损坏的路灯共12盏，已全部更换。";
        let judged = judge_decided(&rulebook, letter(against), &said);
        assert!(judged.confirmed.is_empty() && judged.decided_code.is_some());
    }

    #[test]
    fn the_make_up_counts_every_han_character_once() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let text = "李代表：您好！来信收悉。\n  经现场查看，已更换路灯3盏。感谢支持！";
        let judged = judge_letter(&rulebook, letter(text));
        let han = judged.verdict.han_chars;
        let kept = keep(judged);
        assert_eq!(kept.makeup.iter().sum::<u32>(), han);
        assert_eq!(kept.key.reply_id, "1");
    }

    #[test]
    fn another_document_is_rejected_with_its_place_its_start_and_its_signs() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let speech = "同志们：\n今天，我们召开推进会。下面，我讲三点意见。谢谢大家！";
        let reject = rejection(&judge_letter(&rulebook, letter(speech))).unwrap();
        assert_eq!(
            (reject.file.as_str(), reject.line, reject.reply_id.as_str()),
            ("甲.csv", 2, "1")
        );
        assert_eq!((reject.column.as_str(), reject.value.contains('\n')), ("reply", false));
        assert!(
            reject.reason.contains("讲话稿") && reject.reason.contains("“同志们：”"),
            "{reject:?}"
        );
        assert_eq!(rejection(&judge_letter(&rulebook, letter("路灯已修好。"))), None);
    }
}

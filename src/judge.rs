//! Judges letters with the engine and keeps, for each, only what later stages need.

use std::sync::Arc;

use shida_engine::{
    answer::{Answer, Suggestion},
    answered::AnsweredAsk,
    coverage::AskStatus,
    decided::{By, Decided, SetAside, comparable},
    document::Sign,
    finding::Finding,
    fold::is_han,
    judge,
    rulebook::Rulebook,
    sentence::SentenceClass,
};

use crate::records::{Answered, Decision, Judged, Kept, Key, Letter, Reject, Ruling};

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
    // Who rules on a whole reply says that it is one.
    let document = judgement.document.filter(|_| heeded.whole.is_none());
    let (decisions, set_aside) = heeded.sort_out(judgement.set_aside);
    Judged {
        letter,
        verdict: judgement.verdict,
        findings: judgement.findings,
        sentences: judgement.sentences,
        answer: judgement.answer,
        decisions,
        set_aside,
        decided_code: judgement.decided_code,
        document,
        measures: judgement.measures,
        promises: judgement.promises,
        signed: judgement.signed,
    }
}

/// Decisions as the engine takes them.
struct Heeded<'a> {
    decided: Decided,
    /// The one about the whole reply, if its words still stand.
    whole: Option<&'a Arc<Decision>>,
    /// Those about one hit, as in `decided.wrong`.
    hits: Vec<&'a Arc<Decision>>,
}

impl<'a> Heeded<'a> {
    fn of(rulebook: &Rulebook, letter: &Letter, decisions: &'a [Arc<Decision>]) -> Self {
        let mut heeded = Self { decided: Decided::default(), whole: None, hits: Vec::new() };
        for decision in decisions {
            match &decision.ruling {
                Ruling::Suppress(hit) => {
                    heeded.decided.wrong.push(hit.clone());
                    heeded.hits.push(decision);
                }
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
        in_force.sort_by(|a, b| a.origin.cmp(&b.origin));
        (in_force, set_aside)
    }
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
    let start = letter.reply.trim().chars().take(EXCERPT);
    Some(Reject {
        file: letter.origin.file.to_string(),
        sheet: letter.origin.sheet.as_deref().unwrap_or_default().to_owned(),
        line: letter.origin.line,
        reply_id: letter.reply_id.clone(),
        column: "reply".to_owned(),
        value: start.map(|c| if c.is_control() { ' ' } else { c }).collect(),
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
        let mut words: String = sign.text.split_whitespace().collect();
        if let Some((cut, _)) = words.char_indices().nth(QUOTE) {
            words.truncate(cut);
            words.push('…');
        }
        format!("{}“{words}”", sign.name)
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
        let text = ask.text.trim();
        let short: String = text.chars().take(ASK_CHARS).collect();
        let cut = if text.chars().count() > ASK_CHARS { "…" } else { "" };
        format!("{number}. {short}{cut}（{}）", ask.status.label())
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

//! Whether a reply answers its suggestion: asks, their coverage, relevance and off_topic.

use crate::{
    answered::AnsweredAsk,
    answering::AnswerRules,
    asks::{Ask, split_asks},
    cover::Covering,
    coverage::{Aligned, AskStatus, Coverage, coverage},
    faults::{self, Fault},
    fold::Folded,
    likely::CoreTraits,
    pack::Shortfall,
    reading::Reading,
    relevance::{Relevance, relevance},
    rulebook::Rulebook,
    terms::Bag,
};

/// How a reply answers its suggestion.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The asks in the order of the suggestion; empty if it asks for nothing definite, which
    /// is not held against the reply.
    pub asks: Vec<AnsweredAsk>,
    /// Likeness of suggestion and reply, 0–1, the quoted title left out.
    pub relevance: f64,
    /// The same without receipt and restatement.
    pub body_relevance: f64,
    /// Mean over the asks of their best alignment by words alone with a sentence that says
    /// something definite, 0–1.
    pub closeness: f64,
    /// Share (0–1) of the title's weighted terms in that body; `None` without a title.
    pub topic: Option<f64>,
    /// Fluent and concrete, but about another matter or beside the core ask.
    pub off_topic: bool,
    /// Off topic because nothing ties the reply to the suggestion, whatever the core ask.
    pub elsewhere: bool,
    /// What the model saw of the core ask, and how likely (0–1, four decimals) the reply misses
    /// it; `None` where the title names no one matter or the first ask is not clear.
    pub core: Option<(CoreTraits, f64)>,
    /// What the reply owes: the asks that are not answered, then what holds for the whole of it.
    pub faults: Vec<Fault>,
    /// Words that both hold, heaviest first.
    pub shared: Vec<String>,
    /// Named things and words that only the suggestion holds, heaviest first.
    pub missing: Vec<String>,
}

impl Answer {
    /// How many asks are answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.asks.iter().filter(|ask| ask.status == AskStatus::Answered).count()
    }

    /// Takes back the faults at these indexes, which people have found wrong, with all that
    /// rests on them: an ask counts as answered, because it is, or is none. A reply that is not
    /// off topic after all still owes its asks.
    pub(crate) fn take_back(&mut self, rulebook: &Rulebook, wrong: &[usize]) {
        for fault in wrong.iter().filter_map(|index| self.faults.get(*index)) {
            if fault.shortfall == Shortfall::OffTopic {
                self.off_topic = false;
            }
            if let Some(ask) = fault.ask.and_then(|index| self.asks.get_mut(index)) {
                ask.status = AskStatus::Answered;
                ask.ruled = true;
            }
        }
        let evades = rulebook
            .answering
            .as_ref()
            .is_some_and(|rules| faults::evasion(rules, &self.asks).is_some());
        let owes_all = self.answered() == 0;
        let mut index = 0..;
        self.faults.retain(|fault| {
            let is_wrong = index.next().is_some_and(|index| wrong.contains(&index));
            !is_wrong
                && match fault.shortfall {
                    Shortfall::Evasion => evades,
                    Shortfall::Echo => owes_all,
                    _ => true,
                }
        });
    }
}

/// A suggestion as the input gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The title, if known.
    pub title: Option<&'a str>,
    /// The text.
    pub text: &'a str,
}

/// What the judgement has found before the suggestion is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) covering: &'a Covering,
    pub(crate) non_answer: bool,
    /// Shifts the matter to others without explanation or help.
    pub(crate) deflection: bool,
    /// Says something definite.
    pub(crate) concrete: bool,
}

/// Compares a judged reply with its suggestion; `None` without a suggestion or without rules
/// for it.
pub(crate) fn answer(
    rulebook: &Rulebook,
    judged: Judged<'_>,
    title: Option<&str>,
) -> Option<Answer> {
    let rules = rulebook.answering.as_ref()?;
    let text = judged.reading.suggestion.as_ref()?;
    let title = title.map(|title| crate::reading::folded(rulebook, title));
    let texts = title.iter().chain([text]).map(|text| text.text.as_str());
    let asked = Bag::of(&rulebook.jieba, &rules.frequencies, texts);
    let asks = split_asks(&rulebook.jieba, &rules.asks, title.as_ref(), text);
    let like = relevance(rules, rulebook, judged.reading, (title.as_ref(), text), &asked);
    let parts = (judged.reading, judged.covering);
    let mut covered = coverage(rulebook, rules, parts, &asks, &asked);
    let closeness = closeness(&covered.asks);
    let link = link(rules, &covered.asks, closeness, like.topic);
    // One ask gives little to compare: only a reply without any link is another matter.
    let strict = if asks.len() > 1 { 1.0 } else { rules.relevance.one_ask };
    let fluent = !judged.non_answer
        && judged.concrete
        && !judged.deflection
        && !asks.is_empty()
        && like.body_han >= rules.relevance.least_han;
    let elsewhere = fluent
        && !like.rare
        && like.body < rules.relevance.low * strict
        && link < rules.relevance.low_link * strict;
    let core =
        title.as_ref().and_then(|title| core(rulebook, rules, title, &asks, &covered, &like));
    // What is plainly touched is not missed.
    let touched = |ask: &Aligned| ask.traits.vague >= rules.core.file.touched;
    let misses_core = fluent
        && core.is_some_and(|(_, missed)| missed >= rules.core.file.cut)
        && !covered.asks.first().is_some_and(touched);
    if misses_core
        && let Some(first) = covered.asks.first_mut()
        && first.status == AskStatus::Answered
    {
        *first = Aligned { status: AskStatus::Missing, sentence: None, assumed: false, ..*first };
    }
    let off_topic = elsewhere || misses_core;
    let telling = !asks.is_empty() && like.body < rules.summary.file.relevance;
    let summary = telling.then(|| faults::work_summary(rules, judged.reading, &covered)).flatten();
    // Too short to be called another matter, but nothing ties it to the several things that were
    // asked. One question may well be answered without any of its words.
    let stray = asks.len() > 1
        && !like.rare
        && like.body < rules.relevance.stray
        && link < rules.relevance.stray_link;
    let spoilt = judged.non_answer || judged.deflection || elsewhere || stray || summary.is_some();
    let settle = |aligned| if spoilt { spoil(rules, aligned) } else { aligned };
    let asks: Vec<AnsweredAsk> = asks
        .into_iter()
        .zip(covered.asks)
        .map(|(ask, aligned)| answered_ask(judged.reading, ask, settle(aligned)))
        .collect();
    let mut faults = faults::owed_asks(judged.reading, &asks);
    let core_ask = asks.first().filter(|_| !elsewhere).map(|ask| ask.text.trim().to_owned());
    faults.extend(off_topic.then(|| match core_ask {
        Some(ask) => faults::off_topic(&[ask]),
        None => faults::off_topic(&like.missing),
    }));
    faults.extend(faults::evasion(rules, &asks));
    faults.extend(summary);
    let answers_nothing = asks.iter().all(|ask| ask.status != AskStatus::Answered);
    faults.extend(faults::echo(rules, judged.reading).filter(|_| answers_nothing));
    Some(Answer {
        asks,
        relevance: like.whole,
        body_relevance: like.body,
        topic: like.topic,
        closeness,
        off_topic,
        elsewhere,
        core,
        faults,
        shared: like.shared,
        missing: like.missing,
    })
}

/// What the reply makes of the core of the suggestion: the first ask, where the title names one
/// matter and the ask is clear.
fn core(
    rulebook: &Rulebook,
    rules: &AnswerRules,
    title: &Folded,
    asks: &[Ask],
    covered: &Coverage,
    like: &Relevance,
) -> Option<(CoreTraits, f64)> {
    let matter = rules.core.title.captures(title.text.trim())?.get(1)?.as_str();
    let first = asks.first().filter(|ask| rules.answered.is_clear(ask))?;
    let of_first = covered.asks.first()?;
    let most = rules.core.file.most_definite;
    let traits = CoreTraits {
        own: of_first.traits.own,
        titled: titled(rulebook, rules, matter, &first.text),
        refused: covered.asks.iter().map(|ask| ask.traits.refused).fold(0.0, f64::max),
        definite: covered.definite.min(most) as f64,
        room: if covered.room { 1.0 } else { 0.0 },
        body: like.body,
        best: covered.asks.iter().map(|ask| ask.probability).fold(0.0, f64::max),
    };
    Some((traits, rules.core.file.weights.probability(&traits)))
}

/// Share (0–1) of the title's matter that an ask says: of its character pairs, or of what its words
/// mean, whichever is more.
fn titled(rulebook: &Rulebook, rules: &AnswerRules, matter: &str, ask: &str) -> f64 {
    let [matter, ask] = [matter, ask].map(|text| rules.asks.own_words(text));
    let [matter, ask] =
        [&matter, &ask].map(|text| Bag::of(&rulebook.jieba, &rules.frequencies, [text.as_str()]));
    let held = matter.pairs.iter().filter(|pair| ask.pairs.contains(pair.text)).count();
    let pairs = held as f64 / matter.pairs.iter().count().max(1) as f64;
    let [matter, ask] = [&matter, &ask].map(|bag| rules.near.sense(bag.all_words()));
    pairs.max(rules.near.held(&matter, &ask))
}

/// In a reply that answers nothing, a sentence that shares an ask's words touches it, and one
/// that does not has nothing to do with it.
fn spoil(rules: &AnswerRules, aligned: Aligned) -> Aligned {
    if aligned.assumed || aligned.link < rules.alignment.several {
        return Aligned { status: AskStatus::Missing, sentence: None, assumed: false, ..aligned };
    }
    Aligned { status: aligned.status.min(AskStatus::Touched), ..aligned }
}

/// Mean over the asks of their best alignment by words alone.
fn closeness(aligned: &[Aligned]) -> f64 {
    let sum: f64 = aligned.iter().map(|ask| ask.by_words).sum();
    sum / aligned.len().max(1) as f64
}

/// What ties the reply to the asks and to the title: a weighted sum, 0 and above.
fn link(rules: &AnswerRules, aligned: &[Aligned], closeness: f64, topic: Option<f64>) -> f64 {
    let best = aligned.iter().map(|ask| ask.link).fold(0.0, f64::max);
    best + closeness + rules.relevance.link_topic * topic.unwrap_or(0.0)
}

fn answered_ask(reading: &Reading, ask: Ask, aligned: Aligned) -> AnsweredAsk {
    let quote = aligned
        .sentence
        .and_then(|index| reading.pieces.sentences.get(index))
        .map(|sentence| reading.folded.original(sentence.piece.start, sentence.piece.end));
    AnsweredAsk {
        source: ask.source,
        span: ask.span,
        text: ask.text,
        status: aligned.status,
        sentence: aligned.sentence,
        quote,
        assumed: aligned.assumed,
        ruled: false,
        alignment: (aligned.score * 100.0).round() / 100.0,
        probability: aligned.probability,
        clear: aligned.clear,
        traits: aligned.traits,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        decided::{Decided, Fingerprint},
        judge::{judge_answer, judge_decided},
        testing::rulebook,
    };

    const TITLE: &str = "关于整治松木桥的建议";
    const TEXT: &str = "松木桥护栏锈蚀，重车日夜通行。建议：一、更换松木桥护栏；二、限制重车通行；三、公布桥梁检测结果。";

    /// Concrete, and about another matter.
    const OTHER: &str = "今年以来，全镇新建图书室4个，采购图书1.2万册，举办读书会16场，参加人数2300人次。5月20日与县文化馆签订协议，选派辅导员9名，免费开设书法、剪纸课程，投入资金18万元，秋季还将增加舞蹈班2个，预计招收学员60名。";

    fn answer(reply: &str) -> Answer {
        let suggestion = Suggestion { title: Some(TITLE), text: TEXT };
        judge_answer(rulebook(), reply, Some(suggestion)).answer.unwrap()
    }

    fn statuses(answer: &Answer) -> Vec<AskStatus> {
        answer.asks.iter().map(|ask| ask.status).collect()
    }

    #[test]
    fn an_item_by_item_reply_answers_every_ask() {
        let reply = "您好！建议收悉，答复如下：\n一、松木桥护栏已于2024年5月8日更换完毕，共320米。\n二、6月1日起桥头限重10吨，设置限高杆2处。\n三、检测结果为B类，已在镇政府公示栏公布。";
        let answer = answer(reply);
        assert_eq!(answer.answered(), 3);
        assert!(!answer.off_topic);
        let first = &answer.asks[0];
        let quote = first.quote.unwrap();
        let quoted: String = reply.chars().skip(quote.start as usize).take(quote.len()).collect();
        assert!(quoted.contains("320米"), "{quoted}");
    }

    #[test]
    fn what_is_only_to_be_studied_is_touched() {
        let reply =
            "松木桥护栏已于2024年5月8日更换完毕，共320米。\n关于限制重车通行，我们将认真研究。";
        let answer = answer(reply);
        assert_eq!(
            statuses(&answer),
            [AskStatus::Answered, AskStatus::Touched, AskStatus::Missing]
        );
    }

    #[test]
    fn a_reasoned_refusal_is_an_answer() {
        let reply = "关于限制重车通行：该桥设计荷载为公路一级，根据《公路安全保护条例》第三十五条，不符合设置限重标志的条件，不予采纳。";
        assert_eq!(answer(reply).asks[1].status, AskStatus::Answered);
    }

    #[test]
    fn a_non_answer_answers_nothing() {
        let reply = "您好！感谢您对松木桥护栏和重车通行问题的关心，我们正在认真研究，欢迎继续提出宝贵意见。";
        let answer = answer(reply);
        assert_eq!(answer.answered(), 0);
        assert!(!answer.off_topic);
    }

    #[test]
    fn a_concrete_reply_about_another_matter_is_off_topic() {
        let answer = answer(OTHER);
        assert!(answer.off_topic);
        assert_eq!(answer.answered(), 0);
        assert!(answer.missing.iter().any(|term| term.contains("松木桥")), "{:?}", answer.missing);
    }

    #[test]
    fn a_reply_about_another_matter_touches_no_ask_by_a_sentence_of_its_own_matter() {
        let answer = answer(OTHER);
        assert_eq!(statuses(&answer), [AskStatus::Missing; 3]);
        assert!(answer.asks.iter().all(|ask| ask.quote.is_none()));
    }

    const FORMAL: &str = "关于重建松木桥危桥的建议";
    const REBUILD: &str = "松木桥建于1975年，已评为危桥。建议尽快立项重建松木桥，在桥头设置限载标志，给桥面加装护栏。";

    fn formal(reply: &str) -> Answer {
        let suggestion = Suggestion { title: Some(FORMAL), text: REBUILD };
        judge_answer(rulebook(), reply, Some(suggestion)).answer.unwrap()
    }

    #[test]
    fn a_reply_that_leaves_out_the_core_ask_of_the_title_is_off_topic_and_owes_it() {
        let answer = formal(
            "我局于4月12日派人到现场查看，在两端安装限载5吨标志4块，安排专人每天巡查两次，劝返超限车辆83台次。桥面两侧加装波形护栏360米，粘贴反光膜，花费21.4万元，5月10日全部完成。",
        );
        assert!(answer.off_topic && !answer.elsewhere, "{answer:?}");
        assert_eq!(answer.asks[0].status, AskStatus::Missing);
        assert!(answer.answered() > 0);
        let fault = answer.faults.iter().find(|f| f.shortfall == Shortfall::OffTopic).unwrap();
        assert!(fault.text.contains("重建松木桥"), "{}", fault.text);
    }

    #[test]
    fn a_core_ask_that_is_answered_refused_or_touched_is_not_missed() {
        for reply in [
            "松木桥重建工程已于3月立项，批复投资1860万元，9月开工，明年6月建成通车。桥头已安装限载标志4块，桥面加装护栏360米。",
            "松木桥不具备重建条件：新建的二桥距此仅600米，按规范不予重复立项。桥头已安装限载标志4块，桥面加装护栏360米。",
            "桥头已安装限载标志4块，桥面加装护栏360米，花费21.4万元，5月10日完成。关于立项重建松木桥，我们将认真研究，积极争取。",
        ] {
            assert!(!formal(reply).off_topic, "{reply}");
        }
    }

    #[test]
    fn a_reply_in_other_words_answers_and_its_quote_says_so() {
        let suggestion = Suggestion {
            title: Some("关于治理广场噪声的建议"),
            text: "建议明确广场活动的时间和噪声标准，对学费困难的学生给予补助。",
        };
        let reply = "经与四支队伍商定，每晚活动到21时为止，噪音不超过55分贝，6月1日起执行。家庭困难学生每人每年补贴1200元学杂费，已发放86人。";
        let answer = judge_answer(rulebook(), reply, Some(suggestion)).answer.unwrap();
        assert_eq!(answer.answered(), 2, "{answer:?}");
    }

    #[test]
    fn no_two_asks_are_answered_by_the_same_sentence_without_words_of_theirs() {
        let answer = answer("松木桥护栏已于2024年5月8日更换完毕，共320米，投资18万元。");
        assert_eq!(
            statuses(&answer),
            [AskStatus::Answered, AskStatus::Missing, AskStatus::Missing]
        );
    }

    #[test]
    fn a_rare_word_in_both_texts_ties_them() {
        let asked = |text| {
            let suggestion = Suggestion { title: None, text };
            judge_answer(rulebook(), OTHER, Some(suggestion)).answer.unwrap().off_topic
        };
        assert!(asked("建议：一、更换护栏；二、限制重车；三、公布检测结果。"));
        assert!(!asked("建议：一、更换护栏；二、限制重车；三、公布检测结果；四、传承剪纸。"));
    }

    #[test]
    fn to_name_the_title_is_not_to_speak_of_the_ask() {
        let reply = "您提出的《关于整治松木桥的建议》收悉，现答复如下。\n松木桥护栏已于2024年5月8日更换完毕，共320米。";
        assert_eq!(
            statuses(&answer(reply)),
            [AskStatus::Answered, AskStatus::Missing, AskStatus::Missing]
        );
    }

    /// What becomes of the answer where people find every finding with one of these codes wrong.
    fn ruled(reply: &str, wrongly: &[&str]) -> (Answer, Vec<String>) {
        let suggestion = Some(Suggestion { title: Some(TITLE), text: TEXT });
        let plain = judge_answer(rulebook(), reply, suggestion);
        let wrong =
            plain.findings.iter().filter(|finding| wrongly.contains(&finding.code.as_str()));
        let wrong = wrong.map(|finding| Fingerprint {
            code: finding.code.clone(),
            text: finding.text.clone(),
            ordinal: 1,
        });
        let decided = Decided { non_answer: None, wrong: wrong.collect() };
        let judgement = judge_decided(rulebook(), reply, suggestion, &decided);
        assert_eq!(judgement.set_aside.len(), decided.wrong.len());
        let codes: Vec<String> = judgement.verdict.codes.iter().map(ToString::to_string).collect();
        assert!(!wrongly.iter().any(|code| codes.contains(&(*code).to_owned())));
        (judgement.answer.unwrap(), codes)
    }

    #[test]
    fn an_ask_that_people_find_not_owed_counts_as_answered() {
        let reply =
            "松木桥护栏已于2024年5月8日更换完毕，共320米。\n关于限制重车通行，我们将认真研究。";
        let (answer, codes) = ruled(reply, &["A010"]);
        assert_eq!(
            statuses(&answer),
            [AskStatus::Answered, AskStatus::Touched, AskStatus::Answered]
        );
        let ruled: Vec<bool> = answer.asks.iter().map(|ask| ask.ruled).collect();
        assert_eq!(ruled, [false, false, true]);
        assert!(codes.contains(&"A011".to_owned()) && answer.faults.len() == 1);
        assert_eq!(self::ruled(reply, &["A010", "A011"]).0.answered(), 3);
    }

    #[test]
    fn a_reply_that_people_find_on_topic_still_owes_its_asks_until_they_are_ruled_on() {
        let (answer, codes) = ruled(OTHER, &["A020"]);
        assert!(!answer.off_topic && codes.contains(&"A010".to_owned()));
        assert_eq!(answer.answered(), 0);
        let (answer, _) = ruled(OTHER, &["A010", "A020"]);
        assert_eq!((answer.off_topic, answer.answered()), (false, 3));
        let (answer, codes) = ruled(OTHER, &["A010"]);
        assert!(answer.off_topic && codes.contains(&"A020".to_owned()));
    }

    #[test]
    fn what_rests_on_an_owed_ask_falls_with_it() {
        let echo = "您反映松木桥护栏锈蚀，重车日夜通行。一是更换松木桥护栏；二是限制重车通行；三是公布桥梁检测结果。";
        let found = |answer: &Answer| answer.faults.iter().any(|f| f.shortfall == Shortfall::Echo);
        assert!(found(&answer(echo)));
        assert!(!found(&ruled(echo, &["A010", "A011"]).0));
    }

    #[test]
    fn a_short_reply_without_any_tie_answers_none_of_several_asks() {
        let answer = answer("全镇清淤沟塘12公里，6月完工，投资300万元。");
        assert_eq!(answer.answered(), 0, "{answer:?}");
        assert!(!answer.off_topic);
    }

    #[test]
    fn without_a_suggestion_there_is_no_answer_to_speak_of() {
        assert!(judge_answer(rulebook(), "路灯已修复。", None).answer.is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn hostile_text_neither_panics_nor_leaves_the_texts(
            title in any::<String>(),
            text in "(建议|一、|二、|更换|护栏|；|：|。|\n|\u{0}|𠮷|（|”){0,30}",
            reply in "(第一条建议|一、|二、|已更换护栏|3处|将研究|；|：|。|\n|\u{feff}|《|”){0,30}",
            wild in any::<String>(),
        ) {
            for (text, reply) in [(&text, &reply), (&wild, &reply), (&text, &wild)] {
                let suggestion = Suggestion { title: Some(&title), text };
                let answer = judge_answer(rulebook(), reply, Some(suggestion)).answer.unwrap();
                prop_assert!(answer.answered() <= answer.asks.len());
                prop_assert!((0.0..=1.0).contains(&answer.relevance));
                prop_assert!((0.0..=1.0).contains(&answer.body_relevance));
                let faults = answer.faults.iter().map(|fault| fault.span);
                for quote in answer.asks.iter().filter_map(|ask| ask.quote).chain(faults) {
                    prop_assert!(quote.end as usize <= reply.chars().count());
                }
                let owed = answer.faults.iter().filter(|fault| {
                    matches!(fault.shortfall, Shortfall::AskMissing | Shortfall::AskTouched)
                });
                prop_assert_eq!(owed.count(), answer.asks.len() - answer.answered());
            }
        }
    }
}

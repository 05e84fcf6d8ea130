//! The suggestion's asks beside a reply: which are answered, with the quote.

use serde::Serialize;
use shida_engine::answered::AnsweredAsk;

use crate::{excerpt::shortened, records::Judged};

/// One ask of the suggestion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AskLine {
    /// Name of the status, for the style.
    #[serde(rename = "s")]
    pub status: String,
    /// The status in Chinese.
    #[serde(rename = "l")]
    pub label: String,
    /// The request.
    #[serde(rename = "t")]
    pub text: String,
    /// What the reply says to it; empty if nothing.
    #[serde(rename = "q", skip_serializing_if = "String::is_empty")]
    pub quote: String,
}

/// Chars of an ask or a quote; the reply itself stands beside them in full.
const MOST_QUOTED: usize = 80;

/// What an ask is called of which people have found that it is not owed.
const NOT_OWED: &str = "按裁定不欠";

/// The asks in the order of the suggestion; none without one.
#[must_use]
pub(super) fn ask_lines(judged: &Judged) -> Vec<AskLine> {
    let asks = judged.answer.as_ref().map_or(&[][..], |answer| &answer.asks);
    asks.iter().map(|ask| line(ask, &judged.letter.reply)).collect()
}

fn line(ask: &AnsweredAsk, reply: &str) -> AskLine {
    let quote = ask
        .quote
        .map(|span| reply.chars().skip(span.start as usize).take(span.len()).collect::<String>());
    AskLine {
        status: ask.status.name().to_owned(),
        label: if ask.ruled { NOT_OWED } else { ask.status.label() }.to_owned(),
        text: quoted(&ask.text),
        quote: quote.as_deref().map(quoted).unwrap_or_default(),
    }
}

fn quoted(text: &str) -> String {
    shortened(text.trim(), MOST_QUOTED)
}

#[cfg(test)]
mod tests {
    use shida_engine::{answer::Suggestion, judge::judge_answer, rulebook::Rulebook};

    use super::*;
    use crate::{report::sample, rules::RuleSet};

    #[test]
    fn every_ask_stands_there_with_its_status_and_what_the_reply_says_to_it() {
        let files = RuleSet::load(None).unwrap().engine_files();
        let rulebook = Rulebook::compile(&files).unwrap();
        let text = "建议：一、更换松木桥护栏；二、限制重车通行；三、公布桥梁检测结果。";
        let mut judged = sample::judged(1);
        judged.letter.reply =
            "松木桥护栏已于5月8日更换完毕。\n关于限制重车通行，我们将认真研究。".into();
        let suggestion = Suggestion { title: None, text };
        judged.answer = judge_answer(&rulebook, &judged.letter.reply, Some(suggestion)).answer;
        let lines = ask_lines(&judged);
        let seen: Vec<(&str, &str)> =
            lines.iter().map(|line| (line.label.as_str(), line.quote.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("已答", "松木桥护栏已于5月8日更换完毕。"),
                ("提到未答", "关于限制重车通行，我们将认真研究。"),
                ("未回应", ""),
            ]
        );
        judged.answer = None;
        assert!(ask_lines(&judged).is_empty());
    }
}

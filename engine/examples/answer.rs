//! Compares replies with suggestions from standard input and prints tab-separated lines for
//! measuring: one line a reply, or (`--rank [N]`) for the first N suggestions the relevance of
//! every reply.
//!
//! Each input line holds `title TAB text TAB reply` with line breaks written `\n`.

mod folder;

use std::{
    io::{BufRead, Write},
    path::Path,
};

use shida_engine::{answer::Suggestion, judge::judge_answer, rulebook::Rulebook};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "rules".into());
    let mode = std::env::args().nth(2).unwrap_or_default();
    let rulebook = Rulebook::compile(&folder::rule_files(Path::new(&folder))?)?;
    let mut cases = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut texts = line.split('\t').map(|text| text.replace("\\n", "\n"));
        let mut next = || texts.next().unwrap_or_default();
        cases.push((next(), next(), next()));
    }
    let mut out = std::io::stdout().lock();
    let rows = std::env::args().nth(3).and_then(|n| n.parse().ok()).unwrap_or(cases.len());
    for (title, text, reply) in cases.iter().take(rows) {
        if mode == "--rank" {
            let values: Vec<String> = cases
                .iter()
                .map(|(_, _, reply)| {
                    let suggestion = Suggestion { title: Some(title), text };
                    let answer = judge_answer(&rulebook, reply, Some(suggestion)).answer;
                    answer
                        .map_or(String::new(), |a| format!("{} {}", a.relevance, a.body_relevance))
                })
                .collect();
            writeln!(out, "{}", values.join("\t"))?;
            continue;
        }
        let title = Some(title.as_str()).filter(|title| !title.is_empty());
        let judgement = judge_answer(&rulebook, reply, Some(Suggestion { title, text }));
        let Some(answer) = judgement.answer else { continue };
        let closest = answer.closeness;
        let quote = |span: shida_engine::span::Span| -> String {
            reply.chars().skip(span.start as usize).take(span.len()).collect()
        };
        let asks: Vec<String> = answer
            .asks
            .iter()
            .map(|ask| {
                let quote = ask.quote.map(quote).unwrap_or_default().replace('\n', "");
                format!("{}|{}|{}|{}", ask.status.name(), ask.alignment, ask.text, quote)
                    .replace(['\t', '\n'], " ")
            })
            .collect();
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            answer.asks.len(),
            answer.answered(),
            answer.relevance,
            answer.body_relevance,
            closest,
            answer.off_topic,
            judgement.verdict.non_answer,
            judgement.verdict.deflection,
            answer.shared.join(" "),
            answer.missing.join(" ").replace(['\t', '\n'], " "),
            answer.topic.unwrap_or(-1.0),
            judgement.verdict.body_chars,
            answer.asks.iter().map(|ask| ask.alignment).fold(0.0, f64::max),
            asks.join("\u{1}")
        )?;
    }
    Ok(())
}

//! What the models of `asks.toml` see, one JSON object a reply from standard input: what
//! `datasets/answers.py` fits the weights to. Each input line holds `id TAB title TAB text TAB
//! reply` with line breaks written `\n`.

mod folder;

use std::{
    io::{BufRead, Write},
    path::Path,
};

use serde_json::{Value, json};
use shida_engine::{
    answer::Suggestion, answered::AnsweredAsk, asks::AskSource, judge::judge_answer,
    rulebook::Rulebook,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "rules".into());
    let rulebook = Rulebook::compile(&folder::rule_files(Path::new(&folder))?)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut texts = line.split('\t').map(|text| text.replace("\\n", "\n"));
        let mut next = || texts.next().unwrap_or_default();
        let (id, title, text, reply) = (next(), next(), next(), next());
        let suggestion = Suggestion { title: Some(&title), text: &text };
        let judged = judge_answer(&rulebook, &reply, Some(suggestion));
        let Some(answer) = judged.answer else { continue };
        let asks: Vec<Value> = answer.asks.iter().map(ask).collect();
        let object = json!({
            "id": id,
            "non_answer": judged.verdict.non_answer,
            "deflection": judged.verdict.deflection,
            "off_topic": answer.off_topic,
            "elsewhere": answer.elsewhere,
            "asks": asks,
            "core": answer.core.map(|(traits, _)| traits),
            "missed": answer.core.map(|(_, missed)| missed),
        });
        writeln!(out, "{object}")?;
    }
    Ok(())
}

fn ask(ask: &AnsweredAsk) -> Value {
    json!({
        "titled": ask.source == AskSource::Title,
        "start": ask.span.start,
        "end": ask.span.end,
        "text": ask.text,
        "status": ask.status.name(),
        "probability": ask.probability,
        "clear": ask.clear,
        "traits": ask.traits,
    })
}

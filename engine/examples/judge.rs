//! Judges replies from standard input, one JSON string a line, and prints their verdicts as
//! tab-separated lines: a bench and a workshop for rule writers.

mod folder;

use std::{
    io::{BufRead, Write},
    path::Path,
};

use shida_engine::{finding::Role, judge::judge, rulebook::Rulebook};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "rules".into());
    let verbose = std::env::args().nth(2).is_some();
    let rulebook = Rulebook::compile(&folder::rule_files(Path::new(&folder))?)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut texts = line.split('\t').map(|text| text.replace("\\n", "\n"));
        let reply = texts.next().unwrap_or_default();
        let suggestion = texts.next().filter(|text| !text.is_empty());
        let judgement = judge(&rulebook, &reply, suggestion.as_deref());
        let v = &judgement.verdict;
        let evidence = judgement.findings.iter().filter(|finding| finding.role == Role::Evidence);
        let n_evidence = evidence.count();
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:?}\t{}\t{}\t{}\t{}",
            v.non_answer,
            v.three_part,
            v.receipt_only,
            v.forwarded_only,
            v.deflection,
            v.cites_policy,
            v.contact,
            v.site_check,
            v.commitment,
            v.deadline,
            v.substance,
            v.han_chars,
            v.residual_chars,
            v.stance,
            v.text_score,
            v.non_answer_score,
            v.empty_density,
            [v.codes.join(";"), n_evidence.to_string(), v.body_chars.to_string()].join("|")
        )?;
        if verbose {
            for sentence in &judgement.sentences {
                let text: String = reply
                    .chars()
                    .skip(sentence.span.start as usize)
                    .take(sentence.span.len())
                    .collect();
                writeln!(
                    out,
                    "    {:<10} {:<10} {}",
                    sentence.zone.name(),
                    sentence.class.name(),
                    text.trim()
                )?;
            }
            for finding in &judgement.findings {
                writeln!(
                    out,
                    "      {} {:>5} {}",
                    finding.code,
                    finding.points,
                    finding.text.trim()
                )?;
            }
        }
    }
    Ok(())
}

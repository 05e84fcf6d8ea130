//! findings and sentences: streamed to their files while replies are being judged.

use std::path::Path;

use shida_engine::{finding::Finding, sentence::Sentence, span::Span};

use super::{
    TablesError,
    column::{Column, int, points, text},
    sink::{Files, Sink},
};
use crate::records::Judged;

/// Writes findings.csv, findings.parquet and sentences.parquet chunk by chunk, in the order
/// in which the chunks come; memory is bounded by one row group.
pub struct FindingsWriter {
    findings: Sink,
    sentences: Sink,
}

impl FindingsWriter {
    /// Creates the three files in `dir`.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn create(dir: &Path) -> Result<Self, TablesError> {
        Ok(Self {
            findings: Sink::create(dir, "findings", Files::Both, &finding_columns())?,
            sentences: Sink::create(dir, "sentences", Files::Parquet, &sentence_columns())?,
        })
    }

    /// Appends the findings and sentences of a chunk of replies.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&mut self, chunk: &[Judged]) -> Result<(), TablesError> {
        let (finding_columns, sentence_columns) = (finding_columns(), sentence_columns());
        for judged in chunk {
            let reply_id = &judged.letter.reply_id;
            let active = judged.findings.iter().map(|finding| (finding, state_of(judged, finding)));
            let set_aside = judged.set_aside.iter().map(|(finding, _)| (finding, "suppressed"));
            for (finding, state) in active.chain(set_aside) {
                self.findings.append(&finding_columns, &Found { reply_id, finding, state })?;
            }
            for spoken in spoken(judged) {
                self.sentences.append(&sentence_columns, &spoken)?;
            }
        }
        Ok(())
    }

    /// Closes the files.
    ///
    /// # Errors
    /// When the last rows cannot be written.
    pub fn finish(self) -> Result<(), TablesError> {
        self.findings.finish()?;
        self.sentences.finish()
    }
}

/// Whether a finding that nobody set aside counts.
fn state_of(judged: &Judged, finding: &Finding) -> &'static str {
    if judged.decided_code.as_deref() == Some(finding.code.as_str()) {
        return "decided";
    }
    if judged.confirmed.iter().any(|(confirmed, _)| confirmed == finding) {
        return "confirmed";
    }
    // The verdict lists the codes that count; rules on trial are not among them.
    if judged.verdict.codes.iter().any(|code| **code == *finding.code) { "active" } else { "trial" }
}

struct Found<'a> {
    reply_id: &'a str,
    finding: &'a Finding,
    /// Whether it counts: `active`, `confirmed` (somebody has looked at it and agrees),
    /// `decided` (counts by a decision, not by the rule), `suppressed` by one, or `trial` (the
    /// rule is on trial).
    state: &'static str,
}

fn finding_columns<'a>() -> Vec<Column<Found<'a>>> {
    vec![
        text("reply_id", |row: &Found<'_>| Some(row.reply_id)),
        text("code", |row: &Found<'_>| Some(&row.finding.code)),
        text("role", |row: &Found<'_>| Some(row.finding.role.name())),
        text("zone", |row: &Found<'_>| Some(row.finding.zone.name())),
        int("start_char", |row: &Found<'_>| Some(row.finding.span.start.into())),
        int("end_char", |row: &Found<'_>| Some(row.finding.span.end.into())),
        text("text", |row: &Found<'_>| Some(&row.finding.text)),
        points("points", |row: &Found<'_>| row.finding.points),
        text("state", |row: &Found<'_>| Some(row.state)),
    ]
}

struct Spoken<'a> {
    reply_id: &'a str,
    number: usize,
    sentence: &'a Sentence,
    text: &'a str,
}

fn sentence_columns<'a>() -> Vec<Column<Spoken<'a>>> {
    vec![
        text("reply_id", |row: &Spoken<'_>| Some(row.reply_id)),
        int("n", |row: &Spoken<'_>| i64::try_from(row.number).ok()),
        text("zone", |row: &Spoken<'_>| Some(row.sentence.zone.name())),
        text("class", |row: &Spoken<'_>| Some(row.sentence.class.name())),
        int("start_char", |row: &Spoken<'_>| Some(row.sentence.span.start.into())),
        int("end_char", |row: &Spoken<'_>| Some(row.sentence.span.end.into())),
        text("text", |row: &Spoken<'_>| Some(row.text)),
    ]
}

/// The sentences of a reply, numbered from 1, each with its original text.
fn spoken(judged: &Judged) -> impl Iterator<Item = Spoken<'_>> {
    let reply = judged.letter.reply.as_str();
    let starts: Vec<usize> = reply.char_indices().map(|(byte, _)| byte).collect();
    judged.sentences.iter().enumerate().map(move |(index, sentence)| Spoken {
        reply_id: &judged.letter.reply_id,
        number: index + 1,
        sentence,
        text: slice(reply, &starts, sentence.span),
    })
}

/// The chars `span` of `text`, whose chars begin at the bytes `starts`; empty when the span
/// lies outside.
fn slice<'t>(text: &'t str, starts: &[usize], span: Span) -> &'t str {
    let byte = |char: u32| starts.get(char as usize).copied().unwrap_or(text.len());
    text.get(byte(span.start)..byte(span.end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_cut_by_chars_and_never_panics() {
        let text = "路灯a已装";
        let starts: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
        assert_eq!(slice(text, &starts, Span::new(0, 2)), "路灯");
        assert_eq!(slice(text, &starts, Span::new(3, 99)), "已装");
        assert_eq!(slice(text, &starts, Span::new(50, 99)), "");
        assert_eq!(slice("", &[], Span::new(0, 1)), "");
    }
}

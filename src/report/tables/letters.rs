//! letters and asks: what was judged, verbatim, and what became of each ask, streamed while
//! replies are being judged. With them a run folder can be opened again without its input.

use std::path::Path;

use shida_engine::answered::AnsweredAsk;

use super::{
    TablesError,
    column::{Column, flag, int, maybe, text},
    sink::{Files, Sink},
};
use crate::records::{Judged, Letter, Metrics};

/// Rows of a row group of letters: with their texts they are a thousand times as long as those
/// of other tables.
const GROUP: usize = 2048;

/// Writes letters.parquet and asks.parquet in the order in which letters come; memory is
/// bounded by one row group.
pub struct LettersWriter {
    letters: Sink,
    letter_columns: Vec<Column<Letter>>,
    asks: Sink,
}

impl LettersWriter {
    /// Creates the files in `dir`.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn create(dir: &Path) -> Result<Self, TablesError> {
        let letter_columns = letter_columns();
        let columns = (letter_columns.as_slice(), GROUP);
        Ok(Self {
            letters: Sink::grouped(dir, "letters", Files::Parquet, columns)?,
            letter_columns,
            asks: Sink::create(dir, "asks", Files::Parquet, &ask_columns())?,
        })
    }

    /// Appends a letter, also one whose text turned out to be no reply: a decision may say
    /// otherwise later.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&mut self, judged: &Judged) -> Result<(), TablesError> {
        self.letters.append(&self.letter_columns, &judged.letter)?;
        let reply_id = &judged.letter.reply_id;
        let asks = judged.answer.iter().flat_map(|answer| &answer.asks);
        let columns = ask_columns();
        for (number, ask) in (1..).zip(asks) {
            self.asks.append(&columns, &Asked { reply_id, number, ask })?;
        }
        Ok(())
    }

    /// Closes the files.
    ///
    /// # Errors
    /// When the last rows cannot be written.
    pub fn finish(self) -> Result<(), TablesError> {
        self.letters.finish()?;
        self.asks.finish()
    }
}

/// `unit`, `title`, `year` and `metrics` (JSON) are those of the reply's own row, before the
/// metrics table is joined.
fn letter_columns() -> Vec<Column<Letter>> {
    vec![
        text("reply_id", |letter: &Letter| Some(&letter.reply_id)),
        text("raw_id", |letter: &Letter| Some(&letter.raw_id)),
        int("row", |letter: &Letter| Some(letter.row.into())),
        text("file", |letter: &Letter| Some(&letter.origin.file)),
        text("sheet", |letter: &Letter| letter.origin.sheet.as_deref()),
        int("line", |letter: &Letter| Some(letter.origin.line.into())),
        int("year", |letter: &Letter| letter.year.map(i64::from)),
        text("unit", |letter: &Letter| letter.unit.as_deref()),
        text("title", |letter: &Letter| letter.title.as_deref()),
        text("suggestion", |letter: &Letter| letter.suggestion.as_deref()),
        text("reply", |letter: &Letter| Some(&letter.reply)),
        maybe("metrics", |letter: &Letter| known(&letter.metrics)),
    ]
}

/// The values that are known, as JSON; `None` when none is.
fn known(metrics: &Metrics) -> Option<String> {
    if *metrics == Metrics::default() {
        return None;
    }
    let mut value = serde_json::to_value(metrics).ok()?;
    drop_unknown(&mut value);
    Some(value.to_string())
}

fn drop_unknown(value: &mut serde_json::Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(drop_unknown);
    }
}

struct Asked<'a> {
    reply_id: &'a str,
    number: i64,
    ask: &'a AnsweredAsk,
}

/// `start_char` and `end_char` are those of the sentence of the reply that speaks of the ask.
fn ask_columns<'a>() -> Vec<Column<Asked<'a>>> {
    vec![
        text("reply_id", |row: &Asked<'_>| Some(row.reply_id)),
        int("n", |row: &Asked<'_>| Some(row.number)),
        text("text", |row: &Asked<'_>| Some(&row.ask.text)),
        text("status", |row: &Asked<'_>| Some(row.ask.status.name())),
        flag("ruled", |row: &Asked<'_>| Some(row.ask.ruled)),
        int("start_char", |row: &Asked<'_>| row.ask.quote.map(|span| span.start.into())),
        int("end_char", |row: &Asked<'_>| row.ask.quote.map(|span| span.end.into())),
    ]
}

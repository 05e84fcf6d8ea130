//! The letter read once more: its sentences, each with the part of the letter it stands in.

use chrono::NaiveDate;
use regex::Regex;
use shida_engine::{
    calendar::{WrittenDate, written_date},
    fold::{Folded, fold},
    rulebook::Rulebook,
    split::Piece,
    zone::Zone,
};

use crate::excerpt::{on_one_line, shortened};

/// A reply's text, folded and laid out; far less work than judging it.
#[derive(Debug)]
pub struct Text {
    folded: Folded,
    sentences: Vec<(Piece, Zone)>,
}

/// Chars of a quote.
const QUOTE: usize = 80;

impl Text {
    /// Reads a reply as the engine does before any rule speaks.
    #[must_use]
    pub fn of(rulebook: &Rulebook, reply: &str) -> Self {
        let letter = &rulebook.letter;
        let folded = fold(reply, |c| letter.simplify(c), |word| rulebook.jieba.has_word(word));
        let pieces = letter.split(&folded);
        let zones = letter.zones(&folded, &pieces);
        let sentences = pieces.sentences.iter().map(|sentence| sentence.piece).zip(zones).collect();
        Self { folded, sentences }
    }

    /// The folded sentences of those zones; of what the unit has to say when none is named.
    pub(super) fn sentences<'a>(
        &'a self,
        zones: &'a [Zone],
    ) -> impl Iterator<Item = (Piece, &'a str)> {
        let wanted = move |zone: &Zone| match zones {
            [] => zone.is_content(),
            zones => zones.contains(zone),
        };
        let sentences = self.sentences.iter().filter(move |(_, zone)| wanted(zone));
        sentences.map(|(piece, _)| (*piece, self.folded.part(piece.start, piece.end).trim()))
    }

    /// The first sentence of those zones that matches `pattern` and not `unless`, quoted.
    pub(super) fn find(
        &self,
        zones: &[Zone],
        pattern: &Regex,
        unless: Option<&Regex>,
    ) -> Option<String> {
        let fits = |text: &str| {
            pattern.is_match(text) && !unless.is_some_and(|unless| unless.is_match(text))
        };
        let (piece, _) = self.sentences(zones).find(|(_, text)| fits(text))?;
        Some(self.quote(piece))
    }

    /// The original words of a piece, on one line and not too long.
    pub(super) fn quote(&self, piece: Piece) -> String {
        let original = self.folded.quote(self.folded.original(piece.start, piece.end));
        quoted(&original)
    }

    /// The day in the signature, with its words; the latest where a second letter follows.
    /// `None` without one, or when it has no year or no day.
    pub(super) fn signed(&self) -> Option<(NaiveDate, String)> {
        let signature = self.sentences.iter().filter(|(_, zone)| *zone == Zone::Signature);
        let dates = signature.filter_map(|(piece, _)| {
            let date = written_date(self.folded.part(piece.start, piece.end))?;
            date.year.is_some().then_some((date, *piece))
        });
        let later = |latest: (WrittenDate, Piece), date: (WrittenDate, Piece)| {
            if date.0.is_after(latest.0) { date } else { latest }
        };
        let (date, piece) = dates.reduce(later)?;
        let day = NaiveDate::from_ymd_opt(date.year?, date.month, date.day?)?;
        Some((day, self.quote(piece)))
    }
}

/// On one line, cut to the length of a quote.
fn quoted(text: &str) -> String {
    shortened(&on_one_line(text), QUOTE)
}

//! The rows of a review: what is asked, of whom, and what the sheet says in every cell that
//! nobody is to change. Handing out and taking back lay it out alike.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{
    columns::{COLUMNS, Column},
    error::ReviewError,
    matter::{Matter, is_ruled, matters},
    sample::{simple, stratified},
    source::Source,
};
use crate::{digest::hex, records::ReplyRow};

/// What a review is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Replies to draw from those that passed.
    pub sample: usize,
    /// Replies that two people look at, each without the other.
    pub double: usize,
    /// Decides who is drawn; `None` = the hash of the run.
    pub seed: Option<String>,
}

/// Whom a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Seat {
    /// The one who looks at every row.
    First,
    /// The one who looks at the doubled rows once more.
    Second,
}

impl Seat {
    /// What sheets call the seat.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::First => "甲",
            Self::Second => "乙",
        }
    }

    /// The seat of that label.
    pub(super) fn of(label: &str) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|seat| seat.label() == label)
    }
}

/// A matter in its place.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// From 1, in the order of the risk.
    pub(super) number: usize,
    pub(super) matter: Matter,
    /// Whether two people look at it.
    pub(super) doubled: bool,
}

/// Everything that a review of a run asks.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) source: Source,
    pub(super) request: Request,
    pub(super) lines: Vec<Line>,
    /// Replies that passed and that nobody has ruled on.
    pub(super) passed: usize,
}

impl Plan {
    /// Lays out the review of a run.
    pub(super) fn of(source: Source, request: Request) -> Result<Self, ReviewError> {
        let seed = request.seed.clone().unwrap_or_else(|| source.run().to_owned());
        let is_passed = |row: &&ReplyRow| row.disposal == "pass" && !is_ruled(row);
        let passed: Vec<(&str, &str)> = source
            .rows()
            .iter()
            .filter(is_passed)
            .map(|row| (row.unit.as_deref().unwrap_or_default(), row.reply_id.as_str()))
            .collect();
        let drawn = stratified(passed.iter().copied(), request.sample, &seed);
        let passed = passed.len();
        let matters = matters(&source, &drawn)?;
        let ids = matters.iter().map(|matter| matter.key.reply_id.as_str());
        let doubled = simple(ids, request.double, &format!("{seed} 双人"));
        let line = |(number, matter): (usize, Matter)| {
            let doubled = doubled.contains(&matter.key.reply_id);
            Line { number, matter, doubled }
        };
        let lines = (1..).zip(matters).map(line).collect();
        let request = Request { seed: Some(seed), ..request };
        Ok(Self { source, request, lines, passed })
    }

    /// The lines of one seat.
    pub(super) fn of_seat(&self, seat: Seat) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| seat == Seat::First || line.doubled)
    }

    /// The seats that have a line.
    pub(super) fn seats(&self) -> Vec<Seat> {
        let has_double = self.lines.iter().any(|line| line.doubled);
        if has_double { vec![Seat::First, Seat::Second] } else { vec![Seat::First] }
    }

    /// Replies that two people look at.
    pub(super) fn doubled(&self) -> usize {
        let doubled = self.lines.iter().filter(|line| line.doubled);
        doubled.map(|line| &line.matter.key.reply_id).collect::<BTreeSet<_>>().len()
    }

    /// Replies that have a line.
    pub(super) fn replies(&self) -> usize {
        let ids = self.lines.iter().map(|line| &line.matter.key.reply_id);
        ids.collect::<BTreeSet<_>>().len()
    }
}

impl Line {
    /// A fingerprint of all that the sheet of that seat says in its locked cells, so that a
    /// changed cell is noticed.
    pub(super) fn hash(&self, seat: Seat, run: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(format!("{run}\n{}\n", seat.label()));
        for column in COLUMNS.iter().filter(|column| column.is_locked()) {
            hasher.update(comparable(&column.value(self, seat)));
            hasher.update([0x1f]);
        }
        hex(&hasher.finalize()[..8])
    }

    /// The header of the first locked column whose cell does not say what it should, with what
    /// it should say. `cell` gives the cells of a row by header.
    pub(super) fn altered<'a>(
        &self,
        seat: Seat,
        cell: impl Fn(&Column) -> &'a str,
    ) -> Vec<(&'static str, String)> {
        let locked = COLUMNS.iter().filter(|column| column.is_locked());
        let pairs = locked.map(|column| (column, column.value(self, seat)));
        let altered = pairs.filter(|(column, value)| {
            if column.is_number() {
                !same_number(cell(column), value)
            } else {
                comparable(cell(column)) != comparable(value)
            }
        });
        altered.map(|(column, value)| (column.name, value)).collect()
    }
}

/// Office programs change line breaks and blanks at the ends; nothing that counts.
pub(super) fn comparable(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// They also write 3.5 for 3.50.
fn same_number(cell: &str, value: &str) -> bool {
    match (cell.trim().parse::<f64>(), value.parse::<f64>()) {
        (Ok(cell), Ok(value)) => (cell - value).abs() < 0.005,
        (Err(_), Err(_)) => cell.trim().is_empty() && value.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written_and_no_other() {
        assert!(same_number("-3.5", "-3.50") && same_number(" 7 ", "7.00") && same_number("", ""));
        assert!(!same_number("-3.49", "-3.50") && !same_number("", "0.00"));
        assert!(!same_number("三", "3.00") && !same_number("0", ""));
    }

    proptest! {
        #[test]
        fn blanks_and_line_breaks_are_no_change_and_words_are(
            words in prop::collection::vec("[甲乙丙0-9a-z。]{1,6}", 1..6),
            breaks in prop::sample::select(vec!["\n", "\r\n", " ", "\t", "　"]),
        ) {
            let text = words.join("\n");
            prop_assert_eq!(comparable(&words.join(breaks)), comparable(&text));
            prop_assert_ne!(comparable(&format!("{text}改")), comparable(&text));
        }
    }
}

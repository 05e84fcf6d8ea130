//! Names of persons that are known before a text is masked: from the tables, and from the
//! letters themselves.

use std::collections::BTreeSet;

use super::masks::{Masks, NAME, PHONE, Word};
use crate::{
    metrics::{Kind, Metric, Side},
    records::{Letter, Metrics},
};

/// What the letter at one place of the run gives away by itself, each behind its kind: quotes of
/// it may have lost the words beside it that told.
pub type Learned = BTreeSet<Word>;

/// Names of fewer chars are looked for in their own letter only: they are too often words.
const EVERYWHERE: usize = 3;

/// What one letter gives away.
#[must_use]
pub fn learn(masks: &Masks, letter: &Letter) -> Learned {
    let texts = [Some(&letter.reply), letter.title.as_ref(), letter.suggestion.as_ref()];
    texts.into_iter().flatten().flat_map(|text| masks.words(text)).collect()
}

/// Words that are masked in all letters: long names and telephone numbers of the tables. What
/// the letters give away stays with them, since a pattern may take a word for a name.
pub(super) fn everywhere<'m>(
    all: impl Iterator<Item = &'m Metrics> + Clone,
    never: &[String],
) -> [(&'static str, BTreeSet<String>); 2] {
    let is_word = |name: &String| never.iter().any(|word| name.starts_with(word.as_str()));
    let names = all.clone().flat_map(persons).filter(|name| !is_short(name) && !is_word(name));
    [(NAME, names.collect()), (PHONE, all.flat_map(telephones).collect())]
}

/// Words that are masked in the letter of one item alone: its short names, and whatever it gives
/// away.
pub(super) fn own(metrics: &Metrics, learned: Option<&Learned>) -> Vec<Word> {
    let short = persons(metrics).into_iter().filter(|name| is_short(name)).map(named);
    let words: BTreeSet<Word> = short.chain(learned.into_iter().flatten().cloned()).collect();
    words.into_iter().collect()
}

/// The short names of all items.
pub(super) fn short<'m>(all: impl Iterator<Item = &'m Metrics>) -> Vec<Word> {
    let names: BTreeSet<String> = all.flat_map(persons).filter(|name| is_short(name)).collect();
    names.into_iter().map(named).collect()
}

fn is_short(name: &str) -> bool {
    name.chars().count() < EVERYWHERE
}

fn named(name: String) -> Word {
    (NAME.to_owned(), name)
}

/// The names in the columns that name people.
fn persons(metrics: &Metrics) -> BTreeSet<String> {
    let of_people = Metric::ALL.iter().filter(|metric| {
        metric.side() == Side::Person
            && metric.kind() == Kind::Text
            && !matches!(metric, Metric::Telephone | Metric::RatingText)
    });
    let cells = of_people.filter_map(|metric| metric.get(metrics)?.text());
    let parts = cells.flat_map(|cell| cell.split(SEPARATORS));
    parts.map(without_blanks).filter(|name| (2..=MOST).contains(&name.chars().count())).collect()
}

fn without_blanks(name: &str) -> String {
    name.chars().filter(|char| !char.is_whitespace()).collect()
}

/// Chars of the longest name.
const MOST: usize = 16;

const SEPARATORS: [char; 12] = ['、', ',', '，', ';', '；', '/', '（', '）', '(', ')', '：', ':'];

fn telephones(metrics: &Metrics) -> BTreeSet<String> {
    let cell = metrics.more().telephone.as_deref().unwrap_or_default();
    let parts = cell.split(['、', ',', '，', ';', '；', '/', ' ']);
    let number = |part: &&str| part.chars().filter(char::is_ascii_digit).count() >= 6;
    parts.map(str::trim).filter(number).map(str::to_owned).collect()
}

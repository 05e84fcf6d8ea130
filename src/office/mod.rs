//! What the office acts on: whom to urge, whom to hold up, what to teach. Chosen from the
//! finished records by `rules/office.toml`; nothing here enters a score.

mod exemplary;
mod settings;
mod supervision;
mod training;

use std::collections::BTreeSet;

use shida_engine::{finding::Finding, pack::Rule, sentence::Sentence, zone::Zone};

pub use self::{
    exemplary::Example,
    settings::{Need, Reason, Settings, SettingsError, Shown},
    supervision::Item,
    training::Lesson,
};
use crate::{
    commitments::CommitmentList,
    excerpt::{on_one_line, shortened},
    records::{Judged, ReplyRow},
};

/// What the lists are chosen from.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Judged replies in input order.
    pub rows: &'a [ReplyRow],
    /// The ledger of promises.
    pub commitments: &'a CommitmentList,
    /// Replies in review, by their place in the rows, in input order.
    pub flagged: &'a [(usize, Judged)],
    /// The rules that judged.
    pub rules: &'a [Rule],
}

impl Found<'_> {
    fn judged(&self, row: usize) -> Option<&Judged> {
        let at = self.flagged.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.flagged.get(at).map(|(_, judged)| judged)
    }
}

/// The lists of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// How they were chosen.
    pub settings: Settings,
    /// What the matter of a letter is called.
    pub matter: String,
    /// 督办清单.
    pub supervision: Vec<Item>,
    /// 先进典型.
    pub exemplary: Vec<Example>,
    /// 培训清单.
    pub training: Vec<Lesson>,
}

impl Office {
    /// Chooses the lists for letters of that genre.
    #[must_use]
    pub fn choose(settings: Settings, genre: &str, found: &Found<'_>) -> Self {
        let supervision = supervision::supervision(&settings.supervision, found);
        let reused_from = settings.supervision.reused_from;
        let exemplary =
            exemplary::exemplary(&settings.exemplary, (found, reused_from), &supervision);
        let training = training::training(&settings.training, found);
        Self {
            matter: settings.matter(genre).to_owned(),
            settings,
            supervision,
            exemplary,
            training,
        }
    }

    /// Places in the rows of the replies that are to be quoted, in order; at most
    /// [`MOST_QUOTED`], the examples and the most frequent problems first.
    #[must_use]
    pub fn quoted_rows(&self) -> Vec<usize> {
        let lessons = self.training.iter().map(|lesson| lesson.row);
        let wanted = self.exemplary.iter().map(|example| example.row).chain(lessons);
        let mut rows = BTreeSet::new();
        for row in wanted {
            if rows.len() < MOST_QUOTED {
                rows.insert(row);
            }
        }
        rows.into_iter().collect()
    }

    /// Quotes the reply at that place of the rows wherever the lists name it.
    pub fn quote(&mut self, row: usize, judged: &Judged, rules: &[Rule]) {
        for example in self.exemplary.iter_mut().filter(|example| example.row == row) {
            example.quote = exemplary::best_sentence(rules, judged);
        }
        for lesson in self.training.iter_mut().filter(|lesson| lesson.row == row) {
            lesson.quote = training::quoted(rules, &lesson.code, judged);
        }
    }

    /// How many items of the supervision list have each reason, those with none left out.
    #[must_use]
    pub fn reasons(&self) -> Vec<(&str, usize)> {
        let reasons = self.settings.supervision.reason.iter().enumerate();
        let counted = reasons.map(|(at, reason)| {
            let count = self.supervision.iter().filter(|item| item.reason == at).count();
            (reason.name.as_str(), count)
        });
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

/// Most replies that are read once more to be quoted, so that a province's run is not judged
/// twice; beyond it a lesson stands without a quote and still names its reply.
pub const MOST_QUOTED: usize = 4_000;

/// Chars of a quote.
const QUOTED: usize = 80;

/// A text on one line, cut to the length of a quote.
fn short_quote(text: &str) -> String {
    shortened(&on_one_line(text), QUOTED)
}

/// The sentence in which a finding stands; its own words where it stands in none or where the
/// text was not kept.
fn sentence(judged: &Judged, finding: &Finding) -> String {
    let stands =
        |one: &&Sentence| one.span.start <= finding.span.start && finding.span.start < one.span.end;
    let around = judged.sentences.iter().find(stands).filter(|_| !finding.span.is_empty());
    let text: String = around.map_or_else(String::new, |sentence| {
        let chars = judged.letter.reply.chars().skip(sentence.span.start as usize);
        chars.take(sentence.span.len()).collect()
    });
    short_quote(if text.trim().is_empty() { &finding.text } else { &text })
}

/// What the reply says beside its courtesies and its form, as far as a quote goes; empty when
/// the text was not kept.
fn body(judged: &Judged) -> String {
    let chars: Vec<char> = judged.letter.reply.chars().collect();
    let of_body = judged.sentences.iter().filter(|sentence| sentence.zone == Zone::Body);
    let texts = of_body
        .filter_map(|sentence| chars.get(sentence.span.start as usize..sentence.span.end as usize));
    short_quote(&texts.flatten().collect::<String>())
}

#[cfg(test)]
mod tests;

//! `asks.toml` and `frequencies.tsv`: how suggestions are compared with their replies.

use serde::Deserialize;

use crate::{
    asks::{Ask, AskRules, AskSource, MarkFile, RequestFile, any_of},
    files::parse,
    fold::is_han,
    likely::{AnsweredFile, CoreFile},
    near::Near,
    pattern::Pattern,
    problem::{Problem, RulesError},
    terms::{Frequencies, han_pairs},
};

/// Everything that comparing needs.
#[derive(Debug)]
pub struct AnswerRules {
    pub(crate) asks: AskRules,
    pub(crate) alignment: AlignmentFile,
    pub(crate) relevance: RelevanceFile,
    pub(crate) frequencies: Frequencies,
    pub(crate) near: Near,
    pub(crate) cites: Pattern,
    /// A figure with its unit.
    pub(crate) figures: Pattern,
    /// Words that refuse or explain why not.
    pub(crate) refuses: Pattern,
    pub(crate) answered: AnsweredRules,
    pub(crate) core: CoreRules,
    pub(crate) quoted_title: Pattern,
    pub(crate) evasion: EvasionRules,
    pub(crate) summary: SummaryRules,
    pub(crate) echo: EchoFile,
    hedges: Pattern,
    restating: Pattern,
}

/// When an ask counts as answered.
#[derive(Debug)]
pub(crate) struct AnsweredRules {
    pub(crate) file: AnsweredFile,
    unclear: Pattern,
}

impl AnsweredRules {
    /// Whether an ask says plainly what is to be done: in the text, in some words, without the
    /// colour of speech.
    pub(crate) fn is_clear(&self, ask: &Ask) -> bool {
        let han = ask.text.chars().filter(|c| is_han(*c)).count();
        !ask.general
            && ask.source == AskSource::Text
            && (self.file.least_han..=self.file.most_han).contains(&han)
            && !self.unclear.is_match(&ask.text)
    }

    /// Probability from which an ask is answered. An unclear one gives little to compare, which
    /// is not held against the reply.
    pub(crate) fn cut(&self, ask: &Ask) -> f64 {
        if self.is_clear(ask) { self.file.cut } else { self.file.unclear_cut }
    }
}

/// When a reply misses the core of its suggestion.
#[derive(Debug)]
pub(crate) struct CoreRules {
    pub(crate) file: CoreFile,
    pub(crate) title: Pattern,
}

/// What makes an ask weighty or light.
#[derive(Debug)]
pub(crate) struct EvasionRules {
    pub(crate) hard: Pattern,
    pub(crate) easy: Pattern,
}

/// What past achievements look like.
#[derive(Debug)]
pub(crate) struct SummaryRules {
    pub(crate) opens: Pattern,
    pub(crate) tallies: Pattern,
    pub(crate) ends: Pattern,
    pub(crate) file: SummaryFile,
}

impl AnswerRules {
    /// Compiles `asks.toml` and `frequencies.tsv`; `restating` are the words that show a clause
    /// to restate the suggestion.
    ///
    /// # Errors
    /// The first thing that cannot work, with file and place.
    pub fn compile(
        asks: &str,
        (frequencies, near): (&str, &str),
        restating: &[String],
    ) -> Result<Self, RulesError> {
        let name = "asks.toml";
        let file: AsksFile = parse(name, asks)?;
        let wrong = |place: &str, error: regex::Error| {
            broken(name, format!("{place} 的正则写错了：{error}"))
        };
        let regex =
            |place: &str, pattern: &str| Pattern::new(pattern).map_err(|error| wrong(place, error));
        Ok(Self {
            asks: AskRules::compile(&file.marks, &file.request).map_err(
                |(key, error)| match error {
                    Some(error) => wrong(&key, error),
                    None => broken(name, format!("{key} 没有第 1 组；请用括号括住序号本身")),
                },
            )?,
            cites: regex("alignment.cites", &file.alignment.cites)?,
            figures: regex("alignment.figures", &file.alignment.figures)?,
            refuses: regex("alignment.refuses", &file.alignment.refuses)?,
            answered: AnsweredRules {
                unclear: regex("answered.unclear", &file.answered.unclear)?,
                file: file.answered,
            },
            core: CoreRules { title: regex("core.title", &file.core.title)?, file: file.core },
            near: Near::parse(near, file.alignment.least_near)
                .map_err(|reason| broken("near.tsv", reason))?,
            hedges: regex("alignment.hedges", &any_of(&file.alignment.hedges))?,
            restating: regex(
                "restating",
                &any_of(&[restating, &file.alignment.restating].concat()),
            )?,
            quoted_title: regex("relevance.quoted_title", &file.relevance.quoted_title)?,
            evasion: EvasionRules {
                hard: regex("evasion.hard", &any_of(&file.evasion.hard))?,
                easy: regex("evasion.easy", &any_of(&file.evasion.easy))?,
            },
            summary: SummaryRules {
                opens: regex("summary.opens", &file.summary.opens)?,
                tallies: regex("summary.tallies", &file.summary.tallies)?,
                ends: regex("summary.ends", &file.summary.ends)?,
                file: file.summary,
            },
            echo: file.echo,
            alignment: file.alignment,
            frequencies: Frequencies::parse(frequencies, &file.relevance.stop)
                .map_err(|reason| broken("frequencies.tsv", reason))?,
            relevance: file.relevance,
        })
    }

    /// Whether a clause opens by giving the suggestion back (“您反映的……”).
    pub(crate) fn is_restating(&self, clause: &str) -> bool {
        self.restating.is_match(clause)
    }

    pub(crate) fn is_hedged(&self, text: &str) -> bool {
        self.hedges.is_match(text)
    }

    /// Whether most of a clause's character pairs stand in the suggestion.
    pub(crate) fn is_copied(&self, clause: &str, suggestion: &str) -> bool {
        let pairs = han_pairs(clause).count();
        let copied = han_pairs(clause).filter(|pair| suggestion.contains(pair)).count();
        pairs > 0 && copied as f64 >= self.alignment.copied * pairs as f64
    }
}

fn broken(file: &str, reason: String) -> RulesError {
    RulesError { problems: vec![Problem::whole(file, reason)] }
}

/// `asks.toml`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AsksFile {
    #[serde(rename = "mark")]
    marks: Vec<MarkFile>,
    request: RequestFile,
    alignment: AlignmentFile,
    answered: AnsweredFile,
    core: CoreFile,
    relevance: RelevanceFile,
    evasion: EvasionFile,
    summary: SummaryFile,
    echo: EchoFile,
}

/// The part of `asks.toml` that tells weighty asks from light ones.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvasionFile {
    /// An ask with one of these words is weighty.
    pub hard: Vec<String>,
    /// An ask with one of these words and none of those is light.
    pub easy: Vec<String>,
}

/// The part of `asks.toml` that tells a report on past work from an answer.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SummaryFile {
    /// A sentence that opens a report on the past.
    pub opens: String,
    /// Sentences behind it, in the same paragraph, that belong to the report.
    pub reach: usize,
    /// A sentence that counts up achievements by itself.
    pub tallies: String,
    /// A sentence with which the report ends.
    pub ends: String,
    /// Body relevance (0–1) from which a reply is no mere report.
    pub relevance: f64,
    /// Alignment (0–1) with an ask from which a sentence speaks of it.
    pub asked: f64,
    /// Share (0–1) of its words in the suggestion from which a sentence speaks of its matter.
    pub shared: f64,
    /// Least share (0–1) of such sentences in the body's Han characters.
    pub share: f64,
    /// Least Han characters of them together.
    pub least_han: usize,
}

/// The part of `asks.toml` that tells when a reply gives the suggestion back.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EchoFile {
    /// Least share (0–1) of copied characters in the Han characters of receipt, body and closing.
    pub share: f64,
    /// Least Han characters of them together.
    pub least_han: usize,
    /// So many characters in a row, the same in both texts, are copied.
    pub gram: usize,
}

/// The part of `asks.toml` that says when a sentence speaks of an ask.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlignmentFile {
    /// Alignment by words below which nothing ties a reply to an ask.
    pub several: f64,
    /// Cosine (0–1) of two words below which they are not near.
    pub least_near: f64,
    /// Part of what a sentence speaks more of another ask that is taken from this one's match.
    pub rival_share: f64,
    /// Share of the match of the sentence before and of the item's first sentence that a
    /// sentence inherits.
    pub near_share: f64,
    /// What the same number in as long a list, or naming the ask by its number, adds to a match.
    pub near_number: f64,
    /// Match from which a sentence speaks of an ask.
    pub spoken: f64,
    /// Match from which it certainly does.
    pub sure: f64,
    /// How sharply a sentence falls to the ask that it speaks most of.
    pub sharpness: f64,
    /// What each sentence costs that is dealt out in the order of the asks.
    pub order_gap: f64,
    /// Share of the alignment of the sentence before and of the item's first sentence that a
    /// sentence inherits.
    pub own_share: f64,
    /// What the same number in as long a list adds.
    pub number: f64,
    /// What naming the ask by its number adds.
    pub cited: f64,
    /// Share of a clause's pairs from the suggestion from which it only gives it back.
    pub copied: f64,
    /// Han characters from which a clause about this case answers even beside a vague promise.
    pub definite_han: usize,
    /// Words that give the suggestion back, beside the lexicon `$restating`.
    pub restating: Vec<String>,
    /// Words that leave a plan open.
    pub hedges: Vec<String>,
    /// A figure with its unit, in Han digits, too.
    pub figures: String,
    /// Words that refuse or explain why not.
    pub refuses: String,
    /// An ask named by its number; group 1 is the number.
    pub cites: String,
}

/// The part of `asks.toml` that weighs relevance and cuts off_topic.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RelevanceFile {
    /// Weight (0–1) of the cosine of character pairs.
    pub bigram: f64,
    /// Weight (0–1) of the cosine of words.
    pub word: f64,
    /// Weight (0–1) of the share of the suggestion's terms in the reply.
    pub coverage: f64,
    /// Body relevance below which a reply may be off topic.
    pub low: f64,
    /// Link below which it may be: best alignment of an ask + mean best alignment by words +
    /// `link_topic` × share of the title in the body.
    pub low_link: f64,
    /// Body relevance below which none of several asks counts as answered, however short the
    /// reply is.
    pub stray: f64,
    /// Link below which that is so.
    pub stray_link: f64,
    /// Weight of the title in the link.
    pub link_topic: f64,
    /// Factor (0–1) on both cuts where the suggestion asks for one thing only.
    pub one_ask: f64,
    /// A shared word of this weight, ln((N + 1) / (df + 1)), ties a reply to its suggestion.
    pub rare: f64,
    /// Least Han characters of the body for off_topic.
    pub least_han: usize,
    /// Most terms in each list.
    pub terms: usize,
    /// Kinds of entities that a suggestion names.
    pub named: Vec<String>,
    /// The suggestion's title as a reply quotes it.
    pub quoted_title: String,
    /// Words that every letter holds.
    pub stop: Vec<String>,
}

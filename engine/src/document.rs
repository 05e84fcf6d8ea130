//! Other documents in a reply's place: a speech, a notice, a blank form. What gives them away,
//! and what shows a true reply, stands in `documents.toml`.
//!
//! A true reply taken for a speech is far worse than a speech that is judged: one sign is never
//! enough, and any sign of a reply in its opening spares the text.

use std::collections::HashSet;

use serde::Deserialize;

use crate::{
    fold::{Folded, is_han},
    pattern::Pattern,
    span::Span,
};

/// A text that is no reply, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Stable English word, such as `speech`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The signs found, in the order of the rule file; none where the text is the suggestion.
    pub signs: Vec<Sign>,
}

/// A sign with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// What people call it.
    pub name: String,
    /// Where it stands in the original text.
    pub span: Span,
    /// The words, from the original text.
    pub text: String,
}

/// A compiled `documents.toml`; the default recognises nothing.
#[derive(Debug, Default)]
pub struct DocumentRules {
    /// The file as written, in its order.
    pub file: DocumentFile,
    replies: Vec<Pattern>,
    signs: Vec<Vec<Pattern>>,
}

/// `documents.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentFile {
    /// Signs of a reply: any one spares the text.
    #[serde(default, rename = "reply")]
    pub replies: Vec<ReplySign>,
    /// Kinds of other documents; the first that fits names the text.
    #[serde(default, rename = "document")]
    pub documents: Vec<DocumentEntry>,
}

/// What only a reply says in its opening.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplySign {
    /// Short Chinese name; `despite` refers to it.
    pub name: String,
    /// Folded chars from the start within which it must begin.
    pub first: usize,
    /// Regular expression over the folded text.
    pub pattern: String,
}

/// One kind of other document.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentEntry {
    /// Stable English word.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// Weight that the signs must reach together.
    pub least: u32,
    /// Share (0–1) of the reply that stands in the suggestion, and of the suggestion that
    /// stands in the reply, from which the text is the suggestion, signs or not.
    pub copied: Option<f64>,
    /// The most Han characters beside the signs.
    pub rest: Option<usize>,
    /// Names of reply signs that do not spare this kind.
    #[serde(default)]
    pub despite: Vec<String>,
    /// What gives it away.
    #[serde(rename = "sign")]
    pub signs: Vec<SignEntry>,
    /// Examples of both kinds.
    #[serde(default, rename = "test")]
    pub tests: Vec<DocumentExample>,
}

/// One sign of a kind.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignEntry {
    /// What people call it.
    pub name: String,
    /// How much it counts; 0: it only takes its words away from the rest.
    pub weight: u32,
    /// Folded chars from the start within which it must begin.
    pub first: Option<usize>,
    /// Folded chars before the end within which it must begin.
    pub last: Option<usize>,
    /// Least number of matches.
    #[serde(default = "once")]
    pub times: usize,
    /// Regular expression over the folded text; words in quotation marks do not count.
    pub pattern: String,
}

/// An example: exactly one of `hit` and `miss`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentExample {
    /// A text of this kind.
    pub hit: Option<String>,
    /// A text that is no other document of any kind.
    pub miss: Option<String>,
    /// The suggestion, where the kind needs it.
    pub suggestion: Option<String>,
    /// Why the example is here.
    #[serde(default)]
    pub note: String,
}

fn once() -> usize {
    1
}

/// Name of the rule file.
pub const DOCUMENTS_FILE: &str = "documents.toml";

impl DocumentRules {
    /// Compiles the file.
    ///
    /// # Errors
    /// The first pattern that is no regular expression, with the reason.
    pub fn compile(file: DocumentFile) -> Result<Self, regex::Error> {
        let replies = file.replies.iter().map(|sign| Pattern::new(&sign.pattern));
        let replies = replies.collect::<Result<_, _>>()?;
        let signs = file
            .documents
            .iter()
            .map(|entry| entry.signs.iter().map(|sign| Pattern::new(&sign.pattern)).collect())
            .collect::<Result<_, _>>()?;
        Ok(Self { file, replies, signs })
    }

    /// What the text is, if it is no reply. `is_quoted` tells whether a folded char stands
    /// inside quotation marks: what somebody else said is no sign.
    #[must_use]
    pub fn recognise(
        &self,
        reply: &Folded,
        is_quoted: impl Fn(usize) -> bool,
        suggestion: Option<&Folded>,
    ) -> Option<Document> {
        let page = Page { text: reply, is_quoted: &is_quoted };
        let sparing: Vec<&str> = self
            .file
            .replies
            .iter()
            .zip(&self.replies)
            .filter(|(sign, regex)| page.found(regex, Some(sign.first), None).next().is_some())
            .map(|(sign, _)| sign.name.as_str())
            .collect();
        self.file.documents.iter().zip(&self.signs).find_map(|(entry, regexes)| {
            if sparing.iter().any(|name| !entry.despite.iter().any(|own| own == name)) {
                return None;
            }
            let copied = || suggestion.map_or(0.0, |suggestion| shared(reply, suggestion));
            let signs = if entry.copied.is_some_and(|share| copied() >= share) {
                Vec::new()
            } else {
                page.signs(entry, regexes)?
            };
            Some(Document { kind: entry.kind.clone(), name: entry.name.clone(), signs })
        })
    }
}

/// A text under examination.
struct Page<'a> {
    text: &'a Folded,
    is_quoted: &'a dyn Fn(usize) -> bool,
}

impl Page<'_> {
    /// The signs of a kind, if they are enough.
    fn signs(&self, entry: &DocumentEntry, regexes: &[Pattern]) -> Option<Vec<Sign>> {
        // A sum of weights as large as they can be written must not overflow.
        let mut open: u64 = entry.signs.iter().map(|sign| u64::from(sign.weight)).sum();
        let mut weight = 0_u64;
        let mut signs = Vec::new();
        for (sign, regex) in entry.signs.iter().zip(regexes) {
            let mut places = self.found(regex, sign.first, sign.last).take(sign.times);
            let first = places.next();
            open -= u64::from(sign.weight);
            if let Some((start, end)) = first.filter(|_| 1 + places.count() >= sign.times) {
                weight += u64::from(sign.weight);
                let span = self.text.original(start, end);
                let text = self.text.quote(span);
                if sign.weight > 0 {
                    signs.push(Sign { name: sign.name.clone(), span, text });
                }
            }
            if weight + open < u64::from(entry.least) {
                return None;
            }
        }
        let rest = || self.han_beside(regexes);
        entry.rest.is_none_or(|most| rest() <= most).then_some(signs)
    }

    /// Matches outside quotation marks that begin at the wanted place, as folded chars.
    fn found<'b>(
        &'b self,
        regex: &'b Pattern,
        first: Option<usize>,
        last: Option<usize>,
    ) -> impl Iterator<Item = (usize, usize)> + 'b {
        let text = self.text.text.as_str();
        let text = first.map_or(text, |first| &text[..self.end_of_line(first)]);
        let from = last.map_or(0, |last| self.text.chars.len().saturating_sub(last));
        regex
            .find_iter(text)
            .map(|found| (self.text.char_at(found.start()), self.text.char_at(found.end())))
            .take_while(move |(start, _)| first.is_none_or(|first| *start < first))
            .filter(move |(start, _)| *start >= from && !(self.is_quoted)(*start))
    }

    /// The byte at which the line of a folded char ends: what begins behind it is of no
    /// interest, and need not be searched.
    fn end_of_line(&self, char: usize) -> usize {
        let text = self.text.text.as_str();
        let start = text.char_indices().nth(char).map_or(text.len(), |(byte, _)| byte);
        text[start..].find('\n').map_or(text.len(), |length| start + length)
    }

    /// Han characters that no sign, wherever it stands, takes up.
    fn han_beside(&self, regexes: &[Pattern]) -> usize {
        let mut taken = vec![false; self.text.chars.len()];
        for found in regexes.iter().flat_map(|regex| regex.find_iter(&self.text.text)) {
            let (start, end) = (self.text.char_at(found.start()), self.text.char_at(found.end()));
            taken[start..end].fill(true);
        }
        let chars = self.text.chars.iter().zip(taken);
        chars.filter(|(char, taken)| is_han(**char) && !taken).count()
    }
}

/// Length of the pieces by which a copy is recognised, in chars.
const GRAM: usize = 4;
/// A text with fewer letters is too short to tell a copy from chance.
const SHORTEST_COPY: usize = 30;

/// The share (0–1) of each text that stands in the other, the smaller of the two.
fn shared(reply: &Folded, suggestion: &Folded) -> f64 {
    let letters = |text: &Folded| -> Vec<char> {
        text.chars.iter().copied().filter(|char| char.is_alphanumeric()).collect()
    };
    let (reply, suggestion) = (letters(reply), letters(suggestion));
    if reply.len().min(suggestion.len()) < SHORTEST_COPY {
        return 0.0;
    }
    share_of(&reply, &suggestion).min(share_of(&suggestion, &reply))
}

fn share_of(text: &[char], other: &[char]) -> f64 {
    let known: HashSet<&[char]> = other.windows(GRAM).collect();
    let grams = text.windows(GRAM);
    let all = grams.len().max(1) as f64;
    grams.filter(|gram| known.contains(gram)).count() as f64 / all
}

#[cfg(test)]
mod tests;

//! Weighted words and character pairs of a text, with document frequencies that never change
//! while a batch runs.

use std::cmp::Ordering;

use jieba_rs::Jieba;
use rustc_hash::FxHashMap;

use crate::fold::is_han;

/// How much a term tells: by how few documents of the reference collection it stands in.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    /// `None` = the term is left out of every comparison.
    weights: FxHashMap<String, Option<f64>>,
    unknown: f64,
}

impl Frequencies {
    /// Reads `#documents TAB N` and then lines `term TAB df`; the words in `stop` are left out
    /// of every comparison.
    ///
    /// # Errors
    /// The number of the first line that is neither, in Chinese.
    pub fn parse(text: &str, stop: &[String]) -> Result<Self, String> {
        let (mut documents, mut known) = (0.0, Vec::new());
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let number = |value: &str| value.trim().parse::<u32>().ok();
            let pair = line.split_once('\t').and_then(|(term, n)| Some((term, number(n)?)));
            match pair {
                Some(("#documents", n)) => documents = f64::from(n),
                Some(pair) => known.push(pair),
                None => return Err(format!("第 {} 行应为“词、制表符、文件数”", index + 1)),
            }
        }
        if documents < 1.0 {
            return Err("缺少首行“#documents、制表符、文件总数”".into());
        }
        let weight = |df: u32| ((documents + 1.0) / (f64::from(df) + 1.0)).ln().max(0.0);
        let known = known.into_iter().map(|(term, df)| (term.to_owned(), Some(weight(df))));
        let left_out = stop.iter().map(|term| (term.clone(), None));
        Ok(Self { weights: known.chain(left_out).collect(), unknown: weight(0) })
    }

    /// Inverse document frequency ln((N + 1) / (df + 1)), in nats; never negative. A term that
    /// the collection does not hold counts as df = 0. `None` for a word that is left out.
    #[must_use]
    pub fn weight(&self, term: &str) -> Option<f64> {
        self.weights.get(term).copied().unwrap_or(Some(self.unknown))
    }
}

/// A term of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term<'t> {
    /// Its first bytes as a number that orders as they do: most comparisons need no more.
    head: u64,
    /// The term.
    pub text: &'t str,
    /// How many times it stands in the text.
    pub count: f64,
    /// How much it tells, in nats.
    pub weight: f64,
}

/// The terms of a text by spelling, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms<'t>(Vec<Term<'t>>);

impl<'t> Terms<'t> {
    fn of(frequencies: &Frequencies, mut found: Vec<(u64, &'t str)>) -> Self {
        found.sort_unstable();
        let alike = found.chunk_by(|one, other| one == other);
        let terms = alike.filter_map(|alike| {
            let &(head, text) = alike.first()?;
            let weight = frequencies.weight(text)?;
            Some(Term { head, text, count: alike.len() as f64, weight })
        });
        Self(terms.collect())
    }

    /// Every term, by spelling.
    pub fn iter(&self) -> impl Iterator<Item = &Term<'t>> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a term is among them.
    #[must_use]
    pub fn contains(&self, term: &str) -> bool {
        let key = (head(term), term);
        self.0.binary_search_by(|own| (own.head, own.text).cmp(&key)).is_ok()
    }

    /// Every term with its namesake among `others`, if it is there.
    pub fn beside<'a>(
        &'a self,
        others: &'a Terms<'_>,
    ) -> impl Iterator<Item = (&'a Term<'t>, Option<&'a Term<'a>>)> {
        let mut others = others.iter().peekable();
        self.iter().map(move |own| {
            while others.next_if(|other| order(other, own) == Ordering::Less).is_some() {}
            (own, others.next_if(|other| order(other, own) == Ordering::Equal))
        })
    }

    /// The same terms with other weights.
    pub fn reweigh(&mut self, weight: impl Fn(&Term<'t>) -> f64) {
        self.0.iter_mut().for_each(|term| term.weight = weight(term));
    }
}

fn order(one: &Term<'_>, other: &Term<'_>) -> Ordering {
    (one.head, one.text).cmp(&(other.head, other.text))
}

/// The first eight bytes, filled up with zeros, as a big-endian number.
fn head(term: &str) -> u64 {
    let mut head = [0; 8];
    head.iter_mut().zip(term.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(head)
}

/// The terms of texts with the number of times they stand there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bag<'t> {
    /// Words of at least two characters.
    pub words: Terms<'t>,
    /// Words of one Han character, in the order of the text; only what words mean is asked of
    /// them.
    pub singles: Vec<&'t str>,
    /// Pairs of neighbouring Han characters.
    pub pairs: Terms<'t>,
}

impl<'t> Bag<'t> {
    /// The terms of folded texts, taken together.
    #[must_use]
    pub fn of(
        jieba: &Jieba,
        frequencies: &Frequencies,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        let (mut words, mut singles, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        for text in texts {
            for token in jieba.cut(text, false).into_iter().map(|token| token.word) {
                if is_word(token) {
                    words.push((head(token), token));
                } else if is_single(token) {
                    singles.push(token);
                }
            }
            pairs.extend(han_pairs(text).map(|pair| (head(pair), pair)));
        }
        let [words, pairs] = [words, pairs].map(|found| Terms::of(frequencies, found));
        Self { words, singles, pairs }
    }

    /// Its words, those of one character too.
    pub(crate) fn all_words(&self) -> impl Iterator<Item = &'t str> {
        self.words.iter().map(|word| word.text).chain(self.singles.iter().copied())
    }
}

/// Pairs of neighbouring Han characters, in the order of the text.
pub(crate) fn han_pairs(text: &str) -> impl Iterator<Item = &str> {
    let mut before = None;
    text.char_indices().filter_map(move |(at, char)| {
        let end = at + char.len_utf8();
        let start = before.replace(at).filter(|_| is_han(char))?;
        text.get(start..end).filter(|pair| pair.chars().next().is_some_and(is_han))
    })
}

/// Two or more characters, Han, Latin letters or digits, not digits alone: a road (G107) or a
/// block (B12) names the matter, an amount does not.
fn is_word(token: &str) -> bool {
    token.chars().count() >= 2
        && token.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric())
        && !token.chars().all(|c| c.is_ascii_digit())
}

/// One Han character.
fn is_single(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(is_han) && chars.next().is_none()
}

/// Share (0–1) of the weight of `asked` that stands in `said` too, presence counting once.
#[must_use]
pub fn share(asked: &Terms<'_>, said: &Terms<'_>) -> f64 {
    let (mut found, mut all) = (0.0, 0.0);
    for (term, namesake) in asked.beside(said) {
        all += term.weight;
        if namesake.is_some() {
            found += term.weight;
        }
    }
    if all > 0.0 { found / all } else { 0.0 }
}

/// Cosine (0–1) of two texts under (1 + ln tf) · idf.
#[must_use]
pub fn cosine(one: &Terms<'_>, other: &Terms<'_>) -> f64 {
    let value = |term: &Term<'_>| (1.0 + term.count.ln()) * term.weight;
    let norm = |terms: &Terms<'_>| terms.iter().map(|it| value(it).powi(2)).sum::<f64>().sqrt();
    let shared =
        one.beside(other).filter_map(|(own, namesake)| Some(value(own) * value(namesake?)));
    let dot: f64 = shared.sum();
    let norms = norm(one) * norm(other);
    if norms > 0.0 { (dot / norms).min(1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rulebook;

    fn reference() -> Frequencies {
        Frequencies::parse("#documents\t99\n", &["建议".to_owned()]).unwrap()
    }

    fn bag(text: &str) -> Bag<'_> {
        Bag::of(&rulebook().jieba, &reference(), [text])
    }

    #[test]
    fn frequencies_without_their_header_are_refused() {
        assert!(Frequencies::parse("路灯\t3\n", &[]).is_err());
        assert!(Frequencies::parse("#documents\t9\n路灯 3\n", &[]).is_err());
    }

    #[test]
    fn a_rare_term_weighs_more_than_a_common_one_and_one_left_out_has_no_weight() {
        let stop = ["建议".to_owned()];
        let read =
            Frequencies::parse("#documents\t99\n问题\t49\n路灯\t3\n建议\t9\n", &stop).unwrap();
        assert!(read.weight("路灯") > read.weight("问题"));
        assert!(read.weight("没见过") > read.weight("路灯"));
        assert!((read.weight("问题").unwrap() - 2.0_f64.ln()).abs() < 1e-12);
        assert_eq!(read.weight("建议"), None);
    }

    #[test]
    fn a_numbered_road_is_a_word_and_an_amount_is_none() {
        let bag = bag("G107国道拓宽3公里，投资1200万元");
        assert!(bag.words.contains("G107"), "{:?}", bag.words);
        assert!(!bag.words.iter().any(|word| word.text.contains("1200")), "{:?}", bag.words);
    }

    #[test]
    fn a_text_is_like_itself_and_unlike_another_matter() {
        let (lamps, school) = (bag("建议增设路灯"), bag("扩建小学食堂"));
        assert!((cosine(&lamps.pairs, &lamps.pairs) - 1.0).abs() < 1e-9);
        assert!(cosine(&lamps.pairs, &school.pairs) < 1e-9);
        assert!(!lamps.words.contains("建议"));
    }

    #[test]
    fn texts_taken_together_count_their_terms_together() {
        let bag = Bag::of(&rulebook().jieba, &reference(), ["增设路灯", "路灯已经维修"]);
        let counts: Vec<(&str, f64)> = bag.words.iter().map(|it| (it.text, it.count)).collect();
        assert!(counts.contains(&("路灯", 2.0)), "{counts:?}");
        assert!(!bag.pairs.contains("灯路"), "no pair reaches from one text into the next");
    }

    proptest! {
        #[test]
        fn every_term_finds_its_namesake_and_no_other(one in "[路灯桥a1]{0,12}", other in "[路灯桥a1]{0,12}") {
            let (one, other) = (bag(&one), bag(&other));
            for (terms, others) in [(&one.pairs, &other.pairs), (&one.words, &other.words)] {
                for (term, namesake) in terms.beside(others) {
                    prop_assert_eq!(namesake.map(|it| it.text), others.contains(term.text).then_some(term.text));
                }
                prop_assert!(terms.iter().is_sorted_by(|a, b| a.text < b.text));
            }
        }
    }
}

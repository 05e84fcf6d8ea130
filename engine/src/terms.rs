//! Weighted words and character pairs of a text, with document frequencies that never change
//! while a batch runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jieba_rs::Jieba;

use crate::fold::is_han;

/// In how many documents of the reference collection a term stands.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    documents: f64,
    df: HashMap<String, u32>,
}

impl Frequencies {
    /// Reads `#documents TAB N` and then lines `term TAB df`.
    ///
    /// # Errors
    /// The number of the first line that is neither, in Chinese.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut read = Self::default();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let number = |value: &str| value.trim().parse::<u32>().ok();
            let pair = line.split_once('\t').and_then(|(term, n)| Some((term, number(n)?)));
            match pair {
                Some(("#documents", n)) => read.documents = f64::from(n),
                Some((term, n)) => _ = read.df.insert(term.to_owned(), n),
                None => return Err(format!("第 {} 行应为“词、制表符、文件数”", index + 1)),
            }
        }
        if read.documents < 1.0 {
            return Err("缺少首行“#documents、制表符、文件总数”".into());
        }
        Ok(read)
    }

    /// Inverse document frequency ln((N + 1) / (df + 1)), in nats; never negative. A term that
    /// the collection does not hold counts as df = 0.
    #[must_use]
    pub fn weight(&self, term: &str) -> f64 {
        let df = f64::from(self.df.get(term).copied().unwrap_or(0));
        ((self.documents + 1.0) / (df + 1.0)).ln().max(0.0)
    }
}

/// The terms of a text with the number of times they stand there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bag {
    /// Words of at least two characters.
    pub words: BTreeMap<String, f64>,
    /// Pairs of neighbouring Han characters.
    pub pairs: BTreeMap<String, f64>,
}

impl Bag {
    /// The terms of a folded text without the words in `stop`.
    #[must_use]
    pub fn of(jieba: &Jieba, text: &str, stop: &BTreeSet<String>) -> Self {
        let mut bag = Self::default();
        for token in jieba.cut(text, false) {
            if is_word(token.word) && !stop.contains(token.word) {
                *bag.words.entry(token.word.to_owned()).or_default() += 1.0;
            }
        }
        let chars: Vec<char> = text.chars().collect();
        for pair in chars.windows(2).filter(|pair| pair.iter().all(|c| is_han(*c))) {
            let pair: String = pair.iter().collect();
            if !stop.contains(&pair) {
                *bag.pairs.entry(pair).or_default() += 1.0;
            }
        }
        bag
    }

    /// Adds another text's terms.
    pub fn add(&mut self, other: &Self) {
        for (term, n) in &other.words {
            *self.words.entry(term.clone()).or_default() += n;
        }
        for (term, n) in &other.pairs {
            *self.pairs.entry(term.clone()).or_default() += n;
        }
    }
}

/// Two or more characters, Han, Latin letters or digits, not digits alone: a road (G107) or a
/// block (B12) names the matter, an amount does not.
fn is_word(token: &str) -> bool {
    token.chars().count() >= 2
        && token.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric())
        && !token.chars().all(|c| c.is_ascii_digit())
}

/// Share (0–1) of the weight of `asked` that stands in `said` too, presence counting once.
#[must_use]
pub fn share(
    asked: &BTreeMap<String, f64>,
    said: &BTreeMap<String, f64>,
    weight: impl Fn(&str) -> f64,
) -> f64 {
    let (mut found, mut all) = (0.0, 0.0);
    for term in asked.keys() {
        let weight = weight(term);
        all += weight;
        if said.contains_key(term) {
            found += weight;
        }
    }
    if all > 0.0 { found / all } else { 0.0 }
}

/// Cosine (0–1) of two texts under (1 + ln tf) · idf.
#[must_use]
pub fn cosine(
    frequencies: &Frequencies,
    one: &BTreeMap<String, f64>,
    other: &BTreeMap<String, f64>,
) -> f64 {
    let value = |term: &str, n: f64| (1.0 + n.ln()) * frequencies.weight(term);
    let norm = |bag: &BTreeMap<String, f64>| {
        bag.iter().map(|(term, n)| value(term, *n).powi(2)).sum::<f64>().sqrt()
    };
    let dot: f64 = one
        .iter()
        .filter_map(|(term, n)| Some(value(term, *n) * value(term, *other.get(term)?)))
        .sum();
    let norms = norm(one) * norm(other);
    if norms > 0.0 { (dot / norms).min(1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(text: &str) -> Bag {
        Bag::of(&Jieba::new(), text, &BTreeSet::from(["建议".to_owned()]))
    }

    #[test]
    fn frequencies_without_their_header_are_refused() {
        assert!(Frequencies::parse("路灯\t3\n").is_err());
        assert!(Frequencies::parse("#documents\t9\n路灯 3\n").is_err());
    }

    #[test]
    fn a_rare_term_weighs_more_than_a_common_one() {
        let read = Frequencies::parse("#documents\t99\n问题\t49\n路灯\t3\n").unwrap();
        assert!(read.weight("路灯") > read.weight("问题"));
        assert!(read.weight("没见过") > read.weight("路灯"));
        assert!((read.weight("问题") - 2.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_numbered_road_is_a_word_and_an_amount_is_none() {
        let bag = bag("G107国道拓宽3公里，投资1200万元");
        assert!(bag.words.contains_key("G107"), "{:?}", bag.words);
        assert!(!bag.words.keys().any(|word| word.contains("1200")), "{:?}", bag.words);
    }

    #[test]
    fn a_text_is_like_itself_and_unlike_another_matter() {
        let read = Frequencies::parse("#documents\t99\n").unwrap();
        let (lamps, school) = (bag("建议增设路灯"), bag("扩建小学食堂"));
        assert!((cosine(&read, &lamps.pairs, &lamps.pairs) - 1.0).abs() < 1e-9);
        assert!(cosine(&read, &lamps.pairs, &school.pairs) < 1e-9);
        assert!(!lamps.words.contains_key("建议"));
    }
}

//! How near two texts are by what their words mean: a frozen table of word vectors, as signs.

use rustc_hash::FxHashMap;

/// Bits of a signature: on which side of so many planes the word's vector lies.
const BITS: usize = 192;

/// On which side of each plane a word lies.
type Signature = [u64; BITS / 64];

/// What one word means, and how much it tells, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Meaning {
    signature: Signature,
    weight: i32,
}

/// What a text means: its words, each once, and their weighted sum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sense {
    words: Vec<Meaning>,
    /// Sum of the weights, each with the word's sign; whole numbers, so that it is the same on
    /// every machine.
    sum: [i32; BITS],
    norm: f64,
}

/// How near a sentence is to what is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    /// Share (0–1) of the weight of the asked words that the said words stand for, each by the
    /// nearest of them.
    pub(crate) held: f64,
    /// Cosine of the two weighted sums, 0–1; opposite ones have nothing to do with each other.
    pub(crate) whole: f64,
}

/// The table of `near.tsv`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    table: FxHashMap<String, Meaning>,
    /// How alike, 0–1, two words are whose signatures differ in so many bits.
    likeness: Vec<f64>,
}

impl Near {
    /// Reads lines `word TAB 48 hexadecimal digits TAB weight`; words whose cosine is below
    /// `least` have nothing to do with each other.
    ///
    /// # Errors
    /// The number of the first line that is none, in Chinese.
    pub(crate) fn parse(text: &str, least: f64) -> Result<Self, String> {
        let mut table = FxHashMap::default();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            match meaning(line) {
                Some((word, meaning)) => _ = table.insert(word.to_owned(), meaning),
                None => {
                    return Err(format!(
                        "第 {} 行应为“词、制表符、48 位十六进制数、制表符、分量（0—9.99，两位小数）”",
                        index + 1
                    ));
                }
            }
        }
        let cosine = |bits: usize| (std::f64::consts::PI * bits as f64 / BITS as f64).cos();
        let alike = |bits| ((cosine(bits) - least) / (1.0 - least)).max(0.0);
        let likeness = (0..=BITS).map(|bits| (alike(bits) * 1e4).round() / 1e4).collect();
        Ok(Self { table, likeness })
    }

    /// What words mean together; one that the table lacks means what its parts of two characters
    /// mean.
    pub(crate) fn sense<'w>(&self, words: impl Iterator<Item = &'w str>) -> Sense {
        let mut known: Vec<(&str, Meaning)> = Vec::new();
        for word in words {
            match self.table.get(word) {
                Some(meaning) => known.push((word, *meaning)),
                None => {
                    let parts = parts(word).into_iter().flatten();
                    known.extend(parts.filter_map(|part| Some((part, *self.table.get(part)?))));
                }
            }
        }
        known.sort_unstable_by_key(|(word, _)| *word);
        known.dedup_by_key(|(word, _)| *word);
        Sense::of(known.into_iter().map(|(_, meaning)| meaning).collect())
    }

    /// How near what is said is to what is asked.
    pub(crate) fn likeness(&self, asked: &Sense, said: &Sense) -> Likeness {
        Likeness { held: self.held(asked, said), whole: asked.cosine(said) }
    }

    /// Share (0–1) of the weight of the asked words that the said words stand for.
    pub(crate) fn held(&self, asked: &Sense, said: &Sense) -> f64 {
        let (mut held, mut all) = (0.0, 0.0);
        for word in &asked.words {
            let weight = f64::from(word.weight);
            let nearest = said.words.iter().map(|other| word.differing(other)).min();
            all += weight;
            held += weight * nearest.and_then(|bits| self.likeness.get(bits)).unwrap_or(&0.0);
        }
        if all > 0.0 { held / all } else { 0.0 }
    }
}

impl Meaning {
    /// In how many signs two words differ.
    fn differing(&self, other: &Self) -> usize {
        let pairs = self.signature.iter().zip(&other.signature);
        pairs.map(|(own, other)| (own ^ other).count_ones() as usize).sum()
    }
}

impl Sense {
    fn of(words: Vec<Meaning>) -> Self {
        let mut sum = [0; BITS];
        for word in &words {
            for (at, place) in sum.iter_mut().enumerate() {
                let sign = word.signature[at / 64] >> (at % 64) & 1;
                *place += if sign == 1 { word.weight } else { -word.weight };
            }
        }
        let square: i64 = sum.iter().map(|value| i64::from(*value).pow(2)).sum();
        Self { words, sum, norm: (square as f64).sqrt() }
    }

    fn cosine(&self, other: &Self) -> f64 {
        let pairs = self.sum.iter().zip(&other.sum);
        let dot: i64 = pairs.map(|(own, other)| i64::from(*own) * i64::from(*other)).sum();
        let norms = self.norm * other.norm;
        if norms > 0.0 { (dot as f64 / norms).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// The first and the last two characters of a longer word; of three the overlapping ones.
fn parts(word: &str) -> [Option<&str>; 2] {
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let length = ends.len() - 1;
    let pair = |from: usize| word.get(*ends.get(from)?..*ends.get(from + 2)?);
    match length {
        0..=2 => [None, None],
        3 => [pair(0), pair(1)],
        _ => [pair(0), pair(length - 2)],
    }
}

/// The word of a line and what it means.
fn meaning(line: &str) -> Option<(&str, Meaning)> {
    let (word, rest) = line.split_once('\t')?;
    let (digits, weight) = rest.split_once('\t')?;
    let part = |at: usize| u64::from_str_radix(digits.get(16 * at..16 * (at + 1))?, 16).ok();
    let signature = [part(0)?, part(1)?, part(2)?];
    let weight: f64 = weight.trim_end().parse().ok()?;
    let in_range = (0.0..10.0).contains(&weight) && digits.len() == BITS / 4 && !word.is_empty();
    in_range.then(|| (word, Meaning { signature, weight: (weight * 100.0).round() as i32 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near() -> Near {
        Near::parse(include_str!("../../rules/near.tsv"), 0.3).unwrap()
    }

    fn sense(near: &Near, words: &[&str]) -> Sense {
        near.sense(words.iter().copied())
    }

    #[test]
    fn words_for_the_same_thing_are_nearer_than_words_of_another_field() {
        let near = near();
        for words in [
            ["噪声", "噪音", "路灯"],
            ["补助", "补贴", "桥梁"],
            ["体检", "筛查", "停车"],
            ["公路", "道路", "食堂"],
            ["工资", "薪酬", "渠道"],
        ] {
            let [one, same, other] = words.map(|word| sense(&near, &[word]));
            assert!(near.held(&one, &same) > near.held(&one, &other), "{words:?}");
            assert!(one.cosine(&same) > one.cosine(&other), "{words:?}");
        }
    }

    #[test]
    fn an_answer_in_other_words_is_nearer_than_one_to_another_request() {
        let near = near();
        let asked = sense(&near, &["延长", "公交", "收", "班", "时间"]);
        let answer = sense(&near, &["末班车", "运营", "夜间", "线路"]);
        let other = sense(&near, &["食堂", "陪餐", "留样", "校长"]);
        let (likeness, unlike) = (near.likeness(&asked, &answer), near.likeness(&asked, &other));
        assert!(likeness.held > unlike.held && likeness.whole > unlike.whole);
    }

    #[test]
    fn a_text_is_like_itself_and_one_without_known_words_like_nothing() {
        let near = near();
        let (lamps, nothing) = (sense(&near, &["路灯", "安装"]), sense(&near, &["齉龘", "12"]));
        let same = near.likeness(&lamps, &lamps);
        assert!((same.held - 1.0).abs() < 1e-9 && (same.whole - 1.0).abs() < 1e-9);
        for (asked, said) in [(&lamps, &nothing), (&nothing, &lamps)] {
            assert_eq!(near.likeness(asked, said), Likeness { held: 0.0, whole: 0.0 });
        }
    }

    #[test]
    fn a_word_counts_once_and_one_that_the_table_lacks_means_what_its_parts_mean() {
        let near = near();
        assert_eq!(sense(&near, &["路灯", "路灯"]), sense(&near, &["路灯"]));
        assert_eq!(parts("补偿款"), [Some("补偿"), Some("偿款")]);
        assert_eq!(parts("停车管理费"), [Some("停车"), Some("理费")]);
        assert_eq!(parts("路灯"), [None, None]);
    }

    #[test]
    fn a_line_that_is_no_signature_is_told_by_its_number() {
        let good = "路灯\t0123456789abcdef0123456789abcdef0123456789abcdef\t0.75\n";
        assert!(Near::parse(good, 0.3).is_ok());
        for bad in [
            "路灯\t0123\t0.75",
            "路灯\t0123456789abcdef0123456789abcdef0123456789abcdef",
            "路灯\t0123456789abcdef0123456789abcdef0123456789abcdef\t-1",
        ] {
            let told = Near::parse(&format!("{good}{bad}\n"), 0.3).unwrap_err();
            assert!(told.contains("第 2 行"), "{told}");
        }
    }
}

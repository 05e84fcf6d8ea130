//! Which words stand for nearly the same thing: a frozen table of word vectors, as signs.

use std::collections::HashMap;

/// Bits of a signature: on which side of so many planes the word's vector lies.
const BITS: usize = 192;

/// On which side of each plane a word lies.
type Signature = [u64; BITS / 64];

/// What a word means: its own signature, or those of its parts; empty where none is known.
pub(crate) type Sense = Vec<Signature>;

/// The table of `near.tsv`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    table: HashMap<String, Signature>,
    /// Cosine, four decimals, of the angle between two vectors whose signatures differ in so
    /// many bits.
    cosines: Vec<f64>,
    /// Cosine below which two words have nothing to do with each other.
    least: f64,
}

impl Near {
    /// Reads lines `word TAB 48 hexadecimal digits`.
    ///
    /// # Errors
    /// The number of the first line that is none, in Chinese.
    pub(crate) fn parse(text: &str, least: f64) -> Result<Self, String> {
        let mut table = HashMap::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let read = line.split_once('\t').and_then(|(word, digits)| Some((word, bits(digits)?)));
            match read {
                Some((word, signature)) => _ = table.insert(word.to_owned(), signature),
                None => {
                    return Err(format!("第 {} 行应为“词、制表符、48 位十六进制数”", index + 1));
                }
            }
        }
        let angle = |differing: usize| std::f64::consts::PI * differing as f64 / BITS as f64;
        let cosines = (0..=BITS).map(|n| (angle(n).cos() * 1e4).round() / 1e4).collect();
        Ok(Self { table, cosines, least })
    }

    /// What a word means; one that the table lacks means what its parts of two characters mean.
    pub(crate) fn sense(&self, word: &str) -> Sense {
        if let Some(signature) = self.table.get(word) {
            return vec![*signature];
        }
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let pair = |from: usize| word.get(*ends.get(from)?..*ends.get(from + 2)?);
        let parts: Vec<usize> = match ends.len() - 1 {
            3 => vec![0, 1],
            4 => vec![0, 2],
            length @ 5.. => vec![0, length - 2],
            _ => Vec::new(),
        };
        parts
            .into_iter()
            .filter_map(pair)
            .filter_map(|part| self.table.get(part))
            .copied()
            .collect()
    }

    /// How near two words are, 0–1, by the mean over their parts.
    pub(crate) fn likeness(&self, one: &Sense, other: &Sense) -> f64 {
        let mut sum = 0.0;
        for a in one {
            for b in other {
                let differing: u32 = a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum();
                sum += self.cosines.get(differing as usize).copied().unwrap_or(0.0);
            }
        }
        let cosine = sum / (one.len() * other.len()).max(1) as f64;
        ((cosine - self.least) / (1.0 - self.least)).max(0.0)
    }
}

fn bits(digits: &str) -> Option<Signature> {
    let word = |at: usize| u64::from_str_radix(digits.get(16 * at..16 * (at + 1))?, 16).ok();
    let signature = [word(0)?, word(1)?, word(2)?];
    (digits.len() == BITS / 4).then_some(signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near() -> Near {
        Near::parse(include_str!("../../rules/near.tsv"), 0.4).unwrap()
    }

    #[test]
    fn words_for_the_same_thing_are_nearer_than_words_of_the_same_field() {
        let near = near();
        let likeness = |one: &str, other: &str| near.likeness(&near.sense(one), &near.sense(other));
        for (one, same, other) in [
            ("噪声", "噪音", "路灯"),
            ("补助", "补贴", "桥梁"),
            ("体检", "健康", "停车"),
            ("公路", "道路", "食堂"),
        ] {
            assert!(likeness(one, same) > likeness(one, other), "{one} {same} {other}");
        }
        assert!((likeness("噪声", "噪声") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_that_the_table_lacks_means_what_its_parts_mean() {
        let near = near();
        assert_eq!(near.sense("补偿款").len(), 1);
        assert!(near.sense("齉龘").is_empty());
        assert!(near.likeness(&near.sense("齉龘"), &near.sense("补偿")).abs() < 1e-9);
    }

    #[test]
    fn a_line_that_is_no_signature_is_told_by_its_number() {
        let good = "路灯\t0123456789abcdef0123456789abcdef0123456789abcdef\n";
        assert!(Near::parse(good, 0.4).is_ok());
        let told = Near::parse(&format!("{good}路灯\t0123\n"), 0.4).unwrap_err();
        assert!(told.contains("第 2 行"), "{told}");
    }
}

//! What `rules/relate.toml` says: what is compared, and how alike a family is.

use serde::Deserialize;

/// The checked settings.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Han characters that a body without courtesy needs to be compared.
    pub minimum_han: u32,
    /// Estimated similarity, 0–1, from which on two replies are of one family.
    pub family_similarity: f64,
    /// Words of a sentence that asks for a form to be sent back.
    pub form_phrases: Vec<String>,
    /// What counts as boilerplate.
    pub boilerplate: Boilerplate,
    /// What counts as written before.
    pub stickiness: Stickiness,
    /// Which phrases are told to be on the rise or on the wane.
    pub phrases: Phrases,
    /// How titles of suggestions are known in quotation marks.
    pub title: Title,
    /// How numbers of suggestions are written.
    pub number: Number,
}

/// From when on a phrase is common to many replies.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boilerplate {
    /// Chars of a phrase.
    pub phrase: usize,
    /// Least share of the replies compared that hold it, 0–1.
    pub least_share: f64,
    /// Least number of replies that hold it.
    pub least_replies: u32,
    /// Replies compared below which nothing is said.
    pub minimum_replies: u32,
}

/// Which sentences count as written before.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stickiness {
    /// Chars of the shortest.
    pub sentence: u32,
}

/// From when on a phrase is told to be on the rise or on the wane.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Least number of replies that hold it, all years together.
    pub least_replies: u32,
    /// Least share of the replies compared that hold it, 0–1.
    pub least_share: f64,
    /// Least number of units on the side where it is more frequent.
    pub minimum_units: usize,
    /// Replies compared, of the last year and of the earlier ones, below which nothing is said.
    pub minimum_replies: u32,
    /// Corrected p-value below which it is told, 0–1.
    pub false_discovery: f64,
    /// Least size of the binary logarithm of the ratio of the two shares.
    pub log_ratio: f64,
}

/// A quoted text that begins and ends so is the title of a suggestion.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Beginnings.
    pub openings: Vec<String>,
    /// Ends.
    pub endings: Vec<String>,
}

/// Forms of a suggestion's number; `0` stands for any run of digits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The forms, without blanks and punctuation.
    pub forms: Vec<String>,
}

/// Why `relate.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML, or not these keys.
    #[error("规则文件 relate.toml {0}")]
    Syntax(String),
    /// A similarity that is none.
    #[error("规则文件 relate.toml：family_similarity 是 {0}，应当大于 0、不超过 1")]
    Similarity(f64),
    /// A length that lets courtesy through.
    #[error("规则文件 relate.toml：minimum_han 是 {0}，应当不小于 {SHINGLE}")]
    Length(u32),
    /// A phrase or a cut that finds everything.
    #[error(
        "规则文件 relate.toml：[boilerplate] 的 phrase 应当不小于 2，least_share 在 0—1 之间，least_replies 不小于 2"
    )]
    Boilerplate,
    /// A cut that finds everything, or would fill the memory.
    #[error(
        "规则文件 relate.toml：[phrases] 的 least_replies 应当不小于 2，least_share 在 0.0005—1 之间，false_discovery 大于 0、不超过 1，log_ratio 不小于 0"
    )]
    Phrases,
}

/// Chars of a shingle. Four, as two or three chars of Chinese are a word that any reply may
/// hold, and longer pieces break at every changed name.
pub(super) const SHINGLE: usize = 4;

impl Settings {
    /// Reads the file's text.
    ///
    /// # Errors
    /// Anything but the known keys, and values that make no sense.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let settings: Self = toml::from_str(text)
            .map_err(|error| SettingsError::Syntax(crate::carets::told(text, &error)))?;
        let similarity = settings.family_similarity;
        if !(similarity > 0.0 && similarity <= 1.0) {
            return Err(SettingsError::Similarity(similarity));
        }
        if (settings.minimum_han as usize) < SHINGLE {
            return Err(SettingsError::Length(settings.minimum_han));
        }
        let Boilerplate { phrase, least_share, least_replies, .. } = settings.boilerplate;
        if phrase < 2 || !(0.0..=1.0).contains(&least_share) || least_replies < 2 {
            return Err(SettingsError::Boilerplate);
        }
        if !settings.phrases.is_sound() {
            return Err(SettingsError::Phrases);
        }
        Ok(settings)
    }

    /// The lines in words of the office, as (项目, 说明).
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        let Self { minimum_han, family_similarity, .. } = self;
        let text = format!(
            "去掉礼节、建议标题和编号，数字不论大小，正文不足 {minimum_han} 个汉字的不比对；\
             相似度达到 {family_similarity:.2} 的算同一组。只供复核参考，不计分"
        );
        vec![("雷同答复".to_owned(), text)]
    }
}

impl Phrases {
    fn is_sound(&self) -> bool {
        self.least_replies >= 2
            && (0.0005..=1.0).contains(&self.least_share)
            && self.false_discovery > 0.0
            && self.false_discovery <= 1.0
            && self.log_ratio >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../rules/relate.toml");

    #[test]
    fn the_embedded_file_can_be_used() {
        let settings = Settings::parse(TEXT).unwrap();
        assert_eq!((settings.minimum_han, settings.family_similarity), (30, 0.7));
        assert!(settings.describe()[0].1.contains("不足 30 个汉字"));
    }

    #[test]
    fn values_that_make_no_sense_are_named() {
        let similarity = TEXT.replace("family_similarity = 0.7", "family_similarity = 1.7");
        assert!(Settings::parse(&similarity).unwrap_err().to_string().contains("1.7"));
        let length = TEXT.replace("minimum_han = 30", "minimum_han = 0");
        assert!(Settings::parse(&length).unwrap_err().to_string().contains("minimum_han 是 0"));
        assert!(Settings::parse("minimum_hans = 3").is_err());
        for (from, to) in [
            ("phrase = 8", "phrase = 1"),
            ("least_share = 0.01", "least_share = 2"),
            ("least_replies = 5", "least_replies = 1"),
        ] {
            let text = TEXT.replace(from, to);
            assert!(
                Settings::parse(&text).unwrap_err().to_string().contains("boilerplate"),
                "{to}"
            );
        }
        for (from, to) in [
            ("least_share = 0.002 ", "least_share = 0 "),
            ("false_discovery = 0.05", "false_discovery = 0"),
            ("log_ratio = 1.0", "log_ratio = -1.0"),
        ] {
            let text = TEXT.replace(from, to);
            assert!(Settings::parse(&text).unwrap_err().to_string().contains("[phrases]"), "{to}");
        }
    }
}

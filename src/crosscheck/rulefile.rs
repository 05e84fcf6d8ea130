//! What `rules/checks.toml` says: one entry a check, its patterns, cuts and words.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use shida_engine::{pack::Severity, zone::Zone};

use super::proof::Example;

/// The checked file.
#[derive(Debug)]
pub struct Checks {
    /// What people read for the states of 办理结果.
    pub classes: BTreeMap<String, String>,
    /// The checks in the order of the file.
    pub rules: Vec<Rule>,
}

/// One check as data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable code, such as `K101`.
    pub code: String,
    /// Short name.
    pub name: String,
    /// What is compared with what.
    pub kind: Kind,
    /// How much a hit matters.
    pub severity: Severity,
    /// What is said of a hit; `{text}` and `{metrics}` stand for what the two sides say.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Where it comes from.
    pub source: String,
    /// What cannot be known.
    pub limits: String,
    /// Kinds of letters that it is for; empty = all.
    #[serde(default)]
    pub genres: Vec<String>,
    /// States of 办理结果 that it looks at.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Parts of the letter that it reads; empty = what the unit has to say.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// Rules of the packs that speak for the reply: with one of them there is no hit.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Whether a time limit, in the text or in the metrics, speaks for the reply.
    #[serde(default)]
    pub limit: bool,
    /// If a greater share (0–1) of the replies that can be compared differ, the columns do not
    /// mean the same, and nothing is said of any of them.
    pub most_share: Option<f64>,
    /// Regular expressions on the folded text of a sentence, by the names of the kind.
    #[serde(default, deserialize_with = "regexes")]
    pub patterns: BTreeMap<String, Regex>,
    /// Cuts, by the names of the kind.
    #[serde(default)]
    pub cuts: BTreeMap<String, f64>,
    /// Examples of both kinds.
    #[serde(default, rename = "test")]
    pub tests: Vec<Example>,
}

/// What a check compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A class of 办理结果 that asks for something which the text does not have.
    ClassNeeds,
    /// Contact in the text, and metrics that say there was none.
    ContactClaimed,
    /// Contact in the text, and nothing of it in metrics that do record contacts.
    ContactUnrecorded,
    /// 面商 in the metrics, and no contact in the text.
    MeetingUnmentioned,
    /// Co-handlers in the metrics, and no word of them in the text.
    HandlersUnmentioned,
    /// The date of the signature lies apart from 答复日期.
    SignedApart,
    /// 答复日期 before 交办日期.
    RepliedEarly,
    /// The date of the signature before 交办日期, or after the day that was asked for.
    SignedOutside,
    /// The letter names another number than the row's.
    OtherNumber,
    /// The letter quotes another title than the row's.
    OtherTitle,
    /// The letter bears the name of another unit of the run.
    OtherUnit,
    /// Words that do not belong into a letter that was sent.
    Wording,
    /// Satisfied with a non-answer.
    SatisfiedEmpty,
    /// A unit with many satisfied forms and many non-answers.
    UnitSatisfiedEmpty,
    /// A quick reply without substance.
    TooFast,
}

impl Kind {
    /// The patterns it must have.
    fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::ClassNeeds => &["found"],
            Self::ContactClaimed => &["claim", "face", "none"],
            Self::ContactUnrecorded | Self::MeetingUnmentioned => &["claim"],
            Self::HandlersUnmentioned => &["found"],
            Self::OtherNumber => &["number", "id"],
            Self::OtherTitle => &["title"],
            Self::OtherUnit => &["seal"],
            Self::Wording => &["words"],
            _ => &[],
        }
    }

    /// The patterns it may have.
    fn further(self) -> &'static [&'static str] {
        match self {
            Self::ClassNeeds => &["unless", "quote", "must", "aside"],
            Self::ContactClaimed | Self::ContactUnrecorded | Self::MeetingUnmentioned => {
                &["unless"]
            }
            Self::OtherNumber | Self::OtherTitle | Self::Wording => &["unless"],
            _ => &[],
        }
    }

    /// The cuts it must have.
    fn cuts(self) -> &'static [&'static str] {
        match self {
            Self::SignedApart => &["days"],
            Self::OtherTitle => &["alike", "chars"],
            Self::UnitSatisfiedEmpty => &["rated", "satisfied", "non_answer"],
            Self::TooFast => &["days", "substance"],
            _ => &[],
        }
    }
}

/// Why `checks.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ChecksError {
    /// Not TOML, not these keys, or no regular expression.
    #[error("规则文件 checks.toml {0}")]
    Syntax(String),
    /// A code that stands twice, or is none.
    #[error("规则文件 checks.toml：代码 {0} 不能用；应当是 K 加三位数字，每个只用一次")]
    Code(String),
    /// A pattern or cut that the kind does not know, or lacks.
    #[error("规则文件 checks.toml：{code} 的 {key} {what}；这一种核对要用的是 {known}")]
    Key {
        /// The check.
        code: String,
        /// Pattern or cut.
        key: String,
        /// What is wrong with it.
        what: &'static str,
        /// What the kind knows.
        known: String,
    },
    /// A state of 办理结果 without words.
    #[error("规则文件 checks.toml：{code} 的办理结果状态 {class} 在 [classes] 里没有名称")]
    Class {
        /// The check.
        code: String,
        /// The state.
        class: String,
    },
    /// A number that makes no sense.
    #[error("规则文件 checks.toml：{code} 的 {key} 是 {value}，应当不小于 0；份额不超过 1")]
    Number {
        /// The check.
        code: String,
        /// The cut.
        key: String,
        /// As written.
        value: f64,
    },
    /// Examples that do not hold.
    #[error("规则文件 checks.toml 有 {} 个例子不符：\n{}", .0.len(), .0.join("\n"))]
    Examples(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    classes: BTreeMap<String, String>,
    check: Vec<Rule>,
}

impl Checks {
    /// Reads and checks the file's text.
    ///
    /// # Errors
    /// Anything but the known keys; codes, patterns and cuts that make no sense.
    pub fn parse(text: &str) -> Result<Self, ChecksError> {
        let file: File = toml::from_str(text)
            .map_err(|error| ChecksError::Syntax(crate::carets::told(text, &error)))?;
        let mut codes = std::collections::BTreeSet::new();
        for rule in &file.check {
            if !is_code(&rule.code) || !codes.insert(&rule.code) {
                return Err(ChecksError::Code(rule.code.clone()));
            }
            rule.check(&file.classes)?;
        }
        Ok(Self { classes: file.classes, rules: file.check })
    }

    /// The check of that code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

impl Rule {
    /// What is said of a hit.
    #[must_use]
    pub fn told(&self, text: &str, metrics: &str) -> String {
        let text = text.trim_end_matches(['。', '，', '；']);
        self.message.replace("{text}", text).replace("{metrics}", metrics)
    }

    pub(super) fn pattern(&self, name: &str) -> Option<&Regex> {
        self.patterns.get(name)
    }

    /// A cut that the kind must have.
    pub(super) fn cut(&self, name: &str) -> f64 {
        self.cuts.get(name).copied().unwrap_or_default()
    }

    fn check(&self, classes: &BTreeMap<String, String>) -> Result<(), ChecksError> {
        let patterns = (self.kind.patterns(), self.kind.further());
        self.keys(self.patterns.keys(), patterns)?;
        self.keys(self.cuts.keys(), (self.kind.cuts(), &[]))?;
        if let Some(class) = self.classes.iter().find(|class| !classes.contains_key(*class)) {
            return Err(ChecksError::Class { code: self.code.clone(), class: class.clone() });
        }
        let share = self.most_share.map(|share| ("most_share", share));
        let cuts = self.cuts.iter().map(|(key, value)| (key.as_str(), *value));
        let is_share =
            |key: &str| ["most_share", "alike", "satisfied", "non_answer"].contains(&key);
        let wrong = cuts.chain(share).find(|(key, value)| {
            !value.is_finite() || *value < 0.0 || (is_share(key) && *value > 1.0)
        });
        wrong.map_or(Ok(()), |(key, value)| {
            Err(ChecksError::Number { code: self.code.clone(), key: key.to_owned(), value })
        })
    }

    /// Every key must be known, and the first list complete.
    fn keys<'a>(
        &self,
        given: impl Iterator<Item = &'a String> + Clone,
        (must, may): (&[&str], &[&str]),
    ) -> Result<(), ChecksError> {
        let known = |key: &&str| must.contains(key) || may.contains(key);
        let foreign = given.clone().map(String::as_str).find(|key| !known(key));
        let missing = must.iter().copied().find(|key| !given.clone().any(|given| given == key));
        let wrong = foreign.map(|key| (key, "不认识")).or(missing.map(|key| (key, "没有写")));
        let Some((key, what)) = wrong else { return Ok(()) };
        let known: Vec<&str> = must.iter().chain(may).copied().collect();
        let known = if known.is_empty() { "（没有）".to_owned() } else { known.join("、") };
        Err(ChecksError::Key { code: self.code.clone(), key: key.to_owned(), what, known })
    }
}

fn is_code(code: &str) -> bool {
    code.strip_prefix('K').is_some_and(|digits| {
        digits.len() == 3 && digits.chars().all(|digit| digit.is_ascii_digit())
    })
}

fn regexes<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Regex>, D::Error> {
    let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
    let compiled = texts.into_iter().map(|(name, text)| {
        let regex = Regex::new(&text)
            .map_err(|error| serde::de::Error::custom(format!("正则 {name} 不对：{error}")))?;
        Ok((name, regex))
    });
    compiled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../rules/checks.toml");

    fn refused(from: &str, to: &str) -> String {
        assert!(TEXT.contains(from), "the file no longer says {from}");
        Checks::parse(&TEXT.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn the_embedded_file_can_be_used_and_every_check_has_examples_of_both_kinds() {
        let checks = Checks::parse(TEXT).unwrap();
        assert!(checks.rules.len() >= 17);
        for rule in checks.rules.iter().filter(|rule| rule.kind != Kind::UnitSatisfiedEmpty) {
            let hits = rule.tests.iter().filter(|example| example.hit.is_some()).count();
            assert!(hits > 0 && hits < rule.tests.len(), "{}", rule.code);
        }
    }

    #[test]
    fn what_makes_no_sense_is_named_with_its_check() {
        assert!(refused("code = \"K102\"", "code = \"K101\"").contains("K101"));
        assert!(refused("code = \"K101\"", "code = \"X101\"").contains("X101"));
        assert!(refused("days = 7", "tage = 7").contains("tage"));
        assert!(refused("classes = [\"resolved\"]", "classes = [\"done\"]").contains("done"));
        assert!(refused("most_share = 0.5", "most_share = 1.5").contains("1.5"));
        assert!(refused("kind = \"too_fast\"", "kind = \"fast\"").contains("不认识的取值 fast"));
    }

    #[test]
    fn a_pattern_that_is_no_regular_expression_is_refused() {
        let error = refused("seal = '''", "seal = '''(");
        assert!(error.contains("seal"), "{error}");
    }
}

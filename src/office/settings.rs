//! What `rules/office.toml` says: how the office's lists are chosen and worded.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The settings as read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What the matter of a letter is called, by genre.
    pub matter: BTreeMap<String, String>,
    /// 督办清单.
    pub supervision: Supervision,
    /// 先进典型.
    pub exemplary: Exemplary,
    /// 培训清单.
    pub training: Training,
    /// How much of the lists the circular shows.
    pub circular: Shown,
}

/// What is to be followed up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Likeness to an earlier year's reply of the unit, 0–1, from which on it counts as reused.
    pub reused_from: f64,
    /// The reasons, most urgent first.
    pub reason: Vec<Reason>,
}

/// A reason to follow up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The fact.
    pub when: Matter,
    /// What people read.
    pub name: String,
    /// What is to be done.
    pub measure: String,
}

/// Facts for which something is followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// A promise known not to be kept by its day.
    OverduePromise,
    /// 不满意, and no sign of new handling.
    Dissatisfied,
    /// A non-answer in review.
    NonAnswer,
    /// 推诿 in review.
    Deflection,
    /// 文不对题 in review.
    OffTopic,
    /// Later than due.
    Late,
    /// Last year's text.
    Reused,
}

/// What is held up as an example.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemplary {
    /// Most of one unit.
    pub per_unit: usize,
    /// Most of all.
    pub most: usize,
    /// The criteria, in the order of the words.
    pub criterion: Vec<Criterion>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The fact.
    pub kind: Virtue,
    /// How much hangs on it.
    pub need: Need,
    /// What people read when it holds.
    pub words: String,
}

/// Facts that speak for a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Virtue {
    /// Substance 3 of 3.
    Substance,
    /// At least one ask, and all answered.
    AsksAnswered,
    /// A concrete promise with a time.
    DatedPromise,
    /// 满意.
    Satisfied,
    /// In no family of near-duplicates, and not last year's text.
    OwnWords,
    /// Not later than due.
    OnTime,
    /// Says that the unit spoke with the deputy.
    Contact,
    /// Says that it looked on the spot.
    SiteCheck,
}

/// How much hangs on a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Must be known to hold.
    Always,
    /// Must not be known to fail.
    WhereKnown,
    /// Brings forward.
    Bonus,
}

/// What training is to be about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Most rules of one unit.
    pub per_unit: usize,
    /// Replies in which a rule must have fired.
    pub least: u32,
    /// Codes that are left out.
    pub skip: Vec<String>,
}

/// How many lines of each list the circular shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Ranks from the first.
    pub leading: u32,
    /// Examples.
    pub exemplary: usize,
    /// Lines of the supervision list.
    pub supervision: usize,
    /// Frequent problems.
    pub problems: usize,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("规则文件 office.toml 用不了：{0}")]
pub struct SettingsError(String);

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// Broken TOML, unknown, missing or empty keys, a likeness outside 0–1.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let settings: Self =
            toml::from_str(text).map_err(|error| SettingsError(error.to_string()))?;
        if !(0.0..=1.0).contains(&settings.supervision.reused_from) {
            return Err(SettingsError("supervision.reused_from 要在 0 和 1 之间".to_owned()));
        }
        let blank = |words: &String| words.trim().is_empty();
        let reasons = &settings.supervision.reason;
        let criteria = &settings.exemplary.criterion;
        if reasons.iter().any(|one| blank(&one.name) || blank(&one.measure))
            || criteria.iter().any(|one| blank(&one.words))
        {
            return Err(SettingsError("name、measure、words 不能空着".to_owned()));
        }
        if !criteria.iter().any(|one| one.need == Need::Always) {
            let cure = "先进典型至少要有一条 need = \"always\" 的条件，否则什么答复都能当典型";
            return Err(SettingsError(cure.to_owned()));
        }
        Ok(settings)
    }

    /// What the matter of a letter is called in that genre.
    #[must_use]
    pub fn matter(&self, genre: &str) -> &str {
        self.matter.get(genre).map_or("来件", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../rules/office.toml");

    #[test]
    fn the_shipped_settings_are_read() {
        let settings = Settings::parse(SHIPPED).unwrap();
        assert_eq!(settings.supervision.reason[0].when, Matter::OverduePromise);
        assert_eq!(settings.matter("cppcc"), "政协提案");
        assert_eq!(settings.matter("别的"), "来件");
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (old, new, told) in [
            ("reused_from = 0.9", "reused_from = 90", "0 和 1 之间"),
            ("per_unit = 2", "per_unt = 2", "per_unt"),
            ("need = \"always\"", "need = \"bonus\"", "always"),
            ("name = \"超期答复\"", "name = \" \"", "不能空着"),
            ("when = \"late\"", "when = \"lat\"", "lat"),
        ] {
            let text = SHIPPED.replace(old, new);
            assert_ne!(text, SHIPPED, "{old}");
            let error = Settings::parse(&text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}

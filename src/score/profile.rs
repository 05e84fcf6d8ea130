//! A score profile 评分方案: what is scored, with how many points, from a TOML file.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use shida_engine::verdict::Verdict;
use toml::Spanned;

use super::{
    check::check,
    deadlines::{Deadlines, DeadlinesFile},
    error::ProfileError,
    points::Points,
    scheme::Scheme,
};
use crate::{calendar::Calendar, digest::sha256, records::Answered};

/// A checked profile. Its item points add up to 100.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Name as given with `--profile`.
    pub name: String,
    /// Edition of the profile.
    pub edition: String,
    /// What people read.
    pub title: String,
    /// SHA-256 (hex) of the content; comments, blanks and the order of keys do not matter.
    pub hash: String,
    /// Replies that a unit needs to be ranked.
    pub minimum_n: u32,
    /// The terms of the jurisdiction.
    pub deadlines: Deadlines,
    /// The working days that terms are counted in; no year until [`Self::with_calendar`].
    pub calendar: Arc<Calendar>,
    /// Names of the dimensions and what people read.
    pub dimensions: BTreeMap<String, String>,
    /// What the letters of 办理结果 mean here: `A` → `resolved`.
    pub result_classes: BTreeMap<String, String>,
    /// The items, in the order of the ledger.
    pub items: Vec<Item>,
    /// Upper limits of the score, in the order of the ledger.
    pub gates: Vec<Gate>,
    /// The cuts between pass, sample and review.
    pub disposal: Cuts,
    /// Whether a person must confirm what is found in a text before it takes points away.
    pub confirmation: Confirmation,
    /// What whole units are scored by, beside the mean of their replies.
    pub unit: Option<Scheme>,
    /// Which real rule it follows, and how closely.
    pub modelled_on: Option<String>,
    /// What of that rule could not be checked.
    pub unverified: Option<String>,
}

/// Whether a person must confirm what is found in a text before it takes points away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Findings count; people may overrule them.
    #[default]
    None,
    /// Findings that send a reply to review wait: until a person has ruled, the text's items
    /// leave numerator and denominator, and no gate closes.
    Required,
}

/// One scored item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stable name in the ledger.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The dimension it counts for.
    pub dimension: String,
    /// Which fact it looks at.
    pub kind: Kind,
    /// The most that can be had.
    pub points: Points,
    /// Points for each state of the fact; a state that is left out is not scored.
    #[serde(default)]
    pub values: BTreeMap<String, Points>,
    /// Points for late replies, for `on_time` only; beyond the last step there are none.
    #[serde(default)]
    pub late: Vec<LateStep>,
}

/// Points for a reply that is at most so many days late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateStep {
    /// Natural days after the last day in time.
    pub days: u32,
    /// Points given.
    pub points: Points,
}

/// The facts that can be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Replied by the day it was due.
    OnTime,
    /// First contact on or before the day of the reply.
    ContactBeforeReply,
    /// 面商.
    FaceToFace,
    /// Quality of the text, scaled.
    TextScore,
    /// Substance of the text.
    Substance,
    /// 办理结果 in the profile's meaning.
    Class,
    /// A promise, with or without a time.
    Promise,
    /// 承诺完成情况.
    PromiseStatus,
    /// 满意度.
    Evaluation,
    /// 是否重新办理.
    Rework,
    /// 是否公开.
    Published,
}

impl Kind {
    /// The states for which a profile may give points; empty for kinds that are computed.
    #[must_use]
    pub fn states(self) -> &'static [&'static str] {
        match self {
            Self::OnTime | Self::TextScore => &[],
            Self::ContactBeforeReply | Self::FaceToFace | Self::Rework | Self::Published => {
                &["yes", "no"]
            }
            Self::Substance => &["none", "vague", "concrete", "complete"],
            Self::Class => &CLASSES,
            Self::Promise => &["dated", "undated", "missing"],
            Self::PromiseStatus => &["kept", "open", "overdue"],
            Self::Evaluation => &["satisfied", "basic", "dissatisfied"],
        }
    }
}

/// What a letter of 办理结果 can mean.
pub(super) const CLASSES: [&str; 7] = [
    "resolved",
    "in_progress",
    "planned",
    "not_now",
    "reference",
    "higher_authority",
    "refused_by_law",
];

/// A finding on the text that a gate or a cut asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 应付式答复.
    NonAnswer,
    /// 三段式.
    ThreePart,
    /// 仅收悉.
    ReceiptOnly,
    /// 仅转办.
    ForwardedOnly,
    /// 推诿.
    Deflection,
    /// 文不对题; never without the suggestion.
    OffTopic,
}

impl Flag {
    /// Whether the reply bears the flag.
    #[must_use]
    pub fn holds(self, verdict: &Verdict, answered: Option<&Answered>) -> bool {
        match self {
            Self::NonAnswer => verdict.non_answer,
            Self::ThreePart => verdict.three_part,
            Self::ReceiptOnly => verdict.receipt_only,
            Self::ForwardedOnly => verdict.forwarded_only,
            Self::Deflection => verdict.deflection,
            Self::OffTopic => answered.is_some_and(|answered| answered.off_topic),
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NonAnswer => "应付式答复",
            Self::ThreePart => "三段式空壳",
            Self::ReceiptOnly => "仅表示收悉",
            Self::ForwardedOnly => "仅告知转办",
            Self::Deflection => "推诿",
            Self::OffTopic => "文不对题",
        }
    }
}

/// An upper limit of the score for replies with a flag.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Stable name in the ledger.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The flag it asks for.
    pub when: Flag,
    /// The most that such a reply can score.
    pub cap: Points,
}

/// The cuts between pass, sample and review 通过/抽检/复核.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cuts {
    /// Flags that ask for review.
    pub review_when: Vec<Flag>,
    /// Scores below this ask for review.
    pub review_below: Points,
    /// A non_answer_score (0–1) from here on asks for review.
    pub review_non_answer_score: f64,
    /// Scores below this ask for a sample.
    pub sample_below: Points,
    /// A non_answer_score (0–1) from here on asks for a sample.
    pub sample_non_answer_score: f64,
    /// With so many asks or more, the share that is answered is looked at.
    pub sample_asks_least: u32,
    /// A share (0–1) of answered asks below this asks for a sample.
    pub sample_answered_below: f64,
}

impl Profile {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// When the text is no TOML, a key is unknown or missing, a state or class is unknown,
    /// points are out of range, or the points of the items do not add up to 100.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let file: File =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        let deadlines = check(text, &file)?;
        Ok(Self {
            hash: hash(text)?,
            name: file.name,
            edition: file.edition,
            title: file.title,
            minimum_n: file.minimum_n,
            deadlines,
            calendar: Arc::default(),
            dimensions: file.dimensions,
            result_classes: plain(file.result_classes),
            items: file.item.into_iter().map(Spanned::into_inner).collect(),
            gates: file.gate.into_iter().map(Spanned::into_inner).collect(),
            disposal: file.disposal.into_inner(),
            confirmation: file.confirmation,
            unit: file.unit.map(Spanned::into_inner),
            modelled_on: file.modelled_on,
            unverified: file.unverified,
        })
    }

    /// Name and edition, as outputs name the profile.
    #[must_use]
    pub fn edition_name(&self) -> String {
        format!("{} {}", self.name, self.edition)
    }

    /// The profile with the working days of a run; its hash stays the same.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Arc<Calendar>) -> Self {
        self.calendar = calendar;
        self
    }

    /// What people read for an item of the ledger; the name itself when it is unknown.
    #[must_use]
    pub fn item_label<'a>(&'a self, name: &'a str) -> &'a str {
        let item = self.items.iter().find(|item| item.name == name).map(|item| &item.label);
        let gate = || self.gates.iter().find(|gate| gate.name == name).map(|gate| &gate.label);
        match item.or_else(gate) {
            Some(label) => label,
            None if name == super::UNKNOWN_SCALING => "未知项折算",
            None => name,
        }
    }

    /// What people read for a dimension of the ledger; the name itself when it is unknown.
    #[must_use]
    pub fn dimension_label<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            super::SCALING => "折算",
            super::GATE => "封顶",
            _ => self.dimensions.get(name).map_or(name, String::as_str),
        }
    }
}

/// The file as written, with places for messages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) edition: String,
    pub(super) title: String,
    pub(super) minimum_n: u32,
    pub(super) deadlines: DeadlinesFile,
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) result_classes: BTreeMap<String, Spanned<String>>,
    pub(super) item: Vec<Spanned<Item>>,
    #[serde(default)]
    pub(super) gate: Vec<Spanned<Gate>>,
    pub(super) disposal: Spanned<Cuts>,
    #[serde(default)]
    pub(super) confirmation: Confirmation,
    pub(super) unit: Option<Spanned<Scheme>>,
    pub(super) modelled_on: Option<String>,
    pub(super) unverified: Option<String>,
}

fn plain(classes: BTreeMap<String, Spanned<String>>) -> BTreeMap<String, String> {
    classes.into_iter().map(|(letter, class)| (letter, class.into_inner())).collect()
}

fn hash(text: &str) -> Result<String, ProfileError> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
    // Tables print with sorted keys, without comments: the content and nothing else.
    let content = table.to_string();
    Ok(sha256(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    const DEFAULT: &str = include_str!("../../rules/profiles/default.toml");
    const TEXT_ONLY: &str = include_str!("../../rules/profiles/text-only.toml");

    fn refused(from: &str, to: &str) -> String {
        assert!(DEFAULT.contains(from), "the profile no longer says {from}");
        Profile::parse(&DEFAULT.replacen(from, to, 1)).unwrap_err().to_string()
    }

    fn line_of(words: &str) -> usize {
        1 + DEFAULT.lines().position(|line| line.contains(words)).unwrap()
    }

    #[test]
    fn the_embedded_profiles_load_under_their_names() {
        let default = Profile::parse(DEFAULT).unwrap();
        let text_only = Profile::parse(TEXT_ONLY).unwrap();
        assert_eq!((default.name.as_str(), text_only.name.as_str()), ("default", "text-only"));
        assert_eq!(default.disposal.review_when, text_only.disposal.review_when);
        assert_eq!(default.gates, text_only.gates);
        assert_ne!(default.hash, text_only.hash);
    }

    #[test]
    fn every_modelled_profile_loads_and_says_what_it_follows_and_what_is_not_verified() {
        let mut rules = RuleSet::load(None).unwrap();
        for name in ["grades", "implementation", "plan-deadline", "promise-ledger", "two-points"] {
            let profile = Profile::parse(&rules.profile(name).unwrap()).unwrap();
            assert_eq!(profile.name, name);
            assert!(profile.unit.is_some(), "{name}");
            assert!(profile.modelled_on.is_some_and(|text| text.chars().count() > 40), "{name}");
            assert!(profile.unverified.is_some_and(|text| text.chars().count() > 20), "{name}");
        }
    }

    #[test]
    fn the_default_weights_are_the_published_ones() {
        let profile = Profile::parse(DEFAULT).unwrap();
        let mut sums: BTreeMap<&str, i32> = BTreeMap::new();
        for item in &profile.items {
            *sums.entry(&item.dimension).or_default() += item.points.0;
        }
        let published = [
            ("contact", 1_500),
            ("evaluation", 1_500),
            ("publication", 500),
            ("result", 2_500),
            ("text", 2_500),
            ("timeliness", 1_500),
        ];
        assert_eq!(sums, BTreeMap::from(published));
    }

    #[test]
    fn comments_and_line_ends_do_not_change_the_hash() {
        let before = Profile::parse(DEFAULT).unwrap().hash;
        let noisy = format!("# 说明\n\n{DEFAULT}").replace('\n', "\r\n");
        assert_eq!(Profile::parse(&noisy).unwrap().hash, before);
        let other = DEFAULT.replacen("minimum_n = ", "minimum_n = 1", 1);
        assert_ne!(Profile::parse(&other).unwrap().hash, before);
        assert_eq!(before.len(), 64);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = refused("minimum_n", "minimum");
        assert!(error.starts_with(&format!("第 {} 行：不认识的键 minimum", line_of("minimum_n"))));
        assert!(error.contains("minimum_n"), "{error}");
    }

    #[test]
    fn an_unknown_kind_is_named_with_its_line() {
        let error = refused("kind = \"on_time\"", "kind = \"in_time\"");
        let line = line_of("kind = \"on_time\"");
        assert!(error.starts_with(&format!("第 {line} 行：不认识的取值 in_time")), "{error}");
    }

    #[test]
    fn a_missing_key_is_named() {
        assert!(refused("edition = ", "# edition = ").contains("缺少键 edition"));
    }

    #[test]
    fn points_that_do_not_add_up_to_100_are_refused() {
        assert!(refused("points = 15\n", "points = 16\n").contains("合计应为 100，现为 101.00"));
    }

    #[test]
    fn a_state_that_the_kind_does_not_know_is_refused_at_its_item() {
        let error = refused("satisfied = ", "happy = ");
        assert!(error.contains("happy") && error.contains("dissatisfied"), "{error}");
        let item = line_of("name = \"satisfaction\"") - 1;
        assert!(error.starts_with(&format!("第 {item} 行")), "{error} {item}");
    }

    #[test]
    fn a_value_above_the_items_points_is_refused() {
        assert!(refused("satisfied = 12", "satisfied = 12.5").contains("超过满分 12.00"));
    }

    #[test]
    fn a_class_nobody_knows_is_refused() {
        let error = refused("A = \"resolved\"", "A = \"done\"");
        assert!(error.starts_with(&format!("第 {} 行", line_of("A = \"resolved\""))), "{error}");
    }

    #[test]
    fn late_steps_that_give_more_for_more_days_are_refused() {
        assert!(refused("{ days = 30, points = 3 }", "{ days = 30, points = 9 }").contains("late"));
    }

    #[test]
    fn a_third_decimal_is_refused_in_chinese() {
        let error = refused("satisfied = 12", "satisfied = 11.999");
        assert!(error.contains("至多两位小数"), "{error}");
    }

    #[test]
    fn text_that_is_no_toml_is_refused_with_its_line() {
        let error = Profile::parse("name = \"a\"\nedition = [").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.contains("写法不合要求"));
    }

    #[test]
    fn labels_are_what_people_read() {
        let profile = Profile::parse(DEFAULT).unwrap();
        assert_eq!(profile.item_label("unknown_scaling"), "未知项折算");
        assert_eq!(profile.item_label("on_time"), "按期答复");
        assert_eq!(profile.item_label("non_answer_cap"), "应付式答复封顶");
        assert_eq!(profile.dimension_label("text"), "答复文本");
        assert_eq!(profile.dimension_label("elsewhere"), "elsewhere");
    }
}

//! The score profile that a run uses: how it was found, its text, and what must be said of it.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context;

use crate::{
    calendar::Calendar,
    records::{Handled, Notice},
    rules::RuleSet,
    score::{Profile, has_metrics},
};

/// Texts of calendars by their names below `rules/`.
pub type Calendars = BTreeMap<String, String>;

/// A profile with the text it was read from, so that the run can be scored the same again.
#[derive(Debug, Clone)]
pub struct ChosenProfile {
    /// The checked profile.
    pub profile: Profile,
    /// Its text, TOML.
    pub text: String,
    /// The calendars by which its working days count, by their names below `rules/`.
    pub calendars: Calendars,
    /// Why this profile, when nobody asked for it.
    pub note: Option<String>,
    /// The embedded profile of the same name and edition that says something else.
    same_edition: bool,
}

const TEXT_ONLY: &str = "没有办理指标（沟通、办理结果、满意度等），自动改用只看文本的评分方案 text-only；要按完整方案评分，请用 --metrics 给出办理指标表。";

impl ChosenProfile {
    /// The profile of that name, or of the file at that path.
    ///
    /// # Errors
    /// No such profile, or one that is broken.
    pub fn named(rules: &mut RuleSet, name: &str) -> anyhow::Result<Self> {
        let text = rules.profile(name)?;
        Self::of(text, rules.calendars()).with_context(|| format!("评分方案「{name}」用不了"))
    }

    /// The profile of a text.
    ///
    /// # Errors
    /// A text that is no profile, a file that is no calendar.
    pub fn of(text: String, calendars: Calendars) -> anyhow::Result<Self> {
        let files = calendars.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let calendar = Arc::new(Calendar::read(files)?);
        let profile = Profile::parse(&text)?.with_calendar(calendar);
        let embedded = RuleSet::load(None)?;
        let same_edition = embedded.others().any(|(file, text)| {
            let own = file.strip_prefix("profiles/").map(|_| Profile::parse(text));
            own.is_some_and(|own| own.is_ok_and(|own| is_other(&own, &profile)))
        });
        Ok(Self { profile, text, calendars, note: None, same_edition })
    }

    /// `default` when there are handling metrics, else `text-only` with a note that says so.
    ///
    /// # Errors
    /// A profile that is broken.
    pub fn fitting(rules: &mut RuleSet, replies: &[Handled]) -> anyhow::Result<Self> {
        if replies.iter().any(|reply| has_metrics(&reply.metrics)) {
            return Self::named(rules, "default");
        }
        let chosen = Self::named(rules, "text-only")?;
        Ok(Self { note: Some(TEXT_ONLY.to_owned()), ..chosen })
    }

    /// The notice 版次未改: two profiles of one name and edition must not say different things,
    /// else nobody can tell later which one gave a score.
    #[must_use]
    pub fn unchanged_edition(&self) -> Option<Notice> {
        let Profile { name, edition, .. } = &self.profile;
        self.same_edition.then(|| Notice {
            file: String::new(),
            sheet: String::new(),
            line: None,
            reply_id: String::new(),
            kind: UNCHANGED_EDITION,
            column: "edition".to_owned(),
            value: format!("{name} {edition}"),
            message: format!(
                "版次未改：评分方案的名称和版次（{name} {edition}）与内置方案相同，内容却不同；\
                 请改 name 或 edition，免得以后分不清得分出自哪一版"
            ),
        })
    }
}

/// Kind of that notice.
pub const UNCHANGED_EDITION: &str = "profile_edition";

fn is_other(embedded: &Profile, profile: &Profile) -> bool {
    embedded.name == profile.name
        && embedded.edition == profile.edition
        && embedded.hash != profile.hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_under_an_embedded_edition_is_told() {
        let text = RuleSet::load(None).unwrap().text("profiles/default.toml").to_owned();
        assert_eq!(
            ChosenProfile::of(text.clone(), Calendars::new()).unwrap().unchanged_edition(),
            None
        );
        let other = text.replacen("minimum_n = ", "minimum_n = 1", 1);
        let told = ChosenProfile::of(other.clone(), Calendars::new())
            .unwrap()
            .unchanged_edition()
            .unwrap();
        assert!(told.message.starts_with("版次未改"), "{}", told.message);
        let renamed = other.replacen("edition = \"", "edition = \"县-", 1);
        assert_eq!(ChosenProfile::of(renamed, Calendars::new()).unwrap().unchanged_edition(), None);
    }
}

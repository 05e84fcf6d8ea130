//! All items that units were given, answered or not: what rates and unit scores are taken over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{profile::Profile, timing::Timing};
use crate::records::{Metrics, MetricsRow, ReplyRow};

/// What a run knows of its items.
#[derive(Debug, Clone, Copy)]
pub struct Caseload<'a> {
    /// Judged replies.
    pub rows: &'a [ReplyRow],
    /// Items without a reply text: not judged, but assigned.
    pub unanswered: &'a [MetricsRow],
    /// Whose deadline and meaning of the result classes hold.
    pub profile: &'a Profile,
    /// The day the run looks from.
    pub as_of: Option<NaiveDate>,
    /// Words of `rules/rates.toml`.
    pub words: &'a RateWords,
}

/// What `rules/rates.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateWords {
    /// Words in 沟通方式 that make it a visit.
    pub visit: Vec<String>,
}

/// A `rules/rates.toml` that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("规则文件 rates.toml 用不了：{0}；请从 shida rules export 写出的文件改起")]
pub struct RateWordsError(#[from] toml::de::Error);

impl RateWords {
    /// Reads the file.
    ///
    /// # Errors
    /// When the text is no TOML, or a key is unknown or missing.
    pub fn parse(text: &str) -> Result<Self, RateWordsError> {
        Ok(toml::from_str(text)?)
    }
}

/// One item as rates see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// 承办单位.
    pub(super) unit: Option<&'a str>,
    /// Year of the suggestion.
    pub(super) year: Option<i32>,
    /// Handling metrics.
    pub(super) metrics: &'a Metrics,
    /// The judged reply; `None` = there is no reply text.
    pub(super) reply: Option<&'a ReplyRow>,
    /// The last day in time under the profile.
    pub(super) due: Option<NaiveDate>,
}

/// A unit (`None` = all together) and a year (`None` = all years).
pub(super) type Key<'a> = (Option<&'a str>, Option<i32>);

impl<'a> Caseload<'a> {
    /// Every item: the judged replies, then those without a reply text.
    pub(super) fn items(&self) -> impl Iterator<Item = Item<'a>> + '_ {
        let due = |metrics: &Metrics| {
            let timing = Timing::read(metrics, &self.profile.deadlines, &self.profile.calendar);
            timing.reply.due.map(|(day, _)| day)
        };
        let replies = self.rows.iter().map(move |row| Item {
            unit: row.unit.as_deref(),
            year: row.year,
            metrics: &row.metrics,
            reply: Some(row),
            due: due(&row.metrics),
        });
        let others = self.unanswered.iter().map(move |row| Item {
            unit: row.unit.as_deref(),
            year: row.year,
            metrics: &row.metrics,
            reply: None,
            due: due(&row.metrics),
        });
        replies.chain(others)
    }

    /// The items of every unit and of all together, over all years and by year.
    pub(super) fn groups(&self) -> BTreeMap<Key<'a>, Vec<Item<'a>>> {
        let mut groups: BTreeMap<Key<'a>, Vec<Item<'a>>> = BTreeMap::new();
        for item in self.items() {
            let years = [Some(None), item.year.map(Some)];
            for year in years.into_iter().flatten() {
                groups.entry((None, year)).or_default().push(item);
                if item.unit.is_some() {
                    groups.entry((item.unit, year)).or_default().push(item);
                }
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_refused() {
        let error = RateWords::parse("visits = []").unwrap_err();
        assert!(error.to_string().contains("rates.toml"), "{error}");
    }
}

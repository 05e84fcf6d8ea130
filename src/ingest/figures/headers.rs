//! The headers of the small tables beside the input: `[figures]`, `[published]` and
//! `[manual]` of `rules/columns.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::super::{
    error::ColumnsError,
    spelling::{fold, header_key},
};

/// What a column of such a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    /// 承办单位.
    Unit,
    /// 年度.
    Year,
    /// 指标: the name of a rate.
    Indicator,
    /// 数值.
    Value,
    /// One rate, by its name in units.csv, and whether the header says that it is in percent.
    Rate(String, bool),
}

/// The parsed sections.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers {
    known: BTreeMap<String, Column>,
    rates: BTreeMap<String, String>,
    all: BTreeSet<String>,
    sheets: Vec<String>,
    left: BTreeSet<String>,
    left_endings: Vec<String>,
}

/// `[figures]`: what both kinds of tables have.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Figures {
    unit: Vec<String>,
    year: Vec<String>,
    all: Vec<String>,
}

/// `[published]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Published {
    indicator: Vec<String>,
    value: Vec<String>,
    rates: BTreeMap<String, Vec<String>>,
}

/// `[manual]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Manual {
    sheets: Vec<String>,
    left: Vec<String>,
    left_endings: Vec<String>,
}

impl Headers {
    /// Lays the sections out by header.
    ///
    /// # Errors
    ///
    /// [`ColumnsError::DuplicateAlias`] when a header has two meanings.
    pub(crate) fn of(
        figures: Figures,
        published: Published,
        manual: Manual,
    ) -> Result<Self, ColumnsError> {
        let mut headers = Self::default();
        for (column, list) in [
            (Column::Unit, figures.unit),
            (Column::Year, figures.year),
            (Column::Indicator, published.indicator),
            (Column::Value, published.value),
        ] {
            for alias in list {
                headers.add(&alias, header_key(&alias), &column)?;
            }
        }
        for (rate, list) in published.rates {
            for alias in list {
                headers.add(&alias, rate_key(&alias).0, &Column::Rate(rate.clone(), false))?;
            }
        }
        headers.all = figures.all.iter().map(|word| fold(word)).collect();
        headers.sheets = manual.sheets.iter().map(|name| fold(name)).collect();
        headers.left = manual.left.iter().map(|name| fold(name)).collect();
        headers.left_endings = manual.left_endings.iter().map(|name| fold(name)).collect();
        Ok(headers)
    }

    fn add(&mut self, alias: &str, key: String, column: &Column) -> Result<(), ColumnsError> {
        if let Column::Rate(rate, _) = column {
            self.rates.insert(key.clone(), rate.clone());
        }
        match self.known.insert(key, column.clone()) {
            Some(first) if first != *column => Err(ColumnsError::TwoMeanings {
                alias: alias.to_owned(),
                first: name(&first),
                second: name(column),
            }),
            _ => Ok(()),
        }
    }

    /// What a header means.
    pub(crate) fn column(&self, header: &str) -> Option<Column> {
        if let Some((rate, is_percent)) = self.rate(header) {
            return Some(Column::Rate(rate.to_owned(), is_percent));
        }
        self.known.get(&header_key(header)).filter(|c| !matches!(c, Column::Rate(..))).cloned()
    }

    /// The rate that people call so, and whether the name says that it is in percent.
    pub(crate) fn rate(&self, called: &str) -> Option<(&str, bool)> {
        let (key, is_percent) = rate_key(called);
        self.rates.get(&key).map(|rate| (rate.as_str(), is_percent))
    }

    /// Every rate that has a name here.
    #[cfg(test)]
    pub(crate) fn rates(&self) -> BTreeSet<&str> {
        self.rates.values().map(String::as_str).collect()
    }

    /// Whether a cell says *all units* or *all years*.
    pub(crate) fn is_all(&self, cell: &str) -> bool {
        self.all.contains(&fold(cell))
    }

    /// Whether a sheet is there for points given by hand.
    pub(crate) fn is_for_points(&self, sheet: &str) -> bool {
        self.sheets.contains(&fold(sheet))
    }

    /// Whether a column of the run's own sheet is no item: the tool has written it itself.
    pub(crate) fn is_left(&self, header: &str) -> bool {
        let folded = fold(header);
        self.left.contains(&folded)
            || self.left_endings.iter().any(|ending| folded.ends_with(ending.as_str()))
    }
}

fn name(column: &Column) -> String {
    match column {
        Column::Unit => "unit".to_owned(),
        Column::Year => "year".to_owned(),
        Column::Indicator => "indicator".to_owned(),
        Column::Value => "value".to_owned(),
        Column::Rate(rate, _) => rate.clone(),
    }
}

/// The form under which names of rates are compared. Unlike other headers they keep what
/// stands in brackets, since 满意率（含基本满意） is another rate than 满意率; only a unit
/// of measure goes, and it is told whether that is percent.
fn rate_key(called: &str) -> (String, bool) {
    let folded = fold(called);
    let measure = folded.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let Some((bare, measure)) = measure else {
        let bare = folded.trim_end_matches('%');
        return (bare.to_owned(), bare.len() < folded.len());
    };
    let measure = measure.trim_start_matches("单位:");
    match measure {
        "%" | "百分比" | "百分数" | "百分点" => (bare.to_owned(), true),
        "件" => (bare.to_owned(), false),
        _ => (folded.clone(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ingest::columns::Columns, score::RATES};

    fn headers() -> Headers {
        Columns::parse(include_str!("../../../rules/columns.toml")).unwrap().figures().clone()
    }

    #[test]
    fn rates_are_known_by_the_names_people_give_them() {
        let headers = headers();
        for (called, rate) in [
            ("满意率", "satisfied_rate"),
            ("满意率（含基本满意）", "satisfied_or_basic_rate"),
            ("按期答复率", "on_time_rate"),
            ("面商率（%）", "face_rate"),
            ("A类率", "class_a_rate"),
            ("解决率", "resolved_rate"),
            ("办复率", "answer_rate"),
            ("办结率", "answer_rate"),
            ("公开率%", "published_rate"),
            ("办理件数（件）", "n"),
        ] {
            assert_eq!(headers.rate(called).map(|(rate, _)| rate), Some(rate), "{called}");
        }
        assert!(headers.rate("面商率（%）").unwrap().1 && !headers.rate("面商率").unwrap().1);
        assert_eq!(headers.rate("满意率（二次）"), None, "another rate is not guessed");
    }

    /// A count, and no rate.
    const BEYOND_ROWS: [&str; 1] = ["n"];

    #[test]
    fn every_rate_with_a_name_is_computed_and_every_computed_one_has_a_name() {
        let headers = headers();
        let computed: BTreeSet<&str> =
            RATES.iter().map(|rate| rate.name).chain(BEYOND_ROWS).collect();
        assert_eq!(headers.rates(), computed);
        for rate in RATES {
            let found = headers.rate(rate.label).map(|(name, _)| name);
            assert_eq!(found, Some(rate.name), "{}", rate.label);
        }
    }

    #[test]
    fn one_header_with_two_meanings_is_an_error() {
        let toml = "[fields]\nreply_id = [\"编号\"]\nreply = [\"答复\"]\n\
            [figures]\nunit = [\"单位\"]\nyear = [\" 单 位\"]\n";
        assert!(matches!(Columns::parse(toml), Err(ColumnsError::TwoMeanings { .. })));
    }
}

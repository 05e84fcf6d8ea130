//! The families as people read them, with a piece of their text.

use serde::{Deserialize, Serialize};

use super::{Family, Member, Settings, body::without_courtesy};
use crate::{excerpt::shortened, records::Judged};

/// What the report shows of families.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyList {
    /// The largest families, largest first.
    pub shown: Vec<ListedFamily>,
    /// All families.
    pub total: usize,
    /// Replies in all families.
    pub replies: usize,
    /// How they were found, as (项目, 说明).
    pub definitions: Vec<(String, String)>,
}

/// A family with a piece of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFamily {
    /// The family.
    pub family: Family,
    /// The reply_ids of its members, ascending.
    pub members: Vec<String>,
    /// Beginning of the first member's body without courtesy.
    pub excerpt: String,
}

/// Families listed with their text; the others stand in replies.csv.
const MOST_LISTED: usize = 200;

/// Chars of an excerpt.
const EXCERPT: usize = 120;

/// The rows whose text [`list_families`] quotes: the first member of each large family.
#[must_use]
pub fn quoted_rows(families: &[Family]) -> Vec<usize> {
    let listed = families.iter().take(MOST_LISTED);
    listed.filter_map(|family| family.members.first().copied()).collect()
}

/// Lists the largest families; `quoted` are the replies of [`quoted_rows`], in that order.
#[must_use]
pub fn list_families(
    settings: &Settings,
    families: &[Family],
    members: &[Member<'_>],
    quoted: &[Judged],
) -> FamilyList {
    let reply_id = |row: &usize| Some(members.get(*row)?.reply_id.to_owned());
    let listed = families.iter().zip(quoted).map(|(family, judged)| ListedFamily {
        members: family.members.iter().filter_map(reply_id).collect(),
        excerpt: excerpt(&without_courtesy(settings, judged)),
        family: family.clone(),
    });
    FamilyList {
        shown: listed.collect(),
        total: families.len(),
        replies: families.iter().map(|family| family.members.len()).sum(),
        definitions: settings.describe(),
    }
}

/// The first chars without line breaks, `…` where more follows.
fn excerpt(text: &str) -> String {
    shortened(&text.split_whitespace().collect::<String>(), EXCERPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_and_says_where_it_was_cut() {
        assert_eq!(excerpt("甲\n　乙 丙"), "甲乙丙");
        let long = excerpt(&"长".repeat(EXCERPT + 1));
        assert_eq!(long.chars().count(), EXCERPT + 1);
        assert!(long.ends_with('…'));
    }
}

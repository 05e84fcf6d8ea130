//! What a public edition says of itself: which masks, how many, and what is left out.

use std::collections::BTreeMap;

use serde::Serialize;

/// What run.json says of a public edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// Edition of `public.toml`.
    pub edition: String,
    /// SHA-256 of `public.toml`, hexadecimal.
    pub rules_hash: String,
    /// Fewest replies of a unit in a year that are shown by its name.
    pub k: usize,
    /// Replies left out because of their 公开属性.
    pub withheld: usize,
    /// Items without a reply left out for the same reason.
    pub withheld_unanswered: usize,
    /// Replies of which only number, title and verdict are there.
    pub title_only: usize,
    /// Units that are told by their name in no year.
    pub merged_units: usize,
    /// Replies that are shown without the name of their unit.
    pub merged_replies: usize,
    /// Decisions of people that were heeded; their reasons and authors are left out.
    pub decisions: usize,
    /// Masks by kind, in titles, replies and published suggestions.
    pub masks: BTreeMap<String, u64>,
}

impl Stamp {
    /// One line for people.
    #[must_use]
    pub fn told(&self) -> String {
        let masks: u64 = self.masks.values().sum();
        let decided = match self.decisions {
            0 => String::new(),
            count => format!("人工裁定 {count} 条已计入，理由和裁定人不公开；"),
        };
        format!(
            "公开版（public.toml {}）：遮盖 {masks} 处；不公开的 {} 件不在其中，仅公开标题的 {} 件没有正文；\
             并入“其他单位”的 {} 件（单位在一年里少于 {} 件）；{decided}\
             答复原文、rejects.csv、notices.csv、decisions.csv 不在公开版里；\
             文字里的描述仍可能认出人，发布前必须由人看过",
            self.edition,
            self.withheld + self.withheld_unanswered,
            self.title_only,
            self.merged_replies,
            self.k
        )
    }
}

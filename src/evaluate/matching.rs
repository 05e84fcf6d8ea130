//! Which labelled item is which reply, though a run may have put the year before an id.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{error::EvaluateError, gold::GoldItem, output::ReplyLine};

/// How many items there are on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Items {
    /// Labelled items.
    pub gold: usize,
    /// Replies of the run.
    pub run: usize,
    /// Items that met a reply.
    pub matched: usize,
}

/// A labelled item and what the run says of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    pub(super) gold: GoldItem,
    pub(super) reply: ReplyLine,
}

/// The cases in the order of the gold set.
#[derive(Debug)]
pub(super) struct Paired {
    pub(super) cases: Vec<Case>,
    pub(super) items: Items,
    pub(super) notes: Vec<String>,
}

/// Ids named in a message.
const NAMED: usize = 5;

/// Pairs by id; else by the id without `YYYY-` where just one reply has it.
pub(super) fn pair(gold: Vec<GoldItem>, replies: Vec<ReplyLine>) -> Result<Paired, EvaluateError> {
    let bare = unique_bare_ids(&replies, &gold);
    let by_id: BTreeMap<&str, &ReplyLine> =
        replies.iter().map(|reply| (reply.id.as_str(), reply)).collect();
    let mut cases = Vec::new();
    let mut missing = Vec::new();
    for item in &gold {
        let id = item.id.as_str();
        match by_id.get(id).or_else(|| bare.get(id)) {
            Some(reply) => cases.push(Case { gold: item.clone(), reply: (*reply).clone() }),
            None => missing.push(id),
        }
    }
    if cases.is_empty() {
        return Err(EvaluateError::NothingInCommon {
            gold: some(gold.iter().map(|item| item.id.as_str())),
            run: some(replies.iter().map(|reply| reply.id.as_str())),
        });
    }
    let items = Items { gold: gold.len(), run: replies.len(), matched: cases.len() };
    let notes = if missing.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "金标准的编号 {}在评估目录里找不到唯一的一件，未计",
            some(missing.into_iter())
        )]
    };
    Ok(Paired { cases, items, notes })
}

/// Replies by their id without the year; ids that several replies share, and replies that a
/// labelled item names in full, are left out.
fn unique_bare_ids<'a>(
    replies: &'a [ReplyLine],
    gold: &[GoldItem],
) -> BTreeMap<&'a str, &'a ReplyLine> {
    let named: BTreeSet<&str> = gold.iter().map(|item| item.id.as_str()).collect();
    let mut bare: BTreeMap<&str, Vec<&ReplyLine>> = BTreeMap::new();
    for reply in replies {
        if let Some(id) = without_year(&reply.id) {
            bare.entry(id).or_default().push(reply);
        }
    }
    let unique = bare.into_iter().filter_map(|(id, replies)| match replies.as_slice() {
        [reply] if !named.contains(reply.id.as_str()) => Some((id, *reply)),
        _ => None,
    });
    unique.collect()
}

/// The id after `YYYY-`.
fn without_year(id: &str) -> Option<&str> {
    let (year, rest) = id.split_once('-')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    (is_year && !rest.is_empty()).then_some(rest)
}

/// The first ids and how many there are.
fn some<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> String {
    let n = ids.len();
    let named: Vec<&str> = ids.take(NAMED).collect();
    let more = if n > NAMED { "……" } else { "" };
    format!("{}{more}（共 {n} 个）", named.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(ids: &[&str]) -> Vec<GoldItem> {
        ids.iter().map(|id| GoldItem { id: (*id).to_owned(), ..GoldItem::default() }).collect()
    }

    fn run(ids: &[&str]) -> Vec<ReplyLine> {
        ids.iter().map(|id| ReplyLine { id: (*id).to_owned(), ..ReplyLine::default() }).collect()
    }

    fn pairs(gold_ids: &[&str], run_ids: &[&str]) -> Vec<(String, String)> {
        let paired = pair(gold(gold_ids), run(run_ids)).unwrap();
        paired.cases.into_iter().map(|case| (case.gold.id, case.reply.id)).collect()
    }

    #[test]
    fn an_id_meets_itself_and_the_id_with_a_year() {
        let found = pairs(&["D1", "D2"], &["2023-D2", "D1"]);
        let expected = [("D1", "D1"), ("D2", "2023-D2")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn an_id_of_two_years_is_nobodys() {
        let paired = pair(gold(&["D1", "D2"]), run(&["2022-D2", "2023-D2", "D1"])).unwrap();
        assert_eq!(paired.items, Items { gold: 2, run: 3, matched: 1 });
        assert!(paired.notes[0].contains("D2"), "{:?}", paired.notes);
    }

    #[test]
    fn a_reply_that_is_named_in_full_is_not_taken_twice() {
        let paired = pair(gold(&["2023-D2", "D2"]), run(&["2023-D2"])).unwrap();
        assert_eq!(paired.items.matched, 1);
    }

    #[test]
    fn nothing_in_common_names_the_ids_of_both_sides() {
        let ids = ["1", "2", "3", "4", "5", "6"];
        let error = pair(gold(&["T1"]), run(&ids)).unwrap_err().to_string();
        assert!(error.contains("T1（共 1 个）") && error.contains("5……（共 6 个）"), "{error}");
    }

    #[test]
    fn only_four_digits_are_a_year() {
        assert_eq!(without_year("2023-A-1"), Some("A-1"));
        for id in ["D1", "-1", "202-1", "２０２３-1", "2023-", "20233"] {
            assert_eq!(without_year(id), None, "{id}");
        }
    }
}

//! Which rows of the suggestions tables belong to which reply: by id, and by year as soon
//! as an id repeats over years on either side.

use std::collections::BTreeSet;

use super::ids::{Entry, Years};

/// All that is kept in memory of a row of a suggestions table.
#[derive(Debug, Clone, Copy)]
pub(super) struct SuggestionEntry {
    /// Offset of the row in the spool.
    pub(super) offset: u64,
    /// Number of its table.
    pub(super) table: u32,
    /// Physical line.
    pub(super) line: u32,
    /// Number of its id.
    pub(super) id: u32,
    /// The years it belongs to.
    pub(super) years: Years,
    /// Digest of its text; `None` without one.
    pub(super) text: Option<u128>,
}

/// How suggestions and replies found each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Spool offsets of the rows of each group, in input order.
    pub(super) groups: Vec<Box<[u64]>>,
    /// Suggestions, by place, that no reply belongs to.
    pub(super) orphans: Vec<u32>,
    /// Suggestions, by place, whose text contradicts an earlier row of the same id and year.
    pub(super) conflicts: Vec<u32>,
    /// Replies, by place, whose id is there but under no year that fits.
    pub(super) unsure: Vec<u32>,
}

struct Group {
    id: u32,
    years: Years,
    members: Vec<u32>,
    is_linked: bool,
}

/// Joins; sets the group of each reply and completes its years. `unanswered` are ids that
/// the replies tables list without a text: their suggestions are no orphans.
pub(super) fn link(
    replies: &mut [Entry],
    suggestions: &[SuggestionEntry],
    unanswered: &BTreeSet<u32>,
) -> Links {
    let mut groups = groups(suggestions);
    let repeating = repeating_ids(replies);
    let mut links = Links::default();
    for (entry, place) in replies.iter_mut().zip(0_u32..) {
        let start = groups.partition_point(|group| group.id < entry.id);
        let end = groups.partition_point(|group| group.id <= entry.id);
        let Some(candidates) = groups.get_mut(start..end).filter(|found| !found.is_empty()) else {
            continue;
        };
        let is_strict = candidates.len() > 1 || repeating.contains(&entry.id);
        match candidates.iter().position(|group| fits(entry.years, group.years, is_strict)) {
            Some(found) => {
                entry.group = u32::try_from(start + found).ok();
                if let Some(group) = candidates.get_mut(found) {
                    group.is_linked = true;
                    entry.years = entry.years.or(group.years);
                }
            }
            None => links.unsure.push(place),
        }
    }
    for group in groups {
        links.conflicts.extend(contradicting(&group.members, suggestions));
        if !group.is_linked && !unanswered.contains(&group.id) {
            links.orphans.extend(&group.members);
        }
        let offset = |place: &u32| suggestions.get(*place as usize).map(|entry| entry.offset);
        links.groups.push(group.members.iter().filter_map(offset).collect());
    }
    links.orphans.sort_unstable();
    links.conflicts.sort_unstable();
    links
}

/// Rows of one id and year, in the order of (id, year).
fn groups(suggestions: &[SuggestionEntry]) -> Vec<Group> {
    let mut order: Vec<(u32, &SuggestionEntry)> = (0_u32..).zip(suggestions).collect();
    order.sort_by_key(|(place, entry)| (entry.id, entry.years.year(), *place));
    order
        .chunk_by(|(_, a), (_, b)| a.id == b.id && a.years.year() == b.years.year())
        .filter_map(|rows| {
            let (_, first) = rows.first()?;
            Some(Group {
                id: first.id,
                years: rows.iter().fold(Years::default(), |years, (_, row)| years.or(row.years)),
                members: rows.iter().map(|(place, _)| *place).collect(),
                is_linked: false,
            })
        })
        .collect()
}

/// Ids that the replies have in more than one known year.
fn repeating_ids(replies: &[Entry]) -> BTreeSet<u32> {
    let mut years: Vec<(u32, i32)> =
        replies.iter().filter_map(|entry| Some((entry.id, entry.years.year()?))).collect();
    years.sort_unstable();
    years.dedup();
    years.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0).collect()
}

/// Under the strict rule the years must be known and equal. Otherwise the id is enough,
/// unless both tables have a 年度 column and they disagree.
fn fits(reply: Years, suggestion: Years, is_strict: bool) -> bool {
    if is_strict {
        return reply.year().is_some() && reply.year() == suggestion.year();
    }
    reply.column.zip(suggestion.column).is_none_or(|(mine, other)| mine == other)
}

fn contradicting(members: &[u32], suggestions: &[SuggestionEntry]) -> Vec<u32> {
    let text = |place: &u32| suggestions.get(*place as usize).and_then(|entry| entry.text);
    let first = members.iter().find_map(text);
    members.iter().filter(|place| text(place).is_some_and(|t| Some(t) != first)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(column: Option<i16>) -> Years {
        Years { column, ..Years::default() }
    }

    fn reply(id: u32, year: Option<i16>) -> Entry {
        Entry {
            offset: 0,
            table: 0,
            line: 0,
            id,
            years: years(year),
            reply: 0,
            unit: 0,
            group: None,
        }
    }

    fn suggestion(offset: u64, id: u32, year: Option<i16>) -> SuggestionEntry {
        let text = Some(u128::from(offset));
        SuggestionEntry { offset, table: 0, line: 0, id, years: years(year), text }
    }

    /// Offsets of the suggestions of each reply.
    fn linked(replies: &mut [Entry], suggestions: &[SuggestionEntry]) -> (Vec<Vec<u64>>, Links) {
        let links = link(replies, suggestions, &BTreeSet::new());
        let found = replies
            .iter()
            .map(|entry| entry.group.map_or(Vec::new(), |g| links.groups[g as usize].to_vec()))
            .collect();
        (found, links)
    }

    #[test]
    fn the_id_is_enough_when_it_does_not_repeat() {
        let (found, links) = linked(
            &mut [reply(1, Some(2024)), reply(2, None)],
            &[suggestion(7, 1, None), suggestion(8, 2, Some(2023))],
        );
        assert_eq!(found, [[7], [8]]);
        assert_eq!((links.orphans.len(), links.unsure.len()), (0, 0));
    }

    #[test]
    fn the_year_decides_when_suggestions_repeat() {
        let (found, links) = linked(
            &mut [reply(1, Some(2024)), reply(2, Some(2022))],
            &[suggestion(7, 1, Some(2023)), suggestion(8, 1, Some(2024))],
        );
        assert_eq!(found, [vec![8], vec![]]);
        assert_eq!(links.orphans, [0]);
    }

    #[test]
    fn nothing_is_guessed_when_replies_repeat_and_the_suggestion_has_no_year() {
        let (found, links) =
            linked(&mut [reply(1, Some(2023)), reply(1, Some(2024))], &[suggestion(7, 1, None)]);
        assert_eq!(found, [Vec::<u64>::new(), vec![]]);
        assert_eq!((links.unsure, links.orphans), (vec![0, 1], vec![0]));
    }

    #[test]
    fn contradicting_year_columns_do_not_join() {
        let (found, links) = linked(&mut [reply(1, Some(2024))], &[suggestion(7, 1, Some(2023))]);
        assert_eq!(found, [Vec::<u64>::new()]);
        assert_eq!(links.unsure, [0]);
    }

    #[test]
    fn a_reply_learns_its_year_from_its_suggestion() {
        let mut replies =
            [Entry { years: Years { replied: Some(2024), ..Years::default() }, ..reply(1, None) }];
        linked(&mut replies, &[suggestion(7, 1, Some(2023))]);
        assert_eq!(replies[0].years.year(), Some(2023));
    }

    #[test]
    fn rows_of_one_id_and_year_join_together_and_contradictions_are_told() {
        let (found, links) =
            linked(&mut [reply(1, None)], &[suggestion(7, 1, None), suggestion(8, 1, None)]);
        assert_eq!(found, [[7, 8]]);
        assert_eq!(links.conflicts, [1]);
    }

    #[test]
    fn the_suggestion_of_an_unanswered_id_is_no_orphan() {
        let links = link(&mut [], &[suggestion(7, 1, None)], &BTreeSet::from([1]));
        assert_eq!(links.orphans, Vec::<u32>::new());
    }
}

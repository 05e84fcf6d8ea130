//! A family of the list 雷同答复, as the page shows it: two of its texts side by side.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::page::{DiffPiece, FamilyLine, FamilyPair};
use crate::relate::{Family, ListedFamily};

/// Families on the page; the workbook lists more.
pub const MOST_FAMILIES: usize = 50;
/// Members named in a family's row.
const MOST_MEMBERS: usize = 60;
/// Chars of a text that stands beside another.
const MOST_COMPARED: usize = 1_500;
/// Equal chars between two differences that are too few to be read as equal.
const ISLAND: usize = 3;

/// The rows whose texts stand side by side: the first member of each family on the page, and
/// the last one of it.
#[must_use]
pub fn paired_rows<'a>(families: impl Iterator<Item = &'a Family>) -> Vec<usize> {
    families.take(MOST_FAMILIES).filter_map(ends).flat_map(|(one, other)| [one, other]).collect()
}

fn ends(family: &Family) -> Option<(usize, usize)> {
    Some((*family.members.first()?, *family.members.last()?))
}

/// The line of a family; `text` gives (reply_id, label, text) of a row that the page has.
#[must_use]
pub fn family_line(
    listed: &ListedFamily,
    text: impl Fn(usize) -> Option<(String, String, String)>,
) -> FamilyLine {
    let family = &listed.family;
    let pair = ends(family).and_then(|(one, other)| Some(pair(text(one)?, text(other)?)));
    FamilyLine {
        id: family.id.clone(),
        size: family.members.len(),
        scope: family.scope_label().to_owned(),
        units: family.units.join("、"),
        years: family.years_label(),
        members: listed.members.iter().take(MOST_MEMBERS).cloned().collect(),
        members_left_out: listed.members.len().saturating_sub(MOST_MEMBERS),
        excerpt: listed.excerpt.clone(),
        pair,
    }
}

fn pair(one: (String, String, String), other: (String, String, String)) -> FamilyPair {
    let texts = [&one.2, &other.2].map(|text| text.chars().collect::<Vec<char>>());
    let [left, right] = texts.each_ref().map(|text| &text[..text.len().min(MOST_COMPARED)]);
    let changes = changes(left, right);
    let same = |text: &[char], ranges: Vec<Range<usize>>| {
        let changed: usize = ranges.iter().map(Range::len).sum();
        (text.len() - changed, pieces(text, ranges))
    };
    let (equal, left_pieces) = same(left, changes.iter().map(|(a, _)| a.clone()).collect());
    let (_, right_pieces) = same(right, changes.iter().map(|(_, b)| b.clone()).collect());
    let longer = left.len().max(right.len()).max(1);
    FamilyPair {
        ids: [one.0, other.0],
        labels: [one.1, other.1],
        pieces: [left_pieces, right_pieces],
        same_share: equal as f64 / longer as f64,
        is_cut: texts.iter().any(|text| text.len() > MOST_COMPARED),
    }
}

/// What differs: ranges of both texts that stand at the same place. Short equal runs between
/// two differences belong to them: one char in common is no agreement.
fn changes(left: &[char], right: &[char]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, left, right) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match found.last_mut() {
            Some((a, b)) if old.start - a.end < ISLAND && new.start - b.end < ISLAND => {
                a.end = old.end;
                b.end = new.end;
            }
            _ => found.push((old, new)),
        }
    }
    found
}

fn pieces(text: &[char], changed: Vec<Range<usize>>) -> Vec<DiffPiece> {
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, differs| {
        if !range.is_empty() {
            pieces.push(DiffPiece { text: text[range].iter().collect(), differs });
        }
    };
    let mut at = 0;
    for range in changed {
        push(at..range.start, false);
        at = range.end;
        push(range, true);
    }
    push(at..text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    fn text(id: &str, text: &str) -> (String, String, String) {
        (id.to_owned(), format!("{id}局"), text.to_owned())
    }

    #[test]
    fn a_large_family_counts_the_members_it_does_not_name() {
        let listed = sample::family(MOST_MEMBERS + 7);
        let line = family_line(&listed, |_| None);
        assert_eq!((line.size, line.members.len()), (MOST_MEMBERS + 7, MOST_MEMBERS));
        assert_eq!(line.members_left_out, 7);
        assert!(line.pair.is_none());
    }

    #[test]
    fn only_what_differs_is_marked() {
        let pair = pair(
            text("1", "关于路灯的建议收悉。我局将认真研究。"),
            text("2", "关于公交站的建议收悉。我局将认真研究。"),
        );
        let marked = |side: usize| {
            let pieces = pair.pieces[side].iter().filter(|piece| piece.differs);
            pieces.map(|piece| piece.text.as_str()).collect::<Vec<_>>()
        };
        assert_eq!((marked(0), marked(1)), (vec!["路灯"], vec!["公交站"]));
        assert!(pair.same_share > 0.8 && !pair.is_cut);
    }

    #[test]
    fn the_first_and_the_last_member_stand_side_by_side() {
        let listed = sample::family(4);
        assert_eq!(paired_rows([&listed.family].into_iter()), [0, 3]);
        let line = family_line(&listed, |at| Some(text(&at.to_string(), "同文")));
        let pair = line.pair.unwrap();
        assert_eq!((pair.ids, pair.same_share), (["0".into(), "3".into()], 1.0));
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_texts(one in "[甲乙丙😀]{0,30}", other in "[甲乙丙😀]{0,30}") {
            let pair = pair(text("1", &one), text("2", &other));
            for (side, whole) in [(0, one), (1, other)] {
                let joined: String = pair.pieces[side].iter().map(|piece| piece.text.as_str()).collect();
                prop_assert_eq!(joined, whole);
            }
        }
    }
}

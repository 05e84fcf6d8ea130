//! Highlights in a text: overlapping spans become a row of segments.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shida_engine::{
    finding::{Finding, Role},
    span::Span,
};

/// A span to be highlighted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Chars of the text; what lies outside the text is ignored.
    pub span: Span,
    /// Name of a role: `penalty`, `answer`, `evidence` or `frame`. Where marks overlap, the first of
    /// these wins; other names follow in alphabetical order.
    pub class: String,
    /// Rule code.
    pub label: String,
}

/// A piece of text under one set of marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// The piece, verbatim.
    pub text: String,
    /// Class of the strongest mark; empty outside all marks.
    pub class: String,
    /// Labels of all marks, each once, sorted.
    pub labels: Vec<String>,
}

/// The marks of a reply's findings. A gate speaks of the whole reply and marks nothing.
#[must_use]
pub fn marks(findings: &[Finding]) -> Vec<Mark> {
    let marking = findings.iter().filter(|finding| finding.role != Role::Gate);
    marking
        .map(|finding| Mark {
            span: finding.span,
            class: finding.role.name().to_string(),
            label: finding.code.clone(),
        })
        .collect()
}

/// Parts a text at the ends of all marks. The texts of the segments, put together, are the
/// text, whatever the marks; the order of marks does not matter.
#[must_use]
pub fn segments(text: &str, marks: &[Mark]) -> Vec<Segment> {
    let edges = edges(marks, text.chars().count());
    let mut rest = text;
    let mut open: BTreeSet<usize> = BTreeSet::new();
    let mut segments: Vec<Segment> = Vec::new();
    let mut at = 0;
    for (edge, Edge { opening, closing }) in edges {
        let byte = rest.char_indices().nth(edge - at).map_or(rest.len(), |(byte, _)| byte);
        let (piece, behind) = rest.split_at(byte);
        push(&mut segments, piece, &open, marks);
        rest = behind;
        for mark in closing {
            open.remove(&mark);
        }
        open.extend(opening);
        at = edge;
    }
    // Those of thousands of replies wait for the page.
    segments.shrink_to_fit();
    segments
}

/// Which marks (by position in the slice) begin and end at a char.
#[derive(Default)]
struct Edge {
    opening: Vec<usize>,
    closing: Vec<usize>,
}

/// Edges by char offset; the end of the text is always one.
fn edges(marks: &[Mark], length: usize) -> BTreeMap<usize, Edge> {
    let mut edges: BTreeMap<usize, Edge> = BTreeMap::new();
    edges.entry(length).or_default();
    for (number, mark) in marks.iter().enumerate() {
        let (start, end) =
            ((mark.span.start as usize).min(length), (mark.span.end as usize).min(length));
        if start < end {
            edges.entry(start).or_default().opening.push(number);
            edges.entry(end).or_default().closing.push(number);
        }
    }
    edges
}

/// Adds a piece, joined to the one before it when both stand under the same marks.
fn push(segments: &mut Vec<Segment>, piece: &str, open: &BTreeSet<usize>, marks: &[Mark]) {
    if piece.is_empty() {
        return;
    }
    let open = || open.iter().filter_map(|number| marks.get(*number));
    let labels: BTreeSet<&str> = open().map(|mark| mark.label.as_str()).collect();
    let class = open().map(|mark| mark.class.as_str()).min_by_key(|class| strength(class));
    let next = Segment {
        text: piece.to_owned(),
        class: class.unwrap_or_default().to_string(),
        labels: labels.into_iter().map(str::to_string).collect(),
    };
    match segments.last_mut() {
        Some(last) if last.class == next.class && last.labels == next.labels => {
            last.text.push_str(&next.text);
        }
        _ => segments.push(next),
    }
}

/// Sort key of a class: what is blamed is seen first.
fn strength(class: &str) -> (u8, &str) {
    let order = match class {
        "penalty" => 0,
        "answer" => 1,
        "evidence" => 2,
        "frame" => 3,
        _ => 4,
    };
    (order, class)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shida_engine::zone::Zone;

    use super::*;

    fn mark(start: usize, end: usize, class: &str, label: &str) -> Mark {
        Mark { span: Span::new(start, end), class: class.to_string(), label: label.to_string() }
    }

    fn shown(segments: &[Segment]) -> Vec<(&str, &str, String)> {
        segments
            .iter()
            .map(|one| (one.text.as_str(), one.class.as_str(), one.labels.join(" ")))
            .collect()
    }

    #[test]
    fn overlapping_marks_are_split_and_the_blame_is_seen() {
        let marks = [mark(1, 5, "frame", "F1"), mark(3, 7, "penalty", "P1")];
        let expected = [
            ("甲", "", String::new()),
            ("乙丙", "frame", "F1".to_string()),
            ("丁戊", "penalty", "F1 P1".to_string()),
            ("己庚", "penalty", "P1".to_string()),
            ("辛", "", String::new()),
        ];
        assert_eq!(shown(&segments("甲乙丙丁戊己庚辛", &marks)), expected);
    }

    #[test]
    fn a_text_without_marks_is_one_segment_and_an_empty_one_none() {
        assert_eq!(shown(&segments("收悉。", &[])), [("收悉。", "", String::new())]);
        assert!(segments("", &[mark(0, 3, "frame", "F1")]).is_empty());
    }

    #[test]
    fn the_same_rule_twice_in_a_row_is_one_segment() {
        let marks = [mark(0, 2, "frame", "F1"), mark(2, 4, "frame", "F1")];
        assert_eq!(shown(&segments("😀感谢您", &marks)).len(), 1);
    }

    #[test]
    fn gates_mark_nothing() {
        let finding = |role| Finding {
            code: "G1".into(),
            role,
            zone: Zone::Body,
            span: Span::new(0, 9),
            text: String::new(),
            points: 0,
        };
        assert_eq!(marks(&[finding(Role::Gate), finding(Role::Penalty)]).len(), 1);
    }

    proptest! {
        #[test]
        fn segments_put_together_are_the_text(
            text in ".{0,40}",
            spans in prop::collection::vec((0..60_usize, 0..60_usize, 0..4_usize), 0..12),
        ) {
            let classes = ["penalty", "evidence", "frame", "other"];
            let marks: Vec<Mark> = spans
                .iter()
                .map(|(start, end, class)| mark(*start, *end, classes[*class], "X"))
                .collect();
            let parted = segments(&text, &marks);
            let joined: String = parted.iter().map(|segment| segment.text.as_str()).collect();
            prop_assert_eq!(joined, text.clone());
            let turned: Vec<Mark> = marks.into_iter().rev().collect();
            prop_assert_eq!(segments(&text, &turned), parted);
        }
    }
}

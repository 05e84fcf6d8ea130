//! What became of the replies that both runs hold.

use std::collections::BTreeMap;

use super::folder::{Reply, Run};
use crate::statistics::mean;

/// The dispositions in their order, with what people read.
pub(super) const DISPOSALS: [(&str, &str); 3] =
    [("pass", "通过"), ("sample", "抽检"), ("review", "复核")];

/// What became of the replies of both runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// Replies in both runs.
    pub both: usize,
    /// Of them, those whose text is not the same; `None` = a run does not say.
    pub rewritten: Option<usize>,
    /// 应付 in A, not in B.
    pub cleared: usize,
    /// 应付 in B, not in A.
    pub accused: usize,
    /// How scores moved.
    pub scores: ScoreMoves,
    /// Disposal in A (rows) and B (columns): pass, sample, review.
    pub disposals: [[usize; 3]; 3],
    /// Rule codes by how much more or less often they count, most first.
    pub codes: Vec<CodeMove>,
    /// Replies whose verdict, disposal or score changed: verdicts first, then by the size of
    /// the change in score, then by id.
    pub changed: Vec<ReplyMove>,
}

/// How the scores of the replies of both runs moved, in hundredths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreMoves {
    /// Replies by `BANDS`.
    pub bands: [usize; 7],
    /// Mean change.
    pub mean: Option<f64>,
    /// The greatest loss and gain.
    pub range: Option<(i32, i32)>,
}

/// Bands of a change in score with their upper ends in hundredths.
pub(super) const BANDS: [(&str, i32); 7] = [
    ("降 20 分以上", -2000),
    ("降 5—20 分", -500),
    ("降不到 5 分", -1),
    ("不变", 0),
    ("升不到 5 分", 499),
    ("升 5—20 分", 1999),
    ("升 20 分以上", i32::MAX),
];

/// How often a rule counts in the replies of both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMove {
    /// The rule.
    pub code: String,
    /// Replies in which it counts in B and not in A.
    pub added: usize,
    /// Replies in which it counts in A and not in B.
    pub gone: usize,
}

/// One reply that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyMove {
    /// Its ids in A and B, mostly the same.
    pub ids: [String; 2],
    /// 承办单位 in B.
    pub unit: Option<String>,
    /// 标题 in B.
    pub title: String,
    /// Whether it is a non-answer.
    pub non_answer: [bool; 2],
    /// Hundredths.
    pub scores: [i32; 2],
    /// `pass`, `sample` or `review`.
    pub disposals: [String; 2],
    /// Rule codes that are new, and that are gone.
    pub codes: [Vec<String>; 2],
}

/// Follows the paired replies from the first run to the second.
pub(super) fn moves([one, two]: &[Run; 2], both: &[(usize, usize)]) -> Moves {
    let pairs: Vec<(&Reply, &Reply)> =
        both.iter().map(|(at, other)| (&one.replies[*at], &two.replies[*other])).collect();
    let count = |is: fn(&(&Reply, &Reply)) -> bool| pairs.iter().filter(|pair| is(pair)).count();
    let known = pairs.iter().all(|(a, b)| a.text.is_some() && b.text.is_some());
    Moves {
        both: pairs.len(),
        rewritten: known.then(|| count(|(a, b)| a.text != b.text)),
        cleared: count(|(a, b)| a.non_answer && !b.non_answer),
        accused: count(|(a, b)| !a.non_answer && b.non_answer),
        scores: score_moves(&pairs),
        disposals: disposals(&pairs),
        codes: codes(&pairs),
        changed: changed(&pairs),
    }
}

fn score_moves(pairs: &[(&Reply, &Reply)]) -> ScoreMoves {
    let changes: Vec<i32> = pairs.iter().map(|(a, b)| b.score - a.score).collect();
    let mut bands = [0; 7];
    for change in &changes {
        // −2000 itself is a loss of 20, and −500 one of 5.
        let band = BANDS.iter().position(|(_, end)| change <= end);
        if let Some(count) = band.and_then(|band| bands.get_mut(band)) {
            *count += 1;
        }
    }
    let range = changes.iter().min().zip(changes.iter().max());
    ScoreMoves { bands, mean: mean(&changes), range: range.map(|(low, high)| (*low, *high)) }
}

fn disposals(pairs: &[(&Reply, &Reply)]) -> [[usize; 3]; 3] {
    let place = |name: &str| DISPOSALS.iter().position(|(other, _)| *other == name);
    let mut table = [[0; 3]; 3];
    for (a, b) in pairs {
        if let (Some(from), Some(to)) = (place(&a.disposal), place(&b.disposal)) {
            table[from][to] += 1;
        }
    }
    table
}

fn codes(pairs: &[(&Reply, &Reply)]) -> Vec<CodeMove> {
    let mut counts: BTreeMap<&String, (usize, usize)> = BTreeMap::new();
    for (a, b) in pairs {
        b.codes.difference(&a.codes).for_each(|code| counts.entry(code).or_default().0 += 1);
        a.codes.difference(&b.codes).for_each(|code| counts.entry(code).or_default().1 += 1);
    }
    let code = |(code, (added, gone)): (&String, (usize, usize))| CodeMove {
        code: code.clone(),
        added,
        gone,
    };
    let mut codes: Vec<CodeMove> = counts.into_iter().map(code).collect();
    codes.sort_by_key(|code| std::cmp::Reverse(code.added.abs_diff(code.gone)));
    codes
}

fn changed(pairs: &[(&Reply, &Reply)]) -> Vec<ReplyMove> {
    let differs = |(a, b): &&(&Reply, &Reply)| {
        (a.non_answer, a.score, &a.disposal) != (b.non_answer, b.score, &b.disposal)
    };
    let mut changed: Vec<ReplyMove> = pairs.iter().filter(differs).map(reply_move).collect();
    changed.sort_by_cached_key(|reply| {
        let same_verdict = reply.non_answer[0] == reply.non_answer[1];
        let size = reply.scores[0].abs_diff(reply.scores[1]);
        (same_verdict, std::cmp::Reverse(size), reply.ids[1].clone())
    });
    changed
}

fn reply_move((a, b): &(&Reply, &Reply)) -> ReplyMove {
    ReplyMove {
        ids: [a.id.clone(), b.id.clone()],
        unit: b.unit.clone(),
        title: b.title.clone(),
        non_answer: [a.non_answer, b.non_answer],
        scores: [a.score, b.score],
        disposals: [a.disposal.clone(), b.disposal.clone()],
        codes: [
            b.codes.difference(&a.codes).cloned().collect(),
            a.codes.difference(&b.codes).cloned().collect(),
        ],
    }
}

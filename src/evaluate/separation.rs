//! How well `non_answer_score` separates non-answers from answers, beside length alone.

use serde::Serialize;

use super::{
    figure::{Figure, four_decimals},
    matching::Case,
};
use crate::statistics::{agreement::Confusion, ranking::auc, resampling::intervals, seed};

/// The band in which length says little, in characters.
pub(super) const BAND: std::ops::RangeInclusive<f64> = 60.0..=140.0;

/// The tool and the length baseline on the same cases, with the difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Cases.
    pub n: usize,
    /// Non-answers among them.
    pub positives: usize,
    /// AUC of `non_answer_score`.
    pub tool: Figure,
    /// AUC of −`han_chars`.
    pub length: Figure,
    /// The first less the second, from the same resamples.
    pub gain: Figure,
}

/// The best that a single cut of length can do. It is chosen on the cases that it is measured
/// on, which flatters it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LengthCut {
    /// A reply of so many Han characters or fewer is called a non-answer.
    pub han_chars: u32,
    /// F1 of that.
    #[serde(serialize_with = "four_decimals")]
    pub f1: Option<f64>,
}

/// Separation of non-answers, on items where both annotators agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Separation {
    /// All of them.
    pub all: Compared,
    /// Those of 60–140 characters.
    pub band: Compared,
    /// What the band is measured in: `n_chars` of the gold set (all characters) when every
    /// item has it, else `han_chars` of the run.
    pub band_unit: &'static str,
    /// The baseline for the F1 of the label.
    pub length_cut: Option<LengthCut>,
}

/// One reply as separation sees it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    score: f64,
    han_chars: f64,
    length: f64,
    non_answer: bool,
}

/// `None` when no case has a score, a length and an agreed label.
pub(super) fn of(cases: &[Case]) -> Option<Separation> {
    let counted = cases.iter().all(|case| case.gold.n_chars.is_some());
    let seen: Vec<Seen> = cases.iter().filter_map(|case| seen(case, counted)).collect();
    if seen.is_empty() {
        return None;
    }
    let band: Vec<Seen> = seen.iter().filter(|seen| BAND.contains(&seen.length)).copied().collect();
    Some(Separation {
        all: compared(&seen, "all"),
        band: compared(&band, "band"),
        band_unit: if counted { "n_chars" } else { "han_chars" },
        length_cut: best_cut(&seen),
    })
}

fn seen(case: &Case, counted: bool) -> Option<Seen> {
    let han_chars = *case.reply.numbers.get("han_chars")?;
    Some(Seen {
        score: *case.reply.numbers.get("non_answer_score")?,
        han_chars,
        length: if counted { case.gold.n_chars? } else { han_chars },
        non_answer: case.gold.agreed("non_answer")?,
    })
}

fn compared(seen: &[Seen], name: &str) -> Compared {
    let tool: Vec<_> = seen.iter().map(|seen| (seen.score, seen.non_answer)).collect();
    let length: Vec<_> = seen.iter().map(|seen| (-seen.han_chars, seen.non_answer)).collect();
    let areas = |places: &[usize]| {
        let pick = |cases: &[(f64, bool)]| -> Vec<(f64, bool)> {
            places.iter().filter_map(|at| cases.get(*at)).copied().collect()
        };
        let (tool, length) = (auc(&pick(&tool)), auc(&pick(&length)));
        [tool, length, tool.zip(length).map(|(tool, length)| tool - length)]
    };
    let everyone: Vec<usize> = (0..seen.len()).collect();
    let values = areas(&everyone);
    let ends = intervals(seen.len(), seed(&["eval", "auc", name]), areas);
    let [tool, length, gain] = std::array::from_fn(|at| Figure::new(values[at], ends[at]));
    let positives = seen.iter().filter(|seen| seen.non_answer).count();
    Compared { n: seen.len(), positives, tool, length, gain }
}

/// The cut with the highest F1; of equals the shortest. `None` without a non-answer.
fn best_cut(seen: &[Seen]) -> Option<LengthCut> {
    let mut ordered = seen.to_vec();
    ordered.sort_by(|a, b| a.han_chars.total_cmp(&b.han_chars));
    let positives = seen.iter().filter(|seen| seen.non_answer).count() as u32;
    let mut counts = Confusion { false_negatives: positives, ..Confusion::default() };
    let mut best: Option<LengthCut> = None;
    for same_length in ordered.chunk_by(|a, b| a.han_chars == b.han_chars) {
        let right = same_length.iter().filter(|seen| seen.non_answer).count() as u32;
        counts.hits += right;
        counts.false_negatives -= right;
        counts.false_positives += same_length.len() as u32 - right;
        let f1 = counts.f1().filter(|f1| *f1 > 0.0);
        if f1 > best.and_then(|best| best.f1) {
            let han_chars = same_length.first().map_or(0, |seen| seen.han_chars as u32);
            best = Some(LengthCut { han_chars, f1 });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(score: f64, han_chars: f64, non_answer: bool) -> Case {
        let mut case = Case::default();
        case.gold.flags.insert("non_answer", (non_answer, non_answer));
        case.reply.numbers.insert("non_answer_score", score);
        case.reply.numbers.insert("han_chars", han_chars);
        case
    }

    fn cases() -> Vec<Case> {
        vec![
            case(0.9, 40.0, true),
            case(0.8, 130.0, true),
            case(0.7, 60.0, true),
            case(0.2, 50.0, false),
            case(0.1, 100.0, false),
            case(0.75, 500.0, false),
        ]
    }

    #[test]
    fn the_tool_stands_beside_length_on_the_same_cases() {
        let found = of(&cases()).unwrap();
        assert_eq!((found.all.n, found.all.positives), (6, 3));
        // Of nine pairs, score orders all but 0.7 < 0.75; length 40 wins 3, 130 wins 1, 60 wins 2.
        assert!((found.all.tool.value.unwrap() - 8.0 / 9.0).abs() < 1e-12);
        assert!((found.all.length.value.unwrap() - 6.0 / 9.0).abs() < 1e-12);
        assert!((found.all.gain.value.unwrap() - 2.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn the_band_takes_the_length_of_the_gold_set_when_every_item_has_one() {
        let mut cases = cases();
        assert_eq!(of(&cases).unwrap().band.n, 3);
        assert_eq!(of(&cases).unwrap().band_unit, "han_chars");
        for case in &mut cases {
            case.gold.n_chars = Some(140.0);
        }
        cases[0].gold.n_chars = Some(141.0);
        let found = of(&cases).unwrap();
        assert_eq!((found.band.n, found.band_unit), (5, "n_chars"));
    }

    #[test]
    fn the_best_cut_of_length_is_found() {
        // ≤ 40: P 1, R ⅓, F1 ½; ≤ 60: P ⅔, R ⅔, F1 ⅔; ≤ 130: P ⅗, R 1, F1 ¾.
        let cut = of(&cases()).unwrap().length_cut.unwrap();
        assert_eq!((cut.han_chars, cut.f1), (130, Some(0.75)));
    }

    #[test]
    fn without_scores_there_is_nothing_to_separate() {
        assert_eq!(of(&[Case::default()]), None);
        let answers = [case(0.1, 9.0, false), case(0.2, 8.0, false)];
        let found = of(&answers).unwrap();
        assert_eq!((found.all.tool, found.length_cut), (Figure::default(), None));
    }
}

//! Numbers of the run against ratings by people: does the better reply get more?

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    figure::{Figure, Named, four_decimals},
    matching::Case,
};
use crate::statistics::{ranking::spearman, resampling::intervals, seed};

/// Fewer pairs than this say nothing about order.
const FEWEST: usize = 3;

/// Spearman's ρ with the mean of both annotators' ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankFigures {
    /// What the run has.
    #[serde(skip)]
    pub measure: &'static str,
    /// What people rated.
    pub rating: &'static str,
    /// The part of the sample; `None` = all of it.
    #[serde(skip)]
    pub stratum: Option<String>,
    /// Items compared.
    pub n: usize,
    /// ρ of the run's number.
    pub tool: Figure,
    /// ρ of `han_chars` on the same items.
    pub length: Figure,
    /// The first less the second, from the same resamples.
    pub gain: Figure,
    /// ρ of the two annotators with each other.
    #[serde(serialize_with = "four_decimals")]
    pub annotators: Option<f64>,
}

impl Named for RankFigures {
    fn name(&self) -> String {
        match &self.stratum {
            Some(stratum) => format!("{}:{stratum}", self.measure),
            None => self.measure.to_owned(),
        }
    }
}

/// A number of the run, the rating that it should follow, and how it is read.
struct Measure {
    name: &'static str,
    rating: &'static str,
    of: fn(&Case) -> Option<f64>,
}

const MEASURES: [Measure; 3] = [
    Measure { name: "text_score", rating: "quality", of: |case| number(case, "text_score") },
    Measure { name: "substance", rating: "substance", of: |case| number(case, "substance") },
    Measure { name: "asks_answered/asks", rating: "addresses", of: share_of_asks },
];

fn number(case: &Case, name: &str) -> Option<f64> {
    case.reply.numbers.get(name).copied()
}

/// `None` where no request was found: there is no share of nothing.
fn share_of_asks(case: &Case) -> Option<f64> {
    let asks = number(case, "asks").filter(|asks| *asks > 0.0)?;
    Some(number(case, "asks_answered")? / asks)
}

/// One item: the run's number, its length, and both ratings.
#[derive(Debug, Clone, Copy)]
struct Rated {
    measure: f64,
    han_chars: f64,
    mean: f64,
    both: (f64, f64),
}

/// Figures of every measure that can be compared, `text_score` by stratum too; and in words
/// what cannot be compared.
pub(super) fn figures(cases: &[Case]) -> (Vec<RankFigures>, Vec<String>) {
    let mut compared = Vec::new();
    let mut notes = Vec::new();
    for measure in &MEASURES {
        let rated: Vec<Rated> = cases.iter().filter_map(|case| rate(case, measure)).collect();
        if rated.len() < FEWEST {
            let Measure { name, rating, .. } = measure;
            notes.push(format!("{name} 对 {rating}：可比的不足 {FEWEST} 件（为空或未标注），略去"));
            continue;
        }
        compared.push(one(measure, None, &rated));
        if measure.name == "text_score" {
            compared.extend(by_stratum(cases, measure));
        }
    }
    (compared, notes)
}

fn by_stratum(cases: &[Case], measure: &Measure) -> Vec<RankFigures> {
    let strata: BTreeSet<&String> =
        cases.iter().filter_map(|case| case.gold.stratum.as_ref()).collect();
    let figures = strata.into_iter().filter_map(|stratum| {
        let inside = cases.iter().filter(|case| case.gold.stratum.as_ref() == Some(stratum));
        let rated: Vec<Rated> = inside.filter_map(|case| rate(case, measure)).collect();
        (rated.len() >= FEWEST).then(|| one(measure, Some(stratum.clone()), &rated))
    });
    figures.collect()
}

fn rate(case: &Case, measure: &Measure) -> Option<Rated> {
    Some(Rated {
        measure: (measure.of)(case)?,
        han_chars: number(case, "han_chars")?,
        mean: case.gold.mean(measure.rating)?,
        both: *case.gold.ratings.get(measure.rating)?,
    })
}

fn one(measure: &Measure, stratum: Option<String>, rated: &[Rated]) -> RankFigures {
    let correlations = |places: &[usize]| {
        let of = |value: fn(&Rated) -> f64| {
            let drawn = places.iter().filter_map(|at| rated.get(*at));
            spearman(&drawn.map(|rated| (value(rated), rated.mean)).collect::<Vec<_>>())
        };
        let (tool, length) = (of(|rated| rated.measure), of(|rated| rated.han_chars));
        [tool, length, tool.zip(length).map(|(tool, length)| tool - length)]
    };
    let everyone: Vec<usize> = (0..rated.len()).collect();
    let values = correlations(&everyone);
    let seed = seed(&["eval", measure.name, stratum.as_deref().unwrap_or("")]);
    let ends = intervals(rated.len(), seed, correlations);
    let [tool, length, gain] = std::array::from_fn(|at| Figure::new(values[at], ends[at]));
    let both: Vec<(f64, f64)> = rated.iter().map(|rated| rated.both).collect();
    RankFigures {
        measure: measure.name,
        rating: measure.rating,
        stratum,
        n: rated.len(),
        tool,
        length,
        gain,
        annotators: spearman(&both),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(text_score: f64, han_chars: f64, quality: (f64, f64), stratum: &str) -> Case {
        let mut case = Case::default();
        case.gold.ratings.insert("quality", quality);
        case.gold.stratum = Some(stratum.to_owned());
        case.reply.numbers.insert("text_score", text_score);
        case.reply.numbers.insert("han_chars", han_chars);
        case
    }

    #[test]
    fn a_score_is_ranked_on_all_and_in_every_stratum() {
        let cases = [
            case(10.0, 90.0, (1.0, 1.0), "short"),
            case(20.0, 80.0, (2.0, 2.0), "short"),
            case(30.0, 70.0, (2.0, 4.0), "short"),
            case(40.0, 60.0, (4.0, 4.0), "random"),
        ];
        let (found, notes) = figures(&cases);
        let names: Vec<_> = found.iter().map(Named::name).collect();
        assert_eq!(names, ["text_score", "text_score:short"]);
        assert_eq!((found[0].tool.value, found[0].length.value), (Some(1.0), Some(-1.0)));
        assert_eq!(found[0].gain.value, Some(2.0));
        // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3.5, 3.5: 3.75 / √(4.5 · 4.5); scipy too says 0.8333.
        assert!((found[0].annotators.unwrap() - 3.75 / 4.5).abs() < 1e-12);
        assert_eq!(notes.len(), 2, "{notes:?}");
    }

    #[test]
    fn a_reply_without_requests_has_no_share_of_them() {
        let mut case = Case::default();
        case.reply.numbers.extend([("asks", 0.0), ("asks_answered", 0.0)]);
        assert_eq!(share_of_asks(&case), None);
        case.reply.numbers.extend([("asks", 4.0), ("asks_answered", 1.0)]);
        assert_eq!(share_of_asks(&case), Some(0.25));
    }
}

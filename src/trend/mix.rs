//! How much of a change is units getting better or worse, and how much is the work moving
//! between units (or topics): Kitagawa's decomposition, which adds up exactly.

use std::collections::BTreeMap;

use super::{Cuts, compared::compared};
use crate::records::{ReplyRow, TrendScope};

/// The change of one series between two years, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct MixRow {
    /// `non_answer_share` (0–1) or `text_score` (points).
    pub series: &'static str,
    /// What the replies are put together by: units or topics.
    pub by: TrendScope,
    /// The earlier year.
    pub from: i32,
    /// The later year.
    pub to: i32,
    /// Replies of the earlier year that have a name.
    pub from_n: u32,
    /// Replies of the later year that have a name.
    pub to_n: u32,
    /// Value of the earlier and of the later year.
    pub value: (f64, f64),
    /// Change of the whole: `within + shifted`.
    pub change: f64,
    /// What comes of the groups' own values changing.
    pub within: f64,
    /// What comes of the work moving between the groups.
    pub shifted: f64,
    /// The groups, those with the largest part first.
    pub parts: Vec<MixPart>,
}

/// What one group has to do with the change.
#[derive(Debug, Clone, PartialEq)]
pub struct MixPart {
    /// Unit or topic.
    pub name: String,
    /// Replies in the earlier and in the later year.
    pub n: (u32, u32),
    /// Value in the earlier and in the later year; `None` without replies.
    pub value: (Option<f64>, Option<f64>),
    /// Its part in `within`.
    pub within: f64,
    /// Its part in `shifted`.
    pub shifted: f64,
}

/// The last two years, and the first and the last, of each main series by unit and by topic;
/// years with too few replies are passed over.
#[must_use]
pub fn mix(rows: &[ReplyRow], cuts: &Cuts) -> Vec<MixRow> {
    let years = years(rows, cuts);
    let [first, .., before, last] = years.as_slice() else {
        return match years.as_slice() {
            [first, last] => spans(rows, &[(*first, *last)]),
            _ => Vec::new(),
        };
    };
    spans(rows, &[(*before, *last), (*first, *last)])
}

/// The years that are compared, ascending.
fn years(rows: &[ReplyRow], cuts: &Cuts) -> Vec<i32> {
    let mut years: BTreeMap<i32, u32> = BTreeMap::new();
    rows.iter().filter_map(|row| row.year).for_each(|year| *years.entry(year).or_default() += 1);
    let sizes: Vec<u32> = years.values().copied().collect();
    let known = years.into_keys().zip(compared(&sizes, cuts));
    known.filter(|(_, compared)| *compared).map(|(year, _)| year).collect()
}

type Of = fn(&ReplyRow) -> f64;

fn spans(rows: &[ReplyRow], spans: &[(i32, i32)]) -> Vec<MixRow> {
    let series: [(&'static str, Of); 2] = [
        ("non_answer_share", |row| f64::from(u8::from(row.verdict.non_answer))),
        ("text_score", |row| f64::from(row.verdict.text_score) / 100.0),
    ];
    let mut found = Vec::new();
    for (name, of) in series {
        for by in [TrendScope::Unit, TrendScope::Topic] {
            for span in spans {
                found.extend(taken_apart(rows, (name, of), by, *span));
            }
        }
    }
    found
}

/// Replies and sum of the values of one group in one year.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    n: u32,
    sum: f64,
}

impl Cell {
    fn value(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / f64::from(self.n))
    }

    fn add(&mut self, value: f64) {
        self.n += 1;
        self.sum += value;
    }
}

/// Kitagawa (1955), "Components of a difference between two rates", JASA 50:1168–1194: with
/// shares w and values v of the groups, within = Σ (w₀ + w₁)/2 · (v₁ − v₀) and
/// shifted = Σ (v₀ + v₁)/2 · (w₁ − w₀). A group without replies in one year has no value
/// there; it is given that of the other year, so that its coming or going is all shift.
///
/// The values of `shifted` are taken from the mean of both years, so that a group's part says
/// whether its growth helped or hurt; the sum over the groups is the same.
fn taken_apart(
    rows: &[ReplyRow],
    (series, of): (&'static str, Of),
    by: TrendScope,
    (from, to): (i32, i32),
) -> Option<MixRow> {
    let mut cells: BTreeMap<&str, (Cell, Cell)> = BTreeMap::new();
    let (mut before, mut after) = (Cell::default(), Cell::default());
    for row in rows {
        let Some(name) = name_in(by, row) else { continue };
        let cell = cells.entry(name).or_default();
        if row.year == Some(from) {
            cell.0.add(of(row));
            before.add(of(row));
        } else if row.year == Some(to) {
            cell.1.add(of(row));
            after.add(of(row));
        }
    }
    let (start, end) = (before.value()?, after.value()?);
    cells.retain(|_, (earlier, later)| earlier.n + later.n > 0);
    let centre = (start + end) / 2.0;
    let mut parts: Vec<MixPart> = cells
        .into_iter()
        .map(|(name, (earlier, later))| {
            let weight = |cell: Cell, all: Cell| f64::from(cell.n) / f64::from(all.n);
            let (w0, w1) = (weight(earlier, before), weight(later, after));
            let v0 = earlier.value().or(later.value()).unwrap_or(centre);
            let v1 = later.value().unwrap_or(v0);
            MixPart {
                name: name.to_owned(),
                n: (earlier.n, later.n),
                value: (earlier.value(), later.value()),
                within: (w0 + w1) / 2.0 * (v1 - v0),
                shifted: ((v0 + v1) / 2.0 - centre) * (w1 - w0),
            }
        })
        .collect();
    let within = parts.iter().map(|part| part.within).sum();
    let shifted = parts.iter().map(|part| part.shifted).sum();
    parts.sort_by(|a, b| {
        let size = |part: &MixPart| (part.within + part.shifted).abs();
        size(b).total_cmp(&size(a)).then_with(|| a.name.cmp(&b.name))
    });
    let change = end - start;
    Some(MixRow {
        series,
        by,
        from,
        to,
        from_n: before.n,
        to_n: after.n,
        value: (start, end),
        change,
        within,
        shifted,
        parts,
    })
}

fn name_in(by: TrendScope, row: &ReplyRow) -> Option<&str> {
    match by {
        TrendScope::Unit => row.unit.as_deref(),
        TrendScope::Topic => row.metrics.more().topic.as_deref(),
        TrendScope::Delegation => row.metrics.more().delegation.as_deref(),
        TrendScope::All => Some("全部"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::samples::row;
    use crate::trend::samples::cuts;

    fn replies(unit: &str, year: i32, n: usize, empty: usize) -> Vec<ReplyRow> {
        let score = |at: usize| if at < empty { 1_000 } else { 6_000 };
        (0..n).map(|at| row(Some(unit), Some(year), score(at))).collect()
    }

    fn of(rows: &[ReplyRow]) -> MixRow {
        mix(rows, &cuts()).into_iter().find(|it| it.series == "non_answer_share").unwrap()
    }

    #[test]
    fn a_shift_of_work_between_units_that_stay_as_they_are_is_all_shift() {
        // 甲局 10 % and 乙局 50 % in both years; the work moves from 甲 to 乙.
        let mut rows = replies("甲局", 2023, 80, 8);
        rows.extend(replies("乙局", 2023, 20, 10));
        rows.extend(replies("甲局", 2024, 20, 2));
        rows.extend(replies("乙局", 2024, 80, 40));
        let found = of(&rows);
        // By hand: 0.18 → 0.42; nothing within; (0.1 − 0.3)(−0.6) + (0.5 − 0.3)(0.6) = 0.24.
        assert!((found.change - 0.24).abs() < 1e-12);
        assert!(found.within.abs() < 1e-12, "{found:?}");
        assert!((found.shifted - 0.24).abs() < 1e-12);
    }

    #[test]
    fn units_that_get_worse_with_the_same_work_are_all_within() {
        let mut rows = replies("甲局", 2023, 50, 5);
        rows.extend(replies("乙局", 2023, 50, 10));
        rows.extend(replies("甲局", 2024, 50, 15));
        rows.extend(replies("乙局", 2024, 50, 10));
        let found = of(&rows);
        assert!((found.within - 0.1).abs() < 1e-12 && found.shifted.abs() < 1e-12, "{found:?}");
        assert_eq!(found.parts[0].name, "甲局");
    }

    #[test]
    fn a_unit_that_comes_anew_is_a_shift() {
        let mut rows = replies("甲局", 2023, 10, 1);
        rows.extend(replies("甲局", 2024, 10, 1));
        rows.extend(replies("乙局", 2024, 10, 5));
        let found = of(&rows);
        assert!(found.within.abs() < 1e-12);
        assert!((found.change - 0.2).abs() < 1e-12 && (found.shifted - 0.2).abs() < 1e-12);
    }

    #[test]
    fn three_units_of_which_one_is_new_agree_with_numpy() {
        // tests/statistics/check.py, "mix".
        let mut rows = replies("甲局", 2023, 40, 4);
        rows.extend(replies("乙局", 2023, 30, 9));
        rows.extend(replies("甲局", 2024, 30, 6));
        rows.extend(replies("乙局", 2024, 30, 6));
        rows.extend(replies("丙局", 2024, 20, 8));
        let found = of(&rows);
        assert!((found.within - 0.007_142_857_142_857_145).abs() < 1e-12, "{found:?}");
        assert!((found.shifted - 0.057_142_857_142_857_155).abs() < 1e-12, "{found:?}");
        assert!((found.change - 0.064_285_714_285_714_28).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn one_year_has_no_change() {
        assert!(mix(&replies("甲局", 2023, 10, 1), &cuts()).is_empty());
    }

    proptest! {
        #[test]
        fn within_and_shift_add_up_to_the_change(
            cells in prop::collection::vec((0_usize..6, 2021_i32..2024, 0_usize..9, 0_usize..9), 1..12),
        ) {
            let names = ["甲局", "乙局", "丙局", "丁局", "戊局", "己局"];
            let rows: Vec<ReplyRow> = cells
                .iter()
                .flat_map(|(unit, year, n, empty)| replies(names[*unit], *year, *n, *empty))
                .collect();
            for found in mix(&rows, &cuts()) {
                prop_assert!((found.change - found.within - found.shifted).abs() < 1e-9, "{found:?}");
            }
        }
    }
}

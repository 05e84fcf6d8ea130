//! mix, differences, phrases and relations: what is said of time and of what goes together.

use super::column::{Column, int, joined, maybe, share, text};
use crate::{
    records::TrendScope,
    relate::{PhraseChange, PhraseRow},
    trend::{DifferenceRow, MixRow, RelationRow},
};

/// One line of mix.*: the whole, or what one unit or topic has to do with it.
pub(super) struct MixLine<'a> {
    of: &'a MixRow,
    name: Option<&'a str>,
    n: (u32, u32),
    value: (Option<f64>, Option<f64>),
    within: f64,
    shifted: f64,
}

/// The lines of mix.*: behind each whole its parts.
pub(super) fn mix_lines(rows: &[MixRow]) -> impl Iterator<Item = MixLine<'_>> {
    rows.iter().flat_map(|of| {
        let whole = MixLine {
            of,
            name: None,
            n: (of.from_n, of.to_n),
            value: (Some(of.value.0), Some(of.value.1)),
            within: of.within,
            shifted: of.shifted,
        };
        let parts = of.parts.iter().map(move |part| MixLine {
            of,
            name: Some(&part.name),
            n: part.n,
            value: part.value,
            within: part.within,
            shifted: part.shifted,
        });
        std::iter::once(whole).chain(parts)
    })
}

/// The columns of mix.*; `name` is null for the whole. `change` of the whole is its change, of
/// a part what the part adds to that: within + shifted.
pub(super) fn mix_columns<'a>() -> Vec<Column<MixLine<'a>>> {
    vec![
        text("series", |line: &MixLine<'_>| Some(line.of.series)),
        text("by", |line: &MixLine<'_>| Some(line.of.by.name())),
        int("from", |line: &MixLine<'_>| Some(line.of.from.into())),
        int("to", |line: &MixLine<'_>| Some(line.of.to.into())),
        maybe("name", |line: &MixLine<'_>| line.name.map(str::to_owned)),
        int("n_from", |line: &MixLine<'_>| Some(line.n.0.into())),
        int("n_to", |line: &MixLine<'_>| Some(line.n.1.into())),
        share("value_from", |line: &MixLine<'_>| line.value.0),
        share("value_to", |line: &MixLine<'_>| line.value.1),
        share("within", |line: &MixLine<'_>| Some(line.within)),
        share("shifted", |line: &MixLine<'_>| Some(line.shifted)),
        share("change", |line: &MixLine<'_>| Some(line.within + line.shifted)),
    ]
}

/// The columns of differences.*.
pub(super) fn difference_columns() -> Vec<Column<DifferenceRow>> {
    vec![
        text("series", |row: &DifferenceRow| Some(row.series)),
        text("scope", |row: &DifferenceRow| Some(TrendScope::name(row.scope))),
        text("name", |row: &DifferenceRow| row.name.as_deref()),
        text("from", |row: &DifferenceRow| Some(&row.from)),
        text("to", |row: &DifferenceRow| Some(&row.to)),
        int("n_from", |row: &DifferenceRow| Some(row.n.0.into())),
        int("n_to", |row: &DifferenceRow| Some(row.n.1.into())),
        share("value_from", |row: &DifferenceRow| Some(row.value.0)),
        share("value_to", |row: &DifferenceRow| Some(row.value.1)),
        share("change", |row: &DifferenceRow| row.change.value),
        share("low", |row: &DifferenceRow| row.change.low),
        share("high", |row: &DifferenceRow| row.change.high),
    ]
}

/// The columns of phrases.*; `by_year` is `year with/compared` and `units` `unit replies`, each
/// parted by `;`.
pub(super) fn phrase_columns() -> Vec<Column<PhraseRow>> {
    let part = |(with, all): (u32, u32)| (all > 0).then(|| f64::from(with) / f64::from(all));
    vec![
        text("phrase", |row: &PhraseRow| Some(&row.phrase)),
        text("change", |row: &PhraseRow| Some(PhraseChange::name(row.change))),
        int("first_year", |row: &PhraseRow| row.first_year().map(i64::from)),
        int("n_earlier", |row: &PhraseRow| Some(row.earlier().0.into())),
        share("share_earlier", move |row: &PhraseRow| part(row.earlier())),
        int("n_last", |row: &PhraseRow| Some(row.last().0.into())),
        share("share_last", move |row: &PhraseRow| part(row.last())),
        share("g2", |row: &PhraseRow| Some(row.keyness.g2)),
        share("log_ratio", |row: &PhraseRow| Some(row.keyness.log_ratio)),
        share("p_value", |row: &PhraseRow| Some(row.keyness.p_value)),
        share("q_value", |row: &PhraseRow| Some(row.q_value)),
        int("unit_count", |row: &PhraseRow| Some(row.units.len() as i64)),
        joined("units", |row: &PhraseRow| {
            let units = row.units.iter().map(|(unit, n)| format!("{unit} {n}"));
            units.collect::<Vec<_>>().join(";")
        }),
        joined("by_year", |row: &PhraseRow| {
            let years = row.years.iter().map(|(year, with, all)| format!("{year} {with}/{all}"));
            years.collect::<Vec<_>>().join(";")
        }),
        text("class", |row: &PhraseRow| Some(row.class.name())),
        text("example", |row: &PhraseRow| Some(&row.example)),
    ]
}

/// The columns of relations.*.
pub(super) fn relation_columns() -> Vec<Column<RelationRow>> {
    vec![
        text("relation", |row: &RelationRow| Some(row.relation)),
        text("statistic", |row: &RelationRow| Some(row.statistic)),
        text("unit", |row: &RelationRow| row.unit.as_deref()),
        text("reading", |row: &RelationRow| Some(&row.reading)),
        int("group_n", |row: &RelationRow| Some(row.group_n.into())),
        share("group_value", |row: &RelationRow| row.group_value),
        int("other_n", |row: &RelationRow| row.other_n.map(i64::from)),
        share("other_value", |row: &RelationRow| row.other_value),
        share("value", |row: &RelationRow| row.estimate.value),
        share("low", |row: &RelationRow| row.estimate.low),
        share("high", |row: &RelationRow| row.estimate.high),
        text("not_shown", |row: &RelationRow| Some(row.not_shown)),
    ]
}

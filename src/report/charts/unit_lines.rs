//! The lines of the units over the years, as the trend table holds them, for several charts.

use std::collections::BTreeMap;

use crate::records::{Estimate, TrendRow, TrendScope, TrendVerdict};

/// One unit's values by year.
pub(super) struct UnitLine<'a> {
    pub(super) unit: &'a str,
    /// Years with a value, ascending.
    pub(super) years: Vec<(i32, Estimate)>,
    pub(super) verdict: Option<TrendVerdict>,
}

impl UnitLine<'_> {
    /// The value of a year.
    pub(super) fn at(&self, year: i32) -> Option<Estimate> {
        self.years.iter().find(|(known, _)| *known == year).map(|(_, estimate)| *estimate)
    }

    /// Replies of all years.
    pub(super) fn n(&self) -> u64 {
        self.years.iter().map(|(_, estimate)| u64::from(estimate.n)).sum()
    }
}

/// The unit rows of one series, units by name.
pub(super) fn unit_lines<'a>(rows: &'a [TrendRow], series: &str) -> Vec<UnitLine<'a>> {
    let mut units: BTreeMap<&str, UnitLine<'a>> = BTreeMap::new();
    let ours = rows.iter().filter(|row| row.series == series && row.scope == TrendScope::Unit);
    for row in ours {
        let Some(unit) = row.unit.as_deref() else { continue };
        if !row.estimate.value.is_some_and(f64::is_finite) {
            continue;
        }
        let blank = || UnitLine { unit, years: Vec::new(), verdict: row.verdict };
        units.entry(unit).or_insert_with(blank).years.push((row.year, row.estimate));
    }
    let mut lines: Vec<UnitLine<'a>> = units.into_values().collect();
    for line in &mut lines {
        line.years.sort_by_key(|(year, _)| *year);
        line.years.dedup_by_key(|(year, _)| *year);
    }
    lines
}

/// The first and the last year of all lines.
pub(super) fn span(lines: &[UnitLine<'_>]) -> Option<(i32, i32)> {
    let years = || lines.iter().flat_map(|line| line.years.iter().map(|(year, _)| *year));
    Some((years().min()?, years().max()?))
}

/// What people read beside a line.
pub(super) fn verdict_words(verdict: Option<TrendVerdict>) -> &'static str {
    verdict.map_or("未检验", TrendVerdict::label)
}

/// How many lines go where.
pub(super) struct Verdicts {
    rising: usize,
    falling: usize,
    unclear: usize,
    few: usize,
}

impl Verdicts {
    /// As `2 个上升，1 个下降，5 个没有明显变化`; kinds that none has are left out.
    pub(super) fn words(&self) -> String {
        let kinds = [
            (self.rising, "上升"),
            (self.falling, "下降"),
            (self.unclear, "没有明显变化"),
            (self.few, "数据太少"),
        ];
        let all: usize = kinds.iter().map(|(number, _)| number).sum();
        let kinds = kinds.iter().filter(|(number, _)| *number > 0);
        let word = |(number, word): &(usize, &str)| match *number == all {
            true => format!("都{word}"),
            false => format!("{number} 个{word}"),
        };
        kinds.map(word).collect::<Vec<_>>().join("，")
    }
}

/// Counts verdicts; none at all is too little data.
pub(super) fn verdicts(found: impl Iterator<Item = Option<TrendVerdict>>) -> Verdicts {
    let mut verdicts = Verdicts { rising: 0, falling: 0, unclear: 0, few: 0 };
    for verdict in found {
        *match verdict {
            Some(TrendVerdict::Rising) => &mut verdicts.rising,
            Some(TrendVerdict::Falling) => &mut verdicts.falling,
            Some(TrendVerdict::NoClearChange) => &mut verdicts.unclear,
            Some(TrendVerdict::TooLittleData) | None => &mut verdicts.few,
        } += 1;
    }
    verdicts
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    /// A row of a unit: (unit, series), (year, n, value) with an interval of ±10 %.
    pub(in crate::report::charts) fn row(
        (unit, series): (&str, &'static str),
        (year, n, value): (i32, u32, f64),
        verdict: TrendVerdict,
    ) -> TrendRow {
        let most = if series == "text_score" { 100.0 } else { 1.0 };
        let ends = ((value - most / 10.0).max(0.0), (value + most / 10.0).min(most));
        let estimate = Estimate { n, value: Some(value), low: Some(ends.0), high: Some(ends.1) };
        TrendRow {
            series,
            scope: TrendScope::Unit,
            unit: Some(unit.to_owned()),
            name: Some(unit.to_owned()),
            year,
            period: year.to_string(),
            estimate,
            verdict: Some(verdict),
            ..crate::report::sample::trends().remove(0)
        }
    }

    /// Sixty-five units with long names over five years.
    pub(in crate::report::charts) fn sixty_units(series: &'static str) -> Vec<TrendRow> {
        let most = if series == "text_score" { 100.0 } else { 1.0 };
        let of = |unit: u32| {
            let name = format!(
                "某某市某某新区管理委员会所属第{unit}综合行政执法与应急管理事务服务中心某某分中心"
            );
            (0..5_u32).map(move |step| {
                let value = most * f64::from((unit * 7 + step * 13) % 100) / 100.0;
                let verdict =
                    [TrendVerdict::Rising, TrendVerdict::NoClearChange][(unit % 2) as usize];
                row((&name, series), (2020 + step as i32, 123_456, value), verdict)
            })
        };
        (0..65).flat_map(of).collect()
    }
}

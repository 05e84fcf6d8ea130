//! By how much a line has changed: from the period before to the last, and from the first.

use super::difference;
use crate::records::{Estimate, TrendRow, TrendScope};

/// The change of one line of trends between two of its periods.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceRow {
    /// Name of the series, as in trends.
    pub series: &'static str,
    /// What the replies are put together by.
    pub scope: TrendScope,
    /// Unit, topic or delegation; `None` for all together.
    pub name: Option<String>,
    /// The earlier period as people read it.
    pub from: String,
    /// The later period.
    pub to: String,
    /// Observations of the earlier and of the later period.
    pub n: (u32, u32),
    /// Value of the earlier and of the later period.
    pub value: (f64, f64),
    /// Later minus earlier, with its 95 % interval; no interval where one of the two has none.
    pub change: Estimate,
}

/// Two rows a line: last period against the one before it, and, of lines of three periods or
/// more, against the first. The periods are those of the line that are compared: a year without
/// replies of a unit, or with too few, is passed over, and `from` and `to` say which were taken.
/// In the order of `trends`.
#[must_use]
pub fn differences(trends: &[TrendRow]) -> Vec<DifferenceRow> {
    let same =
        |a: &TrendRow, b: &TrendRow| (a.series, a.scope, &a.name) == (b.series, b.scope, &b.name);
    let of_line = |line: &[TrendRow]| match compared(line).as_slice() {
        [first, .., before, last] => vec![between(before, last), between(first, last)],
        [first, last] => vec![between(first, last)],
        _ => Vec::new(),
    };
    trends.chunk_by(same).flat_map(of_line).flatten().collect()
}

/// The periods of a line that are compared.
pub(super) fn compared(line: &[TrendRow]) -> Vec<&TrendRow> {
    line.iter().filter(|row| row.compared && row.estimate.value.is_some()).collect()
}

fn between(from: &TrendRow, to: &TrendRow) -> Option<DifferenceRow> {
    let value = (from.estimate.value?, to.estimate.value?);
    let interval = difference(from.estimate, to.estimate);
    Some(DifferenceRow {
        series: from.series,
        scope: from.scope,
        name: from.name.clone(),
        from: from.period.clone(),
        to: to.period.clone(),
        n: (from.estimate.n, to.estimate.n),
        value,
        change: Estimate {
            n: from.estimate.n.min(to.estimate.n),
            value: Some(value.1 - value.0),
            ..interval
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::ReplyRow,
        score::samples::row,
        trend::{Period, samples::cuts, trends},
    };

    fn replies(year: i32, n: usize, empty: usize) -> Vec<ReplyRow> {
        let score = |at: usize| if at < empty { 1_000 } else { 6_000 };
        (0..n).map(|at| row(Some("甲局"), Some(year), score(at))).collect()
    }

    fn overall(rows: &[ReplyRow]) -> Vec<DifferenceRow> {
        let found = differences(&trends(rows, Period::Year, &cuts())).into_iter();
        let of_all = |row: &DifferenceRow| row.scope == TrendScope::All;
        found.filter(|row| row.series == "non_answer_share" && of_all(row)).collect()
    }

    #[test]
    fn the_last_year_stands_against_the_one_before_and_against_the_first() {
        let rows = [replies(2022, 75, 9), replies(2023, 75, 12), replies(2024, 75, 20)].concat();
        let found = overall(&rows);
        let years: Vec<_> = found.iter().map(|row| (&*row.from, &*row.to)).collect();
        assert_eq!(years, [("2023", "2024"), ("2022", "2024")]);
        // tests/statistics/check.py, "share_change": 9 of 75, then 20 of 75.
        let change = found[1].change;
        assert!((change.value.unwrap() - 0.146_666_666_666_666_67).abs() < 1e-12);
        assert!((change.low.unwrap() - 0.019_677_229_075_312_58).abs() < 1e-9);
        assert!((change.high.unwrap() - 0.269_584_653_510_916).abs() < 1e-9);
    }

    #[test]
    fn two_years_have_one_difference_and_one_year_has_none() {
        let rows = [replies(2023, 9, 1), replies(2024, 9, 2)].concat();
        assert_eq!(overall(&rows).len(), 1);
        assert!(overall(&rows[..9]).is_empty());
    }

    #[test]
    fn means_of_one_reply_differ_without_an_interval() {
        let rows = [replies(2023, 1, 0), replies(2024, 1, 1)].concat();
        let found = differences(&trends(&rows, Period::Year, &cuts()));
        let score = found.iter().find(|row| row.series == "text_score").unwrap();
        assert_eq!((score.change.value, score.change.low), (Some(-50.0), None));
    }
}

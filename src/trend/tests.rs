//! Series over invented years.

use super::*;
use crate::records::TrendVerdict;
use crate::score::samples::row;
use crate::trend::samples::cuts;

fn years() -> Vec<ReplyRow> {
    let mut rows = Vec::new();
    for (year, scores) in [(2022, [80, 90, 70]), (2023, [60, 20, 40])] {
        for (score, unit) in scores.into_iter().zip(["民政局", "民政局", "教育局"]) {
            rows.push(row(Some(unit), Some(year), score * 100));
        }
    }
    rows
}

#[test]
fn every_series_has_every_unit_and_all_together_by_year() {
    let found = trends(&years(), Period::Year, &cuts());
    let keys: Vec<_> =
        found.iter().map(|row| (row.series, row.unit.as_deref(), row.year)).collect();
    // Two main series for all and two units, ten further ones for all; each in two years.
    assert_eq!(keys.len(), 2 * 3 * 2 + 10 * 2);
    assert_eq!(keys[0], ("non_answer_share", None, 2022));
    assert_eq!(keys[1], ("non_answer_share", None, 2023));
    assert_eq!(keys[2], ("non_answer_share", Some("教育局"), 2022));
    assert_eq!(keys[6], ("text_score", None, 2022));
}

#[test]
fn a_text_trend_is_the_mean_of_its_year() {
    let found = trends(&years(), Period::Year, &cuts());
    let all: Vec<_> = found
        .iter()
        .filter(|row| row.series == "text_score" && row.unit.is_none())
        .map(|row| (row.year, row.estimate.n, row.estimate.value))
        .collect();
    assert_eq!(all, [(2022, 3, Some(80.0)), (2023, 3, Some(40.0))]);
}

#[test]
fn a_reply_without_a_year_is_in_no_trend() {
    assert!(trends(&[row(Some("民政局"), None, 5_000)], Period::Year, &cuts()).is_empty());
}

#[test]
fn a_reply_without_a_unit_counts_only_for_all_together() {
    let found = trends(&[row(None, Some(2024), 5_000)], Period::Year, &cuts());
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|row| row.scope == TrendScope::All && row.estimate.n == 1));
    assert!(found.iter().all(|row| row.verdict == Some(TrendVerdict::TooLittleData)));
}

#[test]
fn another_unit_changes_no_other_units_trend() {
    let before = trends(&years(), Period::Year, &cuts());
    let mut rows = years();
    rows.push(row(Some("水务局"), Some(2023), 9_000));
    let after = trends(&rows, Period::Year, &cuts());
    for kept in before.iter().filter(|row| row.unit.is_some()) {
        assert!(after.contains(kept), "{kept:?}");
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let mut rows = years();
    let before = trends(&rows, Period::Year, &cuts());
    rows.reverse();
    assert_eq!(before, trends(&rows, Period::Year, &cuts()));
}

/// `empty` of `n` replies of the unit are non-answers in each year.
fn falling(unit: &str, n: usize, empty: [usize; 4]) -> Vec<ReplyRow> {
    let of_year = |(year, empty): (i32, usize)| {
        let score = move |at: usize| if at < empty { 1_000 } else { 6_000 };
        (0..n).map(move |at| row(Some(unit), Some(year), score(at)))
    };
    (2021..).zip(empty).flat_map(of_year).collect()
}

fn verdict(rows: &[ReplyRow], scope: TrendScope, name: Option<&str>) -> TrendRow {
    let found = trends(rows, Period::Year, &cuts()).into_iter();
    found
        .filter(|row| row.series == "non_answer_share" && row.scope == scope)
        .find(|row| row.name.as_deref() == name)
        .unwrap()
}

#[test]
fn a_share_that_rises_beyond_chance_is_said_to_rise() {
    let found = verdict(&falling("甲局", 60, [3, 8, 14, 20]), TrendScope::All, None);
    assert_eq!(found.verdict, Some(TrendVerdict::Rising));
    assert!(found.p_value.unwrap() < 0.001);
    // Sen's slope of 5 %, 13.3 %, 23.3 %, 33.3 %: the median of six pairwise slopes.
    assert!((found.slope.unwrap() - 0.0972).abs() < 0.001, "{:?}", found.slope);
    assert!((found.series_p.unwrap() - 1.0 / 12.0).abs() < 1e-12, "four years alone prove nothing");
}

#[test]
fn the_same_rise_in_few_replies_may_be_chance() {
    let found = verdict(&falling("甲局", 6, [0, 1, 1, 2]), TrendScope::All, None);
    assert_eq!(found.verdict, Some(TrendVerdict::NoClearChange));
}

#[test]
fn a_unit_among_many_needs_a_better_proof_than_one_alone() {
    let mut rows = falling("甲局", 20, [1, 2, 3, 6]);
    let alone = verdict(&rows, TrendScope::Unit, Some("甲局"));
    assert_eq!(alone.verdict, Some(TrendVerdict::Rising));
    for other in 0..20 {
        rows.extend(falling(&format!("乙局{other}"), 20, [2, 2, 2, 2]));
    }
    let among = verdict(&rows, TrendScope::Unit, Some("甲局"));
    assert_eq!(among.p_value, alone.p_value);
    assert_eq!(among.verdict, Some(TrendVerdict::NoClearChange));
    assert!(among.q_value > among.p_value);
}

#[test]
fn halves_and_quarters_go_by_the_date_of_the_reply_and_sessions_by_their_first_year() {
    let dated = |day: &str, session: &str| {
        let mut row = row(None, Some(2024), 6_000);
        row.metrics.replied = crate::score::samples::day(day);
        row.metrics.more = Some(Box::new(crate::records::Particulars {
            session: Some(session.into()),
            meeting: Some("三次会议".into()),
            ..Default::default()
        }));
        row
    };
    let rows = [dated("2024-06-30", "十七届"), dated("2024-07-01", "十八届")];
    let labels = |period| {
        let found =
            trends(&rows, period, &cuts()).into_iter().filter(|row| row.series == "text_score");
        found.map(|row| row.period).collect::<Vec<_>>()
    };
    assert_eq!(labels(Period::Half), ["2024年上半年", "2024年下半年"]);
    assert_eq!(labels(Period::Quarter), ["2024年第2季度", "2024年第3季度"]);
    assert_eq!(labels(Period::Month), ["2024-06", "2024-07"]);
    assert_eq!(labels(Period::Session), ["十七届三次会议", "十八届三次会议"]);
}

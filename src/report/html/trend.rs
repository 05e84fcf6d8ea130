//! The section 走势: every series over time in words and numbers, and what the work's moving
//! between units has to do with it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    format::{change, p_value, value},
    phrases::{PhraseSection, phrase_section},
};
use crate::{
    records::{TrendRow, TrendScope, TrendVerdict},
    trend::{MixRow, OverTime},
};

/// The section.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrendSection {
    /// The periods, in the order of time: heads of the tables.
    pub periods: Vec<String>,
    /// Every series over all replies.
    pub all: Vec<TrendLine>,
    /// Share of non-answers and text score of each unit.
    pub units: TrendGroup,
    /// The same of each topic of the suggestions.
    pub topics: TrendGroup,
    /// The same of each delegation.
    pub delegations: TrendGroup,
    /// What comes of the units and what of the mix, one sentence each.
    pub mix: Vec<String>,
    /// The main series by another period, when somebody asked for it.
    pub other: Option<OtherPeriod>,
    /// Phrases that came up or went out of use.
    pub phrases: PhraseSection,
}

/// The main series by half-year, quarter, month or session, a row a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OtherPeriod {
    /// What people call such a period.
    pub kind: &'static str,
    /// The file with everything.
    pub file: String,
    /// Names of the series.
    pub heads: Vec<String>,
    /// The period, and one cell a series.
    pub rows: Vec<(String, Vec<TrendCell>)>,
    /// What the tests say of each series, in the order of the heads.
    pub verdicts: Vec<String>,
}

/// The lines of all units, topics or delegations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrendGroup {
    /// Those with a clear change first.
    pub lines: Vec<TrendLine>,
    /// How many of them the table shows.
    pub shown: usize,
}

/// One series over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TrendLine {
    /// The unit, topic or delegation; empty for all.
    pub name: String,
    /// What is followed, in Chinese.
    pub label: String,
    /// One cell a period.
    pub cells: Vec<TrendCell>,
    /// Change in a year with its interval, or empty.
    pub slope: String,
    /// p-value (but for all corrected for their number), or empty.
    pub p: String,
    /// `rising`, `falling`, `no_clear_change`, `too_little_data`, or empty.
    pub verdict: String,
    /// The verdict in Chinese.
    pub verdict_label: String,
    /// Whether the change is for the worse.
    pub is_worse: bool,
}

/// One value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TrendCell {
    /// The value, or `—`.
    pub value: String,
    /// Its interval, or empty.
    pub interval: String,
    /// Replies behind it; 0 = none in this period.
    pub n: u32,
}

/// Lines of a group that its table shows.
const MOST_LINES: usize = 80;

/// What people read for a series; `None` for one that this page does not know.
#[must_use]
pub(super) fn series_label(series: &str) -> Option<&'static str> {
    Some(match series {
        "non_answer_share" => "应付式答复占比",
        "text_score" => "文本分（平均）",
        "three_part_share" => "三句话占比",
        "forwarded_only_share" => "只转办占比",
        "deflection_share" => "推诿占比",
        "cites_policy_share" => "引用政策法规占比",
        "site_check_share" => "有实地核查占比",
        "dated_promise_share" => "有期限的承诺占比",
        "rules_a_share" => "命中 A 类规则（未回应诉求等）",
        "rules_d_share" => "命中 D 类规则（推脱）",
        "rules_e_share" => "命中 E 类规则（空话、模板、口号）",
        "rules_n_share" => "命中 N 类规则（只说研究、转办）",
        "template_share" => "雷同答复占比",
        "late_share" => "逾期占比",
        "face_share" => "面商占比",
        "satisfied_share" => "满意占比",
        _ => return None,
    })
}

/// The section of a run.
#[must_use]
pub fn trend_section(rows: &[TrendRow], over_time: &OverTime) -> TrendSection {
    let all: Vec<&TrendRow> = rows.iter().filter(|row| row.scope == TrendScope::All).collect();
    let mut periods: Vec<(i32, &str)> =
        all.iter().map(|row| (row.year, row.period.as_str())).collect();
    periods.sort_unstable();
    periods.dedup();
    let periods: Vec<String> = periods.into_iter().map(|(_, period)| period.to_owned()).collect();
    let by_unit = over_time.mix.iter().filter(|row| row.by == TrendScope::Unit);
    TrendSection {
        all: lines(rows, TrendScope::All, &periods),
        units: group(rows, TrendScope::Unit, &periods),
        topics: group(rows, TrendScope::Topic, &periods),
        delegations: group(rows, TrendScope::Delegation, &periods),
        mix: by_unit.map(mix_sentence).collect(),
        other: other(over_time),
        phrases: phrase_section(&over_time.phrases),
        periods,
    }
}

/// The lines of one unit, for its own section.
#[must_use]
pub(super) fn unit_lines<'a>(section: &'a TrendSection, unit: &str) -> Vec<&'a TrendLine> {
    section.units.lines.iter().filter(|line| line.name == unit).collect()
}

/// Series of the table by another period: few, since there may be dozens of months.
const MAIN_SERIES: [&str; 4] = ["non_answer_share", "text_score", "late_share", "satisfied_share"];

fn other(over_time: &OverTime) -> Option<OtherPeriod> {
    let (period, rows) = over_time.other.as_ref()?;
    let of_all =
        |row: &&TrendRow| row.scope == TrendScope::All && MAIN_SERIES.contains(&row.series);
    let rows: Vec<TrendRow> = rows.iter().filter(of_all).cloned().collect();
    let mut periods: Vec<String> = Vec::new();
    for row in &rows {
        if !periods.contains(&row.period) {
            periods.push(row.period.clone());
        }
    }
    let lines = lines(&rows, TrendScope::All, &periods);
    let cells = |at: usize| lines.iter().filter_map(|line| line.cells.get(at).cloned()).collect();
    let told = |line: &TrendLine| match line.p.as_str() {
        "" => line.verdict_label.clone(),
        p if p.starts_with('<') => format!("{}（p{p}）", line.verdict_label),
        p => format!("{}（p={p}）", line.verdict_label),
    };
    Some(OtherPeriod {
        kind: period.label(),
        file: format!("trends-{}.csv", period.name()),
        heads: lines.iter().map(|line| line.label.clone()).collect(),
        verdicts: lines.iter().map(told).collect(),
        rows: periods.into_iter().enumerate().map(|(at, period)| (period, cells(at))).collect(),
    })
}

fn group(rows: &[TrendRow], scope: TrendScope, periods: &[String]) -> TrendGroup {
    let mut lines = lines(rows, scope, periods);
    lines.sort_by_key(|line| match line.verdict.as_str() {
        "rising" | "falling" => (0, !line.is_worse),
        "no_clear_change" => (1, false),
        _ => (2, false),
    });
    TrendGroup { shown: lines.len().min(MOST_LINES), lines }
}

fn lines(rows: &[TrendRow], scope: TrendScope, periods: &[String]) -> Vec<TrendLine> {
    let mut groups: BTreeMap<(usize, &str), Vec<&TrendRow>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.scope == scope) {
        let place = order.iter().position(|series| *series == row.series).unwrap_or_else(|| {
            order.push(row.series);
            order.len() - 1
        });
        groups.entry((place, row.name.as_deref().unwrap_or_default())).or_default().push(row);
    }
    groups.into_values().filter_map(|rows| line(&rows, periods)).collect()
}

fn line(rows: &[&TrendRow], periods: &[String]) -> Option<TrendLine> {
    let first = rows.first()?;
    let is_share = is_share(first.series);
    let cell = |period: &String| {
        let row = rows.iter().find(|row| row.period == *period);
        row.map_or_else(TrendCell::default, |row| TrendCell {
            value: row.estimate.value.map_or_else(|| "—".to_owned(), |v| value(v, is_share)),
            interval: match (row.estimate.low, row.estimate.high) {
                (Some(low), Some(high)) => {
                    format!("{}–{}", value(low, is_share), value(high, is_share))
                }
                _ => String::new(),
            },
            n: row.estimate.n,
        })
    };
    let p = if first.scope == TrendScope::All { first.p_value } else { first.q_value };
    let is_good = ["text_score", "cites_policy_share", "site_check_share", "dated_promise_share"];
    let is_good = is_good.contains(&first.series)
        || ["face_share", "satisfied_share"].contains(&first.series);
    let worse = if is_good { TrendVerdict::Falling } else { TrendVerdict::Rising };
    Some(TrendLine {
        name: first.name.clone().unwrap_or_default(),
        label: series_label(first.series).unwrap_or(first.series).to_owned(),
        cells: periods.iter().map(cell).collect(),
        slope: slope(first).unwrap_or_default(),
        p: p.map(p_value).unwrap_or_default(),
        verdict: first.verdict.map_or("", TrendVerdict::name).to_owned(),
        verdict_label: first.verdict.map_or("", TrendVerdict::label).to_owned(),
        is_worse: first.verdict == Some(worse),
    })
}

/// The change in a year with its interval, such as `+5.3 个百分点（+4.0 至 +6.7）`.
#[must_use]
pub(super) fn slope(row: &TrendRow) -> Option<String> {
    let is_share = is_share(row.series);
    let slope = change(row.slope?, is_share);
    Some(match (row.slope_low, row.slope_high) {
        (Some(low), Some(high)) => {
            let unit = if is_share { " 个百分点" } else { " 分" };
            let bare = |number| change(number, is_share).replace(unit, "");
            format!("{slope}（{} 至 {}）", bare(low), bare(high))
        }
        _ => slope,
    })
}

fn is_share(series: &str) -> bool {
    series.ends_with("_share")
}

/// What comes of the units themselves and what of the work's moving between them.
#[must_use]
pub(super) fn mix_sentence(row: &MixRow) -> String {
    let is_share = is_share(row.series);
    let label = series_label(row.series).unwrap_or(row.series);
    let [whole, within, shifted] =
        [row.change, row.within, row.shifted].map(|number| change(number, is_share));
    let (from, to, from_n, to_n) = (row.from, row.to, row.from_n, row.to_n);
    let most = row.parts.first().map(|part| {
        let both = change(part.within + part.shifted, is_share);
        format!("占得最多的是{}（{both}）", part.name)
    });
    format!(
        "{label}：{from}年（n={from_n}）到{to}年（n={to_n}）共 {whole}，其中单位自身变化 {within}，件数在单位之间转移 {shifted}。{}",
        most.map(|text| text + "。").unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::sample,
        trend::{Period, mix, samples::cuts, trends},
    };

    #[test]
    fn every_series_has_a_name_that_people_read() {
        let rows = trends(&sample::replies(60), Period::Year, &cuts());
        let unknown: Vec<_> =
            rows.iter().filter(|row| series_label(row.series).is_none()).collect();
        assert!(!rows.is_empty() && unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_line_has_one_cell_a_period_and_the_verdict_in_words() {
        let section = trend_section(&sample::trends(), &OverTime::default());
        assert_eq!(section.periods, ["2021", "2022", "2023", "2024"]);
        let line = &section.all[0];
        assert_eq!((line.label.as_str(), line.cells.len()), ("应付式答复占比", 4));
        assert_eq!(line.cells[0].value, "8.0%");
        assert_eq!(line.slope, "+5.5 个百分点（+5.0 至 +6.0）");
        assert_eq!((line.verdict_label.as_str(), line.is_worse), ("上升", true));
        let text = &section.all[1];
        assert_eq!(text.cells[0].value, "78.0");
        assert!(!text.is_worse, "a rising text score is no bad news");
    }

    #[test]
    fn units_topics_and_delegations_have_a_table_each_and_many_are_counted() {
        let one = sample::trends().remove(0);
        let of =
            |scope: TrendScope, name: String| TrendRow { scope, name: Some(name), ..one.clone() };
        let mut rows = vec![one.clone(), of(TrendScope::Delegation, "甲代表团".into())];
        rows.extend((0..90).map(|n| of(TrendScope::Topic, format!("第{n}类"))));
        let section = trend_section(&rows, &OverTime::default());
        let size = |group: &TrendGroup| (group.lines.len(), group.shown);
        assert_eq!(size(&section.units), (0, 0));
        assert_eq!(size(&section.topics), (90, 80));
        assert_eq!(size(&section.delegations), (1, 1));
        assert_eq!(section.delegations.lines[0].name, "甲代表团");
    }

    #[test]
    fn another_period_is_shown_with_a_row_each_in_the_order_of_time() {
        let section = trend_section(&sample::trends(), &sample::over_time());
        let other = section.other.unwrap();
        assert_eq!((other.kind, other.file.as_str()), ("半年", "trends-half.csv"));
        assert!(other.heads.iter().any(|head| head == "应付式答复占比"), "{:?}", other.heads);
        let periods: Vec<&String> = other.rows.iter().map(|(period, _)| period).collect();
        assert!(!periods.is_empty() && periods.is_sorted(), "{periods:?}");
        assert!(other.rows.iter().all(|(_, cells)| cells.len() == other.heads.len()));
        assert_eq!(trend_section(&sample::trends(), &OverTime::default()).other, None);
    }

    #[test]
    fn the_mix_adds_up_in_its_sentence() {
        let rows = sample::replies(80);
        let mix = mix(&rows, &cuts());
        let sentence = mix_sentence(&mix[0]);
        assert!(sentence.contains("单位自身变化") && sentence.contains("n="), "{sentence}");
        assert!((mix[0].change - mix[0].within - mix[0].shifted).abs() < 1e-9);
    }
}

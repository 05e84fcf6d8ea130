//! A trend in one honest Chinese sentence: from what to what, how fast, how sure, how much is
//! known, and how much of it is only the work moving between units.

use std::fmt::Write;

use super::{DifferenceRow, MixRow, differences::compared, label};
use crate::records::{TrendRow, TrendScope, TrendVerdict};

/// Most units that are told one by one; trends.csv has all.
const MOST_UNITS: usize = 10;

/// The sentences of a run: of each main series the whole with its mix, then the units whose
/// line rises or falls beyond chance, the surest first. Nothing below two years.
#[must_use]
pub fn words(trends: &[TrendRow], differences: &[DifferenceRow], mix: &[MixRow]) -> Vec<String> {
    let mut told = Vec::new();
    for series in ["non_answer_share", "text_score"] {
        let of = |scope| lines(trends, (series, scope));
        told.extend(of(TrendScope::All).iter().filter_map(|line| {
            let mut text = sentence(line, differences)?;
            let tested = line.first().is_some_and(|row| row.p_value.is_some());
            text.push_str(&if tested { mixed(line, mix) } else { String::new() });
            Some(text)
        }));
        let mut units = of(TrendScope::Unit);
        units.retain(|line| line.first().is_some_and(changes));
        let sure = |line: &&[TrendRow]| line.first().and_then(|row| row.q_value).unwrap_or(1.0);
        units.sort_by(|a, b| sure(a).total_cmp(&sure(b)));
        told.extend(units.iter().take(MOST_UNITS).filter_map(|line| sentence(line, differences)));
        if units.len() > MOST_UNITS {
            let (all, label) = (units.len(), label(series));
            told.push(format!(
                "{label}有明显变化的单位共 {all} 个，这里列前 {MOST_UNITS} 个，其余见 trends.csv。"
            ));
        }
    }
    told
}

/// The lines of a series and scope, in the order of `trends`.
fn lines<'a>(trends: &'a [TrendRow], of: (&str, TrendScope)) -> Vec<&'a [TrendRow]> {
    trends
        .chunk_by(|a, b| (a.series, a.scope, &a.name) == (b.series, b.scope, &b.name))
        .filter(|line| line.first().is_some_and(|row| (row.series, row.scope) == of))
        .collect()
}

fn changes(row: &TrendRow) -> bool {
    matches!(row.verdict, Some(TrendVerdict::Rising | TrendVerdict::Falling))
}

/// What one line of trends (the rows of one series, scope and name, in order of time) says, as
/// one sentence; `None` below two periods with a value.
#[must_use]
pub fn sentence(line: &[TrendRow], differences: &[DifferenceRow]) -> Option<String> {
    let known = compared(line);
    let [first, .., last] = known.as_slice() else { return None };
    let (from, to) = (first.estimate.value?, last.estimate.value?);
    let unit = Unit::of(first.series);
    let whom = first.name.as_deref().unwrap_or("全部答复");
    let mut text = format!(
        "{whom}的{}由{}的 {}（{} 件）变为{}的 {}（{} 件）",
        label(first.series),
        when(first),
        unit.value(from),
        first.estimate.n,
        when(last),
        unit.value(to),
        last.estimate.n,
    );
    if let Some(slope) = first.slope.filter(|_| known.len() > 2) {
        let _ = write!(text, "，平均每年 {}", unit.change(slope));
    }
    text.push_str(&against_first(line, (differences, unit)));
    text.push_str(&passed_over(line));
    let _ = write!(text, "；判定：{}", judged(first));
    text.push('。');
    Some(text)
}

/// A period in a sentence; a year bears its word.
fn when(row: &TrendRow) -> String {
    match row.period == row.year.to_string() {
        true => format!(" {} 年", row.period),
        false => row.period.clone(),
    }
}

/// Periods before the first or behind the last compared one, which have too few replies.
fn passed_over(line: &[TrendRow]) -> String {
    let few: Vec<String> = line
        .iter()
        .filter(|row| !row.compared)
        .map(|row| format!("{} {} 件", when(row).trim_start(), row.estimate.n))
        .collect();
    if few.is_empty() {
        few.concat()
    } else {
        format!("（{}，太少，不拿来比）", few.join("、"))
    }
}

/// The difference of the last and the first period with its interval.
fn against_first(line: &[TrendRow], (differences, unit): (&[DifferenceRow], Unit)) -> String {
    let Some(row) = line.first() else { return String::new() };
    let mut of_line = differences.iter().filter(|found| {
        (found.series, found.scope, &found.name) == (row.series, row.scope, &row.name)
    });
    // The last row of a line is the one against the first period.
    let Some(change) = of_line.next_back().map(|found| found.change) else { return String::new() };
    match (change.value, change.low, change.high) {
        (Some(value), Some(low), Some(high)) => format!(
            "，首末相差 {}（95% 区间 {} 至 {}）",
            unit.change(value),
            unit.signed(low),
            unit.signed(high)
        ),
        _ => String::new(),
    }
}

/// The verdict with what it rests on.
fn judged(row: &TrendRow) -> String {
    let Some(verdict) = row.verdict else { return "没有检验".to_owned() };
    let better = match (row.series, verdict) {
        ("non_answer_share", TrendVerdict::Rising) | ("text_score", TrendVerdict::Falling) => {
            "，变差"
        }
        ("non_answer_share", TrendVerdict::Falling) | ("text_score", TrendVerdict::Rising) => {
            "，变好"
        }
        _ => "",
    };
    let mut text = format!("{}{better}", verdict.label());
    let Some(p) = row.p_value else { return text };
    let _ = match row.q_value.filter(|_| row.scope != TrendScope::All) {
        Some(q) => write!(text, "（{}，校正后{}）", chance("p", p), chance(" q", q)),
        None => write!(text, "（{}）", chance("p", p)),
    };
    text
}

/// A p-value as people read it; never 0.
fn chance(letter: &str, p: f64) -> String {
    if p < 0.001 { format!("{letter} < 0.001") } else { format!("{letter} = {p:.3}") }
}

/// How much of the change is the units' own, where the mix of the same years is known.
fn mixed(line: &[TrendRow], mix: &[MixRow]) -> String {
    let known = compared(line);
    let [first, .., last] = known.as_slice() else { return String::new() };
    let of = |row: &&MixRow| {
        (row.series, row.by) == (first.series, TrendScope::Unit)
            && (row.from, row.to) == (first.year, last.year)
    };
    let Some(row) = mix.iter().find(of) else { return String::new() };
    let unit = Unit::of(first.series);
    format!(
        "其中 {}来自单位自身变化，{}来自工作在单位之间的转移（知道单位的 {} 件和 {} 件，合计 {}）。",
        unit.change(row.within),
        unit.change(row.shifted),
        row.from_n,
        row.to_n,
        unit.change(row.change),
    )
}

/// What a series is measured in.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Share,
    Points,
}

impl Unit {
    fn of(series: &str) -> Self {
        if series == "text_score" { Self::Points } else { Self::Share }
    }

    fn value(self, value: f64) -> String {
        match self {
            Self::Share => format!("{:.1}%", 100.0 * value),
            Self::Points => format!("{value:.2} 分"),
        }
    }

    fn change(self, value: f64) -> String {
        let name = match self {
            Self::Share => "个百分点",
            Self::Points => "分",
        };
        format!("{} {name}", self.signed(value))
    }

    /// With its sign; what rounds to nothing has none.
    fn signed(self, value: f64) -> String {
        let (number, digits) = match self {
            Self::Share => (100.0 * value, 1),
            Self::Points => (value, 2),
        };
        let shown = format!("{:.digits$}", number.abs());
        let is_nothing = shown.chars().all(|c| matches!(c, '0' | '.'));
        let sign = match number < 0.0 {
            _ if is_nothing => "",
            true => "−",
            false => "+",
        };
        format!("{sign}{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::ReplyRow,
        score::samples::row,
        trend::{Period, differences, mix, samples::cuts, trends},
    };

    fn replies(unit: &str, n: usize, empty: [usize; 3]) -> Vec<ReplyRow> {
        let of_year = |(year, empty): (i32, usize)| {
            let score = move |at: usize| if at < empty { 1_000 } else { 6_000 };
            (0..n).map(move |at| row(Some(unit), Some(year), score(at)))
        };
        (2022..).zip(empty).flat_map(of_year).collect()
    }

    fn told(rows: &[ReplyRow]) -> Vec<String> {
        let trends = trends(rows, Period::Year, &cuts());
        words(&trends, &differences(&trends), &mix(rows, &cuts()))
    }

    #[test]
    fn a_rise_is_told_with_numbers_chance_and_mix() {
        let rows = [replies("甲局", 60, [3, 9, 18]), replies("乙局", 40, [4, 4, 4])].concat();
        let told = told(&rows);
        assert_eq!(
            told[0],
            "全部答复的应付式答复占比由 2022 年的 7.0%（100 件）变为 2024 年的 22.0%（100 件），\
             平均每年 +7.5 个百分点，首末相差 +15.0 个百分点（95% 区间 +5.3 至 +24.7）；\
             判定：上升，变差（p = 0.002）。\
             其中 +15.0 个百分点来自单位自身变化，0.0 个百分点来自工作在单位之间的转移\
             （知道单位的 100 件和 100 件，合计 +15.0 个百分点）。"
        );
        assert!(
            told[1].starts_with("甲局的应付式答复占比由 2022 年的 5.0%（60 件）"),
            "{}",
            told[1]
        );
        assert!(told[1].contains("校正后 q < 0.001"), "{}", told[1]);
        assert!(!told.iter().any(|text| text.starts_with("乙局")));
    }

    #[test]
    fn the_first_letters_of_a_new_year_are_told_and_not_compared() {
        let begun = [row(Some("甲局"), Some(2025), 1_000), row(Some("乙局"), Some(2025), 1_000)];
        let rows = [replies("甲局", 60, [3, 9, 18]), replies("乙局", 40, [4, 4, 4])].concat();
        let [without, with] = [rows.clone(), [&rows[..], &begun[..]].concat()].map(|it| told(&it));
        assert!(with[0].contains("变为 2024 年的 22.0%（100 件）"), "{}", with[0]);
        assert!(with[0].contains("（2025 年 2 件，太少，不拿来比）；判定："), "{}", with[0]);
        assert!(with[0].contains("平均每年 +7.5 个百分点"), "{}", with[0]);
        let mixed = |told: &[String]| told[0].split_once("其中").map(|(_, mix)| mix.to_owned());
        assert_eq!(mixed(&with), mixed(&without));
        assert!(mixed(&with).is_some());
    }

    #[test]
    fn what_may_be_chance_is_told_as_such_and_one_year_says_nothing() {
        let text = &told(&replies("甲局", 5, [0, 1, 1]))[0];
        assert!(text.contains("判定：没有明显变化（p = "), "{text}");
        assert!(told(&replies("甲局", 9, [1, 1, 1])[..9]).is_empty());
        let few = &told(&replies("甲局", 2, [0, 1, 1]))[0];
        assert!(few.ends_with("判定：数据太少。"), "{few}");
    }

    #[test]
    fn nothing_has_no_sign_and_a_fall_has_a_minus() {
        assert_eq!(Unit::Share.change(-0.0001), "0.0 个百分点");
        assert_eq!(Unit::Share.change(-0.051), "−5.1 个百分点");
        assert_eq!(Unit::Points.change(2.5), "+2.50 分");
        assert_eq!(chance("p", 0.0), "p < 0.001");
    }
}

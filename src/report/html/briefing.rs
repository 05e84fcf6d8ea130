//! What we found, in five sentences with numbers; each is computed, and none says more than its
//! test does.

use std::collections::BTreeMap;

use serde::Serialize;
use shida_engine::finding::Role;

use super::{
    format::{p_value, value, with_interval},
    trend::slope,
};
use crate::{
    commitments::CommitmentList,
    records::{PromiseStatus, ReplyRow, TrendRow, TrendScope, TrendVerdict, UnitRow},
    relate::FamilyList,
    report::compose::Report,
    statistics::share,
};

/// One sentence of the briefing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// What it is about.
    pub head: String,
    /// The sentence.
    pub text: String,
    /// Fragment of the section that shows more.
    pub link: String,
}

/// The five sentences of a run.
#[must_use]
pub fn briefing(report: &Report) -> Vec<Sentence> {
    let sentence = |head: &str, link: &str, text: String| Sentence {
        head: head.to_owned(),
        text,
        link: link.to_owned(),
    };
    vec![
        sentence("总体", "overview", whole(&report.rows)),
        sentence("走势", "trend", course(&report.trends)),
        sentence("单位", "units", units(&report.units, &report.trends)),
        sentence("问题", "replies", problems(report)),
        sentence("承诺", "commitments", promises(&report.commitments)),
    ]
}

fn whole(rows: &[ReplyRow]) -> String {
    if rows.is_empty() {
        return "没有可判读的答复。".to_owned();
    }
    let count = |is: fn(&ReplyRow) -> bool| rows.iter().filter(|row| is(row)).count();
    let non_answers = count(|row| row.verdict.non_answer);
    let found = share(rows.iter().map(|row| row.verdict.non_answer));
    let shapes = [
        ("三句话", count(|row| row.verdict.three_part)),
        ("只收悉", count(|row| row.verdict.receipt_only)),
        ("只转办", count(|row| row.verdict.forwarded_only)),
    ];
    let shapes: Vec<String> = shapes
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} {count} 件"))
        .collect();
    let shapes =
        if shapes.is_empty() { String::new() } else { format!("，其中{}", shapes.join("、")) };
    let deflections = count(|row| row.verdict.deflection);
    format!(
        "判读的 {} 件答复中，应付式答复 {non_answers} 件，占 {}{shapes}；另有推诿 {deflections} 件。",
        rows.len(),
        with_interval(found, true)
    )
}

fn course(trends: &[TrendRow]) -> String {
    let of_all: Vec<&TrendRow> = trends
        .iter()
        .filter(|row| row.series == "non_answer_share" && row.scope == TrendScope::All)
        .filter(|row| row.compared)
        .collect();
    let (Some(first), Some(last)) = (of_all.first(), of_all.last()) else {
        return "答复没有年度，看不出走势。".to_owned();
    };
    if first.period == last.period {
        return format!("只有{}一个时期的答复，看不出走势。", spoken(&first.period));
    }
    let point = |row: &TrendRow| {
        let shown = row.estimate.value.map_or_else(|| "不详".to_owned(), |v| value(v, true));
        format!("{}的 {shown}（n={}）", spoken(&row.period), row.estimate.n)
    };
    let slope = slope(first).map(|slope| format!("，平均每年 {slope}")).unwrap_or_default();
    let p = first.p_value.map(|p| format!("（p={}）", p_value(p)).replace("=<", "<"));
    let verdict = match first.verdict {
        Some(TrendVerdict::Rising) => "检验结论：上升，不像出于偶然",
        Some(TrendVerdict::Falling) => "检验结论：下降，不像出于偶然",
        Some(TrendVerdict::NoClearChange) => "检验结论：没有明显变化，这一差别可能出于偶然",
        _ => "数据太少，不作上升或下降的结论",
    };
    format!(
        "应付式答复占比从 {} 到 {}{slope}；{verdict}{}。",
        point(first),
        point(last),
        p.unwrap_or_default()
    )
}

/// A bare year with its word; other periods say themselves what they are.
fn spoken(period: &str) -> String {
    let is_year = period.len() == 4 && period.bytes().all(|byte| byte.is_ascii_digit());
    format!("{period}{}", if is_year { "年" } else { " " })
}

fn units(units: &[UnitRow], trends: &[TrendRow]) -> String {
    let mut ranked: Vec<&UnitRow> =
        units.iter().filter(|unit| unit.year.is_none() && unit.rank.is_some()).collect();
    ranked.sort_by_key(|unit| (unit.rank, unit.unit.as_str()));
    let (Some(best), Some(worst)) = (ranked.first(), ranked.last()) else {
        return "没有件数够排名的单位，不作单位之间的比较。".to_owned();
    };
    if ranked.len() == 1 {
        let score = with_interval(best.score, false);
        return format!("件数够排名的只有{}：平均得分 {score}，n={}。", best.unit, best.n);
    }
    let told = |unit: &UnitRow| {
        format!("{} {}，n={}", unit.unit, with_interval(unit.score, false), unit.n)
    };
    let apart = match (best.score.low, worst.score.high) {
        (Some(low), Some(high)) if low > high => "两者的区间不重叠",
        _ => "两者的区间有重叠，不宜据此分高下",
    };
    format!(
        "{} 个件数够排名的单位中，平均得分最高的是{}；最低的是{}；{apart}。{}",
        ranked.len(),
        told(best),
        told(worst),
        moving(trends)
    )
}

/// The units whose share of non-answers moves, after correction for being many.
fn moving(trends: &[TrendRow]) -> String {
    let named = |verdict| {
        let mut names: Vec<&str> = trends
            .iter()
            .filter(|row| row.series == "non_answer_share" && row.scope == TrendScope::Unit)
            .filter(|row| row.verdict == Some(verdict))
            .filter_map(|row| row.name.as_deref())
            .collect();
        names.dedup();
        names
    };
    let tested = trends.iter().any(|row| row.scope == TrendScope::Unit && row.q_value.is_some());
    let parts: Vec<String> = [(TrendVerdict::Rising, "上升"), (TrendVerdict::Falling, "下降")]
        .into_iter()
        .map(|(verdict, word)| (named(verdict), word))
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, word)| format!("应付占比{word}的有{}", listed(&names)))
        .collect();
    match (parts.is_empty(), tested) {
        (false, _) => format!("经多重比较校正，{}。", parts.join("，")),
        (true, true) => "经多重比较校正，没有一个单位的应付占比有明显升降。".to_owned(),
        (true, false) => String::new(),
    }
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 4;
    let shown = names.iter().take(MOST).copied().collect::<Vec<_>>().join("、");
    match names.len() {
        n if n > MOST => format!("{shown}等 {n} 个单位"),
        _ => shown,
    }
}

fn problems(report: &Report) -> String {
    let review = report.rows.iter().filter(|row| row.disposal == "review").count();
    let blamed: BTreeMap<&str, &str> = report
        .rules
        .iter()
        .filter(|rule| rule.role == Role::Penalty || rule.role == Role::Answer)
        .map(|rule| (rule.code.as_str(), rule.name.as_str()))
        .collect();
    let mut hits: BTreeMap<&str, usize> = BTreeMap::new();
    for code in report.rows.iter().flat_map(|row| &row.verdict.codes) {
        if let Some((code, _)) = blamed.get_key_value(&**code) {
            *hits.entry(code).or_default() += 1;
        }
    }
    let mut hits: Vec<(&str, usize)> = hits.into_iter().collect();
    hits.sort_by_key(|(code, count)| (usize::MAX - count, *code));
    let named: Vec<String> = hits
        .iter()
        .take(3)
        .map(|(code, count)| format!("{}（{count} 件）", blamed.get(code).unwrap_or(code)))
        .collect();
    let most = match named.is_empty() {
        true => String::new(),
        false => format!("；涉及件数最多的问题是{}", named.join("、")),
    };
    format!("需人工复核 {review} 件{most}；{}。判定只供筛查，由人确认。", alike(&report.families))
}

fn alike(families: &FamilyList) -> String {
    match families.total {
        0 => "没有发现正文雷同的答复".to_owned(),
        total => format!("正文雷同的答复 {total} 组共 {} 件", families.replies),
    }
}

fn promises(list: &CommitmentList) -> String {
    let [concrete, partial, vague] = list.grades;
    if list.total == 0 {
        return "答复中没有发现承诺。".to_owned();
    }
    let status = match (list.followed, list.count(PromiseStatus::Overdue)) {
        (true, overdue) => format!(
            "可跟踪的承诺中已兑现 {} 条、逾期 {overdue} 条、未到期 {} 条、不详 {} 条",
            list.count(PromiseStatus::Kept),
            list.count(PromiseStatus::Open),
            list.count(PromiseStatus::Unknown)
        ),
        (false, 0) => "没有承诺跟踪表，是否兑现多不可知".to_owned(),
        (false, overdue) => {
            format!("没有承诺跟踪表，是否兑现多不可知（指标表记为逾期的 {overdue} 条）")
        }
    };
    format!(
        "答复共作承诺 {} 条：有事有时限的 {concrete} 条，有事无时限的 {partial} 条，空泛的 {vague} 条；{status}。",
        list.total
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_course_is_told_with_numbers_and_no_further_than_the_test_goes() {
        let mut trends = sample::trends();
        let told = course(&trends);
        for shown in ["2021年的 8.0%（n=70）", "2024年的 24.5%", "+5.5 个百分点", "上升", "p=0.010"]
        {
            assert!(told.contains(shown), "{shown} in {told}");
        }
        trends.iter_mut().for_each(|row| row.verdict = Some(TrendVerdict::NoClearChange));
        let told = course(&trends);
        assert!(told.contains("可能出于偶然") && !told.contains("不像出于偶然"), "{told}");
        trends.retain(|row| row.year == 2021);
        assert!(course(&trends).contains("看不出走势"));
        assert!(course(&[]).contains("没有年度"));
    }

    #[test]
    fn units_are_only_told_apart_where_their_intervals_are() {
        let mut rows = sample::units();
        let told = units(&rows, &[]);
        assert!(told.contains("3 个件数够排名的单位") && told.contains("区间不重叠"), "{told}");
        rows.iter_mut().for_each(|row| row.score.high = Some(99.0));
        assert!(units(&rows, &[]).contains("不宜据此分高下"));
        assert!(units(&[], &[]).contains("没有件数够排名的单位"));
    }

    #[test]
    fn promises_nobody_followed_are_not_called_broken() {
        let mut list = sample::commitments();
        assert!(promises(&list).contains("逾期 1 条"));
        list.followed = false;
        assert!(promises(&list).contains("是否兑现多不可知"));
        assert!(promises(&CommitmentList::default()).contains("没有发现承诺"));
    }

    #[test]
    fn nothing_read_is_no_division_by_zero() {
        assert_eq!(whole(&[]), "没有可判读的答复。");
        assert!(whole(&sample::replies(8)).contains("判读的 8 件答复"));
    }
}

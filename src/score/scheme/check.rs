//! What the unit-level part of a profile must fulfil before a unit is scored with it.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{
    Criterion, Overall, Scheme, Step, UnitGate, UnitItem, UnitKind, When, grades::grade_names,
    tally::BASE,
};
use crate::score::{RATES, SCALING, UNKNOWN_SCALING, points::Points};

/// Whether everything fits together; else the byte of the text where it does not, and what is
/// wrong in Chinese.
///
/// # Errors
/// The first thing that does not fit.
pub(in crate::score) fn check(
    scheme: &Spanned<Scheme>,
    dimensions: &BTreeMap<String, String>,
) -> Result<(), (usize, String)> {
    let start = scheme.span().start;
    let scheme = scheme.get_ref();
    let mut names: Vec<&str> = vec![BASE, UNKNOWN_SCALING, SCALING];
    for item in &scheme.item {
        let at = |message| (item.span().start, message);
        check_item(item.get_ref(), dimensions).map_err(at)?;
        check_name(&mut names, &item.get_ref().name).map_err(at)?;
    }
    for gate in &scheme.gate {
        let at = |message| (gate.span().start, message);
        check_gate(gate.get_ref(), scheme).map_err(at)?;
        check_name(&mut names, &gate.get_ref().name).map_err(at)?;
    }
    for criterion in &scheme.criterion {
        let at = |message| (criterion.span().start, message);
        check_criterion(criterion.get_ref()).map_err(at)?;
        check_name(&mut names, &criterion.get_ref().name).map_err(at)?;
    }
    for rule in &scheme.overall {
        check_overall(rule.get_ref(), scheme).map_err(|message| (rule.span().start, message))?;
    }
    check_whole(scheme).map_err(|message| (start, message))
}

fn check_name<'a>(names: &mut Vec<&'a str>, name: &'a str) -> Result<(), String> {
    if name.is_empty() || names.contains(&name) {
        return Err(format!("[unit] 里的名称 {name} 重复、为空或为保留名；请换一个名称"));
    }
    names.push(name);
    Ok(())
}

fn check_item(item: &UnitItem, dimensions: &BTreeMap<String, String>) -> Result<(), String> {
    let name = &item.name;
    if !dimensions.contains_key(&item.dimension) {
        return Err(format!("评分项 {name} 的维度 {} 不在 [dimensions] 中", item.dimension));
    }
    check_keys(item)?;
    if let Some(rate) = &item.rate {
        known_rate(rate)?;
    }
    if item.offsets_only && !matches!(item.kind, UnitKind::PerCase | UnitKind::Manual) {
        return Err(format!("评分项 {name}：offsets_only 只用于 per_case 和 manual"));
    }
    let needs_points = !matches!(item.kind, UnitKind::PerCase | UnitKind::Target);
    if needs_points && item.points.0 == 0 {
        return Err(format!("评分项 {name} 的 points 应大于 0"));
    }
    check_steps(item)?;
    check_rounds(item)
}

/// Each kind needs its own keys and takes no others.
fn check_keys(item: &UnitItem) -> Result<(), String> {
    use UnitKind::{Manual, MeanScore, PerCase, Rounds, Share, Steps, Target, Volume};
    let kind = item.kind;
    let given = [
        ("rate", item.rate.is_some(), matches!(kind, Share | Target | Steps)),
        ("event", item.event.is_some(), matches!(kind, PerCase | Steps)),
        ("target", item.target.is_some(), kind == Target),
        ("per_point", item.per_point.is_some(), kind == Target),
        ("each", item.each.is_some(), matches!(kind, PerCase | Volume)),
        ("limit", item.limit.is_some(), matches!(kind, PerCase | Target | Volume)),
        ("steps", !item.steps.is_empty(), kind == Steps),
        ("first", item.first.is_some(), kind == Rounds),
        ("second", item.second.is_some(), kind == Rounds),
        ("never", item.never.is_some(), kind == Rounds),
        ("up_to", item.up_to.is_some(), kind == Volume),
    ];
    let name = &item.name;
    if let Some((key, ..)) = given.iter().find(|(_, is_given, fits)| *is_given && !fits) {
        return Err(format!("评分项 {name} 不用写 {key}"));
    }
    let needed: &[&str] = match kind {
        MeanScore | Manual => &[],
        Share => &["rate"],
        Target => &["rate", "target", "per_point"],
        PerCase => &["event", "each"],
        Steps => &["steps"],
        Rounds => &["first", "second", "never"],
        Volume => &["up_to", "each"],
    };
    let missing = given.iter().find(|(key, is_given, _)| needed.contains(key) && !is_given);
    if let Some((key, ..)) = missing {
        return Err(format!("评分项 {name} 缺少 {key}；这一种要写 {}", needed.join("、")));
    }
    if kind == Steps && item.rate.is_some() == item.event.is_some() {
        return Err(format!("评分项 {name} 要写 rate 或 event，二者写一个"));
    }
    Ok(())
}

fn check_steps(item: &UnitItem) -> Result<(), String> {
    let (name, by_rate) = (&item.name, item.rate.is_some());
    for step in &item.steps {
        if step.from.is_some() != by_rate || step.at_most.is_some() == by_rate {
            let key = if by_rate { "from（百分数）" } else { "at_most（件数）" };
            return Err(format!("评分项 {name} 的 steps 每一档写 {key} 和 points"));
        }
        if step.points > item.points {
            return Err(format!("评分项 {name} 的一档 {} 分超过满分 {}", step.points, item.points));
        }
    }
    let falls = |pair: &[Step]| match pair {
        [a, b] => a.from > b.from || a.at_most < b.at_most,
        _ => true,
    };
    let gives_less = |pair: &[Step]| matches!(pair, [a, b] if a.points >= b.points);
    if item.steps.windows(2).all(|pair| falls(pair) && gives_less(pair)) {
        return Ok(());
    }
    Err(format!("评分项 {name} 的 steps 应从好到差排列，分值不增"))
}

fn check_rounds(item: &UnitItem) -> Result<(), String> {
    let [first, second, never] =
        [item.first, item.second, item.never].map(Option::unwrap_or_default);
    if item.kind != UnitKind::Rounds || (never <= second && second <= first && first <= item.points)
    {
        return Ok(());
    }
    Err(format!("评分项 {}：应有 never ≤ second ≤ first ≤ points", item.name))
}

fn known_rate(name: &str) -> Result<(), String> {
    if RATES.iter().any(|rate| rate.0 == name) {
        return Ok(());
    }
    let names: Vec<&str> = RATES.iter().map(|rate| rate.0).collect();
    Err(format!("不认识的比率 {name}；可用：{}", names.join("、")))
}

fn check_when(when: &When) -> Result<(), String> {
    match (&when.rate, when.event) {
        (Some(rate), None) => {
            known_rate(rate)?;
            let bound = when.from.is_some() || when.below.is_some();
            let foreign = when.at_least.is_some() || when.at_most.is_some();
            if !bound || foreign {
                return Err("条件写了 rate，就写 from 或 below（百分数）".into());
            }
        }
        (None, Some(_)) => {
            let bound = when.at_least.is_some() || when.at_most.is_some();
            if !bound || when.from.is_some() || when.below.is_some() {
                return Err("条件写了 event，就写 at_least 或 at_most（件数）".into());
            }
        }
        _ => return Err("条件要写 rate 或 event，二者写一个".into()),
    }
    Ok(())
}

fn check_gate(gate: &UnitGate, scheme: &Scheme) -> Result<(), String> {
    let name = &gate.name;
    if gate.when.is_empty() {
        return Err(format!("{name} 没有写 when；请写明什么情况下适用"));
    }
    gate.when.iter().try_for_each(check_when)?;
    if let Some(item) = &gate.item_zero
        && !scheme.items().any(|known| known.name == *item)
    {
        return Err(format!("{name} 的 item_zero 指的 {item} 不在 [[unit.item]] 中"));
    }
    if let Some(grade) = &gate.cap_grade {
        known_grade(grade, scheme)?;
    }
    let does_something =
        gate.item_zero.is_some() || gate.cap.is_some() || gate.cap_grade.is_some() || gate.no_award;
    if does_something {
        return Ok(());
    }
    Err(format!("{name} 没有写后果；可写 item_zero、cap、cap_grade、no_award"))
}

fn known_grade(grade: &str, scheme: &Scheme) -> Result<(), String> {
    let names = grade_names(scheme);
    if names.contains(&grade) {
        return Ok(());
    }
    Err(format!("不认识的等次 {grade}；可用：{}", names.join("、")))
}

fn check_criterion(criterion: &Criterion) -> Result<(), String> {
    let name = &criterion.name;
    criterion.levels.iter().flat_map(|level| &level.when).try_for_each(check_when)?;
    let Some((last, others)) = criterion.levels.split_last() else {
        return Err(format!("{name} 没有写 levels"));
    };
    if !last.when.is_empty() || others.iter().any(|level| level.when.is_empty()) {
        return Err(format!("{name} 的 levels：最后一档不写 when，其余各档都要写"));
    }
    Ok(())
}

fn check_overall(rule: &Overall, scheme: &Scheme) -> Result<(), String> {
    if rule.at_least.is_some() != rule.of.is_some() {
        return Err("[[unit.overall]] 的 at_least 和 of 要一起写".into());
    }
    [&rule.any, &rule.of].into_iter().flatten().try_for_each(|grade| known_grade(grade, scheme))?;
    known_grade(&rule.grade, scheme)
}

fn check_whole(scheme: &Scheme) -> Result<(), String> {
    if scheme.item.is_empty() && scheme.criterion.is_empty() {
        return Err("[unit] 里没有 [[unit.item]]，也没有 [[unit.criterion]]；不用就整段删去".into());
    }
    if !scheme.criterion.is_empty() && scheme.overall.is_empty() {
        return Err("写了 [[unit.criterion]]，就要写 [[unit.overall]]，说明总的等次怎样定".into());
    }
    if !scheme.criterion.is_empty() && !scheme.grade.is_empty() {
        return Err("[[unit.grade]]（按分定等）和 [[unit.criterion]]（按条件定等）写一种".into());
    }
    let steps: Vec<Points> = scheme.grade.iter().map(|step| step.get_ref().from).collect();
    if !steps.is_sorted_by(|a, b| a > b) {
        return Err("[[unit.grade]] 应从好到差排列，from 递减".into());
    }
    if scheme.contribution.is_some() && scheme.full() == 0 {
        return Err("[unit.contribution] 要有满分才能折算；请给评分项写 points".into());
    }
    Ok(())
}

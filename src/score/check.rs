//! What a profile must fulfil before anything is scored with it.

use super::{
    UNKNOWN_SCALING,
    deadlines::Deadlines,
    error::ProfileError,
    points::Points,
    profile::{CLASSES, Cuts, File, Item, Kind, LateStep},
    scheme,
};

/// Whether everything fits together; the deadlines come back checked.
///
/// # Errors
/// With the line of the first thing that does not.
pub(super) fn check(text: &str, file: &File) -> Result<Deadlines, ProfileError> {
    let at = |start: usize| move |message: String| ProfileError::at(text, start, message);
    for class in file.result_classes.values() {
        check_class(class.get_ref()).map_err(at(class.span().start))?;
    }
    let mut names = Vec::new();
    for item in &file.item {
        check_item(item.get_ref(), file).map_err(at(item.span().start))?;
        check_name(&mut names, &item.get_ref().name).map_err(at(item.span().start))?;
    }
    for gate in &file.gate {
        check_name(&mut names, &gate.get_ref().name).map_err(at(gate.span().start))?;
    }
    check_cuts(file.disposal.get_ref()).map_err(at(file.disposal.span().start))?;
    if let Some(unit) = &file.unit {
        scheme::check(unit, &file.dimensions).map_err(|(start, message)| at(start)(message))?;
    }
    check_whole(file).map_err(at(0))?;
    file.deadlines.checked().map_err(|(start, message)| ProfileError::at(text, start, message))
}

fn check_whole(file: &File) -> Result<(), String> {
    let sum: i64 = file.item.iter().map(|item| i64::from(item.get_ref().points.0)).sum();
    if sum != i64::from(Points::FULL.0) {
        let sum = sum as f64 / 100.0;
        return Err(format!(
            "各评分项的分值合计应为 100，现为 {sum:.2}；请调整各 [[item]] 的 points"
        ));
    }
    if file.minimum_n == 0 {
        return Err("minimum_n 应不小于 1".into());
    }
    Ok(())
}

fn check_class(class: &str) -> Result<(), String> {
    if CLASSES.contains(&class) {
        return Ok(());
    }
    Err(format!("不认识的办理结果类别 {class}；可用：{}", CLASSES.join("、")))
}

fn check_name(names: &mut Vec<String>, name: &str) -> Result<(), String> {
    let reserved = name.is_empty() || name == UNKNOWN_SCALING;
    if reserved || names.iter().any(|known| known == name) {
        return Err(format!("评分项名称 {name} 重复、为空或为保留名；请换一个名称"));
    }
    names.push(name.to_owned());
    Ok(())
}

fn check_item(item: &Item, file: &File) -> Result<(), String> {
    let name = &item.name;
    if !file.dimensions.contains_key(&item.dimension) {
        return Err(format!("评分项 {name} 的维度 {} 不在 [dimensions] 中", item.dimension));
    }
    if item.points.0 == 0 {
        return Err(format!("评分项 {name} 的 points 应大于 0；不计分的项请删去"));
    }
    check_values(item)?;
    check_late(item)
}

fn check_values(item: &Item) -> Result<(), String> {
    let (name, states) = (&item.name, item.kind.states());
    if item.values.is_empty() != states.is_empty() {
        let cure = if states.is_empty() { "不用写" } else { "要写" };
        return Err(format!("评分项 {name} {cure} values；可用的键：{}", states.join("、")));
    }
    for (state, points) in &item.values {
        if !states.contains(&state.as_str()) {
            return Err(format!(
                "评分项 {name} 的 values 中有不认识的键 {state}；可用的键：{}",
                states.join("、")
            ));
        }
        if *points > item.points {
            return Err(format!(
                "评分项 {name} 的 {state} 为 {points} 分，超过满分 {}",
                item.points
            ));
        }
    }
    Ok(())
}

fn check_late(item: &Item) -> Result<(), String> {
    let name = &item.name;
    if !item.late.is_empty() && item.kind != Kind::OnTime {
        return Err(format!("评分项 {name} 不用写 late；late 只用于 kind = \"on_time\""));
    }
    let mut before = LateStep { days: 0, points: item.points };
    for step in &item.late {
        if step.days <= before.days || step.points > before.points {
            return Err(format!(
                "评分项 {name} 的 late 应按天数递增、分值不增；请检查 {} 天",
                step.days
            ));
        }
        before = *step;
    }
    Ok(())
}

fn check_cuts(cuts: &Cuts) -> Result<(), String> {
    let share = |value: f64| (0.0..=1.0).contains(&value);
    if !share(cuts.review_non_answer_score) || !share(cuts.sample_non_answer_score) {
        return Err("[disposal] 的 *_non_answer_score 应在 0 至 1 之间".into());
    }
    if !share(cuts.sample_answered_below) || cuts.sample_asks_least == 0 {
        return Err("[disposal] 的 sample_answered_below 应在 0 至 1 之间，\
                    sample_asks_least 应不小于 1"
            .into());
    }
    if cuts.sample_below < cuts.review_below
        || cuts.sample_non_answer_score > cuts.review_non_answer_score
    {
        return Err("[disposal] 的抽检线应不严于复核线：sample_below ≥ review_below，\
                    sample_non_answer_score ≤ review_non_answer_score"
            .into());
    }
    Ok(())
}

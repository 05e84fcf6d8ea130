//! Gates and grades: what the rules take from a total, and what it is called in the end.

use super::{Criterion, Overall, Scheme, UnitGate, measure::Field, tally::UnitLine};
use crate::score::GATE;

/// Dimension of the lines of graded criteria.
const CRITERION: &str = "criterion";

/// What comes of gates and grades.
#[derive(Debug, Default)]
pub(super) struct Graded {
    pub(super) grade: Option<String>,
    pub(super) no_award: bool,
}

/// Closes the gates (lines are added), then finds the grade.
pub(super) fn settle(scheme: &Scheme, field: &Field<'_>, lines: &mut Vec<UnitLine>) -> Graded {
    let mut graded = Graded::default();
    let mut best: Option<&str> = None;
    for gate in scheme.gate.iter().map(toml::Spanned::get_ref) {
        if field.holds(&gate.when) != Some(true) {
            continue;
        }
        graded.no_award |= gate.no_award;
        best = lower(scheme, best, gate.cap_grade.as_deref());
        lines.push(gate_line(gate, lines));
    }
    let grades: Vec<(&Criterion, Option<&str>)> =
        scheme.criterion.iter().map(|it| (it.get_ref(), level(it.get_ref(), field))).collect();
    lines.extend(grades.iter().map(|(criterion, grade)| criterion_line(criterion, *grade, field)));
    let found = match scheme.criterion.is_empty() {
        true => by_total(scheme, lines),
        false => overall(scheme, &grades),
    };
    graded.grade = found.map(|grade| lower(scheme, Some(grade), best).unwrap_or(grade).to_owned());
    graded
}

fn gate_line(gate: &UnitGate, lines: &[UnitLine]) -> UnitLine {
    let had: i32 = lines.iter().filter_map(|line| line.points).sum();
    let item = gate.item_zero.as_deref().and_then(|name| lines.iter().find(|it| it.item == name));
    let from_item = item.and_then(|line| line.points).unwrap_or(0).max(0);
    let over_cap = gate.cap.map_or(0, |cap| (had - from_item - cap.0).max(0));
    let mut told = Vec::new();
    if let Some(line) = item {
        told.push(format!("“{}”计0分", line.label));
    }
    told.extend(gate.cap.map(|cap| format!("总分不超过{cap}分")));
    told.extend(gate.cap_grade.as_ref().map(|grade| format!("等次不高于“{grade}”")));
    told.extend(gate.no_award.then(|| "不得评优".to_owned()));
    let scored = lines.iter().any(|line| line.points.is_some());
    UnitLine {
        item: gate.name.clone(),
        label: gate.label.clone(),
        dimension: GATE.to_owned(),
        points: scored.then_some(-from_item - over_cap),
        reason: told.join("；"),
        ..UnitLine::default()
    }
}

/// The worse of two grades in the order of the scheme, best first.
fn lower<'a>(scheme: &'a Scheme, left: Option<&'a str>, right: Option<&'a str>) -> Option<&'a str> {
    let (Some(a), Some(b)) = (left, right) else { return left.or(right) };
    let names: Vec<&str> = grade_names(scheme);
    let place = |grade: &str| names.iter().position(|name| *name == grade);
    Some(if place(a) >= place(b) { a } else { b })
}

/// The names of the grades, best first.
pub(super) fn grade_names(scheme: &Scheme) -> Vec<&str> {
    let by_points = scheme.grade.iter().map(|step| step.get_ref().label.as_str());
    if !scheme.grade.is_empty() {
        return by_points.collect();
    }
    let levels = scheme.criterion.iter().flat_map(|criterion| &criterion.get_ref().levels);
    let mut names: Vec<&str> = Vec::new();
    for level in levels {
        if !names.contains(&level.grade.as_str()) {
            names.push(&level.grade);
        }
    }
    names
}

fn by_total<'a>(scheme: &'a Scheme, lines: &[UnitLine]) -> Option<&'a str> {
    let known = lines.iter().any(|line| line.points.is_some());
    let total: i32 = lines.iter().filter_map(|line| line.points).sum();
    let steps = scheme.grade.iter().map(toml::Spanned::get_ref).filter(|_| known);
    steps.into_iter().find(|step| total >= step.from.0).map(|step| step.label.as_str())
}

/// The grade of a criterion; `None` when a condition that decides cannot be known.
fn level<'a>(criterion: &'a Criterion, field: &Field<'_>) -> Option<&'a str> {
    for level in &criterion.levels {
        match field.holds(&level.when) {
            Some(true) => return Some(&level.grade),
            Some(false) => {}
            None => return None,
        }
    }
    None
}

fn criterion_line(criterion: &Criterion, grade: Option<&str>, field: &Field<'_>) -> UnitLine {
    let mut told: Vec<String> = Vec::new();
    for when in criterion.levels.iter().flat_map(|level| &level.when) {
        let fact = match (when.event, when.rate.as_deref()) {
            (Some(event), _) => format!("{}{}件", event.label(), field.cases(event).n),
            (None, Some(name)) => {
                let label = crate::score::RATES.iter().find(|rate| rate.0 == name);
                format!("{}{}", label.map_or(name, |rate| rate.1), field.rate(name).in_words())
            }
            (None, None) => continue,
        };
        if !told.contains(&fact) {
            told.push(fact);
        }
    }
    UnitLine {
        item: criterion.name.clone(),
        label: criterion.label.clone(),
        dimension: CRITERION.to_owned(),
        grade: grade.unwrap_or("不可知").to_owned(),
        reason: told.join("，"),
        ..UnitLine::default()
    }
}

/// The first overall rule that holds. A criterion that is not known leaves the whole open,
/// unless a rule on `any` grade already holds.
fn overall<'a>(scheme: &'a Scheme, grades: &[(&Criterion, Option<&str>)]) -> Option<&'a str> {
    let open = grades.iter().any(|(_, grade)| grade.is_none());
    for rule in scheme.overall.iter().map(toml::Spanned::get_ref) {
        let decides_early = rule.any.is_some();
        if open && !decides_early {
            return None;
        }
        if is_met(rule, grades) {
            return Some(&rule.grade);
        }
    }
    None
}

fn is_met(rule: &Overall, grades: &[(&Criterion, Option<&str>)]) -> bool {
    let count = |wanted: &str| grades.iter().filter(|(_, grade)| *grade == Some(wanted)).count();
    let any = rule.any.as_deref().is_none_or(|grade| count(grade) > 0);
    let enough = match (&rule.of, rule.at_least) {
        (Some(grade), Some(least)) => count(grade) >= least as usize,
        _ => true,
    };
    any && enough
}

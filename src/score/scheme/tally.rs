//! The total of each unit under a scheme, with the ledger that it adds up from.

use std::collections::BTreeMap;

use super::{
    Scheme, UnitItem, UnitKind,
    grades::{self, Graded},
    measure::{Field, Part, count_words},
};
use crate::{
    metrics::co_units,
    records::{HandPoints, ReplyRow},
    score::{
        SCALING, UNKNOWN_SCALING,
        caseload::{Caseload, Item},
        definitions::rate_definition,
        points::{Points, scale, scale_wide},
        profile::Confirmation,
        rates::Setting,
    },
};

/// Ledger item of the points that every unit starts with.
pub(super) const BASE: &str = "base";

/// Dimension of that line.
const START: &str = "start";

/// What a unit reached under the scheme of a profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnitScore {
    /// 承办单位.
    pub unit: String,
    /// The year, or `None` for all years together.
    pub year: Option<i32>,
    /// Items that the unit took part in.
    pub n: u32,
    /// The total in hundredths; `None` when nothing is known, or the scheme has no points.
    pub total: Option<i32>,
    /// What the total would be if every finding that waits for a person were confirmed.
    pub proposed: Option<i32>,
    /// The most that can be had without bonus, hundredths.
    pub full: i32,
    /// The share of the larger assessment, hundredths.
    pub contribution: Option<i32>,
    /// The grade, when the scheme has grades and they can be known.
    pub grade: Option<String>,
    /// Whether a gate keeps the unit from an award.
    pub no_award: bool,
    /// The lines; the points of those with points add up to `total`.
    pub lines: Vec<UnitLine>,
}

/// One line of a unit's ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitLine {
    /// Stable name of the item, gate or criterion.
    pub item: String,
    /// What people read.
    pub label: String,
    /// Dimension of the profile.
    pub dimension: String,
    /// Points given (negative when taken away), hundredths; `None` = not known, to be filled
    /// by hand, or a criterion that has a grade and no points.
    pub points: Option<i32>,
    /// Points that could be had, hundredths.
    pub max_points: i32,
    /// Whether people give the points.
    pub by_hand: bool,
    /// The grade of a criterion, else empty.
    pub grade: String,
    /// Why, with the numbers, in Chinese.
    pub reason: String,
}

/// The totals of all units by unit and year, all years first; empty without a scheme.
///
/// Co-handlers of a reply take part in it with the weight that the scheme gives them.
#[must_use]
pub fn tally_units(load: Caseload<'_>, hand: &[HandPoints]) -> Vec<UnitScore> {
    let Some(scheme) = &load.profile.unit else { return Vec::new() };
    let setting = Setting::of(load);
    groups(load, scheme)
        .into_iter()
        .map(|((unit, year), items)| {
            let parts = Field::parts(scheme.weights, (unit, &items));
            let given = Given::of(hand, unit, year);
            let unit_is = Unit { name: unit, year, parts: &parts, setting };
            tally(scheme, &unit_is, &given)
        })
        .filter(|score| score.n > 0)
        .collect()
}

struct Unit<'a> {
    name: &'a str,
    year: Option<i32>,
    parts: &'a [Part<'a>],
    setting: Setting<'a>,
}

type Groups<'a> = BTreeMap<(&'a str, Option<i32>), Vec<Item<'a>>>;

fn groups<'a>(load: Caseload<'a>, scheme: &Scheme) -> Groups<'a> {
    let mut groups = Groups::new();
    for item in load.items() {
        let others = co_units(item.metrics).filter(|_| scheme.weights.co.0 > 0);
        let mut units: Vec<&str> = item.unit.into_iter().chain(others).collect();
        units.sort_unstable();
        units.dedup();
        for unit in units {
            groups.entry((unit, None)).or_default().push(item);
            if item.year.is_some() {
                groups.entry((unit, item.year)).or_default().push(item);
            }
        }
    }
    groups
}

/// The points that people gave to one unit in one year.
struct Given<'a>(Vec<&'a (String, i32)>);

impl<'a> Given<'a> {
    /// A row for the year counts for that year, a row without one for all years.
    fn of(hand: &'a [HandPoints], unit: &str, year: Option<i32>) -> Self {
        let mine = hand.iter().filter(|row| row.unit == unit && row.year == year);
        Self(mine.flat_map(|row| &row.points).collect())
    }

    fn points(&self, item: &UnitItem) -> Option<i32> {
        let is_meant = |header: &str| header == item.name || header == item.label;
        self.0.iter().find(|(header, _)| is_meant(header.trim())).map(|(_, points)| *points)
    }
}

fn tally(scheme: &Scheme, unit: &Unit<'_>, given: &Given<'_>) -> UnitScore {
    let proposals = |proposals| Field { setting: unit.setting, parts: unit.parts, proposals };
    let required = unit.setting.load.profile.confirmation == Confirmation::Required;
    let (lines, graded) = ledger(scheme, &proposals(!required), given);
    let proposed =
        if required { total(&ledger(scheme, &proposals(true), given).0) } else { total(&lines) };
    let total = total(&lines);
    let full = scheme.full();
    UnitScore {
        unit: unit.name.to_owned(),
        year: unit.year,
        n: u32::try_from(unit.parts.len()).unwrap_or(u32::MAX),
        contribution: scheme
            .contribution
            .as_ref()
            .and_then(|whole| Some(scale(total?.max(0), whole.points.0, full))),
        total,
        proposed,
        full,
        grade: graded.grade,
        no_award: graded.no_award,
        lines,
    }
}

/// The sum of the lines; `None` when no line has points.
fn total(lines: &[UnitLine]) -> Option<i32> {
    let known = lines.iter().filter_map(|line| line.points);
    lines.iter().any(|line| line.points.is_some()).then(|| known.sum())
}

fn ledger(scheme: &Scheme, field: &Field<'_>, given: &Given<'_>) -> (Vec<UnitLine>, Graded) {
    let mut lines = Vec::new();
    if scheme.base.0 > 0 {
        lines.push(base_line(scheme.base));
    }
    for item in scheme.items().filter(|item| !item.offsets_only) {
        lines.push(item_line(scheme, item, field, given));
    }
    lines.extend(scaling_line(scheme, &lines));
    let lost = lost(&lines, scheme);
    let mut left = lost;
    for item in scheme.items().filter(|item| item.offsets_only) {
        let line = bonus_line(item_line(scheme, item, field, given), &mut left);
        lines.push(line);
    }
    let graded = grades::settle(scheme, field, &mut lines);
    (lines, graded)
}

fn base_line(base: Points) -> UnitLine {
    UnitLine {
        item: BASE.to_owned(),
        label: "基础分".to_owned(),
        dimension: START.to_owned(),
        points: Some(base.0),
        max_points: base.0,
        reason: format!("每个单位起始{base}分"),
        ..UnitLine::default()
    }
}

fn item_line(scheme: &Scheme, item: &UnitItem, field: &Field<'_>, given: &Given<'_>) -> UnitLine {
    let found = find(item, field, given);
    let (points, reason) = match found {
        Found::Known(points, reason) => (Some(points), reason),
        Found::Unknown(reason) if scheme.unknown == super::Unknown::Full => {
            (Some(item.points.0), format!("{reason}，不扣分"))
        }
        Found::Unknown(reason) => (None, reason),
        // What people have still to fill in is never assumed.
        Found::Waiting => (None, "由人工评定，待填（--manual）".to_owned()),
    };
    UnitLine {
        item: item.name.clone(),
        label: item.label.clone(),
        dimension: item.dimension.clone(),
        points,
        max_points: item.points.0,
        by_hand: item.kind == UnitKind::Manual,
        reason,
        ..UnitLine::default()
    }
}

enum Found {
    Known(i32, String),
    Unknown(String),
    Waiting,
}

fn find(item: &UnitItem, field: &Field<'_>, given: &Given<'_>) -> Found {
    match item.kind {
        UnitKind::MeanScore => mean_score(item, field),
        UnitKind::Share => by_share(item, field),
        UnitKind::Target => by_target(item, field),
        UnitKind::PerCase => per_case(item, field),
        UnitKind::Steps => by_steps(item, field),
        UnitKind::Rounds => by_rounds(item, field),
        UnitKind::Volume => by_volume(item, field),
        UnitKind::Manual => by_hand(item, given),
    }
}

fn unknown() -> Found {
    Found::Unknown("没有可计算的件".to_owned())
}

fn mean_score(item: &UnitItem, field: &Field<'_>) -> Found {
    let whole: i64 = field.replies().map(|(_, weight)| weight).sum();
    if whole == 0 {
        return unknown();
    }
    let sum: i64 = field.replies().map(|(row, weight)| weight * i64::from(field.score(row))).sum();
    let mean = scale_wide(sum, 1, whole);
    let points = scale_wide(sum, item.points.0, 10_000 * whole);
    let n = field.replies().count();
    let weighted = match whole == 100 * n as i64 {
        true => String::new(),
        false => format!("（会办按权重计，合{}件）", count_words(whole)),
    };
    let reason = format!("{n}件答复{weighted}平均{}分，按满分{}分折算", Points(mean), item.points);
    Found::Known(points, reason)
}

fn by_share(item: &UnitItem, field: &Field<'_>) -> Found {
    let Some(name) = item.rate.as_deref() else { return unknown() };
    let ratio = field.rate(name);
    if ratio.whole == 0 {
        return unknown();
    }
    let points = scale_wide(ratio.part, item.points.0, ratio.whole);
    Found::Known(points, format!("{}{}", rate_label(name), ratio.in_words()))
}

fn by_target(item: &UnitItem, field: &Field<'_>) -> Found {
    let (Some(name), Some(target), Some(per_point)) =
        (item.rate.as_deref(), item.target, item.per_point)
    else {
        return unknown();
    };
    let ratio = field.rate(name);
    if ratio.whole == 0 {
        return unknown();
    }
    let told = format!("{}{}，目标{}%", rate_label(name), ratio.in_words(), target);
    let missing = shortfall(item, target, (ratio.part, ratio.whole));
    if missing.0 == 0 {
        return Found::Known(item.points.0, format!("{told}，达到"));
    }
    // missing = percentage points × the whole; per_point is hundredths for one point.
    let lost = scale_wide(missing.0, per_point.0, missing.1);
    let lost = item.limit.map_or(lost, |limit| lost.min(limit.0));
    let points = if item.points.0 > 0 { (item.points.0 - lost).max(0) } else { -lost };
    let taken = Points(item.points.0 - points);
    let reason = format!("{told}，每差1个百分点扣{per_point}分，扣{taken}分");
    Found::Known(points, reason)
}

/// Percentage points below the target as a fraction; its numerator is 0 when it is reached.
fn shortfall(item: &UnitItem, target: Points, (part, whole): (i64, i64)) -> (i64, i64) {
    // target % − 100 × part ÷ whole, over the denominator 100 × whole.
    let missing = (i64::from(target.0) * whole - 10_000 * part).max(0);
    let unit = 100 * whole;
    match item.parts {
        super::Parts::Exact => (missing, unit),
        super::Parts::Started => ((missing + unit - 1) / unit, 1),
        super::Parts::Full => (missing / unit, 1),
    }
}

fn per_case(item: &UnitItem, field: &Field<'_>) -> Found {
    let (Some(event), Some(each)) = (item.event, item.each) else { return unknown() };
    let cases = field.cases(event);
    if cases.known == 0 {
        return unknown();
    }
    let size = scale_wide(cases.count, each.0, 100);
    let size = item.limit.map_or(size, |limit| size.min(limit.0));
    let waiting = match cases.waiting {
        0 => String::new(),
        waiting => format!("；另有{waiting}件待人工确认，未计"),
    };
    let label = event.label();
    let count = count_words(cases.count);
    if item.offsets_only {
        return Found::Known(size, format!("{label}{count}件，每件加{each}分{waiting}"));
    }
    let points = if item.points.0 > 0 { (item.points.0 - size).max(0) } else { -size };
    let taken = Points(item.points.0 - points);
    let end = if taken.0 == 0 {
        "不扣分".to_owned()
    } else {
        format!("每件扣{each}分，扣{taken}分")
    };
    Found::Known(points, format!("{label}{count}件，{end}{waiting}"))
}

fn by_steps(item: &UnitItem, field: &Field<'_>) -> Found {
    match (item.rate.as_deref(), item.event) {
        (Some(name), _) => rate_steps(item, name, field),
        (None, Some(event)) => {
            let cases = field.cases(event);
            if cases.known == 0 {
                return unknown();
            }
            let met = |step: &&super::Step| step.at_most.is_some_and(|most| cases.n <= most);
            let points = item.steps.iter().find(met).map_or(0, |step| step.points.0);
            Found::Known(points, format!("{}{}件，得{}分", event.label(), cases.n, Points(points)))
        }
        (None, None) => unknown(),
    }
}

fn rate_steps(item: &UnitItem, name: &str, field: &Field<'_>) -> Found {
    let ratio = field.rate(name);
    if ratio.whole == 0 {
        return unknown();
    }
    let reached = |step: &&super::Step| {
        step.from.is_some_and(|from| {
            10_000 * i128::from(ratio.part) >= i128::from(from.0) * i128::from(ratio.whole)
        })
    };
    let (points, step) = match item.steps.iter().find(reached) {
        Some(step) => (step.points.0, step.from.map(|from| format!("达到{from}%档，"))),
        None => (0, None),
    };
    let step = step.unwrap_or_else(|| "未达任何一档，".to_owned());
    let told = format!("{}{}，{step}得{}分", rate_label(name), ratio.in_words(), Points(points));
    Found::Known(points, told)
}

fn by_rounds(item: &UnitItem, field: &Field<'_>) -> Found {
    let (mut counts, mut weights) = ([0_u32; 3], [0_i64; 3]);
    for (row, weight) in field.replies() {
        if let Some(round) = round(row) {
            counts[round] += 1;
            weights[round] += weight;
        }
    }
    let whole: i64 = weights.iter().sum();
    if whole == 0 {
        return unknown();
    }
    let values = [item.first, item.second, item.never].map(|points| points.unwrap_or_default().0);
    let sum: i64 =
        weights.iter().zip(values).map(|(weight, points)| weight * i64::from(points)).sum();
    let reason = format!(
        "首次即满意{}件、二次后满意{}件、仍不满意{}件，平均计分",
        counts[0], counts[1], counts[2]
    );
    Found::Known(scale_wide(sum, 1, whole), reason)
}

/// 0 satisfied at once (基本满意 counts), 1 after the second reply, 2 still not.
fn round(row: &ReplyRow) -> Option<usize> {
    let second = row.metrics.more().second_rating.as_deref();
    match (row.metrics.satisfaction.as_deref()?, second) {
        ("satisfied" | "basic", _) => Some(0),
        ("dissatisfied", Some("satisfied" | "basic")) => Some(1),
        ("dissatisfied", Some("dissatisfied")) => Some(2),
        // Nobody knows yet how the second evaluation ends.
        _ => None,
    }
}

fn by_volume(item: &UnitItem, field: &Field<'_>) -> Found {
    let (Some(up_to), Some(each)) = (item.up_to, item.each) else { return unknown() };
    let whole: i64 = field.parts.iter().map(|part| part.weight).sum();
    if whole == 0 {
        return unknown();
    }
    let further = (whole - 100 * i64::from(up_to)).max(0);
    let more = scale_wide(further, each.0, 100);
    let more = item.limit.map_or(more, |limit| more.min(limit.0));
    let start = item.points.0 - item.limit.map_or(0, |limit| limit.0);
    let reason = format!(
        "承办{}件；{up_to}件以内{}分，每多1件加{each}分",
        count_words(whole),
        Points(start)
    );
    Found::Known(start + more, reason)
}

fn by_hand(item: &UnitItem, given: &Given<'_>) -> Found {
    let Some(points) = given.points(item) else { return Found::Waiting };
    if (0..=item.points.0).contains(&points) {
        return Found::Known(points, "人工评定".to_owned());
    }
    Found::Unknown(format!(
        "人工评定{}分，不在 0 至 {} 分之间，没有采用",
        Points(points),
        item.points
    ))
}

fn rate_label(name: &str) -> &str {
    rate_definition(name).map_or(name, |rate| rate.label)
}

/// What was lost so far and a bonus may make up for, hundredths.
fn lost(lines: &[UnitLine], scheme: &Scheme) -> i32 {
    let had: i32 = lines.iter().filter_map(|line| line.points).sum();
    (scheme.full() - had).max(0)
}

fn bonus_line(mut line: UnitLine, left: &mut i32) -> UnitLine {
    if let Some(points) = line.points {
        let given = points.clamp(0, *left);
        if given < points {
            line.reason = format!("{}；只抵扣分，计{}分", line.reason, Points(given));
        }
        *left -= given;
        line.points = Some(given);
    }
    line.max_points = 0;
    line
}

/// The closing line 未知项折算, when something that has points is unknown.
fn scaling_line(scheme: &Scheme, lines: &[UnitLine]) -> Option<UnitLine> {
    let scored = || lines.iter().filter(|line| line.max_points > 0);
    let unknown: Vec<&str> =
        scored().filter(|line| line.points.is_none()).map(|line| line.label.as_str()).collect();
    let known: i32 =
        scored().filter(|line| line.points.is_some()).map(|line| line.max_points).sum();
    if unknown.is_empty() || known == 0 || scheme.unknown == super::Unknown::Full {
        return None;
    }
    let full: i32 = scored().map(|line| line.max_points).sum();
    let had: i32 = scored().filter_map(|line| line.points).sum();
    let scaled = scale(had, full, known);
    Some(UnitLine {
        item: UNKNOWN_SCALING.to_owned(),
        label: "未知项折算".to_owned(),
        dimension: SCALING.to_owned(),
        points: Some(scaled - had),
        reason: format!(
            "已知项满分{}分，得{}分，折合满分{}分的{}分；不可知或待填：{}",
            Points(known),
            Points(had),
            Points(full),
            Points(scaled),
            unknown.join("、")
        ),
        ..UnitLine::default()
    })
}

//! Figures that the office has published beside ours, and the definitions that would explain
//! a difference.

use std::fmt::Write;

use crate::{
    records::{Agreement, Exclusion, PublishedFigure, RateRow, Reconciled},
    score::rate_definition,
};

/// Name of the figure that counts items instead of giving a share.
const COUNT: &str = "n";

/// Every published figure beside the rate of the same unit and year (`rates`: as
/// [`crate::score::rate_rows`] gives them), in the order of `published`.
///
/// Two shares agree when they are the same to the digits that were published; 0 % and 100 % are
/// claims about every item and must be met exactly. Where they differ, the usual other readings
/// are tried in a fixed order (cut instead of rounded, then those of `readings`), and those that fit are
/// named as what might explain it; with few items that may be chance, and nothing is asserted.
#[must_use]
pub fn reconcile(published: &[PublishedFigure], rates: &[RateRow]) -> Vec<Reconciled> {
    published.iter().map(|figure| beside(figure, rates)).collect()
}

fn beside(figure: &PublishedFigure, rates: &[RateRow]) -> Reconciled {
    let known = rates.iter().filter(|row| row.unit == figure.unit && row.year == figure.year);
    let group: Vec<&RateRow> = known.collect();
    if group.is_empty() {
        return unknown(figure, no_group(figure, rates));
    }
    if figure.rate == COUNT {
        return counted(figure, &group);
    }
    match rate_definition(&figure.rate).and_then(|rate| row(&group, rate.name)) {
        None => {
            unknown(figure, "不是本工具算的比率，无法核对；可用的名称见 docs/units.md".to_owned())
        }
        Some(row) if row.estimate.n == 0 => {
            unknown(figure, format!("没有一件可算（{}），无法核对", left_out(row)))
        }
        Some(row) => shared(figure, row, &group),
    }
}

fn row<'r>(group: &[&'r RateRow], name: &str) -> Option<&'r RateRow> {
    group.iter().find(|row| row.rate == name).copied()
}

fn no_group(figure: &PublishedFigure, rates: &[RateRow]) -> String {
    let is_known = rates.iter().any(|row| row.unit == figure.unit);
    match (&figure.unit, figure.year) {
        (Some(unit), Some(year)) if is_known => format!("输入里没有“{unit}”{year}年的件，无法核对"),
        (None, Some(year)) => format!("输入里没有{year}年的件，无法核对"),
        (Some(unit), _) => {
            format!("输入里没有承办单位“{unit}”，无法核对；名称要与表里的一致")
        }
        (None, None) => "输入里没有可算的件，无法核对".to_owned(),
    }
}

fn label(figure: &PublishedFigure) -> String {
    if figure.rate == COUNT {
        return "件数".to_owned();
    }
    rate_definition(&figure.rate).map_or_else(|| figure.rate.clone(), |rate| rate.label.to_owned())
}

fn unknown(figure: &PublishedFigure, message: String) -> Reconciled {
    Reconciled {
        label: label(figure),
        published: figure.clone(),
        numerator: None,
        denominator: None,
        ours: None,
        difference: None,
        agreement: Agreement::Unknown,
        message,
    }
}

/// A count of items beside all that was assigned.
fn counted(figure: &PublishedFigure, group: &[&RateRow]) -> Reconciled {
    let assigned = row(group, "answer_rate");
    let ours = assigned.map_or(0, RateRow::items);
    let other: [(&str, Option<u32>); 3] = [
        ("只算有答复正文的", row(group, "on_time_rate").map(RateRow::items)),
        (
            "不算不需要书面答复的",
            assigned.map(|row| row.items() - row.left_out(Exclusion::NoReplyNeeded)),
        ),
        ("按办复率的分母算", assigned.map(|row| row.estimate.n)),
    ];
    let same = |count: u32| (f64::from(count) - figure.value).abs() < 1e-9;
    let fitting = other.into_iter().filter_map(|(name, count)| Some((name, count?)));
    let fitting = fitting.filter(|(_, count)| *count != ours && same(*count));
    let found: Vec<String> =
        fitting.map(|(name, count)| format!("“{name}”口径（{count}件）")).collect();
    Reconciled {
        label: label(figure),
        published: figure.clone(),
        numerator: Some(ours),
        denominator: None,
        ours: Some(f64::from(ours)),
        difference: Some(figure.value - f64::from(ours)),
        agreement: if same(ours) { Agreement::Agrees } else { Agreement::Differs },
        message: if same(ours) { String::new() } else { explained(&found) },
    }
}

fn shared(figure: &PublishedFigure, row: &RateRow, group: &[&RateRow]) -> Reconciled {
    let ours = Ratio { part: row.numerator, whole: row.estimate.n };
    let digits = digits(figure.value);
    let agrees = ours.rounds_to(figure.value, digits);
    let message = match (agrees, digits) {
        (true, 0) if !is_absolute(figure.value) => "公布数只到整数，按整数相符".to_owned(),
        (true, _) => String::new(),
        (false, _) => explained(&fitting(figure, (ours, row), group)),
    };
    Reconciled {
        label: label(figure),
        published: figure.clone(),
        numerator: Some(ours.part),
        denominator: Some(ours.whole),
        ours: Some(ours.value()),
        difference: Some(figure.value - ours.value()),
        agreement: if agrees { Agreement::Agrees } else { Agreement::Differs },
        message,
    }
}

/// Another way in which a rate is often counted.
enum Reading {
    /// Another rate of ours.
    As(&'static str),
    /// Items left out for that reason are counted as yes.
    AlsoYes(&'static str, Exclusion),
    /// The numerator over all items looked at.
    OverAll(&'static str),
}

/// The usual other readings of a rate, in the order in which they are tried.
fn readings(rate: &'static str) -> Vec<Reading> {
    use Reading::{AlsoYes, As, OverAll};
    let mut readings = match rate {
        "satisfied_rate"
        | "satisfied_or_basic_rate"
        | "first_satisfied_rate"
        | "first_satisfied_or_basic_rate"
        | "final_satisfied_rate"
        | "final_satisfied_or_basic_rate" => vec![
            As("satisfied_rate"),
            As("satisfied_or_basic_rate"),
            As("final_satisfied_rate"),
            As("final_satisfied_or_basic_rate"),
            As("first_satisfied_rate"),
            As("first_satisfied_or_basic_rate"),
            AlsoYes("satisfied_rate", Exclusion::NotReturned),
            AlsoYes("satisfied_or_basic_rate", Exclusion::NotReturned),
            AlsoYes("final_satisfied_or_basic_rate", Exclusion::NotReturned),
            OverAll("satisfied_rate"),
            OverAll("satisfied_or_basic_rate"),
        ],
        "contact_rate" | "face_rate" | "visit_rate" => {
            vec![As("contact_rate"), As("face_rate"), As("visit_rate"), OverAll("face_rate")]
        }
        "on_time_rate" | "completed_on_time_rate" | "answer_rate" => {
            vec![As("on_time_rate"), As("completed_on_time_rate"), As("answer_rate")]
        }
        "class_a_rate" | "class_ab_rate" | "resolved_rate" | "resolved_or_planned_rate" => vec![
            As("class_a_rate"),
            As("resolved_rate"),
            As("class_ab_rate"),
            As("resolved_or_planned_rate"),
        ],
        "promise_kept_rate" | "fulfilled_rate" => {
            vec![As("promise_kept_rate"), As("fulfilled_rate")]
        }
        _ => Vec::new(),
    };
    readings.extend([AlsoYes(rate, Exclusion::Unknown), OverAll(rate)]);
    readings
}

impl Reading {
    /// The counts under this reading, and its name.
    fn of(&self, group: &[&RateRow]) -> Option<(String, Ratio)> {
        let ratio = |part, whole| Ratio { part, whole };
        match *self {
            Self::As(name) => {
                let row = row(group, name)?;
                Some((row.label.to_owned(), ratio(row.numerator, row.estimate.n)))
            }
            Self::AlsoYes(name, reason) => {
                let row = row(group, name)?;
                let more = row.left_out(reason);
                let label = format!("{}，{}的也算在分子分母里", row.label, reason.label());
                Some((label, ratio(row.numerator + more, row.estimate.n + more)))
            }
            Self::OverAll(name) => {
                let row = row(group, name)?;
                Some((
                    format!("{}，以全部件数为分母", row.label),
                    ratio(row.numerator, row.items()),
                ))
            }
        }
    }
}

/// The readings under which the published share would agree.
fn fitting(
    figure: &PublishedFigure,
    (ours, row): (Ratio, &RateRow),
    group: &[&RateRow],
) -> Vec<String> {
    let digits = digits(figure.value);
    let mut found = Vec::new();
    if ours.cuts_to(figure.value, digits) {
        found.push(format!("“{}，只舍不入”口径（{}）", row.label, ours.shown(digits)));
    }
    let mut seen = vec![ours];
    for (name, ratio) in readings(row.rate).iter().filter_map(|reading| reading.of(group)) {
        if ratio.whole == 0 || seen.contains(&ratio) {
            continue;
        }
        seen.push(ratio);
        if ratio.rounds_to(figure.value, digits) {
            found.push(format!("“{name}”口径（{}）", ratio.shown(digits)));
        }
    }
    found
}

fn explained(fitting: &[String]) -> String {
    if fitting.is_empty() {
        return "常见的几种口径都不相符，请核对件数和口径".to_owned();
    }
    let mut text = String::new();
    for (at, one) in fitting.iter().enumerate() {
        let _ = write!(text, "{}按{one}相符", if at == 0 { "" } else { "；" });
    }
    text + "。可能是口径不同，也可能是巧合，请与公布的单位核对"
}

fn left_out(row: &RateRow) -> String {
    let reasons = row.excluded.iter().map(|(reason, n)| format!("{} {n} 件", reason.label()));
    let reasons: Vec<String> = reasons.collect();
    if reasons.is_empty() { "没有这样的件".to_owned() } else { reasons.join("，") }
}

/// A share as counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ratio {
    part: u32,
    whole: u32,
}

/// Most decimals of a percentage that are told apart.
const MOST_DIGITS: u32 = 4;

/// What a comparison of decimal fractions forgives.
const DUST: f64 = 1e-9;

/// Decimals of a share 0–1 written as a percentage. A trailing zero cannot be seen in a number:
/// 92.0 % counts as 92 %.
fn digits(share: f64) -> u32 {
    let is_whole = |digits: &u32| {
        let scaled = share * 100.0 * 10_f64.powi(*digits as i32);
        (scaled - scaled.round()).abs() < 1e-6
    };
    (0..MOST_DIGITS).find(is_whole).unwrap_or(MOST_DIGITS)
}

fn is_absolute(share: f64) -> bool {
    share <= 0.0 || share >= 1.0
}

impl Ratio {
    fn value(self) -> f64 {
        f64::from(self.part) / f64::from(self.whole)
    }

    /// Whether the share gives that percentage when rounded; a half may go either way.
    fn rounds_to(self, share: f64, digits: u32) -> bool {
        let half = if is_absolute(share) { 0.0 } else { 0.5 / 10_f64.powi(digits as i32) };
        (self.value() * 100.0 - share * 100.0).abs() <= half + DUST
    }

    /// Whether the share gives that percentage when further digits are cut off.
    fn cuts_to(self, share: f64, digits: u32) -> bool {
        let scale = 10_f64.powi(digits as i32);
        let cut = (self.value() * 100.0 * scale + DUST).floor() / scale;
        (cut - share * 100.0).abs() <= DUST
    }

    fn shown(self, digits: u32) -> String {
        let decimals = digits.max(1) as usize;
        format!("{}÷{}＝{:.decimals$}%", self.part, self.whole, self.value() * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{records::Origin, statistics::wilson};

    fn figure(rate: &str, value: f64) -> PublishedFigure {
        PublishedFigure {
            origin: Origin { file: "公布.csv".into(), sheet: None, line: 2 },
            unit: Some("民政局".to_owned()),
            year: Some(2024),
            rate: rate.to_owned(),
            value,
        }
    }

    fn rate(name: &str, (part, whole): (u32, u32), excluded: &[(Exclusion, u32)]) -> RateRow {
        let definition = rate_definition(name).unwrap();
        RateRow {
            unit: Some("民政局".to_owned()),
            year: Some(2024),
            rate: definition.name,
            label: definition.label,
            numerator: part,
            estimate: wilson(part, whole),
            excluded: excluded.to_vec(),
        }
    }

    /// 50 items, 45 forms returned: 30 satisfied, 12 basic, 3 not.
    fn rates() -> Vec<RateRow> {
        let silent = [(Exclusion::NotReturned, 5)];
        vec![
            rate("on_time_rate", (45, 50), &[]),
            rate("satisfied_rate", (30, 45), &silent),
            rate("satisfied_or_basic_rate", (42, 45), &silent),
            rate("rework_rate", (0, 0), &[(Exclusion::Unknown, 50)]),
            rate("answer_rate", (50, 52), &[(Exclusion::NotDue, 3), (Exclusion::NoReplyNeeded, 1)]),
        ]
    }

    fn told(rate: &str, value: f64) -> (Agreement, String) {
        let found = reconcile(&[figure(rate, value)], &rates()).remove(0);
        (found.agreement, found.message)
    }

    #[test]
    fn a_figure_that_rounds_to_the_printed_digits_agrees() {
        assert_eq!(told("satisfied_rate", 0.6667), (Agreement::Agrees, String::new()));
        assert_eq!(told("satisfied_rate", 0.667).0, Agreement::Agrees);
        assert_eq!(told("满意率", 0.667).0, Agreement::Agrees, "by its label, too");
        let (agreement, message) = told("satisfied_rate", 0.67);
        assert_eq!(agreement, Agreement::Agrees);
        assert!(message.contains("按整数相符"), "{message}");
        assert_eq!(told("satisfied_rate", 0.668).0, Agreement::Differs);
    }

    #[test]
    fn the_definition_that_would_explain_a_difference_is_named_and_not_asserted() {
        let (agreement, message) = told("satisfied_rate", 0.933);
        assert_eq!(agreement, Agreement::Differs);
        assert_eq!(
            message,
            "按“满意率（含基本满意）”口径（42÷45＝93.3%）相符。可能是口径不同，也可能是巧合，请与公布的单位核对"
        );
    }

    #[test]
    fn silence_counted_as_satisfied_and_all_items_as_denominator_are_tried() {
        let (_, message) = told("satisfied_rate", 0.94);
        assert!(
            message
                .contains("“满意率（含基本满意），未反馈的也算在分子分母里”口径（47÷50＝94.0%）")
        );
        let (_, message) = told("satisfied_rate", 0.84);
        assert!(
            message.contains("“满意率（含基本满意），以全部件数为分母”口径（42÷50＝84.0%）"),
            "{message}"
        );
        let (_, message) = told("satisfied_rate", 0.6);
        assert!(message.contains("“满意率，以全部件数为分母”口径（30÷50"), "{message}");
    }

    #[test]
    fn digits_cut_off_instead_of_rounded_are_told() {
        let (agreement, message) = told("satisfied_rate", 0.666);
        assert_eq!(agreement, Agreement::Differs);
        assert!(message.starts_with("按“满意率，只舍不入”口径（30÷45＝66.7%）相符"), "{message}");
    }

    #[test]
    fn a_full_hundred_is_no_rounding_of_less() {
        let rates = [rate("on_time_rate", (499, 500), &[])];
        let found = reconcile(&[figure("on_time_rate", 1.0)], &rates).remove(0);
        assert_eq!(found.agreement, Agreement::Differs);
        assert!((found.difference.unwrap() - 0.002).abs() < 1e-12);
    }

    #[test]
    fn what_nothing_explains_is_said_to_be_unexplained() {
        let (agreement, message) = told("satisfied_rate", 0.5);
        assert_eq!((agreement, message.contains("都不相符")), (Agreement::Differs, true));
    }

    #[test]
    fn what_cannot_be_computed_says_why() {
        assert_eq!(
            told("rework_rate", 0.02),
            (Agreement::Unknown, "没有一件可算（不详 50 件），无法核对".to_owned())
        );
        assert!(told("好评率", 0.02).1.contains("不是本工具算的比率"));
        let mut other = figure("satisfied_rate", 0.9);
        other.year = Some(2023);
        assert!(reconcile(&[other.clone()], &rates())[0].message.contains("2023年"));
        other.unit = Some("档案局".to_owned());
        assert!(reconcile(&[other], &rates())[0].message.contains("没有承办单位“档案局”"));
    }

    #[test]
    fn a_count_is_compared_with_what_was_assigned() {
        assert_eq!(told("n", 56.0), (Agreement::Agrees, String::new()));
        let (agreement, message) = told("n", 50.0);
        assert_eq!(agreement, Agreement::Differs);
        assert!(message.starts_with("按“只算有答复正文的”口径（50件）相符"), "{message}");
        assert!(told("n", 55.0).1.contains("不算不需要书面答复的"));
    }

    #[test]
    fn nothing_published_gives_no_line() {
        assert!(reconcile(&[], &rates()).is_empty());
    }

    proptest! {
        #[test]
        fn a_share_printed_with_any_digits_agrees_with_itself(
            part in 1_u32..500, more in 1_u32..500, digits in 0_u32..=4,
        ) {
            let whole = part + more;
            let scale = 10_f64.powi(digits as i32);
            let printed = (f64::from(part) / f64::from(whole) * 100.0 * scale).round() / scale;
            prop_assume!(printed > 0.0 && printed < 100.0);
            let rates = [rate("on_time_rate", (part, whole), &[])];
            let found = reconcile(&[figure("on_time_rate", printed / 100.0)], &rates).remove(0);
            prop_assert_eq!(found.agreement, Agreement::Agrees, "{:?}", found);
        }

        #[test]
        fn no_figure_makes_it_panic(value in any::<f64>(), name in "[a-z_]{0,12}|n|满意率") {
            prop_assert_eq!(reconcile(&[figure(&name, value)], &rates()).len(), 1);
        }
    }
}

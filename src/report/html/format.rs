//! Numbers as the page writes them.

use crate::records::Estimate;

/// A share (0–1) as a percentage, else points with one decimal.
#[must_use]
pub(super) fn value(number: f64, is_share: bool) -> String {
    if is_share { format!("{:.1}%", number * 100.0) } else { format!("{number:.1}") }
}

/// A difference with its sign and unit.
#[must_use]
pub(super) fn change(number: f64, is_share: bool) -> String {
    let (number, unit) =
        if is_share { (number * 100.0, " 个百分点") } else { (number, " 分") };
    // No minus before a rounded zero.
    let number = if number.abs() < 0.05 { 0.0 } else { number };
    let number = format!("{number:+.1}").replace('-', "−").replace("+0.0", "0.0");
    format!("{number}{unit}")
}

/// `0.037`, or `<0.001`.
#[must_use]
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") }
}

/// `15.7%（95% 区间 12.0%–20.2%）`; the value alone without an interval.
#[must_use]
pub(super) fn with_interval(estimate: Estimate, is_share: bool) -> String {
    let Some(number) = estimate.value else { return "不详".to_owned() };
    let shown = value(number, is_share);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{shown}（95% 区间 {}–{}）", value(low, is_share), value(high, is_share))
        }
        _ => shown,
    }
}

/// Hundredths of a point as a decimal number: 6235 → 62.35, -150 → -1.50.
#[must_use]
pub(super) fn hundredths(points: i64) -> String {
    let sign = if points < 0 { "-" } else { "" };
    let points = points.unsigned_abs();
    format!("{sign}{}.{:02}", points / 100, points % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_keep_their_sign() {
        assert_eq!(hundredths(6235), "62.35");
        assert_eq!(hundredths(-150), "-1.50");
        assert_eq!(hundredths(-5), "-0.05");
    }

    #[test]
    fn a_change_has_its_sign_and_zero_has_none() {
        assert_eq!(change(0.0533, true), "+5.3 个百分点");
        assert_eq!(change(-1.26, false), "−1.3 分");
        assert_eq!(change(-0.0001, true), "0.0 个百分点");
        assert_eq!((p_value(0.0004).as_str(), p_value(0.0364).as_str()), ("<0.001", "0.036"));
    }
}

//! Points in exact hundredths, as profiles write them and ledgers show them.

use serde::{Deserialize, Deserializer, de::Error};

/// Points in integer hundredths; a profile writes `7.5` and means 750.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i32);

impl Points {
    /// 100 points: the whole of a score.
    pub const FULL: Self = Self(10_000);

    /// The points of a number with at most two decimals, 0–100; `None` for any other.
    #[must_use]
    pub fn from_number(number: f64) -> Option<Self> {
        let hundredths = (number * 100.0).round();
        let exact = (number * 100.0 - hundredths).abs() < 1e-6;
        let inside = (0.0..=f64::from(Self::FULL.0)).contains(&hundredths);
        (exact && inside).then_some(Self(hundredths as i32))
    }
}

impl std::fmt::Display for Points {
    /// Two decimals, with a sign only below zero: `7.50`, `-0.25`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Number {
            Whole(i64),
            Real(f64),
        }
        let number = match Number::deserialize(deserializer) {
            Ok(Number::Whole(whole)) => whole as f64,
            Ok(Number::Real(real)) => real,
            Err(_) => return Err(D::Error::custom("分值应为数字，如 7.5")),
        };
        Self::from_number(number).ok_or_else(|| {
            D::Error::custom(format!("分值 {number} 应在 0 至 100 之间，至多两位小数"))
        })
    }
}

/// `part × full ÷ whole` in hundredths, halves rounded up; 0 when there is no whole.
#[must_use]
pub(super) fn scale(part: i32, full: i32, whole: i32) -> i32 {
    if whole <= 0 {
        return 0;
    }
    scale_wide(part.into(), full, whole.into())
}

/// `part × full ÷ whole` for wide numbers, halves rounded up; `whole` must be above 0.
#[must_use]
pub(super) fn scale_wide(part: i64, full: i32, whole: i64) -> i32 {
    if whole <= 0 {
        return 0;
    }
    let (part, full, whole) = (i128::from(part), i128::from(full), i128::from(whole));
    let rounded = (2 * part * full + whole).div_euclid(2 * whole);
    i32::try_from(rounded).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_are_shown_with_two_decimals() {
        let shown: Vec<String> =
            [0, 5, 750, 10_000, -25, -1_200].map(|points| Points(points).to_string()).into();
        assert_eq!(shown, ["0.00", "0.05", "7.50", "100.00", "-0.25", "-12.00"]);
    }

    #[test]
    fn a_third_decimal_and_a_number_outside_0_to_100_are_refused() {
        assert_eq!(Points::from_number(7.5), Some(Points(750)));
        assert_eq!(Points::from_number(0.29), Some(Points(29)));
        for number in [7.505, -1.0, 100.01, f64::NAN, f64::INFINITY] {
            assert_eq!(Points::from_number(number), None, "{number}");
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(scale(1, 1, 2), 1);
        assert_eq!(scale(1, 1, 3), 0);
        assert_eq!(scale(2, 1, 3), 1);
        assert_eq!(scale(5, 10, 0), 0);
    }

    proptest! {
        #[test]
        fn a_part_of_the_whole_never_scales_beyond_the_full(
            part in 0_i32..=10_000, more in 0_i32..=10_000, full in 0_i32..=10_000,
        ) {
            let whole = (part + more).max(1);
            prop_assert!((0..=full).contains(&scale(part, full, whole)));
        }
    }
}

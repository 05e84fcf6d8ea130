//! One number with its interval, and how figures are written as JSON.

use serde::{Serialize, Serializer};

/// A figure with its 95 % percentile bootstrap interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figure {
    /// `None` when there is nothing to compute it from.
    #[serde(serialize_with = "four_decimals")]
    pub value: Option<f64>,
    /// Lower end; `None` when too few cases carry it.
    #[serde(serialize_with = "four_decimals")]
    pub low: Option<f64>,
    /// Upper end.
    #[serde(serialize_with = "four_decimals")]
    pub high: Option<f64>,
}

impl Figure {
    /// A value and the interval that belongs to it.
    pub(super) fn new(value: Option<f64>, ends: Option<(f64, f64)>) -> Self {
        // The interval of something that has no value would say nothing.
        let ends = value.and(ends);
        Self { value, low: ends.map(|ends| ends.0), high: ends.map(|ends| ends.1) }
    }
}

/// Something that stands under a name of its own in the JSON.
pub(super) trait Named {
    /// The key; unique in its list.
    fn name(&self) -> String;
}

/// A list as an object, in the order of the list.
pub(super) fn by_name<T: Named + Serialize, S: Serializer>(
    list: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|item| (item.name(), item)))
}

/// Four decimals: more would change with the compiler, fewer would hide a changed rule.
// Serde hands over a reference.
#[allow(clippy::ref_option)]
pub(super) fn four_decimals<S: Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // Adding zero turns a negative zero into a plain one.
    value.map(|value| (value * 1e4).round() / 1e4 + 0.0).serialize(serializer)
}

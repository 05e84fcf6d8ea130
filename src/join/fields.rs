//! The fields of a metrics row by name, so that merging treats all of them alike.

use crate::{
    metrics::{Metric, Side, Value, fill},
    records::{Metrics, MetricsRow},
};

/// One field that a metrics row can give to a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// 承办单位.
    Unit,
    /// 标题.
    Title,
    /// A field of the metrics.
    Metric(Metric),
}

impl Field {
    /// Every field, in the order of the record.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let own = [Self::Unit, Self::Title];
        own.into_iter().chain(Metric::ALL.iter().copied().map(Self::Metric))
    }

    /// Canonical column.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Title => "title",
            Self::Metric(metric) => metric.name(),
        }
    }

    /// What people read.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Unit => "承办单位",
            Self::Title => "标题",
            Self::Metric(metric) => metric.label(),
        }
    }

    /// Whether it names people.
    pub(super) fn is_personal(self) -> bool {
        matches!(self, Self::Metric(metric) if metric.side() == Side::Person)
    }

    /// A value as people read it.
    pub(super) fn shown(self, value: Value<'_>) -> String {
        match self {
            Self::Unit | Self::Title => value.to_string(),
            Self::Metric(metric) => metric.shown(value),
        }
    }

    /// The value of a row.
    pub(super) fn get(self, row: &MetricsRow) -> Option<Value<'_>> {
        match self {
            Self::Unit => row.unit.as_deref().map(Value::Text),
            Self::Title => row.title.as_deref().map(Value::Text),
            Self::Metric(metric) => metric.get(&row.metrics),
        }
    }

    /// Takes the value of another row, or with `None` nothing at all.
    pub(super) fn take(self, row: &mut MetricsRow, from: Option<&MetricsRow>) {
        match self {
            Self::Unit => row.unit = from.and_then(|from| from.unit.clone()),
            Self::Title => row.title = from.and_then(|from| from.title.clone()),
            Self::Metric(metric) => {
                metric.set(&mut row.metrics, from.and_then(|from| metric.get(&from.metrics)));
            }
        }
    }
}

/// The reply's own metrics with its gaps filled from a metrics row.
pub(super) fn filled(own: &Metrics, row: &MetricsRow) -> Metrics {
    let mut metrics = own.clone();
    fill(&mut metrics, &row.metrics);
    metrics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        join::samples::metrics_row,
        metrics::everything_known,
        score::samples::{day, full_metrics},
    };

    #[test]
    fn clearing_every_field_leaves_nothing() {
        let mut row = metrics_row("7", Some(2024), 2, everything_known());
        (row.unit, row.title) = (Some("教育局".into()), Some("路灯".into()));
        for field in Field::all() {
            assert!(field.get(&row).is_some(), "{}", field.name());
            field.take(&mut row, None);
            assert_eq!(field.get(&row), None, "{}", field.name());
        }
        assert_eq!(row, metrics_row("7", Some(2024), 2, Metrics::default()));
    }

    #[test]
    fn own_values_come_before_the_tables() {
        let own = Metrics { replied: day("2024-06-01"), ..Metrics::default() };
        let row = metrics_row("7", Some(2024), 2, full_metrics());
        let found = filled(&own, &row);
        assert_eq!(found.replied, day("2024-06-01"));
        assert_eq!(found.assigned, full_metrics().assigned);
        assert_eq!(found.published, Some(true));
    }
}

//! The fields of a metrics row by name, so that merging treats all of them alike.

use crate::records::{Metrics, MetricsRow};

/// One field that a metrics row can give to a reply.
pub(super) struct Field {
    /// Canonical column.
    pub(super) name: &'static str,
    /// What people read.
    pub(super) label: &'static str,
    /// The value as text; two values are equal when their texts are.
    pub(super) text: fn(&MetricsRow) -> Option<String>,
    /// Takes the value away.
    pub(super) clear: fn(&mut MetricsRow),
    /// Takes the other row's value where this one has none.
    pub(super) fill: fn(&mut MetricsRow, &MetricsRow),
}

macro_rules! field {
    ($name:literal, $label:literal, $($place:ident).+) => {
        Field {
            name: $name,
            label: $label,
            text: |row| row.$($place).+.as_ref().map(ToString::to_string),
            clear: |row| row.$($place).+ = None,
            fill: |row, other| {
                if row.$($place).+.is_none() {
                    row.$($place).+.clone_from(&other.$($place).+);
                }
            },
        }
    };
}

/// Every field, in the order of the record.
pub(super) const FIELDS: [Field; 17] = [
    field!("unit", "承办单位", unit),
    field!("title", "标题", title),
    field!("assigned", "交办日期", metrics.assigned),
    field!("replied", "答复日期", metrics.replied),
    field!("due", "办理期限", metrics.due),
    field!("extended_to", "延期至", metrics.extended_to),
    field!("first_contact", "首次沟通日期", metrics.first_contact),
    field!("contact_mode", "沟通方式", metrics.contact_mode),
    field!("face_to_face", "是否面商", metrics.face_to_face),
    field!("co_units", "会办单位", metrics.co_units),
    field!("result_class", "办理结果", metrics.result_class),
    field!("satisfaction", "满意度", metrics.satisfaction),
    field!("reworked", "是否重新办理", metrics.reworked),
    field!("published", "是否公开", metrics.published),
    field!("promise", "承诺事项", metrics.promise),
    field!("promise_due", "承诺时限", metrics.promise_due),
    field!("promise_status", "承诺完成情况", metrics.promise_status),
];

/// The reply's own metrics with its gaps filled from a metrics row.
pub(super) fn filled(own: &Metrics, row: &MetricsRow) -> Metrics {
    let mut target = MetricsRow { metrics: own.clone(), ..row.clone() };
    for field in &FIELDS {
        (field.fill)(&mut target, row);
    }
    target.metrics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        join::samples::metrics_row,
        score::samples::{day, full_metrics},
    };

    /// Fails to compile when a field is added to the record, as a reminder for the list.
    fn names_of(metrics: &Metrics) -> usize {
        let Metrics {
            assigned: _,
            replied: _,
            due: _,
            extended_to: _,
            first_contact: _,
            contact_mode: _,
            face_to_face: _,
            co_units: _,
            result_class: _,
            satisfaction: _,
            reworked: _,
            published: _,
            promise: _,
            promise_due: _,
            promise_status: _,
            more: _,
        } = metrics;
        15
    }

    #[test]
    fn every_field_of_the_record_is_listed_once() {
        let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FIELDS.len());
        assert_eq!(FIELDS.len(), names_of(&Metrics::default()) + 2);
    }

    #[test]
    fn clearing_every_field_leaves_nothing() {
        let mut row = metrics_row("7", Some(2024), 2, full_metrics());
        for field in &FIELDS {
            (field.clear)(&mut row);
            assert_eq!((field.text)(&row), None, "{}", field.name);
        }
        assert_eq!(row.metrics, Metrics::default());
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

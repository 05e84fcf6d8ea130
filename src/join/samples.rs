//! Replies and metrics rows for tests.

use proptest::prelude::*;

use super::Key;
use crate::records::{Metrics, MetricsRow, Origin};

pub(super) fn origin(file: &str, line: u32) -> Origin {
    Origin { file: file.into(), sheet: None, line }
}

pub(super) fn reply(raw_id: &str, year: Option<i32>, line: u32) -> Key {
    Key {
        origin: origin("答复.csv", line),
        reply_id: raw_id.to_owned(),
        raw_id: raw_id.to_owned(),
        year,
        unit: None,
        title: None,
        metrics: Metrics::default(),
    }
}

pub(super) fn metrics_row(
    raw_id: &str,
    year: Option<i32>,
    line: u32,
    metrics: Metrics,
) -> MetricsRow {
    MetricsRow {
        origin: origin("指标.csv", line),
        raw_id: raw_id.to_owned(),
        year,
        unit: None,
        title: None,
        metrics,
    }
}

fn any_key() -> impl Strategy<Value = (&'static str, Option<i32>)> {
    (prop::sample::select(vec!["", "1", "01", "2", "3"]), prop::option::of(2022_i32..2025))
}

pub(super) fn replies_strategy() -> impl Strategy<Value = Vec<Key>> {
    prop::collection::vec(any_key(), 0..8)
        .prop_map(|keys| (2..).zip(keys).map(|(line, (id, year))| reply(id, year, line)).collect())
}

/// Rows that repeat and contradict each other; `co_units` bears the line.
pub(super) fn rows_strategy() -> impl Strategy<Value = Vec<MetricsRow>> {
    let values = (any_key(), any::<Option<bool>>(), any::<Option<bool>>(), any::<bool>());
    prop::collection::vec(values, 0..10).prop_map(|rows| {
        let numbered = (2..).zip(rows);
        numbered
            .map(|(line, ((id, year), published, reworked, marked))| {
                let co_units = marked.then(|| line.to_string().into());
                metrics_row(
                    id,
                    year,
                    line,
                    Metrics { published, reworked, co_units, ..Metrics::default() },
                )
            })
            .collect()
    })
}

//! Rows of a run as its public edition shows them.
//!
//! Every record is taken apart field by field: a new field does not compile until somebody has
//! decided how it is published.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    letters::{elsewhere, nameless},
    plan::{Openness, Place, Publication},
};
use crate::{
    metrics::{Kind, Metric, Side, Value},
    records::{
        Answered, FileCount, HandPoints, Metrics, MetricsRow, Origin, PublishedFigure, Related,
        ReplyRow,
    },
};

/// Columns that tell a unit or a person although they name none.
const NEVER: [Metric; 3] = [Metric::Section, Metric::ExemptReason, Metric::RatingText];

/// What stands in place of a text that is not published: whether there is one counts.
const NOT_TOLD: &str = "（不公开）";

/// What the table of published figures is called.
const FIGURES: &str = "公布数据";

impl Publication {
    /// The unit under which the reply at that place of the run is told; `None` = it is not told.
    #[must_use]
    pub fn unit(&self, at: usize) -> Option<Option<String>> {
        self.places.get(at).filter(|place| place.is_shown()).map(|place| place.unit.clone())
    }

    /// The rows that are published, in their order.
    #[must_use]
    pub fn replies(&self, rows: Vec<ReplyRow>) -> Vec<ReplyRow> {
        let all = rows.into_iter().zip(&self.places).enumerate();
        let shown = all.filter(|(_, (_, place))| place.is_shown());
        let mut rows: Vec<ReplyRow> =
            shown.map(|(at, (row, place))| self.row(at, row, place)).collect();
        name_clusters(&mut rows);
        rows
    }

    fn row(&self, at: usize, row: ReplyRow, place: &Place) -> ReplyRow {
        let ReplyRow {
            reply_id: _,
            year,
            unit: _,
            title,
            verdict,
            answered,
            measures,
            metrics,
            related,
            days_to_reply,
            late,
            in_time,
            score,
            proposed,
            confirmed,
            known_share,
            disposal,
            decisions,
            checks,
        } = row;
        let Related {
            template_cluster,
            template_size,
            last_year_similarity,
            boilerplate_share,
            stickiness,
        } = related;
        ReplyRow {
            reply_id: place.id.clone(),
            year,
            unit: place.unit.clone(),
            title: title.map(|title| self.hide(at, &title).text),
            verdict,
            answered: answered.map(|answered| self.answered(at, place, answered)),
            measures,
            metrics: self.metrics(place, metrics),
            related: Related {
                template_cluster,
                template_size,
                last_year_similarity,
                boilerplate_share,
                stickiness,
            },
            days_to_reply,
            late,
            in_time,
            score,
            proposed,
            confirmed,
            known_share,
            disposal,
            decisions: decisions.iter().map(nameless).collect(),
            checks,
        }
    }

    fn answered(&self, at: usize, place: &Place, answered: Answered) -> Answered {
        let Answered { asks, asks_answered, relevance, off_topic, unanswered } = answered;
        let told = unanswered.filter(|_| place.openness == Openness::Whole);
        Answered {
            asks,
            asks_answered,
            relevance,
            off_topic,
            unanswered: told.map(|text| self.hide_quote(at, &text).into_boxed_str()),
        }
    }

    /// Texts are masked; what names people, and what is rare, goes. Whether a text is there at
    /// all may count for the score, so that the others are never wholly taken away.
    fn metrics(&self, place: &Place, mut metrics: Metrics) -> Metrics {
        for metric in Metric::ALL {
            let Some(text) = metric.get(&metrics).and_then(Value::text) else { continue };
            let shown = self.cell(place, *metric, text);
            metric.set(&mut metrics, shown.as_deref().map(Value::Text));
        }
        metrics
    }

    fn cell(&self, place: &Place, metric: Metric, text: &str) -> Option<String> {
        let goes = metric.side() == Side::Person
            || NEVER.contains(&metric)
            || (metric == Metric::ReplyNumber && place.is_merged)
            || (metric == Metric::Topic && place.hides_topic)
            || self.rare.contains(&(metric.name(), text.to_owned()));
        match (metric, metric.kind()) {
            _ if goes => None,
            (_, Kind::Word(_)) => Some(text.to_owned()),
            (Metric::Promise, _) if !place.shows_text() => Some(NOT_TOLD.to_owned()),
            (Metric::CoUnits, _) if place.is_merged => Some(self.masks.rules.other.clone()),
            _ => Some(self.hide_of(place, text).text),
        }
    }

    /// Items without a reply that are published.
    #[must_use]
    pub fn owed(&self, rows: Vec<MetricsRow>) -> Vec<MetricsRow> {
        let shown = rows.into_iter().zip(&self.unanswered).filter(|(_, place)| place.is_shown());
        let row = |(row, place): (MetricsRow, &Place)| {
            let MetricsRow { origin, raw_id: _, year, unit: _, title, metrics } = row;
            MetricsRow {
                origin: elsewhere(&origin),
                raw_id: place.id.clone(),
                year,
                unit: place.unit.clone(),
                title: title.map(|title| self.hide_of(place, &title).text),
                metrics: self.metrics(place, metrics),
            }
        };
        shown.map(row).collect()
    }

    /// Published figures of which all items stand under the name of the unit: beside the others
    /// ours would be another number.
    #[must_use]
    pub fn figures(&self, figures: Vec<PublishedFigure>) -> Vec<PublishedFigure> {
        let known = figures
            .into_iter()
            .filter(|figure| self.is_complete(figure.unit.as_deref(), figure.year));
        let figure = |figure| {
            let PublishedFigure { origin, unit, year, rate, value } = figure;
            PublishedFigure {
                origin: Origin { file: FIGURES.into(), ..elsewhere(&origin) },
                unit,
                year,
                rate: self.hide_text(&rate),
                value,
            }
        };
        known.map(figure).collect()
    }

    /// Points by hand of units that keep their name.
    #[must_use]
    pub fn hand_points(&self, points: Vec<HandPoints>) -> Vec<HandPoints> {
        let told = points.into_iter().filter(|points| match points.year {
            Some(_) => self.groups.tells(&points.unit, points.year),
            None => self.groups.tells_ever(&points.unit),
        });
        let hidden = |points| {
            let HandPoints { origin, unit, year, points } = points;
            HandPoints { origin: elsewhere(&origin), unit, year, points }
        };
        told.map(hidden).collect()
    }

    /// What became of the rows of each table, which is told by its number: a name of a file that
    /// nobody meant to publish may hold anything.
    #[must_use]
    pub fn counts(&self, counts: Vec<FileCount>) -> Vec<FileCount> {
        let count = |(number, count)| {
            let FileCount { file: _, table, read, judged, rejected, blank, no_reply, duplicate } =
                count;
            let file = format!("输入表 {number}");
            FileCount { file, table, read, judged, rejected, blank, no_reply, duplicate }
        };
        (1..).zip(counts).map(count).collect()
    }
}

/// Names families after a member that is published, and forgets those of which one is left.
fn name_clusters(rows: &mut [ReplyRow]) {
    let mut members: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(cluster) = &row.related.template_cluster {
            members.entry(cluster.as_str().into()).or_default().push(at);
        }
    }
    for places in members.into_values() {
        let name = places.iter().map(|at| rows[*at].reply_id.clone()).min();
        let (name, size) = match places.len() {
            1 => (None, None),
            count => (name, u32::try_from(count).ok()),
        };
        for at in places {
            rows[at].related.template_cluster.clone_from(&name);
            rows[at].related.template_size = size;
        }
    }
}

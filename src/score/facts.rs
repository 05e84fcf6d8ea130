//! Yes-or-no facts about the handling of one suggestion; `None` = cannot be known.

use crate::{
    metrics::{Metric, Side},
    records::Metrics,
};

/// Whether the unit spoke with the deputy on or before the day of the reply.
///
/// A blank cell cannot be told from a contact that never happened, so only dates and a
/// 面商 on record speak; a 沟通方式 without a date does not say when.
#[must_use]
pub(super) fn contacted(metrics: &Metrics) -> Option<bool> {
    match (metrics.first_contact, metrics.replied, metrics.face_to_face) {
        (Some(contact), Some(replied), _) => Some(contact <= replied),
        (None, _, Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether the promise on record is kept.
#[must_use]
pub(super) fn promise_kept(metrics: &Metrics) -> Option<bool> {
    match metrics.promise_status.as_deref()? {
        "kept" => Some(true),
        "open" | "overdue" => Some(false),
        _ => None,
    }
}

/// Whether anything is known about the handling beyond the dates that almost every table of
/// replies has. What only describes the suggestion (届次, 联系人 …) says nothing of its handling.
#[must_use]
pub fn has_metrics(metrics: &Metrics) -> bool {
    let dates = [Metric::Assigned, Metric::Replied, Metric::Due];
    Metric::ALL.iter().any(|metric| {
        metric.side() == Side::Handling && !dates.contains(metric) && metric.get(metrics).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{records::Particulars, score::samples::day};

    #[test]
    fn contact_on_the_day_of_the_reply_counts_and_the_day_after_does_not() {
        let mut metrics = Metrics {
            first_contact: day("2024-05-20"),
            replied: day("2024-05-20"),
            ..Metrics::default()
        };
        assert_eq!(contacted(&metrics), Some(true));
        metrics.first_contact = day("2024-05-21");
        assert_eq!(contacted(&metrics), Some(false));
        metrics.replied = None;
        assert_eq!(contacted(&metrics), None);
    }

    #[test]
    fn a_meeting_without_a_date_is_contact_and_no_meeting_says_nothing() {
        let mut metrics = Metrics { face_to_face: Some(true), ..Metrics::default() };
        assert_eq!(contacted(&metrics), Some(true));
        metrics.face_to_face = Some(false);
        assert_eq!(contacted(&metrics), None);
    }

    #[test]
    fn what_describes_the_suggestion_is_no_metric_of_its_handling() {
        for metric in Metric::ALL {
            let mut metrics = Metrics::default();
            metric.set(&mut metrics, Some(crate::metrics::sample(*metric, 1)));
            let dates = ["assigned", "replied", "due"];
            let handling = metric.side() == Side::Handling && !dates.contains(&metric.name());
            assert_eq!(has_metrics(&metrics), handling, "{}", metric.name());
        }
        let described = Metrics {
            more: Some(Box::new(Particulars {
                session: Some("十七届".into()),
                ..Default::default()
            })),
            ..Metrics::default()
        };
        assert!(!has_metrics(&described));
    }

    #[test]
    fn an_unknown_status_word_is_not_guessed() {
        let metrics = Metrics { promise_status: Some("推进".into()), ..Metrics::default() };
        assert_eq!(promise_kept(&metrics), None);
        assert!(has_metrics(&metrics));
    }
}

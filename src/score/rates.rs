//! The rates of a unit: numerator, denominator, and what is left out and why.

use super::{
    caseload::{Caseload, Item},
    definitions::{Base, RATES, RateDefinition},
};
use crate::{
    records::{Estimate, Exclusion, RateRow},
    statistics::wilson,
};

/// What one item says to one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It counts in numerator and denominator.
    Yes,
    /// It counts in the denominator.
    No,
    /// It counts in neither.
    Out(Exclusion),
}

/// What is known of the whole input, without which a blank cell cannot be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The run.
    pub(super) load: Caseload<'a>,
    /// Whether there is any 满意度 at all: without it an unreturned form cannot be told from a
    /// column that is not there.
    pub(super) forms: bool,
    /// Whether any item says that it is raised again; the column is a tick.
    pub(super) repeats: bool,
}

impl<'a> Setting<'a> {
    /// Looks through all items.
    pub(super) fn of(load: Caseload<'a>) -> Self {
        let any = |is: fn(&Item<'_>) -> bool| load.items().any(|item| is(&item));
        Self {
            load,
            forms: any(|item| item.metrics.satisfaction.is_some()),
            repeats: any(|item| item.metrics.more().repeated_years.is_some()),
        }
    }
}

/// Every rate of every unit and of all together (`unit` `None`), over all years and by year;
/// sorted by unit with all together first, then year with all years first, then as in
/// [`RATES`].
#[must_use]
pub fn rate_rows(load: Caseload<'_>) -> Vec<RateRow> {
    let setting = Setting::of(load);
    let mut rows = Vec::new();
    for ((unit, year), items) in load.groups() {
        rows.extend(RATES.iter().map(|definition| RateRow {
            unit: unit.map(str::to_owned),
            year,
            ..rate_row(definition, &items, setting)
        }));
    }
    rows
}

/// The rates of one group of items, in the order of [`RATES`].
pub(super) fn rates(items: &[Item<'_>], setting: Setting<'_>) -> Vec<(&'static str, Estimate)> {
    let rate = |definition: &RateDefinition| {
        (definition.name, rate_row(definition, items, setting).estimate)
    };
    RATES.iter().map(rate).collect()
}

fn rate_row(definition: &RateDefinition, items: &[Item<'_>], setting: Setting<'_>) -> RateRow {
    let (mut numerator, mut denominator) = (0, 0);
    let mut excluded: Vec<(Exclusion, u32)> = Vec::new();
    let counted = |item: &&Item<'_>| definition.base == Base::Assigned || item.reply.is_some();
    for item in items.iter().filter(counted) {
        match (definition.says)(item, setting) {
            Says::Yes => (numerator, denominator) = (numerator + 1, denominator + 1),
            Says::No => denominator += 1,
            Says::Out(reason) => match excluded.iter_mut().find(|(own, _)| *own == reason) {
                Some((_, n)) => *n += 1,
                None => excluded.push((reason, 1)),
            },
        }
    }
    excluded.sort_unstable();
    let estimate = wilson(numerator, denominator);
    let (rate, label) = (definition.name, definition.label);
    RateRow { unit: None, year: None, rate, label, numerator, estimate, excluded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::{InTime, MetricsRow, Particulars, ReplyRow},
        score::samples::{self, day, default_profile, full_metrics, row},
    };

    /// The rates of all together, seen from 30 November 2024.
    fn all(rows: &[ReplyRow], unanswered: &[MetricsRow]) -> Vec<RateRow> {
        let (profile, words) = (default_profile(), samples::rate_words());
        let load = Caseload {
            rows,
            unanswered,
            profile: &profile,
            as_of: day("2024-11-30"),
            words: &words,
        };
        rate_rows(load).into_iter().filter(|row| row.unit.is_none() && row.year.is_none()).collect()
    }

    fn counts(rows: &[RateRow], name: &str) -> (u32, u32, Vec<(Exclusion, u32)>) {
        let row = rows.iter().find(|row| row.rate == name).unwrap();
        (row.numerator, row.estimate.n, row.excluded.clone())
    }

    fn with(change: impl FnOnce(&mut crate::records::Metrics)) -> ReplyRow {
        let mut row = row(Some("民政局"), Some(2024), 5_000);
        row.metrics = full_metrics();
        row.late = Some(false);
        change(&mut row.metrics);
        row
    }

    fn rated(satisfaction: Option<&str>) -> ReplyRow {
        with(|metrics| metrics.satisfaction = satisfaction.map(Into::into))
    }

    fn particular(change: impl FnOnce(&mut Particulars)) -> ReplyRow {
        let mut more = Particulars::default();
        change(&mut more);
        with(|metrics| metrics.more = Some(Box::new(more)))
    }

    /// An item that was assigned and has no reply text.
    fn open(assigned: &str, change: impl FnOnce(&mut MetricsRow)) -> MetricsRow {
        let mut row = samples::unanswered("民政局", Some(2024));
        row.metrics.assigned = day(assigned);
        change(&mut row);
        row
    }

    #[test]
    fn satisfaction_is_over_returned_forms_and_told_both_ways() {
        let rows = [Some("satisfied"), Some("basic"), Some("basic"), Some("dissatisfied"), None]
            .map(rated);
        let found = all(&rows, &[]);
        let silent = vec![(Exclusion::NotReturned, 1)];
        assert_eq!(counts(&found, "satisfied_rate"), (1, 4, silent.clone()));
        assert_eq!(counts(&found, "satisfied_or_basic_rate"), (3, 4, silent));
        assert_eq!(counts(&found, "returned_rate"), (4, 5, vec![]));
    }

    #[test]
    fn without_any_form_nobody_is_said_to_have_kept_silent() {
        let found = all(&[rated(None)], &[]);
        assert_eq!(counts(&found, "satisfied_rate"), (0, 0, vec![(Exclusion::Unknown, 1)]));
        assert_eq!(counts(&found, "returned_rate"), (0, 0, vec![(Exclusion::Unknown, 1)]));
    }

    #[test]
    fn a_second_rating_replaces_the_first_in_the_final_rate_only() {
        let better = particular(|more| more.second_rating = Some("satisfied".into()));
        let mut rows = [better, rated(Some("basic"))];
        rows[0].metrics.satisfaction = Some("dissatisfied".into());
        let found = all(&rows, &[]);
        assert_eq!(counts(&found, "first_satisfied_rate"), (0, 2, vec![]));
        assert_eq!(counts(&found, "first_satisfied_or_basic_rate"), (1, 2, vec![]));
        assert_eq!(counts(&found, "final_satisfied_rate"), (1, 2, vec![]));
        assert_eq!(counts(&found, "final_satisfied_or_basic_rate"), (2, 2, vec![]));
    }

    #[test]
    fn a_rating_after_rework_is_no_first_rating() {
        let again = particular(|more| more.round = Some(2));
        let reworked = with(|metrics| metrics.reworked = Some(true));
        let mut angry = reworked.clone();
        angry.metrics.satisfaction = Some("dissatisfied".into());
        let found = all(&[again, reworked, angry, rated(Some("satisfied"))], &[]);
        let unknown = vec![(Exclusion::Unknown, 2)];
        assert_eq!(counts(&found, "first_satisfied_rate"), (1, 2, unknown));
        assert_eq!(counts(&found, "final_satisfied_rate"), (3, 4, vec![]));
    }

    #[test]
    fn an_item_without_a_reply_counts_once_its_day_has_passed() {
        let unanswered = [
            open("2024-03-11", |_| ()),
            open("2024-10-08", |_| ()),
            open("2024-03-11", |row| row.metrics.replied = day("2024-05-20")),
            open("2024-03-11", |row| row.metrics.replied = day("2024-06-12")),
            open("2024-03-11", |row| {
                let more = Particulars { needs_no_reply: Some(true), ..Particulars::default() };
                row.metrics.more = Some(Box::new(more));
            }),
            open("2024-03-11", |row| {
                let more = Particulars { refused: Some(true), ..Particulars::default() };
                row.metrics.more = Some(Box::new(more));
            }),
        ];
        let found = all(&[rated(None)], &unanswered);
        let left =
            vec![(Exclusion::NotDue, 1), (Exclusion::NoReplyNeeded, 1), (Exclusion::HandedBack, 1)];
        assert_eq!(counts(&found, "answer_rate"), (3, 4, left.clone()));
        assert_eq!(counts(&found, "completed_on_time_rate"), (2, 4, left));
        assert_eq!(counts(&found, "on_time_rate"), (1, 1, vec![]), "replies only");
    }

    #[test]
    fn an_early_answer_waits_for_its_day_like_an_open_item() {
        let mut early = rated(None);
        early.metrics.assigned = day("2024-10-08");
        early.metrics.replied = day("2024-11-20");
        let found = all(&[early], &[]);
        assert_eq!(counts(&found, "completed_on_time_rate"), (0, 0, vec![(Exclusion::NotDue, 1)]));
        assert_eq!(counts(&found, "answer_rate"), (1, 1, vec![]));
    }

    #[test]
    fn only_promises_that_are_due_can_be_kept_or_broken() {
        let promise = |status: Option<&str>, due: Option<&str>| {
            with(|metrics| {
                metrics.promise_status = status.map(Into::into);
                metrics.promise_due = due.and_then(day);
            })
        };
        let rows = [
            promise(Some("kept"), Some("2024-09-30")),
            promise(Some("overdue"), Some("2024-09-30")),
            promise(Some("kept"), Some("2024-12-31")),
            promise(Some("open"), Some("2024-12-31")),
            promise(Some("kept"), None),
            promise(None, Some("2024-09-30")),
            with(|metrics| {
                metrics.promise = None;
                metrics.promise_due = None;
                metrics.promise_status = None;
            }),
        ];
        let found = all(&rows, &[]);
        let left = vec![
            (Exclusion::NotDue, 2),
            (Exclusion::NoPromise, 1),
            (Exclusion::NoTerm, 1),
            (Exclusion::Unknown, 1),
        ];
        assert_eq!(counts(&found, "fulfilled_rate"), (1, 2, left));
        assert_eq!(counts(&found, "promise_kept_rate").0, 3);
    }

    #[test]
    fn what_need_not_be_published_is_left_out() {
        let exempt = particular(|more| more.publicity = Some("exempt".into()));
        let kept_back = with(|metrics| metrics.published = Some(false));
        let found = all(&[exempt, kept_back, rated(None)], &[]);
        assert_eq!(counts(&found, "published_rate"), (1, 2, vec![(Exclusion::Exempt, 1)]));
    }

    #[test]
    fn classes_are_read_in_the_meaning_of_the_profile() {
        let class = |class: &str| with(|metrics| metrics.result_class = Some(class.into()));
        let found = all(&["A", "B", "C", "E"].map(class), &[]);
        assert_eq!(counts(&found, "class_a_rate").1, 4);
        let unknown = vec![(Exclusion::Unknown, 1)];
        assert_eq!(counts(&found, "resolved_rate"), (1, 3, unknown.clone()));
        assert_eq!(counts(&found, "resolved_or_planned_rate"), (2, 3, unknown));
    }

    #[test]
    fn a_visit_is_one_way_of_contact_and_a_blank_says_nothing() {
        let mode = |mode: Option<&str>| with(|metrics| metrics.contact_mode = mode.map(Into::into));
        let found = all(&[mode(Some("上门走访")), mode(Some("电话")), mode(None)], &[]);
        assert_eq!(counts(&found, "visit_rate"), (1, 2, vec![(Exclusion::Unknown, 1)]));
    }

    #[test]
    fn a_tick_that_nobody_set_says_nothing_and_one_that_others_set_says_no() {
        let ticked = particular(|more| more.repeated_years = Some(3));
        let found = all(&[ticked, rated(None)], &[]);
        assert_eq!(counts(&found, "repeated_rate"), (1, 2, vec![]));
        assert_eq!(
            counts(&all(&[rated(None)], &[]), "repeated_rate"),
            (0, 0, vec![(Exclusion::Unknown, 1)])
        );
    }

    #[test]
    fn every_item_of_a_rates_base_is_counted_or_left_out_for_a_reason() {
        let rows = [rated(None), row(None, None, 5_000), rated(Some("basic"))];
        let unanswered = [open("2024-03-11", |_| ())];
        for (definition, row) in RATES.iter().zip(all(&rows, &unanswered)) {
            let all = if definition.base == Base::Assigned { 4 } else { 3 };
            assert_eq!(row.items(), all, "{}", row.rate);
        }
    }

    #[test]
    fn a_reply_without_metrics_is_in_no_rate_of_handling() {
        for row in all(&[row(Some("民政局"), Some(2024), 5_000)], &[]) {
            let from_text = ["answer_rate", "adopted_rate"].contains(&row.rate);
            assert_eq!(row.estimate.n > 0, from_text, "{}", row.rate);
        }
    }

    #[test]
    fn every_rate_can_be_computed() {
        let mut full = particular(|more| {
            more.repeated_years = Some(2);
            more.refused = Some(false);
            more.publicity = Some("open".into());
        });
        full.metrics.promise_due = day("2024-09-30");
        let yes = Some(true);
        full.in_time = InTime {
            within_term: yes,
            within_longest: yes,
            sign_in: yes,
            refusal: yes,
            contact: yes,
            co_opinion: yes,
            feedback: yes,
            rework: yes,
        };
        for row in all(&[full], &[]) {
            assert_eq!(row.estimate.n, 1, "{}", row.rate);
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let mut rows =
            vec![rated(Some("basic")), rated(None), row(Some("教育局"), Some(2023), 900)];
        let before = all(&rows, &[]);
        rows.reverse();
        assert_eq!(before, all(&rows, &[]));
    }
}

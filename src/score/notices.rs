//! Notices for rows whose terms cannot be known because a year has no working days.

use super::{Profile, Timing};
use crate::records::{Metrics, Notice, Origin};

/// Kind of these notices.
pub const CALENDAR_YEAR: &str = "calendar_year";

/// One notice for each year that the row's terms miss.
#[must_use]
pub fn calendar_notices(
    profile: &Profile,
    (origin, reply_id): (&Origin, &str),
    metrics: &Metrics,
) -> Vec<Notice> {
    let timing = Timing::read(metrics, &profile.deadlines, &profile.calendar);
    let notice = |missing: crate::calendar::MissingYear| Notice {
        file: origin.file.to_string(),
        sheet: origin.sheet.as_deref().unwrap_or_default().to_owned(),
        line: Some(origin.line),
        reply_id: reply_id.to_owned(),
        kind: CALENDAR_YEAR,
        column: String::new(),
        value: missing.0.to_string(),
        message: format!("{missing}；该件的相应时限不计"),
    };
    timing.missing_years().into_iter().map(notice).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        calendar::samples::calendar,
        score::samples::{dated_metrics, day, default_profile},
    };

    #[test]
    fn a_row_that_misses_a_year_is_named_with_the_year_and_the_cure() {
        let text = include_str!("../../rules/profiles/default.toml");
        let text = text.replace("reply = { months = 3", "reply = { workdays = 60");
        let profile = Profile::parse(&text).unwrap().with_calendar(Arc::new(calendar().clone()));
        let origin = Origin { file: "甲.csv".into(), sheet: None, line: 7 };
        let told = |metrics: &Metrics| calendar_notices(&profile, (&origin, "31"), metrics);
        let metrics = Metrics { assigned: day("2026-12-01"), ..dated_metrics() };
        let notices = told(&metrics);
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].line, notices[0].value.as_str()), (Some(7), "2027"));
        assert!(notices[0].message.contains("calendars/2027.toml"), "{}", notices[0].message);
        assert!(told(&dated_metrics()).is_empty());
    }

    #[test]
    fn a_profile_in_months_misses_no_year() {
        let origin = Origin { file: "甲.csv".into(), sheet: None, line: 7 };
        let metrics = Metrics { assigned: day("1999-12-01"), ..dated_metrics() };
        assert!(calendar_notices(&default_profile(), (&origin, "31"), &metrics).is_empty());
    }
}

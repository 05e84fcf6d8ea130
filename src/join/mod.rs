//! Joins the metrics table to the judged replies, so that no row is lost or multiplied
//! without a word.

mod fields;
mod matching;
mod merge;
mod notices;
mod unanswered;

#[cfg(test)]
mod samples;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use self::unanswered::unanswered;
use self::{
    fields::filled,
    matching::{Partners, partners, years_by_id, years_matter},
    merge::{Merged, merge},
    notices::{name, notice, orphan, place},
};
use crate::{
    frame::FrameError,
    records::{Handled, Key, MetricsRow, Notice},
};

/// Replies with their metrics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Joined {
    /// One per reply, in the order of the replies.
    pub rows: Vec<Handled>,
    /// Everything that did not go one to one, sorted.
    pub notices: Vec<Notice>,
    /// Replies that the metrics table does not know; 0 without a table.
    pub without_metrics: u64,
    /// Suggestions of the metrics table without a reply.
    pub orphan_metrics: u64,
    /// Suggestions of the metrics table whose rows contradict each other.
    pub conflicts: u64,
    /// Those without a reply, rows of one suggestion put together.
    pub orphans: Vec<MetricsRow>,
}

impl Joined {
    /// Promises that are still open after their due date, seen from `as_of`, become overdue.
    pub fn mark_overdue(&mut self, as_of: Option<NaiveDate>) {
        for Handled { metrics, .. } in &mut self.rows {
            let late = metrics.promise_due.zip(as_of).is_some_and(|(due, today)| due < today);
            if late && metrics.promise_status.as_deref() == Some("open") {
                metrics.promise_status = Some("overdue".into());
            }
        }
    }
}

/// Joins metrics rows to replies by id; by id and year when an id stands under more than one
/// year in either table.
///
/// A year that is missing on one side is no obstacle where the id stands under one key only
/// on both sides; where there is a choice, nothing is guessed. The order of `rows` does not
/// matter. Notices: `duplicate`, `conflict`, `orphan_metrics`, `no_metrics` (only when there
/// is a metrics table), `shared_metrics` (one row for several replies of one id and year),
/// `year_differs` (joined by id although both tables state different years).
///
/// # Errors
/// Only when the keys fail their validation: a fault of this program.
pub fn join<'a>(
    replies: impl IntoIterator<Item = &'a Key>,
    rows: Vec<MetricsRow>,
) -> Result<Joined, FrameError> {
    let replies: &[&Key] = &replies.into_iter().collect::<Vec<_>>();
    let given = !rows.is_empty();
    let by_year = years_matter(replies, &rows);
    let (merged, mut notices) = merge(rows, by_year);
    let partners = partners(replies, &merged, by_year)?;
    notices.extend(unmatched_replies(replies, &merged, &partners).filter(|_| given));
    notices.extend(unmatched_metrics(&merged, &partners));
    notices.extend(shared(replies, &merged, &partners));
    notices.extend(differing_years(replies, &merged, &partners));
    notices.sort();
    Ok(collect(replies, &merged, &partners, notices))
}

fn partner<'a>(merged: &'a [Merged], at: &Option<usize>) -> Option<&'a Merged> {
    merged.get((*at)?)
}

fn collect(
    replies: &[&Key],
    merged: &[Merged],
    partners: &Partners,
    notices: Vec<Notice>,
) -> Joined {
    let count = |kind: &str| notices.iter().filter(|notice| notice.kind == kind).count() as u64;
    let handled = |(reply, at): (&&Key, &Option<usize>)| {
        let row = partner(merged, at).map(|merged| &merged.row);
        Handled {
            year: reply.year.or_else(|| row?.year),
            unit: reply.unit.clone().or_else(|| row?.unit.clone()),
            title: reply.title.clone().or_else(|| row?.title.clone()),
            metrics: row.map_or_else(|| reply.metrics.clone(), |row| filled(&reply.metrics, row)),
        }
    };
    Joined {
        rows: replies.iter().zip(partners).map(handled).collect(),
        without_metrics: count("no_metrics"),
        orphan_metrics: count("orphan_metrics"),
        conflicts: merged.iter().filter(|merged| merged.conflict).count() as u64,
        orphans: orphans(merged, partners).map(|merged| merged.row.clone()).collect(),
        notices,
    }
}

fn unmatched_replies<'a>(
    replies: &'a [&'a Key],
    merged: &'a [Merged],
    partners: &'a Partners,
) -> impl Iterator<Item = Notice> + 'a {
    let known = years_by_id(merged.iter().map(|row| (row.row.raw_id.as_str(), row.row.year)));
    let unmatched = replies.iter().zip(partners).filter(|(_, at)| at.is_none());
    unmatched.map(move |(reply, _)| {
        let why = match known.get(reply.raw_id.as_str()).filter(|_| !reply.raw_id.is_empty()) {
            Some(years) => format!("指标表中此编号属于{}", year_words(years)),
            None => "指标表中没有此编号".to_owned(),
        };
        let message = format!(
            "{}的答复（{}）没有对应的办理指标：{why}；按已知项评分，请核对编号和年度",
            place(&reply.origin),
            name(&reply.raw_id, reply.year)
        );
        notice(&reply.origin, &reply.reply_id, "no_metrics", message)
    })
}

fn year_words(years: &BTreeSet<Option<i32>>) -> String {
    let word = |year: &Option<i32>| match year {
        Some(year) => format!("{year}年"),
        None => "年度不明的行".to_owned(),
    };
    years.iter().map(word).collect::<Vec<_>>().join("、")
}

fn unmatched_metrics(merged: &[Merged], partners: &Partners) -> Vec<Notice> {
    orphans(merged, partners).map(|merged| orphan(&merged.row, &merged.origins)).collect()
}

/// Suggestions of the metrics table to which no reply belongs.
fn orphans<'a>(
    merged: &'a [Merged],
    partners: &Partners,
) -> impl Iterator<Item = &'a Merged> + use<'a> {
    let used: BTreeSet<usize> = partners.iter().flatten().copied().collect();
    let rows = merged.iter().enumerate();
    rows.filter(move |(at, _)| !used.contains(at)).map(|(_, merged)| merged)
}

fn shared(replies: &[&Key], merged: &[Merged], partners: &Partners) -> Vec<Notice> {
    let mut first: BTreeMap<usize, &Key> = BTreeMap::new();
    let mut notices = Vec::new();
    for (reply, at) in replies.iter().zip(partners) {
        let (Some(at), Some(row)) = (*at, partner(merged, at)) else {
            continue;
        };
        let Some(other) = first.get(&at) else {
            first.insert(at, reply);
            continue;
        };
        let message = format!(
            "{}的答复与{}编号、年度相同，共用{}的办理指标；若是两件建议，请改正编号",
            place(&reply.origin),
            place(&other.origin),
            place(&row.row.origin)
        );
        notices.push(notice(&reply.origin, &reply.reply_id, "shared_metrics", message));
    }
    notices
}

fn differing_years(replies: &[&Key], merged: &[Merged], partners: &Partners) -> Vec<Notice> {
    let pairs = replies.iter().zip(partners);
    let pairs = pairs.filter_map(|(reply, at)| Some((reply, &partner(merged, at)?.row)));
    pairs
        .filter_map(|(reply, row)| {
            let (own, other) = (reply.year?, row.year?);
            (own != other).then(|| {
                let message = format!(
                    "{}的答复属于{own}年，{}的办理指标属于{other}年；各表编号均不跨年重复，\
                     已按编号合并，请核对",
                    place(&reply.origin),
                    place(&row.origin)
                );
                let told = notice(&reply.origin, &reply.reply_id, "year_differs", message);
                Notice { column: "year".to_owned(), value: other.to_string(), ..told }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{samples::*, *};
    use crate::{
        records::Metrics,
        score::samples::{dated_metrics, day, full_metrics},
    };

    fn kinds(joined: &Joined) -> Vec<(&str, &str)> {
        joined.notices.iter().map(|notice| (notice.kind, notice.reply_id.as_str())).collect()
    }

    fn dates(joined: &Joined) -> Vec<bool> {
        joined.rows.iter().map(|row| row.metrics.replied.is_some()).collect()
    }

    fn dated(id: &str, year: Option<i32>, line: u32) -> MetricsRow {
        metrics_row(id, year, line, dated_metrics())
    }

    #[test]
    fn metrics_units_and_titles_fill_what_the_reply_lacks() {
        let mut own = reply("7", Some(2024), 2);
        own.unit = Some("民政局".to_owned());
        own.metrics.published = Some(false);
        let mut row = metrics_row("7", Some(2024), 2, full_metrics());
        row.unit = Some("教育局".to_owned());
        row.title = Some("关于增设路灯的建议".to_owned());
        let joined = join(&[own], vec![row]).unwrap();
        let row = &joined.rows[0];
        assert_eq!(row.unit.as_deref(), Some("民政局"));
        assert_eq!(row.title.as_deref(), Some("关于增设路灯的建议"));
        assert_eq!(row.metrics.published, Some(false));
        assert_eq!(row.metrics.satisfaction.as_deref(), Some("satisfied"));
        assert!(joined.notices.is_empty());
    }

    #[test]
    fn a_year_that_only_the_metrics_state_is_the_replys() {
        let replies = [reply("7", None, 2), reply("8", Some(2023), 3)];
        let rows = vec![dated("7", Some(2024), 2), dated("8", None, 3)];
        let joined = join(&replies, rows).unwrap();
        let years: Vec<_> = joined.rows.iter().map(|row| row.year).collect();
        assert_eq!(years, [Some(2024), Some(2023)]);
    }

    #[test]
    fn replies_without_metrics_and_metrics_without_reply_are_listed() {
        let replies = [reply("1", Some(2024), 2), reply("01", Some(2024), 3)];
        let rows = vec![dated("1", Some(2024), 2), dated("9", Some(2024), 3)];
        let joined = join(&replies, rows).unwrap();
        assert_eq!(dates(&joined), [true, false], "leading zeros count");
        assert_eq!((joined.without_metrics, joined.orphan_metrics, joined.conflicts), (1, 1, 0));
        let mut found = kinds(&joined);
        found.sort_unstable();
        assert_eq!(found, [("no_metrics", "01"), ("orphan_metrics", "9")]);
    }

    #[test]
    fn without_a_metrics_table_nothing_is_missed() {
        let joined = join(&[reply("1", None, 2)], Vec::new()).unwrap();
        assert_eq!((joined.without_metrics, joined.notices.len()), (0, 0));
        assert_eq!(joined.rows, [Handled::default()]);
    }

    #[test]
    fn without_replies_every_row_is_an_orphan() {
        let joined = join([], vec![dated("1", None, 2), dated("2", None, 3)]).unwrap();
        assert_eq!((joined.rows.len(), joined.orphan_metrics), (0, 2));
    }

    #[test]
    fn ids_that_repeat_over_years_need_the_year() {
        let replies = [reply("7", Some(2023), 2), reply("7", Some(2024), 3)];
        let joined = join(&replies, vec![dated("7", Some(2024), 2)]).unwrap();
        assert_eq!(dates(&joined), [false, true]);
        let message = &joined.notices[0].message;
        assert!(message.contains("2023年编号 7"), "{message}");
        assert!(message.contains("指标表中此编号属于2024年"), "{message}");
    }

    #[test]
    fn an_id_that_repeats_in_the_metrics_alone_needs_the_year_too() {
        let rows = vec![dated("7", Some(2023), 2), dated("7", Some(2024), 3)];
        let joined = join(&[reply("7", Some(2023), 2)], rows).unwrap();
        assert_eq!(dates(&joined), [true]);
        assert_eq!(joined.orphan_metrics, 1);
    }

    #[test]
    fn a_missing_year_is_no_obstacle_where_there_is_no_choice() {
        let replies =
            [reply("7", Some(2023), 2), reply("7", Some(2024), 3), reply("8", Some(2024), 4)];
        let rows = vec![dated("8", None, 2), dated("7", None, 3)];
        let joined = join(&replies, rows).unwrap();
        assert_eq!(dates(&joined), [false, false, true], "7 could be of either year");
        assert_eq!((joined.without_metrics, joined.orphan_metrics), (2, 1));
        assert!(joined.notices.iter().any(|notice| notice.message.contains("年度不明的行")));
    }

    #[test]
    fn unique_ids_join_over_a_differing_year_and_say_so() {
        let joined = join(&[reply("7", Some(2024), 2)], vec![dated("7", Some(2023), 5)]).unwrap();
        assert_eq!(dates(&joined), [true]);
        assert_eq!(kinds(&joined), [("year_differs", "7")]);
        assert_eq!(joined.notices[0].value, "2023");
    }

    #[test]
    fn two_replies_of_one_id_share_a_row_and_say_so() {
        let mut second = reply("7", Some(2024), 3);
        second.reply_id = "7~2".to_owned();
        let replies = [reply("7", Some(2024), 2), second];
        let joined = join(&replies, vec![dated("7", Some(2024), 2)]).unwrap();
        assert_eq!(dates(&joined), [true, true]);
        assert_eq!(kinds(&joined), [("shared_metrics", "7~2")]);
    }

    #[test]
    fn contradicting_rows_are_counted_once_and_do_not_override_the_reply() {
        let mut own = reply("7", Some(2024), 2);
        own.metrics.replied = day("2024-05-01");
        let other = Metrics {
            assigned: day("2024-03-12"),
            replied: day("2024-05-21"),
            ..Metrics::default()
        };
        let rows = vec![dated("7", Some(2024), 2), metrics_row("7", Some(2024), 3, other)];
        let joined = join(&[own], rows).unwrap();
        assert_eq!((joined.conflicts, joined.notices.len()), (1, 2));
        assert_eq!(joined.rows[0].metrics.replied, day("2024-05-01"));
        assert_eq!(joined.rows[0].metrics.assigned, None);
    }

    #[test]
    fn rows_without_an_id_join_nothing() {
        let joined = join(&[reply("", Some(2024), 2)], vec![dated("", Some(2024), 2)]).unwrap();
        assert_eq!(dates(&joined), [false]);
        assert_eq!((joined.without_metrics, joined.orphan_metrics), (1, 1));
        let by_year = [reply("", Some(2024), 2), reply("7", Some(2023), 3), reply("7", None, 4)];
        let rows =
            vec![dated("", Some(2024), 2), dated("7", Some(2024), 3), dated("7", Some(2023), 4)];
        assert_eq!(dates(&join(&by_year, rows).unwrap()), [false, true, false]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn the_order_of_the_metrics_rows_changes_nothing(
            replies in replies_strategy(), rows in rows_strategy(), seed in any::<u64>(),
        ) {
            let before = join(&replies, rows.clone()).unwrap();
            let mut shuffled = rows;
            shuffled.sort_by_key(|row| {
                (u64::from(row.origin.line) ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            prop_assert_eq!(before, join(&replies, shuffled).unwrap());
        }

        #[test]
        fn no_reply_and_no_row_is_lost_or_multiplied(
            replies in replies_strategy(), rows in rows_strategy(),
        ) {
            let marked = rows.iter().filter(|row| row.metrics.co_units.is_some());
            let lines: Vec<u32> = marked.map(|row| row.origin.line).collect();
            let joined = join(&replies, rows).unwrap();
            prop_assert_eq!(joined.rows.len(), replies.len());
            // A marked row bears its own line: it went to a reply, or a notice
            // names it.
            let marks: BTreeSet<Arc<str>> =
                joined.rows.iter().filter_map(|row| row.metrics.co_units.clone()).collect();
            for line in lines {
                let place = format!("指标.csv 第 {line} 行");
                let told = joined.notices.iter().any(|notice| notice.message.contains(&place));
                prop_assert!(told || marks.contains(line.to_string().as_str()), "line {line}");
            }
        }
    }
}

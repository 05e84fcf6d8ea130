//! The ledger from invented rows: statuses, ids, follow-up and what is carried on.

use std::sync::Arc;

use super::*;
use crate::{
    calendar::samples::calendar,
    judge::judge_letter,
    records::{Letter, Metrics, Origin, PromiseStatus},
    report::sample,
    rules::RuleSet,
};
use shida_engine::rulebook::Rulebook;

fn origin(line: u32) -> Origin {
    Origin { file: Arc::from("跟踪表.csv"), sheet: None, line }
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

const TWO: &str = "李代表：您好！我局将于2024年9月30日前在东门小学门口安装减速带三条。\
                   县公路站计划年底前完成柳林桥加固。感谢关心！";

fn row(reply_id: &str, year: i32) -> ReplyRow {
    let metrics = Metrics { replied: date("2024-05-20"), ..Metrics::default() };
    ReplyRow { reply_id: reply_id.into(), year: Some(year), metrics, ..sample::reply(1) }
}

fn spooled(replies: &[&str]) -> Spooled {
    let rulebook = Rulebook::compile(&RuleSet::load(None).unwrap().engine_files()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut spool = Spool::create(&folder.path().join("promises")).unwrap();
    let letter = |reply: &&str| Letter { reply: (*reply).to_owned(), ..sample::judged(1).letter };
    let mut judged: Vec<_> =
        replies.iter().map(|reply| judge_letter(&rulebook, letter(reply))).collect();
    spool.add(&mut judged).unwrap();
    spool.read().unwrap()
}

fn made(
    rows: &[ReplyRow],
    replies: &[&str],
    follow_ups: Vec<FollowUp>,
    as_of: &str,
) -> (Vec<Commitment>, CommitmentList, Vec<Notice>) {
    let mut written = Vec::new();
    let (list, notices) = commitments(
        rows,
        spooled(replies),
        (follow_ups, Seen { day: date(as_of), asked: true }),
        calendar(),
        &mut |row| {
            written.push(row.clone());
            Ok(())
        },
    )
    .unwrap();
    (written, list, notices)
}

fn follow_up(promise_id: &str, text: &str, done: Option<bool>, done_date: &str) -> FollowUp {
    let promise = Commitment {
        promise_id: promise_id.into(),
        text: text.into(),
        done_date: date(done_date),
        ..Commitment::default()
    };
    FollowUp { origin: origin(2), done, promise }
}

fn statuses(rows: &[Commitment]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row.promise_id.as_str(), row.status.name())).collect()
}

#[test]
fn promises_without_a_word_on_them_are_open_or_unknown() {
    let (rows, list, notices) = made(&[row("031", 2024)], &[TWO], Vec::new(), "2024-10-15");
    assert_eq!(statuses(&rows), [("2024-031#1", "unknown"), ("2024-031#2", "open")]);
    assert_eq!(rows[0].due, date("2024-09-30"));
    assert_eq!(rows[1].responsible.as_deref(), Some("县公路站"));
    assert_eq!((list.total, list.definite(), notices.len()), (2, 2, 0));
    assert_eq!(list.shown[0].promise_id, "2024-031#2", "open before unknown");
}

#[test]
fn working_days_follow_the_calendar_and_a_year_without_one_leaves_no_day() {
    let soon = "李代表：您好！我局将在10个工作日内更换东门小学门口路灯两盏。感谢关心！";
    let replied = |reply_id: &str, day: &str| {
        let metrics = Metrics { replied: date(day), ..Metrics::default() };
        ReplyRow { metrics, ..row(reply_id, 2024) }
    };
    let rows =
        [replied("031", "2024-04-22"), replied("032", "2030-04-22"), replied("033", "2030-04-22")];
    let (rows, _, notices) = made(&rows, &[soon, soon, soon], Vec::new(), "2024-04-30");
    // 23–26, 28 (a Sunday, worked), 29–30 April, 6–8 May.
    assert_eq!((rows[0].due, rows[0].grade.as_str()), (date("2024-05-08"), "concrete"));
    assert_eq!((rows[1].due, rows[1].grade.as_str()), (None, "partial"));
    assert_eq!(rows[1].due_text.as_deref(), Some("10个工作日内"));
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].kind, notices[0].value.as_str()), ("calendar_year", "2030"));
    let told = "；032、033 2 件答复里以工作日计的承诺没有到期日";
    assert!(notices[0].message.ends_with(told), "{}", notices[0].message);
}

#[test]
fn a_follow_up_finds_its_promise_by_id_and_by_words() {
    let follow_ups = vec![
        follow_up("2024-031#1", "", Some(false), ""),
        FollowUp {
            origin: origin(3),
            done: Some(true),
            promise: Commitment {
                reply_id: "031".into(),
                text: "年底前完成柳林桥加固".into(),
                done_date: date("2025-01-03"),
                ..Commitment::default()
            },
        },
    ];
    let (rows, _, notices) = made(&[row("031", 2024)], &[TWO], follow_ups, "2025-03-01");
    assert_eq!(statuses(&rows), [("2024-031#1", "overdue"), ("2024-031#2", "kept")]);
    assert_eq!(rows[1].late, Some(true));
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn a_promise_of_an_earlier_year_is_carried_on_by_its_id() {
    let old = FollowUp {
        promise: Commitment {
            year: Some(2023),
            due: date("2024-06-30"),
            grade: "concrete".into(),
            reply_id: "031".into(),
            ..follow_up("2023-031#1", "我局将修好西桥", None, "").promise
        },
        ..follow_up("", "", Some(false), "")
    };
    let (rows, list, notices) = made(&[row("031", 2024)], &[TWO], vec![old], "2024-10-15");
    assert_eq!(rows.len(), 3, "same number, other year: another suggestion");
    assert_eq!(statuses(&rows)[2], ("2023-031#1", "overdue"));
    assert_eq!((list.carried, list.count(PromiseStatus::Overdue)), (1, 1));
    assert_eq!(notices[0].kind, "carried_promise");
}

#[test]
fn a_row_whose_promise_the_reply_does_not_hold_is_kept_and_told() {
    let strange = follow_up("2024-031#1", "我局将扩建水厂", Some(true), "");
    let (rows, _, notices) = made(&[row("031", 2024)], &[TWO], vec![strange], "2024-10-15");
    assert_eq!(
        statuses(&rows),
        [("2024-031#1", "unknown"), ("2024-031#2", "open"), ("2024-031#1~2", "kept")]
    );
    assert_eq!(notices[0].kind, "unmatched_followup");
}

#[test]
fn the_metrics_state_promises_of_their_own_or_speak_of_the_texts() {
    let mut own = row("031", 2024);
    own.metrics.promise = Some("加固柳林桥".into());
    own.metrics.promise_due = date("2024-12-31");
    own.metrics.promise_status = Some("kept".into());
    let mut other = row("032", 2024);
    other.metrics.promise = Some("开通求助热线".into());
    other.metrics.promise_due = date("2024-06-30");
    other.metrics.promise_status = Some("overdue".into());
    let (rows, _, _) = made(&[own, other], &[TWO, "谢谢。"], Vec::new(), "2025-03-01");
    assert_eq!(
        statuses(&rows),
        [("2024-031#1", "unknown"), ("2024-031#2", "kept"), ("2024-032#m", "overdue")]
    );
    assert_eq!((rows[1].source.as_str(), rows[2].source.as_str()), ("text", "metrics"));
}

#[test]
fn numbers_with_and_without_their_year_are_two_replies() {
    let (short, long) = (row("031", 2024), row("2024-031", 2024));
    for rows in [[short.clone(), long.clone()], [long, short]] {
        let (first, _, _) = made(&rows, &[TWO, TWO], Vec::new(), "2024-10-15");
        let ids: BTreeSet<&str> = first.iter().map(|row| row.promise_id.as_str()).collect();
        let expected = ["2024-031#1", "2024-031#2", "2024-2024-031#1", "2024-2024-031#2"];
        assert_eq!(ids, expected.into());
        let kept = follow_up("2024-2024-031#1", "", Some(true), "");
        let open = follow_up("2024-031#1", "", Some(false), "");
        let (next, _, notices) = made(&rows, &[TWO, TWO], vec![kept, open], "2024-10-15");
        for promise in next.iter().filter(|row| row.promise_id.ends_with("#1")) {
            let expected = if promise.reply_id == "031" { "overdue" } else { "kept" };
            assert_eq!(promise.status.name(), expected, "{}", promise.promise_id);
        }
        assert!(notices.is_empty(), "{notices:?}");
    }
}

#[test]
fn a_reply_without_a_year_shares_no_id_with_one_of_that_name() {
    let unknown = ReplyRow { year: None, ..row("2024-031", 2024) };
    let (rows, _, _) = made(&[row("031", 2024), unknown], &[TWO, TWO], Vec::new(), "2024-10-15");
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.promise_id.as_str()).collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
}

#[test]
fn the_signature_dates_a_reply_whose_date_nobody_gives() {
    let signed = "我局将在三个月内完成柳林桥加固。\n清河县公路局\n2023年11月30日";
    let mut undated = row("2023-1", 2023);
    undated.metrics.replied = None;
    let (rows, _, _) = made(&[undated.clone()], &[signed], Vec::new(), "2024-01-01");
    assert_eq!((rows[0].promise_id.as_str(), rows[0].due), ("2023-1#1", date("2024-02-29")));
    let unsigned = "我局将在三个月内完成柳林桥加固。";
    let (rows, _, _) = made(&[undated], &[unsigned], Vec::new(), "2024-01-01");
    assert_eq!((rows[0].due, rows[0].due_text.as_deref()), (None, Some("三个月内")));
    assert_eq!(rows[0].grade, "partial");
}

#[test]
fn no_two_promises_share_an_id_however_often_a_table_names_it() {
    let strange = |line: u32| FollowUp {
        origin: origin(line),
        ..follow_up("2024-031#1", "我局将扩建水厂", Some(true), "")
    };
    let old =
        |line: u32| FollowUp { origin: origin(line), ..follow_up("2020-9#1", "修桥", None, "") };
    let follow_ups = vec![strange(2), strange(3), old(4), old(5)];
    let (rows, _, _) = made(&[row("031", 2024)], &[TWO], follow_ups, "2024-10-15");
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.promise_id.as_str()).collect();
    assert_eq!((rows.len(), ids.len()), (6, 6), "{ids:?}");
}

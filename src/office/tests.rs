//! The lists, chosen from invented rows.

use shida_engine::rulebook::Rulebook;

use super::*;
use crate::{
    records::{Metrics, PromiseStatus},
    report::sample,
    rules::RuleSet,
};

fn settings() -> Settings {
    Settings::parse(include_str!("../../rules/office.toml")).unwrap()
}

fn rules() -> Vec<Rule> {
    let files = RuleSet::load(None).unwrap().engine_files();
    let rulebook = Rulebook::compile(&files).unwrap();
    rulebook.all_rules().map(|compiled| compiled.rule.clone()).collect()
}

fn chosen(rows: &[ReplyRow], commitments: &CommitmentList) -> Office {
    let rules = rules();
    Office::choose(settings(), "npc", &Found { rows, commitments, flagged: &[], rules: &rules })
}

fn quiet() -> CommitmentList {
    CommitmentList::default()
}

/// A reply that fulfils every criterion.
fn model(number: u32, unit: &str) -> ReplyRow {
    let mut row = sample::reply(1);
    row.reply_id = format!("{number:04}");
    row.unit = Some(unit.to_owned());
    row.disposal = "pass";
    row.verdict.substance = 3;
    row.verdict.codes.clear();
    row.late = Some(false);
    row.metrics.satisfaction = Some("satisfied".into());
    row.related.template_cluster = None;
    row.related.last_year_similarity = None;
    row
}

fn reasons(office: &Office) -> Vec<(usize, &str)> {
    office.supervision.iter().map(|item| (item.reason, item.reply_id.as_str())).collect()
}

#[test]
fn items_stand_by_reason_and_then_by_urgency() {
    let mut slow = ReplyRow { late: Some(true), days_to_reply: Some(200), ..model(1, "甲局") };
    slow.metrics.satisfaction = None;
    let slower = ReplyRow { days_to_reply: Some(300), reply_id: "0002".into(), ..slow.clone() };
    let mut angry = model(3, "甲局");
    angry.metrics.satisfaction = Some("dissatisfied".into());
    angry.metrics.reworked = Some(false);
    let empty = ReplyRow { disposal: "review", reply_id: "0004".into(), ..sample::reply(4) };
    let office = chosen(&[slow, slower, angry, empty], &quiet());
    assert_eq!(reasons(&office), [(1, "0003"), (2, "0004"), (5, "0002"), (5, "0001")]);
    assert_eq!(office.reasons().iter().map(|(_, n)| *n).sum::<usize>(), 4);
}

#[test]
fn an_overdue_promise_names_its_day_and_its_words() {
    let commitments = sample::commitments();
    let office = chosen(&[model(1, "甲局")], &commitments);
    let [item] = &office.supervision[..] else { panic!("{:?}", office.supervision) };
    let promised = commitments.shown.iter().find(|row| row.status == PromiseStatus::Overdue);
    assert_eq!(item.reply_id, promised.unwrap().reply_id);
    assert!(item.evidence.contains("应于2022-12-31完成，到2023-03-01逾期60天"), "{item:?}");
    assert!(item.evidence.contains("增设路灯12盏"));
}

#[test]
fn what_is_not_known_is_not_supervised() {
    let row = ReplyRow { late: None, ..model(1, "甲局") };
    let row = ReplyRow { metrics: Metrics::default(), ..row };
    assert_eq!(chosen(&[row], &quiet()).supervision, []);
}

#[test]
fn a_matter_handled_anew_is_not_listed_as_dissatisfied() {
    let mut row = model(1, "甲局");
    row.metrics.satisfaction = Some("dissatisfied".into());
    row.metrics.reworked = Some(true);
    assert_eq!(chosen(&[row], &quiet()).supervision, []);
}

#[test]
fn a_reply_that_people_ruled_to_be_an_answer_is_not_listed_as_empty() {
    let mut row = ReplyRow { disposal: "review", ..sample::reply(4) };
    row.verdict.non_answer = false;
    row.verdict.decided = true;
    let office = chosen(&[row], &quiet());
    assert!(office.supervision.iter().all(|item| item.reason != 2), "{:?}", office.supervision);
}

#[test]
fn an_example_tells_why_and_what_is_not_known() {
    let mut row = model(1, "甲局");
    row.metrics.satisfaction = None;
    let office = chosen(&[row], &quiet());
    let [example] = &office.exemplary[..] else { panic!("{:?}", office.exemplary) };
    assert_eq!(example.reasons[..3], ["内容具体完整", "按期答复", "没有套用"]);
    assert_eq!(example.unknown, ["诉求条条有回应", "评价满意"]);
}

#[test]
fn nothing_that_fails_a_criterion_is_an_example() {
    let fails: [fn(&mut ReplyRow); 7] = [
        |row| row.verdict.substance = 2,
        |row| row.late = Some(true),
        |row| row.metrics.satisfaction = Some("basic".into()),
        |row| row.related.template_cluster = Some("0001".into()),
        |row| row.related.last_year_similarity = Some(0.95),
        |row| row.disposal = "sample",
        |row| row.unit = None,
    ];
    for (number, fail) in fails.into_iter().enumerate() {
        let mut row = model(1, "甲局");
        fail(&mut row);
        assert_eq!(chosen(&[row], &quiet()).exemplary, [], "{number}");
    }
}

#[test]
fn a_unit_has_at_most_so_many_examples_and_the_order_of_rows_changes_nothing() {
    let mut rows: Vec<ReplyRow> = (1..=5).map(|number| model(number, "甲局")).collect();
    rows.push(model(6, "乙局"));
    let ids = |rows: &[ReplyRow]| -> Vec<String> {
        let office = chosen(rows, &quiet());
        office.exemplary.iter().map(|one| rows[one.row].reply_id.clone()).collect()
    };
    let before = ids(&rows);
    assert_eq!(before, ["0001", "0002", "0006"]);
    rows.reverse();
    assert_eq!(ids(&rows), before);
}

#[test]
fn lessons_count_a_rule_once_a_reply_and_quote_the_latest_year() {
    let coded = |number: u32, year: i32, unit: &str| {
        let mut row = model(number, unit);
        row.year = Some(year);
        row.verdict.codes = vec!["N010".into(), "S010".into(), "X010".into()];
        row
    };
    let mut rows = vec![
        coded(3, 2024, "甲局"),
        coded(2, 2024, "甲局"),
        coded(1, 2023, "甲局"),
        model(4, "甲局"),
    ];
    rows.push(coded(5, 2024, "乙局"));
    let told = |rows: &[ReplyRow]| -> Vec<(Option<String>, String, u32, u32, String)> {
        let lessons = chosen(rows, &quiet()).training.into_iter();
        lessons.map(|one| (one.unit, one.code, one.count, one.n, one.reply_id)).collect()
    };
    let lesson = |unit: Option<&str>, count, n| {
        (unit.map(str::to_owned), "N010".to_owned(), count, n, "0002".to_owned())
    };
    let before = told(&rows);
    assert_eq!(
        before,
        [lesson(None, 4, 5), lesson(Some("甲局"), 3, 4)],
        "evidence and one-offs are none"
    );
    rows.reverse();
    assert_eq!(told(&rows), before);
}

#[test]
fn a_long_quote_is_cut_and_stands_on_one_line() {
    assert_eq!(short_quote(" 甲\n乙  丙 "), "甲 乙 丙");
    assert_eq!(short_quote(&"字".repeat(90)).chars().count(), QUOTED + 1);
}

#[test]
fn the_replies_to_quote_are_each_named_once_and_in_order() {
    let mut rows: Vec<ReplyRow> = (1..=4).map(|number| model(number, "甲局")).collect();
    rows.iter_mut().for_each(|row| row.verdict.codes = vec!["N010".into()]);
    let quoted = chosen(&rows, &quiet()).quoted_rows();
    assert_eq!(quoted, [0, 1], "two examples; the lessons quote the first of them");
}

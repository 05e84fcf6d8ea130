//! Checks over rows and runs.

use super::*;
use crate::{report::sample, rules::RuleSet};

fn checks() -> Checks {
    Checks::parse(RuleSet::load(None).unwrap().text("checks.toml")).unwrap()
}

#[test]
fn every_example_of_the_embedded_file_holds() {
    let rulebook = RuleSet::load(None).unwrap().rulebook_for("npc").unwrap();
    let failures = prove(&rulebook, &checks());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(code: &str) -> (Checks, usize) {
    let checks = checks();
    let at = checks.rules.iter().position(|rule| rule.code == code).unwrap();
    (checks, at)
}

/// Outcomes of one check over a run, all others unknown.
fn gathered(code: &str, outcomes: &[Outcome]) -> (CheckList, Vec<ReplyRow>) {
    let (checks, at) = check(code);
    let mut gathered = Gathered::new(&checks);
    for outcome in outcomes {
        let mut all = vec![Outcome::Unknown; checks.rules.len()];
        all[at] = outcome.clone();
        gathered.add(all);
    }
    let mut rows: Vec<ReplyRow> = (1..=outcomes.len() as u32).map(sample::reply).collect();
    (gathered.finish(&mut rows), rows)
}

fn differs() -> Outcome {
    Outcome::Differs(Sides { text: "第36号".into(), metrics: "建议编号 31".into() })
}

#[test]
fn a_difference_becomes_a_record_and_a_code_in_its_row_and_carries_no_points() {
    let outcomes = [Outcome::Agrees, differs(), Outcome::Agrees, Outcome::Unknown];
    let (list, rows) = gathered("K141", &outcomes);
    let [found] = list.found.as_slice() else { panic!("{list:?}") };
    assert_eq!((found.reply_id.as_str(), found.code.as_str()), ("0002", "K141"));
    assert!(found.message.contains("第36号") && found.message.contains("建议编号 31"));
    assert_eq!(rows[1].checks, ["K141"]);
    assert_eq!(rows[1].score, sample::reply(2).score);
    let tally = list.tallies.iter().find(|tally| tally.code == "K141").unwrap();
    assert_eq!((tally.known, tally.found, tally.withheld), (3, 1, 0));
}

#[test]
fn when_most_of_the_run_differs_the_columns_do_not_mean_the_same_and_nothing_is_said() {
    let (list, rows) = gathered("K141", &[differs(), differs(), Outcome::Agrees]);
    assert!(list.found.is_empty() && rows.iter().all(|row| row.checks.is_empty()));
    let tally = list.tallies.iter().find(|tally| tally.code == "K141").unwrap();
    assert_eq!((tally.known, tally.found, tally.withheld), (3, 0, 2));
}

#[test]
fn a_check_without_that_cut_is_told_however_often_it_differs() {
    let (list, _) = gathered("K132", &[differs(), differs()]);
    assert_eq!(list.found.len(), 2);
}

/// Replies of one unit: (satisfied, non-answer).
fn unit(replies: &[(Option<&str>, bool)]) -> Vec<ReplyRow> {
    let replies = replies.iter().zip(1..);
    let row = |((rating, empty), number): (&(Option<&str>, bool), u32)| {
        let mut row = sample::reply(number);
        row.unit = Some("教育局".into());
        row.metrics.satisfaction = rating.map(Into::into);
        row.verdict.non_answer = *empty;
        row
    };
    replies.map(row).collect()
}

fn of_units(replies: &[(Option<&str>, bool)]) -> Vec<Check> {
    let checks = checks();
    let mut rows = unit(replies);
    Gathered::new(&checks).finish(&mut rows).found
}

#[test]
fn a_unit_with_satisfied_deputies_and_empty_replies_is_named_with_its_numbers() {
    let satisfied = Some("satisfied");
    let six = [(satisfied, true), (satisfied, true), (satisfied, false)].repeat(2);
    let found = of_units(&six);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.code.as_str(), one.reply_id.as_str()), ("K152", ""));
    assert_eq!(one.metrics_say, "满意 100.0%（6/6）");
    assert_eq!(one.text_says, "应付式答复 66.7%（4/6）");
}

#[test]
fn a_unit_with_few_forms_or_few_empty_replies_is_not_named() {
    let satisfied = Some("satisfied");
    assert!(of_units(&[(satisfied, true), (None, true), (None, true)].repeat(2)).is_empty());
    assert!(of_units(&[(satisfied, false)].repeat(9)).is_empty());
    assert!(of_units(&[(Some("basic"), true)].repeat(9)).is_empty());
}

#[test]
fn days_to_reply_are_told_for_all_and_for_each_unit_and_year() {
    let mut rows = vec![sample::reply(1), sample::reply(2), sample::reply(5)];
    rows[1].days_to_reply = None;
    rows[2].days_to_reply = Some(3);
    rows[2].verdict.substance = 0;
    let speeds = speeds(&checks(), &rows);
    let all = &speeds[0];
    assert_eq!((all.unit.as_deref(), all.year, all.n), (None, None, 2));
    assert_eq!((all.least, all.median, all.most), (3, 32.0, 61));
    assert_eq!((all.fast, all.fast_empty), (1, 1));
    let unit = rows[0].unit.as_deref();
    assert!(speeds.iter().any(|speed| speed.unit.as_deref() == unit && speed.year.is_some()));
}

#[test]
fn the_table_of_the_handbook_is_that_of_the_file() {
    let handbook = include_str!("../../docs/checks.md");
    let table: Vec<&str> = handbook.lines().filter(|line| line.starts_with("| K")).collect();
    let line = |rule: &Rule| {
        let Rule { code, name, severity, source, limits, .. } = rule;
        format!("| {code} | {name} | {} | {source} | {limits} |", severity.label())
    };
    let checks = checks();
    for rule in &checks.rules {
        assert!(table.contains(&line(rule).as_str()), "docs/checks.md 缺：\n{}", line(rule));
    }
    assert_eq!(table.iter().filter(|line| line.matches('|').count() == 6).count(), 19);
}

#[test]
fn the_worked_example_of_the_handbook_is_what_the_checks_say() {
    let rulebook = RuleSet::load(None).unwrap().rulebook_for("npc").unwrap();
    let handbook = include_str!("../../docs/checks.md");
    let letter = handbook.split("答复：\n").nth(1).unwrap().split("```").next().unwrap();
    let reply: String = letter.lines().map(|line| line.trim_start().to_owned() + "\n").collect();
    let judged = shida_engine::judge::judge(&rulebook, &reply, None);
    let mut row = sample::reply(1);
    let day = |month, day| sample::day(2024, month, day);
    row.unit = None;
    row.title = None;
    row.verdict = judged.verdict;
    row.days_to_reply = Some(92);
    row.metrics = crate::records::Metrics {
        assigned: day(3, 5),
        replied: day(6, 5),
        result_class: Some("A".into()),
        face_to_face: Some(false),
        ..Default::default()
    };
    let classes = [("A".to_owned(), "resolved".to_owned())].into();
    let (limited, rows) = (Default::default(), [row.clone()]);
    let run = Run::of(&rows, ("npc", None), &classes, &limited);
    let text = Text::of(&rulebook, &reply);
    let checks = checks();
    let outcomes = compare(&checks, &run, &Subject::of(&run, &row, "2024-031", &text));
    let told = checks.rules.iter().zip(outcomes).filter_map(|(rule, outcome)| match outcome {
        Outcome::Differs(Sides { text, metrics }) => {
            Some(format!("| {} | {text} | {metrics} |", rule.code))
        }
        _ => None,
    });
    let told: Vec<String> = told.collect();
    let shown: Vec<&str> = handbook
        .lines()
        .filter(|line| line.starts_with("| K") && line.matches('|').count() == 4)
        .collect();
    assert_eq!(told, shown);
}

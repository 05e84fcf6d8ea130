//! What a run writes is read back as it was.

use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    crosscheck::CheckList,
    decisions::State,
    records::{Answered, Decision, Letter, Metrics, Origin, Particulars, Ruling},
    report::{
        sample,
        tables::{LettersWriter, Tables, write_all},
    },
    score::samples::{day, metrics_strategy, verdict_strategy},
    trend::OverTime,
};

fn write(dir: &Path, rows: &[ReplyRow], notices: &[Notice], settled: &[Settled]) {
    let tables = Tables {
        replies: rows,
        ledger: &|_| Vec::new(),
        units: &[],
        unit_scores: &[],
        rates: &[],
        reconciled: &[],
        checks: &CheckList::default(),
        over_time: &OverTime::default(),
        edition: "",
        trends: &[],
        rejects: &sample::rejects(),
        notices,
        decisions: Some(settled),
    };
    write_all(dir, tables).unwrap();
}

fn back(dir: &Path, settled: &[Settled]) -> Vec<ReplyRow> {
    rows::rows(&dir.join("replies.parquet"), settled).unwrap()
}

fn settled(ruling: Ruling, reply_id: &str) -> Settled {
    let decision = Decision {
        origin: Origin { file: "裁定.toml".into(), sheet: None, line: 3 },
        reply: reply_id.into(),
        ruling,
        reason: "看过原件,\n确有其事".into(),
        author: "王某".into(),
        date: day("2024-05-20"),
        expires: None,
        settles: None,
    };
    Settled {
        decision: Arc::new(decision),
        reply_id: Some(reply_id.into()),
        state: State::InForce,
        message: String::new(),
    }
}

/// Everything that fuller tables tell, one value of each type.
fn particulars() -> Particulars {
    Particulars {
        session: Some("=第三次".into()),
        topic: Some("教育".into()),
        received: day("2024-03-12"),
        contacts: Some(2),
        key_item: Some(true),
        second_rating: Some("basic".into()),
        ..Particulars::default()
    }
}

#[test]
fn notices_rejects_and_decisions_are_read_as_they_were() {
    let dir = TempDir::new().unwrap();
    let hit = shida_engine::decided::Fingerprint {
        code: "N010".into(),
        text: "=研究".into(),
        ordinal: 2,
    };
    let quote = Some("已\"答复\"".to_owned());
    let all = [
        settled(Ruling::Suppress(hit), "1"),
        settled(Ruling::Reply { non_answer: false, quote }, "2"),
        settled(Ruling::Reply { non_answer: true, quote: None }, "3"),
    ];
    let notices = sample::notices();
    write(dir.path(), &[], &notices, &all);
    assert_eq!(lists::notices(&dir.path().join("notices.csv")).unwrap(), notices);
    assert_eq!(lists::rejects(&dir.path().join("rejects.csv")).unwrap(), sample::rejects());
    assert_eq!(lists::decisions(&dir.path().join("decisions.csv")).unwrap(), all);
}

#[test]
fn a_decision_comes_back_to_its_reply() {
    let dir = TempDir::new().unwrap();
    let mut rows = sample::replies(3);
    let one = settled(Ruling::Reply { non_answer: true, quote: None }, &rows[1].reply_id);
    rows[1].decisions = vec![Arc::clone(&one.decision)];
    write(dir.path(), &rows, &[], std::slice::from_ref(&one));
    assert_eq!(back(dir.path(), &[one]), rows);
}

#[test]
fn a_letter_keeps_its_text_and_its_own_metrics() {
    let dir = TempDir::new().unwrap();
    let mut judged = sample::judged(1);
    judged.letter.reply = "\u{feff}'=甲\r\n\t乙\u{0}".into();
    judged.letter.suggestion = Some(String::new());
    judged.letter.metrics = Metrics {
        assigned: day("2024-03-01"),
        reworked: Some(false),
        more: Some(Box::new(particulars())),
        ..Metrics::default()
    };
    let mut writer = LettersWriter::create(dir.path()).unwrap();
    writer.write(&judged).unwrap();
    writer.finish().unwrap();
    let letters: Vec<Letter> = letters::letters(dir.path().join("letters.parquet"))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(letters, [judged.letter]);
}

#[test]
fn a_table_without_a_needed_column_is_named() {
    let dir = TempDir::new().unwrap();
    write(dir.path(), &sample::replies(1), &[], &[]);
    let error = rows::rows(&dir.path().join("units.parquet"), &[]).map(|rows| rows.len());
    assert_eq!(error.unwrap(), 0, "no rows, nothing needed");
    let error = letters::pick(&dir.path().join("replies.parquet"), |_| true, |_| ()).unwrap_err();
    assert!(error.to_string().contains("replies.parquet"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rows_come_back_as_they_were(
        verdict in verdict_strategy(),
        metrics in metrics_strategy(),
        text in "[=@+'\"甲乙,;\n ]{0,12}甲",
        share in 0.0..=1.0_f64,
        number in 0u32..400,
        asked in any::<bool>(),
    ) {
        let dir = TempDir::new().unwrap();
        let mut row = sample::replies(1).remove(0);
        row.verdict = verdict;
        row.metrics = metrics;
        row.title = Some(text.clone());
        row.unit = (number % 2 == 0).then(|| text.clone());
        row.metrics.contact_mode = Some(text.as_str().into());
        row.known_share = share;
        row.measures.redundancy = Some(share / 3.0);
        row.related.stickiness = (number % 3 == 0).then_some(share);
        row.answered = asked.then(|| Answered {
            asks: number,
            asks_answered: number / 2,
            relevance: share,
            off_topic: number % 5 == 0,
            unanswered: (number % 7 == 0).then(|| text.into()),
        });
        write(dir.path(), std::slice::from_ref(&row), &[], &[]);
        prop_assert_eq!(back(dir.path(), &[]), [row]);
    }
}

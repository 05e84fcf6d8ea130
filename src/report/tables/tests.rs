//! Whole tables, written from invented rows and read back.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::report::sample;

fn written(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn write_sample(dir: &Path) {
    let (replies, units, trends) = (sample::replies(5), sample::units(), sample::trends());
    let checks = sample::checks();
    let (rejects, notices) = (sample::rejects(), sample::notices());
    let tables = Tables {
        replies: &replies,
        ledger: &sample::ledger,
        units: &units,
        unit_scores: &[],
        rates: &sample::rates(),
        reconciled: &sample::reconciled(),
        trends: &trends,
        checks: &checks,
        over_time: &sample::over_time(),
        edition: "npc-reply 1 / default 1",
        rejects: &rejects,
        notices: &notices,
        decisions: None,
    };
    write_all(dir, tables).unwrap();
    let mut commitments = CommitmentsWriter::create(dir).unwrap();
    sample::commitments().shown.iter().for_each(|row| commitments.write(row).unwrap());
    commitments.finish().unwrap();
}

fn csv(dir: &Path, name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(dir.join(name)).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a BOM");
    assert!(!text.contains('\r'), "LF only");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_table_has_its_files() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let both = [
        "checks",
        "commitments",
        "differences",
        "ledger",
        "mix",
        "phrases",
        "rates",
        "relations",
        "replies",
        "speeds",
        "trends",
        "trends-half",
        "units",
    ];
    for name in both {
        assert!(dir.path().join(format!("{name}.csv")).exists(), "{name}.csv");
        assert!(dir.path().join(format!("{name}.parquet")).exists(), "{name}.parquet");
    }
    assert_eq!(written(dir.path()).len(), 2 * both.len() + 3);
}

#[test]
fn replies_csv_shows_rows_as_the_contract_says() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "replies.csv");
    assert_eq!(rows.len(), 6);
    let cell = |row: usize, name: &str| {
        let column = rows[0].iter().position(|header| header == name).unwrap();
        rows[row][column].as_str()
    };
    assert_eq!(cell(1, "reply_id"), "0001");
    assert_eq!(cell(2, "title"), "'=关于老旧小区加装电梯的建议");
    assert_eq!((cell(4, "non_answer"), cell(4, "text_score")), ("true", "9.05"));
    assert_eq!((cell(1, "off_topic"), cell(1, "asks"), cell(1, "relevance")), ("", "", ""));
    assert_eq!((cell(1, "assigned"), cell(5, "face_to_face")), ("2022-03-02", ""));
    assert_eq!((cell(4, "codes"), cell(1, "empty_density")), ("G001;F010", "0.333333"));
}

#[test]
fn the_ledger_of_a_reply_adds_up_to_its_score() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "ledger.csv");
    let hundredths = |text: &str| text.replace('.', "").parse::<i32>().unwrap();
    for reply in sample::replies(5) {
        let points = rows.iter().filter(|row| row[0] == reply.reply_id);
        assert_eq!(points.map(|row| hundredths(&row[3])).sum::<i32>(), reply.score);
    }
}

#[test]
fn the_parts_of_a_mix_add_up_to_the_whole_above_them() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "mix.csv");
    assert_eq!(rows[0].join(" "), MIX_HEADER);
    let number = |text: &str| text.parse::<f64>().unwrap();
    let whole = &rows[1];
    assert_eq!((&*whole[4], &*whole[1]), ("", "unit"));
    let parts = rows[2..].iter().take_while(|row| !row[4].is_empty());
    let sum: f64 = parts.map(|row| number(&row[11])).sum();
    assert!((sum - number(&whole[11])).abs() < 1e-5, "{sum} {whole:?}");
    assert!((number(&whole[8]) - number(&whole[7]) - number(&whole[11])).abs() < 1e-5);
}

const MIX_HEADER: &str =
    "series by from to name n_from n_to value_from value_to within shifted change";

#[test]
fn phrases_and_differences_say_what_they_rest_on() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let phrases = csv(dir.path(), "phrases.csv");
    assert_eq!(phrases[1][..3], ["我们将以钉钉子精神推动", "new", "2024"]);
    assert_eq!(phrases[1][11..14], ["2", "甲局 6;乙局 3", "2023 0/40;2024 9/40"]);
    let differences = csv(dir.path(), "differences.csv");
    let header = "series scope name from to n_from n_to value_from value_to change low high";
    assert_eq!(differences[0].join(" "), header);
    let trends = csv(dir.path(), "trends.csv");
    assert_eq!(trends[1].last().unwrap(), "npc-reply 1 / default 1");
}

#[test]
fn units_give_each_rate_its_own_n() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "units.csv");
    let tail = ["on_time_rate", "on_time_rate_n", "satisfied_rate", "satisfied_rate_n"];
    assert_eq!(rows[0][13..17], tail);
    assert_eq!(rows[1][1], "", "all years together");
    assert_eq!(rows[1][13..17], ["0.87", "24", "", "0"]);
    let beside = "waiting_n score_if_confirmed \
        score_shrunk non_answer_shrunk lead_n co_n lead_share topics topics_n expected_score";
    assert_eq!(rows[0][17..], beside.split_whitespace().collect::<Vec<_>>());
    assert_eq!(rows[1][17..22], ["0", "", "80.00", "0.059091", "25"]);
    assert_eq!(rows[1][24..], ["教育 100%（24件）", "24", "75.50"]);
    assert_eq!(rows[1][3], "81.62", "half to even, as the binary fraction lies");
    assert_eq!(rows.last().unwrap()[6], "", "no rank below the minimum n");
}

#[test]
fn rates_stand_in_long_form_with_what_they_leave_out() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "rates.csv");
    assert_eq!(
        rows[0].join(" "),
        "unit year rate label numerator denominator excluded reasons value low high"
    );
    assert_eq!(
        rows[1][..9],
        ["", "", "satisfied_rate", "满意率", "30", "45", "6", "未反馈 5；不详 1", "0.666667"]
    );
    assert_eq!(rows[2][8], "", "nothing to divide by");
    let found = csv(dir.path(), "reconcile.csv");
    assert_eq!(found[1][..4], ["公布.csv", "2", "", ""]);
    assert_eq!(found[1][11], "differs");
}

#[test]
fn commitments_hold_the_contract_and_what_carries_them_on() {
    let dir = TempDir::new().unwrap();
    write_sample(dir.path());
    let rows = csv(dir.path(), "commitments.csv");
    let header = "reply_id unit text object place due due_text responsible amount grade status \
                  source promise_id year done_date late";
    assert_eq!(rows[0], header.split_whitespace().collect::<Vec<_>>());
    let late = &rows[3];
    assert_eq!(late[2], "'=我局将于年底前在柳湾桥头增设路灯12盏");
    assert_eq!((&*late[5], &*late[10], &*late[12]), ("2022-12-31", "kept", "2022-0003#1"));
    assert_eq!((&*late[14], &*late[15]), ("2023-02-01", "true"));
}

#[test]
fn the_same_rows_make_the_same_bytes() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write_sample(one.path());
    write_sample(two.path());
    for name in written(one.path()) {
        let bytes = |dir: &TempDir| fs::read(dir.path().join(&name)).unwrap();
        assert_eq!(bytes(&one), bytes(&two), "{name}");
    }
}

#[test]
fn findings_do_not_depend_on_the_size_of_the_chunks() {
    let judged: Vec<_> = (1..=200).map(sample::judged).collect();
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for (dir, size) in [(&one, 200), (&two, 7)] {
        let mut writer = FindingsWriter::create(dir.path()).unwrap();
        judged.chunks(size).for_each(|chunk| writer.write(chunk).unwrap());
        writer.finish().unwrap();
    }
    assert_eq!(written(one.path()), ["findings.csv", "findings.parquet", "sentences.parquet"]);
    for name in written(one.path()) {
        let bytes = |dir: &TempDir| fs::read(dir.path().join(&name)).unwrap();
        assert_eq!(bytes(&one), bytes(&two), "{name}");
    }
}

#[test]
fn a_finding_quotes_the_original_at_its_place() {
    let dir = TempDir::new().unwrap();
    let mut writer = FindingsWriter::create(dir.path()).unwrap();
    writer.write(&[sample::judged(7)]).unwrap();
    writer.finish().unwrap();
    let rows = csv(dir.path(), "findings.csv");
    assert_eq!(
        rows[0],
        ["reply_id", "code", "role", "zone", "start_char", "end_char", "text", "points", "state"]
    );
    assert_eq!(
        rows[1],
        ["0007", "E003", "evidence", "body", "8", "19", "已于4月2日在桥头装灯", "12.50", "active"]
    );
}

#[test]
fn a_missing_folder_is_named_with_its_file() {
    let error = FindingsWriter::create(Path::new("/nowhere/at/all")).err().unwrap();
    assert!(error.to_string().contains("「findings.csv」"));
}

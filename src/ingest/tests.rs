//! The whole stage from outside: files in a folder, letters and counts out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::records::Letter;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self::new();
        for (name, text) in files {
            desk.put(name, text.as_bytes());
        }
        desk
    }

    fn input(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::create_dir_all(self.input()).unwrap();
        let path = self.input().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn request(&self, inputs: &[&str]) -> Request {
        Request {
            inputs: inputs.iter().map(|name| self.input().join(name)).collect(),
            suggestions: None,
            metrics: None,
            apart: Vec::new(),
            followup: None,
            published: None,
            manual: None,
            spool: self.folder.path().join("spool"),
        }
    }

    /// Ingests the whole folder.
    fn all(&self) -> Taken {
        self.read(&self.request(&["."]))
    }

    fn read(&self, request: &Request) -> Taken {
        taken(ingest(request, &columns()).unwrap())
    }

    fn error(&self) -> String {
        ingest(&self.request(&["."]), &columns()).unwrap_err().to_string()
    }
}

/// An intake with its letters read.
struct Taken {
    letters: Vec<Letter>,
    intake: Intake,
}

impl Taken {
    fn ids(&self) -> Vec<&str> {
        self.letters.iter().map(|letter| letter.reply_id.as_str()).collect()
    }

    fn replies(&self) -> Vec<&str> {
        self.letters.iter().map(|letter| letter.reply.as_str()).collect()
    }

    fn kinds(&self) -> Vec<&str> {
        self.intake.notices.iter().map(|notice| notice.kind).collect()
    }

    fn notice(&self, kind: &str) -> &Notice {
        self.intake.notices.iter().find(|notice| notice.kind == kind).unwrap()
    }
}

fn columns() -> Columns {
    Columns::parse(include_str!("../../rules/columns.toml")).unwrap()
}

fn taken(intake: Intake) -> Taken {
    for count in &intake.files {
        let sum = count.judged + count.rejected + count.blank + count.no_reply + count.duplicate;
        assert_eq!(count.read, sum, "{count:?}");
    }
    let letters: Vec<Letter> =
        intake.letters.chunks(2).unwrap().flat_map(|chunk| chunk.unwrap()).collect();
    assert_eq!(letters.len(), intake.letters.len());
    for (letter, row) in letters.iter().zip(0..) {
        assert_eq!(letter.row, row);
    }
    Taken { letters, intake }
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

const TABLE: &str = "建议编号,承办单位,答复内容,答复日期\r\n\
    007,区城管局,\"您好！\r\n路灯已于3月修好。\",2024-03-05\r\n\
    008,区水务局,管网改造已列入计划。,2024/4/1\r\n";

fn assert_is_table(taken: &Taken) {
    assert_eq!(taken.ids(), ["007", "008"]);
    assert_eq!(taken.replies(), ["您好！\n路灯已于3月修好。", "管网改造已列入计划。"]);
    assert_eq!(taken.letters[0].unit.as_deref(), Some("区城管局"));
    assert_eq!(taken.letters[0].year, Some(2024));
    assert_eq!(taken.intake.latest_date, NaiveDate::from_ymd_opt(2024, 4, 1));
}

#[test]
fn a_csv_is_read_in_every_usual_encoding() {
    let tabs = TABLE.replace(',', "\t");
    for (name, bytes, notice) in [
        ("a.csv", TABLE.as_bytes().to_vec(), None),
        ("a.csv", [b"\xef\xbb\xbf", TABLE.as_bytes()].concat(), None),
        ("a.csv", GB18030.encode(TABLE).0.into_owned(), Some("gb18030")),
        ("a.csv", utf16(TABLE, false), Some("UTF-16LE")),
        ("a.csv", utf16(&tabs, false), Some("UTF-16LE")),
        ("a.tsv", utf16(&tabs, true), Some("UTF-16BE")),
        ("a.tsv", tabs.clone().into_bytes(), None),
        ("a.csv", tabs.clone().into_bytes(), None),
        ("a.csv", TABLE.replace(',', ";").into_bytes(), None),
        ("a.xls", tabs.clone().into_bytes(), None),
    ] {
        let desk = Desk::new();
        desk.put(name, &bytes);
        let taken = desk.all();
        assert_is_table(&taken);
        assert_eq!(taken.letters[1].origin.line, 4, "the line counts the line break in quotes");
        let told = taken.intake.notices.iter().find(|notice| notice.kind == "encoding");
        assert_eq!(told.map(|notice| notice.value.as_str()), notice, "{name}");
    }
}

#[test]
fn semicolons_in_a_single_column_divide_nothing() {
    let desk = Desk::with(&[("a.csv", "答复内容\n一是修灯;二是修路;三是修桥\n")]);
    assert_eq!(desk.all().replies(), ["一是修灯;二是修路;三是修桥"]);
}

#[test]
fn json_lines_are_read() {
    let desk = Desk::with(&[(
        "a.jsonl",
        "{\"建议编号\":\"007\",\"承办单位\":\"区城管局\",\"答复内容\":\"您好！\\r\\n路灯已于3月修好。\",\"答复日期\":\"2024-03-05\"}\n\
         {\"建议编号\":\"008\",\"答复内容\":\"管网改造已列入计划。\",\"答复日期\":45383}\n\
         {\"建议编号\":\"009\",\"答复内容\":{\"文\":\"嵌套\"}}\n",
    )]);
    let taken = desk.all();
    assert_is_table(&taken);
    assert_eq!(taken.intake.rejects.len(), 1);
    assert_eq!(taken.intake.rejects[0].line, 3);
}

#[test]
fn a_workbook_is_read_below_its_title_with_all_its_visible_sheets() {
    let desk = Desk::new();
    let path = desk.put("a.xlsx", b"");
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet().set_name("一季度").unwrap();
    sheet.merge_range(0, 0, 0, 3, "2024年建议答复汇总表", &Format::new()).unwrap();
    sheet
        .write_row(1, 0, ["建议编号", "承办单位\n（主办）", "答复内容（必填）", "答复日期"])
        .unwrap();
    sheet.write(2, 0, 31).unwrap();
    sheet.write(2, 2, "您好！\n路灯已于3月修好。").unwrap();
    sheet.write_with_format(2, 3, 45356, &date).unwrap();
    let sheet = book.add_worksheet().set_name("二季度").unwrap();
    sheet.write_row(0, 0, ["编号", "答复意见", "答复日期"]).unwrap();
    sheet.write_row(1, 0, ["032", "管网改造已列入计划。", "45383"]).unwrap();
    let sheet = book.add_worksheet().set_name("旧稿").unwrap();
    sheet.write_row(0, 0, ["编号", "答复意见"]).unwrap();
    sheet.set_hidden(true);
    let sheet = book.add_worksheet().set_name("说明").unwrap();
    sheet.write(0, 0, "本表由办公室填写").unwrap();
    book.add_worksheet().set_name("空表").unwrap();
    book.save(path).unwrap();

    let taken = desk.all();
    assert_eq!(taken.ids(), ["31", "032"]);
    assert_eq!(taken.letters[0].origin.line, 3);
    assert_eq!(taken.letters[0].origin.sheet.as_deref(), Some("一季度"));
    assert_eq!(taken.letters[0].metrics.replied, NaiveDate::from_ymd_opt(2024, 3, 5));
    assert_eq!(taken.letters[1].metrics.replied, NaiveDate::from_ymd_opt(2024, 4, 1));
    assert_eq!(taken.notice("header_row").value, "2");
    let sheets: Vec<_> = taken
        .intake
        .notices
        .iter()
        .filter(|notice| notice.kind == "sheet")
        .map(|notice| notice.sheet.as_str())
        .collect();
    assert_eq!(sheets, ["旧稿", "说明"]);
    let tables: Vec<_> =
        taken.intake.files.iter().map(|count| (count.file.as_str(), count.table)).collect();
    assert_eq!(
        tables,
        [
            ("a.xlsx › 一季度", "replies"),
            ("a.xlsx › 二季度", "replies"),
            ("a.xlsx › 说明", "ignored")
        ]
    );
}

#[test]
fn the_older_workbook_formats_say_the_same() {
    let fixtures = [
        ("a.xls", &include_bytes!("../../tests/fixtures/ingest/replies.xls")[..]),
        ("a.ods", &include_bytes!("../../tests/fixtures/ingest/replies.ods")[..]),
        ("a.xlsx", &include_bytes!("../../tests/fixtures/ingest/replies.xls")[..]),
    ];
    for (name, bytes) in fixtures {
        let desk = Desk::new();
        desk.put(name, bytes);
        let taken = desk.all();
        assert_eq!(taken.ids(), ["31", "032"], "{name}");
        assert_eq!(taken.replies(), ["您好！\n路灯已于3月修好。", "管网改造已列入计划。"]);
        let dates: Vec<_> = taken.letters.iter().map(|letter| letter.metrics.replied).collect();
        let date = |month, day| NaiveDate::from_ymd_opt(2024, month, day);
        assert_eq!(dates, [date(3, 5), date(4, 1)]);
        assert_eq!(taken.letters[1].origin.line, 5);
        let reject = &taken.intake.rejects[0];
        assert_eq!((reject.line, reject.value.as_str()), (6, "#N/A"));
        assert_eq!(taken.notice("sheet").sheet, "旧稿");
        assert_eq!(taken.kinds().contains(&"format"), name == "a.xlsx");
        assert_eq!(taken.intake.files[0].blank, 1);
    }
}

#[test]
fn a_folder_joins_replies_suggestions_and_metrics() {
    let desk = Desk::with(&[
        ("1答复.csv", "编号,答复内容,承办单位\n1,已修好。,甲局\n2,已办结。,\n"),
        (
            "2建议.csv",
            "编号,标题,建议内容,承办单位,年度\n1,路灯,请修路灯,乙局,2023\n2,公交,请增班次,丙局,2023\n",
        ),
        ("3指标.csv", "编号,满意度,交办日期\n1,满意,2023-02-01\n9,不满意,2023-02-02\n"),
        ("说明.txt", "无"),
    ]);
    let taken = desk.all();
    let first = &taken.letters[0];
    assert_eq!(first.unit.as_deref(), Some("甲局"), "the reply's own column goes first");
    assert_eq!(first.title.as_deref(), Some("路灯"));
    assert_eq!(first.suggestion.as_deref(), Some("请修路灯"));
    assert_eq!(first.year, Some(2023));
    assert_eq!(taken.letters[1].unit.as_deref(), Some("丙局"));
    assert!(taken.intake.has_suggestions);
    assert_eq!(taken.intake.metrics.len(), 2);
    assert_eq!(taken.intake.metrics[0].metrics.satisfaction.as_deref(), Some("satisfied"));
    assert_eq!(taken.intake.metrics[0].year, Some(2023));
    let tables: Vec<_> = taken.intake.files.iter().map(|count| count.table).collect();
    assert_eq!(tables, ["replies", "suggestions", "metrics"]);
    assert_eq!(taken.notice("ignored_file").file, "说明.txt");
    assert_eq!(taken.intake.inputs.len(), 3);
}

#[test]
fn suggestions_meet_replies_by_year_when_ids_repeat() {
    let desk = Desk::with(&[
        ("a.csv", "编号,年度,答复\n1,2023,甲\n1,2024,乙\n"),
        ("b.csv", "编号,年度,建议内容\n1,2024,请修路\n1,2023,请修灯\n"),
    ]);
    let taken = desk.all();
    assert_eq!(taken.ids(), ["2023-1", "2024-1"]);
    let texts: Vec<_> = taken.letters.iter().map(|l| l.suggestion.as_deref().unwrap()).collect();
    assert_eq!(texts, ["请修灯", "请修路"]);
    assert_eq!(taken.letters[0].raw_id, "1");
    assert_eq!(taken.notice("year_id").value, "2");
}

#[test]
fn a_file_given_as_metrics_is_metrics_whatever_it_holds() {
    let desk = Desk::with(&[
        ("a.csv", "编号,答复\n1,甲\n"),
        ("b.csv", "编号,建议内容,满意度\n1,请修路,满意\n"),
    ]);
    let mut request = desk.request(&["a.csv"]);
    request.metrics = Some(desk.input().join("b.csv"));
    let taken = desk.read(&request);
    assert_eq!(taken.intake.metrics.len(), 1);
    assert_eq!(taken.letters[0].suggestion, None);
    assert!(!taken.intake.has_suggestions);
}

#[test]
fn suggestions_without_an_id_column_are_an_error() {
    let desk = Desk::with(&[("a.csv", "编号,答复\n1,甲\n"), ("b.csv", "题目,原文\n路,请修路\n")]);
    let mut request = desk.request(&["a.csv"]);
    request.suggestions = Some(desk.input().join("b.csv"));
    let error = ingest(&request, &columns()).unwrap_err().to_string();
    assert!(error.contains("reply_id") && error.contains("建议编号"), "{error}");
}

#[test]
fn orphan_suggestions_are_named_up_to_twenty_and_then_counted() {
    let mut suggestions = "编号,建议内容\n".to_owned();
    for id in 1..=30 {
        suggestions.push_str(&format!("{id},请修路{id}\n"));
    }
    let desk = Desk::with(&[("a.csv", "编号,答复\n1,甲\n2,\n"), ("b.csv", &suggestions)]);
    let taken = desk.all();
    let orphans: Vec<_> =
        taken.intake.notices.iter().filter(|n| n.kind == "orphan_suggestion").collect();
    assert_eq!(orphans.len(), 21);
    assert_eq!(orphans[0].line, Some(4), "1 is answered, 2 is told as unanswered");
    assert_eq!((orphans[20].line, orphans[20].value.as_str()), (None, "28"));
}

#[test]
fn rows_are_judged_left_blank_unanswered_or_refused() {
    let desk = Desk::with(&[(
        "a.csv",
        "编号,标题,答复\n\
         1,路灯,已修好\n\
         \n\
         ,,\n\
         —,无,/\n\
         2,公交,\n\
         3,,无\n\
         ,水管,\n\
         ,,无编号的答复\n\
         4,,短\n\
         5,甲,乙,丙\n\
         6\n\
         7,题,#N/A\n",
    )]);
    let taken = desk.all();
    assert_eq!(taken.ids(), ["1", "行9", "4"]);
    let count = &taken.intake.files[0];
    assert_eq!(
        (count.read, count.judged, count.blank, count.no_reply, count.rejected),
        (12, 3, 3, 3, 3)
    );
    let lines: Vec<_> = taken.intake.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(lines, [11, 12, 13]);
    assert_eq!(taken.intake.rejects[2].reply_id, "7");
    assert_eq!(taken.notice("blank_rows").value, "3");
    assert_eq!(taken.notice("no_id").line, Some(9));
}

#[test]
fn identical_rows_collapse_and_different_ones_are_numbered() {
    let rows = ["1,甲局,已修好", "1,甲局,已修好", "1,甲局,正在修", "2,甲局,已修好"];
    let table = |rows: &[&str]| format!("编号,承办单位,答复\n{}\n", rows.join("\n"));
    let taken = Desk::with(&[("a.csv", &table(&rows))]).all();
    let mut by_reply: Vec<_> = taken.replies().into_iter().zip(taken.ids()).collect();
    by_reply.sort_unstable();
    let reversed: Vec<&str> = rows.iter().rev().copied().collect();
    let backwards = Desk::with(&[("a.csv", &table(&reversed))]).all();
    let mut by_reply_backwards: Vec<_> =
        backwards.replies().into_iter().zip(backwards.ids()).collect();
    by_reply_backwards.sort_unstable();
    assert_eq!(by_reply, by_reply_backwards, "ids do not depend on the order of rows");
    assert_eq!(by_reply.len(), 3);
    assert_eq!(taken.intake.files[0].duplicate, 1);
    assert_eq!(taken.notice("duplicate").line, Some(3));
    assert!(taken.kinds().contains(&"duplicate_id"));
}

#[test]
fn several_replies_tables_are_concatenated_in_input_order() {
    let desk = Desk::with(&[("b.csv", "答复\n甲\n"), ("a.csv", "答复\n乙\n甲\n")]);
    let taken = desk.read(&desk.request(&["b.csv", "a.csv"]));
    assert_eq!(taken.ids(), ["b.csv:行2", "a.csv:行2", "a.csv:行3"]);
    assert_eq!(taken.replies(), ["甲", "乙", "甲"]);
    let taken = desk.read(&desk.request(&["a.csv"]));
    assert_eq!(taken.ids(), ["行2", "行3"]);
}

#[test]
fn no_reply_table_is_an_error_that_lists_every_header() {
    let desk = Desk::with(&[
        ("a.csv", "编号,标题\n1,路灯\n"),
        ("b.csv", "甲,乙\n1,2\n"),
        ("c.csv", "题目,年度\n1,2024\n"),
    ]);
    let error = desk.error();
    for wanted in ["a.csv：编号、标题", "b.csv：甲、乙", "c.csv：题目、年度", "答复内容、答复意见"]
    {
        assert!(error.contains(wanted), "{wanted} in {error}");
    }
}

#[test]
fn two_filled_reply_columns_are_an_error_with_the_line() {
    let desk = Desk::with(&[("a.csv", "编号,答复内容,答复意见\n1,甲,\n2,甲,乙\n")]);
    let error = desk.error();
    assert!(error.starts_with("a.csv 第 3 行") && error.contains("答复意见"), "{error}");
}

#[test]
fn two_reply_columns_that_take_turns_are_fine() {
    let desk = Desk::with(&[("a.csv", "编号,答复内容,答复意见\n1,甲,\n2,,乙\n")]);
    assert_eq!(desk.all().replies(), ["甲", "乙"]);
}

#[test]
fn repeated_and_unknown_headers_are_told() {
    let desk = Desk::with(&[("a.csv", "编号,答复,答复 ,标题,题目,序号,备注\n1,甲,乙,丙,丁,1,x\n")]);
    let taken = desk.all();
    assert_eq!(taken.replies(), ["甲"]);
    assert_eq!(taken.letters[0].title.as_deref(), Some("丙"));
    let kinds = taken.kinds();
    assert_eq!(kinds.iter().filter(|kind| **kind == "duplicate_header").count(), 2);
    assert_eq!(taken.notice("unknown_columns").value, "序号、备注");
}

#[test]
fn bad_values_control_characters_and_spoilt_ids_are_told() {
    let desk = Desk::with(&[(
        "a.csv",
        "编号,答复,交办日期\n1.23E+15,已\u{7}修\t好,2024-02-30\n2,好,０２\n",
    )]);
    let taken = desk.all();
    assert_eq!(taken.replies(), ["已修 好", "好"]);
    assert_eq!(taken.letters[0].metrics.assigned, None);
    let bad = taken.notice("bad_value");
    assert_eq!(
        (bad.line, bad.column.as_str(), bad.value.as_str()),
        (Some(2), "assigned", "2024-02-30")
    );
    assert_eq!(taken.notice("spoilt_id").reply_id, "1.23E+15");
    assert_eq!(taken.notice("control_chars").value, "1");
}

#[test]
fn full_width_ids_and_half_width_ids_are_one_suggestion() {
    let desk = Desk::with(&[
        ("a.csv", "编号,答复内容\n３１,已修好。\n"),
        ("b.csv", "编号,建议内容\n31,请修路灯。\n"),
    ]);
    let taken = desk.all();
    assert_eq!(taken.ids(), ["31"]);
    assert_eq!(taken.letters[0].suggestion.as_deref(), Some("请修路灯。"));
}

#[test]
fn a_row_of_totals_is_no_suggestion_and_no_reply() {
    let text = "编号,承办单位,答复内容,满意度\n1,教育局,已修好。,满意\n合 计,2家,1件,1\n小计,,,\n\
                2,合计路办事处,已修好。,满意\n";
    let taken = Desk::with(&[("a.csv", text)]).all();
    assert_eq!(taken.ids(), ["1", "2"]);
    let lines: Vec<u32> = taken.intake.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(lines, [3, 4]);
    assert!(taken.intake.rejects[0].reason.contains("合计行"));
    assert!(taken.intake.without_text.is_empty());
}

#[test]
fn a_table_saved_as_text_is_read_as_a_table_and_a_letter_as_a_letter() {
    let table = "2024年答复\n编号\t承办单位\t答复内容\n1\t教育局\t已修好。\n2\t水利局\t已清淤。\n";
    let letter = "编号\n答复\n王代表：\n已修好，见附表。\n编号\t承办单位\n教育局\n2024年6月3日\n";
    let (gbk, ..) = GB18030.encode(table);
    let desk = Desk::with(&[("表.txt", table), ("第31号.txt", letter)]);
    desk.put("旧表.txt", &gbk);
    let of = |name: &str| desk.read(&desk.request(&[name]));
    assert_eq!(of("表.txt").ids(), ["1", "2"]);
    assert_eq!(of("旧表.txt").replies(), ["已修好。", "已清淤。"]);
    assert_eq!(of("旧表.txt").kinds(), ["encoding", "format", "header_row"]);
    assert_eq!(of("第31号.txt").ids(), ["31"]);
}

#[test]
fn a_column_that_looks_like_the_reply_is_named_when_none_is_known() {
    let desk =
        Desk::with(&[("a.csv", "编号,承办单位,答复日期,办理答复情况说明\n1,教育局,,已修好。\n")]);
    let error = desk.error();
    assert!(error.contains("像是答复的列：办理答复情况说明\n"), "{error}");
    assert!(error.contains("shida rules export"), "{error}");
    let other = Desk::with(&[("a.csv", "编号,承办单位\n1,教育局\n")]).error();
    assert!(!other.contains("像是答复的列"), "{other}");
}

#[test]
fn co_handlers_are_parted_once_and_what_is_unclear_stays_one() {
    let text = "编号,答复内容,会办单位\n1,已修好。,\"教育局 等单位，财政局;水务局\"\n";
    let desk = Desk::with(&[("a.csv", text)]);
    let units = units::Units::parse(include_str!("../../rules/units.toml")).unwrap();
    let taken = taken(ingest(&desk.request(&["."]), &columns().with_units(units)).unwrap());
    let metrics = &taken.letters[0].metrics;
    let named: Vec<&str> = crate::metrics::co_units(metrics).collect();
    assert_eq!(named, ["教育局等单位", "财政局", "水务局"]);
    assert!(taken.notice("unclear_units").message.contains("当作一个"));
}

#[test]
fn what_was_copied_from_a_web_page_is_read_without_its_markup() {
    let text =
        "编号,答复内容,沟通方式\n1,<p>王代表：</p><p>已修&nbsp;12盏。</p>,<p>\n2,PM2.5<35。,\n";
    let taken = Desk::with(&[("a.csv", text)]).all();
    assert_eq!(taken.replies(), ["王代表：\n已修 12盏。", "PM2.5<35。"]);
    assert_eq!(taken.notice("markup").value, "1");
}

#[test]
fn short_rows_are_taken_when_the_reply_is_there() {
    let desk = Desk::with(&[("a.csv", "编号,答复,承办单位\n1,好\n2,好,局,,\n")]);
    let taken = desk.all();
    assert_eq!(taken.ids(), ["1", "2"]);
    assert_eq!(taken.notice("missing_fields").line, Some(2));
}

#[test]
fn empty_tables_and_empty_files_are_errors() {
    assert!(Desk::with(&[("a.csv", "编号,答复\n")]).error().contains("没有数据行"));
    assert!(Desk::with(&[("a.csv", "编号,答复\n,\n\n")]).error().contains("没有数据行"));
    assert!(Desk::with(&[("a.csv", " \n\n")]).error().contains("是空的"));
    assert!(Desk::with(&[("a.jsonl", "\n")]).error().contains("是空的"));
    assert!(Desk::with(&[("a.csv", "")]).error().contains("0 字节"));
}

#[test]
fn undecodable_bytes_are_an_error_with_line_and_cure() {
    let desk = Desk::new();
    desk.put("a.csv", b"id,reply\n1,\xff\xff\n");
    let error = desk.error();
    assert!(error.starts_with("a.csv 第 2 行") && error.contains("CSV UTF-8"), "{error}");
}

#[test]
fn letters_can_be_read_in_chunks_of_any_size() {
    let rows: String = (1..=7).map(|id| format!("{id},答复{id}\n")).collect();
    let desk = Desk::with(&[("a.csv", &format!("编号,答复\n{rows}"))]);
    let intake = ingest(&desk.request(&["."]), &columns()).unwrap();
    for (size, want) in [(0, vec![1; 7]), (3, vec![3, 3, 1]), (7, vec![7]), (100, vec![7])] {
        let sizes: Vec<_> =
            intake.letters.chunks(size).unwrap().map(|chunk| chunk.unwrap().len()).collect();
        assert_eq!(sizes, want, "{size}");
    }
}

#[test]
fn single_letters_are_picked_in_any_order() {
    let rows: String = (1..=7).map(|id| format!("{id},答复{id}\n")).collect();
    let desk = Desk::with(&[("a.csv", &format!("编号,答复\n{rows}"))]);
    let intake = ingest(&desk.request(&["."]), &columns()).unwrap();
    let all: Vec<_> = intake.letters.chunks(7).unwrap().flat_map(Result::unwrap).collect();
    let picked: Vec<_> = intake.letters.pick(&[5, 0, 99, 5]).unwrap().map(Result::unwrap).collect();
    assert_eq!(picked, [all[5].clone(), all[0].clone(), all[5].clone()]);
}

#[test]
fn chunks_can_be_handed_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    let desk = Desk::with(&[("a.csv", "编号,答复\n1,甲\n")]);
    let intake = ingest(&desk.request(&["."]), &columns()).unwrap();
    is_send(&intake.letters.chunks(1).unwrap());
}

#[test]
fn a_damaged_workbook_is_broken_and_never_a_panic() {
    let whole = include_bytes!("../../tests/fixtures/ingest/replies.xls");
    for length in [600, 3456, 4691, 4967, 6000] {
        let desk = Desk::new();
        desk.put("a.xls", &whole[..length]);
        let _ = ingest(&desk.request(&["."]), &columns());
    }
    let desk = Desk::new();
    desk.put("a.xls", &whole[..600]);
    assert!(desk.error().contains("已损坏"));
}

#[test]
fn a_lost_spool_ends_the_reading_with_an_error() {
    let desk = Desk::with(&[("a.csv", "编号,答复\n1,甲\n2,乙\n")]);
    let request = desk.request(&["."]);
    let intake = ingest(&request, &columns()).unwrap();
    fs::write(&request.spool, "").unwrap();
    let read: Vec<_> = intake.letters.chunks(1).unwrap().collect();
    assert_eq!(read.len(), 1);
    assert!(matches!(read[0], Err(IngestError::Spool { .. })));
}

fn read_bytes(name: &str, bytes: &[u8]) -> Option<Taken> {
    let desk = Desk::new();
    desk.put(name, bytes);
    ingest(&desk.request(&["."]), &columns()).ok().map(taken)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn arbitrary_bytes_never_panic(
        name in "a\\.(csv|tsv|jsonl|xls|xlsx|ods|parquet)",
        head in proptest::option::of("编号,答复\n|PK\u{3}\u{4}|PAR1"),
        bytes in proptest::collection::vec(any::<u8>(), 1..300),
    ) {
        let head = head.unwrap_or_default();
        let _ = read_bytes(&name, &[head.as_bytes(), &bytes].concat());
    }

    #[test]
    fn counts_add_up_for_any_table(body in "([1-3]?,[甲乙 \"\n]{0,3},?[局\"]?\n){0,8}") {
        if let Some(taken) = read_bytes("a.csv", format!("编号,答复,承办单位\n{body}").as_bytes()) {
            let mut ids = taken.ids();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), taken.letters.len());
            prop_assert_eq!(taken.intake.rejects.len() as u64, taken.intake.files[0].rejected);
        }
    }
}

#[test]
fn a_parquet_file_that_is_none_is_broken() {
    let desk = Desk::new();
    desk.put("a.parquet", b"PAR1 and nothing else");
    let error = ingest(&desk.request(&["."]), &columns()).unwrap_err();
    assert!(matches!(error, IngestError::Parquet(_)), "{error}");
}

#[test]
fn a_request_with_a_missing_file_says_so() {
    let desk = Desk::with(&[("a.csv", "编号,答复\n1,甲\n")]);
    let error = ingest(&desk.request(&["没有.csv"]), &columns()).unwrap_err();
    assert!(matches!(error, IngestError::Missing(_)), "{error}");
    assert!(!Path::new(&desk.request(&[]).spool).exists());
}

#[test]
fn letters_set_aside_leave_the_counts_and_the_order_true() {
    let table = |first: u32| {
        let rows = (first..first + 3).map(|id| format!("{id},局,路灯{id}已修好。\n"));
        format!("编号,单位,答复内容\n{}9,局,多,余\n", rows.collect::<String>())
    };
    let desk = Desk::with(&[("甲.csv", &table(1)), ("乙.csv", &table(4))]);
    let mut taken = desk.all();
    let others = [4, 0].map(|row: u32| {
        let Origin { file, line, .. } = taken.letters[row as usize].origin.clone();
        let reject = Reject {
            file: file.to_string(),
            sheet: String::new(),
            line,
            reply_id: String::new(),
            column: String::new(),
            value: String::new(),
            reason: "讲话".to_owned(),
        };
        (row, reject)
    });
    let ids: Vec<String> = taken.ids().into_iter().map(str::to_owned).collect();
    taken.intake.set_aside(others.to_vec());
    let taken = self::taken(taken.intake);
    assert_eq!(taken.ids(), [&ids[1], &ids[2], &ids[3], &ids[5]]);
    for count in &taken.intake.files {
        assert_eq!((count.judged, count.rejected), (2, 2), "{count:?}");
    }
    let places: Vec<_> = taken.intake.rejects.iter().map(|r| (r.file.as_str(), r.line)).collect();
    let first = taken.intake.files[0].file.as_str();
    let second = taken.intake.files[1].file.as_str();
    assert_eq!(places, [(first, 2), (first, 5), (second, 3), (second, 5)]);
}

//! The small tables from outside: a file beside one reply, and what comes of it.

use std::path::PathBuf;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::{manual::hundredths, *};
use crate::{
    ingest::{Intake, Request, ingest, units::Units},
    records::Notice,
};

fn columns() -> Columns {
    let units = "[spelling]\nblanks = true\n[aliases]\n\"教育局\" = [\"区教育局\"]\n";
    Columns::parse(include_str!("../../../rules/columns.toml"))
        .unwrap()
        .with_units(Units::parse(units).unwrap())
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("答复.csv", "编号,承办单位,答复内容\n1,教育局,已修好。\n");
        desk
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(
        &self,
        published: Option<PathBuf>,
        manual: Option<PathBuf>,
    ) -> Result<Intake, IngestError> {
        let request = Request {
            inputs: vec![self.0.path().join("答复.csv")],
            suggestions: None,
            metrics: None,
            apart: Vec::new(),
            followup: None,
            published,
            manual,
            spool: self.0.path().join("spool"),
        };
        ingest(&request, &columns())
    }
}

type Short<'a> = (Option<&'a str>, Option<i32>, &'a str, f64);

fn published(text: &str) -> Intake {
    let desk = Desk::new();
    desk.read(Some(desk.put("公布.csv", text)), None).unwrap()
}

fn short(intake: &Intake) -> Vec<Short<'_>> {
    let figures = intake.published.iter();
    figures.map(|f| (f.unit.as_deref(), f.year, f.rate.as_str(), f.value)).collect()
}

fn told<'a>(intake: &'a Intake, kind: &str) -> Vec<&'a Notice> {
    intake.notices.iter().filter(|notice| notice.kind == kind).collect()
}

fn points(text: &str) -> Intake {
    let desk = Desk::new();
    desk.read(None, Some(desk.put("打分.csv", text))).unwrap()
}

#[test]
fn a_wide_table_gives_a_figure_for_each_rate() {
    let intake = published(
        "2024年公布数据\n单位,年度,件数,满意率,满意率（含基本满意）,出台政策数\n\
         区教育局,2024,12件,95.5%,100%,3\n全县,合计,300,98.5,99,\n,,,,,\n",
    );
    assert_eq!(
        short(&intake),
        [
            (Some("教育局"), Some(2024), "n", 12.0),
            (Some("教育局"), Some(2024), "satisfied_rate", 0.955),
            (Some("教育局"), Some(2024), "satisfied_or_basic_rate", 1.0),
            (None, None, "n", 300.0),
            (None, None, "satisfied_rate", 0.985),
            (None, None, "satisfied_or_basic_rate", 0.99),
        ]
    );
    assert_eq!(told(&intake, "unknown_columns")[0].value, "出台政策数");
    assert_eq!(told(&intake, "header_row")[0].value, "2");
    let count = intake.files.last().unwrap();
    assert_eq!((count.table, count.read, count.judged, count.blank), ("published", 3, 2, 1));
    assert!(intake.inputs.iter().any(|input| input.name == "公布.csv"));
}

#[test]
fn a_long_table_gives_a_figure_a_row_and_names_unknown_indicators() {
    let intake = published(
        "单位,年度,指标,数值\n教育局,2024,按期办结率,99.94%\n教育局,2024,创新指数,8\n\
         水务局,2024,创新指数,8\n水务局,2024,创新指数,7\n教育局,2024,面商率,\n",
    );
    assert_eq!(short(&intake), [(Some("教育局"), Some(2024), "completed_on_time_rate", 0.9994)]);
    let bad = told(&intake, "bad_value");
    assert_eq!((bad.len(), bad[0].line, bad[0].value.as_str()), (1, Some(3), "创新指数"));
    assert!(bad[0].message.ends_with("（共 3 处：第 3、4、5 行）"), "{}", bad[0].message);
}

#[test]
fn shares_and_percentages_are_told_apart_by_the_table_and_doubt_is_told() {
    let value = |rows: &str| {
        let intake = published(&format!("单位,满意率\n{rows}"));
        let values: Vec<f64> = intake.published.iter().map(|figure| figure.value).collect();
        (values, told(&intake, "bad_value").len())
    };
    assert_eq!(value("教育局,0.985\n水务局,1\n民政局,0\n"), (vec![0.985, 1.0, 0.0], 0));
    assert_eq!(value("教育局,98.5\n水务局,100\n民政局,0\n"), (vec![0.985, 1.0, 0.0], 0));
    assert_eq!(value("教育局,98.5\n水务局,0.97\n民政局,1\n"), (vec![0.985], 2));
    assert_eq!(value("教育局,1\n水务局,0\n"), (vec![0.0], 1), "1 may be 100% or 1%");
    assert_eq!(value("教育局,1%\n水务局,９８．５％\n"), (vec![0.01, 0.985], 0));
    assert_eq!(value("教育局,120%\n水务局,约九成\n民政局,-3\n"), (vec![], 3));
    let intake = published("单位,满意率（%）\n教育局,0.985\n水务局,98.5\n");
    assert_eq!(short(&intake), [(Some("水务局"), None, "satisfied_rate", 0.985)]);
    let message = &told(&intake, "bad_value")[0].message;
    assert!(message.contains("分不清") && message.contains("带 % 的数"), "{message}");
}

#[test]
fn a_gap_where_the_unit_or_year_stood_is_no_total() {
    let intake = published("单位,年度,满意率\n教育局,2023,90%\n,2024,95%\n水务局,,80%\n");
    assert_eq!(short(&intake), [(Some("教育局"), Some(2023), "satisfied_rate", 0.9)]);
    let columns: Vec<_> =
        intake.rejects.iter().map(|reject| (reject.line, reject.column.as_str())).collect();
    assert_eq!(columns, [(3, "unit"), (4, "year")]);
}

#[test]
fn figures_that_contradict_each_other_are_both_left_out() {
    let intake = published("单位,满意率,面商率\n教育局,90%,80%\n区教育局,91%,80%\n");
    assert_eq!(short(&intake), [(Some("教育局"), None, "face_rate", 0.8)]);
    assert_eq!(told(&intake, "conflict")[0].line, Some(3));
    assert_eq!(told(&intake, "unit_name").len(), 1);
}

#[test]
fn a_file_of_the_wrong_kind_says_what_it_should_hold() {
    let desk = Desk::new();
    let wrong = desk.put("错.csv", "姓名,成绩\n甲,3\n");
    let error = desk.read(Some(wrong.clone()), None).unwrap_err().to_string();
    assert!(error.contains("错.csv") && error.contains("姓名、成绩"), "{error}");
    let error = desk.read(None, Some(wrong)).unwrap_err().to_string();
    assert!(error.contains("人工打分") && error.contains("姓名、成绩"), "{error}");
}

#[test]
fn points_given_by_hand_are_hundredths_under_the_headers_as_written() {
    let intake = points(
        "单位,年度,创新加分,通报批评（扣分）,备注\n区教育局,2024,2.5,-1,好\n水务局,2024,,,\n\
         民政局,2024,3.255,1.20分,\n交通局,全部,＋0.05,,\n",
    );
    let short: Vec<_> = intake
        .hand_points
        .iter()
        .map(|points| (points.unit.as_str(), points.year, points.points.clone()))
        .collect();
    let (bonus, fault) = ("创新加分".to_owned(), "通报批评（扣分）".to_owned());
    assert_eq!(
        short,
        [
            ("教育局", Some(2024), vec![(bonus.clone(), 250), (fault.clone(), -100)]),
            ("民政局", Some(2024), vec![(fault, 120)]),
            ("交通局", None, vec![(bonus, 5)]),
        ]
    );
    let bad = told(&intake, "bad_value");
    assert_eq!((bad.len(), bad[0].line, bad[0].value.as_str()), (1, Some(4), "3.255"));
    assert!(bad[0].message.contains("两位小数"));
}

#[test]
fn points_given_twice_must_agree() {
    let intake = points("单位,创新,督查\n教育局,2,1\n区教育局,3,1\n");
    assert_eq!(intake.hand_points.len(), 1);
    assert_eq!(intake.hand_points[0].points, [("督查".to_owned(), 100)]);
    assert_eq!(told(&intake, "conflict")[0].value, "创新");
}

#[test]
fn points_without_a_unit_are_refused() {
    let intake = points("单位,创新\n,2\n合计,5\n");
    assert!(intake.hand_points.is_empty());
    let lines: Vec<u32> = intake.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn of_a_workbook_the_sheet_for_points_is_read_and_else_those_of_units() {
    let book = |units: &str, name: &str| {
        let desk = Desk::new();
        let path = desk.0.path().join("评估表.xlsx");
        let mut workbook = Workbook::new();
        let sheets: [(&str, &[&str], &[&str]); 3] = [
            ("逐件明细", &["编号", "单位", "创新"], &["1", "教育局", "9"]),
            (units, &["单位", "年度", "得分", "创新"], &["教育局", "全部", "88.5", "2"]),
            (name, &["单位", "督查"], &["教育局", "1"]),
        ];
        for (sheet, headers, cells) in sheets {
            let sheet = workbook.add_worksheet().set_name(sheet).unwrap();
            sheet.write(0, 0, "说明：本表供人工填写").unwrap();
            sheet.write_row(1, 0, headers.iter().copied()).unwrap();
            sheet.write_row(2, 0, cells.iter().copied()).unwrap();
        }
        workbook.save(&path).unwrap();
        let intake = desk.read(None, Some(path)).unwrap();
        intake.hand_points.iter().flat_map(|row| row.points.clone()).collect::<Vec<_>>()
    };
    let (bonus, check) = (("创新".to_owned(), 200), ("督查".to_owned(), 100));
    assert_eq!(book("各单位", "人工打分"), std::slice::from_ref(&check));
    assert_eq!(
        book("单位得分", "雷同答复"),
        std::slice::from_ref(&bonus),
        "the tool's own sheets are left"
    );
    assert_eq!(book("各单位", "别的"), [bonus, check]);
}

#[test]
fn hundredths_are_exact_or_refused() {
    for (cell, value) in [
        ("3", 300),
        ("-1.5", -150),
        ("+2", 200),
        ("2.25分", 225),
        ("0.05", 5),
        ("1.500", 150),
        ("−2", -200),
    ] {
        assert_eq!(hundredths(cell), Ok(value), "{cell}");
    }
    for cell in ["", "一分", "1.255", "1,5", "5000", "1.", ".5", "--1", "1e2"] {
        assert!(hundredths(cell).is_err(), "{cell}");
    }
}

proptest! {
    #[test]
    fn written_hundredths_come_back(value in -99_999_i32..=99_999) {
        let sign = if value < 0 { "-" } else { "" };
        let size = value.unsigned_abs();
        let cell = format!("{sign}{}.{:02}", size / 100, size % 100);
        prop_assert_eq!(hundredths(&cell), Ok(value));
    }

    #[test]
    fn any_cell_is_read_or_refused(cell in "\\PC{0,12}") {
        let _ = hundredths(&cell);
    }
}

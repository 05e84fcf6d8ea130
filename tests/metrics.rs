//! Handling metrics from outside: full tables, broken tables, names of units, published
//! figures and points by hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook};

use support::{ANSWER, Home, Output, table};

const REPLIES: [[&str; 5]; 3] = [
    ["001", "2024", "县教体局", "路灯", ANSWER],
    ["002", "2024", "国土局", "护栏", ANSWER],
    ["003", "2024", "水务局", "水压", ANSWER],
];

fn home() -> Home {
    Home::with_replies(&REPLIES)
}

fn ran(home: &Home, arguments: &str, code: i32) -> Output {
    let ran = home.shida(&format!("run in -o out {arguments}"));
    assert_eq!(ran.code, code, "{}", ran.stderr);
    home.output("out")
}

#[test]
fn every_particular_of_a_full_table_reaches_replies_csv_and_no_name_of_a_person_does() {
    let home = home();
    let columns = [
        ("建议编号", "001"),
        ("年度", "2024"),
        ("届次", "十七届"),
        ("会议类型", "闭会期间"),
        ("领衔代表", "王某某"),
        ("附议代表", "李某某"),
        ("提出人数", "１２人"),
        ("办理方式", "主办"),
        ("交办日期", "2024年3月1日"),
        ("签收日期", "20240303"),
        ("延期至", "2024.7.1"),
        ("同意延期", "√"),
        ("沟通次数", "两次"),
        ("会办单位", "财政局，水务局 公安局\n财政局"),
        ("会办意见日期", "2024-04-01"),
        ("签发人", "赵某某"),
        ("联系人", "周某某"),
        ("联系电话", "0000-5550101"),
        ("办理结果", "所提问题已经解决或基本解决。"),
        ("满意度", "1"),
        ("办理态度", "很满意"),
        ("评价轮次", "第二次"),
        ("二次评价", "基本满意"),
        ("具体意见", "孙某某很快回电"),
        ("公开属性", "仅公开标题"),
        ("多年多次提出", "三年以上"),
        ("不需要书面答复", ""),
        ("希望加强联系沟通", "☑"),
    ];
    let (headers, cells): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headers).unwrap();
    writer.write_record(&cells).unwrap();
    home.write("in/指标.csv", writer.into_inner().unwrap());
    let output = ran(&home, "", 0);
    let row = output.reply("001");
    for (column, value) in [
        ("session", "十七届"),
        ("period", "between_sessions"),
        ("deputies", "12"),
        ("role", "lead"),
        ("assigned", "2024-03-01"),
        ("received", "2024-03-03"),
        ("extended_to", "2024-07-01"),
        ("extension_approved", "true"),
        ("contacts", "2"),
        ("co_units", "财政局、水务局、公安局"),
        ("co_opinion_on", "2024-04-01"),
        ("result_class", "A"),
        ("satisfaction", "satisfied"),
        ("attitude", "satisfied"),
        ("round", "2"),
        ("second_rating", "basic"),
        ("publicity", "title_only"),
        ("repeated_years", "4"),
        ("needs_no_reply", ""),
        ("wants_contact", "true"),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    assert!(output.notices("bad_value").is_empty() && output.notices("unknown_columns").is_empty());
    let tables = ["replies.csv", "units.csv", "notices.csv"].map(|name| output.text(name)).concat();
    for person in ["王某某", "李某某", "赵某某", "周某某", "孙某某", "5550101"] {
        let is_there = tables.contains(person);
        assert!(!is_there, "{person}");
    }
}

/// 届次 above the header, merged headers over two lines, an unknown word in two rows, a bad
/// date, and two rows of one suggestion that contradict each other.
const BROKEN: &str = "某县第十七届人民代表大会第三次会议建议办理情况,,,,,,\n\
    建议编号,年度,办理情况,,代表评价,,\n\
    ,,交办日期,办理结果,态度,结果,总体\n\
    001,2024,2024年2月30日,A,满意,满意,凑合\n\
    002,2024,2024.3.5,戊类,满意,满意,凑合\n\
    003,2024,2024/3/5,B,满意,满意,满意\n\
    003,2024,2024/3/5,C,满意,满意,满意\n\
    ,2024,2024/3/5,C,,,\n";

#[test]
fn a_broken_table_in_gbk_says_what_is_wrong_and_where_and_the_run_goes_on() {
    let home = home();
    home.write("指标.csv", GB18030.encode(BROKEN).0);
    let output = ran(&home, "--metrics 指标.csv", 1);
    let bad = output.notices("bad_value");
    let told: Vec<_> = bad
        .iter()
        .map(|row| (row["line"].as_str(), row["column"].as_str(), row["value"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("4", "assigned", "2024年2月30日"),
            ("4", "satisfaction", "凑合"),
            ("5", "result_class", "戊类"),
        ]
    );
    assert!(bad[1]["message"].contains("代表评价 › 总体"), "{}", bad[1]["message"]);
    assert!(bad[1]["message"].contains("[values.satisfaction]"), "{}", bad[1]["message"]);
    assert!(bad[1]["message"].contains("共 2 处：第 4、5 行"), "{}", bad[1]["message"]);
    let conflicts = output.notices("conflict");
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0]["column"].as_str(), conflicts[0]["value"].as_str()),
        ("result_class", "B｜C")
    );
    assert!(
        conflicts[0]["message"].contains("第 6 行") && conflicts[0]["message"].contains("第 7 行")
    );
    assert_eq!(output.notices("encoding").len(), 1);
    assert_eq!(output.notices("header_row")[0]["value"], "2");
    let rejects = output.rows("rejects.csv");
    assert_eq!((rejects.len(), rejects[0]["line"].as_str()), (1, "8"));
    assert_eq!(output.reply("003")["result_class"], "");
    assert_eq!(output.reply("003")["outcome"], "satisfied");
    assert_eq!(output.reply("002")["assigned"], "2024-03-05");
}

#[test]
fn merged_headers_of_a_workbook_are_read() {
    let home = home();
    let (mut workbook, bold) = (Workbook::new(), Format::new().set_bold());
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, "第十七届三次会议", &bold).unwrap();
    sheet.merge_range(1, 0, 2, 0, "建议编号", &bold).unwrap();
    sheet.merge_range(1, 1, 1, 3, "满意度测评", &bold).unwrap();
    sheet.merge_range(1, 4, 2, 4, "是否面商", &bold).unwrap();
    sheet.write_row(2, 1, ["办理态度", "办理结果", "总体"]).unwrap();
    sheet.write_row(3, 0, ["001", "满意", "3", "基本满意", "√"]).unwrap();
    workbook.save(home.path("in/指标.xlsx")).unwrap();
    let output = ran(&home, "", 0);
    let row = output.reply("001");
    assert_eq!(
        ["attitude", "outcome", "satisfaction", "face_to_face", "result_class"]
            .map(|c| row[c].as_str()),
        ["satisfied", "dissatisfied", "basic", "true", ""]
    );
}

#[test]
fn six_hundred_rows_of_one_unknown_word_are_one_notice() {
    let home = home();
    let rows: Vec<[String; 2]> =
        (1..=600).map(|id| [format!("{id:03}"), "凑合".to_owned()]).collect();
    let rows: Vec<[&str; 2]> = rows.iter().map(|[id, word]| [id.as_str(), word.as_str()]).collect();
    home.write("in/指标.csv", table(&["建议编号", "满意度"], &rows));
    let bad = ran(&home, "", 0).notices("bad_value");
    assert_eq!(bad.len(), 1);
    assert!(
        bad[0]["message"].contains("共 600 处：第 2、3、4、5、6 行等"),
        "{}",
        bad[0]["message"]
    );
}

const UNITS: &str = "[spelling]\nblanks = true\nwidth = true\nbrackets = true\n\
    [list]\nseparators = [\"、\"]\n[aliases]\n\"教育和体育局\" = [\"县教体局\"]\n\
    [[renames]]\nold = \"国土局\"\nnew = \"自然资源局\"\nsince = 2019\n\
    [suspect]\nregions = [\"县\"]\n";

#[test]
fn a_renamed_unit_is_one_unit_under_its_newest_name() {
    let home = home();
    home.write("rules/units.toml", UNITS);
    let rows = [
        ["001", "教育和体育局", "县水务局、国土局"],
        ["002", "自然 资源局", ""],
        ["003", "水务局", ""],
    ];
    home.write("in/指标.csv", table(&["建议编号", "承办单位", "会办单位"], &rows));
    let output = ran(&home, "--rules rules", 0);
    assert_eq!(output.reply("001")["unit"], "教育和体育局");
    assert_eq!(output.reply("002")["unit"], "自然资源局");
    assert_eq!(output.reply("001")["co_units"], "县水务局、自然资源局");
    assert!(output.notices("conflict").is_empty());
    let folded: Vec<_> =
        output.notices("unit_name").into_iter().map(|row| row["message"].clone()).collect();
    assert!(folded.iter().any(|message| message.contains("“国土局”1 行（旧名，2019 起更名）")));
    let suspects = output.notices("unit_suspect");
    assert_eq!(suspects.len(), 1);
    assert!(
        suspects[0]["message"].contains("“县水务局”")
            && suspects[0]["message"].contains("没有归并")
    );
}

#[test]
fn a_broken_units_file_stops_the_run_and_says_where() {
    let home = home();
    home.write("rules/units.toml", "[aliases]\n\"甲局\" = [\"丙局\"]\n\"乙局\" = [\"丙局\"]\n");
    let ran = home.shida("run in -o out --rules rules");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("units.toml") && ran.stderr.contains("丙局"), "{}", ran.stderr);
    let checked = home.shida("rules check --rules rules");
    assert_eq!(checked.code, 2);
    assert!(checked.stderr.contains("丙局"), "{}", checked.stderr);
}

#[test]
fn published_figures_and_points_by_hand_are_read_beside_the_input() {
    let home = home();
    home.write("公布.csv", "单位,年度,满意率,神秘率\n县教体局,2024,98.5%,1\n水务局,2024,,\n");
    home.write("打分.csv", "单位,创新加分\n县教体局,2.5\n水务局,2.555\n");
    let output = ran(&home, "--published 公布.csv --manual 打分.csv", 0);
    assert_eq!(output.notices("unknown_columns")[0]["value"], "神秘率");
    let bad = output.notices("bad_value");
    assert_eq!((bad.len(), bad[0]["file"].as_str(), bad[0]["line"].as_str()), (1, "打分.csv", "3"));
    let inputs = output.manifest()["inputs"].to_string();
    assert!(inputs.contains("公布.csv") && inputs.contains("打分.csv"), "{inputs}");
    // The profile has no item for people: what they gave must not vanish in silence.
    let unused = output.notices("unused_points");
    assert_eq!((unused.len(), unused[0]["value"].as_str()), (1, "创新加分"));
    // Scored again under a profile that has one, the same notice says which one.
    let again = home.shida("rescore --in out -o new --profile two-points");
    assert_eq!(again.code, 0, "{}", again.stderr);
    let unused = home.output("new").notices("unused_points");
    assert!(unused.len() == 1 && unused[0]["message"].contains("领导和制度"), "{unused:?}");
}

#[test]
fn a_wrong_file_for_either_leaves_nothing_behind() {
    let home = home();
    home.write("错.csv", "姓名,成绩\n甲,3\n");
    for option in ["--published", "--manual"] {
        let ran = home.shida(&format!("run in -o out {option} 错.csv"));
        assert_eq!(ran.code, 2);
        assert!(
            ran.stderr.contains("错.csv") && ran.stderr.contains("姓名、成绩"),
            "{}",
            ran.stderr
        );
        assert!(!home.path("out").exists());
    }
}

#[test]
fn the_runs_own_workbook_without_points_is_no_table_of_points() {
    let home = home();
    ran(&home, "", 0);
    std::fs::rename(home.path("out/assessment.xlsx"), home.path("评估表.xlsx")).unwrap();
    std::fs::remove_dir_all(home.path("out")).unwrap();
    let ran = home.shida("run in -o out --manual 评估表.xlsx");
    assert_eq!(ran.code, 2, "nobody has filled in anything");
    assert!(ran.stderr.contains("人工打分"), "{}", ran.stderr);
}

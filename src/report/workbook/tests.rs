//! Whole workbooks, written from invented rows and read back.

use std::fs;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use shida_engine::{finding::Role, span::Span, zone::Zone};
use tempfile::TempDir;

use super::*;
use crate::report::sample;

fn rules() -> BTreeMap<String, RuleText> {
    let text = RuleText {
        name: "三句话空壳".into(),
        message: "三句话：{text}".into(),
        why: "只有感谢、研究、欢迎三层意思，代表看不出这件事要怎么办".into(),
        fix: "写明查了什么、打算做什么、谁来做、什么时候做完；暂时做不了的，说明原因".into(),
    };
    BTreeMap::from([("G001".into(), text)])
}

fn finding(code: &str, text: &str) -> Finding {
    Finding {
        code: code.into(),
        role: Role::Gate,
        zone: Zone::Body,
        span: Span::new(0, 4),
        text: text.into(),
        points: -1250,
    }
}

fn notes() -> Vec<(String, String)> {
    vec![("评分方案".into(), "未给办理指标时自动改用“仅文本”方案".into())]
}

fn cuts() -> Vec<(String, String)> {
    [("复核", "应付式答复，或得分低于 40 分"), ("抽检", "得分低于 65 分"), ("通过", "其余")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .to_vec()
}

/// Writes a workbook over `replies` with one problem that quotes `evidence`.
fn write_sample(path: &Path, replies: &[ReplyRow], evidence: &str) {
    let (units, trends, counts) = (sample::units(), sample::trends(), sample::counts());
    let (editions, rules, notes, cuts) = (sample::editions(), rules(), notes(), cuts());
    let families = sample::families();
    let (rates, reconciled) = (sample::rates(), sample::reconciled());
    let commitments = sample::commitments();
    let checks = sample::checks();
    let office = sample::office(replies);
    let findings = [finding("G001", evidence), finding("X999", "规则表里没有的代码")];
    let in_review = replies.iter().filter(|row| row.disposal == "review");
    let problems: Vec<Problem<'_>> = in_review
        .flat_map(|reply| {
            findings.iter().map(move |finding| Problem { reply, finding, decision: None })
        })
        .collect();
    let assessment = Assessment {
        title: "青禾区 2021—2024 年",
        rows: replies,
        units: &units,
        unit_scores: &[],
        rates: &rates,
        reconciled: &reconciled,
        trends: &trends,
        over_time: &sample::over_time(),
        problems: &problems,
        commitments: &commitments,
        checks: &checks,
        office: &office,
        families: &families,
        rules: &rules,
        counts: &counts,
        editions: &editions,
        minimum_n: 5,
        cuts: &cuts,
        notes: &notes,
    };
    write(path, &assessment).unwrap();
}

fn read(path: &Path, sheet: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(sheet).unwrap()
}

/// The rows of a list, from its header on.
fn list(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let range = read(path, sheet);
    let rows = range.rows().map(<[Data]>::to_vec);
    rows.skip_while(|row| row[0] != Data::String("编号".into())).collect()
}

fn written(replies: &[ReplyRow], evidence: &str) -> (TempDir, std::path::PathBuf) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(WORKBOOK_FILE);
    write_sample(&path, replies, evidence);
    (dir, path)
}

#[test]
fn what_is_not_known_stays_blank_in_the_sheet() {
    let replies = [None, Some(false), Some(true)].map(|late| ReplyRow { late, ..sample::reply(6) });
    let (_dir, path) = written(&replies, "证据");
    let rows = list(&path, "逐件明细");
    let late = rows[0].iter().position(|cell| *cell == Data::String("超期".into())).unwrap();
    let cells: Vec<String> = rows[1..].iter().map(|row| row[late].to_string()).collect();
    assert_eq!(cells, ["", "否", "是"]);
}

#[test]
fn the_sheets_stand_in_order() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "总览",
            "单位得分",
            "图表",
            "比率明细",
            "对账",
            "趋势",
            "逐件明细",
            "问题清单",
            "核对清单",
            "督办清单",
            "先进典型",
            "培训清单",
            "承诺台账",
            "雷同答复",
            "用语变化",
            "关系",
            "口径说明"
        ]
    );
}

#[test]
fn a_row_a_reply_with_its_numbers() {
    let replies = sample::replies(12);
    let (_dir, path) = written(&replies, "证据");
    let rows = list(&path, "逐件明细");
    assert_eq!(rows.len(), 1 + replies.len());
    let headers: Vec<_> = rows[0].iter().map(Data::to_string).collect();
    assert_eq!(headers[..7], ["编号", "年度", "承办单位", "标题", "得分", "文本分", "处置"]);
    let fourth = &rows[4];
    assert_eq!(fourth[0], Data::String("0004".into()));
    assert_eq!(fourth[4], Data::Float(28.5));
    assert_eq!(fourth[6], Data::String("复核".into()));
    assert_eq!(fourth[7], Data::String("是".into()));
}

#[test]
fn hostile_text_stays_text_and_there_is_no_formula() {
    let evidence = "=HYPERLINK(\"http://example.invalid\")\u{1}<b>&\u{fffe}_x0041_";
    let (_dir, path) = written(&sample::replies(12), evidence);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
    }
    let rows = list(&path, "问题清单");
    let quoted = rows[1][8].to_string();
    assert!(quoted.starts_with("=HYPERLINK("), "{quoted}");
    assert_eq!(rows[1][6].to_string(), "三句话空壳");
    assert_eq!(rows[2][6], Data::Empty, "a code without a rule text");
}

#[test]
fn a_long_quotation_is_an_excerpt_that_says_so() {
    let (_dir, path) = written(&sample::replies(4), &"研究".repeat(20_000));
    let quoted = list(&path, "问题清单")[1][8].to_string();
    assert!(quoted.chars().count() <= 32_000 && quoted.contains("原文过长"));
}

#[test]
fn the_overview_counts_and_the_definitions_state_the_lines() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let text = |sheet| {
        let cells = |row: &[Data]| row.iter().map(Data::to_string).collect::<Vec<_>>().join("|");
        read(&path, sheet).rows().map(cells).collect::<Vec<_>>().join("\n")
    };
    let overview = text("总览");
    assert!(overview.contains("合计|答复|305|300|2|3|0|0"), "{overview}");
    assert!(overview.contains("复核|3|0.25"), "{overview}");
    let definitions = text("口径说明");
    for wanted in ["得分低于 65 分", "至少 5 件", "本版尚无", "仅文本", "按期答复率"]
    {
        assert!(definitions.contains(wanted), "{wanted} in {definitions}");
    }
}

#[test]
fn a_rate_stands_with_its_counts_and_a_rate_of_nobody_is_only_named() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let text = |sheet| {
        let cells = |row: &[Data]| row.iter().map(Data::to_string).collect::<Vec<_>>().join("|");
        read(&path, sheet).rows().map(cells).collect::<Vec<_>>()
    };
    let rates = text("比率明细");
    assert!(rates.iter().any(|row| row.starts_with("全部|全部|满意率|30|45|6|未反馈 5；不详 1|")));
    assert!(!rates.iter().any(|row| row.contains("|退回率|")));
    assert!(rates.iter().any(|row| row.contains("算不出的不列：退回率")), "{rates:?}");
    let found = text("对账");
    let row = found.last().unwrap();
    assert!(row.starts_with("全部|全部|满意率|0.933|0.666"), "{row}");
    assert!(row.contains("|不符|") && row.ends_with("公布.csv 第 2 行"), "{row}");
}

#[test]
fn a_tie_is_written_as_a_tie() {
    let mut unit = sample::units().remove(0);
    assert_eq!(units::rank(&unit), list::Value::Label(1));
    unit.beside.tied = true;
    assert_eq!(units::rank(&unit), list::Value::Joined("1（并列）".to_owned()));
}

#[test]
fn a_family_is_one_row_with_its_members() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let range = read(&path, "雷同答复");
    let rows: Vec<_> =
        range.rows().skip_while(|row| row[0] != Data::String("雷同组".into())).collect();
    assert_eq!(rows.len(), 2);
    let cells: Vec<_> = rows[1].iter().map(Data::to_string).collect();
    assert_eq!(cells[..5], ["0001", "3", "跨单位", "甲局、乙局", "2022—2024"]);
    assert_eq!(cells[5], "0001、0002、0003");
}

fn table(path: &Path, sheet: &str, first: &str) -> Vec<Vec<String>> {
    let range = read(path, sheet);
    let rows = range.rows().map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
    rows.skip_while(|row| row[0] != first).collect()
}

#[test]
fn the_sheet_of_trends_has_a_line_a_series_and_names_the_edition() {
    let (_dir, path) = written(&sample::replies(24), "证据");
    let rows = table(&path, "趋势", "指标");
    assert_eq!(rows.len(), 1 + 2);
    assert_eq!(rows[1][..5], ["应付式答复占比", "全部", "全部", "上升", "2021"]);
    assert_eq!((rows[1][7].as_str(), rows[1][14].as_str()), ("2024", "0.010"));
    let legend = read(&path, "趋势").rows().map(|row| row[1].to_string()).collect::<String>();
    assert!(legend.contains(&sample::editions().in_short()), "{legend}");
}

#[test]
fn phrases_and_relations_are_rows_with_what_they_rest_on() {
    let (_dir, path) = written(&sample::replies(24), "证据");
    let phrases = table(&path, "用语变化", "用语（标点不论）");
    assert_eq!(phrases[1][..4], ["我们将以钉钉子精神推动", "新出现", "空话套话", "2024"]);
    assert_eq!(phrases[1][12], "甲局 6、乙局 3");
    let relations = table(&path, "关系", "比什么");
    assert!(relations[1][0].starts_with("满意，文本分不低于中位数"), "{relations:?}");
    assert!(relations[1..].iter().all(|row| !row[11].is_empty()));
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    let (_one, first) = written(&sample::replies(40), "证据");
    let (_two, second) = written(&sample::replies(40), "证据");
    assert_eq!(fs::read(first).unwrap(), fs::read(second).unwrap());
}

#[test]
fn an_assessment_of_nothing_is_still_a_workbook() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(WORKBOOK_FILE);
    let (editions, rules) = (Editions::default(), BTreeMap::new());
    let (families, commitments) = (FamilyList::default(), CommitmentList::default());
    let office = sample::office(&[]);
    let assessment = Assessment {
        title: "空表",
        rows: &[],
        units: &[],
        unit_scores: &[],
        rates: &[],
        reconciled: &[],
        trends: &[],
        over_time: &OverTime::default(),
        problems: &[],
        commitments: &commitments,
        checks: &CheckList::default(),
        office: &office,
        families: &families,
        rules: &rules,
        counts: &[],
        editions: &editions,
        minimum_n: 5,
        cuts: &[],
        notes: &[],
    };
    write(&path, &assessment).unwrap();
    assert_eq!(list(&path, "逐件明细").len(), 1, "the header");
}

#[test]
fn the_list_of_supervision_is_numbered_and_leaves_two_columns_to_fill_in() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let range = read(&path, "督办清单");
    let mut rows = range.rows().skip_while(|row| row[0] != Data::String("序号".into()));
    let headers: Vec<String> = rows.next().unwrap().iter().map(Data::to_string).collect();
    assert_eq!(headers[9..], ["时限", "责任人"]);
    let listed: Vec<&[Data]> = rows.collect();
    assert_eq!(listed.len(), sample::office(&sample::replies(12)).supervision.len());
    assert_eq!(listed[0][0], Data::Float(1.0));
    assert!(listed.iter().all(|row| row[9] == Data::Empty && row[10] == Data::Empty));
}

#[test]
fn the_charts_are_native_and_look_at_their_own_tables() {
    let (_dir, path) = written(&sample::replies(12), "证据");
    let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    for chart in 1..=3 {
        let mut xml = String::new();
        let mut part = archive.by_name(&format!("xl/charts/chart{chart}.xml")).unwrap();
        std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
        assert!(xml.contains("图表!$A$"), "{chart}");
    }
}

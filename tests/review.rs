//! The review from outside: the sheet goes out, is filled in by another program, and comes back
//! as decisions and a new edition; what is wrong in it is refused as a whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Cursor, Read},
    path::Path,
};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use support::{ANSWER, Home, Ran, SHELL, differences};

/// Passes the buck and does nothing more.
const BUCK: &str =
    "钱代表：您的建议收悉。您所提事项不属于我局职责范围，请向有关部门反映。感谢您的支持。";

/// Says the same empty words twice, far from any evidence.
const LATER: &str = "孙代表：您的建议收悉。该路段现有路灯九盏，多数装了十五年。其余情况较为复杂。我们正在认真研究。\
    这些情况由来已久。另外几条巷子情况也较为复杂。我们正在认真研究。感谢您的支持。";

/// A run with two shells, one that passes the buck, one thin answer and six that pass.
fn home() -> Home {
    let mut rows = vec![
        ["001", "2024", "教育局", "食堂", SHELL],
        ["002", "2024", "教育局", "操场", SHELL],
        ["003", "2024", "水务局", "排水", BUCK],
        ["004", "2024", "水务局", "巷灯", LATER],
    ];
    let passing = ["011", "012", "013", "014", "015", "016"];
    rows.extend(passing.map(|id| [id, "2024", "交通局", "路灯", ANSWER]));
    let home = Home::with_replies(&rows);
    home.run();
    home
}

fn exported(home: &Home, options: &str) -> Ran {
    let ran = home.shida(&format!("review export --in out -o 复核表.xlsx {options}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// A workbook as another program holds it: sheets of text, without formats, locks or lists.
struct Book(Vec<(String, Vec<Vec<String>>)>);

impl Book {
    fn open(home: &Home, name: &str) -> Self {
        let mut book: Xlsx<_> = open_workbook(home.path(name)).unwrap();
        let sheets = book.worksheets().into_iter().map(|(name, range)| {
            let text = |cell: &Data| match cell {
                Data::Empty => String::new(),
                cell => cell.to_string(),
            };
            (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
        });
        Self(sheets.collect())
    }

    /// The rows to fill in, the header first.
    fn rows(&mut self) -> &mut Vec<Vec<String>> {
        &mut self.0[1].1
    }

    fn at(&mut self, column: &str) -> usize {
        self.rows()[0].iter().position(|name| name == column).unwrap()
    }

    /// Row number (from 1) of the first row with that id and that rule or kind.
    fn line(&mut self, id: &str, what: &str) -> usize {
        let columns = [self.at("reply_id"), self.at("code"), self.at("kind")];
        let is_wanted = |row: &Vec<String>| {
            row[columns[0]] == id && (row[columns[1]] == what || row[columns[2]] == what)
        };
        1 + self.rows().iter().position(is_wanted).unwrap_or_else(|| panic!("{id} {what}"))
    }

    fn set(&mut self, line: usize, column: &str, text: &str) {
        let at = self.at(column);
        self.rows()[line - 1][at] = text.to_owned();
    }

    fn cell(&mut self, line: usize, column: &str) -> String {
        let at = self.at(column);
        self.rows()[line - 1][at].clone()
    }

    /// Fills in a row: conclusion, what instead, why.
    fn say(&mut self, line: usize, [conclusion, instead, reason]: [&str; 3]) {
        self.set(line, "结论", conclusion);
        self.set(line, "改判为", instead);
        self.set(line, "理由", reason);
        self.set(line, "复核人", "王某");
        self.set(line, "复核日期", "2024年9月20日");
    }

    /// Agrees with every row.
    fn agree(&mut self) {
        for line in 2..=self.rows().len() {
            self.say(line, ["认可", "", ""]);
        }
    }

    /// Saves it as another program does: all texts shared, numbers as numbers.
    fn save(&self, home: &Home, name: &str) {
        let mut book = Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    let is_number = row > 0 && name != "版本" && [0, 1, 11].contains(&column);
                    match cell.parse::<f64>() {
                        Ok(number) if is_number => sheet.write(row, column, number).unwrap(),
                        _ => sheet.write(row, column, cell).unwrap(),
                    };
                }
            }
        }
        book.save(home.path(name)).unwrap();
    }
}

fn applied(home: &Home, sheets: &str) -> Ran {
    let ran = home.shida(&format!("review apply {sheets} --in out -o new"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// The text of a part of an .xlsx.
fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn every_reply_in_review_is_asked_about_once_at_least_and_the_riskiest_first() {
    let home = home();
    let ran = exported(&home, "");
    assert!(ran.stdout.contains("内部资料"), "{}", ran.stdout);
    let mut book = Book::open(&home, "复核表.xlsx");
    let (id, risk) = (book.at("reply_id"), book.at("风险"));
    let rows = book.rows()[1..].to_vec();
    let asked: Vec<&str> = rows.iter().map(|row| row[id].as_str()).collect();
    for reply in home.output("out").rows("replies.csv") {
        let is_asked = asked.contains(&reply["reply_id"].as_str());
        assert_eq!(is_asked, reply["disposal"] == "review", "{reply:?}");
    }
    let risks: Vec<f64> = rows.iter().map(|row| row[risk].parse().unwrap()).collect();
    assert!(risks.is_sorted_by(|one, next| one >= next), "{risks:?}");
    let line = book.line("001", "整件");
    assert!(book.cell(line, "证据").contains("「我们将认真研究，积极推进。」"));
    assert!(book.cell(line, "证据").ends_with("剩下：没有"));
    assert_eq!(book.cell(line, "答复摘录"), SHELL);
    assert!(book.0[0].1.iter().flatten().any(|cell| cell.contains("内部资料")));
}

#[test]
fn only_the_cells_to_fill_in_are_open_and_each_offers_what_fits_its_row() {
    let home = home();
    exported(&home, "--sample 3");
    let path = home.path("复核表.xlsx");
    let sheet = part(&path, "xl/worksheets/sheet2.xml");
    let lock = sheet.split("<sheetProtection").nth(1).unwrap().split('>').next().unwrap();
    assert!(!lock.contains("password") && !lock.contains("hashValue"), "{lock}");
    // What is 0 is allowed; cells that are open can always be selected and filled.
    assert!(lock.contains("autoFilter=\"0\"") && lock.contains("formatColumns=\"0\""), "{lock}");
    assert!(!lock.contains("selectUnlockedCells"), "{lock}");
    let styles = part(&path, "xl/styles.xml");
    assert_eq!(styles.matches("locked=\"0\"").count(), 2, "text and dates");
    for list in ["认可,不认可,改判", "认可,改判", "不是应付式答复", "应付式答复"]
    {
        assert!(sheet.contains(&format!("<formula1>\"{list}\"</formula1>")), "{list}");
    }
    let panes = sheet.split("<pane").nth(1).unwrap();
    assert!(panes.contains("ySplit=\"1\"") && sheet.contains("<autoFilter"));
    assert!(part(&path, "xl/worksheets/sheet3.xml").contains("<sheetProtection"));
}

#[test]
fn a_filled_sheet_comes_back_as_decisions_and_a_new_edition() {
    let home = home();
    exported(&home, "");
    let before = home.output("out").files();
    let mut book = Book::open(&home, "复核表.xlsx");
    book.agree();
    let empty = book.line("001", "整件");
    book.say(empty, ["不认可", "", "附件里逐条答了"]);
    let wrong = book.line("004", "N010");
    book.say(wrong, ["不认可", "", "引的是上级文件"]);
    // As people leave it: sorted another way, a column and a row of their own, blanks.
    book.rows()[1..].reverse();
    book.rows()[0].insert(3, "我的备注".to_owned());
    for row in &mut book.rows()[1..] {
        row.insert(3, "看过".to_owned());
    }
    let first = book.line("002", "整件");
    book.set(first, "结论", "　认可 ");
    book.save(&home, "填.xlsx");
    let ran = applied(&home, "填.xlsx");
    assert_eq!(home.output("out").files(), before, "the run stays as it was");

    let new = home.output("new");
    assert_eq!(
        (&new.reply("001")["non_answer"], &new.reply("002")["non_answer"]),
        (&"false".to_owned(), &"true".to_owned())
    );
    assert_eq!(new.reply("001")["decision"], "answer");
    let states: BTreeMap<String, Vec<String>> =
        new.rows("findings.csv").into_iter().fold(BTreeMap::new(), |mut all, row| {
            let key = format!("{} {}", row["reply_id"], row["code"]);
            all.entry(key).or_insert_with(Vec::new).push(row["state"].clone());
            all
        });
    assert_eq!(states["002 G001"], ["confirmed"]);
    assert!(states["004 N010"].contains(&"suppressed".to_owned()), "{states:?}");
    let decisions = new.text("decisions.toml");
    assert!(decisions.contains(
        "decision = \"answer\"\nreason = \"附件里逐条答了\"\nauthor = \"王某\"\ndate = 2024-09-20"
    ));
    let changes = new.rows("changes.csv");
    let of = |id: &str, decision: &str| {
        changes.iter().find(|row| row["reply_id"] == id && row["decision"] == decision).unwrap()
    };
    let answer = of("001", "answer");
    assert_eq!(
        [&answer["non_answer_before"], &answer["non_answer_after"], &answer["changed"]],
        ["true", "false", "true"]
    );
    assert_eq!(
        [&answer["author"], &answer["date"], &answer["reason"], &answer["state"]],
        ["王某", "2024-09-20", "附件里逐条答了", "in_force"]
    );
    let confirmed = of("002", "non_answer");
    assert_eq!(confirmed["changed"], "false");
    let out = home.output("out");
    assert_eq!(confirmed["score_before"], out.reply("002")["score"]);
    assert!(new.rows("decisions.csv").iter().all(|row| row["state"] == "in_force"));
    let review = new.rows("review.csv");
    let precision = review.iter().find(|row| row["figure"] == "non_answer_precision").unwrap();
    assert_eq!(precision["n"], "4");
    assert_eq!(precision["count"], "3");
    assert!(ran.stdout.contains("判为应付式答复的准确率：3/4"), "{}", ran.stdout);
    let listed = new.manifest();
    for name in ["decisions.toml", "changes.csv", "review.csv", "复核结果.xlsx"] {
        assert!(listed["outputs"][name].is_string(), "{name}");
    }
    assert!(listed["inputs"].as_array().unwrap().iter().any(|input| input["file"] == "填.xlsx"));
    let bytes = new.bytes("复核结果.xlsx");
    let book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["复核变更", "复核统计"]);
}

#[test]
fn what_was_decided_is_not_asked_again_and_earlier_decisions_stay() {
    let home = home();
    let old = "# 主任的话\n[[decision]]\nreply = \"001\"\ndecision = \"answer\"\nreason = \"查过\"\nauthor = \"李某\"\n\n\
        [[decision]]\nreply = \"002\"\ntext = \"改掉的话\"\ndecision = \"answer\"\nreason = \"旧的\"\nauthor = \"李某\"\n";
    home.write("in/decisions.toml", old);
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    let id = book.at("reply_id");
    assert!(book.rows().iter().all(|row| row[id] != "001"));
    book.agree();
    book.save(&home, "填.xlsx");
    applied(&home, "填.xlsx");
    let text = home.output("new").text("decisions.toml");
    assert!(text.starts_with("# 主任的话\n[[decision]]\nreply = \"001\""), "{text}");
    // The one that fitted nothing any more gives way to the new one, and stays as a remark.
    assert!(text.contains("# reason = \"旧的\""), "{text}");
    let states = home.output("new").column("decisions.csv", "state");
    assert!(states.iter().all(|state| state == "in_force"), "{states:?}");
    // A second round asks about nothing that is settled.
    let again = home.shida("review export --in new -o 再复核.xlsx");
    assert!(again.code == 2 && again.stderr.contains("没有要复核的"), "{}", again.stderr);
    // The file stands for itself: a run over the input with it says the same.
    home.write("in/decisions.toml", &text);
    let fresh = home.shida("run in -o fresh");
    assert_eq!(fresh.code, 0, "{}", fresh.stderr);
    let (fresh, new) = (home.output("fresh"), home.output("new"));
    assert_eq!(fresh.text("replies.csv"), new.text("replies.csv"));
    assert_eq!(fresh.text("findings.csv"), new.text("findings.csv"));
}

#[test]
fn taken_back_twice_it_is_the_same_to_the_byte() {
    let home = home();
    exported(&home, "--sample 4 --double 2 --seed 甲");
    let mut book = Book::open(&home, "复核表.xlsx");
    book.agree();
    book.save(&home, "填.xlsx");
    applied(&home, "填.xlsx");
    let ran = home.shida("review apply 填.xlsx --in out -o again --threads 1");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(differences(&home.output("new"), &home.output("again")), [""; 0]);
    let ran = home.shida("review export --in out -o 再.xlsx --sample 4 --double 2 --seed 甲");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let bytes = |name: &str| std::fs::read(home.path(name)).unwrap();
    assert_eq!(bytes("复核表.xlsx"), bytes("再.xlsx"));
    assert_eq!(bytes("复核表-乙.xlsx"), bytes("再-乙.xlsx"));
    let next = "shida review apply 再.xlsx 再-乙.xlsx --in out";
    assert!(ran.stdout.trim_end().ends_with(next), "{}", ran.stdout);
}

/// What is done to a sheet that is otherwise in order.
enum Spoilt {
    /// A cell is overwritten.
    Cell(&'static str, &'static str),
    /// The row is filled in: conclusion, what instead, why.
    Row([&'static str; 3]),
}

/// Row by id and what it is about, what is done to it, the column that the refusal must name,
/// and what it must say.
#[rustfmt::skip]
const SPOILT: [((&str, &str), Spoilt, &str, &str); 14] = [
    (("001", "整件"), Spoilt::Cell("reply_id", "999"), "reply_id", "没有编号 999"),
    (("003", "某处"), Spoilt::Cell("ordinal", "7"), "fingerprint", "对不上"),
    (("001", "整件"), Spoilt::Row(["不认可", "", " "]), "理由", "要写理由"),
    (("001", "整件"), Spoilt::Row(["改判", "不是应付式答复", ""]), "理由", "要写理由"),
    (("001", "整件"), Spoilt::Cell("复核人", "　"), "复核人", "要写复核人"),
    (("001", "整件"), Spoilt::Cell("结论", "同意"), "结论", "不认识的结论“同意”"),
    (("001", "整件"), Spoilt::Row(["改判", "", "看过"]), "改判为", "要写改判为「不是应付式答复」"),
    (("001", "整件"), Spoilt::Row(["改判", "应付式答复", "看过"]), "改判为", "只能改判为「不是应付式答复」"),
    (("001", "整件"), Spoilt::Row(["认可", "不是应付式答复", ""]), "改判为", "结论请选改判"),
    (("001", "整件"), Spoilt::Row(["", "", "忘了选"]), "理由", "没有结论"),
    (("001", "整件"), Spoilt::Cell("复核日期", "下周二"), "复核日期", "“下周二”不是日期"),
    (("001", "整件"), Spoilt::Cell("答复摘录", "已全部办结。"), "答复摘录", "被改过"),
    (("004", "N010"), Spoilt::Cell("建议扣分", "-1"), "建议扣分", "被改过"),
    (("001", "整件"), Spoilt::Cell("行校验", "0123456789abcdef"), "行校验", "校验对不上"),
];

#[test]
fn each_fault_is_refused_with_its_row_and_column_and_nothing_is_written() {
    let home = home();
    exported(&home, "");
    for (number, ((id, what), spoilt, column, said)) in SPOILT.iter().enumerate() {
        let mut book = Book::open(&home, "复核表.xlsx");
        book.agree();
        let line = book.line(id, what);
        match spoilt {
            Spoilt::Cell(column, text) => book.set(line, column, text),
            Spoilt::Row(answer) => book.say(line, *answer),
        }
        book.save(&home, "填.xlsx");
        let ran = home.shida("review apply 填.xlsx --in out -o new");
        let place = format!("填.xlsx › 复核 第 {line} 行「{column}」：");
        assert_eq!(ran.code, 2, "{number}: {}", ran.stdout);
        assert!(
            ran.stderr.contains(&place) && ran.stderr.contains(said),
            "{number}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains("什么都没有写"), "{}", ran.stderr);
        assert_eq!(home.entries(), ["in", "out", "填.xlsx", "复核表.xlsx"]);
    }
}

#[test]
fn all_faults_of_all_sheets_are_named_at_once() {
    let home = home();
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    book.agree();
    let lines = [book.line("001", "整件"), book.line("002", "整件")];
    book.set(lines[0], "复核人", "");
    book.set(lines[0], "结论", "对");
    book.set(lines[1], "标题", "改了");
    book.save(&home, "甲.xlsx");
    book.save(&home, "乙.xlsx");
    let ran = home.shida("review apply 甲.xlsx 乙.xlsx --in out -o new");
    assert!(ran.code == 2 && ran.stderr.contains("6 处要改"), "{}", ran.stderr);
}

#[test]
fn a_column_that_is_gone_is_named() {
    let home = home();
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    let at = book.at("理由");
    book.rows().iter_mut().for_each(|row| drop(row.remove(at)));
    book.save(&home, "填.xlsx");
    let ran = home.shida("review apply 填.xlsx --in out -o new");
    assert!(
        ran.code == 2 && ran.stderr.contains("第 1 行「理由」：这一列没有了"),
        "{}",
        ran.stderr
    );
}

#[test]
fn two_copies_that_contradict_each_other_are_refused_and_those_that_agree_are_taken() {
    let home = home();
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    let line = book.line("001", "整件");
    book.say(line, ["认可", "", ""]);
    book.save(&home, "一.xlsx");
    let other = book.line("002", "整件");
    book.say(other, ["认可", "", ""]);
    book.save(&home, "二.xlsx");
    applied(&home, "一.xlsx 二.xlsx");
    assert_eq!(home.output("new").rows("changes.csv").len(), 2);
    book.say(line, ["不认可", "", "附件里有"]);
    book.save(&home, "三.xlsx");
    let ran = home.shida("review apply 一.xlsx 三.xlsx --in out -o third");
    assert_eq!(ran.code, 2);
    let said = format!(
        "三.xlsx › 复核 第 {line} 行「结论」：与 一.xlsx › 复核 第 {line} 行 的结论相互矛盾"
    );
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    assert!(!home.entries().contains(&"third".to_owned()));
}

#[test]
fn two_rows_that_say_opposite_things_of_one_reply_are_refused() {
    let home = home();
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    let whole = book.line("003", "整件");
    let hit = book.line("003", "某处");
    book.say(whole, ["不认可", "", "附件里有"]);
    book.say(hit, ["改判", "应付式答复", "整件是空的"]);
    book.save(&home, "填.xlsx");
    let ran = home.shida("review apply 填.xlsx --in out -o new");
    let place = format!(
        "第 {} 行「结论」：与 填.xlsx › 复核 第 {} 行 对同一件",
        whole.max(hit),
        whole.min(hit)
    );
    assert!(ran.code == 2 && ran.stderr.contains(&place), "{}", ran.stderr);
}

#[test]
fn a_sheet_of_another_edition_is_refused_with_what_differs() {
    let home = home();
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    book.agree();
    book.save(&home, "填.xlsx");
    let ran = home.shida("run in -o other --profile text-only");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    home.write("in/更多.csv", "编号,答复内容\n901,已修好路灯三盏。\n");
    home.shida("run in -o more");
    let ran = home.shida("review apply 填.xlsx --in more -o new");
    assert!(ran.code == 2 && ran.stderr.contains("不是这次运行的"), "{}", ran.stderr);
    assert!(ran.stderr.contains("运行指纹"), "{}", ran.stderr);
    let at = book.0[2].1.iter().position(|row| row[0] == "规则指纹").unwrap();
    book.0[2].1[at][1] = "abc".to_owned();
    book.save(&home, "填.xlsx");
    let ran = home.shida("review apply 填.xlsx --in out -o new");
    assert!(ran.code == 2 && ran.stderr.contains("「版本」页的规则指纹是 abc"), "{}", ran.stderr);
    home.write("别的.xlsx", home.output("out").bytes("assessment.xlsx"));
    let ran = home.shida("review apply 别的.xlsx --in out -o new");
    assert!(ran.code == 2 && ran.stderr.contains("没有「版本」一页"), "{}", ran.stderr);
    let ran = home.shida("review apply 填.xlsx --in in -o new");
    assert!(ran.code == 2 && ran.stderr.contains("没有 run.json"), "{}", ran.stderr);
    assert!(!home.entries().contains(&"new".to_owned()));
}

#[test]
fn a_sheet_may_be_filled_in_part_but_not_left_blank() {
    let home = home();
    exported(&home, "");
    let ran = home.shida("review apply 复核表.xlsx --in out -o new");
    assert!(ran.code == 2 && ran.stderr.contains("一行结论都没有填"), "{}", ran.stderr);
    let mut book = Book::open(&home, "复核表.xlsx");
    let line = book.line("001", "整件");
    book.say(line, ["认可", "", ""]);
    // A name dragged down over rows that nobody has looked at is no answer.
    let other = book.line("002", "整件");
    book.set(other, "复核人", "王某");
    // A row that somebody deleted is one that nobody has filled in.
    let gone = book.line("003", "某处");
    let total = book.rows().len() - 1;
    book.rows().remove(gone - 1);
    book.save(&home, "填.xlsx");
    let ran = applied(&home, "填.xlsx");
    let open = format!("还没有复核的行（照旧，未确认）：{}", total - 1);
    assert!(ran.stdout.contains(&open), "{}", ran.stdout);
    assert_eq!(home.output("new").reply("002")["decision"], "");
    assert_eq!(home.output("new").reply("002")["non_answer"], "true");
}

#[test]
fn a_sheet_that_is_there_is_never_written_over() {
    let home = home();
    home.write("复核表-乙.xlsx", "填了一半");
    let ran = home.shida("review export --in out -o 复核表.xlsx --double 2");
    assert!(ran.code == 2 && ran.stderr.contains("「复核表-乙.xlsx」已经有了"), "{}", ran.stderr);
    assert_eq!(home.entries(), ["in", "out", "复核表-乙.xlsx"]);
}

#[test]
fn the_sample_of_what_passed_tells_how_much_was_missed() {
    let home = home();
    exported(&home, "--sample 4 --seed 一");
    let mut book = Book::open(&home, "复核表.xlsx");
    let (kind, id) = (book.at("kind"), book.at("reply_id"));
    let lines: Vec<usize> =
        (2..=book.rows().len()).filter(|line| book.0[1].1[line - 1][kind] == "抽样").collect();
    assert_eq!(lines.len(), 4);
    for line in &lines {
        book.say(*line, ["认可", "", ""]);
    }
    book.say(lines[0], ["改判", "应付式答复", "没有办"]);
    let missed = book.rows()[lines[0] - 1][id].clone();
    book.save(&home, "填.xlsx");
    let ran = applied(&home, "填.xlsx");
    assert!(ran.stdout.contains("漏判率：通过的里面其实是应付的：1/4"), "{}", ran.stdout);
    let new = home.output("new");
    assert_eq!(
        (new.reply(&missed)["non_answer"].as_str(), new.reply(&missed)["decision"].as_str()),
        ("true", "non_answer")
    );
    let row =
        new.rows("review.csv").into_iter().find(|row| row["figure"] == "missed_share").unwrap();
    // Wilson's interval of 1 in 4.
    assert_eq!([&row["value"], &row["low"], &row["high"]], ["0.2500", "0.0456", "0.6994"]);
    let line = book.line(&missed, "抽样");
    book.say(line, ["不认可", "", "没有办"]);
    book.save(&home, "填.xlsx");
    let ran = home.shida("review apply 填.xlsx --in out -o third");
    assert!(ran.code == 2 && ran.stderr.contains("「抽样」行可写：认可、改判"), "{}", ran.stderr);
}

#[test]
fn two_reviewers_are_compared_and_where_they_differ_nothing_is_decided() {
    let home = home();
    exported(&home, "--sample 6 --double 10");
    let (mut first, mut second) =
        (Book::open(&home, "复核表.xlsx"), Book::open(&home, "复核表-乙.xlsx"));
    assert_eq!((first.0[1].0.as_str(), second.0[1].0.as_str()), ("复核员甲", "复核员乙"));
    first.agree();
    second.agree();
    let at = second.at("复核人");
    second.rows()[1..].iter_mut().for_each(|row| row[at] = "李某".to_owned());
    let line = second.line("001", "整件");
    second.say(line, ["不认可", "", "附件里有"]);
    first.save(&home, "甲.xlsx");
    second.save(&home, "乙.xlsx");
    let ran = applied(&home, "乙.xlsx 甲.xlsx");
    let new = home.output("new");
    assert_eq!(new.reply("001")["decision"], "", "{}", ran.stdout);
    assert!(ran.stdout.contains("两人不一致、未作裁定：") && ran.stdout.contains("（001）"));
    let rows = first.rows().len() as f64 - 1.0;
    let review = new.rows("review.csv");
    let kappa = review.iter().find(|row| row["figure"] == "kappa").unwrap();
    assert_eq!(kappa["n"], rows.to_string());
    // Six sampled rows and one that only the second does not hold against the reply.
    let against = rows - 6.0;
    let observed = (rows - 1.0) / rows;
    let expected = (against * (against - 1.0) + 6.0 * 7.0) / (rows * rows);
    let wanted = (observed - expected) / (1.0 - expected);
    assert_eq!(kappa["value"], format!("{wanted:.4}"));
    let joint = new.rows("changes.csv");
    assert!(joint.iter().all(|row| row["author"] == "王某、李某"), "{joint:?}");
    let given = home.shida("review apply 甲.xlsx 乙.xlsx --in out -o other");
    assert_eq!(given.code, 0, "{}", given.stderr);
    for name in ["decisions.toml", "changes.csv", "review.csv", "replies.csv"] {
        assert_eq!(home.output("other").text(name), new.text(name), "the order does not matter");
    }
}

#[test]
fn few_pairs_give_no_interval_and_say_so() {
    let home = home();
    exported(&home, "--double 1");
    let (mut first, mut second) =
        (Book::open(&home, "复核表.xlsx"), Book::open(&home, "复核表-乙.xlsx"));
    first.agree();
    second.agree();
    first.save(&home, "甲.xlsx");
    second.save(&home, "乙.xlsx");
    applied(&home, "甲.xlsx 乙.xlsx");
    let review = home.output("new").rows("review.csv");
    let kappa = review.iter().find(|row| row["figure"] == "kappa").unwrap();
    assert_eq!([&kappa["value"], &kappa["low"]], ["", ""]);
    assert!(kappa["note"].contains("无从计算") || kappa["note"].contains("太少"), "{kappa:?}");
}

#[test]
fn under_a_profile_that_asks_for_it_nothing_counts_before_it_is_confirmed() {
    let home = home();
    let profile = std::fs::read_to_string(support::root().join("rules/profiles/default.toml"));
    home.write("须确认.toml", format!("confirmation = \"required\"\n{}", profile.unwrap()));
    let ran = home.shida("run in -o out --profile 须确认.toml");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let before = home.output("out").reply("001");
    assert_eq!(before["confirmed"], "false");
    exported(&home, "");
    let mut book = Book::open(&home, "复核表.xlsx");
    let line = book.line("001", "整件");
    assert_ne!(book.cell(line, "建议扣分"), "", "the full price is shown");
    book.say(line, ["认可", "", ""]);
    book.save(&home, "填.xlsx");
    applied(&home, "填.xlsx");
    let new = home.output("new");
    assert_eq!([&new.reply("001")["confirmed"], &new.reply("002")["confirmed"]], ["true", "false"]);
    let after = new.reply("001");
    assert_eq!(after["score"], before["score_if_confirmed"]);
}

#[test]
fn only_a_confirmed_finding_of_its_own_settles_what_sends_a_reply_to_review() {
    let both = format!("{BUCK}今后继续抓好落实，积极推进。");
    let home = Home::with_replies(&[["003", "2024", "水务局", "排水", &both]]);
    let out = home.run();
    let found = out.rows("findings.csv");
    let of = |code: &str| {
        let found = found.iter().find(|row| row["reply_id"] == "003" && row["code"] == code);
        found.unwrap_or_else(|| panic!("{code}: {found:?}"))["text"].clone()
    };
    let (buck, other) = (of("G020"), of("E010"));
    let entry = |code: &str, text: &str| {
        format!(
            "[[decision]]\nreply = \"003\"\ncode = \"{code}\"\ntext = {}\ndecision = \"confirm\"\nreason = \"看过\"\nauthor = \"王某\"\n",
            toml::Value::from(text)
        )
    };
    let whole = "[[decision]]\nreply = \"003\"\ndecision = \"non_answer\"\nreason = \"看过\"\nauthor = \"王某\"\n";
    for (entries, confirmed) in [
        (whole.to_owned() + &entry("E010", &other), "false"),
        (whole.to_owned() + &entry("G020", &buck), "true"),
    ] {
        home.write("in/decisions.toml", &entries);
        let ran = home.shida("run in -o decided");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let reply = home.output("decided").reply("003");
        assert_eq!(reply["deflection"], "true");
        assert_eq!(reply["confirmed"], confirmed, "{reply:?}");
    }
}

//! Letters in files of their own, from outside: a folder of them as input, and one draft at a
//! time before it is sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{fs, io::Write};

use support::{ANSWER, Home, SHELL, table};

/// A Word document, a paragraph a line.
fn document(home: &Home, name: &str, text: &str) {
    let path = home.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let kind = "http://schemas.openxmlformats.org";
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{kind}/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
        ),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{kind}/package/2006/relationships\"><Relationship Id=\"r1\" \
             Type=\"{kind}/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
        ),
    );
    let paragraphs: String =
        text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    part(
        "word/document.xml",
        &format!(
            "<w:document xmlns:w=\"{kind}/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
        ),
    );
    zip.finish().unwrap();
}

const SIGNED: &str = "\n县住房和城乡建设局\n2024年6月3日";

#[test]
fn a_folder_of_letters_is_a_year_of_replies() {
    let home = Home::empty();
    document(&home, "in/第31号建议答复.docx", &format!("王代表：\n{ANSWER}{SIGNED}"));
    home.write("in/032 关于校车.txt", format!("李代表：\n{SHELL}{SIGNED}"));
    home.write("in/坏.docx", "PK");
    home.write("in/扫描.pdf", "%PDF");
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 1, "{}", ran.said());
    let output = home.output("out");
    assert_eq!(output.reply("31")["unit"], "县住房和城乡建设局");
    assert_eq!(output.reply("31")["year"], "2024");
    assert_eq!(output.reply("31")["non_answer"], "false");
    assert_eq!(output.reply("032")["non_answer"], "true");
    let rejects = output.rows("rejects.csv");
    assert_eq!(rejects[0]["file"], "坏.docx");
    assert!(rejects[0]["reason"].contains("另存为 .docx"), "{rejects:?}");
    assert!(output.notices("ignored_file")[0]["message"].contains("PDF"));
}

#[test]
fn letters_are_joined_with_the_tables_beside_them() {
    let home = Home::empty();
    document(&home, "in/第31号.docx", &format!("王代表：\n{ANSWER}{SIGNED}"));
    home.write("in/办理.csv", "建议编号,承办单位,满意度,内容分类\n31,城关镇,满意,城乡建设\n");
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(home.output("out").reply("31")["satisfaction"], "satisfied");
}

#[test]
fn documents_beside_a_table_of_replies_are_left_alone_unless_they_are_named() {
    let home = Home::empty();
    home.write("in/答复.csv", table(&["编号", "答复内容"], &[["1", ANSWER]]));
    document(&home, "in/说明.docx", "填表说明");
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(home.output("out").rows("replies.csv").len(), 1);
    assert_eq!(home.output("out").notices("ignored_file")[0]["file"], "说明.docx");
    document(&home, "in/说明.docx", &format!("王代表：\n{ANSWER}{SIGNED}"));
    let ran = home.shida("run in/答复.csv in/说明.docx -o both");
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(home.output("both").rows("replies.csv").len(), 2);
}

#[test]
fn a_draft_is_looked_at_like_by_a_compiler() {
    let home = Home::empty();
    document(&home, "空.docx", &format!("王代表：\n{SHELL}{SIGNED}"));
    document(&home, "实.docx", &format!("王代表：\n{ANSWER}{SIGNED}"));
    home.write("建议.txt", "关于加装路灯的建议\n建议：1.加装路灯；2.延长公交末班时间。");
    let empty = home.shida("lint 空.docx");
    assert_eq!(empty.code, 1, "{}", empty.said());
    assert!(empty.said().contains("应付式答复") && empty.said().contains("空.docx:2:"));
    let real = home.shida("lint 实.docx --suggestion 建议.txt");
    assert_eq!(real.code, 0, "{}", real.said());
    assert!(real.said().contains("诉求：2 条"), "{}", real.said());
    let missing = home.shida("lint 没有.docx");
    assert_eq!(missing.code, 2);
    assert!(missing.said().contains("没有.docx"), "{}", missing.said());
    assert_eq!(home.shida("lint 空.docx --rules 没有这个目录").code, 2);
}

#[test]
fn years_of_letters_are_told_together() {
    let home = Home::empty();
    for year in [2023, 2024] {
        for number in 1..=30 {
            let signed = format!("\n县住房和城乡建设局\n{year}年6月3日");
            let name = format!("{year}/第{number}号.txt");
            home.write(&name, format!("王代表：\n第{number}件。{ANSWER}{signed}"));
        }
    }
    let ran = home.shida("run 2023 2024 -o out");
    assert_eq!(ran.code, 0, "{}", ran.said());
    let output = home.output("out");
    let told = output.notices("year_id");
    assert_eq!((told.len(), told[0]["value"].as_str()), (1, "60"));
    assert_eq!(output.reply("2024-7")["year"], "2024");
    assert!(output.text("index.html").contains("等 60 个文件"));
}

#[test]
fn a_name_in_the_name_of_a_letter_does_not_get_into_a_public_edition() {
    let home = Home::empty();
    for number in 1..=6 {
        let letter = format!("王建国代表：\n{ANSWER}第{number}处。{SIGNED}");
        home.write(&format!("in/王建国代表关于路灯的答复{number}.txt"), letter);
    }
    let ran = home.shida("run in -o whole");
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(home.output("whole").reply("王建国代表关于路灯的答复1")["unit"].contains("建设局"));
    let ran = home.shida("run in --public -o public");
    assert_eq!(ran.code, 0, "{}", ran.said());
    let public = home.output("public");
    let ids = public.column("replies.csv", "reply_id");
    assert_eq!((ids.len(), ids[0].as_str()), (6, "王某某代表关于路灯的答复1"));
    for name in ["replies.csv", "findings.csv", "run.json", "index.html"] {
        assert!(!public.text(name).contains("王建国"), "{name}");
    }
}

#[test]
fn the_page_on_drafts_shows_what_is_printed() {
    let page = fs::read_to_string(support::root().join("docs/lint.md")).unwrap();
    let (_, shown) = page.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let home = Home::empty();
    let line = "感谢您的建议，我们正在认真研究，欢迎继续提出宝贵意见。";
    document(&home, "答复.docx", &format!("王某代表：\n{line}\n"));
    let ran = home.shida("lint 答复.docx");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, shown));
}

//! Drafts as people write them, and what is said of each.

use super::*;

fn draft(text: &str) -> Draft {
    Draft { name: "答复.docx".to_owned(), text: text.to_owned() }
}

fn said(text: &str, suggestion: Option<&str>) -> Said {
    let suggestion = suggestion.map(draft);
    lint(Lint { draft: draft(text), suggestion, genre: None, rules: None }).unwrap()
}

const EMPTY: &str = "王代表：\n感谢您对我县道路照明工作的关心和支持。您的建议很好，我们正在认真研究。\n\
    欢迎您继续提出宝贵意见。\n县住房和城乡建设局\n2024年6月3日";

const REAL: &str = "王代表：\n您提出的加装路灯的建议收悉，现答复如下：\n5月20日，我局会同城关镇到文昌路\
    现场核查，该路段1.2公里没有路灯。已安排资金12万元，安装太阳能路灯36盏，9月30日前完工。\n\
    联系人：李明，电话：0000-1234567。\n县住房和城乡建设局\n2024年6月3日";

#[test]
fn an_empty_reply_must_not_go_out_and_is_told_why() {
    let said = said(EMPTY, None);
    assert!(said.must_change, "{}", said.text);
    for wanted in ["错误", "应付式答复", "为什么", "怎么改", "不宜发出"] {
        assert!(said.text.contains(wanted), "{wanted}: {}", said.text);
    }
    assert!(!said.text.contains('\u{1b}'));
}

#[test]
fn a_real_answer_may_go_out() {
    let said = said(REAL, None);
    assert!(!said.must_change, "{}", said.text);
    assert!(said.text.contains("写到了："), "{}", said.text);
    assert!(said.text.contains("没有给出建议原文"), "{}", said.text);
}

#[test]
fn an_ask_without_an_answer_is_named() {
    let asked = "关于文昌路加装路灯的建议\n建议：1.在文昌路加装路灯；2.延长8路公交车的末班时间。";
    let said = said(REAL, Some(asked));
    assert!(said.text.contains("延长8路公交车的末班时间"), "{}", said.text);
    assert!(said.text.contains("诉求：2 条，答到 1 条"), "{}", said.text);
}

#[test]
fn a_spot_is_shown_with_its_line_and_carets() {
    let text = REAL.replace("联系人", "我局将进一步提高政治站位，狠抓落实，久久为功。\n联系人");
    let said = said(&text, None);
    let lines: Vec<&str> = said.text.lines().collect();
    let carets = lines.iter().position(|line| line.contains('^')).unwrap();
    assert!(lines[carets - 1].contains("政治站位"), "{}", said.text);
    assert!(said.text.contains("--> 答复.docx:4:"), "{}", said.text);
}

#[test]
fn what_comes_through_a_pipe_may_be_of_an_old_windows() {
    let (bytes, ..) = encoding_rs::GB18030.encode(EMPTY);
    assert_eq!(Draft::piped(&bytes).unwrap().text, EMPTY);
    assert!(Draft::piped(b" \n").unwrap_err().to_string().contains("是空的"));
    assert!(Draft::piped(&[0xff, 0xff, 0x00]).unwrap_err().to_string().contains("不是文字"));
}

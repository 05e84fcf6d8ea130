//! Who replied about what, and what the run concluded.

use super::{
    folder::{Case, Editions},
    row::{Row, in_points, one_line},
};
use crate::score::disposal_label;

/// Verdicts against a reply, with the words of the assessment.
const FAULTS: [(&str, &str); 6] = [
    ("non_answer", "应付式答复"),
    ("three_part", "三句话"),
    ("receipt_only", "只收悉"),
    ("forwarded_only", "只转办"),
    ("deflection", "推诿"),
    ("off_topic", "文不对题"),
];

/// What a reply may hold.
const HOLDINGS: [(&str, &str); 5] = [
    ("cites_policy", "政策依据"),
    ("contact", "联系代表"),
    ("site_check", "现场核查"),
    ("commitment", "承诺"),
    ("deadline", "时限"),
];

/// Head line, editions, conclusions.
pub(super) fn lines(case: &Case, editions: &Editions) -> Vec<String> {
    let reply = &case.reply;
    let mut lines = vec![
        who(reply),
        format!(
            "规则 {}，评分方案 {}",
            one_line(&editions.pack, 60),
            one_line(&editions.profile, 60)
        ),
        String::new(),
        format!("结论：{}", conclusion(reply)),
        format!("  {}", measures(reply)),
        format!("  {}", scores(reply)),
        format!("  {}", asks(reply)),
    ];
    lines.extend(holdings(reply));
    lines.extend(case.decisions.iter().map(decision));
    lines
}

pub(super) fn who(reply: &Row) -> String {
    let year = match reply.text("year") {
        "" => String::new(),
        year => format!("{year}年"),
    };
    let parts = [reply.text("reply_id"), &year, reply.text("unit"), reply.text("title")];
    let parts = parts.iter().filter(|part| !part.is_empty()).map(|part| one_line(part, 60));
    parts.collect::<Vec<_>>().join("  ")
}

fn conclusion(reply: &Row) -> String {
    let faults = holding(reply, &FAULTS);
    match reply.flag("off_topic") {
        _ if !faults.is_empty() => faults.join("、"),
        Some(_) => "没有判为应付、推诿或文不对题".to_owned(),
        // Without the suggestion nobody has looked whether the reply keeps to it.
        None => "没有判为应付或推诿".to_owned(),
    }
}

fn holding(reply: &Row, columns: &[(&str, &'static str)]) -> Vec<&'static str> {
    let holds = columns.iter().filter(|(column, _)| reply.flag(column) == Some(true));
    holds.map(|(_, label)| *label).collect()
}

fn measures(reply: &Row) -> String {
    let sure = reply.percent("non_answer_score").unwrap_or_else(|| "不明".to_owned());
    format!(
        "应付把握 {sure}；净字数 {}（正文 {}，全文 {}）；实质程度 {}",
        reply.text("residual_chars"),
        reply.text("body_chars"),
        reply.text("han_chars"),
        substance(reply.text("substance")),
    )
}

fn substance(level: &str) -> &str {
    match level {
        "0" => "0 无",
        "1" => "1 空泛",
        "2" => "2 具体",
        "3" => "3 具体完整",
        other => other,
    }
}

fn scores(reply: &Row) -> String {
    let points = |column| reply.points(column).map_or_else(|| "不明".to_owned(), in_points);
    let known = reply.percent("known_share").map(|share| format!("（已知项占 {share}）"));
    format!(
        "文本分 {}；得分 {}{}；处置 {}",
        points("text_score"),
        points("score"),
        known.unwrap_or_default(),
        disposal_label(reply.text("disposal")),
    )
}

fn asks(reply: &Row) -> String {
    match (reply.text("asks"), reply.text("asks_answered")) {
        ("", _) => "诉求：没有建议原文，无从对照".to_owned(),
        (asks, answered) => format!("诉求已答 {answered}/{asks}"),
    }
}

/// What people have decided, with reason and name; also what has no effect any more.
fn decision(row: &Row) -> String {
    let what = match row.text("decision") {
        "suppress" => {
            format!("误报 {}「{}」", one_line(row.text("code"), 20), one_line(row.text("text"), 24))
        }
        "confirm" => {
            format!("认可 {}「{}」", one_line(row.text("code"), 20), one_line(row.text("text"), 24))
        }
        "non_answer" => "是应付式答复".to_owned(),
        "answer" => "不是应付式答复".to_owned(),
        other => one_line(other, 20),
    };
    let state = match row.text("state") {
        "in_force" => "",
        "expired" => "（已过期，不生效）",
        _ => "（对不上，不生效）",
    };
    let by = [row.text("author"), row.text("date")].map(|text| one_line(text, 40));
    let by: Vec<String> = by.into_iter().filter(|text| !text.is_empty()).collect();
    format!("  人工裁定{state}：{what}：{}（{}）", one_line(row.text("reason"), 120), by.join("，"))
}

fn holdings(reply: &Row) -> Option<String> {
    let holdings = holding(reply, &HOLDINGS);
    (!holdings.is_empty()).then(|| format!("  有：{}", holdings.join("、")))
}

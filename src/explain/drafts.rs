//! Entries for decisions.toml, ready but for reason and name: one about the whole reply, one
//! for each finding that speaks against it.

use shida_engine::{
    decided::comparable,
    finding::Role,
    pack::{Mark, Rule, Status},
    rulebook::Rulebook,
};

use super::{
    folder::Case,
    head::who,
    row::{Row, one_line},
    sentences::known,
};

/// Chars of the sentence that ties a decision about the whole reply to its text.
const TIE: usize = 40;

/// The entries as TOML with remarks.
pub(super) fn text(case: &Case, book: &Rulebook) -> String {
    let mut parts = vec![format!(
        "# {}\n# 留下要用的，删去其余；填好 reason（理由）和 author（裁定人），存进 decisions.toml。",
        who(&case.reply)
    )];
    parts.push(whole(case));
    let against = case.findings.iter().filter(|row| speaks_against(row, book));
    parts.extend(against.map(|row| hit(row, case, book)));
    parts.join("\n\n")
}

fn whole(case: &Case) -> String {
    let (now, other) = match case.reply.flag("non_answer") {
        Some(true) => ("应付式答复", "answer"),
        _ => ("不是应付式答复", "non_answer"),
    };
    let tie = tie(case).map(|text| ("text", quoted(&text)));
    let fields = tie.into_iter().chain([("decision", quoted(other))]);
    entry(&format!("整件：现为{now}，改判请用这一条"), case, fields)
}

/// Words of the longest sentence of the body: if they go, the reply was written anew.
fn tie(case: &Case) -> Option<String> {
    let body = case.sentences.iter().filter(|row| row.text("zone") == "body");
    let longest = body.map(|row| row.text("text").trim()).max_by_key(|text| text.chars().count());
    longest.filter(|text| !text.is_empty()).map(|text| text.chars().take(TIE).collect())
}

fn hit(row: &Row, case: &Case, book: &Rulebook) -> String {
    let (code, words) = (row.text("code"), row.text("text"));
    let name = book.rule(code).map_or("", |rule| &rule.name);
    let ordinal = ordinal(row, case, book);
    let ordinal = (ordinal > 1).then(|| ("ordinal", ordinal.to_string()));
    let fields = [("code", quoted(code)), ("text", quoted(words))]
        .into_iter()
        .chain(ordinal)
        .chain([("decision", quoted("suppress"))]);
    entry(&format!("{code} {name}：这一处是误报"), case, fields)
}

fn entry(
    remark: &str,
    case: &Case,
    fields: impl Iterator<Item = (&'static str, String)>,
) -> String {
    let mut lines = vec![
        format!("# {}", one_line(remark, 80)),
        "[[decision]]".to_owned(),
        format!("reply = {}", quoted(case.reply.text("reply_id"))),
    ];
    lines.extend(fields.map(|(key, value)| format!("{key} = {value}")));
    lines.extend(["reason = \"\"", "author = \"\""].map(ToOwned::to_owned));
    lines.join("\n")
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Active penalties, shapes and what is owed to the suggestion; what says that the reply is a non-answer is decided as a
/// whole, and a rule on trial decides nothing.
fn speaks_against(row: &Row, book: &Rulebook) -> bool {
    let role: Option<Role> = known(row.text("role"));
    let rule = book.rule(row.text("code"));
    let idle = |rule: &Rule| rule.mark == Some(Mark::NonAnswer) || rule.status == Status::Preview;
    let is_against = match role {
        Some(Role::Penalty | Role::Answer) => true,
        Some(Role::Gate) => row.points("points").unwrap_or(0) <= 0,
        _ => false,
    };
    is_against && row.text("state") != "suppressed" && !rule.is_some_and(idle)
}

/// Which of the findings with this code and these words it is, from 1.
fn ordinal(row: &Row, case: &Case, book: &Rulebook) -> usize {
    let words = comparable(book, row.text("text"));
    let is_like = |other: &&Row| {
        other.text("code") == row.text("code")
            && other.span().0 < row.span().0
            && comparable(book, other.text("text")) == words
    };
    1 + case.findings.iter().filter(is_like).count()
}

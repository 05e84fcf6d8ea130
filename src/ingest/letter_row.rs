//! A letter in a file of its own as the row of a table: its words, and what name, heading and
//! signature tell of number, unit and date.

use std::{ops::ControlFlow, path::Path};

use super::{
    columns::{Columns, Field},
    dates::parse_date,
    error::IngestError,
    letter_file::read_letter,
    rows::{RawRow, Visit},
    spelling::half_width,
};
use crate::metrics::Metric;

/// The fields that a letter fills, in the order of its cells.
const FIELDS: [Field; 4] =
    [Field::ReplyId, Field::Unit, Field::Metric(Metric::Replied), Field::Reply];

/// Lines at the head that may name the suggestion's number, and at the foot that may be the
/// signature.
const HEAD: usize = 6;
const FOOT: usize = 8;

/// Longest line that is taken for the name of a unit, in chars.
const LONGEST_UNIT: usize = 30;

/// The headers under which its cells are taken, as the columns know them.
pub(super) fn headers(columns: &Columns) -> Vec<String> {
    let header = |field: Field| columns.aliases(field).first().cloned().unwrap_or_default();
    FIELDS.into_iter().map(header).collect()
}

/// Hands the letter to `visit` as its only row. A file that cannot be read, or holds no words,
/// is a faulty row: the other letters are read on.
///
/// # Errors
/// What `visit` gives.
pub(super) fn visit(path: &Path, name: &str, visit: &mut Visit<'_>) -> Result<(), IngestError> {
    let row = match read_letter(path, name) {
        Ok(text) => RawRow::whole(1, cells(path, text)),
        Err(error) => {
            let said = error.to_string();
            let cause = said.strip_prefix(&format!("{name}：")).unwrap_or(&said);
            RawRow::faulty(1, cause.to_owned())
        }
    };
    let _: ControlFlow<()> = visit(row)?;
    Ok(())
}

fn cells(path: &Path, text: String) -> Vec<String> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (unit, date) = signature(&text);
    vec![number(&stem, &text), unit, date, text]
}

/// The number of the suggestion: that of the file's name (第31号, or digits at its beginning),
/// else that of the heading; else the whole name, which at least is one of its own.
fn number(stem: &str, text: &str) -> String {
    let stem: String = stem.chars().map(half_width).collect();
    let end = stem.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(stem.len());
    let (leading, rest) = stem.split_at(end);
    let is_number = leading.contains(|c: char| c.is_ascii_digit()) && !rest.starts_with('年');
    let leading = is_number.then(|| leading.trim_end_matches('-').to_owned());
    let heading = || {
        let head: Vec<&str> = filled(text).take(HEAD).collect();
        numbered(&head.join("\n"))
    };
    numbered(&stem).or(leading).or_else(heading).unwrap_or(stem)
}

/// The digits of the first 第…号.
fn numbered(text: &str) -> Option<String> {
    text.split('第').skip(1).find_map(|rest| {
        let (digits, _) = rest.split_once('号')?;
        let digits = digits.trim();
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.to_owned())
    })
}

fn filled(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Unit and date of the signature: the last line that is a date, and the line before it when it
/// reads like a name.
fn signature(text: &str) -> (String, String) {
    let foot: Vec<&str> = filled(text).rev().take(FOOT).collect();
    let Some(at) = foot.iter().position(|line| parse_date(&joined(line)).is_some()) else {
        return (String::new(), String::new());
    };
    let date = foot.get(at).map(|line| joined(line)).unwrap_or_default();
    let unit = foot.get(at + 1).map(|line| joined(line)).filter(|line| is_name(line));
    (unit.unwrap_or_default(), date)
}

/// Offices space out the names and dates of a signature.
fn joined(line: &str) -> String {
    let plain: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let open = plain.find(['（', '(']).unwrap_or(plain.len());
    plain.get(..open).unwrap_or_default().to_owned()
}

fn is_name(line: &str) -> bool {
    let marks = ['。', '，', '：', '；', '！', '？', '、', ':', ',', '.'];
    !line.is_empty()
        && line.chars().count() <= LONGEST_UNIT
        && !line.contains(marks)
        && !line.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "对县十八届人大三次会议第31号建议的答复\n王代表：\n您的建议收悉。已办结。\n\
        联系人：李明\n城 关 镇 人 民 政 府（盖章）\n2024年6月3日\n";

    #[test]
    fn the_number_comes_from_the_name_and_else_from_the_heading() {
        assert_eq!(number("第0031号建议答复", LETTER), "0031");
        assert_eq!(number("A031 关于路灯", LETTER), "A031");
        assert_eq!(number("第３１号建议答复", ""), "31");
        assert_eq!(number("2024-031-路灯", LETTER), "2024-031");
        assert_eq!(number("2024年路灯", LETTER), "31");
        assert_eq!(number("关于路灯的答复", LETTER), "31");
        assert_eq!(number("关于路灯的答复", "已办结。"), "关于路灯的答复");
    }

    #[test]
    fn unit_and_date_come_from_the_signature() {
        let (unit, date) = signature(LETTER);
        assert_eq!((unit.as_str(), date.as_str()), ("城关镇人民政府", "2024年6月3日"));
        assert_eq!(signature("已办结。\n联系人：李明，2024"), (String::new(), String::new()));
        let numerals = signature("已办结。\n清河县住建局\n二〇二四年六月三日\n");
        assert_eq!(numerals, ("清河县住建局".to_owned(), "二〇二四年六月三日".to_owned()));
        let sentence = signature("已于上月全部完工。\n2024年6月3日");
        assert_eq!(sentence, (String::new(), "2024年6月3日".to_owned()));
    }
}

//! Regular expressions that do not parse, match nothing at all, or run on without end.

use regex_syntax::{
    Error, Parser,
    ast::ErrorKind,
    hir::{Class, Hir, HirKind},
};
use toml::{Spanned, de::DeValue};

use super::Sheet;
use crate::problem::Problem;

/// Tables with a pattern, and whether it must match something and end. Cuts and zones look at
/// one sentence: they may be empty or run to its end.
const KINDS: [(&str, bool); 5] =
    [("rule", true), ("entity", true), ("reply", true), ("cut", false), ("zone", false)];

/// Checks every `pattern` of rules, entities, cuts, zones and documents.
pub(super) fn check(sheets: &[Sheet<'_>], problems: &mut Vec<Problem>) {
    for sheet in sheets {
        for (key, strict) in KINDS {
            for table in sheet.tables(key) {
                problems.extend(wrong_in(sheet, table, strict));
            }
        }
        for document in sheet.tables("document") {
            let signs = document.get_ref().as_table().and_then(|table| table.get("sign"));
            let signs = signs.and_then(|signs| signs.get_ref().as_array()).into_iter().flatten();
            problems.extend(signs.filter_map(|sign| wrong_in(sheet, sign, true)));
        }
        for mark in sheet.tables("mark") {
            let pattern = mark.get_ref().as_table().and_then(|mark| mark.get("pattern"));
            problems.extend(pattern.and_then(|pattern| groupless(sheet, pattern)));
        }
    }
}

fn wrong_in(sheet: &Sheet<'_>, table: &Spanned<DeValue<'_>>, strict: bool) -> Option<Problem> {
    let table = table.get_ref().as_table()?;
    ["pattern", "when"].iter().find_map(|key| wrong(sheet, table.get(*key)?, strict))
}

/// A list mark without its group 1.
fn groupless(sheet: &Sheet<'_>, value: &Spanned<DeValue<'_>>) -> Option<Problem> {
    let hir = Parser::new().parse(value.get_ref().as_str()?).ok()?;
    let none = hir.properties().explicit_captures_len() == 0;
    none.then(|| sheet.error(value.span(), "没有第 1 组；请用括号括住序号本身"))
}

/// A pattern that does not parse, wherever it stands.
pub(super) fn misspelt(sheet: &Sheet<'_>, value: &Spanned<DeValue<'_>>) -> Option<Problem> {
    let error = Parser::new().parse(value.get_ref().as_str()?).err()?;
    Some(unparsed(sheet, value, &error))
}

fn wrong(sheet: &Sheet<'_>, value: &Spanned<DeValue<'_>>, strict: bool) -> Option<Problem> {
    let pattern = value.get_ref().as_str()?;
    let whole = |message: &str| Some(sheet.error(value.span(), message));
    match Parser::new().parse(pattern) {
        Err(error) => Some(unparsed(sheet, value, &error)),
        Ok(_) if !strict => None,
        Ok(hir) if hir.properties().minimum_len().is_none() => whole("这个正则什么也匹配不到"),
        Ok(hir) if hir.properties().minimum_len() == Some(0) => {
            whole("这个正则能匹配空文字，会处处命中；请去掉 * 或 ?，或写明至少要有的字")
        }
        Ok(hir) if runs_on(&hir) => whole(
            "这个正则里有不限长度的任意汉字（如 .* 或 [^。]*），会把不相干的两处连起来；请写成 {0,30} 之类",
        ),
        Ok(_) => None,
    }
}

fn unparsed(sheet: &Sheet<'_>, value: &Spanned<DeValue<'_>>, error: &Error) -> Problem {
    let span = value.span();
    let (reason, inner) = match error {
        Error::Parse(error) => (in_chinese(error.kind()), Some(error.span())),
        Error::Translate(error) => (error.kind().to_string(), Some(error.span())),
        _ => (error.to_string(), None),
    };
    // In a literal string the pattern stands as it is: point into it.
    let raw = sheet.text.get(span.clone()).unwrap_or_default();
    let offset = if raw.starts_with("'''") { Some(3) } else { raw.starts_with('\'').then_some(1) };
    let place = offset.zip(inner).map(|(offset, inner)| {
        let start = span.start + offset + inner.start.offset;
        let end = span.start + offset + inner.end.offset;
        start..end.max(start + 1).min(span.end)
    });
    let place = place.filter(|place| sheet.text.get(place.clone()).is_some());
    sheet.error(place.unwrap_or(span), format!("正则写错了：{reason}"))
}

fn in_chinese(kind: &ErrorKind) -> String {
    let told = match kind {
        ErrorKind::GroupUnclosed => "括号 ( 没有收尾",
        ErrorKind::GroupUnopened => "多出一个 )",
        ErrorKind::ClassUnclosed => "方括号 [ 没有收尾",
        ErrorKind::ClassRangeInvalid => "方括号里的范围前大后小",
        ErrorKind::RepetitionMissing => "*、+、?、{} 前面没有可重复的内容",
        ErrorKind::RepetitionCountInvalid => "{} 里的次数前大后小",
        ErrorKind::RepetitionCountUnclosed => "{ 没有收尾",
        ErrorKind::RepetitionCountDecimalEmpty => "{} 里要写次数",
        ErrorKind::EscapeUnrecognized => "不认识的转义",
        ErrorKind::EscapeUnexpectedEof => "末尾有孤立的 \\",
        ErrorKind::UnsupportedBackreference => "不支持反向引用",
        ErrorKind::UnsupportedLookAround => "不支持前后断言（(?=、(?!、(?<）",
        ErrorKind::UnicodeClassInvalid => "\\p{} 里的类名不对",
        other => return other.to_string(),
    };
    told.to_owned()
}

/// Whether Han characters may follow without a limit.
fn runs_on(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            (repetition.max.is_none() && takes_any_han(&repetition.sub)) || runs_on(&repetition.sub)
        }
        HirKind::Capture(capture) => runs_on(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(runs_on),
        _ => false,
    }
}

fn takes_any_han(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().any(|range| range.start() <= '的' && '的' <= range.end())
        }
        HirKind::Capture(capture) => takes_any_han(&capture.sub),
        HirKind::Repetition(repetition) => takes_any_han(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(takes_any_han),
        _ => false,
    }
}

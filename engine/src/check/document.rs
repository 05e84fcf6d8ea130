//! One file against the grammar: unknown keys, missing keys, values of the wrong sort.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
    value::Datetime,
};

use super::{Sheet, regexes::misspelt};
use crate::{
    grammar::{Key, Takes},
    problem::Problem,
};

/// A file that is no TOML.
pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let message = format!("不是合法的 TOML：{}", in_chinese(error.message()));
    Problem::error(file, text, span, message)
}

fn in_chinese(message: &str) -> String {
    let known = [
        ("duplicate key", "同一张表里键重复"),
        ("unclosed array", "列表没有用 ] 收尾"),
        ("unclosed table", "表头没有用 ] 收尾"),
        ("invalid basic string", "字符串没有用引号收尾，或引号里有不认的转义（正则请用 '''……'''）"),
        ("invalid literal string", "字符串没有用引号收尾"),
        ("string values must be quoted", "文字要用引号括起来"),
        ("key with no value", "键后面没有 = 和值"),
        ("missing value", "= 后面没有值"),
        ("extra", "多出一个符号"),
        ("missing", "少一个符号"),
        ("invalid", "写法不对"),
    ];
    let told = known.iter().find(|(english, _)| message.contains(english));
    told.map_or_else(|| message.to_owned(), |(_, chinese)| format!("{chinese}（{message}）"))
}

pub(super) fn check(sheet: &Sheet<'_>, keys: &[Key], problems: &mut Vec<Problem>) {
    table(sheet, sheet.root.get_ref(), 0..0, keys, problems);
}

fn table(
    sheet: &Sheet<'_>,
    table: &DeTable<'_>,
    place: Range<usize>,
    keys: &[Key],
    problems: &mut Vec<Problem>,
) {
    for (name, found) in table {
        match keys.iter().find(|key| key.name == name.get_ref().as_ref()) {
            Some(key) => problems.extend(value(sheet, key.name, found, key.takes)),
            None => problems.push(unknown(sheet, name, keys)),
        }
    }
    for key in keys.iter().filter(|key| key.needed && !table.contains_key(key.name)) {
        problems.push(sheet.error(place.clone(), format!("缺少必需的键 {}", key.name)));
    }
}

fn unknown(sheet: &Sheet<'_>, name: &Spanned<std::borrow::Cow<'_, str>>, keys: &[Key]) -> Problem {
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let near = names.iter().min_by_key(|known| distance(known, name.get_ref()));
    let hint = near
        .filter(|known| distance(known, name.get_ref()) <= 2)
        .map(|known| format!("，是不是 {known}？"))
        .unwrap_or_default();
    sheet.error(name.span(), format!("不认识的键 {}{hint}", name.get_ref())).with_known(names)
}

/// Letters to change, add or leave out to make one word of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut before = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let change = before + usize::from(from != *to);
            before = *cell;
            left = change.min(before + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn value(sheet: &Sheet<'_>, key: &str, found: &Spanned<DeValue<'_>>, takes: Takes) -> Vec<Problem> {
    let mut problems = Vec::new();
    let span = found.span();
    let inner = found.get_ref();
    let mut wrong =
        |message: &str| problems.push(sheet.error(span.clone(), format!("{key} {message}")));
    match takes {
        Takes::Text | Takes::Regex => match inner.as_str() {
            Some(text) if !text.trim().is_empty() => {
                let is_regex = matches!(takes, Takes::Regex);
                problems.extend(is_regex.then(|| misspelt(sheet, found)).flatten());
            }
            Some(_) => wrong("是空的"),
            None => wrong("要写成引号里的文字"),
        },
        Takes::AnyText if !inner.is_str() => wrong("要写成引号里的文字"),
        Takes::Whole if whole(inner).is_none() => wrong("要写不小于 0 的整数"),
        Takes::Number if number(inner).is_none() => wrong("要写数字"),
        Takes::Day if !is_day(inner) => wrong("要写成 2025-06-30 这样的日期"),
        Takes::Switch if !inner.is_bool() => wrong("只能写 true 或 false"),
        Takes::OneOf(names) => problems.extend(one_of(sheet, key, found, names)),
        Takes::SomeOf(names) => match inner.as_array() {
            Some(items) => {
                problems.extend(items.iter().filter_map(|item| one_of(sheet, key, item, names)));
            }
            None => wrong("要写成列表，如 [\"……\"]"),
        },
        Takes::Words => problems.extend(words(sheet, key, found)),
        Takes::WordLists => match inner.as_array() {
            Some(lists) if lists.is_empty() => wrong("是空表，请补上或删去这个键"),
            Some(lists) => {
                problems.extend(lists.iter().flat_map(|list| words(sheet, key, list)));
            }
            None => wrong("要写成列表的列表，如 [[\"……\"], [\"……\"]]"),
        },
        Takes::Pairs if !are_pairs(inner) => wrong("要写成 [[起点, 分], [起点, 分]]"),
        Takes::Table(keys) => match inner.as_table() {
            Some(inner) => table(sheet, inner, span, keys, &mut problems),
            None => wrong("要写成一张表"),
        },
        Takes::Tables(keys) => problems.extend(tables(sheet, key, found, keys)),
        Takes::Named(inner_takes) => match inner.as_table() {
            Some(entries) => {
                for (name, entry) in entries {
                    problems.extend(value(sheet, name.get_ref(), entry, *inner_takes));
                }
            }
            None => wrong("要写成一张表"),
        },
        _ => {}
    }
    problems
}

fn tables(
    sheet: &Sheet<'_>,
    key: &str,
    found: &Spanned<DeValue<'_>>,
    keys: &[Key],
) -> Vec<Problem> {
    let wrong = |span| sheet.error(span, format!("{key} 要写成 [[{key}]]"));
    let Some(items) = found.get_ref().as_array() else { return vec![wrong(found.span())] };
    let mut problems = Vec::new();
    for item in items {
        match item.get_ref().as_table() {
            Some(inner) => table(sheet, inner, item.span(), keys, &mut problems),
            None => problems.push(wrong(item.span())),
        }
    }
    problems
}

fn are_pairs(value: &DeValue<'_>) -> bool {
    let is_pair = |item: &Spanned<DeValue<'_>>| {
        let pair = item.get_ref().as_array();
        pair.is_some_and(|two| two.len() == 2 && two.iter().all(|n| number(n.get_ref()).is_some()))
    };
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_pair))
}

fn one_of(
    sheet: &Sheet<'_>,
    key: &str,
    found: &Spanned<DeValue<'_>>,
    names: &[&str],
) -> Option<Problem> {
    let text = found.get_ref().as_str();
    if text.is_some_and(|text| names.contains(&text)) {
        return None;
    }
    let said = text.map(|text| format!("“{text}”")).unwrap_or_default();
    Some(sheet.error(found.span(), format!("{key} 没有{said}这个值")).with_known(names))
}

fn words(sheet: &Sheet<'_>, key: &str, found: &Spanned<DeValue<'_>>) -> Vec<Problem> {
    let Some(items) = found.get_ref().as_array() else {
        return vec![sheet.error(found.span(), format!("{key} 要写成词的列表，如 [\"……\"]"))];
    };
    if items.is_empty() {
        return vec![sheet.error(found.span(), format!("{key} 是空表，请补词或删去这个键"))];
    }
    let wrong = items.iter().filter_map(|item| match item.get_ref().as_str() {
        Some(word) if !word.trim().is_empty() => None,
        Some(_) => Some(sheet.error(item.span(), format!("{key} 里有空的词，空词会处处命中"))),
        None => Some(sheet.error(item.span(), format!("{key} 里的词要用引号括起来"))),
    });
    wrong.collect()
}

/// Four, two and two digits of a day that the calendar has.
fn is_day(value: &DeValue<'_>) -> bool {
    let quoted = value.as_str().map(|text| text.parse::<Datetime>());
    let day = match (quoted, value.as_datetime()) {
        (Some(Ok(day)), _) => day,
        (None, Some(day)) => *day,
        _ => return false,
    };
    day.date.is_some() && day.time.is_none()
}

fn whole(value: &DeValue<'_>) -> Option<u32> {
    let integer = value.as_integer()?;
    u32::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Integer(integer) => integer.as_str(),
        DeValue::Float(float) => float.as_str(),
        _ => return None,
    };
    text.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite())
}

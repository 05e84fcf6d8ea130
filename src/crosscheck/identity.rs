//! Whether the letter is the one of its row: number, title, unit, and words of a draft.

use std::collections::{BTreeMap, BTreeSet};

use shida_engine::zone::Zone;

use super::{
    names::other_unit,
    rulefile::Rule,
    subject::{Outcome, Run, Subject},
};

/// None of the numbers that the letter gives for its suggestion is the row's.
pub(super) fn other_number(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let (Some(number), Some(id)) = (rule.pattern("number"), rule.pattern("id")) else {
        return Outcome::Unknown;
    };
    let ids: BTreeSet<u64> = id
        .captures_iter(subject.raw_id)
        .flat_map(|found| found.iter().flatten().map(|group| group.as_str()).collect::<Vec<_>>())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let unless = rule.pattern("unless");
    let mut quote = None;
    for (piece, text) in subject.text.sentences(&rule.zones) {
        if unless.is_some_and(|unless| unless.is_match(text)) {
            continue;
        }
        for found in number.captures_iter(text).filter_map(|found| found.get(1)) {
            let numbers = numbers(found.as_str());
            if numbers.iter().any(|number| ids.contains(number)) {
                return Outcome::Agrees;
            }
            if !numbers.is_empty() {
                quote.get_or_insert(piece);
            }
        }
    }
    match quote.filter(|_| !ids.is_empty()) {
        None => Outcome::Unknown,
        Some(piece) => {
            let told = format!("建议编号 {}", subject.raw_id);
            Outcome::unless(false, subject.text.quote(piece), told)
        }
    }
}

/// The numbers of `31、32`, `三十一`; blank for what is no number.
fn numbers(text: &str) -> Vec<u64> {
    let parts =
        text.split(|c: char| !(c.is_ascii_digit() || han_digit(c).is_some() || "十百".contains(c)));
    parts.filter_map(number).collect()
}

fn number(text: &str) -> Option<u64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let has_tens = text.contains(['十', '百']);
    let (mut total, mut digit) = (0_u64, None::<u64>);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            _ => {
                let next = han_digit(c)?;
                // Without tens the digits stand side by side: 〇三一.
                let before = if has_tens { 0 } else { digit.unwrap_or(0) };
                digit = Some(before.saturating_mul(10).saturating_add(next));
                continue;
            }
        };
        total = total.saturating_add(digit.take().unwrap_or(1).saturating_mul(unit));
    }
    (!text.is_empty()).then_some(total.saturating_add(digit.unwrap_or(0)))
}

fn han_digit(c: char) -> Option<u64> {
    let at = "〇一二三四五六七八九".chars().position(|digit| digit == c);
    at.or_else(|| "零壹贰叁肆伍陆柒捌玖".chars().position(|digit| digit == c)).map(|at| at as u64)
}

/// All titles that the letter quotes are clearly others than the row's.
pub(super) fn other_title(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let (Some(pattern), Some(title)) = (rule.pattern("title"), subject.title) else {
        return Outcome::Unknown;
    };
    let own = pairs(title);
    let mut best: Option<(f64, String)> = None;
    for (_, text) in subject.text.sentences(&rule.zones) {
        if rule.pattern("unless").is_some_and(|unless| unless.is_match(text)) {
            continue;
        }
        let groups =
            |found: regex::Captures<'_>| found.iter().skip(1).flatten().next().map(|g| g.range());
        for quoted in pattern.captures_iter(text).filter_map(groups).filter_map(|at| text.get(at)) {
            if (quoted.chars().count() as f64) < rule.cut("chars") {
                continue;
            }
            let alike = overlap(&own, &pairs(quoted));
            if best.as_ref().is_none_or(|(most, _)| alike > *most) {
                best = Some((alike, quoted.to_owned()));
            }
        }
    }
    match best {
        None => Outcome::Unknown,
        Some((alike, quoted)) => {
            Outcome::unless(alike >= rule.cut("alike"), quoted, format!("建议标题 {title}"))
        }
    }
}

/// Pairs of neighbouring Han characters or letters, with how often each stands there.
fn pairs(text: &str) -> BTreeMap<(char, char), usize> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut pairs = BTreeMap::new();
    for pair in chars.windows(2) {
        *pairs.entry((pair[0], pair[1])).or_insert(0) += 1;
    }
    pairs
}

/// Common pairs as a share of the shorter text's, 0–1: an abridged title is all there.
fn overlap(one: &BTreeMap<(char, char), usize>, other: &BTreeMap<(char, char), usize>) -> f64 {
    let common: usize =
        one.iter().map(|(pair, count)| *count.min(other.get(pair).unwrap_or(&0))).sum();
    let least = one.values().sum::<usize>().min(other.values().sum());
    if least == 0 { 0.0 } else { common as f64 / least as f64 }
}

/// The seal is another unit's of this run.
pub(super) fn other_unit_signed(rule: &Rule, run: &Run<'_>, subject: &Subject<'_>) -> Outcome {
    let (Some(pattern), Some(own)) = (rule.pattern("seal"), subject.unit) else {
        return Outcome::Unknown;
    };
    let signature = subject.text.sentences(&[Zone::Signature]);
    let seals: Vec<String> = signature
        .filter_map(|(_, text)| Some(pattern.captures(text)?.get(1)?.as_str().to_owned()))
        .collect();
    if seals.is_empty() {
        return Outcome::Unknown;
    }
    let others: Option<Vec<&String>> = seals
        .iter()
        .map(|seal| other_unit(seal, own, run.units.iter().copied()).map(|_| seal))
        .collect();
    match others.as_deref() {
        Some([first, ..]) => Outcome::unless(false, first.as_str(), format!("承办单位 {own}")),
        _ => Outcome::Agrees,
    }
}

/// Words that do not belong into a letter that was sent.
pub(super) fn wording(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let found = rule
        .pattern("words")
        .and_then(|words| subject.text.find(&rule.zones, words, rule.pattern("unless")));
    found.map_or(Outcome::Agrees, |quote| Outcome::unless(false, quote, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_in_han() {
        assert_eq!(numbers("031"), [31]);
        assert_eq!(numbers("31、32"), [31, 32]);
        assert_eq!(numbers("三十一"), [31]);
        assert_eq!(numbers("十"), [10]);
        assert_eq!(numbers("一百零五"), [105]);
        assert_eq!(numbers("〇三一"), [31]);
        assert_eq!(numbers("甲"), [] as [u64; 0]);
    }

    #[test]
    fn an_abridged_title_is_the_same_and_a_strange_one_is_not() {
        let alike = |one: &str, other: &str| overlap(&pairs(one), &pairs(other));
        assert_eq!(alike("关于在柳湾桥头增设路灯的建议", "柳湾桥头增设路灯"), 1.0);
        assert!(alike("柳湾桥头增设路灯", "解决实验二小大班额") < 0.1);
        assert_eq!(alike("", "路灯"), 0.0);
    }
}

//! A regular expression that looks first for words without which it cannot match.
//!
//! A judgement puts a letter to some two hundred patterns, most of which have nothing to do with
//! it. Their automata together are far larger than the processor's cache; a search for a few
//! words needs almost none of it (the idea of RE2's prefilters, Cox 2010).

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{CaptureMatches, Captures, Match, Matches, Regex};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// One of them stands in every match; `None` = no such words are known.
    needs: Option<AhoCorasick>,
    /// Matches at the start of a text only: it fails there faster than words are sought.
    anchored: bool,
}

impl Pattern {
    /// Compiles a pattern in the syntax of the crate `regex`.
    ///
    /// # Errors
    /// As [`Regex::new`].
    pub fn new(pattern: &str) -> Result<Self, regex::Error> {
        let regex = Regex::new(pattern)?;
        let parsed = regex_syntax::parse(pattern).ok();
        let anchored = parsed
            .as_ref()
            .is_some_and(|hir| hir.properties().look_set_prefix().contains(Look::Start));
        let words = parsed.as_ref().and_then(needed);
        let needs = words.and_then(|words| {
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .match_kind(MatchKind::LeftmostFirst)
                .build(words)
                .ok()
        });
        Ok(Self { regex, needs, anchored })
    }

    /// Whether the pattern may match anywhere in the text, or in a part of it.
    #[must_use]
    pub fn may_match(&self, text: &str) -> bool {
        self.needs.as_ref().is_none_or(|needs| needs.is_match(text))
    }

    fn is_worth_trying(&self, text: &str) -> bool {
        self.anchored || self.may_match(text)
    }

    /// Whether it matches.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.is_worth_trying(text) && self.regex.is_match(text)
    }

    /// The first match.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.is_worth_trying(text).then(|| self.regex.find(text)).flatten()
    }

    /// Every match, from left to right, none inside another.
    pub fn find_iter<'p, 't>(&'p self, text: &'t str) -> Searched<Matches<'p, 't>> {
        Searched(self.is_worth_trying(text).then(|| self.regex.find_iter(text)))
    }

    /// The groups of the first match.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.is_worth_trying(text).then(|| self.regex.captures(text)).flatten()
    }

    /// The groups of the first match from that byte on; what stands before is seen by `^` and
    /// its like.
    #[must_use]
    pub fn captures_at<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        let rest = text.get(from..)?;
        self.is_worth_trying(rest).then(|| self.regex.captures_at(text, from)).flatten()
    }

    /// The groups of every match.
    pub fn captures_iter<'p, 't>(&'p self, text: &'t str) -> Searched<CaptureMatches<'p, 't>> {
        Searched(self.is_worth_trying(text).then(|| self.regex.captures_iter(text)))
    }

    /// The text with every match replaced.
    #[must_use]
    pub fn replace_all<'t>(&self, text: &'t str, by: &str) -> Cow<'t, str> {
        if self.is_worth_trying(text) { self.regex.replace_all(text, by) } else { text.into() }
    }

    /// Groups, the whole match among them.
    #[must_use]
    pub fn captures_len(&self) -> usize {
        self.regex.captures_len()
    }

    /// The names of the groups, in their order.
    pub fn capture_names(&self) -> regex::CaptureNames<'_> {
        self.regex.capture_names()
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }
}

/// Matches; none where the text holds none of the words that are needed.
#[derive(Debug)]
pub struct Searched<I>(Option<I>);

impl<I: Iterator> Iterator for Searched<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.as_mut()?.next()
    }
}

/// Bytes of the shortest word that is worth looking for: one Han character.
const SHORTEST: usize = 3;
/// Words that are sought at the most.
const MOST_NEEDED: usize = 96;
/// Strings to which a part of a pattern is written out.
const MOST_SPELLED: usize = 48;
/// Chars of a class that is written out.
const WIDEST: u32 = 12;

/// Words of which every match holds one; the best such set that is easily found.
fn needed(hir: &Hir) -> Option<Vec<String>> {
    let own = spelled(hir);
    let inside = match hir.kind() {
        HirKind::Capture(group) => needed(&group.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => needed(&repeated.sub),
        HirKind::Concat(parts) => of_sequence(parts),
        HirKind::Alternation(branches) => {
            let words = branches.iter().map(needed).collect::<Option<Vec<_>>>();
            words.map(|words| words.concat())
        }
        _ => None,
    };
    better(own, inside)
}

/// Of what follows one another: neighbours that can be written out are taken together.
fn of_sequence(parts: &[Hir]) -> Option<Vec<String>> {
    let mut best = None;
    let mut run = vec![String::new()];
    for part in parts {
        let all = spelled(part);
        let joined = all.as_ref().and_then(|all| joined(&run, all));
        if joined.is_none() {
            best = better(best, Some(std::mem::take(&mut run)));
            best = better(best, needed(part));
        }
        run = joined.or(all).unwrap_or_else(|| vec![String::new()]);
    }
    better(best, Some(run))
}

/// The set that excludes more texts: that with the longer shortest word, else with fewer.
fn better(one: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    let shortest = |words: &Vec<String>| words.iter().map(String::len).min().unwrap_or(0);
    let usable = |words: &Vec<String>| shortest(words) >= SHORTEST && words.len() <= MOST_NEEDED;
    let worth = |words: &Vec<String>| (shortest(words), std::cmp::Reverse(words.len()));
    match (one.filter(usable), other.filter(usable)) {
        (Some(one), Some(other)) => Some(if worth(&other) > worth(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Every string that a part of a pattern matches, if they are few.
fn spelled(hir: &Hir) -> Option<Vec<String>> {
    let all = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).ok()?],
        HirKind::Class(Class::Unicode(class)) => {
            let width = |range: &regex_syntax::hir::ClassUnicodeRange| {
                u32::from(range.end()) - u32::from(range.start()) + 1
            };
            let wide = class.ranges().iter().map(width).fold(0, u32::saturating_add);
            if wide > WIDEST {
                return None;
            }
            let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            chars.map(String::from).collect()
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repeated) => match (repeated.min, repeated.max) {
            (0, Some(1)) => [vec![String::new()], spelled(&repeated.sub)?].concat(),
            _ => return None,
        },
        HirKind::Capture(group) => spelled(&group.sub)?,
        HirKind::Concat(parts) => {
            let start = vec![String::new()];
            parts.iter().try_fold(start, |run, part| joined(&run, &spelled(part)?))?
        }
        HirKind::Alternation(branches) => {
            branches.iter().map(spelled).collect::<Option<Vec<_>>>()?.concat()
        }
    };
    (all.len() <= MOST_SPELLED).then_some(all)
}

/// Every beginning with every end.
fn joined(beginnings: &[String], ends: &[String]) -> Option<Vec<String>> {
    if beginnings.len() * ends.len() > MOST_SPELLED {
        return None;
    }
    let with_ends = |start: &String| ends.iter().map(move |end| format!("{start}{end}")).collect();
    Some(beginnings.iter().flat_map(|start| -> Vec<String> { with_ends(start) }).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(pattern: &str) -> Option<Vec<String>> {
        needed(&regex_syntax::parse(pattern).unwrap())
    }

    #[test]
    fn the_words_without_which_a_pattern_cannot_match_are_found() {
        let of = |pattern| words(pattern).unwrap_or_default().join(" ");
        assert_eq!(of("特此(?:通知|公告)"), "特此通知 特此公告");
        assert_eq!(of(r"\d{1,2}月(?:底|初)?"), "月 月初 月底");
        assert_eq!(of(r"(?:预计|计划)[^。]{0,9}(?:完成|建成投用)"), "预计 计划");
        assert_eq!(of(r"第\d+号|收悉"), "第 收悉");
    }

    #[test]
    fn a_pattern_that_needs_no_word_names_none() {
        for pattern in [r"\d{4}", "(?:收悉)?", "收悉|[^。]", "(?:好)*", "[一-龥]局?", "ab"]
        {
            assert_eq!(words(pattern), None, "{pattern}");
        }
    }

    /// Every value of a key `pattern`, at any depth.
    fn patterns(value: &toml::Value) -> Vec<&str> {
        match value {
            toml::Value::Table(table) => {
                let own = table.get("pattern").and_then(toml::Value::as_str);
                own.into_iter().chain(table.values().flat_map(patterns)).collect()
            }
            toml::Value::Array(values) => values.iter().flat_map(patterns).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn no_shipped_pattern_misses_what_its_regular_expression_finds() {
        let files = [
            include_str!("../../rules/letter.toml"),
            include_str!("../../rules/entities.toml"),
            include_str!("../../rules/documents.toml"),
            include_str!("../../rules/commitments.toml"),
            include_str!("../../rules/asks.toml"),
        ];
        let lines: Vec<&str> =
            include_str!("../../datasets/demo/replies-2024.csv").lines().collect();
        let (mut skipped, mut all) = (0, 0);
        for file in files {
            let file: toml::Value = toml::from_str(file).unwrap();
            for pattern in patterns(&file) {
                let (regex, own) = (Regex::new(pattern).unwrap(), Pattern::new(pattern).unwrap());
                for line in &lines {
                    assert_eq!(own.is_match(line), regex.is_match(line), "{pattern}: {line}");
                    assert!(own.may_match(line) || !regex.is_match(line), "{pattern}: {line}");
                    all += 1;
                    skipped += u32::from(!own.may_match(line));
                }
            }
        }
        assert!(2 * skipped > all, "only {skipped} of {all} searches were spared");
    }

    #[test]
    fn a_text_without_the_words_is_not_searched_and_one_with_them_is() {
        let pattern = Pattern::new("(?:预计|计划)([^。]{1,4})月").unwrap();
        assert!(!pattern.may_match("已于五月完成"));
        assert!(pattern.find_iter("已于五月完成").next().is_none());
        let found = pattern.captures_iter("计划于五月完成").next().unwrap();
        assert_eq!(&found[1], "于五");
        assert_eq!(pattern.replace_all("计划于五月完成", "，"), "，完成");
    }

    proptest! {
        #[test]
        fn what_a_regular_expression_finds_the_pattern_finds(
            pattern in prop::sample::select(vec![
                "(?:已|拟)?修[复好]|更换", "^第?[一二]条", "(?i)gb/?t", "(?m)^一、.*$", "(?:修|换)+灯?(?:复|好)",
                "修(?:复){2}", "[^修]灯", "(?:更换|安装)[^。]{0,2}灯", "灯|(?:更换)?", "(修)(灯)?换",
            ]),
            text in "[已拟修复好更换第一二条、\\n。灯安装gGbBtT/]{0,14}",
        ) {
            let (regex, own) = (Regex::new(pattern).unwrap(), Pattern::new(pattern).unwrap());
            prop_assert_eq!(own.is_match(&text), regex.is_match(&text));
            prop_assert_eq!(own.find(&text).map(|it| it.range()), regex.find(&text).map(|it| it.range()));
            let ranges = |it: regex::Match<'_>| it.range();
            prop_assert!(own.find_iter(&text).map(ranges).eq(regex.find_iter(&text).map(ranges)));
            prop_assert_eq!(own.replace_all(&text, "，"), regex.replace_all(&text, "，"));
        }
    }
}

//! Placeholders in a text: `{{名称}}`, and `{{#名称}} … {{/名称}}` around what is repeated.

use std::{collections::BTreeMap, ops::Range};

/// What fills a template: texts and lists by name.
pub(super) type Record = BTreeMap<&'static str, Value>;

/// One filling.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Stands in place of the placeholder.
    Text(String),
    /// Repeats what stands between the two marks, once for each.
    List(Vec<Record>),
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{名称}}`.
    Text,
    /// `{{#名称}}`: once for each entry of the list.
    Each,
    /// `{{^名称}}`: once when the list is empty.
    None,
    /// `{{/名称}}`.
    End,
}

/// A placeholder as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Bytes of the text, braces included.
    pub(super) range: Range<usize>,
    /// What it does.
    pub(super) kind: Kind,
    /// The name without its sign.
    pub(super) name: String,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// No such placeholder here; the known ones follow.
    Unknown(String, Vec<String>),
    /// A mark without its other half, as written.
    Unpaired(String),
    /// A list that stands as a text, or a text that stands as a list.
    Misused(String),
}

/// All tags of a text, in order. Full-width braces and signs, as an input method writes them,
/// are as good as the others.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, Fault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, inside)) = braces(text, at, ['{', '｛']) {
        let Some((close, end)) = braces(text, inside, ['}', '｝']) else {
            return Err(Fault::Unpaired(shortened(&text[start..])));
        };
        let (kind, name) = kind_of(&text[inside..close]);
        found.push(Tag { range: start..end, kind, name: name.to_owned() });
        at = end;
    }
    Ok(found)
}

/// The next pair of braces from `at` on: where it begins and ends, in bytes.
fn braces(text: &str, at: usize, brace: [char; 2]) -> Option<(usize, usize)> {
    let mut chars = text[at..].char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if let Some((second, next)) = chars.peek()
            && brace.contains(&c)
            && brace.contains(next)
        {
            return Some((at + start, at + second + next.len_utf8()));
        }
    }
    None
}

fn kind_of(inside: &str) -> (Kind, &str) {
    let inside = inside.trim();
    let mut chars = inside.chars();
    let kind = match chars.next() {
        Some('#' | '＃') => Kind::Each,
        Some('^' | '＾') => Kind::None,
        Some('/' | '／') => Kind::End,
        _ => return (Kind::Text, inside),
    };
    (kind, chars.as_str().trim())
}

fn shortened(text: &str) -> String {
    text.chars().take_while(|c| *c != '\n').take(20).collect()
}

/// The place of the tag that ends the section opened by `tags[at]`.
pub(super) fn end_of(tags: &[Tag], at: usize) -> Result<Option<usize>, Fault> {
    let mut open = Vec::new();
    for (place, tag) in tags.iter().enumerate().skip(at) {
        match tag.kind {
            Kind::Text => {}
            Kind::Each | Kind::None => open.push(tag),
            Kind::End => match open.pop() {
                Some(start) if start.name == tag.name => {
                    if open.is_empty() {
                        return Ok(Some(place));
                    }
                }
                _ => return Err(Fault::Unpaired(format!("{{{{/{}}}}}", tag.name))),
            },
        }
    }
    Ok(None)
}

/// The values that can be named at a place of the template: those of the innermost list last.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    records: Vec<&'a Record>,
    /// Whether a template is only tried: then what stands for an empty list is tried, too.
    pub(super) trial: bool,
}

impl<'a> Scope<'a> {
    /// The whole document.
    pub(super) fn new(record: &'a Record, trial: bool) -> Self {
        Self { records: vec![record], trial }
    }

    /// The scope of each time that the section of `tag` is to appear.
    pub(super) fn sections(&self, tag: &Tag) -> Result<Vec<Self>, Fault> {
        let Value::List(list) = self.find(&tag.name)? else {
            return Err(Fault::Misused(tag.name.clone()));
        };
        if tag.kind == Kind::None {
            let shown = list.is_empty() || self.trial;
            return Ok(shown.then(|| self.clone()).into_iter().collect());
        }
        let inner = |record| {
            let records = self.records.iter().copied().chain([record]).collect();
            Self { records, trial: self.trial }
        };
        Ok(list.iter().map(inner).collect())
    }

    fn find(&self, name: &str) -> Result<&'a Value, Fault> {
        let found = self.records.iter().rev().find_map(|record| record.get(name));
        found.ok_or_else(|| Fault::Unknown(name.to_owned(), self.known()))
    }

    fn known(&self) -> Vec<String> {
        let entries = self.records.iter().rev().flat_map(|record| record.iter());
        let shown = entries.map(|(name, value)| match value {
            Value::Text(_) => format!("{{{{{name}}}}}"),
            Value::List(_) => format!("{{{{#{name}}}}}"),
        });
        shown.collect()
    }

    fn text(&self, name: &str) -> Result<&'a str, Fault> {
        match self.find(name)? {
            Value::Text(text) => Ok(text),
            Value::List(_) => Err(Fault::Misused(name.to_owned())),
        }
    }
}

/// What is to be put in place of which bytes of `text`.
pub(super) fn edits(text: &str, scope: &Scope<'_>) -> Result<Vec<(Range<usize>, String)>, Fault> {
    let tags = tags(text)?;
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(tag) = tags.get(at) {
        let unpaired = || Fault::Unpaired(text[tag.range.clone()].to_owned());
        match tag.kind {
            Kind::Text => edits.push((tag.range.clone(), scope.text(&tag.name)?.to_owned())),
            Kind::End => return Err(unpaired()),
            Kind::Each | Kind::None => {
                let end = end_of(&tags, at)?.ok_or_else(unpaired)?;
                let inside = &text[tag.range.end..tags[end].range.start];
                let mut made = String::new();
                for scope in scope.sections(tag)? {
                    made.push_str(&rendered(inside, &scope)?);
                }
                edits.push((tag.range.start..tags[end].range.end, made));
                at = end;
            }
        }
        at += 1;
    }
    Ok(edits)
}

fn rendered(text: &str, scope: &Scope<'_>) -> Result<String, Fault> {
    let mut made = String::new();
    let mut at = 0;
    for (range, put) in edits(text, scope)? {
        made.push_str(&text[at..range.start]);
        made.push_str(&put);
        at = range.end;
    }
    made.push_str(&text[at..]);
    Ok(made)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record() -> Record {
        let unit = |name: &str| Record::from([("单位", Value::Text(name.into()))]);
        Record::from([
            ("件数", Value::Text("300".into())),
            ("前列", Value::List(vec![unit("甲局"), unit("乙局")])),
            ("空", Value::List(Vec::new())),
        ])
    }

    fn render(text: &str) -> Result<String, Fault> {
        rendered(text, &Scope::new(&record(), false))
    }

    #[test]
    fn texts_and_lists_are_put_in() {
        let made =
            render("共{{件数}}件：{{#前列}}{{单位}}（{{ 件数 }}）；{{/前列}}{{^空}}无{{/空}}");
        assert_eq!(made.unwrap(), "共300件：甲局（300）；乙局（300）；无");
    }

    #[test]
    fn braces_of_a_chinese_keyboard_are_as_good() {
        assert_eq!(render("｛｛＃前列｝｝{{单位}}{{／前列}}").unwrap(), "甲局乙局");
    }

    #[test]
    fn an_unknown_name_tells_what_is_known_at_its_place() {
        let Err(Fault::Unknown(name, known)) = render("{{#前列}}{{得分}}{{/前列}}") else {
            panic!("not told");
        };
        assert_eq!(name, "得分");
        assert_eq!(known, ["{{单位}}", "{{件数}}", "{{#前列}}", "{{#空}}"]);
    }

    #[test]
    fn marks_without_their_other_half_are_told() {
        for text in ["{{件数", "{{#前列}}甲", "甲{{/前列}}", "{{#前列}}{{/空}}"] {
            assert!(matches!(render(text), Err(Fault::Unpaired(_))), "{text}");
        }
        assert_eq!(render("{{#件数}}{{/件数}}"), Err(Fault::Misused("件数".into())));
        assert_eq!(render("{{前列}}"), Err(Fault::Misused("前列".into())));
    }

    proptest! {
        #[test]
        fn any_text_is_rendered_or_told(text in "[{}｛#/^件数前列 ]{0,24}") {
            let _ = render(&text);
        }

        #[test]
        fn a_text_without_braces_stays(text in "[^{}｛｝]*") {
            prop_assert_eq!(render(&text).unwrap(), text);
        }
    }
}

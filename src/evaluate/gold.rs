//! Labels that people gave: one JSON object a line, each field `[first, second]` annotator.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::{Map, Value};

use super::{error::EvaluateError, labels::LABELS};

/// Ratings that a run's numbers are held against.
const RATINGS: [&str; 3] = ["quality", "substance", "addresses"];

/// A labelled item.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct GoldItem {
    /// As given; a number as text.
    pub(super) id: String,
    /// Yes-or-no labels by name, first and second annotator.
    pub(super) flags: BTreeMap<&'static str, (bool, bool)>,
    /// Ratings by name, first and second annotator.
    pub(super) ratings: BTreeMap<&'static str, (f64, f64)>,
    /// The part of the sample that the item was drawn for.
    pub(super) stratum: Option<String>,
    /// Characters of the reply, as the makers of the set counted them.
    pub(super) n_chars: Option<f64>,
}

impl GoldItem {
    /// What both annotators say; `None` when they differ or did not say.
    pub(super) fn agreed(&self, label: &str) -> Option<bool> {
        self.flags.get(label).filter(|pair| pair.0 == pair.1).map(|pair| pair.0)
    }

    /// The mean of both ratings.
    pub(super) fn mean(&self, rating: &str) -> Option<f64> {
        self.ratings.get(rating).map(|pair| (pair.0 + pair.1) / 2.0)
    }
}

/// Reads a gold file in its own order. Blank lines and unknown fields are passed over.
pub(super) fn read(path: &Path) -> Result<Vec<GoldItem>, EvaluateError> {
    let text = std::fs::read_to_string(path).map_err(|error| EvaluateError::gold(path, &error))?;
    let items = parse(&text).map_err(|(line, reason)| EvaluateError::line(path, line, reason))?;
    if items.is_empty() {
        return Err(EvaluateError::Empty(path.display().to_string()));
    }
    Ok(items)
}

/// The items of a text, or the physical line that is wrong and why.
fn parse(text: &str) -> Result<Vec<GoldItem>, (u64, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let item = item(line).map_err(|reason| (number, reason))?;
        if !seen.insert(item.id.clone()) {
            return Err((number, format!("编号 {} 重复，每件只能有一行", item.id)));
        }
        items.push(item);
    }
    Ok(items)
}

fn item(line: &str) -> Result<GoldItem, String> {
    let fields: Map<String, Value> = serde_json::from_str(line)
        .map_err(|error| format!("不是一个 JSON 对象（第 {} 列起）", error.column()))?;
    let mut item = GoldItem {
        id: id(&fields)?,
        stratum: fields.get("stratum").and_then(Value::as_str).map(str::to_owned),
        n_chars: fields.get("n_chars").and_then(Value::as_f64),
        ..GoldItem::default()
    };
    for label in LABELS {
        let pair = pair(&fields, label.name, "[true, false]", Value::as_bool)?;
        item.flags.extend(pair.map(|pair| (label.name, pair)));
    }
    for rating in RATINGS {
        let pair = pair(&fields, rating, "[1, 2]", Value::as_f64)?;
        item.ratings.extend(pair.map(|pair| (rating, pair)));
    }
    Ok(item)
}

fn id(fields: &Map<String, Value>) -> Result<String, String> {
    let id = match fields.get("id") {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    if id.is_empty() { Err("缺少 id，应是文本或数字".to_owned()) } else { Ok(id) }
}

/// The judgements of both annotators on a field; `None` when it is absent or null.
fn pair<T>(
    fields: &Map<String, Value>,
    name: &str,
    example: &str,
    of: fn(&Value) -> Option<T>,
) -> Result<Option<(T, T)>, String> {
    let both = match fields.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(values)) => match values.as_slice() {
            [first, second] => of(first).zip(of(second)),
            _ => None,
        },
        Some(_) => None,
    };
    let wrong = || format!("{name} 应是两位标注者各自的判断，如 {example}");
    both.map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_texts_or_numbers() {
        let text = "\u{feff}{\"id\": \" D001 \", \"non_answer\": [true, false]}\n\n\
                    {\"id\": 33701, \"quality\": [4, 5], \"stratum\": \"random\", \"n_chars\": 80}\n";
        let items = parse(text).unwrap();
        assert_eq!((items[0].id.as_str(), items[1].id.as_str()), ("D001", "33701"));
        assert_eq!(items[0].flags["non_answer"], (true, false));
        assert_eq!(items[0].agreed("non_answer"), None);
        assert_eq!(items[1].mean("quality"), Some(4.5));
        assert_eq!(items[1].stratum.as_deref(), Some("random"));
        assert_eq!(items[1].n_chars, Some(80.0));
    }

    #[test]
    fn a_wrong_line_is_named_with_its_field() {
        let wrong = |line: &str| parse(&format!("{{\"id\": 1}}\n{line}")).unwrap_err();
        assert_eq!(wrong("{\"id\": 1}").0, 2);
        assert!(wrong("{\"id\": 1}").1.contains("重复"));
        assert!(wrong("{\"non_answer\": [true, true]}").1.contains("id"));
        assert!(wrong("{\"id\": 2, \"contact\": true}").1.contains("contact"));
        assert!(wrong("{\"id\": 2, \"quality\": [1]}").1.contains("quality"));
        assert!(wrong("三句话").1.contains("JSON"));
    }

    #[test]
    fn a_null_field_is_an_unlabelled_one() {
        let items = parse("{\"id\": 1, \"off_topic\": null}").unwrap();
        assert!(items[0].flags.is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,200}") {
            let _ = parse(&text);
        }
    }
}

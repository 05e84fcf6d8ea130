//! The spellings of values: `[values]` of `rules/columns.toml`.

use std::collections::BTreeMap;

use super::{
    columns::Field,
    error::ColumnsError,
    spelling::{explained, fold},
};
use crate::metrics::{Kind, Metric};

/// Cells longer than this many bytes are never a spelled value; the longest are whole
/// sentences such as 所提问题因条件限制或其他原因需待以后解决.
pub(super) const LONGEST_VALUE: usize = 240;

/// The spelling of *nothing is known*: an unreturned form, an abstention.
pub(super) const UNKNOWN: &str = "unknown";

/// Sections of `[values]` as read: section → value → spellings.
pub(super) type Sections = BTreeMap<String, BTreeMap<String, Vec<String>>>;

type Table = BTreeMap<String, String>;

/// What each spelled column may hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Spellings {
    tables: BTreeMap<Field, Table>,
}

impl Spellings {
    /// Lays the sections out over the fields.
    ///
    /// # Errors
    ///
    /// [`ColumnsError`] for a section or value that does not belong there, and for one
    /// spelling of two values.
    pub(super) fn of(sections: &Sections) -> Result<Self, ColumnsError> {
        let mut tables = BTreeMap::new();
        for (section, values) in sections {
            known_section(section, values)?;
        }
        let common = table_of(sections, FLAG)?;
        let fields = Field::all().chain([Field::Done]);
        for field in fields {
            let table = match spelled_by(field) {
                Some(Spelled::Flag(name)) => {
                    let mut own = table_of(sections, name)?;
                    // A flag's own spelling goes before the common one.
                    for (spelling, value) in &common {
                        own.entry(spelling.clone()).or_insert_with(|| value.clone());
                    }
                    own
                }
                Some(Spelled::Other(name)) => table_of(sections, name)?,
                None => continue,
            };
            tables.insert(field, table);
        }
        Ok(Self { tables })
    }

    /// The canonical value of a spelled cell; `None` = not recognised. An explanation behind
    /// the value (`A类：已解决`) is left out of account unless it says something else.
    pub(super) fn value(&self, field: Field, cell: &str) -> Option<&str> {
        if cell.len() > LONGEST_VALUE {
            return None;
        }
        let table = self.tables.get(&field)?;
        let folded = fold(cell);
        let whole = trimmed(&folded);
        if let Some(value) = table.get(whole) {
            return Some(value);
        }
        let (head, tail) = explained(whole).or_else(|| lettered(whole))?;
        let value = table.get(head)?;
        let said = table.get(trimmed(tail)).filter(|said| *said != UNKNOWN);
        said.is_none_or(|said| said == value).then_some(value)
    }
}

/// The section in which a column's spellings stand; `None` for columns that have none.
pub(super) fn section(field: Field) -> Option<&'static str> {
    spelled_by(field).map(|(Spelled::Flag(name) | Spelled::Other(name))| name)
}

/// The section of the spellings that all flags share.
const FLAG: &str = "flag";

enum Spelled {
    Flag(&'static str),
    Other(&'static str),
}

fn spelled_by(field: Field) -> Option<Spelled> {
    let Field::Metric(metric) = field else {
        return (field == Field::Done).then_some(Spelled::Flag("done"));
    };
    match metric.kind() {
        Kind::Flag => Some(Spelled::Flag(metric.name())),
        Kind::Word(words) => Some(Spelled::Other(words.section)),
        Kind::Count => Some(Spelled::Other(metric.name())),
        Kind::Text | Kind::Units | Kind::Day => None,
    }
}

/// The values that a section may spell; `None` for a section that does not belong there, and
/// no values for whole numbers.
fn values_of(section: &str) -> Option<Vec<&'static str>> {
    if section == FLAG {
        return Some(vec!["yes", "no"]);
    }
    let fields = Field::all().chain([Field::Done]);
    fields.into_iter().find_map(|field| match (spelled_by(field)?, field) {
        (Spelled::Flag(name), _) if name == section => Some(vec!["yes", "no", UNKNOWN]),
        (Spelled::Other(name), Field::Metric(metric)) if name == section => {
            Some(match metric.kind() {
                Kind::Word(words) => {
                    words.values.iter().map(|(value, _)| *value).chain([UNKNOWN]).collect()
                }
                _ => Vec::new(),
            })
        }
        _ => None,
    })
}

/// The names of all sections, for messages.
fn sections() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        Metric::ALL.iter().filter_map(|metric| section(Field::Metric(*metric))).collect();
    names.extend([FLAG, "done"]);
    names.sort_unstable();
    names.dedup();
    names
}

fn known_section(name: &str, values: &BTreeMap<String, Vec<String>>) -> Result<(), ColumnsError> {
    let unknown = |key: &str, known: &[&str]| ColumnsError::UnknownValue {
        table: name.to_owned(),
        key: key.to_owned(),
        known: known.join("、"),
    };
    let Some(known) = values_of(name) else {
        return Err(ColumnsError::UnknownSection {
            name: name.to_owned(),
            known: sections().join("、"),
        });
    };
    for key in values.keys() {
        let is_number = known.is_empty() && key.parse::<u32>().is_ok();
        if !is_number && !known.contains(&key.as_str()) {
            return Err(unknown(
                key,
                if known.is_empty() { &["1", "2", "3 等整数"] } else { &known },
            ));
        }
    }
    Ok(())
}

fn table_of(sections: &Sections, name: &str) -> Result<Table, ColumnsError> {
    let mut table = Table::new();
    for (value, spellings) in sections.get(name).into_iter().flatten() {
        for spelling in spellings {
            let before = table.insert(trimmed(&fold(spelling)).to_owned(), value.clone());
            if let Some(first) = before.filter(|first| first != value) {
                return Err(ColumnsError::DuplicateSpelling {
                    table: name.to_owned(),
                    spelling: spelling.clone(),
                    first,
                    second: value.clone(),
                });
            }
        }
    }
    Ok(table)
}

/// Without the marks that end a sentence or hold an explanation.
fn trimmed(folded: &str) -> &str {
    folded
        .trim_matches(['。', '.', ';', ',', ':', '、', ')', '(', ']', '[', '】', '【', '〕', '〔'])
}

/// A class letter that stands right before its sentence: `a所提问题已经解决`.
fn lettered(folded: &str) -> Option<(&str, &str)> {
    let first = folded.chars().next().filter(char::is_ascii_alphabetic)?;
    let (head, tail) = folded.split_at(first.len_utf8());
    tail.starts_with(|c: char| !c.is_ascii())
        .then_some((head, tail.trim_start_matches('类')))
        .filter(|(_, tail)| !tail.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::Columns;

    fn shipped() -> Columns {
        Columns::parse(include_str!("../../rules/columns.toml")).unwrap()
    }

    fn check(metric: Metric, cells: &[(&str, Option<&str>)]) {
        let columns = shipped();
        for (cell, value) in cells {
            let found = columns.value(Field::Metric(metric), cell);
            assert_eq!(found, *value, "{}: {cell}", metric.name());
        }
    }

    #[test]
    fn classes_are_read_as_letters_numbers_words_and_whole_sentences() {
        check(
            Metric::ResultClass,
            &[
                ("Ａ", Some("A")),
                ("b类", Some("B")),
                ("３", Some("C")),
                ("丁", Some("D")),
                ("所提问题已经解决或基本解决", Some("A")),
                ("所提问题已经解决或基本解决。", Some("A")),
                ("（所提问题正在解决或列入计划）", Some("B")),
                ("A类：所提问题已经解决", Some("A")),
                ("A所提问题已经解决", Some("A")),
                ("B.正在解决", Some("B")),
                ("C类（因条件限制，需逐步创造条件）", Some("C")),
                ("A：未解决", None),
                ("A未解决", None),
                ("B、C", None),
                ("戊", None),
                ("Alpha", None),
                ("1.5", None),
            ],
        );
    }

    #[test]
    fn ratings_are_read_as_words_and_codes() {
        check(
            Metric::Satisfaction,
            &[
                ("很满意", Some("satisfied")),
                ("2", Some("basic")),
                ("３ 不满意", None),
                ("3.不满意", Some("dissatisfied")),
                ("了解", Some("unknown")),
                ("未反馈", Some("unknown")),
                ("满意、不满意", None),
                ("还行", None),
            ],
        );
        check(Metric::PromiseRating, &[("基本满意", Some("basic"))]);
    }

    #[test]
    fn the_other_spelled_columns_are_read() {
        check(
            Metric::Role,
            &[("协办", Some("co")), ("分办", Some("split")), ("单办", Some("sole"))],
        );
        check(
            Metric::Period,
            &[("开会期间", Some("in_session")), ("闭会期间", Some("between_sessions"))],
        );
        check(
            Metric::Publicity,
            &[("仅公开标题", Some("title_only")), ("同意全文公开", Some("open"))],
        );
        check(Metric::Published, &[("仅公开标题", Some("no")), ("√", Some("yes"))]);
        check(Metric::RepeatedYears, &[("三年以上", Some("4")), ("两年", None)]);
        check(Metric::CoOpinionHasSubstance, &[("有", Some("yes")), ("无实质内容", Some("no"))]);
        check(Metric::NeedsNoReply, &[("☑", Some("yes")), ("需要答复", Some("no"))]);
    }

    #[test]
    fn every_value_of_every_section_is_spelled_by_the_shipped_file() {
        let columns = shipped();
        for metric in Metric::ALL {
            if let Kind::Word(words) = metric.kind() {
                for (value, label) in words.values {
                    let found = columns.value(Field::Metric(*metric), label);
                    assert_eq!(found, Some(*value), "{}: {label}", metric.name());
                }
            }
        }
    }

    #[test]
    fn a_value_that_the_column_does_not_have_is_an_error() {
        let parse = |more: &str| {
            Columns::parse(&format!("[fields]\nreply_id = [\"编号\"]\nreply = [\"答复\"]\n{more}"))
        };
        let error = parse("[values.role]\nhelper = [\"帮办\"]").unwrap_err().to_string();
        assert!(error.contains("helper") && error.contains("lead、co、split、sole"), "{error}");
        assert!(parse("[values.round]\n二 = [\"复评\"]").is_err());
        assert!(parse("[values.round]\n2 = [\"复评\"]").is_ok());
    }
}

//! What the tool knows of headers and of the spellings of values: `rules/columns.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub use super::error::ColumnsError;
use super::spelling::{before_explanation, fold, header_key};

/// Cells longer than this many bytes are never a spelled value.
const LONGEST_VALUE: usize = 120;

/// A canonical column of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 建议编号.
    ReplyId,
    /// 答复内容, the one required column.
    Reply,
    /// 建议内容.
    Suggestion,
    /// 建议标题.
    Title,
    /// 承办单位.
    Unit,
    /// 年度.
    Year,
    /// 交办日期.
    Assigned,
    /// 答复日期.
    Replied,
    /// 办理期限.
    Due,
    /// 延期至.
    ExtendedTo,
    /// 首次沟通日期.
    FirstContact,
    /// 沟通方式.
    ContactMode,
    /// 是否面商.
    FaceToFace,
    /// 会办单位.
    CoUnits,
    /// 办理结果.
    ResultClass,
    /// 满意度.
    Satisfaction,
    /// 是否重新办理.
    Reworked,
    /// 是否公开.
    Published,
    /// 承诺事项.
    Promise,
    /// 承诺时限.
    PromiseDue,
    /// 承诺完成情况.
    PromiseStatus,
    /// 承诺编号, of a follow-up table.
    PromiseId,
    /// 事项.
    Object,
    /// 地点.
    Place,
    /// 时限, as written.
    DueText,
    /// 责任单位.
    Responsible,
    /// 金额、数量.
    Amount,
    /// 具体程度.
    Grade,
    /// 来源.
    Source,
    /// 是否完成.
    Done,
    /// 完成日期.
    DoneDate,
}

impl Field {
    /// Every field, in the order of `columns.toml`.
    pub const ALL: [Self; 21] = [
        Self::ReplyId,
        Self::Reply,
        Self::Suggestion,
        Self::Title,
        Self::Unit,
        Self::Year,
        Self::Assigned,
        Self::Replied,
        Self::Due,
        Self::ExtendedTo,
        Self::FirstContact,
        Self::ContactMode,
        Self::FaceToFace,
        Self::CoUnits,
        Self::ResultClass,
        Self::Satisfaction,
        Self::Reworked,
        Self::Published,
        Self::Promise,
        Self::PromiseDue,
        Self::PromiseStatus,
    ];

    /// The fields of a follow-up table, in the order of `[followup]` in `columns.toml`.
    pub const FOLLOWUP: [Self; 16] = [
        Self::PromiseId,
        Self::ReplyId,
        Self::Year,
        Self::Unit,
        Self::Promise,
        Self::Object,
        Self::Place,
        Self::PromiseDue,
        Self::DueText,
        Self::Responsible,
        Self::Amount,
        Self::Grade,
        Self::PromiseStatus,
        Self::Source,
        Self::Done,
        Self::DoneDate,
    ];

    /// The name in `columns.toml` and in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ReplyId => "reply_id",
            Self::Reply => "reply",
            Self::Suggestion => "suggestion",
            Self::Title => "title",
            Self::Unit => "unit",
            Self::Year => "year",
            Self::Assigned => "assigned",
            Self::Replied => "replied",
            Self::Due => "due",
            Self::ExtendedTo => "extended_to",
            Self::FirstContact => "first_contact",
            Self::ContactMode => "contact_mode",
            Self::FaceToFace => "face_to_face",
            Self::CoUnits => "co_units",
            Self::ResultClass => "result_class",
            Self::Satisfaction => "satisfaction",
            Self::Reworked => "reworked",
            Self::Published => "published",
            Self::Promise => "promise",
            Self::PromiseDue => "promise_due",
            Self::PromiseStatus => "promise_status",
            Self::PromiseId => "promise_id",
            Self::Object => "object",
            Self::Place => "place",
            Self::DueText => "due_text",
            Self::Responsible => "responsible",
            Self::Amount => "amount",
            Self::Grade => "grade",
            Self::Source => "source",
            Self::Done => "done",
            Self::DoneDate => "done_date",
        }
    }
}

/// The parsed `columns.toml`: header aliases, blank marks, spellings of values.
#[derive(Debug, Clone)]
pub struct Columns {
    known: BTreeMap<String, (Field, usize)>,
    written: BTreeMap<Field, Vec<String>>,
    blank: BTreeSet<String>,
    longest_blank: usize,
    error: BTreeSet<String>,
    spellings: BTreeMap<Field, BTreeMap<String, String>>,
    /// The same with the headers of a follow-up table.
    followup: Option<Box<Columns>>,
}

impl Columns {
    /// Reads the text of a `columns.toml`.
    ///
    /// # Errors
    ///
    /// [`ColumnsError`] when it is no TOML, has a key that does not belong there, an alias
    /// over two fields, or a spelling for two values of one column.
    pub fn parse(toml: &str) -> Result<Self, ColumnsError> {
        let file: File = toml::from_str(toml)
            .map_err(|error| ColumnsError::Syntax(crate::carets::told(toml, &error)))?;
        let (known, written) = aliases(file.fields, &Field::ALL)?;
        for field in [Field::Reply, Field::ReplyId] {
            if written.get(&field).is_none_or(Vec::is_empty) {
                return Err(ColumnsError::NoAlias(field.name()));
            }
        }
        let blank: BTreeSet<String> = file.marks.blank.iter().map(|mark| fold(mark)).collect();
        let mut columns = Self {
            known,
            written,
            // A full-width letter has three bytes where its folded form has one.
            longest_blank: 3 * blank.iter().map(String::len).max().unwrap_or(0),
            blank,
            error: file.marks.error.iter().map(|mark| fold(mark)).collect(),
            spellings: spellings(file.values)?,
            followup: None,
        };
        if !file.followup.is_empty() {
            let (known, written) = aliases(file.followup, &Field::FOLLOWUP)?;
            columns.followup = Some(Box::new(Self { known, written, ..columns.clone() }));
        }
        Ok(columns)
    }

    /// The same with the headers of a follow-up table: there `due` is a promise's day.
    #[must_use]
    pub fn of_followup(&self) -> &Self {
        self.followup.as_deref().unwrap_or(self)
    }

    /// The aliases of a field, as written, in order of preference.
    #[must_use]
    pub fn aliases(&self, field: Field) -> &[String] {
        self.written.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The field that a header names, with the alias's place in the order of preference.
    #[must_use]
    pub fn field_of(&self, header: &str) -> Option<(Field, usize)> {
        if header.len() > 4 * LONGEST_VALUE {
            return None;
        }
        self.known.get(&header_key(header)).copied()
    }

    /// Whether a cell is empty or holds only a mark that stands for nothing.
    #[must_use]
    pub fn is_blank(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.is_empty() || (cell.len() <= self.longest_blank && self.blank.contains(&fold(cell)))
    }

    /// Whether a cell holds a spreadsheet's error value, such as `#N/A`.
    #[must_use]
    pub fn is_error(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.starts_with(['#', '＃'])
            && cell.len() <= LONGEST_VALUE
            && self.error.contains(&fold(cell))
    }

    /// The canonical value of a spelled cell: `yes`/`no` for flags, `A`–`D`, `satisfied` …;
    /// `unknown` where the spelling says that nothing is known. `None` = not recognised.
    #[must_use]
    pub fn value(&self, field: Field, cell: &str) -> Option<&str> {
        if cell.len() > LONGEST_VALUE {
            return None;
        }
        let table = self.spellings.get(&field)?;
        let folded = fold(cell);
        table.get(&folded).or_else(|| table.get(before_explanation(&folded))).map(String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fields: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    followup: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    marks: Marks,
    #[serde(default)]
    values: Values,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Marks {
    blank: Vec<String>,
    error: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Values {
    flag: Flag,
    face_to_face: Flag,
    reworked: Flag,
    published: Flag,
    result_class: ResultClass,
    satisfaction: Satisfaction,
    promise_status: PromiseStatus,
    done: Flag,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Flag {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ResultClass {
    #[serde(rename = "A")]
    a: Vec<String>,
    #[serde(rename = "B")]
    b: Vec<String>,
    #[serde(rename = "C")]
    c: Vec<String>,
    #[serde(rename = "D")]
    d: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Satisfaction {
    satisfied: Vec<String>,
    basic: Vec<String>,
    dissatisfied: Vec<String>,
    unknown: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PromiseStatus {
    kept: Vec<String>,
    open: Vec<String>,
    overdue: Vec<String>,
    unknown: Vec<String>,
}

type Known = BTreeMap<String, (Field, usize)>;
type Written = BTreeMap<Field, Vec<String>>;

fn aliases(
    fields: BTreeMap<String, Vec<String>>,
    among: &[Field],
) -> Result<(Known, Written), ColumnsError> {
    let mut known = Known::new();
    let mut written = Written::new();
    for (name, list) in fields {
        let field = field_named(&name, among)?;
        for (rank, alias) in list.iter().enumerate() {
            add_alias(&mut known, alias, field, rank)?;
        }
        written.insert(field, list);
    }
    Ok((known, written))
}

fn field_named(name: &str, among: &[Field]) -> Result<Field, ColumnsError> {
    among.iter().copied().find(|field| field.name() == name).ok_or_else(|| {
        ColumnsError::UnknownField {
            name: name.to_owned(),
            known: among.iter().map(|field| field.name()).collect::<Vec<_>>().join("、"),
        }
    })
}

fn add_alias(
    known: &mut Known,
    alias: &str,
    field: Field,
    rank: usize,
) -> Result<(), ColumnsError> {
    let key = header_key(alias);
    if key.is_empty() {
        return Err(ColumnsError::EmptyAlias { field: field.name(), alias: alias.to_owned() });
    }
    match known.get(&key) {
        Some((first, _)) if *first != field => Err(ColumnsError::DuplicateAlias {
            alias: alias.to_owned(),
            first: first.name(),
            second: field.name(),
        }),
        Some(_) => Ok(()),
        None => {
            known.insert(key, (field, rank));
            Ok(())
        }
    }
}

fn spellings(values: Values) -> Result<BTreeMap<Field, BTreeMap<String, String>>, ColumnsError> {
    let flag = |field: Field, own: Flag| {
        let mut table = spelling_table(field.name(), [("yes", own.yes), ("no", own.no)])?;
        // A flag's own spelling goes before the common one.
        for (spelling, value) in spelling_table(
            "flag",
            [("yes", values.flag.yes.clone()), ("no", values.flag.no.clone())],
        )? {
            table.entry(spelling).or_insert(value);
        }
        Ok((field, table))
    };
    let class = values.result_class;
    let form = values.satisfaction;
    let promise = values.promise_status;
    Ok(BTreeMap::from([
        flag(Field::FaceToFace, values.face_to_face)?,
        flag(Field::Reworked, values.reworked)?,
        flag(Field::Published, values.published)?,
        flag(Field::Done, values.done)?,
        (
            Field::ResultClass,
            spelling_table(
                "result_class",
                [("A", class.a), ("B", class.b), ("C", class.c), ("D", class.d)],
            )?,
        ),
        (
            Field::Satisfaction,
            spelling_table(
                "satisfaction",
                [
                    ("satisfied", form.satisfied),
                    ("basic", form.basic),
                    ("dissatisfied", form.dissatisfied),
                    ("unknown", form.unknown),
                ],
            )?,
        ),
        (
            Field::PromiseStatus,
            spelling_table(
                "promise_status",
                [
                    ("kept", promise.kept),
                    ("open", promise.open),
                    ("overdue", promise.overdue),
                    ("unknown", promise.unknown),
                ],
            )?,
        ),
    ]))
}

fn spelling_table<const N: usize>(
    table: &str,
    values: [(&str, Vec<String>); N],
) -> Result<BTreeMap<String, String>, ColumnsError> {
    let mut spellings: BTreeMap<String, String> = BTreeMap::new();
    for (value, list) in values {
        for spelling in list {
            let before = spellings.insert(fold(&spelling), value.to_owned());
            if let Some(first) = before.filter(|first| first != value) {
                return Err(ColumnsError::DuplicateSpelling {
                    table: table.to_owned(),
                    spelling,
                    first,
                    second: value.to_owned(),
                });
            }
        }
    }
    Ok(spellings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../rules/columns.toml");

    fn shipped() -> Columns {
        Columns::parse(SHIPPED).unwrap()
    }

    fn minimal(more: &str) -> Result<Columns, ColumnsError> {
        Columns::parse(&format!(
            "[fields]\nreply_id = [\"编号\"]\nreply = [\"答复\", \"回复\"]\n{more}"
        ))
    }

    #[test]
    fn the_shipped_file_knows_an_alias_for_every_field() {
        let columns = shipped();
        for field in Field::ALL {
            assert!(!columns.aliases(field).is_empty(), "{}", field.name());
            assert!(columns.field_of(field.name()).is_some_and(|(found, _)| found == field));
        }
    }

    #[test]
    fn the_usual_headers_are_known() {
        let columns = shipped();
        for (header, field) in [
            ("建议编号", Field::ReplyId),
            ("留言编号", Field::ReplyId),
            ("案号", Field::ReplyId),
            ("答复意见", Field::Reply),
            ("复函内容", Field::Reply),
            ("留言详情", Field::Suggestion),
            ("案由", Field::Title),
            ("主办单位", Field::Unit),
            ("年度", Field::Year),
            ("交办时间", Field::Assigned),
            ("办复日期", Field::Replied),
            ("延期至", Field::ExtendedTo),
            ("是否面商", Field::FaceToFace),
            ("办复类别", Field::ResultClass),
            ("总体评价", Field::Satisfaction),
            ("承诺完成情况", Field::PromiseStatus),
        ] {
            assert_eq!(columns.field_of(header).map(|(field, _)| field), Some(field), "{header}");
        }
        assert_eq!(columns.field_of("序号"), None);
    }

    #[test]
    fn spelled_values_become_canonical() {
        let columns = shipped();
        for (field, cell, value) in [
            (Field::Published, "√", "yes"),
            (Field::Published, "依申请公开", "no"),
            (Field::FaceToFace, "无", "no"),
            (Field::FaceToFace, "电话", "no"),
            (Field::Reworked, " 是 ", "yes"),
            (Field::ResultClass, "Ａ类（已解决）", "A"),
            (Field::ResultClass, "乙", "B"),
            (Field::ResultClass, "正在解决", "B"),
            (Field::Satisfaction, "基本满意", "basic"),
            (Field::Satisfaction, "未反馈", "unknown"),
            (Field::PromiseStatus, "推进中", "open"),
        ] {
            assert_eq!(columns.value(field, cell), Some(value), "{cell}");
        }
        assert_eq!(columns.value(Field::ResultClass, "戊"), None);
        assert_eq!(columns.value(Field::Title, "是"), None);
    }

    #[test]
    fn blank_and_error_marks_are_recognised() {
        let columns = shipped();
        for cell in ["", "  ", "—", "无", "／", "空", "N/A"] {
            assert!(columns.is_blank(cell), "{cell:?}");
        }
        assert!(!columns.is_blank("无线电管理"));
        assert!(columns.is_error("#N/A") && columns.is_error("#REF!"));
        assert!(!columns.is_error("#建议"));
    }

    #[test]
    fn an_alias_over_two_fields_is_an_error() {
        let error = minimal("title = [\" 答 复 （必填）\"]").unwrap_err();
        assert!(matches!(
            error,
            ColumnsError::DuplicateAlias { first: "reply", second: "title", .. }
        ));
    }

    #[test]
    fn unknown_keys_and_fields_are_errors() {
        assert!(matches!(minimal("mood = [\"心情\"]"), Err(ColumnsError::UnknownField { .. })));
        assert!(matches!(minimal("[values.mood]\n好 = []"), Err(ColumnsError::Syntax(_))));
        assert!(matches!(Columns::parse("[fields"), Err(ColumnsError::Syntax(_))));
        assert_eq!(
            Columns::parse("[fields]\nreply_id = [\"编号\"]").unwrap_err(),
            ColumnsError::NoAlias("reply")
        );
    }

    #[test]
    fn one_spelling_for_two_values_is_an_error() {
        let error = minimal("[values.result_class]\nA = [\"甲\"]\nB = [\" 甲\"]").unwrap_err();
        assert!(matches!(error, ColumnsError::DuplicateSpelling { .. }), "{error}");
    }

    #[test]
    fn a_blank_alias_is_an_error() {
        assert!(matches!(minimal("title = [\" \"]"), Err(ColumnsError::EmptyAlias { .. })));
    }
}

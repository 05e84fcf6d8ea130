//! What the tool knows of headers and of the spellings of values: `rules/columns.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub use super::error::ColumnsError;
use super::{
    figures::{Figures, Headers, Manual, Published},
    spelling::{fold, header_key},
    spellings::{Sections, Spellings},
    units::Units,
};
use crate::metrics::{Kind, Metric, RATING};

/// Cells longer than this many bytes are no header, and no mark that stands for nothing.
const LONGEST_HEADER: usize = 480;

/// Between the two lines of a header where the upper one decides what the lower one means:
/// `代表评价 › 态度`.
pub(super) const BELOW: &str = " › ";

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
    /// A field of the handling metrics.
    Metric(Metric),
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
    /// The fields of `[fields]` in `columns.toml`.
    pub fn all() -> impl Iterator<Item = Self> {
        let own =
            [Self::ReplyId, Self::Reply, Self::Suggestion, Self::Title, Self::Unit, Self::Year];
        own.into_iter().chain(Metric::ALL.iter().copied().map(Self::Metric))
    }

    /// The fields of a follow-up table, in the order of `[followup]` in `columns.toml`.
    pub const FOLLOWUP: [Self; 16] = [
        Self::PromiseId,
        Self::ReplyId,
        Self::Year,
        Self::Unit,
        Self::Metric(Metric::Promise),
        Self::Object,
        Self::Place,
        Self::Metric(Metric::PromiseDue),
        Self::DueText,
        Self::Responsible,
        Self::Amount,
        Self::Grade,
        Self::Metric(Metric::PromiseStatus),
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
            Self::Metric(metric) => metric.name(),
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

/// The parsed `columns.toml`: header aliases, marks (blank, error, total), spellings of values.
#[derive(Debug, Clone)]
pub struct Columns {
    known: BTreeMap<String, (Field, usize)>,
    written: BTreeMap<Field, Vec<String>>,
    blank: BTreeSet<String>,
    longest_blank: usize,
    error: BTreeSet<String>,
    total: BTreeSet<String>,
    spellings: Spellings,
    rating: Rating,
    units: Units,
    figures: Headers,
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
        let (known, written) = aliases(file.fields, &Field::all().collect::<Vec<_>>())?;
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
            total: file.marks.total.iter().map(|mark| fold(mark)).collect(),
            spellings: Spellings::of(&file.values)?,
            rating: Rating::of(file.rating)?,
            units: Units::default(),
            figures: Headers::of(file.figures, file.published, file.manual)?,
            followup: None,
        };
        if !file.followup.is_empty() {
            let (known, written) = aliases(file.followup, &Field::FOLLOWUP)?;
            columns.followup = Some(Box::new(Self { known, written, ..columns.clone() }));
        }
        Ok(columns)
    }

    /// The same with the names of units that `units.toml` knows; without it every spelling is
    /// a unit of its own.
    #[must_use]
    pub fn with_units(mut self, units: Units) -> Self {
        if let Some(followup) = &mut self.followup {
            followup.units = units.clone();
        }
        self.units = units;
        self
    }

    /// The headers of published figures and of points given by hand.
    #[must_use]
    pub(crate) fn figures(&self) -> &Headers {
        &self.figures
    }

    /// The names of units.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
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

    /// What people call the column of a field: its first alias.
    pub(super) fn called(&self, field: Field) -> String {
        self.aliases(field).first().map_or_else(|| field.name().to_owned(), Clone::clone)
    }

    /// The field that a header names, with the alias's place in the order of preference.
    #[must_use]
    pub fn field_of(&self, header: &str) -> Option<(Field, usize)> {
        if header.len() > LONGEST_HEADER {
            return None;
        }
        if let Some((above, below)) = header.split_once(BELOW) {
            return self.rating_of(above, below).map(|field| (field, 0));
        }
        self.known.get(&header_key(header)).copied()
    }

    /// What a header means that stands below the name of a group of ratings: 态度 below 代表评价.
    #[must_use]
    pub(super) fn rating_of(&self, above: &str, below: &str) -> Option<Field> {
        let above = header_key(above);
        let is_rating = self.rating.above.iter().any(|word| above.contains(word.as_str()));
        is_rating.then(|| self.rating.below.get(&header_key(below)).map(|(field, _)| *field))?
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
            && cell.len() <= LONGEST_HEADER
            && self.error.contains(&fold(cell))
    }

    /// Whether a row adds up the rows above it: its first filled cell says so.
    #[must_use]
    pub(super) fn is_total(&self, row: &[String]) -> bool {
        let first = row.iter().find(|cell| !self.is_blank(cell));
        first.is_some_and(|cell| cell.len() <= LONGEST_HEADER && self.total.contains(&fold(cell)))
    }

    /// The canonical value of a spelled cell: `yes`/`no` for flags, `A`–`D`, `satisfied` …;
    /// `unknown` where the spelling says that nothing is known. `None` = not recognised.
    #[must_use]
    pub fn value(&self, field: Field, cell: &str) -> Option<&str> {
        self.spellings.value(field, cell)
    }
}

/// Headers below the name of a group of ratings.
#[derive(Debug, Clone, Default)]
struct Rating {
    above: Vec<String>,
    below: Known,
}

impl Rating {
    fn of(mut table: BTreeMap<String, Vec<String>>) -> Result<Self, ColumnsError> {
        let above = table.remove("above").unwrap_or_default();
        let rated: Vec<Field> = Metric::ALL
            .iter()
            .filter(|metric| matches!(metric.kind(), Kind::Word(words) if *words == RATING))
            .map(|metric| Field::Metric(*metric))
            .collect();
        let (below, _) = aliases(table, &rated)?;
        Ok(Self { above: above.iter().map(|word| header_key(word)).collect(), below })
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
    values: Sections,
    #[serde(default)]
    rating: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    figures: Figures,
    #[serde(default)]
    published: Published,
    #[serde(default)]
    manual: Manual,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Marks {
    blank: Vec<String>,
    error: Vec<String>,
    total: Vec<String>,
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
        for field in Field::all() {
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
            ("交办时间", Field::Metric(Metric::Assigned)),
            ("办复日期", Field::Metric(Metric::Replied)),
            ("延期至", Field::Metric(Metric::ExtendedTo)),
            ("是否面商", Field::Metric(Metric::FaceToFace)),
            ("办复类别", Field::Metric(Metric::ResultClass)),
            ("总体评价", Field::Metric(Metric::Satisfaction)),
            ("承诺完成情况", Field::Metric(Metric::PromiseStatus)),
        ] {
            assert_eq!(columns.field_of(header).map(|(field, _)| field), Some(field), "{header}");
        }
        assert_eq!(columns.field_of("序号"), None);
    }

    #[test]
    fn spelled_values_become_canonical() {
        let columns = shipped();
        for (field, cell, value) in [
            (Field::Metric(Metric::Published), "√", "yes"),
            (Field::Metric(Metric::Published), "依申请公开", "no"),
            (Field::Metric(Metric::FaceToFace), "无", "no"),
            (Field::Metric(Metric::FaceToFace), "电话", "no"),
            (Field::Metric(Metric::Reworked), " 是 ", "yes"),
            (Field::Metric(Metric::ResultClass), "Ａ类（已解决）", "A"),
            (Field::Metric(Metric::ResultClass), "乙", "B"),
            (Field::Metric(Metric::ResultClass), "正在解决", "B"),
            (Field::Metric(Metric::Satisfaction), "基本满意", "basic"),
            (Field::Metric(Metric::Satisfaction), "未反馈", "unknown"),
            (Field::Metric(Metric::PromiseStatus), "推进中", "open"),
        ] {
            assert_eq!(columns.value(field, cell), Some(value), "{cell}");
        }
        assert_eq!(columns.value(Field::Metric(Metric::ResultClass), "戊"), None);
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
        assert!(matches!(
            minimal("[values.mood]\nyes = []"),
            Err(ColumnsError::UnknownSection { .. })
        ));
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

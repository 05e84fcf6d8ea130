//! From text cells to typed fields. A value that cannot be read is `None` and said so.

use chrono::NaiveDate;

use super::{
    columns::{Columns, Field},
    counts::parse_count,
    dates::{parse_date, parse_year},
    layout::Layout,
    rows::excerpt,
    spelling::half_width,
};
use crate::{
    metrics::{Kind, Metric, Value},
    records::{Commitment, Metrics},
};

/// The fields of a row, whatever table it stands in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fields {
    /// 承办单位.
    pub(super) unit: Option<String>,
    /// 建议标题.
    pub(super) title: Option<String>,
    /// 建议内容.
    pub(super) suggestion: Option<String>,
    /// 答复内容.
    pub(super) reply: Option<String>,
    /// 办理指标.
    pub(super) metrics: Metrics,
}

impl Fields {
    /// Fills what is missing here from a table of lower precedence; the reply never is.
    pub(super) fn fill(&mut self, other: Self) {
        fill(&mut self.unit, other.unit);
        fill(&mut self.title, other.title);
        fill(&mut self.suggestion, other.suggestion);
        crate::metrics::fill(&mut self.metrics, &other.metrics);
    }
}

fn fill<T>(mine: &mut Option<T>, other: Option<T>) {
    if mine.is_none() {
        *mine = other;
    }
}

/// A row, read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Typed {
    /// The id, repaired where that is safe.
    pub(super) raw_id: Option<String>,
    /// What a spreadsheet seems to have done to the id, in Chinese.
    pub(super) spoilt: Option<&'static str>,
    /// 年度, as the column gives it.
    pub(super) year: Option<i32>,
    /// The other fields.
    pub(super) fields: Fields,
    /// The error value that stands where the reply should.
    pub(super) reply_error: Option<String>,
    /// Cells that could not be read.
    pub(super) bad: Vec<BadValue>,
}

/// A cell that could not be read as what its column holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadValue {
    /// The column.
    pub(super) field: Field,
    /// Its header.
    pub(super) header: String,
    /// The start of the cell.
    pub(super) value: String,
    /// What was expected, in Chinese.
    pub(super) expected: &'static str,
}

/// Two columns of one required field are filled differently.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clash {
    /// The field.
    pub(super) field: Field,
    /// The preferred column.
    pub(super) first: usize,
    /// The other one.
    pub(super) second: usize,
}

/// Reads the cleaned cells of a row.
///
/// # Errors
///
/// [`Clash`]: the table's columns are ambiguous, which no row can decide.
pub(super) fn typed(cells: &[String], layout: &Layout, columns: &Columns) -> Result<Typed, Clash> {
    let mut reading = Reading { cells, layout, columns, bad: Vec::new() };
    let id = reading.required(Field::ReplyId)?;
    let reply = reading.required(Field::Reply)?;
    let reply_error = reply.filter(|cell| columns.is_error(cell)).map(excerpt);
    let id = id.and_then(|cell| reading.unless_error(Field::ReplyId, cell)).map(repaired_id);
    let fields = Fields {
        unit: reading.text(Field::Unit),
        title: reading.text(Field::Title),
        suggestion: reading.cell(Field::Suggestion).map(str::to_owned),
        reply: reply.filter(|_| reply_error.is_none()).map(str::to_owned),
        metrics: reading.metrics(),
    };
    let year = reading.parsed(Field::Year, parse_year, "四位年份，如 2024");
    let (raw_id, spoilt) = id.unzip();
    let spoilt = spoilt.flatten();
    Ok(Typed { raw_id, spoilt, year, fields, reply_error, bad: reading.bad })
}

/// Reads the cleaned cells of a row of a follow-up table: whether the promise was done, what
/// the row says of it, and the cells that could not be read.
///
/// # Errors
///
/// [`Clash`], as [`typed`] does.
pub(super) fn followed(
    cells: &[String],
    layout: &Layout,
    columns: &Columns,
) -> Result<(Option<bool>, Commitment, Vec<BadValue>), Clash> {
    let mut reading = Reading { cells, layout, columns, bad: Vec::new() };
    let id = reading.required(Field::ReplyId)?;
    let id = id.and_then(|cell| reading.unless_error(Field::ReplyId, cell)).map(repaired_id);
    let status = reading.spelled(Field::Metric(Metric::PromiseStatus), "已完成或未完成");
    // Of a status only what somebody must have told is taken over: 未到期 was counted from the day.
    let stated = match status.as_deref() {
        Some("kept") => Some(true),
        Some("overdue") => Some(false),
        _ => None,
    };
    let promise = Commitment {
        promise_id: reading.text(Field::PromiseId).unwrap_or_default(),
        reply_id: id.map(|(id, _)| id).unwrap_or_default(),
        year: reading.parsed(Field::Year, parse_year, "四位年份，如 2024"),
        unit: reading.text(Field::Unit),
        text: reading.text(Field::Metric(Metric::Promise)).unwrap_or_default(),
        object: reading.text(Field::Object),
        place: reading.text(Field::Place),
        due: reading.date(Field::Metric(Metric::PromiseDue)),
        due_text: reading.text(Field::DueText),
        responsible: reading.text(Field::Responsible),
        amount: reading.text(Field::Amount),
        grade: reading.text(Field::Grade).map(|grade| grade_named(&grade)).unwrap_or_default(),
        source: reading.text(Field::Source).map(|source| source_named(&source)).unwrap_or_default(),
        done_date: reading.date(Field::DoneDate),
        ..Commitment::default()
    };
    let done = reading.flag(Field::Done).or(stated);
    Ok((done, promise, reading.bad))
}

/// The machine's name of a source, as the sheet 承诺台账 or commitments.csv writes it.
fn source_named(source: &str) -> String {
    match source {
        "metrics" | "指标表" => "metrics".to_owned(),
        "text" | "答复" => "text".to_owned(),
        _ => String::new(),
    }
}

/// The machine's name of a grade, as the sheet 承诺台账 or commitments.csv writes it; others
/// are left out.
fn grade_named(grade: &str) -> String {
    match grade {
        "具体" | "concrete" => "concrete",
        "部分" | "partial" => "partial",
        "空泛" | "vague" => "vague",
        _ => "",
    }
    .to_owned()
}

struct Reading<'a> {
    cells: &'a [String],
    layout: &'a Layout,
    columns: &'a Columns,
    bad: Vec<BadValue>,
}

impl<'a> Reading<'a> {
    fn at(&self, column: usize) -> Option<&'a str> {
        let cell = self.cells.get(column)?;
        (!self.columns.is_blank(cell)).then_some(cell.as_str())
    }

    /// The one filled cell among all columns of a required field.
    fn required(&self, field: Field) -> Result<Option<&'a str>, Clash> {
        let mut filled: Option<(usize, &str)> = None;
        for column in self.layout.columns_of(field) {
            match (filled, self.at(*column)) {
                (None, Some(cell)) => filled = Some((*column, cell)),
                (Some((first, before)), Some(cell)) if before.trim() != cell.trim() => {
                    return Err(Clash { field, first, second: *column });
                }
                _ => {}
            }
        }
        Ok(filled.map(|(_, cell)| cell))
    }

    fn cell(&mut self, field: Field) -> Option<&'a str> {
        let column = *self.layout.columns_of(field).first()?;
        let cell = self.at(column)?;
        self.unless_error(field, cell)
    }

    fn unless_error(&mut self, field: Field, cell: &'a str) -> Option<&'a str> {
        if self.columns.is_error(cell) {
            self.note(field, cell, "有内容的单元格（公式出错）");
            return None;
        }
        Some(cell)
    }

    fn text(&mut self, field: Field) -> Option<String> {
        self.cell(field).map(|cell| cell.trim().to_owned())
    }

    fn parsed<T>(
        &mut self,
        field: Field,
        parse: impl Fn(&str) -> Option<T>,
        expected: &'static str,
    ) -> Option<T> {
        let cell = self.cell(field)?;
        let value = parse(cell);
        if value.is_none() {
            self.note(field, cell, expected);
        }
        value
    }

    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        self.parsed(field, parse_date, "日期，如 2024-03-05")
    }

    /// A spelled value. The spelling is looked up before the blank marks: 无 means *no* in
    /// a yes-or-no column.
    fn spelled(&mut self, field: Field, expected: &'static str) -> Option<String> {
        let column = *self.layout.columns_of(field).first()?;
        let cell = self.cells.get(column)?;
        if let Some(value) = self.columns.value(field, cell) {
            return (value != "unknown").then(|| value.to_owned());
        }
        let cell = self.at(column)?;
        let cell = self.unless_error(field, cell)?;
        self.note(field, cell, expected);
        None
    }

    fn flag(&mut self, field: Field) -> Option<bool> {
        self.spelled(field, "“是”或“否”").map(|value| value == "yes")
    }

    fn note(&mut self, field: Field, cell: &str, expected: &'static str) {
        let columns = self.layout.columns_of(field);
        let header = columns.first().and_then(|column| self.layout.headers.get(*column));
        let header = header.map(|header| excerpt(header)).unwrap_or_default();
        self.bad.push(BadValue { field, header, value: excerpt(cell), expected });
    }

    fn metrics(&mut self) -> Metrics {
        let mut metrics = Metrics::default();
        for metric in Metric::ALL {
            if self.layout.has(Field::Metric(*metric)) {
                self.metric(*metric, &mut metrics);
            }
        }
        metrics
    }

    fn metric(&mut self, metric: Metric, metrics: &mut Metrics) {
        let field = Field::Metric(metric);
        let text;
        let value = match metric.kind() {
            Kind::Text | Kind::Units => {
                text = self.text(field);
                text.as_deref().map(Value::Text)
            }
            Kind::Word(words) => {
                text = self.spelled(field, words.expected);
                text.as_deref().map(Value::Text)
            }
            Kind::Day => self.date(field).map(Value::Day),
            Kind::Flag => self.flag(field).map(Value::Flag),
            Kind::Count => self.count(field).map(Value::Count),
        };
        if value.is_some() {
            metric.set(metrics, value);
        }
    }

    /// A whole number, spelled or written.
    fn count(&mut self, field: Field) -> Option<u32> {
        let column = *self.layout.columns_of(field).first()?;
        let spelled = self.cells.get(column).and_then(|cell| self.columns.value(field, cell));
        spelled
            .and_then(|value| value.parse().ok())
            .or_else(|| self.parsed(field, parse_count, "整数，如 2 或“2次”"))
    }
}

/// The id without what spreadsheets and exports put around it, and a word on what they
/// spoilt. Leading zeros stay; full-width digits, letters and marks become half-width, since
/// `３１` in one table and `31` in another are one suggestion.
fn repaired_id(cell: &str) -> (String, Option<&'static str>) {
    let folded: String = cell.chars().map(half_width).collect();
    let cell = folded.trim();
    let bare = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell);
    let id = bare.trim().replace('\n', " ");
    if let Some(whole) = without_zero_fraction(&id) {
        return (whole.to_owned(), Some("编号带小数“.0”，已去掉"));
    }
    let spoilt = if is_scientific(&id) {
        Some("编号是科学计数法，末尾数字可能已丢失；请把该列设为文本格式后重新填写")
    } else if is_rounded(&id) {
        Some("编号超过 15 位且末尾全是 0，可能被表格软件截断；请把该列设为文本格式后核对")
    } else if is_iso_date(&id) {
        Some("编号像是被表格软件改成了日期；请把该列设为文本格式后核对")
    } else {
        None
    };
    (id, spoilt)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_zero_fraction(id: &str) -> Option<&str> {
    let (whole, fraction) = id.split_once('.')?;
    (is_digits(whole) && is_digits(fraction) && fraction.bytes().all(|b| b == b'0'))
        .then_some(whole)
}

/// `1.23E+15`, and `1E15`; an id such as `2E5` is not meant.
fn is_scientific(id: &str) -> bool {
    let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let (digits, is_signed) = exponent.strip_prefix('+').map_or((exponent, false), |e| (e, true));
    let is_number = is_digits(whole) && whole.len() == 1 && is_digits(fraction);
    is_number && is_digits(digits) && (is_signed || mantissa.contains('.'))
}

fn is_rounded(id: &str) -> bool {
    is_digits(id)
        && id.get(15..).is_some_and(|tail| tail.len() > 1 && tail.bytes().all(|b| b == b'0'))
}

fn is_iso_date(id: &str) -> bool {
    let date = id.get(..10).unwrap_or_default();
    let is_dashed = date.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_dashed && matches!(id.len(), 10 | 19) && parse_date(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        Columns::parse(include_str!("../../rules/columns.toml")).unwrap()
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Typed, Clash> {
        let headers: Vec<String> = pairs.iter().map(|(header, _)| (*header).to_owned()).collect();
        let cells: Vec<String> = pairs.iter().map(|(_, cell)| (*cell).to_owned()).collect();
        let columns = columns();
        typed(&cells, &Layout::bind(&headers, &columns), &columns)
    }

    #[test]
    fn every_kind_of_field_is_read() {
        let row = read(&[
            ("编号", "007"),
            ("答复", " 已修好。\n"),
            ("承办单位", " 区城管局 "),
            ("年度", "2024年"),
            ("交办日期", "2024/3/5"),
            ("是否面商", "√"),
            ("办理结果", "A类"),
            ("满意度", "未反馈"),
            ("承诺完成情况", "已完成"),
            ("沟通方式", "无"),
            ("是否公开", "无"),
        ])
        .unwrap();
        assert_eq!(row.raw_id.as_deref(), Some("007"));
        assert_eq!(row.year, Some(2024));
        assert_eq!(row.fields.reply.as_deref(), Some(" 已修好。\n"));
        assert_eq!(row.fields.unit.as_deref(), Some("区城管局"));
        let metrics = row.fields.metrics;
        assert_eq!(metrics.assigned, NaiveDate::from_ymd_opt(2024, 3, 5));
        assert_eq!(metrics.face_to_face, Some(true));
        assert_eq!(metrics.result_class.as_deref(), Some("A"));
        assert_eq!(metrics.satisfaction, None);
        assert_eq!(metrics.promise_status.as_deref(), Some("kept"));
        assert_eq!((metrics.contact_mode, metrics.published), (None, Some(false)));
        assert_eq!(row.bad, []);
    }

    #[test]
    fn every_metric_is_read_from_a_cell_under_its_own_name() {
        let cell = |metric: Metric| match metric.kind() {
            Kind::Text | Kind::Units => "教育局",
            Kind::Word(words) => words.values[0].1,
            Kind::Day => "２０２４年７月１８日",
            Kind::Flag => "√",
            Kind::Count => "两次",
        };
        let pairs: Vec<_> =
            Metric::ALL.iter().map(|metric| (metric.label(), cell(*metric))).collect();
        let row = read(&pairs).unwrap();
        assert_eq!(row.bad, []);
        for metric in Metric::ALL {
            let value = match metric.kind() {
                Kind::Text | Kind::Units => Value::Text("教育局"),
                Kind::Word(words) => Value::Text(words.values[0].0),
                Kind::Day => Value::Day(NaiveDate::from_ymd_opt(2024, 7, 18).unwrap()),
                Kind::Flag => Value::Flag(true),
                Kind::Count => Value::Count(2),
            };
            assert_eq!(metric.get(&row.fields.metrics), Some(value), "{}", metric.name());
        }
    }

    #[test]
    fn an_unreadable_value_is_none_and_named() {
        let row = read(&[
            ("答复", "好"),
            ("交办日期", "2024-02-30"),
            ("满意度", "还行"),
            ("标题", "#REF!"),
        ])
        .unwrap();
        assert_eq!(row.fields.metrics, Metrics::default());
        assert_eq!(row.fields.title, None);
        let bad: Vec<_> = row.bad.iter().map(|bad| (bad.field, bad.value.as_str())).collect();
        assert_eq!(
            bad,
            [
                (Field::Title, "#REF!"),
                (Field::Metric(Metric::Assigned), "2024-02-30"),
                (Field::Metric(Metric::Satisfaction), "还行")
            ]
        );
    }

    #[test]
    fn an_error_value_is_no_reply() {
        let row = read(&[("编号", "1"), ("答复", "#N/A")]).unwrap();
        assert_eq!(row.fields.reply, None);
        assert_eq!(row.reply_error.as_deref(), Some("#N/A"));
    }

    #[test]
    fn of_two_reply_columns_the_filled_one_counts() {
        let row = read(&[("答复内容", ""), ("答复意见", "好")]).unwrap();
        assert_eq!(row.fields.reply.as_deref(), Some("好"));
        let row = read(&[("答复内容", "好"), ("答复意见", "好 ")]).unwrap();
        assert_eq!(row.fields.reply.as_deref(), Some("好"));
    }

    #[test]
    fn two_reply_columns_that_differ_clash() {
        let clash = read(&[("答复内容", "好"), ("答复意见", "不好")]).unwrap_err();
        assert_eq!(clash, Clash { field: Field::Reply, first: 0, second: 1 });
    }

    #[test]
    fn ids_keep_their_zeros_and_lose_what_exports_add() {
        for (cell, id) in [
            ("007", "007"),
            (" 第31号 ", "第31号"),
            ("=\"0031\"", "0031"),
            ("31.0", "31"),
            ("３１", "31"),
            ("　Ａ－０３１ ", "A-031"),
            ("1.5", "1.5"),
        ] {
            assert_eq!(repaired_id(cell).0, id, "{cell}");
        }
    }

    #[test]
    fn spoilt_ids_are_told() {
        for cell in ["1.23E+15", "1E+15", "2024-03-05", "12345678901234500", "31.0"] {
            assert!(repaired_id(cell).1.is_some(), "{cell}");
        }
        for cell in ["2E5", "20240305", "A0001", "123456789012345678", "2024-031", "E+1"] {
            assert!(repaired_id(cell).1.is_none(), "{cell}");
        }
    }

    #[test]
    fn filling_never_overwrites() {
        let date = NaiveDate::from_ymd_opt(2024, 3, 5);
        let mut mine = Fields { unit: Some("甲局".into()), ..Fields::default() };
        mine.fill(Fields {
            unit: Some("乙局".into()),
            title: Some("题".into()),
            reply: Some("不该来".into()),
            metrics: Metrics { assigned: date, ..Metrics::default() },
            ..Fields::default()
        });
        assert_eq!(mine.unit.as_deref(), Some("甲局"));
        assert_eq!(mine.title.as_deref(), Some("题"));
        assert_eq!(mine.reply, None);
        assert_eq!(mine.metrics.assigned, date);
    }
}

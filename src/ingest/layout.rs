//! Where the header of a table stands and which column fills which field.

use std::collections::BTreeMap;

use super::{
    columns::{BELOW, Columns, Field},
    rows::RawRow,
    spelling::header_key,
};

/// The header is looked for in this many filled rows from the top.
pub(super) const HEAD_ROWS: usize = 10;

/// The columns of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// Rows up to and with the header, as the reader hands them on, blank ones included.
    pub(super) skip: usize,
    /// Physical line of the header; 0 when the format has none.
    pub(super) line: u32,
    /// Headers as found, trimmed.
    pub(super) headers: Vec<String>,
    /// Columns of each field, the preferred alias first. Optional fields have one.
    bound: BTreeMap<Field, Vec<usize>>,
    /// What was chosen among several columns of one field.
    pub(super) choices: Vec<Choice>,
}

/// Two columns for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// The field.
    pub(super) field: Field,
    /// The header that is used.
    pub(super) used: String,
    /// The one that is not, or only where the other is empty.
    pub(super) other: String,
    /// Whether both have the same name, and the first wins.
    pub(super) same_name: bool,
}

impl Layout {
    /// The layout of a table without a header; `top` is its first row, for messages.
    pub(super) fn headless(top: Vec<String>) -> Self {
        Self { skip: 0, line: 0, headers: top, bound: BTreeMap::new(), choices: Vec::new() }
    }

    /// Finds the header among the first rows, each with its place in reading order: the
    /// first row with two known columns of which one is the id or the reply; else the first
    /// with a reply column alone.
    pub(super) fn find(head: &[(usize, RawRow)], columns: &Columns) -> Option<Self> {
        let head = head.get(..HEAD_ROWS.min(head.len())).unwrap_or_default();
        let chosen = head
            .iter()
            .position(|(_, row)| is_header(&row.cells, columns))
            .or_else(|| head.iter().position(|(_, row)| has_reply(&row.cells, columns)))?;
        let (place, row) = head.get(chosen)?;
        let above = chosen.checked_sub(1).and_then(|above| head.get(above));
        let below = head.get(chosen + 1);
        let from_above = above.and_then(|(_, above)| {
            Some((*place, above.line, joined_headers(&above.cells, &row.cells, columns)?))
        });
        let with_below = below.and_then(|(next, below)| {
            Some((*next, row.line, joined_headers(&row.cells, &below.cells, columns)?))
        });
        let (last, line, headers) =
            from_above.or(with_below).unwrap_or_else(|| (*place, row.line, row.cells.clone()));
        Some(Self { skip: last + 1, line, ..Self::bind(&headers, columns) })
    }

    /// Binds headers that the format itself names.
    pub(super) fn bind(headers: &[String], columns: &Columns) -> Self {
        let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
        let mut bound = BTreeMap::new();
        let mut choices = Vec::new();
        for (field, mut candidates) in candidates(&headers, columns) {
            candidates.sort_unstable();
            let (taken, left) = chosen(field, &headers, candidates);
            choices.extend(left);
            bound.insert(field, taken);
        }
        Self { skip: 0, line: 0, headers, bound, choices }
    }

    /// Whether some column fills the field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.bound.contains_key(&field)
    }

    /// The columns of a field, the preferred first.
    pub(super) fn columns_of(&self, field: Field) -> &[usize] {
        self.bound.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Headers that no field knows, in their order; columns without a name are not listed.
    pub(super) fn unknown(&self, columns: &Columns) -> Vec<&str> {
        self.headers
            .iter()
            .map(String::as_str)
            .filter(|header| !header.is_empty() && columns.field_of(header).is_none())
            .collect()
    }

    /// Columns up to the last one with a name: a row with fewer fields is cut short.
    pub(super) fn named_width(&self) -> usize {
        self.headers.iter().rposition(|header| !header.is_empty()).map_or(0, |last| last + 1)
    }
}

type Candidates = BTreeMap<Field, Vec<(usize, usize)>>;

/// Columns of each field as (rank of the alias, column).
fn candidates(headers: &[String], columns: &Columns) -> Candidates {
    let mut candidates = Candidates::new();
    for (column, header) in headers.iter().enumerate() {
        if let Some((field, rank)) = columns.field_of(header) {
            candidates.entry(field).or_default().push((rank, column));
        }
    }
    candidates
}

fn chosen(
    field: Field,
    headers: &[String],
    candidates: Vec<(usize, usize)>,
) -> (Vec<usize>, Vec<Choice>) {
    let name = |column: usize| headers.get(column).map_or("", String::as_str);
    let is_required = matches!(field, Field::Reply | Field::ReplyId);
    let mut taken: Vec<usize> = Vec::new();
    let mut choices = Vec::new();
    for (_, column) in candidates {
        let twin = taken.iter().find(|first| header_key(name(**first)) == header_key(name(column)));
        match twin.or(taken.first()) {
            None => taken.push(column),
            Some(used) => {
                choices.push(Choice {
                    field,
                    used: name(*used).to_owned(),
                    other: name(column).to_owned(),
                    same_name: twin.is_some(),
                });
                // Two names for a required field: which one is filled shows row by row.
                if is_required && twin.is_none() {
                    taken.push(column);
                }
            }
        }
    }
    (taken, choices)
}

fn known_fields(cells: &[String], columns: &Columns) -> Vec<Field> {
    let mut fields: Vec<Field> =
        cells.iter().filter_map(|cell| columns.field_of(cell)).map(|(field, _)| field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

fn is_header(cells: &[String], columns: &Columns) -> bool {
    let fields = known_fields(cells, columns);
    let keys = [Field::Reply, Field::ReplyId, Field::PromiseId];
    fields.len() >= 2 && keys.iter().any(|key| fields.contains(key))
}

fn has_reply(cells: &[String], columns: &Columns) -> bool {
    known_fields(cells, columns).contains(&Field::Reply)
}

/// The headers of a header over two lines: group names above, columns below, such as
/// 编号 ‖ 办理情况 over 答复日期 and 答复内容. The line below belongs to the header only when it is
/// empty wherever the line above names a known column and names a known column elsewhere;
/// a title above a header names none. A known name that is also the name of a group of
/// ratings (满意度 over 态度 and 结果) may have its columns below it.
fn joined_headers(above: &[String], below: &[String], columns: &Columns) -> Option<Vec<String>> {
    let is_known = |header: &str| columns.field_of(header).is_some();
    let both_know = [above, below].iter().all(|cells| cells.iter().any(|cell| is_known(cell)));
    let cell = |cells: &[String], column: usize| {
        cells.get(column).filter(|cell| !cell.trim().is_empty()).cloned()
    };
    let mut group = String::new();
    let mut rates = false;
    let mut headers = Vec::new();
    for column in 0..above.len().max(below.len()) {
        let over = cell(above, column);
        group = over.clone().unwrap_or(group);
        let under = cell(below, column);
        let rating = under.as_deref().filter(|under| columns.rating_of(&group, under).is_some());
        headers.push(match (over, rating, under.clone()) {
            (_, Some(rating), _) => {
                rates = true;
                format!("{}{BELOW}{}", group.trim(), rating.trim())
            }
            (Some(over), None, Some(_)) if is_known(&over) => return None,
            (over, None, under) => under.or(over).unwrap_or_default(),
        });
    }
    (both_know || rates).then_some(headers)
}

/// How many fields the best row of a head names; tells one delimiter from another.
pub(super) fn recognised(head: &[(usize, RawRow)], columns: &Columns) -> usize {
    head.iter().map(|(_, row)| known_fields(&row.cells, columns).len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metric;

    fn columns() -> Columns {
        Columns::parse(include_str!("../../rules/columns.toml")).unwrap()
    }

    fn head(rows: &[&[&str]]) -> Vec<(usize, RawRow)> {
        rows.iter()
            .zip(1..)
            .map(|(cells, line)| {
                RawRow::whole(line, cells.iter().map(|cell| (*cell).to_owned()).collect())
            })
            .enumerate()
            .collect()
    }

    fn find(rows: &[&[&str]]) -> Option<Layout> {
        Layout::find(&head(rows), &columns())
    }

    #[test]
    fn the_header_may_stand_below_a_title() {
        let layout =
            find(&[&["2024 年建议答复汇总表"], &["编号", "答复内容"], &["1", "已修好"]]).unwrap();
        assert_eq!((layout.line, layout.skip), (2, 2));
        assert_eq!(layout.columns_of(Field::Reply), [1]);
    }

    #[test]
    fn a_single_reply_column_is_enough() {
        let layout = find(&[&["答复内容"], &["已修好"]]).unwrap();
        assert_eq!(layout.columns_of(Field::Reply), [0]);
    }

    #[test]
    fn no_header_beyond_the_tenth_row() {
        let mut rows: Vec<&[&str]> = vec![&["说明"]; 10];
        rows.push(&["编号", "答复内容"]);
        assert_eq!(find(&rows), None);
    }

    #[test]
    fn a_header_over_two_lines_is_joined() {
        let layout = find(&[
            &["编号", "标题", "办理情况", ""],
            &["", "", "答复日期", "答复内容"],
            &["1", "路灯", "2024-03-05", "已修好"],
        ])
        .unwrap();
        assert_eq!(layout.headers, ["编号", "标题", "答复日期", "答复内容"]);
        assert_eq!((layout.line, layout.skip), (1, 2));
    }

    #[test]
    fn a_header_whose_upper_line_knows_but_the_id_is_joined_too() {
        let layout = find(&[
            &["2024 年汇总表"],
            &["编号", "办理情况", ""],
            &["", "答复日期", "答复内容"],
            &["1", "2024-03-05", "已修好"],
        ])
        .unwrap();
        assert_eq!(layout.columns_of(Field::ReplyId), [0]);
        assert_eq!((layout.line, layout.skip), (2, 3));
    }

    #[test]
    fn columns_below_the_name_of_a_group_of_ratings_are_ratings() {
        for group in ["代表评价", "满意度测评"] {
            let layout = find(&[
                &["某县第十七届人大三次会议", "", "", "", "", "", ""],
                &["建议编号", "答复日期", group, "", "", "", "办理情况"],
                &["", "", "态度", "结果", "答复", "总体", ""],
                &["1", "2024-05-01", "满意", "2", "满意", "满意", "A"],
            ])
            .unwrap();
            let of = |metric| layout.columns_of(Field::Metric(metric)).to_vec();
            assert_eq!(of(Metric::Attitude), [2], "{group}");
            assert_eq!(of(Metric::Outcome), [3]);
            assert_eq!(of(Metric::ReplyRating), [4]);
            assert_eq!(of(Metric::Satisfaction), [5]);
            assert!(!layout.has(Field::Reply), "a rating of the reply is no reply");
            assert_eq!((layout.line, layout.skip), (2, 3));
        }
    }

    #[test]
    fn a_line_of_the_session_above_the_header_is_no_header() {
        let layout =
            find(&[&["届次", "十七届"], &["编号", "答复日期"], &["1", "2024-05-01"]]).unwrap();
        assert_eq!((layout.line, layout.skip), (2, 2));
    }

    #[test]
    fn a_first_row_of_data_is_no_second_header() {
        let layout = find(&[&["编号", "答复内容", "备注"], &["1", "已修好", "公开"]]).unwrap();
        assert_eq!(layout.skip, 1);
    }

    #[test]
    fn one_name_twice_lets_the_first_win() {
        let layout = Layout::bind(&["答复".into(), "编号".into(), "答复 ".into()], &columns());
        assert_eq!(layout.columns_of(Field::Reply), [0]);
        assert!(layout.choices[0].same_name);
    }

    #[test]
    fn two_names_for_an_optional_field_follow_the_order_of_aliases() {
        let layout = Layout::bind(&["主办单位".into(), "承办单位".into()], &columns());
        assert_eq!(layout.columns_of(Field::Unit), [1]);
        assert_eq!(layout.choices[0].used, "承办单位");
        assert!(!layout.choices[0].same_name);
    }

    #[test]
    fn two_names_for_a_required_field_are_both_kept_for_the_rows_to_decide() {
        let layout = Layout::bind(&["答复意见".into(), "答复内容".into()], &columns());
        assert_eq!(layout.columns_of(Field::Reply), [1, 0]);
    }

    #[test]
    fn unknown_headers_are_listed_and_nameless_columns_are_not() {
        let layout =
            Layout::bind(&["序号".into(), "".into(), "答复".into(), "".into()], &columns());
        assert_eq!(layout.unknown(&columns()), ["序号"]);
        assert_eq!(layout.named_width(), 3);
    }
}

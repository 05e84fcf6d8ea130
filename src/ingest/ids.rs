//! Ids that are unique in the run, decided from a small entry per row.
//!
//! Identical rows collapse. An id that repeats over years becomes `YEAR-ID` in all its rows
//! that have a year. Rows of one id and year that differ become `ID`, `ID~2`, `ID~3` in the
//! order of the SHA-256 of their reply, so that the order of files changes nobody's id.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

use crate::records::Metrics;

/// The ids as the tables give them, each kept once.
#[derive(Debug, Default)]
pub(super) struct Ids {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Ids {
    /// The number of an id; the same for the same text.
    pub(super) fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = id.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
    }

    /// All ids, by number.
    pub(super) fn into_names(self) -> Vec<Arc<str>> {
        self.names
    }

    /// The text of an id.
    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", AsRef::as_ref)
    }
}

/// The years that a row is known to belong to, the strongest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Years {
    /// 年度.
    pub(super) column: Option<i16>,
    /// Year of 交办日期.
    pub(super) assigned: Option<i16>,
    /// Year of 答复日期.
    pub(super) replied: Option<i16>,
}

impl Years {
    /// What a row says itself.
    pub(super) fn of(column: Option<i32>, metrics: &Metrics) -> Self {
        let short = |year: i32| i16::try_from(year).ok();
        let of_date = |date: Option<NaiveDate>| date.and_then(|date| short(date.year()));
        Self {
            column: column.and_then(short),
            assigned: of_date(metrics.assigned),
            replied: of_date(metrics.replied),
        }
    }

    /// 年度, else the year of assignment, else of reply.
    pub(super) fn year(self) -> Option<i32> {
        self.column.or(self.assigned).or(self.replied).map(i32::from)
    }

    /// With what a table of lower precedence knows.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            column: self.column.or(other.column),
            assigned: self.assigned.or(other.assigned),
            replied: self.replied.or(other.replied),
        }
    }
}

/// All that is kept in memory of a row with a reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Offset of the row in the spool.
    pub(super) offset: u64,
    /// Number of its table.
    pub(super) table: u32,
    /// Physical line.
    pub(super) line: u32,
    /// Number of its id.
    pub(super) id: u32,
    /// The years it belongs to.
    pub(super) years: Years,
    /// [`digest`] of the reply.
    pub(super) reply: u128,
    /// [`digest`] of the unit.
    pub(super) unit: u128,
    /// Group of suggestions joined to it.
    pub(super) group: Option<u32>,
}

/// The first 128 bits of the SHA-256 of a text without outer blanks.
pub(super) fn digest(text: &str) -> u128 {
    let hash: [u8; 32] = Sha256::digest(text.trim()).into();
    hash.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// What becomes of the rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Naming {
    /// Rows to judge, as places in the entries, in input order.
    pub(super) kept: Vec<u32>,
    /// Rows that say the same as another one: (the row, the one that stays).
    pub(super) duplicates: Vec<(u32, u32)>,
    /// New ids of rows that cannot keep theirs.
    pub(super) renamed: BTreeMap<u32, Box<str>>,
}

/// Decides ids; `names` are the ids by number.
pub(super) fn decide(entries: &[Entry], names: &Ids) -> Naming {
    let (order, mut duplicates) = distinct(entries);
    let mut plain = BTreeSet::new();
    let mut wishes = Vec::new();
    for same_id in order.chunk_by(|a, b| a.1.id == b.1.id) {
        let over_years = same_id.first().map(year_of) != same_id.last().map(year_of);
        for same_year in same_id.chunk_by(|a, b| year_of(a) == year_of(b)) {
            for (row, count) in same_year.iter().zip(1_u32..) {
                let id = names.name(row.1.id);
                match wish(id, year_of(row).filter(|_| over_years), count) {
                    Some(wish) => wishes.push((wish.into_boxed_str(), *row)),
                    None => {
                        plain.insert(id);
                    }
                }
            }
        }
    }
    let mut kept: Vec<u32> = order.iter().map(|(place, _)| *place).collect();
    kept.sort_unstable();
    duplicates.sort_unstable();
    // An order fixed by content, so that who gives way does not hang on the order of rows.
    wishes.sort_by(|(wish, row), (other_wish, other)| {
        let key = |row: &Placed<'_>| (year_of(row), row.1.reply, row.1.unit);
        (wish, names.name(row.1.id), key(row)).cmp(&(
            other_wish,
            names.name(other.1.id),
            key(other),
        ))
    });
    Naming { kept, duplicates, renamed: granted(wishes, &plain) }
}

type Placed<'a> = (u32, &'a Entry);

fn year_of(row: &Placed<'_>) -> Option<i32> {
    row.1.years.year()
}

/// Rows sorted by id, year and content, each content once; of equal rows the first stays.
fn distinct(entries: &[Entry]) -> (Vec<Placed<'_>>, Vec<(u32, u32)>) {
    let mut order: Vec<Placed<'_>> = (0_u32..).zip(entries).collect();
    let content = |row: &Placed<'_>| (row.1.id, year_of(row), row.1.reply, row.1.unit);
    order.sort_unstable_by_key(|row| (content(row), row.0));
    let mut duplicates = Vec::new();
    order.dedup_by(|row, first| {
        let is_same = content(row) == content(first);
        if is_same {
            duplicates.push((row.0, first.0));
        }
        is_same
    });
    (order, duplicates)
}

fn wish(id: &str, year: Option<i32>, count: u32) -> Option<String> {
    match (year, count) {
        (None, 1) => None,
        (None, count) => Some(format!("{id}~{count}")),
        (Some(year), 1) => Some(format!("{year}-{id}")),
        (Some(year), count) => Some(format!("{year}-{id}~{count}")),
    }
}

/// Grants each of the sorted wishes, or the next free number behind it when the id is taken:
/// by an id that a table really has, or by an equal wish before it.
fn granted(wishes: Vec<(Box<str>, Placed<'_>)>, plain: &BTreeSet<&str>) -> BTreeMap<u32, Box<str>> {
    let mut evasions: BTreeMap<u32, Box<str>> = BTreeMap::new();
    let mut evaded: BTreeSet<Box<str>> = BTreeSet::new();
    let mut before: Option<&str> = None;
    for (wish, (place, _)) in &wishes {
        let is_taken = plain.contains(&**wish) || before == Some(wish);
        before = Some(wish);
        if !is_taken {
            continue;
        }
        let is_free = |name: &str| {
            let is_wished = wishes.binary_search_by(|(wish, _)| (**wish).cmp(name)).is_ok();
            !is_wished && !plain.contains(name) && !evaded.contains(name)
        };
        let next = (2_u32..).map(|count| format!("{wish}~{count}")).find(|name| is_free(name));
        let name = next.unwrap_or_default().into_boxed_str();
        evaded.insert(name.clone());
        evasions.insert(*place, name);
    }
    wishes
        .into_iter()
        .map(|(wish, (place, _))| (place, evasions.remove(&place).unwrap_or(wish)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rows as (id, year, reply, unit).
    type Row<'a> = (&'a str, Option<i32>, &'a str, &'a str);

    fn entries(rows: &[Row<'_>]) -> (Vec<Entry>, Ids) {
        let mut ids = Ids::default();
        let entries = rows
            .iter()
            .map(|(id, year, reply, unit)| Entry {
                offset: 0,
                table: 0,
                line: 0,
                id: ids.number(id),
                years: Years { column: year.map(|year| year as i16), ..Years::default() },
                reply: digest(reply),
                unit: digest(unit),
                group: None,
            })
            .collect();
        (entries, ids)
    }

    /// The final id of every row, `None` when it collapsed.
    fn named(rows: &[Row<'_>]) -> Vec<Option<String>> {
        let (entries, ids) = entries(rows);
        let naming = decide(&entries, &ids);
        (0..rows.len() as u32)
            .map(|place| {
                naming.kept.contains(&place).then(|| {
                    let plain = rows[place as usize].0;
                    naming.renamed.get(&place).map_or(plain.to_owned(), |id| id.to_string())
                })
            })
            .collect()
    }

    fn some(ids: &[&str]) -> Vec<Option<String>> {
        ids.iter().map(|id| Some((*id).to_owned())).collect()
    }

    #[test]
    fn distinct_ids_stay_as_they_are() {
        assert_eq!(named(&[("1", None, "甲", ""), ("01", None, "甲", "")]), some(&["1", "01"]));
    }

    #[test]
    fn identical_rows_collapse_into_the_first() {
        let row = ("1", Some(2024), "甲", "局");
        assert_eq!(named(&[row, row, row]), [Some("1".into()), None, None]);
    }

    #[test]
    fn the_same_reply_of_another_unit_is_another_row() {
        let names = named(&[("1", None, "甲", "一局"), ("1", None, "甲", "二局")]);
        let mut sorted: Vec<_> = names.into_iter().flatten().collect();
        sorted.sort();
        assert_eq!(sorted, ["1", "1~2"]);
    }

    #[test]
    fn an_id_over_years_takes_the_year_in_front() {
        let names = named(&[("31", Some(2023), "甲", ""), ("31", Some(2024), "乙", "")]);
        assert_eq!(names, some(&["2023-31", "2024-31"]));
    }

    #[test]
    fn the_same_text_in_another_year_is_another_row() {
        let names = named(&[("31", Some(2023), "甲", ""), ("31", Some(2024), "甲", "")]);
        assert_eq!(names, some(&["2023-31", "2024-31"]));
    }

    #[test]
    fn a_row_without_a_year_keeps_its_id_beside_dated_ones() {
        let names = named(&[("31", None, "甲", ""), ("31", Some(2024), "乙", "")]);
        assert_eq!(names, some(&["31", "2024-31"]));
    }

    #[test]
    fn numbers_follow_the_content_and_not_the_order_of_rows() {
        let rows = [("1", None, "甲", ""), ("1", None, "乙", ""), ("1", None, "丙", "")];
        let names = named(&rows);
        let reversed: Vec<_> = rows.iter().rev().copied().collect();
        let mut backwards = named(&reversed);
        backwards.reverse();
        assert_eq!(names, backwards);
    }

    #[test]
    fn an_id_that_is_really_there_is_never_taken() {
        let names = named(&[
            ("31", Some(2023), "甲", ""),
            ("31", Some(2024), "乙", ""),
            ("2023-31", Some(2023), "丙", ""),
        ]);
        assert_eq!(names, some(&["2023-31~2", "2024-31", "2023-31"]));
    }

    #[test]
    fn years_prefer_the_column_then_assignment_then_reply() {
        let date = |year| NaiveDate::from_ymd_opt(year, 1, 2);
        let metrics = Metrics { assigned: date(2023), replied: date(2024), ..Metrics::default() };
        assert_eq!(Years::of(Some(2022), &metrics).year(), Some(2022));
        assert_eq!(Years::of(None, &metrics).year(), Some(2023));
        let metrics = Metrics { assigned: None, ..metrics };
        let own = Years::of(None, &metrics);
        assert_eq!(own.year(), Some(2024));
        assert_eq!(own.or(Years { column: Some(2021), ..Years::default() }).year(), Some(2021));
    }

    proptest! {
        #[test]
        fn ids_are_unique_and_do_not_depend_on_the_order_of_rows(
            rows in proptest::collection::vec(
                ("[ab]|1|2023-1|1~2|2023-1~2", proptest::option::of(2023_i32..2025), "[甲乙丙]", "[x]?"),
                0..14,
            ),
        ) {
            let rows: Vec<Row<'_>> =
                rows.iter().map(|(i, y, r, u)| (i.as_str(), *y, r.as_str(), u.as_str())).collect();
            let forward: Vec<_> = named(&rows).into_iter().flatten().collect();
            let unique: BTreeSet<_> = forward.iter().collect();
            prop_assert_eq!(unique.len(), forward.len());
            let (entries, ids) = entries(&rows);
            let naming = decide(&entries, &ids);
            prop_assert_eq!(naming.kept.len() + naming.duplicates.len(), rows.len());
            let by_content = |rows: &[Row<'_>]| -> BTreeMap<String, String> {
                rows.iter().zip(named(rows))
                    .filter_map(|(row, id)| Some((format!("{row:?}"), id?)))
                    .collect()
            };
            let backwards: Vec<_> = rows.iter().rev().copied().collect();
            prop_assert_eq!(by_content(&rows), by_content(&backwards));
        }
    }
}

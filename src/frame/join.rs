//! Which row of one table belongs to each row of another, by keys that are proved unique.

use polars::prelude::{
    Column, DataFrame, DataFrameJoinOps, IdxSize, IntoColumn, JoinArgs, JoinType, JoinValidation,
    MaintainOrderJoin, NamedFrom, PolarsResult, Series,
};

use super::FrameError;

/// The key columns of one table; all of one length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys<'a> {
    /// The ids as given.
    pub(crate) ids: Vec<&'a str>,
    /// The years, when they are part of the key; a missing year matches nothing.
    pub(crate) years: Option<Vec<Option<i32>>>,
}

/// For every left row the position of its right row, by a left join that is validated to be
/// many-to-one: it can neither drop nor multiply a left row.
///
/// # Errors
/// When a key occurs twice on the right, or only one side has years.
pub(crate) fn match_keys(
    left: &Keys<'_>,
    right: &Keys<'_>,
) -> Result<Vec<Option<usize>>, FrameError> {
    if left.years.is_some() != right.years.is_some() {
        return Err(FrameError::Join("两表的键不一致".to_owned()));
    }
    let matched = join(left, right).map_err(|error| FrameError::Join(error.to_string()))?;
    if matched.len() != left.ids.len() {
        return Err(FrameError::Join("合并后的行数变了".to_owned()));
    }
    Ok(matched)
}

const ID: &str = "id";
const YEAR: &str = "year";
const ROW: &str = "row";

fn join(left: &Keys<'_>, right: &Keys<'_>) -> PolarsResult<Vec<Option<usize>>> {
    let on: &[&str] = if left.years.is_some() { &[ID, YEAR] } else { &[ID] };
    let mut arguments = JoinArgs::new(JoinType::Left);
    arguments.validation = JoinValidation::ManyToOne;
    arguments.maintain_order = MaintainOrderJoin::Left;
    let rows = frame(right)?.with_row_index(ROW.into(), None)?;
    let joined = frame(left)?.join(&rows, on, on, arguments, None)?;
    let rows = joined.column(ROW)?.as_materialized_series().idx()?;
    Ok(rows.iter().map(|row: Option<IdxSize>| row.map(|row| row as usize)).collect())
}

fn frame(keys: &Keys<'_>) -> PolarsResult<DataFrame> {
    let mut columns: Vec<Column> = vec![Series::new(ID.into(), &keys.ids).into_column()];
    if let Some(years) = &keys.years {
        columns.push(Series::new(YEAR.into(), years).into_column());
    }
    DataFrame::new(keys.ids.len(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys<'a>(ids: &[&'a str], years: Option<&[Option<i32>]>) -> Keys<'a> {
        Keys { ids: ids.to_vec(), years: years.map(<[_]>::to_vec) }
    }

    #[test]
    fn ids_alone_match_as_text() {
        let left = keys(&["7", "007", "8", "7"], None);
        let right = keys(&["007", "7"], None);
        let found = match_keys(&left, &right).unwrap();
        assert_eq!(found, [Some(1), Some(0), None, Some(1)]);
    }

    #[test]
    fn years_are_part_of_the_key_when_given() {
        let left = keys(&["7", "7", "7"], Some(&[Some(2023), Some(2024), None]));
        let right = keys(&["7", "7", "7"], Some(&[Some(2024), None, Some(2022)]));
        assert_eq!(match_keys(&left, &right).unwrap(), [None, Some(0), None]);
    }

    #[test]
    fn a_key_that_stands_twice_on_the_right_is_an_error() {
        let left = keys(&["7"], None);
        assert!(match_keys(&left, &keys(&["7", "7"], None)).is_err());
        let years = [Some(2024), Some(2024)];
        let left = keys(&["7"], Some(&[Some(2024)]));
        assert!(match_keys(&left, &keys(&["7", "7"], Some(&years))).is_err());
    }

    #[test]
    fn empty_tables_match_nothing() {
        let none = keys(&[], None);
        assert_eq!(match_keys(&keys(&["1"], None), &none).unwrap(), [None]);
        assert!(match_keys(&none, &keys(&["1"], None)).unwrap().is_empty());
        let years = |ids: &[&'static str], years: &[Option<i32>]| keys(ids, Some(years));
        assert_eq!(match_keys(&years(&["1"], &[Some(1)]), &years(&[], &[])).unwrap(), [None]);
    }

    #[test]
    fn one_side_without_years_is_an_error() {
        assert!(match_keys(&keys(&["1"], None), &keys(&["1"], Some(&[None]))).is_err());
    }

    #[test]
    fn many_rows_keep_their_order() {
        let names: Vec<String> = (0..5_000).map(|id| id.to_string()).collect();
        let left: Vec<&str> = names.iter().map(String::as_str).collect();
        let right: Vec<&str> = names.iter().rev().map(String::as_str).collect();
        let found = match_keys(&keys(&left, None), &keys(&right, None)).unwrap();
        assert!(found.iter().enumerate().all(|(row, at)| *at == Some(4_999 - row)));
    }
}

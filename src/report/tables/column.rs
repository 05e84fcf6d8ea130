//! A column of a table: its name, its type, and how a row gives its value.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::frame::write::CellType;

/// One value, not yet in the clothes of a file format.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Verbatim text.
    Text(Option<Cow<'a, str>>),
    /// A count or a rank.
    Int(Option<i64>),
    /// Points in integer hundredths: two decimals in CSV, hundredths / 100 in Parquet.
    Points(Option<i64>),
    /// A mean of points: two decimals in CSV, full precision in Parquet.
    Mean(Option<f64>),
    /// A share, a density or a statistic: up to six decimals in CSV, full in Parquet.
    Share(Option<f64>),
    /// `true` or `false`.
    Flag(Option<bool>),
    /// A calendar day.
    Day(Option<NaiveDate>),
}

impl Cell<'_> {
    /// Writes the cell as a CSV field (unquoted) into `field`, which is emptied first.
    pub(super) fn render(&self, field: &mut String) {
        field.clear();
        match self {
            Self::Text(value) => render_text(value.as_deref().unwrap_or(""), field),
            Self::Int(value) => push(field, value.map(|number| number.to_string())),
            Self::Points(value) => push(field, value.map(hundredths)),
            Self::Mean(value) => push(field, finite(*value).map(rounded)),
            Self::Share(value) => push(field, finite(*value).map(trimmed)),
            Self::Flag(value) => push(field, value.map(|flag| flag.to_string())),
            Self::Day(value) => push(field, value.map(|day| day.format("%Y-%m-%d").to_string())),
        }
    }
}

/// Drops NaN and infinities: a number that is none is not known.
pub(super) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|number| number.is_finite())
}

fn push(field: &mut String, text: Option<String>) {
    field.push_str(text.as_deref().unwrap_or(""));
}

/// A leading `'` keeps a spreadsheet from running the text as a formula.
fn render_text(text: &str, field: &mut String) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        field.push('\'');
    }
    field.push_str(text);
}

/// `-1250` → `-12.50`, from integers alone, so that no binary fraction shows.
fn hundredths(points: i64) -> String {
    let sign = if points < 0 { "-" } else { "" };
    let size = points.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

fn rounded(value: f64) -> String {
    without_negative_zero(format!("{value:.2}"))
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.6}");
    without_negative_zero(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

fn without_negative_zero(text: String) -> String {
    let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

type Get<R> = Box<dyn for<'r> Fn(&'r R) -> Cell<'r>>;

/// A named column over rows of type `R`.
pub(super) struct Column<R> {
    /// Header, English, stable.
    pub(super) name: Cow<'static, str>,
    /// Type in Parquet.
    pub(super) kind: CellType,
    get: Get<R>,
}

impl<R> Column<R> {
    /// What the row has in this column.
    pub(super) fn of<'r>(&self, row: &'r R) -> Cell<'r> {
        (self.get)(row)
    }

    fn new(name: impl Into<Cow<'static, str>>, kind: CellType, get: Get<R>) -> Self {
        Self { name: name.into(), kind, get }
    }
}

/// Text that the row holds.
pub(super) fn text<R>(
    name: &'static str,
    get: impl for<'r> Fn(&'r R) -> Option<&'r str> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Text, Box::new(move |row| Cell::Text(get(row).map(Cow::Borrowed))))
}

/// Text that is put together for the cell.
pub(super) fn joined<R>(name: &'static str, get: impl Fn(&R) -> String + 'static) -> Column<R> {
    Column::new(name, CellType::Text, Box::new(move |row| Cell::Text(Some(Cow::Owned(get(row))))))
}

/// Text that is put together for the cell, where there is any.
pub(super) fn maybe<R>(
    name: &'static str,
    get: impl Fn(&R) -> Option<String> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Text, Box::new(move |row| Cell::Text(get(row).map(Cow::Owned))))
}

/// A whole number.
pub(super) fn int<R>(
    name: impl Into<Cow<'static, str>>,
    get: impl Fn(&R) -> Option<i64> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Int, Box::new(move |row| Cell::Int(get(row))))
}

/// Points from integer hundredths.
pub(super) fn points<R>(name: &'static str, get: impl Fn(&R) -> i32 + 'static) -> Column<R> {
    Column::new(name, CellType::Float, Box::new(move |row| Cell::Points(Some(i64::from(get(row))))))
}

/// Points from integer hundredths, where they are known.
pub(super) fn maybe_points<R>(
    name: &'static str,
    get: impl Fn(&R) -> Option<i32> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Float, Box::new(move |row| Cell::Points(get(row).map(i64::from))))
}

/// A mean of points, 0–100.
pub(super) fn mean<R>(name: &'static str, get: impl Fn(&R) -> Option<f64> + 'static) -> Column<R> {
    Column::new(name, CellType::Float, Box::new(move |row| Cell::Mean(get(row))))
}

/// A share or another fraction.
pub(super) fn share<R>(
    name: impl Into<Cow<'static, str>>,
    get: impl Fn(&R) -> Option<f64> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Float, Box::new(move |row| Cell::Share(get(row))))
}

/// Yes or no.
pub(super) fn flag<R>(name: &'static str, get: impl Fn(&R) -> Option<bool> + 'static) -> Column<R> {
    Column::new(name, CellType::Bool, Box::new(move |row| Cell::Flag(get(row))))
}

/// A calendar day.
pub(super) fn day<R>(
    name: &'static str,
    get: impl Fn(&R) -> Option<NaiveDate> + 'static,
) -> Column<R> {
    Column::new(name, CellType::Date, Box::new(move |row| Cell::Day(get(row))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rendered(cell: &Cell<'_>) -> String {
        let mut field = String::from("left over");
        cell.render(&mut field);
        field
    }

    #[test]
    fn points_show_two_decimals_without_float_dust() {
        let shown: Vec<_> = [0, 5, -5, 100, -1250, 10_000]
            .map(|points| rendered(&Cell::Points(Some(points))))
            .into();
        assert_eq!(shown, ["0.00", "0.05", "-0.05", "1.00", "-12.50", "100.00"]);
    }

    #[test]
    fn shares_are_trimmed_and_never_minus_zero() {
        let shown: Vec<_> = [0.0, -0.0, -1e-9, 0.5, 1.0 / 3.0, 1.0, 12.0, 100.0]
            .map(|share| rendered(&Cell::Share(Some(share))))
            .into();
        assert_eq!(shown, ["0", "0", "0", "0.5", "0.333333", "1", "12", "100"]);
    }

    #[test]
    fn what_is_no_number_is_an_empty_cell() {
        assert_eq!(rendered(&Cell::Share(Some(f64::NAN))), "");
        assert_eq!(rendered(&Cell::Mean(Some(f64::INFINITY))), "");
        assert_eq!(rendered(&Cell::Points(None)), "");
        assert_eq!(rendered(&Cell::Flag(None)), "");
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_disarmed_and_a_number_is_not() {
        let hostile = ["=1+1", "+8610", "-x", "@SUM", "\tx", "\rx"];
        for text in hostile {
            assert_eq!(rendered(&Cell::Text(Some(text.into()))), format!("'{text}"));
        }
        assert_eq!(rendered(&Cell::Text(Some("答复=办结".into()))), "答复=办结");
        assert_eq!(rendered(&Cell::Int(Some(-3))), "-3");
        assert_eq!(rendered(&Cell::Share(Some(-0.25))), "-0.25");
    }

    proptest! {
        #[test]
        fn points_read_back_as_the_same_hundredths(points in -1_000_000i64..1_000_000) {
            let text = rendered(&Cell::Points(Some(points)));
            prop_assert_eq!(text.replace('.', "").parse::<i64>().unwrap(), points);
        }

        #[test]
        fn no_rendered_text_starts_like_a_formula(text in any::<String>()) {
            let shown = rendered(&Cell::Text(Some(text.into())));
            prop_assert!(!shown.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}

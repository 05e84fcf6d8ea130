//! reconcile: the office's published figures beside ours.

use super::column::{Column, int, joined, share, text};
use crate::records::{Agreement, Reconciled};

/// The columns of reconcile.csv; shares are 0–1, and counts of items stand in the same columns.
pub(super) fn columns() -> Vec<Column<Reconciled>> {
    vec![
        text("file", |row: &Reconciled| Some(&row.published.origin.file)),
        int("line", |row: &Reconciled| Some(row.published.origin.line.into())),
        text("unit", |row: &Reconciled| row.published.unit.as_deref()),
        int("year", |row: &Reconciled| row.published.year.map(i64::from)),
        text("rate", |row: &Reconciled| Some(&row.published.rate)),
        text("label", |row: &Reconciled| Some(&row.label)),
        share("published", |row: &Reconciled| Some(row.published.value)),
        int("numerator", |row: &Reconciled| row.numerator.map(i64::from)),
        int("denominator", |row: &Reconciled| row.denominator.map(i64::from)),
        share("ours", |row: &Reconciled| row.ours),
        share("difference", |row: &Reconciled| row.difference),
        joined("verdict", |row: &Reconciled| name(row.agreement).to_owned()),
        text("message", |row: &Reconciled| Some(&row.message)),
    ]
}

fn name(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "agrees",
        Agreement::Differs => "differs",
        Agreement::Unknown => "unknown",
    }
}

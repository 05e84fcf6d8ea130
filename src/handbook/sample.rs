//! The replies on which rule writers try rules: a table through the usual ingest.

use std::path::PathBuf;

use crate::{
    ingest::{Request, columns::Columns, ingest, units::Units},
    records::Letter,
    rules::RuleSet,
};

/// Reads all replies of tables or folders with the headers that `rules` know.
///
/// # Errors
/// Input without replies, or that cannot be read.
pub(super) fn letters(rules: &RuleSet, inputs: &[PathBuf]) -> anyhow::Result<Vec<Letter>> {
    let units = Units::parse(rules.text("units.toml"))?;
    let columns = Columns::parse(rules.text("columns.toml"))?.with_units(units);
    let folder = tempfile::tempdir()?;
    let request = Request {
        inputs: inputs.to_vec(),
        suggestions: None,
        metrics: None,
        apart: Vec::new(),
        followup: None,
        published: None,
        manual: None,
        spool: folder.path().join("letters"),
    };
    let intake = ingest(&request, &columns)?;
    let mut letters = Vec::with_capacity(intake.letters.len());
    for chunk in intake.letters.chunks(CHUNK)? {
        letters.extend(chunk?);
    }
    Ok(letters)
}

const CHUNK: usize = 1024;

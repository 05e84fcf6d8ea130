//! The comparison as a page that opens offline and loads nothing.

use std::path::Path;

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde,
};

use super::{
    CompareError, Comparison,
    text::{head, sections},
};
use crate::cause::cause_of;

const TEMPLATE: &str = include_str!("../../templates/compare.html");

/// Writes the page to `path`, which may replace an older page but may not lie in a run's folder.
///
/// # Errors
/// A name that does not end in `.html`, a place inside one of the runs, or one that cannot be
/// written.
pub fn save_page(comparison: &Comparison, path: &Path) -> Result<(), CompareError> {
    writable(comparison, path, ".html")?;
    std::fs::write(path, html(comparison)?)
        .map_err(|error| CompareError::Unwritable(path.display().to_string(), cause_of(&error)))
}

/// Refuses a name with another ending and a place inside one of the runs.
pub(super) fn writable(
    comparison: &Comparison,
    path: &Path,
    ending: &'static str,
) -> Result<(), CompareError> {
    let name = path.display().to_string();
    if !name.to_lowercase().ends_with(ending) {
        return Err(CompareError::WrongEnding(name, ending));
    }
    let unwritable =
        |error: std::io::Error| CompareError::Unwritable(name.clone(), cause_of(&error));
    let absolute = std::path::absolute(path).map_err(unwritable)?;
    let place = absolute.parent().unwrap_or(&absolute).canonicalize().map_err(unwritable)?;
    let holds = |folder: &String| {
        Path::new(folder).canonicalize().is_ok_and(|folder| place.starts_with(folder))
    };
    if comparison.names.iter().any(holds) {
        return Err(CompareError::InsideRun(name));
    }
    Ok(())
}

/// The page as HTML text; everything that comes from the runs is escaped.
pub(super) fn html(comparison: &Comparison) -> Result<String, CompareError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("compare.html", TEMPLATE)?;
    Ok(environment.get_template("compare.html")?.render(context! {
        head => head(comparison),
        sections => Serde(sections(comparison)),
    })?)
}

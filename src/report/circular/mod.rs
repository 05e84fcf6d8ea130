//! 通报.docx: the circular to all units, filled from a template that the office edits in Word
//! or WPS.
//!
//! ```text
//! package (zip) → tree (XML) → tags (placeholders) → fill (rows, paragraphs) ← values (the run)
//! ```
//!
//! Paragraphs, fonts and tables are the template's; only placeholders are touched.

mod fill;
mod names;
mod package;
mod tags;
mod template;
mod tree;
mod values;

use std::path::Path;

use anyhow::Context;

pub use template::{Template, TemplateError};

use super::compose::Report;

/// File name in the output folder.
pub const CIRCULAR_FILE: &str = "通报.docx";

/// Fills the template of the report and writes it into `folder`.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(folder: &Path, report: &Report) -> anyhow::Result<()> {
    let document = report.circular.document(&values::values(report))?;
    std::fs::write(folder.join(CIRCULAR_FILE), document)
        .with_context(|| format!("「{CIRCULAR_FILE}」写不进去，请检查磁盘空间和文件夹权限"))
}

#[cfg(test)]
mod tests;

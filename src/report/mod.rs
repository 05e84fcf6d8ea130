//! What a run leaves behind: machine tables, the workbook, charts, the page, and the
//! manifest, landed as one folder.
//!
//! Everything here only reads finished records and draws them; no number is computed in
//! this module that is not a count or a sum of what it was given.

mod chart_files;
pub mod charts;
pub mod circular;
mod compose;
pub mod html;
pub mod landing;
pub mod manifest;
mod office_files;
pub mod scores;
pub mod png;
#[cfg(test)]
pub(crate) mod sample;
pub mod tables;
mod topics;
pub mod workbook;

/// Input files that a page or a sheet names one by one; a year of letters in files of their own
/// has hundreds.
const NAMED_FILES: usize = 40;

pub use compose::{Report, write_report};
pub use office_files::{OfficeFiles, ReadFiles};

//! What a run leaves behind: machine tables, the workbook, charts, the page, and the
//! manifest, landed as one folder.
//!
//! Everything here only reads finished records and draws them; no number is computed in
//! this module that is not a count or a sum of what it was given.

mod chart_files;
pub mod charts;
mod compose;
pub mod html;
pub mod landing;
pub mod manifest;
pub mod png;
#[cfg(test)]
pub(crate) mod sample;
pub mod tables;
pub mod workbook;

pub use compose::{Report, write_report};

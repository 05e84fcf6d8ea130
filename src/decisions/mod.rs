//! What people have decided about replies: read from `decisions.toml`, laid out over the
//! letters before they are judged, and settled after: in force, expired, or fitting nothing.
//!
//! ```text
//! file (keys, carets) → plan (which reply is meant) → judging heeds it → settle (what became of it)
//! ```

mod file;
mod plan;
mod settle;
mod words;

use std::path::{Path, PathBuf};

pub use self::{
    file::{DecisionFile, Decisions, DecisionsError, shown, texts},
    plan::{Name, Plan},
    settle::{Settled, State, counted},
    words::{about, all, codes, is_about_same, label, place, told},
};

/// Name of the file in a folder of inputs.
pub const FILE: &str = "decisions.toml";

/// The decision files of a run: the one that was named, else those in the input folders.
#[must_use]
pub fn places(named: Option<&Path>, inputs: &[PathBuf]) -> Vec<PathBuf> {
    match named {
        Some(path) => vec![path.to_owned()],
        None => inputs.iter().map(|input| input.join(FILE)).filter(|path| path.is_file()).collect(),
    }
}

/// Files of a finished run and further ones: a further one that is called like an old one takes
/// its place.
#[must_use]
pub fn with(old: Vec<DecisionFile>, further: Vec<DecisionFile>) -> Vec<DecisionFile> {
    let replaced = |file: &DecisionFile| further.iter().any(|other| other.shown == file.shown);
    let kept = old.into_iter().filter(|file| !replaced(file));
    let mut files: Vec<DecisionFile> =
        kept.map(|file| DecisionFile { path: file.shown.clone(), ..file }).collect();
    files.extend(further);
    files
}

#[cfg(test)]
mod tests;

//! What a run is asked to do.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::SPOOL;
use crate::{ingest::Request, public::Masks, trend::Period};

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Tables or folders of tables.
    pub inputs: Vec<PathBuf>,
    /// A table of suggestions.
    pub suggestions: Option<PathBuf>,
    /// A table of handling metrics.
    pub metrics: Option<PathBuf>,
    /// A table that says which promises were done.
    pub followup: Option<PathBuf>,
    /// A table of figures that the office has published.
    pub published: Option<PathBuf>,
    /// A table of points that people give.
    pub manual: Option<PathBuf>,
    /// Name or path of the score profile; `None` chooses by the metrics found.
    pub profile: Option<String>,
    /// Folder whose files replace embedded rule files.
    pub rules: Option<PathBuf>,
    /// What people have decided; `None` = `decisions.toml` in the input folders, if it is there.
    pub decisions: Option<PathBuf>,
    /// The kind of letters; `None` = suggestions of deputies.
    pub genre: Option<String>,
    /// Whether to refuse rules that are not those of `rules.lock`.
    pub locked: bool,
    /// The day the run looks from; `None` = the latest date of the tables (a follow-up's left
    /// out), else of the letters' signatures.
    pub as_of: Option<NaiveDate>,
    /// Whether to draw each chart as PNG too, with a font of the machine.
    pub png: bool,
    /// Whether to write the public edition.
    pub public: bool,
    /// Threads; `None` = all cores. The output does not depend on it.
    pub threads: Option<usize>,
    /// A further period than the year by which trends are told.
    pub period: Option<Period>,
    /// Output folder; `None` = `reports/<input name>`.
    pub output: Option<PathBuf>,
}

impl Options {
    /// Where the run lands: where it was told to, else `reports/<name of the first input>`.
    /// `masks` are those of a public edition, whose name gives nobody away either.
    pub(super) fn output_folder(&self, masks: Option<&Masks>) -> PathBuf {
        let name = || match masks {
            Some(masks) => format!("{}-公开版", masks.hide(&self.input_name(), &[]).text),
            None => self.input_name(),
        };
        self.output.clone().unwrap_or_else(|| Path::new("reports").join(name()))
    }

    /// The name of the first input without its ending.
    pub(super) fn input_name(&self) -> String {
        let first = self.inputs.first();
        let absolute = first.and_then(|path| std::path::absolute(path).ok());
        let name = absolute.as_deref().and_then(|path| {
            let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
            Some(name?.to_string_lossy().into_owned())
        });
        name.unwrap_or_else(|| "run".to_owned())
    }

    /// What is to be read; `decided` are files of decisions, which are no tables.
    pub(super) fn request(&self, staging: &Path, decided: &[PathBuf]) -> Request {
        Request {
            inputs: self.inputs.clone(),
            suggestions: self.suggestions.clone(),
            metrics: self.metrics.clone(),
            apart: decided.to_vec(),
            followup: self.followup.clone(),
            published: self.published.clone(),
            manual: self.manual.clone(),
            spool: staging.join(SPOOL),
        }
    }
}

//! A finished run judged anew, from its folder alone.

use std::path::{Path, PathBuf};

use super::{
    Job, Outcome, Progress, SPOOL, carry_out,
    cores::Cores,
    files::{checks, inputs},
};
use crate::{
    decisions::{self, DecisionFile, Decisions},
    relate::Settings,
    reopen::{self, Read},
    report::{Report, landing::Landing},
    rules::RuleSet,
};

/// A finished run that is to be judged anew.
#[derive(Debug, Clone, Default)]
pub struct Again {
    /// Its folder, which stays as it is.
    pub folder: PathBuf,
    /// Files of decisions beside those that it heeded; one that is called like one of those
    /// takes its place.
    pub decisions: Vec<PathBuf>,
    /// The folder of rules that it was judged by; `None` = the embedded ones.
    pub rules: Option<PathBuf>,
    /// Threads; `None` = all cores.
    pub threads: Option<usize>,
    /// Output folder; another one than `folder`.
    pub output: PathBuf,
}

/// Judges the letters of a finished run once more, by the same rules and under the same score
/// profile, and heeds further decisions: what comes out is what [`run`](super::run()) would give with them.
///
/// # Errors
/// A folder that cannot be opened again; rules that are not those of the run; everything else
/// that ends a run.
pub fn again(options: &Again, progress: Progress<'_>) -> anyhow::Result<Outcome> {
    let added = decisions::texts(&options.decisions)?;
    let further = Further {
        decisions: &|read| decisions::with(read.decisions.clone(), added.clone()),
        inputs: &options.decisions,
        files: None,
    };
    once_more(options, &further, progress)
}

/// Writes further files into the folder of a run, which is not yet in its place.
pub type Files<'a> = &'a dyn Fn(&Path, &Report) -> anyhow::Result<()>;

/// The same, where `decisions` is all that people have decided, in place of the files that the
/// run heeded; it came of `inputs`, and `files` writes more into the folder.
///
/// # Errors
/// As [`again`], and those of `files`.
pub fn reviewed(
    options: &Again,
    decisions: &DecisionFile,
    (inputs, files): (&[PathBuf], Files<'_>),
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let further = Further { decisions: &|_| vec![decisions.clone()], inputs, files: Some(files) };
    once_more(options, &further, progress)
}

/// What makes a run differ from the one that it is made from.
struct Further<'a> {
    /// The files of decisions, from those of the run.
    decisions: &'a dyn Fn(&Read) -> Vec<DecisionFile>,
    /// Files that were read for it.
    inputs: &'a [PathBuf],
    files: Option<Files<'a>>,
}

fn once_more(
    options: &Again,
    further: &Further<'_>,
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let opened = reopen::reopen(&options.folder)?;
    let read = opened.read()?;
    let rules = RuleSet::load(options.rules.as_deref())?;
    let rulebook = rules.rulebook_for(&read.genre)?;
    opened.judged_by(&rulebook)?;
    let settings = Settings::parse(rules.text("relate.toml"))?;
    let checks = checks(&rules, &rulebook)?;
    let chosen = opened.chosen()?;
    let decision_files = (further.decisions)(&read);
    let decisions = Decisions::of(&decision_files, &rulebook)?;
    let cores = Cores::new(options.threads)?;
    let landing = Landing::beside(&options.output, &options.folder)?;

    let (title, genre, asked) = (read.title.clone(), read.genre.clone(), read.asked);
    let intake = opened.intake(read, &landing.path().join(SPOOL))?;
    let job = Job {
        title,
        genre,
        asked,
        period: opened.said.period,
        painter: None,
        masks: None,
        rules,
        rulebook,
        settings,
        checks,
        office: opened.said.files.clone(),
        chosen: Some(chosen),
        decision_files,
        decisions,
        inputs: [opened.inputs(), inputs(Vec::new(), further.inputs)?].concat(),
        source: Some(opened.source("again")),
        files: further.files,
    };
    carry_out((job, cores), intake, landing, progress)
}

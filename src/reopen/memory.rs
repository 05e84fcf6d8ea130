//! What a run keeps beside its tables: intake.json, what was read besides the letters, and
//! report.json, what the report says that stands in no table.

use std::{fs::File, io::BufWriter, path::Path};

use anyhow::Context;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shida_engine::pack::Rule;

use super::error::ReopenError;
use crate::{
    cause::cause_of,
    chosen::Calendars,
    crosscheck::CheckList,
    decisions::DecisionFile,
    ingest::Intake,
    records::{FileCount, FollowUp, HandPoints, MetricsRow, Notice, PublishedFigure, Reject},
    relate::{FamilyList, PhraseList},
    report::OfficeFiles,
    trend::Period,
};

/// Name of the file with what was read.
pub const INTAKE_FILE: &str = "intake.json";

/// Name of the file with what the report says.
pub const REPORT_FILE: &str = "report.json";

/// What a run was asked and what it read besides the letters; written before anything is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// Name of what was assessed.
    pub title: String,
    /// The kind of letters.
    pub genre: String,
    /// The day the run was asked to look from.
    pub asked: Option<NaiveDate>,
    /// Latest date of the tables.
    pub latest: Option<NaiveDate>,
    /// The decision files.
    pub decisions: Vec<DecisionFile>,
    /// Where the rows of each table went, before letters turned out to be no replies.
    pub counts: Vec<FileCount>,
    /// Notices of the reading.
    pub notices: Vec<Notice>,
    /// Rejects of the reading.
    pub rejects: Vec<Reject>,
    /// Rows of the metrics tables.
    pub metrics: Vec<MetricsRow>,
    /// Rows of the follow-up tables.
    pub follow_ups: Vec<FollowUp>,
    /// Figures that the office has published.
    pub published: Vec<PublishedFigure>,
    /// Points that people gave.
    pub hand_points: Vec<HandPoints>,
    /// Rows with an id and no reply text.
    pub without_text: Vec<MetricsRow>,
    /// Whether any reply may have a suggestion text beside it.
    pub has_suggestions: bool,
}

/// [`Read`] as it is written, without a copy of the rows.
#[derive(Serialize)]
pub(crate) struct Reading<'a> {
    pub(crate) title: &'a str,
    pub(crate) genre: &'a str,
    pub(crate) asked: Option<NaiveDate>,
    latest: Option<NaiveDate>,
    pub(crate) decisions: &'a [DecisionFile],
    counts: &'a [FileCount],
    notices: &'a [Notice],
    rejects: &'a [Reject],
    metrics: &'a [MetricsRow],
    follow_ups: &'a [FollowUp],
    published: &'a [PublishedFigure],
    hand_points: &'a [HandPoints],
    without_text: &'a [MetricsRow],
    has_suggestions: bool,
}

impl<'a> Reading<'a> {
    /// What is to be kept of an intake that nothing was done with yet.
    pub(crate) fn of(
        intake: &'a Intake,
        (title, genre): (&'a str, &'a str),
        asked: Option<NaiveDate>,
        decisions: &'a [DecisionFile],
    ) -> Self {
        Self {
            title,
            genre,
            asked,
            latest: intake.latest_date,
            decisions,
            counts: &intake.files,
            notices: &intake.notices,
            rejects: &intake.rejects,
            metrics: &intake.metrics,
            follow_ups: &intake.follow_ups,
            published: &intake.published,
            hand_points: &intake.hand_points,
            without_text: &intake.without_text,
            has_suggestions: intake.has_suggestions,
        }
    }
}

/// What reports say that stands in no table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Said {
    /// The score profile as it was used, TOML.
    pub profile: String,
    /// The calendars by which its working days count.
    pub calendars: Calendars,
    /// Why this profile, when nobody asked for it.
    pub profile_note: Option<String>,
    /// The rules that judged, without their examples.
    pub rules: Vec<Rule>,
    /// Items without a reply text.
    pub unanswered: Vec<MetricsRow>,
    /// What the cross-checks found.
    pub checks: CheckList,
    /// `rules/rates.toml`, `rules/office.toml` and the bytes of the circular's template as they
    /// were used.
    pub files: OfficeFiles,
    /// Near-duplicate families, largest first.
    pub families: FamilyList,
    /// Phrases on the rise and on the wane.
    pub phrases: PhraseList,
    /// A further period than the year by which trends are told.
    pub period: Option<Period>,
    /// Promises of replies that the run does not have.
    pub carried: u64,
    /// Whether a follow-up table was given.
    pub followed: bool,
}

/// Writes one of the two files into `folder`.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn save(folder: &Path, name: &str, content: &impl Serialize) -> anyhow::Result<()> {
    let path = folder.join(name);
    let cure = || format!("「{name}」写不进去，请检查磁盘空间和文件夹权限");
    let file = File::create(&path).with_context(cure)?;
    let mut out = BufWriter::new(file);
    serde_json::to_writer(&mut out, content).with_context(cure)?;
    std::io::Write::flush(&mut out).with_context(cure)
}

/// Reads one of the two files.
pub(super) fn load<T: DeserializeOwned>(path: &Path) -> Result<T, ReopenError> {
    let text =
        std::fs::read(path).map_err(|error| ReopenError::unreadable(path, cause_of(&error)))?;
    serde_json::from_slice(&text).map_err(|error| ReopenError::other_build(path, error))
}

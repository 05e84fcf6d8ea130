//! Opens the folder of a finished run again, so that it can be scored anew without judging, or
//! judged anew without its input.
//!
//! ```text
//! run.json (every file unchanged?) → tables → rows, lists, letters
//! ```

mod cells;
mod error;
mod flagged;
mod folder;
mod letters;
mod lists;
mod makeup;
mod memory;
mod promises;
mod rows;
#[cfg(test)]
mod tests;
mod words;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context;
use shida_engine::rulebook::Rulebook;

pub(crate) use self::memory::{Reading, save};
pub use self::{
    error::ReopenError,
    memory::{INTAKE_FILE, REPORT_FILE, Read, Said},
};
use crate::{
    chosen::ChosenProfile,
    commitments::CommitmentList,
    decisions::Settled,
    ingest::{Intake, Letters},
    records::{FileCount, Judged, Notice, Origin, Reject, ReplyRow},
    report::manifest::{Editions, Exit, InputFile, Source},
    word::Word,
};
use folder::Folder;

/// A run that was opened again.
#[derive(Debug, Clone)]
pub struct Reopened {
    folder: Folder,
    /// What the report says that stands in no table.
    pub said: Said,
    /// Judged replies in input order, as they were scored.
    pub rows: Vec<ReplyRow>,
    /// Rows of notices.csv.
    pub notices: Vec<Notice>,
    /// Rows of rejects.csv.
    pub rejects: Vec<Reject>,
    /// What became of every decision.
    pub decisions: Vec<Settled>,
}

/// Opens the folder of a finished run.
///
/// # Errors
/// A folder that is no run, that an older version wrote, of which a file is missing or was
/// edited, or of which a table cannot be read.
pub fn reopen(folder: &Path) -> Result<Reopened, ReopenError> {
    let folder = Folder::open(folder)?;
    let decisions = match folder.has("decisions.csv") {
        true => lists::decisions(&folder.file("decisions.csv"))?,
        false => Vec::new(),
    };
    Ok(Reopened {
        said: memory::load(&folder.file(REPORT_FILE))?,
        rows: rows::rows(&folder.file("replies.parquet"), &decisions)?,
        notices: lists::notices(&folder.file("notices.csv"))?,
        rejects: lists::rejects(&folder.file("rejects.csv"))?,
        decisions,
        folder,
    })
}

impl Reopened {
    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder.path
    }

    /// SHA-256 of its run.json.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.folder.hash
    }

    /// Versions and hashes of what made it.
    #[must_use]
    pub fn editions(&self) -> &Editions {
        &self.folder.manifest.editions
    }

    /// What run.json of a run made from this one says of it.
    #[must_use]
    pub fn source(&self, job: Word) -> Source {
        let Editions { tool, profile, profile_hash, .. } = self.editions().clone();
        Source { job, run: self.folder.hash.clone(), tool, profile, profile_hash }
    }

    /// The score profile under which it was scored, as it was.
    ///
    /// # Errors
    /// A profile that this version of the tool does not take.
    pub fn chosen(&self) -> anyhow::Result<ChosenProfile> {
        let mut chosen = ChosenProfile::of(self.said.profile.clone(), self.said.calendars.clone())
            .with_context(|| format!("{} 原来的评分方案用不了", self.path().display()))?;
        chosen.note.clone_from(&self.said.profile_note);
        Ok(chosen)
    }

    /// # Errors
    /// Rules that are not those by which it was judged.
    pub fn judged_by(&self, rulebook: &Rulebook) -> Result<(), ReopenError> {
        if self.editions().pack_hash == rulebook.hash {
            return Ok(());
        }
        Err(ReopenError::OtherRules {
            folder: self.path().display().to_string(),
            pack: self.editions().pack.clone(),
        })
    }

    /// How it ended.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.folder.manifest.exit
    }

    /// How many rows of each table went where.
    #[must_use]
    pub fn counts(&self) -> Vec<FileCount> {
        self.folder.counts()
    }

    /// The files it read.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputFile> {
        self.folder.manifest.inputs.clone()
    }

    /// Rule file → `embedded` or the path it was taken from.
    #[must_use]
    pub fn rule_origins(&self) -> BTreeMap<String, String> {
        self.folder.manifest.rules.clone()
    }

    /// What it was asked and what it read besides the letters.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(&self) -> Result<Read, ReopenError> {
        memory::load(&self.folder.file(INTAKE_FILE))
    }

    /// What it read, as the reading of its input gave it; the letters go into the new file
    /// `spool`, which must outlive them.
    ///
    /// # Errors
    /// A file that cannot be read, a spool that cannot be written.
    pub fn intake(&self, read: Read, spool: &Path) -> Result<Intake, ReopenError> {
        let tables: Vec<String> = read.counts.iter().map(|count| count.file.clone()).collect();
        let letters = letters::letters(self.folder.file("letters.parquet"))?;
        Ok(Intake {
            letters: Letters::put_back(spool, &tables, letters)?,
            metrics: read.metrics,
            follow_ups: read.follow_ups,
            published: read.published,
            hand_points: read.hand_points,
            without_text: read.without_text,
            notices: read.notices,
            rejects: read.rejects,
            files: read.counts,
            inputs: Vec::new(),
            latest_date: read.latest,
            has_suggestions: read.has_suggestions,
        })
    }

    /// Where every letter stood, by its id in the run.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn origins(&self) -> Result<BTreeMap<String, Origin>, ReopenError> {
        let mut origins = BTreeMap::new();
        letters::pick(
            &self.folder.file("letters.parquet"),
            |_| true,
            |letter| {
                origins.insert(letter.reply_id, letter.origin);
            },
        )?;
        Ok(origins)
    }

    /// Replies with their findings, sentences and asks: those at the places `wanted` of `rows`,
    /// each with whether its text is wanted too; in the order of the rows.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn judged(&self, wanted: &[(usize, bool)]) -> Result<Vec<(usize, Judged)>, ReopenError> {
        flagged::flagged(&self.folder.path, &self.rows, wanted)
    }

    /// Han characters by sentence class for each unit.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn makeup(&self) -> Result<Vec<(String, [u64; 8])>, ReopenError> {
        makeup::makeup(&self.folder.file("sentences.parquet"), &self.rows)
    }

    /// What is shown of the ledger of promises.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn commitments(&self) -> Result<CommitmentList, ReopenError> {
        let path = self.folder.file("commitments.parquet");
        promises::promises(&path, &self.said, self.editions())
    }

    /// The files that a new scoring leaves as they are.
    #[must_use]
    pub fn unscored(&self) -> Vec<PathBuf> {
        self.folder.unscored().map(|name| self.folder.file(name)).collect()
    }
}

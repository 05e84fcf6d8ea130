//! The folder of a run as run.json describes it: every file there and unchanged.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use super::{
    error::ReopenError,
    memory::{INTAKE_FILE, REPORT_FILE},
};
use crate::{
    digest::hash_file,
    records::FileCount,
    report::manifest::{Editions, Exit, InputFile, MANIFEST_FILE},
    word::Word,
};

/// Files without which a run cannot be opened again; the first versions did not write them.
const KEPT: [&str; 4] = ["letters.parquet", "asks.parquet", INTAKE_FILE, REPORT_FILE];

/// Files that every run writes.
const TABLES: [&str; 6] = [
    "replies.parquet",
    "findings.parquet",
    "sentences.parquet",
    "commitments.parquet",
    "notices.csv",
    "rejects.csv",
];

/// Files that do not depend on the score profile.
const UNSCORED: [&str; 8] = [
    "letters.parquet",
    "asks.parquet",
    INTAKE_FILE,
    "findings.csv",
    "findings.parquet",
    "sentences.parquet",
    "commitments.csv",
    "commitments.parquet",
];

/// What run.json says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Manifest {
    pub(super) editions: Editions,
    pub(super) exit: Exit,
    pub(super) rules: BTreeMap<String, String>,
    pub(super) inputs: Vec<InputFile>,
    tables: Vec<Table>,
    /// There in a public edition alone.
    public: Option<IgnoredAny>,
    outputs: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Table {
    file: String,
    #[serde(deserialize_with = "crate::word::known_word")]
    table: Word,
    read: u64,
    judged: u64,
    rejected: u64,
    blank: u64,
    no_reply: u64,
    duplicate: u64,
}

/// A folder that was found whole.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) manifest: Manifest,
    /// SHA-256 of its run.json.
    pub(super) hash: String,
}

impl Folder {
    /// Reads run.json and checks the files that it lists.
    pub(super) fn open(path: &Path) -> Result<Self, ReopenError> {
        let page = path.join(MANIFEST_FILE);
        let text = match std::fs::read(&page) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ReopenError::NoRun(path.display().to_string()));
            }
            text => text.map_err(|error| ReopenError::unreadable(&page, error))?,
        };
        let manifest =
            serde_json::from_slice(&text).map_err(|error| ReopenError::unreadable(&page, error))?;
        let hash = hash_file(&page).map_err(|error| ReopenError::unreadable(&page, error))?;
        let folder = Self { path: path.to_owned(), manifest, hash };
        folder.check()?;
        Ok(folder)
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether the run wrote that file.
    pub(super) fn has(&self, name: &str) -> bool {
        self.manifest.outputs.contains_key(name)
    }

    /// The files that a new scoring leaves as they are.
    pub(super) fn unscored(&self) -> impl Iterator<Item = &'static str> {
        UNSCORED.into_iter().filter(|name| self.has(name))
    }

    pub(super) fn counts(&self) -> Vec<FileCount> {
        let count = |table: &Table| FileCount {
            file: table.file.clone(),
            table: table.table,
            read: table.read,
            judged: table.judged,
            rejected: table.rejected,
            blank: table.blank,
            no_reply: table.no_reply,
            duplicate: table.duplicate,
        };
        self.manifest.tables.iter().map(count).collect()
    }

    /// Only what is read or copied is looked at: an assessment that somebody has annotated is
    /// no reason to refuse.
    fn check(&self) -> Result<(), ReopenError> {
        let folder = || self.path.display().to_string();
        if self.manifest.public.is_some() {
            return Err(ReopenError::Public(folder()));
        }
        if let Some(file) = KEPT.into_iter().find(|name| !self.has(name)) {
            let tool = self.manifest.editions.tool.clone();
            return Err(ReopenError::Older { folder: folder(), tool, file: file.to_owned() });
        }
        let read = KEPT.into_iter().chain(TABLES).chain(UNSCORED).chain(["decisions.csv"]);
        for (name, hash) in read.filter_map(|name| Some((name, self.manifest.outputs.get(name)?))) {
            let path = self.file(name);
            if !path.is_file() {
                return Err(ReopenError::Missing { folder: folder(), file: name.to_owned() });
            }
            let now = hash_file(&path).map_err(|error| ReopenError::unreadable(&path, error))?;
            if now != *hash {
                return Err(ReopenError::Edited { folder: folder(), file: name.to_owned() });
            }
        }
        Ok(())
    }
}

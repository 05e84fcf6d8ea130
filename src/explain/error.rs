//! Why a reply could not be explained: where, what, and the cure.

use std::path::Path;

use thiserror::Error;

use crate::{
    frame::FrameError,
    rules::{BrokenRules, RuleFileError},
};

/// Nothing was explained.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The folder was not written by a run.
    #[error(
        "{0}：里面没有 run.json，不是 shida run 写出的目录。\
         请先用 shida run 判读，再把它写出的目录交给 --in"
    )]
    NoRun(String),
    /// A file of the folder cannot be opened or is not what a run writes.
    #[error("{file}：读不出来（{cause}）。请用 shida run 重新写出这个目录")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// No reply bears the id.
    #[error(
        "没有编号 {id}。{similar}全部编号见目录里的 replies.csv，没有判读的见 rejects.csv 和 notices.csv"
    )]
    Unknown {
        /// The id as given.
        id: String,
        /// The nearest ids as a sentence of its own; empty in a run without replies.
        similar: String,
    },
    /// Replies of several years bear the id.
    #[error("编号 {id} 不止一件：{candidates}。请写全其中一个")]
    Ambiguous {
        /// The id as given.
        id: String,
        /// The first ids that fit, and how many there are.
        candidates: String,
    },
    /// The sentences cannot be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The embedded rules cannot be loaded: a fault of this program.
    #[error(transparent)]
    RuleFile(#[from] RuleFileError),
    /// The embedded rules cannot be compiled: a fault of this program.
    #[error(transparent)]
    Rules(#[from] BrokenRules),
}

impl ExplainError {
    /// A file of the run that cannot be read.
    pub(super) fn unreadable(path: &Path, cause: impl Into<String>) -> Self {
        Self::Unreadable { file: path.display().to_string(), cause: cause.into() }
    }
}

//! Why a review could not be handed out or taken back: where, what, and the cure.

use std::fmt;

use thiserror::Error;

use crate::{
    decisions::DecisionsError,
    ingest::IngestError,
    reopen::ReopenError,
    rules::{BrokenRules, RuleFileError},
};

/// Nothing was written.
#[derive(Debug, Error)]
pub enum ReviewError {
    /// There is already a file, which somebody may have filled in.
    #[error("「{0}」已经有了，里面可能有填好的结论，不敢覆盖。请先移走，或用 -o 另写一个文件名")]
    Exists(String),
    /// The workbook cannot be written.
    #[error("「{path}」写不进去：{reason}。请检查磁盘空间和文件夹权限，已打开的请先关闭")]
    Unwritable {
        /// The path.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The run has nothing to review.
    #[error("这次运行没有要复核的地方，也没有要求抽样（--sample）；没有写出复核表")]
    Nothing,
    /// Nobody has filled anything in.
    #[error("复核表里一行结论都没有填，没有什么可写。请先填「结论」再收回")]
    Unfilled,
    /// A workbook that no `shida review export` wrote.
    #[error("{file}：没有「{sheet}」一页，不是 shida review export 写出的复核表。请核对文件")]
    NoSheet {
        /// The file.
        file: String,
        /// The sheet that is missing.
        sheet: &'static str,
    },
    /// A sheet of another run, other rules or another profile.
    #[error(
        "{file}：这份复核表不是这次运行的。{why}。请用写出它的那次运行的目录，或重新 shida review export"
    )]
    OtherEdition {
        /// The file.
        file: String,
        /// What differs.
        why: String,
    },
    /// Rows that cannot be taken.
    #[error("复核表有 {} 处要改，什么都没有写：\n{}", .0.len(), listed(.0))]
    Refused(Vec<Problem>),
    /// The folder is no run, or it cannot be opened again.
    #[error(transparent)]
    Run(#[from] ReopenError),
    /// A workbook cannot be read.
    #[error(transparent)]
    Workbook(#[from] IngestError),
    /// The decisions that came of it do not go together.
    #[error(transparent)]
    Decisions(#[from] DecisionsError),
    /// The rules cannot be loaded.
    #[error(transparent)]
    RuleFile(#[from] RuleFileError),
    /// The rules cannot be compiled.
    #[error(transparent)]
    Rules(#[from] BrokenRules),
    /// What the main job says.
    #[error("{0:#}")]
    Job(#[from] anyhow::Error),
}

/// A cell of a filled sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as given.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// Physical row, 1-based.
    pub line: u32,
}

/// What is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Header of the column.
    pub column: String,
    /// What, and the cure.
    pub message: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} › {} 第 {} 行", self.file, self.sheet, self.line)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}「{}」：{}", self.place, self.column, self.message)
    }
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

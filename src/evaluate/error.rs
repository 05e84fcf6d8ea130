//! Why a run could not be evaluated: where, what, and the cure.

use std::{io, path::Path};

use thiserror::Error;

/// Nothing was evaluated.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// A file cannot be opened or read.
    #[error("{file}：读不出来（{cause}）。{cure}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's reason.
        cause: String,
        /// What to do.
        cure: &'static str,
    },
    /// A line that is not what it should be.
    #[error("{file} 第 {line} 行：{reason}")]
    Line {
        /// The file.
        file: String,
        /// Physical line.
        line: u64,
        /// What is wrong and what should stand there.
        reason: String,
    },
    /// A file without a single item.
    #[error("{0}：里面没有一件。请核对是否选错了文件")]
    Empty(String),
    /// Gold and run speak of different replies.
    #[error(
        "金标准与评估目录没有一个编号对得上：金标准里是 {gold}，评估目录里是 {run}。\
         请核对 --gold 与 --in 是否为同一批答复"
    )]
    NothingInCommon {
        /// Some ids of the gold set and how many there are.
        gold: String,
        /// Some ids of the run and how many there are.
        run: String,
    },
}

impl EvaluateError {
    /// A gold file that cannot be read.
    pub(super) fn gold(path: &Path, error: &io::Error) -> Self {
        let cause = match error.kind() {
            io::ErrorKind::InvalidData => "不是 UTF-8 文本".to_owned(),
            _ => crate::cause::cause_of(error),
        };
        let cure = "--gold 应是 JSON Lines 文件，每行一件，UTF-8 编码";
        Self::Unreadable { file: path.display().to_string(), cause, cure }
    }

    /// A file of the run's folder that cannot be read.
    pub(super) fn output(path: &Path, cause: String) -> Self {
        let cure = "--in 应是 shida run 写出的目录";
        Self::Unreadable { file: path.display().to_string(), cause, cure }
    }

    /// A line that is not what it should be.
    pub(super) fn line(path: &Path, line: u64, reason: impl Into<String>) -> Self {
        Self::Line { file: path.display().to_string(), line, reason: reason.into() }
    }
}

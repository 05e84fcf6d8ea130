//! Why two runs could not be compared: where, what, and the cure.

use std::path::Path;

use crate::frame::FrameError;

/// Nothing was compared, or what was found could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The folder was not written by a run.
    #[error("{0}：里面没有 run.json，不是 shida run 写出的目录。请给出两次 shida run 写出的目录")]
    NoRun(String),
    /// A file of the folder cannot be opened or is not what a run writes.
    #[error("{file}：读不出来（{cause}）。请用 shida run 重新写出这个目录")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A Parquet file cannot be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A name that might be another file's.
    #[error("{0}：文件名应以 {1} 结尾，以免盖掉别的文件")]
    WrongEnding(String, &'static str),
    /// A foreign file would keep the run from being replaced.
    #[error("{0}：不能写进评估目录，否则 shida run 认不出自己的输出。请换一个位置")]
    InsideRun(String),
    /// The system does not let us write.
    #[error("{0}：写不进去（{1}）。请检查磁盘空间和文件夹权限")]
    Unwritable(String, String),
    /// The template is embedded, so this is a fault of the program.
    #[error("比较网页生成失败：{0:#}；请把本条信息反馈给开发者")]
    Template(#[from] minijinja::Error),
}

impl CompareError {
    pub(super) fn unreadable(path: &Path, cause: impl Into<String>) -> Self {
        Self::Unreadable { file: path.display().to_string(), cause: cause.into() }
    }
}

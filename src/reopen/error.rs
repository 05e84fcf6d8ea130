//! Why a run folder cannot be opened again: where, what, and the cure.

use thiserror::Error;

use crate::{frame::FrameError, ingest::IngestError};

/// Nothing was done.
#[derive(Debug, Error)]
pub enum ReopenError {
    /// The folder was not written by a run.
    #[error(
        "{0}：里面没有 run.json，不是 shida run 写出的目录。\
         请先用 shida run 判读，再把它写出的目录交给 --in"
    )]
    NoRun(String),
    /// The folder was written by a version that did not keep the letters.
    #[error(
        "{folder}：由较早的版本（{tool}）写出，没有保存答复原文（缺 {file}），不能重开。\
         请用本版本的 shida run 再判读一次"
    )]
    Older {
        /// The folder.
        folder: String,
        /// The version that wrote it.
        tool: String,
        /// The file that it did not write.
        file: String,
    },
    /// A public edition: its letters are left out and its texts masked.
    #[error(
        "{0} 是公开版（run --public 写出），里面没有答复原文，文字已经遮盖，不能重开、重评或复核。\
         请改用不带 --public 的那一次运行的目录，做完之后再写一次公开版"
    )]
    Public(String),
    /// A file that run.json lists is not there.
    #[error("{folder} 里少了 {file}。请找回这个文件，或用 shida run 重新写出这个目录")]
    Missing {
        /// The folder.
        folder: String,
        /// The file.
        file: String,
    },
    /// A file is not what the run wrote.
    #[error(
        "{folder} 里的 {file} 生成之后被人改过，不能当作原来的结果来用。\
         请换回原来的文件，或用 shida run 重新写出这个目录；要改判，请写裁定（见 shida explain --decide）"
    )]
    Edited {
        /// The folder.
        folder: String,
        /// The file.
        file: String,
    },
    /// A file that the run wrote, and that this build writes otherwise.
    #[error(
        "{file}：格式与本版本的不同（{cause}），这个目录多半是别的版本的 shida 写出的，重开不了。\
         请用本版本的 shida run 从输入重新判读"
    )]
    OtherBuild {
        /// The file.
        file: String,
        /// What is different.
        cause: String,
    },
    /// A file cannot be read or is not what a run writes.
    #[error("{file}：读不出来（{cause}）。请用 shida run 重新写出这个目录")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The rules at hand are not those of the run.
    #[error(
        "{folder} 是用规则 {pack} 判读的，现在的规则与它不同（哈希对不上），重判会改变别的结论。\
         请用 --rules 给出当时的规则目录，或用 shida run 从输入重新判读"
    )]
    OtherRules {
        /// The folder.
        folder: String,
        /// Its rule pack and version.
        pack: String,
    },
    /// A table cannot be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The letters cannot be put into the run's temporary file.
    #[error(transparent)]
    Spool(#[from] IngestError),
}

impl ReopenError {
    /// A file whose hash is that of run.json and whose content is not what this build writes.
    pub(super) fn other_build(file: &std::path::Path, cause: impl ToString) -> Self {
        Self::OtherBuild { file: file.display().to_string(), cause: cause.to_string() }
    }

    /// A file that cannot be used.
    pub(super) fn unreadable(file: &std::path::Path, cause: impl ToString) -> Self {
        Self::Unreadable { file: file.display().to_string(), cause: cause.to_string() }
    }
}

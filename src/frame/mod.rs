//! The only place that speaks polars: Parquet in and out, and the join of validated keys.
//!
//! polars changes its interface every few months; nothing of it leaves this folder.

mod join;
pub mod read;
pub mod write;

pub(crate) use self::join::{Keys, match_keys};
pub use self::{
    read::{ParquetChunks, ParquetRows, read_parquet},
    write::{CellType, Cells, ParquetTable},
};

/// A table that could not be read, written or joined.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The file is missing, cut off, or no Parquet.
    #[error("{file}：读不出 Parquet 表（{reason}）。请确认文件完整，或另存为 CSV、xlsx 后重试")]
    Read {
        /// The file as given.
        file: String,
        /// What the reader says.
        reason: String,
    },
    /// The file cannot be written, or a chunk does not fit its columns.
    #[error("{file}：写不出 Parquet 表（{reason}）。请检查磁盘空间、写入权限和文件是否被占用")]
    Write {
        /// The file as given.
        file: String,
        /// What the writer says.
        reason: String,
    },
    /// The keys of a join are not what they must be: a fault of this program.
    #[error("合并办理指标时出错（{0}）。这是程序的问题，请连同输入的表头报告给维护者")]
    Join(String),
}

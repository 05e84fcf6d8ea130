//! letters.parquet back into letters.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    cells::{Cells, Columns, each_row},
    error::ReopenError,
};
use crate::{
    frame::{ParquetChunks, ParquetRows},
    records::{Letter, Origin},
};

/// All letters in input order, also those whose text was no reply; one row group is in memory.
pub(super) fn letters(
    path: PathBuf,
) -> Result<impl Iterator<Item = Result<Letter, ReopenError>>, ReopenError> {
    let chunks = ParquetChunks::open(&path)?;
    Ok(chunks.flat_map(move |chunk| match chunk {
        Ok(chunk) => of_chunk(&path, &chunk),
        Err(error) => vec![Err(error.into())],
    }))
}

fn of_chunk(path: &Path, chunk: &ParquetRows) -> Vec<Result<Letter, ReopenError>> {
    let broken = || ReopenError::other_build(path, "有一行缺少必有的值");
    let columns = Columns::of(&chunk.headers);
    let cells = |row| Cells::of(&columns, row);
    chunk.rows.iter().map(|row| letter(cells(row)).ok_or_else(broken)).collect()
}

/// Shows the letters that are wanted to `visit`.
pub(super) fn pick(
    path: &Path,
    wanted: impl Fn(&str) -> bool,
    mut visit: impl FnMut(Letter),
) -> Result<(), ReopenError> {
    each_row(path, |cells| {
        if cells.text("reply_id").is_some_and(&wanted) {
            let broken = || ReopenError::other_build(path, "有一行缺少必有的值");
            visit(letter(cells).ok_or_else(broken)?);
        }
        Ok(())
    })
}

fn letter(cells: Cells<'_>) -> Option<Letter> {
    let metrics = cells.text("metrics").map(serde_json::from_str).transpose().ok()?;
    Some(Letter {
        row: cells.value("row")?,
        origin: Origin {
            file: Arc::from(cells.text("file")?),
            sheet: cells.text("sheet").map(Arc::from),
            line: cells.value("line")?,
        },
        reply_id: cells.owned("reply_id")?,
        raw_id: cells.owned("raw_id")?,
        year: cells.value("year"),
        unit: cells.owned("unit"),
        title: cells.owned("title"),
        suggestion: cells.owned("suggestion"),
        reply: cells.owned("reply")?,
        metrics: metrics.unwrap_or_default(),
    })
}

//! A Parquet file written chunk by chunk, so that memory does not grow with the rows.

use std::{fs::File, io::BufWriter, path::Path, sync::Arc};

use chrono::NaiveDate;
use polars::{
    io::parquet::write::BatchedWriter,
    prelude::{
        Column, DataFrame, DataType, Field, IntoColumn, NamedFrom, ParquetCompression,
        ParquetWriter, PolarsError, PolarsResult, Schema, Series,
    },
};

use super::FrameError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// UTF-8 text.
    Text,
    /// Whole numbers, 64 bits.
    Int,
    /// Real numbers, 64 bits.
    Float,
    /// true or false.
    Bool,
    /// A day, without a time.
    Date,
}

/// One column of a chunk; `None` = null.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells<'a> {
    /// For [`CellType::Text`].
    Text(Vec<Option<&'a str>>),
    /// For [`CellType::Int`].
    Int(Vec<Option<i64>>),
    /// For [`CellType::Float`].
    Float(Vec<Option<f64>>),
    /// For [`CellType::Bool`].
    Bool(Vec<Option<bool>>),
    /// For [`CellType::Date`].
    Date(Vec<Option<NaiveDate>>),
}

impl Cells<'_> {
    fn cell_type(&self) -> CellType {
        match self {
            Self::Text(_) => CellType::Text,
            Self::Int(_) => CellType::Int,
            Self::Float(_) => CellType::Float,
            Self::Bool(_) => CellType::Bool,
            Self::Date(_) => CellType::Date,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Int(cells) => cells.len(),
            Self::Float(cells) => cells.len(),
            Self::Bool(cells) => cells.len(),
            Self::Date(cells) => cells.len(),
        }
    }
}

/// A Parquet file in the making, compressed with zstd. Every chunk becomes one row group;
/// the same chunks give the same bytes.
pub struct ParquetTable {
    file: Arc<str>,
    schema: Vec<(String, CellType)>,
    /// The columns of the chunk that is being taken over.
    chunk: Vec<Column>,
    writer: BatchedWriter<BufWriter<File>>,
}

impl std::fmt::Debug for ParquetTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ParquetTable").field("file", &self.file).finish_non_exhaustive()
    }
}

impl ParquetTable {
    /// Creates the file, over an existing one. Without any [`write`](Self::write) it becomes
    /// a table without rows.
    ///
    /// # Errors
    /// When the file cannot be created, or two columns bear one name.
    pub fn create(path: &Path, schema: &[(&str, CellType)]) -> Result<Self, FrameError> {
        let name: Arc<str> = path.display().to_string().into();
        let file = File::create(path).map_err(|error| failed(&name, &error))?;
        let writer = batched(file, schema).map_err(|error| failed(&name, &error))?;
        let schema = schema.iter().map(|(name, cells)| ((*name).to_owned(), *cells)).collect();
        Ok(Self { file: name, schema, chunk: Vec::new(), writer })
    }

    /// Takes over the next column of a chunk, in the order of the schema: one by one, so that
    /// the caller can give each up before the next.
    ///
    /// # Errors
    /// When number, length or type of the columns do not fit; the chunk is then given up.
    pub fn add(&mut self, cells: Cells<'_>) -> Result<(), FrameError> {
        let taken = self.checked(&cells).map_err(|reason| failed(&self.file, &reason));
        let taken =
            taken.and_then(|name| column(&name, cells).map_err(|error| failed(&self.file, &error)));
        match taken {
            Ok(column) => self.chunk.push(column),
            Err(error) => {
                self.chunk.clear();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Writes the chunk whose columns were taken over. A chunk without rows leaves no trace.
    ///
    /// # Errors
    /// When a column is missing, or the disk refuses.
    pub fn write(&mut self) -> Result<(), FrameError> {
        let columns = std::mem::take(&mut self.chunk);
        if columns.len() != self.schema.len() {
            let reason = format!("应有{}列，给出{}列", self.schema.len(), columns.len());
            return Err(failed(&self.file, &reason));
        }
        let rows = columns.first().map_or(0, Column::len);
        if rows == 0 {
            return Ok(());
        }
        let frame = DataFrame::new(rows, columns);
        let written = frame.and_then(|frame| self.writer.write_batch(&frame));
        written.map_err(|error| failed(&self.file, &error))
    }

    /// Writes the footer; a file without it cannot be read.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> Result<(), FrameError> {
        self.writer.finish().map(|_| ()).map_err(|error| failed(&self.file, &error))
    }

    /// The name of the next column, when the cells may be it.
    fn checked(&self, cells: &Cells<'_>) -> Result<String, String> {
        let Some((name, cell_type)) = self.schema.get(self.chunk.len()) else {
            return Err(format!("应有{}列，给出的更多", self.schema.len()));
        };
        let rows = self.chunk.first().map_or(cells.len(), Column::len);
        if cells.cell_type() != *cell_type {
            return Err(format!("{name} 列的类型不符"));
        }
        if cells.len() != rows {
            return Err(format!("{name} 列有{}行，应有{rows}行", cells.len()));
        }
        Ok(name.clone())
    }
}

fn failed(file: &str, reason: &impl ToString) -> FrameError {
    FrameError::Write { file: file.to_owned(), reason: reason.to_string() }
}

fn batched(
    file: File,
    schema: &[(&str, CellType)],
) -> PolarsResult<BatchedWriter<BufWriter<File>>> {
    let fields = schema.iter().map(|(name, cells)| Field::new((*name).into(), dtype(*cells)));
    let columns = Schema::from_iter_check_duplicates(fields)?;
    ParquetWriter::new(BufWriter::new(file))
        .with_compression(ParquetCompression::Zstd(None))
        .batched(&columns)
}

fn dtype(cells: CellType) -> DataType {
    match cells {
        CellType::Text => DataType::String,
        CellType::Int => DataType::Int64,
        CellType::Float => DataType::Float64,
        CellType::Bool => DataType::Boolean,
        CellType::Date => DataType::Date,
    }
}

fn column(name: &str, cells: Cells<'_>) -> Result<Column, PolarsError> {
    let name = name.into();
    let series = match cells {
        Cells::Text(cells) => Series::new(name, cells),
        Cells::Int(cells) => Series::new(name, cells),
        Cells::Float(cells) => Series::new(name, cells),
        Cells::Bool(cells) => Series::new(name, cells),
        Cells::Date(cells) => {
            let days: Vec<Option<i32>> = cells.into_iter().map(|day| Some(days(day?))).collect();
            Series::new(name, days).cast(&DataType::Date)?
        }
    };
    Ok(series.into_column())
}

/// Days since 1970-01-01.
fn days(day: NaiveDate) -> i32 {
    // chrono's years fit i32 many times over in days.
    (day - NaiveDate::default()).num_days() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::{ParquetChunks, read_parquet},
        score::samples::day,
    };

    const SCHEMA: [(&str, CellType); 5] = [
        ("reply_id", CellType::Text),
        ("year", CellType::Int),
        ("score", CellType::Float),
        ("non_answer", CellType::Bool),
        ("replied", CellType::Date),
    ];

    fn chunk(id: &'static str, year: i64) -> Vec<Cells<'static>> {
        vec![
            Cells::Text(vec![Some(id), None]),
            Cells::Int(vec![Some(year), None]),
            Cells::Float(vec![Some(0.25), None]),
            Cells::Bool(vec![Some(true), None]),
            Cells::Date(vec![day("1969-12-31"), None]),
        ]
    }

    fn write(table: &mut ParquetTable, chunk: Vec<Cells<'_>>) -> Result<(), FrameError> {
        chunk.into_iter().try_for_each(|cells| table.add(cells))?;
        table.write()
    }

    fn written(path: &Path, chunks: Vec<Vec<Cells<'_>>>) -> Vec<u8> {
        let mut table = ParquetTable::create(path, &SCHEMA).unwrap();
        for chunk in chunks {
            write(&mut table, chunk).unwrap();
        }
        table.finish().unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_over_all_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.parquet");
        written(&path, vec![chunk("0031", 2023), chunk("=1+1", 2024)]);
        let table = read_parquet(&path).unwrap();
        assert_eq!(table.headers, SCHEMA.map(|(name, _)| name));
        assert_eq!(table.rows.len(), 4);
        let first = ["0031", "2023", "0.25", "true", "1969-12-31"];
        assert_eq!(table.rows[0], first.map(|text| Some(text.to_owned())));
        assert_eq!(table.rows[1], [None, None, None, None, None]);
        assert_eq!(table.rows[2][0].as_deref(), Some("=1+1"), "Parquet is verbatim");
    }

    #[test]
    fn row_groups_are_read_one_by_one_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.parquet");
        written(&path, vec![chunk("0031", 2023), chunk("=1+1", 2024)]);
        let chunks: Vec<_> = ParquetChunks::open(&path).unwrap().map(Result::unwrap).collect();
        assert_eq!(chunks.len(), 2);
        let whole = read_parquet(&path).unwrap();
        let rows: Vec<_> = chunks.iter().flat_map(|chunk| chunk.rows.clone()).collect();
        assert_eq!((&chunks[1].headers, rows), (&whole.headers, whole.rows));
        std::fs::write(&path, "PAR1").unwrap();
        assert!(ParquetChunks::open(&path).is_err());
    }

    #[test]
    fn the_same_chunks_give_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let long: String = "已于三月完成。".repeat(500);
        let texts: Vec<Option<&str>> = (0..3_000).map(|at| long.get(..at % 50 * 3)).collect();
        let many = || {
            vec![
                Cells::Text(texts.clone()),
                Cells::Int((0..3_000).map(Some).collect()),
                Cells::Float(vec![None; 3_000]),
                Cells::Bool(vec![Some(false); 3_000]),
                Cells::Date(vec![None; 3_000]),
            ]
        };
        let first = written(&path, vec![many(), chunk("1", 2024)]);
        assert_eq!(first, written(&path, vec![many(), chunk("1", 2024)]));
        assert_eq!((&first[..4], &first[first.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.parquet");
        let never = written(&path, Vec::new());
        assert_eq!(read_parquet(&path).unwrap().headers.len(), 5);
        let empty = vec![
            Cells::Text(vec![]),
            Cells::Int(vec![]),
            Cells::Float(vec![]),
            Cells::Bool(vec![]),
            Cells::Date(vec![]),
        ];
        assert_eq!(never, written(&path, vec![empty]));
    }

    #[test]
    fn a_chunk_that_does_not_fit_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.parquet");
        let mut table = ParquetTable::create(&path, &SCHEMA).unwrap();
        let refused = |table: &mut ParquetTable, at: usize, cells: Cells<'static>| {
            let mut columns = chunk("1", 2024);
            columns[at] = cells;
            write(table, columns).unwrap_err().to_string()
        };
        let wrong_type = refused(&mut table, 1, Cells::Bool(vec![None, None]));
        assert!(wrong_type.contains("year 列的类型不符"), "{wrong_type}");
        let too_short = refused(&mut table, 2, Cells::Float(vec![None]));
        assert!(too_short.contains("score 列有1行，应有2行"), "{too_short}");
        let too_few = write(&mut table, vec![Cells::Text(vec![None])]).unwrap_err().to_string();
        assert!(too_few.contains("应有5列，给出1列"), "{too_few}");
        let six = [chunk("1", 2024), vec![Cells::Int(vec![None, None])]].concat();
        let too_many = write(&mut table, six).unwrap_err().to_string();
        assert!(too_many.contains("应有5列，给出的更多"), "{too_many}");
        write(&mut table, chunk("1", 2024)).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_created_is_named() {
        let path = Path::new("/nowhere/at/all/x.parquet");
        let error = ParquetTable::create(path, &SCHEMA).unwrap_err().to_string();
        assert!(error.starts_with("/nowhere/at/all/x.parquet：写不出"), "{error}");
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("twice.parquet");
        let schema = [("year", CellType::Int), ("year", CellType::Int)];
        assert!(ParquetTable::create(&path, &schema).is_err());
    }
}

//! The files of one table, filled row by row.
//!
//! Parquet is written in row groups of a fixed number of rows, so that its bytes do not
//! depend on the size of the chunks that arrive.

use std::{
    borrow::Borrow,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{TablesError, buffer::Buffer, column::Column};
use crate::{
    cause::cause_of,
    frame::{CellType, FrameError, ParquetTable},
};

/// Rows of a Parquet row group: the constant that bounds the memory of a table.
pub(super) const ROW_GROUP: usize = 32_768;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Which files a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    /// `.csv` and `.parquet`.
    Both,
    /// `.csv` only.
    Csv,
    /// `.parquet` only.
    Parquet,
}

/// Writes a whole table: its files, a header, and `rows`.
pub(super) fn write<R>(
    dir: &Path,
    name: &str,
    files: Files,
    columns: &[Column<R>],
    rows: impl IntoIterator<Item: Borrow<R>>,
) -> Result<(), TablesError> {
    let mut sink = Sink::create(dir, name, files, columns)?;
    for row in rows {
        sink.append(columns, row.borrow())?;
    }
    sink.finish()
}

/// A table that is being written.
pub(super) struct Sink {
    csv: Option<CsvFile>,
    parquet: Option<ParquetFile>,
    field: String,
}

impl Sink {
    /// Creates the files and writes the header.
    pub(super) fn create<R>(
        dir: &Path,
        name: &str,
        files: Files,
        columns: &[Column<R>],
    ) -> Result<Self, TablesError> {
        Self::grouped(dir, name, files, (columns, ROW_GROUP))
    }

    /// The same with row groups of another size, for rows with long texts.
    pub(super) fn grouped<R>(
        dir: &Path,
        name: &str,
        files: Files,
        (columns, group): (&[Column<R>], usize),
    ) -> Result<Self, TablesError> {
        let csv = (files != Files::Parquet).then(|| CsvFile::create(dir, name, columns));
        let parquet = (files != Files::Csv).then(|| ParquetFile::create(dir, name, columns, group));
        Ok(Self { csv: csv.transpose()?, parquet: parquet.transpose()?, field: String::new() })
    }

    /// Writes one row; `columns` must be those the sink was created with.
    pub(super) fn append<R>(&mut self, columns: &[Column<R>], row: &R) -> Result<(), TablesError> {
        for (index, column) in columns.iter().enumerate() {
            let cell = column.of(row);
            if let Some(csv) = &mut self.csv {
                cell.render(&mut self.field);
                csv.field(&self.field)?;
            }
            if let Some(buffer) = self.parquet.as_mut().and_then(|file| file.buffer(index)) {
                buffer.push(&cell);
            }
        }
        self.end_row()
    }

    /// Writes what is still buffered and closes the files.
    pub(super) fn finish(self) -> Result<(), TablesError> {
        self.csv.map_or(Ok(()), CsvFile::finish)?;
        self.parquet.map_or(Ok(()), ParquetFile::finish)
    }

    fn end_row(&mut self) -> Result<(), TablesError> {
        if let Some(csv) = &mut self.csv {
            csv.end_row()?;
        }
        self.parquet.as_mut().map_or(Ok(()), ParquetFile::end_row)
    }
}

struct CsvFile {
    file: String,
    out: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    fn create<R>(dir: &Path, name: &str, columns: &[Column<R>]) -> Result<Self, TablesError> {
        let file = format!("{name}.csv");
        let open = || -> io::Result<_> {
            let mut out = BufWriter::new(File::create(dir.join(&file))?);
            out.write_all(BOM)?;
            let mut out =
                csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
            out.write_record(columns.iter().map(|column| column.name.as_ref()))?;
            Ok(out)
        };
        match open() {
            Ok(out) => Ok(Self { file, out }),
            Err(error) => Err(TablesError::Csv { file, cause: cause_of(&error) }),
        }
    }

    fn field(&mut self, text: &str) -> Result<(), TablesError> {
        self.out.write_field(text).map_err(|error| self.failed(error.into()))
    }

    fn end_row(&mut self) -> Result<(), TablesError> {
        self.out.write_record(None::<&[u8]>).map_err(|error| self.failed(error.into()))
    }

    fn finish(mut self) -> Result<(), TablesError> {
        self.out.flush().map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> TablesError {
        TablesError::Csv { file: self.file.clone(), cause: cause_of(&error) }
    }
}

struct ParquetFile {
    file: String,
    out: ParquetTable,
    buffers: Vec<Buffer>,
    rows: usize,
    group: usize,
}

impl ParquetFile {
    fn create<R>(
        dir: &Path,
        name: &str,
        columns: &[Column<R>],
        group: usize,
    ) -> Result<Self, TablesError> {
        let file = format!("{name}.parquet");
        let schema: Vec<(&str, CellType)> =
            columns.iter().map(|column| (column.name.as_ref(), column.kind)).collect();
        let buffers = columns.iter().map(|column| Buffer::new(column.kind)).collect();
        match ParquetTable::create(&dir.join(&file), &schema) {
            Ok(out) => Ok(Self { file, out, buffers, rows: 0, group }),
            Err(source) => Err(TablesError::Parquet { file, source }),
        }
    }

    fn buffer(&mut self, column: usize) -> Option<&mut Buffer> {
        self.buffers.get_mut(column)
    }

    fn end_row(&mut self) -> Result<(), TablesError> {
        self.rows += 1;
        if self.rows < self.group { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), TablesError> {
        let mut columns = self.buffers.iter_mut();
        let taken = columns.try_for_each(|buffer| buffer.give(|cells| self.out.add(cells)));
        taken.and_then(|()| self.out.write()).map_err(|source| failed(&self.file, source))?;
        self.rows = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<(), TablesError> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.out.finish().map_err(|source| failed(&self.file, source))
    }
}

fn failed(file: &str, source: FrameError) -> TablesError {
    TablesError::Parquet { file: file.to_owned(), source }
}

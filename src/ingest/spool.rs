//! The temporary file in which typed rows wait until all ids are known, so that no text
//! is kept in memory. Its form is private to one run: length-prefixed little-endian records.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use chrono::{Datelike, NaiveDate};

use super::{error::IngestError, typed::Fields};
use crate::{
    metrics::{Kind, Metric, Value},
    records::Metrics,
};

const NO_TEXT: u32 = u32::MAX;

/// The file while rows are added.
#[derive(Debug)]
pub(super) struct SpoolWriter {
    file: BufWriter<File>,
    path: PathBuf,
    at: u64,
}

impl SpoolWriter {
    /// Creates the file, in place of an old one.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`].
    pub(super) fn create(path: &Path) -> Result<Self, IngestError> {
        let file = File::create(path).map_err(|error| IngestError::spool(path, &error))?;
        Ok(Self { file: BufWriter::new(file), path: path.to_owned(), at: 0 })
    }

    /// Adds a row and returns its offset.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`].
    pub(super) fn add(&mut self, fields: &Fields) -> Result<u64, IngestError> {
        let record = encode(fields);
        let offset = self.at;
        self.write(&record).map_err(|error| IngestError::spool(&self.path, &error))?;
        Ok(offset)
    }

    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        let length = u32::try_from(record.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(record)?;
        self.at += 4 + u64::from(length);
        Ok(())
    }

    /// Writes out what is buffered and gives the path.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`].
    pub(super) fn finish(mut self) -> Result<PathBuf, IngestError> {
        self.file.flush().map_err(|error| IngestError::spool(&self.path, &error))?;
        Ok(self.path)
    }
}

/// The file while rows are read back.
#[derive(Debug)]
pub(super) struct SpoolReader {
    file: BufReader<File>,
    path: PathBuf,
    at: u64,
}

impl SpoolReader {
    /// Opens a finished file.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`].
    pub(super) fn open(path: &Path) -> Result<Self, IngestError> {
        let file = File::open(path).map_err(|error| IngestError::spool(path, &error))?;
        Ok(Self { file: BufReader::new(file), path: path.to_owned(), at: 0 })
    }

    /// Reads the row at an offset that [`SpoolWriter::add`] gave; cheap when rows are asked
    /// for in the order in which they were added.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`], also when the file is not what was written.
    pub(super) fn read(&mut self, offset: u64) -> Result<Fields, IngestError> {
        self.record(offset)
            .and_then(|record| decode(&record).ok_or_else(|| io::ErrorKind::InvalidData.into()))
            .map_err(|error| IngestError::spool(&self.path, &error))
    }

    fn record(&mut self, offset: u64) -> io::Result<Vec<u8>> {
        match i64::try_from(i128::from(offset) - i128::from(self.at)) {
            Ok(step) => self.file.seek_relative(step)?,
            Err(_) => self.file.seek(SeekFrom::Start(offset)).map(|_| ())?,
        }
        self.at = offset;
        let mut length = [0; 4];
        self.file.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        let mut record = Vec::new();
        (&mut self.file).take(u64::from(length)).read_to_end(&mut record)?;
        self.at += 4 + record.len() as u64;
        if record.len() as u64 == u64::from(length) {
            Ok(record)
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
}

fn encode(fields: &Fields) -> Vec<u8> {
    let mut record = Vec::with_capacity(1024);
    for text in [&fields.unit, &fields.title, &fields.suggestion, &fields.reply] {
        put_text(&mut record, text.as_deref());
    }
    // Of the metrics only what is known, each with its place in the table of fields.
    for (metric, place) in Metric::ALL.iter().zip(0_u8..) {
        if let Some(value) = metric.get(&fields.metrics) {
            record.push(place);
            put_value(&mut record, value);
        }
    }
    record
}

fn put_value(record: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Text(text) => put_text(record, Some(text)),
        Value::Day(day) => record.extend_from_slice(&day.num_days_from_ce().to_le_bytes()),
        Value::Flag(flag) => record.push(u8::from(flag)),
        Value::Count(count) => record.extend_from_slice(&count.to_le_bytes()),
    }
}

fn put_text(record: &mut Vec<u8>, text: Option<&str>) {
    let length = text.map_or(NO_TEXT, |text| u32::try_from(text.len()).unwrap_or(NO_TEXT));
    record.extend_from_slice(&length.to_le_bytes());
    if length != NO_TEXT {
        record.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}

fn decode(record: &[u8]) -> Option<Fields> {
    let mut rest = record;
    let rest = &mut rest;
    // Struct fields are evaluated in the order written, which is that of `encode`.
    Some(Fields {
        unit: text(rest)?,
        title: text(rest)?,
        suggestion: text(rest)?,
        reply: text(rest)?,
        metrics: metrics(rest)?,
    })
}

fn metrics(rest: &mut &[u8]) -> Option<Metrics> {
    let mut metrics = Metrics::default();
    while let Some((place, left)) = rest.split_first() {
        *rest = left;
        let metric = Metric::ALL.get(usize::from(*place))?;
        let held;
        let value = match metric.kind() {
            Kind::Text | Kind::Units | Kind::Word(_) => {
                held = text(rest)??;
                Value::Text(&held)
            }
            Kind::Day => Value::Day(date(rest)?),
            Kind::Flag => Value::Flag(flag(rest)?),
            Kind::Count => Value::Count(u32::from_le_bytes(word(rest)?)),
        };
        metric.set(&mut metrics, Some(value));
    }
    Some(metrics)
}

fn bytes<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn word(rest: &mut &[u8]) -> Option<[u8; 4]> {
    bytes(rest, 4)?.try_into().ok()
}

/// Outer `None`: the record is not ours. Inner `None`: the field is empty.
fn text(rest: &mut &[u8]) -> Option<Option<String>> {
    let length = u32::from_le_bytes(word(rest)?);
    if length == NO_TEXT {
        return Some(None);
    }
    String::from_utf8(bytes(rest, length as usize)?.to_vec()).ok().map(Some)
}

fn date(rest: &mut &[u8]) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(word(rest)?))
}

fn flag(rest: &mut &[u8]) -> Option<bool> {
    match bytes(rest, 1)? {
        [0] => Some(false),
        [1] => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::{everything_known, sample};

    fn fields() -> impl Strategy<Value = Fields> {
        let text = || proptest::option::of("[a中\n]{0,8}");
        let known = proptest::collection::vec(proptest::option::of(0_u32..800), Metric::ALL.len());
        (text(), text(), text(), text(), known).prop_map(
            |(unit, title, suggestion, reply, known)| {
                let mut metrics = Metrics::default();
                for (metric, number) in Metric::ALL.iter().zip(known) {
                    if let Some(number) = number {
                        metric.set(&mut metrics, Some(sample(*metric, number)));
                    }
                }
                Fields { unit, title, suggestion, reply, metrics }
            },
        )
    }

    #[test]
    fn every_metric_comes_back_and_unknown_ones_take_no_room() {
        let fields = Fields { metrics: everything_known(), ..Fields::default() };
        assert_eq!(decode(&encode(&fields)), Some(fields));
        let empty = decode(&encode(&Fields::default())).unwrap();
        assert!(empty.metrics.more.is_none());
        assert_eq!(encode(&empty).len(), 4 * 4);
    }

    #[test]
    fn rows_come_back_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = SpoolWriter::create(&folder.path().join("spool")).unwrap();
        let row = |text: &str| Fields { reply: Some(text.repeat(5000)), ..Fields::default() };
        let offsets: Vec<u64> =
            ["甲", "乙", "丙"].iter().map(|text| writer.add(&row(text)).unwrap()).collect();
        let mut reader = SpoolReader::open(&writer.finish().unwrap()).unwrap();
        for (place, text) in [(0, "甲"), (2, "丙"), (1, "乙"), (1, "乙"), (0, "甲")] {
            assert_eq!(reader.read(offsets[place]).unwrap(), row(text));
        }
    }

    #[test]
    fn a_file_cut_short_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let mut writer = SpoolWriter::create(&path).unwrap();
        let offset = writer.add(&Fields::default()).unwrap();
        writer.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        let error = SpoolReader::open(&path).unwrap().read(offset).unwrap_err();
        assert!(matches!(error, IngestError::Spool { .. }));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(fields in fields()) {
            prop_assert_eq!(decode(&encode(&fields)), Some(fields));
        }

        #[test]
        fn foreign_bytes_are_refused_or_read_but_never_panic(
            record in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let _ = decode(&record);
        }
    }
}

//! A Parquet file as rows of text, so that one reader of rows serves every format.

use std::{
    collections::VecDeque,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use polars::prelude::{
    AnyValue, ArrowDataType, ArrowSchema, DataFrame, ParquetReader, PolarsResult, SerReader,
    TimeUnit,
};

use super::FrameError;
use crate::cause::cause_of;

/// A table of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParquetRows {
    /// Column names of the file, without the skipped ones.
    pub headers: Vec<String>,
    /// The rows in file order, each as long as `headers`; `None` = null.
    pub rows: Vec<Vec<Option<String>>>,
    /// Columns left out because their type cannot be read: lists, structures, bytes, decimals,
    /// durations, times of day, and integers of 8 or 16 bits.
    pub skipped: Vec<String>,
}

/// Reads a Parquet file with every value as text: dates as YYYY-MM-DD (with HH:MM:SS behind
/// them unless midnight), whole numbers without a decimal point, booleans as true/false,
/// NaN as null.
///
/// Times with a Chinese zone are shown in local time, those with any other zone in UTC.
///
/// # Errors
/// When the file cannot be opened or is no intact Parquet file.
pub fn read_parquet(path: &Path) -> Result<ParquetRows, FrameError> {
    let (frame, skipped) = caught(path, |file| read_columns(file, None))?;
    Ok(rows(&frame, skipped))
}

/// A Parquet file read piece by piece, no piece over two row groups, so that memory does not grow with the rows; the
/// values are as [`read_parquet`] gives them.
#[derive(Debug)]
pub struct ParquetChunks {
    path: PathBuf,
    /// Rows of the pieces that are still to be read.
    pieces: VecDeque<usize>,
    at: usize,
}

impl ParquetChunks {
    /// Opens the file.
    ///
    /// # Errors
    /// When the file cannot be opened or is no intact Parquet file.
    pub fn open(path: &Path) -> Result<Self, FrameError> {
        let pieces = caught(path, |file| {
            let mut reader = ParquetReader::new(file);
            let groups = &reader.get_metadata()?.row_groups;
            Ok(groups.iter().flat_map(|group| pieces(group.num_rows())).collect())
        })?;
        Ok(Self { path: path.to_owned(), pieces, at: 0 })
    }
}

/// Rows that are read at a time: as text a row group takes ten times the room it has in the file.
const MOST_ROWS: usize = 8192;

/// A row group in pieces of at most [`MOST_ROWS`].
fn pieces(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by(MOST_ROWS).map(move |start| MOST_ROWS.min(rows - start))
}

impl Iterator for ParquetChunks {
    type Item = Result<ParquetRows, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        let slice = (self.at, self.pieces.pop_front()?);
        self.at += slice.1;
        let read = caught(&self.path, |file| read_columns(file, Some(slice)));
        Some(read.map(|(frame, skipped)| rows(&frame, skipped)))
    }
}

/// The reader panics on some damaged or foreign schemas; for the user that is a bad file.
fn caught<T>(path: &Path, read: impl FnOnce(File) -> PolarsResult<T>) -> Result<T, FrameError> {
    let failed = |reason: String| FrameError::Read { file: path.display().to_string(), reason };
    let file = File::open(path).map_err(|error| failed(cause_of(&error)))?;
    let read = catch_unwind(AssertUnwindSafe(|| read(file)));
    read.map_err(|_| failed("表结构损坏或不受支持".to_owned()))?
        .map_err(|error| failed(error.to_string()))
}

fn read_columns(
    file: File,
    slice: Option<(usize, usize)>,
) -> PolarsResult<(DataFrame, Vec<String>)> {
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema()?;
    let (kept, skipped) = readable(&schema);
    if kept.is_empty() {
        return Ok((DataFrame::empty(), skipped));
    }
    let frame = reader.with_projection(Some(kept)).with_slice(slice).set_rechunk(true).finish()?;
    Ok((frame, skipped))
}

/// Positions of the columns that can be read, and names of the others.
fn readable(schema: &ArrowSchema) -> (Vec<usize>, Vec<String>) {
    let mut kept = Vec::new();
    let mut skipped = Vec::new();
    for (position, field) in schema.iter_values().enumerate() {
        if can_be_read(&field.dtype) {
            kept.push(position);
        } else {
            skipped.push(field.name.to_string());
        }
    }
    (kept, skipped)
}

fn can_be_read(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as Type;
    match dtype {
        Type::Null | Type::Boolean | Type::Float32 | Type::Float64 => true,
        // The narrower integers are not compiled in.
        Type::Int32 | Type::Int64 | Type::UInt32 | Type::UInt64 => true,
        Type::Utf8 | Type::LargeUtf8 | Type::Utf8View => true,
        Type::Date32 | Type::Date64 | Type::Timestamp(_, _) => true,
        Type::Dictionary(_, values, _) => can_be_read(values),
        _ => false,
    }
}

fn rows(frame: &DataFrame, skipped: Vec<String>) -> ParquetRows {
    let headers: Vec<String> =
        frame.get_column_names().into_iter().map(ToString::to_string).collect();
    let mut rows = vec![Vec::with_capacity(headers.len()); frame.height()];
    for column in frame.columns() {
        let series = column.as_materialized_series();
        for (row, value) in rows.iter_mut().zip(series.iter()) {
            row.push(text(&value));
        }
    }
    ParquetRows { headers, rows, skipped }
}

fn text(value: &AnyValue<'_>) -> Option<String> {
    match value {
        AnyValue::Null => None,
        AnyValue::Float32(number) => number_text(f64::from(*number), *number),
        AnyValue::Float64(number) => number_text(*number, *number),
        AnyValue::Date(days) => {
            moment_text(DateTime::from_timestamp(i64::from(*days) * 86_400, 0)?.naive_utc())
        }
        AnyValue::Datetime(ticks, unit, zone) => {
            let zone = zone.map(|zone| zone.as_str()).unwrap_or_default();
            moment_text(moment(*ticks, *unit)? + TimeDelta::hours(hours_east(zone)))
        }
        other => Some(other.get_str().map_or_else(|| other.to_string(), str::to_owned)),
    }
}

/// A number as people write it; the shortest text of its own precision.
fn number_text(wide: f64, own: impl ToString) -> Option<String> {
    if wide.is_nan() {
        return None;
    }
    // Below 2^53 a whole number in a float column was an integer with gaps.
    let whole = wide.fract() == 0.0 && wide.abs() < 9_007_199_254_740_992.0;
    Some(if whole { (wide as i64).to_string() } else { own.to_string() })
}

fn moment(ticks: i64, unit: TimeUnit) -> Option<NaiveDateTime> {
    let second = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    };
    Some(DateTime::from_timestamp(ticks.div_euclid(second), 0)?.naive_utc())
}

/// A day at midnight UTC+8 stored in UTC would read as the day before.
fn hours_east(zone: &str) -> i64 {
    let china = ["Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC", "+08:00"];
    if china.contains(&zone) { 8 } else { 0 }
}

fn moment_text(moment: NaiveDateTime) -> Option<String> {
    let midnight = moment.time() == chrono::NaiveTime::MIN;
    let form = if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
    Some(moment.format(form).to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use polars::prelude::{
        Column, DataType, IntoColumn, NamedFrom, ParquetWriter, Series, TimeZone, df,
    };

    use super::*;

    fn written(mut frame: DataFrame) -> ParquetRows {
        let file = tempfile::NamedTempFile::new().unwrap();
        ParquetWriter::new(file.as_file()).finish(&mut frame).unwrap();
        read_parquet(file.path()).unwrap()
    }

    fn column(name: &str, numbers: &[Option<i64>], dtype: &DataType) -> Column {
        let numbers = Series::new(name.into(), numbers);
        let numbers = if dtype == &DataType::Date {
            numbers.cast(&DataType::Int32).unwrap()
        } else {
            numbers
        };
        numbers.cast(dtype).unwrap().into_column()
    }

    fn texts(table: &ParquetRows, name: &str) -> Vec<Option<String>> {
        let at = table.headers.iter().position(|header| header == name).unwrap();
        table.rows.iter().map(|row| row[at].clone()).collect()
    }

    fn some(words: &[&str]) -> Vec<Option<String>> {
        words.iter().map(|word| Some((*word).to_owned())).collect()
    }

    #[test]
    fn every_kind_of_value_becomes_the_text_a_person_would_write() {
        let frame = df!(
            "编号" => ["0031", "32"],
            "件数" => [7_i64, -1],
            "年度" => [Some(2024.0_f64), None],
            "比例" => [0.5_f64, f64::NAN],
            "是否公开" => [true, false],
            "小数" => [1.1_f32, 2.0],
        )
        .unwrap();
        let table = written(frame);
        assert_eq!(texts(&table, "编号"), some(&["0031", "32"]));
        assert_eq!(texts(&table, "件数"), some(&["7", "-1"]));
        assert_eq!(texts(&table, "年度"), [Some("2024".to_owned()), None]);
        assert_eq!(texts(&table, "比例"), [Some("0.5".to_owned()), None]);
        assert_eq!(texts(&table, "是否公开"), some(&["true", "false"]));
        assert_eq!(texts(&table, "小数"), some(&["1.1", "2"]));
        assert!(table.skipped.is_empty());
    }

    #[test]
    fn dates_and_moments_are_days_with_the_time_behind_them() {
        let midnight = 1_710_115_200_000_i64; // 2024-03-11 00:00 UTC
        let plain = DataType::Datetime(TimeUnit::Milliseconds, None);
        let zone = TimeZone::opt_try_new(Some("Asia/Shanghai")).unwrap();
        let stored = Series::new("当地".into(), [Some(midnight - 28_800_000), None]);
        // A cast would lose the zone.
        let local = stored.i64().unwrap().clone().into_datetime(TimeUnit::Milliseconds, zone);
        let columns = vec![
            column("日", &[Some(19_793), None], &DataType::Date),
            column("时", &[Some(midnight), Some(midnight + 34_200_000)], &plain),
            local.into_column(),
        ];
        let table = written(DataFrame::new(2, columns).unwrap());
        assert_eq!(texts(&table, "日"), [Some("2024-03-11".to_owned()), None]);
        assert_eq!(texts(&table, "时"), some(&["2024-03-11", "2024-03-11 09:30:00"]));
        assert_eq!(texts(&table, "当地"), [Some("2024-03-11".to_owned()), None]);
    }

    #[test]
    fn a_column_of_lists_is_left_out_and_named() {
        let lists = Series::new("标签".into(), [Series::new("".into(), ["路灯", "公厕"])]);
        let columns =
            vec![lists.into_column(), Series::new("答复".into(), ["已装路灯三盏。"]).into_column()];
        let table = written(DataFrame::new(1, columns).unwrap());
        assert_eq!(table.headers, ["答复"]);
        assert_eq!(table.rows, [some(&["已装路灯三盏。"])]);
        assert_eq!(table.skipped, ["标签"]);
    }

    #[test]
    fn types_that_are_not_compiled_in_are_not_asked_for() {
        use ArrowDataType as Type;
        for dtype in
            [Type::Int8, Type::UInt16, Type::Struct(Vec::new()), Type::Decimal(9, 2), Type::Binary]
        {
            assert!(!can_be_read(&dtype), "{dtype:?}");
        }
        assert!(can_be_read(&Type::LargeUtf8));
    }

    #[test]
    fn a_table_without_rows_keeps_its_headers() {
        let table = written(df!("编号" => Vec::<String>::new()).unwrap());
        assert_eq!(table.headers, ["编号"]);
        assert!(table.rows.is_empty());
    }

    #[test]
    fn a_file_that_is_no_parquet_is_an_error_with_its_name() {
        for content in ["", "编号,答复\n1,已办结\n", "PAR1 then nothing PAR1", "PAR1"] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(content.as_bytes()).unwrap();
            let error = read_parquet(file.path()).unwrap_err().to_string();
            assert!(error.starts_with(&file.path().display().to_string()), "{error}");
            assert!(error.contains("读不出 Parquet 表"), "{error}");
        }
    }

    #[test]
    fn a_long_row_group_is_read_in_pieces_without_loss() {
        let rows = MOST_ROWS as i64 + 5;
        let mut frame = df!("n" => (0..rows).collect::<Vec<_>>()).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        ParquetWriter::new(file.as_file()).finish(&mut frame).unwrap();
        let pieces: Vec<_> =
            ParquetChunks::open(file.path()).unwrap().map(Result::unwrap).collect();
        let lengths: Vec<_> = pieces.iter().map(|piece| piece.rows.len()).collect();
        assert_eq!(lengths, [MOST_ROWS, 5]);
        let numbers = pieces.iter().flat_map(|piece| &piece.rows).map(|row| row[0].clone());
        assert!(numbers.eq((0..rows).map(|number| Some(number.to_string()))));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_an_error_and_no_crash() {
        let mut frame = df!("编号" => ["1", "2"], "年度" => [2023_i64, 2024]).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        for end in (0..bytes.len()).step_by(37) {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(&bytes[..end]).unwrap();
            assert!(read_parquet(file.path()).is_err(), "cut at {end}");
        }
    }
}

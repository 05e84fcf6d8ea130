//! Sheets of .xlsx, .xls and .ods workbooks, row by row.
//!
//! An .xlsx sheet is streamed cell by cell; the two older formats are read whole by
//! calamine, which bounds the memory by the size of the file, not of the run.

use std::{
    fs::File,
    io::BufReader,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Sheets, Xls, Xlsx,
};

use super::{
    error::IngestError,
    rows::{RawRow, Visit, number_text},
};

/// Columns further right are no part of a table; a stray cell there must not cost memory.
const WIDEST: u32 = 1024;

/// The container of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML (.xlsx, .xlsm).
    Xlsx,
    /// The binary format of Excel 97 and of WPS (.xls, .et).
    Xls,
    /// OpenDocument (.ods).
    Ods,
}

/// A sheet by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Whether a person who opens the workbook does not see it.
    pub(super) hidden: bool,
}

/// The worksheets of a workbook in their order, charts and macros left out.
///
/// # Errors
///
/// [`IngestError::Broken`] when calamine cannot read it.
pub(super) fn sheets(path: &Path, name: &str, kind: Kind) -> Result<Vec<Sheet>, IngestError> {
    guarded(name, || {
        let book = open(path, name, kind)?;
        Ok(book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect())
    })
}

/// Hands the rows of a sheet to `visit`, until it breaks off. Blank rows between others
/// are handed on; those below the last filled row are not.
///
/// # Errors
///
/// [`IngestError::Broken`] when calamine cannot read it, or what `visit` gives.
pub(super) fn visit(
    path: &Path,
    name: &str,
    (kind, sheet): (Kind, &str),
    visit: &mut Visit<'_>,
) -> Result<(), IngestError> {
    guarded(name, || {
        let mut rows = Rows { visit, next: 1, line: 1, cells: Vec::new(), ended: false };
        match open(path, name, kind)? {
            Sheets::Xlsx(mut book) => stream(&mut book, name, sheet, &mut rows)?,
            mut book => {
                let range = book.worksheet_range(sheet).map_err(|error| broken(name, error))?;
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, cell) in range.used_cells() {
                    let at = (top.saturating_add(row as u32), left.saturating_add(column as u32));
                    rows.put(at, || cell_text(cell))?;
                    if rows.ended {
                        break;
                    }
                }
            }
        }
        rows.flush()
    })
}

/// Rows of a sheet, with their physical numbers from 1 and their cells as text from the left.
pub(crate) type SheetRows = Vec<(u32, Vec<String>)>;

/// Every sheet of an .xlsx by name, hidden ones too, whole.
///
/// # Errors
/// [`IngestError::Broken`] when calamine cannot read it.
pub(crate) fn sheet_rows(path: &Path) -> Result<Vec<(String, SheetRows)>, IngestError> {
    let name = path.display().to_string();
    let mut read = Vec::new();
    for sheet in sheets(path, &name, Kind::Xlsx)? {
        let mut rows = SheetRows::new();
        visit(path, &name, (Kind::Xlsx, &sheet.name), &mut |row| {
            rows.push((row.line, row.cells));
            Ok(ControlFlow::Continue(()))
        })?;
        read.push((sheet.name, rows));
    }
    Ok(read)
}

type Book = Sheets<BufReader<File>>;

fn open(path: &Path, name: &str, kind: Kind) -> Result<Book, IngestError> {
    let file = File::open(path).map_err(|error| IngestError::unreadable(path, &error))?;
    let file = BufReader::new(file);
    match kind {
        Kind::Xlsx => Xlsx::new(file).map(Sheets::Xlsx).map_err(|error| broken(name, error)),
        Kind::Xls => Xls::new(file).map(Sheets::Xls).map_err(|error| broken(name, error)),
        Kind::Ods => Ods::new(file).map(Sheets::Ods).map_err(|error| broken(name, error)),
    }
}

fn broken(name: &str, cause: impl std::fmt::Display) -> IngestError {
    IngestError::Broken { file: name.to_owned(), cause: cause.to_string() }
}

/// Runs a foreign parser so that a panic is an error of the file: calamine 0.38 panics on
/// about 2 % of .xls files with a few damaged bytes (slices in `cfb.rs` and `xls.rs`).
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, IngestError>) -> Result<T, IngestError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken(name, "内部结构不合规范")))
}

fn stream(
    book: &mut Xlsx<BufReader<File>>,
    name: &str,
    sheet: &str,
    rows: &mut Rows<'_, '_>,
) -> Result<(), IngestError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| broken(name, error))?;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(name, error))? {
        rows.put(cell.get_position(), || cell_ref_text(cell.get_value()))?;
        if rows.ended {
            break;
        }
    }
    Ok(())
}

/// Gathers cells into rows.
struct Rows<'a, 'v> {
    visit: &'a mut Visit<'v>,
    /// The first line not handed on yet.
    next: u32,
    /// The line that `cells` belongs to.
    line: u32,
    cells: Vec<String>,
    /// Whether `visit` broke off.
    ended: bool,
}

impl Rows<'_, '_> {
    /// Takes the cell at `(row, column)`, both 0-based; cells come row by row.
    fn put(
        &mut self,
        (row, column): (u32, u32),
        text: impl FnOnce() -> String,
    ) -> Result<(), IngestError> {
        let line = row.saturating_add(1);
        if line != self.line {
            self.flush()?;
            self.line = line;
        }
        if column >= WIDEST {
            return Ok(());
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text();
        }
        Ok(())
    }

    /// Hands on the gathered row, and the blank ones before it.
    fn flush(&mut self) -> Result<(), IngestError> {
        let row = RawRow::whole(self.line, std::mem::take(&mut self.cells));
        // A hostile sheet may list its rows backwards; a line is handed on once.
        if row.is_blank() || row.line < self.next {
            return Ok(());
        }
        for line in self.next..row.line {
            self.hand_on(RawRow::whole(line, Vec::new()))?;
        }
        self.next = row.line.saturating_add(1);
        self.hand_on(row)
    }

    fn hand_on(&mut self, row: RawRow) -> Result<(), IngestError> {
        if !self.ended {
            self.ended = (self.visit)(row)?.is_break();
        }
        Ok(())
    }
}

fn cell_ref_text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => plain(text),
        DataRef::String(text) => plain(text),
        DataRef::Float(number) => number_text(*number),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::String(text) => plain(text),
        Data::Float(number) => number_text(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// Spreadsheets write a carriage return as `_x000D_`.
fn plain(text: &str) -> String {
    if text.contains("_x000D_") { text.replace("_x000D_", "\r") } else { text.to_owned() }
}

/// A typed moment as a date; what is a mere time of day or a duration stays a number.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return number_text(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook};

    use super::*;

    fn read(path: &Path, sheet: &str) -> Result<Vec<RawRow>, IngestError> {
        let mut rows = Vec::new();
        visit(path, "表.xlsx", (Kind::Xlsx, sheet), &mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    fn saved(fill: impl FnOnce(&mut Workbook)) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.xlsx");
        let mut book = Workbook::new();
        fill(&mut book);
        book.save(&path).unwrap();
        (folder, path)
    }

    #[test]
    fn numbers_dates_and_truths_become_text_that_people_write() {
        let (_folder, path) = saved(|book| {
            let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
            let sheet = book.add_worksheet();
            sheet.write(0, 0, 31).unwrap();
            sheet.write_with_format(0, 1, 45356, &date).unwrap();
            sheet.write_with_format(0, 2, 45356.5, &date).unwrap();
            sheet.write(0, 3, true).unwrap();
            sheet.write(0, 4, "一\r\n二").unwrap();
            sheet.write(0, 5, 45356).unwrap();
        });
        let rows = read(&path, "Sheet1").unwrap();
        assert_eq!(
            rows[0].cells,
            ["31", "2024-03-05", "2024-03-05 12:00:00", "true", "一\r\n二", "45356"]
        );
    }

    #[test]
    fn blank_rows_between_are_handed_on_and_those_below_are_not() {
        let (_folder, path) = saved(|book| {
            let bold = Format::new().set_bold();
            let sheet = book.add_worksheet();
            sheet.write(1, 0, "甲").unwrap();
            sheet.write(4, 0, "乙").unwrap();
            sheet.write_blank(900, 3, &bold).unwrap();
        });
        let rows = read(&path, "Sheet1").unwrap();
        let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
        assert!(rows[0].is_blank() && !rows[1].is_blank() && !rows[4].is_blank());
    }

    #[test]
    fn a_cell_at_the_far_corner_costs_no_memory() {
        let (_folder, path) = saved(|book| {
            let sheet = book.add_worksheet();
            sheet.write(0, 0, "甲").unwrap();
            sheet.write(1_048_575, 16_383, "乙").unwrap();
        });
        assert_eq!(read(&path, "Sheet1").unwrap().len(), 1);
    }

    #[test]
    fn hidden_sheets_are_known_as_such() {
        let (_folder, path) = saved(|book| {
            book.add_worksheet().set_name("明细").unwrap();
            book.add_worksheet().set_name("旧稿").unwrap().set_hidden(true);
        });
        let sheets = sheets(&path, "表.xlsx", Kind::Xlsx).unwrap();
        assert_eq!(
            sheets,
            [
                Sheet { name: "明细".into(), hidden: false },
                Sheet { name: "旧稿".into(), hidden: true }
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_workbook_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.xlsx");
        std::fs::write(&path, b"PK\x03\x04 and then nothing").unwrap();
        for kind in [Kind::Xlsx, Kind::Xls, Kind::Ods] {
            let error = sheets(&path, "表.xlsx", kind).unwrap_err();
            assert!(matches!(error, IngestError::Broken { .. }), "{error}");
        }
    }

    #[test]
    fn the_visitor_can_stop_early() {
        let (_folder, path) = saved(|book| {
            let sheet = book.add_worksheet();
            for row in 0..50 {
                sheet.write(row, 0, row).unwrap();
            }
        });
        let mut seen = 0;
        visit(&path, "表.xlsx", (Kind::Xlsx, "Sheet1"), &mut |_| {
            seen += 1;
            Ok(if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
        .unwrap();
        assert_eq!(seen, 3);
    }
}

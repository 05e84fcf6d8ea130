//! Records of a CSV or TSV file, each with the physical line on which it starts.
//!
//! The quoting is that of the `csv` crate. It is done here because two things are needed
//! that the crate does not tell: blank lines, which are counted, and quotes that are never
//! closed, which would otherwise swallow the rest of the file as one cell. Such a record is
//! given up as a fault of its first line, and reading goes on with the next line.

use std::{collections::VecDeque, path::Path};

use super::{
    encoding::{Decoding, Lines},
    error::IngestError,
    rows::{RawRow, Visit},
};

/// A record with line breaks in quotes may have at most this many bytes.
const LONGEST_RECORD: usize = 4 * 1024 * 1024;

const UNCLOSED: &str =
    "引号没有配对，本行无法拆成字段；请在 Excel 或 WPS 中打开，检查本行的英文双引号后另存";

/// Hands every record of a file to `visit`, until it breaks off.
///
/// # Errors
///
/// What reading the lines gives, or `visit` itself.
pub(super) fn visit(
    path: &Path,
    name: &str,
    (decoding, delimiter): (Decoding, char),
    visit: &mut Visit<'_>,
) -> Result<(), IngestError> {
    let lines = Lines::open(path, name, decoding)?;
    let mut records = Records { lines, again: VecDeque::new(), delimiter };
    while let Some(row) = records.next_record()? {
        if visit(row)?.is_break() {
            break;
        }
    }
    Ok(())
}

struct Records {
    lines: Lines,
    /// Lines of a record that was given up, to be read once more.
    again: VecDeque<(u32, String)>,
    delimiter: char,
}

impl Records {
    fn next_line(&mut self) -> Result<Option<(u32, String)>, IngestError> {
        match self.again.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    fn next_record(&mut self) -> Result<Option<RawRow>, IngestError> {
        let Some((line, first)) = self.next_line()? else {
            return Ok(None);
        };
        let mut splitter = Splitter::new(self.delimiter);
        match splitter.feed(&first) {
            Fed::Complete => Ok(Some(RawRow::whole(line, splitter.fields))),
            Fed::Open | Fed::Broken => self.continue_record(line, splitter),
        }
    }

    fn continue_record(
        &mut self,
        line: u32,
        mut splitter: Splitter,
    ) -> Result<Option<RawRow>, IngestError> {
        let mut taken = VecDeque::new();
        let mut bytes = 0;
        while bytes <= LONGEST_RECORD {
            let Some((number, text)) = self.next_line()? else { break };
            bytes += text.len() + 1;
            let fed = splitter.feed(&text);
            taken.push_back((number, text));
            match fed {
                Fed::Complete => return Ok(Some(RawRow::whole(line, splitter.fields))),
                Fed::Open => {}
                Fed::Broken => break,
            }
        }
        taken.append(&mut self.again);
        self.again = taken;
        Ok(Some(RawRow::faulty(line, UNCLOSED.to_owned())))
    }
}

enum Fed {
    Complete,
    Open,
    Broken,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first half of an escaped quote.
    Quote,
}

struct Splitter {
    delimiter: char,
    state: State,
    lines: u32,
    field: String,
    fields: Vec<String>,
}

impl Splitter {
    fn new(delimiter: char) -> Self {
        Self { delimiter, state: State::Start, lines: 0, field: String::new(), fields: Vec::new() }
    }

    /// Takes one physical line.
    fn feed(&mut self, line: &str) -> Fed {
        if self.lines > 0 {
            self.field.push('\n');
        }
        self.lines += 1;
        for c in line.chars() {
            if !self.push(c) {
                return Fed::Broken;
            }
        }
        if self.state == State::Quoted {
            return Fed::Open;
        }
        self.end_field();
        Fed::Complete
    }

    /// Takes one character; `false` when the quoting cannot be meant so.
    fn push(&mut self, c: char) -> bool {
        match self.state {
            State::Quoted if c == '"' => self.state = State::Quote,
            State::Quoted => self.field.push(c),
            State::Quote if c == '"' => {
                self.field.push('"');
                self.state = State::Quoted;
            }
            _ if c == self.delimiter => self.end_field(),
            State::Start if c == '"' => self.state = State::Quoted,
            // Text behind a closing quote. On one line it is sloppy writing and is kept;
            // over several lines the quote that seemed to close was another row's opening.
            State::Quote if self.lines > 1 => return false,
            State::Start | State::Plain | State::Quote => {
                self.field.push(c);
                self.state = State::Plain;
            }
        }
        true
    }

    fn end_field(&mut self) {
        self.fields.push(std::mem::take(&mut self.field));
        self.state = State::Start;
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::*;
    use crate::ingest::encoding::decide;

    fn rows(text: &str, delimiter: char) -> Vec<RawRow> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.csv");
        std::fs::write(&path, text).unwrap();
        let decoding = decide(&path, "表.csv").unwrap();
        let mut rows = Vec::new();
        visit(&path, "表.csv", (decoding, delimiter), &mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        rows
    }

    fn cells(text: &str, delimiter: char) -> Vec<(u32, Vec<String>)> {
        rows(text, delimiter).into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quoted_delimiters_quotes_and_newlines_stay_in_their_cell() {
        assert_eq!(
            cells("a,\"b,\"\"c\"\"\nd\r\ne\",f\ng,h\n", ','),
            [row(1, &["a", "b,\"c\"\nd\ne", "f"]), row(4, &["g", "h"])]
        );
    }

    #[test]
    fn blank_lines_are_records_of_their_own() {
        assert_eq!(
            cells("a,b\n\n1,2", ','),
            [row(1, &["a", "b"]), row(2, &[""]), row(3, &["1", "2"])]
        );
    }

    #[test]
    fn sloppy_quotes_on_one_line_are_kept() {
        assert_eq!(cells("1,\"路灯\"的答复,好\n", ','), [row(1, &["1", "路灯的答复", "好"])]);
        assert_eq!(cells("1,关于\"路灯\"\n", ','), [row(1, &["1", "关于\"路灯\""])]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        let rows = rows("1,\"甲\n2,乙\n3,丙\n", ',');
        assert_eq!(rows.len(), 3);
        assert!(rows[0].fault.is_some() && rows[0].line == 1);
        assert_eq!((rows[1].line, rows[1].cells.as_slice()), (2, &["2".into(), "乙".into()][..]));
        assert!(rows[2].fault.is_none());
    }

    #[test]
    fn an_unclosed_quote_does_not_pair_with_the_next_rows_quote() {
        let rows = rows("1,\"甲\n2,\"乙\"\n3,丙\n", ',');
        let faults: Vec<bool> = rows.iter().map(|row| row.fault.is_some()).collect();
        assert_eq!(faults, [true, false, false]);
    }

    #[test]
    fn an_unclosed_quote_in_a_large_file_is_given_up_early() {
        let mut text = "0,\"甲\n".to_owned();
        let line = format!("1,{}\n", "字".repeat(1000));
        for _ in 0..3000 {
            text.push_str(&line);
        }
        let rows = rows(&text, ',');
        assert_eq!(rows.len(), 3001);
        assert_eq!(rows.iter().filter(|row| row.fault.is_some()).count(), 1);
    }

    #[test]
    fn tabs_and_semicolons_divide_too() {
        assert_eq!(cells("a\t\"b\tc\"\n", '\t'), [row(1, &["a", "b\tc"])]);
        assert_eq!(cells("a;b,c\n", ';'), [row(1, &["a", "b,c"])]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            table in proptest::collection::vec(
                proptest::collection::vec("[a\"',;\n\t 中。]{0,6}", 3), 1..5),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for record in &table {
                writer.write_record(record).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> = rows(&text, ',').into_iter().map(|row| row.cells).collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn no_line_is_lost(text in "[a\",\n]{0,60}") {
            let rows = rows(&text, ',');
            let mut last = 0;
            for row in &rows {
                prop_assert!(row.line > last);
                last = row.line;
            }
            prop_assert!(last as usize <= text.lines().count());
        }
    }
}

//! What a run wrote, as far as evaluation needs it: replies.csv and quotes from findings.csv.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
};

use csv::{Position, StringRecord};

use super::{Quote, error::EvaluateError, labels::LABELS};

/// Numbers that are held against ratings or lengths.
const NUMBERS: [&str; 6] =
    ["han_chars", "text_score", "non_answer_score", "substance", "asks", "asks_answered"];

/// A row of replies.csv.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ReplyLine {
    /// Unique in the run.
    pub(super) id: String,
    /// 建议标题.
    pub(super) title: String,
    /// Yes-or-no columns that are not null.
    pub(super) flags: BTreeMap<&'static str, bool>,
    /// Numeric columns that are not null.
    pub(super) numbers: BTreeMap<&'static str, f64>,
    /// Codes that fired, `;`-separated.
    pub(super) codes: String,
    /// Whether a decision of people is in it.
    pub(super) decided: bool,
}

/// Reads replies.csv of a run, in its order.
pub(super) fn read_replies(folder: &Path) -> Result<Vec<ReplyLine>, EvaluateError> {
    let path = folder.join("replies.csv");
    let table = Table::open(&path, &["reply_id"])?;
    let mut seen = BTreeSet::new();
    let mut replies = Vec::new();
    table.each(|row| {
        let reply = reply(row)?;
        if !seen.insert(reply.id.clone()) {
            return Err(format!("编号 {} 重复", reply.id));
        }
        replies.push(reply);
        Ok(())
    })?;
    if replies.is_empty() {
        return Err(EvaluateError::Empty(path.display().to_string()));
    }
    Ok(replies)
}

/// The first `most` findings of each wanted reply, in the order of findings.csv. A finding
/// that people have found wrong or that is without words, and a text that was quoted already, is passed over.
pub(super) fn read_quotes(
    folder: &Path,
    wanted: &BTreeSet<String>,
    most: usize,
) -> Result<BTreeMap<String, Vec<Quote>>, EvaluateError> {
    let path = folder.join("findings.csv");
    let table = Table::open(&path, &["reply_id", "code", "text"])?;
    let mut quotes: BTreeMap<String, Vec<Quote>> = BTreeMap::new();
    table.each(|row| {
        let id = row.text("reply_id");
        if wanted.contains(id) && row.text("state") != "suppressed" {
            let quoted = quotes.entry(id.to_owned()).or_default();
            let text = row.text("text");
            let is_new = !text.is_empty() && quoted.iter().all(|quote| quote.text != text);
            if is_new && quoted.len() < most {
                quoted.push(Quote { code: row.text("code").to_owned(), text: text.to_owned() });
            }
        }
        Ok(())
    })?;
    Ok(quotes)
}

/// Whether a part of the column `decision` stands for more than agreement with a finding.
fn changes(decision: &str) -> bool {
    !decision.is_empty() && !decision.starts_with("confirm:")
}

fn reply(row: &Row<'_>) -> Result<ReplyLine, String> {
    let mut reply = ReplyLine {
        id: row.text("reply_id").to_owned(),
        title: row.text("title").to_owned(),
        codes: row.text("codes").to_owned(),
        decided: row.text("decision").split(';').any(changes),
        ..ReplyLine::default()
    };
    for label in LABELS {
        reply.flags.extend(row.flag(label.name)?.map(|flag| (label.name, flag)));
    }
    for name in NUMBERS {
        reply.numbers.extend(row.number(name)?.map(|number| (name, number)));
    }
    Ok(reply)
}

/// A CSV file of a run, its columns found by name.
struct Table<'a> {
    path: &'a Path,
    reader: csv::Reader<File>,
    columns: BTreeMap<String, usize>,
}

impl<'a> Table<'a> {
    fn open(path: &'a Path, required: &[&str]) -> Result<Self, EvaluateError> {
        let file = File::open(path)
            .map_err(|error| EvaluateError::output(path, crate::cause::cause_of(&error)))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader.headers().map_err(|error| broken(path, &error))?;
        let names = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned());
        let columns: BTreeMap<String, usize> = names.zip(0..).collect();
        if let Some(missing) = required.iter().find(|name| !columns.contains_key(**name)) {
            return Err(EvaluateError::line(path, 1, format!("缺少 {missing} 一列")));
        }
        Ok(Self { path, reader, columns })
    }

    /// Hands over every row; a reason that comes back becomes an error that names the line.
    fn each(
        mut self,
        mut take: impl FnMut(&Row<'_>) -> Result<(), String>,
    ) -> Result<(), EvaluateError> {
        let mut record = StringRecord::new();
        while self.reader.read_record(&mut record).map_err(|error| broken(self.path, &error))? {
            let line = record.position().map_or(0, Position::line);
            take(&Row { record: &record, columns: &self.columns })
                .map_err(|reason| EvaluateError::line(self.path, line, reason))?;
        }
        Ok(())
    }
}

fn broken(path: &Path, error: &csv::Error) -> EvaluateError {
    let reason = "读不成 UTF-8 的 CSV。请用 shida run 重新写出这个目录";
    EvaluateError::line(path, error.position().map_or(1, Position::line), reason)
}

struct Row<'a> {
    record: &'a StringRecord,
    columns: &'a BTreeMap<String, usize>,
}

impl Row<'_> {
    /// The cell as it was before it was made safe for a spreadsheet; empty without the column.
    fn text(&self, column: &str) -> &str {
        let cell = self.columns.get(column).and_then(|at| self.record.get(*at)).unwrap_or("");
        match cell.strip_prefix('\'') {
            Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => text,
            _ => cell,
        }
    }

    /// A spreadsheet that saved the file again writes TRUE.
    fn flag(&self, column: &str) -> Result<Option<bool>, String> {
        match self.text(column).to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            other => Err(format!("{column} 的值“{other}”应是 true、false 或空")),
        }
    }

    fn number(&self, column: &str) -> Result<Option<f64>, String> {
        let cell = self.text(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Some).ok_or_else(|| format!("{column} 的值“{cell}”应是数字或空"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(file: &str, text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), text).unwrap();
        folder
    }

    #[test]
    fn an_empty_cell_is_null_and_an_escaped_text_is_restored() {
        let text = "\u{feff}reply_id,title,han_chars,non_answer,off_topic,codes\n\
                    '-7,'=建议,58,TRUE,,F001;G010\n";
        let replies = read_replies(folder("replies.csv", text).path()).unwrap();
        let reply = &replies[0];
        assert_eq!((reply.id.as_str(), reply.title.as_str()), ("-7", "=建议"));
        assert_eq!(reply.flags.get("non_answer"), Some(&true));
        assert_eq!(reply.flags.get("off_topic"), None);
        assert_eq!(reply.numbers.get("han_chars"), Some(&58.0));
        assert_eq!(reply.codes, "F001;G010");
    }

    #[test]
    fn a_bad_cell_is_named_by_its_physical_line() {
        let text = "reply_id,title,contact\nA,\"两\n行\",true\nB,,maybe\n";
        let error = read_replies(folder("replies.csv", text).path()).unwrap_err().to_string();
        assert!(error.contains("第 4 行") && error.contains("contact"), "{error}");
    }

    #[test]
    fn a_folder_that_is_no_run_is_told() {
        let empty = tempfile::tempdir().unwrap();
        let error = read_replies(empty.path()).unwrap_err().to_string();
        assert!(error.contains("replies.csv") && error.contains("shida run"), "{error}");
        let error = read_replies(folder("replies.csv", "a,b\n1,2\n").path()).unwrap_err();
        assert!(error.to_string().contains("reply_id"), "{error}");
    }

    #[test]
    fn what_people_found_wrong_is_not_quoted() {
        let text = "reply_id,code,text,state\nA,F1,收悉,suppressed\nA,F2,研究,active\n";
        let wanted = BTreeSet::from(["A".to_owned()]);
        let quotes = read_quotes(folder("findings.csv", text).path(), &wanted, 2).unwrap();
        assert_eq!(quotes["A"].iter().map(|quote| &quote.code).collect::<Vec<_>>(), ["F2"]);
    }

    #[test]
    fn quotes_are_the_first_that_differ() {
        let text =
            "reply_id,code,text\nA,G9,\nA,F1,收悉\nA,F2,收悉\nB,F1,无关\nA,F3,研究\nA,F4,关注\n";
        let wanted = BTreeSet::from(["A".to_owned()]);
        let quotes = read_quotes(folder("findings.csv", text).path(), &wanted, 2).unwrap();
        let codes: Vec<_> = quotes["A"].iter().map(|quote| quote.code.as_str()).collect();
        assert_eq!((codes, quotes.len()), (vec!["F1", "F3"], 1));
    }
}

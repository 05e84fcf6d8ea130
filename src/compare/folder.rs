//! What the folder of a run says: its editions, its inputs and its replies.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::CompareError;
use crate::{
    cause::cause_of,
    frame::{ParquetRows, read_parquet},
};

/// One run.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// What run.json says of tool, rules, profile and calendar, by the names it gives them.
    pub(super) editions: BTreeMap<String, String>,
    /// SHA-256 of every file read, with its name.
    pub(super) inputs: BTreeSet<(String, String)>,
    /// Whether it is a public edition.
    pub(super) public: bool,
    /// The replies in their order.
    pub(super) replies: Vec<Reply>,
    /// Ranks of units over all years.
    pub(super) ranks: BTreeMap<String, u32>,
}

/// One reply.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reply {
    pub(super) id: String,
    pub(super) year: Option<i32>,
    pub(super) unit: Option<String>,
    pub(super) title: String,
    pub(super) non_answer: bool,
    /// Hundredths.
    pub(super) score: i32,
    /// `pass`, `sample` or `review`.
    pub(super) disposal: String,
    /// Rule codes that count, ascending, each once.
    pub(super) codes: BTreeSet<String>,
    /// Hash of all its sentences; `None` when the run does not say.
    pub(super) text: Option<[u8; 32]>,
}

#[derive(Deserialize)]
struct Manifest {
    editions: BTreeMap<String, Option<String>>,
    #[serde(default)]
    inputs: Vec<Input>,
    public: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Input {
    file: String,
    sha256: String,
}

impl Run {
    /// Reads run.json, replies.parquet and, where they stand, sentences.parquet and
    /// units.parquet.
    pub(super) fn read(folder: &Path) -> Result<Self, CompareError> {
        let manifest = manifest(folder)?;
        let mut run = Self {
            editions: manifest
                .editions
                .into_iter()
                .map(|(name, value)| (name, value.unwrap_or_default()))
                .collect(),
            inputs: manifest.inputs.into_iter().map(|one| (one.sha256, one.file)).collect(),
            public: manifest.public.is_some(),
            replies: replies(&folder.join("replies.parquet"))?,
            ranks: ranks(&folder.join("units.parquet"))?,
        };
        run.add_texts(&folder.join("sentences.parquet"))?;
        Ok(run)
    }

    /// The years of its replies, ascending.
    pub(super) fn years(&self) -> Vec<i32> {
        let years: BTreeSet<i32> = self.replies.iter().filter_map(|reply| reply.year).collect();
        years.into_iter().collect()
    }

    fn add_texts(&mut self, path: &Path) -> Result<(), CompareError> {
        if !path.is_file() {
            return Ok(());
        }
        let table = Table::read(path, &["reply_id", "text"])?;
        let mut texts: BTreeMap<&str, Sha256> = BTreeMap::new();
        for row in &table.rows.rows {
            texts.entry(table.text(row, "reply_id")).or_default().update(table.text(row, "text"));
        }
        for reply in &mut self.replies {
            reply.text = texts.remove(reply.id.as_str()).map(|hash| hash.finalize().into());
        }
        Ok(())
    }
}

fn manifest(folder: &Path) -> Result<Manifest, CompareError> {
    let path = folder.join("run.json");
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(CompareError::NoRun(folder.display().to_string()));
        }
        text => text.map_err(|error| CompareError::unreadable(&path, cause_of(&error)))?,
    };
    serde_json::from_str(&text).map_err(|error| CompareError::unreadable(&path, error.to_string()))
}

/// A Parquet file with the columns that are asked of it.
struct Table {
    rows: ParquetRows,
    places: BTreeMap<&'static str, usize>,
}

impl Table {
    fn read(path: &Path, columns: &[&'static str]) -> Result<Self, CompareError> {
        let rows = read_parquet(path)?;
        let mut places = BTreeMap::new();
        for column in columns {
            let place = rows.headers.iter().position(|header| header == column);
            let place = place
                .ok_or_else(|| CompareError::unreadable(path, format!("缺少 {column} 一列")))?;
            places.insert(*column, place);
        }
        Ok(Self { rows, places })
    }

    fn value<'r>(&self, row: &'r [Option<String>], column: &str) -> Option<&'r str> {
        row.get(*self.places.get(column)?)?.as_deref()
    }

    fn text<'r>(&self, row: &'r [Option<String>], column: &str) -> &'r str {
        self.value(row, column).unwrap_or_default()
    }
}

const REPLY: [&str; 8] =
    ["reply_id", "year", "unit", "title", "non_answer", "score", "disposal", "codes"];

fn replies(path: &Path) -> Result<Vec<Reply>, CompareError> {
    let table = Table::read(path, &REPLY)?;
    let reply = |row: &Vec<Option<String>>| Reply {
        id: table.text(row, "reply_id").to_owned(),
        year: table.value(row, "year").and_then(|year| year.parse().ok()),
        unit: table.value(row, "unit").map(str::to_owned),
        title: table.text(row, "title").to_owned(),
        non_answer: table.text(row, "non_answer") == "true",
        score: hundredths(table.text(row, "score")),
        disposal: table.text(row, "disposal").to_owned(),
        codes: table
            .text(row, "codes")
            .split(';')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        text: None,
    };
    Ok(table.rows.rows.iter().map(reply).collect())
}

/// Points as written back to the exact hundredths that they were made of.
fn hundredths(points: &str) -> i32 {
    points.parse::<f64>().map_or(0, |points| (points * 100.0).round() as i32)
}

fn ranks(path: &Path) -> Result<BTreeMap<String, u32>, CompareError> {
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let table = Table::read(path, &["unit", "year", "rank"])?;
    let overall = table.rows.rows.iter().filter(|row| table.value(row, "year").is_none());
    let rank = |row: &Vec<Option<String>>| {
        Some((table.text(row, "unit").to_owned(), table.value(row, "rank")?.parse().ok()?))
    };
    Ok(overall.filter_map(rank).collect())
}

//! What the folder of a run says of one reply.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use csv::StringRecord;
use serde::Deserialize;

use super::{
    error::ExplainError,
    row::{Row, verbatim},
};
use crate::{cause::cause_of, frame::read_parquet};

/// The rows of one reply in every table, each in the order of its file.
#[derive(Debug, Default)]
pub(super) struct Case {
    /// Its row of replies.csv.
    pub(super) reply: Row,
    /// Its rows of sentences.parquet.
    pub(super) sentences: Vec<Row>,
    /// Its rows of findings.csv.
    pub(super) findings: Vec<Row>,
    /// Its rows of ledger.csv.
    pub(super) ledger: Vec<Row>,
    /// Its rows of decisions.csv, which only a run with decisions has.
    pub(super) decisions: Vec<Row>,
}

/// What run.json says of the rules.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Editions {
    /// Rule pack and its version.
    pub(super) pack: String,
    /// SHA-256 of the pack, hexadecimal.
    pub(super) pack_hash: String,
    /// Score profile and its version.
    pub(super) profile: String,
}

#[derive(Deserialize)]
struct Manifest {
    editions: Editions,
}

/// The editions of the run in `folder`.
pub(super) fn editions(folder: &Path) -> Result<Editions, ExplainError> {
    let path = folder.join("run.json");
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ExplainError::NoRun(folder.display().to_string()));
        }
        text => text.map_err(|error| ExplainError::unreadable(&path, cause_of(&error)))?,
    };
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| ExplainError::unreadable(&path, error.to_string()))?;
    Ok(manifest.editions)
}

/// Every id of replies.csv, in its order.
pub(super) fn ids(folder: &Path) -> Result<Vec<String>, ExplainError> {
    let mut ids = Vec::new();
    each(&folder.join("replies.csv"), |id, _, _| ids.push(id.to_owned()))?;
    Ok(ids)
}

/// The rows of the reply `id`.
pub(super) fn case(id: &str, folder: &Path) -> Result<Case, ExplainError> {
    let reply = rows(&folder.join("replies.csv"), id)?.into_iter().next().unwrap_or_default();
    let decisions = folder.join("decisions.csv");
    let decisions = if decisions.is_file() { rows(&decisions, id)? } else { Vec::new() };
    Ok(Case {
        decisions,
        reply,
        sentences: sentences(&folder.join("sentences.parquet"), id)?,
        findings: rows(&folder.join("findings.csv"), id)?,
        ledger: rows(&folder.join("ledger.csv"), id)?,
    })
}

fn rows(path: &Path, wanted: &str) -> Result<Vec<Row>, ExplainError> {
    let mut rows = Vec::new();
    each(path, |id, header, record| {
        if id == wanted {
            let cells = record.iter().map(|cell| verbatim(cell).to_owned());
            rows.push(header.iter().map(ToOwned::to_owned).zip(cells).collect());
        }
    })?;
    Ok(rows)
}

/// Hands over every row of a CSV file with its id and the header.
fn each(
    path: &Path,
    mut take: impl FnMut(&str, &StringRecord, &StringRecord),
) -> Result<(), ExplainError> {
    let broken = |error: csv::Error| match error.position() {
        Some(place) => {
            ExplainError::unreadable(path, format!("第 {} 行不是 UTF-8 的 CSV", place.line()))
        }
        None => ExplainError::unreadable(path, "不是 UTF-8 的 CSV"),
    };
    let file =
        File::open(path).map_err(|error| ExplainError::unreadable(path, cause_of(&error)))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.headers().map_err(broken)?;
    let header: StringRecord =
        header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let Some(place) = header.iter().position(|name| name == "reply_id") else {
        return Err(ExplainError::unreadable(path, "第 1 行缺少 reply_id 一列"));
    };
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        take(verbatim(record.get(place).unwrap_or_default()), &header, &record);
    }
    Ok(())
}

fn sentences(path: &Path, wanted: &str) -> Result<Vec<Row>, ExplainError> {
    if !path.is_file() {
        return Err(ExplainError::unreadable(path, "找不到这个文件"));
    }
    let table = read_parquet(path)?;
    let place = table.headers.iter().position(|name| name == "reply_id");
    let Some(place) = place else {
        return Err(ExplainError::unreadable(path, "缺少 reply_id 一列"));
    };
    let of_reply = table
        .rows
        .into_iter()
        .filter(|row| row.get(place).and_then(Option::as_deref) == Some(wanted));
    let row = |row: Vec<Option<String>>| {
        table.headers.iter().cloned().zip(row.into_iter().map(Option::unwrap_or_default)).collect()
    };
    Ok(of_reply.map(row).collect())
}

//! The temporary file in which promises wait for the join: a line of JSON for each reply that
//! has any, in input order. Its form is private to one run.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Lines, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use shida_engine::{day::Day, promises::Promise};

use crate::records::Judged;

/// The promises of one reply.
#[derive(Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// Place of the reply among the judged ones, from 0.
    pub(super) row: usize,
    /// The date in the letter's signature.
    pub(super) signed: Option<Day>,
    /// Its promises by place.
    pub(super) promises: Vec<Promise>,
}

/// The file while replies are judged.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
    path: PathBuf,
    rows: usize,
}

impl Spool {
    /// Creates the file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| unwritable(path))?;
        Ok(Self { file: BufWriter::new(file), path: path.to_owned(), rows: 0 })
    }

    /// Adds the promises of a chunk of replies, in the order in which the chunks come.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, chunk: &mut [Judged]) -> anyhow::Result<()> {
        for judged in chunk {
            let promises = std::mem::take(&mut judged.promises);
            if !promises.is_empty() {
                let waiting = Waiting { row: self.rows, signed: judged.signed, promises };
                let line = serde_json::to_string(&waiting)?;
                writeln!(self.file, "{line}").with_context(|| unwritable(&self.path))?;
            }
            self.rows += 1;
        }
        Ok(())
    }

    /// The promises, read back in the order in which they were added.
    ///
    /// # Errors
    /// When the file cannot be written out or opened.
    pub fn read(mut self) -> anyhow::Result<Spooled> {
        self.file.flush().with_context(|| unwritable(&self.path))?;
        let file = File::open(&self.path).with_context(|| unwritable(&self.path))?;
        Ok(Spooled { lines: BufReader::new(file).lines() })
    }
}

/// The file while it is read back.
#[derive(Debug)]
pub struct Spooled {
    lines: Lines<BufReader<File>>,
}

impl Iterator for Spooled {
    type Item = anyhow::Result<Waiting>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        Some(line.map_err(Into::into).and_then(|line| Ok(serde_json::from_str(&line)?)))
    }
}

fn unwritable(path: &Path) -> String {
    format!("临时文件 {} 读写不了，请检查磁盘空间", path.display())
}

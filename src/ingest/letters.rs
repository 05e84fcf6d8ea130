//! The typed letters of a run, read back from the spool in chunks.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    error::IngestError,
    ids::{Entry, Ids, Naming},
    spool::{SpoolReader, SpoolWriter},
    survey::Table,
    typed::Fields,
};
use crate::records::{Letter, Origin};

/// A handle on all letters of a run. The texts lie in the spool file, which must stay in
/// place as long as letters are read; in memory is a constant of about 100 bytes a row,
/// besides each id once.
#[derive(Debug)]
pub struct Letters {
    spool: PathBuf,
    places: Vec<Place>,
    names: Vec<Arc<str>>,
    groups: Vec<Box<[u64]>>,
    kept: Vec<Kept>,
}

#[derive(Debug)]
struct Place {
    file: Arc<str>,
    sheet: Option<Arc<str>>,
}

#[derive(Debug)]
struct Kept {
    offset: u64,
    table: u32,
    line: u32,
    id: u32,
    year: Option<i32>,
    group: Option<u32>,
    renamed: Option<Box<str>>,
}

impl Letters {
    pub(super) fn new(
        spool: PathBuf,
        tables: &[Table],
        (entries, mut naming): (&[Entry], Naming),
        (ids, groups): (Ids, Vec<Box<[u64]>>),
    ) -> Self {
        let place =
            |table: &Table| Place { file: Arc::clone(&table.file), sheet: table.sheet().cloned() };
        let kept = naming.kept.iter().filter_map(|place| {
            let entry = entries.get(*place as usize)?;
            Some(Kept {
                offset: entry.offset,
                table: entry.table,
                line: entry.line,
                id: entry.id,
                year: entry.years.year(),
                group: entry.group,
                renamed: naming.renamed.remove(place),
            })
        });
        Self {
            spool,
            places: tables.iter().map(place).collect(),
            kept: kept.collect(),
            names: ids.into_names(),
            groups,
        }
    }

    /// Puts letters that were read before into a new spool file, in the order in which they
    /// come. `tables` are the labels of the run's tables, as counts name them.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`] when the file cannot be written; what the letters give.
    pub fn put_back<E: From<IngestError>>(
        spool: &Path,
        tables: &[String],
        letters: impl Iterator<Item = Result<Letter, E>>,
    ) -> Result<Self, E> {
        let mut writer = SpoolWriter::create(spool)?;
        let mut places: Vec<Place> = Vec::new();
        let (mut kept, mut names) = (Vec::new(), Vec::new());
        places.resize_with(tables.len(), || Place { file: "".into(), sheet: None });
        for letter in letters {
            let letter = letter?;
            let label = super::label(&letter.origin.file, letter.origin.sheet.as_deref());
            let table = tables.iter().position(|table| *table == label).unwrap_or(places.len());
            let place = Place { file: letter.origin.file, sheet: letter.origin.sheet };
            match places.get_mut(table) {
                Some(known) => *known = place,
                None => places.push(place),
            }
            let renamed = (letter.reply_id != letter.raw_id).then(|| letter.reply_id.into());
            let fields = Fields {
                unit: letter.unit,
                title: letter.title,
                suggestion: letter.suggestion,
                reply: Some(letter.reply),
                metrics: letter.metrics,
            };
            kept.push(Kept {
                offset: writer.add(&fields)?,
                table: table as u32,
                line: letter.origin.line,
                id: names.len() as u32,
                year: letter.year,
                group: None,
                renamed,
            });
            names.push(letter.raw_id.into());
        }
        Ok(Self { spool: writer.finish()?, places, names, groups: Vec::new(), kept })
    }

    /// Number of letters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is no letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// What the letters are called, in input order: the id in the run, the id as the table
    /// gives it, and the year.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str, Option<i32>)> {
        self.kept.iter().map(|kept| {
            let raw_id = self.names.get(kept.id as usize).map_or("", AsRef::as_ref);
            (kept.renamed.as_deref().unwrap_or(raw_id), raw_id, kept.year)
        })
    }

    /// The table of the letter at a place of the input order.
    pub(super) fn table(&self, row: u32) -> Option<usize> {
        self.kept.get(row as usize).map(|kept| kept.table as usize)
    }

    /// Leaves out the letters at these places; those behind them move up.
    pub(super) fn leave_out(&mut self, rows: &BTreeSet<u32>) {
        let mut row = 0..;
        self.kept.retain(|_| row.next().is_none_or(|row| !rows.contains(&row)));
    }

    /// The letters in input order, `size` at a time (the last chunk may be shorter; a size
    /// of 0 counts as 1). Only one chunk is in memory. Can be called any number of times.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`] when the spool file cannot be opened, and in an item when it
    /// cannot be read; the iterator ends behind the first such item.
    pub fn chunks(
        &self,
        size: usize,
    ) -> Result<impl Iterator<Item = Result<Vec<Letter>, IngestError>>, IngestError> {
        // Suggestions stand elsewhere in the spool, so they are read by a hand of their own.
        let mut replies = SpoolReader::open(&self.spool)?;
        let mut suggestions = SpoolReader::open(&self.spool)?;
        let mut has_failed = false;
        let chunks = self.kept.chunks(size.max(1)).scan(0_u32, move |row, chunk| {
            if has_failed {
                return None;
            }
            let mut letters = Vec::with_capacity(chunk.len());
            for kept in chunk {
                match self.letter(*row, kept, (&mut replies, &mut suggestions)) {
                    Ok(letter) => letters.push(letter),
                    Err(error) => {
                        has_failed = true;
                        return Some(Err(error));
                    }
                }
                *row += 1;
            }
            Some(Ok(letters))
        });
        Ok(chunks)
    }

    /// The letters at these places of the input order (0-based), in the order asked for, one
    /// in memory at a time; a place beyond the end is left out.
    ///
    /// # Errors
    ///
    /// [`IngestError::Spool`] when the spool file cannot be opened, and in an item when a
    /// letter cannot be read.
    pub fn pick(
        &self,
        rows: &[usize],
    ) -> Result<impl Iterator<Item = Result<Letter, IngestError>>, IngestError> {
        let mut replies = SpoolReader::open(&self.spool)?;
        let mut suggestions = SpoolReader::open(&self.spool)?;
        let known = rows.iter().filter_map(|row| Some((*row as u32, self.kept.get(*row)?)));
        Ok(known.map(move |(row, kept)| self.letter(row, kept, (&mut replies, &mut suggestions))))
    }

    fn letter(
        &self,
        row: u32,
        kept: &Kept,
        (replies, suggestions): (&mut SpoolReader, &mut SpoolReader),
    ) -> Result<Letter, IngestError> {
        let mut fields = replies.read(kept.offset)?;
        for offset in self.group(kept) {
            fields.fill(suggestions.read(*offset)?);
        }
        let raw_id = self.names.get(kept.id as usize).map_or("", AsRef::as_ref);
        let reply_id = kept.renamed.as_deref().unwrap_or(raw_id).to_owned();
        let Fields { unit, title, suggestion, reply, metrics } = fields;
        Ok(Letter {
            row,
            origin: self.origin(kept),
            reply_id,
            raw_id: raw_id.to_owned(),
            year: kept.year,
            unit,
            title,
            suggestion,
            reply: reply.unwrap_or_default(),
            metrics,
        })
    }

    fn group(&self, kept: &Kept) -> &[u64] {
        let group = kept.group.and_then(|group| self.groups.get(group as usize));
        group.map_or(&[], AsRef::as_ref)
    }

    fn origin(&self, kept: &Kept) -> Origin {
        let place = self.places.get(kept.table as usize);
        Origin {
            file: place.map_or_else(|| "".into(), |place| Arc::clone(&place.file)),
            sheet: place.and_then(|place| place.sheet.clone()),
            line: kept.line,
        }
    }
}

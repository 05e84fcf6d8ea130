//! Letters read and judged once more for what is shown of them.

use super::{CHUNK, cores::Cores, judging::Judging};
use crate::{
    ingest::Letters,
    public::Publication,
    records::{Judged, Letter},
};

/// The letters of a run, to be read and judged once more.
#[derive(Clone, Copy)]
pub(super) struct Reread<'a> {
    pub(super) cores: &'a Cores,
    pub(super) judging: Judging<'a>,
    pub(super) letters: &'a Letters,
    /// What may be told of them; `None` = all.
    pub(super) publication: Option<&'a Publication>,
}

impl Reread<'_> {
    /// What `look` makes of the letters at these places, in their order, each behind the number of
    /// its place; a few are in memory at a time, and none is seen but as it may be told.
    pub(super) fn each<T: Send>(
        self,
        places: &[usize],
        look: impl Fn(usize, Judged) -> T + Send + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let mut looked = Vec::with_capacity(places.len());
        self.visit(places, look, |chunk| looked.extend(chunk))?;
        Ok(looked)
    }

    /// The same, handed to `take` as it comes; a few letters are in memory at a time.
    pub(super) fn visit<T: Send>(
        self,
        places: &[usize],
        look: impl Fn(usize, Judged) -> T + Send + Sync,
        mut take: impl FnMut(Vec<T>),
    ) -> anyhow::Result<()> {
        let mut picked = self.letters.pick(places)?;
        for (chunk, start) in places.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
            let letters: Vec<Letter> =
                picked.by_ref().take(chunk.len()).collect::<Result<_, _>>()?;
            let letters = (start..).zip(chunk.iter().copied().zip(letters)).collect();
            let told = |(number, (place, letter))| look(number, self.told(place, letter));
            take(self.cores.each(letters, told));
        }
        Ok(())
    }

    /// The same of the rows of the report, each behind its place among them.
    pub(super) fn each_row<T: Send>(
        self,
        rows: &[usize],
        look: impl Fn(usize, Judged) -> T + Send + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let mut looked = Vec::with_capacity(rows.len());
        self.visit_rows(rows, look, |chunk| looked.extend(chunk))?;
        Ok(looked)
    }

    /// The same, handed to `take` as it comes.
    pub(super) fn visit_rows<T: Send>(
        self,
        rows: &[usize],
        look: impl Fn(usize, Judged) -> T + Send + Sync,
        take: impl FnMut(Vec<T>),
    ) -> anyhow::Result<()> {
        let published = self.publication.map(Publication::rows);
        let place = |row: &usize| match &published {
            Some(places) => places.get(*row).copied().unwrap_or(usize::MAX),
            None => *row,
        };
        let places: Vec<usize> = rows.iter().map(place).collect();
        self.visit(&places, |number, judged| look(rows[number], judged), take)
    }

    /// A letter judged, as it may be told.
    fn told(self, place: usize, letter: Letter) -> Judged {
        let judged = self.judging.look(letter);
        match self.publication {
            Some(publication) => publication.judged(place, judged).0,
            None => judged,
        }
    }
}

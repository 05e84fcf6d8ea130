//! Letters read and judged once more for what is shown of them.

use super::{CHUNK, cores::Cores, judging::Judging};
use crate::{
    ingest::Letters,
    records::{Judged, Letter},
};

/// The letters of a run, to be read and judged once more.
#[derive(Clone, Copy)]
pub(super) struct Reread<'a> {
    pub(super) cores: &'a Cores,
    pub(super) judging: Judging<'a>,
    pub(super) letters: &'a Letters,
}

impl Reread<'_> {
    /// What `look` makes of the replies at these places of the rows, in their order.
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
        for rows in places.chunks(CHUNK) {
            let chunk: Vec<Letter> = picked.by_ref().take(rows.len()).collect::<Result<_, _>>()?;
            let pairs = rows.iter().copied().zip(chunk).collect();
            let judged = |(row, letter)| look(row, self.judging.look(letter));
            take(self.cores.each(pairs, judged));
        }
        Ok(())
    }
}

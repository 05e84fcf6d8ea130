//! Every letter held against its row.

use shida_engine::rulebook::Rulebook;

use super::{CHUNK, cores::Cores};
use crate::{
    crosscheck::{self, Checks, Gathered},
    ingest::Letters,
    records::{Letter, ReplyRow},
};

/// Reads every letter once more and holds it against its row, a few chunks at a time.
pub(super) fn cross_check<'a>(
    cores: &Cores,
    (rulebook, checks): (&Rulebook, &'a Checks),
    letters: &Letters,
    (run, rows): (&crosscheck::Run<'_>, &[ReplyRow]),
) -> anyhow::Result<Gathered<'a>> {
    let mut gathered = Gathered::new(checks);
    let mut rows = rows.iter();
    for chunk in letters.chunks(CHUNK)? {
        let pairs: Vec<(Letter, &ReplyRow)> = chunk?.into_iter().zip(rows.by_ref()).collect();
        let look = |(letter, row): (Letter, &ReplyRow)| {
            crosscheck::look((rulebook, checks), run, &letter, row)
        };
        cores.each(pairs, look).into_iter().for_each(|outcome| gathered.add(outcome));
    }
    Ok(gathered)
}

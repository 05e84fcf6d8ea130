//! Every letter judged once, on all cores and in input order.

use std::{path::Path, sync::mpsc::sync_channel};

use chrono::NaiveDate;
use shida_engine::rulebook::Rulebook;

use super::{CHUNK, PROMISES, Progress, TRACES, cores::Cores};
use crate::{
    commitments::{Spool, Spooled},
    decisions::Plan,
    ingest::Letters,
    judge::{judge_decided, keep, rejection},
    metrics::SharedTexts,
    public::{Learned, Masks, learn},
    records::{Judged, Kept, Letter, Reject},
    relate::{Settings, Signature, TraceFile, TraceWriter, Traces, sign, trace},
    report::tables::{FindingsWriter, LettersWriter, TablesError},
};

/// What a letter is judged and compared by.
#[derive(Clone, Copy)]
pub(super) struct Judging<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) settings: &'a Settings,
    pub(super) plan: &'a Plan,
    /// Whether only masked texts are written: then what every letter gives away is learned, and
    /// nothing is written yet.
    pub(super) masks: Option<&'a Masks>,
}

impl Judging<'_> {
    fn judge(self, letter: Letter) -> (Judged, Compared) {
        let judged = self.look(letter);
        let signature = sign(self.settings, &judged);
        let traces = trace(self.settings, &judged, signature.as_ref());
        let learned = self.masks.map(|masks| learn(masks, &judged.letter));
        (judged, (signature, traces, learned))
    }

    /// A letter, judged with what people have decided of it.
    pub(super) fn look(self, letter: Letter) -> Judged {
        let decisions = self.plan.of(&letter.reply_id);
        judge_decided(self.rulebook, letter, decisions)
    }
}

/// What a letter is compared by, and what it gives away.
type Compared = (Option<Signature>, Traces, Option<Learned>);

/// What came of all letters.
#[derive(Default)]
pub(super) struct Pile {
    /// The replies, in input order.
    pub(super) kept: Vec<Kept>,
    /// One for each reply.
    pub(super) signatures: Vec<Option<Signature>>,
    /// What each reply gives away, for a public edition.
    pub(super) learned: Vec<Learned>,
    /// Texts that are no replies, by their place in input order.
    pub(super) others: Vec<(u32, Reject)>,
    /// What the metrics of the replies' own rows say.
    texts: SharedTexts,
    /// The latest date of a reply's signature.
    pub(super) signed: Option<NaiveDate>,
}

impl Pile {
    /// Sorts a chunk; returns the replies and the traces of their wording.
    fn add(&mut self, chunk: Vec<(Judged, Compared)>) -> (Vec<Judged>, Vec<Traces>) {
        let mut replies = Vec::with_capacity(chunk.len());
        let mut traced = Vec::with_capacity(chunk.len());
        for (judged, (signature, traces, learned)) in chunk {
            match rejection(&judged) {
                Some(reject) => self.others.push((judged.letter.row, reject)),
                None => {
                    let day = judged.signed;
                    let day = day.and_then(|d| NaiveDate::from_ymd_opt(d.year, d.month, d.day));
                    self.signed = self.signed.max(day);
                    self.signatures.push(signature);
                    self.learned.extend(learned);
                    traced.push(traces);
                    replies.push(judged);
                }
            }
        }
        (replies, traced)
    }

    /// Drops the texts of replies that were written.
    fn keep(&mut self, replies: Vec<Judged>) {
        for judged in replies {
            let mut kept = keep(judged);
            self.texts.share(&mut kept.key.metrics);
            self.kept.push(kept);
        }
    }
}

/// The tables that are written while letters are judged.
struct Written {
    letters: LettersWriter,
    findings: FindingsWriter,
}

impl Written {
    fn create(folder: &Path) -> Result<Self, TablesError> {
        let letters = LettersWriter::create(folder)?;
        Ok(Self { letters, findings: FindingsWriter::create(folder)? })
    }

    fn finish(self) -> Result<(), TablesError> {
        self.letters.finish()?;
        self.findings.finish()
    }
}

/// Reads ahead on one thread, judges chunks on all, and writes findings in input order while
/// the next chunk is judged, so that memory holds a few chunks and the output does not depend
/// on threads.
pub(super) fn judge_all(
    cores: &Cores,
    judging: Judging<'_>,
    letters: &Letters,
    staging: &Path,
    progress: Progress<'_>,
) -> anyhow::Result<(Pile, TraceFile, Spooled)> {
    let mut promises = Spool::create(&staging.join(PROMISES))?;
    let mut tables = judging.masks.is_none().then(|| Written::create(staging)).transpose()?;
    let mut traces = TraceWriter::create(&staging.join(TRACES))?;
    let mut pile = Pile::default();
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, receiver) = sync_channel(2);
        let chunks = letters.chunks(CHUNK)?;
        scope.spawn(move || chunks.into_iter().try_for_each(|chunk| sender.send(chunk)));
        let (sender, judged) = sync_channel(1);
        let judge = move |chunk: Vec<Letter>| cores.each(chunk, |letter| judging.judge(letter));
        scope.spawn(move || {
            receiver.into_iter().try_for_each(|chunk| sender.send(chunk.map(judge)))
        });
        for judged in judged {
            let judged = judged?;
            if let Some(tables) = &mut tables {
                judged.iter().try_for_each(|(judged, _)| tables.letters.write(judged))?;
            }
            let (mut replies, traced) = pile.add(judged);
            traced.iter().try_for_each(|traced| traces.add(traced))?;
            if let Some(tables) = &mut tables {
                tables.findings.write(&replies)?;
            }
            promises.add(&mut replies)?;
            pile.keep(replies);
            let done = pile.kept.len() + pile.others.len();
            progress(done as u64, letters.len() as u64);
        }
        Ok(())
    })?;
    tables.map_or(Ok(()), Written::finish)?;
    Ok((pile, traces.finish()?, promises.read()?))
}

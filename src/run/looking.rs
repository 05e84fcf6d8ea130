//! Replies that are shown, looked at once more, so that no text has to stay in memory.

use std::collections::{BTreeMap, BTreeSet};

use shida_engine::{
    finding::{Finding, Role},
    verdict::Verdict,
};

use super::{Flagged, reread::Reread};
use crate::{
    records::{Judged, Letter, Metrics, ReplyRow},
    report::html::{Choice, ReplyDetail, reply_detail},
};

/// What the lists of the workbook need of a reply: its problems, and of one that is shown its
/// sentences, from which the office's lists quote.
fn problems_only(mut judged: Judged, shown: bool) -> Judged {
    judged.findings.retain(|finding| finding.role >= Role::Penalty);
    judged.set_aside.retain(|(finding, _)| finding.role >= Role::Penalty);
    // Twenty thousand of them wait for the workbook: nothing is kept that is not told.
    judged.findings.shrink_to_fit();
    judged.set_aside.shrink_to_fit();
    let letter = Letter {
        reply: String::new(),
        suggestion: None,
        title: None,
        metrics: Metrics::default(),
        ..judged.letter
    };
    let verdict = Verdict { codes: Vec::new(), ..judged.verdict };
    let sentences = if shown { judged.sentences } else { Vec::new() };
    Judged { letter, verdict, sentences, answer: None, promises: Vec::new(), ..judged }
}

/// Most replies in review whose findings are listed in 问题清单; beyond it findings.csv has
/// them all.
const MOST_REVIEWED: usize = 20_000;

/// The replies in review, worst first up to a limit; places in the rows.
fn in_review(rows: &[ReplyRow]) -> BTreeSet<usize> {
    let mut review: Vec<usize> =
        (0..rows.len()).filter(|&at| rows[at].disposal == "review").collect();
    review.sort_by_cached_key(|&at| crate::report::html::worst_first(&rows[at]));
    review.truncate(MOST_REVIEWED);
    review.into_iter().collect()
}

/// What is seen of chosen replies when they are looked at once more.
#[derive(Default)]
pub(crate) struct Looked {
    /// Replies in review with their problems, in input order.
    pub(crate) flagged: Flagged,
    /// What the page shows, by row.
    pub(crate) details: BTreeMap<usize, ReplyDetail>,
}

/// Which replies are to be looked at once more.
pub(crate) struct Wanted {
    review: BTreeSet<usize>,
    shown: BTreeSet<usize>,
}

/// What comes of one reply.
type Look = (usize, Option<ReplyDetail>, Option<Judged>);

impl Wanted {
    /// The replies in review and those that the page shows.
    pub(crate) fn of(rows: &[ReplyRow], choice: &Choice) -> Self {
        Self { review: in_review(rows), shown: choice.texts() }
    }

    /// Their places in the rows, in order.
    pub(crate) fn rows(&self) -> Vec<usize> {
        self.review.union(&self.shown).copied().collect()
    }

    fn look(&self, row: usize, judged: Judged) -> Look {
        let shown = self.shown.contains(&row);
        let detail = shown.then(|| reply_detail(&judged));
        (row, detail, self.review.contains(&row).then(|| problems_only(judged, shown)))
    }
}

impl Looked {
    /// What is to be shown of replies that were read and judged.
    pub(crate) fn of(wanted: &Wanted, judged: Flagged) -> Self {
        let mut looked = Self::default();
        looked.add(judged.into_iter().map(|(row, judged)| wanted.look(row, judged)));
        looked
    }

    fn add(&mut self, looks: impl IntoIterator<Item = Look>) {
        for (row, detail, problems) in looks {
            self.details.extend(detail.map(|detail| (row, detail)));
            self.flagged.extend(problems.map(|judged| (row, judged)));
        }
    }
}

/// Reads and judges once more the replies in review, worst first up to a limit, and those that
/// the page shows.
pub(super) fn look_again(
    reread: Reread<'_>,
    (rows, choice): (&[ReplyRow], &Choice),
) -> anyhow::Result<Looked> {
    let wanted = Wanted::of(rows, choice);
    let look = |row: usize, mut judged: Judged| {
        // Rules on trial stand in findings.csv; people are shown those in force.
        let in_force = |finding: &Finding| !reread.judging.rulebook.is_on_trial(&finding.code);
        judged.findings.retain(in_force);
        judged.set_aside.retain(|(finding, _)| in_force(finding));
        wanted.look(row, judged)
    };
    let mut looked = Looked::default();
    reread.visit_rows(&wanted.rows(), look, |chunk| looked.add(chunk))?;
    Ok(looked)
}

/// The replies at these places of the rows, read and judged once more.
pub(super) fn quote_again(reread: Reread<'_>, wanted: &[usize]) -> anyhow::Result<Flagged> {
    reread.each_row(wanted, |row, judged| (row, judged))
}

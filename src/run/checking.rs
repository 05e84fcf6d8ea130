//! Every letter held against its row.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use shida_engine::rulebook::Rulebook;

use super::{CHUNK, reread::Reread, rows::score_rows};
use crate::{
    crosscheck::{self, CheckList, Checks, Gathered, speeds},
    public::Publication,
    records::{Letter, ReplyRow},
    score::Profile,
};

/// What letters and rows are held against each other by.
pub(super) struct Checking<'a> {
    pub(super) reread: Reread<'a>,
    pub(super) rulebook: &'a Rulebook,
    pub(super) checks: &'a Checks,
    pub(super) genre: &'a str,
    /// The day the run was asked to look from.
    pub(super) asked: Option<NaiveDate>,
    /// Replies with a promise that bears a time limit.
    pub(super) limited: &'a BTreeSet<String>,
    /// The rows of all letters, where the report does not have them all as they are.
    pub(super) originals: &'a [ReplyRow],
}

impl Checking<'_> {
    /// Holds every letter against its row and tells the rows of the report what they fail. A
    /// letter and its metrics are held against each other as they are, and told as they may be.
    pub(super) fn check(
        &self,
        profile: &Profile,
        rows: &mut [ReplyRow],
    ) -> anyhow::Result<CheckList> {
        let Some(publication) = self.reread.publication else {
            return Ok(self.gathered(profile, rows)?.finish(rows));
        };
        let mut originals = self.originals.to_vec();
        score_rows(profile, &mut originals);
        let list = self.gathered(profile, &originals)?.finish(&mut originals);
        Ok(self.told(publication, list, rows))
    }

    /// What of it is told of the published rows.
    fn told(&self, publication: &Publication, list: CheckList, rows: &mut [ReplyRow]) -> CheckList {
        let list = publication.checks(list, speeds(self.checks, rows));
        let mut codes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for check in &list.found {
            codes.entry(&check.reply_id).or_default().push(check.code.clone());
        }
        for row in rows {
            row.checks = codes.remove(row.reply_id.as_str()).unwrap_or_default();
        }
        list
    }

    /// Reads every letter once more and looks at it with its row, a few chunks at a time.
    fn gathered(&self, profile: &Profile, rows: &[ReplyRow]) -> anyhow::Result<Gathered<'_>> {
        let known = (self.genre, self.asked);
        let run = crosscheck::Run::of(rows, known, &profile.result_classes, self.limited);
        let look = |(letter, row): (Letter, &ReplyRow)| {
            crosscheck::look((self.rulebook, self.checks), &run, &letter, row)
        };
        let mut gathered = Gathered::new(self.checks);
        let mut rows = rows.iter();
        for chunk in self.reread.letters.chunks(CHUNK)? {
            let pairs = chunk?.into_iter().zip(rows.by_ref()).collect();
            let outcomes = self.reread.cores.each(pairs, look);
            outcomes.into_iter().for_each(|outcome| gathered.add(outcome));
        }
        Ok(gathered)
    }
}

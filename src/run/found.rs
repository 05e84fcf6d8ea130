//! What a run has found, and what it comes to under a score profile.

use super::{Looked, score_rows};
use crate::{
    chosen::ChosenProfile,
    commitments::CommitmentList,
    crosscheck::CheckList,
    decisions::Settled,
    office::{self, Office},
    public::Stamp,
    reconcile::reconcile,
    records::{
        FileCount, HandPoints, Judged, MetricsRow, Notice, PublishedFigure, Reject, ReplyRow,
    },
    relate::{FamilyList, PhraseList},
    report::{
        OfficeFiles, Report,
        html::{Choice, choose, paired_rows},
        manifest::Editions,
    },
    score::{Caseload, Profile, rate_rows, score_units, tally_units, unused_points},
    trend::{OverTime, Period, trends},
};
use shida_engine::pack::Rule;

/// Everything that a run knows before it is scored.
#[derive(Debug)]
pub(crate) struct Found {
    /// Name of what was assessed.
    pub(crate) title: String,
    /// The kind of letters.
    pub(crate) genre: String,
    /// The replies, scored by nobody or by another profile.
    pub(crate) rows: Vec<ReplyRow>,
    /// Items without a reply text.
    pub(crate) unanswered: Vec<MetricsRow>,
    /// Figures that the office has published.
    pub(crate) published: Vec<PublishedFigure>,
    /// Points that people gave.
    pub(crate) hand_points: Vec<HandPoints>,
    /// Rule files of rates, lists and the circular.
    pub(crate) office: OfficeFiles,
    /// Han characters by sentence class for each unit.
    pub(crate) makeup: Vec<(String, [u64; 8])>,
    /// Near-duplicate families, largest first.
    pub(crate) families: FamilyList,
    /// Phrases on the rise and on the wane.
    pub(crate) phrases: PhraseList,
    /// A further period than the year.
    pub(crate) period: Option<Period>,
    /// What is shown of the ledger of promises.
    pub(crate) commitments: CommitmentList,
    /// Rows of notices.csv.
    pub(crate) notices: Vec<Notice>,
    /// Rows of rejects.csv.
    pub(crate) rejects: Vec<Reject>,
    /// How many rows of each table went where.
    pub(crate) counts: Vec<FileCount>,
    /// Names of the files of decisions.
    pub(crate) decision_files: Vec<String>,
    /// What became of every decision.
    pub(crate) decisions: Vec<Settled>,
    /// The rules that judged.
    pub(crate) rules: Vec<Rule>,
    /// Versions and hashes; those of the profile are filled in by the scoring.
    pub(crate) editions: Editions,
    /// What a public edition masks and leaves out; `None` for any other run.
    pub(crate) public: Option<Stamp>,
}

/// The replies in review with what is shown of them, by their places in the rows.
pub(crate) type Flagged = Vec<(usize, Judged)>;

/// Where a scoring fetches what it tells of letters.
pub(crate) struct Sources<'a> {
    /// The cross-checks of the rows, which are told what they fail.
    pub(crate) checked: &'a dyn Fn(&Profile, &mut [ReplyRow]) -> anyhow::Result<CheckList>,
    /// The replies in review, and what the page shows of its choice.
    pub(crate) looked: &'a dyn Fn(&[ReplyRow], &Choice) -> anyhow::Result<Looked>,
    /// The replies at these places of the rows.
    pub(crate) quoted: &'a dyn Fn(&[usize]) -> anyhow::Result<Flagged>,
}

/// score → crosscheck → trend: what a run has found, under a profile.
pub(crate) fn assess(
    found: Found,
    chosen: &ChosenProfile,
    sources: &Sources<'_>,
) -> anyhow::Result<Report> {
    let profile = chosen.profile.clone();
    let (words, settings, cuts, circular) = found.office.read()?;
    let mut rows = found.rows;
    score_rows(&profile, &mut rows);
    let checks = (sources.checked)(&profile, &mut rows)?;
    let load = Caseload {
        rows: &rows,
        unanswered: &found.unanswered,
        profile: &profile,
        as_of: found.editions.as_of,
        words: &words,
    };
    let (units, rates) = (score_units(load), rate_rows(load));
    let unit_scores = tally_units(load, &found.hand_points);
    let mut notices = found.notices;
    // A public edition tells nothing of its input.
    if found.public.is_none() {
        notices.extend(unused_points(&unit_scores, &found.hand_points));
        notices.sort();
    }
    let trends = trends(&rows, Period::Year, &cuts);
    let over_time = OverTime::of(&rows, &trends, cuts, found.period, found.phrases.clone());
    let paired = paired_rows(found.families.shown.iter().map(|listed| &listed.family));
    let choice = choose(&rows, &paired);
    let Looked { flagged, details } = (sources.looked)(&rows, &choice)?;
    let (commitments, rules) = (&found.commitments, &found.rules);
    let chosen_from = office::Found { rows: &rows, commitments, flagged: &flagged, rules };
    let mut office = Office::choose(settings, &found.genre, &chosen_from);
    for (row, judged) in (sources.quoted)(&office.quoted_rows())? {
        office.quote(row, &judged, rules);
    }
    Ok(Report {
        title: found.title,
        public: found.public,
        makeup: found.makeup,
        flagged,
        choice,
        details,
        families: found.families,
        commitments: found.commitments,
        checks,
        notices,
        decision_files: found.decision_files,
        decisions: found.decisions,
        editions: Editions {
            profile: profile.edition_name(),
            profile_hash: profile.hash.clone(),
            ..found.editions
        },
        rules: found.rules,
        office,
        office_files: found.office,
        circular,
        rejects: found.rejects,
        counts: found.counts,
        reconciled: reconcile(&found.published, &rates),
        rates,
        rows,
        unanswered: found.unanswered,
        units,
        unit_scores,
        trends,
        over_time,
        period: found.period,
        profile,
        profile_note: chosen.note.clone(),
    })
}

//! The main job from left to right: ingest → judge → join → relate → score → trend → report.
//!
//! This page is the table of contents of the program; each step has a page of its own below.
//! `cores` is the only place of a run that is parallel.

mod again;
mod checking;
mod cores;
mod files;
mod found;
mod judging;
mod land;
mod looking;
mod options;
mod promised;
mod published;
mod related;
mod reread;
mod rows;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use shida_engine::rulebook::Rulebook;

pub use self::{
    again::{Again, Files, again, reviewed},
    options::Options,
};
use self::{
    checking::Checking,
    cores::Cores,
    files::{checks, editions, inputs, office_files, without_examples},
    judging::{Judging, Pile, judge_all},
    looking::{look_again, quote_again},
    promised::promise_ledger,
    published::{masks, publication, told, unnamed},
    related::relate_all,
    reread::Reread,
    rows::{makeup_by_unit, missing_years, unscored_rows},
};
pub(crate) use self::{
    files::tool,
    found::{Flagged, Found, Sources, assess},
    land::land,
    looking::{Looked, Wanted},
    rows::{score_rows, scored},
};
use crate::{
    chosen::ChosenProfile,
    commitments::Seen,
    crosscheck::Checks,
    decisions::{self, DecisionFile, Decisions, Name, Plan, Settled},
    ingest::{Intake, Letters, columns::Columns, ingest, units::Units},
    join::{Joined, join, unanswered},
    public::Masks,
    records::{Kept, MetricsRow, Reject},
    relate::Settings,
    reopen::{self, Reading},
    report::{
        OfficeFiles, Report,
        landing::Landing,
        manifest::{Exit, InputFile, Manifest, Source},
        png::Painter,
    },
    rules::{GENRE, RuleSet},
    trend::Period,
};

/// What a run did, for the summary.
#[derive(Debug)]
pub struct Outcome {
    /// Everything that was written.
    pub report: Report,
    /// How the process ends.
    pub exit: Exit,
    /// Where the output stands.
    pub folder: PathBuf,
}

/// Told the judged and the total number of letters.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Letters that are judged and written at a time: few, since what is found in a letter is many
/// times as long as its text, and several chunks are under way.
const CHUNK: usize = 128;

/// Temporary files in the folder of the output.
const SPOOL: &str = ".letters";
const TRACES: &str = ".traces";
const PROMISES: &str = ".promises";

/// Runs the main job; `progress` is told the judged and the total number of letters.
///
/// # Errors
/// Anything that leaves nothing to show: unreadable input, broken rules, an output folder
/// that may not be replaced. The output folder is then as it was before.
pub fn run(options: &Options, progress: Progress<'_>) -> anyhow::Result<Outcome> {
    let mut rules = RuleSet::load(options.rules.as_deref())?;
    let genre = options.genre.as_deref().unwrap_or(GENRE);
    let rulebook = rules.rulebook_for(genre)?;
    if options.locked {
        crate::handbook::hold(options.rules.as_deref(), &rulebook)?;
    }
    let units = Units::parse(rules.text("units.toml"))?;
    let columns = Columns::parse(rules.text("columns.toml"))?.with_units(units);
    let settings = Settings::parse(rules.text("relate.toml"))?;
    let checks = checks(&rules, &rulebook)?;
    let office = office_files(&rules, options.public)?;
    let chosen = options.profile.as_deref().map(|name| ChosenProfile::named(&mut rules, name));
    let chosen = chosen.transpose()?;
    let decided = decisions::places(options.decisions.as_deref(), &options.inputs);
    let decision_files = decisions::texts(&decided)?;
    let decisions = Decisions::of(&decision_files, &rulebook)?;
    let masks = options.public.then(|| masks(&rules)).transpose()?;
    let painter = options.png.then(Painter::new).transpose()?;
    let cores = Cores::new(options.threads)?;
    let landing = Landing::prepare(&options.output_folder(masks.as_ref()))?;

    let mut intake = ingest(&options.request(landing.path(), &decided), &columns)?;
    let read = inputs(std::mem::take(&mut intake.inputs), &decided)?;
    let job = Job {
        title: options.input_name(),
        genre: genre.to_owned(),
        asked: options.as_of,
        period: options.period,
        masks,
        painter,
        rules,
        rulebook,
        settings,
        checks,
        office,
        chosen,
        decision_files,
        decisions,
        inputs: read,
        source: None,
        files: None,
    };
    carry_out((job, cores), intake, landing, progress)
}

/// What a run stands on besides its letters.
struct Job<'a> {
    title: String,
    genre: String,
    /// The day the run was asked to look from.
    asked: Option<NaiveDate>,
    /// A further period than the year by which trends are told.
    period: Option<Period>,
    /// Masks what is written, in a public edition.
    masks: Option<Masks>,
    /// Draws the charts as PNG, when asked for.
    painter: Option<Painter>,
    rules: RuleSet,
    rulebook: Rulebook,
    settings: Settings,
    checks: Checks,
    office: OfficeFiles,
    /// `None` = chosen by the metrics found.
    chosen: Option<ChosenProfile>,
    decision_files: Vec<DecisionFile>,
    decisions: Decisions,
    inputs: Vec<InputFile>,
    source: Option<Source>,
    /// Files of another job beside those of the report.
    files: Option<Files<'a>>,
}

/// Everything behind the reading: judge → join → relate → score → trend → report.
fn carry_out(
    (mut job, cores): (Job<'_>, Cores),
    mut intake: Intake,
    landing: Landing,
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let staging = landing.path();
    remember(&job, &intake, staging)?;
    let as_of = job.asked.or(intake.latest_date);
    let plan = Plan::new(&job.decisions, &job.rulebook, names(&intake.letters), as_of)?;
    let judging = Judging {
        rulebook: &job.rulebook,
        settings: &job.settings,
        plan: &plan,
        masks: job.masks.as_ref(),
    };
    let (Pile { kept, signatures, learned, others, signed, .. }, traces, promises) =
        judge_all(&cores, judging, &intake.letters, staging, progress)?;
    let settled = settle((&plan, &job.rulebook), &kept, &others);
    intake.set_aside(others);
    // A table without any date still has the letters' own.
    let as_of = as_of.or(signed);
    let (joined, unanswered) = join_metrics(&mut intake, &kept, as_of)?;
    let chosen = profile(&mut job.rules, job.chosen.take(), &joined)?;
    let publication = publication(judging.masks, (&kept, &joined.rows, &learned), &unanswered);
    let publication = publication.as_ref();
    let reread = Reread { cores: &cores, judging, letters: &intake.letters, publication };
    let relatives = relate_all(reread, (&kept, &joined.rows), (signatures, traces))?;

    let mut notices =
        [&intake.notices, &joined.notices, &plan.notices(&settled)].map(Vec::as_slice).concat();
    notices.extend(missing_years(&chosen.profile, &kept, &joined.rows));
    notices.extend(chosen.unchanged_edition());
    let makeup = makeup_by_unit(&kept, &joined.rows, publication);
    let rows = unscored_rows(kept, (joined.rows, relatives.rows));
    let seen = (intake.follow_ups, Seen { day: as_of, asked: job.asked.is_some() });
    let by = (&*chosen.profile.calendar, publication);
    let (commitments, of_promises, limited) = promise_ledger(staging, &rows, promises, seen, by)?;
    notices.extend(of_promises);
    notices.sort();

    let found = Found {
        title: job.title,
        genre: job.genre.clone(),
        rows,
        unanswered,
        published: intake.published,
        hand_points: intake.hand_points,
        office: job.office,
        makeup,
        families: relatives.families,
        phrases: relatives.phrases,
        period: job.period,
        commitments,
        notices,
        rejects: intake.rejects,
        counts: intake.files,
        decision_files: job.decision_files.into_iter().map(|file| file.shown).collect(),
        decisions: settled,
        rules: job.rulebook.all_rules().map(|compiled| without_examples(&compiled.rule)).collect(),
        editions: editions((&job.rulebook, &job.genre), &chosen.profile, as_of),
        public: None,
    };
    let (found, originals) = told(found, reread, staging)?;
    let checking = Checking {
        reread,
        rulebook: &job.rulebook,
        checks: &job.checks,
        genre: &job.genre,
        asked: job.asked,
        limited: &limited,
        originals: &originals,
    };
    let sources = Sources {
        checked: &|profile, rows| checking.check(profile, rows),
        looked: &|rows, choice| look_again(reread, (rows, choice)),
        quoted: &|wanted| quote_again(reread, wanted),
    };
    let report = assess(found, &chosen, &sources)?;
    // Nothing is judged any more: what that took makes room for the workbook and the page.
    drop((cores, job.rulebook, job.decisions, plan, intake.letters, limited, originals));
    job.files.map_or(Ok(()), |write| write(staging, &report))?;
    let manifest = Manifest {
        rule_origins: job.rules.origins,
        inputs: job.inputs,
        source: job.source,
        ..Manifest::default()
    };
    let manifest = if report.public.is_some() { unnamed(manifest) } else { manifest };
    land(landing, report, (&chosen, manifest), job.painter.as_ref())
}

/// The score profile: the one asked for, else the one that fits the metrics found.
fn profile(
    rules: &mut RuleSet,
    asked: Option<ChosenProfile>,
    joined: &Joined,
) -> anyhow::Result<ChosenProfile> {
    asked.map_or_else(|| ChosenProfile::fitting(rules, &joined.rows), Ok)
}

/// What a later run needs to judge these letters again; a public edition cannot be.
fn remember(job: &Job<'_>, intake: &Intake, staging: &Path) -> anyhow::Result<()> {
    if job.masks.is_some() {
        return Ok(());
    }
    let names = (job.title.as_str(), job.genre.as_str());
    let reading = Reading::of(intake, names, job.asked, &job.decision_files);
    reopen::save(staging, reopen::INTAKE_FILE, &reading)
}

fn names(letters: &Letters) -> impl Iterator<Item = Name<'_>> {
    letters.names().map(|(reply_id, raw_id, year)| Name { reply_id, raw_id, year })
}

/// What became of every decision; `others` are texts that are no replies.
fn settle(
    (plan, rulebook): (&Plan, &Rulebook),
    kept: &[Kept],
    others: &[(u32, Reject)],
) -> Vec<Settled> {
    let rejected = others.iter().map(|(_, reject)| reject.reply_id.as_str()).collect();
    plan.settle(rulebook, kept.iter().flat_map(|reply| &reply.decisions), &rejected)
}

/// The replies with their metrics, and the items that have no reply.
fn join_metrics(
    intake: &mut Intake,
    kept: &[Kept],
    as_of: Option<NaiveDate>,
) -> anyhow::Result<(Joined, Vec<MetricsRow>)> {
    let keys = || kept.iter().map(|reply| &reply.key);
    let mut joined = join(keys(), std::mem::take(&mut intake.metrics))?;
    joined.mark_overdue(as_of);
    let orphans = std::mem::take(&mut joined.orphans);
    let unanswered = unanswered(keys(), &intake.without_text, &orphans);
    Ok((joined, unanswered))
}

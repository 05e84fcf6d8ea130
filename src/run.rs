//! The main job from left to right: ingest → judge → join → relate → score → trend → report.
//!
//! This page is the table of contents of the program, and the only place that is parallel.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::mpsc::sync_channel,
};

use anyhow::Context;
use chrono::NaiveDate;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use shida_engine::{
    finding::{Finding, Role},
    pack::Rule,
    rulebook::Rulebook,
};

use crate::{
    calendar::Calendar,
    chosen::ChosenProfile,
    commitments::{CommitmentList, Seen, Spool, Spooled, commitments},
    crosscheck::{self, CheckList, Checks, ChecksError, Gathered},
    decisions::{self, DecisionFile, Decisions, Name, Plan, Settled},
    ingest::{Intake, Letters, Request, columns::Columns, ingest, units::Units},
    join::{join, unanswered},
    judge::{judge_decided, keep, rejection},
    office::{self, Office},
    reconcile::reconcile,
    records::{
        FileCount, FollowUp, HandPoints, Handled, InTime, Judged, Kept, Letter, MetricsRow, Notice,
        PublishedFigure, Reject, Related, ReplyRow,
    },
    relate::{
        FamilyList, Member, PhraseList, Relations, Settings, Signature, TraceFile, TraceWriter,
        Traces, key_phrases, key_pieces, list_families, quoted_rows, relate, sign, trace,
    },
    reopen::{self, Read, Reading, Said},
    report::{
        OfficeFiles, Report,
        html::{Choice, ReplyDetail, choose, paired_rows, reply_detail},
        landing::Landing,
        manifest::{Editions, Exit, InputFile, Manifest, Source},
        png::Painter,
        tables::{CommitmentsWriter, FindingsWriter, LettersWriter},
        write_report,
    },
    rules::{CIRCULAR, GENRE, RuleSet},
    score::{
        Caseload, Profile, Scored, calendar_notices, rate_rows, score_reply, score_units,
        tally_units,
    },
    trend::{OverTime, Period, trends},
};

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Tables or folders of tables.
    pub inputs: Vec<PathBuf>,
    /// A table of suggestions.
    pub suggestions: Option<PathBuf>,
    /// A table of handling metrics.
    pub metrics: Option<PathBuf>,
    /// A table that says which promises were done.
    pub followup: Option<PathBuf>,
    /// A table of figures that the office has published.
    pub published: Option<PathBuf>,
    /// A table of points that people give.
    pub manual: Option<PathBuf>,
    /// Name or path of the score profile; `None` chooses by the metrics found.
    pub profile: Option<String>,
    /// Folder whose files replace embedded rule files.
    pub rules: Option<PathBuf>,
    /// What people have decided; `None` = `decisions.toml` in the input folders, if it is there.
    pub decisions: Option<PathBuf>,
    /// The kind of letters; `None` = suggestions of deputies.
    pub genre: Option<String>,
    /// Whether to refuse rules that are not those of `rules.lock`.
    pub locked: bool,
    /// The day the run looks from; `None` = the latest date of the tables (a follow-up's left
    /// out), else of the letters' signatures.
    pub as_of: Option<NaiveDate>,
    /// Whether to draw each chart as PNG too, with a font of the machine.
    pub png: bool,
    /// Threads; `None` = all cores. The output does not depend on it.
    pub threads: Option<usize>,
    /// A further period than the year by which trends are told.
    pub period: Option<Period>,
    /// Output folder; `None` = `reports/<input name>`.
    pub output: Option<PathBuf>,
}

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

/// Letters that are judged and written at a time.
const CHUNK: usize = 1024;

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
    let office = office_files(&rules)?;
    let chosen = options.profile.as_deref().map(|name| ChosenProfile::named(&mut rules, name));
    let chosen = chosen.transpose()?;
    let decided = decisions::places(options.decisions.as_deref(), &options.inputs);
    let decision_files = decisions::texts(&decided)?;
    let decisions = Decisions::of(&decision_files, &rulebook)?;
    let painter = options.png.then(Painter::new).transpose()?;
    let pool = threads(options.threads)?;
    let landing = Landing::prepare(&output_folder(options))?;

    let mut intake = ingest(&request(options, landing.path(), &decided), &columns)?;
    let read = inputs(std::mem::take(&mut intake.inputs), &decided)?;
    let job = Job {
        title: input_name(options),
        genre: genre.to_owned(),
        asked: options.as_of,
        period: options.period,
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
    carry_out((job, &pool), intake, landing, progress)
}

/// A finished run that is to be judged anew.
#[derive(Debug, Clone, Default)]
pub struct Again {
    /// Its folder, which stays as it is.
    pub folder: PathBuf,
    /// Files of decisions beside those that it heeded; one that is called like one of those
    /// takes its place.
    pub decisions: Vec<PathBuf>,
    /// The folder of rules that it was judged by; `None` = the embedded ones.
    pub rules: Option<PathBuf>,
    /// Threads; `None` = all cores.
    pub threads: Option<usize>,
    /// Output folder; another one than `folder`.
    pub output: PathBuf,
}

/// Judges the letters of a finished run once more, by the same rules and under the same score
/// profile, and heeds further decisions: what comes out is what [`run`] would give with them.
///
/// # Errors
/// A folder that cannot be opened again; rules that are not those of the run; everything else
/// that ends a run.
pub fn again(options: &Again, progress: Progress<'_>) -> anyhow::Result<Outcome> {
    let added = decisions::texts(&options.decisions)?;
    let further = Further {
        decisions: &|read| decisions::with(read.decisions.clone(), added.clone()),
        inputs: &options.decisions,
        files: None,
    };
    once_more(options, &further, progress)
}

/// Writes further files into the folder of a run, which is not yet in its place.
pub type Files<'a> = &'a dyn Fn(&Path, &Report) -> anyhow::Result<()>;

/// The same, where `decisions` is all that people have decided, in place of the files that the
/// run heeded; it came of `inputs`, and `files` writes more into the folder.
///
/// # Errors
/// As [`again`], and those of `files`.
pub fn reviewed(
    options: &Again,
    decisions: &DecisionFile,
    (inputs, files): (&[PathBuf], Files<'_>),
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let further = Further { decisions: &|_| vec![decisions.clone()], inputs, files: Some(files) };
    once_more(options, &further, progress)
}

/// What makes a run differ from the one that it is made from.
struct Further<'a> {
    /// The files of decisions, from those of the run.
    decisions: &'a dyn Fn(&Read) -> Vec<DecisionFile>,
    /// Files that were read for it.
    inputs: &'a [PathBuf],
    files: Option<Files<'a>>,
}

fn once_more(
    options: &Again,
    further: &Further<'_>,
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let opened = reopen::reopen(&options.folder)?;
    let read = opened.read()?;
    let rules = RuleSet::load(options.rules.as_deref())?;
    let rulebook = rules.rulebook_for(&read.genre)?;
    opened.judged_by(&rulebook)?;
    let settings = Settings::parse(rules.text("relate.toml"))?;
    let checks = checks(&rules, &rulebook)?;
    let chosen = opened.chosen()?;
    let decision_files = (further.decisions)(&read);
    let decisions = Decisions::of(&decision_files, &rulebook)?;
    let pool = threads(options.threads)?;
    let landing = Landing::beside(&options.output, &options.folder)?;

    let (title, genre, asked) = (read.title.clone(), read.genre.clone(), read.asked);
    let intake = opened.intake(read, &landing.path().join(SPOOL))?;
    let job = Job {
        title,
        genre,
        asked,
        period: opened.said.period,
        painter: None,
        rules,
        rulebook,
        settings,
        checks,
        office: opened.said.files.clone(),
        chosen: Some(chosen),
        decision_files,
        decisions,
        inputs: [opened.inputs(), inputs(Vec::new(), further.inputs)?].concat(),
        source: Some(opened.source("again")),
        files: further.files,
    };
    carry_out((job, &pool), intake, landing, progress)
}

/// Told the judged and the total number of letters.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// What a run stands on besides its letters.
struct Job<'a> {
    title: String,
    genre: String,
    /// The day the run was asked to look from.
    asked: Option<NaiveDate>,
    /// A further period than the year by which trends are told.
    period: Option<Period>,
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
    (mut job, pool): (Job<'_>, &ThreadPool),
    mut intake: Intake,
    landing: Landing,
    progress: Progress<'_>,
) -> anyhow::Result<Outcome> {
    let names_of_run = (job.title.as_str(), job.genre.as_str());
    let reading = Reading::of(&intake, names_of_run, job.asked, &job.decision_files);
    reopen::save(landing.path(), reopen::INTAKE_FILE, &reading)?;
    let as_of = job.asked.or(intake.latest_date);
    let plan = Plan::new(&job.decisions, &job.rulebook, names(&intake.letters), as_of)?;
    let judging = Judging { rulebook: &job.rulebook, settings: &job.settings, plan: &plan };
    let (Pile { kept, signatures, others, signed }, traces, promises) =
        judge_all(pool, judging, &intake.letters, landing.path(), progress)?;
    let rejected = others.iter().map(|(_, reject)| reject.reply_id.as_str()).collect();
    let used = kept.iter().flat_map(|reply| &reply.decisions);
    let settled = plan.settle(&job.rulebook, used, &rejected);
    intake.set_aside(others);
    // A table without any date still has the letters' own.
    let as_of = as_of.or(signed);
    let mut joined =
        join(kept.iter().map(|reply| &reply.key), std::mem::take(&mut intake.metrics))?;
    joined.mark_overdue(as_of);
    let unanswered = unanswered(
        kept.iter().map(|reply| &reply.key),
        &intake.without_text,
        &std::mem::take(&mut joined.orphans),
    );
    let chosen = match job.chosen.take() {
        Some(chosen) => chosen,
        None => ChosenProfile::fitting(&mut job.rules, &joined.rows)?,
    };
    let replies = members(&kept, &joined.rows);
    let mut relations = relate(judging.settings, &replies, &signatures);
    relations.add_wording(judging.settings, &replies, &traces)?;
    let families = families(judging, &intake.letters, &replies, &relations)?;
    let phrases = phrases((pool, judging), &intake.letters, &replies, &traces)?;
    let mut notices = merged_notices([&intake.notices, &joined.notices, &plan.notices(&settled)]);
    notices.extend(missing_years(&chosen.profile, &kept, &joined.rows));
    let makeup = makeup_by_unit(&joined.rows, &kept);
    let rows = unscored_rows(kept, (joined.rows, relations.rows));
    let seen = Seen { day: as_of, asked: job.asked.is_some() };
    let (commitments, told, limited) = promise_ledger(
        landing.path(),
        &rows,
        promises,
        (intake.follow_ups, seen),
        &chosen.profile.calendar,
    )?;
    notices.extend(told);
    notices.extend(chosen.unchanged_edition());
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
        families,
        phrases,
        period: job.period,
        commitments,
        notices,
        rejects: intake.rejects,
        counts: intake.files,
        decision_files: job.decision_files.into_iter().map(|file| file.shown).collect(),
        decisions: settled,
        rules: job.rulebook.all_rules().map(|compiled| without_examples(&compiled.rule)).collect(),
        editions: editions((&job.rulebook, &job.genre), &chosen.profile, as_of),
    };
    let letters = &intake.letters;
    let sources = Sources {
        checked: &|profile, rows| {
            let known = (job.genre.as_str(), job.asked);
            let run = crosscheck::Run::of(rows, known, &profile.result_classes, &limited);
            let gathered = cross_check(pool, (&job.rulebook, &job.checks), letters, (&run, rows))?;
            Ok(gathered.finish(rows))
        },
        looked: &|rows, choice| look_again(pool, judging, letters, (rows, choice)),
        quoted: &|wanted| quote_again(pool, judging, letters, wanted),
    };
    let report = assess(found, &chosen, &sources)?;
    if let Some(write) = job.files {
        write(landing.path(), &report)?;
    }
    let manifest = Manifest {
        rule_origins: job.rules.origins,
        inputs: job.inputs,
        source: job.source,
        ..Manifest::default()
    };
    land(landing, report, (&chosen, manifest), job.painter.as_ref())
}

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
        makeup: found.makeup,
        flagged,
        choice,
        details,
        families: found.families,
        commitments: found.commitments,
        checks,
        notices: found.notices,
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

/// report: writes the files and puts the folder in its place. `manifest` knows where rules and
/// rows came from; the rest of it is the report's.
pub(crate) fn land(
    landing: Landing,
    report: Report,
    (chosen, manifest): (&ChosenProfile, Manifest),
    painter: Option<&Painter>,
) -> anyhow::Result<Outcome> {
    write_report(landing.path(), &report)?;
    painter.map_or(Ok(()), |painter| painter.paint_all(&landing.path().join("charts")))?;
    let said = Said {
        profile: chosen.text.clone(),
        calendars: chosen.calendars.clone(),
        profile_note: chosen.note.clone(),
        rules: report.rules.clone(),
        unanswered: report.unanswered.clone(),
        checks: report.checks.clone(),
        files: report.office_files.clone(),
        families: report.families.clone(),
        phrases: report.over_time.phrases.clone(),
        period: report.period,
        carried: report.commitments.carried,
        followed: report.commitments.followed,
    };
    reopen::save(landing.path(), reopen::REPORT_FILE, &said)?;
    remove_temporary(landing.path())?;
    let exit = if report.rejects.is_empty() { Exit::Done } else { Exit::RowsRejected };
    let manifest = Manifest {
        editions: report.editions.clone(),
        exit,
        counts: report.counts.clone(),
        ..manifest
    };
    let landed = landing.finish(&manifest)?;
    Ok(Outcome { report, exit, folder: landed.path })
}

/// Where the run lands when nobody says: `reports/<name of the first input>`.
fn output_folder(options: &Options) -> PathBuf {
    options.output.clone().unwrap_or_else(|| Path::new("reports").join(input_name(options)))
}

fn input_name(options: &Options) -> String {
    let first = options.inputs.first();
    let absolute = first.and_then(|path| std::path::absolute(path).ok());
    let name = absolute.as_deref().and_then(|path| {
        let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
        Some(name?.to_string_lossy().into_owned())
    });
    name.unwrap_or_else(|| "run".to_owned())
}

const SPOOL: &str = ".letters";
const TRACES: &str = ".traces";
const PROMISES: &str = ".promises";

fn request(options: &Options, staging: &Path, decided: &[PathBuf]) -> Request {
    Request {
        inputs: options.inputs.clone(),
        suggestions: options.suggestions.clone(),
        metrics: options.metrics.clone(),
        apart: decided.to_vec(),
        followup: options.followup.clone(),
        published: options.published.clone(),
        manual: options.manual.clone(),
        spool: staging.join(SPOOL),
    }
}

fn remove_temporary(staging: &Path) -> anyhow::Result<()> {
    for file in [SPOOL, TRACES, PROMISES].map(|name| staging.join(name)) {
        if file.exists() {
            std::fs::remove_file(&file)
                .with_context(|| format!("删不掉临时文件 {}", file.display()))?;
        }
    }
    Ok(())
}

/// What a letter is judged and compared by.
#[derive(Clone, Copy)]
struct Judging<'a> {
    rulebook: &'a Rulebook,
    settings: &'a Settings,
    plan: &'a Plan,
}

impl Judging<'_> {
    fn judge(self, letter: Letter) -> (Judged, Compared) {
        let judged = self.look(letter);
        let signature = sign(self.settings, &judged);
        let traces = trace(self.settings, &judged, signature.as_ref());
        (judged, (signature, traces))
    }

    fn look(self, letter: Letter) -> Judged {
        let decisions = self.plan.of(&letter.reply_id);
        judge_decided(self.rulebook, letter, decisions)
    }
}

/// What a letter is compared by.
type Compared = (Option<Signature>, Traces);

/// What came of all letters.
#[derive(Default)]
struct Pile {
    /// The replies, in input order.
    kept: Vec<Kept>,
    /// One for each reply.
    signatures: Vec<Option<Signature>>,
    /// Texts that are no replies, by their place in input order.
    others: Vec<(u32, Reject)>,
    /// The latest date of a reply's signature.
    signed: Option<NaiveDate>,
}

impl Pile {
    /// Sorts a chunk; returns the replies and the traces of their wording.
    fn add(&mut self, chunk: Vec<(Judged, Compared)>) -> (Vec<Judged>, Vec<Traces>) {
        let mut replies = Vec::with_capacity(chunk.len());
        let mut traced = Vec::with_capacity(chunk.len());
        for (judged, (signature, traces)) in chunk {
            match rejection(&judged) {
                Some(reject) => self.others.push((judged.letter.row, reject)),
                None => {
                    let day = judged.signed;
                    let day = day.and_then(|d| NaiveDate::from_ymd_opt(d.year, d.month, d.day));
                    self.signed = self.signed.max(day);
                    self.signatures.push(signature);
                    traced.push(traces);
                    replies.push(judged);
                }
            }
        }
        (replies, traced)
    }
}

/// Reads ahead on one thread, judges chunks on all, and writes findings in input order, so
/// that memory holds a few chunks and the output does not depend on threads.
fn judge_all(
    pool: &ThreadPool,
    judging: Judging<'_>,
    letters: &Letters,
    staging: &Path,
    progress: Progress<'_>,
) -> anyhow::Result<(Pile, TraceFile, Spooled)> {
    let mut promises = Spool::create(&staging.join(PROMISES))?;
    let mut texts = LettersWriter::create(staging)?;
    let mut findings = FindingsWriter::create(staging)?;
    let mut traces = TraceWriter::create(&staging.join(TRACES))?;
    let mut pile = Pile::default();
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, receiver) = sync_channel(2);
        let chunks = letters.chunks(CHUNK)?;
        scope.spawn(move || chunks.into_iter().try_for_each(|chunk| sender.send(chunk)));
        for chunk in receiver {
            let chunk = chunk?;
            let judged: Vec<(Judged, Compared)> = pool
                .install(|| chunk.into_par_iter().map(|letter| judging.judge(letter)).collect());
            judged.iter().try_for_each(|(judged, _)| texts.write(judged))?;
            let (mut replies, traced) = pile.add(judged);
            traced.iter().try_for_each(|traced| traces.add(traced))?;
            findings.write(&replies)?;
            promises.add(&mut replies)?;
            pile.kept.extend(replies.into_iter().map(keep));
            let done = pile.kept.len() + pile.others.len();
            progress(done as u64, letters.len() as u64);
        }
        Ok(())
    })?;
    texts.finish()?;
    findings.finish()?;
    Ok((pile, traces.finish()?, promises.read()?))
}

/// Writes commitments.csv and commitments.parquet row by row; names the replies with a promise
/// that bears a time limit.
fn promise_ledger(
    staging: &Path,
    rows: &[ReplyRow],
    promises: Spooled,
    seen: (Vec<FollowUp>, Seen),
    calendar: &Calendar,
) -> anyhow::Result<(CommitmentList, Vec<Notice>, BTreeSet<String>)> {
    let mut table = CommitmentsWriter::create(staging)?;
    let mut limited = BTreeSet::new();
    let (list, notices) = commitments(rows, promises, seen, calendar, &mut |row| {
        if row.due.is_some() || row.due_text.is_some() {
            limited.insert(row.reply_id.clone());
        }
        Ok(table.write(row)?)
    })?;
    table.finish()?;
    Ok((list, notices, limited))
}

/// The cross-checks; files from outside must first stand the examples of all of them.
fn checks(rules: &RuleSet, rulebook: &Rulebook) -> anyhow::Result<Checks> {
    let checks = Checks::parse(rules.text("checks.toml"))?;
    let outside = rules.origins.get("checks.toml").is_some_and(|origin| origin != "embedded");
    let failures = if outside { crosscheck::prove(rulebook, &checks) } else { Vec::new() };
    if failures.is_empty() { Ok(checks) } else { Err(ChecksError::Examples(failures).into()) }
}

/// Reads every letter once more and holds it against its row, a few chunks at a time.
fn cross_check<'a>(
    pool: &ThreadPool,
    (rulebook, checks): (&Rulebook, &'a Checks),
    letters: &Letters,
    (run, rows): (&crosscheck::Run<'_>, &[ReplyRow]),
) -> anyhow::Result<Gathered<'a>> {
    let mut gathered = Gathered::new(checks);
    let mut rows = rows.iter();
    for chunk in letters.chunks(CHUNK)? {
        let pairs: Vec<(Letter, &ReplyRow)> = chunk?.into_iter().zip(rows.by_ref()).collect();
        let look = |(letter, row): &(Letter, &ReplyRow)| {
            crosscheck::look((rulebook, checks), run, letter, row)
        };
        let outcomes: Vec<_> = pool.install(|| pairs.par_iter().map(look).collect());
        outcomes.into_iter().for_each(|outcome| gathered.add(outcome));
    }
    Ok(gathered)
}

fn threads(threads: Option<usize>) -> anyhow::Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .context("启动线程失败，请用 --threads 1 再试")
}

/// The replies as relating sees them: year and unit may have come from the metrics table.
fn members<'a>(kept: &'a [Kept], handled: &'a [Handled]) -> Vec<Member<'a>> {
    kept.iter()
        .zip(handled)
        .map(|(kept, handled)| Member {
            reply_id: &kept.key.reply_id,
            year: handled.year,
            unit: handled.unit.as_deref(),
        })
        .collect()
}

/// Rows with a term in working days of a year that the calendar does not have.
fn missing_years(profile: &Profile, kept: &[Kept], handled: &[Handled]) -> Vec<Notice> {
    let rows = kept.iter().zip(handled);
    let told = rows.flat_map(|(Kept { key, .. }, handled)| {
        calendar_notices(profile, (&key.origin, &key.reply_id), &handled.metrics)
    });
    told.collect()
}

/// Uses up what the stages before have found: a row holds everything from here on.
fn unscored_rows(
    kept: Vec<Kept>,
    (handled, related): (Vec<Handled>, Vec<Related>),
) -> Vec<ReplyRow> {
    let row = |((kept, handled), related): ((Kept, Handled), Related)| {
        let Kept { key, verdict, answered, measures, decisions, .. } = kept;
        let Handled { year, unit, title, metrics } = handled;
        ReplyRow {
            reply_id: key.reply_id,
            year,
            unit,
            title,
            verdict,
            answered,
            measures,
            metrics,
            related,
            days_to_reply: None,
            late: None,
            in_time: InTime::default(),
            score: 0,
            proposed: 0,
            confirmed: None,
            known_share: 0.0,
            disposal: "",
            checks: Vec::new(),
            decisions,
        }
    };
    kept.into_iter().zip(handled).zip(related).map(row).collect()
}

/// The score of a row under a profile, with its ledger.
pub(crate) fn scored(profile: &Profile, row: &ReplyRow) -> Scored {
    score_reply(profile, row.into())
}

/// Gives every row its score, in place of one that it may have.
pub(crate) fn score_rows(profile: &Profile, rows: &mut [ReplyRow]) {
    for row in rows {
        let scored = scored(profile, row);
        row.days_to_reply = scored.days_to_reply;
        row.late = scored.late;
        row.in_time = scored.in_time;
        row.score = scored.score;
        row.proposed = scored.proposed;
        row.confirmed = scored.confirmed;
        row.known_share = scored.known_share;
        row.disposal = scored.disposal;
    }
}

/// Han characters by sentence class for each unit, units by name; all replies together when
/// no unit is known.
fn makeup_by_unit(handled: &[Handled], kept: &[Kept]) -> Vec<(String, [u64; 8])> {
    let mut units: BTreeMap<&str, [u64; 8]> = BTreeMap::new();
    let known = handled.iter().any(|handled| handled.unit.is_some());
    for (handled, kept) in handled.iter().zip(kept) {
        let name =
            handled.unit.as_deref().unwrap_or(if known { "未填单位" } else { "全部答复" });
        let unit = units.entry(name).or_default();
        unit.iter_mut().zip(kept.makeup).for_each(|(sum, chars)| *sum += u64::from(chars));
    }
    units.into_iter().map(|(unit, makeup)| (unit.to_owned(), makeup)).collect()
}

/// The largest families with a piece of their text, read and judged once more.
fn families(
    judging: Judging<'_>,
    letters: &Letters,
    members: &[Member<'_>],
    relations: &Relations,
) -> anyhow::Result<FamilyList> {
    let families = &relations.families;
    let mut quoted = Vec::new();
    for letter in letters.pick(&quoted_rows(families))? {
        quoted.push(judging.look(letter?));
    }
    Ok(list_families(judging.settings, families, members, &quoted))
}

/// Phrases on the rise and on the wane; replies that hold them are read and judged once more.
fn phrases(
    (pool, judging): (&ThreadPool, Judging<'_>),
    letters: &Letters,
    members: &[Member<'_>],
    traces: &TraceFile,
) -> anyhow::Result<PhraseList> {
    let pieces = key_pieces(judging.settings, members, traces)?;
    let examples: Vec<Letter> = letters.pick(pieces.examples())?.collect::<Result<_, _>>()?;
    let look = || examples.into_par_iter().map(|letter| judging.look(letter)).collect();
    let quoted: Vec<Judged> = pool.install(look);
    Ok(key_phrases(judging.settings, &pieces, members, (&quoted, traces))?)
}

/// What the lists of the workbook need of a reply: its problems, and of one that is shown its
/// sentences, from which the office's lists quote.
fn problems_only(mut judged: Judged, shown: bool) -> Judged {
    judged.findings.retain(|finding| finding.role >= Role::Penalty);
    judged.set_aside.retain(|(finding, _)| finding.role >= Role::Penalty);
    judged.letter.reply = String::new();
    judged.letter.suggestion = None;
    let sentences = if shown { std::mem::take(&mut judged.sentences) } else { Vec::new() };
    Judged { sentences, answer: None, promises: Vec::new(), ..judged }
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
/// the page shows, so that no text has to stay in memory during the run.
fn look_again(
    pool: &ThreadPool,
    judging: Judging<'_>,
    letters: &Letters,
    (rows, choice): (&[ReplyRow], &Choice),
) -> anyhow::Result<Looked> {
    let wanted = Wanted::of(rows, choice);
    let places = wanted.rows();
    let mut looked = Looked::default();
    let mut picked = letters.pick(&places)?;
    for rows in places.chunks(CHUNK) {
        let chunk: Vec<Letter> = picked.by_ref().take(rows.len()).collect::<Result<_, _>>()?;
        let look = |(&row, letter): (&usize, Letter)| {
            let mut judged = judging.look(letter);
            // Rules on trial stand in findings.csv; people are shown those in force.
            let in_force = |finding: &Finding| !judging.rulebook.is_on_trial(&finding.code);
            judged.findings.retain(in_force);
            judged.set_aside.retain(|(finding, _)| in_force(finding));
            wanted.look(row, judged)
        };
        let looks = || rows.par_iter().zip(chunk).map(look).collect::<Vec<_>>();
        looked.add(pool.install(looks));
    }
    Ok(looked)
}

/// The replies at these places, read and judged once more.
fn quote_again(
    pool: &ThreadPool,
    judging: Judging<'_>,
    letters: &Letters,
    wanted: &[usize],
) -> anyhow::Result<Flagged> {
    let letters: Vec<Letter> = letters.pick(wanted)?.collect::<Result<_, _>>()?;
    let look = |(&row, letter): (&usize, Letter)| (row, judging.look(letter));
    Ok(pool.install(|| wanted.par_iter().zip(letters).map(look).collect()))
}

/// The rule files of rates, lists, trends and circular; a broken one is told before anything is read.
fn office_files(rules: &RuleSet) -> anyhow::Result<OfficeFiles> {
    let circular = (rules.bytes(CIRCULAR), rules.shown(CIRCULAR));
    let texts = ["rates.toml", "office.toml", "trends.toml"].map(|name| rules.text(name));
    let files = OfficeFiles::new(texts, circular);
    files.read()?;
    Ok(files)
}

/// A rule as a run keeps it: examples prove it and say nothing of a reply.
fn without_examples(rule: &Rule) -> Rule {
    let mut rule = rule.clone();
    rule.tests.clear();
    rule
}

/// The tables, then the decisions.
fn inputs(
    tables: Vec<crate::ingest::InputFile>,
    decided: &[PathBuf],
) -> anyhow::Result<Vec<InputFile>> {
    let named =
        |input: crate::ingest::InputFile| InputFile { file: input.name, sha256: input.sha256 };
    let mut inputs: Vec<InputFile> = tables.into_iter().map(named).collect();
    for path in decided {
        let read = InputFile::of(path).with_context(|| format!("{} 读不了", path.display()))?;
        inputs.push(InputFile { file: decisions::shown(path, decided), ..read });
    }
    Ok(inputs)
}

fn names(letters: &Letters) -> impl Iterator<Item = Name<'_>> {
    letters.names().map(|(reply_id, raw_id, year)| Name { reply_id, raw_id, year })
}

fn merged_notices(notices: [&Vec<Notice>; 3]) -> Vec<Notice> {
    let mut notices: Vec<Notice> = notices.into_iter().flatten().cloned().collect();
    notices.sort();
    notices
}

fn editions(
    (rulebook, genre): (&Rulebook, &str),
    profile: &Profile,
    as_of: Option<NaiveDate>,
) -> Editions {
    Editions {
        tool: tool(),
        pack: format!("{genre}-reply {}", rulebook.version),
        pack_hash: rulebook.hash.clone(),
        dictionary_hash: rulebook.dictionary_hash.clone(),
        calendar: format!(
            "自然日与自然月；工作日按{}的工作日历（sha256:{}）",
            profile.calendar.span(),
            profile.calendar.hash()
        ),
        as_of,
        ..Editions::default()
    }
}

/// Name and version of this tool.
pub(crate) fn tool() -> String {
    format!("shida {}", env!("CARGO_PKG_VERSION"))
}

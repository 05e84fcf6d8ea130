//! The main job from left to right: ingest → judge → join → relate → score → cross-check →
//! trend → report.
//!
//! This page is the table of contents of the program, and the only place that is parallel.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, mpsc::sync_channel},
};

use anyhow::Context;
use chrono::NaiveDate;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use shida_engine::{
    finding::{Finding, Role},
    rulebook::Rulebook,
};

use crate::{
    calendar::Calendar,
    commitments::{CommitmentList, Seen, Spool, Spooled, commitments},
    crosscheck::{self, Checks, ChecksError, Gathered},
    decisions::{self, Decisions, Name, Plan},
    ingest::{Letters, Request, columns::Columns, ingest, units::Units},
    join::join,
    judge::{judge_decided, keep, rejection},
    records::{FollowUp, Handled, Judged, Kept, Letter, Notice, Reject, Related, ReplyRow},
    relate::{
        FamilyList, Member, Relations, Settings, Signature, TraceFile, TraceWriter, Traces,
        list_families, quoted_rows, relate, sign, trace,
    },
    report::{
        Report,
        landing::Landing,
        manifest::{Editions, Exit, InputFile, Manifest},
        png::Painter,
        tables::{CommitmentsWriter, FindingsWriter},
        write_report,
    },
    rules::{GENRE, RuleSet},
    score::{Case, Profile, calendar_notices, has_metrics, score_reply, score_units, tally_units},
    trend::{Period, trends},
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
    /// The figures that the office itself has published.
    pub published: Option<PathBuf>,
    /// Points given by hand.
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
pub fn run(options: &Options, progress: &(dyn Fn(u64, u64) + Sync)) -> anyhow::Result<Outcome> {
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
    let chosen = options.profile.as_deref().map(|name| profile(&mut rules, name)).transpose()?;
    let decided = decisions::places(options.decisions.as_deref(), &options.inputs);
    let decisions = Decisions::read(&decided, &rulebook)?;
    let painter = options.png.then(Painter::new).transpose()?;
    let pool = threads(options)?;
    let landing = Landing::prepare(&output_folder(options))?;

    let mut intake = ingest(&request(options, landing.path(), &decided), &columns)?;
    let as_of = options.as_of.or(intake.latest_date);
    let plan = Plan::new(&decisions, &rulebook, names(&intake.letters), as_of)?;
    let judging = Judging { rulebook: &rulebook, settings: &settings, plan: &plan };
    let (Pile { kept, signatures, others, signed }, traces, promises) =
        judge_all(&pool, judging, &intake.letters, landing.path(), progress)?;
    let rejected = others.iter().map(|(_, reject)| reject.reply_id.as_str()).collect();
    let settled = plan.settle(&rulebook, kept.iter().flat_map(|reply| &reply.decisions), &rejected);
    intake.set_aside(others);
    // A table without any date still has the letters' own.
    let as_of = as_of.or(signed);
    let mut joined =
        join(kept.iter().map(|reply| &reply.key), std::mem::take(&mut intake.metrics))?;
    joined.mark_overdue(as_of);
    let (profile, profile_note) = match chosen {
        Some(profile) => (profile, None),
        None => fitting_profile(&mut rules, &joined.rows)?,
    };
    let replies = members(&kept, &joined.rows);
    let mut relations = relate(&settings, &replies, &signatures);
    relations.add_wording(&settings, &replies, &traces)?;
    let families = families(judging, &intake.letters, &replies, &relations)?;
    let mut notices = merged_notices([&intake.notices, &joined.notices, &plan.notices(&settled)]);
    notices.extend(missing_years(&profile, &kept, &joined.rows));
    let makeup = makeup_by_unit(&joined.rows, &kept);
    let mut rows = score_rows(&profile, kept, (joined.rows, relations.rows));
    let seen = Seen { day: as_of, asked: options.as_of.is_some() };
    let (ledger, told, limited) = promise_ledger(
        landing.path(),
        &rows,
        promises,
        (intake.follow_ups, seen),
        &profile.calendar,
    )?;
    notices.extend(told);
    notices.sort();
    let gathered = {
        let known = (genre, options.as_of);
        let run = crosscheck::Run::of(&rows, known, &profile.result_classes, &limited);
        cross_check(&pool, (&rulebook, &checks), &intake.letters, (&run, &rows))?
    };
    let checked = gathered.finish(&mut rows);
    let units = score_units(&rows, profile.minimum_n);
    let unit_scores = tally_units(&profile, &rows, &intake.hand_points);
    let trends = trends(&rows, Period::Year);

    let exit = if intake.rejects.is_empty() { Exit::Done } else { Exit::RowsRejected };
    let report = Report {
        title: input_name(options),
        makeup,
        flagged: look_again(&pool, judging, &intake.letters, &rows)?,
        families,
        commitments: ledger,
        checks: checked,
        notices,
        decision_files: decided.iter().map(|path| decisions::shown(path, &decided)).collect(),
        decisions: settled,
        editions: editions((&rulebook, genre), &profile, as_of),
        rules: rulebook.all_rules().map(|compiled| compiled.rule.clone()).collect(),
        rejects: intake.rejects,
        counts: intake.files,
        rows,
        units,
        unit_scores,
        trends,
        profile,
        profile_note,
    };
    write_report(landing.path(), &report)?;
    painter.iter().try_for_each(|painter| painter.paint_all(&landing.path().join("charts")))?;
    remove_temporary(landing.path())?;
    let manifest = Manifest {
        editions: report.editions.clone(),
        exit,
        counts: report.counts.clone(),
        rule_origins: rules.origins,
        inputs: inputs(intake.inputs, &decided)?,
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
    progress: &(dyn Fn(u64, u64) + Sync),
) -> anyhow::Result<(Pile, TraceFile, Spooled)> {
    let mut promises = Spool::create(&staging.join(PROMISES))?;
    let mut findings = FindingsWriter::create(staging)?;
    let mut traces = TraceWriter::create(&staging.join(TRACES))?;
    let mut pile = Pile::default();
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, receiver) = sync_channel(2);
        let chunks = letters.chunks(CHUNK)?;
        scope.spawn(move || chunks.into_iter().try_for_each(|chunk| sender.send(chunk)));
        for chunk in receiver {
            let chunk = chunk?;
            let judged = pool
                .install(|| chunk.into_par_iter().map(|letter| judging.judge(letter)).collect());
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

fn threads(options: &Options) -> anyhow::Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .build()
        .context("启动线程失败，请用 --threads 1 再试")
}

fn profile(rules: &mut RuleSet, name: &str) -> anyhow::Result<Profile> {
    let text = rules.profile(name)?;
    let profile = Profile::parse(&text).with_context(|| format!("评分方案「{name}」用不了"))?;
    Ok(profile.with_calendar(Arc::new(rules.calendar()?)))
}

/// `default` when there are handling metrics, else `text-only` with a note that says so.
fn fitting_profile(
    rules: &mut RuleSet,
    replies: &[Handled],
) -> anyhow::Result<(Profile, Option<String>)> {
    if replies.iter().any(|reply| has_metrics(&reply.metrics)) {
        return Ok((profile(rules, "default")?, None));
    }
    Ok((profile(rules, "text-only")?, Some(TEXT_ONLY.to_owned())))
}

const TEXT_ONLY: &str = "没有办理指标（沟通、办理结果、满意度等），自动改用只看文本的评分方案 text-only；要按完整方案评分，请用 --metrics 给出办理指标表。";

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
fn score_rows(
    profile: &Profile,
    kept: Vec<Kept>,
    (handled, related): (Vec<Handled>, Vec<Related>),
) -> Vec<ReplyRow> {
    let row = |((kept, handled), related): ((Kept, Handled), Related)| {
        let Kept { key, verdict, answered, measures, decisions, .. } = kept;
        let Handled { year, unit, title, metrics } = handled;
        let scored = score_reply(
            profile,
            Case {
                verdict: &verdict,
                answered: answered.as_ref(),
                metrics: &metrics,
                decisions: &decisions,
            },
        );
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
            days_to_reply: scored.days_to_reply,
            late: scored.late,
            in_time: scored.in_time,
            score: scored.score,
            proposed: scored.proposed,
            confirmed: scored.confirmed,
            known_share: scored.known_share,
            disposal: scored.disposal,
            decisions,
            checks: Vec::new(),
        }
    };
    kept.into_iter().zip(handled).zip(related).map(row).collect()
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

/// A reply that is listed but not shown: its problems, without its text.
fn problems_only(mut judged: Judged) -> Judged {
    judged.findings.retain(|finding| finding.role >= Role::Penalty);
    judged.set_aside.retain(|(finding, _)| finding.role >= Role::Penalty);
    judged.letter.reply = String::new();
    judged.letter.suggestion = None;
    Judged { sentences: Vec::new(), answer: None, promises: Vec::new(), ..judged }
}

/// Most replies in review whose findings are listed in 问题清单; beyond it findings.csv has
/// them all.
const MOST_REVIEWED: usize = 20_000;

/// Reads and judges the replies in review once more, worst first up to a limit, so that no
/// text has to stay in memory during the run. Input order; `(row, judged)`.
fn look_again(
    pool: &ThreadPool,
    judging: Judging<'_>,
    letters: &Letters,
    rows: &[ReplyRow],
) -> anyhow::Result<Vec<(usize, Judged)>> {
    let mut review: Vec<usize> =
        (0..rows.len()).filter(|&at| rows[at].disposal == "review").collect();
    review.sort_by_cached_key(|&at| crate::report::html::worst_first(&rows[at]));
    review.truncate(MOST_REVIEWED);
    let shown: BTreeSet<usize> =
        review.iter().take(crate::report::html::MOST_FLAGGED).copied().collect();
    review.sort_unstable();
    let mut again = Vec::with_capacity(review.len());
    let mut picked = letters.pick(&review)?;
    for rows in review.chunks(CHUNK) {
        let chunk: Vec<Letter> = picked.by_ref().take(rows.len()).collect::<Result<_, _>>()?;
        let look = |(&row, letter): (&usize, Letter)| {
            let mut judged = judging.look(letter);
            // Rules on trial stand in findings.csv; people are shown those in force.
            let in_force = |finding: &Finding| !judging.rulebook.is_on_trial(&finding.code);
            judged.findings.retain(in_force);
            judged.set_aside.retain(|(finding, _)| in_force(finding));
            (row, if shown.contains(&row) { judged } else { problems_only(judged) })
        };
        let judged = || rows.par_iter().zip(chunk).map(look).collect::<Vec<_>>();
        again.extend(pool.install(judged));
    }
    Ok(again)
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
        tool: format!("shida {}", env!("CARGO_PKG_VERSION")),
        pack: format!("{genre}-reply {}", rulebook.version),
        pack_hash: rulebook.hash.clone(),
        profile: format!("{} {}", profile.name, profile.edition),
        profile_hash: profile.hash.clone(),
        dictionary_hash: rulebook.dictionary_hash.clone(),
        calendar: format!(
            "自然日与自然月；工作日按{}的工作日历（sha256:{}）",
            profile.calendar.span(),
            profile.calendar.hash()
        ),
        as_of,
    }
}

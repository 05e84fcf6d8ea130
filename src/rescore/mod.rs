//! Scores a finished run by another profile or other weights, without judging anything again:
//! reopen → score → trend → report, into a new folder.

mod moves;
mod sensitivity;
mod text;
mod weights;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

use self::moves::{Side, moves};
pub use self::{
    sensitivity::{Sensitivity, Shift},
    text::text,
    weights::{Weight, WeightError, reweighted},
};
use crate::{
    chosen::{ChosenProfile, UNCHANGED_EDITION},
    records::{HandPoints, Moves, Notice},
    reopen::{Reopened, reopen},
    report::{
        landing::Landing,
        manifest::{Editions, Manifest},
        tables::write_moves,
    },
    rules::RuleSet,
    run::{Found, Looked, Outcome, Sources, Wanted, assess, land, score_rows, tool},
    score::{
        CALENDAR_YEAR, Caseload, UNUSED_POINTS, UnitScore, calendar_notices, score_units,
        tally_units,
    },
};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Rescore {
    /// The folder of the run, which stays as it is.
    pub folder: PathBuf,
    /// Name or path of another profile; `None` = that of the run.
    pub profile: Option<String>,
    /// Items with other points.
    pub weights: Vec<Weight>,
    /// Whether to try how stable the order of the units is.
    pub sensitivity: bool,
    /// Output folder; `None` = `<folder>-重评`.
    pub output: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub struct Rescored {
    /// What was written; `None` when only the stability was asked for.
    pub outcome: Option<Outcome>,
    /// What moves; `None` when only the stability was asked for.
    pub moves: Option<Moves>,
    /// How stable the order of the units is, when it was asked for.
    pub sensitivity: Option<Vec<Sensitivity>>,
    /// Both profiles in words.
    pub profiles: String,
    /// What has to be said about the new one.
    pub notices: Vec<String>,
}

/// Scores a run anew.
///
/// # Errors
/// A folder that cannot be opened again, a profile or weights that do not hold, an output
/// folder that may not be replaced.
pub fn rescore(options: &Rescore) -> anyhow::Result<Rescored> {
    let opened = reopen(&options.folder)?;
    let old = opened.chosen()?;
    let new = wanted(options, &old)?;
    let sensitivity = options.sensitivity.then(|| sensitivity::sensitivity(&new, &opened));
    let sensitivity = sensitivity.transpose()?;
    let profiles = in_words(opened.editions(), &new);
    let notice = new.unchanged_edition();
    let notices = notice.iter().map(|notice| notice.message.clone()).collect();
    let (outcome, moves) = if asks_for_a_folder(options) {
        let (outcome, moves) = written(options, &opened, (&old, new))?;
        (Some(outcome), Some(moves))
    } else {
        (None, None)
    };
    Ok(Rescored { outcome, moves, sensitivity, profiles, notices })
}

/// Who only asks whether the order is stable gets a table and no folder.
fn asks_for_a_folder(options: &Rescore) -> bool {
    let changed = options.profile.is_some() || !options.weights.is_empty();
    changed || options.output.is_some() || !options.sensitivity
}

fn wanted(options: &Rescore, old: &ChosenProfile) -> anyhow::Result<ChosenProfile> {
    let base = match &options.profile {
        Some(name) => {
            let named = ChosenProfile::named(&mut RuleSet::load(None)?, name)?;
            ChosenProfile::of(named.text, old.calendars.clone())?
        }
        None => old.clone(),
    };
    if options.weights.is_empty() {
        return Ok(base);
    }
    ChosenProfile::of(reweighted(&base.text, &options.weights)?, base.calendars)
        .context("改了分值的评分方案用不了")
}

/// Whether the profile is that of the run, in words.
fn in_words(old: &Editions, new: &ChosenProfile) -> String {
    let (name, hash) = (new.profile.edition_name(), &new.profile.hash);
    if old.profile_hash == *hash {
        return format!("评分方案 {name}（{}），与原来相同", short(hash));
    }
    let both = format!(
        "原评分方案 {}（{}），现评分方案 {name}（{}）",
        old.profile,
        short(&old.profile_hash),
        short(hash)
    );
    match old.profile == name {
        true => format!("{both}：名称和版次相同，内容不同，两次得分不可混用"),
        false => format!("{both}：两次得分出自不同方案，不可混用"),
    }
}

fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

fn written(
    options: &Rescore,
    opened: &Reopened,
    (old, mut new): (&ChosenProfile, ChosenProfile),
) -> anyhow::Result<(Outcome, Moves)> {
    let target = options.output.clone().unwrap_or_else(|| beside(&options.folder));
    let landing = Landing::beside(&target, &options.folder)?;
    opened.unscored().iter().try_for_each(|file| copy(file, landing.path()))?;
    let is_other = opened.editions().profile_hash != new.profile.hash;
    if is_other {
        new.note = Some(in_words(opened.editions(), &new));
    }
    let found = found(opened, &new)?;
    let sources = Sources {
        // What letters and metrics say to each other does not hang on the points.
        checked: &|_, _| Ok(opened.said.checks.clone()),
        looked: &|rows, choice| {
            let wanted = Wanted::of(rows, choice);
            let places: Vec<(usize, bool)> = wanted.rows().iter().map(|row| (*row, true)).collect();
            Ok(Looked::of(&wanted, opened.judged(&places)?))
        },
        quoted: &|wanted| {
            let wanted: Vec<(usize, bool)> = wanted.iter().map(|row| (*row, true)).collect();
            Ok(opened.judged(&wanted)?)
        },
    };
    let hand = found.hand_points.clone();
    let report = assess(found, &new, &sources)?;
    let (words, ..) = opened.said.files.read()?;
    let load = Caseload {
        rows: &opened.rows,
        unanswered: &opened.said.unanswered,
        profile: &old.profile,
        as_of: opened.editions().as_of,
        words: &words,
    };
    let before = score_units(load);
    let totals = totals(load, &hand);
    let moves = moves(
        Side { rows: &opened.rows, units: &before, totals: &totals, profile: &old.profile },
        Side {
            rows: &report.rows,
            units: &report.units,
            totals: &report.unit_scores,
            profile: &report.profile,
        },
    );
    write_moves(landing.path(), &moves)?;
    let mut rule_origins = opened.rule_origins();
    match &options.profile {
        Some(name) if Path::new(name).is_file() => {
            rule_origins.insert("profile".to_owned(), name.clone());
        }
        Some(_) => {
            rule_origins.remove("profile");
        }
        None => {}
    }
    let manifest = Manifest {
        rule_origins,
        inputs: opened.inputs(),
        source: Some(opened.source("rescore")),
        ..Manifest::default()
    };
    Ok((land(landing, report, (&new, manifest), None)?, moves))
}

/// The totals of the units under the scheme of the run's profile. They stand on terms that no
/// table keeps, so that the rows are scored for them once more.
fn totals(load: Caseload<'_>, hand: &[HandPoints]) -> Vec<UnitScore> {
    let mut rows = load.rows.to_vec();
    score_rows(load.profile, &mut rows);
    tally_units(Caseload { rows: &rows, ..load }, hand)
}

/// What the run had found, as it was found.
fn found(opened: &Reopened, new: &ChosenProfile) -> anyhow::Result<Found> {
    let read = opened.read()?;
    let anew = [UNCHANGED_EDITION, CALENDAR_YEAR, UNUSED_POINTS];
    let lasts = |notice: &&Notice| !anew.contains(&notice.kind);
    let mut notices: Vec<Notice> = opened.notices.iter().filter(lasts).cloned().collect();
    notices.extend(new.unchanged_edition());
    let origins = opened.origins()?;
    notices.extend(opened.rows.iter().flat_map(|row| {
        let origin = origins.get(&row.reply_id);
        let told = origin
            .map(|origin| calendar_notices(&new.profile, (origin, &row.reply_id), &row.metrics));
        told.unwrap_or_default()
    }));
    notices.sort();
    Ok(Found {
        title: read.title,
        genre: read.genre,
        rows: opened.rows.clone(),
        unanswered: opened.said.unanswered.clone(),
        published: read.published,
        hand_points: read.hand_points,
        office: opened.said.files.clone(),
        makeup: opened.makeup()?,
        families: opened.said.families.clone(),
        phrases: opened.said.phrases.clone(),
        period: opened.said.period,
        commitments: opened.commitments()?,
        notices,
        rejects: opened.rejects.clone(),
        counts: opened.counts(),
        decision_files: read.decisions.into_iter().map(|file| file.shown).collect(),
        decisions: opened.decisions.clone(),
        rules: opened.said.rules.clone(),
        public: None,
        editions: Editions { tool: tool(), ..opened.editions().clone() },
    })
}

/// `reports/2024` → `reports/2024-重评`.
fn beside(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    absolute.with_file_name(format!("{name}-重评"))
}

fn copy(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let name = file.file_name().unwrap_or_default();
    let copied = fs::copy(file, folder.join(name)).map(|_| ());
    copied.with_context(|| format!("{} 复制不了，请检查磁盘空间和文件夹权限", file.display()))
}

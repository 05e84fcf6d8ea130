//! People decide: the sheet of what is to be decided is handed out, and taken back as decisions
//! and a new edition of the run.
//!
//! ```text
//! export: run folder → matters (riskiest first) + sample → plan → 复核表.xlsx
//! apply:  复核表.xlsx → the same plan → checked answers → rulings → decisions.toml → run again
//! ```

mod changes;
mod check;
mod columns;
mod entries;
mod error;
mod figures;
mod filled;
mod help;
mod matter;
mod plan;
mod result;
mod rulings;
mod sample;
mod sheet;
mod source;

use std::path::{Path, PathBuf};

pub use self::{
    error::{Place, Problem, ReviewError},
    figures::{Agreement, Figures},
    plan::Request,
    result::RESULT_FILE,
};
use self::{
    matter::Kind,
    plan::{Plan, Seat},
    source::Source,
};
use crate::run::{Again, Outcome, Progress, reviewed};

/// What was handed out.
#[derive(Debug)]
pub struct Exported {
    /// The run.
    pub folder: PathBuf,
    /// The folder of rules that judged; `None` = the embedded ones.
    pub rules: Option<PathBuf>,
    /// The workbooks: one, or one for each of two reviewers.
    pub files: Vec<PathBuf>,
    /// Rows of the first.
    pub rows: usize,
    /// Replies that they are about.
    pub replies: usize,
    /// How many rows of each kind, as the sheet calls it.
    pub kinds: Vec<(&'static str, usize)>,
    /// Replies that two people look at.
    pub doubled: usize,
}

/// Writes the sheet of what people are to decide about the run in `folder` to `output`, and
/// with [`Request::double`] a second one beside it. `rules` is the folder of rules that judged,
/// `None` the embedded ones.
///
/// # Errors
/// A folder that cannot be opened again, other rules, nothing to decide, a file that is there
/// already or cannot be written.
pub fn export(
    folder: &Path,
    rules: Option<&Path>,
    request: Request,
    output: &Path,
) -> Result<Exported, ReviewError> {
    let plan = Plan::of(Source::open(folder, rules)?, request)?;
    if plan.lines.is_empty() {
        return Err(ReviewError::Nothing);
    }
    let files: Vec<(PathBuf, Seat)> =
        plan.seats().into_iter().map(|seat| (seat_file(output, seat), seat)).collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(ReviewError::Exists(path.display().to_string()));
    }
    files.iter().try_for_each(|(path, seat)| sheet::write(path, &plan, *seat))?;
    let kinds = [Kind::Whole, Kind::Finding, Kind::Doubtful, Kind::Sampled].map(|kind| {
        let of_kind = plan.lines.iter().filter(|line| line.matter.key.kind == kind);
        (kind.label(), of_kind.count())
    });
    Ok(Exported {
        folder: folder.to_owned(),
        rules: rules.map(Path::to_owned),
        files: files.into_iter().map(|(path, _)| path).collect(),
        rows: plan.lines.len(),
        replies: plan.replies(),
        kinds: kinds.into_iter().filter(|kind| kind.1 > 0).collect(),
        doubled: plan.doubled(),
    })
}

/// 复核表.xlsx → 复核表-乙.xlsx for the second seat.
fn seat_file(output: &Path, seat: Seat) -> PathBuf {
    if seat == Seat::First {
        return output.to_owned();
    }
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{stem}-{}.xlsx", seat.label()))
}

/// What is to be taken back.
#[derive(Debug, Clone, Default)]
pub struct Apply {
    /// Filled workbooks.
    pub sheets: Vec<PathBuf>,
    /// The run that they were written for; it stays as it is.
    pub folder: PathBuf,
    /// The folder of rules that judged; `None` = the embedded ones.
    pub rules: Option<PathBuf>,
    /// Where the new edition lands; `None` = beside the run, with `-复核` behind its name.
    pub output: Option<PathBuf>,
    /// Threads; `None` = all cores.
    pub threads: Option<usize>,
}

/// What came of it.
#[derive(Debug)]
pub struct Applied {
    /// What the answers say of the tool and the reviewers.
    pub figures: Figures,
    /// New decisions.
    pub decided: usize,
    /// Replies of which verdict, points or disposal changed.
    pub changed: usize,
    /// Rows on which two people disagree: number, id.
    pub disputed: Vec<(usize, String)>,
    /// The new edition.
    pub outcome: Outcome,
}

/// Takes filled workbooks back: checks every cell, writes the decisions and the new edition of
/// the run that follows from them.
///
/// # Errors
/// A workbook of another edition; any cell that is wrong: then nothing is written. Everything
/// that ends a run.
pub fn apply(asked: &Apply, progress: Progress<'_>) -> Result<Applied, ReviewError> {
    let books = filled::filled(&asked.sheets)?;
    let source = Source::open(&asked.folder, asked.rules.as_deref())?;
    let plan = Plan::of(source, check::request(&books))?;
    let answers = check::answers(&plan, &books)?;
    if answers.is_empty() {
        return Err(ReviewError::Unfilled);
    }
    let source = &plan.source;
    let rulings = rulings::rulings(&answers, &source.opened.decisions, &source.rulebook)?;
    let figures = figures::figures(&plan, &answers, &rulings);
    let decisions = entries::merged(&source.files, &rulings, source.run());
    let files = |folder: &Path, report: &crate::report::Report| {
        let changes = changes::changes(&rulings.entries, source.rows(), report);
        result::write(folder, &decisions, &changes, &figures)
    };
    let again = Again {
        folder: asked.folder.clone(),
        rules: asked.rules.clone(),
        threads: asked.threads,
        output: asked.output.clone().unwrap_or_else(|| beside(&asked.folder)),
        ..Again::default()
    };
    let outcome = reviewed(&again, &decisions, (&asked.sheets, &files), progress)?;
    let changed = changes::changed(&rulings.entries, source.rows(), &outcome.report);
    let disputed = rulings.disputed.iter().filter_map(|number| {
        let line = plan.lines.get(number.checked_sub(1)?)?;
        Some((*number, line.matter.key.reply_id.clone()))
    });
    Ok(Applied {
        decided: rulings.entries.len(),
        changed,
        disputed: disputed.collect(),
        figures,
        outcome,
    })
}

/// `评估` → `评估-复核`.
fn beside(folder: &Path) -> PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    folder.with_file_name(format!("{name}-复核"))
}

impl Exported {
    /// What is printed.
    #[must_use]
    pub fn told(&self) -> String {
        let kinds = self.kinds.iter().map(|(kind, count)| format!("{kind} {count}"));
        let kinds = kinds.collect::<Vec<_>>().join("，");
        let mut text = format!("复核表：{} 件答复，{} 行（{kinds}）\n", self.replies, self.rows);
        for file in &self.files {
            text += &format!("  {}\n", file.display());
        }
        if self.doubled > 0 {
            text += &format!("其中 {} 件由两人各看一遍，两份表请交给两个人\n", self.doubled);
        }
        let files: Vec<String> = self.files.iter().map(|file| typed(file)).collect();
        let rules = self.rules.iter().map(|rules| format!(" --rules {}", typed(rules)));
        text + &format!(
            "表里有答复全文，属内部资料。填好黄色各列后：shida review apply {} --in {}{}",
            files.join(" "),
            typed(&self.folder),
            rules.collect::<String>(),
        )
    }
}

/// A path as it is typed on the command line.
fn typed(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}

impl Applied {
    /// What is printed.
    #[must_use]
    pub fn told(&self) -> String {
        let mut text = format!("新裁定 {} 条，{} 件答复的结果有变\n", self.decided, self.changed);
        text +=
            &format!("复核统计（全部见 {RESULT_FILE} 和 review.csv）\n{}\n", self.figures.told());
        if !self.disputed.is_empty() {
            let named = self.disputed.iter().map(|(number, id)| format!("序号 {number}（{id}）"));
            let named = named.collect::<Vec<_>>().join("、");
            text += &format!("两人不一致、未作裁定：{named}\n");
        }
        text + &format!(
            "新的一版：{}（变更见 changes.csv，裁定见 decisions.toml）",
            self.outcome.folder.display()
        )
    }
}

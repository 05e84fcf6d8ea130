//! Puts a finished run into its files: tables, charts, workbook and page.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use anyhow::Context;
use shida_engine::{
    finding::{Finding, Role},
    pack::Rule,
};

use super::{
    chart_files,
    charts::Counted,
    html::{self, MOST_FLAGGED, Meta, Overview, Page, RuleInfo, Tally, UnitLine},
    manifest::{Editions, totals},
    tables::{self, Tables},
    workbook::{self, Assessment, NOT_YET, Problem, RuleText},
};
use crate::{
    commitments::CommitmentList,
    crosscheck::CheckList,
    decisions::{Settled, counted},
    records::{Decision, FileCount, Judged, Notice, Reject, ReplyRow, Ruling, TrendRow, UnitRow},
    relate::FamilyList,
    score::{Profile, RATES, UnitScore, score_reply},
    statistics::share,
};

/// Everything that a run found, ready to be written.
#[derive(Debug)]
pub struct Report {
    /// Name of what was assessed.
    pub title: String,
    /// Judged replies in input order.
    pub rows: Vec<ReplyRow>,
    /// Units, all years together and by year.
    pub units: Vec<UnitRow>,
    /// What units reached under the scheme of the profile; empty without one.
    pub unit_scores: Vec<UnitScore>,
    /// Values by year.
    pub trends: Vec<TrendRow>,
    /// Replies in review with their text: (index into `rows`, judged), in input order.
    pub flagged: Vec<(usize, Judged)>,
    /// What is shown of the ledger of promises.
    pub commitments: CommitmentList,
    /// What the cross-checks between text and metrics found.
    pub checks: CheckList,
    /// Near-duplicate families, largest first.
    pub families: FamilyList,
    /// Han characters by sentence class for each unit.
    pub makeup: Vec<(String, [u64; 8])>,
    /// Rows of rejects.csv.
    pub rejects: Vec<Reject>,
    /// Rows of notices.csv.
    pub notices: Vec<Notice>,
    /// Names of the files of decisions that were read.
    pub decision_files: Vec<String>,
    /// What became of every decision.
    pub decisions: Vec<Settled>,
    /// How many rows of each table went where.
    pub counts: Vec<FileCount>,
    /// Versions and hashes.
    pub editions: Editions,
    /// The rules that judged.
    pub rules: Vec<Rule>,
    /// The profile that scored.
    pub profile: Profile,
    /// Why this profile, when nobody asked for it.
    pub profile_note: Option<String>,
}

/// Writes every file but run.json into `folder`.
///
/// # Errors
/// The first file that cannot be written.
pub fn write_report(folder: &Path, report: &Report) -> anyhow::Result<()> {
    tables::write_all(
        folder,
        Tables {
            replies: &report.rows,
            ledger: &|row| score_reply(&report.profile, row.into()).ledger,
            units: &report.units,
            unit_scores: &report.unit_scores,
            trends: &report.trends,
            checks: &report.checks,
            rejects: &report.rejects,
            notices: &report.notices,
            decisions: (!report.decision_files.is_empty()).then_some(&report.decisions),
        },
    )?;
    let figures = html::figures(&charted(report))?;
    chart_files::write(&folder.join("charts"), &figures)?;
    write_workbook(&folder.join(workbook::WORKBOOK_FILE), report)?;
    let page = html::render(&page(report, figures))?;
    write_text(&folder.join("index.html"), &page)
}

fn charted(report: &Report) -> html::Charted<'_> {
    html::Charted {
        trends: &report.trends,
        rows: &report.rows,
        units: &report.units,
        makeup: (&report.makeup, Counted::HanChars),
        commitments: &report.commitments,
        families: &report.families,
        rules: &report.rules,
        profile: &report.profile,
    }
}

fn write_text(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text)
        .with_context(|| format!("「{}」写不进去，请检查磁盘空间和文件夹权限", path.display()))
}

fn write_workbook(path: &Path, report: &Report) -> anyhow::Result<()> {
    let problems: Vec<Problem<'_>> = report
        .flagged
        .iter()
        .flat_map(|(at, judged)| {
            let reply = &report.rows[*at];
            let active = judged.findings.iter().map(|finding| (finding, decision(judged, finding)));
            let set_aside = judged.set_aside.iter();
            let set_aside = set_aside.map(|(finding, decision)| (finding, Some(&**decision)));
            let against = active.chain(set_aside).filter(|(f, _)| is_against(f.role, f.points));
            against.map(move |(finding, decision)| Problem { reply, finding, decision })
        })
        .collect();
    let rules: BTreeMap<String, RuleText> = report
        .rules
        .iter()
        .map(|rule| {
            let text = RuleText {
                name: rule.name.clone(),
                message: rule.message.clone(),
                why: rule.why.clone(),
                fix: rule.fix.clone(),
            };
            (rule.code.clone(), text)
        })
        .collect();
    let described = report.profile.describe();
    let (cuts, mut notes): (Vec<_>, Vec<_>) =
        described.into_iter().partition(|(item, _)| item == "处置");
    notes.extend(report.families.definitions.iter().cloned());
    notes.extend(decision_note(report).map(|note| ("人工裁定".to_owned(), note)));
    notes.extend(report.profile_note.iter().map(|note| ("方案的选择".to_owned(), note.clone())));
    workbook::write(
        path,
        &Assessment {
            title: &report.title,
            rows: &report.rows,
            units: &report.units,
            unit_scores: &report.unit_scores,
            trends: &report.trends,
            problems: &problems,
            families: &report.families,
            commitments: &report.commitments,
            checks: &report.checks,
            rules: &rules,
            counts: &report.counts,
            editions: &report.editions,
            minimum_n: report.profile.minimum_n,
            cuts: &cuts,
            notes: &notes,
        },
    )?;
    Ok(())
}

/// Which decisions of people entered the run.
fn decision_note(report: &Report) -> Option<String> {
    let files = report.decision_files.join("、");
    let counted = counted(&report.decisions);
    (!files.is_empty()).then(|| format!("{files}：{counted}；逐条见 decisions.csv"))
}

/// The decision that a finding stands for.
fn decision<'a>(judged: &'a Judged, finding: &Finding) -> Option<&'a Decision> {
    let is_decided = judged.decided_code.as_deref() == Some(finding.code.as_str());
    let whole = |one: &&Arc<Decision>| matches!(one.ruling, Ruling::Reply { .. });
    judged.decisions.iter().filter(|_| is_decided).find(whole).map(Arc::as_ref)
}

/// Penalties, what is owed to the suggestion, and gates other than those that only give points.
fn is_against(role: Role, points: i32) -> bool {
    matches!(role, Role::Penalty | Role::Answer) || (role == Role::Gate && points <= 0)
}

fn page(report: &Report, charts: Vec<html::ChartFigure>) -> Page {
    let mut worst: Vec<&(usize, Judged)> = report.flagged.iter().collect();
    worst.sort_by_cached_key(|(at, _)| html::worst_first(&report.rows[*at]));
    let flagged = worst.into_iter().take(MOST_FLAGGED).map(|(at, judged)| {
        let (text, sentences) = (&judged.letter.reply, &judged.sentences);
        let found = (judged.findings.as_slice(), judged.set_aside.as_slice());
        let reply = html::flagged_reply(&report.rows[*at], text, found, sentences);
        html::FlaggedReply { asks: html::ask_lines(judged), ..reply }
    });
    let label = |name: &str| RATES.iter().find(|rate| rate.0 == name).map(|rate| rate.1.to_owned());
    let mut overall: Vec<&UnitRow> =
        report.units.iter().filter(|unit| unit.year.is_none()).collect();
    overall.sort_by_key(|unit| (unit.rank.unwrap_or(u32::MAX), unit.unit.as_str()));
    let described =
        report.profile.describe().into_iter().chain(report.families.definitions.iter().cloned());
    let decided = decision_note(report).map(|note| format!("人工裁定：{note}"));
    let notes = described.map(|(item, text)| format!("{item}：{text}")).chain(decided);
    let families = report.families.shown.iter().take(html::MOST_FAMILIES);
    let rules = report.rules.iter().map(|rule| RuleInfo {
        code: rule.code.clone(),
        name: rule.name.clone(),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
    });
    Page {
        meta: meta(report),
        overview: overview(report),
        charts,
        units: overall.into_iter().map(|unit| UnitLine::new(unit, label)).collect(),
        flagged: flagged.collect(),
        flagged_total: report.rows.iter().filter(|row| row.disposal == "review").count() as u64,
        commitments: html::commitment_overview(&report.commitments),
        checks: html::check_overview(&report.checks),
        families: families.map(html::family_line).collect(),
        families_total: report.families.total,
        families_replies: report.families.replies,
        notes: notes.collect(),
        not_included: NOT_YET.iter().map(|(item, text)| format!("{item}：{text}")).collect(),
        rules: rules.collect(),
    }
}

fn meta(report: &Report) -> Meta {
    let editions = &report.editions;
    let years = report.rows.iter().filter_map(|row| row.year);
    let period = match (years.clone().min(), years.max()) {
        (Some(first), Some(last)) if first == last => format!("{first}年"),
        (Some(first), Some(last)) => format!("{first}–{last}年"),
        _ => "年度不详".to_owned(),
    };
    Meta {
        title: format!("{} 答复质量评估", report.title),
        period,
        as_of: editions.as_of.map_or_else(|| "输入里没有日期".to_owned(), |day| day.to_string()),
        inputs: report.counts.iter().map(|count| count.file.clone()).collect(),
        tool_version: editions.tool.clone(),
        pack: editions.pack.clone(),
        pack_hash: editions.pack_hash.clone(),
        dictionary_hash: editions.dictionary_hash.clone(),
        profile: editions.profile.clone(),
        profile_note: report.profile_note.clone(),
        calendar: editions.calendar.clone(),
    }
}

fn overview(report: &Report) -> Overview {
    let total = totals(&report.counts);
    let tally = |is: fn(&ReplyRow) -> bool| {
        let count = report.rows.iter().filter(|row| is(row)).count() as u64;
        Tally { count, share: share(report.rows.iter().map(is)).into() }
    };
    let off_topic = report.rows.iter().filter_map(|row| Some(row.answered.as_ref()?.off_topic));
    Overview {
        read: total.read,
        judged: total.judged,
        rejected: total.rejected,
        blank: total.blank,
        no_reply: total.no_reply,
        duplicate: total.duplicate,
        non_answer: tally(|row| row.verdict.non_answer),
        three_part: tally(|row| row.verdict.three_part),
        receipt_only: tally(|row| row.verdict.receipt_only),
        forwarded_only: tally(|row| row.verdict.forwarded_only),
        deflection: tally(|row| row.verdict.deflection),
        off_topic: Tally {
            count: off_topic.clone().filter(|is| *is).count() as u64,
            share: share(off_topic).into(),
        },
        review: tally(|row| row.disposal == "review"),
    }
}

//! assessment.xlsx 评估表: what the office opens first.
//!
//! The sheets: 总览, 单位得分, 图表, 单位考核 and 考核台账 (only under a scheme for units), 比率明细,
//! 对账 (only with published figures), 逐件明细, 问题清单, 核对清单, 督办清单, 先进典型, 培训清单, 承诺台账,
//! 趋势, 雷同答复, 用语变化, 关系, 口径说明. Every cell is text or a number, never a formula, and the same input makes the
//! same bytes.

mod charts;
mod checks;
mod commitments;
mod definitions;
mod exemplary;
mod families;
mod list;
mod overview;
mod phrases;
mod problems;
mod rates;
mod reconciled;
mod relations;
mod replies;
mod research;
mod style;
mod supervision;
pub(crate) mod text;
mod training;
mod trends;
mod unit_scores;
mod units;

use std::{collections::BTreeMap, path::Path};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use shida_engine::finding::Finding;

use super::manifest::Editions;
use crate::{
    commitments::CommitmentList,
    crosscheck::CheckList,
    office::Office,
    records::{Decision, FileCount, RateRow, Reconciled, ReplyRow, TrendRow, UnitRow},
    relate::FamilyList,
    score::UnitScore,
    trend::OverTime,
};
pub use definitions::NOT_YET;
use style::Styles;

/// File name in the output folder.
pub const WORKBOOK_FILE: &str = "assessment.xlsx";

/// From this many rows on a sheet is written row by row through a temporary file, so that
/// memory does not grow with it.
const LARGE: usize = 20_000;

/// Everything the workbook shows.
#[derive(Debug, Clone, Copy)]
pub struct Assessment<'a> {
    /// Name of what was assessed, as the title shows it (such as the input's name).
    pub title: &'a str,
    /// Judged replies in input order.
    pub rows: &'a [ReplyRow],
    /// One line a unit and year, and one a unit for all years (`year` `None`).
    pub units: &'a [UnitRow],
    /// What units reached under the scheme of the profile; without one there is no such sheet.
    pub unit_scores: &'a [UnitScore],
    /// Every rate of every unit and of all together.
    pub rates: &'a [RateRow],
    /// Published figures beside ours; without any there is no sheet.
    pub reconciled: &'a [Reconciled],
    /// Values by year, as in trends.csv.
    pub trends: &'a [TrendRow],
    /// What is said of time and of what goes together.
    pub over_time: &'a OverTime,
    /// What 问题清单 lists, in input order: penalties and gates of replies in review.
    pub problems: &'a [Problem<'a>],
    /// What 核对清单 lists.
    pub checks: &'a CheckList,
    /// What 承诺台账 lists.
    pub commitments: &'a CommitmentList,
    /// What 督办清单, 先进典型 and 培训清单 list.
    pub office: &'a Office,
    /// What 雷同答复 lists.
    pub families: &'a FamilyList,
    /// Name, why and fix of every rule, by code.
    pub rules: &'a BTreeMap<String, RuleText>,
    /// Rows of every table read.
    pub counts: &'a [FileCount],
    /// Versions and hashes.
    pub editions: &'a Editions,
    /// Judged replies that a unit needs to be ranked.
    pub minimum_n: u32,
    /// What makes a reply review, sample or pass, as (处置, 条件) in words of the profile.
    pub cuts: &'a [(String, String)],
    /// Further rows of 口径说明, as (项目, 说明): weights, aliases, warnings.
    pub notes: &'a [(String, String)],
}

/// A finding that speaks against a reply.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The reply.
    pub reply: &'a ReplyRow,
    /// What was found, with the quoted original.
    pub finding: &'a Finding,
    /// What people have decided, when it is why the finding counts or does not count.
    pub decision: Option<&'a Decision>,
}

/// What a rule says to people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleText {
    /// Short name.
    pub name: String,
    /// What is said of a hit; `{text}` is the quote.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub fix: String,
}

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("「{WORKBOOK_FILE}」写不进去：{0}。请检查磁盘空间和文件夹权限")]
pub struct WorkbookError(#[from] XlsxError);

/// Writes the workbook to `path`.
///
/// # Errors
/// When the file, or a temporary file for a large sheet, cannot be written.
pub fn write(path: &Path, assessment: &Assessment<'_>) -> Result<(), WorkbookError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(assessment)?);
    overview::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    units::fill(sheet(&mut workbook, assessment.units.len())?, assessment, &styles)?;
    charts::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    if !assessment.unit_scores.is_empty() {
        let rows = assessment.unit_scores.len();
        unit_scores::fill(sheet(&mut workbook, rows)?, assessment, &styles)?;
        let lines = assessment.unit_scores.iter().map(|score| score.lines.len()).sum();
        unit_scores::fill_ledger(sheet(&mut workbook, lines)?, assessment, &styles)?;
    }
    let rates = rates::shown(assessment.rates).len();
    rates::fill(sheet(&mut workbook, rates)?, assessment, &styles)?;
    if !assessment.reconciled.is_empty() {
        reconciled::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    }
    trends::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    replies::fill(sheet(&mut workbook, assessment.rows.len())?, assessment, &styles)?;
    problems::fill(sheet(&mut workbook, assessment.problems.len())?, assessment, &styles)?;
    checks::fill(sheet(&mut workbook, assessment.checks.found.len())?, assessment, &styles)?;
    let office = assessment.office;
    supervision::fill(sheet(&mut workbook, office.supervision.len())?, assessment, &styles)?;
    exemplary::fill(sheet(&mut workbook, office.exemplary.len())?, assessment, &styles)?;
    training::fill(sheet(&mut workbook, office.training.len())?, assessment, &styles)?;
    commitments::fill(
        sheet(&mut workbook, assessment.commitments.shown.len())?,
        assessment,
        &styles,
    )?;
    families::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    phrases::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    relations::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    definitions::fill(sheet(&mut workbook, 0)?, assessment, &styles)?;
    workbook.save(path)?;
    Ok(())
}

/// A new sheet that will hold that many rows.
fn sheet(workbook: &mut Workbook, rows: usize) -> Result<&mut Worksheet, XlsxError> {
    if rows >= LARGE {
        workbook.add_worksheet_with_constant_memory()
    } else {
        Ok(workbook.add_worksheet())
    }
}

/// The date is a constant, because a clock would change the bytes of every run.
fn properties(assessment: &Assessment<'_>) -> Result<DocProperties, XlsxError> {
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new()
        .set_title("建议办理答复质量评估表")
        .set_author(&assessment.editions.tool)
        .set_creation_datetime(&fixed))
}

#[cfg(test)]
mod tests;

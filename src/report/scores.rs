//! scores.json 单位得分: unit scores for a performance-evaluation system, after the published
//! schema `docs/schema/scores.schema.json`.
//!
//! Keys are only ever added within one major `SCHEMA_VERSION`; readers skip those they do not
//! know.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Report, manifest::Editions};
use crate::{
    digest::hex,
    records::{Estimate, ReplyRow, UnitRow},
    score::{Profile, UnitLine, UnitScore, rate_definition},
};

/// File name in the output folder.
pub const SCORES_FILE: &str = "scores.json";

/// Edition of the file's shape: the second number grows when keys are added, the first when
/// any changes its meaning or goes.
const SCHEMA_VERSION: &str = "1.1";

/// Writes the file into `folder`.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(folder: &Path, report: &Report) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(&page(report))? + "\n";
    std::fs::write(folder.join(SCORES_FILE), json)
        .with_context(|| format!("「{SCORES_FILE}」写不进去，请检查磁盘空间和文件夹权限"))
}

#[derive(Serialize)]
struct Page<'a> {
    schema_version: &'static str,
    title: &'a str,
    as_of: Option<String>,
    tool: &'a str,
    rules: Rules<'a>,
    profile: ProfileOf<'a>,
    confirmation: Confirmation,
    replies: Replies,
    units: Vec<Unit<'a>>,
}

#[derive(Serialize)]
struct Rules<'a> {
    pack: &'a str,
    hash: &'a str,
    dictionary_hash: &'a str,
}

#[derive(Serialize)]
struct ProfileOf<'a> {
    name: &'a str,
    edition: &'a str,
    title: &'a str,
    hash: &'a str,
    minimum_n: u32,
}

/// How far people have confirmed the replies in review.
#[derive(Serialize)]
struct Confirmation {
    status: &'static str,
    review: usize,
    confirmed: usize,
}

#[derive(Serialize)]
struct Replies {
    judged: usize,
    without_unit: usize,
    non_answers: usize,
}

#[derive(Serialize)]
struct Unit<'a> {
    id: String,
    unit: &'a str,
    year: Option<i32>,
    n: u32,
    score: Mean,
    rank: Option<u32>,
    not_ranked_because: Option<&'static str>,
    text_score: Mean,
    waiting: u32,
    score_if_confirmed: Option<f64>,
    score_shrunk: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<Assessed<'a>>,
    rates: Vec<Rate>,
}

/// What the unit reached under the scheme of the profile for units.
#[derive(Serialize)]
struct Assessed<'a> {
    total: Option<f64>,
    total_if_confirmed: Option<f64>,
    full: f64,
    contribution: Option<f64>,
    grade: Option<&'a str>,
    no_award: bool,
    items: Vec<Item<'a>>,
}

/// One line of that.
#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    label: &'a str,
    points: Option<f64>,
    max_points: f64,
    reason: &'a str,
}

/// A mean of points, 0–100.
#[derive(Serialize)]
struct Mean {
    n: u32,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// A share with what it counts.
#[derive(Serialize)]
struct Rate {
    name: &'static str,
    label: &'static str,
    numerator: u32,
    denominator: u32,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

fn page(report: &Report) -> Page<'_> {
    let Editions { tool, pack, pack_hash, dictionary_hash, as_of, .. } = &report.editions;
    let Profile { name, edition, title, hash, minimum_n, .. } = &report.profile;
    Page {
        schema_version: SCHEMA_VERSION,
        title: &report.title,
        as_of: as_of.map(|day| day.format("%Y-%m-%d").to_string()),
        tool,
        rules: Rules { pack, hash: pack_hash, dictionary_hash },
        profile: ProfileOf { name, edition, title, hash, minimum_n: *minimum_n },
        confirmation: confirmation(&report.rows),
        replies: Replies {
            judged: report.rows.len(),
            without_unit: report.rows.iter().filter(|row| row.unit.is_none()).count(),
            non_answers: report.rows.iter().filter(|row| row.verdict.non_answer).count(),
        },
        units: report.units.iter().map(|row| unit(row, &report.unit_scores)).collect(),
    }
}

/// `confirmed` once people have ruled on every whole reply in review, of which there must be
/// some: nobody has confirmed what nobody was asked to look at.
fn confirmation(rows: &[ReplyRow]) -> Confirmation {
    let review = rows.iter().filter(|row| row.disposal == "review");
    // What goes to review for its points alone has nothing to be ruled on.
    let ruled = |row: &&ReplyRow| row.verdict.decided || row.confirmed == Some(true);
    let confirmed = review.clone().filter(ruled).count();
    let review = review.count();
    let status = match confirmed {
        0 => "unconfirmed",
        some if some < review => "partly",
        _ => "confirmed",
    };
    Confirmation { status, review, confirmed }
}

fn unit<'a>(row: &'a UnitRow, scores: &'a [UnitScore]) -> Unit<'a> {
    let assessed = scores.iter().find(|score| score.unit == row.unit && score.year == row.year);
    let shares = row.rates.iter().filter(|(_, estimate)| estimate.n > 0);
    let named = shares.map(|(name, estimate)| rate(name, label(name), *estimate));
    let empty = rate("non_answer_share", "应付占比", row.non_answer_share);
    Unit {
        id: id(&row.unit),
        unit: &row.unit,
        year: row.year,
        n: row.n,
        score: mean(row.score),
        rank: row.rank,
        not_ranked_because: row.rank.is_none().then_some("below_minimum_n"),
        text_score: mean(row.text_score),
        waiting: row.waiting,
        score_if_confirmed: rounded(row.score_if_confirmed),
        score_shrunk: rounded(row.beside.score_shrunk),
        assessment: assessed.map(assessment),
        rates: std::iter::once(empty).chain(named).collect(),
    }
}

fn assessment(score: &UnitScore) -> Assessed<'_> {
    let points = |hundredths: i32| f64::from(hundredths) / 100.0;
    Assessed {
        total: score.total.map(points),
        total_if_confirmed: score.proposed.map(points),
        full: points(score.full),
        contribution: score.contribution.map(points),
        grade: score.grade.as_deref(),
        no_award: score.no_award,
        items: score.lines.iter().map(item).collect(),
    }
}

fn item(line: &UnitLine) -> Item<'_> {
    let points = |hundredths: i32| f64::from(hundredths) / 100.0;
    Item {
        name: &line.item,
        label: &line.label,
        points: line.points.map(points),
        max_points: points(line.max_points),
        reason: &line.reason,
    }
}

fn label(name: &'static str) -> &'static str {
    rate_definition(name).map_or(name, |rate| rate.label)
}

/// An id that hangs on the unit's name alone, for systems whose keys are ASCII.
fn id(unit: &str) -> String {
    const DIGITS: usize = 6;
    let hash = Sha256::digest(unit.as_bytes());
    format!("u-{}", hex(&hash[..DIGITS]))
}

fn mean(estimate: Estimate) -> Mean {
    let Estimate { n, value, low, high } = estimate;
    Mean { n, value: rounded(value), low: rounded(low), high: rounded(high) }
}

fn rate(name: &'static str, label: &'static str, estimate: Estimate) -> Rate {
    let Estimate { n, value, low, high } = estimate;
    let numerator = (value.unwrap_or(0.0) * f64::from(n)).round() as u32;
    let (value, low, high) = (rounded(value), rounded(low), rounded(high));
    Rate { name, label, numerator, denominator: n, value, low, high }
}

/// Six decimals: more would be dust.
fn rounded(value: Option<f64>) -> Option<f64> {
    const PLACES: f64 = 1e6;
    value.map(|value| (value * PLACES).round() / PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_unit_bears_its_counts_and_why_it_has_no_rank() {
        let rows = sample::units();
        let last = rows.iter().find(|row| row.rank.is_none()).unwrap();
        let made = unit(last, &[]);
        assert_eq!(made.not_ranked_because, Some("below_minimum_n"));
        assert_eq!(made.rates[0].denominator, last.n);
        assert!(made.rates.iter().all(|rate| rate.denominator > 0), "a rate of nothing is none");
        assert_eq!(unit(&rows[0], &[]).not_ranked_because, None);
    }

    #[test]
    fn an_id_hangs_on_the_name_alone() {
        assert_eq!(id("教育局"), id("教育局"));
        assert_ne!(id("教育局"), id("水务局"));
        assert_eq!(id("教育局").len(), 14);
    }

    #[test]
    fn nothing_is_confirmed_when_nobody_was_asked() {
        let mut rows = sample::replies(8);
        assert_eq!(confirmation(&rows).status, "unconfirmed");
        rows[3].verdict.decided = true;
        assert_eq!(confirmation(&rows).status, "partly");
        rows[7].verdict.decided = true;
        assert_eq!(confirmation(&rows).status, "confirmed");
        rows.retain(|row| row.disposal != "review");
        assert_eq!(confirmation(&rows).status, "unconfirmed");
    }
}

//! Puts a finished run into its files: tables, charts, workbook and page.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use anyhow::Context;
use shida_engine::{
    finding::{Finding, Role},
    pack::Rule,
};

use super::{
    NAMED_FILES, chart_files,
    charts::Counted,
    circular::{self, Template},
    html::{
        self, Choice, ListedReply, Meta, Overview, Page, ReplyDetail, RuleInfo, Tally, UnitLine,
    },
    manifest::{Editions, totals},
    office_files::OfficeFiles,
    scores,
    tables::{self, Tables},
    workbook::{self, Assessment, NOT_YET, Problem, RuleText},
};
use crate::{
    commitments::CommitmentList,
    crosscheck::CheckList,
    decisions::{Settled, counted},
    office::Office,
    public::Stamp,
    records::{
        Decision, FileCount, Judged, LedgerLine, MetricsRow, Notice, RateRow, Reconciled, Reject,
        ReplyRow, Ruling, TrendRow, UnitRow,
    },
    relate::FamilyList,
    score::{Profile, SCALING, UnitScore, rate_definition, score_reply},
    statistics::share,
    trend::{OverTime, Period},
};

/// What the page shows of replies, by their place in the rows.
type Details = BTreeMap<usize, ReplyDetail>;

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
    /// Every rate of every unit and of all together.
    pub rates: Vec<RateRow>,
    /// Published figures beside ours.
    pub reconciled: Vec<Reconciled>,
    /// Values by year.
    pub trends: Vec<TrendRow>,
    /// What is said of time and of what goes together.
    pub over_time: OverTime,
    /// A further period than the year by which trends are told.
    pub period: Option<Period>,
    /// Replies in review with their text: (index into `rows`, judged), in input order.
    pub flagged: Vec<(usize, Judged)>,
    /// Which replies the page lists.
    pub choice: Choice,
    /// What the page shows of them, by index into `rows`.
    pub details: Details,
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
    /// The office's lists.
    pub office: Office,
    /// The template of the circular.
    pub circular: Template,
    /// The rule files behind rates, lists and circular, as a later scoring needs them.
    pub office_files: OfficeFiles,
    /// Items without a reply text.
    pub unanswered: Vec<MetricsRow>,
    /// The profile that scored.
    pub profile: Profile,
    /// Why this profile, when nobody asked for it.
    pub profile_note: Option<String>,
    /// What was masked and left out, in a public edition.
    pub public: Option<Stamp>,
}

/// Writes every file but run.json into `folder`. The details of the page go into it and are
/// then gone from the report: nobody needs them any more, and they are large.
///
/// # Errors
/// The first file that cannot be written.
pub fn write_report(folder: &Path, report: &mut Report) -> anyhow::Result<()> {
    tables::write_all(
        folder,
        Tables {
            replies: &report.rows,
            ledger: &|row| score_reply(&report.profile, row.into()).ledger,
            units: &report.units,
            unit_scores: &report.unit_scores,
            rates: &report.rates,
            reconciled: &report.reconciled,
            trends: &report.trends,
            checks: &report.checks,
            over_time: &report.over_time,
            edition: &report.editions.in_short(),
            rejects: &report.rejects,
            notices: &report.notices,
            decisions: (!report.decision_files.is_empty()).then_some(&report.decisions),
        },
    )?;
    let figures = html::figures(&charted(report))?;
    chart_files::write(&folder.join("charts"), &figures)?;
    write_workbook(&folder.join(workbook::WORKBOOK_FILE), report)?;
    circular::write(folder, report)?;
    scores::write(folder, report)?;
    let details = std::mem::take(&mut report.details);
    let page = html::render(&page(report, figures, details))?;
    write_text(&folder.join("index.html"), &page)
}

fn charted(report: &Report) -> html::Charted<'_> {
    html::Charted {
        trends: &report.trends,
        mix: &report.over_time.mix,
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
    notes.extend(report.public.iter().map(|stamp| ("公开版".to_owned(), stamp.told())));
    notes.extend(report.profile_note.iter().map(|note| ("方案的选择".to_owned(), note.clone())));
    workbook::write(
        path,
        &Assessment {
            title: &report.title,
            rows: &report.rows,
            units: &report.units,
            unit_scores: &report.unit_scores,
            rates: &report.rates,
            reconciled: &report.reconciled,
            trends: &report.trends,
            over_time: &report.over_time,
            problems: &problems,
            families: &report.families,
            commitments: &report.commitments,
            checks: &report.checks,
            office: &report.office,
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
    let confirmed = judged.confirmed.iter().find(|(confirmed, _)| confirmed == finding);
    if let Some((_, decision)) = confirmed {
        return Some(decision);
    }
    let whole = |one: &&Arc<Decision>| matches!(one.ruling, Ruling::Reply { .. });
    judged.decisions.iter().filter(|_| is_decided).find(whole).map(Arc::as_ref)
}

/// Penalties, what is owed to the suggestion, and gates other than those that only give points.
fn is_against(role: Role, points: i32) -> bool {
    matches!(role, Role::Penalty | Role::Answer) || (role == Role::Gate && points <= 0)
}

/// Rates that fit on a printed page; the workbook has all.
const ON_PAGE: [&str; 12] = [
    "answer_rate",
    "completed_on_time_rate",
    "contact_rate",
    "face_rate",
    "satisfied_rate",
    "satisfied_or_basic_rate",
    "returned_rate",
    "resolved_rate",
    "resolved_or_planned_rate",
    "rework_rate",
    "published_rate",
    "fulfilled_rate",
];

fn page(report: &Report, charts: Vec<html::ChartFigure>, details: Details) -> Page {
    let label = |name: &str| {
        let known = report.rates.iter().any(|row| row.rate == name && row.estimate.n > 0);
        let shown = known && ON_PAGE.contains(&name);
        rate_definition(name).filter(|_| shown).map(|rate| rate.label.to_owned())
    };
    let mut overall: Vec<&UnitRow> =
        report.units.iter().filter(|unit| unit.year.is_none()).collect();
    overall.sort_by_key(|unit| (unit.rank.unwrap_or(u32::MAX), unit.unit.as_str()));
    let units: Vec<UnitLine> = overall.into_iter().map(|unit| UnitLine::new(unit, label)).collect();
    let trend = html::trend_section(&report.trends, &report.over_time);
    let described =
        report.profile.describe().into_iter().chain(report.families.definitions.iter().cloned());
    let decided = decision_note(report).map(|note| format!("人工裁定：{note}"));
    let public = report.public.iter().map(Stamp::told);
    let notes = described.map(|(item, text)| format!("{item}：{text}")).chain(decided);
    let families = report.families.shown.iter().take(html::MOST_FAMILIES);
    let families = families.map(|one| html::family_line(one, |at| text_of((report, &details), at)));
    let families = families.collect();
    let (listed, ledger_texts) = listed(report, details);
    let rules = report.rules.iter().map(|rule| RuleInfo {
        code: rule.code.clone(),
        name: rule.name.clone(),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
        role: rule.role.label().to_owned(),
    });
    Page {
        meta: meta(report),
        briefing: html::briefing(report),
        overview: overview(report),
        charts,
        unit_sections: html::unit_sections(report, &units, &trend, label),
        trend,
        units,
        listed_total: listed.len(),
        replies_total: report.rows.len(),
        listed,
        ledger_texts,
        commitments: html::commitment_overview(&report.commitments),
        checks: html::check_overview(&report.checks),
        families,
        families_total: report.families.total,
        families_replies: report.families.replies,
        notes: public.chain(notes).collect(),
        not_included: NOT_YET.iter().map(|(item, text)| format!("{item}：{text}")).collect(),
        rules: rules.collect(),
    }
}

/// The replies of the list, and the texts of their ledgers, each once.
fn listed(report: &Report, mut details: Details) -> (Vec<ListedReply>, Vec<String>) {
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    let mut place = |text: String| {
        let next = texts.len();
        *texts.entry(text).or_insert(next)
    };
    let mut reply = |at: &usize| {
        let row = &report.rows[*at];
        let mut detail = details.remove(at);
        if let Some(detail) = &mut detail {
            let ledger = score_reply(&report.profile, row.into()).ledger;
            let label = |line: &LedgerLine| {
                let item = report.profile.items.iter().find(|item| item.name == line.item);
                match (line.dimension.as_str(), item) {
                    (_, Some(item)) => item.label.clone(),
                    (SCALING, _) => "未知项折算".to_owned(),
                    _ => "封顶".to_owned(),
                }
            };
            let line = |line: LedgerLine| {
                (place(label(&line)), line.points, line.max_points, place(line.reason))
            };
            detail.ledger = ledger.into_iter().map(line).collect();
        }
        ListedReply { detail, ..html::listed_reply(row) }
    };
    let listed = report.choice.listed.iter().map(&mut reply).collect();
    let mut places: Vec<(String, usize)> = texts.into_iter().collect();
    places.sort_by_key(|(_, place)| *place);
    (listed, places.into_iter().map(|(text, _)| text).collect())
}

/// reply_id, unit with year, and text of a reply whose text is known.
fn text_of((report, details): (&Report, &Details), at: usize) -> Option<(String, String, String)> {
    let (row, detail) = (report.rows.get(at)?, details.get(&at)?);
    let year = row.year.map(|year| format!("{year}年")).unwrap_or_default();
    let unit = row.unit.as_deref().unwrap_or("未填单位");
    Some((row.reply_id.clone(), format!("{unit} {year}"), detail.plain_text()))
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
        inputs: inputs(&report.counts),
        tool_version: editions.tool.clone(),
        pack: editions.pack.clone(),
        pack_hash: editions.pack_hash.clone(),
        dictionary_hash: editions.dictionary_hash.clone(),
        profile: editions.profile.clone(),
        profile_note: report.profile_note.clone(),
        calendar: editions.calendar.clone(),
    }
}

fn inputs(counts: &[FileCount]) -> Vec<String> {
    let mut names: Vec<String> =
        counts.iter().take(NAMED_FILES).map(|count| count.file.clone()).collect();
    if counts.len() > NAMED_FILES {
        names.push(format!("等 {} 个文件（run.json 里全有）", counts.len()));
    }
    names
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

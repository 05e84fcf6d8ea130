//! What the page shows, as plain data. Fill it, then call `render`.

use serde::Serialize;

use super::{
    briefing::Sentence, checks::CheckOverview, shown::ListedReply, trend::TrendSection,
    unit_sections::UnitSection,
};
use crate::{
    records::{Estimate, UnitRow},
    report::topics::mix,
};

/// The whole page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Page {
    /// What was judged with what.
    pub meta: Meta,
    /// What we found, in a few sentences.
    pub briefing: Vec<Sentence>,
    /// Counts of the run.
    pub overview: Overview,
    /// Values over time.
    pub trend: TrendSection,
    /// The charts in the order of the page; see `figures`.
    pub charts: Vec<ChartFigure>,
    /// All units, all years together, in the order of the table.
    pub units: Vec<UnitLine>,
    /// A section for each unit, up to a limit.
    pub unit_sections: Vec<UnitSection>,
    /// Replies of the list, in its order; they go to the script, not into the markup. Details
    /// at the end that the page has no room for are left out.
    #[serde(skip)]
    pub listed: Vec<ListedReply>,
    /// The texts that the ledgers of the replies point to.
    #[serde(skip)]
    pub ledger_texts: Vec<String>,
    /// Replies of the list.
    pub listed_total: usize,
    /// All judged replies, listed or not.
    pub replies_total: usize,
    /// The ledger of promises.
    pub commitments: CommitmentOverview,
    /// The cross-checks between text and metrics.
    pub checks: CheckOverview,
    /// The largest near-duplicate families.
    pub families: Vec<FamilyLine>,
    /// All families, shown or not.
    pub families_total: usize,
    /// Replies in all of them.
    pub families_replies: usize,
    /// Definitions and settings of this run, one sentence each, in Chinese.
    pub notes: Vec<String>,
    /// What this edition does not judge or make, in Chinese.
    pub not_included: Vec<String>,
    /// Every rule of the pack.
    pub rules: Vec<RuleInfo>,
}

/// Counts of the ledger of promises, and the promises that matter first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CommitmentOverview {
    /// All promises.
    pub total: u64,
    /// Those with a thing and a day.
    pub concrete: u64,
    /// Those with a thing and no day.
    pub partial: u64,
    /// The others.
    pub vague: u64,
    /// Not done although the day has passed; vague ones are not counted here and below.
    pub overdue: u64,
    /// Not due yet.
    pub open: u64,
    /// Nobody says.
    pub unknown: u64,
    /// Done.
    pub kept: u64,
    /// Promises of replies that this run does not have.
    pub carried: u64,
    /// Whether a follow-up table was given.
    pub followed: bool,
    /// Overdue promises and then those that fall due next.
    pub shown: Vec<CommitmentLine>,
}

/// A promise in the table of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CommitmentLine {
    /// Its id.
    pub promise_id: String,
    /// The reply it stands in.
    pub reply_id: String,
    /// 承办单位, or empty.
    pub unit: String,
    /// 逾期 or 未到期.
    pub status: String,
    /// YYYY-MM-DD.
    pub due: String,
    /// 责任单位, or empty.
    pub responsible: String,
    /// The reply's own words.
    pub text: String,
}

/// What was judged, when and with what; all texts as they are to be read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Meta {
    /// Title of the page.
    pub title: String,
    /// Years of the data, such as `2021–2024年`.
    pub period: String,
    /// 统计截至, YYYY-MM-DD or a word.
    pub as_of: String,
    /// Names of the input files.
    pub inputs: Vec<String>,
    /// Version of the tool.
    pub tool_version: String,
    /// Name and version of the rule pack.
    pub pack: String,
    /// Hash of the rule pack, hex.
    pub pack_hash: String,
    /// Hash of the dictionary, hex.
    pub dictionary_hash: String,
    /// Score profile.
    pub profile: String,
    /// Why this profile, when it was chosen without asking.
    pub profile_note: Option<String>,
    /// Calendar of the terms.
    pub calendar: String,
}

/// A share or mean with its 95 % interval: shares 0–1, means 0–100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Interval {
    /// Observations behind it.
    pub n: u32,
    /// `None` when it cannot be known.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl From<Estimate> for Interval {
    fn from(estimate: Estimate) -> Self {
        let Estimate { n, value, low, high } = estimate;
        Self { n, value, low, high }
    }
}

/// How many replies bear a mark, and their share of the judged ones.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Tally {
    /// Replies.
    pub count: u64,
    /// Share of the judged replies.
    pub share: Interval,
}

/// Counts of the run. read = judged + rejected + blank + no_reply + duplicate.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Overview {
    /// Data rows of the replies tables.
    pub read: u64,
    /// Replies judged.
    pub judged: u64,
    /// Rows in rejects.csv.
    pub rejected: u64,
    /// Blank rows.
    pub blank: u64,
    /// Rows without reply text.
    pub no_reply: u64,
    /// Identical rows that were collapsed.
    pub duplicate: u64,
    /// 应付式答复.
    pub non_answer: Tally,
    /// 三句话.
    pub three_part: Tally,
    /// 只收悉.
    pub receipt_only: Tally,
    /// 只转办.
    pub forwarded_only: Tally,
    /// 推诿.
    pub deflection: Tally,
    /// 文不对题, among the replies whose suggestion is known.
    pub off_topic: Tally,
    /// Disposal 复核.
    pub review: Tally,
}

/// A chart with its caption and its numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChartFigure {
    /// Fragment id and file name without extension; ASCII letters, digits and hyphens.
    pub id: String,
    /// Short name of the chart, for headings.
    pub title: String,
    /// The SVG as the chart functions return it; inserted as it is.
    pub svg: String,
    /// How to read it.
    pub caption: String,
    /// Column names of the data table.
    pub data_headers: Vec<String>,
    /// Its rows.
    pub data_rows: Vec<Vec<String>>,
}

/// A unit's line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitLine {
    /// 承办单位.
    pub unit: String,
    /// Judged replies.
    pub n: u32,
    /// Mean score.
    pub score: Interval,
    /// Rank, or `None` = 未排名.
    pub rank: Option<u32>,
    /// Share of non-answers.
    pub non_answer: Interval,
    /// Mean text score.
    pub text_score: Interval,
    /// Whether another unit has the same rank.
    pub tied: bool,
    /// Mean score shrunk towards all units; `None` with too few units.
    pub score_shrunk: Option<f64>,
    /// Share of non-answers shrunk in the same way.
    pub non_answer_shrunk: Option<f64>,
    /// Items as lead.
    pub lead_n: u32,
    /// Their share of all items, 0–1.
    pub lead_share: Option<f64>,
    /// Items in which it helps.
    pub co_n: u32,
    /// Its mix of topics in words, or empty.
    pub topics: String,
    /// The score to be expected of that mix.
    pub expected_score: Option<f64>,
    /// Further rates; each label becomes a column.
    pub rates: Vec<Rate>,
}

impl UnitLine {
    /// The line of a unit; `label` turns the name of a rate into Chinese, and a rate for which
    /// it returns `None` is not shown.
    pub fn new(row: &UnitRow, label: impl Fn(&str) -> Option<String>) -> Self {
        let rate = |(name, share): &(&str, Estimate)| {
            Some(Rate { label: label(name)?, share: (*share).into() })
        };
        Self {
            unit: row.unit.clone(),
            n: row.n,
            score: row.score.into(),
            rank: row.rank,
            non_answer: row.non_answer_share.into(),
            text_score: row.text_score.into(),
            tied: row.beside.tied,
            score_shrunk: row.beside.score_shrunk,
            non_answer_shrunk: row.beside.non_answer_shrunk,
            lead_n: row.beside.lead_n,
            lead_share: row.beside.lead_share,
            co_n: row.beside.co_n,
            topics: mix(&row.beside).unwrap_or_default(),
            expected_score: row.beside.expected_score,
            rates: row.rates.iter().filter_map(rate).collect(),
        }
    }
}

/// A named rate of a unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Rate {
    /// Chinese name.
    pub label: String,
    /// The share.
    pub share: Interval,
}

/// A near-duplicate family 雷同答复.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FamilyLine {
    /// Smallest reply_id in it.
    pub id: String,
    /// Members.
    pub size: usize,
    /// 单位内, 跨单位 or 单位不详.
    pub scope: String,
    /// Its units.
    pub units: String,
    /// Its years.
    pub years: String,
    /// reply_ids of the members named here.
    pub members: Vec<String>,
    /// Further members.
    pub members_left_out: usize,
    /// Beginning of one member's body without courtesy.
    pub excerpt: String,
    /// Two members side by side, where the page has their texts.
    pub pair: Option<FamilyPair>,
}

/// Two texts side by side; arrays hold the one on the left and the one on the right.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FamilyPair {
    /// reply_ids.
    pub ids: [String; 2],
    /// Unit and year.
    pub labels: [String; 2],
    /// The texts, parted where they differ.
    pub pieces: [Vec<DiffPiece>; 2],
    /// Share of the longer text that both have, 0–1.
    pub same_share: f64,
    /// A text was longer than what is shown.
    pub is_cut: bool,
}

/// A piece of a text that stands beside another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DiffPiece {
    /// The piece, verbatim.
    pub text: String,
    /// Not so in the other text.
    pub differs: bool,
}

/// A rule as readers see it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleInfo {
    /// Code, such as `F010`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Why it is a rule.
    pub why: String,
    /// What to write instead.
    pub fix: String,
    /// Role in Chinese.
    pub role: String,
}

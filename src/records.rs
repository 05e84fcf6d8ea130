//! The plain data that one stage hands to the next.
//!
//! No logic lives here: every stage reads the record to its left and writes the one to
//! its right, so this page is the map of what a row knows at each step.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shida_engine::{
    answer::Answer, day::Day, decided::Fingerprint, document::Document, finding::Finding,
    measures::TextMeasures, pack::Severity, promises::Promise, sentence::Sentence,
    verdict::Verdict,
};

use crate::word::Word;

/// Where a row came from, so that a message can send a person there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// File name as shown to people: with its folder where two files share a name.
    pub file: Arc<str>,
    /// Sheet name of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Physical line or row number, 1-based, header included.
    pub line: u32,
}

/// Handling metrics 办理指标 of one suggestion; `None` = not known from the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metrics {
    /// 交办日期.
    pub assigned: Option<NaiveDate>,
    /// 答复日期.
    pub replied: Option<NaiveDate>,
    /// 办理期限: overrides the computed due date.
    pub due: Option<NaiveDate>,
    /// 延期至, when the extension is on record.
    pub extended_to: Option<NaiveDate>,
    /// 首次沟通日期.
    pub first_contact: Option<NaiveDate>,
    /// 沟通方式, as written.
    pub contact_mode: Option<String>,
    /// 是否面商.
    pub face_to_face: Option<bool>,
    /// 会办单位: names as `units.toml` settles them, joined by `、`.
    pub co_units: Option<String>,
    /// 办理结果 as a canonical class: `A`, `B`, `C` or `D`.
    pub result_class: Option<String>,
    /// 满意度: `satisfied`, `basic` or `dissatisfied`; unreturned forms are `None`.
    pub satisfaction: Option<String>,
    /// 是否重新办理.
    pub reworked: Option<bool>,
    /// 是否公开.
    pub published: Option<bool>,
    /// 承诺事项, as written.
    pub promise: Option<String>,
    /// 承诺时限.
    pub promise_due: Option<NaiveDate>,
    /// 承诺完成情况: `kept`, `open`, or `overdue` (open after its due date at the as-of day).
    pub promise_status: Option<String>,
    /// What only fuller tables tell; boxed, since most tables have none of it.
    pub more: Option<Box<Particulars>>,
}

impl Metrics {
    /// What fuller tables tell; nothing known when there is none of it.
    #[must_use]
    pub fn more(&self) -> &Particulars {
        static NOTHING: Particulars = Particulars::NOTHING;
        self.more.as_deref().unwrap_or(&NOTHING)
    }
}

/// What only fuller tables tell of the handling of one suggestion; `None` = not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// 届次, as written.
    pub session: Option<String>,
    /// 会议次数, as written.
    pub meeting: Option<String>,
    /// 层次 (全国, 省, 市, 县, 乡), as written.
    pub level: Option<String>,
    /// 类别 (建议, 议案, 提案 …), as written.
    pub kind: Option<String>,
    /// 会议期间: `in_session` or `between_sessions`.
    pub period: Option<String>,
    /// 领衔代表, as written.
    pub lead_deputy: Option<String>,
    /// 附议代表, as written.
    pub co_deputies: Option<String>,
    /// 提出人数.
    pub deputies: Option<u32>,
    /// 代表团, as written.
    pub delegation: Option<String>,
    /// 内容分类, as written: the topic.
    pub topic: Option<String>,
    /// 立案形式, as written.
    pub filing: Option<String>,
    /// 办理方式: `lead`, `co`, `split` or `sole`.
    pub role: Option<String>,
    /// 责任科室, as written.
    pub section: Option<String>,
    /// 责任领导, as written.
    pub owner: Option<String>,
    /// 重点督办.
    pub key_item: Option<bool>,
    /// 提交日期.
    pub submitted: Option<NaiveDate>,
    /// 签收日期.
    pub received: Option<NaiveDate>,
    /// 是否退回.
    pub refused: Option<bool>,
    /// 退回日期.
    pub refused_on: Option<NaiveDate>,
    /// 改办日期.
    pub reassigned_on: Option<NaiveDate>,
    /// 是否同意延期.
    pub extension_approved: Option<bool>,
    /// 沟通次数.
    pub contacts: Option<u32>,
    /// 会办意见日期.
    pub co_opinion_on: Option<NaiveDate>,
    /// 会办意见有无实质内容.
    pub co_opinion_has_substance: Option<bool>,
    /// 答复文号, as written.
    pub reply_number: Option<String>,
    /// 签发人, as written.
    pub signer: Option<String>,
    /// 联系人, as written.
    pub contact_person: Option<String>,
    /// 联系电话, as written.
    pub telephone: Option<String>,
    /// 办理状态, as written.
    pub state: Option<String>,
    /// 对办理态度的评价: as [`Metrics::satisfaction`].
    pub attitude: Option<String>,
    /// 对办理结果的评价: as [`Metrics::satisfaction`].
    pub outcome: Option<String>,
    /// 对答复的评价: as [`Metrics::satisfaction`].
    pub reply_rating: Option<String>,
    /// 对面商的评价: as [`Metrics::satisfaction`].
    pub meeting_rating: Option<String>,
    /// 反馈日期.
    pub rated_on: Option<NaiveDate>,
    /// 具体意见, as written.
    pub rating_text: Option<String>,
    /// 第几次评价, from 1.
    pub round: Option<u32>,
    /// 二次评价: as [`Metrics::satisfaction`].
    pub second_rating: Option<String>,
    /// 重新办理日期: when it was sent back.
    pub rework_on: Option<NaiveDate>,
    /// 再次答复日期.
    pub rework_replied: Option<NaiveDate>,
    /// 承诺评价: as [`Metrics::satisfaction`].
    pub promise_rating: Option<String>,
    /// 公开日期.
    pub published_on: Option<NaiveDate>,
    /// 公开属性: `open`, `title_only` (仅公开标题), `on_request` or `exempt`.
    pub publicity: Option<String>,
    /// 不公开理由, as written.
    pub exempt_reason: Option<String>,
    /// 多年多次提出: for how many years, from 1; 三年以上 is 4, since forms offer 三年 beside it.
    pub repeated_years: Option<u32>,
    /// 不需要书面答复: such an item is in no reply rate.
    pub needs_no_reply: Option<bool>,
    /// 希望承办单位加强联系沟通.
    pub wants_contact: Option<bool>,
}

impl Particulars {
    /// Nothing known.
    pub const NOTHING: Self = Self {
        session: None,
        meeting: None,
        level: None,
        kind: None,
        period: None,
        lead_deputy: None,
        co_deputies: None,
        deputies: None,
        delegation: None,
        topic: None,
        filing: None,
        role: None,
        section: None,
        owner: None,
        key_item: None,
        submitted: None,
        received: None,
        refused: None,
        refused_on: None,
        reassigned_on: None,
        extension_approved: None,
        contacts: None,
        co_opinion_on: None,
        co_opinion_has_substance: None,
        reply_number: None,
        signer: None,
        contact_person: None,
        telephone: None,
        state: None,
        attitude: None,
        outcome: None,
        reply_rating: None,
        meeting_rating: None,
        rated_on: None,
        rating_text: None,
        round: None,
        second_rating: None,
        rework_on: None,
        rework_replied: None,
        promise_rating: None,
        published_on: None,
        publicity: None,
        exempt_reason: None,
        repeated_years: None,
        needs_no_reply: None,
        wants_contact: None,
    };
}

/// One row of a replies table that is to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Position in input order, 0-based, over all replies tables.
    pub row: u32,
    /// Where the row stands.
    pub origin: Origin,
    /// Unique in the run (see DESIGN: duplicates).
    pub reply_id: String,
    /// The id as the table gives it; the key for joining together with the year.
    pub raw_id: String,
    /// 年度, else the year of assignment, else of reply.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// 建议标题.
    pub title: Option<String>,
    /// Text of the suggestion.
    pub suggestion: Option<String>,
    /// Text of the reply, verbatim.
    pub reply: String,
    /// Metrics that stand in the same row or in the suggestions table.
    pub metrics: Metrics,
}

/// One row of a metrics table, before the join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricsRow {
    /// Where the row stands.
    pub origin: Origin,
    /// The id as the table gives it.
    pub raw_id: String,
    /// 年度, else the year of assignment, else of reply.
    pub year: Option<i32>,
    /// 主办单位: fills a reply's missing unit.
    pub unit: Option<String>,
    /// Title: fills a reply's missing title.
    pub title: Option<String>,
    /// The values.
    pub metrics: Metrics,
}

/// Something repaired, guessed, left out or not matched: a row of notices.csv.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// File name.
    pub file: String,
    /// Sheet of a workbook, or empty.
    pub sheet: String,
    /// Physical line, or `None` for the whole file.
    pub line: Option<u32>,
    /// The row's id, or empty.
    pub reply_id: String,
    /// Stable English word: encoding, header_row, sheet, duplicate_header, control_chars,
    /// spoilt_id, no_reply, no_metrics, orphan_metrics, conflict, blank_rows, duplicate,
    /// decision_unused, calendar_year …
    #[serde(deserialize_with = "crate::word::known_word")]
    pub kind: Word,
    /// Canonical column, or empty.
    pub column: String,
    /// The value concerned, or empty.
    pub value: String,
    /// What happened and what to do, in Chinese.
    pub message: String,
}

/// A row that could not be judged: a row of rejects.csv.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// File name.
    pub file: String,
    /// Sheet of a workbook, or empty.
    pub sheet: String,
    /// Physical line.
    pub line: u32,
    /// The row's id, or empty.
    pub reply_id: String,
    /// Column concerned, or empty.
    pub column: String,
    /// The value concerned, shortened to 60 chars.
    pub value: String,
    /// The reason and the cure, in Chinese.
    pub reason: String,
}

/// How many rows of one file went where: read = judged + rejected + blank + no_reply +
/// collapsed duplicates (`duplicate`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCount {
    /// File name, with the sheet behind ` › ` for workbooks.
    pub file: String,
    /// What the table was taken for: replies, suggestions, metrics, followup, published,
    /// manual, ignored.
    #[serde(deserialize_with = "crate::word::known_word")]
    pub table: Word,
    /// Data rows seen.
    pub read: u64,
    /// Rows judged (for other tables: rows taken).
    pub judged: u64,
    /// Rows in rejects.csv.
    pub rejected: u64,
    /// Wholly blank rows.
    pub blank: u64,
    /// Rows with an id and no reply text.
    pub no_reply: u64,
    /// Identical rows that were collapsed.
    pub duplicate: u64,
}

/// What a person has decided: an entry of decisions.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Where the entry stands; one entry, one place.
    pub origin: Origin,
    /// The reply's id as the entry gives it.
    pub reply: String,
    /// What was decided about what.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub author: String,
    /// The day it was decided.
    pub date: Option<NaiveDate>,
    /// The last day on which it holds; `None` = until it is taken out.
    pub expires: Option<NaiveDate>,
    /// The verdict that is settled when the finding is confirmed, as a score profile names it:
    /// `deflection` or `off_topic`; `None` for every other finding and ruling.
    pub settles: Option<Word>,
}

/// What a decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// 误报: the finding does not count.
    Suppress(Fingerprint),
    /// 认可: somebody has looked at the finding and agrees; nothing changes but that it is known.
    Confirm(Fingerprint),
    /// The whole reply is a non-answer, or is none.
    Reply {
        /// Which of the two.
        non_answer: bool,
        /// Words that must still stand in the reply for the decision to hold.
        quote: Option<String>,
    },
}

/// A letter and what the engine says of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The row, with its text still in place; the text is dropped after the chunk.
    pub letter: Letter,
    /// The reply-level columns.
    pub verdict: Verdict,
    /// Every hit.
    pub findings: Vec<Finding>,
    /// Every sentence.
    pub sentences: Vec<Sentence>,
    /// What became of the suggestion's asks; `None` without a suggestion.
    pub answer: Option<Answer>,
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
    /// Hits that do not count, each with the decision behind it; they have no points.
    pub set_aside: Vec<(Finding, Arc<Decision>)>,
    /// Hits that people have confirmed, each with the decision; they stand in `findings`, too.
    pub confirmed: Vec<(Finding, Arc<Decision>)>,
    /// Code of the finding that stands for a decision and that no rule found by itself.
    pub decided_code: Option<String>,
    /// What the text is when it is no reply.
    pub document: Option<Document>,
    /// Research measures of the text.
    pub measures: TextMeasures,
    /// Every promise of the text.
    pub promises: Vec<Promise>,
    /// The date in the letter's signature.
    pub signed: Option<Day>,
}

/// What the join needs to know of a judged reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Where the reply stands.
    pub origin: Origin,
    /// Unique in the run.
    pub reply_id: String,
    /// The id as the table gives it.
    pub raw_id: String,
    /// The reply's year.
    pub year: Option<i32>,
    /// The reply's own unit.
    pub unit: Option<String>,
    /// The reply's own title.
    pub title: Option<String>,
    /// The reply's own metrics; they come before those of the table.
    pub metrics: Metrics,
}

/// A judged reply without its text: all that stays in memory of it until it is scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What the join needs.
    pub key: Key,
    /// The engine's columns.
    pub verdict: Verdict,
    /// How it answers its suggestion; `None` without a suggestion.
    pub answered: Option<Answered>,
    /// Research measures of the text.
    pub measures: TextMeasures,
    /// Han characters by sentence class, in the order of `SentenceClass::ALL`.
    pub makeup: [u32; 8],
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
}

/// What is known of a reply beside its text: its own values, else those of the metrics table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handled {
    /// 年度.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// 建议标题.
    pub title: Option<String>,
    /// Handling metrics.
    pub metrics: Metrics,
}

/// One line of a reply's score ledger. Points are integer hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Stable item name, such as `on_time`; `unknown_scaling` for the closing line 未知项折算.
    pub item: String,
    /// Dimension of the profile, such as `timeliness`.
    pub dimension: String,
    /// Points given, hundredths.
    pub points: i32,
    /// Points that could be had, hundredths; 0 for the closing line.
    pub max_points: i32,
    /// Why, in Chinese.
    pub reason: String,
    /// Rule codes behind it, `;`-separated, or empty.
    pub codes: String,
}

/// What a reply has to do with the other replies of the run; it carries no points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Related {
    /// Id of its near-duplicate family: the smallest reply_id in it; `None` = in no family.
    pub template_cluster: Option<String>,
    /// Members of that family, at least 2.
    pub template_size: Option<u32>,
    /// Highest similarity, courtesy removed, to a reply of the same unit in an earlier year,
    /// 0–1, identical = 1; `None` when it cannot be known.
    pub last_year_similarity: Option<f64>,
    /// Share of its chars in sentences with a phrase that many replies of the run hold, 0–1;
    /// `None` when it is not compared or the run is too small.
    pub boilerplate_share: Option<f64>,
    /// Share of its chars in sentences that the unit wrote in an earlier year already, 0–1;
    /// `None` when it cannot be known.
    pub stickiness: Option<f64>,
}

/// How a reply answers its suggestion: the columns that need both texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    /// Requests found in the suggestion.
    pub asks: u32,
    /// Requests answered; a reasoned refusal is an answer.
    pub asks_answered: u32,
    /// Likeness of the two texts, 0–1.
    pub relevance: f64,
    /// Fluent and concrete, but about another matter.
    pub off_topic: bool,
    /// The asks that are not answered, for the sheet: numbered as in the suggestion and cut
    /// to a stated length, since it stays in memory. `None` when all are answered.
    pub unanswered: Option<Box<str>>,
}

/// One judged, joined and scored reply: a row of replies.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyRow {
    /// Unique id.
    pub reply_id: String,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// 建议标题.
    pub title: Option<String>,
    /// The engine's columns.
    pub verdict: Verdict,
    /// How the reply answers its suggestion; `None` without a suggestion.
    pub answered: Option<Answered>,
    /// Research measures of the text; they carry no points.
    pub measures: TextMeasures,
    /// Joined metrics.
    pub metrics: Metrics,
    /// Near-duplicates and last year's text.
    pub related: Related,
    /// Natural days from assignment to reply.
    pub days_to_reply: Option<i64>,
    /// Late under the profile.
    pub late: Option<bool>,
    /// Further terms of the profile.
    pub in_time: InTime,
    /// Score under the profile, hundredths, 0–10000.
    pub score: i32,
    /// The score if every finding that waits for a person were confirmed, hundredths; equal to
    /// `score` unless the profile asks for confirmation.
    pub proposed: i32,
    /// Whether people have ruled on what speaks against the text; `None` = nothing does.
    pub confirmed: Option<bool>,
    /// Share of the profile's points that could be known, 0–1.
    pub known_share: f64,
    /// `pass`, `sample` or `review`.
    pub disposal: &'static str,
    /// Decisions that took effect.
    pub decisions: Vec<Arc<Decision>>,
    /// Codes of the cross-checks between text and metrics that it fails, in their order.
    pub checks: Vec<String>,
}

/// One contradiction between a reply's text and its metrics: a row of checks.csv.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The reply; empty for what is said of a unit.
    pub reply_id: String,
    /// 承办单位.
    pub unit: Option<String>,
    /// Year of the suggestion; `None` for a unit over all years.
    pub year: Option<i32>,
    /// Code of the check, such as `K101`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much it matters.
    pub severity: Severity,
    /// A quote of the letter, or empty when it says nothing.
    pub text_says: String,
    /// What the metrics say, or empty.
    pub metrics_say: String,
    /// What does not go together, in Chinese.
    pub message: String,
}

/// How many natural days replies took from assignment: a row of speeds.csv.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplySpeed {
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Replies with both days.
    pub n: u32,
    /// The quickest, in natural days.
    pub least: i64,
    /// First quartile.
    pub lower: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub upper: f64,
    /// The slowest.
    pub most: i64,
    /// Replies within the days of check K161.
    pub fast: u32,
    /// Those of them without substance.
    pub fast_empty: u32,
}

/// Which further acts of the handling came in time under the profile; `None` = the profile
/// has no such term, the act was not called for, or it cannot be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InTime {
    /// 答复 within the term of the profile, whatever extension there is.
    pub within_term: Option<bool>,
    /// 答复 within the longest term that an extension can give.
    pub within_longest: Option<bool>,
    /// 签收.
    pub sign_in: Option<bool>,
    /// 退回.
    pub refusal: Option<bool>,
    /// 首次沟通.
    pub contact: Option<bool>,
    /// 会办意见.
    pub co_opinion: Option<bool>,
    /// 代表反馈.
    pub feedback: Option<bool>,
    /// 再次答复 after 重新办理.
    pub rework: Option<bool>,
}

/// Where a promise stands at the as-of day. The order is that of the lists.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PromiseStatus {
    /// Its day has passed and it is known not to be done.
    Overdue,
    /// Its day has not passed, or it has none and is known not to be done.
    Open,
    /// Nobody says whether it was done.
    #[default]
    Unknown,
    /// Done, in time or late.
    Kept,
}

/// One promise of the ledger 承诺台账: a row of commitments.csv.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Commitment {
    /// Id that holds over years, such as `2024-031#1`.
    pub promise_id: String,
    /// The reply it stands in.
    pub reply_id: String,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<String>,
    /// The promise in the reply's own words.
    pub text: String,
    /// 事项.
    pub object: Option<String>,
    /// 地点.
    pub place: Option<String>,
    /// 时限 as a day.
    pub due: Option<NaiveDate>,
    /// 时限 as written.
    pub due_text: Option<String>,
    /// 责任单位.
    pub responsible: Option<String>,
    /// 金额, else a quantity.
    pub amount: Option<String>,
    /// `concrete`, `partial` or `vague`; empty where an old table does not say.
    pub grade: String,
    /// Where it stands.
    pub status: PromiseStatus,
    /// `text`, or `metrics`.
    pub source: String,
    /// When it was done, as the follow-up says.
    pub done_date: Option<NaiveDate>,
    /// Whether it was done after its day; `None` unless both days are known.
    pub late: Option<bool>,
}

/// One row of a follow-up table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Where the row stands.
    pub origin: Origin,
    /// Whether the promise was done.
    pub done: Option<bool>,
    /// What the table says of the promise; the status in it is not used.
    pub promise: Commitment,
}

/// One figure that the office itself has published, such as 满意率 of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedFigure {
    /// Where the row stands.
    pub origin: Origin,
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Name of the rate as in units.csv, such as `satisfied_rate`; `n` for a count of items.
    pub rate: String,
    /// A share 0–1, or a count for `n`.
    pub value: f64,
}

/// Points that people give by hand, of one unit: a row of the table given with `--manual`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandPoints {
    /// Where the row stands.
    pub origin: Origin,
    /// 承办单位.
    pub unit: String,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Header of the column as written (name or label of an item), and hundredths of a point.
    pub points: Vec<(String, i32)>,
}

/// A share or mean with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Observations behind it.
    pub n: u32,
    /// The value; `None` when n = 0.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
}

/// One line of units.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// 承办单位.
    pub unit: String,
    /// The year, or `None` for all years together.
    pub year: Option<i32>,
    /// Judged replies.
    pub n: u32,
    /// Mean score with its interval (points 0–100).
    pub score: Estimate,
    /// Replies with something against their text on which no person has ruled.
    pub waiting: u32,
    /// Mean score if all of that were confirmed (points 0–100).
    pub score_if_confirmed: Option<f64>,
    /// Rank among the units of that year, 1 = best; `None` below the minimum n. Ties share.
    pub rank: Option<u32>,
    /// Share of non-answers, 0–1, Wilson interval.
    pub non_answer_share: Estimate,
    /// Mean text score.
    pub text_score: Estimate,
    /// Named rates (on_time_rate, contact_rate, satisfied_rate …), each with its own n.
    pub rates: Vec<(&'static str, Estimate)>,
    /// What stands beside the score and enters neither score nor rank.
    pub beside: Beside,
}

/// What a reader should know beside a unit's score; it enters neither score nor rank.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Whether another unit of that year has the same rank.
    pub tied: bool,
    /// Mean score shrunk towards the units of that year, points 0–100; `None` when there are
    /// too few units to tell.
    pub score_shrunk: Option<f64>,
    /// Share of non-answers shrunk in the same way, 0–1.
    pub non_answer_shrunk: Option<f64>,
    /// Items for which the unit is the lead, answered or not.
    pub lead_n: u32,
    /// Items in which it helps another unit.
    pub co_n: u32,
    /// Its lead items as a share (0–1) of those of all units of that year.
    pub lead_share: Option<f64>,
    /// Judged replies by topic, most first.
    pub topics: Vec<TopicShare>,
    /// Judged replies whose topic is known.
    pub topics_n: u32,
    /// The score that all units together would have with this unit's topics, points 0–100.
    pub expected_score: Option<f64>,
}

/// What part of a unit's replies falls to a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicShare {
    /// 内容分类, as written.
    pub topic: String,
    /// Judged replies of the unit.
    pub n: u32,
    /// Judged replies of all units of that year.
    pub all: u32,
}

/// Why an item is left out of a rate's denominator. The order is that of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// Its last day is still to come, seen from the as-of day.
    NotDue,
    /// It needs no written reply.
    NoReplyNeeded,
    /// The unit has handed it back.
    HandedBack,
    /// It need not be published.
    Exempt,
    /// The deputy's form has not come back.
    NotReturned,
    /// Nothing was promised.
    NoPromise,
    /// What was promised has no day.
    NoTerm,
    /// The reply takes no stand.
    NoStand,
    /// The input does not say.
    Unknown,
}

impl Exclusion {
    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotDue => "未到期",
            Self::NoReplyNeeded => "不需要书面答复",
            Self::HandedBack => "已退回",
            Self::Exempt => "不予公开",
            Self::NotReturned => "未反馈",
            Self::NoPromise => "没有承诺",
            Self::NoTerm => "承诺没有时限",
            Self::NoStand => "没有表态",
            Self::Unknown => "不详",
        }
    }
}

/// One rate of one group of items, with all that its denominator leaves out: a row of rates.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct RateRow {
    /// 承办单位; `None` = all together.
    pub unit: Option<String>,
    /// The year; `None` = all years.
    pub year: Option<i32>,
    /// Name as in units.csv.
    pub rate: &'static str,
    /// What readers see.
    pub label: &'static str,
    /// Items counted.
    pub numerator: u32,
    /// The share with its interval; its n is the denominator.
    pub estimate: Estimate,
    /// Items left out, by reason; no zeros.
    pub excluded: Vec<(Exclusion, u32)>,
}

impl RateRow {
    /// Items looked at: the denominator and all that it leaves out.
    #[must_use]
    pub fn items(&self) -> u32 {
        self.estimate.n + self.excluded.iter().map(|(_, n)| n).sum::<u32>()
    }

    /// Items left out for that reason.
    #[must_use]
    pub fn left_out(&self, reason: Exclusion) -> u32 {
        self.excluded.iter().find(|(own, _)| *own == reason).map_or(0, |(_, n)| *n)
    }
}

/// How a published figure stands to ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The same to the digits given.
    Agrees,
    /// Another number.
    Differs,
    /// We have no number.
    Unknown,
}

/// A published figure beside ours: a row of reconcile.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// The figure as published.
    pub published: PublishedFigure,
    /// What readers call the rate; its own name when it is none of ours.
    pub label: String,
    /// Our count; for a count of items the count itself.
    pub numerator: Option<u32>,
    /// What it is taken over; `None` for a count of items.
    pub denominator: Option<u32>,
    /// Our share 0–1, or count.
    pub ours: Option<f64>,
    /// Published less ours.
    pub difference: Option<f64>,
    /// Whether they agree.
    pub agreement: Agreement,
    /// Under which other definitions they would, or why nothing can be said, in Chinese.
    pub message: String,
}

/// One line of trends.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRow {
    /// `non_answer_share`, `text_score` …
    pub series: &'static str,
    /// What the replies are put together by.
    pub scope: TrendScope,
    /// A unit, where the scope is units.
    pub unit: Option<String>,
    /// Unit, topic or delegation; `None` for all together.
    pub name: Option<String>,
    /// The calendar year of the period.
    pub year: i32,
    /// The period as people read it.
    pub period: String,
    /// The value with its interval.
    pub estimate: Estimate,
    /// Change in a year: Sen's slope of the whole line.
    pub slope: Option<f64>,
    /// Its 95 % interval.
    pub slope_low: Option<f64>,
    /// Its 95 % interval.
    pub slope_high: Option<f64>,
    /// Two-sided p-value of the line over its replies.
    pub p_value: Option<f64>,
    /// The same, corrected for the number of lines of this series and scope.
    pub q_value: Option<f64>,
    /// Two-sided p-value of Mann–Kendall over the values of the periods.
    pub series_p: Option<f64>,
    /// Where the line goes.
    pub verdict: Option<TrendVerdict>,
}

/// What replies are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendScope {
    /// All replies.
    All,
    /// 承办单位.
    Unit,
    /// 内容分类.
    Topic,
    /// 代表团.
    Delegation,
}

impl TrendScope {
    /// Every scope, in the order of trends.csv.
    pub const ALL: [Self; 4] = [Self::All, Self::Unit, Self::Topic, Self::Delegation];

    /// The word in trends.csv.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unit => "unit",
            Self::Topic => "topic",
            Self::Delegation => "delegation",
        }
    }
}

/// Where a line goes over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendVerdict {
    /// It rises beyond chance.
    Rising,
    /// It falls beyond chance.
    Falling,
    /// What is seen may be chance.
    NoClearChange,
    /// Too short, or too few replies.
    TooLittleData,
}

impl TrendVerdict {
    /// The word in trends.csv.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::NoClearChange => "no_clear_change",
            Self::TooLittleData => "too_little_data",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Rising => "上升",
            Self::Falling => "下降",
            Self::NoClearChange => "没有明显变化",
            Self::TooLittleData => "数据太少",
        }
    }
}

/// What moves when a finished run is scored by another profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moves {
    /// All units over all years, those that move most first.
    pub units: Vec<UnitMove>,
    /// Replies whose disposal changes, in input order.
    pub replies: Vec<ReplyMove>,
}

/// A unit before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMove {
    /// 承办单位.
    pub unit: String,
    /// Judged replies.
    pub n: u32,
    /// Rank; `None` below the minimum n.
    pub rank: (Option<u32>, Option<u32>),
    /// Mean score.
    pub score: (Option<f64>, Option<f64>),
    /// Total under the scheme of the profile for whole units, hundredths; `None` without one.
    pub total: (Option<i32>, Option<i32>),
    /// Label of the item by which it gains or loses most against the mean of all units; `None`
    /// when nothing changes.
    pub item: Option<String>,
}

/// A reply before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyMove {
    /// Its id.
    pub reply_id: String,
    /// 承办单位.
    pub unit: Option<String>,
    /// Score, hundredths.
    pub score: (i32, i32),
    /// Disposal.
    pub disposal: (Word, Word),
    /// Label of the item by which its score changes most that way; `None` when only the cuts
    /// changed.
    pub item: Option<String>,
}

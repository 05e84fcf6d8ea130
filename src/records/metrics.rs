//! What is known of the handling of a suggestion, beside the texts.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Origin;

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
    pub contact_mode: Option<Arc<str>>,
    /// 是否面商.
    pub face_to_face: Option<bool>,
    /// 会办单位: names as `units.toml` settles them, joined by `、`.
    pub co_units: Option<Arc<str>>,
    /// 办理结果 as a canonical class: `A`, `B`, `C` or `D`.
    pub result_class: Option<Arc<str>>,
    /// 满意度: `satisfied`, `basic` or `dissatisfied`; unreturned forms are `None`.
    pub satisfaction: Option<Arc<str>>,
    /// 是否重新办理.
    pub reworked: Option<bool>,
    /// 是否公开.
    pub published: Option<bool>,
    /// 承诺事项, as written.
    pub promise: Option<Arc<str>>,
    /// 承诺时限.
    pub promise_due: Option<NaiveDate>,
    /// 承诺完成情况: `kept`, `open`, or `overdue` (open after its due date at the as-of day).
    pub promise_status: Option<Arc<str>>,
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
    pub session: Option<Arc<str>>,
    /// 会议次数, as written.
    pub meeting: Option<Arc<str>>,
    /// 层次 (全国, 省, 市, 县, 乡), as written.
    pub level: Option<Arc<str>>,
    /// 类别 (建议, 议案, 提案 …), as written.
    pub kind: Option<Arc<str>>,
    /// 会议期间: `in_session` or `between_sessions`.
    pub period: Option<Arc<str>>,
    /// 领衔代表, as written.
    pub lead_deputy: Option<Arc<str>>,
    /// 附议代表, as written.
    pub co_deputies: Option<Arc<str>>,
    /// 提出人数.
    pub deputies: Option<u32>,
    /// 代表团, as written.
    pub delegation: Option<Arc<str>>,
    /// 内容分类, as written: the topic.
    pub topic: Option<Arc<str>>,
    /// 立案形式, as written.
    pub filing: Option<Arc<str>>,
    /// 办理方式: `lead`, `co`, `split` or `sole`.
    pub role: Option<Arc<str>>,
    /// 责任科室, as written.
    pub section: Option<Arc<str>>,
    /// 责任领导, as written.
    pub owner: Option<Arc<str>>,
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
    pub reply_number: Option<Arc<str>>,
    /// 签发人, as written.
    pub signer: Option<Arc<str>>,
    /// 联系人, as written.
    pub contact_person: Option<Arc<str>>,
    /// 联系电话, as written.
    pub telephone: Option<Arc<str>>,
    /// 办理状态, as written.
    pub state: Option<Arc<str>>,
    /// 对办理态度的评价: as [`Metrics::satisfaction`].
    pub attitude: Option<Arc<str>>,
    /// 对办理结果的评价: as [`Metrics::satisfaction`].
    pub outcome: Option<Arc<str>>,
    /// 对答复的评价: as [`Metrics::satisfaction`].
    pub reply_rating: Option<Arc<str>>,
    /// 对面商的评价: as [`Metrics::satisfaction`].
    pub meeting_rating: Option<Arc<str>>,
    /// 反馈日期.
    pub rated_on: Option<NaiveDate>,
    /// 具体意见, as written.
    pub rating_text: Option<Arc<str>>,
    /// 第几次评价, from 1.
    pub round: Option<u32>,
    /// 二次评价: as [`Metrics::satisfaction`].
    pub second_rating: Option<Arc<str>>,
    /// 重新办理日期: when it was sent back.
    pub rework_on: Option<NaiveDate>,
    /// 再次答复日期.
    pub rework_replied: Option<NaiveDate>,
    /// 承诺评价: as [`Metrics::satisfaction`].
    pub promise_rating: Option<Arc<str>>,
    /// 公开日期.
    pub published_on: Option<NaiveDate>,
    /// 公开属性: `open`, `title_only` (仅公开标题), `on_request` or `exempt`.
    pub publicity: Option<Arc<str>>,
    /// 不公开理由, as written.
    pub exempt_reason: Option<Arc<str>>,
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

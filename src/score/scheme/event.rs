//! Cases that a scheme counts: what happened with one reply, when it can be known.

use serde::Deserialize;

use crate::{
    records::ReplyRow,
    score::{
        facts::contacted,
        grade::has_no_plan,
        profile::{Flag, Profile},
    },
};

/// Something that happened, or failed to happen, with one reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// 逾期答复.
    Late,
    /// 应付式答复.
    NonAnswer,
    /// 三段式空壳.
    ThreePart,
    /// 推诿.
    Deflection,
    /// 文不对题.
    OffTopic,
    /// 有诉求没有答到.
    UnansweredAsk,
    /// 不满意 at the first evaluation.
    Dissatisfied,
    /// Still 不满意 after the second.
    StillDissatisfied,
    /// Below 满意 at the first evaluation.
    NotFullySatisfied,
    /// 答复前没有沟通.
    NoContact,
    /// 没有面商.
    NotFaceToFace,
    /// 重新办理.
    Reworked,
    /// 应公开而未公开.
    NotPublished,
    /// 承诺到期未完成.
    PromiseOverdue,
    /// Neither solved nor with a promise or plan in the reply.
    NoPlan,
    /// 会办意见没有实质内容.
    EmptyCoOpinion,
    /// 退回逾期.
    RefusalLate,
    /// 首次沟通逾期.
    ContactLate,
    /// 会办意见逾期.
    CoOpinionLate,
    /// 再次答复逾期.
    ReworkLate,
    /// 签收逾期.
    SignInLate,
    /// 超过最长期限才答复.
    BeyondLongestTerm,
}

impl Event {
    /// Every event, in the order of the docs.
    pub const ALL: [Self; 22] = [
        Self::Late,
        Self::NonAnswer,
        Self::ThreePart,
        Self::Deflection,
        Self::OffTopic,
        Self::UnansweredAsk,
        Self::Dissatisfied,
        Self::StillDissatisfied,
        Self::NotFullySatisfied,
        Self::NoContact,
        Self::NotFaceToFace,
        Self::Reworked,
        Self::NotPublished,
        Self::PromiseOverdue,
        Self::NoPlan,
        Self::EmptyCoOpinion,
        Self::RefusalLate,
        Self::ContactLate,
        Self::CoOpinionLate,
        Self::ReworkLate,
        Self::SignInLate,
        Self::BeyondLongestTerm,
    ];

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Late => "逾期答复",
            Self::NonAnswer => "应付式答复",
            Self::ThreePart => "三段式空壳",
            Self::Deflection => "推诿",
            Self::OffTopic => "文不对题",
            Self::UnansweredAsk => "有诉求未答",
            Self::Dissatisfied => "首次评价不满意",
            Self::StillDissatisfied => "二次评价仍不满意",
            Self::NotFullySatisfied => "首次评价未达满意",
            Self::NoContact => "答复前未沟通",
            Self::NotFaceToFace => "未面商",
            Self::Reworked => "重新办理",
            Self::NotPublished => "应公开未公开",
            Self::PromiseOverdue => "承诺到期未完成",
            Self::NoPlan => "未解决又无计划",
            Self::EmptyCoOpinion => "会办意见无实质内容",
            Self::RefusalLate => "退回逾期",
            Self::ContactLate => "首次沟通逾期",
            Self::CoOpinionLate => "会办意见逾期",
            Self::ReworkLate => "再次答复逾期",
            Self::SignInLate => "签收逾期",
            Self::BeyondLongestTerm => "超过最长期限",
        }
    }

    /// Whether the machine read it out of the text, so that a person may have to confirm it.
    #[must_use]
    pub fn is_from_text(self) -> bool {
        matches!(
            self,
            Self::NonAnswer
                | Self::ThreePart
                | Self::Deflection
                | Self::OffTopic
                | Self::UnansweredAsk
                | Self::NoPlan
        )
    }

    /// Whether it happened; `None` when it cannot be known.
    #[must_use]
    pub fn happened(self, profile: &Profile, row: &ReplyRow) -> Option<bool> {
        let (metrics, verdict, more) = (&row.metrics, &row.verdict, row.metrics.more());
        let rated = |rating: Option<&str>, word: &str| rating.map(|it| it == word);
        match self {
            Self::Late => row.late,
            Self::NonAnswer => Some(Flag::NonAnswer.holds(verdict, None)),
            Self::ThreePart => Some(Flag::ThreePart.holds(verdict, None)),
            Self::Deflection => Some(Flag::Deflection.holds(verdict, None)),
            Self::OffTopic => row.answered.as_ref().map(|answered| answered.off_topic),
            Self::UnansweredAsk => {
                let asked = row.answered.as_ref().filter(|answered| answered.asks > 0)?;
                Some(asked.asks_answered < asked.asks)
            }
            Self::Dissatisfied => rated(metrics.satisfaction.as_deref(), "dissatisfied"),
            Self::StillDissatisfied => match metrics.satisfaction.as_deref()? {
                "dissatisfied" => rated(more.second_rating.as_deref(), "dissatisfied"),
                _ => Some(false),
            },
            Self::NotFullySatisfied => {
                rated(metrics.satisfaction.as_deref(), "satisfied").map(|yes| !yes)
            }
            Self::NoContact => contacted(metrics).map(|yes| !yes),
            Self::NotFaceToFace => metrics.face_to_face.map(|yes| !yes),
            Self::Reworked => metrics.reworked,
            Self::NotPublished => match more.publicity.as_deref() {
                Some("exempt" | "on_request") => Some(false),
                _ => metrics.published.map(|yes| !yes),
            },
            Self::PromiseOverdue => {
                metrics.promise_status.as_deref().map(|status| status == "overdue")
            }
            Self::NoPlan => has_no_plan(profile, verdict, metrics),
            Self::EmptyCoOpinion => more.co_opinion_has_substance.map(|yes| !yes),
            Self::RefusalLate => row.in_time.refusal.map(|yes| !yes),
            Self::ContactLate => row.in_time.contact.map(|yes| !yes),
            Self::CoOpinionLate => row.in_time.co_opinion.map(|yes| !yes),
            Self::ReworkLate => row.in_time.rework.map(|yes| !yes),
            Self::SignInLate => row.in_time.sign_in.map(|yes| !yes),
            Self::BeyondLongestTerm => row.in_time.within_longest.map(|yes| !yes),
        }
    }
}

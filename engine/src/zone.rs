//! The parts of an official reply letter.

use serde::{Deserialize, Serialize};

/// Where in the letter a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// 文头: class mark, document number, title.
    Head,
    /// 主送: whom the letter addresses (“某某代表：您好！”).
    Salutation,
    /// Receipt and restated request (“您提出的……收悉，现答复如下”).
    Receipt,
    /// 正文: what the unit has to say.
    Body,
    /// 结束语: thanks, invitation, 此复.
    Closing,
    /// 落款: unit and date.
    Signature,
    /// 联系人 and telephone.
    Contact,
    /// 抄送.
    Copies,
    /// 附件.
    Attachment,
    /// Web-page furniture behind the letter (advertisement, 点击, 分享).
    Tail,
}

impl Zone {
    /// Whether the unit speaks to the matter here: what stands elsewhere frames the letter.
    #[must_use]
    pub fn is_content(self) -> bool {
        matches!(self, Self::Receipt | Self::Body | Self::Closing)
    }

    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Salutation => "salutation",
            Self::Receipt => "receipt",
            Self::Body => "body",
            Self::Closing => "closing",
            Self::Signature => "signature",
            Self::Contact => "contact",
            Self::Copies => "copies",
            Self::Attachment => "attachment",
            Self::Tail => "tail",
        }
    }

    /// What readers of reports see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Head => "文头",
            Self::Salutation => "称谓",
            Self::Receipt => "收悉与复述",
            Self::Body => "正文",
            Self::Closing => "结束语",
            Self::Signature => "落款",
            Self::Contact => "联系方式",
            Self::Copies => "抄送",
            Self::Attachment => "附件",
            Self::Tail => "网页尾巴",
        }
    }
}

//! Where figures go over the periods.

use super::Estimate;

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
    /// Whether the period has enough replies to be compared with the others of its line.
    pub compared: bool,
    /// Change in a year: Sen's slope of the periods that are compared.
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

//! The charts of a run as SVG text: one file a chart, one visual language.
//!
//! Plotters writes the shapes; text is placed by us, because the SVG backend has no font to
//! measure with and plotters' own estimate is far off for Chinese.

mod canvas;
mod change_parts;
mod columns;
mod days_to_reply;
mod known_facts;
mod non_answer_by_year;
mod promise_ageing;
mod row_labels;
mod rule_heat;
mod satisfaction_quality;
mod score_distribution;
mod sentence_makeup;
mod style;
#[cfg(test)]
pub(crate) mod svg_scan;
mod template_families;
mod unit_change;
mod unit_lines;
mod unit_years;
mod units_ranked;

use plotters::drawing::DrawingAreaErrorKind;

pub use change_parts::{change_parts, change_parts_table};
pub use days_to_reply::{days_to_reply, days_to_reply_table};
pub use known_facts::{known_facts, known_facts_table};
pub use non_answer_by_year::{non_answer_by_year, non_answer_by_year_table};
pub use promise_ageing::{promise_ageing, promise_ageing_table};
pub use rule_heat::{rule_heat, rule_heat_table};
pub use satisfaction_quality::{satisfaction_quality, satisfaction_quality_table};
pub use score_distribution::{score_distribution, score_distribution_table};
pub use sentence_makeup::{Counted, sentence_makeup, sentence_makeup_table};
pub use template_families::{template_families, template_families_table};
pub use unit_change::{unit_change, unit_change_table};
pub use unit_years::{unit_years, unit_years_table};
pub use units_ranked::{units_ranked, units_ranked_table};

/// The attribute with which every chart names its fonts.
pub(super) fn font_attribute() -> String {
    format!("font-family=\"{}\"", style::FONT)
}

/// The numbers of a chart as text, for readers who want to check or copy them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartTable {
    /// Chinese column names.
    pub headers: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
}

impl ChartTable {
    fn new(headers: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { headers: headers.iter().map(ToString::to_string).collect(), rows }
    }
}

/// A chart could not be drawn; with a text buffer as the target this should not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// Plotters gave up.
    #[error("图表“{chart}”画不出来：{source}；请把输入文件与本条信息一并反馈")]
    Draw {
        /// Name of the chart's file, without extension.
        chart: &'static str,
        /// What plotters said.
        source: DrawingAreaErrorKind<std::io::Error>,
    },
}

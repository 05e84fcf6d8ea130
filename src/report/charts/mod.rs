//! The four charts of a run as SVG text: one file a chart, one visual language.
//!
//! Plotters writes the shapes; text is placed by us, because the SVG backend has no font to
//! measure with and plotters' own estimate is far off for Chinese.

mod canvas;
mod non_answer_by_year;
mod row_labels;
mod score_distribution;
mod sentence_makeup;
mod style;
#[cfg(test)]
pub(crate) mod svg_scan;
mod units_ranked;

use plotters::drawing::DrawingAreaErrorKind;

pub use non_answer_by_year::{non_answer_by_year, non_answer_by_year_table};
pub use score_distribution::{score_distribution, score_distribution_table};
pub use sentence_makeup::{Counted, sentence_makeup, sentence_makeup_table};
pub use units_ranked::{units_ranked, units_ranked_table};

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

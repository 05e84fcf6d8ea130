//! Everything that a run says of time and of what goes together, ready for the tables, the
//! workbook and the summary.

use super::{
    Cuts, DifferenceRow, MixRow, Period, RelationRow, differences, mix, relations, trends, words,
};
use crate::{
    records::{ReplyRow, TrendRow},
    relate::PhraseList,
};

/// What is said beside the yearly trends.
#[derive(Debug, Clone, Default)]
pub struct OverTime {
    /// What the verdicts rest on.
    pub cuts: Cuts,
    /// The series by another period than the year, when somebody asks for it.
    pub other: Option<(Period, Vec<TrendRow>)>,
    /// The change of every yearly line between two years.
    pub differences: Vec<DifferenceRow>,
    /// The change of the whole, taken apart.
    pub mix: Vec<MixRow>,
    /// Phrases on the rise and on the wane.
    pub phrases: PhraseList,
    /// What goes together with the quality of the text.
    pub relations: Vec<RelationRow>,
    /// The trends in words, the whole first, then units that change; none below two years.
    pub words: Vec<String>,
}

impl OverTime {
    /// Draws it from the rows and their yearly `trends`; `period` adds the series by another
    /// period than the year.
    #[must_use]
    pub fn of(
        rows: &[ReplyRow],
        yearly: &[TrendRow],
        cuts: Cuts,
        period: Option<Period>,
        phrases: PhraseList,
    ) -> Self {
        let other = period.filter(|period| *period != Period::Year);
        let differences = differences(yearly);
        let mix = mix(rows, &cuts);
        Self {
            cuts,
            other: other.map(|period| (period, trends(rows, period, &cuts))),
            words: words(yearly, &differences, &mix),
            differences,
            mix,
            phrases,
            relations: relations(rows, &cuts),
        }
    }
}

//! Phrases that came up or went out of use, in the section 走势.

use serde::Serialize;

use crate::relate::{PhraseList, PhraseRow};

/// Phrases that the page lists; all are in phrases.csv.
const MOST: usize = 30;
/// Units named of a phrase.
const MOST_UNITS: usize = 3;

/// The phrases of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PhraseSection {
    /// What was compared with what, and how many came of it.
    pub lead: String,
    /// New and rising ones first.
    pub lines: Vec<PhraseLine>,
}

/// One phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PhraseLine {
    /// Its words.
    pub phrase: String,
    /// Where it goes, in Chinese.
    pub change: &'static str,
    /// What kind of sentence holds it.
    pub class: &'static str,
    /// Replies of the earlier years that hold it, of those compared.
    pub earlier: String,
    /// The same of the last year.
    pub last: String,
    /// Units with most of them.
    pub units: String,
    /// A reply that holds it.
    pub example: String,
}

/// The phrases as the page shows them.
#[must_use]
pub(super) fn phrase_section(list: &PhraseList) -> PhraseSection {
    PhraseSection { lead: lead(list), lines: list.rows.iter().take(MOST).map(line).collect() }
}

fn lead(list: &PhraseList) -> String {
    let Some((year, n)) = list.last else {
        return "只有一个年度，或可比的答复太少，没有比对用语。".to_owned();
    };
    let compared = format!("{year}年 {n} 件可比的答复与更早各年 {} 件相比", list.earlier);
    match list.rows.len() {
        0 => format!("{compared}，没有哪句话在几个单位里明显多起来或少下去。"),
        all if all > MOST => {
            format!(
                "{compared}，有 {all} 句话明显多了或少了；本页列前 {MOST} 句，全部见 phrases.csv。"
            )
        }
        all => format!("{compared}，有 {all} 句话明显多了或少了。"),
    }
}

fn line(row: &PhraseRow) -> PhraseLine {
    let part = |(with, all): (u32, u32)| format!("{with} / {all} 件");
    let units = row.units.iter().take(MOST_UNITS).map(|(unit, n)| format!("{unit} {n} 件"));
    PhraseLine {
        phrase: row.phrase.clone(),
        change: row.change.label(),
        class: row.class.label(),
        earlier: part(row.earlier()),
        last: part(row.last()),
        units: units.collect::<Vec<_>>().join("、"),
        example: row.example.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_phrase_is_told_with_its_counts_and_units() {
        let section = phrase_section(&sample::over_time().phrases);
        assert!(section.lead.contains("2024年 40 件") && section.lead.contains("1 句"));
        let line = &section.lines[0];
        assert_eq!(
            (line.change, line.earlier.as_str(), line.last.as_str()),
            ("新出现", "0 / 40 件", "9 / 40 件")
        );
        assert_eq!(line.units, "甲局 6 件、乙局 3 件");
    }

    #[test]
    fn no_phrase_is_a_finding_and_nothing_to_compare_is_none() {
        let none = PhraseList { last: Some((2024, 75)), earlier: 225, ..PhraseList::default() };
        assert!(phrase_section(&none).lead.contains("没有哪句话"));
        assert!(phrase_section(&PhraseList::default()).lead.contains("没有比对"));
    }
}

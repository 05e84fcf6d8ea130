//! The units that a run meets: every name is settled where it is read, and what was folded
//! together, or looks as if it should be, is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{notices::Notices, units::Units};
use crate::records::Origin;

/// A run with more names than this has no units in its unit column, and the search for names
/// that look alike compares every pair that begins and ends alike.
const MOST_NAMES: usize = 5_000;
/// Pairs of names that look alike and are told.
const MOST_PAIRS: usize = 50;

/// File and sheet.
type Place = (Arc<str>, Option<Arc<str>>);

/// The names met so far.
#[derive(Debug, Default)]
pub(super) struct UnitNames {
    /// Table and settled name → spellings and their rows.
    spelled: BTreeMap<(Place, String), BTreeMap<String, u64>>,
    /// Settled name → the table where it stands first, and its rows.
    seen: BTreeMap<String, (Place, u64)>,
}

impl UnitNames {
    /// The settled name of one unit.
    pub(super) fn settle(&mut self, units: &Units, origin: &Origin, spelled: &str) -> String {
        let name = units.name(spelled);
        if name.is_empty() {
            return name;
        }
        let place = || (Arc::clone(&origin.file), origin.sheet.clone());
        if name != spelled {
            let spellings = self.spelled.entry((place(), name.clone())).or_default();
            *spellings.entry(spelled.to_owned()).or_default() += 1;
        }
        match self.seen.get_mut(&name) {
            Some((_, rows)) => *rows += 1,
            None => {
                self.seen.insert(name.clone(), (place(), 1));
            }
        }
        name
    }

    /// Tells what was folded together and what looks alike.
    pub(super) fn tell(&self, units: &Units, notices: &mut Notices) {
        for (((file, sheet), name), spellings) in &self.spelled {
            let rows: u64 = spellings.values().sum();
            let list: Vec<String> = spellings
                .iter()
                .map(|(spelled, rows)| match units.renamed_since(spelled) {
                    Some(since) => format!("“{spelled}”{rows} 行（旧名，{since} 起更名）"),
                    None => format!("“{spelled}”{rows} 行"),
                })
                .collect();
            let message = format!(
                "单位名称按 rules/units.toml 归并：{}，都记作“{name}”，共 {rows} 行",
                list.join("、")
            );
            notices.file((file, sheet.as_deref()), "unit_name", (name, message));
        }
        for (left, right) in self.look_alikes(units) {
            let Some(((file, sheet), _)) = self.seen.get(right) else { continue };
            let rows = |name: &str| self.seen.get(name).map_or(0, |(_, rows)| *rows);
            let message = format!(
                "“{left}”（{} 行）和“{right}”（{} 行）可能是同一单位，没有归并；若是，请在 rules/units.toml 的 \
                 [aliases] 里写明",
                rows(left),
                rows(right)
            );
            notices.file((file, sheet.as_deref()), "unit_suspect", (right, message));
        }
    }

    /// Pairs of names that look alike, in the order of the names.
    fn look_alikes(&self, units: &Units) -> BTreeSet<(&str, &str)> {
        let mut pairs = BTreeSet::new();
        if self.seen.len() > MOST_NAMES {
            return pairs;
        }
        // Names that look alike begin with the same char once their place is taken away.
        let mut groups: BTreeMap<Option<char>, Vec<&str>> = BTreeMap::new();
        for name in self.seen.keys() {
            groups.entry(units.without_region(name).chars().next()).or_default().push(name);
        }
        for group in groups.values() {
            for (place, left) in group.iter().enumerate() {
                let others = group.iter().skip(place + 1);
                pairs.extend(
                    others
                        .filter(|right| units.look_alike(left, right))
                        .map(|right| (*left, *right)),
                );
            }
        }
        while pairs.len() > MOST_PAIRS {
            pairs.pop_last();
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Notice;

    fn told(toml: &str, names: &[&str]) -> (Vec<String>, Vec<Notice>) {
        let units =
            Units::parse(&format!("{}{toml}", include_str!("../../rules/units.toml"))).unwrap();
        let mut met = UnitNames::default();
        let settled = names.iter().zip(2..).map(|(name, line)| {
            met.settle(&units, &Origin { file: "指标.csv".into(), sheet: None, line }, name)
        });
        let settled = settled.collect();
        let mut notices = Notices::default();
        met.tell(&units, &mut notices);
        (settled, notices.finish())
    }

    const RENAME: &str = "\n[[renames]]\nold = \"国土局\"\nnew = \"自然资源局\"\nsince = 2019\n";

    #[test]
    fn what_was_folded_together_is_told_with_its_rows() {
        let (settled, notices) =
            told(RENAME, &["国土局", "自然 资源局", "国土局", "自然资源局", "水务局"]);
        assert_eq!(settled, ["自然资源局", "自然资源局", "自然资源局", "自然资源局", "水务局"]);
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].kind, notices[0].value.as_str()), ("unit_name", "自然资源局"));
        assert!(notices[0].message.contains("“国土局”2 行（旧名，2019 起更名）"));
        assert!(notices[0].message.contains("“自然 资源局”1 行"), "{}", notices[0].message);
        assert!(notices[0].message.ends_with("共 3 行"));
    }

    #[test]
    fn names_that_look_alike_are_told_and_stay_apart() {
        let (settled, notices) = told("", &["县教育局", "教育局", "教育局", "水务局"]);
        assert_eq!(settled[..2], ["县教育局", "教育局"]);
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].kind, "unit_suspect");
        assert!(notices[0].message.contains("没有归并"), "{}", notices[0].message);
    }

    #[test]
    fn plain_names_need_no_word() {
        assert!(told("", &["教育局", "水务局", "城东街道", "城西街道"]).1.is_empty());
    }
}

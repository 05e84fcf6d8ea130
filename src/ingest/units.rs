//! Names of units: `rules/units.toml` says which spellings and old names mean one unit.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;
use thiserror::Error;

use super::{dates, spelling::half_width};

/// Why a `units.toml` cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum UnitsError {
    /// No TOML, or a key that does not belong there.
    #[error("{0}")]
    Syntax(String),
    /// A name of nothing but blanks.
    #[error("units.toml：{place} 里有一个空的单位名称，请补上或删去")]
    Empty {
        /// The table it stands in.
        place: &'static str,
    },
    /// One spelling for two units.
    #[error("units.toml：“{name}”既归到“{first}”，又归到“{second}”，请只留一处")]
    Twice {
        /// The spelling.
        name: String,
        /// The unit it is given first.
        first: String,
        /// The other one.
        second: String,
    },
    /// Aliases or renames that lead back to where they began.
    #[error("units.toml：“{0}”改来改去又回到自己，请改正 [aliases] 或 [[renames]]")]
    Circle(String),
    /// A rename without a year or day.
    #[error("units.toml：“{old}”的 since 是“{since}”，应是年份或日期，如 2019 或 \"2019-03-01\"")]
    Since {
        /// The old name.
        old: String,
        /// What stands there.
        since: String,
    },
}

/// The parsed `units.toml`.
#[derive(Debug, Clone, Default)]
pub struct Units {
    spelling: Spelling,
    list: List,
    suspect: Suspect,
    /// Tidied spelling → the name of the unit, all renames followed.
    names: BTreeMap<String, String>,
    /// Old name → since when, as written.
    renamed: BTreeMap<String, String>,
}

impl Units {
    /// Reads the text of a `units.toml`.
    ///
    /// # Errors
    ///
    /// [`UnitsError`]: no TOML, an unknown key, a spelling of two units, a circle.
    pub fn parse(toml: &str) -> Result<Self, UnitsError> {
        let file: File = toml::from_str(toml)
            .map_err(|error| UnitsError::Syntax(crate::carets::told(toml, &error)))?;
        let File { spelling, list, aliases, renames, suspect } = file;
        let mut units = Self { spelling, list, suspect, ..Self::default() };
        let mut steps = BTreeMap::new();
        for (name, spellings) in &aliases {
            for alias in spellings {
                units.add_step(&mut steps, "[aliases]", (alias, name))?;
            }
        }
        for rename in &renames {
            let since = rename.since.text();
            if dates::parse_year(&since).is_none() && dates::parse_date(&since).is_none() {
                return Err(UnitsError::Since { old: rename.old.clone(), since });
            }
            units.add_step(&mut steps, "[[renames]]", (&rename.old, &rename.new))?;
            units.renamed.insert(units.tidied(&rename.old).into_owned(), since);
        }
        for name in steps.keys() {
            units.names.insert(name.clone(), end_of(name, &steps)?);
        }
        Ok(units)
    }

    fn add_step(
        &self,
        steps: &mut BTreeMap<String, String>,
        place: &'static str,
        (from, to): (&str, &str),
    ) -> Result<(), UnitsError> {
        let (from, to) = (self.tidied(from).into_owned(), self.tidied(to).into_owned());
        if from.is_empty() || to.is_empty() {
            return Err(UnitsError::Empty { place });
        }
        if from == to {
            return Ok(());
        }
        match steps.insert(from.clone(), to.clone()) {
            Some(first) if first != to => Err(UnitsError::Twice { name: from, first, second: to }),
            _ => Ok(()),
        }
    }

    /// The name under which a unit stands in all tables.
    #[must_use]
    pub fn name(&self, spelled: &str) -> String {
        let tidied = self.tidied(spelled);
        self.names.get(tidied.as_ref()).cloned().unwrap_or_else(|| tidied.into_owned())
    }

    /// Since when a name is an old one, as `units.toml` writes it.
    #[must_use]
    pub fn renamed_since(&self, spelled: &str) -> Option<&str> {
        self.renamed.get(self.tidied(spelled).as_ref()).map(String::as_str)
    }

    /// The units of a cell that may name several, as written; and the first piece that blanks
    /// part without telling whether it is one name or several: it is left whole.
    pub(super) fn parted<'a>(&self, cell: &'a str) -> (Vec<&'a str>, Option<&'a str>) {
        let is_separator = |c: char| c == '\n' || self.list.separators.contains(&c);
        let pieces = cell.split(is_separator).map(str::trim).filter(|piece| !piece.is_empty());
        let (mut names, mut unclear) = (Vec::new(), None);
        for piece in pieces {
            let words: Vec<&str> = piece.split_whitespace().collect();
            let is_short = |word: &&str| word.chars().count() == 1;
            if words.len() < 2 || words.iter().any(is_short) || words.iter().all(|w| w.is_ascii()) {
                names.push(piece);
            } else if words.iter().all(|word| self.ends(word)) {
                names.extend(words);
            } else {
                let is_one = words.iter().rev().skip(1).all(|word| self.opens(word));
                unclear = unclear.or((!is_one).then_some(piece));
                names.push(piece);
            }
        }
        (names, unclear)
    }

    fn ends(&self, word: &str) -> bool {
        !self.opens(word) && self.list.endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }

    fn opens(&self, word: &str) -> bool {
        self.list.openings.iter().any(|opening| word.ends_with(opening.as_str()))
    }

    /// Whether two different names look like one unit: one has only a place before it, or is
    /// short for the other.
    #[must_use]
    pub fn look_alike(&self, left: &str, right: &str) -> bool {
        let (short, long) = if left.chars().count() < right.chars().count() {
            (left, right)
        } else {
            (right, left)
        };
        let (bare_short, bare_long) = (self.without_region(short), self.without_region(long));
        let has_region = bare_short.len() < short.len() && bare_long.len() < long.len();
        if bare_short == bare_long {
            return !has_region || short == bare_long || long.ends_with(short);
        }
        // Of two places that are both named, only the same can be meant.
        (!has_region || long.starts_with(region(short, bare_short)))
            && self.is_short_for(bare_short, bare_long)
    }

    /// The name behind the place it begins with; the whole name when nothing else is left.
    pub(super) fn without_region<'a>(&self, name: &'a str) -> &'a str {
        let last = name.char_indices().rev().find(|(place, c)| {
            let rest = name.get(place + c.len_utf8()..).unwrap_or_default();
            self.suspect.regions.contains(c) && rest.chars().count() >= 3
        });
        last.and_then(|(place, c)| name.get(place + c.len_utf8()..)).unwrap_or(name)
    }

    /// Whether every char of the short name stands in the long one, in order, with the same
    /// first char and the same ending.
    fn is_short_for(&self, short: &str, long: &str) -> bool {
        let brief = self.suspect.short.iter().find_map(|[brief, whole]| {
            let body = long.strip_suffix(whole.as_str())?;
            short.ends_with(brief.as_str()).then(|| format!("{body}{brief}"))
        });
        let long = brief.as_deref().unwrap_or(long);
        let mut rest = long.chars();
        short.chars().count() >= 3
            && short.chars().next() == long.chars().next()
            && short.chars().last() == long.chars().last()
            && short.chars().all(|c| rest.any(|other| other == c))
    }

    fn tidied<'a>(&self, spelled: &'a str) -> Cow<'a, str> {
        let spelled = spelled.trim();
        let is_plain = |c: char| !c.is_whitespace() && c == self.folded(c);
        if spelled.chars().all(is_plain) {
            return Cow::Borrowed(spelled);
        }
        let mut name = String::with_capacity(spelled.len());
        let mut gap = false;
        for c in spelled.chars().map(|c| self.folded(c)) {
            if c.is_whitespace() {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) && self.keeps_blank(name.chars().last(), c) {
                name.push(' ');
            }
            name.push(c);
        }
        Cow::Owned(name)
    }

    /// Whether a blank parts two words of a name.
    fn keeps_blank(&self, before: Option<char>, behind: char) -> bool {
        let is_latin = before.is_some_and(|before| before.is_ascii()) && behind.is_ascii();
        !self.spelling.blanks || is_latin
    }

    fn folded(&self, c: char) -> char {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' if self.spelling.brackets => '（',
            ')' | '）' | ']' | '］' | '】' | '〕' if self.spelling.brackets => '）',
            _ if self.spelling.width => half_width(c),
            _ => c,
        }
    }
}

fn region<'a>(name: &'a str, bare: &str) -> &'a str {
    name.strip_suffix(bare).unwrap_or_default()
}

/// Follows a name to its newest one.
fn end_of(name: &str, steps: &BTreeMap<String, String>) -> Result<String, UnitsError> {
    let mut here = name;
    for _ in 0..=steps.len() {
        match steps.get(here) {
            Some(next) => here = next,
            None => return Ok(here.to_owned()),
        }
    }
    Err(UnitsError::Circle(name.to_owned()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    spelling: Spelling,
    #[serde(default)]
    list: List,
    #[serde(default)]
    aliases: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    renames: Vec<Rename>,
    #[serde(default)]
    suspect: Suspect,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Spelling {
    blanks: bool,
    width: bool,
    brackets: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct List {
    separators: Vec<char>,
    endings: Vec<String>,
    openings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    old: String,
    new: String,
    since: Since,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Since {
    Year(i32),
    Text(String),
    Day(toml::value::Datetime),
}

impl Since {
    fn text(&self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Text(text) => text.clone(),
            Self::Day(day) => day.to_string(),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Suspect {
    regions: Vec<char>,
    short: Vec<[String; 2]>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHIPPED: &str = include_str!("../../rules/units.toml");

    fn units(more: &str) -> Units {
        let text = SHIPPED.replace("[aliases]", &format!("[aliases]\n{more}"));
        Units::parse(&text).unwrap()
    }

    #[test]
    fn the_shipped_file_merges_no_names() {
        let units = Units::parse(SHIPPED).unwrap();
        assert!(units.names.is_empty() && units.renamed.is_empty());
    }

    #[test]
    fn its_commented_examples_are_right() {
        let text = SHIPPED.replace("# \"", "\"").replace("# [[", "[[").replace("# old", "old");
        let text = text.replace("# new", "new").replace("# since", "since");
        let units = Units::parse(&text).unwrap();
        assert_eq!(units.name("区教体局"), "教育和体育局");
        assert_eq!(units.name("国土资源局"), "自然资源局");
        assert_eq!(units.renamed_since("国土资源局"), Some("2019-03-01"));
    }

    #[test]
    fn blanks_width_and_brackets_make_no_other_unit() {
        let units = units("");
        for (spelled, name) in [
            (" 教育　 局 ", "教育局"),
            ("教育局(体育局)", "教育局（体育局）"),
            ("第１中学", "第1中学"),
            ("Bureau  of Education", "Bureau of Education"),
            ("水务局", "水务局"),
        ] {
            assert_eq!(units.name(spelled), name);
        }
    }

    #[test]
    fn aliases_and_renames_lead_to_the_newest_name() {
        let toml = "[spelling]\nblanks = true\n[aliases]\n\"国土局\" = [\"区国土局\"]\n\
            [[renames]]\nold = \"国土局\"\nnew = \"规划和自然资源局\"\nsince = 2018\n\
            [[renames]]\nold = \"规划和自然资源局\"\nnew = \"自然资源局\"\nsince = 2021-01-01\n";
        let units = Units::parse(toml).unwrap();
        for name in ["区国土局", "国土局", "国 土 局", "规划和自然资源局", "自然资源局"]
        {
            assert_eq!(units.name(name), "自然资源局", "{name}");
        }
        assert_eq!(units.renamed_since("国 土局"), Some("2018"));
        assert_eq!(units.renamed_since("规划和自然资源局"), Some("2021-01-01"));
        assert_eq!(units.renamed_since("区国土局"), None);
    }

    #[test]
    fn what_cannot_be_meant_is_an_error() {
        let error = |toml: &str| Units::parse(toml).unwrap_err();
        let circle = "[aliases]\n\"甲局\" = [\"乙局\"]\n\"乙局\" = [\"甲局\"]\n";
        assert_eq!(error(circle), UnitsError::Circle("乙局".into()));
        let twice = "[aliases]\n\"甲局\" = [\"丙局\"]\n\"乙局\" = [\"丙局\"]\n";
        assert!(matches!(error(twice), UnitsError::Twice { .. }));
        assert!(matches!(error("[aliases]\n\"甲局\" = [\" \"]\n"), UnitsError::Empty { .. }));
        let since = "[[renames]]\nold = \"甲局\"\nnew = \"乙局\"\nsince = \"去年\"\n";
        assert!(error(since).to_string().contains("去年"));
        assert!(matches!(error("[alias]\n"), UnitsError::Syntax(_)));
    }

    #[test]
    fn a_cell_of_several_units_is_parted() {
        let units = units("");
        let cell = "教育局、财政局，水务局；城管局 / 公安局\n民政局 卫健委";
        let parts = ["教育局", "财政局", "水务局", "城管局", "公安局", "民政局", "卫健委"];
        assert_eq!(units.parted(cell), (parts.to_vec(), None));
        assert_eq!(units.parted("教 育 局、县委 宣传部").0, ["教 育 局", "县委 宣传部"]);
        let unclear = units.parted("教育局 等单位，水务局");
        assert_eq!(unclear, (vec!["教育局 等单位", "水务局"], Some("教育局 等单位")));
        assert_eq!(units.parted(" 、"), (Vec::new(), None));
    }

    #[test]
    fn names_that_may_be_one_unit_are_suspected_and_others_are_not() {
        let units = units("");
        for (left, right) in [
            ("县教育局", "教育局"),
            ("清河区教育局", "区教育局"),
            ("清河区教育局", "教育局"),
            ("教体局", "教育和体育局"),
            ("县卫健委", "卫生健康委员会"),
            ("区住建局", "区住房和城乡建设局"),
            ("交通局", "交通运输局"),
        ] {
            assert!(
                units.look_alike(left, right) && units.look_alike(right, left),
                "{left} {right}"
            );
        }
        for (left, right) in [
            ("水务局", "水利局"),
            ("甲县教育局", "乙县教育局"),
            ("甲县教体局", "乙县教育和体育局"),
            ("财政局", "民政局"),
            ("城东街道", "城西街道"),
            ("区委", "区政府"),
        ] {
            assert!(
                !units.look_alike(left, right) && !units.look_alike(right, left),
                "{left} {right}"
            );
        }
    }

    proptest! {
        #[test]
        fn naming_twice_changes_nothing(spelled in "[教 　育（(）)局ａ1B]{0,10}") {
            let units = units("\"教育局\" = [\"教局\"]");
            let once = units.name(&spelled);
            prop_assert_eq!(units.name(&once), once);
        }

        #[test]
        fn parting_loses_no_char_of_a_name(cell in "[教育局 、,\n县委]{0,16}") {
            let units = units("");
            let bare = |text: &str| text.replace(|c: char| " 、,\n".contains(c), "");
            prop_assert_eq!(bare(&units.parted(&cell).0.concat()), bare(&cell));
        }
    }
}

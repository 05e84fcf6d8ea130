//! What becomes of every reply in the public edition, decided before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    groups::{Groups, Where},
    masks::{Hidden, Masks, UNIT, Word},
    names::{Learned, everywhere, own, short},
    rulefile::PublicRules,
    stamp::Stamp,
};
use crate::records::{Metrics, MetricsRow};

/// A reply as the plan sees it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its id in the run.
    pub reply_id: &'a str,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位.
    pub unit: Option<&'a str>,
    /// Joined metrics.
    pub metrics: &'a Metrics,
}

/// The public edition of one run.
#[derive(Debug)]
pub struct Publication {
    pub(super) masks: Masks,
    /// One for each reply of the run, in its order.
    pub(super) places: Vec<Place>,
    /// One for each item without a reply, in their order.
    pub(super) unanswered: Vec<Place>,
    /// Place of each reply by its id in the run.
    by_id: BTreeMap<String, usize>,
    pub(super) groups: Groups,
    /// Units, and years of them, that lack an item of the run.
    incomplete: BTreeSet<(String, Option<i32>)>,
    /// Short names of the tables: masked in names of files, where no letter is to blame.
    short: Vec<Word>,
    /// Topics, delegations and the like of which too few replies are left to be told, with the
    /// name of the column.
    pub(super) rare: BTreeSet<(&'static str, String)>,
}

/// What becomes of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) openness: Openness,
    /// Its id in the public edition.
    pub(super) id: String,
    /// Its unit in the public edition.
    pub(super) unit: Option<String>,
    /// Its unit was merged.
    pub(super) is_merged: bool,
    /// Its topic is one of too few of its unit and year.
    pub(super) hides_topic: bool,
    /// Words masked in this letter alone.
    pub(super) own: Vec<Word>,
}

/// How much of a reply is published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Openness {
    /// Reply and suggestion.
    Whole,
    /// The reply, without its suggestion: nobody says that it may be published.
    #[default]
    Reply,
    /// Number, title and verdict.
    TitleOnly,
    /// Nothing.
    Withheld,
}

impl Place {
    /// Whether it is there at all.
    pub(super) fn is_shown(&self) -> bool {
        self.openness != Openness::Withheld
    }

    /// Whether the text of its reply is.
    pub(super) fn shows_text(&self) -> bool {
        matches!(self.openness, Openness::Whole | Openness::Reply)
    }
}

impl Publication {
    /// Decides over all replies of a run; `learned` are the names that each letter gives away,
    /// in their order.
    #[must_use]
    pub fn new(
        mut masks: Masks,
        items: &[Item<'_>],
        unanswered: &[MetricsRow],
        learned: &[Learned],
    ) -> Self {
        let owed: Vec<Item<'_>> = unanswered.iter().map(Item::from).collect();
        let all = items.iter().chain(&owed).map(|item| item.metrics);
        let known = everywhere(all.clone(), &masks.rules.never);
        known.iter().for_each(|(kind, words)| masks.know(kind, words));
        let groups = groups(&masks.rules, items, &owed);
        // A short name is too often part of a longer one.
        let units = groups.merged.iter().filter(|unit| unit.chars().count() > 2).cloned().collect();
        masks.know(UNIT, &units);
        let place = |(at, item)| place((&masks.rules, &groups), item, learned.get(at));
        let places: Vec<Place> = items.iter().enumerate().map(place).collect();
        let nothing = |item| self::place((&masks.rules, &groups), item, None);
        let mut publication = Self {
            unanswered: owed.iter().map(nothing).collect(),
            by_id: items.iter().zip(0..).map(|(item, at)| (item.reply_id.to_owned(), at)).collect(),
            short: short(all),
            incomplete: BTreeSet::new(),
            rare: BTreeSet::new(),
            places,
            masks,
            groups,
        };
        publication.name(items, &owed);
        publication.rare = publication.rare_values(items);
        publication.hide_topics(items);
        publication.incomplete = publication.incomplete(items, &owed);
        publication
    }

    /// Ids without personal data, those of replies still unique: they often are the names of
    /// files.
    fn name(&mut self, items: &[Item<'_>], owed: &[Item<'_>]) {
        let mut taken = BTreeSet::new();
        for (at, item) in items.iter().enumerate() {
            let hidden = self.hide(at, item.reply_id).text;
            let mut id = hidden.clone();
            let mut number = 2;
            while !taken.insert(id.clone()) {
                id = format!("{hidden}~{number}");
                number += 1;
            }
            self.places[at].id = id;
        }
        for (at, item) in owed.iter().enumerate() {
            let id = self.hide_of(&self.unanswered[at], item.reply_id).text;
            self.unanswered[at].id = id;
        }
    }

    /// Values of columns that tell a few replies apart.
    fn rare_values(&self, items: &[Item<'_>]) -> BTreeSet<(&'static str, String)> {
        let mut counts: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for (_, item) in self.shown(items) {
            let more = item.metrics.more();
            let values = [("topic", &more.topic), ("delegation", &more.delegation)];
            for (name, value) in values {
                if let Some(value) = value {
                    *counts.entry((name, value.to_string())).or_default() += 1;
                }
            }
        }
        let rare = counts.into_iter().filter(|(_, count)| *count < self.masks.rules.k);
        rare.map(|(value, _)| value).collect()
    }

    /// Topics of fewer than k replies of one unit and year.
    fn hide_topics(&mut self, items: &[Item<'_>]) {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, item) in self.shown(items) {
            if let Some(topic) = &item.metrics.more().topic {
                let unit = self.places[at].unit.clone();
                groups.entry((unit, item.year, topic.as_ref())).or_default().push(at);
            }
        }
        let small = groups.into_values().filter(|places| places.len() < self.masks.rules.k);
        for at in small.flatten().collect::<Vec<_>>() {
            self.places[at].hides_topic = true;
        }
    }

    /// Units that lack an item which is withheld or told without its unit, with the year of the
    /// item and over all years.
    fn incomplete(&self, items: &[Item<'_>], owed: &[Item<'_>]) -> BTreeSet<(String, Option<i32>)> {
        let replies = items.iter().zip(&self.places);
        let lacking = replies
            .chain(owed.iter().zip(&self.unanswered))
            .filter(|(_, place)| !place.is_shown() || place.is_merged);
        let units = lacking.filter_map(|(item, _)| Some((item.unit?, item.year)));
        units.flat_map(|(unit, year)| [(unit.to_owned(), year), (unit.to_owned(), None)]).collect()
    }

    /// Whether all items of a unit stand under its name, in a year or over all; `None` = of all
    /// units together.
    pub(super) fn is_complete(&self, unit: Option<&str>, year: Option<i32>) -> bool {
        match unit {
            Some(unit) => !self.incomplete.contains(&(unit.to_owned(), year)),
            None => self.places.iter().chain(&self.unanswered).all(Place::is_shown),
        }
    }

    /// The replies that are published, with their place in the run.
    fn shown<'i, 'a>(&self, items: &'i [Item<'a>]) -> impl Iterator<Item = (usize, &'i Item<'a>)> {
        items
            .iter()
            .enumerate()
            .zip(&self.places)
            .filter(|(_, place)| place.is_shown())
            .map(|(item, _)| item)
    }

    /// The places in the run of the replies that are published, in their order.
    #[must_use]
    pub fn rows(&self) -> Vec<usize> {
        (0..self.places.len()).filter(|at| self.places[*at].is_shown()).collect()
    }

    /// A text of the letter at that place, masked.
    pub(super) fn hide(&self, at: usize, text: &str) -> Hidden {
        self.masks.hide(text, self.places.get(at).map_or(&[][..], |place| &place.own))
    }

    /// The same of any item.
    pub(super) fn hide_of(&self, place: &Place, text: &str) -> Hidden {
        self.masks.hide(text, &place.own)
    }

    /// Words quoted from a letter and perhaps cut, masked; of a number that was cut nothing is
    /// left.
    pub(super) fn hide_quote(&self, at: usize, text: &str) -> String {
        let Some(cut) = text.strip_suffix('…') else { return self.hide(at, text).text };
        let is_part =
            |char: char| char.is_alphanumeric() && !('\u{3400}'..='\u{9fff}').contains(&char);
        let whole =
            cut.trim_end_matches(|char: char| is_part(char) || matches!(char, '-' | '@' | '.'));
        self.hide(at, whole).text + "…"
    }

    /// A text that belongs to no letter, such as the name of a file, masked.
    #[must_use]
    pub fn hide_text(&self, text: &str) -> String {
        self.masks.hide(text, &self.short).text
    }

    /// The place of a reply in the run and in the plan.
    pub(super) fn find(&self, reply_id: &str) -> Option<(usize, &Place)> {
        let at = *self.by_id.get(reply_id)?;
        Some((at, self.places.get(at)?))
    }

    /// What run.json says of it; `masks` are those that were set in the letters.
    #[must_use]
    pub fn stamp(&self, decisions: usize, masks: BTreeMap<String, u64>) -> Stamp {
        let count = |is: &dyn Fn(&Place) -> bool| self.places.iter().filter(|one| is(one)).count();
        let rules = &self.masks.rules;
        Stamp {
            edition: rules.edition.clone(),
            rules_hash: rules.hash.clone(),
            k: rules.k,
            withheld: count(&|place| !place.is_shown()),
            withheld_unanswered: self.unanswered.iter().filter(|one| !one.is_shown()).count(),
            title_only: count(&|place| place.openness == Openness::TitleOnly),
            merged_units: self.groups.merged.len(),
            merged_replies: count(&|place| place.is_shown() && place.is_merged),
            decisions,
            masks,
        }
    }
}

impl<'a> From<&'a MetricsRow> for Item<'a> {
    fn from(row: &'a MetricsRow) -> Self {
        Self {
            reply_id: &row.raw_id,
            year: row.year,
            unit: row.unit.as_deref(),
            metrics: &row.metrics,
        }
    }
}

/// Which units keep their name: what is withheld counts for none.
fn groups(rules: &PublicRules, items: &[Item<'_>], owed: &[Item<'_>]) -> Groups {
    Groups::of(&wheres(rules, items), &wheres(rules, owed), rules.k)
}

fn wheres<'a>(rules: &PublicRules, items: &[Item<'a>]) -> Vec<Where<'a>> {
    let shown = items.iter().filter(|item| openness(rules, item) != Openness::Withheld);
    shown.map(|item| (item.unit, item.year)).collect()
}

fn place(
    (rules, groups): (&PublicRules, &Groups),
    item: &Item<'_>,
    learned: Option<&Learned>,
) -> Place {
    let merged = item.unit.filter(|unit| !groups.tells(unit, item.year));
    let mut own = own(item.metrics, learned);
    own.extend(merged.map(|unit| (UNIT.to_owned(), unit.to_owned())));
    let unit = if merged.is_some() { Some(rules.other.as_str()) } else { item.unit };
    Place {
        openness: openness(rules, item),
        id: String::new(),
        unit: unit.map(ToOwned::to_owned),
        is_merged: merged.is_some(),
        hides_topic: false,
        own,
    }
}

fn openness(rules: &PublicRules, item: &Item<'_>) -> Openness {
    let Some(publicity) = item.metrics.more().publicity.as_deref() else {
        return Openness::Reply;
    };
    let is_one = |words: &[String]| words.iter().any(|word| word == publicity);
    if is_one(&rules.publicity.withheld) {
        Openness::Withheld
    } else if is_one(&rules.publicity.title_only) {
        Openness::TitleOnly
    } else if is_one(&rules.publicity.whole) {
        Openness::Whole
    } else {
        Openness::Reply
    }
}

//! Exact shares and counts over the replies that a unit took part in.

use super::{Weights, When, event::Event};
use crate::{
    metrics::co_units,
    records::ReplyRow,
    score::{
        caseload::Item,
        definitions::{Base, rate_definition},
        points::Points,
        profile::Profile,
        rates::{Says, Setting},
    },
};

/// An item and how much it counts for the unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) item: Item<'a>,
    /// Hundredths; 100 = the whole of it.
    pub(super) weight: i64,
}

/// All items that a unit took part in, and how they are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) parts: &'a [Part<'a>],
    /// Whether findings that nobody has confirmed count.
    pub(super) proposals: bool,
}

/// `part ÷ whole`, both weighted, over `n` replies of which the fact is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ratio {
    /// Hundredths of replies.
    pub(super) part: i64,
    /// Hundredths of replies.
    pub(super) whole: i64,
    pub(super) n: u32,
}

impl Ratio {
    /// Whether it reaches so many hundredths of a percent; `None` when nothing is known.
    fn reaches(self, percent: Points) -> Option<bool> {
        let reached =
            || 10_000 * i128::from(self.part) >= i128::from(percent.0) * i128::from(self.whole);
        (self.whole > 0).then(reached)
    }

    /// As people read it: `7/8（87.50%）`.
    pub(super) fn in_words(self) -> String {
        if self.whole == 0 {
            return "没有可计算的件".to_owned();
        }
        let percent = super::super::points::scale_wide(self.part, 10_000, self.whole);
        format!("{}/{}（{}%）", count_words(self.part), count_words(self.whole), Points(percent))
    }
}

/// `250` → `2.5`, `300` → `3`: weighted counts without needless zeros.
pub(super) fn count_words(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// Cases of an event, weighted: those that count, and those that wait for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cases {
    /// Hundredths of cases.
    pub(super) count: i64,
    /// Replies that count.
    pub(super) n: u32,
    /// Replies that wait for a confirmation.
    pub(super) waiting: u32,
    /// Replies of which it is known.
    pub(super) known: u32,
}

impl<'a> Field<'a> {
    /// The items of `unit`: those it leads, and those it co-handles as far as the weights say.
    pub(super) fn parts(weights: Weights, (unit, items): (&str, &[Item<'a>])) -> Vec<Part<'a>> {
        let weigh = |item: &Item<'a>| {
            let weight = i64::from(weight(weights, (unit, item))?.0);
            (weight > 0).then_some(Part { item: *item, weight })
        };
        items.iter().filter_map(weigh).collect()
    }

    /// The replies with their weights, hundredths; items without a text are left out.
    pub(super) fn replies(&self) -> impl Iterator<Item = (&'a ReplyRow, i64)> {
        self.parts.iter().filter_map(|part| Some((part.item.reply?, part.weight)))
    }

    fn profile(&self) -> &'a Profile {
        self.setting.load.profile
    }

    /// A rate of units.csv over these replies.
    pub(super) fn rate(&self, name: &str) -> Ratio {
        let mut ratio = Ratio::default();
        let Some(definition) = rate_definition(name) else { return ratio };
        for Part { item, weight } in self.parts {
            if definition.base == Base::Replies && item.reply.is_none() {
                continue;
            }
            let says = (definition.says)(item, self.setting);
            if !matches!(says, Says::Out(_)) {
                ratio.whole += weight;
                ratio.part += if says == Says::Yes { *weight } else { 0 };
                ratio.n += 1;
            }
        }
        ratio
    }

    /// The cases of an event among these replies.
    pub(super) fn cases(&self, event: Event) -> Cases {
        let mut cases = Cases::default();
        for (row, weight) in self.replies() {
            let Some(happened) = event.happened(self.profile(), row) else { continue };
            cases.known += 1;
            if !happened {
                continue;
            }
            if event.is_from_text() && self.waits(row) {
                cases.waiting += 1;
            } else {
                cases.n += 1;
                cases.count += weight;
            }
        }
        cases
    }

    /// Whether all conditions hold; `None` when one cannot be known and no other fails.
    pub(super) fn holds(&self, conditions: &[When]) -> Option<bool> {
        let answers: Vec<Option<bool>> = conditions.iter().map(|when| self.is_so(when)).collect();
        if answers.contains(&Some(false)) {
            return Some(false);
        }
        (!answers.contains(&None)).then_some(true)
    }

    fn is_so(&self, when: &When) -> Option<bool> {
        if let Some(event) = when.event {
            let cases = self.cases(event);
            let low = when.at_least.is_none_or(|least| cases.n >= least);
            let high = when.at_most.is_none_or(|most| cases.n <= most);
            return (cases.known > 0).then_some(low && high);
        }
        let ratio = self.rate(when.rate.as_deref()?);
        let from = when.from.map_or(Some(true), |percent| ratio.reaches(percent))?;
        let below = when.below.map_or(Some(false), |percent| ratio.reaches(percent))?;
        (ratio.whole > 0).then_some(from && !below)
    }

    fn waits(&self, row: &ReplyRow) -> bool {
        !self.proposals && row.confirmed == Some(false)
    }

    /// The score that counts here: hundredths.
    pub(super) fn score(&self, row: &ReplyRow) -> i32 {
        if self.proposals { row.proposed } else { row.score }
    }
}

/// How much an item counts for a unit; `None` when the unit has no part in it.
fn weight(weights: Weights, (unit, item): (&str, &Item<'_>)) -> Option<Points> {
    let is_own = item.unit == Some(unit);
    match (is_own, item.metrics.more().role.as_deref()) {
        (true, Some("co")) => Some(weights.co),
        (true, _) => Some(weights.lead),
        (false, _) => co_units(item.metrics).any(|one| one == unit).then_some(weights.co),
    }
}

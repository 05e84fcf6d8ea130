//! Promises, families, phrases and cross-checks of a run as its public edition shows them.

use std::collections::BTreeSet;

use super::plan::{Place, Publication};
use crate::{
    crosscheck::CheckList,
    records::{Check, Commitment, ReplySpeed},
    relate::{Family, Member},
};

impl Publication {
    /// A promise as it may be published; `None` for one of a reply whose text is not, or that
    /// this run does not have.
    #[must_use]
    pub fn commitment(&self, row: &Commitment) -> Option<Commitment> {
        let (at, place) = self.find(&row.reply_id)?;
        if !place.shows_text() {
            return None;
        }
        let Commitment {
            promise_id,
            reply_id: _,
            year,
            unit: _,
            text,
            object,
            place: where_to,
            due,
            due_text,
            responsible,
            amount,
            grade,
            status,
            source,
            done_date,
            late,
        } = row;
        let hidden = |text: &Option<String>| text.as_ref().map(|text| self.hide_quote(at, text));
        Some(Commitment {
            promise_id: promise_name(promise_id, *year, place),
            reply_id: place.id.clone(),
            year: *year,
            unit: place.unit.clone(),
            text: self.hide_quote(at, text),
            object: hidden(object),
            place: hidden(where_to),
            due: *due,
            due_text: hidden(due_text),
            responsible: hidden(responsible),
            amount: hidden(amount),
            grade: grade.clone(),
            status: *status,
            source: source.clone(),
            done_date: *done_date,
            late: *late,
        })
    }

    /// The replies as relating sees them, with their id and unit in the public edition; those
    /// whose text is not published have no year, so that nothing is told of their wording.
    #[must_use]
    pub fn members<'a>(&'a self, members: &[Member<'_>]) -> Vec<Member<'a>> {
        let member = |(member, place): (&Member<'_>, &'a Place)| Member {
            reply_id: &place.id,
            year: member.year.filter(|_| place.shows_text()),
            unit: place.unit.as_deref(),
        };
        members.iter().zip(&self.places).map(member).collect()
    }

    /// Families with the replies whose text is published, by their places in the run; `members`
    /// are the replies as the run knows them.
    #[must_use]
    pub fn families(&self, families: &[Family], members: &[Member<'_>]) -> Vec<Family> {
        let mut shown: Vec<Family> =
            families.iter().filter_map(|family| self.family(family, members)).collect();
        shown.sort_by_cached_key(|family| {
            (std::cmp::Reverse(family.members.len()), family.id.clone())
        });
        shown
    }

    fn family(&self, family: &Family, all: &[Member<'_>]) -> Option<Family> {
        let Family { id: _, members, units: _, years: _ } = family;
        let known = members.iter().filter_map(|at| Some((*at, self.places.get(*at)?)));
        let mut shown: Vec<(usize, &Place)> =
            known.filter(|(_, place)| place.shows_text()).collect();
        shown.sort_by_key(|(_, place)| place.id.as_str());
        let [(_, first), _, ..] = shown[..] else { return None };
        let units: BTreeSet<&str> =
            shown.iter().filter_map(|(_, place)| place.unit.as_deref()).collect();
        let years: BTreeSet<i32> = shown.iter().filter_map(|(at, _)| all.get(*at)?.year).collect();
        Some(Family {
            id: first.id.clone(),
            members: shown.iter().map(|(at, _)| *at).collect(),
            units: units.into_iter().map(ToOwned::to_owned).collect(),
            years: years.into_iter().collect(),
        })
    }

    /// Cross-checks of published replies, and of units that stand there whole; `speeds` are those
    /// of the published rows.
    #[must_use]
    pub fn checks(&self, list: CheckList, speeds: Vec<ReplySpeed>) -> CheckList {
        let CheckList { found, mut tallies, speeds: _ } = list;
        let found: Vec<Check> = found.into_iter().filter_map(|check| self.check(check)).collect();
        for tally in &mut tallies {
            tally.found = found.iter().filter(|one| one.code == tally.code).count() as u64;
        }
        CheckList { found, tallies, speeds }
    }

    fn check(&self, check: Check) -> Option<Check> {
        let Check { reply_id, unit, year, code, name, severity, text_says, metrics_say, message } =
            check;
        let (at, id, unit) = match self.find(&reply_id) {
            Some((at, place)) => {
                place.shows_text().then(|| (at, place.id.clone(), place.unit.clone()))?
            }
            // Of a unit as a whole.
            None => {
                let unit = unit.filter(|unit| self.is_complete(Some(unit), None))?;
                (usize::MAX, String::new(), Some(unit))
            }
        };
        Some(Check {
            reply_id: id,
            unit,
            year,
            code,
            name,
            severity,
            text_says: self.hide_quote(at, &text_says),
            metrics_say: self.hide_quote(at, &metrics_say),
            message: self.hide_quote(at, &message),
        })
    }
}

/// The name of a promise, which is that of its reply with its year.
fn promise_name(name: &str, year: Option<i32>, place: &Place) -> String {
    let number = name.rsplit_once('#').map_or("", |(_, number)| number);
    match year {
        Some(year) if !place.id.starts_with(&year.to_string()) => {
            format!("{year}-{}#{number}", place.id)
        }
        _ => format!("{}#{number}", place.id),
    }
}

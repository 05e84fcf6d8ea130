//! Families 雷同答复: replies whose bodies are alike, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Member, bands::candidates, signature::Signature};

/// Replies of one near-duplicate family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The smallest reply_id of the family, whatever the order of the rows.
    pub id: String,
    /// Rows of the members, by reply_id; at least two.
    pub members: Vec<usize>,
    /// The units that are known, by name, each once: one = inside a unit, more = across.
    pub units: Vec<String>,
    /// The years that are known, each once, ascending.
    pub years: Vec<i32>,
}

impl Family {
    /// Whether it stays inside one unit, for people.
    #[must_use]
    pub fn scope_label(&self) -> &'static str {
        match self.units.len() {
            0 => "单位不详",
            1 => "单位内",
            _ => "跨单位",
        }
    }

    /// Its years, for people: `2023`, `2021—2024`, or nothing.
    #[must_use]
    pub fn years_label(&self) -> String {
        match (self.years.first(), self.years.last()) {
            (Some(first), Some(last)) if first < last => format!("{first}—{last}"),
            (Some(year), _) => year.to_string(),
            _ => String::new(),
        }
    }
}

/// All families, largest first, then by id.
///
/// Two replies are neighbours when their estimated similarity reaches `threshold`; a family
/// is everything that neighbours connect.
pub(super) fn families(
    threshold: f64,
    members: &[Member<'_>],
    signatures: &[Option<Signature>],
) -> Vec<Family> {
    let copies = identical(signatures);
    let texts: Vec<&Signature> = copies.iter().map(|(signature, _)| *signature).collect();
    let mut groups = Groups::new(texts.len());
    candidates(&texts, |one, other| {
        if groups.top(one) != groups.top(other) && alike(&texts, (one, other), threshold) {
            groups.unite(one, other);
        }
    });
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (text, (_, same)) in copies.iter().enumerate() {
        rows.entry(groups.top(text)).or_default().extend(same);
    }
    let mut families: Vec<Family> = rows
        .into_values()
        .filter(|rows| rows.len() > 1)
        .map(|rows| family(members, rows))
        .collect();
    families.sort_by(|one, two| {
        two.members.len().cmp(&one.members.len()).then_with(|| one.id.cmp(&two.id))
    });
    families
}

/// Each text once, with the rows that have it. Pasted letters thereby need no comparison,
/// and no bucket is crowded by copies.
fn identical(signatures: &[Option<Signature>]) -> Vec<(&Signature, Vec<usize>)> {
    let mut copies: BTreeMap<u64, (&Signature, Vec<usize>)> = BTreeMap::new();
    for (row, signature) in signatures.iter().enumerate() {
        if let Some(signature) = signature {
            let (_, rows) = copies.entry(signature.exact).or_insert((signature, Vec::new()));
            rows.push(row);
        }
    }
    copies.into_values().collect()
}

fn alike(texts: &[&Signature], (one, other): (usize, usize), threshold: f64) -> bool {
    match (texts.get(one), texts.get(other)) {
        (Some(one), Some(other)) => one.similarity(other) >= threshold,
        _ => false,
    }
}

fn family(members: &[Member<'_>], mut rows: Vec<usize>) -> Family {
    let of = |row: &usize| members.get(*row);
    let id = |row: &usize| of(row).map_or("", |member| member.reply_id);
    rows.sort_by(|one, two| id(one).cmp(id(two)));
    let units: BTreeSet<&str> = rows.iter().filter_map(|row| of(row)?.unit).collect();
    let years: BTreeSet<i32> = rows.iter().filter_map(|row| of(row)?.year).collect();
    Family {
        id: rows.first().map_or("", id).to_owned(),
        units: units.into_iter().map(str::to_owned).collect(),
        years: years.into_iter().collect(),
        members: rows,
    }
}

/// Disjoint sets (union–find with path halving).
struct Groups {
    above: Vec<u32>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { above: (0..count as u32).collect() }
    }

    fn above(&self, at: usize) -> usize {
        self.above.get(at).map_or(at, |above| *above as usize)
    }

    /// The one that stands for the whole group.
    fn top(&mut self, mut at: usize) -> usize {
        while self.above(at) != at {
            let higher = self.above(self.above(at));
            self.set(at, higher);
            at = higher;
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.top(one), self.top(other));
        self.set(one.max(other), one.min(other));
    }

    fn set(&mut self, at: usize, above: usize) {
        if let Some(slot) = self.above.get_mut(at) {
            *slot = above as u32;
        }
    }
}

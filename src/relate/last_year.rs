//! How much of a reply the same unit wrote in an earlier year already.

use std::collections::BTreeMap;

use super::{Member, bands::candidates, signature::Signature};

/// For each reply the highest estimated similarity, 0–1, to a reply of its unit in an
/// earlier year; `None` when the reply is too short to be compared, its unit or year is not
/// known, or no earlier reply of the unit can be compared.
pub(super) fn similarities(
    members: &[Member<'_>],
    signatures: &[Option<Signature>],
) -> Vec<Option<f64>> {
    let mut highest = vec![None; members.len()];
    for texts in by_unit(members, signatures).into_values() {
        let found =
            if texts.len() <= MOST_EXHAUSTIVE { of_all(&texts) } else { of_candidates(&texts) };
        for (text, similarity) in texts.iter().zip(found) {
            for &row in &text.rows {
                if let Some(slot) = highest.get_mut(row) {
                    *slot = similarity;
                }
            }
        }
    }
    highest
}

/// Up to so many different texts a unit's replies are all compared with all earlier ones, in
/// at most some 30 ms. In larger units only candidates are: a similarity of 0.5 or more is
/// found with probability 0.87 and of 0.7 or more with 0.9998; where nothing is found the
/// value is 0.
const MOST_EXHAUSTIVE: usize = 2_000;

/// A text of a unit, with the rows that have it in that year.
struct Text<'a> {
    year: i32,
    signature: &'a Signature,
    rows: Vec<usize>,
}

/// The texts of each unit by year, so that the order of rows decides nothing.
fn by_unit<'a>(
    members: &[Member<'a>],
    signatures: &'a [Option<Signature>],
) -> BTreeMap<&'a str, Vec<Text<'a>>> {
    let mut units: BTreeMap<&str, BTreeMap<(i32, u64), Text<'_>>> = BTreeMap::new();
    for (row, (member, signature)) in members.iter().zip(signatures).enumerate() {
        let (Some(unit), Some(year), Some(signature)) = (member.unit, member.year, signature)
        else {
            continue;
        };
        let texts = units.entry(unit).or_default();
        let text = texts.entry((year, signature.exact));
        text.or_insert_with(|| Text { year, signature, rows: Vec::new() }).rows.push(row);
    }
    units.into_iter().map(|(unit, texts)| (unit, texts.into_values().collect())).collect()
}

/// Every text against all of earlier years; `texts` stand by year.
fn of_all(texts: &[Text<'_>]) -> Vec<Option<f64>> {
    let highest = |text: &Text<'_>| {
        let earlier = texts.iter().take_while(|other| other.year < text.year);
        earlier.map(|other| text.signature.similarity(other.signature)).reduce(f64::max)
    };
    texts.iter().map(highest).collect()
}

/// Every text against the candidates among those of earlier years.
fn of_candidates(texts: &[Text<'_>]) -> Vec<Option<f64>> {
    let first = texts.first().map(|text| text.year);
    let start = |text: &Text<'_>| (Some(text.year) > first).then_some(0.0);
    let mut highest: Vec<Option<f64>> = texts.iter().map(start).collect();
    let signatures: Vec<&Signature> = texts.iter().map(|text| text.signature).collect();
    candidates(&signatures, |one, other| {
        let (early, late) = (one.min(other), one.max(other));
        let (Some(early), Some(text)) = (texts.get(early), texts.get(late)) else { return };
        if early.year < text.year {
            let found = text.signature.similarity(early.signature);
            if let Some(slot) = highest.get_mut(late) {
                *slot = slot.map(|known| known.max(found));
            }
        }
    });
    highest
}

//! Whether the order of the units is stable: every item a fifth lighter and heavier in turn.

use super::weights::{Weight, reweighted, weights_of};
use crate::{
    chosen::ChosenProfile,
    records::ReplyRow,
    reopen::Reopened,
    run::score_rows,
    score::{Caseload, score_units},
};

/// What becomes of the order when one item counts for less or for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitivity {
    /// Label of the item.
    pub item: String,
    /// Its points in the profile, hundredths.
    pub points: i64,
    /// A fifth less, a fifth more; `None` where the others would be left without points.
    pub shifts: [Option<Shift>; 2],
}

/// What becomes of the order under one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Points of the item, hundredths.
    pub points: i64,
    /// Units with another rank.
    pub moved: usize,
    /// The largest change of a rank.
    pub largest: u32,
}

/// Tries every item of a profile, in its order, with a fifth fewer and a fifth more points.
///
/// # Errors
/// A changed profile that does not hold.
pub(super) fn sensitivity(
    chosen: &ChosenProfile,
    opened: &Reopened,
) -> anyhow::Result<Vec<Sensitivity>> {
    let mut rows = opened.rows.to_vec();
    let (words, ..) = opened.said.files.read()?;
    let ranks = |chosen: &ChosenProfile, rows: &mut Vec<ReplyRow>| {
        score_rows(&chosen.profile, rows);
        ranks(Caseload {
            rows,
            unanswered: &opened.said.unanswered,
            profile: &chosen.profile,
            as_of: opened.editions().as_of,
            words: &words,
        })
    };
    let before = ranks(chosen, &mut rows);
    let mut lines = Vec::new();
    for Weight { item, points } in weights_of(&chosen.text) {
        let mut shifts = [None; 2];
        for (shift, fifths) in shifts.iter_mut().zip([4, 6]) {
            let weight = Weight { item: item.clone(), points: points * fifths / 5 };
            let Ok(text) = reweighted(&chosen.text, std::slice::from_ref(&weight)) else {
                continue;
            };
            let after = ranks(&ChosenProfile::of(text, chosen.calendars.clone())?, &mut rows);
            *shift = Some(compared(&before, &after, weight.points));
        }
        let item = chosen.profile.item_label(&item).to_owned();
        lines.push(Sensitivity { item, points, shifts });
    }
    Ok(lines)
}

/// Ranks of the units over all years, by name.
fn ranks(load: Caseload<'_>) -> Vec<Option<u32>> {
    let units = score_units(load);
    units.iter().filter(|unit| unit.year.is_none()).map(|unit| unit.rank).collect()
}

fn compared(before: &[Option<u32>], after: &[Option<u32>], points: i64) -> Shift {
    let pairs = before.iter().zip(after).filter_map(|(one, two)| Some((*one)?.abs_diff((*two)?)));
    let steps: Vec<u32> = pairs.filter(|step| *step > 0).collect();
    Shift { points, moved: steps.len(), largest: steps.into_iter().max().unwrap_or(0) }
}

//! `shida compare`: what changed between two runs, two years, or two editions of the rules.

mod editions;
mod error;
mod folder;
mod moves;
mod page;
mod pairs;
mod sheet;

mod text;
mod units;

use std::path::Path;

pub use self::{
    editions::{Edition, Inputs},
    error::CompareError,
    moves::{CodeMove, Moves, ReplyMove, ScoreMoves},
    page::save_page,
    sheet::save_sheet,
    text::text,
    units::{Change, Side, UnitChange},
};
use self::{folder::Run, moves::moves, pairs::pair, units::unit_changes};

/// Everything that two runs differ in. A is the first folder, B the second; a change is B − A.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The two folders as given.
    pub names: [String; 2],
    /// Years that each run holds, ascending.
    pub years: [Vec<i32>; 2],
    /// Replies of each run.
    pub counts: [usize; 2],
    /// Tool, rules, profile, calendar and day, side by side.
    pub editions: Vec<Edition>,
    /// Which input files the two share.
    pub inputs: Inputs,
    /// Whether one of the two is a public edition, which masks and leaves out.
    pub public: [bool; 2],
    /// Whether the runs hold the same replies.
    pub kin: Kin,
    /// Replies of both runs.
    pub moves: Moves,
    /// Ids of replies that only one run has, in its order.
    pub only: [Vec<String>; 2],
    /// All replies together.
    pub all: UnitChange,
    /// Units of either run, by name.
    pub units: Vec<UnitChange>,
}

/// Whether two runs hold the same replies. Only independent ones are tested: between the same
/// replies nothing was drawn anew, and what overlaps is not independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// At least half of the larger run is in both.
    Same,
    /// Some are in both.
    Overlapping,
    /// None is in both, or hardly one (at most 1 in 20 of the smaller run).
    Apart,
}

fn kin(both: usize, counts: [usize; 2]) -> Kin {
    let [one, two] = counts;
    if both > 0 && 2 * both >= one.max(two) {
        return Kin::Same;
    }
    if 20 * both > one.min(two) { Kin::Overlapping } else { Kin::Apart }
}

/// Compares the runs in two folders.
///
/// # Errors
/// A folder that no run wrote, or a file of it that cannot be read.
pub fn compare(first: &Path, second: &Path) -> Result<Comparison, CompareError> {
    let runs = [Run::read(first)?, Run::read(second)?];
    let paired = pair(&runs);
    let kin = kin(paired.both.len(), [runs[0].replies.len(), runs[1].replies.len()]);
    let (all, units) = unit_changes(&runs, kin == Kin::Apart);
    let [one, two] = &runs;
    let id = |run: &Run, at: &usize| run.replies.get(*at).map(|reply| reply.id.clone());
    Ok(Comparison {
        names: [first.display().to_string(), second.display().to_string()],
        years: [one.years(), two.years()],
        counts: [one.replies.len(), two.replies.len()],
        editions: editions::editions(one, two),
        inputs: editions::inputs(one, two),
        public: [one.public, two.public],
        kin,
        moves: moves(&runs, &paired.both),
        only: [
            paired.only[0].iter().filter_map(|at| id(one, at)).collect(),
            paired.only[1].iter().filter_map(|at| id(two, at)).collect(),
        ],
        all,
        units,
    })
}

//! whatif: what moves when a finished run is scored by another profile.

use std::path::Path;

use super::{
    TablesError,
    column::{Column, int, share, text},
    sink::{self, Files},
};
use crate::records::{Moves, ReplyMove, UnitMove};

/// Writes whatif.csv into `dir`: every unit over all years, those that move most first, then
/// the replies whose disposal changes.
///
/// # Errors
/// When the file cannot be written.
pub fn write_moves(dir: &Path, moves: &Moves) -> Result<(), TablesError> {
    let units = moves.units.iter().map(Line::Unit);
    let replies = moves.replies.iter().map(Line::Reply);
    sink::write(dir, "whatif", Files::Csv, &columns(), units.chain(replies))
}

enum Line<'a> {
    Unit(&'a UnitMove),
    Reply(&'a ReplyMove),
}

impl<'a> Line<'a> {
    fn of_unit(&self) -> Option<&'a UnitMove> {
        if let Self::Unit(unit) = self { Some(unit) } else { None }
    }

    fn of_reply(&self) -> Option<&'a ReplyMove> {
        if let Self::Reply(reply) = self { Some(reply) } else { None }
    }
}

fn columns<'a>() -> Vec<Column<Line<'a>>> {
    vec![
        text("what", |line: &Line<'_>| {
            Some(if line.of_unit().is_some() { "unit" } else { "reply" })
        }),
        text("unit", |line: &Line<'_>| match line {
            Line::Unit(unit) => Some(&unit.unit),
            Line::Reply(reply) => reply.unit.as_deref(),
        }),
        text("reply_id", |line: &Line<'_>| line.of_reply().map(|reply| reply.reply_id.as_str())),
        int("n", |line: &Line<'_>| line.of_unit().map(|unit| unit.n.into())),
        int("old_rank", |line: &Line<'_>| line.of_unit()?.rank.0.map(i64::from)),
        int("new_rank", |line: &Line<'_>| line.of_unit()?.rank.1.map(i64::from)),
        share("old_score", |line: &Line<'_>| match line {
            Line::Unit(unit) => unit.score.0,
            Line::Reply(reply) => Some(full(reply.score.0)),
        }),
        share("new_score", |line: &Line<'_>| match line {
            Line::Unit(unit) => unit.score.1,
            Line::Reply(reply) => Some(full(reply.score.1)),
        }),
        share("old_total", |line: &Line<'_>| line.of_unit()?.total.0.map(full)),
        share("new_total", |line: &Line<'_>| line.of_unit()?.total.1.map(full)),
        text("old_disposal", |line: &Line<'_>| line.of_reply().map(|reply| reply.disposal.0)),
        text("new_disposal", |line: &Line<'_>| line.of_reply().map(|reply| reply.disposal.1)),
        text("item", |line: &Line<'_>| match line {
            Line::Unit(unit) => unit.item.as_deref(),
            Line::Reply(reply) => reply.item.as_deref(),
        }),
    ]
}

/// Hundredths as points.
fn full(hundredths: i32) -> f64 {
    f64::from(hundredths) / 100.0
}

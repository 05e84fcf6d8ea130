//! Entities of a reply, each place counted once.

use std::collections::BTreeSet;

use crate::reading::{Entity, Reading};

use super::said::Said;

/// The entities of the wanted kinds in the measured sentences: from left to right, the longest
/// first where several begin, and none that overlaps one counted before (a date holds a year
/// and a month, and is one entity). Every mention counts.
pub(super) fn entities<'a>(
    kinds: &BTreeSet<String>,
    reading: &'a Reading,
    said: &Said<'_>,
) -> Vec<&'a Entity> {
    let wanted = |entity: &&Entity| {
        kinds.contains(&entity.kind) && said.holds(entity.hit.start, entity.hit.end)
    };
    let mut found: Vec<&Entity> = reading.entities.iter().filter(wanted).collect();
    found.sort_by_key(|entity| (entity.hit.start, usize::MAX - entity.hit.end));
    let mut free_from = 0;
    found.retain(|entity| {
        let free = entity.hit.start >= free_from;
        if free {
            free_from = entity.hit.end;
        }
        free
    });
    found
}

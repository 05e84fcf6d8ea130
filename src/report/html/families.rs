//! A family of the list 雷同答复, as the page shows it.

use super::page::FamilyLine;
use crate::relate::ListedFamily;

/// Families on the page; the workbook lists more.
pub const MOST_FAMILIES: usize = 50;
/// Members named in a family's row.
const MOST_MEMBERS: usize = 60;

/// The line of a family.
#[must_use]
pub fn family_line(listed: &ListedFamily) -> FamilyLine {
    let family = &listed.family;
    FamilyLine {
        id: family.id.clone(),
        size: family.members.len(),
        scope: family.scope_label().to_owned(),
        units: family.units.join("、"),
        years: family.years_label(),
        members: listed.members.iter().take(MOST_MEMBERS).cloned().collect(),
        members_left_out: listed.members.len().saturating_sub(MOST_MEMBERS),
        excerpt: listed.excerpt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_large_family_counts_the_members_it_does_not_name() {
        let listed = sample::family(MOST_MEMBERS + 7);
        let line = family_line(&listed);
        assert_eq!((line.size, line.members.len()), (MOST_MEMBERS + 7, MOST_MEMBERS));
        assert_eq!(line.members_left_out, 7);
    }
}

//! Which periods of a line have enough replies to be compared with the others.

use super::Cuts;

/// Of each period, by its number of observations, whether it is compared. Where less than two
/// would be left all are, since a doubtful comparison says its numbers and none says nothing.
pub(super) fn compared(n: &[u32], cuts: &Cuts) -> Vec<bool> {
    let largest = n.iter().copied().max().unwrap_or(0);
    let least = cuts.least_in_period.max((cuts.least_part * f64::from(largest)).ceil() as u32);
    let full: Vec<bool> = n.iter().map(|n| *n >= least).collect();
    if full.iter().filter(|full| **full).count() < 2 { vec![true; n.len()] } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::samples::cuts;

    #[test]
    fn the_first_letters_of_a_year_are_no_year() {
        assert_eq!(compared(&[21, 209, 423, 2], &cuts()), [false, true, true, false]);
        assert_eq!(compared(&[22, 209, 423], &cuts()), [true, true, true]);
        assert_eq!(compared(&[2, 3, 4], &cuts()), [false, true, true]);
    }

    #[test]
    fn two_periods_are_compared_whatever_they_hold() {
        assert_eq!(compared(&[400, 2], &cuts()), [true, true]);
        assert_eq!(compared(&[1, 1, 2], &cuts()), [true, true, true]);
        assert!(compared(&[], &cuts()).is_empty());
    }
}

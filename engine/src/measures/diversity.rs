//! Lexical diversity that does not fall with length: the moving-average type–token ratio.

use std::collections::HashMap;

/// The mean share (0–1) of different words in all windows of `window` neighbouring words
/// (Covington & McFall 2010, MATTR); `None` with fewer words than a window.
pub(super) fn moving_average<W: std::hash::Hash + Eq>(words: &[W], window: usize) -> Option<f64> {
    let windows = (words.len() + 1).checked_sub(window).filter(|n| *n > 0 && window > 0)?;
    let mut counts: HashMap<&W, usize> = HashMap::new();
    let mut types = 0_usize;
    for (at, word) in words.iter().enumerate() {
        *counts.entry(word).or_default() += 1;
        if let Some(left) = at.checked_sub(window).and_then(|left| words.get(left))
            && let Some(count) = counts.get_mut(left)
        {
            *count -= 1;
            if *count == 0 {
                counts.remove(left);
            }
        }
        if at + 1 >= window {
            types += counts.len();
        }
    }
    Some(types as f64 / (windows * window) as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example_of_the_docs() {
        let words = ["路灯", "已", "修复", "路灯", "已", "移交"];
        // 路灯 已 修复 路灯: 3 of 4; 已 修复 路灯 已: 3; 修复 路灯 已 移交: 4.
        assert_eq!(moving_average(&words, 4), Some(10.0 / 12.0));
        assert_eq!(moving_average(&words, 7), None);
        assert_eq!(moving_average(&words, 6), Some(4.0 / 6.0));
    }

    proptest! {
        #[test]
        fn saying_all_of_it_again_changes_nothing_while_plain_ttr_falls(
            text in proptest::collection::vec(0_u8..9, 1..40),
            window in 2_usize..12,
        ) {
            // `window - 1` words more, so that every window of a round is there once a round.
            let rounds = |n: usize| -> Vec<u8> {
                text.iter().copied().cycle().take(n * text.len() + window - 1).collect()
            };
            let once = moving_average(&rounds(1), window).unwrap();
            for n in 2..6 {
                let again = moving_average(&rounds(n), window).unwrap();
                prop_assert!((again - once).abs() < 1e-12);
            }
            let ttr = |words: Vec<u8>| moving_average(&words, words.len()).unwrap();
            prop_assert!(ttr(rounds(9)) < ttr(rounds(2)));
        }

        #[test]
        fn it_is_a_share(words in proptest::collection::vec(0_u8..4, 0..60), window in 0_usize..70) {
            match moving_average(&words, window) {
                Some(share) => prop_assert!(share > 0.0 && share <= 1.0),
                None => prop_assert!(window == 0 || words.len() < window),
            }
        }
    }
}

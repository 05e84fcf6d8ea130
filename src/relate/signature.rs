//! A reply's signature: enough to estimate how alike two bodies are, and no text.
//!
//! One permutation hashing (Li, Owen & Zhang 2012, after the MinHash of Broder 1997): every
//! shingle falls into one of [`BINS`] bins by its hash, and each bin keeps its least hash.
//! One hash a shingle instead of one for each of 128 permutations, at the same accuracy.

use super::{body::Body, settings::SHINGLE};
use crate::splitmix::mix;

/// Bins of a signature. 128 give a standard error of the similarity of about 0.04 near 0.7.
pub(super) const BINS: usize = 128;

/// What stays in memory of a body: 272 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The last 16 bits of each bin's least hash; [`EMPTY`] where no shingle fell. Two
    /// different hashes agree in them once in 65,535 (b-bit hashing, Li & König 2010).
    bins: [u16; BINS],
    /// A hash of the whole spelling, so that identical is told from very alike.
    pub exact: u64,
    /// Han characters of the body.
    pub han_chars: u32,
}

const EMPTY: u16 = 0;

/// Similarity of bodies that are not identical although their signatures are: a changed
/// order, or a change that no bin happened to keep.
const ALMOST: f64 = 0.99;

impl Signature {
    /// The signature of a body.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let mut least = [u64::MAX; BINS];
        for shingle in body.chars.windows(SHINGLE) {
            let hash = hash_of(shingle);
            // The top bits choose the bin, the order of the others the least hash.
            if let Some(bin) = least.get_mut((hash >> BIN_SHIFT) as usize) {
                *bin = hash.min(*bin);
            }
        }
        let bins = least.map(|hash| if hash == u64::MAX { EMPTY } else { low_bits(hash) });
        Self { bins, exact: hash_of(&body.chars), han_chars: body.han_chars }
    }

    /// Estimated Jaccard similarity of the two bodies' sets of shingles, 0–1; 1 exactly when
    /// the spellings are identical. Symmetric.
    ///
    /// Matching bins over bins that are not empty in both: unbiased (Li, Owen & Zhang 2012),
    /// and nearly exact for short bodies, whose shingles hardly share a bin.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        if self.exact == other.exact {
            return 1.0;
        }
        let (mut same, mut empty) = (0_u16, 0_u16);
        for (one, two) in self.bins.iter().zip(&other.bins) {
            same += u16::from(one == two);
            empty += u16::from(one | two == EMPTY);
        }
        let used = (BINS as u16).saturating_sub(empty).max(1);
        (f64::from(same - empty) / f64::from(used)).min(ALMOST)
    }

    /// The value of a bin; an empty one borrows from a bin that is not, in an order that is
    /// the same for all signatures (optimal densification, Shrivastava 2017), so that equal
    /// values are as likely as the bodies are similar also where a body is short.
    pub(super) fn filled_bin(&self, bin: usize) -> u16 {
        let mut at = bin;
        for attempt in 0..MOST_ATTEMPTS {
            match self.bins.get(at) {
                Some(&value) if value != EMPTY => return value,
                _ => at = (mix((bin as u64) << 32 | attempt) >> BIN_SHIFT) as usize,
            }
        }
        EMPTY
    }
}

/// Bins looked at for a value. A body of 30 chars fills some 25 bins, so that one attempt in
/// five finds one; that 256 fail has a probability of 10⁻²⁴.
const MOST_ATTEMPTS: u64 = 256;

const BIN_SHIFT: u32 = u64::BITS - BINS.ilog2();

/// The last 16 bits, but never [`EMPTY`].
fn low_bits(hash: u64) -> u16 {
    (hash as u16).max(EMPTY + 1)
}

/// A hash of a sequence of chars. Fixed: outputs name it by the tool's version.
pub(super) fn hash_of(chars: &[char]) -> u64 {
    let seed = mix(0x5348_4944_4100 ^ chars.len() as u64);
    chars.iter().fold(seed, |hash, char| mix(hash ^ u64::from(u32::from(*char))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn body(chars: Vec<char>) -> Body {
        let han_chars = chars.len() as u32;
        Body { chars, han_chars }
    }

    /// A body of `length` chars with the chars `from..from + length` of an endless text.
    fn cut(text: u64, from: u64, length: u64) -> Body {
        let char = |at| char::from_u32(0x4e00 + (mix(text << 32 | at) % 3000) as u32).unwrap();
        body((from..from + length).map(char).collect())
    }

    fn jaccard(one: &Body, two: &Body) -> f64 {
        let set = |body: &Body| -> BTreeSet<Vec<char>> {
            body.chars.windows(SHINGLE).map(<[char]>::to_vec).collect()
        };
        let (one, two) = (set(one), set(two));
        one.intersection(&two).count() as f64 / one.union(&two).count() as f64
    }

    #[test]
    fn a_signature_is_small() {
        assert_eq!(size_of::<Signature>(), 272);
    }

    #[test]
    fn the_estimate_is_near_the_true_similarity() {
        for length in [30, 60, 120, 300, 1200] {
            for shift in [length / 40, length / 10, length / 5, length / 2] {
                let (mut error, mut square) = (0.0, 0.0);
                for text in 0..200 {
                    let (one, two) = (cut(text, 0, length), cut(text, shift, length));
                    let estimate = Signature::of(&one).similarity(&Signature::of(&two));
                    let miss = estimate - jaccard(&one, &two);
                    error += miss / 200.0;
                    square += miss * miss / 200.0;
                }
                assert!(error.abs() < 0.015, "{length} {shift}: bias {error}");
                assert!(square.sqrt() < 0.05, "{length} {shift}: error {}", square.sqrt());
            }
        }
    }

    #[test]
    fn strangers_are_not_alike() {
        let sign = |text: u64| Signature::of(&cut(text, 0, 200));
        let likeness = |text: u64| sign(2 * text).similarity(&sign(2 * text + 1));
        assert!((0..200).map(likeness).fold(0.0, f64::max) < 0.05);
    }

    #[test]
    fn a_borrowed_value_is_as_likely_equal_as_the_bodies_are_alike() {
        let (mut equal, mut truth) = (0.0, 0.0);
        for text in 0..400 {
            let (one, two) = (cut(text, 0, 34), cut(text, 6, 34));
            truth += jaccard(&one, &two) / 400.0;
            let (one, two) = (Signature::of(&one), Signature::of(&two));
            let same = (0..BINS).filter(|bin| one.filled_bin(*bin) == two.filled_bin(*bin));
            equal += same.count() as f64 / (BINS as f64 * 400.0);
        }
        assert!((equal - truth).abs() < 0.03, "{equal} for {truth}");
    }

    #[test]
    fn the_same_shingles_in_another_order_are_not_identical() {
        let (one, two) = (cut(1, 0, 100), cut(2, 0, 100));
        let both = |first: &Body, then: &Body| {
            Signature::of(&body([first.chars.clone(), then.chars.clone()].concat()))
        };
        let likeness = both(&one, &two).similarity(&both(&two, &one));
        assert!(likeness > 0.9 && likeness < 1.0, "{likeness}");
    }

    proptest! {
        #[test]
        fn similarity_is_symmetric_within_0_and_1_and_1_for_identical(
            one in "[路灯河道维修清理0]{4,80}",
            two in "[路灯河道维修清理0]{4,80}",
        ) {
            let sign = |text: &str| Signature::of(&body(text.chars().collect()));
            let (a, b) = (sign(&one), sign(&two));
            prop_assert_eq!(a.similarity(&b), b.similarity(&a));
            prop_assert!((0.0..=1.0).contains(&a.similarity(&b)));
            prop_assert_eq!(a.similarity(&b) == 1.0, one == two);
            prop_assert_eq!(a.similarity(&sign(&one)), 1.0);
        }
    }
}

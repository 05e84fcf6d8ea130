//! Finds pairs that may be alike without comparing all with all.
//!
//! The bins of a signature are parted into bands; two signatures are a candidate when they
//! agree in a whole band (banding, after Leskovec, Rajaraman & Ullman, Mining of Massive
//! Datasets, §3.4).

use super::signature::{BINS, Signature};
use crate::splitmix::mix;

/// Bins of a band. At similarity 0.7 one of 32 bands of 4 agrees with probability
/// 1 − (1 − 0.7⁴)³² = 0.9998; at 0.3 still one pair in four is looked at, and refused.
const ROWS: usize = 4;

const BANDS: usize = BINS / ROWS;

/// Neighbours that a signature is compared with in one bucket. A stock phrase puts
/// thousands of replies in one bucket; a real family of that size is chained together by
/// far fewer comparisons, and has up to 31 other buckets.
const MOST_COMPARED: usize = 20;

/// Calls `visit` with the indices of every candidate pair, some of them more than once.
///
/// Which pairs are visited depends on the signatures and not on their order, as long as no
/// two of them are equal; equal ones are neighbours.
pub(super) fn candidates(signatures: &[&Signature], mut visit: impl FnMut(usize, usize)) {
    let mut buckets: Vec<(u64, u64, u32)> = Vec::with_capacity(signatures.len());
    for band in 0..BANDS {
        buckets.clear();
        buckets.extend((0_u32..).zip(signatures).map(|(at, signature)| {
            // Each band has its own order, or a crowded bucket would show the same
            // neighbours in all of them.
            (band_key(signature, band), mix(signature.exact ^ band as u64), at)
        }));
        buckets.sort_unstable();
        for bucket in buckets.chunk_by(|one, two| one.0 == two.0) {
            for (place, (_, _, at)) in bucket.iter().enumerate() {
                for (_, _, other) in bucket.iter().skip(place + 1).take(MOST_COMPARED) {
                    visit(*at as usize, *other as usize);
                }
            }
        }
    }
}

/// The four values of a band, side by side.
fn band_key(signature: &Signature, band: usize) -> u64 {
    let bins = band * ROWS..(band + 1) * ROWS;
    bins.fold(0, |key, bin| key << 16 | u64::from(signature.filled_bin(bin)))
}

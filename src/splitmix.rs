//! SplitMix64 (Steele, Lea and Flood 2014): small, seedable and the same everywhere.

/// The step from one state to the next: 2⁶⁴ over the golden ratio, made odd.
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The number that a state gives: its bits well mixed, so that it serves as a hash as well.
#[must_use]
pub fn mix(state: u64) -> u64 {
    let value = state.wrapping_add(STEP);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

//! Judges one reply: zones, findings and a verdict, from the text alone.
//!
//! The engine knows no file, no flag, no colour, no thread and no clock. A reply goes
//! one way through it, always to the right:
//!
//! ```text
//! fold → sentences → zones → words → entities → findings → verdict
//! ```

pub mod answer;
pub mod asks;
pub mod calendar;
pub mod cover;
pub mod coverage;
pub mod fold;
pub mod judge;
pub mod letter;
mod points;
pub mod reading;
pub mod relevance;
pub mod seek;
pub mod split;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod words;

pub mod finding;
pub mod sentence;
pub mod span;
pub mod verdict;
pub mod zone;

pub mod pack;
pub mod rulebook;

//! Judges one reply: zones, findings and a verdict, from the text alone.
//!
//! The engine knows no file, no flag, no colour, no thread and no clock. A reply goes
//! one way through it, always to the right:
//!
//! ```text
//! fold → sentences → zones → words → entities → findings → verdict
//! ```

pub mod calendar;
pub mod cover;
pub mod fold;
pub mod judge;
pub mod letter;
mod points;
pub mod reading;
pub mod seek;
pub mod split;
pub mod words;

pub mod finding;
pub mod sentence;
pub mod span;
pub mod verdict;
pub mod zone;

pub mod check;
pub mod grammar;
pub mod pack;
pub mod problem;
pub mod proof;
pub mod rulebook;
pub mod semantics;

#[cfg(test)]
mod schema;
#[cfg(test)]
mod small;

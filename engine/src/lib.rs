//! Judges one reply: zones, findings and a verdict, from the text alone.
//!
//! The engine knows no file, no flag, no colour, no thread and no clock. A reply goes
//! one way through it, always to the right:
//!
//! ```text
//! fold → split → letter → words → reading → seek → cover → judge → answer → points
//! ```

pub mod fold;
pub mod split;
pub mod letter;
pub mod words;
pub mod calendar;
pub mod day;
pub mod limit;
pub mod reading;
pub mod seek;
pub mod cover;
pub mod terms;
mod near;
pub mod asks;
pub mod answering;
pub mod relevance;
mod candidates;
mod matching;
pub mod likely;
pub mod coverage;
pub mod answered;
pub mod faults;
pub mod answer;
pub mod decided;
pub mod document;
pub mod measures;
mod times;
pub mod promising;
mod timed;
mod ground;
mod amounts;
mod bodies;
mod places;
mod slots;
mod deeds;
pub mod promise;
pub mod promises;
mod quantities;
mod case;
pub mod judge;
mod points;

pub mod finding;
pub mod sentence;
pub mod span;
pub mod verdict;
pub mod zone;

pub mod pack;
pub mod pattern;
pub mod files;
pub mod grammar;
mod asks_grammar;
mod table_grammars;
pub mod problem;
pub mod check;
pub mod semantics;
pub mod measuring;
pub mod rulebook;
pub mod proof;

#[cfg(test)]
mod schema;
#[cfg(test)]
mod small;
#[cfg(test)]
mod testing;

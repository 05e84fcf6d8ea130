//! Judges one reply: zones, findings and a verdict, from the text alone.
//!
//! The engine knows no file, no flag, no colour, no thread and no clock. A reply goes
//! one way through it, always to the right:
//!
//! ```text
//! fold → sentences → zones → words → entities → findings → verdict
//! ```

pub mod finding;
pub mod sentence;
pub mod span;
pub mod verdict;
pub mod zone;

//! 实答 `shida`: tells a real answer from an empty one, for a whole year of replies.
//!
//! ```text
//! ingest → judge → join → relate → score → trend → report
//! ```
//!
//! [`run`] is the table of contents. The judging of one reply is the crate `shida-engine`.

pub mod run;

pub mod ingest;
pub mod join;
pub mod judge;
pub mod lint;
pub mod reconcile;
pub mod commitments;
pub mod crosscheck;
pub mod public;
pub mod relate;
pub mod report;
pub mod score;
pub mod statistics;
pub mod trend;

pub mod calendar;
pub mod frame;
pub mod metrics;
pub mod records;
pub mod reopen;
pub mod rescore;
pub mod rules;

pub mod carets;
mod cause;
pub mod chosen;
pub mod cli;
pub mod compare;
pub mod decisions;
pub mod digest;
pub mod evaluate;
pub mod excerpt;
pub mod explain;
pub mod handbook;
pub mod office;
pub mod review;
pub mod splitmix;
pub mod summary;
pub mod word;

//! The plain data that one stage hands to the next.
//!
//! No logic lives here: every stage reads the record to its left and writes the one to
//! its right, so this page is the map of what a row knows at each step.

mod account;
mod check;
mod commitment;
mod decision;
mod estimate;
mod hand_points;
mod letter;
mod metrics;
mod moves;
mod origin;
mod published;
mod rate;
mod reply;
mod trend;
mod unit;

pub use self::{
    account::{FileCount, Notice, Reject},
    check::{Check, ReplySpeed},
    commitment::{Commitment, FollowUp, PromiseStatus},
    decision::{Decision, Ruling},
    estimate::Estimate,
    hand_points::HandPoints,
    letter::{Judged, Kept, Key, Letter},
    metrics::{Handled, Metrics, MetricsRow, Particulars},
    moves::{Moves, ReplyMove, UnitMove},
    origin::Origin,
    published::{Agreement, PublishedFigure, Reconciled},
    rate::{Exclusion, RateRow},
    reply::{Answered, InTime, LedgerLine, Related, ReplyRow},
    trend::{TrendRow, TrendScope, TrendVerdict},
    unit::{Beside, TopicShare, UnitRow},
};

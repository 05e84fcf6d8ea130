//! The rules as people read, try and change them: one command, one page.

mod check;
mod diff;
mod docs;
mod explain;
mod export;
mod lock;
mod measured;
mod mine;
mod prove;
mod sample;

pub use self::{
    check::check,
    diff::diff,
    docs::docs,
    explain::{explain, list},
    export::export,
    lock::{hold, lock},
    mine::{Frequent, mine},
    prove::test,
};

#[cfg(test)]
mod tests;

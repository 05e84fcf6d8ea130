//! The rules as people read, try and change them: one command, one page.

mod check;
mod explain;
mod export;
mod prove;

pub use self::{
    check::check,
    explain::{explain, list},
    export::export,
    prove::test,
};

#[cfg(test)]
mod tests;

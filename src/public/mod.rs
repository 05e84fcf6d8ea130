//! The public edition of a run: what names or finds a person is masked, small units are merged,
//! and what may not be published is left out.
//!
//! Letters are judged as they are, since a telephone number counts as contact; only what is
//! written is masked. A mask is as long as what it hides, so that spans stay.

mod files;
mod groups;
mod letters;
mod lists;
mod masks;
mod names;
mod plan;
mod proof;
mod rows;
mod rulefile;
mod stamp;

pub use self::{
    files::keep_public_files,
    letters::Counts,
    masks::{Hidden, Masks},
    names::{Learned, learn},
    plan::{Item, Publication},
    proof::prove,
    rulefile::{PublicError, PublicRules},
    stamp::Stamp,
};

#[cfg(test)]
mod tests;

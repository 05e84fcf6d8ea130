//! Relates replies to each other: families of near-duplicates 雷同答复, and how much of a
//! reply the same unit wrote in an earlier year already.
//!
//! Compared is the body without courtesy (see [`Body`]). From then on only signatures are
//! in memory, 272 bytes a reply; nothing here carries points. Definitions and sources are in
//! `docs/measures.md`.

mod bands;
mod body;
mod boilerplate;
mod families;
mod key_phrases;
mod key_pieces;
mod last_year;
mod listing;
mod settings;
mod signature;
mod stickiness;
mod trace_file;
mod traces;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording_tests;

pub use body::{Body, without_courtesy};
pub use families::Family;
pub use key_phrases::{PhraseChange, PhraseList, PhraseRow, key_phrases};
pub use key_pieces::{KeyPieces, key_pieces};
pub use listing::{FamilyList, ListedFamily, list_families, quoted_rows};
pub use settings::{Settings, SettingsError};
pub use signature::Signature;
pub use trace_file::{TraceError, TraceFile, TraceWriter};
pub use traces::Traces;

use crate::records::{Judged, Related};

/// The signature of a judged reply; `None` when its body is too short to be compared.
#[must_use]
pub fn sign(settings: &Settings, judged: &Judged) -> Option<Signature> {
    let body = Body::of(settings, judged);
    (body.han_chars >= settings.minimum_han).then(|| Signature::of(&body))
}

/// The traces of a judged reply; none when its body is too short to be compared.
#[must_use]
pub fn trace(settings: &Settings, judged: &Judged, signature: Option<&Signature>) -> Traces {
    signature.map_or_else(Traces::default, |_| Traces::of(settings, judged))
}

/// What relating knows of a reply besides its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// Unique in the run.
    pub reply_id: &'a str,
    /// Year of the suggestion.
    pub year: Option<i32>,
    /// 承办单位, also when it came from the metrics table.
    pub unit: Option<&'a str>,
}

/// What the replies have to do with each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Relations {
    /// One a reply, in the order of the replies.
    pub rows: Vec<Related>,
    /// Families of at least two, largest first.
    pub families: Vec<Family>,
}

/// Finds families and the reuse of earlier years' replies. `members` and `signatures` stand
/// in the same order, which changes nothing but the order of `rows`.
#[must_use]
pub fn relate(
    settings: &Settings,
    members: &[Member<'_>],
    signatures: &[Option<Signature>],
) -> Relations {
    let families = families::families(settings.family_similarity, members, signatures);
    let earlier = last_year::similarities(members, signatures);
    let mut rows: Vec<Related> = earlier
        .into_iter()
        .map(|last_year_similarity| Related { last_year_similarity, ..Related::default() })
        .collect();
    for family in &families {
        for &member in &family.members {
            if let Some(row) = rows.get_mut(member) {
                row.template_cluster = Some(family.id.clone());
                row.template_size = Some(family.members.len() as u32);
            }
        }
    }
    Relations { rows, families }
}

impl Relations {
    /// Finds the replies' wording again in others; `members` and `traces` stand in the order
    /// of `rows`.
    ///
    /// # Errors
    /// Traces that cannot be read back.
    pub fn add_wording(
        &mut self,
        settings: &Settings,
        members: &[Member<'_>],
        traces: &TraceFile,
    ) -> Result<(), TraceError> {
        let boilerplate = boilerplate::shares(settings, traces)?;
        let stickiness = stickiness::shares(settings, members, traces)?;
        for (row, (boilerplate, stickiness)) in
            self.rows.iter_mut().zip(boilerplate.into_iter().zip(stickiness))
        {
            row.boilerplate_share = boilerplate;
            row.stickiness = stickiness;
        }
        Ok(())
    }
}

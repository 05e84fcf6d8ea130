//! What the replies of a run have to do with each other.

use super::{reread::Reread, rows::members};
use crate::{
    records::{Handled, Kept, Related},
    relate::{
        Family, FamilyList, Member, PhraseList, Relations, Signature, TraceFile, key_phrases,
        key_pieces, list_families, quoted_rows, relate,
    },
};

/// Near-duplicates, wording used again, and phrases that come and go.
pub(super) struct Relatives {
    /// One for each reply.
    pub(super) rows: Vec<Related>,
    pub(super) families: FamilyList,
    pub(super) phrases: PhraseList,
}

/// Relates the replies by their signatures and traces.
pub(super) fn relate_all(
    reread: Reread<'_>,
    (kept, handled): (&[Kept], &[Handled]),
    (signatures, traces): (Vec<Option<Signature>>, TraceFile),
) -> anyhow::Result<Relatives> {
    let replies = members(kept, handled);
    let settings = reread.judging.settings;
    let mut relations = relate(settings, &replies, &signatures);
    drop(signatures);
    relations.add_wording(settings, &replies, &traces)?;
    let Relations { rows, families: all } = relations;
    // How replies are related is what it is; what is told of it may be less.
    let (told, all) = match reread.publication {
        Some(public) => (public.members(&replies), public.families(&all, &replies)),
        None => (replies, all),
    };
    let families = families(reread, &told, &all)?;
    Ok(Relatives { families, phrases: phrases(reread, &told, &traces)?, rows })
}

/// The largest families with a piece of their text, read and judged once more.
fn families(
    reread: Reread<'_>,
    members: &[Member<'_>],
    families: &[Family],
) -> anyhow::Result<FamilyList> {
    let quoted = reread.each(&quoted_rows(families), |_, judged| judged)?;
    Ok(list_families(reread.judging.settings, families, members, &quoted))
}

/// Phrases on the rise and on the wane; replies that hold them are read and judged once more.
fn phrases(
    reread: Reread<'_>,
    members: &[Member<'_>],
    traces: &TraceFile,
) -> anyhow::Result<PhraseList> {
    let settings = reread.judging.settings;
    let pieces = key_pieces(settings, members, traces)?;
    let quoted = reread.each(pieces.examples(), |_, judged| judged)?;
    Ok(key_phrases(settings, &pieces, members, (&quoted, traces))?)
}

//! The public edition: what may be told of a run, in place of all that it has found.

use std::path::Path;

use super::{CHUNK, Found, reread::Reread};
use crate::{
    decisions::State,
    public::{self, Counts, Item, Learned, Masks, PublicError, PublicRules, Publication},
    records::{Handled, Kept, MetricsRow, ReplyRow},
    relate::FamilyList,
    report::{manifest::Manifest, tables::FindingsWriter},
    rules::RuleSet,
};

/// The masks of a public edition; a file from outside must first stand its examples.
pub(super) fn masks(rules: &RuleSet) -> anyhow::Result<Masks> {
    let public = PublicRules::parse(rules.text("public.toml"))?;
    let outside = rules.origins.get("public.toml").is_some_and(|origin| origin != "embedded");
    let failures = if outside { public::prove(&public) } else { Vec::new() };
    if failures.is_empty() {
        Ok(Masks::new(public))
    } else {
        Err(PublicError::Examples(failures).into())
    }
}

/// What becomes of every reply in a public edition; `learned` is what its letter gives away.
pub(super) fn publication(
    masks: Option<&Masks>,
    (kept, handled, learned): (&[Kept], &[Handled], &[Learned]),
    unanswered: &[MetricsRow],
) -> Option<Publication> {
    let masks = masks?.clone();
    let items: Vec<Item<'_>> = kept.iter().zip(handled).map(item).collect();
    Some(Publication::new(masks, &items, unanswered, learned))
}

fn item<'a>((kept, handled): (&'a Kept, &'a Handled)) -> Item<'a> {
    Item {
        reply_id: &kept.key.reply_id,
        year: handled.year,
        unit: handled.unit.as_deref(),
        metrics: &handled.metrics,
    }
}

/// Judges all letters once more and writes findings and sentences, masked: what may be published
/// is known only behind the join. Returns the masks that were set.
fn write_masked(
    reread: Reread<'_>,
    publication: &Publication,
    staging: &Path,
) -> anyhow::Result<Counts> {
    let mut findings = FindingsWriter::create(staging)?;
    let mut all = Counts::new();
    let mut places = 0..;
    for chunk in reread.letters.chunks(CHUNK)? {
        let letters = places.by_ref().zip(chunk?).collect();
        let masked = |(at, letter)| publication.judged(at, reread.judging.look(letter));
        for (judged, counts) in reread.cores.each(letters, masked) {
            findings.write(&[judged])?;
            counts.into_iter().for_each(|(kind, count)| *all.entry(kind).or_default() += count);
        }
    }
    findings.finish()?;
    Ok(all)
}

/// What is told of it, and the rows as they were where that is not all; findings and sentences of
/// a public edition are written here.
pub(super) fn told(
    found: Found,
    reread: Reread<'_>,
    staging: &Path,
) -> anyhow::Result<(Found, Vec<ReplyRow>)> {
    let Some(publication) = reread.publication else { return Ok((found, Vec::new())) };
    let masks = write_masked(reread, publication, staging)?;
    let originals = found.rows.clone();
    Ok((published(found, publication, masks), originals))
}

/// What may be published of it; families, phrases, promises and the makeup are so already.
/// `masks` are those that were set.
///
/// It is taken apart field by field: a new field does not compile until somebody has decided how
/// it is published.
fn published(found: Found, publication: &Publication, masks: Counts) -> Found {
    let Found {
        title,
        genre,
        rows,
        unanswered,
        published,
        hand_points,
        office,
        makeup,
        families,
        phrases,
        period,
        commitments,
        notices: _,
        rejects: _,
        counts,
        decision_files: _,
        decisions,
        rules,
        editions,
        public: _,
    } = found;
    let heeded = decisions.iter().filter(|one| one.state == State::InForce).count();
    Found {
        title: format!("{}（公开版）", publication.hide_text(&title)),
        genre,
        rows: publication.replies(rows),
        unanswered: publication.owed(unanswered),
        published: publication.figures(published),
        hand_points: publication.hand_points(hand_points),
        office,
        makeup,
        families: placed(families, publication),
        phrases,
        period,
        commitments,
        // They quote the input; run.json says how many there are.
        notices: Vec::new(),
        rejects: Vec::new(),
        counts: publication.counts(counts),
        // The stamp says how many were heeded; their words stay inside.
        decision_files: Vec::new(),
        decisions: Vec::new(),
        rules,
        editions,
        public: Some(publication.stamp(heeded, masks)),
    }
}

/// The families with the places of their members among the published rows.
fn placed(mut families: FamilyList, publication: &Publication) -> FamilyList {
    let rows = publication.rows();
    for listed in &mut families.shown {
        let places = listed.family.members.iter().filter_map(|at| rows.binary_search(at).ok());
        listed.family.members = places.collect();
    }
    families
}

/// What run.json says of the input: its files by number, with their hashes.
pub(super) fn unnamed(mut manifest: Manifest) -> Manifest {
    for (number, input) in (1..).zip(&mut manifest.inputs) {
        input.file = format!("输入 {number}");
    }
    // A path may hold the name of whoever sits at the machine.
    for origin in manifest.rule_origins.values_mut().filter(|origin| *origin != "embedded") {
        *origin = "replaced".to_owned();
    }
    manifest
}

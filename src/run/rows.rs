//! One row for each reply, from what the stages have found of it.

use std::collections::BTreeMap;

use crate::{
    public::Publication,
    records::{Handled, InTime, Kept, Notice, Related, ReplyRow},
    relate::Member,
    score::{Profile, Scored, calendar_notices, score_reply},
};

/// The replies as relating sees them: year and unit may have come from the metrics table.
pub(super) fn members<'a>(kept: &'a [Kept], handled: &'a [Handled]) -> Vec<Member<'a>> {
    kept.iter()
        .zip(handled)
        .map(|(kept, handled)| Member {
            reply_id: &kept.key.reply_id,
            year: handled.year,
            unit: handled.unit.as_deref(),
        })
        .collect()
}

/// Rows with a term in working days of a year that the calendar does not have.
pub(super) fn missing_years(profile: &Profile, kept: &[Kept], handled: &[Handled]) -> Vec<Notice> {
    let rows = kept.iter().zip(handled);
    let told = rows.flat_map(|(Kept { key, .. }, handled)| {
        calendar_notices(profile, (&key.origin, &key.reply_id), &handled.metrics)
    });
    told.collect()
}

/// Uses up what the stages before have found: a row holds everything from here on.
pub(super) fn unscored_rows(
    kept: Vec<Kept>,
    (handled, related): (Vec<Handled>, Vec<Related>),
) -> Vec<ReplyRow> {
    let row = |((kept, handled), related): ((Kept, Handled), Related)| {
        let Kept { key, verdict, answered, measures, decisions, .. } = kept;
        let Handled { year, unit, title, metrics } = handled;
        ReplyRow {
            reply_id: key.reply_id,
            year,
            unit,
            title,
            verdict,
            answered,
            measures,
            metrics,
            related,
            days_to_reply: None,
            late: None,
            in_time: InTime::default(),
            score: 0,
            proposed: 0,
            confirmed: None,
            known_share: 0.0,
            disposal: "",
            checks: Vec::new(),
            decisions,
        }
    };
    kept.into_iter().zip(handled).zip(related).map(row).collect()
}

/// The score of a row under a profile, with its ledger.
pub(crate) fn scored(profile: &Profile, row: &ReplyRow) -> Scored {
    score_reply(profile, row.into())
}

/// Gives every row its score, in place of one that it may have.
pub(crate) fn score_rows(profile: &Profile, rows: &mut [ReplyRow]) {
    for row in rows {
        let scored = scored(profile, row);
        row.days_to_reply = scored.days_to_reply;
        row.late = scored.late;
        row.in_time = scored.in_time;
        row.score = scored.score;
        row.proposed = scored.proposed;
        row.confirmed = scored.confirmed;
        row.known_share = scored.known_share;
        row.disposal = scored.disposal;
    }
}

/// Han characters by sentence class for each unit, units by name, as a public edition tells them
/// where there is one; all replies together when no unit is known.
pub(super) fn makeup_by_unit(
    kept: &[Kept],
    handled: &[Handled],
    publication: Option<&Publication>,
) -> Vec<(String, [u64; 8])> {
    let told = |(at, handled): (usize, &'_ Handled)| match publication {
        Some(publication) => publication.unit(at),
        None => Some(handled.unit.clone()),
    };
    let units: Vec<Option<Option<String>>> = handled.iter().enumerate().map(told).collect();
    let known = units.iter().flatten().any(Option::is_some);
    let nameless = if known { "未填单位" } else { "全部答复" };
    let mut sums: BTreeMap<String, [u64; 8]> = BTreeMap::new();
    for (unit, kept) in units.into_iter().zip(kept) {
        let Some(unit) = unit else { continue };
        let sum = sums.entry(unit.unwrap_or_else(|| nameless.to_owned())).or_default();
        sum.iter_mut().zip(kept.makeup).for_each(|(sum, chars)| *sum += u64::from(chars));
    }
    sums.into_iter().collect()
}

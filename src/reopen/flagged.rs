//! The replies in review with their text, put together again from the tables of the run.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use shida_engine::{
    answer::Answer,
    answered::AnsweredAsk,
    asks::AskSource,
    coverage::AskStatus,
    finding::{Finding, Role},
    likely::AskTraits,
    sentence::Sentence,
    span::Span,
};

use super::{
    cells::{Cells, each_row},
    error::ReopenError,
    letters::pick,
    words::named,
};
use crate::records::{Decision, Judged, Letter, ReplyRow, Ruling};

/// Replies that are being put together, by id.
type Cases = BTreeMap<String, Case>;

struct Case {
    at: usize,
    /// Whether the reply is shown with its text.
    shown: bool,
    judged: Judged,
}

/// The replies at the places `wanted` (place, whether it is shown with its text) in that order.
pub(super) fn flagged(
    folder: &Path,
    rows: &[ReplyRow],
    wanted: &[(usize, bool)],
) -> Result<Vec<(usize, Judged)>, ReopenError> {
    let mut cases = cases(&folder.join("letters.parquet"), rows, wanted)?;
    let mut broken = None;
    for (file, add) in [
        ("findings.parquet", finding as fn(&mut Case, Cells<'_>) -> Option<()>),
        ("sentences.parquet", sentence),
        ("asks.parquet", ask),
    ] {
        let path = folder.join(file);
        each_row(&path, |cells| {
            let case = cells.text("reply_id").and_then(|id| cases.get_mut(id));
            if case.is_some_and(|case| add(case, cells).is_none()) {
                broken = Some(ReopenError::other_build(&path, "有一行缺少必有的值"));
            }
            Ok(())
        })?;
    }
    if let Some(error) = broken {
        return Err(error);
    }
    let mut found: Vec<_> = cases.into_values().map(|case| (case.at, case.judged)).collect();
    found.sort_by_key(|(at, _)| *at);
    Ok(found)
}

fn cases(path: &Path, rows: &[ReplyRow], wanted: &[(usize, bool)]) -> Result<Cases, ReopenError> {
    let places: BTreeMap<&str, (usize, bool)> = wanted
        .iter()
        .filter_map(|(at, shown)| Some((rows.get(*at)?.reply_id.as_str(), (*at, *shown))))
        .collect();
    let mut cases = Cases::new();
    pick(
        path,
        |id| places.contains_key(id),
        |letter| {
            let place = places.get(letter.reply_id.as_str());
            let Some((at, shown)) = place.copied() else { return };
            let Some(row) = rows.get(at) else { return };
            let id = letter.reply_id.clone();
            cases.insert(id, Case { at, shown, judged: judged(row, letter, shown) });
        },
    )?;
    Ok(cases)
}

fn judged(row: &ReplyRow, mut letter: Letter, shown: bool) -> Judged {
    letter.suggestion = None;
    if !shown {
        letter.reply = String::new();
    }
    Judged {
        letter,
        verdict: row.verdict.clone(),
        findings: Vec::new(),
        sentences: Vec::new(),
        answer: None,
        decisions: row.decisions.clone(),
        set_aside: Vec::new(),
        confirmed: Vec::new(),
        decided_code: None,
        document: None,
        measures: row.measures,
        promises: Vec::new(),
        signed: None,
    }
}

/// Adds a row of findings; rules on trial are not shown to people.
fn finding(case: &mut Case, cells: Cells<'_>) -> Option<()> {
    let finding = Finding {
        code: cells.owned("code")?,
        role: named(cells.text("role")?)?,
        zone: named(cells.text("zone")?)?,
        span: cells.span()?,
        text: cells.owned("text").unwrap_or_default(),
        points: cells.points("points")?,
    };
    let state = cells.text("state")?;
    if state == "trial" || (!case.shown && finding.role < Role::Penalty) {
        return Some(());
    }
    let judged = &mut case.judged;
    if state == "suppressed" {
        let nth = judged.set_aside.iter().filter(|(other, _)| same(other, &finding)).count();
        let decision = decision(&judged.decisions, &finding, nth);
        judged.set_aside.extend(decision.map(|decision| (finding, decision)));
        return Some(());
    }
    if state == "confirmed" {
        let nth = judged.confirmed.iter().filter(|(other, _)| same(other, &finding)).count();
        let decision = decision(&judged.decisions, &finding, nth);
        judged.confirmed.extend(decision.map(|decision| (finding.clone(), decision)));
    }
    if state == "decided" {
        judged.decided_code = Some(finding.code.clone());
    }
    judged.findings.push(finding);
    Some(())
}

fn same(one: &Finding, other: &Finding) -> bool {
    one.code == other.code && one.text == other.text
}

/// The decision behind a finding that does not count or is confirmed: the one about it, where
/// several are alike the `nth`, else the one about the whole reply.
fn decision(decisions: &[Arc<Decision>], finding: &Finding, nth: usize) -> Option<Arc<Decision>> {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let own = |exact: bool| {
        decisions.iter().filter(move |decision| match &decision.ruling {
            Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
                hit.code == finding.code && (!exact || plain(&hit.text) == plain(&finding.text))
            }
            Ruling::Reply { .. } => false,
        })
    };
    let whole = |decision: &&Arc<Decision>| matches!(decision.ruling, Ruling::Reply { .. });
    let found = own(true).nth(nth).or_else(|| own(true).next());
    found.or_else(|| decisions.iter().find(whole)).or_else(|| own(false).next()).cloned()
}

fn sentence(case: &mut Case, cells: Cells<'_>) -> Option<()> {
    if case.shown {
        let sentence = Sentence {
            span: cells.span()?,
            zone: named(cells.text("zone")?)?,
            class: named(cells.text("class")?)?,
        };
        case.judged.sentences.push(sentence);
    }
    Some(())
}

/// Adds an ask; of the answer only the asks are known again.
fn ask(case: &mut Case, cells: Cells<'_>) -> Option<()> {
    if !case.shown {
        return Some(());
    }
    let statuses = [AskStatus::Missing, AskStatus::Touched, AskStatus::Answered];
    let name = cells.text("status")?;
    let ask = AnsweredAsk {
        source: AskSource::Text,
        span: Span { start: 0, end: 0 },
        text: cells.owned("text")?,
        status: statuses.into_iter().find(|status| status.name() == name)?,
        sentence: None,
        quote: cells.span(),
        alignment: 0.0,
        probability: 0.0,
        clear: true,
        traits: AskTraits::default(),
        assumed: false,
        ruled: cells.value("ruled")?,
    };
    case.judged.answer.get_or_insert_with(no_answer).asks.push(ask);
    Some(())
}

fn no_answer() -> Answer {
    Answer {
        asks: Vec::new(),
        relevance: 0.0,
        body_relevance: 0.0,
        closeness: 0.0,
        topic: None,
        off_topic: false,
        elsewhere: false,
        core: None,
        faults: Vec::new(),
        shared: Vec::new(),
        missing: Vec::new(),
    }
}

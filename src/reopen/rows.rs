//! replies.parquet back into rows: everything that scoring and reports need of a reply.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use shida_engine::{
    measures::TextMeasures,
    verdict::{Stance, Verdict},
};

use super::{
    cells::{Cells, each_row},
    error::ReopenError,
    words::named,
};
use crate::{
    decisions::{Settled, State},
    records::{Answered, Decision, InTime, Metrics, Particulars, Related, ReplyRow},
    report::tables::reply_columns,
    word::word,
};

/// The rows in the order of the table, without `in_time`, which the next scoring gives; `settled` are the decisions of the run.
pub(super) fn rows(path: &Path, settled: &[Settled]) -> Result<Vec<ReplyRow>, ReopenError> {
    let decisions = in_force(settled);
    let mut rows = Vec::new();
    each_row(path, |cells| {
        if rows.is_empty() {
            check_columns(path, cells)?;
        }
        let row = row(cells, &decisions);
        rows.push(row.ok_or_else(|| broken(path, rows.len()))?);
        Ok(())
    })?;
    Ok(rows)
}

/// A column that is not there would be read as one that nobody filled.
fn check_columns(path: &Path, cells: Cells<'_>) -> Result<(), ReopenError> {
    match reply_columns().iter().find(|column| !cells.has(column)) {
        Some(column) => Err(ReopenError::other_build(path, format!("没有 {column} 一列"))),
        None => Ok(()),
    }
}

fn broken(path: &Path, at: usize) -> ReopenError {
    ReopenError::other_build(path, format!("第 {} 行缺少必有的值", at + 1))
}

/// The decisions that took effect, by the reply that they are about.
fn in_force(settled: &[Settled]) -> BTreeMap<&str, Vec<Arc<Decision>>> {
    let mut by_reply: BTreeMap<&str, Vec<Arc<Decision>>> = BTreeMap::new();
    for one in settled.iter().filter(|one| one.state == State::InForce) {
        let Some(id) = one.reply_id.as_deref() else { continue };
        by_reply.entry(id).or_default().push(Arc::clone(&one.decision));
    }
    for decisions in by_reply.values_mut() {
        decisions.sort_by(|a, b| a.origin.cmp(&b.origin));
    }
    by_reply
}

fn row(cells: Cells<'_>, decisions: &BTreeMap<&str, Vec<Arc<Decision>>>) -> Option<ReplyRow> {
    let reply_id = cells.owned("reply_id")?;
    Some(ReplyRow {
        year: cells.value("year"),
        unit: cells.owned("unit"),
        title: cells.owned("title"),
        verdict: verdict(cells)?,
        answered: answered(cells),
        measures: measures(cells)?,
        metrics: metrics(cells)?,
        related: related(cells),
        days_to_reply: cells.value("days_to_reply"),
        late: cells.value("late"),
        in_time: InTime::default(),
        score: cells.points("score")?,
        proposed: cells.points("score_if_confirmed")?,
        confirmed: cells.value("confirmed"),
        known_share: cells.value("known_share")?,
        disposal: word(cells.text("disposal")?),
        checks: checks(cells),
        decisions: decisions.get(reply_id.as_str()).cloned().unwrap_or_default(),
        reply_id,
    })
}

fn verdict(cells: Cells<'_>) -> Option<Verdict> {
    let codes = cells.text("codes").unwrap_or_default().split(';');
    Some(Verdict {
        han_chars: cells.value("han_chars")?,
        body_chars: cells.value("body_chars")?,
        residual_chars: cells.value("residual_chars")?,
        non_answer: cells.value("non_answer")?,
        three_part: cells.value("three_part")?,
        receipt_only: cells.value("receipt_only")?,
        forwarded_only: cells.value("forwarded_only")?,
        deflection: cells.value("deflection")?,
        empty_density: cells.value("empty_density")?,
        substance: cells.value("substance")?,
        cites_policy: cells.value("cites_policy")?,
        contact: cells.value("contact")?,
        site_check: cells.value("site_check")?,
        commitment: cells.value("commitment")?,
        deadline: cells.value("deadline")?,
        stance: named::<Stance>(cells.text("stance")?)?,
        text_score: cells.points("text_score")?,
        non_answer_score: cells.value("non_answer_score")?,
        decided: cells.value("decided")?,
        codes: codes.filter(|code| !code.is_empty()).map(Into::into).collect(),
    })
}

fn answered(cells: Cells<'_>) -> Option<Answered> {
    Some(Answered {
        asks: cells.value("asks")?,
        asks_answered: cells.value("asks_answered")?,
        relevance: cells.value("relevance")?,
        off_topic: cells.value("off_topic")?,
        unanswered: cells.text("unanswered").map(Into::into),
    })
}

fn measures(cells: Cells<'_>) -> Option<TextMeasures> {
    Some(TextMeasures {
        measured_chars: cells.value("measured_chars")?,
        specificity: cells.value("specificity"),
        new_specificity: cells.value("new_specificity"),
        redundancy: cells.value("redundancy"),
        hedge_ratio: cells.value("hedge_ratio"),
        lexical_diversity: cells.value("lexical_diversity"),
        sentence_chars: cells.value("sentence_chars"),
    })
}

/// The columns bear the names of the fields.
fn metrics(cells: Cells<'_>) -> Option<Metrics> {
    let more: Particulars = cells.record()?;
    let more = (more != Particulars::NOTHING).then(|| Box::new(more));
    Some(Metrics { more, ..cells.record()? })
}

fn checks(cells: Cells<'_>) -> Vec<String> {
    let codes = cells.text("checks").unwrap_or_default().split(';');
    codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

fn related(cells: Cells<'_>) -> Related {
    Related {
        template_cluster: cells.owned("template_cluster"),
        template_size: cells.value("template_size"),
        last_year_similarity: cells.value("last_year_similarity"),
        boilerplate_share: cells.value("boilerplate_share"),
        stickiness: cells.value("stickiness"),
    }
}

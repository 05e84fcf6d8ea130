//! replies: one row a judged reply; the contract columns, then what the score stood on, then
//! the measures for research.

use super::column::{Column, day, flag, int, joined, maybe, points, share, text};
use crate::{decisions::codes, records::ReplyRow};

/// The columns in the order of the contract. `off_topic`, `asks`, `asks_answered` and
/// `relevance` are null without the suggestion's text.
pub(super) fn columns() -> Vec<Column<ReplyRow>> {
    [
        identity(),
        shape(),
        content(),
        handling(),
        result(),
        metrics(),
        people(),
        research(),
        confirmation(),
        kept(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn identity() -> Vec<Column<ReplyRow>> {
    vec![
        text("reply_id", |row: &ReplyRow| Some(&row.reply_id)),
        int("year", |row: &ReplyRow| row.year.map(i64::from)),
        text("unit", |row: &ReplyRow| row.unit.as_deref()),
        text("title", |row: &ReplyRow| row.title.as_deref()),
        int("han_chars", |row: &ReplyRow| Some(row.verdict.han_chars.into())),
        int("body_chars", |row: &ReplyRow| Some(row.verdict.body_chars.into())),
        int("residual_chars", |row: &ReplyRow| Some(row.verdict.residual_chars.into())),
    ]
}

fn shape() -> Vec<Column<ReplyRow>> {
    vec![
        flag("non_answer", |row: &ReplyRow| Some(row.verdict.non_answer)),
        flag("three_part", |row: &ReplyRow| Some(row.verdict.three_part)),
        flag("receipt_only", |row: &ReplyRow| Some(row.verdict.receipt_only)),
        flag("forwarded_only", |row: &ReplyRow| Some(row.verdict.forwarded_only)),
        flag("deflection", |row: &ReplyRow| Some(row.verdict.deflection)),
        flag("off_topic", |row: &ReplyRow| row.answered.as_ref().map(|answer| answer.off_topic)),
        int("asks", |row: &ReplyRow| row.answered.as_ref().map(|answer| answer.asks.into())),
        int("asks_answered", |row: &ReplyRow| {
            row.answered.as_ref().map(|answer| answer.asks_answered.into())
        }),
        share("relevance", |row: &ReplyRow| row.answered.as_ref().map(|answer| answer.relevance)),
    ]
}

fn content() -> Vec<Column<ReplyRow>> {
    vec![
        share("empty_density", |row: &ReplyRow| Some(row.verdict.empty_density)),
        int("substance", |row: &ReplyRow| Some(row.verdict.substance.into())),
        flag("cites_policy", |row: &ReplyRow| Some(row.verdict.cites_policy)),
        flag("contact", |row: &ReplyRow| Some(row.verdict.contact)),
        flag("site_check", |row: &ReplyRow| Some(row.verdict.site_check)),
        flag("commitment", |row: &ReplyRow| Some(row.verdict.commitment)),
        flag("deadline", |row: &ReplyRow| Some(row.verdict.deadline)),
        text("stance", |row: &ReplyRow| Some(row.verdict.stance.name())),
    ]
}

fn handling() -> Vec<Column<ReplyRow>> {
    vec![
        text("template_cluster", |row: &ReplyRow| row.related.template_cluster.as_deref()),
        int("template_size", |row: &ReplyRow| row.related.template_size.map(i64::from)),
        share("last_year_similarity", |row: &ReplyRow| row.related.last_year_similarity),
        day("assigned", |row: &ReplyRow| row.metrics.assigned),
        day("replied", |row: &ReplyRow| row.metrics.replied),
        int("days_to_reply", |row: &ReplyRow| row.days_to_reply),
        flag("late", |row: &ReplyRow| row.late),
    ]
}

fn result() -> Vec<Column<ReplyRow>> {
    vec![
        points("text_score", |row: &ReplyRow| row.verdict.text_score),
        points("score", |row: &ReplyRow| row.score),
        text("disposal", |row: &ReplyRow| Some(row.disposal)),
        share("non_answer_score", |row: &ReplyRow| Some(row.verdict.non_answer_score)),
        joined("codes", |row: &ReplyRow| row.verdict.codes.join(";")),
    ]
}

fn metrics() -> Vec<Column<ReplyRow>> {
    vec![
        share("known_share", |row: &ReplyRow| Some(row.known_share)),
        day("first_contact", |row: &ReplyRow| row.metrics.first_contact),
        flag("face_to_face", |row: &ReplyRow| row.metrics.face_to_face),
        text("result_class", |row: &ReplyRow| row.metrics.result_class.as_deref()),
        text("satisfaction", |row: &ReplyRow| row.metrics.satisfaction.as_deref()),
        flag("reworked", |row: &ReplyRow| row.metrics.reworked),
        flag("published", |row: &ReplyRow| row.metrics.published),
    ]
}

fn people() -> Vec<Column<ReplyRow>> {
    vec![maybe("decision", |row: &ReplyRow| codes(&row.decisions))]
}

/// What waits for a person; `confirmed` is null where nothing is held against the text.
fn confirmation() -> Vec<Column<ReplyRow>> {
    vec![
        flag("confirmed", |row: &ReplyRow| row.confirmed),
        points("score_if_confirmed", |row: &ReplyRow| row.proposed),
    ]
}

/// Measures that carry no points; defined in `docs/measures.md`.
fn research() -> Vec<Column<ReplyRow>> {
    vec![
        int("measured_chars", |row: &ReplyRow| Some(row.measures.measured_chars.into())),
        share("specificity", |row: &ReplyRow| row.measures.specificity),
        share("new_specificity", |row: &ReplyRow| row.measures.new_specificity),
        share("redundancy", |row: &ReplyRow| row.measures.redundancy),
        share("hedge_ratio", |row: &ReplyRow| row.measures.hedge_ratio),
        share("lexical_diversity", |row: &ReplyRow| row.measures.lexical_diversity),
        share("sentence_chars", |row: &ReplyRow| row.measures.sentence_chars),
        share("boilerplate_share", |row: &ReplyRow| row.related.boilerplate_share),
        share("stickiness", |row: &ReplyRow| row.related.stickiness),
    ]
}

/// What else a row holds, so that a run can be opened again and scored anew.
fn kept() -> Vec<Column<ReplyRow>> {
    vec![
        day("due", |row: &ReplyRow| row.metrics.due),
        day("extended_to", |row: &ReplyRow| row.metrics.extended_to),
        text("contact_mode", |row: &ReplyRow| row.metrics.contact_mode.as_deref()),
        text("co_units", |row: &ReplyRow| row.metrics.co_units.as_deref()),
        text("promise", |row: &ReplyRow| row.metrics.promise.as_deref()),
        day("promise_due", |row: &ReplyRow| row.metrics.promise_due),
        text("promise_status", |row: &ReplyRow| row.metrics.promise_status.as_deref()),
        flag("decided", |row: &ReplyRow| Some(row.verdict.decided)),
        text("unanswered", |row: &ReplyRow| row.answered.as_ref()?.unanswered.as_deref()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTRACT: &str = "reply_id year unit title han_chars body_chars residual_chars \
        non_answer three_part receipt_only forwarded_only deflection off_topic asks \
        asks_answered relevance empty_density substance cites_policy contact site_check \
        commitment deadline stance template_cluster template_size last_year_similarity \
        assigned replied days_to_reply late text_score score disposal non_answer_score codes";

    #[test]
    fn the_contract_columns_come_first_and_in_order() {
        let columns = columns();
        let names: Vec<_> = columns.iter().map(|column| column.name.as_ref()).collect();
        let contract: Vec<_> = CONTRACT.split_whitespace().collect();
        assert_eq!(names.get(..contract.len()), Some(contract.as_slice()));
        assert_eq!(names.get(contract.len()), Some(&"known_share"));
    }
}

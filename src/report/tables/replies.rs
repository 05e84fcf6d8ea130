//! replies: one row a judged reply; the contract columns, then what the score stood on, then
//! the measures for research, then the other fields of the handling metrics.

use super::column::{Column, day, flag, int, joined, maybe, points, share, text};
use crate::{
    decisions::codes,
    metrics::{Kind, Metric, Side},
    records::ReplyRow,
};

/// The columns in the order of the contract. `off_topic`, `asks`, `asks_answered` and
/// `relevance` are null without the suggestion's text.
pub(super) fn columns() -> Vec<Column<ReplyRow>> {
    let groups = [
        identity(),
        shape(),
        content(),
        handling(),
        result(),
        metrics(),
        people(),
        research(),
        confirmation(),
        checks(),
        kept(),
    ];
    let mut columns: Vec<Column<ReplyRow>> = groups.into_iter().flatten().collect();
    let further = further(&columns);
    columns.extend(further);
    columns
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

/// Cross-checks that the reply fails; defined in `docs/checks.md`.
fn checks() -> Vec<Column<ReplyRow>> {
    vec![joined("checks", |row: &ReplyRow| row.checks.join(";"))]
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
        flag("decided", |row: &ReplyRow| Some(row.verdict.decided)),
        text("unanswered", |row: &ReplyRow| row.answered.as_ref()?.unanswered.as_deref()),
    ]
}

/// Every field of the handling metrics that is not among the columns already, but for what
/// names people or is their own free words.
fn further(columns: &[Column<ReplyRow>]) -> Vec<Column<ReplyRow>> {
    let is_there = |metric: Metric| columns.iter().any(|column| column.name == metric.name());
    Metric::ALL
        .iter()
        .filter(|metric| metric.side() != Side::Person && !is_there(**metric))
        .map(|metric| of_metric(*metric))
        .collect()
}

fn of_metric(metric: Metric) -> Column<ReplyRow> {
    let name = metric.name();
    match metric.kind() {
        Kind::Text | Kind::Units | Kind::Word(_) => {
            text(name, move |row: &ReplyRow| metric.get(&row.metrics)?.text())
        }
        Kind::Day => day(name, move |row: &ReplyRow| metric.get(&row.metrics)?.day()),
        Kind::Flag => flag(name, move |row: &ReplyRow| metric.get(&row.metrics)?.flag()),
        Kind::Count => {
            int(name, move |row: &ReplyRow| metric.get(&row.metrics)?.count().map(i64::from))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::metrics::everything_known;

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

    #[test]
    fn every_metric_is_a_column_with_its_value_unless_it_names_people() {
        let row = ReplyRow {
            metrics: everything_known(),
            ..crate::score::samples::row(None, None, 5_000)
        };
        let columns = columns();
        let names: BTreeSet<_> = columns.iter().map(|column| column.name.as_ref()).collect();
        assert_eq!(names.len(), columns.len(), "no name twice");
        let mut field = String::new();
        for metric in Metric::ALL {
            let column = columns.iter().find(|column| column.name == metric.name());
            let withheld = [
                "lead_deputy",
                "co_deputies",
                "owner",
                "signer",
                "contact_person",
                "telephone",
                "rating_text",
            ];
            assert_eq!(column.is_none(), withheld.contains(&metric.name()), "{}", metric.name());
            if let Some(column) = column {
                column.of(&row).render(&mut field);
                let value = metric.get(&row.metrics).map(|value| value.to_string());
                assert_eq!(Some(field.as_str()), value.as_deref(), "{}", metric.name());
            }
        }
    }
}

//! The handling rates of a unit, each over the replies of which the fact is known.

use crate::{
    records::{Estimate, Metrics, ReplyRow},
    score::facts::{contacted, has_metrics, promise_kept},
    statistics::share,
};

/// Names of the rates in the order of units.csv, with what people read and the definition.
pub const RATES: [(&str, &str, &str); 17] = [
    ("on_time_rate", "按期答复率", "按期答复的件数÷可判断是否按期的件数"),
    ("contact_rate", "沟通率", "答复当日或之前有沟通的件数÷沟通情况已知的件数"),
    ("face_rate", "面商率", "面商的件数÷是否面商已知的件数"),
    ("satisfied_rate", "满意率", "满意的件数÷已反馈的件数，不含基本满意"),
    ("satisfied_or_basic_rate", "满意率（含基本满意）", "满意和基本满意的件数÷已反馈的件数"),
    ("returned_rate", "反馈率", "已反馈的件数÷有办理指标的件数；全部输入都没有满意度时不计算"),
    ("class_a_rate", "A类率", "办理结果A类的件数÷办理结果已知的件数"),
    ("class_ab_rate", "A+B类率", "办理结果A类和B类的件数÷办理结果已知的件数"),
    ("rework_rate", "重办率", "重新办理的件数÷是否重新办理已知的件数"),
    ("published_rate", "公开率", "已公开的件数÷是否公开已知的件数"),
    ("within_term_rate", "期限内答复率", "在方案期限内答复（不论延期）的件数÷两个日期已知的件数"),
    ("sign_in_rate", "按期签收率", "按期签收的件数÷签收日期已知的件数；方案没有签收期限的不计算"),
    (
        "contact_in_time_rate",
        "首次沟通及时率",
        "按期首次沟通的件数÷首次沟通日期已知的件数；方案没有此期限的不计算",
    ),
    (
        "co_opinion_rate",
        "会办按时率",
        "会办意见按期的件数÷有会办单位且意见日期已知的件数；方案没有此期限的不计算",
    ),
    ("refusal_rate", "退回及时率", "按期退回的件数÷退回日期已知的件数；方案没有此期限的不计算"),
    (
        "rework_in_time_rate",
        "重办按时率",
        "按期再次答复的件数÷再次答复日期已知的件数；方案没有此期限的不计算",
    ),
    ("promise_kept_rate", "承诺落实率", "承诺已落实的件数÷承诺完成情况已知的件数（含未到期）"),
];

/// The rates of one group of replies; `forms` says whether the input has any 满意度 at all,
/// without which an unreturned form cannot be told from a column that is not there.
pub(super) fn rates(rows: &[&ReplyRow], forms: bool) -> Vec<(&'static str, Estimate)> {
    RATES
        .iter()
        .map(|(name, _, _)| (*name, share(rows.iter().filter_map(|row| answer(name, row, forms)))))
        .collect()
}

/// Whether a reply counts towards a rate; `None` = it is in neither part of it.
pub(super) fn answer(rate: &str, row: &ReplyRow, forms: bool) -> Option<bool> {
    let metrics = &row.metrics;
    match rate {
        "on_time_rate" => row.late.map(|late| !late),
        "within_term_rate" => row.in_time.within_term,
        "sign_in_rate" => row.in_time.sign_in,
        "contact_in_time_rate" => row.in_time.contact,
        "co_opinion_rate" => row.in_time.co_opinion,
        "refusal_rate" => row.in_time.refusal,
        "rework_in_time_rate" => row.in_time.rework,
        "contact_rate" => contacted(metrics),
        "face_rate" => metrics.face_to_face,
        "satisfied_rate" => is_one_of(metrics.satisfaction.as_ref(), &["satisfied"]),
        "satisfied_or_basic_rate" => {
            is_one_of(metrics.satisfaction.as_ref(), &["satisfied", "basic"])
        }
        "returned_rate" => returned(metrics, forms),
        "class_a_rate" => is_one_of(metrics.result_class.as_ref(), &["A"]),
        "class_ab_rate" => is_one_of(metrics.result_class.as_ref(), &["A", "B"]),
        "rework_rate" => metrics.reworked,
        "published_rate" => metrics.published,
        "promise_kept_rate" => promise_kept(metrics),
        _ => None,
    }
}

fn is_one_of(value: Option<&String>, wanted: &[&str]) -> Option<bool> {
    value.map(|value| wanted.contains(&value.as_str()))
}

fn returned(metrics: &Metrics, forms: bool) -> Option<bool> {
    (forms && has_metrics(metrics)).then(|| metrics.satisfaction.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::InTime;
    use crate::score::samples::{full_metrics, row};

    fn rate(rows: &[ReplyRow], name: &str, forms: bool) -> (u32, Option<f64>) {
        let rows: Vec<&ReplyRow> = rows.iter().collect();
        let found = rates(&rows, forms);
        let estimate = found.iter().find(|(found, _)| *found == name).unwrap().1;
        (estimate.n, estimate.value)
    }

    fn with(satisfaction: Option<&str>) -> ReplyRow {
        let mut row = row(Some("民政局"), Some(2024), 5_000);
        row.metrics = full_metrics();
        let yes = Some(true);
        row.in_time = InTime {
            within_term: yes,
            within_longest: yes,
            sign_in: yes,
            refusal: yes,
            contact: yes,
            co_opinion: yes,
            feedback: yes,
            rework: yes,
        };
        row.metrics.satisfaction = satisfaction.map(str::to_owned);
        row
    }

    #[test]
    fn satisfaction_is_over_returned_forms_and_told_both_ways() {
        let rows = [
            with(Some("satisfied")),
            with(Some("basic")),
            with(Some("basic")),
            with(Some("dissatisfied")),
            with(None),
        ];
        assert_eq!(rate(&rows, "satisfied_rate", true), (4, Some(0.25)));
        assert_eq!(rate(&rows, "satisfied_or_basic_rate", true), (4, Some(0.75)));
        assert_eq!(rate(&rows, "returned_rate", true), (5, Some(0.8)));
        assert_eq!(rate(&rows, "returned_rate", false), (0, None));
    }

    #[test]
    fn a_reply_without_metrics_is_in_no_rate() {
        let rows = [row(Some("民政局"), Some(2024), 5_000)];
        for (name, _, _) in RATES {
            assert_eq!(rate(&rows, name, true), (0, None), "{name}");
        }
    }

    #[test]
    fn every_named_rate_is_computed() {
        let rows = [with(Some("satisfied"))];
        for (name, _, _) in RATES.iter().filter(|(name, _, _)| *name != "on_time_rate") {
            assert_eq!(rate(&rows, name, true).0, 1, "{name}");
        }
    }
}

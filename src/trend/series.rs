//! What is followed over time: a share of replies, or a mean of points.

use crate::{
    records::{Estimate, ReplyRow},
    statistics::{mean_points, wilson},
};

/// A series: its name in trends.csv and what it takes from a reply.
pub(super) struct Series {
    pub(super) name: &'static str,
    /// Whether it is followed for units, topics and delegations too.
    pub(super) is_main: bool,
    is_share: bool,
    /// Hundredths of a point, or 1 and 0 for shares; `None` = not known of this reply.
    pub(super) of: fn(&ReplyRow) -> Option<i32>,
}

/// Every series, in the order of trends.csv. `rules_x_share` is the share of replies with a hit
/// of the rule family X.
pub(super) const SERIES: [Series; 16] = [
    main("non_answer_share", |row| flag(row.verdict.non_answer)),
    Series {
        name: "text_score",
        is_main: true,
        is_share: false,
        of: |row| Some(row.verdict.text_score),
    },
    further("three_part_share", |row| flag(row.verdict.three_part)),
    further("forwarded_only_share", |row| flag(row.verdict.forwarded_only)),
    further("deflection_share", |row| flag(row.verdict.deflection)),
    further("cites_policy_share", |row| flag(row.verdict.cites_policy)),
    further("site_check_share", |row| flag(row.verdict.site_check)),
    further("dated_promise_share", |row| flag(row.verdict.commitment && row.verdict.deadline)),
    further("rules_a_share", |row| flag(has_family(row, 'A'))),
    further("rules_d_share", |row| flag(has_family(row, 'D'))),
    further("rules_e_share", |row| flag(has_family(row, 'E'))),
    further("rules_n_share", |row| flag(has_family(row, 'N'))),
    further("template_share", |row| {
        // A family of one run says nothing of a reply that was not compared.
        row.related.last_year_similarity.and_then(|_| flag(row.related.template_size.is_some()))
    }),
    further("late_share", |row| row.late.map(i32::from)),
    further("face_share", |row| row.metrics.face_to_face.map(i32::from)),
    further("satisfied_share", |row| {
        row.metrics.satisfaction.as_deref().map(|word| i32::from(word == "satisfied"))
    }),
];

const fn main(name: &'static str, of: fn(&ReplyRow) -> Option<i32>) -> Series {
    Series { name, is_main: true, is_share: true, of }
}

const fn further(name: &'static str, of: fn(&ReplyRow) -> Option<i32>) -> Series {
    Series { name, is_main: false, is_share: true, of }
}

/// What people call a series of trends.csv; the name itself for one that is not known.
#[must_use]
pub fn label(series: &str) -> &str {
    match series {
        "non_answer_share" => "应付式答复占比",
        "text_score" => "平均文本分",
        "three_part_share" => "三句话占比",
        "forwarded_only_share" => "只转办占比",
        "deflection_share" => "推诿占比",
        "cites_policy_share" => "写明政策依据占比",
        "site_check_share" => "写明现场核查占比",
        "dated_promise_share" => "有时限承诺占比",
        "rules_a_share" => "回应有问题（A 类规则）占比",
        "rules_d_share" => "推脱（D 类规则）占比",
        "rules_e_share" => "空话套话（E 类规则）占比",
        "rules_n_share" => "只说研究、转办（N 类规则）占比",
        "template_share" => "雷同答复占比",
        "late_share" => "超期占比",
        "face_share" => "面商占比",
        "satisfied_share" => "满意占比",
        other => other,
    }
}

impl Series {
    /// A share (0–1) with its Wilson interval, or a mean (points) with its bootstrap interval.
    pub(super) fn estimate(&self, observed: &[i32], seed: u64) -> Estimate {
        if !self.is_share {
            return mean_points(observed, seed);
        }
        let ones = observed.iter().filter(|value| **value == 1).count();
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        wilson(count(ones), count(observed.len()))
    }
}

fn flag(yes: bool) -> Option<i32> {
    Some(i32::from(yes))
}

fn has_family(row: &ReplyRow, letter: char) -> bool {
    row.verdict.codes.iter().any(|code| code.starts_with(letter))
}

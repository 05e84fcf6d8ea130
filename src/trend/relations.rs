//! What goes together with the quality of the text: satisfaction, days to reply, contact,
//! rework, class. Each with its n and interval, and with what it does not show.

use super::Cuts;
use crate::{
    records::{Estimate, ReplyRow},
    statistics::{mean_points, ranking::spearman_interval, seed, share, share_change, wilson},
};

/// One relation: a row of relations.csv.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationRow {
    /// What is set beside the text score, such as `satisfaction`.
    pub relation: &'static str,
    /// `quadrant_share`, `share_difference`, `mean_difference` or `rank_correlation`.
    pub statistic: &'static str,
    /// What people read: which replies against which.
    pub reading: String,
    /// A unit, where the row is about one; `None` = all replies.
    pub unit: Option<String>,
    /// Replies of the group.
    pub group_n: u32,
    /// Value of the group; `None` for a correlation.
    pub group_value: Option<f64>,
    /// Replies that the group is set against; of a share, the whole; `None` for a correlation.
    pub other_n: Option<u32>,
    /// Their value; `None` for a correlation or a plain share.
    pub other_value: Option<f64>,
    /// The share, the difference (group minus others; points or −1–1) or the correlation
    /// (−1–1), with its 95 % interval.
    pub estimate: Estimate,
    /// What it does not show.
    pub not_shown: &'static str,
}

/// Every relation for which the input has what is needed; none without handling metrics.
#[must_use]
pub fn relations(rows: &[ReplyRow], cuts: &Cuts) -> Vec<RelationRow> {
    let least = cuts.least_compared;
    let mut found = satisfaction(rows, least);
    found.extend(correlation(rows, &DAYS));
    found.extend(difference_of_means(rows, &FACE, least));
    found.extend(correlation(rows, &CONTACTS));
    found.extend(difference_of_means(rows, &REWORKED, least));
    found.extend(difference_of_means(rows, &LATE, least));
    found.extend(classes(rows, least));
    found
}

const OPINION: &str = "满意度是代表对办理的总体评价，碍于情面、反馈表由单位收回等都会使它偏高；\
     背离只说明两者不一致，不说明哪一个对，请抽看原件";

/// 满意–质量背离: quadrants of satisfaction and text score. Satisfied is 满意 alone, as in
/// `satisfied_share`; the text is low below the median of the replies with an opinion.
fn satisfaction(rows: &[ReplyRow], least: u32) -> Vec<RelationRow> {
    let known: Vec<(&ReplyRow, bool)> = rows.iter().filter_map(opinion).collect();
    let Some(cut) = median(known.iter().map(|(row, _)| row.verdict.text_score).collect()) else {
        return Vec::new();
    };
    let is_low = |row: &ReplyRow| 2 * row.verdict.text_score < cut;
    let mut found: Vec<RelationRow> = [(true, false), (true, true), (false, false), (false, true)]
        .into_iter()
        .map(|quadrant| {
            let in_it = |case: &&(&ReplyRow, bool)| (case.1, is_low(case.0)) == quadrant;
            let n = known.iter().filter(in_it).count();
            plain_share((n, known.len()), None, named(quadrant, cut))
        })
        .collect();
    found.extend(divergence_of_units(&known, |row| is_low(row), (cut, least)));
    found.extend(satisfied_although_empty(&known, least));
    let scored = |wanted: bool| {
        let of = known.iter().filter(move |case| case.1 == wanted);
        of.map(|(row, _)| row.verdict.text_score).collect::<Vec<i32>>()
    };
    let sides = ("满意的答复，与基本满意和不满意的相比，平均文本分", OPINION);
    found.extend(means("satisfaction", (scored(true), scored(false)), sides, least));
    found
}

fn opinion(row: &ReplyRow) -> Option<(&ReplyRow, bool)> {
    row.metrics.satisfaction.as_deref().map(|word| (row, word == "satisfied"))
}

/// Twice the median, in hundredths, so that it is a whole number.
fn median(mut scores: Vec<i32>) -> Option<i32> {
    scores.sort_unstable();
    let last = scores.len().checked_sub(1)?;
    Some(scores.get(last / 2)? + scores.get(last.div_ceil(2))?)
}

fn named((satisfied, low): (bool, bool), cut: i32) -> String {
    let kind = match (satisfied, low) {
        (true, true) => "（满意–质量背离）",
        (false, false) => "（质量–满意背离）",
        _ => "",
    };
    let satisfied = if satisfied { "满意" } else { "基本满意或不满意" };
    let text = if low { "低于" } else { "不低于" };
    format!("{satisfied}，文本分{text}中位数 {:.2}{kind}", f64::from(cut) / 200.0)
}

fn plain_share((part, whole): (usize, usize), unit: Option<&str>, reading: String) -> RelationRow {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let estimate = wilson(count(part), count(whole));
    RelationRow {
        relation: "satisfaction",
        statistic: "quadrant_share",
        reading,
        unit: unit.map(str::to_owned),
        group_n: count(part),
        group_value: estimate.value,
        other_n: Some(count(whole)),
        other_value: None,
        estimate,
        not_shown: OPINION,
    }
}

/// Satisfied with a low text, by unit, the largest share first.
fn divergence_of_units(
    known: &[(&ReplyRow, bool)],
    is_low: impl Fn(&ReplyRow) -> bool,
    (cut, least): (i32, u32),
) -> Vec<RelationRow> {
    let mut units: std::collections::BTreeMap<&str, (usize, usize)> = Default::default();
    for (row, satisfied) in known {
        if let Some(unit) = row.unit.as_deref() {
            let (part, whole) = units.entry(unit).or_default();
            *part += usize::from(*satisfied && is_low(row));
            *whole += 1;
        }
    }
    units.retain(|_, (_, whole)| *whole >= least as usize);
    let mut found: Vec<RelationRow> = units
        .into_iter()
        .map(|(unit, counts)| plain_share(counts, Some(unit), named((true, true), cut)))
        .collect();
    let value = |row: &RelationRow| row.estimate.value.unwrap_or(0.0);
    found.sort_by(|a, b| value(b).total_cmp(&value(a)).then_with(|| a.unit.cmp(&b.unit)));
    found
}

/// The share of the satisfied among non-answers against that among the others.
fn satisfied_although_empty(known: &[(&ReplyRow, bool)], least: u32) -> Option<RelationRow> {
    let of = |empty: bool| {
        let side = known.iter().filter(|(row, _)| row.verdict.non_answer == empty);
        share(side.map(|(_, satisfied)| *satisfied))
    };
    let (empty, others) = (of(true), of(false));
    if empty.n.min(others.n) < least {
        return None;
    }
    Some(RelationRow {
        relation: "satisfaction",
        statistic: "share_difference",
        reading: "应付式答复，与其余答复相比，满意的占比".to_owned(),
        unit: None,
        group_n: empty.n,
        group_value: empty.value,
        other_n: Some(others.n),
        other_value: others.value,
        estimate: share_change(others, empty),
        not_shown: OPINION,
    })
}

/// A number beside the text score.
struct Numbered {
    relation: &'static str,
    reading: &'static str,
    of: fn(&ReplyRow) -> Option<f64>,
    not_shown: &'static str,
}

const DAYS: Numbered = Numbered {
    relation: "days_to_reply",
    reading: "答复用时（天）与文本分的秩相关",
    of: |row| row.days_to_reply.map(|days| days as f64),
    not_shown: "难办的件既费时又不好写；相关不说明拖久了答复会变差，也不说明赶时间会变差",
};

const CONTACTS: Numbered = Numbered {
    relation: "contacts",
    reading: "沟通次数与文本分的秩相关",
    of: |row| row.metrics.more().contacts.map(f64::from),
    not_shown: "沟通次数由单位自己填报，难办的件沟通也多；相关不说明多联系几次答复就会变好",
};

fn correlation(rows: &[ReplyRow], numbered: &Numbered) -> Option<RelationRow> {
    let text = |row: &ReplyRow| f64::from(row.verdict.text_score);
    let pairs: Vec<(f64, f64)> =
        rows.iter().filter_map(|row| Some(((numbered.of)(row)?, text(row)))).collect();
    let estimate = spearman_interval(&pairs);
    estimate.low?;
    Some(RelationRow {
        relation: numbered.relation,
        statistic: "rank_correlation",
        reading: numbered.reading.to_owned(),
        unit: None,
        group_n: estimate.n,
        group_value: None,
        other_n: None,
        other_value: None,
        estimate,
        not_shown: numbered.not_shown,
    })
}

/// A yes-or-no fact beside the text score.
struct Parted {
    relation: &'static str,
    reading: &'static str,
    of: fn(&ReplyRow) -> Option<bool>,
    not_shown: &'static str,
}

const FACE: Parted = Parted {
    relation: "face_to_face",
    reading: "面商过的答复，与没有面商的相比，平均文本分",
    of: |row| row.metrics.face_to_face,
    not_shown: "是否面商由单位自己填报，好办的件也许更常面商；差别不说明面商使答复变好",
};

const REWORKED: Parted = Parted {
    relation: "reworked",
    reading: "重新办理过的答复，与没有重办的相比，平均文本分",
    of: |row| row.metrics.reworked,
    not_shown: "不知道表里的答复是重办之前还是之后写的；差别不说明重办有用或无用",
};

const LATE: Parted = Parted {
    relation: "late",
    reading: "超期的答复，与按期的相比，平均文本分",
    of: |row| row.late,
    not_shown: "超期的往往是难办的件；差别不说明按期与否会改变答复的质量",
};

fn difference_of_means(rows: &[ReplyRow], parted: &Parted, least: u32) -> Option<RelationRow> {
    let side = |wanted: bool| {
        let of = rows.iter().filter(move |row| (parted.of)(row) == Some(wanted));
        of.map(|row| row.verdict.text_score).collect::<Vec<i32>>()
    };
    means(parted.relation, (side(true), side(false)), (parted.reading, parted.not_shown), least)
}

/// The difference of two means of points: each with its bootstrap interval, put together as
/// Zou and Donner (2008) do; see [`super::difference`]. `None` when a side has too few.
fn means(
    relation: &'static str,
    (group, others): (Vec<i32>, Vec<i32>),
    (reading, not_shown): (&str, &'static str),
    least: u32,
) -> Option<RelationRow> {
    if group.len().min(others.len()) < least as usize {
        return None;
    }
    let group = mean_points(&group, seed(&[relation, reading, "group"]));
    let others = mean_points(&others, seed(&[relation, reading, "others"]));
    Some(RelationRow {
        relation,
        statistic: "mean_difference",
        reading: reading.to_owned(),
        unit: None,
        group_n: group.n,
        group_value: group.value,
        other_n: Some(others.n),
        other_value: others.value,
        estimate: super::difference(others, group),
        not_shown,
    })
}

/// Each class of result against all others.
fn classes(rows: &[ReplyRow], least: u32) -> Vec<RelationRow> {
    let of_class = |class: &str| {
        let known = rows.iter().filter_map(|row| {
            Some((row.metrics.result_class.as_deref()? == class, row.verdict.text_score))
        });
        let (group, others): (Vec<_>, Vec<_>) = known.partition(|(is_in, _)| *is_in);
        let scores = |side: Vec<(bool, i32)>| side.into_iter().map(|(_, score)| score).collect();
        let reading = format!("办理结果 {class} 类的答复，与其余各类相比，平均文本分");
        let not_shown = "办理结果的类别由单位自己填报；文本分高不说明事情办成了，\
             C、D 类讲明理由的也可以写得好";
        means("result_class", (scores(group), scores(others)), (&reading, not_shown), least)
    };
    ["A", "B", "C", "D"].into_iter().filter_map(of_class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{score::samples::row, trend::samples::cuts};

    fn told(unit: &str, score: i32, opinion: &str) -> ReplyRow {
        let mut row = row(Some(unit), Some(2024), score);
        row.metrics.satisfaction = Some(opinion.into());
        row
    }

    fn both() -> Vec<ReplyRow> {
        let mut rows: Vec<ReplyRow> = (0..6).map(|_| told("甲局", 1_000, "satisfied")).collect();
        rows.extend((0..6).map(|_| told("乙局", 8_000, "satisfied")));
        rows.extend((0..2).map(|_| told("乙局", 9_000, "basic")));
        rows.push(told("乙局", 2_000, "dissatisfied"));
        rows
    }

    fn of<'a>(found: &'a [RelationRow], statistic: &str) -> Vec<&'a RelationRow> {
        found.iter().filter(|row| row.statistic == statistic).collect()
    }

    #[test]
    fn the_four_quadrants_hold_every_reply_with_an_opinion_once() {
        let found = relations(&both(), &cuts());
        let quadrants: Vec<u32> = of(&found, "quadrant_share")
            .iter()
            .filter(|row| row.unit.is_none())
            .map(|row| row.group_n)
            .collect();
        // Satisfied and high, satisfied and low, the same of the others; the median is 80.
        assert_eq!(quadrants, [6, 6, 2, 1]);
        assert!(found[1].reading.contains("满意–质量背离") && found[1].reading.contains("80.00"));
    }

    #[test]
    fn the_unit_whose_empty_replies_satisfy_stands_first() {
        let found = relations(&both(), &cuts());
        let units: Vec<_> = of(&found, "quadrant_share")
            .iter()
            .filter_map(|row| Some((row.unit.clone()?, row.estimate.value?)))
            .collect();
        assert_eq!(units, [("甲局".to_owned(), 1.0), ("乙局".to_owned(), 0.0)]);
    }

    #[test]
    fn satisfied_with_empty_replies_is_told_as_a_difference_with_its_interval() {
        let found = relations(&both(), &cuts());
        let [row] = of(&found, "share_difference")[..] else { panic!("one") };
        assert_eq!((row.group_n, row.other_n), (7, Some(8)));
        let value = row.estimate.value.unwrap();
        assert!((value - (6.0 / 7.0 - 6.0 / 8.0)).abs() < 1e-12);
        assert!(row.estimate.low.unwrap() < 0.0 && row.estimate.high.unwrap() > 0.0);
    }

    #[test]
    fn slower_replies_that_read_worse_have_a_negative_correlation() {
        let rows: Vec<ReplyRow> = (0..30)
            .map(|at| {
                let mut row = row(Some("甲局"), Some(2024), 9_000 - at * 100 + at % 7 * 150);
                row.days_to_reply = Some(i64::from(20 + at));
                row
            })
            .collect();
        let found = relations(&rows, &cuts());
        let [row] = of(&found, "rank_correlation")[..] else { panic!("one") };
        assert!(row.estimate.high.unwrap() < 0.0 && row.estimate.n == 30, "{row:?}");
    }

    #[test]
    fn every_relation_says_what_it_does_not_show_and_none_comes_without_metrics() {
        assert!(relations(&[row(None, Some(2024), 5_000)], &cuts()).is_empty());
        assert!(relations(&both(), &cuts()).iter().all(|row| !row.not_shown.is_empty()));
    }

    #[test]
    fn a_group_of_four_is_too_small_to_be_set_against_others() {
        let mut rows: Vec<ReplyRow> = (0..12).map(|_| row(None, None, 5_000)).collect();
        for (at, row) in rows.iter_mut().enumerate() {
            row.metrics.face_to_face = Some(at < 4);
        }
        assert!(relations(&rows, &cuts()).is_empty());
        rows[4].metrics.face_to_face = Some(true);
        assert_eq!(relations(&rows, &cuts()).len(), 1);
    }
}

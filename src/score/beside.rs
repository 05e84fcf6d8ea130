//! What stands beside a unit's score so that it is read fairly: shrunken values, workload,
//! and the mix of topics. None of it enters a score or a rank.

use std::collections::BTreeMap;

use super::{
    caseload::{Caseload, Item},
    units::Key,
};
use crate::{
    metrics::co_units,
    records::{Beside, ReplyRow, TopicShare},
    statistics::shrinkage::{shrunk_points, shrunk_shares},
};

/// What the other units of the same year say.
pub(super) struct Surroundings<'a> {
    scores: BTreeMap<Key<'a>, f64>,
    non_answers: BTreeMap<Key<'a>, f64>,
    workload: Workload<'a>,
    topics: BTreeMap<(Option<i32>, &'a str), Total>,
}

impl<'a> Surroundings<'a> {
    /// Looks at all units together.
    pub(super) fn of(load: Caseload<'a>, judged: &BTreeMap<Key<'a>, Vec<&'a ReplyRow>>) -> Self {
        let scores = |rows: &[&ReplyRow]| rows.iter().map(|row| row.score).collect::<Vec<i32>>();
        let empties = |rows: &[&ReplyRow]| {
            let n = rows.iter().filter(|row| row.verdict.non_answer).count();
            (number(n), number(rows.len()))
        };
        Self {
            scores: by_year(judged, scores, shrunk_points),
            non_answers: by_year(judged, empties, shrunk_shares),
            workload: Workload::of(load),
            topics: topics(load.rows),
        }
    }
}

/// What stands beside the score of a unit's replies; ties are told elsewhere.
pub(super) fn beside(key: Key<'_>, rows: &[&ReplyRow], around: &Surroundings<'_>) -> Beside {
    let own = own_topics(key.1, rows, around);
    Beside {
        tied: false,
        score_shrunk: around.scores.get(&key).copied(),
        non_answer_shrunk: around.non_answers.get(&key).copied(),
        lead_n: around.workload.lead.get(&key).copied().unwrap_or(0),
        co_n: around.workload.co.get(&key).copied().unwrap_or(0),
        lead_share: around.workload.lead_share(key),
        topics_n: own.iter().map(|topic| topic.n).sum(),
        expected_score: expected_score(key.1, &own, around),
        topics: own,
    }
}

/// Shrinks the units of each year towards each other. Units come by name, so that nothing
/// hangs on the order of the rows.
fn by_year<'a, G>(
    judged: &BTreeMap<Key<'a>, Vec<&'a ReplyRow>>,
    group: impl Fn(&[&ReplyRow]) -> G,
    shrink: fn(&[G]) -> Vec<Option<f64>>,
) -> BTreeMap<Key<'a>, f64> {
    let mut years: BTreeMap<Option<i32>, Vec<(&'a str, G)>> = BTreeMap::new();
    for ((unit, year), rows) in judged {
        years.entry(*year).or_default().push((unit, group(rows)));
    }
    let mut found = BTreeMap::new();
    for (year, units) in years {
        let (names, groups): (Vec<&str>, Vec<G>) = units.into_iter().unzip();
        let shrunk = names.into_iter().zip(shrink(&groups));
        found.extend(shrunk.filter_map(|(unit, value)| Some(((unit, year), value?))));
    }
    found
}

/// Items by unit and year (`None` = all years).
#[derive(Default)]
struct Workload<'a> {
    lead: BTreeMap<Key<'a>, u32>,
    co: BTreeMap<Key<'a>, u32>,
    all: BTreeMap<Option<i32>, u32>,
}

impl<'a> Workload<'a> {
    fn of(load: Caseload<'a>) -> Self {
        let mut workload = Self::default();
        for item in load.items() {
            let years = [Some(None), item.year.map(Some)];
            for year in years.into_iter().flatten() {
                workload.add(item, year);
            }
        }
        workload
    }

    fn add(&mut self, item: Item<'a>, year: Option<i32>) {
        let helps = item.metrics.more().role.as_deref() == Some("co");
        if let Some(unit) = item.unit {
            let count = if helps { &mut self.co } else { &mut self.lead };
            *count.entry((unit, year)).or_default() += 1;
            *self.all.entry(year).or_default() += u32::from(!helps);
        }
        let mut named: Vec<&str> = co_units(item.metrics).collect();
        named.sort_unstable();
        named.dedup();
        for unit in named.into_iter().filter(|unit| Some(*unit) != item.unit) {
            *self.co.entry((unit, year)).or_default() += 1;
        }
    }

    fn lead_share(&self, key: Key<'_>) -> Option<f64> {
        let all = self.all.get(&key.1).copied().filter(|all| *all > 0)?;
        let own = self.lead.get(&key).copied().unwrap_or(0);
        Some(f64::from(own) / f64::from(all))
    }
}

/// Scores in hundredths of a topic, exactly.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    sum: i64,
    n: u32,
}

impl Total {
    fn mean(self) -> f64 {
        self.sum as f64 / f64::from(self.n)
    }
}

/// The topic of a judged reply.
fn topic(row: &ReplyRow) -> Option<&str> {
    row.metrics.more().topic.as_deref()
}

/// The scores of all units together by year (`None` = all years) and topic.
fn topics(rows: &[ReplyRow]) -> BTreeMap<(Option<i32>, &str), Total> {
    let mut topics: BTreeMap<_, Total> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.unit.is_some()) {
        let Some(topic) = topic(row) else { continue };
        for year in [Some(None), row.year.map(Some)].into_iter().flatten() {
            let total = topics.entry((year, topic)).or_default();
            total.sum += i64::from(row.score);
            total.n += 1;
        }
    }
    topics
}

/// A unit's topics, most replies first.
fn own_topics(year: Option<i32>, rows: &[&ReplyRow], around: &Surroundings<'_>) -> Vec<TopicShare> {
    let mut own: BTreeMap<&str, u32> = BTreeMap::new();
    for topic in rows.iter().filter_map(|row| topic(row)) {
        *own.entry(topic).or_default() += 1;
    }
    let share = |(topic, n): (&str, u32)| TopicShare {
        topic: topic.to_owned(),
        n,
        all: around.topics.get(&(year, topic)).map_or(n, |total| total.n),
    };
    let mut own: Vec<TopicShare> = own.into_iter().map(share).collect();
    own.sort_by(|left, right| right.n.cmp(&left.n).then_with(|| left.topic.cmp(&right.topic)));
    own
}

/// Σ nₜ·mₜ / Σ nₜ over the unit's topics t, with mₜ the mean score of all units together in
/// that topic: what the county would score with this unit's mix. (Epidemiology calls it the
/// expected value of an indirect standardisation.) A unit that scores above it does better than
/// its topics let expect. Its own replies are in mₜ, so that a topic which it handles alone
/// says nothing about it.
fn expected_score(year: Option<i32>, own: &[TopicShare], around: &Surroundings<'_>) -> Option<f64> {
    let n: u32 = own.iter().map(|topic| topic.n).sum();
    let part = |topic: &TopicShare| {
        let total = around.topics.get(&(year, topic.topic.as_str()))?;
        Some(f64::from(topic.n) * total.mean())
    };
    let sum: f64 = own.iter().filter_map(part).sum();
    (n > 0).then(|| sum / f64::from(n) / 100.0)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        records::{Particulars, UnitRow},
        score::{
            samples::{default_profile, rate_words, row},
            score_units,
        },
    };

    fn about(unit: &str, topic: &str, score: i32) -> ReplyRow {
        let mut row = row(Some(unit), Some(2024), score * 100);
        let more = Particulars { topic: Some(topic.into()), ..Particulars::default() };
        row.metrics.more = Some(Box::new(more));
        row
    }

    fn units(rows: &[ReplyRow]) -> Vec<UnitRow> {
        let (profile, words) = (default_profile(), rate_words());
        let load =
            Caseload { rows, unanswered: &[], profile: &profile, as_of: None, words: &words };
        score_units(load).into_iter().filter(|row| row.year.is_none()).collect()
    }

    fn of<'u>(units: &'u [UnitRow], name: &str) -> &'u Beside {
        &units.iter().find(|unit| unit.unit == name).unwrap().beside
    }

    #[test]
    fn the_expected_score_is_the_topic_means_weighted_by_the_units_mix() {
        let rows = [
            about("甲局", "拆迁", 40),
            about("甲局", "拆迁", 44),
            about("甲局", "教育", 90),
            about("乙局", "拆迁", 36),
            about("乙局", "教育", 80),
            about("乙局", "教育", 70),
        ];
        let found = units(&rows);
        // 拆迁 (40+44+36)/3 = 40, 教育 (90+80+70)/3 = 80.
        let expected = of(&found, "甲局").expected_score.unwrap();
        assert!((expected - (2.0 * 40.0 + 80.0) / 3.0).abs() < 1e-9, "{expected}");
        let topics: Vec<_> =
            of(&found, "甲局").topics.iter().map(|t| (t.topic.as_str(), t.n, t.all)).collect();
        assert_eq!(topics, [("拆迁", 2, 3), ("教育", 1, 3)]);
    }

    #[test]
    fn replies_without_a_topic_are_in_no_mix() {
        let found = units(&[about("甲局", "教育", 60), row(Some("甲局"), Some(2024), 9_000)]);
        assert_eq!(of(&found, "甲局").topics_n, 1);
        assert_eq!(of(&found, "甲局").expected_score, Some(60.0));
        assert_eq!(of(&units(&[row(Some("乙局"), None, 100)]), "乙局").expected_score, None);
    }

    #[test]
    fn help_is_counted_for_each_unit_named_and_once() {
        let mut rows = [about("甲局", "教育", 60), about("乙局", "教育", 60)];
        rows[0].metrics.co_units = Some("乙局、丙局、乙局、甲局".into());
        let mut third = about("乙局", "教育", 60);
        third.metrics.more =
            Some(Box::new(Particulars { role: Some("co".into()), ..Particulars::default() }));
        let found = units(&[rows[0].clone(), rows[1].clone(), third]);
        assert_eq!((of(&found, "甲局").lead_n, of(&found, "甲局").co_n), (1, 0));
        assert_eq!((of(&found, "乙局").lead_n, of(&found, "乙局").co_n), (1, 2));
        assert_eq!(of(&found, "乙局").lead_share, Some(0.5));
    }

    #[test]
    fn shrunken_values_need_four_units_and_move_the_small_one_most() {
        let mut rows = Vec::new();
        for (unit, scores) in [
            ("甲局", vec![95, 97]),
            ("乙局", [60, 70, 80].repeat(9)),
            ("丙局", [50, 62, 72].repeat(9)),
        ] {
            rows.extend(scores.into_iter().map(|score| about(unit, "教育", score)));
        }
        assert_eq!(of(&units(&rows), "甲局").score_shrunk, None);
        rows.extend([75, 85, 80].repeat(9).into_iter().map(|score| about("丁局", "教育", score)));
        let found = units(&rows);
        let small = of(&found, "甲局").score_shrunk.unwrap();
        let large = of(&found, "丁局").score_shrunk.unwrap();
        assert!(small < 95.5 && 96.0 - small > 5.0 * (80.0 - large).abs(), "{small} {large}");
        rows.reverse();
        assert_eq!(found, units(&rows), "the order of the rows changes nothing");
    }

    #[test]
    fn nothing_beside_a_score_moves_the_rank() {
        let mut rows: Vec<_> = ["甲局", "乙局", "丙局", "丁局"]
            .iter()
            .flat_map(|unit| [60, 70, 80].map(|score| about(unit, "教育", score)))
            .collect();
        rows.extend([95, 97, 96, 95, 97].map(|score| about("戊局", "教育", score)));
        let found = units(&rows);
        let ranked = found.iter().find(|row| row.unit == "戊局").unwrap();
        assert_eq!((ranked.rank, ranked.score.value), (Some(1), Some(96.0)));
    }
}

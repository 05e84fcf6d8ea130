//! A unit's mix of topics in words.

use crate::records::{Beside, TopicShare};

/// Topics that are named.
const NAMED: usize = 3;

/// Replies of all units below which the mean of a topic says little.
const FEW: u32 = 5;

/// The largest topics with their share of the replies whose topic is known, such as
/// `教育 60%（12件）、交通 20%（4件）；其余2类 4件`, and what makes them a poor yardstick.
/// `None` when no topic is known.
pub(crate) fn mix(beside: &Beside) -> Option<String> {
    if beside.topics.is_empty() {
        return None;
    }
    let share = |topic: &TopicShare| {
        let share = 100.0 * f64::from(topic.n) / f64::from(beside.topics_n);
        format!("{} {share:.0}%（{}件）", topic.topic, topic.n)
    };
    let named: Vec<String> = beside.topics.iter().take(NAMED).map(share).collect();
    let others: Vec<&TopicShare> = beside.topics.iter().skip(NAMED).collect();
    let mut text = named.join("、");
    if !others.is_empty() {
        let n: u32 = others.iter().map(|topic| topic.n).sum();
        text.push_str(&format!("；其余{}类 {n}件", others.len()));
    }
    let few = listed(beside, |topic| topic.all < FEW);
    let alone = listed(beside, |topic| topic.all >= FEW && topic.all == topic.n);
    if let Some(few) = few {
        text.push_str(&format!("；全部单位合计不足{FEW}件、难作参照：{few}"));
    }
    if let Some(alone) = alone {
        text.push_str(&format!("；只有本单位办理、无从比较：{alone}"));
    }
    Some(text)
}

/// Names of such topics, the first few; `None` when there are none.
fn listed(beside: &Beside, is: impl Fn(&TopicShare) -> bool) -> Option<String> {
    let found: Vec<&str> =
        beside.topics.iter().filter(|topic| is(topic)).map(|topic| topic.topic.as_str()).collect();
    let named = found.get(..NAMED).unwrap_or(&found).join("、");
    match found.len() {
        0 => None,
        n if n > NAMED => Some(format!("{named}等{n}类")),
        _ => Some(named),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(topics: &[(&str, u32, u32)]) -> Beside {
        let topics: Vec<TopicShare> = topics
            .iter()
            .map(|&(topic, n, all)| TopicShare { topic: topic.to_owned(), n, all })
            .collect();
        Beside { topics_n: topics.iter().map(|topic| topic.n).sum(), topics, ..Beside::default() }
    }

    #[test]
    fn the_largest_topics_are_named_and_the_others_counted() {
        let mixed =
            [("教育", 12, 40), ("交通", 4, 30), ("卫生", 2, 20), ("水利", 1, 9), ("其他", 1, 8)];
        assert_eq!(
            mix(&beside(&mixed)).unwrap(),
            "教育 60%（12件）、交通 20%（4件）、卫生 10%（2件）；其余2类 2件"
        );
        assert_eq!(mix(&Beside::default()), None);
    }

    #[test]
    fn a_topic_that_is_no_yardstick_is_said_to_be_none() {
        assert_eq!(
            mix(&beside(&[("教育", 6, 6), ("交通", 2, 3)])).unwrap(),
            "教育 75%（6件）、交通 25%（2件）；全部单位合计不足5件、难作参照：交通；只有本单位办理、无从比较：教育"
        );
    }
}

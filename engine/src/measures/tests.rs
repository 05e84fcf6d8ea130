//! The worked examples of `docs/measures.md`, and what holds for any text.

use proptest::prelude::*;

use super::*;
use crate::{judge::judge, testing::rulebook};

fn measures(reply: &str, suggestion: Option<&str>) -> TextMeasures {
    judge(rulebook(), reply, suggestion).measures
}

/// Two measured sentences of 14 and 23 chars; the rest is courtesy.
const LAMPS: &str = "王代表：您好！您的建议收悉。经现场查看，滨河路缺路灯12盏。\
    我局已拨付8万元，于2024年5月12日全部装好。感谢您的关心！";

#[test]
fn courtesy_is_not_measured() {
    let found = measures(LAMPS, None);
    assert_eq!(found.measured_chars, 37);
    assert_eq!(found.sentence_chars, Some(18.5));
}

#[test]
fn entities_are_counted_once_and_those_of_the_suggestion_are_not_new() {
    // 12盏, 8万元, 2024年5月12日 (and not its year again): 3 in 37 chars.
    let found = measures(LAMPS, Some("滨河路缺路灯12盏，请安装。"));
    assert_eq!(found.specificity, Some(8.1081));
    assert_eq!(found.new_specificity, Some(5.4054));
    assert_eq!(measures(LAMPS, None).new_specificity, None);
}

#[test]
fn the_second_time_is_redundant_and_the_first_is_not() {
    // 该路段于五月修补完毕费用由我局承担: 17 of 41 chars stand there for the second time.
    let reply = "该路段于五月修补完毕，费用由我局承担。\
        经复查，该路段于五月修补完毕、费用由我局承担，质量合格。";
    assert_eq!(measures(reply, None).redundancy, Some(0.4146));
    assert_eq!(measures(LAMPS, None).redundancy, Some(0.0));
}

#[test]
fn hedges_are_counted_by_word_and_not_when_negated() {
    // 可能 适时 条件成熟 尽可能 争取 in 26 words; 不可能 leaves nothing open.
    let reply = "该处可能适时改造。条件成熟时，我们将尽可能争取资金，不可能再拖。\
        我局将于明年完成全部道路的改造工作。";
    assert_eq!(measures(reply, None).hedge_ratio, Some(0.1923));
    assert_eq!(measures(LAMPS, None).hedge_ratio, Some(0.0));
}

#[test]
fn diversity_needs_a_window_of_words() {
    assert_eq!(measures(LAMPS, None).lexical_diversity, None);
    let long = LAMPS.repeat(4);
    let diversity = measures(&long, None).lexical_diversity.unwrap();
    assert!(diversity > 0.3 && diversity < 0.5, "{diversity}");
}

#[test]
fn a_short_reply_is_not_measured() {
    let found = measures("李代表：路灯已修好。", None);
    assert_eq!(found, TextMeasures { measured_chars: 5, ..TextMeasures::default() });
}

/// The shares of a reply that may not leave 0–1.
fn shares(found: &TextMeasures) -> impl Iterator<Item = f64> {
    let percent = [found.specificity, found.new_specificity].map(|value| value.map(|v| v / 100.0));
    let shares = [found.redundancy, found.hedge_ratio, found.lexical_diversity];
    percent.into_iter().chain(shares).flatten()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_measured_within_bounds(
        reply in "(可能|适时|不|尽可能|路灯|已修复|12盏|2024年|5月12日|8万元|。|，|\n|a|《|”|\u{feff}|𠮷){0,60}",
        wild in any::<String>(),
    ) {
        for (text, other) in [(&reply, &wild), (&wild, &reply)] {
            let found = measures(text, Some(other));
            for share in shares(&found) {
                prop_assert!((0.0..=1.0).contains(&share), "{found:?}");
            }
            prop_assert!(found.new_specificity <= found.specificity);
            prop_assert!(found.sentence_chars.is_none_or(|chars| chars >= 1.0));
        }
    }

    #[test]
    fn saying_everything_twice_makes_half_of_it_redundant(reply in "[路灯桥河水电修建换装清运查看三五]{30,60}") {
        let once = measures(&format!("经查{reply}3处。"), None);
        let twice = measures(&format!("经查{reply}3处。经查{reply}3处。"), None);
        if let (Some(once), Some(twice)) = (once.redundancy, twice.redundancy) {
            prop_assert!(twice >= 0.5 && twice + 1e-4 >= (1.0 + once) / 2.0, "{once} {twice}");
        }
    }
}

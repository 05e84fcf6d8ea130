//! The stage as a whole: whom it brings together and whom it does not.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    samples::{judged, settings},
    signature::Signature,
    *,
};
use crate::splitmix::mix;

const BODY: &str = "城区违停治理要疏堵结合，近年来我局坚持严管重罚与便民服务并重，秩序持续好转。\
    下一步我局将加强部门联动，加大巡查力度，健全长效机制，努力营造整洁有序的环境。";

fn member(reply_id: &str, year: i32, unit: &'static str) -> (String, i32, &'static str) {
    (reply_id.to_owned(), year, unit)
}

type Row = (String, i32, &'static str);

fn related(rows: &[(Row, Option<Signature>)]) -> Relations {
    let members: Vec<Member<'_>> = rows
        .iter()
        .map(|((reply_id, year, unit), _)| Member { reply_id, year: Some(*year), unit: Some(unit) })
        .collect();
    let signatures: Vec<_> = rows.iter().map(|(_, signature)| signature.clone()).collect();
    relate(&settings(), &members, &signatures)
}

fn signature(title: Option<&str>, reply: &str) -> Option<Signature> {
    sign(&settings(), &judged(title, reply))
}

#[test]
fn a_letter_pasted_under_other_names_is_one_family() {
    let letters = [
        format!(
            "王代表：\n您提出的《关于整治学院路违停的建议》（第3号）收悉。{BODY}感谢您的关心！"
        ),
        format!(
            "尊敬的李代表：\n您好！第118号建议收悉，现答复如下：\n{BODY}\n欢迎再提宝贵意见。\n城管局\n2024年5月6日"
        ),
        format!("{BODY}祝您工作愉快！"),
    ];
    let rows: Vec<_> = (1..)
        .zip(&letters)
        .map(|(id, letter)| (member(&id.to_string(), 2024, "城管局"), signature(None, letter)))
        .collect();
    let relations = related(&rows);
    assert_eq!(relations.families.len(), 1);
    assert_eq!(relations.families[0].id, "1");
    assert_eq!(relations.families[0].members, [0, 1, 2]);
    assert!(relations.rows.iter().all(|row| row.template_size == Some(3)));
}

#[test]
fn courtesy_alone_makes_no_family() {
    let letter = "尊敬的赵代表：\n您好！您提出的建议已收悉，非常感谢您对我区工作的关心和支持。\n\
        再次感谢您的建议，欢迎您继续提出宝贵意见！祝您身体健康，工作顺利！\n教育局\n2024年5月6日";
    assert_eq!(signature(None, letter), None);
}

#[test]
fn a_short_body_is_not_compared() {
    assert_eq!(signature(None, "路灯已于5月修好。"), None);
    assert!(signature(None, BODY).is_some());
}

#[test]
fn a_family_names_its_units_and_years() {
    let copy = signature(None, BODY);
    let rows = [
        (member("b", 2023, "教育局"), copy.clone()),
        (member("a", 2022, "城管局"), copy.clone()),
        (member("c", 2023, "城管局"), copy),
    ];
    let relations = related(&rows);
    let family = &relations.families[0];
    assert_eq!((family.id.as_str(), family.members.as_slice()), ("a", [1, 0, 2].as_slice()));
    assert_eq!(family.units, ["城管局", "教育局"]);
    assert_eq!(family.years, [2022, 2023]);
}

#[test]
fn only_earlier_years_of_the_same_unit_count() {
    let copy = signature(None, BODY);
    let rows = [
        (member("1", 2022, "城管局"), copy.clone()),
        (member("2", 2022, "城管局"), copy.clone()),
        (member("3", 2023, "教育局"), copy.clone()),
        (member("4", 2024, "城管局"), copy),
        (member("5", 2024, "城管局"), None),
    ];
    let found: Vec<_> = related(&rows).rows.iter().map(|row| row.last_year_similarity).collect();
    assert_eq!(found, [None, None, None, Some(1.0), None]);
}

/// The shingles of text number `text`, of which the last `changed` of 100 chars are its own.
fn synthetic(text: u64, changed: u64, variant: u64) -> Signature {
    let char = |at: u64| {
        let source = if at < 100 - changed { mix(text) } else { mix(text) ^ mix(variant) };
        char::from_u32(0x4e00 + (mix(source ^ mix(at)) % 3000) as u32).unwrap()
    };
    let chars: Vec<char> = (0..100).map(char).collect();
    Signature::of(&Body { han_chars: chars.len() as u32, chars })
}

/// `count` replies: half of them alone, of every hundred the other fifty from one template
/// in ten variants.
fn corpus(count: u64) -> Vec<(Row, Option<Signature>)> {
    (0..count)
        .map(|row| {
            let alone = row % 20 < 10;
            let (text, variant) = if alone { (row, 0) } else { (TEMPLATES + row / 100, row % 10) };
            let unit = ["甲局", "乙局", "丙局"][(text % 3) as usize];
            let row_id = format!("{row:07}");
            (member(&row_id, 2015 + (row % 10) as i32, unit), Some(synthetic(text, 8, variant)))
        })
        .collect()
}

/// Numbers of texts from here on are templates.
const TEMPLATES: u64 = 1 << 40;

fn by_id(rows: &[(Row, Option<Signature>)]) -> BTreeMap<String, Related> {
    let relations = related(rows);
    rows.iter().map(|((id, _, _), _)| id.clone()).zip(relations.rows).collect()
}

#[test]
fn planted_variants_are_found_and_strangers_stay_apart() {
    let rows = corpus(2_000);
    let relations = related(&rows);
    assert_eq!(relations.families.len(), 20);
    assert!(relations.families.iter().all(|family| family.members.len() == 50));
}

#[test]
fn a_large_unit_finds_reuse_by_candidates() {
    let rows: Vec<_> = corpus(6_000)
        .into_iter()
        .map(|((id, year, _), signature)| ((id, year, "独一局"), signature))
        .collect();
    let relations = related(&rows);
    for (((_, year, _), _), row) in rows.iter().zip(&relations.rows) {
        match (row.last_year_similarity, row.template_size) {
            (None, _) => assert_eq!(*year, 2015),
            (Some(similarity), Some(_)) => assert!(similarity >= 0.7, "{similarity}"),
            (Some(similarity), None) => assert!(similarity < 0.3, "{similarity}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_order_of_rows_changes_nothing(seed in any::<u64>()) {
        let rows = corpus(400);
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|((id, _, _), _)| mix(seed ^ id.parse::<u64>().unwrap()));
        prop_assert_eq!(by_id(&rows), by_id(&shuffled));
    }
}

/// `cargo test -- --ignored --nocapture relate` prints the time; it is no promise.
#[test]
#[ignore = "takes seconds; a look at the speed"]
fn two_hundred_thousand_replies_are_related_in_seconds() {
    let rows = corpus(200_000);
    let start = std::time::Instant::now();
    let relations = related(&rows);
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("{} families in {seconds:.1} s", relations.families.len());
    assert_eq!(relations.families.len(), 2_000);
    assert!(seconds < 120.0, "{seconds}");
}

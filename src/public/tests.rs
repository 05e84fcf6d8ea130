//! Masks and the plan of a public edition, on texts and rows of our own.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Item, Learned, Masks, PublicRules, Publication, learn, prove};
use crate::{
    records::{
        HandPoints, Letter, Metrics, MetricsRow, Origin, Particulars, PublishedFigure, ReplyRow,
    },
    score::samples::row,
};

const TEXT: &str = include_str!("../../rules/public.toml");

fn masks() -> Masks {
    Masks::new(PublicRules::parse(TEXT).unwrap())
}

fn publication(masks: Masks, rows: &[ReplyRow], learned: &[Learned]) -> Publication {
    publication_with(masks, rows, &[], learned)
}

fn publication_with(
    masks: Masks,
    rows: &[ReplyRow],
    owed: &[MetricsRow],
    learned: &[Learned],
) -> Publication {
    let items: Vec<Item<'_>> = rows.iter().map(item).collect();
    Publication::new(masks, &items, owed, learned)
}

fn item(row: &ReplyRow) -> Item<'_> {
    let ReplyRow { reply_id, year, unit, metrics, .. } = row;
    Item { reply_id, year: *year, unit: unit.as_deref(), metrics }
}

fn refused(from: &str, to: &str) -> String {
    assert!(TEXT.contains(from), "the file no longer says {from}");
    PublicRules::parse(&TEXT.replacen(from, to, 1)).unwrap_err().to_string()
}

fn reply(id: &str, unit: &str, year: i32, more: Particulars) -> ReplyRow {
    ReplyRow {
        reply_id: id.to_owned(),
        metrics: Metrics { more: Some(Box::new(more)), ..Metrics::default() },
        ..row(Some(unit), Some(year), 5_000)
    }
}

#[test]
fn every_mask_and_exception_of_the_embedded_file_stands_its_examples() {
    let rules = PublicRules::parse(TEXT).unwrap();
    assert_eq!(prove(&rules), Vec::<String>::new());
    for mask in &rules.masks {
        assert!(mask.tests.iter().any(|test| test.text != test.shown), "{}", mask.name);
    }
    for allowed in &rules.allowed {
        assert!(!allowed.tests.is_empty(), "{}", allowed.name);
    }
    let kept = rules.masks.iter().flat_map(|mask| &mask.tests).filter(|one| one.text == one.shown);
    assert!(kept.count() >= 5, "there are examples of what must not be masked");
}

#[test]
fn a_file_that_makes_no_sense_is_refused_in_words() {
    assert!(refused("k = 5", "k = 1").contains("k 至少是 2"));
    assert!(refused("other = \"其他单位\"", "other = \" \"").contains("other 不能空着"));
    assert!(refused("k = 5", "kk = 5").contains("kk"));
    assert!(refused("'[A-Za-z0-9._%+-]+", "'([A-Za-z0-9._%+-]+").contains("电子邮箱"));
}

#[test]
fn an_example_that_does_not_hold_is_told_with_what_came_out() {
    let text = TEXT.replacen("shown = \"张某某代表：\"", "shown = \"张建国代表：\"", 1);
    let failures = prove(&PublicRules::parse(&text).unwrap());
    assert_eq!(failures.len(), 1);
    assert!(failures[0].contains("实际是“张某某代表：”"), "{failures:?}");
}

#[test]
fn a_name_that_a_letter_gives_away_is_masked_in_its_other_sentences() {
    let masks = masks();
    let letter = Letter {
        row: 0,
        origin: Origin { file: "甲.csv".into(), sheet: None, line: 2 },
        reply_id: "1".into(),
        raw_id: "1".into(),
        year: Some(2024),
        unit: None,
        title: None,
        suggestion: None,
        reply: "吴晓燕代表：来信收悉。经与吴晓燕当面商量，已修好。".into(),
        metrics: Metrics::default(),
    };
    let learned = learn(&masks, &letter);
    let rows = [row(None, None, 5_000)];
    let publication = publication(masks, &rows, &[learned]);
    let shown = publication.hide(0, "经与吴晓燕当面商量").text;
    assert_eq!(shown, "经与吴某某当面商量");
}

#[test]
fn a_name_of_the_tables_is_masked_everywhere_and_a_short_one_in_its_own_letter() {
    let person =
        |name: &str| Particulars { lead_deputy: Some(name.into()), ..Particulars::NOTHING };
    let rows =
        [reply("1", "教育局", 2024, person("陆远航")), reply("2", "教育局", 2024, person("高峰"))];
    let publication = publication(masks(), &rows, &[]);
    assert_eq!(publication.hide(1, "与陆远航同行").text, "与陆某某同行");
    assert_eq!(publication.hide(1, "与高峰同行").text, "与高某同行");
    assert_eq!(publication.hide(0, "早高峰拥堵").text, "早高峰拥堵", "a word in other letters");
}

#[test]
fn none_of_many_thousand_names_is_lost() {
    let name = |at: u32| -> String {
        let char = |at: u32| char::from_u32(0x4e00 + at).unwrap_or('甲');
        ['陆', char(at % 80), char(100 + at / 80)].iter().collect()
    };
    let rows: Vec<ReplyRow> = (0..5_000)
        .map(|at| {
            let more = Particulars { signer: Some(name(at).into()), ..Particulars::NOTHING };
            reply(&at.to_string(), "教育局", 2024, more)
        })
        .collect();
    let publication = publication(masks(), &rows, &[]);
    for at in [0, 1_999, 2_000, 4_999] {
        let shown = publication.hide(7, &format!("由{}去办", name(at))).text;
        assert_eq!(shown, "由陆某某去办", "{}", name(at));
    }
}

#[test]
fn a_rare_topic_of_a_unit_is_not_told_and_a_common_one_is() {
    let about = |topic: &str| Particulars {
        topic: Some(topic.into()),
        section: Some("二科".into()),
        ..Particulars::NOTHING
    };
    let mut rows: Vec<ReplyRow> =
        (0..6).map(|at| reply(&at.to_string(), "教育局", 2024, about("校车"))).collect();
    rows.push(reply("7", "教育局", 2024, about("食堂")));
    let publication = publication(masks(), &rows, &[]);
    let shown = publication.replies(rows);
    let topic = |row: &ReplyRow| row.metrics.more().topic.clone();
    assert_eq!(topic(&shown[0]).as_deref(), Some("校车"));
    assert_eq!(topic(&shown[6]), None);
    assert!(shown.iter().all(|row| row.metrics.more().section.is_none()));
}

#[test]
fn ids_stay_unique_when_their_names_are_masked() {
    let rows: Vec<ReplyRow> = ["赵国栋代表", "赵建军代表", "3"]
        .into_iter()
        .map(|id| reply(id, "教育局", 2024, Particulars::NOTHING))
        .collect();
    let publication = publication(masks(), &rows, &[]);
    let ids: BTreeSet<String> =
        publication.replies(rows).into_iter().map(|row| row.reply_id).collect();
    assert_eq!(
        ids.iter().map(String::as_str).collect::<Vec<_>>(),
        ["3", "赵某某代表", "赵某某代表~2"]
    );
}

#[test]
fn families_are_named_after_a_member_that_is_published() {
    let publicity =
        |word: &str| Particulars { publicity: Some(word.into()), ..Particulars::NOTHING };
    let mut rows = vec![
        reply("1", "教育局", 2024, publicity("exempt")),
        reply("2", "教育局", 2024, publicity("open")),
        reply("3", "教育局", 2024, publicity("open")),
    ];
    for row in &mut rows {
        row.related.template_cluster = Some("1".to_owned());
        row.related.template_size = Some(3);
    }
    let publication = publication(masks(), &rows, &[]);
    let shown = publication.replies(rows);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].related.template_cluster.as_deref(), Some("2"));
    assert_eq!(shown[1].related.template_size, Some(2));
    assert_eq!(publication.stamp(0, Default::default()).withheld, 1);
}

fn owed(id: &str, unit: &str, more: Particulars) -> MetricsRow {
    MetricsRow {
        origin: origin(),
        raw_id: id.to_owned(),
        year: Some(2024),
        unit: Some(unit.to_owned()),
        title: Some("关于路灯的建议（赵国栋等代表）".to_owned()),
        metrics: Metrics { more: Some(Box::new(more)), ..Metrics::default() },
    }
}

fn origin() -> Origin {
    Origin { file: "赵国栋代表.csv".into(), sheet: Some("赵国栋代表".into()), line: 7 }
}

fn exempt() -> Particulars {
    Particulars { publicity: Some("exempt".into()), ..Particulars::NOTHING }
}

#[test]
fn items_without_a_reply_are_masked_merged_and_left_out_like_replies() {
    let rows: Vec<ReplyRow> = (0..6)
        .map(|at| reply(&at.to_string(), "教育局", 2024, Particulars::NOTHING))
        .chain((6..9).map(|at| reply(&at.to_string(), "档案局", 2024, Particulars::NOTHING)))
        .chain((9..11).map(|at| reply(&at.to_string(), "史志办", 2024, Particulars::NOTHING)))
        .collect();
    let waiting = vec![
        owed("赵国栋代表", "教育局", Particulars::NOTHING),
        owed("21", "档案局", Particulars::NOTHING),
        owed("22", "教育局", exempt()),
    ];
    let publication = publication_with(masks(), &rows, &waiting, &[]);
    let shown = publication.owed(waiting);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].raw_id, "赵某某代表");
    assert_eq!(shown[0].title.as_deref(), Some("关于路灯的建议（赵某某等代表）"));
    assert_eq!((shown[0].unit.as_deref(), &*shown[0].origin.file), (Some("教育局"), ""));
    assert_eq!(shown[1].unit.as_deref(), Some("其他单位"));
    let stamp = publication.stamp(0, Default::default());
    assert_eq!((stamp.withheld_unanswered, stamp.merged_replies), (1, 5));
}

#[test]
fn figures_and_points_by_hand_are_told_of_units_that_stand_there_whole() {
    let mut rows: Vec<ReplyRow> = (0..6)
        .map(|at| reply(&at.to_string(), "教育局", 2024, Particulars::NOTHING))
        .chain((6..12).map(|at| reply(&at.to_string(), "水务局", 2024, Particulars::NOTHING)))
        .collect();
    rows.push(reply("13", "水务局", 2024, exempt()));
    let figure = |unit: Option<&str>, year| PublishedFigure {
        origin: origin(),
        unit: unit.map(ToOwned::to_owned),
        year,
        rate: "satisfied_rate".to_owned(),
        value: 0.9,
    };
    let publication = publication(masks(), &rows, &[]);
    let all = vec![
        figure(None, None),
        figure(Some("教育局"), Some(2024)),
        figure(Some("水务局"), Some(2024)),
        figure(Some("水务局"), None),
    ];
    let told = publication.figures(all);
    assert_eq!(told.len(), 1, "ours would be another number beside the others");
    assert_eq!(told[0].unit.as_deref(), Some("教育局"));
    assert_eq!((&*told[0].origin.file, told[0].origin.sheet.is_none()), ("公布数据", true));
    let points = |unit: &str, year| HandPoints {
        origin: origin(),
        unit: unit.to_owned(),
        year,
        points: vec![("加分".to_owned(), 100)],
    };
    let told = publication.hand_points(vec![points("水务局", Some(2024)), points("史志办", None)]);
    assert_eq!(told.len(), 1, "a unit that no row names is not told");
}

#[test]
fn a_merged_unit_keeps_what_the_score_stands_on() {
    let more =
        Particulars { reply_number: Some("档函〔2024〕1号".into()), ..Particulars::NOTHING };
    let mut rows: Vec<ReplyRow> = vec![reply("1", "档案局", 2024, more)];
    rows[0].metrics.co_units = Some("教育局".into());
    rows[0].metrics.promise = Some("请周文博代表放心，年底前修好".into());
    let publication = publication(masks(), &rows, &[]);
    let shown = publication.replies(rows);
    assert_eq!(shown[0].metrics.co_units.as_deref(), Some("其他单位"));
    assert_eq!(shown[0].metrics.promise.as_deref(), Some("请周某某代表放心，年底前修好"));
    assert_eq!(shown[0].metrics.more().reply_number, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_mask_is_as_long_as_what_it_hides(text in "[赵国栋代表：0-9１３号楼单元室村组@.a-cA-C浙 \n，。-]{0,60}") {
        let shown = masks_once().hide(&text, &[]).text;
        prop_assert_eq!(shown.chars().count(), text.chars().count());
    }

    #[test]
    fn a_mobile_number_never_comes_out(
        before in "[电话手机：请拨打，0-9]{0,4}[：，]", digits in "1[3-9][0-9]{9}", after in "[，。）]",
    ) {
        let shown = masks_once().hide(&format!("{before}{digits}{after}"), &[]).text;
        prop_assert!(!shown.contains(&digits), "{}", shown);
    }

    #[test]
    fn what_is_masked_stays_as_it_is(text in "[赵国栋代表：1380-9、，。\n]{0,40}") {
        let once = masks_once().hide(&text, &[]).text;
        prop_assert_eq!(masks_once().hide(&once, &[]).text.clone(), once);
    }
}

fn masks_once() -> &'static Masks {
    static MASKS: std::sync::OnceLock<Masks> = std::sync::OnceLock::new();
    MASKS.get_or_init(masks)
}

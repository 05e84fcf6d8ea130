//! Wording found again: the worked examples of `docs/measures.md`, and what holds for any run.

use proptest::prelude::*;

use super::{
    samples::{judged, settings},
    traces::Sentence,
    *,
};
use crate::splitmix::mix;

/// A run small enough to be counted by hand: what stands in two of three replies is common.
fn small() -> Settings {
    let mut settings = settings();
    settings.boilerplate.least_share = 0.5;
    settings.boilerplate.least_replies = 2;
    settings.boilerplate.minimum_replies = 3;
    settings
}

type Row<'a> = (Option<&'a str>, Option<i32>, Traces);

fn found(settings: &Settings, rows: &[Row<'_>]) -> Vec<Related> {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TraceWriter::create(&folder.path().join("traces")).unwrap();
    rows.iter().for_each(|(_, _, traces)| writer.add(traces).unwrap());
    let traces = writer.finish().unwrap();
    let members: Vec<Member<'_>> = rows
        .iter()
        .map(|(unit, year, _)| Member { reply_id: "", year: *year, unit: *unit })
        .collect();
    let mut relations =
        Relations { rows: vec![Related::default(); rows.len()], ..Relations::default() };
    relations.add_wording(settings, &members, &traces).unwrap();
    relations.rows
}

fn traces(reply: &str) -> Traces {
    Traces::of(&settings(), &judged(None, reply))
}

fn boilerplate(settings: &Settings, replies: &[&str]) -> Vec<Option<f64>> {
    let rows: Vec<Row<'_>> = replies.iter().map(|reply| (None, None, traces(reply))).collect();
    found(settings, &rows).iter().map(|row| row.boilerplate_share).collect()
}

const ROAD: &str = "李代表：您好！经核查，路面破损八处。我们将进一步加大巡查力度。感谢您的关心！";
const RAIL: &str = "王代表：您好！经查看，护栏缺失三米。我们将进一步加大巡查力度。感谢您的关心！";
const FENCE: &str = "赵代表：您好！已与产权单位约定，六月底前拆除围挡。感谢您的关心！";

#[test]
fn a_sentence_with_a_common_phrase_is_boilerplate_and_courtesy_is_not_counted() {
    // 我们将进一步加大巡查力度: 12 of 21 chars.
    let shares = boilerplate(&small(), &[ROAD, RAIL, FENCE]);
    assert_eq!(shares, [Some(0.5714), Some(0.5714), Some(0.0)]);
}

#[test]
fn a_date_that_many_replies_bear_is_no_boilerplate() {
    let on = |words: &str| format!("{words}已于2024年5月12日完工。");
    let replies = [on("滨河路缺损的路灯"), on("学院路破损的井盖"), on("幸福桥松动的护栏")];
    let shares = boilerplate(&small(), &replies.each_ref().map(String::as_str));
    assert_eq!(shares, [Some(0.0); 3]);
}

#[test]
fn a_small_run_says_nothing_of_boilerplate() {
    assert_eq!(boilerplate(&small(), &[ROAD, RAIL]), [None, None]);
    assert_eq!(boilerplate(&settings(), &[ROAD, RAIL, FENCE]), [None; 3]);
}

#[test]
fn a_reply_that_is_not_compared_is_in_no_count() {
    let rows = [ROAD, RAIL, FENCE].map(|reply| (None, None, traces(reply)));
    let rows = [rows.as_slice(), &[(None, None, Traces::default())]].concat();
    assert_eq!(found(&small(), &rows)[3].boilerplate_share, None);
    let mut settings = small();
    settings.boilerplate.minimum_replies = 4;
    assert_eq!(found(&settings, &rows)[0].boilerplate_share, None);
}

const EARLIER: &str = "桥面及护栏由我局管养。今年已修补坑槽三处。";
const LATER: &str = "桥面及护栏由我局管养。今年已更换井盖两个、修补人行道。";

fn stickiness(rows: &[Row<'_>]) -> Vec<Option<f64>> {
    found(&settings(), rows).iter().map(|row| row.stickiness).collect()
}

#[test]
fn a_sentence_of_an_earlier_year_of_the_unit_sticks() {
    let of = |unit, year, reply| (Some(unit), Some(year), traces(reply));
    let rows = [
        of("甲局", 2022, EARLIER),
        // 桥面及护栏由我局管养: 10 of 24 chars.
        of("甲局", 2023, LATER),
        of("甲局", 2023, EARLIER),
        of("乙局", 2023, LATER),
        (Some("甲局"), None, traces(LATER)),
        (None, Some(2023), traces(LATER)),
        (Some("甲局"), Some(2023), Traces::default()),
    ];
    let expected = [None, Some(0.4167), Some(1.0), None, None, None, None];
    assert_eq!(stickiness(&rows), expected);
}

#[test]
fn numbers_and_marks_do_not_make_a_sentence_new_and_another_word_does() {
    let of = |year, reply| (Some("甲局"), Some(year), traces(reply));
    let rows = [
        of(2022, "全区共改造供水管道12公里，惠及居民300户。"),
        of(2023, "全区共改造供水管道8公里，惠及居民1500户；"),
        of(2023, "全区共改造排水管道8公里，惠及居民1500户。"),
    ];
    assert_eq!(stickiness(&rows), [None, Some(1.0), Some(0.0)]);
}

/// Unit, year, and for each sentence its words and its length.
type Drawn = (usize, i32, Vec<(u8, u8)>);

/// Any run: sentences of few kinds, so that much is found again.
fn run() -> impl Strategy<Value = Vec<Drawn>> {
    let sentence = (0_u8..6, 0_u8..4);
    let reply = (0_usize..3, 2020_i32..2024, proptest::collection::vec(sentence, 0..5));
    proptest::collection::vec(reply, 1..30)
}

fn row((unit, year, sentences): &Drawn) -> Row<'static> {
    let sentence = |(whole, length): &(u8, u8)| Sentence {
        whole: mix(u64::from(*whole)),
        chars: 4 + 4 * u32::from(*length),
        phrases: (0..u32::from(*length)).map(|at| u32::from(*whole) + at).collect(),
    };
    let sentences = sentences.iter().map(sentence).collect();
    ([Some("甲局"), Some("乙局"), None][*unit], Some(*year), Traces { sentences })
}

/// In how many replies each phrase stands, counted plainly.
fn plainly(rows: &[Row<'_>], least: usize) -> Vec<Option<f64>> {
    let holds = |traces: &Traces, phrase: u32| traces.distinct_phrases().contains(&phrase);
    let common = |phrase: u32| rows.iter().filter(|row| holds(&row.2, phrase)).count() >= least;
    rows.iter()
        .map(|row| row.2.share_in(|sentence| sentence.phrases.iter().any(|phrase| common(*phrase))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_count_is_exact_within_bounds_and_the_order_of_rows_changes_nothing(
        run in run(),
        seed in any::<u64>(),
    ) {
        let mut settings = small();
        settings.boilerplate.minimum_replies = 0;
        let rows: Vec<Row<'_>> = run.iter().map(row).collect();
        let compared = rows.iter().filter(|row| !row.2.sentences.is_empty()).count();
        let related = found(&settings, &rows);
        let shares: Vec<_> = related.iter().map(|row| row.boilerplate_share).collect();
        prop_assert_eq!(shares, plainly(&rows, compared.div_ceil(2).max(2)));
        for share in related.iter().flat_map(|row| [row.boilerplate_share, row.stickiness]).flatten() {
            prop_assert!((0.0..=1.0).contains(&share));
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| mix(seed ^ *at as u64));
        let shuffled: Vec<Row<'_>> = order.iter().map(|at| rows[*at].clone()).collect();
        for (at, again) in order.iter().zip(found(&settings, &shuffled)) {
            prop_assert_eq!(&again, &related[*at]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_has_traces_and_no_more_chars_than_it_has(
        title in proptest::option::of(any::<String>()),
        reply in "(已修补|路面|12处|2024年|《关于|的建议》|第3号|。|，|\n|“|”|\u{feff}|𠮷){0,40}|.{0,80}",
    ) {
        let traces = Traces::of(&settings(), &judged(title.as_deref(), &reply));
        prop_assert!(traces.chars() as usize <= reply.chars().count());
        let phrase = settings().boilerplate.phrase;
        for sentence in &traces.sentences {
            prop_assert!(sentence.chars > 0);
            prop_assert!(sentence.phrases.len() <= (sentence.chars as usize + 1).saturating_sub(phrase));
        }
    }
}

/// A reply of six sentences of 30 phrases each; one sentence in five is of a common stock.
fn synthetic(row: u64) -> Traces {
    let sentence = |at: u64| {
        let own = mix(row << 3 | at);
        let text = if own.is_multiple_of(5) { own % 500 } else { own };
        let phrases = (0..30).map(|place| mix(text ^ place << 48) as u32).collect();
        Sentence { whole: mix(text), chars: 37, phrases }
    };
    Traces { sentences: (0..6).map(sentence).collect() }
}

/// `cargo test -- --ignored --nocapture wording` prints the time; it is no promise.
#[test]
#[ignore = "takes seconds; a look at the speed"]
fn a_hundred_thousand_replies_are_found_again_in_seconds() {
    let folder = tempfile::tempdir().unwrap();
    for count in [20_000_u64, 100_000] {
        let start = std::time::Instant::now();
        let mut writer = TraceWriter::create(&folder.path().join("traces")).unwrap();
        (0..count).for_each(|row| writer.add(&synthetic(row)).unwrap());
        let traces = writer.finish().unwrap();
        let written = start.elapsed().as_secs_f64();
        let units: Vec<String> = (0..60).map(|unit| format!("单位{unit}")).collect();
        let member = |row: u64| Member {
            reply_id: "",
            year: Some(2015 + (row / 60 % 10) as i32),
            unit: units.get((row % 60) as usize).map(String::as_str),
        };
        let members: Vec<Member<'_>> = (0..count).map(member).collect();
        let mut relations =
            Relations { rows: vec![Related::default(); members.len()], ..Relations::default() };
        relations.add_wording(&settings(), &members, &traces).unwrap();
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("{count}: written in {written:.1} s, found again in {:.1} s", seconds - written);
        let found = relations.rows.iter().filter(|row| row.stickiness > Some(0.0)).count();
        assert!(found as u64 > count / 2, "{found} of {count}");
        assert!(seconds < 120.0, "{seconds}");
    }
}

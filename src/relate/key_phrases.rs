//! Phrases on the rise or on the wane, in words: pieces that overlap in a sentence are put
//! together to the longest text that most of their replies share, and counted anew.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use shida_engine::sentence::SentenceClass;

use super::{
    Member,
    body::{DIGITS, classed_without_courtesy, spelling},
    key_pieces::{KeyPieces, Piece},
    settings::Settings,
    signature::hash_of,
    trace_file::{TraceError, TraceFile},
    traces::{Sentence, Traces},
};
use crate::{
    records::Judged,
    statistics::keyness::{Keyness, keyness},
};

/// Where the use of a phrase goes in the last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PhraseChange {
    /// It stands in no reply of an earlier year.
    New,
    /// More replies hold it than before.
    Rising,
    /// Fewer replies hold it than before.
    Falling,
    /// It stands in no reply of the last year.
    Gone,
}

impl PhraseChange {
    /// The word in phrases.csv.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Gone => "gone",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新出现",
            Self::Rising => "增多",
            Self::Falling => "减少",
            Self::Gone => "不再出现",
        }
    }
}

/// A phrase whose use changes: a row of phrases.csv.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhraseRow {
    /// Its words without marks, in the plain spelling that is compared.
    pub phrase: String,
    /// Where it goes.
    pub change: PhraseChange,
    /// Class of the sentence that holds it in the example.
    pub class: SentenceClass,
    /// A reply that holds it.
    pub example: String,
    /// Of each year the replies that hold it and the replies compared, ascending.
    pub years: Vec<(i32, u32, u32)>,
    /// The last year against the earlier ones.
    pub keyness: Keyness,
    /// Its p-value corrected for the number of pieces tested.
    pub q_value: f64,
    /// Units with most replies that hold it, on the side where it is more frequent (the last
    /// year, or the earlier ones), most first.
    pub units: Vec<(String, u32)>,
}

impl PhraseRow {
    /// Replies that hold it and replies compared, of the last year.
    #[must_use]
    pub fn last(&self) -> (u32, u32) {
        self.years.last().map_or((0, 0), |(_, with, all)| (*with, *all))
    }

    /// The same of all earlier years.
    #[must_use]
    pub fn earlier(&self) -> (u32, u32) {
        let before = self.years.len().saturating_sub(1);
        let years = self.years.iter().take(before);
        years.fold((0, 0), |sum, (_, with, all)| (sum.0 + with, sum.1 + all))
    }

    /// The first year in which it was seen.
    #[must_use]
    pub fn first_year(&self) -> Option<i32> {
        self.years.iter().find(|(_, with, _)| *with > 0).map(|(year, _, _)| *year)
    }
}

/// What is told of phrases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PhraseList {
    /// The phrases: new and rising ones first, then falling ones, the surest first.
    pub rows: Vec<PhraseRow>,
    /// The last year and how many replies of it were compared; `None` when there are too few
    /// replies, or only one year.
    pub last: Option<(i32, u32)>,
    /// Replies of the earlier years that were compared.
    pub earlier: u32,
}

/// Puts the pieces into words and counts them; `quoted` are the replies of
/// [`KeyPieces::examples`], in that order.
///
/// # Errors
/// Traces that cannot be read back.
pub fn key_phrases(
    settings: &Settings,
    pieces: &KeyPieces,
    members: &[Member<'_>],
    (quoted, traces): (&[Judged], &TraceFile),
) -> Result<PhraseList, TraceError> {
    let (last, earlier) = pieces.sides.sizes();
    let enough = last.min(earlier) >= settings.phrases.minimum_replies;
    let year = pieces.sides.years.last_key_value().filter(|_| enough);
    let mut list =
        PhraseList { last: year.map(|(year, n)| (*year, *n)), earlier, ..PhraseList::default() };
    let worded = worded(settings, pieces, members, quoted);
    let counts = counted(&worded, pieces, (members, traces))?;
    let rows = worded.into_iter().zip(counts);
    list.rows = rows.filter_map(|(found, counts)| row(settings, pieces, found, counts)).collect();
    list.rows = without_parts(list.rows);
    list.rows.sort_by(|a, b| {
        let place = |row: &PhraseRow| row.change > PhraseChange::Rising;
        place(a)
            .cmp(&place(b))
            .then(b.keyness.g2.total_cmp(&a.keyness.g2))
            .then_with(|| a.phrase.cmp(&b.phrase))
    });
    Ok(list)
}

/// A text put together of pieces.
#[derive(Debug, Clone, PartialEq)]
struct Worded {
    text: String,
    /// Its pieces, by place.
    hashes: Vec<u32>,
    rises: bool,
    class: SentenceClass,
    example: String,
}

/// The different texts of the examples, by text.
fn worded(
    settings: &Settings,
    pieces: &KeyPieces,
    members: &[Member<'_>],
    quoted: &[Judged],
) -> Vec<Worded> {
    let mut found: BTreeMap<String, Worded> = BTreeMap::new();
    for (row, judged) in pieces.examples().iter().zip(quoted) {
        let example = members.get(*row).map_or("", |member| member.reply_id);
        let title = judged.letter.title.as_deref().unwrap_or("");
        for (text, class) in classed_without_courtesy(settings, judged) {
            let chars = spelling(settings, &text, title);
            for (text, hashes, rises) in joined(&chars, settings.boilerplate.phrase, &pieces.pieces)
            {
                let example = example.to_owned();
                let new = Worded { text: text.clone(), hashes, rises, class, example };
                let known = found.entry(text).or_insert_with(|| new.clone());
                if new.example < known.example {
                    *known = new;
                }
            }
        }
    }
    found.into_values().collect()
}

/// Share of a piece's replies that a longer text must keep.
const KEPT: f64 = 0.75;

/// Texts of a sentence: from the most frequent piece on, its neighbours as long as they are
/// nearly as frequent; then again with the pieces that share no char with what was taken.
fn joined(
    chars: &[char],
    length: usize,
    pieces: &HashMap<u32, Piece>,
) -> Vec<(String, Vec<u32>, bool)> {
    let windows: Vec<(u32, Option<Piece>)> = chars
        .windows(length)
        .map(|window| {
            let hash = (hash_of(window) >> 32) as u32;
            let piece = pieces.get(&hash).filter(|_| !window.contains(&DIGITS));
            (hash, piece.copied())
        })
        .collect();
    let mut free: Vec<bool> = windows.iter().map(|(_, piece)| piece.is_some()).collect();
    let mut texts = Vec::new();
    while let Some((at, peak)) = most_frequent(&windows, &free) {
        let fits = |place: usize| {
            let (Some(true), Some((_, Some(piece)))) = (free.get(place), windows.get(place)) else {
                return false;
            };
            let alike = f64::from(piece.replies) >= KEPT * f64::from(peak.replies);
            piece.rises == peak.rises && alike
        };
        let start = (0..at).rev().take_while(|place| fits(*place)).last().unwrap_or(at);
        let end = (at + 1..windows.len()).take_while(|place| fits(*place)).last().unwrap_or(at);
        let hashes = windows.get(start..=end).unwrap_or_default().iter().map(|(hash, _)| *hash);
        let text = chars.get(start..end + length).unwrap_or_default().iter().collect();
        texts.push((text, hashes.collect(), peak.rises));
        let overlap = (start + 1).saturating_sub(length)..end + length;
        free.iter_mut()
            .enumerate()
            .filter(|(place, _)| overlap.contains(place))
            .for_each(|(_, free)| *free = false);
    }
    texts
}

fn most_frequent(windows: &[(u32, Option<Piece>)], free: &[bool]) -> Option<(usize, Piece)> {
    let known = windows.iter().zip(free).enumerate().filter(|(_, (_, free))| **free);
    let pieces = known.filter_map(|(at, ((_, piece), _))| Some((at, (*piece)?)));
    pieces.max_by_key(|(at, piece)| (piece.replies, std::cmp::Reverse(*at)))
}

/// Where the replies are that hold a text.
#[derive(Debug, Clone, Default)]
struct Counts {
    years: BTreeMap<i32, u32>,
    /// Of the side where it is more frequent.
    units: BTreeMap<String, u32>,
}

/// Counts every text in the replies that hold all of its pieces one behind the other.
fn counted(
    worded: &[Worded],
    pieces: &KeyPieces,
    (members, traces): (&[Member<'_>], &TraceFile),
) -> Result<Vec<Counts>, TraceError> {
    let mut counts = vec![Counts::default(); worded.len()];
    let mut by_first: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, found) in worded.iter().enumerate() {
        if let Some(first) = found.hashes.first() {
            by_first.entry(*first).or_default().push(at);
        }
    }
    if by_first.is_empty() {
        return Ok(counts);
    }
    let mut rows = 0..;
    traces.map(|reply| {
        let Some(at) = rows.next() else { return };
        let (Some(Some(is_last)), Some(member)) = (pieces.sides.is_last.get(at), members.get(at))
        else {
            return;
        };
        for text in held(reply, worded, &by_first) {
            let (Some(counts), Some(found)) = (counts.get_mut(text), worded.get(text)) else {
                continue;
            };
            *counts.years.entry(member.year.unwrap_or_default()).or_default() += 1;
            if let Some(unit) = member.unit.filter(|_| *is_last == found.rises) {
                *counts.units.entry(unit.to_owned()).or_default() += 1;
            }
        }
    })?;
    Ok(counts)
}

/// The texts that a reply holds, each once.
fn held(reply: &Traces, worded: &[Worded], by_first: &HashMap<u32, Vec<usize>>) -> Vec<usize> {
    let mut found = Vec::new();
    for Sentence { phrases, .. } in &reply.sentences {
        for (at, hash) in phrases.iter().enumerate() {
            let rest = phrases.get(at..).unwrap_or_default();
            let begin = by_first.get(hash).into_iter().flatten();
            let whole = |text: &&usize| {
                worded.get(**text).is_some_and(|worded| rest.starts_with(&worded.hashes))
            };
            found.extend(begin.filter(whole));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The row of a text, tested by its own counts; `None` when they do not reach the cuts.
fn row(
    settings: &Settings,
    pieces: &KeyPieces,
    found: Worded,
    counts: Counts,
) -> Option<PhraseRow> {
    let rules = &settings.phrases;
    let of_year =
        |(year, all): (&i32, &u32)| (*year, counts.years.get(year).copied().unwrap_or(0), *all);
    let mut units: Vec<(String, u32)> = counts.units.clone().into_iter().collect();
    units.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut row = PhraseRow {
        phrase: found.text,
        change: PhraseChange::Rising,
        class: found.class,
        example: found.example,
        years: pieces.sides.years.iter().map(of_year).collect(),
        keyness: Keyness { g2: 0.0, p_value: 1.0, log_ratio: 0.0 },
        q_value: 1.0,
        units,
    };
    let (last, earlier) = (row.last(), row.earlier());
    row.keyness = keyness(last, earlier)?;
    row.q_value = pieces.corrected(row.keyness.p_value);
    row.change = match (found.rises, earlier.0, last.0) {
        (true, 0, _) => PhraseChange::New,
        (true, ..) => PhraseChange::Rising,
        (false, _, 0) => PhraseChange::Gone,
        (false, ..) => PhraseChange::Falling,
    };
    let spread = !pieces.units_known || row.units.len() >= rules.minimum_units;
    let told = row.q_value < rules.false_discovery
        && row.keyness.log_ratio.abs() >= rules.log_ratio
        && (row.keyness.log_ratio > 0.0) == found.rises
        && last.0 + earlier.0 >= pieces.least
        && spread;
    told.then_some(row)
}

/// Without the rows whose text stands in a longer one that most of their replies hold.
fn without_parts(rows: Vec<PhraseRow>) -> Vec<PhraseRow> {
    let replies = |row: &PhraseRow| f64::from(row.last().0 + row.earlier().0);
    let is_part = |row: &PhraseRow| {
        rows.iter().any(|other| {
            other.phrase.len() > row.phrase.len()
                && other.phrase.contains(&row.phrase)
                && replies(other) >= KEPT * replies(row)
        })
    };
    let kept: Vec<bool> = rows.iter().map(|row| !is_part(row)).collect();
    rows.into_iter().zip(kept).filter_map(|(row, kept)| kept.then_some(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relate::{TraceWriter, key_pieces, samples};

    /// A reply of the unit and year; `words` stand in its middle.
    struct Reply {
        id: String,
        unit: String,
        year: i32,
        judged: Judged,
    }

    const STREETS: [&str; 6] = ["滨河", "学院", "幸福", "柳湾", "桃源", "云岭"];
    const THINGS: [&str; 7] = ["路灯", "井盖", "护栏", "花坛", "站牌", "台阶", "水管"];

    fn reply(number: usize, year: i32, words: &str) -> Reply {
        let (street, thing) = (STREETS[number % 6], THINGS[number % 7]);
        let text = format!(
            "李代表：您好！经查看，{street}路的{thing}在{number}月由施工队更换，{street}一带的居民已经用上。{words}感谢您的关心！"
        );
        Reply {
            id: format!("{year}-{number:03}"),
            unit: ["甲局", "乙局", "丙局", "丁局"][number % 4].to_owned(),
            year,
            judged: samples::judged(None, &text),
        }
    }

    fn found(settings: &Settings, replies: &[Reply]) -> PhraseList {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = TraceWriter::create(&folder.path().join("traces")).unwrap();
        for reply in replies {
            writer.add(&Traces::of(settings, &reply.judged)).unwrap();
        }
        let traces = writer.finish().unwrap();
        let members: Vec<Member<'_>> = replies
            .iter()
            .map(|reply| Member {
                reply_id: &reply.id,
                year: Some(reply.year),
                unit: Some(&reply.unit),
            })
            .collect();
        let pieces = key_pieces(settings, &members, &traces).unwrap();
        let quoted: Vec<Judged> =
            pieces.examples().iter().map(|row| replies[*row].judged.clone()).collect();
        key_phrases(settings, &pieces, &members, (&quoted, &traces)).unwrap()
    }

    const NEW: &str = "我们将以钉钉子精神推动事项落地见效。";
    const OLD: &str = "我们将纳入重点工作台账逐项销号。";

    /// Forty replies a year: `OLD` in half of 2022 and 2023, `NEW` in half of 2024.
    fn planted() -> Vec<Reply> {
        let words = |number: usize, year: i32| match (number % 40 < 20, year) {
            (true, 2024) => NEW,
            (true, _) => OLD,
            _ => "",
        };
        let years = 2022..=2024;
        years.flat_map(|year| (0..40).map(move |n| reply(n, year, words(n, year)))).collect()
    }

    #[test]
    fn a_planted_phrase_is_found_whole_with_its_first_year_and_units() {
        let list = found(&samples::settings(), &planted());
        assert_eq!(list.last, Some((2024, 40)));
        let new: Vec<&PhraseRow> =
            list.rows.iter().filter(|row| row.change == PhraseChange::New).collect();
        let [row] = new[..] else { panic!("{:?}", list.rows) };
        assert_eq!(row.phrase, "我们将以钉钉子精神推动事项落地见效");
        assert_eq!(row.first_year(), Some(2024));
        assert_eq!(row.years, [(2022, 0, 40), (2023, 0, 40), (2024, 20, 40)]);
        assert_eq!(row.units.len(), 4);
        assert_eq!(row.units[0], ("丁局".to_owned(), 5));
        assert!(row.q_value < 1e-6 && row.keyness.log_ratio > 5.0, "{row:?}");
    }

    #[test]
    fn a_phrase_that_nobody_writes_any_more_is_gone() {
        let list = found(&samples::settings(), &planted());
        let gone: Vec<&str> = list
            .rows
            .iter()
            .filter(|row| row.change == PhraseChange::Gone)
            .map(|row| row.phrase.as_str())
            .collect();
        assert_eq!(gone, ["我们将纳入重点工作台账逐项销号"]);
    }

    #[test]
    fn the_order_of_the_replies_changes_nothing() {
        let mut replies = planted();
        let before = found(&samples::settings(), &replies);
        replies.reverse();
        assert_eq!(before, found(&samples::settings(), &replies));
    }

    #[test]
    fn a_phrase_of_one_unit_is_not_told() {
        let mut replies = planted();
        for reply in &mut replies {
            reply.unit = "甲局".to_owned();
        }
        assert!(found(&samples::settings(), &replies).rows.is_empty());
    }

    #[test]
    fn one_year_or_too_few_replies_say_nothing() {
        let replies: Vec<Reply> = planted().into_iter().filter(|it| it.year == 2024).collect();
        let list = found(&samples::settings(), &replies);
        assert_eq!((list.last, list.rows.len()), (None, 0));
        let mut settings = samples::settings();
        settings.phrases.minimum_replies = 41;
        assert_eq!(found(&settings, &planted()).last, None);
    }

    #[test]
    fn a_year_that_has_just_begun_is_not_the_last_one() {
        let mut replies = planted();
        let whole = found(&samples::settings(), &replies);
        replies.extend((0..2).map(|number| reply(number, 2025, OLD)));
        let begun = found(&samples::settings(), &replies);
        assert_eq!(begun.last, Some((2024, 40)));
        assert_eq!(begun.rows, whole.rows);
    }

    #[test]
    fn what_chance_may_do_is_not_told() {
        let words = |number: usize, year: i32| {
            if (number + year as usize * 7).is_multiple_of(5) { NEW } else { "" }
        };
        let years = 2022..=2024;
        let replies: Vec<Reply> =
            years.flat_map(|year| (0..40).map(move |n| reply(n, year, words(n, year)))).collect();
        assert!(found(&samples::settings(), &replies).rows.is_empty());
    }

    /// `cargo test --lib key_phrases -- --ignored --nocapture` prints the figures of
    /// docs/trends.md.
    #[test]
    #[ignore = "a hundred thousand replies"]
    fn a_hundred_thousand_replies_take_bounded_memory() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = TraceWriter::create(&folder.path().join("traces")).unwrap();
        let random = |seed: u64| (crate::splitmix::mix(seed) >> 32) as u32;
        // A sixth of the phrases are stock, the others stand in one reply alone.
        for reply in 0..100_000_u64 {
            let sentence = |number: u64| Sentence {
                whole: reply << 8 | number,
                chars: 40,
                phrases: (0..30)
                    .map(|at| match number {
                        0 => random((random(reply) % 500 * 30) as u64 + at),
                        _ => random(reply << 20 | number << 10 | at | 1 << 60),
                    })
                    .collect(),
            };
            writer.add(&Traces { sentences: (0..6).map(sentence).collect() }).unwrap();
        }
        let traces = writer.finish().unwrap();
        let units: Vec<String> = (0..60).map(|unit| format!("{unit}局")).collect();
        let ids: Vec<String> = (0..100_000).map(|id| format!("{id:06}")).collect();
        let members: Vec<Member<'_>> = (0..100_000)
            .map(|at| Member {
                reply_id: &ids[at],
                year: Some(2020 + at as i32 % 5),
                unit: Some(&units[at % 60]),
            })
            .collect();
        let start = std::time::Instant::now();
        let pieces = key_pieces(&samples::settings(), &members, &traces).unwrap();
        let tested = pieces.tested();
        println!("{tested} pieces tested in {:?}", start.elapsed());
        assert!(tested <= 180 * 500, "no more than phrases of a reply ÷ the least share");
    }

    #[test]
    fn a_text_is_cut_where_its_pieces_grow_rare() {
        let chars: Vec<char> = "甲乙丙丁戊己庚辛壬癸子丑".chars().collect();
        let hash = |from: usize| (hash_of(&chars[from..from + 8]) >> 32) as u32;
        let piece = |replies| Piece { replies, rises: true };
        let pieces = HashMap::from([
            (hash(0), piece(20)),
            (hash(1), piece(20)),
            (hash(2), piece(16)),
            (hash(3), piece(9)),
        ]);
        let texts = joined(&chars, 8, &pieces);
        assert_eq!(texts.len(), 1, "a piece that shares chars with the text stands for no other");
        assert_eq!((texts[0].0.as_str(), texts[0].1.len()), ("甲乙丙丁戊己庚辛壬癸", 3));
    }
}

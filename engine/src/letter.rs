//! The layout of a letter: extra sentence cuts and the zone of every sentence.

use regex::Regex;

use crate::{
    fold::Folded,
    pack::{LetterFile, ZoneEntry},
    split::{Pieces, split},
    zone::Zone,
};

/// A compiled `letter.toml`.
#[derive(Debug)]
pub struct Letter {
    cuts: Vec<(Regex, bool)>,
    zones: Vec<(ZoneEntry, Regex)>,
    simplify: Vec<(char, char)>,
}

impl Letter {
    /// Compiles the file.
    ///
    /// # Errors
    /// The first pattern that is no regular expression, with the reason.
    pub fn compile(file: LetterFile) -> Result<Self, regex::Error> {
        let cuts = file
            .cuts
            .iter()
            .map(|cut| Ok((Regex::new(&cut.pattern)?, cut.after)))
            .collect::<Result<_, regex::Error>>()?;
        let zones = file
            .zones
            .into_iter()
            .map(|zone| Regex::new(&zone.pattern).map(|regex| (zone, regex)))
            .collect::<Result<_, _>>()?;
        let mut simplify: Vec<(char, char)> = file
            .simplify
            .iter()
            .flat_map(|line| line.split_whitespace())
            .filter_map(|pair| {
                let mut chars = pair.chars();
                Some((chars.next()?, chars.next()?))
            })
            .collect();
        simplify.sort_unstable();
        simplify.dedup_by_key(|pair| pair.0);
        Ok(Self { cuts, zones, simplify })
    }

    /// The simplified form of a traditional character; others as they are.
    #[must_use]
    pub fn simplify(&self, char: char) -> char {
        match self.simplify.binary_search_by_key(&char, |pair| pair.0) {
            Ok(at) => self.simplify.get(at).map_or(char, |pair| pair.1),
            Err(_) => char,
        }
    }

    /// Sentences and clauses of a letter.
    #[must_use]
    pub fn split(&self, folded: &Folded) -> Pieces {
        let mut cuts: Vec<usize> = self
            .cuts
            .iter()
            .flat_map(|(regex, after)| {
                regex.captures_iter(&folded.text).filter_map(move |found| {
                    let group = found.get(1)?;
                    Some(folded.char_at(if *after { group.end() } else { group.start() }))
                })
            })
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        split(folded, &cuts)
    }

    /// The zone of every sentence.
    #[must_use]
    pub fn zones(&self, folded: &Folded, pieces: &Pieces) -> Vec<Zone> {
        let n = pieces.sentences.len();
        let mut zones: Vec<Zone> = pieces
            .sentences
            .iter()
            .enumerate()
            .map(|(index, sentence)| {
                let text = folded.slice(sentence.piece.start, sentence.piece.end);
                self.zone(text.trim(), index, n - index)
            })
            .collect();
        close_letter(&mut zones);
        zones
    }

    fn zone(&self, text: &str, from_start: usize, from_end: usize) -> Zone {
        self.zones
            .iter()
            .find(|(entry, regex)| {
                entry.first.is_none_or(|first| from_start < first)
                    && entry.last.is_none_or(|last| from_end <= last)
                    && regex.is_match(text)
            })
            .map_or(Zone::Body, |(entry, _)| entry.zone)
    }
}

/// Everything from the first tail line on is tail.
fn close_letter(zones: &mut [Zone]) {
    if let Some(tail) = zones.iter().position(|zone| *zone == Zone::Tail) {
        zones[tail..].fill(Zone::Tail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn letter() -> Letter {
        let file = toml::from_str(include_str!("../../rules/letter.toml")).unwrap();
        Letter::compile(file).unwrap()
    }

    fn zones(text: &str) -> Vec<(Zone, String)> {
        let letter = letter();
        let folded = fold(text, |c| letter.simplify(c), |_| false);
        let pieces = letter.split(&folded);
        let zones = letter.zones(&folded, &pieces);
        let texts = pieces.sentences.iter().map(|s| folded.slice(s.piece.start, s.piece.end));
        zones.into_iter().zip(texts).collect()
    }

    fn names(text: &str) -> Vec<&'static str> {
        zones(text).iter().map(|(zone, _)| zone.name()).collect()
    }

    #[test]
    fn a_full_letter_falls_into_its_zones() {
        let text = "青交函〔2024〕18号\n关于区五届人大三次会议第36号建议的答复\n李明代表：\n您提出的《关于增设路灯的建议》收悉。现答复如下：\n经现场查看，该路段缺灯三盏。\n感谢您对我们工作的关心！\n青禾区交通运输局\n2024年5月20日\n联系人：王某，联系电话：0000-1234567\n抄送：区人大代工委。";
        assert_eq!(
            names(text),
            [
                "head",
                "head",
                "salutation",
                "receipt",
                "receipt",
                "body",
                "closing",
                "signature",
                "signature",
                "contact",
                "copies"
            ]
        );
    }

    #[test]
    fn a_signature_date_without_a_mark_before_it_is_cut_off() {
        let zones = zones("您反映的问题已转交住建局办理2024年5月20日");
        assert_eq!(zones.last().map(|(zone, _)| *zone), Some(Zone::Signature));
        assert_eq!(zones.len(), 2);
    }

    #[test]
    fn a_date_in_a_sentence_is_no_signature() {
        assert_eq!(names("该路段预计完工时间为2024年5月20日。"), ["body"]);
        assert_eq!(names("已修复，验收于2024年5月20日"), ["body"]);
    }

    #[test]
    fn an_advertisement_behind_the_letter_is_its_tail() {
        assert_eq!(
            names("路灯已修复。\n点击下方链接下载客户端。\n更多精彩内容。"),
            ["body", "tail", "tail"]
        );
    }
}

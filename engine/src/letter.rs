//! The layout of a letter: extra sentence cuts and the zone of every sentence.

use crate::{
    fold::Folded,
    pack::{LetterFile, ZoneEntry},
    pattern::Pattern,
    split::{Pieces, SentencePiece, split},
    zone::Zone,
};

/// A compiled `letter.toml`.
#[derive(Debug)]
pub struct Letter {
    cuts: Vec<(Pattern, bool)>,
    /// What the tail of a letter looks like, and every other zone.
    tails: Vec<Entry>,
    others: Vec<Entry>,
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
            .map(|cut| Ok((Pattern::new(&cut.pattern)?, cut.after)))
            .collect::<Result<_, regex::Error>>()?;
        let zones = file
            .zones
            .into_iter()
            .map(|zone| Pattern::new(&zone.pattern).map(|pattern| (zone, pattern)))
            .collect::<Result<Vec<Entry>, _>>()?;
        let (tails, others) = zones.into_iter().partition(|(entry, _)| entry.zone == Zone::Tail);
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
        Ok(Self { cuts, tails, others, simplify })
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
    pub fn zones<'l>(&'l self, folded: &Folded, pieces: &Pieces) -> Vec<Zone> {
        let text =
            |sentence: &SentencePiece| folded.part(sentence.piece.start, sentence.piece.end).trim();
        let texts: Vec<&str> = pieces.sentences.iter().map(text).collect();
        let possible = |entries: &'l [Entry]| -> Vec<&'l Entry> {
            entries.iter().filter(|(_, pattern)| pattern.may_match(&folded.text)).collect()
        };
        let (tails, others) = (possible(&self.tails), possible(&self.others));
        let n = texts.len();
        let is_tail = |at: &usize| {
            let place = Place { from_start: *at, from_end: n - at, before: None };
            zone(&tails, texts[*at], place).is_some()
        };
        // Everything from the first tail line on is tail, and the letter ends before it.
        let end = (0..n).find(is_tail).unwrap_or(n);
        let mut zones: Vec<Zone> = Vec::with_capacity(n);
        for (at, text) in texts.iter().enumerate().take(end) {
            let before = zones.last().copied();
            let place = Place { from_start: at, from_end: end - at, before };
            zones.push(zone(&others, text, place).unwrap_or(Zone::Body));
        }
        zones.resize(n, Zone::Tail);
        zones
    }
}

type Entry = (ZoneEntry, Pattern);

/// Where a sentence stands: counted from the start from 0, from the end from 1.
#[derive(Clone, Copy)]
struct Place {
    from_start: usize,
    from_end: usize,
    before: Option<Zone>,
}

/// The zone of the first entry that fits.
fn zone(entries: &[&Entry], text: &str, place: Place) -> Option<Zone> {
    let fits = |(entry, regex): &&&Entry| {
        entry.first.is_none_or(|first| place.from_start < first)
            && entry.last.is_none_or(|last| place.from_end <= last)
            && entry.after.is_none_or(|zone| place.before == Some(zone))
            && regex.is_match(text)
    };
    entries.iter().find(fits).map(|(entry, _)| entry.zone)
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

    #[test]
    fn furniture_of_a_web_page_is_tail_and_the_signature_before_it_is_none() {
        for tail in [
            "【打印】【关闭】",
            "上一篇：关于路灯的答复\n下一篇：没有了",
            "分享到：微信 微博",
            "责任编辑：张某",
            "来源：县政府网站",
            "版权所有：某县人民政府 某ICP备00000000号",
            "某公网安备 00000000000000号",
            "主办：某县人民政府 承办：县政府办 网站标识码 0000000000",
            "相关链接：\n县信访局\n县人大",
            "预览阅读已结束，如需全文请点击下载",
            "点击联系我们，免费领取资料",
            "扫码关注公众号",
            "长按识别二维码",
            "广告\n加盟热线电话00001234567",
            "阅读原文",
            "返回顶部",
        ] {
            let text = format!("路灯已修复。\n青禾区住建局\n2024年5月20日\n{tail}");
            let names = names(&text);
            assert_eq!(names[..3], ["body", "signature", "signature"], "{tail}");
            assert!(names.len() > 3 && names[3..].iter().all(|name| *name == "tail"), "{tail}");
        }
    }

    #[test]
    fn a_long_tail_does_not_push_the_signature_out_of_sight() {
        let links = "友情链接某某局\n".repeat(15);
        let text = format!("路灯已修复。\n青禾区住建局\n2024年5月20日\n相关链接：\n{links}");
        assert_eq!(names(&text)[..3], ["body", "signature", "signature"]);
        assert!(names(&text)[3..].iter().all(|name| *name == "tail"));
    }

    #[test]
    fn a_tail_that_sticks_to_the_letter_is_cut_off() {
        for text in [
            "路灯已修复。2024年5月20日【打印】【关闭】",
            "路灯已修复。上一篇：无",
            "路灯已于5月修复责任编辑：李某",
        ] {
            assert_eq!(names(text).last(), Some(&"tail"), "{text}");
            assert_eq!(names(text)[0], "body", "{text}");
        }
    }

    #[test]
    fn ways_to_get_a_thing_done_are_no_tail() {
        for text in [
            "扫码看保姆健康档案，4月录入1090人。",
            "扫码就能报修，两天内上门。",
            "点击“社保查询”，输入身份证号即可。",
            "点击首页右上角办理，三个工作日办结。",
            "来源：体彩公益金三十万元，7月到账。",
            "编辑：村志第二卷已由县志办编辑完成，9月付印。",
            "分享经验的做法已推广到六个村。",
            "关注老人吃饭难，县里建了助餐点八个。",
            "更多的泊位在建，国庆前开放。",
            "打印证明可到村委会，随到随办。",
        ] {
            assert!(!names(&format!("您好。{text}")).contains(&"tail"), "{text}");
        }
    }

    #[test]
    fn furniture_above_a_letter_is_its_head() {
        let text = "当前位置：首页 > 建议提案\n发布时间：2024-05-20 浏览次数：12\n李明代表：\n路灯已修复。";
        assert_eq!(names(text), ["head", "head", "salutation", "body"]);
    }

    #[test]
    fn a_list_of_attachments_goes_on_to_its_last_item() {
        let text =
            "路灯已修复。\n附件：1.路灯位置图\n2.验收单\n3.费用表\n青禾区住建局\n2024年5月20日";
        assert_eq!(
            names(text),
            ["body", "attachment", "attachment", "attachment", "signature", "signature"]
        );
        let list = "下一步：\n1.更换灯具十二盏\n2.加装控制箱";
        assert!(!names(list).contains(&"attachment"));
    }
}

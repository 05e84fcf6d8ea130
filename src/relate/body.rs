//! The part of a reply that is compared: its body without courtesy, in a plain spelling.

use shida_engine::{fold::is_han, sentence::SentenceClass};

use super::settings::Settings;
use crate::records::Judged;

/// What of a reply enters its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Letters and digits only, narrow and lower case; a run of digits is one `0`; the title
    /// and the number of the suggestion are gone.
    pub chars: Vec<char>,
    /// Han characters among them.
    pub han_chars: u32,
}

impl Body {
    /// The body of a judged reply.
    #[must_use]
    pub fn of(settings: &Settings, judged: &Judged) -> Self {
        let text = without_courtesy(settings, judged);
        let chars = spelling(settings, &text, judged.letter.title.as_deref().unwrap_or(""));
        let han_chars = chars.iter().filter(|char| is_han(**char)).count() as u32;
        Self { chars, han_chars }
    }
}

/// A text in the plain spelling, without the title and the number of the suggestion.
pub(super) fn spelling(settings: &Settings, text: &str, title: &str) -> Vec<char> {
    let title = plain(title);
    let mut chars = plain(&without_quoted_titles(settings, text, &title));
    if title.len() >= SHORTEST_TITLE {
        remove_all(&mut chars, &title);
    }
    for form in &settings.number.forms {
        remove_all(&mut chars, &plain(form));
    }
    chars
}

/// A shorter title is an ordinary phrase (“路灯维修”), and the reply may need it.
const SHORTEST_TITLE: usize = 8;

/// The sentences of a reply that are neither courtesy nor outside the letter's body, put
/// together as they stand.
#[must_use]
pub fn without_courtesy(settings: &Settings, judged: &Judged) -> String {
    sentences_without_courtesy(settings, judged).concat()
}

/// The same, sentence by sentence.
pub(super) fn sentences_without_courtesy(settings: &Settings, judged: &Judged) -> Vec<String> {
    classed_without_courtesy(settings, judged).into_iter().map(|(text, _)| text).collect()
}

/// The same with the class of each sentence.
pub(super) fn classed_without_courtesy(
    settings: &Settings,
    judged: &Judged,
) -> Vec<(String, SentenceClass)> {
    let mut texts = Vec::new();
    let mut chars = judged.letter.reply.chars();
    let mut at = 0;
    for sentence in judged.sentences.iter().filter(|sentence| sentence.is_said()) {
        let span = sentence.span;
        let skip = span.start.saturating_sub(at) as usize;
        let words: String = chars.by_ref().skip(skip).take(span.len()).collect();
        if sentence.says_something() || !is_form(settings, &words) {
            texts.push((words, sentence.class));
        }
        at = span.end;
    }
    texts
}

fn is_form(settings: &Settings, words: &str) -> bool {
    settings.form_phrases.iter().any(|phrase| words.contains(phrase))
}

/// Quotation marks that titles stand in.
const QUOTES: [(char, char); 5] =
    [('《', '》'), ('“', '”'), ('「', '」'), ('〈', '〉'), ('"', '"')];

/// The text without quoted titles of suggestions; other quotations stay.
fn without_quoted_titles(settings: &Settings, text: &str, title: &[char]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted, after)) = next_quoted(rest) {
        kept.push_str(before);
        if !is_title(settings, &plain(quoted), title) {
            kept.push_str(quoted);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The text parted at its first pair of quotation marks: before, between, behind.
fn next_quoted(text: &str) -> Option<(&str, &str, &str)> {
    let pairs = text.char_indices().filter_map(|(at, char)| {
        let (open, close) = QUOTES.iter().find(|(open, _)| *open == char)?;
        let inside = text.get(at + open.len_utf8()..)?;
        let end = inside.find(*close)?;
        Some((text.get(..at)?, inside.get(..end)?, inside.get(end + close.len_utf8()..)?))
    });
    pairs.into_iter().next()
}

fn is_title(settings: &Settings, quoted: &[char], title: &[char]) -> bool {
    let opens = |opening: &String| quoted.starts_with(&plain(opening));
    let ends = |ending: &String| quoted.ends_with(&plain(ending));
    (!title.is_empty() && quoted == title)
        || (settings.title.openings.iter().any(opens) && settings.title.endings.iter().any(ends))
}

/// Letters and digits without what differs between two typings of one text.
fn plain(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len() / 3);
    for char in text.chars().filter(|char| char.is_alphanumeric()) {
        let char = narrow(char);
        if !char.is_numeric() {
            chars.push(char);
        } else if chars.last() != Some(&DIGITS) {
            chars.push(DIGITS);
        }
    }
    chars
}

/// Stands for any run of digits.
pub(super) const DIGITS: char = '0';

/// Full-width letters and digits as ASCII, capitals as small letters.
fn narrow(char: char) -> char {
    let char = match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
        _ => char,
    };
    char.to_ascii_lowercase()
}

/// Takes every occurrence of `part` out, from left to right.
fn remove_all(chars: &mut Vec<char>, part: &[char]) {
    if part.is_empty() || chars.len() < part.len() {
        return;
    }
    let mut kept = Vec::with_capacity(chars.len());
    let mut rest = chars.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(part) {
            rest = after;
        } else {
            kept.push(*first);
            rest = behind;
        }
    }
    *chars = kept;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::relate::samples::{judged, settings};

    fn body(title: Option<&str>, reply: &str) -> String {
        Body::of(&settings(), &judged(title, reply)).chars.into_iter().collect()
    }

    #[test]
    fn courtesy_title_and_number_are_gone_and_digits_are_one_sign() {
        let reply = "王代表：\n您好！您提出的《关于清理河道的建议》（第017号）收悉。\n经查，\
            《关于清理河道的建议》反映的河段长3.5公里，已于2024年5月清理完毕。\n\
            感谢您的关心与支持！";
        assert_eq!(body(None, reply), "经查反映的河段长0公里已于0年0月清理完毕");
    }

    #[test]
    fn the_closing_and_the_form_to_be_sent_back_are_courtesy() {
        let reply = "李代表：\n该路段已于6月修补完毕。如有不同意见，请填好征询意见表寄回。\n\
            希望您一如既往支持我们的工作。\n青禾区城市管理局\n2024年7月1日";
        assert_eq!(body(None, reply), "该路段已于0月修补完毕");
    }

    #[test]
    fn other_titles_stay() {
        let reply = "依据《城市道路管理条例》，该路段由我局于6月修补完毕。";
        assert_eq!(body(None, reply), "依据城市道路管理条例该路段由我局于0月修补完毕");
    }

    #[test]
    fn the_suggestions_own_title_goes_without_quotation_marks_too() {
        let title = Some("增设滨河路公交站台的建议");
        let reply = "经现场查看，增设滨河路公交站台的建议可行，已于５月安装站牌2块。";
        assert_eq!(body(title, reply), "经现场查看可行已于0月安装站牌0块");
    }

    #[test]
    fn an_open_quotation_mark_is_only_a_mark() {
        assert_eq!(next_quoted("《没有合上"), None);
        assert_eq!(next_quoted("《开“甲”乙"), Some(("《开", "甲", "乙")));
    }

    #[test]
    fn what_is_removed_once_is_not_looked_for_again() {
        let mut chars: Vec<char> = "第第0号0号路".chars().collect();
        remove_all(&mut chars, &plain("第7号"));
        assert_eq!(chars.iter().collect::<String>(), "第0号路");
    }

    proptest! {
        #[test]
        fn any_text_has_a_plain_spelling_and_it_is_final(text in any::<String>()) {
            let once = plain(&text);
            let again = plain(&once.iter().collect::<String>());
            prop_assert_eq!(again, once);
        }

        #[test]
        fn quotations_are_parted_without_loss(text in "[《》“”甲乙建议]{0,20}") {
            let kept = without_quoted_titles(&settings(), &text, &[]);
            prop_assert_eq!(plain(&kept), plain(&text));
        }
    }
}

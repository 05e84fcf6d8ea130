//! Whole numbers as offices write them.

use super::spelling::fold;

/// More than this many contacts, people or years is a slip of the keyboard.
const MOST: u32 = 9999;

/// Words around a number that say what is counted.
const BEFORE: [&str; 3] = ["第", "共", "连续"];
const BEHIND: [&str; 11] = ["人次", "次", "人", "名", "位", "轮", "年", "件", "回", "届", "个"];

/// Reads a count: `3`, `3.0`, `３次`, `三次`, `第二轮`, `十二人`, `两年`.
///
/// `None` for anything else, and for 以上, which names no number.
pub(super) fn parse_count(text: &str) -> Option<u32> {
    let folded = fold(text);
    let mut bare = folded.as_str();
    for word in BEFORE {
        bare = bare.strip_prefix(word).unwrap_or(bare);
    }
    for word in BEHIND {
        bare = bare.strip_suffix(word).unwrap_or(bare);
    }
    arabic(bare).or_else(|| chinese(bare)).filter(|count| *count <= MOST)
}

fn arabic(text: &str) -> Option<u32> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => {
            fraction.bytes().all(|byte| byte == b'0').then_some(whole)?
        }
        Some(_) => return None,
        None => text,
    };
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| whole.parse().ok())?
}

/// Up to 九十九.
fn chinese(text: &str) -> Option<u32> {
    let digit = |text: &str| match text {
        "" => None,
        "两" => Some(2),
        _ => "〇一二三四五六七八九"
            .chars()
            .zip(0_u32..)
            .find(|(c, _)| text.strip_prefix(*c).is_some_and(str::is_empty))
            .map(|(_, value)| value),
    };
    let Some((tens, ones)) = text.split_once('十') else { return digit(text) };
    let tens = if tens.is_empty() { 1 } else { digit(tens)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones)? };
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, count) in [
            ("3", 3),
            ("3.0", 3),
            (" ３ 次 ", 3),
            ("三次", 3),
            ("第二轮", 2),
            ("十二人", 12),
            ("二十", 20),
            ("两年", 2),
            ("连续三年", 3),
            ("0", 0),
            ("1人次", 1),
        ] {
            assert_eq!(parse_count(text), Some(count), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_number_is_not_guessed() {
        for text in ["", "多次", "3.5", "三年以上", "3-5次", "-1", "100000", "次", "3."] {
            assert_eq!(parse_count(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            let _ = parse_count(&text);
        }
    }
}

//! One spelling for what people write in many ways: headers and short values.

/// Opening brackets of a hint and the brackets that close them, after width folding.
const BRACKETS: [(char, char); 5] =
    [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}')];

/// Folds full-width forms to ASCII, drops every blank and newline, lower-cases Latin.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The form under which headers are compared: [`fold`]ed, without bracketed hints
/// (`答复内容（必填）`) and without marks such as `*` and `：` at either end.
///
/// A header that stands in brackets as a whole keeps its inside.
pub(super) fn header_key(header: &str) -> String {
    let folded = fold(header);
    let bare = without_hints(&folded);
    let key = trim_marks(&bare);
    if key.is_empty() { trim_marks(&folded).to_owned() } else { key.to_owned() }
}

/// A folded value and its explanation: `a类:已解决` → `a类` and `已解决`; `None` without one.
/// A point between digits parts nothing.
pub(super) fn explained(folded: &str) -> Option<(&str, &str)> {
    let mut before = ' ';
    for (place, c) in folded.char_indices() {
        let rest = folded.get(place + c.len_utf8()..).unwrap_or_default();
        let is_mark = "([:,;、。【〔-—".contains(c)
            || (c == '.'
                && !(before.is_ascii_digit() && rest.starts_with(|c: char| c.is_ascii_digit())));
        if is_mark {
            return Some((folded.get(..place)?, rest));
        }
        before = c;
    }
    None
}

/// The half-width form of a full-width character.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

fn without_hints(folded: &str) -> String {
    let mut bare = String::with_capacity(folded.len());
    let mut closing = None;
    for c in folded.chars() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None => match BRACKETS.iter().find(|(open, _)| *open == c) {
                Some((_, close)) => closing = Some(*close),
                None => bare.push(c),
            },
        }
    }
    bare
}

fn trim_marks(key: &str) -> &str {
    key.trim_matches(|c: char| {
        matches!(c, '*' | ':' | '★' | '☆' | '#' | '\'' | '"' | '“' | '”' | '.' | '、' | '·')
            || BRACKETS.iter().any(|(open, close)| c == *open || c == *close)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_is_known_whatever_its_blanks_width_and_hints() {
        for header in [
            "答复内容",
            " 答复\n内容 ",
            "答复内容（必填）",
            "*答复内容：",
            "答复内容【不超 2000 字】",
        ] {
            assert_eq!(header_key(header), "答复内容", "{header:?}");
        }
        assert_eq!(header_key("ＲＥＰＬＹ＿ＩＤ"), "reply_id");
    }

    #[test]
    fn a_header_wholly_in_brackets_keeps_its_inside() {
        assert_eq!(header_key("（答复内容）"), "答复内容");
    }

    #[test]
    fn an_unclosed_bracket_hides_the_rest_only() {
        assert_eq!(header_key("答复内容（必填"), "答复内容");
    }

    #[test]
    fn an_explanation_is_told_apart() {
        assert_eq!(explained(&fold("Ａ类：已解决")), Some(("a类", "已解决")));
        assert_eq!(explained("1.满意"), Some(("1", "满意")));
        assert_eq!(explained("满意"), None);
        assert_eq!(explained("4.5"), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            // Lower-casing can open a new mapping for a few letters (İ), which no header has.
            prop_assume!(text.is_ascii() || !text.chars().any(|c| c.is_uppercase()));
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn any_header_has_a_key(text in "\\PC{0,40}") {
            let _ = header_key(&text);
        }
    }
}

//! What is done to every text cell before it is read: control characters go, line ends
//! become `\n`. Nothing else changes, since evidence is quoted from the text as it stands.

/// Cleans a cell: `\r\n` and `\r` become `\n`, a tab becomes a blank, other control
/// characters and byte order marks are removed. Returns how many were removed.
pub(super) fn clean(cell: String) -> (String, u32) {
    if !cell.chars().any(|c| c == '\t' || is_dropped(c)) {
        return (cell, 0);
    }
    let mut text = String::with_capacity(cell.len());
    let mut removed = 0;
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => text.push(' '),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => text.push('\n'),
            c if is_dropped(c) => removed += 1,
            c => text.push(c),
        }
    }
    (text, removed)
}

fn is_dropped(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cleaned(cell: &str) -> (String, u32) {
        clean(cell.to_owned())
    }

    #[test]
    fn line_ends_stay_and_control_characters_go() {
        assert_eq!(cleaned("一\r\n二\r三\n四"), ("一\n二\n三\n四".to_owned(), 0));
        assert_eq!(cleaned("一\t二"), ("一 二".to_owned(), 0));
        assert_eq!(cleaned("\u{feff}一\u{0}\u{b}\u{7f}\u{85}二"), ("一二".to_owned(), 5));
    }

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "　　您好！  关于“路灯”的建议收悉。\n特此答复。 ";
        assert_eq!(cleaned(text), (text.to_owned(), 0));
    }

    proptest! {
        #[test]
        fn cleaning_leaves_no_control_character_but_newlines(cell in any::<String>()) {
            let (text, _) = cleaned(&cell);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert_eq!(cleaned(&text), (text.clone(), 0));
        }
    }
}

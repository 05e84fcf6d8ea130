//! The start of a text, as a table, a page or a message shows it.

/// At most `most` chars of the text, with `…` behind where more follows.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The words of the text on one line, a blank between them.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line breaks and control characters as blanks: input must not steer a terminal.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_fits_stays_and_a_longer_one_says_where_it_was_cut() {
        assert_eq!(shortened("护栏", 2), "护栏");
        assert_eq!(shortened("护栏已换", 2), "护栏…");
        assert_eq!(shortened("护栏", 0), "…");
    }

    #[test]
    fn words_stand_on_one_line() {
        assert_eq!(on_one_line(" 甲\n乙　丙 "), "甲 乙 丙");
    }

    #[test]
    fn what_is_shown_cannot_steer_the_terminal() {
        assert_eq!(harmless("已\n办\u{1b}[2J"), "已 办 [2J");
    }

    proptest! {
        #[test]
        fn what_is_cut_is_the_start_of_the_text(text in "\\PC{0,20}", most in 0..20_usize) {
            let short = shortened(&text, most);
            prop_assert!(short == text || text.starts_with(short.trim_end_matches('…')));
            prop_assert!(short.chars().count() <= most + 1);
        }
    }
}

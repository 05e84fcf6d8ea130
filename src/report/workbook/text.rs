//! Texts in sheet cells: how much fits, and how wide it is.

use std::borrow::Cow;

/// Most UTF-16 units of a cell; Excel's own limit is 32,767.
const CELL_LIMIT: usize = 32_000;

const CUT: &str = "……〔原文过长，此处只摘前一部分，全文见 CSV 或 Parquet 文件〕";

/// The text, or an excerpt that says so when a cell cannot hold all of it.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    if text.len() <= CELL_LIMIT || text.encode_utf16().count() <= CELL_LIMIT {
        return Cow::Borrowed(text);
    }
    let room = CELL_LIMIT - CUT.encode_utf16().count();
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push_str(CUT);
    Cow::Owned(kept)
}

/// Width in columns of a monospaced page: 2 for Han and other wide chars, 1 for the rest; of
/// a text with line breaks the widest line.
pub(crate) fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(char_width).sum()).max().unwrap_or(0)
}

/// Everything from Hangul Jamo on counts as wide, except the general punctuation whose
/// dashes and quotes Chinese fonts draw wide as well.
fn char_width(c: char) -> usize {
    if c < '\u{1100}' { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_stays_as_it_is() {
        assert_eq!(excerpt("=路灯"), "=路灯");
        assert_eq!(excerpt(&"字".repeat(CELL_LIMIT)).chars().count(), CELL_LIMIT);
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let cut = excerpt(&"字".repeat(CELL_LIMIT + 1)).into_owned();
        assert_eq!(cut.chars().count(), CELL_LIMIT);
        assert!(cut.ends_with(CUT));
    }

    #[test]
    fn chars_outside_the_basic_plane_count_twice_as_excel_counts_them() {
        let cut = excerpt(&"𠀀".repeat(20_000)).into_owned();
        assert!(cut.encode_utf16().count() <= CELL_LIMIT && cut.ends_with(CUT));
    }

    #[test]
    fn han_is_twice_as_wide_as_latin() {
        assert_eq!(width("路灯ab"), 6);
        assert_eq!(width("一\n二三"), 4);
        assert_eq!(width(""), 0);
    }

    proptest! {
        #[test]
        fn an_excerpt_always_fits(text in any::<String>(), times in 1usize..4000) {
            prop_assert!(excerpt(&text.repeat(times)).encode_utf16().count() <= CELL_LIMIT);
        }
    }
}

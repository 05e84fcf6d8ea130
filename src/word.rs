//! Stable words read back from a file, kept once for the life of the process.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Deserializer};

/// A stable English word of the program, such as the kind of a notice.
pub type Word = &'static str;

/// The word as the records hold it. There are a few dozen, so that what is kept stays small.
pub(crate) fn word(text: &str) -> Word {
    static KEPT: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(text) {
        return known;
    }
    let new: Word = Box::leak(text.to_owned().into_boxed_str());
    kept.insert(new);
    new
}

/// For fields of records that hold a stable word.
pub(crate) fn known_word<'de, D: Deserializer<'de>>(source: D) -> Result<Word, D::Error> {
    String::deserialize(source).map(|text| word(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once() {
        let (one, two) = (word("冲突"), word(&["冲", "突"].concat()));
        assert!(std::ptr::eq(one, two));
    }
}

//! How much of a reply it has said before in the same words.

use std::collections::HashSet;

use super::said::Said;

/// Chars that lie in a run of `phrase` chars, inside one sentence, that stands earlier in the
/// reply too; the first time costs nothing. Marks and blanks inside a run do not count.
pub(super) fn repeated(said: &Said<'_>, phrase: usize) -> usize {
    let sentences: Vec<Vec<char>> =
        said.sentences().iter().map(|piece| said.letters(*piece).collect()).collect();
    let mut known: HashSet<&[char]> = HashSet::new();
    let mut repeated = 0;
    for sentence in &sentences {
        let mut covered_to = 0;
        for (start, run) in sentence.windows(phrase).enumerate() {
            if !known.insert(run) {
                let end = start + phrase;
                repeated += end - covered_to.max(start);
                covered_to = end;
            }
        }
    }
    repeated
}

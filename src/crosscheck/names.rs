//! Names of units: whether a text speaks of one, in full or in short, and whose a seal is.

/// Chars that a short name needs, its last included: 住建局.
const SHORTEST: usize = 3;

/// Whether `text` holds the name or a short form of it: a run of its chars in their order that
/// ends as it does, as 住建局 stands for 住房和城乡建设局. Kinder than a person would be, since
/// only its “no” is ever told.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let (text, name): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
    let Some((last, stem)) = name.split_last() else { return false };
    if name.len() <= SHORTEST {
        return text.windows(name.len()).any(|window| window == name);
    }
    let ends = (0..text.len()).filter(|&at| text[at] == *last);
    ends.into_iter().any(|end| short_form(&text[..end], stem) + 1 >= SHORTEST)
}

/// How many of the last chars of `text` stand in `stem` in the same order.
fn short_form(text: &[char], stem: &[char]) -> usize {
    let mut left = stem;
    let mut count = 0;
    for c in text.iter().rev() {
        let Some(at) = left.iter().rposition(|one| one == c) else { break };
        left = &left[..at];
        count += 1;
    }
    count
}

/// Another unit whose name a seal ends with, when it is not `own` in any form.
pub(super) fn other_unit<'a>(
    seal: &str,
    own: &str,
    units: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if mentions(seal, own) || seal.ends_with(own) {
        return None;
    }
    let others = units.into_iter().filter(|unit| *unit != own && unit.chars().count() >= SHORTEST);
    // The longest, so that 区公安局交警大队 is not taken for another 大队.
    others.filter(|unit| seal.ends_with(unit) && !mentions(own, unit)).max_by_key(|unit| unit.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_ends_as_the_name_does_and_keeps_its_order() {
        let name = "住房和城乡建设局";
        for text in ["已会同住建局查看", "由区住房和城乡建设局负责", "住房城乡建设局"]
        {
            assert!(mentions(text, name), "{text}");
        }
        for text in ["由城管局负责", "建住局", "当局", "建设工程"] {
            assert!(!mentions(text, name), "{text}");
        }
        assert!(mentions("请公安局派员", "公安分局"));
        assert!(mentions("县财政局", "财政局") && !mentions("县政局", "财政局"));
    }

    #[test]
    fn a_seal_is_anothers_only_when_it_ends_with_a_known_name_and_is_not_our_own() {
        let units = ["教育局", "水务局", "住房和城乡建设局", "住建局"];
        assert_eq!(other_unit("青禾区水务局", "教育局", units), Some("水务局"));
        assert_eq!(other_unit("青禾区教育局", "教育局", units), None);
        assert_eq!(other_unit("青禾区住建局", "住房和城乡建设局", units), None);
        assert_eq!(other_unit("青禾区财政局", "教育局", units), None, "not of this run");
    }
}

//! The examples beside the masks, put to the test.

use super::{
    masks::Masks,
    rulefile::{Example, PublicRules},
};

/// Examples that do not hold, in words.
#[must_use]
pub fn prove(rules: &PublicRules) -> Vec<String> {
    let masks = Masks::new(rules.clone());
    let of_masks = rules.masks.iter().map(|mask| (&mask.name, &mask.tests));
    let of_allowed = rules.allowed.iter().map(|allowed| (&allowed.name, &allowed.tests));
    of_masks
        .chain(of_allowed)
        .flat_map(|(name, tests)| tests.iter().filter_map(|test| failure(&masks, name, test)))
        .collect()
}

fn failure(masks: &Masks, name: &str, test: &Example) -> Option<String> {
    let shown = masks.hide(&test.text, &[]).text;
    (shown != test.shown)
        .then(|| format!("「{name}」：“{}”应当写成“{}”，实际是“{shown}”", test.text, test.shown))
}

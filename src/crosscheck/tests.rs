//! Checks over rows and runs.

use super::*;
use crate::rules::RuleSet;

fn checks() -> Checks {
    Checks::parse(RuleSet::load(None).unwrap().text("checks.toml")).unwrap()
}

#[test]
fn every_example_of_the_embedded_file_holds() {
    let rulebook = RuleSet::load(None).unwrap().rulebook_for("npc").unwrap();
    let failures = prove(&rulebook, &checks());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

use super::*;
use crate::rules::RuleSet;

#[test]
fn every_example_of_the_embedded_rules_holds() {
    test(None).unwrap();
}

#[test]
fn the_embedded_rules_have_no_error() {
    check(None).unwrap();
}

#[test]
fn an_unknown_code_is_told_where_the_codes_are() {
    assert!(explain("Z999", None).unwrap_err().to_string().contains("rules list"));
}

#[test]
fn exported_files_load_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("规则");
    export(&target).unwrap();
    test(Some(&target)).unwrap();
    RuleSet::load(Some(&target)).unwrap().rulebook().unwrap();
    assert!(export(&target).is_err());
}

/// A folder that replaces one pack; its text is the embedded one with `from` written as `to`.
fn altered(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let set = RuleSet::load(None).unwrap();
    let text = set.text(file).replacen(from, to, 1);
    assert_ne!(text, set.text(file), "nothing replaced");
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    folder
}

#[test]
fn a_misspelt_guard_stops_every_command_at_its_line() {
    let folder = altered("packs/frames.toml", "max_gap", "maxgap");
    for told in [
        check(Some(folder.path())).unwrap_err().to_string(),
        list(Some(folder.path())).unwrap_err().to_string(),
        RuleSet::load(Some(folder.path())).unwrap().rulebook().unwrap_err().to_string(),
    ] {
        assert!(told.contains("不认识的键 maxgap，是不是 max_gap"), "{told}");
        assert!(told.contains("^^^^^^"), "{told}");
    }
}

#[test]
fn a_pack_from_outside_whose_example_fails_does_not_load() {
    let folder = altered(
        "packs/gates.toml",
        "[[rule]]",
        "[[rule]]\ncode = \"G800\"\nname = \"很长\"\nsince = \"1\"\nrole = \"gate\"\nkind = \"measure\"\nmeasure = \"han_chars\"\nat_least = 20\nmessage = \"长\"\nwhy = \"长\"\n[[rule.test]]\nhit = \"很短\"\n\n[[rule]]",
    );
    let set = RuleSet::load(Some(folder.path())).unwrap();
    let told = set.rulebook().unwrap_err().to_string();
    assert!(told.contains("G800 的例子不符：应命中，却没有命中"), "{told}");
    assert!(told.contains("hit = \"很短\""), "{told}");
    assert!(test(Some(folder.path())).unwrap_err().to_string().contains("G800"));
    set.unproved().unwrap();
}

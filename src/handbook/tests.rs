//! Tests of `handbook`.

use std::collections::BTreeSet;

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

#[test]
fn the_handbook_in_docs_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let handbook = super::docs::handbook(&RuleSet::load(None).unwrap().rulebook().unwrap());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &handbook).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == handbook, "docs/rules.md is out of date: run the tests with UPDATE_DOCS=1");
}

#[test]
fn every_rule_has_a_section_with_why_and_points() {
    let rulebook = RuleSet::load(None).unwrap().rulebook().unwrap();
    let handbook = super::docs::handbook(&rulebook);
    for rule in rulebook.all_rules().map(|compiled| &compiled.rule) {
        assert!(
            handbook.contains(&format!("\n### {} {}\n", rule.code, rule.name)),
            "{}",
            rule.code
        );
    }
    assert!(handbook.contains("- 文本分："));
}

#[test]
fn a_locked_run_accepts_the_locked_rules_and_no_others() {
    let folder = altered("packs/frames.toml", "只说研究：{text}", "只说研究而无结论：{text}");
    let place = Some(folder.path());
    let rulebook = || RuleSet::load(place).unwrap().unproved().unwrap();
    assert!(hold(place, &rulebook()).unwrap_err().to_string().contains("rules lock"));
    lock(place).unwrap();
    hold(place, &rulebook()).unwrap();
    check(place).unwrap();

    let file = folder.path().join("packs/frames.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("只说研究而无结论", "又换一种说法")).unwrap();
    hold(place, &rulebook()).unwrap();

    let changed = text.replacen("forward_weak = [\"转\"", "forward_weak = [\"另转\", \"转\"", 1);
    assert_ne!(changed, text);
    std::fs::write(&file, &changed).unwrap();
    let told = hold(place, &rulebook()).unwrap_err().to_string();
    assert!(told.contains("F201 的判法变了") && told.contains("词表变了"), "{told}");
    let told = check(place).unwrap_err().to_string();
    assert!(told.contains("F201 的判法与 rules.lock 不同，rev 却仍是 2"), "{told}");

    std::fs::write(&file, changed.replace("code = \"F201\"\nrev = 2", "code = \"F201\"\nrev = 3"))
        .unwrap();
    check(place).unwrap();
    assert!(hold(place, &rulebook()).unwrap_err().to_string().contains("rev 2 → 3"));
    lock(place).unwrap();
    hold(place, &rulebook()).unwrap();

    let documents = RuleSet::load(None).unwrap().text("documents.toml").to_owned();
    let documents = documents.replacen("least = 4", "least = 5", 1);
    std::fs::write(folder.path().join("documents.toml"), documents).unwrap();
    let told = hold(place, &rulebook()).unwrap_err().to_string();
    assert!(told.contains("documents.toml变了"), "{told}");
}

/// A replies table of our own writing.
fn table(rows: &[(&str, &str, &str)]) -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "建议编号,承办单位,答复内容\n".to_owned();
    for (id, unit, reply) in rows {
        text += &format!("{id},{unit},\"{reply}\"\n");
    }
    let path = folder.path().join("答复.csv");
    std::fs::write(&path, text).unwrap();
    (folder, vec![path])
}

#[test]
fn a_diff_names_the_replies_the_columns_and_the_rules() {
    let (_kept, inputs) = table(&[
        ("1", "城管局", "来信收悉。我局高度重视，将认真研究。感谢您的支持！"),
        ("2", "住建局", "经现场查看，已于2024年5月更换路灯3盏。"),
    ]);
    let same = diff("内置".as_ref(), "内置".as_ref(), &inputs, 9).unwrap();
    assert_eq!(same, "2 件答复，0 件的结论或文本分有变化");
    let gate = "measure = \"non_answer_percent\"\nat_least = ";
    let set = RuleSet::load(None).unwrap();
    let old = set.text("packs/gates.toml").split_once(gate).unwrap().1.lines().next().unwrap();
    let folder = altered("packs/gates.toml", &format!("{gate}{old}"), &format!("{gate}101"));
    let told = diff("内置".as_ref(), folder.path(), &inputs, 9).unwrap();
    assert!(told.starts_with("2 件答复，1 件"), "{told}");
    assert!(told.contains("应付：是 → 否  1 件"), "{told}");
    assert!(told.contains("G001：1 件，多命中 0 处，少命中 1 处"), "{told}");
    assert!(told.contains("\n  1：应付 是→否"), "{told}");
}

#[test]
fn mining_finds_what_several_units_say_and_no_rule_knows() {
    let phrase = "本件承办骨干逐日登录平台打卡";
    let (_kept, inputs) = table(&[
        ("1", "城管局", &format!("来信收悉。{phrase}。感谢您的支持！")),
        ("2", "住建局", &format!("{phrase}，已更换路灯3盏。")),
        ("3", "住建局", "来信收悉。感谢您的支持！"),
    ]);
    let frequent = Frequent { units: 2, most: 9 };
    let told = mine(None, &inputs, frequent).unwrap();
    assert!(told.contains(&format!("2 件 2 单位  {phrase}")), "{told}");
    assert!(!told.contains("感谢"), "{told}");
    let told = mine(None, &inputs, Frequent { units: 3, most: 9 }).unwrap();
    assert!(told.contains("没有"), "{told}");
}

/// Keys and values of the language that no shipped rule can use yet: a first edition has no
/// rule to withdraw. What else comes to stand here is to be taken out of the language.
const UNUSED: [&str; 2] = ["replaced_by", "status deprecated"];

/// The keys and `key value` pairs that rules write, examples included.
fn written(set: &RuleSet) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for name in set.origins.keys().filter(|name| name.starts_with("packs/")) {
        let pack: toml::Table = toml::from_str(set.text(name)).unwrap();
        let tables = |table: &toml::Table, key: &str| -> Vec<toml::Table> {
            let array = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
            array.filter_map(toml::Value::as_table).cloned().collect()
        };
        for rule in tables(&pack, "rule") {
            used.extend(tables(&rule, "test").iter().flat_map(|test| test.keys().cloned()));
            for (key, value) in &rule {
                used.insert(key.clone());
                let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                used.extend(list.iter().filter_map(|v| Some(format!("{key} {}", v.as_str()?))));
            }
        }
    }
    used
}

/// The keys and `key value` pairs that rules may write.
fn writable() -> Vec<String> {
    use shida_engine::grammar::{RULE, Takes};
    /// What holds when nothing is written.
    const DEFAULTS: [&str; 4] = ["unit clause", "negation ignore", "cover match", "status stable"];
    let mut all = Vec::new();
    for key in RULE {
        all.push(key.name.to_owned());
        match key.takes {
            Takes::Tables(keys) => all.extend(keys.iter().map(|key| key.name.to_owned())),
            Takes::OneOf(values) => {
                all.extend(values.iter().map(|value| format!("{} {value}", key.name)));
            }
            _ => {}
        }
    }
    all.retain(|name| !DEFAULTS.contains(&name.as_str()));
    all
}

#[test]
fn every_key_and_value_of_the_language_is_used_by_a_shipped_rule() {
    let used = written(&RuleSet::load(None).unwrap());
    let known = |name: &String| {
        let key = name.split(' ').next().unwrap_or_default();
        UNUSED.contains(&name.as_str()) || UNUSED.contains(&key)
    };
    let unused: Vec<String> =
        writable().into_iter().filter(|name| !used.contains(name) && !known(name)).collect();
    assert_eq!(unused, [""; 0], "no shipped rule uses these: use them or take them out");
}

use super::*;
use crate::small::{LEXICON, RULES, files};

fn semantics(files: &RuleFiles) -> Semantics {
    Semantics::of(files).unwrap()
}

fn altered(from: &str, to: &str) -> Semantics {
    let rules = RULES.replacen(from, to, 1);
    assert_ne!(rules, RULES);
    semantics(&files(&rules))
}

#[test]
fn rewording_keeps_every_hash() {
    let before = semantics(&files(RULES));
    for (from, to) in [
        ("name = \"研究\"", "name = \"正在研究\""),
        ("message = \"研究\"", "message = \"别的话\"\nlimits = \"不足\"\nfix = \"改\""),
        ("why = \"做了\"", "why = \"别的理由\"\nsource = \"文件\"\nseverity = \"high\""),
        ("why = \"做了\"", "# 注释\nwhy = \"做了\"\n[[rule.test]]\nhit = \"已更换\"\n"),
        ("[\"正在\", \"着手\"]", "[\"着手\", \"正在\"]"),
        ("message = \"更换\"", "max_gap = 8\nordered = true\nmessage = \"更换\""),
    ] {
        assert_eq!(altered(from, to), before, "{to}");
    }
}

#[test]
fn the_order_of_rules_does_not_count() {
    let (head, rest) = RULES.split_at(RULES.find("[[rule]]").unwrap());
    let mut rules: Vec<&str> = rest.split("[[rule]]").skip(1).collect();
    rules.reverse();
    let turned = format!("{head}[[rule]]{}", rules.join("\n[[rule]]"));
    assert_eq!(semantics(&files(&turned)), semantics(&files(RULES)));
}

#[test]
fn a_guard_changes_the_rule_its_pack_and_the_whole_and_no_other_rule() {
    let before = semantics(&files(RULES));
    let after = altered("[\"更换\"]", "[\"更换\", \"维修\"]");
    assert_ne!(after.rules["S010"], before.rules["S010"]);
    assert_eq!(after.rules["N010"], before.rules["N010"]);
    assert_ne!(after.packs["small"], before.packs["small"]);
    assert_eq!(after.packs["lexicon"], before.packs["lexicon"]);
    assert_ne!(after.all, before.all);
    assert_eq!(after.lexicon, before.lexicon);
}

fn with_lexicon(from: &str, to: &str) -> Semantics {
    let mut files = files(RULES);
    files.packs[0].1 = LEXICON.replacen(from, to, 1);
    assert_ne!(files.packs[0].1, LEXICON);
    semantics(&files)
}

#[test]
fn a_lexicon_word_changes_the_rules_that_use_it_alone() {
    let before = semantics(&files(RULES));
    let after = with_lexicon("\"论证\"", "\"论证\", \"探讨\"");
    assert_ne!(after.rules["F100"], before.rules["F100"]);
    assert_eq!(after.rules["N010"], before.rules["N010"]);
    assert_ne!(after.lexicon, before.lexicon);
    let idle = with_lexicon("\"闲置\"", "\"空闲\"");
    assert_eq!((&idle.rules, &idle.all), (&before.rules, &before.all));
    assert_ne!(idle.lexicon, before.lexicon);
    let built_in = with_lexicon("filler = [\"的\"]", "filler = [\"的\", \"了\"]");
    assert_eq!(built_in.rules, before.rules);
    assert_ne!(built_in.all, before.all);
}

#[test]
fn points_change_their_rule_and_an_entity_the_rules_that_name_it() {
    let before = semantics(&files(RULES));
    let mut scored = files(RULES);
    scored.scoring = scored.scoring.replace("each = 5", "each = 6");
    let scored = semantics(&scored);
    assert_ne!(scored.rules["S010"], before.rules["S010"]);
    assert_eq!(scored.rules["N010"], before.rules["N010"]);
    let mut dated = files(RULES);
    dated.entities = dated.entities.replace("{4}", "{2,4}");
    let dated = semantics(&dated);
    assert_ne!(dated.rules["N010"], before.rules["N010"]);
    assert_eq!(dated.rules["S010"], before.rules["S010"]);
}

#[test]
fn no_two_lists_of_parts_look_alike() {
    assert_ne!(sha256(["ab", "c"]), sha256(["a", "bc"]));
    assert_ne!(sha256(["a"]), sha256(["a", ""]));
}

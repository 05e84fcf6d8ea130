//! Tests of `check`.

use super::*;

const LEXICON: &str = r#"
[pack]
id = "lexicon"
version = "1"
title = "词表"
[lexicon]
filler = ["的"]
negation = ["不"]
restating = ["您反映"]
restated = ["的问题"]
affixes = ["了"]
anchors = ["因"]
abstract = ["发展"]
study = ["研究", "论证"]
"#;

const FRAME: &str = r#"
[pack]
id = "frames"
version = "1"
title = "框架"
[[rule]]
code = "F100"
name = "研究"
since = "1"
role = "frame"
kind = "near"
class = "studying"
slots = [["正在"], ["$study"]]
message = "研究"
why = "研究不是答复"
"#;

fn files(pack: &str) -> RuleFiles {
    RuleFiles {
        letter: "simplify = [\"們们\"]".into(),
        entities: "[[entity]]\nkind = \"date\"\npattern = '\\d{4}年'\n".into(),
        scoring: r#"
[non_answer]
half = 6.0
half_per_char = 0.1
steepness = 2.0
evidence_chars = 6.0
weak = ["S010"]
weak_chars = 3.0
slack = 3
soft_share = 0
soft_slack = 8
[substance]
concrete = 1
complete = 4
concrete_chars = 24
complete_chars = 80
[points]
"#
        .into(),
        packs: vec![("lexicon.toml".into(), LEXICON.into()), ("pack.toml".into(), pack.into())],
        user_words: String::new(),
        asks: String::new(),
        frequencies: String::new(),
        near: String::new(),
        documents: String::new(),
        measures: String::new(),
        commitments: String::new(),
    }
}

/// The errors of a pack as `(spot, message)`.
fn errors(pack: &str) -> Vec<(String, Problem)> {
    let problems = check(&files(pack)).into_iter().filter(|p| p.level == Level::Error);
    problems
        .map(|problem| {
            let text = if problem.file == "pack.toml" { pack } else { "" };
            (text.get(problem.span.clone()).unwrap_or("").to_owned(), problem)
        })
        .collect()
}

/// The one error of the frame with `from` written as `to`: its spot and its message.
fn error(from: &str, to: &str) -> (String, Problem) {
    let pack = FRAME.replace(from, to);
    assert_ne!(pack, FRAME, "nothing replaced");
    let mut errors = errors(&pack);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.remove(0)
}

#[test]
fn a_sound_pack_has_no_error() {
    assert_eq!(errors(FRAME), []);
}

#[test]
fn an_unknown_key_is_shown_with_the_valid_ones_and_a_guess() {
    let (spot, problem) = error("class =", "clas =\"x\"\nclass =");
    assert_eq!(spot, "clas");
    assert!(problem.message.contains("是不是 class"), "{}", problem.message);
    assert!(problem.known.contains(&"max_gap".to_owned()));
    assert_eq!(problem.line, 12);
}

#[test]
fn a_value_that_is_not_on_the_list_is_shown_with_the_list() {
    let (spot, problem) = error("\"studying\"", "\"studing\"");
    assert_eq!(spot, "\"studing\"");
    assert!(problem.known.contains(&"studying".to_owned()));
}

#[test]
fn a_value_of_the_wrong_sort_is_told_in_chinese() {
    for (to, wanted) in [
        ("max_gap = \"八\"\nmessage", "整数"),
        ("max_gap = -1\nmessage", "整数"),
        ("unless = \"词\"\nmessage", "列表"),
        ("quoted = \"yes\"\nmessage", "true"),
        ("test = \"x\"\nmessage", "[[test]]"),
    ] {
        let (_, problem) = error("message", to);
        assert!(problem.message.contains(wanted), "{}", problem.message);
    }
}

#[test]
fn a_missing_key_is_told_at_the_rule() {
    let (spot, problem) = error("why = \"研究不是答复\"\n", "");
    assert_eq!(spot, "[[rule]]");
    assert!(problem.message.contains("why"));
    let (_, problem) = error("class = \"studying\"\n", "");
    assert!(problem.message.contains("class"));
    let (_, problem) = error("slots = [[\"正在\"], [\"$study\"]]\n", "");
    assert!(problem.message.contains("slots"));
}

#[test]
fn a_key_that_the_kind_does_not_read_is_an_error() {
    let (spot, problem) = error("message", "share = 0.5\nmessage");
    assert_eq!(spot, "share");
    assert!(problem.message.contains("不起作用"));
    assert!(!problem.known.contains(&"share".to_owned()));
    let (spot, _) = error("kind = \"near\"", "kind = \"near\"\nonly = [\"courtesy\"]");
    assert_eq!(spot, "only");
    let (spot, _) = error("message", "measure = \"han_chars\"\nmessage");
    assert_eq!(spot, "measure");
}

#[test]
fn a_gap_of_a_single_slot_is_an_error() {
    let (spot, _) =
        error("slots = [[\"正在\"], [\"$study\"]]", "slots = [[\"$study\"]]\nmax_gap = 5");
    assert_eq!(spot, "5");
}

#[test]
fn empty_lists_and_empty_words_are_errors() {
    for (to, wanted) in [("unless = []\nmessage", "空表"), ("unless = [\" \"]\nmessage", "空的词")]
    {
        let (_, problem) = error("message", to);
        assert!(problem.message.contains(wanted), "{}", problem.message);
    }
    let (_, problem) = error("[\"正在\"]", "[]");
    assert!(problem.message.contains("空表"));
}

#[test]
fn a_code_belongs_to_one_rule_and_to_its_role() {
    let (spot, _) = error("\"F100\"", "\"S100\"");
    assert_eq!(spot, "\"S100\"");
    assert_eq!(error("\"F100\"", "\"F1000\"").0, "\"F1000\"");
    assert_eq!(error("\"F100\"", "\"F一二三\"").0, "\"F一二三\"");
    let rule = &FRAME[FRAME.find("[[rule]]").unwrap()..];
    let errors = errors(&format!("{FRAME}{rule}"));
    assert_eq!(errors.len(), 1);
    assert!(errors[0].1.message.contains("重复"));
}

#[test]
fn names_that_lead_nowhere_are_shown_with_the_known_ones() {
    let (spot, problem) = error("\"$study\"", "\"$studdy\"");
    assert_eq!(spot, "\"$studdy\"");
    assert!(problem.known.contains(&"$study".to_owned()));
    let (spot, problem) = error("\"$study\"", "\"@money\"");
    assert_eq!(
        (spot.as_str(), problem.known),
        ("\"@money\"", vec!["@date".to_owned(), "@future".to_owned()])
    );
}

const PENALTY: &str = r#"
[[rule]]
code = "N010"
name = "只说研究"
since = "1"
role = "penalty"
kind = "near"
slots = [["研究"]]
unless_codes = ["F100"]
message = "研究"
why = "研究不是答复"
"#;

#[test]
fn a_rule_may_only_lean_on_earlier_rules_in_force() {
    let pack = format!("{FRAME}{PENALTY}");
    assert_eq!(errors(&pack), []);
    for (from, to) in [
        ("unless_codes = [\"F100\"]", "unless_codes = [\"F999\"]"),
        ("unless_codes = [\"F100\"]", "unless_codes = [\"N010\"]"),
        ("code = \"F100\"", "code = \"F100\"\nstatus = \"preview\""),
    ] {
        let errors = errors(&pack.replace(from, to));
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(errors[0].1.message.contains("引用"));
    }
}

#[test]
fn lexicons_that_name_each_other_are_an_error() {
    let pack = FRAME.replace("[[rule]]", "[lexicon]\na = [\"$b\"]\nb = [\"$a\"]\n[[rule]]");
    let errors = errors(&pack.replace("$study", "$a"));
    assert!(errors.iter().any(|(spot, p)| spot == "\"$a\"" && p.message.contains("互相引用")));
}

#[test]
fn gaps_and_regexes_have_bounds() {
    assert_eq!(error("message", "max_gap = 121\nmessage").0, "121");
    let pattern = "kind = \"near\"\nclass = \"studying\"\nslots = [[\"正在\"], [\"$study\"]]";
    for (regex, spot, wanted) in [
        ("正在.*研究", "'正在.*研究'", "不限长度"),
        ("正在[^。]{2,}研究", "'正在[^。]{2,}研究'", "不限长度"),
        ("(?:研究)*", "'(?:研究)*'", "空文字"),
        ("研究(论证", "(", "没有收尾"),
        ("研究(?=论证)", "(?=", "不支持"),
    ] {
        let to = format!("kind = \"pattern\"\nclass = \"studying\"\npattern = '{regex}'");
        let (got, problem) = error(pattern, &to);
        assert_eq!(got, spot);
        assert!(problem.message.contains(wanted), "{}", problem.message);
    }
    let bounded = "kind = \"pattern\"\nclass = \"studying\"\npattern = '正在\\d+[^。]{0,9}研究'";
    assert_eq!(errors(&FRAME.replace(pattern, bounded)), []);
}

#[test]
fn a_phrase_inside_its_own_exception_can_never_match() {
    let (spot, problem) = error("message", "exceptions = [\"在\"]\nmessage");
    assert_eq!(spot, "[\"正在\"]");
    assert!(problem.message.contains("永远不会命中"));
    let slots = "slots = [[\"正在\"]";
    let (spot, _) = error(slots, "exceptions = [\"正\"]\nslots = [[\"正在\", \"着手\"]");
    assert_eq!(spot, "\"正在\"");
}

#[test]
fn a_word_that_folding_rewrites_can_never_match() {
    let (spot, problem) = error("[\"正在\"]", "[\"我們\"]");
    assert_eq!(spot, "\"我們\"");
    assert!(problem.message.contains("“我们”"), "{}", problem.message);
    assert_eq!(error("[\"正在\"]", "[\"正 在\"]").0, "\"正 在\"");
    assert_eq!(error("[\"正在\"]", "[\"好，正在\"]").0, "\"好，正在\"");
}

#[test]
fn an_example_says_one_thing() {
    for (test, wanted) in [
        ("hit = \"甲\"\nmiss = \"乙\"", "一个"),
        ("note = \"空\"", "hit 或 miss"),
        ("hit = \"甲\"\ntext = \"乙\"", "text"),
        ("miss = \"甲\"\ncount = 2", "count"),
    ] {
        let errors = errors(&format!("{FRAME}[[rule.test]]\n{test}\n"));
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(errors[0].1.message.contains(wanted), "{}", errors[0].1.message);
        assert_eq!(errors[0].0, "[[rule.test]]");
    }
}

#[test]
fn a_file_that_is_no_toml_is_shown_where_it_breaks() {
    let (_, problem) = error("why = \"研究不是答复\"", "why = 研究不是答复");
    assert_eq!(problem.line, 15);
    assert!(problem.message.contains("TOML"));
}

#[test]
fn points_go_to_rules_that_exist() {
    let mut files = files(FRAME);
    files.scoring += "F999 = { each = 1 }\nF100 = { cap = 20 }\n";
    let messages: Vec<String> =
        check(&files).into_iter().filter(|p| p.level == Level::Error).map(|p| p.message).collect();
    assert_eq!(messages.len(), 2, "{messages:#?}");
}

#[test]
fn what_does_nothing_is_a_warning() {
    let mut files = files(FRAME);
    files.packs[0].1 += "idle = [\"词\", \"词\"]\n";
    let warnings: Vec<String> = check(&files).into_iter().map(|p| p.message).collect();
    assert!(warnings.iter().any(|w| w.contains("idle 没有规则使用")), "{warnings:#?}");
    assert!(warnings.iter().any(|w| w.contains("重复的词")));
    assert!(warnings.iter().any(|w| w.contains("3 个 hit")));
}

#[test]
fn an_example_is_found_again_in_the_text() {
    let text = format!("{FRAME}[[rule.test]]\nhit = \"甲\"\n[[rule.test]]\nmiss = \"乙\"\n");
    let span = place_of_example(&text, 0, 1).unwrap();
    assert_eq!(&text[span], "\"乙\"");
    assert_eq!(place_of_example(&text, 0, 2), None);
}

#[test]
fn an_absent_rule_needs_a_head_a_pattern_and_the_zones_to_look_in() {
    let rule = FRAME.replace("role = \"frame\"\nkind = \"near\"\nclass = \"studying\"\n", "");
    let rule = rule.replace("F100", "X100").replace("slots = [[\"正在\"], [\"$study\"]]\n", "");
    let with = |keys: &str| {
        let head = format!("role = \"penalty\"\nkind = \"absent\"\n{keys}\nmessage");
        errors(&rule.replace("message", &head))
    };
    let whole = "when = '号'\npattern = '代表'\nzones = [\"salutation\"]";
    assert!(with(whole).is_empty(), "{:?}", with(whole));
    for key in ["when", "pattern", "zones"] {
        let without: Vec<&str> = whole.lines().filter(|line| !line.starts_with(key)).collect();
        let found = with(&without.join("\n"));
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        assert!(found[0].1.message.contains(key), "{key}: {found:?}");
    }
    let broken = with(&whole.replace("'号'", "'号('"));
    assert!(broken[0].1.message.contains("括号"), "{broken:?}");
}

/// The one error of `asks.toml` with `from` written as `to`: its line and its message.
fn asks_error(from: &str, to: &str) -> String {
    let asks = include_str!("../../../rules/asks.toml");
    assert!(asks.contains(from), "{from}");
    let asks = asks.replacen(from, to, 1);
    let changed =
        1 + asks.lines().position(|line| line.starts_with(to.lines().next().unwrap())).unwrap();
    let files = RuleFiles { asks, ..files(FRAME) };
    let mut errors = check(&files);
    errors.retain(|problem| problem.level == Level::Error);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    let error = errors.remove(0);
    assert_eq!((error.file.as_str(), error.line), ("asks.toml", changed), "{error:?}");
    error.message
}

#[test]
fn what_is_wrong_in_the_files_of_measures_and_promises_is_told_with_its_line() {
    let measures = include_str!("../../../rules/measures.toml");
    let commitments = include_str!("../../../rules/commitments.toml");
    let misspelt = RuleFiles {
        measures: measures.replacen("phrase = 10", "phrase = \"十\"", 1),
        commitments: commitments.replacen("past = ", "passed = ", 1),
        ..files(FRAME)
    };
    let problems = check(&misspelt);
    for (file, text, key) in
        [("measures.toml", measures, "phrase = 10"), ("commitments.toml", commitments, "past = ")]
    {
        let line = 1 + text.lines().position(|line| line.starts_with(key)).unwrap();
        let is_told = |problem: &Problem| problem.file == file && problem.line == line;
        assert!(problems.iter().any(is_told), "{file}: {problems:#?}");
    }
}

#[test]
fn what_is_wrong_in_the_file_of_asks_is_told_with_its_line() {
    let message = asks_error("least_own =", "least_owm = 3\nleast_own =");
    assert!(message.contains("least_owm"), "{message}");
    let message = asks_error("cites = '''", "cites = '''(");
    assert!(message.contains("正则写错了"), "{message}");
    let message = asks_error("low = 0.08", "low = \"低\"");
    assert!(message.contains("数字"), "{message}");
    let message = asks_error("pattern = '''([①②③④⑤⑥⑦⑧⑨⑩⑪⑫])'''", "pattern = '''[①②③④⑤⑥⑦⑧⑨⑩⑪⑫]'''");
    assert!(message.contains("第 1 组"), "{message}");
}

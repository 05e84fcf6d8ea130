//! Tests of `document`; the examples beside the rules are tried by `proof`.

use proptest::prelude::*;

use super::*;
use crate::{
    judge::judge,
    proof::prove,
    rulebook::{RuleFiles, Rulebook},
    testing::rulebook,
};

fn document(reply: &str) -> Option<Document> {
    judge(rulebook(), reply, None).document
}

#[test]
fn every_kind_has_enough_examples_of_both_sorts_and_they_hold() {
    let documents = &rulebook().documents.file.documents;
    assert!(documents.len() >= 5);
    for entry in documents {
        let hits = entry.tests.iter().filter(|example| example.hit.is_some()).count();
        assert!(hits >= 5 && entry.tests.len() - hits >= 8, "{}", entry.kind);
    }
    assert_eq!(prove(rulebook()).failures, []);
}

#[test]
fn no_example_of_any_rule_is_taken_for_another_document() {
    for rule in rulebook().all_rules() {
        for example in &rule.rule.tests {
            let text = example.hit.as_ref().or(example.miss.as_ref()).unwrap();
            let found = judge(rulebook(), text, example.suggestion.as_deref()).document;
            assert_eq!(found, None, "{}: {text}", rule.rule.code);
        }
    }
}

#[test]
fn the_signs_quote_the_original_text() {
    let text = "在全县建议办理推进会上的讲 话\n同志们：\n今天，我们召开推进会。我讲三点意见。";
    let document = document(text).unwrap();
    assert_eq!((document.kind.as_str(), document.name.as_str()), ("speech", "讲话稿"));
    assert!(document.signs.len() >= 3);
    for sign in &document.signs {
        let chars: String =
            text.chars().skip(sign.span.start as usize).take(sign.span.len()).collect();
        assert_eq!(chars, sign.text, "{}", sign.name);
    }
}

#[test]
fn one_word_of_a_reply_in_the_opening_spares_a_speech() {
    let speech = "同志们：今天，我们召开推进会。下面，我讲三点意见。谢谢大家！";
    assert!(document(speech).is_some());
    assert_eq!(document(&format!("您的建议收悉。{speech}")), None);
}

#[test]
fn empty_rules_take_every_text_for_a_reply() {
    let rules = DocumentRules::compile(DocumentFile::default()).unwrap();
    let folded = crate::fold::fold("同志们：今天开会。我讲三点意见。", |c| c, |_| false);
    assert_eq!(rules.recognise(&folded, |_| false, None), None);
}

#[test]
fn a_misspelt_reply_sign_is_an_error_with_its_place() {
    let mut files = crate::small::files(crate::small::RULES);
    files.documents = SMALL.replace("\"收悉\"]", "\"收息\"]");
    let error = Rulebook::compile(&files).unwrap_err();
    assert_eq!(error.problems.len(), 1, "{:?}", error.problems);
    let problem = &error.problems[0];
    assert_eq!(&files.documents[problem.span.clone()], "\"收息\"");
    assert!(problem.message.contains("收息"), "{}", problem.message);
}

#[test]
fn the_hash_knows_the_signs_and_not_the_examples() {
    let hash = |documents: &str| {
        let files = RuleFiles {
            documents: documents.to_owned(),
            ..crate::small::files(crate::small::RULES)
        };
        Rulebook::compile(&files).unwrap().hash
    };
    let worded = SMALL.replace("name = \"讲话稿\"", "name = \"讲话\"");
    assert_eq!(hash(&worded), hash(SMALL));
    assert_eq!(hash(&format!("{SMALL}[[document.test]]\nhit = \"同志们\"\n")), hash(SMALL));
    assert_ne!(hash(&SMALL.replace("least = 2", "least = 3")), hash(SMALL));
}

const SMALL: &str = r#"
[[reply]]
name = "收悉"
first = 100
pattern = '收悉'
[[document]]
kind = "speech"
name = "讲话稿"
least = 2
despite = ["收悉"]
[[document.sign]]
name = "称呼"
weight = 3
pattern = '同志们'
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_examined_and_its_signs_lie_inside(
        reply in "[同志们各位代表：今天我讲三点意见关于的通知特此记者（）_×\n“”。a ]{0,150}",
    ) {
        let found = judge(rulebook(), &reply, Some(&reply)).document;
        for sign in found.iter().flat_map(|document| &document.signs) {
            prop_assert!(sign.span.end as usize <= reply.chars().count());
        }
    }
}

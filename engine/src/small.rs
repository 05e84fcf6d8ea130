//! A few rules for tests, smaller than the shipped ones.

use crate::files::RuleFiles;

/// Lexicons that the engine needs, and one more.
pub(crate) const LEXICON: &str = r#"
[pack]
id = "lexicon"
version = "1"
title = "词表"
[lexicon]
filler = ["的"]
negation = ["不", "没有"]
restating = ["您反映"]
restated = ["的问题"]
affixes = ["了", "认真"]
anchors = ["因"]
abstract = ["发展"]
study = ["研究", "论证"]
idle = ["闲置"]
"#;

/// One frame, one evidence rule, one penalty.
pub(crate) const RULES: &str = r#"
[pack]
id = "small"
version = "1"
title = "小包"
[[rule]]
code = "F100"
name = "研究"
since = "1"
role = "frame"
kind = "near"
class = "studying"
slots = [["正在", "着手"], ["$study"]]
message = "研究"
why = "研究不是答复"

[[rule]]
code = "S010"
name = "已更换"
since = "1"
role = "evidence"
kind = "near"
slots = [["已"], ["更换"]]
mark = "site_check"
message = "更换"
why = "做了"

[[rule]]
code = "N010"
name = "只说研究"
since = "1"
role = "penalty"
kind = "near"
slots = [["研究"]]
exceptions = ["研究生", "去研究"]
unless = ["@date"]
unless_reply = ["S010"]
negation = "skip"
message = "研究"
why = "研究不是答复"
"#;

/// The files with `[points]` left open at the end.
pub(crate) fn files(rules: &str) -> RuleFiles {
    RuleFiles {
        letter: "simplify = [\"們们\"]".into(),
        entities: "[[entity]]\nkind = \"date\"\npattern = '\\d{4}年'\n".into(),
        scoring: SCORING.into(),
        packs: vec![("lexicon.toml".into(), LEXICON.into()), ("pack.toml".into(), rules.into())],
        user_words: String::new(),
        asks: String::new(),
        frequencies: String::new(),
        near: String::new(),
        documents: String::new(),
        measures: String::new(),
        commitments: String::new(),
    }
}

const SCORING: &str = r#"
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
S010 = { each = 5 }
N010 = { each = -3 }
"#;

//! The language of the rule files: every key, what it takes, and which rules read it.
//!
//! The types in `pack` say the same to serde; a test holds the two together. This page exists
//! so that errors can name the valid keys and values, and so that a key that a rule's kind
//! never reads is an error and not silence.

use crate::{finding::Role, pack::Kind};

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A text.
    Text,
    /// A text that may be empty.
    AnyText,
    /// A regular expression.
    Regex,
    /// A whole number from 0.
    Whole,
    /// A number.
    Number,
    /// A calendar day YYYY-MM-DD, with or without quotes.
    Day,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of these words.
    SomeOf(&'static [&'static str]),
    /// A list of texts; not empty unless it stands in `skip_zones`.
    Words,
    /// A list of lists of texts.
    WordLists,
    /// A list of `[from, points]`.
    Pairs,
    /// A table with these keys.
    Table(&'static [Key]),
    /// Tables `[[key]]` with these keys.
    Tables(&'static [Key]),
    /// A table with keys of the writer's own, each of which takes this.
    Named(&'static Takes),
}

/// A key and its use.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What stands behind it.
    pub takes: Takes,
    /// What it is for, in Chinese: editors show it.
    pub says: &'static str,
    /// Whether every table of its sort must have it.
    pub needed: bool,
    /// In rules: the kinds that read it; empty = all.
    pub kinds: &'static [Kind],
    /// In rules: the roles that read it; empty = all.
    pub roles: &'static [Role],
}

/// A key that may be left out.
#[must_use]
pub const fn may(name: &'static str, takes: Takes, says: &'static str) -> Key {
    Key { name, takes, says, needed: false, kinds: &[], roles: &[] }
}

/// A key that every table of its sort has.
#[must_use]
pub const fn must(name: &'static str, takes: Takes, says: &'static str) -> Key {
    Key { needed: true, ..may(name, takes, says) }
}

const fn of(kinds: &'static [Kind], key: Key) -> Key {
    Key { kinds, ..key }
}

const fn by(roles: &'static [Role], key: Key) -> Key {
    Key { roles, ..key }
}

/// A pack file.
pub const PACK: &[Key] = &[
    must("pack", Takes::Table(HEAD), "这个文件是什么"),
    may(
        "lexicon",
        Takes::Named(&Takes::Words),
        "词表：规则里写 $名字；各文件的词表共用一个命名空间",
    ),
    may("rule", Takes::Tables(RULE), "规则，按手册里的顺序"),
];

const HEAD: &[Key] = &[
    must("id", Takes::Text, "简短的固定名字"),
    must("version", Takes::Text, "版次，如 2026.1.0"),
    must("title", Takes::Text, "给人看的名字"),
    may("genre", Takes::Text, "只用于哪一文种（shida run --genre）；不写则各文种共用"),
];

const PLACED: &[Kind] = &[Kind::Near, Kind::Pattern, Kind::Echo];
const SOUGHT: &[Kind] = &[Kind::Near, Kind::Pattern];
const NEAR: &[Kind] = &[Kind::Near];
const PATTERNED: &[Kind] = &[Kind::Pattern, Kind::Absent];
const ABSENT: &[Kind] = &[Kind::Absent];
const ZONED: &[Kind] = &[Kind::Near, Kind::Pattern, Kind::Echo, Kind::Absent];
const ECHO: &[Kind] = &[Kind::Echo];
const MEASURE: &[Kind] = &[Kind::Measure];
const SHAPE: &[Kind] = &[Kind::Shape];
const ANSWER: &[Kind] = &[Kind::Answer];
const FRAME: &[Role] = &[Role::Frame];
const PENALTY: &[Role] = &[Role::Penalty];
const JUDGING: &[Role] = &[Role::Penalty, Role::Gate, Role::Answer];
const MARKING: &[Role] = &[Role::Evidence, Role::Frame, Role::Penalty, Role::Gate];

/// A rule: identity, kind, place, guards, effect, words, proof.
pub const RULE: &[Key] = &[
    must("code", Takes::Text, "固定代码：一个字母加三位数字，一经使用不得再用于别的规则"),
    must("name", Takes::Text, "中文短名"),
    must("since", Takes::Text, "从哪一版起有这条规则"),
    may(
        "status",
        Takes::OneOf(&["preview", "stable", "deprecated"]),
        "preview 试用（只列出，不计分、不定性）；stable 正式；deprecated 即将停用",
    ),
    may("rev", Takes::Whole, "修订次数，判法一变就加 1"),
    may("replaced_by", Takes::Text, "停用后由哪条规则代替"),
    may(
        "severity",
        Takes::OneOf(&["info", "low", "medium", "high"]),
        "命中对读者有多要紧（不影响分数）",
    ),
    may("confidence", Takes::OneOf(&["low", "medium", "high"]), "命中有多可靠（不影响分数）"),
    must(
        "role",
        Takes::OneOf(&["evidence", "frame", "penalty", "gate", "answer"]),
        "evidence 实质；frame 套话框架（剔除，不计分）；penalty 问题；gate 对整份答复定性；answer 欠建议的回应",
    ),
    must(
        "kind",
        Takes::OneOf(&["near", "pattern", "echo", "measure", "shape", "absent", "answer"]),
        "near 词位相近；pattern 正则；echo 照抄来件；measure 数量；shape 整份的形状；absent 该有的没有；answer 与建议逐条对照",
    ),
    by(FRAME, may("class", Takes::OneOf(FRAME_CLASSES), "框架解释的句子算哪一类")),
    of(NEAR, may("slots", Takes::WordLists, "各格的词，按次序；可写词、$词表、@实体")),
    of(NEAR, may("ordered", Takes::Switch, "各格是否必须按次序（默认 true）")),
    of(NEAR, may("max_gap", Takes::Whole, "两格之间最多隔几个字（默认 8，最多 120）")),
    of(
        PATTERNED,
        may(
            "pattern",
            Takes::Regex,
            "正则表达式（线性时间，作用于折叠后的文字；有第 1 组时取第 1 组；absent：zones 里该有的样子）；请写在单引号里",
        ),
    ),
    of(ABSENT, may("when", Takes::Regex, "文头里有这样的一句时才查（引为证据）；请写在单引号里")),
    of(ECHO, may("share", Takes::Number, "小句里至少多少（0—1）与来件相同")),
    of(
        MEASURE,
        may(
            "measure",
            Takes::OneOf(&[
                "residual_chars",
                "non_answer_percent",
                "han_chars",
                "deflection_percent",
            ]),
            "量什么",
        ),
    ),
    of(MEASURE, may("at_least", Takes::Number, "不小于此数时命中")),
    of(MEASURE, may("at_most", Takes::Number, "不大于此数时命中")),
    of(
        SHAPE,
        may("steps", Takes::WordLists, "形状必须有的各步（次序不限），每步列出可算数的规则代码"),
    ),
    of(SHAPE, may("only", Takes::SomeOf(CLASSES), "答复的句子只能是这些类")),
    of(SHAPE, may("other_chars", Takes::Whole, "别类小句合计最多几个汉字（默认 0）")),
    of(
        ANSWER,
        may(
            "shortfall",
            Takes::OneOf(&[
                "ask_missing",
                "ask_touched",
                "off_topic",
                "evasion",
                "work_summary",
                "echo",
            ]),
            "欠什么：ask_missing 诉求未回应；ask_touched 提到未答；off_topic 文不对题；evasion 避重就轻；work_summary 工作总结式；echo 照抄来件。界线在 asks.toml",
        ),
    ),
    of(
        SOUGHT,
        may(
            "unit",
            Takes::OneOf(&["clause", "sentence"]),
            "命中不能跨过小句（clause，默认）还是句子（sentence）",
        ),
    ),
    of(ZONED, may("zones", Takes::SomeOf(ZONES), "只在这些区段里找")),
    of(
        PLACED,
        may(
            "skip_zones",
            Takes::SomeOf(ZONES),
            "不在这些区段里找；不写则跳过文头、称谓、落款、联系方式、抄送、附件、网页尾巴",
        ),
    ),
    of(SOUGHT, may("unless", Takes::Words, "同一小句（或句子）里有这些词就不算")),
    of(SOUGHT, may("require", Takes::Words, "同一小句（或句子）里必须有这些词之一")),
    of(SOUGHT, may("exceptions", Takes::Words, "命中与这些词重叠就不算（研究生之于研究）")),
    by(PENALTY, of(PLACED, may("unless_codes", Takes::Words, "本句或邻句有这些规则的命中就不算"))),
    by(JUDGING, may("unless_reply", Takes::Words, "整份答复里有这些规则的命中就不算")),
    of(
        SOUGHT,
        may(
            "negation",
            Takes::OneOf(&["ignore", "skip"]),
            "命中之前有否定词时：ignore 照算（默认），skip 不算",
        ),
    ),
    of(SOUGHT, may("quoted", Takes::Switch, "引号里的命中算不算（默认不算）")),
    of(NEAR, may("inside_words", Takes::Switch, "长词里的命中算不算（默认不算：研究院里的研究）")),
    by(
        FRAME,
        of(
            PLACED,
            may(
                "cover",
                Takes::OneOf(&["match", "clause", "sentence"]),
                "框架解释多少：match 命中的字（默认）、clause 整个小句、sentence 整句",
            ),
        ),
    ),
    by(
        FRAME,
        of(
            PLACED,
            may(
                "max_rest",
                Takes::Whole,
                "cover = \"clause\" 时，小句在命中之外最多有几个汉字；超过则只解释命中的字",
            ),
        ),
    ),
    by(MARKING, may("mark", Takes::OneOf(MARKS), "命中时置哪一个结论")),
    must("message", Takes::Text, "报告里的话；{text} 是引文"),
    must("why", Takes::Text, "为什么有这条规则"),
    may("fix", Takes::AnyText, "应当怎么写"),
    may("source", Takes::AnyText, "依据的法规、文件或批评"),
    may("limits", Takes::AnyText, "已知会判错的情形"),
    may("test", Takes::Tables(EXAMPLE), "例子，正反都要有"),
];

const EXAMPLE: &[Key] = &[
    may("hit", Takes::Text, "必须命中的答复"),
    may("miss", Takes::Text, "不得命中的答复"),
    may("text", Takes::Text, "必须引出的原文"),
    may("count", Takes::Whole, "必须命中几处"),
    may("todo", Takes::Switch, "已知还做不到；一旦做到须去掉这个键"),
    may("suggestion", Takes::Text, "所答复的建议原文"),
    may("note", Takes::AnyText, "为什么放这个例子"),
];

/// A frame never makes a sentence specific or evidence: those are what frames leave over.
const FRAME_CLASSES: &[&str] =
    &["courtesy", "studying", "forwarding", "deflection", "vague", "rhetoric"];

const CLASSES: &[&str] = &[
    "courtesy",
    "studying",
    "forwarding",
    "deflection",
    "vague",
    "rhetoric",
    "specific",
    "evidence",
];

const ZONES: &[&str] = &[
    "head",
    "salutation",
    "receipt",
    "body",
    "closing",
    "signature",
    "contact",
    "copies",
    "attachment",
    "tail",
];

const MARKS: &[&str] = &[
    "cites_policy",
    "contact",
    "site_check",
    "commitment",
    "deadline",
    "deflection",
    "adopted",
    "partly",
    "declined",
    "non_answer",
    "three_part",
    "receipt_only",
    "forwarded_only",
    "empty",
];

/// `letter.toml`.
pub const LETTER: &[Key] = &[
    may(
        "cut",
        Takes::Tables(&[
            must(
                "pattern",
                Takes::Regex,
                "正则表达式，在第 1 组之前（或之后）断句；请写在单引号里",
            ),
            may("after", Takes::Switch, "断在第 1 组之后"),
        ]),
        "没有标点也要断句的地方",
    ),
    may("zone", Takes::Tables(ZONE), "区段：头一个相符的算数"),
    may("simplify", Takes::Words, "繁体与简体，两字一组"),
];

const ZONE: &[Key] = &[
    must("zone", Takes::OneOf(ZONES), "句子属于哪个区段"),
    may("first", Takes::Whole, "只看开头几句"),
    may("last", Takes::Whole, "只看末尾几句（网页尾巴不计；网页尾巴自己从全文末尾数）"),
    may("after", Takes::OneOf(ZONES), "只看紧接在这个区段后面的一句"),
    must("pattern", Takes::Regex, "正则表达式，比对整句；请写在单引号里"),
];

/// `entities.toml`.
pub const ENTITIES: &[Key] = &[must(
    "entity",
    Takes::Tables(&[
        must("kind", Takes::Text, "种类，规则里写 @种类；可重复"),
        must(
            "pattern",
            Takes::Regex,
            "正则表达式（线性时间，作用于折叠后的文字；有第 1 组时取第 1 组）；请写在单引号里",
        ),
    ]),
    "实体：规则里写 @种类",
)];

/// `documents.toml`.
pub const DOCUMENTS: &[Key] = &[
    may("reply", Takes::Tables(REPLY_SIGN), "复函的标志：有其一，就当答复判"),
    may("document", Takes::Tables(DOCUMENT), "别的文件：头一种相符的算数"),
];

const REPLY_SIGN: &[Key] = &[
    must("name", Takes::Text, "短名，despite 里用它"),
    must("first", Takes::Whole, "须从开头多少字之内开始"),
    must("pattern", Takes::Regex, "正则表达式，作用于折叠后的文字；请写在单引号里"),
];

const DOCUMENT: &[Key] = &[
    must("kind", Takes::Text, "固定的英文名"),
    must("name", Takes::Text, "给人看的名字"),
    must("least", Takes::Whole, "各标志的分量合计至少多少"),
    may("copied", Takes::Number, "与建议原文互相重合的比例（0—1）达到此数，不看标志也算"),
    may("rest", Takes::Whole, "标志之外最多几个汉字"),
    may("despite", Takes::Words, "有这些复函标志也不放过"),
    must("sign", Takes::Tables(SIGN), "标志"),
    may("test", Takes::Tables(DOCUMENT_EXAMPLE), "例子，正反都要有"),
];

const SIGN: &[Key] = &[
    must("name", Takes::Text, "给人看的名字，拒收时写明"),
    must("weight", Takes::Whole, "分量；0 只把自己的字从余下的字里除去"),
    may("first", Takes::Whole, "须从开头多少字之内开始"),
    may("last", Takes::Whole, "须从末尾多少字之内开始"),
    may("times", Takes::Whole, "至少出现几处（默认 1）"),
    must("pattern", Takes::Regex, "正则表达式，作用于折叠后的文字；请写在单引号里"),
];

const DOCUMENT_EXAMPLE: &[Key] = &[
    may("hit", Takes::Text, "必须认出的文字"),
    may("miss", Takes::Text, "不得当成别的文件的文字"),
    may("suggestion", Takes::Text, "建议原文"),
    may("note", Takes::AnyText, "为什么放这个例子"),
];

/// `scoring/text.toml`.
pub const SCORING: &[Key] = &[
    must("non_answer", Takes::Table(NON_ANSWER), "应付把握怎样算"),
    must("substance", Takes::Table(SUBSTANCE), "实质程度怎样定"),
    must("points", Takes::Named(&Takes::Table(POINTS)), "各规则的分值"),
];

const NON_ANSWER: &[Key] = &[
    must("half", Takes::Number, "只有礼节时把握为一半的字数"),
    must("half_per_char", Takes::Number, "礼节以外每字使它增加多少"),
    must("steepness", Takes::Number, "把握下降的快慢"),
    must("evidence_chars", Takes::Number, "一条证据折算几个字"),
    must("weak", Takes::Words, "空信最容易模仿的证据规则代码"),
    must("weak_chars", Takes::Number, "这样的一条证据折算几个字"),
    must("slack", Takes::Whole, "小句剩下几个字以内算已解释"),
    must("soft_share", Takes::Number, "与本件无关的小句里每字折算多少（0—1）"),
    must("soft_slack", Takes::Whole, "这样的小句剩下几个字以内算已解释"),
];

const SUBSTANCE: &[Key] = &[
    must("concrete", Takes::Whole, "几种证据起算具体"),
    must("complete", Takes::Whole, "几种证据起算具体完整"),
    must("concrete_chars", Takes::Whole, "没有证据时剩余几个字起算具体"),
    must("complete_chars", Takes::Whole, "剩余不到几个字不算完整"),
];

const POINTS: &[Key] = &[
    may("each", Takes::Number, "每处命中的分"),
    may("hits", Takes::Whole, "最多计几处"),
    may("steps", Takes::Pairs, "measure 规则按数值分档：[起点, 分]，取达到的最后一档"),
    may("cap", Takes::Number, "命中后文本分不超过此数"),
];

/// Lexicons that the engine itself reads.
pub const BUILT_IN_LEXICONS: [&str; 7] =
    ["filler", "negation", "restating", "restated", "affixes", "anchors", "abstract"];

/// First letters of the codes of a role.
#[must_use]
pub fn letters(role: Role) -> &'static [char] {
    match role {
        Role::Evidence => &['S'],
        Role::Frame => &['F'],
        Role::Penalty => &['E', 'N', 'R', 'D', 'C', 'X'],
        Role::Gate => &['G'],
        Role::Answer => &['A'],
    }
}

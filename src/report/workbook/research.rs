//! 口径说明 of the measures for research, which stand in the machine tables alone.

/// Column of `replies`, with its name and definition.
pub(super) const RESEARCH: [(&str, &str); 9] = [
    (
        "measured_chars 计量字数",
        "礼节以外的话里汉字、字母、数字的个数；以下各项都只量这些话，太短的空着。各项只写在 replies 表里，公式见 docs/measures.md",
    ),
    ("specificity 具体程度", "每百字符里日期、时限、金额、数量、文号、法规名、条款的处数"),
    ("new_specificity 新增具体程度", "同上，建议里已经写过的不算；没有建议原文的空着"),
    ("redundancy 重复率", "与本件前文一字不差重说的字符所占份额，第一次说的不算"),
    ("hedge_ratio 留余地比", "“可能、适时、条件成熟、争取”等留余地的词占全部词的份额"),
    ("lexical_diversity 用词丰富度", "移动窗口里不同的词所占份额的平均数，不随篇幅变化"),
    ("sentence_chars 平均句长", "平均每句的字符数"),
    (
        "boilerplate_share 通用语句占比",
        "含有本批许多答复共有片段的句子所占份额。随本批答复而变，件数太少的空着",
    ),
    ("stickiness 沿用率", "本单位以往年度答复里写过的整句所占份额。没有往年答复可比的空着"),
];

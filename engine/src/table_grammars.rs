//! The keys of `measures.toml` and `commitments.toml`, as `grammar` says those of the other
//! rule files.

use crate::grammar::{Key, Takes, must};

/// `measures.toml`.
pub(crate) const MEASURES: &[Key] = &[
    must("minimum_chars", Takes::Whole, "不足这么多个字符的，各项都空着"),
    must("specificity", Takes::Table(SPECIFICITY), "具体程度"),
    must("redundancy", Takes::Table(REDUNDANCY), "重复"),
    must("diversity", Takes::Table(DIVERSITY), "用词丰富程度"),
    must("hedges", Takes::Table(HEDGES), "留余地的词"),
];

const SPECIFICITY: &[Key] = &[must("kinds", Takes::Words, "数哪些实体（entities.toml 里的 kind）")];
const REDUNDANCY: &[Key] = &[must("phrase", Takes::Whole, "几个字符一模一样算重说一遍")];
const DIVERSITY: &[Key] = &[must("window", Takes::Whole, "移动窗口的词数")];
const HEDGES: &[Key] = &[must("words", Takes::Words, "留余地的词")];

/// `commitments.toml`.
pub(crate) const COMMITMENTS: &[Key] = &[
    must("limit", Takes::Tables(LIMIT), "时限的写法，每种一条"),
    must("times", Takes::Table(TIMES), "时限里的字眼各指哪一天"),
    must("around", Takes::Table(AROUND), "前后有这些话的，不是时限"),
    must("clause", Takes::Table(CLAUSE), "哪些小句是承诺"),
    must("object", Takes::Table(OBJECT), "事项"),
    must("place", Takes::Table(PLACE), "地点"),
    must("responsible", Takes::Table(RESPONSIBLE), "责任单位"),
    must("amount", Takes::Table(AMOUNT), "金额与数量"),
];

const LIMIT: &[Key] = &[
    must("name", Takes::Text, "叫什么，报错时用"),
    must("pattern", Takes::Regex, "正则表达式，用命名组说明取到的是什么；请写在单引号里"),
];

const TIMES: &[Key] = &[
    must("years", Takes::Named(&Takes::Whole), "今、明、后年各往后几年"),
    must("days", Takes::Named(&Takes::Whole), "月里的字眼到几日；0 是月底"),
    must("months", Takes::Named(&Takes::Whole), "年里的字眼到几月"),
    must("ahead", Takes::Named(&Takes::Whole), "本、下各往后几个"),
    must(
        "units",
        Takes::Named(&Takes::OneOf(&[
            "workday", "day", "week", "month", "quarter", "year", "hour",
        ])),
        "几天几个月的单位",
    ),
    must("plans", Takes::Named(&Takes::Text), "五年规划的最后一天 YYYY-MM-DD"),
    must("seasons", Takes::Named(&Takes::Whole), "没有定日的时节，各从几月起"),
    must("feasts", Takes::Named(&Takes::Words), "节日和时节：MM-DD，或逐年的 YYYY-MM-DD"),
];

const AROUND: &[Key] = &[
    must("before", Takes::Regex, "时限之前有这些话的不算"),
    must("after", Takes::Regex, "时限之后有这些话的不算"),
    must("title", Takes::Regex, "只写到年份的，之后是文件名的不算"),
    must("upto", Takes::Regex, "时间之前有这些话的，是期限"),
];

const CLAUSE: &[Key] = &[
    must("future", Takes::Regex, "说将来的话"),
    must("past", Takes::Regex, "说过去的话"),
    must("veto", Takes::Regex, "有这些话的小句不是承诺"),
    must("hedge", Takes::Regex, "附有条件的话"),
    must("onward", Takes::Regex, "接着往下做的话"),
    must("item", Takes::Regex, "一条的开头"),
    must("directed", Takes::Regex, "已经交代下去、还没有做的话"),
    must("topic", Takes::Regex, "说明来件讲的是什么的话：地点可以从这里取"),
    must("condition", Takes::Regex, "条件：这样的小句里没有要做的事"),
    must("general", Takes::Regex, "说办事规矩的小句"),
    must("another", Takes::Regex, "另有时限时，另成一条的开头"),
    must("empty_codes", Takes::Words, "这些规则命中的小句是空泛的承诺"),
];

const OBJECT: &[Key] = &[
    must("act", Takes::Words, "要做的动作"),
    must("attitude", Takes::Words, "只表态度、状态或手段，不算事项的动作"),
    must("leading", Takes::Words, "引出和谁、用什么、往哪里的词，动作在其后"),
    must("helping", Takes::Words, "只帮着说后面那个动作的词"),
    must("manner", Takes::Words, "怎样做的词：与动作连成一个词的，动作仍然算"),
    must("light", Takes::Words, "自己没有内容的动作"),
    must("soft", Takes::Words, "看不见摸不着的动作"),
    must("makes", Takes::Words, "做出新东西的动作"),
    must("not_act", Takes::Regex, "动作之后有这些话的不算"),
    must("scheduled", Takes::Regex, "动作之后说什么时候做的话"),
    must("governs", Takes::Regex, "紧接着将来字样的动作，后面可以是这些"),
    must("able", Takes::Regex, "能够做到的话：时限在别的小句时，动作在其后"),
    must("vain", Takes::Regex, "看不见、摸不着的事项"),
    must("hands", Takes::Regex, "只是派出人手，要做的事在下一小句"),
    must("not_end", Takes::Regex, "以这些话结尾的不是事项"),
    must("names", Takes::Regex, "名称里的动作不算"),
    must("idle", Takes::Regex, "动作之前可有可无的话"),
    must("not_rest", Takes::Regex, "不能是事项余下部分的话"),
    must("not_before", Takes::Regex, "动作之前有这些话的不算"),
    must("frame", Takes::Regex, "在……中：里面的动作不算"),
    must("finish", Takes::Regex, "做完：事项在前面"),
    must("start", Takes::Regex, "开工：事项在前面"),
    must("not_object", Takes::Regex, "不能是事项的话"),
    must("trim_before", Takes::Regex, "事项前面去掉的话"),
    must("trim_after", Takes::Regex, "事项后面去掉的话"),
    must("set_for", Takes::Regex, "动作与后面的时限之间的话"),
];

const PLACE: &[Key] = &[
    must("endings", Takes::Words, "地名的结尾"),
    must("alone", Takes::Words, "单独就是地点的词"),
    must("tail", Takes::Regex, "地点后面去掉的话"),
    must("toward", Takes::Words, "后面是去处的词"),
    must("generic", Takes::Words, "只说是哪一类，接在地点后面不算的词"),
    must("not_before", Takes::Regex, "后面有这些话的不是地点"),
    must("listed", Takes::Regex, "并列的几个名称连同后面的地点词"),
    must("stretch", Takes::Regex, "路名、河名后面的从甲到乙"),
    must("abstract", Takes::Regex, "一类地点的名称后面接着这些的，是去不了的东西的名称"),
    must("all", Takes::Regex, "地点前面说“全部、每个”的话，算在地点里"),
    must("coded", Takes::Regex, "用编号命名的地点"),
    must("not_place", Takes::Regex, "不是地点的话"),
    must("making", Takes::Regex, "地点后面只有这些的，地点是要做成的东西"),
    must("states", Takes::Words, "说地点现状的词，算在地点里"),
    must("breaks", Takes::Words, "地名不能跨过的字"),
];

const RESPONSIBLE: &[Key] = &[
    must("by", Takes::Words, "正则：由谁做，第 1 组是单位"),
    must("endings", Takes::Words, "单位名称的结尾"),
    must("lead", Takes::Regex, "单位名称前面去掉的话"),
    must("aids", Takes::Words, "只是帮忙的动作：做这些的不是责任单位"),
    must("paid", Takes::Regex, "由谁出钱之前的话：出钱的不算责任单位"),
    must("events", Takes::Regex, "自己会成的事：主语是地点"),
    must("venues", Takes::Regex, "既是单位也是地点的结尾"),
    must("stop", Takes::Regex, "单位名称到此为止的话"),
    must("not_body", Takes::Regex, "不是单位的话"),
];

const AMOUNT: &[Key] = &[
    must("money", Takes::Text, "金额是哪一种实体"),
    must("quantity", Takes::Text, "数量是哪一种实体"),
    must("more_money", Takes::Regex, "另外的金额写法；有第 1 组时取第 1 组"),
    must("more", Takes::Regex, "另外的数量写法"),
    must("not_before", Takes::Regex, "数量之前有这些话的不算"),
    must("not_after", Takes::Regex, "数量之后有这些话的不算"),
    must("rest", Takes::Regex, "数量后面还有的半截单位"),
    must("range", Takes::Regex, "一个数量前面的另一头"),
    must("often", Takes::Regex, "事项后面说多久一次的，不是数量"),
    must("size", Takes::Regex, "说东西多大的话"),
    must("not_quantity", Takes::Regex, "不是数量的话"),
];

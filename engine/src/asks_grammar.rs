//! The keys of `asks.toml`, as `grammar` says those of the other rule files.

use crate::grammar::{Key, Takes, must};

/// `asks.toml`.
pub(crate) const ASKS: &[Key] = &[
    must("mark", Takes::Tables(MARK), "序号的样子，先后即优先顺序"),
    must("request", Takes::Table(REQUEST), "哪些话是请求"),
    must("alignment", Takes::Table(ALIGNMENT), "答复的句子怎样与各条诉求对上"),
    must("answered", Takes::Table(ANSWERED), "一条诉求答到没有"),
    must("core", Takes::Table(CORE), "核心诉求答到没有"),
    must("relevance", Takes::Table(RELEVANCE), "关联度与文不对题"),
    must("evasion", Takes::Table(EVASION), "避重就轻：诉求的轻重"),
    must("summary", Takes::Table(SUMMARY), "工作总结式"),
    must("echo", Takes::Table(ECHO), "拿建议当答复"),
];

const MARK: &[Key] = &[
    must("name", Takes::Text, "样子，报错时用"),
    must("pattern", Takes::Regex, "正则表达式，第 1 组是序号本身；请写在单引号里"),
];

const REQUEST: &[Key] = &[
    must("cue", Takes::Regex, "分句开头的请求词，连同它后面的对象"),
    must("inner", Takes::Regex, "分句中间的请求词"),
    must("opening", Takes::Regex, "引出一列诉求的句子"),
    must("problems", Takes::Regex, "引出一列问题的句子"),
    must("heading", Takes::Regex, "小标题，其下是诉求"),
    must("background", Takes::Regex, "小标题，其下是背景"),
    must("order", Takes::Regex, "以要做的事开头的分句：没有请求词的一列诉求，顿号隔开的几件事"),
    must("continues", Takes::Regex, "接着上一条说的分句"),
    must("stops", Takes::Regex, "诉求到此为止的分句"),
    must("acts", Takes::Regex, "请求词之后，不以动词开头的分句里要做的事"),
    must("past", Takes::Regex, "这样的分句里，说明它是叙述的字眼"),
    must("lead_in", Takes::Regex, "分句中间引出诉求的话，到冒号为止"),
    must("plea", Takes::Regex, "先说毛病、末了请求改进的短句：整句是一条"),
    must("told", Takes::Regex, "别人的要求、没有办成的申请：不是请求"),
    must("aims", Takes::Regex, "前一条的目的，并入前一条"),
    must("narrates", Takes::Regex, "叙述而不是请求的分句"),
    must("leads", Takes::Regex, "与下一个分句合为一条的分句"),
    must("question", Takes::Regex, "问句"),
    must("rhetorical", Takes::Regex, "反问"),
    must("weak", Takes::Regex, "弱问句：另有明确诉求时不另计"),
    must("formal", Takes::Regex, "正式建议的标题"),
    must("title", Takes::Regex, "标题里的诉求：头一个匹配上的组"),
    must("light", Takes::Words, "笼统的请求里的字眼"),
    must("least_han", Takes::Whole, "一条诉求至少的汉字数"),
    must("least_own", Takes::Whole, "去掉笼统字眼后至少剩下的汉字数"),
    must("same_share", Takes::Number, "两条诉求相同的字对达到这个份额（0—1）即视为重复"),
];

const ALIGNMENT: &[Key] = &[
    must("several", Takes::Number, "按词的对上程度低于此数的，与诉求没有联系（0—1）"),
    must("least_near", Takes::Number, "两个词的余弦低于此数的，不算相近（0—1）"),
    must("rival_share", Takes::Number, "一句更多地在说别条时，多出部分的这么多倍从本条扣去"),
    must("near_share", Takes::Number, "上一句、本段首句的相近程度折算到本句的比例"),
    must("near_number", Takes::Number, "序号与条数相同、点名第几条时，相近程度的加分"),
    must("spoken", Takes::Number, "相近程度到此数的，是在说这一条"),
    must("sure", Takes::Number, "相近程度到此数的，肯定是在说这一条"),
    must("sharpness", Takes::Number, "一句答复分给各条诉求时，偏向最近的一条的程度"),
    must("order_gap", Takes::Number, "按先后对应时，每用一句的代价"),
    must("own_share", Takes::Number, "上一句、本段首句的对上程度折算到本句的比例"),
    must("number", Takes::Number, "序号与条数相同时的加分"),
    must("cited", Takes::Number, "点名第几条时的加分"),
    must("copied", Takes::Number, "分句的字对有这么大的份额出自建议时，只是复述"),
    must("definite_han", Takes::Whole, "同句另有空头承诺时，针对本件的分句至少的汉字数"),
    must("restating", Takes::Words, "复述建议的说法，词表 $restating 之外的"),
    must("hedges", Takes::Words, "还没有答定的字眼"),
    must("figures", Takes::Regex, "带单位的数字，汉字数字也算"),
    must("refuses", Takes::Regex, "不办、说明为什么不办的话"),
    must("cites", Takes::Regex, "点名某一条的说法，第 1 组是号数"),
];

const ANSWERED: &[Key] = &[
    must("cut", Takes::Number, "答到的可能（0—1）到此数，算答到"),
    must("unclear_cut", Takes::Number, "诉求说得不清楚时的界线"),
    must("touched", Takes::Number, "没有答到而与空话相近到此数的，算提到"),
    must("unclear", Takes::Regex, "说得不清楚的诉求里的字眼"),
    must("least_han", Takes::Whole, "说得清楚的诉求，汉字数的下限"),
    must("most_han", Takes::Whole, "汉字数的上限"),
    must("weights", Takes::Table(ANSWERED_WEIGHTS), "各项的权重"),
];

const ANSWERED_WEIGHTS: &[Key] = &[
    must("intercept", Takes::Number, "常数项"),
    must("own", Takes::Number, "与实在话最相近的程度"),
    must("vague", Takes::Number, "与空话最相近的程度"),
    must("claim", Takes::Number, "实在话最多有多大一份归这条"),
    must("single", Takes::Number, "只有一条诉求"),
    must("others", Takes::Number, "其余各条与实在话相近程度的平均"),
    must("ordered", Takes::Number, "按先后对应，有一句归本条"),
    must("refused", Takes::Number, "说到它的实在话里有不办或不办的理由"),
];

const CORE: &[Key] = &[
    must("title", Takes::Regex, "写明一件事的题目；第 1 组是事由"),
    must("cut", Takes::Number, "避开核心的可能（0—1）到此数，算文不对题"),
    must("touched", Takes::Number, "头一条与空话相近到此数的，算提到了，不算避开"),
    must("most_definite", Takes::Whole, "实在话最多算几句"),
    must("weights", Takes::Table(CORE_WEIGHTS), "各项的权重"),
];

const CORE_WEIGHTS: &[Key] = &[
    must("intercept", Takes::Number, "常数项"),
    must("own", Takes::Number, "头一条与实在话最相近的程度"),
    must("titled", Takes::Number, "题目在头一条里的份额"),
    must("refused", Takes::Number, "有哪一条写明不办或不办的理由"),
    must("definite", Takes::Number, "实在话的句数"),
    must("room", Takes::Number, "前面有一句实在话没有归别条"),
    must("body", Takes::Number, "正文的关联度"),
    must("best", Takes::Number, "各条答到的可能，最大的一个"),
];

const RELEVANCE: &[Key] = &[
    must("bigram", Takes::Number, "字对余弦的权重"),
    must("word", Takes::Number, "词余弦的权重"),
    must("coverage", Takes::Number, "诉求覆盖的权重"),
    must("low", Takes::Number, "正文关联度低于此数，才可能文不对题"),
    must("low_link", Takes::Number, "联系低于此数，才可能文不对题"),
    must("stray", Takes::Number, "正文关联度低于此数，一条也不算答到"),
    must("stray_link", Takes::Number, "并且联系低于此数"),
    must("link_topic", Takes::Number, "题目在联系里的权重"),
    must("one_ask", Takes::Number, "只有一条诉求时两个界线的折扣"),
    must("rare", Takes::Number, "正文与建议共有一个权重达到此数的词，就不是文不对题"),
    must("least_han", Takes::Whole, "正文至少的汉字数"),
    must("terms", Takes::Whole, "共有与缺少的词各列几个"),
    must("named", Takes::Words, "建议里点了名的东西：实体种类"),
    must("quoted_title", Takes::Regex, "答复里引用的建议题目"),
    must("stop", Takes::Words, "不参加比较的词"),
];

const EVASION: &[Key] = &[
    must("hard", Takes::Words, "含其一的诉求算重"),
    must("easy", Takes::Words, "含其一而不含重的字眼的诉求算轻"),
];

const SUMMARY: &[Key] = &[
    must("opens", Takes::Regex, "总结起头的句子"),
    must("reach", Takes::Whole, "起头之后，同段里跟着算几句"),
    must("tallies", Takes::Regex, "自己就是罗列成绩的句子"),
    must("ends", Takes::Regex, "写到将来、总结到此为止的句子"),
    must("relevance", Takes::Number, "正文关联度低于此数才判"),
    must("asked", Takes::Number, "与某条诉求的对上程度达到此数，就是在谈诉求"),
    must("shared", Takes::Number, "句中的词有这么大的份额出自建议，就是在谈这件事"),
    must("share", Takes::Number, "这样的句子占正文汉字的比例"),
    must("least_han", Takes::Whole, "合计至少的汉字数"),
];

const ECHO: &[Key] = &[
    must("share", Takes::Number, "照抄的字占收悉、正文、结束语汉字的比例"),
    must("least_han", Takes::Whole, "合计至少的汉字数"),
    must("gram", Takes::Whole, "与建议连续相同几个字起算照抄"),
];

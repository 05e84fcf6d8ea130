//! Every placeholder of the circular and what it stands for; `docs/outputs.md` lists them.

use super::tags::{Record, Value};

/// The sentence that no template may lack: whether people have confirmed the figures.
pub(super) const STATED: &str = "确认情况";

/// What stands for it while a template is tried.
pub(super) const STATED_TRIAL: &str = "\u{2063}确认情况\u{2063}";

/// A name and what it stands for.
pub(super) type Named = (&'static str, &'static str);

/// A list: its name, what it holds, and the names that can stand inside it.
pub(super) type NamedList = (&'static str, &'static str, &'static [Named]);

/// Placeholders that stand for one text.
pub(super) const TEXTS: [Named; 30] = [
    ("文种", "代表建议、政协提案或群众留言（rules/office.toml 的 [matter]）"),
    ("年度", "“2024年”或“2021—2024年”；年度不详的写“本次”"),
    ("截至日", "统计截至日，“2024年11月30日”"),
    ("成文日期", "同统计截至日；输入中没有日期时留空待填。不取电脑的时钟"),
    ("单位数", "有答复的承办单位个数"),
    ("件数", "判读了的答复件数"),
    ("应付件数", "应付式答复件数"),
    ("应付占比", "应付式答复件数 ÷ 件数"),
    ("应付区间", "应付占比的 95% 区间"),
    ("逐年", "一句话：各年度的件数和应付占比；不到两个年度时为空"),
    ("推诿件数", "推诿的件数"),
    ("平均得分", "全部答复得分的平均数"),
    ("复核件数", "处置为复核的件数"),
    ("抽检件数", "处置为抽检的件数"),
    ("通过件数", "处置为通过的件数"),
    ("已确认件数", "处置为复核、已有整件人工裁定的件数"),
    ("待确认件数", "处置为复核、还没有整件人工裁定的件数"),
    (STATED, "一句话：数据是机器筛查结果，有没有经人确认。模板里不能没有"),
    ("最少件数", "参加排名的最少件数（评分方案）"),
    ("排名单位数", "参加排名的单位个数"),
    ("未排名单位数", "件数不足、不参加排名的单位个数"),
    (
        "前列",
        "名次居前的单位和得分；并列太多时只写个数，参加排名的太少时不列。前几名在 rules/office.toml",
    ),
    ("偏高", "应付占比的 95% 区间整个高于总体占比、且参加排名的单位；没有的写“无”"),
    ("督办件数", "督办清单的项数"),
    ("督办构成", "督办清单按事由的项数"),
    ("督办附注", "督办清单没有全列时，说明其余见评估表；全列时为空"),
    ("典型件数", "先进典型的件数"),
    ("典型条件", "先进典型的条件"),
    ("评分方案", "评分方案的名称和版次"),
    ("规则版本", "工具、规则包和它的校验值"),
];

const RATE: &[Named] = &[("比率", "百分比"), ("达到", "分子"), ("已知", "分母：结果已知的件数")];

/// Placeholders that are repeated.
pub(super) const LISTS: [NamedList; 10] = [
    ("有单位", "有承办单位时一条，否则没有", &[]),
    ("有典型", "有先进典型时一条，否则没有", &[]),
    ("有督办", "有督办事项时一条，否则没有", &[]),
    ("对照", "给了建议原文时一条，否则没有", &[("件数", "有建议原文的件数"), ("文不对题件数", "")]),
    ("按期", "知道是否按期时一条，否则没有", RATE),
    ("满意", "有满意度时一条，否则没有；只算“满意”", RATE),
    (
        "单位",
        "每个承办单位一条，按名次，不排名的在后",
        &[
            ("名次", "不足最少件数的写“不参加排名”"),
            ("单位", ""),
            ("件数", ""),
            ("得分", ""),
            ("得分区间", "95% 区间"),
            ("文本分", ""),
            ("按期率", "不知道的写“—”"),
            ("满意率", "不知道的写“—”"),
            ("应付件数", ""),
            ("应付占比", ""),
        ],
    ),
    (
        "典型",
        "先进典型，先后同评估表；条数在 rules/office.toml",
        &[
            ("序号", ""),
            ("单位", ""),
            ("年份", ""),
            ("编号", ""),
            ("标题", ""),
            ("理由", ""),
            ("摘录", "“答复写道：……”；没有可摘的为空"),
        ],
    ),
    (
        "督办",
        "督办清单，先后同评估表；条数在 rules/office.toml",
        &[
            ("序号", ""),
            ("单位", ""),
            ("编号", ""),
            ("标题", ""),
            ("事由", ""),
            ("依据", ""),
            ("措施", "建议措施"),
        ],
    ),
    (
        "问题",
        "全部单位合计最常见的问题；条数在 rules/office.toml",
        &[
            ("序号", ""),
            ("名称", ""),
            ("件数", ""),
            ("占比", ""),
            ("原因", "为什么是问题"),
            ("改法", ""),
        ],
    ),
];

/// Values with which a template is tried: every name, and each list once.
pub(super) fn trial() -> Record {
    let text = |name: &'static str| {
        let value = if name == STATED { STATED_TRIAL } else { "" };
        (name, Value::Text(value.to_owned()))
    };
    let mut record: Record = TEXTS.iter().map(|(name, _)| text(name)).collect();
    for (list, _, fields) in LISTS {
        let entry: Record = fields.iter().map(|(name, _)| text(name)).collect();
        record.insert(list, Value::List(vec![entry]));
    }
    record
}

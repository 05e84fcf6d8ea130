//! 口径说明: how each column is counted, over what, where the lines are drawn, and what this
//! edition does not yet have.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::{
    Assessment, exemplary,
    list::{self, Value},
    overview,
    research::RESEARCH,
    style::Styles,
};
use crate::{
    report::{manifest::Editions, tables::rate_names},
    score::{RateDefinition, rate_definition},
};

/// Sheet name.
pub(super) const NAME: &str = "口径说明";

const COLUMNS: [(&str, &str); 29] = [
    ("编号", "输入表里的编号；跨年重号的前面加年度，同年重号而内容不同的后面加 ~2、~3"),
    ("年度", "年度列；没有则取交办日期、答复日期的年份"),
    ("得分", "按评分方案合计，满分 100。不能知道的项目不进分子也不进分母，按已知项目折算"),
    ("文本分", "只看答复文本的质量，满分 100，绝对标准，不受其他答复影响"),
    ("处置", "复核：请人工逐件看；抽检：抽查；通过：不必看。界线见「处置界线」"),
    (
        "应付式答复",
        "去掉礼节、研究重视、转办、等待、空头承诺和空话套话之后，没有剩下针对本件的内容",
    ),
    ("三句话", "应付式答复之一：感谢或收悉、正在研究或重视或转办、欢迎继续提意见，此外无实质内容"),
    ("只收悉", "应付式答复之一：只说收到"),
    ("只转办", "应付式答复之一：只说已转交其他单位，没有结果"),
    ("推诿", "推给别人或推给条件，而没有说明理由、也没有给出办法；依法说明理由的不算"),
    (
        "文不对题",
        "写得具体、既非应付也非推诿，而正文与建议、与每一条诉求都少有相同的用词。没有建议原文的空着",
    ),
    (
        "诉求、已答、未答诉求",
        "从建议标题和正文里拆出的具体请求；有一句实在话对应的算已答，说明理由的不采纳也算；应付、推诿、文不对题、工作总结式的，一条也不算。“未回应”是没有一句谈到，“提到未答”是只复述、只说研究或转办。建议没有具体请求的记 0，没有建议原文的空着；不计分",
    ),
    ("实质程度", "0 无；1 空泛；2 具体；3 具体完整"),
    ("套话密度", "每千汉字里空话套话的处数"),
    ("政策依据", "写明法律、法规、标准或文件"),
    ("联系代表", "答复里写明见面、走访、电话等联系"),
    ("现场核查", "答复里写明到现场看过、查过"),
    ("承诺、时限", "承诺做一件具体的事；并写明什么时候"),
    ("表态", "对建议采纳、部分采纳、未采纳，或没有表态。有理由的未采纳不是应付"),
    ("用时(天)", "从交办到答复的自然日"),
    ("超期", "答复晚于期限（期限按评分方案；批准延期的按延期后）。没有日期的空着"),
    ("应付把握", "有多大把握说它是应付式答复，供复核排先后"),
    (
        "雷同件数",
        "去掉礼节、标题和编号后，与本件正文几乎一样的一组共多少件（界线见「本次运行的说明」）。没有雷同的空着；不计分",
    ),
    (
        "与往年相似",
        "与本单位以往年度答复的最高相似度，100% 是一字不差（数字不论）。没有往年答复可比、或正文太短的空着；不计分",
    ),
    ("命中规则", "命中的规则代码，去重；X 类（书写格式、疑似截断）只提示，不计分；试用的规则不列"),
    ("正文字数", "正文部分的汉字数，不含称谓、落款、附件"),
    ("净字数", "正文去掉上述套话框架之后剩下的汉字数"),
    (
        "人工裁定",
        "有人看过并写进 decisions.toml 的意见：某处是误报，或本件是（不是）应付式答复。误报不计分，\
         整件的裁定代替「应付式答复」一列的机器判断；「应付把握」仍是机器的数。逐条见 decisions.csv",
    ),
    ("扣分", "问题清单里：该处在文本分中扣去的分数"),
];

const DENOMINATORS: [(&str, &str); 6] = [
    ("件数", "评判了的答复件数；拒收、空行、无答复和重复的不算在内"),
    (
        "拒收",
        "读不了的行，和混进答复列的讲话、通知、新闻、会议纪要、空白表格、建议原文：不评分，逐行写明依据，见 rejects.csv。\
         文字太短、只剩“现答复如下”的不拒收，照样判读并注明疑似截断",
    ),
    ("单位得分", "该单位各件得分的平均数；只算知道承办单位的件"),
    ("应付占比", "应付式答复件数 ÷ 评判件数"),
    ("各种比率", "只在知道结果的件里算，不知道的不进分母；每个比率后面都列出它的件数"),
    ("区间", "95% 区间：占比用 Wilson 法，平均分用重抽样（bootstrap）法。件数越少，区间越宽"),
];

const FAIRNESS: [(&str, &str); 7] = [
    (
        "收缩得分、收缩应付占比",
        "件数少的单位，平均数容易偶然偏高或偏低。收缩值把每个单位的平均数向全部单位的中心拉近，件数越少、各件差别越大，拉得越多（经验贝叶斯，Morris 1983）。\
         它由全部单位一起算出：多一个单位、少一个单位，大家的收缩值都会变。单位少于 4 个时不算。排名只看原始得分",
    ),
    ("未排名（样本少）", "件数不到最少件数，一两件就能改变名次，所以不排。得分、区间、收缩值照列"),
    ("并列", "平均得分完全相等的单位名次相同，后面的名次顺延跳过"),
    (
        "主办件数、占比",
        "以该单位为承办单位的建议，没有答复正文的也算；占比是占全部单位主办件数的份额",
    ),
    (
        "会办件数",
        "别的单位的“会办单位”一栏写到该单位的，加上办理方式为会办、协办的。单位名称要一致才数得到",
    ),
    ("内容分类", "该单位评判件按内容分类的构成，列前三类；没有内容分类的件不算在内"),
    (
        "按分类应得",
        "各类建议全部单位的平均得分，按该单位的构成加权：别人办同样的一批建议，平均得多少。高于它说明比同类建议的一般水平好。某类件数太少、或只有本单位办理的，写明不宜比较",
    ),
];

const PROMISES: [(&str, &str); 8] = [
    (
        "承诺",
        "答复里说明将要做的一件事；指标表里填的承诺也列入。转述来件、给对方的期限、法规规定的期限、已做完的事不是承诺",
    ),
    (
        "具体、部分、空泛",
        "具体：写明做什么，并有能折算成日期的时限；部分：写明做什么，没有这样的时限；空泛：没有写明做什么，或附有“适时、条件成熟”一类前提",
    ),
    (
        "到期日",
        "时限折算到最后一天：6月底前是6月30日，二季度是6月30日，年底前是12月31日，三个月内从答复之日起算；早于答复日期的不算时限。答复没有日期时用落款日期；都没有，只记原话",
    ),
    ("工作日", "按各年放假通知，去掉放假日，计入调休上班日；没有工作日历的年份不折算，只记原话"),
    (
        "已兑现",
        "跟踪表写明完成的，逾期完成的也算，另注“逾期兑现”；用 --as-of 指定了日期而完成日期更晚的，在那一天看还没有完成",
    ),
    ("逾期", "到期日早于统计截至日，跟踪表写明没有完成的"),
    ("未到期", "到期日不早于统计截至日的；没有到期日而写明还没有完成的也在内"),
    ("不详", "已经到期而没有人填写是否完成的，或没有到期日又没有人填写的"),
];

/// 督办清单, 先进典型, 培训清单, 图表 and 通报.docx.
fn office(assessment: &Assessment<'_>) -> Entries {
    let settings = &assessment.office.settings;
    let reasons = settings.supervision.reason.iter().map(|one| one.name.as_str());
    let reused = 100.0 * settings.supervision.reused_from;
    let of = |term: &str, text: String| (term.to_owned(), text);
    vec![
        of(
            "督办清单",
            format!(
                "事由依次为{}。应付、推诿、文不对题只列处置为复核的；不满意只列评价“不满意”而没有重新办理记录的；\
                 承诺逾期只列跟踪表或指标表写明没有完成的；沿用往年指与本单位往年答复的相似度不低于{reused:.0}%。\
                 同一事由里：逾期天数多的、把握大的、用时长的、更像的在前",
                reasons.collect::<Vec<_>>().join("、")
            ),
        ),
        of("先进典型", exemplary::criteria(assessment.office)),
        of(
            "培训清单",
            format!(
                "占比 = 命中该规则的件数 ÷ 该单位评判件数；一件命中几处算一件。每个单位最多{}类，至少{}件。\
                 列扣分、定性和回应类规则；不列：{}",
                settings.training.per_unit,
                settings.training.least,
                settings.training.skip.join("、")
            ),
        ),
        of("图表", "得分分布每10分一档，满分归入最后一档；单位图只画参加排名的单位".to_owned()),
        of(
            "通报.docx",
            "比率的分母与本表相同；占比明显高于总体，指单位应付占比的95%区间下限高于全部答复的应付占比。\
             人工确认，指处置为复核的答复在 decisions.toml 里有整件裁定"
                .to_owned(),
        ),
    ]
}

/// What this edition does not yet have, so that nobody takes a blank for a zero.
pub const NOT_YET: [(&str, &str); 2] = [
    ("复核表", "不在本工作簿里：用 shida review export 另写一份，填好后用 shida review apply 读回"),
    ("逐件文件", "本版只读表格，不读 .docx、.pdf 等逐件的答复文件"),
];

/// What people call a rate; an unknown one keeps its own name.
pub(super) fn rate_label(name: &'static str) -> &'static str {
    rate_definition(name).map_or(name, |rate| rate.label)
}

/// Versions and hashes, as (项目, 值).
pub(super) fn editions(editions: &Editions) -> Vec<(&'static str, String)> {
    let day = editions.as_of.map(|day| day.format("%Y-%m-%d").to_string());
    vec![
        ("工具", editions.tool.clone()),
        ("规则包", with_hash(&editions.pack, &editions.pack_hash)),
        ("评分方案", with_hash(&editions.profile, &editions.profile_hash)),
        ("词典", with_hash("", &editions.dictionary_hash)),
        ("日历", editions.calendar.clone()),
        ("统计截至日", day.unwrap_or_else(|| "输入中没有日期".to_owned())),
    ]
}

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    const WIDTHS: [usize; 2] = [30, 105];
    sheet.set_name(NAME)?;
    list::set_widths(sheet, &WIDTHS)?;
    let home = Url::new(format!("internal:'{}'!A1", overview::NAME)).set_text("← 回总览");
    sheet.write_url_with_format(0, 0, &home, &styles.link)?;
    for (column, name) in [(0, "项目"), (1, "说明")] {
        sheet.write_string_with_format(1, column, name, &styles.header)?;
    }
    let mut row = 2;
    for (title, entries) in chapters(assessment) {
        sheet.write_string_with_format(row, 0, title, &styles.strong.text)?;
        sheet.write_blank(row, 1, &styles.strong.text)?;
        row += 1;
        for (term, text) in entries {
            let values = [Value::Joined(term), Value::Joined(text)];
            list::write_row(sheet, row, (&values, &WIDTHS), &styles.plain)?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(2, 0)?.set_repeat_rows(1, 1)?;
    list::set_print(sheet, WIDTHS.iter().sum())
}

type Entries = Vec<(String, String)>;

fn chapters(assessment: &Assessment<'_>) -> Vec<(&'static str, Entries)> {
    let minimum = format!("至少 {} 件才参加排名；不足的仍列得分和区间", assessment.minimum_n);
    let mut lines = assessment.cuts.to_vec();
    lines.push(("排名的最少件数".to_owned(), minimum));
    let editions = editions(assessment.editions);
    let editions = editions.into_iter().map(|(name, value)| (name.to_owned(), value));
    vec![
        ("处置界线", lines),
        ("本次运行的说明", assessment.notes.to_vec()),
        ("各列的含义", owned(&COLUMNS)),
        ("承诺台账", owned(&PROMISES)),
        ("督办、典型、培训、图表和通报", office(assessment)),
        ("分母与区间", owned(&DENOMINATORS)),
        ("单位的公平比较（都不进得分和名次）", owned(&FAIRNESS)),
        ("研究用指标（不计分）", owned(&RESEARCH)),
        ("比率", rates(assessment)),
        ("版本", editions.collect()),
        ("本版尚无（空着不等于零）", owned(&NOT_YET)),
    ]
    .into_iter()
    .filter(|(_, entries)| !entries.is_empty())
    .collect()
}

/// Definitions of the rates that this run has.
fn rates(assessment: &Assessment<'_>) -> Entries {
    let names = rate_names(assessment.units);
    let entry = |rate: &RateDefinition| (rate.label.to_owned(), rate.sentence());
    names.into_iter().filter_map(rate_definition).map(entry).collect()
}

fn owned(entries: &[(&str, &str)]) -> Entries {
    entries.iter().map(|(term, text)| ((*term).to_owned(), (*text).to_owned())).collect()
}

/// A name with the first twelve digits of its hash; run.json has all of them.
fn with_hash(name: &str, hash: &str) -> String {
    let short: String = hash.chars().take(12).collect();
    if name.is_empty() { format!("校验 {short}") } else { format!("{name}（校验 {short}）") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_without_a_name_of_its_own_keeps_the_machine_name() {
        assert_eq!(rate_label("on_time_rate"), "按期答复率");
        assert_eq!(rate_label("something_rate"), "something_rate");
    }
}

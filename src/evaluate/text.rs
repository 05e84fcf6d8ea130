//! The evaluation as a page for a terminal, in Chinese.

use super::{
    Disagreement, Evaluation, Figure, LabelFigures, RankFigures,
    separation::{Compared, Separation},
    table::aligned,
};
use crate::excerpt::{harmless, shortened};

/// Characters of a quote that are shown.
const QUOTED: usize = 40;

/// All figures, and then the single cases behind them.
#[must_use]
pub fn text(evaluation: &Evaluation) -> String {
    let items = &evaluation.items;
    let mut lines = vec![
        format!("金标准 {} 件，评估目录 {} 件，对上 {} 件", items.gold, items.run, items.matched),
        "只算两位标注者一致的件；括号内是 95 % 区间（百分位自助法，重抽 1000 次，种子固定；全对或全错时缩成一点，须看件数）；— 为无从计算"
            .to_owned(),
        String::new(),
    ];
    lines.extend(labels(&evaluation.labels));
    if let Some(separation) = &evaluation.separation {
        lines.push(String::new());
        lines.extend(separated(separation, &evaluation.labels));
    }
    if !evaluation.ranks.is_empty() {
        lines.push(String::new());
        lines.extend(ranks(&evaluation.ranks));
    }
    if !evaluation.notes.is_empty() {
        lines.push(String::new());
        lines.extend(evaluation.notes.iter().map(|note| format!("注：{note}")));
    }
    lines.push(String::new());
    lines.extend(disagreements(&evaluation.disagreements));
    lines.join("\n")
}

fn labels(labels: &[LabelFigures]) -> Vec<String> {
    let header = ["标签", "", "件数", "正例", "判出", "精确率", "召回率", "F1", "κ 工具", "κ 两人"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(labels.iter().map(|figures| {
        vec![
            figures.label.title.to_owned(),
            figures.label.name.to_owned(),
            figures.n.to_string(),
            figures.positives.to_string(),
            figures.found.to_string(),
            shown(figures.precision),
            shown(figures.recall),
            shown(figures.f1),
            shown(figures.kappa),
            number(figures.annotators_kappa),
        ]
    }));
    aligned(&rows, 2)
}

fn separated(separation: &Separation, labels: &[LabelFigures]) -> Vec<String> {
    let header = ["分辨应付式（AUC）", "件数", "正例", "non_answer_score", "只看长度", "高出"];
    let unit = match separation.band_unit {
        "n_chars" => "按金标准的 n_chars，全部字符",
        _ => "按 han_chars，汉字",
    };
    let band = format!("60–140 字（{unit}）");
    let rows = [
        header.map(str::to_owned).to_vec(),
        compared("全部".to_owned(), &separation.all),
        compared(band, &separation.band),
    ];
    let mut lines = aligned(&rows, 1);
    let tool = labels.iter().find(|figures| figures.label.name == "non_answer");
    if let Some((cut, tool)) = separation.length_cut.zip(tool) {
        lines.push(format!(
            "F1：工具 {}；只按长度切一刀最好 {}（不超过 {} 个汉字即算应付式；这一刀在同一批答复上选出，偏向长度）",
            number(tool.f1.value),
            number(cut.f1),
            cut.han_chars,
        ));
    }
    lines.push("长度指 −han_chars（汉字越少越像应付式）".to_owned());
    lines
}

fn compared(name: String, compared: &Compared) -> Vec<String> {
    vec![
        name,
        compared.n.to_string(),
        compared.positives.to_string(),
        shown(compared.tool),
        shown(compared.length),
        shown(compared.gain),
    ]
}

fn ranks(ranks: &[RankFigures]) -> Vec<String> {
    let header = ["次序相关（Spearman ρ）", "范围", "件数", "工具", "只看长度", "高出", "两人之间"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(ranks.iter().map(|figures| {
        vec![
            format!("{} 对 {} 均值", figures.measure, figures.rating),
            figures.stratum.as_deref().map_or_else(|| "全部".to_owned(), harmless),
            figures.n.to_string(),
            shown(figures.tool),
            shown(figures.length),
            shown(figures.gain),
            number(figures.annotators),
        ]
    }));
    aligned(&rows, 2)
}

fn disagreements(list: &[Disagreement]) -> Vec<String> {
    if list.is_empty() {
        return vec!["与一致标注没有不同".to_owned()];
    }
    let differences = || list.iter().flat_map(|reply| &reply.differences);
    let all = differences().count();
    let wrong = differences().filter(|difference| difference.false_positive).count();
    let mut lines = vec![format!(
        "与一致标注不同的 {} 件 {all} 处：多判（FP）{wrong}，漏判（FN）{}",
        list.len(),
        all - wrong,
    )];
    lines.extend(list.iter().flat_map(one));
    lines
}

fn one(reply: &Disagreement) -> Vec<String> {
    let differences = reply.differences.iter().map(|difference| {
        let kind = if difference.false_positive { "FP" } else { "FN" };
        format!("{kind} {} {}", difference.label.title, difference.label.name)
    });
    let differences = differences.collect::<Vec<_>>().join("，");
    let codes = harmless(&reply.codes);
    let mut lines = vec![format!("{}  {differences}  [{codes}]", harmless(&reply.reply_id))];
    let quotes = reply.quotes.iter();
    lines.extend(
        quotes.map(|quote| format!("    {}「{}」", harmless(&quote.code), quoted(&quote.text))),
    );
    lines
}

/// `0.912 (0.85–0.96)`.
fn shown(figure: Figure) -> String {
    let value = number(figure.value);
    match figure.low.zip(figure.high) {
        Some((low, high)) => format!("{value} ({}–{})", places(low, 2), places(high, 2)),
        None => value,
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| places(value, 3))
}

/// So many decimals, and never a negative zero.
pub(super) fn places(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(size) if size.chars().all(|char| matches!(char, '0' | '.')) => size.to_owned(),
        _ => text,
    }
}

fn quoted(text: &str) -> String {
    harmless(&shortened(text, QUOTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_shows_its_interval_if_it_has_one() {
        let figure = Figure { value: Some(0.912), low: Some(0.85), high: Some(-0.001) };
        assert_eq!(shown(figure), "0.912 (0.85–0.00)");
        assert_eq!(shown(Figure { low: None, ..figure }), "0.912");
        assert_eq!(shown(Figure::default()), "—");
    }

    #[test]
    fn a_quote_is_cut_and_cannot_steer_the_terminal() {
        assert_eq!(quoted("已\n办\u{1b}[2J"), "已 办 [2J");
        assert_eq!(quoted(&"字".repeat(41)), format!("{}…", "字".repeat(40)));
    }
}

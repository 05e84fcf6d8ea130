//! What comes of a draft in the end: the verdict, what it holds and does not hold.

use super::remarks::Remark;
use crate::records::Judged;

/// A few lines.
pub(super) fn closing(judged: &Judged, remarks: &[Remark]) -> String {
    let mut lines = vec![verdict(judged)];
    lines.extend(holdings(judged));
    lines.push(asks(judged));
    let must = remarks.iter().filter(|remark| remark.must_change).count();
    lines.push(match (must, remarks.len()) {
        (0, 0) => "没有要改的地方。结论只供参考，由人定稿。".to_owned(),
        (0, all) => format!("提醒 {all} 处，改不改由人定。"),
        (must, all) => format!("错误 {must} 处，提醒 {} 处；错误不改，不宜发出。", all - must),
    });
    lines.join("\n")
}

fn verdict(judged: &Judged) -> String {
    let verdict = &judged.verdict;
    let faults = [
        (judged.document.is_some(), "不是答复"),
        (verdict.three_part, "应付式答复（三句话）"),
        (verdict.receipt_only, "应付式答复（只收悉）"),
        (verdict.forwarded_only, "应付式答复（只转办）"),
        (verdict.non_answer, "应付式答复"),
        (verdict.deflection, "推诿"),
        (judged.answer.as_ref().is_some_and(|answer| answer.off_topic), "文不对题"),
    ];
    let fault = faults.iter().find(|(holds, _)| *holds).map(|(_, name)| *name);
    let points = f64::from(verdict.text_score) / 100.0;
    let substance = ["无", "空泛", "具体", "具体完整"].get(usize::from(verdict.substance));
    format!(
        "结论：{}；文本分 {points}（满分 100）；实质程度 {}；去掉套话后 {} 字",
        fault.unwrap_or("没有判为应付或推诿"),
        substance.unwrap_or(&"不明"),
        verdict.residual_chars
    )
}

/// What deputies look for in a reply. A short plain answer need not hold all of it.
fn holdings(judged: &Judged) -> Vec<String> {
    let verdict = &judged.verdict;
    let all = [
        (verdict.cites_policy, "政策依据"),
        (verdict.contact, "联系代表"),
        (verdict.site_check, "现场核查"),
        (verdict.commitment, "承诺"),
        (verdict.deadline, "时限"),
    ];
    let of = |wanted: bool| {
        let names = all.iter().filter(|(holds, _)| *holds == wanted).map(|(_, name)| *name);
        names.collect::<Vec<_>>().join("、")
    };
    let line =
        |label: &str, names: String| (!names.is_empty()).then(|| format!("{label}：{names}"));
    [line("写到了", of(true)), line("没有写到", of(false))].into_iter().flatten().collect()
}

fn asks(judged: &Judged) -> String {
    let Some(answer) = &judged.answer else {
        return "诉求：没有给出建议原文，没有对照（--suggestion 建议.docx）".to_owned();
    };
    let unnamed = answer.asks.iter().filter(|ask| ask.assumed).count();
    match (answer.asks.len(), answer.answered() - unnamed) {
        (0, _) => "诉求：建议里没有分得清的具体要求，没有逐条对照".to_owned(),
        (all, answered) if unnamed > 0 => {
            format!("诉求：{all} 条，答到 {answered} 条，{unnamed} 条没有一句点到")
        }
        (all, answered) => format!("诉求：{all} 条，答到 {answered} 条"),
    }
}

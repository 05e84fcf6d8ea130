//! The one-screen summary at the end of a run.

use std::fmt::Write;

use crate::{
    decisions::counted,
    public::Stamp,
    report::{Report, manifest::totals},
    run::Outcome,
};

/// Where is what a public edition leaves out.
const PUBLIC: &str = "公开版不能再评分、复核；被拒的行、修补和裁定见不带 --public 的一次运行";

/// The summary as text; `colour` adds ANSI emphasis.
#[must_use]
pub fn summary(outcome: &Outcome, colour: bool) -> String {
    let report = &outcome.report;
    let bold = |text: &str| if colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
    let mut lines = vec![counts(report), verdicts(report)];
    lines.extend(report.over_time.words.first().map(|words| format!("趋势：{words}")));
    lines.push(format!("评分方案 {}，规则 {}", report.editions.profile, report.editions.pack));
    lines.extend(report.profile_note.clone());
    lines.extend(report.editions.as_of.map(|day| format!("统计截至 {day}（--as-of 可改）")));
    lines.extend(checks(report));
    lines.extend(decisions(report));
    lines.extend(notices(report));
    lines.extend(report.public.iter().map(Stamp::told));
    let mut text = lines.join("\n");
    let folder = outcome.folder.display();
    if report.public.is_some() {
        let _ = write!(text, "\n\n输出目录：{folder}\n  {PUBLIC}");
        return text;
    }
    let _ = write!(
        text,
        "\n\n输出目录：{folder}\n  先看 {}（评估表）或 {}（网页报告，双击打开）\n  其余：replies、findings、checks、speeds、commitments、ledger、units、rates、trends 各有 .csv 和 .parquet；rejects.csv、notices.csv 记录每一处未判、修补与说明\n结论只供筛查，由人确认。",
        bold("assessment.xlsx"),
        bold("index.html"),
    );
    text
}

fn counts(report: &Report) -> String {
    let total = totals(&report.counts);
    let mut text = format!("读入 {} 行，判读 {} 件", total.read, total.judged);
    for (n, what) in [
        (total.rejected, "行被拒"),
        (total.no_reply, "行无答复"),
        (total.blank, "行空白"),
        (total.duplicate, "行重复"),
    ] {
        if n > 0 {
            let _ = write!(text, "，{n} {what}");
        }
    }
    text
}

fn verdicts(report: &Report) -> String {
    if report.rows.is_empty() {
        return "没有一件可判读；各行去了哪里，见 rejects.csv 和 notices.csv".to_owned();
    }
    let n = report.rows.len() as f64;
    let count = |is: fn(&crate::records::ReplyRow) -> bool| {
        report.rows.iter().filter(|row| is(row)).count()
    };
    let non_answers = count(|row| row.verdict.non_answer);
    let off_topic = count(|row| row.answered.as_ref().is_some_and(|answer| answer.off_topic));
    // Without suggestions nobody can say.
    let off_topic = match report.rows.iter().any(|row| row.answered.is_some()) {
        true => format!("文不对题 {off_topic} 件；"),
        false => String::new(),
    };
    format!(
        "应付式答复 {non_answers} 件（{:.1}%）：其中三句话 {}，只收悉 {}，只转办 {}；推诿 {} 件；{off_topic}需复核 {} 件",
        100.0 * non_answers as f64 / n,
        count(|row| row.verdict.three_part),
        count(|row| row.verdict.receipt_only),
        count(|row| row.verdict.forwarded_only),
        count(|row| row.verdict.deflection),
        count(|row| row.disposal == "review"),
    )
}

fn checks(report: &Report) -> Option<String> {
    let (found, serious) = (report.checks.found.len(), report.checks.serious().len());
    (found > 0).then(|| {
        let replies = report.checks.replies();
        format!("答复与指标对不上 {found} 处（{replies} 件），应当先看的 {serious} 处，见核对清单和 checks.csv")
    })
}

fn decisions(report: &Report) -> Option<String> {
    let files = report.decision_files.join("、");
    let counted = counted(&report.decisions);
    (!files.is_empty()).then(|| format!("人工裁定 {files}：{counted}，逐条见 decisions.csv"))
}

fn notices(report: &Report) -> Option<String> {
    let n = report.notices.len();
    (n > 0).then(|| format!("说明 {n} 条，见 notices.csv"))
}

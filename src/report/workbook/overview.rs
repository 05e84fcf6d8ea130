//! 总览: what was read, what came out, and where to look next.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::{
    Assessment, charts, checks, commitments, definitions, exemplary, families,
    list::{self, Value},
    phrases, problems, rates, reconciled, relations, replies,
    style::{Area, Paint, Styles, paint},
    supervision, training, trends, units,
};
use crate::{
    records::{FileCount, TrendRow, TrendScope},
    report::{NAMED_FILES, manifest::totals},
    score::disposal_label,
};

/// Sheet name.
pub(super) const NAME: &str = "总览";

/// Units shown at most; the sheet 单位得分 has all.
const UNITS_SHOWN: usize = 15;

/// Widths of the columns; the first holds the names.
const WIDTHS: [usize; 9] = [40, 13, 13, 13, 13, 13, 17, 13, 13];

/// Fills the sheet.
pub(super) fn fill(
    sheet: &mut Worksheet,
    assessment: &Assessment<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    list::set_widths(sheet, &WIDTHS)?;
    let mut page = Page { sheet, styles, row: 0 };
    write_title(&mut page, assessment)?;
    write_guide(&mut page, assessment)?;
    write_counts(&mut page, assessment.counts)?;
    write_disposals(&mut page, assessment)?;
    write_years(&mut page, assessment)?;
    write_units(&mut page, assessment)?;
    write_editions(&mut page, assessment)?;
    page.sheet.set_freeze_panes(1, 0)?;
    page.sheet.set_screen_gridlines(false);
    list::set_print(page.sheet, WIDTHS.iter().sum())
}

/// The sheet and the row that is written next.
struct Page<'s> {
    sheet: &'s mut Worksheet,
    styles: &'s Styles,
    row: u32,
}

impl Page<'_> {
    /// A heading with a blank row above it.
    fn section(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet.write_string_with_format(self.row, 0, text, &self.styles.section)?;
        self.row += 1;
        Ok(())
    }

    fn header(&mut self, names: &[&str]) -> Result<(), XlsxError> {
        for (column, name) in (0u16..).zip(names) {
            self.sheet.write_string_with_format(self.row, column, *name, &self.styles.header)?;
        }
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, values: &[Value<'_>], strong: bool) -> Result<(), XlsxError> {
        let faces = if strong { &self.styles.strong } else { &self.styles.plain };
        list::write_row(self.sheet, self.row, (values, &WIDTHS), faces)?;
        self.row += 1;
        Ok(())
    }

    fn remark(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &self.styles.remark)?;
        self.row += 1;
        Ok(())
    }

    /// Paints the last `rows` rows of a column.
    fn paint(&mut self, rows: usize, column: u16, look: Paint) -> Result<(), XlsxError> {
        let rows = u32::try_from(rows).unwrap_or(0);
        if rows == 0 {
            return Ok(());
        }
        let area = Area { first: self.row.saturating_sub(rows), last: self.row - 1, column };
        paint(self.sheet, area, look)
    }
}

fn write_title(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    const TITLE_POINTS: u32 = 30;
    let title = format!("{} · 建议办理答复质量评估表", assessment.title);
    page.sheet.set_row_height(0, TITLE_POINTS)?;
    page.sheet.write_string_with_format(0, 0, title, &page.styles.title)?;
    page.row = 1;
    let day = assessment.editions.as_of.map(|day| day.format("%Y-%m-%d").to_string());
    let day = day.as_deref().unwrap_or("输入中没有日期");
    page.remark(&format!(
        "统计截至日 {day}。本表由规则自动筛查得出，只提示、不定论；扣分和问责须经人工复核确认。"
    ))
}

fn write_guide(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    page.section("一、先看什么")?;
    let review = assessment.rows.iter().filter(|row| row.disposal == "review").count();
    let guide = [
        (problems::NAME, format!("先看这里：需人工复核的 {review} 件，每处问题附原文证据和改法")),
        (units::NAME, "各单位得分、区间、名次和应付占比，可按年度筛选".to_owned()),
        (charts::NAME, "单位得分、各年应付占比、得分分布，可直接复制到材料里".to_owned()),
        (rates::NAME, "各种比率的分子、分母，和不计入的件及原因".to_owned()),
        (trends::NAME, "各指标逐年升降、有没有把握、多少来自单位自身".to_owned()),
        (replies::NAME, format!("全部 {} 件，一行一件，可筛选、排序", assessment.rows.len())),
        (checks::NAME, checks::in_short(assessment.checks)),
        (supervision::NAME, supervision::in_short(assessment.office)),
        (
            exemplary::NAME,
            format!("可供借鉴的答复 {} 件，写明理由", assessment.office.exemplary.len()),
        ),
        (training::NAME, "各单位最常见的问题、自己的原句和改法".to_owned()),
        (commitments::NAME, commitments::in_short(assessment.commitments)),
        (
            families::NAME,
            format!("几乎一样的答复 {} 组，供查抄袭和套用", assessment.families.total),
        ),
        (
            phrases::NAME,
            format!("本年多起来或少下去的话 {} 句", assessment.over_time.phrases.rows.len()),
        ),
        (relations::NAME, "文本分与满意度、用时、沟通、重办、类别，含满意–质量背离".to_owned()),
        (definitions::NAME, "每一列怎么算、分母是什么、界线在哪里、本版还没有什么".to_owned()),
    ];
    for (name, text) in guide {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        page.sheet.write_url_with_format(page.row, 0, &link, &page.styles.link)?;
        page.sheet.write_string_with_format(page.row, 1, text, &page.styles.remark)?;
        page.row += 1;
    }
    if !assessment.reconciled.is_empty() {
        let link = Url::new(format!("internal:'{}'!A1", reconciled::NAME));
        let link = link.set_text(reconciled::NAME);
        page.sheet.write_url_with_format(page.row, 0, &link, &page.styles.link)?;
        let text = reconciled::in_short(assessment.reconciled);
        page.sheet.write_string_with_format(page.row, 1, text, &page.styles.remark)?;
        page.row += 1;
    }
    page.remark(
        "同一文件夹里：通报.docx 是通报稿；index.html 可直接用浏览器打开；scores.json 供考核系统读取；\
         *.csv、*.parquet 供统计软件使用",
    )
}

fn write_counts(page: &mut Page<'_>, counts: &[FileCount]) -> Result<(), XlsxError> {
    page.section("二、读了多少")?;
    page.header(&["文件", "用途", "读入", "评判/取用", "拒收", "空行", "无答复", "重复"])?;
    let (listed, rest) = counts.split_at(counts.len().min(NAMED_FILES));
    for count in listed {
        page.line(&count_line(count), false)?;
    }
    if !rest.is_empty() {
        let others = FileCount { file: format!("其余 {} 个文件", rest.len()), ..totals(rest) };
        page.line(&count_line(&others), false)?;
    }
    page.line(&count_line(&totals(counts)), true)?;
    page.remark(
        "合计只算答复表：读入 = 评判 + 拒收 + 空行 + 无答复 + 重复。\
         拒收的行见 rejects.csv，修补和猜测见 notices.csv",
    )
}

fn count_line(count: &FileCount) -> [Value<'_>; 8] {
    let number = |rows: u64| Value::Count(i64::try_from(rows).unwrap_or(i64::MAX));
    [
        Value::Text(&count.file),
        Value::Mark(table_label(count.table)),
        number(count.read),
        number(count.judged),
        number(count.rejected),
        number(count.blank),
        number(count.no_reply),
        number(count.duplicate),
    ]
}

fn table_label(table: &str) -> &'static str {
    match table {
        "replies" => "答复",
        "suggestions" => "建议",
        "metrics" => "办理指标",
        "followup" => "承诺跟踪",
        "published" => "公布数据",
        "manual" => "人工打分",
        _ => "未使用",
    }
}

fn write_disposals(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    page.section("三、处置建议")?;
    page.header(&["处置", "件数", "占比"])?;
    let all = assessment.rows.len();
    for disposal in ["review", "sample", "pass"] {
        let n = assessment.rows.iter().filter(|row| row.disposal == disposal).count();
        let label = Value::Mark(disposal_label(disposal));
        page.line(&[label, count(n), Value::number(ratio(n, all), Value::Percent)], false)?;
    }
    page.paint(3, 0, Paint::Disposal)?;
    page.remark("怎样划线见「口径说明」")
}

fn write_years(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    page.section("四、应付式答复（分年度）")?;
    page.header(&[
        "年度",
        "件数",
        "应付件数",
        "应付占比",
        "95%下限",
        "95%上限",
        "平均文本分",
        "95%下限",
        "95%上限",
    ])?;
    let shares: Vec<&TrendRow> = series(assessment, "non_answer_share").collect();
    for share in &shares {
        page.line(&year_line(assessment, share), false)?;
    }
    page.paint(shares.len(), 3, Paint::Share)?;
    page.paint(shares.len(), 6, Paint::Score)?;
    let empty = assessment.rows.iter().filter(|row| row.verdict.non_answer).count();
    let all = assessment.rows.len();
    let share = Value::number(ratio(empty, all), Value::Percent);
    page.line(&[Value::Text("全部（含年度不详的）"), count(all), count(empty), share], true)?;
    page.remark("相邻两年升降是否超出偶然，看年度图里两年之差的区间")
}

fn year_line<'a>(assessment: &Assessment<'a>, share: &TrendRow) -> [Value<'a>; 9] {
    let rows = assessment.rows.iter().filter(|row| row.year == Some(share.year));
    let empty = rows.filter(|row| row.verdict.non_answer).count();
    let text = series(assessment, "text_score").find(|row| row.year == share.year);
    let text = text.map(|row| row.estimate);
    let percent = |value| Value::number(value, Value::Percent);
    let points = |value| Value::number(value, Value::Points);
    [
        Value::Joined(share.year.to_string()),
        Value::Count(share.estimate.n.into()),
        count(empty),
        percent(share.estimate.value),
        percent(share.estimate.low),
        percent(share.estimate.high),
        points(text.and_then(|text| text.value)),
        points(text.and_then(|text| text.low)),
        points(text.and_then(|text| text.high)),
    ]
}

fn series<'a>(
    assessment: &Assessment<'a>,
    name: &'static str,
) -> impl Iterator<Item = &'a TrendRow> {
    assessment.trends.iter().filter(move |row| row.series == name && row.scope == TrendScope::All)
}

/// All ranked units when they are few, else those at the end of the ranking.
fn write_units(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    let ordered = units::in_order(assessment.units);
    let ranked: Vec<_> =
        ordered.into_iter().filter(|row| row.year.is_none() && row.rank.is_some()).collect();
    let shown = ranked.get(ranked.len().saturating_sub(UNITS_SHOWN)..).unwrap_or(&ranked);
    page.section(&units_title(shown.len(), ranked.len(), assessment.minimum_n))?;
    page.header(&["承办单位", "件数", "得分", "得分下限", "得分上限", "名次", "应付占比"])?;
    for row in shown {
        let points = |value| Value::number(value, Value::Points);
        let line = [
            Value::Text(&row.unit),
            Value::Count(row.n.into()),
            points(row.score.value),
            points(row.score.low),
            points(row.score.high),
            units::rank(row),
            Value::number(row.non_answer_share.value, Value::Percent),
        ];
        page.line(&line, false)?;
    }
    page.paint(shown.len(), 2, Paint::Score)?;
    page.paint(shown.len(), 6, Paint::Share)
}

fn units_title(shown: usize, ranked: usize, minimum_n: u32) -> String {
    if ranked == 0 {
        return format!("五、承办单位（没有单位满 {minimum_n} 件，不排名）");
    }
    if shown == ranked {
        return format!("五、承办单位（满 {minimum_n} 件的 {ranked} 个，全部年度）");
    }
    format!("五、名次靠后的 {shown} 个单位（共 {ranked} 个满 {minimum_n} 件，全部年度）")
}

fn write_editions(page: &mut Page<'_>, assessment: &Assessment<'_>) -> Result<(), XlsxError> {
    page.section("六、版本")?;
    for (name, value) in definitions::editions(assessment.editions) {
        page.sheet.write_string_with_format(page.row, 1, value, &page.styles.remark)?;
        page.line(&[Value::Text(name)], false)?;
    }
    Ok(())
}

fn count<'a>(number: usize) -> Value<'a> {
    Value::count(i64::try_from(number).ok())
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

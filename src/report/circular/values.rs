//! What stands for each placeholder: counts and texts of one run, in the words of a circular.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::tags::{Record, Value};
use crate::{
    office::Need,
    records::{Estimate, ReplyRow, UnitRow},
    report::{Report, tables::rate},
    statistics::{mean_points, share},
};

/// The value of every name in `names`.
pub(super) fn values(report: &Report) -> Record {
    let mut record = Record::new();
    for part in [heading(report), counts(report), standing(report), lists_in_words(report)] {
        record.extend(part.into_iter().map(|(name, text)| (name, Value::Text(text))));
    }
    record.extend([
        ("对照", compared(&report.rows)),
        ("按期", known(share(report.rows.iter().filter_map(|row| Some(!row.late?))))),
        ("满意", known(share(report.rows.iter().filter_map(is_satisfied)))),
        ("有单位", when(report.units.iter().any(|unit| unit.year.is_none()))),
        ("有典型", when(!report.office.exemplary.is_empty())),
        ("有督办", when(!report.office.supervision.is_empty())),
        ("单位", units(report)),
        ("典型", examples(report)),
        ("督办", supervised(report)),
        ("问题", problems(report)),
    ]);
    record
}

type Texts = Vec<(&'static str, String)>;

fn heading(report: &Report) -> Texts {
    let editions = &report.editions;
    let as_of = editions.as_of.map(in_chinese);
    let hash: String = editions.pack_hash.chars().take(12).collect();
    let profile = &report.profile;
    vec![
        ("文种", report.office.matter.clone()),
        ("年度", period(&report.rows)),
        ("截至日", as_of.clone().unwrap_or_else(|| "（输入中没有日期）".to_owned())),
        ("成文日期", as_of.unwrap_or_else(|| "　　年　月　日".to_owned())),
        ("评分方案", format!("“{}”第{}版", profile.title, profile.edition)),
        ("规则版本", format!("{}，规则包{}，校验值{hash}", editions.tool, editions.pack)),
    ]
}

fn counts(report: &Report) -> Texts {
    let rows = &report.rows;
    let count = |is: fn(&ReplyRow) -> bool| rows.iter().filter(|row| is(row)).count();
    let empty = share(rows.iter().map(|row| row.verdict.non_answer));
    let scores: Vec<i32> = rows.iter().map(|row| row.score).collect();
    let review = count(in_review);
    let confirmed =
        count(|row| in_review(row) && (row.verdict.decided || row.confirmed == Some(true)));
    vec![
        ("件数", rows.len().to_string()),
        ("应付件数", count(|row| row.verdict.non_answer).to_string()),
        ("应付占比", percent(empty.value)),
        ("应付区间", percent_range(empty)),
        ("逐年", by_year(rows)),
        ("推诿件数", count(|row| row.verdict.deflection).to_string()),
        ("平均得分", points(mean_points(&scores, 0).value)),
        ("复核件数", review.to_string()),
        ("抽检件数", count(|row| row.disposal == "sample").to_string()),
        ("通过件数", count(|row| row.disposal == "pass").to_string()),
        ("已确认件数", confirmed.to_string()),
        ("待确认件数", (review - confirmed).to_string()),
        ("确认情况", confirmation(review, confirmed)),
    ]
}

fn in_review(row: &ReplyRow) -> bool {
    row.disposal == "review"
}

/// Whether people have confirmed the figures: a ruling on each whole reply in review, since a
/// reply is put there to be looked at. Nobody has looked at the others one by one.
fn confirmation(review: usize, confirmed: usize) -> String {
    let screened = "本通报所列数据为机器按既定规则筛查的结果";
    if review == 0 {
        return format!("{screened}，未经人工复核确认。");
    }
    if confirmed == 0 {
        return format!(
            "{screened}，未经人工复核确认：列入复核的{review}件均未经人确认，不作为评价和问责的依据。"
        );
    }
    if confirmed < review {
        let left = review - confirmed;
        return format!(
            "{screened}：列入复核的{review}件中，已由人确认{confirmed}件，其余{left}件未经确认，不作为评价和问责的依据。"
        );
    }
    format!("{screened}：列入复核的{review}件均已由人确认，其余各件未逐件复核。")
}

fn standing(report: &Report) -> Texts {
    let units: Vec<&UnitRow> = overall(report).collect();
    let ranked = units.iter().filter(|unit| unit.rank.is_some()).count();
    vec![
        ("单位数", units.len().to_string()),
        ("最少件数", report.profile.minimum_n.to_string()),
        ("排名单位数", ranked.to_string()),
        ("未排名单位数", (units.len() - ranked).to_string()),
        ("前列", leading(report)),
        ("偏高", high(report)),
    ]
}

/// The lines over all years, in the order of the ranking, the unranked last.
fn overall(report: &Report) -> impl Iterator<Item = &UnitRow> {
    let mut units: Vec<&UnitRow> = report.units.iter().filter(|unit| unit.year.is_none()).collect();
    units.sort_by_key(|unit| (unit.rank.unwrap_or(u32::MAX), unit.unit.as_str()));
    units.into_iter()
}

/// The first ranks, unless so few are ranked that all would be told, or ties make them many.
fn leading(report: &Report) -> String {
    let most = report.office.settings.circular.leading;
    let ranked = overall(report).filter(|unit| unit.rank.is_some()).count();
    let first = overall(report).filter(|unit| unit.rank.is_some_and(|rank| rank <= most));
    let told = first.map(|unit| format!("{}（{}分）", unit.unit, points(unit.score.value)));
    let told: Vec<String> = told.collect();
    let most = most as usize;
    if ranked <= most {
        return "参加排名的单位不多，不另列".to_owned();
    }
    if told.len() > 2 * most {
        return format!("并列的有{}个单位，见附件1", told.len());
    }
    told.join("、")
}

fn lists_in_words(report: &Report) -> Texts {
    let office = &report.office;
    let items = office.supervision.len();
    let reasons = office.reasons().into_iter().map(|(name, n)| format!("{name}{n}项"));
    let shown = office.settings.circular.supervision;
    let rest = items.saturating_sub(shown);
    let note = format!("（本表列出前{shown}项，其余{rest}项见评估表“督办清单”。）");
    let criteria = office.settings.exemplary.criterion.iter();
    let needed = criteria.filter(|one| one.need != Need::Bonus).map(|one| one.words.as_str());
    vec![
        ("督办件数", items.to_string()),
        ("督办构成", reasons.collect::<Vec<_>>().join("，")),
        ("督办附注", if rest > 0 { note } else { String::new() }),
        ("典型件数", office.exemplary.len().to_string()),
        ("典型条件", needed.collect::<Vec<_>>().join("、")),
    ]
}

fn record<const N: usize>(texts: [(&'static str, String); N]) -> Record {
    texts.into_iter().map(|(name, text)| (name, Value::Text(text))).collect()
}

fn compared(rows: &[ReplyRow]) -> Value {
    let answered = rows.iter().filter_map(|row| row.answered.as_ref());
    let off_topic = answered.clone().filter(|one| one.off_topic).count().to_string();
    let count = answered.count();
    let entry = record([("件数", count.to_string()), ("文不对题件数", off_topic)]);
    Value::List((count > 0).then_some(entry).into_iter().collect())
}

/// A rate, unless nothing is known.
fn known(rate: Estimate) -> Value {
    let entry = record([
        ("比率", percent(rate.value)),
        ("达到", numerator(rate).to_string()),
        ("已知", rate.n.to_string()),
    ]);
    Value::List((rate.n > 0).then_some(entry).into_iter().collect())
}

/// How many of its n a share counts.
fn numerator(rate: Estimate) -> u32 {
    (rate.value.unwrap_or(0.0) * f64::from(rate.n)).round() as u32
}

fn is_satisfied(row: &ReplyRow) -> Option<bool> {
    Some(row.metrics.satisfaction.as_deref()? == "satisfied")
}

/// One entry without names of its own when it holds, so that a template can ask.
fn when(holds: bool) -> Value {
    Value::List(holds.then(Record::new).into_iter().collect())
}

/// The years in one sentence; one year alone says nothing that the whole does not.
fn by_year(rows: &[ReplyRow]) -> String {
    let mut years: BTreeMap<i32, Vec<bool>> = BTreeMap::new();
    for row in rows {
        if let Some(year) = row.year {
            years.entry(year).or_default().push(row.verdict.non_answer);
        }
    }
    let told = |(year, empty): (&i32, &Vec<bool>)| {
        let of = share(empty.iter().copied());
        let (empty, part) = (numerator(of), percent(of.value));
        format!("{year}年{}件，应付式答复{empty}件，占{part}", of.n)
    };
    match years.len() {
        0 | 1 => String::new(),
        _ => format!("分年度看：{}。", years.iter().map(told).collect::<Vec<_>>().join("；")),
    }
}

fn units(report: &Report) -> Value {
    let of = |unit: &UnitRow, name: &'static str| {
        percent(rate(unit, name).and_then(|estimate| estimate.value))
    };
    let entry = |unit: &UnitRow| {
        record([
            ("名次", unit.rank.map_or("不参加排名".to_owned(), |rank| rank.to_string())),
            ("单位", unit.unit.clone()),
            ("件数", unit.n.to_string()),
            ("得分", points(unit.score.value)),
            ("得分区间", range(unit.score)),
            ("文本分", points(unit.text_score.value)),
            ("按期率", of(unit, "on_time_rate")),
            ("满意率", of(unit, "satisfied_rate")),
            ("应付件数", numerator(unit.non_answer_share).to_string()),
            ("应付占比", percent(unit.non_answer_share.value)),
        ])
    };
    Value::List(overall(report).map(entry).collect())
}

/// Ranked units whose share of non-answers lies beyond chance above that of all replies.
fn high(report: &Report) -> String {
    let all = share(report.rows.iter().map(|row| row.verdict.non_answer)).value;
    let above = |unit: &&UnitRow| {
        let low = unit.non_answer_share.low;
        unit.rank.is_some() && low.zip(all).is_some_and(|(low, all)| low > all)
    };
    let mut units: Vec<&UnitRow> = overall(report).filter(above).collect();
    units.sort_by(|a, b| {
        let share = |unit: &UnitRow| unit.non_answer_share.value.unwrap_or(0.0);
        share(b).total_cmp(&share(a)).then_with(|| a.unit.cmp(&b.unit))
    });
    let told = units.into_iter().map(|unit| {
        let of = unit.non_answer_share;
        format!("{}（{}件中{}件，{}）", unit.unit, of.n, numerator(of), percent(of.value))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "无".to_owned() } else { told.join("、") }
}

fn examples(report: &Report) -> Value {
    let shown = report.office.settings.circular.exemplary;
    let entry = |(number, example): (u32, &crate::office::Example)| {
        let row = &report.rows[example.row];
        record([
            ("序号", number.to_string()),
            ("单位", or_dash(row.unit.as_deref())),
            ("年份", row.year.map_or("—".to_owned(), |year| year.to_string())),
            ("编号", row.reply_id.clone()),
            ("标题", or_dash(row.title.as_deref())),
            ("理由", example.reasons.join("，")),
            ("摘录", written(&example.quote)),
        ])
    };
    Value::List((1..).zip(report.office.exemplary.iter().take(shown)).map(entry).collect())
}

fn written(quote: &str) -> String {
    if quote.is_empty() { String::new() } else { format!("答复写道：“{quote}”") }
}

fn supervised(report: &Report) -> Value {
    let settings = &report.office.settings;
    let entry = |(number, item): (u32, &crate::office::Item)| {
        let reason = settings.supervision.reason.get(item.reason);
        record([
            ("序号", number.to_string()),
            ("单位", or_dash(item.unit.as_deref())),
            ("编号", item.reply_id.clone()),
            ("标题", or_dash(item.title.as_deref())),
            ("事由", or_dash(reason.map(|reason| reason.name.as_str()))),
            ("依据", item.evidence.clone()),
            ("措施", or_dash(reason.map(|reason| reason.measure.as_str()))),
        ])
    };
    let shown = report.office.supervision.iter().take(settings.circular.supervision);
    Value::List((1..).zip(shown).map(entry).collect())
}

fn problems(report: &Report) -> Value {
    let lessons = report.office.training.iter().filter(|lesson| lesson.unit.is_none());
    let shown = lessons.take(report.office.settings.circular.problems);
    let entry = |(number, lesson): (u32, &crate::office::Lesson)| {
        let rule = report.rules.iter().find(|rule| rule.code == lesson.code);
        let share = f64::from(lesson.count) / f64::from(lesson.n.max(1));
        record([
            ("序号", number.to_string()),
            ("名称", rule.map_or_else(|| lesson.code.clone(), |rule| rule.name.clone())),
            ("件数", lesson.count.to_string()),
            ("占比", percent(Some(share))),
            ("原因", rule.map_or_else(String::new, |rule| rule.why.clone())),
            ("改法", rule.map_or_else(String::new, |rule| rule.fix.clone())),
        ])
    };
    Value::List((1..).zip(shown).map(entry).collect())
}

fn period(rows: &[ReplyRow]) -> String {
    let years = || rows.iter().filter_map(|row| row.year);
    match (years().min(), years().max()) {
        (Some(first), Some(last)) if first == last => format!("{first}年"),
        (Some(first), Some(last)) => format!("{first}—{last}年"),
        _ => "本次".to_owned(),
    }
}

fn in_chinese(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.trim().is_empty()).unwrap_or("—").to_owned()
}

fn points(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.2}"))
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{:.1}%", 100.0 * value))
}

fn range(estimate: Estimate) -> String {
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{low:.1}—{high:.1}"),
        None => "—".to_owned(),
    }
}

fn percent_range(estimate: Estimate) -> String {
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{:.1}%—{:.1}%", 100.0 * low, 100.0 * high),
        None => "—".to_owned(),
    }
}

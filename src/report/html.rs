//! index.html: one self-contained page that opens offline and loads nothing.
//!
//! Everything that comes from input passes minijinja's HTML escaping; only our own charts are
//! inserted as markup. The page works without its script; the script sorts and filters.

mod asks;
mod checks;
mod commitments;
mod families;
mod figures;
mod flagged;
mod marks;
mod page;
mod strip;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};

pub use asks::ask_lines;
pub use checks::{CheckKind, CheckLine, CheckOverview, SpeedLine, check_overview};
pub use commitments::commitment_overview;
pub use families::{MOST_FAMILIES, family_line};
pub use figures::{Charted, figures};
pub use flagged::{flagged_reply, worst_first};
pub use marks::{Mark, Segment, marks, segments};
pub use page::{
    AskLine, ChartFigure, FamilyLine, FindingLine, FlaggedReply, Interval, Meta, Overview, Page,
    Rate, RuleInfo, Tally, UnitLine,
};
pub use strip::{StripPart, strip};

/// Flagged replies shown when nobody says otherwise.
pub const MOST_FLAGGED: usize = 400;

const TEMPLATE: &str = include_str!("../../templates/report.html");

/// The page could not be made; the template is embedded, so this is a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error("index.html 生成失败：{0:#}；请把本条信息反馈给开发者")]
pub struct HtmlError(#[from] minijinja::Error);

/// The whole page as HTML text. The same page gives the same bytes.
///
/// # Errors
/// When the template does not fit the page.
pub fn render(page: &Page) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("percent", |share: f64| format!("{:.1}%", share * 100.0));
    environment.add_filter("bare_percent", |share: f64| format!("{:.1}", share * 100.0));
    environment.add_filter("points", |points: f64| format!("{points:.1}"));
    environment.add_filter("two_places", |number: f64| format!("{number:.2}"));
    environment.add_filter("hundredths", hundredths);
    environment.add_template("report.html", TEMPLATE)?;
    let choices = Choices::of(&page.flagged);
    let rate_labels = rate_labels(&page.units);
    Ok(environment.get_template("report.html")?.render(context! {
        page => Serde(page),
        charts => charts(page),
        rule_names => rule_names(&page.rules),
        rate_cells => rate_cells(&page.units, &rate_labels),
        rate_labels,
        years => choices.years,
        units => choices.units,
        badges => choices.badges,
        rules_json => script_json(&page.rules),
    })?)
}

/// Hundredths of a point as a decimal number: 6235 → 62.35, -150 → -1.50.
fn hundredths(points: i64) -> String {
    let sign = if points < 0 { "-" } else { "" };
    let points = points.unsigned_abs();
    format!("{sign}{}.{:02}", points / 100, points % 100)
}

/// The SVGs for use inside HTML, where the namespace is known.
fn charts(page: &Page) -> Vec<Value> {
    let inline = |svg: &str| svg.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
    page.charts.iter().map(|chart| Value::from_safe_string(inline(&chart.svg))).collect()
}

fn rule_names(rules: &[RuleInfo]) -> BTreeMap<String, String> {
    rules.iter().map(|rule| (rule.code.clone(), rule.name.clone())).collect()
}

/// What the filters above the list offer.
struct Choices {
    years: Vec<i32>,
    units: Vec<String>,
    badges: Vec<String>,
}

impl Choices {
    fn of(flagged: &[FlaggedReply]) -> Self {
        let years: BTreeSet<i32> = flagged.iter().filter_map(|reply| reply.year).collect();
        let units: BTreeSet<&String> =
            flagged.iter().filter_map(|reply| reply.unit.as_ref()).collect();
        let badges: BTreeSet<&String> = flagged.iter().flat_map(|reply| &reply.badges).collect();
        Self {
            years: years.into_iter().collect(),
            units: units.into_iter().cloned().collect(),
            badges: badges.into_iter().cloned().collect(),
        }
    }
}

/// Labels of the rates of all units, in the order in which they first appear.
fn rate_labels(units: &[UnitLine]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for rate in units.iter().flat_map(|unit| &unit.rates) {
        if !labels.contains(&rate.label) {
            labels.push(rate.label.clone());
        }
    }
    labels
}

/// For each unit its rates under those labels; a blank interval where it has none.
fn rate_cells(units: &[UnitLine], labels: &[String]) -> Vec<Vec<Value>> {
    let cell = |unit: &UnitLine, label: &String| {
        let rate = unit.rates.iter().find(|rate| rate.label == *label);
        Value::from(Serde(rate.map(|rate| rate.share).unwrap_or_default()))
    };
    units.iter().map(|unit| labels.iter().map(|label| cell(unit, label)).collect()).collect()
}

/// JSON that may stand inside a script element.
fn script_json(rules: &[RuleInfo]) -> Value {
    let json = serde_json::to_string(rules).unwrap_or_else(|_| "[]".to_string());
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Value::from_safe_string(json)
}

#[cfg(test)]
mod tests {
    use shida_engine::span::Span;

    use super::*;
    use crate::report::sample;

    const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'&amp;😀</title><!--";

    fn interval(value: f64) -> Interval {
        Interval { n: 40, value: Some(value), low: Some(value - 0.05), high: Some(value + 0.05) }
    }

    fn reply(id: &str, year: i32, unit: &str, text: &str) -> FlaggedReply {
        let mark = Mark { span: Span::new(0, 3), class: "frame".into(), label: "F001".into() };
        FlaggedReply {
            reply_id: id.to_string(),
            year: Some(year),
            unit: Some(unit.to_string()),
            title: Some(format!("关于{unit}的建议")),
            score: 1234,
            text_score: 500,
            non_answer_score: 0.97,
            badges: vec!["应付式答复".to_string()],
            segments: segments(text, &[mark]),
            strip: vec![StripPart::of(shida_engine::sentence::SentenceClass::Studying, 12)],
            decisions: Vec::new(),
            findings: vec![FindingLine {
                code: "F001".into(),
                role: "套话框架".into(),
                text: text.to_string(),
                points: -150,
                suppressed: false,
            }],
            findings_left_out: 0,
            asks: vec![AskLine {
                status: "touched".into(),
                label: "提到未答".into(),
                text: text.to_string(),
                quote: text.to_string(),
            }],
        }
    }

    fn hostile_family() -> FamilyLine {
        FamilyLine {
            id: HOSTILE.into(),
            size: 3,
            units: HOSTILE.into(),
            members: vec![HOSTILE.into()],
            excerpt: HOSTILE.into(),
            ..FamilyLine::default()
        }
    }

    fn page() -> Page {
        let tally = Tally { count: 4, share: interval(0.1) };
        Page {
            meta: Meta {
                title: "答复质量评估".into(),
                period: "2021–2024年".into(),
                as_of: "2024-12-31".into(),
                tool_version: "0.1.0".into(),
                pack: "base 1".into(),
                pack_hash: "abcdef0123".into(),
                dictionary_hash: "123456".into(),
                profile: "default".into(),
                calendar: "自然日".into(),
                ..Meta::default()
            },
            overview: Overview { read: 42, judged: 40, non_answer: tally, ..Overview::default() },
            charts: vec![ChartFigure {
                id: "one".into(),
                title: "图一".into(),
                svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>".into(),
                caption: "说明".into(),
                data_headers: vec!["年度".into()],
                data_rows: vec![vec!["2024".into()]],
            }],
            units: vec![
                UnitLine {
                    unit: "教育局".into(),
                    n: 30,
                    score: Interval { n: 30, value: Some(71.5), low: Some(60.0), high: Some(80.0) },
                    rank: Some(1),
                    non_answer: interval(0.2),
                    text_score: Interval::default(),
                    rates: vec![Rate { label: "按期率".into(), share: interval(0.9) }],
                },
                UnitLine { unit: HOSTILE.into(), n: 1, ..UnitLine::default() },
            ],
            flagged: vec![
                reply("001", 2023, "教育局", "正在研究中。"),
                reply(HOSTILE, 2021, HOSTILE, HOSTILE),
            ],
            flagged_total: 9,
            commitments: commitment_overview(&sample::commitments()),
            checks: check_overview(&sample::checks()),
            families: vec![family_line(&sample::family(3)), hostile_family()],
            families_total: 2,
            families_replies: 6,
            notes: vec!["最低件数 5".into()],
            not_included: vec!["文不对题".into()],
            rules: vec![RuleInfo {
                code: "F001".into(),
                name: HOSTILE.into(),
                why: "没有内容".into(),
                fix: "写明做了什么".into(),
            }],
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut hostile = page();
        hostile.meta.title = HOSTILE.into();
        hostile.notes.push(HOSTILE.into());
        hostile.not_included.push(HOSTILE.into());
        hostile.charts[0].caption = HOSTILE.into();
        hostile.charts[0].data_rows.push(vec![HOSTILE.into()]);
        hostile.flagged[1].badges.push(HOSTILE.into());
        let html = render(&hostile).unwrap();
        assert!(!html.contains("<img"), "an element came through");
        assert!(!html.contains("<!--"), "a comment came through");
        assert_eq!(html.matches("</script").count(), html.matches("<script").count());
        assert_eq!(html.matches("<script").count(), 2);
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert!(html.contains("\\u003cimg src=x"));
    }

    #[test]
    fn the_page_loads_nothing() {
        let html = render(&page()).unwrap();
        assert!(html.contains("default-src 'none'"));
        for load in ["http:", "https:", "\"//", "url(", "@import", "<link", "<iframe", " src="] {
            assert!(!html.replace("onerror", "").replace("img src=x", "").contains(load), "{load}");
        }
    }

    #[test]
    fn every_tag_is_closed() {
        let html = render(&page()).unwrap();
        let body = html.split("<script>").next().unwrap();
        for tag in ["table", "tr", "td", "th", "section", "details", "summary", "mark", "figure"] {
            let opened = body.matches(&format!("<{tag}>")).count()
                + body.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn what_is_not_shown_is_said() {
        let html = render(&page()).unwrap();
        assert!(html.contains("共 9 件"), "total of flagged replies");
        assert!(html.contains("assessment.xlsx"));
        assert!(html.contains("文不对题"));
        assert!(html.contains("本工具只做筛查"));
    }

    #[test]
    fn a_family_shows_its_size_units_and_text() {
        let html = render(&page()).unwrap();
        for shown in ["雷同答复", "共 2 组 6 件", "甲局、乙局", "0001、0002、0003", "健全长效机制"]
        {
            assert!(html.contains(shown), "{shown}");
        }
    }

    #[test]
    fn a_page_without_units_and_replies_says_so() {
        let html = render(&Page { meta: page().meta, ..Page::default() }).unwrap();
        assert!(html.contains("没有需要复核的答复"));
        assert!(html.contains("输入中没有承办单位"));
        assert!(html.contains("没有发现雷同的答复"));
    }

    #[test]
    fn units_without_a_rank_are_marked_and_unknown_values_are_dashes() {
        let html = render(&page()).unwrap();
        assert!(html.contains("未排名") && html.contains("按期率"));
        assert!(html.contains("90.0%") && html.contains('—'));
    }

    #[test]
    fn the_same_page_gives_the_same_bytes() {
        assert_eq!(render(&page()).unwrap(), render(&page()).unwrap());
    }

    #[test]
    fn hundredths_keep_their_sign() {
        assert_eq!(hundredths(6235), "62.35");
        assert_eq!(hundredths(-150), "-1.50");
        assert_eq!(hundredths(-5), "-0.05");
    }
}

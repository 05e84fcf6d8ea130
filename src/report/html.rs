//! index.html: one self-contained page that opens offline and loads nothing.
//!
//! Everything that comes from input passes minijinja's HTML escaping; only our own charts are
//! inserted as markup. The replies go to the script as JSON in which no `<` is left; everything
//! else of the page is there without it.

mod asks;
mod briefing;
mod checks;
mod choose;
mod commitments;
mod families;
mod figures;
mod format;
mod marks;
mod packed;
mod page;
mod phrases;
mod shown;
mod trend;
mod unit_sections;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;

pub use checks::{CheckKind, CheckLine, CheckOverview, SpeedLine, check_overview};
use packed::packed;

pub use asks::AskLine;
pub use briefing::{Sentence, briefing};
pub use choose::{Choice, choose};
pub use commitments::commitment_overview;
pub use families::{MOST_FAMILIES, family_line, paired_rows};
pub use figures::{Charted, figures};
pub use marks::{Mark, Segment, marks, segments};
pub use page::{
    ChartFigure, DiffPiece, FamilyLine, FamilyPair, Interval, Meta, Overview, Page, Rate, RuleInfo,
    Tally, UnitLine,
};
pub use shown::{Hit, ListedReply, Piece, ReplyDetail, listed_reply, reply_detail, worst_first};
pub use trend::{TrendCell, TrendLine, TrendSection, trend_section};
pub use unit_sections::{MOST_UNIT_SECTIONS, UnitSection, unit_sections};

/// The sections of the page, each a file of its own.
const TEMPLATES: [(&str, &str); 15] = [
    ("report.html", include_str!("../../templates/report.html")),
    ("macros.html", include_str!("../../templates/report/macros.html")),
    ("briefing.html", include_str!("../../templates/report/briefing.html")),
    ("overview.html", include_str!("../../templates/report/overview.html")),
    ("figure.html", include_str!("../../templates/report/figure.html")),
    ("trend.html", include_str!("../../templates/report/trend.html")),
    ("units.html", include_str!("../../templates/report/units.html")),
    ("unit.html", include_str!("../../templates/report/unit.html")),
    ("replies.html", include_str!("../../templates/report/replies.html")),
    ("commitments.html", include_str!("../../templates/report/commitments.html")),
    ("families.html", include_str!("../../templates/report/families.html")),
    ("checks.html", include_str!("../../templates/report/checks.html")),
    ("charts.html", include_str!("../../templates/report/charts.html")),
    ("about.html", include_str!("../../templates/report/about.html")),
    ("limits.html", include_str!("../../templates/report/limits.html")),
];

const STYLE: &str = include_str!("../../templates/report/page.css");
const SCRIPT: &str = include_str!("../../templates/report/page.js");

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
    environment.add_filter("hundredths", format::hundredths);
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    let choices = Choices::of(&page.listed);
    let data = packed((&page.rules, &page.ledger_texts), &page.listed);
    let rate_labels = rate_labels(&page.units);
    Ok(environment.get_template("report.html")?.render(context! {
        page => Serde(page),
        figures => figures_by_section(page),
        rule_names => rule_names(&page.rules),
        rate_cells => rate_cells(&page.units, &rate_labels),
        rate_labels,
        choices => Serde(choices),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        data => Value::from_safe_string(data.plain),
        more => Value::from_safe_string(data.deflated),
        with_text => data.with_text,
    })?)
}

/// A chart with its SVG for use inside HTML, where the namespace is known.
fn figure(chart: &ChartFigure) -> Value {
    let svg = chart.svg.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
    context! { chart => Serde(chart), svg => Value::from_safe_string(svg) }
}

/// The section in which a chart stands; what has no other place stands in `charts`.
fn section_of(id: &str) -> &'static str {
    match id {
        "non-answer-by-year" | "change-parts" => "trend",
        "score-distribution" | "known-facts" => "overview",
        "units-ranked" | "sentence-makeup" | "unit-change" | "unit-years" => "units",
        "promise-ageing" => "commitments",
        "template-families" => "families",
        _ => "charts",
    }
}

fn figures_by_section(page: &Page) -> BTreeMap<&'static str, Vec<Value>> {
    let sections = ["overview", "trend", "units", "replies", "commitments", "families", "charts"];
    let mut figures: BTreeMap<&str, Vec<Value>> =
        sections.into_iter().map(|section| (section, Vec::new())).collect();
    for chart in &page.charts {
        figures.entry(section_of(&chart.id)).or_default().push(figure(chart));
    }
    figures
}

fn rule_names(rules: &[RuleInfo]) -> BTreeMap<String, String> {
    rules.iter().map(|rule| (rule.code.clone(), rule.name.clone())).collect()
}

/// What the filters above the list offer.
#[derive(Serialize)]
struct Choices {
    years: Vec<i32>,
    units: Vec<String>,
    badges: Vec<String>,
    codes: Vec<String>,
}

impl Choices {
    fn of(listed: &[ListedReply]) -> Self {
        let years: BTreeSet<i32> = listed.iter().filter_map(|reply| reply.year).collect();
        let units: BTreeSet<&String> =
            listed.iter().filter_map(|reply| reply.unit.as_ref()).collect();
        let badges: BTreeSet<&String> = listed.iter().flat_map(|reply| &reply.badges).collect();
        let codes: BTreeSet<&String> = listed.iter().flat_map(|reply| &reply.codes).collect();
        Self {
            years: years.into_iter().collect(),
            units: units.into_iter().cloned().collect(),
            badges: badges.into_iter().cloned().collect(),
            codes: codes.into_iter().cloned().collect(),
        }
    }
}

/// Labels of the rates that are known of some unit, in the order in which they first appear.
fn rate_labels(units: &[UnitLine]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let known = |rate: &&Rate| rate.share.value.is_some();
    for rate in units.iter().flat_map(|unit| &unit.rates).filter(known) {
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

#[cfg(test)]
mod tests {
    use shida_engine::span::Span;

    use super::{unit_sections::Quote, *};
    use crate::report::sample;

    const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'&amp;😀</title><!--";

    fn interval(value: f64) -> Interval {
        Interval { n: 40, value: Some(value), low: Some(value - 0.05), high: Some(value + 0.05) }
    }

    fn reply(id: &str, year: i32, unit: &str, text: &str) -> ListedReply {
        let mark = Mark { span: Span::new(0, 3), class: "frame".into(), label: "F001".into() };
        let hit =
            Hit { code: "F001".into(), role: "套话框架".into(), count: 1, ..Hit::default() };
        let ask = AskLine {
            status: "touched".into(),
            label: "提到未答".into(),
            text: text.to_string(),
            quote: text.to_string(),
        };
        ListedReply {
            reply_id: id.to_string(),
            year: Some(year),
            unit: Some(unit.to_string()),
            title: Some(format!("关于{unit}的建议")),
            score: 1234,
            text_score: 500,
            sureness: 97,
            disposal: "复核".to_string(),
            badges: vec!["应付式答复".to_string()],
            codes: vec!["F001".to_string()],
            detail: Some(ReplyDetail {
                text: segments(text, &[mark]).into_iter().map(Piece::from).collect(),
                strip: vec![(1, 12)],
                hits: vec![hit],
                asks: vec![ask],
                decisions: Vec::new(),
                ledger: vec![(0, 100, 200, 0)],
            }),
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
            briefing: vec![Sentence { text: HOSTILE.into(), ..Sentence::default() }],
            overview: Overview { read: 42, judged: 40, non_answer: tally, ..Overview::default() },
            trend: trend_section(&sample::trends(), &sample::over_time()),
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
                    tied: true,
                    score_shrunk: Some(70.25),
                    lead_n: 31,
                    lead_share: Some(0.125),
                    co_n: 4,
                    topics: HOSTILE.into(),
                    expected_score: Some(68.0),
                    ..UnitLine::default()
                },
                UnitLine { unit: HOSTILE.into(), n: 1, ..UnitLine::default() },
            ],
            unit_sections: vec![UnitSection {
                line: UnitLine { unit: HOSTILE.into(), n: 1, ..UnitLine::default() },
                quotes: vec![Quote {
                    text: HOSTILE.into(),
                    reply_id: HOSTILE.into(),
                    ..Quote::default()
                }],
                ..UnitSection::default()
            }],
            listed: vec![
                ListedReply { detail: None, ..reply("000", 2023, "教育局", "") },
                reply("001", 2023, "教育局", "正在研究中。"),
                reply(HOSTILE, 2021, HOSTILE, HOSTILE),
            ],
            ledger_texts: vec![HOSTILE.into()],
            listed_total: 3,
            replies_total: 9,
            commitments: commitment_overview(&sample::commitments()),
            checks: check_overview(&sample::checks()),
            families: vec![
                family_line(&sample::family(3), |_| {
                    Some(("1".into(), HOSTILE.into(), HOSTILE.into()))
                }),
                hostile_family(),
            ],
            families_total: 2,
            families_replies: 6,
            notes: vec!["最低件数 5".into()],
            not_included: vec!["文不对题".into()],
            rules: vec![RuleInfo {
                code: "F001".into(),
                name: HOSTILE.into(),
                why: "没有内容".into(),
                fix: "写明做了什么".into(),
                role: "套话框架".into(),
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
        hostile.listed[2].badges.push(HOSTILE.into());
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
    fn script_and_style_need_no_browser_newer_than_chromium_80() {
        for newer in ["?.", "??", "||=", "&&=", ".at(", "replaceAll", "structuredClone", "import("]
        {
            assert!(!SCRIPT.contains(newer), "{newer}");
        }
        for newer in [":has(", ":is(", ":where(", "@layer", "@container", "aspect-ratio", "inset:"]
        {
            assert!(!STYLE.contains(newer), "{newer}");
        }
    }

    #[test]
    fn every_tag_is_closed() {
        let html = render(&page()).unwrap();
        let body = html.split("<script").next().unwrap();
        for tag in ["table", "tr", "td", "th", "section", "details", "summary", "mark", "figure"] {
            let opened = body.matches(&format!("<{tag}>")).count()
                + body.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn what_is_not_shown_is_said() {
        let html = render(&page()).unwrap();
        assert!(html.contains("判读的 9 件答复") && html.contains("本页列出 3 件"), "total");
        assert!(html.contains("其中 2 件带正文"), "texts");
        assert!(html.contains("assessment.xlsx"));
        assert!(html.contains("文不对题"));
        assert!(html.contains("本工具只做筛查"));
    }

    #[test]
    fn a_family_shows_its_size_units_and_text() {
        let html = render(&page()).unwrap();
        for shown in [
            "雷同答复",
            "共 2 组 6 件",
            "甲局、乙局",
            "<a href=\"#open=0002\">0002</a>、",
            "健全长效机制",
        ] {
            assert!(html.contains(shown), "{shown}");
        }
    }

    #[test]
    fn a_page_without_units_and_replies_says_so() {
        let html = render(&Page { meta: page().meta, ..Page::default() }).unwrap();
        assert!(html.contains("没有判读的答复"));
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
}

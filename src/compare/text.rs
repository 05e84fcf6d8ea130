//! The comparison in words and tables, for the terminal and for the page alike.

use super::{
    Change, Comparison, Kin, ReplyMove, UnitChange,
    moves::{BANDS, DISPOSALS},
};
use crate::{evaluate::table::aligned, records::Estimate};

/// A part of the comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<String>,
    /// The first row is the header; empty = no table.
    pub(super) table: Vec<Vec<String>>,
    /// Columns that are text; the others are numbers.
    pub(super) left: usize,
}

/// Rows of a table that a terminal shows.
const ON_TERMINAL: usize = 20;

/// The comparison as the terminal shows it.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut parts = vec![head(comparison).join("\n")];
    for section in sections(comparison) {
        let mut lines = vec![format!("【{}】", section.title)];
        lines.extend(section.lines);
        let rows = section.table.len().saturating_sub(1);
        let shown = section.table.get(..=ON_TERMINAL).unwrap_or(&section.table);
        lines.extend(aligned(shown, section.left));
        if rows > ON_TERMINAL {
            lines.push(format!("……共 {rows} 行；全部见 -o 网页或 --csv 表"));
        }
        parts.push(lines.join("\n"));
    }
    parts.push("结论只供筛查，由人确认。".to_owned());
    parts.join("\n\n")
}

/// What is compared with what.
pub(super) fn head(comparison: &Comparison) -> Vec<String> {
    let run = |at: usize, name: &str| {
        let edition = if comparison.public[at] { "，公开版" } else { "" };
        let years = years(&comparison.years[at]);
        format!("{name}：{}（{} 件{years}{edition}）", comparison.names[at], comparison.counts[at])
    };
    vec![run(0, "甲"), run(1, "乙"), "以下的变化都是乙减甲。".to_owned()]
}

fn years(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first < last => format!("，{first}—{last} 年"),
        (Some(year), _) => format!("，{year} 年"),
        _ => String::new(),
    }
}

/// Every part, in the order in which it is read.
pub(super) fn sections(comparison: &Comparison) -> Vec<Section> {
    let mut sections = vec![editions(comparison), overall(comparison)];
    if comparison.moves.both > 0 {
        sections.push(verdicts(comparison));
        sections.push(scores(comparison));
        sections.push(disposals(comparison));
        sections.push(codes(comparison));
    }
    sections.push(units(comparison));
    if !comparison.moves.changed.is_empty() {
        sections.push(changed(comparison));
    }
    sections.push(only(comparison));
    sections
}

fn editions(comparison: &Comparison) -> Section {
    let differing = comparison.editions.iter().filter(|edition| edition.warning.is_some());
    let mut table = vec![row(["", "甲", "乙"])];
    table.extend(differing.clone().map(|edition| {
        let [one, two] = &edition.values;
        row([edition.label, &short(one), &short(two)])
    }));
    let mut lines: Vec<String> =
        differing.filter_map(|edition| edition.warning).map(str::to_owned).collect();
    lines.dedup();
    if lines.is_empty() {
        lines.push("程序、规则、评分方案、词典、日历、截至日都相同".to_owned());
        table.clear();
    }
    let inputs = &comparison.inputs;
    lines.push(if inputs.are_equal() {
        format!("输入文件相同（{} 个）", inputs.shared)
    } else {
        format!(
            "输入文件不同：相同 {} 个，只有甲读 {}，只有乙读 {}",
            inputs.shared,
            listed(&inputs.only[0]),
            listed(&inputs.only[1])
        )
    });
    if comparison.public[0] != comparison.public[1] {
        let words =
            "一边是公开版：小单位已归并、不公开的件已剔除、标题和编号里的姓名已遮盖，差别里有这些";
        lines.push(words.to_owned());
    }
    Section { title: "版本与输入", lines, table, left: 3 }
}

/// Hashes are shown by their beginning, like a commit.
fn short(value: &str) -> String {
    let is_hash = value.len() == 64 && value.chars().all(|char| char.is_ascii_hexdigit());
    match value {
        "" => "（没有）".to_owned(),
        _ if is_hash => format!("{}…", &value[..12]),
        _ => value.to_owned(),
    }
}

fn listed(names: &[String]) -> String {
    match names.len() {
        0 => "0 个".to_owned(),
        1..=3 => names.join("、"),
        n => format!("{} 等 {n} 个", names[..3].join("、")),
    }
}

fn overall(comparison: &Comparison) -> Section {
    let all = &comparison.all;
    let lines = vec![
        format!(
            "两边都有 {} 件，只在甲 {} 件，只在乙 {} 件",
            comparison.moves.both,
            comparison.only[0].len(),
            comparison.only[1].len()
        ),
        standing(comparison),
        format!(
            "应付式答复 {} → {}，{}",
            percent(all.sides[0].non_answer),
            percent(all.sides[1].non_answer),
            told(&all.non_answer, percent_change)
        ),
        format!(
            "平均得分 {} → {}，{}",
            points(all.sides[0].score),
            points(all.sides[1].score),
            told(&all.score, points_change)
        ),
    ];
    Section { title: "总的", lines, ..Section::default() }
}

fn standing(comparison: &Comparison) -> String {
    let both = comparison.moves.both;
    match comparison.kin {
        Kin::Same => {
            let all = comparison.counts == [both, both];
            let part =
                if all { "两边是同一批答复" } else { "两边大部分是同一批答复" };
            format!("{part}：变化来自规则、方案、裁定或数据，不是抽样，所以不作检验")
        }
        Kin::Overlapping => {
            "两边有一部分是同一批答复：总体和单位的变化里既有新增的件，也有重判的件，不作检验"
                .to_owned()
        }
        Kin::Apart if both == 0 => {
            "没有一件是两边都有的（两个年度，或编号、年度对不上）：只比总体和单位".to_owned()
        }
        Kin::Apart => "两边几乎都是不同的答复：总体和单位按两批独立的答复比较并检验".to_owned(),
    }
}

fn verdicts(comparison: &Comparison) -> Section {
    let moves = &comparison.moves;
    let mut lines = vec![format!(
        "结论变了 {} 件：原判应付、现在不是 {} 件；原来不是、现判应付 {} 件",
        moves.cleared + moves.accused,
        moves.cleared,
        moves.accused
    )];
    let masked = comparison.public[0] != comparison.public[1];
    lines.push(match moves.rewritten {
        _ if masked => "一边是公开版，正文已经遮盖，不比正文改没改过".to_owned(),
        None => "有一边没有句子表，不知道正文是否改过".to_owned(),
        Some(0) => "正文都没有改过".to_owned(),
        Some(n) => format!("其中 {n} 件正文改过：这些件的变化里有文字的变化"),
    });
    Section { title: "两边都有的件：结论", lines, ..Section::default() }
}

fn scores(comparison: &Comparison) -> Section {
    let scores = &comparison.moves.scores;
    let mut table = vec![row(["得分变化", "件数"])];
    let bands = BANDS.iter().zip(scores.bands);
    table.extend(bands.map(|((label, _), count)| row([*label, &count.to_string()])));
    let lines = scores.mean.zip(scores.range).map(|(mean, (low, high))| {
        format!(
            "平均 {}，最多降 {}，最多升 {}",
            signed(mean / 100.0, 2),
            two_decimals(low.min(0).abs()),
            two_decimals(high.max(0))
        )
    });
    Section {
        title: "两边都有的件：得分", lines: lines.into_iter().collect(), table, left: 1
    }
}

fn disposals(comparison: &Comparison) -> Section {
    let mut header = vec!["甲 ＼ 乙".to_owned()];
    header.extend(DISPOSALS.iter().map(|(_, label)| (*label).to_owned()));
    let mut table = vec![header];
    for ((_, label), counts) in DISPOSALS.iter().zip(comparison.moves.disposals) {
        let cells = counts.iter().map(usize::to_string);
        table.push([(*label).to_owned()].into_iter().chain(cells).collect());
    }
    Section { title: "两边都有的件：处置", lines: Vec::new(), table, left: 1 }
}

/// Rules that are listed.
const MOST_CODES: usize = 15;

fn codes(comparison: &Comparison) -> Section {
    let codes = &comparison.moves.codes;
    if codes.is_empty() {
        let lines = vec!["命中的规则都相同".to_owned()];
        return Section { title: "两边都有的件：规则", lines, ..Section::default() };
    }
    let mut table = vec![row(["规则", "新命中", "不再命中"])];
    table.extend(
        codes
            .iter()
            .take(MOST_CODES)
            .map(|code| row([&*code.code, &code.added.to_string(), &code.gone.to_string()])),
    );
    let lines = vec![format!("命中有变化的规则 {} 条，差别大的在前（按件数）", codes.len())];
    Section { title: "两边都有的件：规则", lines, table, left: 1 }
}

fn units(comparison: &Comparison) -> Section {
    if comparison.units.is_empty() {
        let lines = vec!["两边都没有单位".to_owned()];
        return Section { title: "单位", lines, ..Section::default() };
    }
    let mut header =
        row(["单位", "件数", "得分", "分差", "名次", "应付率", "应付率之差（百分点）"]);
    let mut lines = Vec::new();
    let tested = comparison.kin == Kin::Apart;
    if tested {
        header.push("应付率升降".to_owned());
        header.push("得分升降".to_owned());
        lines.push(
            "方括号是 95% 区间；最后两列是多个单位一起校正后的判断（Benjamini–Hochberg，q＜0.05 才说升降），少于 5 件的不判断。"
                .to_owned(),
        );
    } else {
        lines.push("分差就是差，没有区间。".to_owned());
    }
    let mut table = vec![header];
    table.extend(comparison.units.iter().map(|unit| unit_row(unit, tested)));
    Section { title: "单位", lines, table, left: 1 }
}

fn unit_row(unit: &UnitChange, tested: bool) -> Vec<String> {
    let [one, two] = &unit.sides;
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let mut cells = vec![
        unit.unit.clone(),
        format!("{} → {}", one.score.n, two.score.n),
        format!("{} → {}", points(one.score), points(two.score)),
        points_change(&unit.score),
        format!("{} → {}", rank(one.rank), rank(two.rank)),
        format!("{} → {}", percent(one.non_answer), percent(two.non_answer)),
        percent_change(&unit.non_answer),
    ];
    if tested {
        cells.extend([&unit.non_answer, &unit.score].map(verdict));
    }
    cells
}

fn changed(comparison: &Comparison) -> Section {
    let mut table = vec![row(["编号", "单位", "标题", "结论", "处置", "规则", "甲得分", "乙得分"])];
    table.extend(comparison.moves.changed.iter().map(reply_row));
    let lines =
        vec![format!("共 {} 件，结论变了的在前，再按分差大小", comparison.moves.changed.len())];
    Section { title: "变了的件", lines, table, left: 6 }
}

fn reply_row(reply: &ReplyMove) -> Vec<String> {
    let [one, two] = &reply.ids;
    let id = if one == two { one.clone() } else { format!("{one} → {two}") };
    let word = |is: bool| if is { "应付" } else { "非应付" };
    let label = |name: &str| {
        let known = DISPOSALS.iter().find(|(other, _)| *other == name);
        known.map_or(name, |(_, label)| label).to_owned()
    };
    let moved = |one: String, two: String| {
        if one == two { one } else { format!("{one} → {two}") }
    };
    let [added, gone] = &reply.codes;
    let codes = added.iter().map(|code| format!("+{code}"));
    let codes: Vec<String> = codes.chain(gone.iter().map(|code| format!("−{code}"))).collect();
    let title: String = reply.title.chars().take(TITLE).collect();
    vec![
        id,
        reply.unit.clone().unwrap_or_default(),
        title,
        moved(word(reply.non_answer[0]).to_owned(), word(reply.non_answer[1]).to_owned()),
        moved(label(&reply.disposals[0]), label(&reply.disposals[1])),
        codes.join(" "),
        two_decimals(reply.scores[0]),
        two_decimals(reply.scores[1]),
    ]
}

/// Chars of a title in a table.
const TITLE: usize = 16;

fn only(comparison: &Comparison) -> Section {
    let told = |name: &str, ids: &[String]| match ids.len() {
        0 => format!("只在{name}的件：没有"),
        n => format!("只在{name}的件：{n} 件（{}）", listed(ids)),
    };
    let absent = |at: usize, name: &str| {
        let gone: Vec<String> = comparison
            .units
            .iter()
            .filter(|unit| unit.sides[at].score.n == 0)
            .map(|unit| unit.unit.clone())
            .collect();
        (!gone.is_empty()).then(|| format!("{name}没有的单位：{}", listed(&gone)))
    };
    let mut lines = vec![told("甲", &comparison.only[0]), told("乙", &comparison.only[1])];
    lines.extend(absent(0, "甲"));
    lines.extend(absent(1, "乙"));
    Section { title: "新增与不再出现", lines, ..Section::default() }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn told(change: &Change, shown: fn(&Change) -> String) -> String {
    let verdict = verdict(change);
    let verdict = if verdict.is_empty() { verdict } else { format!("，{verdict}") };
    format!("变化 {}{verdict}", shown(change))
}

fn verdict(change: &Change) -> String {
    change.verdict.map(|verdict| verdict.label()).unwrap_or_default().to_owned()
}

fn percent(estimate: Estimate) -> String {
    estimate.value.map_or_else(|| "—".to_owned(), |share| format!("{:.1}%", 100.0 * share))
}

fn points(estimate: Estimate) -> String {
    estimate.value.map_or_else(|| "—".to_owned(), |points| format!("{points:.1}"))
}

fn percent_change(change: &Change) -> String {
    interval(change.estimate, 100.0)
}

fn points_change(change: &Change) -> String {
    interval(change.estimate, 1.0)
}

fn interval(estimate: Estimate, scale: f64) -> String {
    let Some(value) = estimate.value else { return "—".to_owned() };
    let value = signed(scale * value, 1);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => {
            format!("{value} [{}, {}]", signed(scale * low, 1), signed(scale * high, 1))
        }
        None => value,
    }
}

/// With its sign, but for what rounds to nothing.
fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:+.places$}");
    let is_zero = text.chars().all(|char| matches!(char, '+' | '-' | '0' | '.'));
    if is_zero { text.trim_start_matches(['+', '-']).to_owned() } else { text.replace('-', "−") }
}

/// Hundredths that are not negative, as points with two decimals.
fn two_decimals(hundredths: i32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

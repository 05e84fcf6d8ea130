//! What moves, as people read it on a terminal.

use super::{
    Rescored,
    sensitivity::{Sensitivity, Shift},
    weights::shown,
};
use crate::{
    evaluate::table::aligned,
    records::{Moves, ReplyMove, UnitMove},
    score::disposal_label,
};

/// Units listed at most; whatif.csv has them all.
const MOST_UNITS: usize = 30;

/// The tables of a new scoring.
#[must_use]
pub fn text(rescored: &Rescored) -> String {
    let mut lines = vec![rescored.profiles.clone()];
    lines.extend(rescored.notices.iter().cloned());
    if let Some(moves) = &rescored.moves {
        lines.extend(units(moves));
        lines.extend(replies(&moves.replies));
    }
    if let Some(sensitivity) = &rescored.sensitivity {
        lines.extend(stability(sensitivity));
    }
    if let Some(outcome) = &rescored.outcome {
        lines.push(String::new());
        lines.push(format!("输出目录：{}", outcome.folder.display()));
        lines.push("  逐个单位和逐件的变动见 whatif.csv；原目录没有改动".to_owned());
    }
    lines.push("结论只供筛查，由人确认。".to_owned());
    lines.join("\n")
}

fn units(moves: &Moves) -> Vec<String> {
    let changed = |unit: &&UnitMove| unit.step() != 0 || unit.score.0 != unit.score.1;
    let changed: Vec<&UnitMove> = moves.units.iter().filter(changed).collect();
    let moved = changed.iter().filter(|unit| unit.step() != 0).count();
    let mut lines = vec![
        String::new(),
        format!(
            "单位：共 {} 个，{} 个得分有变，{moved} 个名次有变",
            moves.units.len(),
            changed.len()
        ),
    ];
    if changed.is_empty() {
        return lines;
    }
    let head = ["单位", "相对影响最大的项", "件数", "原名次", "新名次", "升降", "原得分", "新得分"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    table.extend(changed.iter().take(MOST_UNITS).map(|unit| unit_cells(unit)));
    // Only profiles with a scheme for whole units have totals.
    if changed.iter().any(|unit| unit.total != (None, None)) {
        let totals = changed.iter().map(|unit| [points(unit.total.0), points(unit.total.1)]);
        let head = [["原单位总分", "新单位总分"].map(str::to_owned)];
        for (cells, totals) in table.iter_mut().zip(head.into_iter().chain(totals)) {
            cells.extend(totals);
        }
    }
    lines.extend(aligned(&table, 2).into_iter().map(|line| format!("  {line}")));
    if changed.len() > MOST_UNITS {
        lines.push(format!("  ……另有 {} 个，见 whatif.csv", changed.len() - MOST_UNITS));
    }
    lines
}

fn unit_cells(unit: &UnitMove) -> Vec<String> {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let score =
        |score: Option<f64>| score.map_or_else(|| "—".to_owned(), |score| format!("{score:.2}"));
    let step = match unit.step() {
        0 => "—".to_owned(),
        step if step > 0 => format!("↑{step}"),
        step => format!("↓{}", -step),
    };
    vec![
        plain(&unit.unit),
        unit.item.as_deref().map_or_else(|| "—".to_owned(), plain),
        unit.n.to_string(),
        rank(unit.rank.0),
        rank(unit.rank.1),
        step,
        score(unit.score.0),
        score(unit.score.1),
    ]
}

fn points(hundredths: Option<i32>) -> String {
    hundredths.map_or_else(|| "—".to_owned(), |points| format!("{:.2}", f64::from(points) / 100.0))
}

/// How many replies go from which disposal to which, and by which items.
fn replies(replies: &[ReplyMove]) -> Vec<String> {
    let mut lines = vec![String::new(), format!("处置有变的答复：{} 件", replies.len())];
    let mut kinds: Vec<((&str, &str), Vec<&ReplyMove>)> = Vec::new();
    for reply in replies {
        match kinds.iter_mut().find(|(kind, _)| *kind == reply.disposal) {
            Some((_, found)) => found.push(reply),
            None => kinds.push((reply.disposal, vec![reply])),
        }
    }
    kinds.sort_by(|one, two| two.1.len().cmp(&one.1.len()).then_with(|| one.0.cmp(&two.0)));
    for ((old, new), found) in kinds {
        let (old, new) = (disposal_label(old), disposal_label(new));
        lines.push(format!("  {old} → {new}：{} 件（{}）", found.len(), items(&found)));
    }
    lines
}

/// `文本质量 12，按期答复 3`.
fn items(replies: &[&ReplyMove]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for reply in replies {
        let item = reply.item.as_deref().unwrap_or("处置线");
        match counts.iter_mut().find(|(known, _)| *known == item) {
            Some((_, count)) => *count += 1,
            None => counts.push((item, 1)),
        }
    }
    counts.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(two.0)));
    let words = counts.iter().map(|(item, count)| format!("{} {count}", plain(item)));
    words.collect::<Vec<_>>().join("，")
}

fn stability(lines_of: &[Sensitivity]) -> Vec<String> {
    let head =
        ["评分项", "分值", "减两成", "名次变动", "最大升降", "加两成", "名次变动", "最大升降"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for line in lines_of {
        let mut cells = vec![plain(&line.item), shown(line.points)];
        line.shifts.iter().for_each(|shift| cells.extend(shift_cells(*shift)));
        table.push(cells);
    }
    let mut lines = vec![
        String::new(),
        "排序稳不稳：每一项的分值各减、各加两成（其余按比例补足 100 分），名次有变的单位数和最大升降"
            .to_owned(),
    ];
    lines.extend(aligned(&table, 1).into_iter().map(|line| format!("  {line}")));
    let moved = lines_of.iter().flat_map(|line| line.shifts.iter().flatten());
    let largest = moved.clone().map(|shift| shift.largest).max().unwrap_or(0);
    lines.push(match largest {
        0 => "  任何一项增减两成，各单位名次都不变".to_owned(),
        _ => {
            format!("  一项增减两成，名次最多变动 {largest} 位；相差不到这么多位的单位，不宜分高下")
        }
    });
    lines
}

fn shift_cells(shift: Option<Shift>) -> [String; 3] {
    match shift {
        Some(Shift { points, moved, largest }) => {
            [shown(points), format!("{moved} 个"), format!("{largest} 位")]
        }
        None => ["—", "—", "—"].map(str::to_owned),
    }
}

/// A name from the input on one line, without what could steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

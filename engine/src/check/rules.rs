//! The rules against the grammar of their kind and against each other.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Sheet, document,
    lexicons::{Names, placed},
    words::words_of,
};
use crate::{
    finding::Role,
    grammar::{Key, RULE, letters},
    pack::{Cover, Example, Kind, Pack, Points, Rule, Status, TextScoring},
    problem::Problem,
};

/// Widest gap that can still be one statement, in folded chars.
const WIDEST_GAP: usize = 120;
/// Examples of each sort that a stable rule should have.
const EXAMPLES: usize = 3;

/// A rule with its place.
struct Placed<'a> {
    sheet: &'a Sheet<'a>,
    table: &'a DeTable<'a>,
    whole: &'a Spanned<DeValue<'a>>,
    rule: Rule,
}

impl Placed<'_> {
    /// Where a key's value stands; the head of the rule if it has no such key.
    fn at(&self, key: &str) -> Range<usize> {
        self.table.get(key).unwrap_or(self.whole).span()
    }

    fn wrong(&self, key: &str, message: impl AsRef<str>) -> Problem {
        self.sheet.error(self.at(key), format!("{}：{}", self.rule.code, message.as_ref()))
    }

    fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }
}

pub(super) fn check(sheets: &[Sheet<'_>], names: &Names<'_>, problems: &mut Vec<Problem>) {
    let mut rules = Vec::new();
    for sheet in sheets {
        rules.extend(placed_rules(sheet, problems));
    }
    let mut roster: BTreeMap<&str, &Rule> = BTreeMap::new();
    for placed in &rules {
        if roster.insert(placed.rule.code.as_str(), &placed.rule).is_some() {
            problems.push(placed.wrong("code", "代码重复；代码一经使用不得再用于别的规则"));
        }
    }
    for placed in &rules {
        problems.extend(identity(placed, &roster));
        problems.extend(idle_keys(placed));
        problems.extend(missing(placed));
        problems.extend(bounds(placed));
        problems.extend(never(placed, names));
        problems.extend(references(placed, &roster));
        problems.extend(examples(placed));
    }
    scoring(sheets, &roster, problems);
}

fn placed_rules<'a>(sheet: &'a Sheet<'a>, problems: &mut Vec<Problem>) -> Vec<Placed<'a>> {
    let tables = sheet.tables("rule");
    if tables.is_empty() {
        return Vec::new();
    }
    let pack: Pack = match toml::from_str(sheet.text) {
        Ok(pack) => pack,
        Err(error) => {
            problems.push(document::syntax(sheet.file, sheet.text, &error));
            return Vec::new();
        }
    };
    let both = tables.into_iter().zip(pack.rules);
    both.filter_map(|(whole, rule)| {
        Some(Placed { sheet, table: whole.get_ref().as_table()?, whole, rule })
    })
    .collect()
}

fn identity(placed: &Placed<'_>, roster: &BTreeMap<&str, &Rule>) -> Vec<Problem> {
    let rule = &placed.rule;
    let mut problems = Vec::new();
    let letters = letters(rule.role);
    let digits = rule.code.strip_prefix(letters);
    if !digits.is_some_and(|rest| rest.len() == 3 && rest.bytes().all(|b| b.is_ascii_digit())) {
        let role = rule.role.name();
        let message = format!("{role} 规则的代码是一个字母加三位数字");
        let known = letters.iter().map(|letter| format!("{letter}010"));
        problems.push(placed.wrong("code", message).with_known(known));
    }
    if rule.rev == 0 {
        problems.push(placed.wrong("rev", "rev 从 1 起"));
    }
    match &rule.replaced_by {
        Some(_) if rule.status != Status::Deprecated => {
            let message = "只有 status = \"deprecated\" 的规则才写 replaced_by";
            problems.push(placed.wrong("replaced_by", message));
        }
        Some(code)
            if !roster.get(code.as_str()).is_some_and(|r| r.status != Status::Deprecated) =>
        {
            problems.push(placed.wrong("replaced_by", format!("没有规则 {code}，或它也已停用")));
        }
        Some(_) => {}
        None if rule.status == Status::Deprecated => {
            let message = "规则即将停用，没有写由哪条代替（replaced_by）";
            problems.push(placed.wrong("status", message).as_warning());
        }
        None => {}
    }
    problems
}

/// Keys that this rule's kind or role never reads.
fn idle_keys(placed: &Placed<'_>) -> Vec<Problem> {
    let rule = &placed.rule;
    let reads = |key: &Key| {
        (key.kinds.is_empty() || key.kinds.contains(&rule.kind))
            && (key.roles.is_empty() || key.roles.contains(&rule.role))
    };
    let idle = placed.table.keys().filter_map(|name| {
        let key = RULE.iter().find(|key| key.name == name.get_ref().as_ref())?;
        if reads(key) {
            return None;
        }
        let (role, kind) = (rule.role.name(), rule.kind.name());
        let message =
            format!("{}：{role} 的 {kind} 规则不看 {}，写了也不起作用", rule.code, key.name);
        let known = RULE.iter().filter(|key| reads(key)).map(|key| key.name);
        Some(placed.sheet.error(name.span(), message).with_known(known))
    });
    let mut problems: Vec<Problem> = idle.collect();
    let alone = rule.kind == Kind::Near && rule.slots.len() < 2;
    for key in ["max_gap", "ordered"] {
        if alone && placed.has(key) {
            problems.push(placed.wrong(key, format!("slots 只有一格，{key} 不起作用，请删去")));
        }
    }
    if placed.has("max_rest") && rule.cover != Cover::Clause {
        problems.push(placed.wrong("max_rest", "max_rest 只在 cover = \"clause\" 时起作用"));
    }
    if placed.has("other_chars") && !placed.has("only") {
        problems.push(placed.wrong("other_chars", "没有写 only，other_chars 不起作用"));
    }
    if placed.has("zones") && placed.has("skip_zones") {
        problems.push(placed.wrong("skip_zones", "已写 zones，skip_zones 不起作用，请删去一个"));
    }
    problems
}

/// What a rule of its kind cannot do without.
fn missing(placed: &Placed<'_>) -> Option<Problem> {
    let rule = &placed.rule;
    let needed = match rule.kind {
        Kind::Near => "slots",
        Kind::Pattern => "pattern",
        Kind::Echo => "share",
        Kind::Measure => "measure",
        Kind::Shape => "steps",
        Kind::Absent => "when",
        Kind::Answer => "shortfall",
    };
    let also: &[&str] = if rule.kind == Kind::Absent { &["pattern", "zones"] } else { &[] };
    let kind = rule.kind.name();
    if let Some(key) = [needed].iter().chain(also).find(|key| !placed.has(key)) {
        return Some(placed.wrong("kind", format!("{kind} 规则缺少 {key}")));
    }
    if rule.kind == Kind::Measure && rule.at_least.is_none() && rule.at_most.is_none() {
        return Some(placed.wrong("kind", "measure 规则缺少 at_least 或 at_most"));
    }
    if rule.role == Role::Frame && rule.class.is_none() {
        return Some(placed.wrong("role", "frame 规则缺少 class（剔除的句子算哪一类）"));
    }
    let roles: &[Role] = match rule.kind {
        Kind::Near | Kind::Pattern | Kind::Echo => &[Role::Evidence, Role::Frame, Role::Penalty],
        Kind::Measure => &[Role::Penalty, Role::Gate],
        Kind::Shape => &[Role::Gate],
        Kind::Absent => &[Role::Penalty],
        Kind::Answer => &[Role::Answer],
    };
    (!roles.contains(&rule.role)).then(|| {
        let known = roles.iter().map(|role| role.name());
        placed
            .wrong("role", format!("{kind} 规则的 role 不能是 {}", rule.role.name()))
            .with_known(known)
    })
}

fn bounds(placed: &Placed<'_>) -> Option<Problem> {
    let rule = &placed.rule;
    if rule.max_gap > WIDEST_GAP {
        let message = format!("max_gap 不能超过 {WIDEST_GAP} 字：隔得太远的两处不是一句话");
        return Some(placed.wrong("max_gap", message));
    }
    if rule.share.is_some_and(|share| !(0.0..=1.0).contains(&share) || share == 0.0) {
        return Some(placed.wrong("share", "share 是大于 0、不大于 1 的比例"));
    }
    let crossed = rule.at_least.zip(rule.at_most).is_some_and(|(least, most)| least > most);
    crossed.then(|| placed.wrong("at_most", "at_most 小于 at_least，永远不会命中"))
}

/// Words that the rule's own exceptions cover: a hit always overlaps itself.
fn never(placed: &Placed<'_>, names: &Names<'_>) -> Vec<Problem> {
    let exceptions: Vec<&str> = words_of(placed.whole, "exceptions")
        .into_iter()
        .flat_map(|(word, _)| names.literals(word))
        .collect();
    let covering =
        |word: &str| exceptions.iter().copied().find(|exception| word.contains(exception));
    let code = &placed.rule.code;
    let slots = placed.table.get("slots").and_then(|slots| slots.get_ref().as_array());
    let mut problems = Vec::new();
    for slot in slots.into_iter().flatten() {
        let words = self::placed(slot);
        let entity = words.iter().any(|(word, _)| word.starts_with('@'));
        let all = words.iter().flat_map(|(word, _)| names.literals(word)).collect::<Vec<_>>();
        if !entity && !all.is_empty() && all.iter().all(|word| covering(word).is_some()) {
            let message = format!("{code}：这一格的词全都落在自己的 exceptions 里，永远不会命中");
            problems.push(placed.sheet.error(slot.span(), message));
            continue;
        }
        for (word, span) in words {
            let dead: Vec<_> =
                names.literals(word).into_iter().filter(|w| covering(w).is_some()).collect();
            let Some(exception) = dead.first().and_then(|word| covering(word)) else { continue };
            let message = if word.starts_with('$') {
                let list = dead.join("、");
                format!("{code}：{word} 里的 {list} 落在自己的 exceptions 里，这几个词不会命中")
            } else {
                format!("{code}：“{word}”永远不会命中：它含有自己的例外“{exception}”")
            };
            let problem = placed.sheet.error(span, message);
            problems.push(if word.starts_with('$') { problem.as_warning() } else { problem });
        }
    }
    problems
}

/// Codes of other rules: they must exist, be decided earlier, and be in force.
fn references(placed: &Placed<'_>, roster: &BTreeMap<&str, &Rule>) -> Vec<Problem> {
    let rule = &placed.rule;
    let mut problems = Vec::new();
    for key in ["unless_codes", "unless_reply", "steps"] {
        for (code, span) in words_of(placed.whole, key) {
            let told = match roster.get(code) {
                None => "没有这条规则",
                Some(other) if other.role >= rule.role => {
                    "它不在前一级，判到这里时还没有结论（顺序：evidence、frame、penalty、gate、answer）"
                }
                Some(other)
                    if other.status == Status::Preview && rule.status != Status::Preview =>
                {
                    "它还在试用（preview），不起作用"
                }
                Some(_) => continue,
            };
            let known = roster
                .values()
                .filter(|other| {
                    other.role < rule.role && other.code.chars().next() == code.chars().next()
                })
                .map(|other| other.code.as_str());
            let message = format!("{} 引用 {code}：{told}", rule.code);
            problems.push(placed.sheet.error(span, message).with_known(known));
        }
    }
    problems
}

fn examples(placed: &Placed<'_>) -> Vec<Problem> {
    let rule = &placed.rule;
    let tests = placed.table.get("test").and_then(|tests| tests.get_ref().as_array());
    let both = tests.into_iter().flatten().zip(&rule.tests);
    let mut problems: Vec<Problem> = both
        .filter_map(|(place, example)| {
            let reason = wrong_example(example)?;
            Some(placed.sheet.error(place.span(), format!("{}：{reason}", rule.code)))
        })
        .collect();
    let hits = rule.tests.iter().filter(|example| example.hit.is_some() && !example.todo).count();
    let misses =
        rule.tests.iter().filter(|example| example.miss.is_some() && !example.todo).count();
    if rule.status == Status::Stable && (hits < EXAMPLES || misses < EXAMPLES) {
        let message = format!(
            "正式规则要有至少 {EXAMPLES} 个 hit 和 {EXAMPLES} 个 miss，现有 {hits} 和 {misses}"
        );
        problems.push(placed.wrong("code", message).as_warning());
    }
    problems
}

fn wrong_example(example: &Example) -> Option<&'static str> {
    match (&example.hit, &example.miss) {
        (Some(_), Some(_)) => Some("一个例子只写 hit 和 miss 中的一个"),
        (None, None) => Some("例子要写 hit 或 miss"),
        (None, Some(_)) if example.text.is_some() || example.count.is_some() => {
            Some("text 和 count 只与 hit 一起写")
        }
        (Some(reply), None)
            if example.text.as_ref().is_some_and(|text| {
                let asked = example.suggestion.as_deref().unwrap_or_default();
                !reply.contains(text) && !asked.contains(text)
            }) =>
        {
            Some("text 不在 hit 的文字里，也不在 suggestion 里")
        }
        (Some(_), None) if example.count == Some(0) => Some("count = 0 请改写成 miss"),
        _ => None,
    }
}

/// The points table: codes that exist, steps in order, caps on gates.
fn scoring(sheets: &[Sheet<'_>], roster: &BTreeMap<&str, &Rule>, problems: &mut Vec<Problem>) {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.root.get_ref().contains_key("points"))
    else {
        return;
    };
    let table: TextScoring = match toml::from_str(sheet.text) {
        Ok(table) => table,
        Err(error) => return problems.push(document::syntax(sheet.file, sheet.text, &error)),
    };
    let entries = sheet.root.get_ref().get("points").and_then(|points| points.get_ref().as_table());
    for code in entries.into_iter().flat_map(|entries| entries.keys()) {
        let name = code.get_ref().as_ref();
        let Some(points) = table.points.get(name) else { continue };
        let reason = match roster.get(name) {
            None => Some("没有这条规则；请改正代码或删去"),
            Some(rule) => wrong_points(points, rule),
        };
        problems.extend(reason.map(|reason| sheet.error(code.span(), format!("{name}：{reason}"))));
        if roster.get(name).is_some_and(|rule| rule.status == Status::Preview) {
            let message = format!("{name} 还在试用（preview），这里的分不起作用");
            problems.push(sheet.error(code.span(), message).as_warning());
        }
    }
}

fn wrong_points(points: &Points, rule: &Rule) -> Option<&'static str> {
    if !points.steps.is_empty() && rule.kind != Kind::Measure {
        return Some("steps 按数值分档，只用于 measure 规则");
    }
    if points.cap.is_some() && rule.role != Role::Gate {
        return Some("cap 只用于 gate 规则");
    }
    let unsorted = points.steps.windows(2).any(|two| matches!(two, [a, b] if a.0 >= b.0));
    unsorted.then_some("steps 的起点要从小到大")
}

//! `rules diff`: which replies two editions of the rules judge differently, and by which rule.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use shida_engine::{
    answer::Suggestion,
    finding::Finding,
    judge::{Judgement, judge_answer},
    rulebook::Rulebook,
};

use super::sample::letters;
use crate::{records::Letter, rules::RuleSet};

/// The name that stands for the embedded rules.
const EMBEDDED: &str = "内置";

/// Judges the replies under both editions; at most `most` changed replies are listed.
///
/// # Errors
/// Rule files or input that cannot be used.
pub fn diff(old: &Path, new: &Path, inputs: &[PathBuf], most: usize) -> anyhow::Result<String> {
    let (old, new) = (edition(old)?, edition(new)?);
    let letters = letters(&new, inputs)?;
    let (old, new) = (old.unproved()?, new.unproved()?);
    let changes: Vec<Change> =
        letters.par_iter().filter_map(|letter| Change::of(letter, &old, &new)).collect();
    Ok(told(&changes, letters.len(), most))
}

fn edition(folder: &Path) -> anyhow::Result<RuleSet> {
    let embedded = folder == Path::new(EMBEDDED);
    Ok(RuleSet::load((!embedded).then_some(folder))?)
}

/// A reply that the editions judge differently.
struct Change {
    reply_id: String,
    /// `(column, old, new)`.
    columns: Vec<(&'static str, String, String)>,
    /// Hundredths of points, new less old.
    points: i32,
    /// Code → hits and points, new less old.
    rules: BTreeMap<String, (i32, i32)>,
}

impl Change {
    fn of(letter: &Letter, old: &Rulebook, new: &Rulebook) -> Option<Self> {
        let title = letter.title.as_deref();
        let suggestion = letter.suggestion.as_deref().map(|text| Suggestion { title, text });
        let judged = |rulebook| judge_answer(rulebook, &letter.reply, suggestion);
        let (old, new) = (judged(old), judged(new));
        let columns = columns(&old).into_iter().zip(columns(&new));
        let columns: Vec<_> = columns
            .filter(|((_, old), (_, new))| old != new)
            .map(|((name, old), (_, new))| (name, old, new))
            .collect();
        (!columns.is_empty()).then(|| Self {
            reply_id: letter.reply_id.clone(),
            columns,
            points: new.verdict.text_score - old.verdict.text_score,
            rules: by_rule(&old, &new),
        })
    }
}

/// The columns that a change of rules may change, as people read them.
fn columns(judgement: &Judgement) -> Vec<(&'static str, String)> {
    let verdict = &judgement.verdict;
    let answer = judgement.answer.as_ref();
    let asks = answer.map(|answer| format!("{}/{}", answer.answered(), answer.asks.len()));
    let off_topic = answer.is_some_and(|answer| answer.off_topic);
    let flags = [
        ("应付", verdict.non_answer),
        ("三句话", verdict.three_part),
        ("仅收悉", verdict.receipt_only),
        ("仅转办", verdict.forwarded_only),
        ("推诿", verdict.deflection),
        ("引用依据", verdict.cites_policy),
        ("与代表沟通", verdict.contact),
        ("现场核查", verdict.site_check),
        ("具体承诺", verdict.commitment),
        ("时限", verdict.deadline),
        ("文不对题", off_topic),
    ];
    let flags =
        flags.into_iter().map(|(name, flag)| (name, if flag { "是" } else { "否" }.to_owned()));
    let document = judgement.document.as_ref().map_or("答复", |document| &document.name);
    let others = [
        ("文种", document.to_owned()),
        ("实质程度", verdict.substance.to_string()),
        ("表态", verdict.stance.label().to_owned()),
        ("已答诉求", asks.unwrap_or_default()),
        ("文本分", in_points(verdict.text_score)),
    ];
    flags.chain(others).collect()
}

fn in_points(hundredths: i32) -> String {
    format!("{}", f64::from(hundredths) / 100.0)
}

fn by_rule(old: &Judgement, new: &Judgement) -> BTreeMap<String, (i32, i32)> {
    let mut rules: BTreeMap<String, (i32, i32)> = BTreeMap::new();
    let mut add = |finding: &Finding, sign: i32| {
        let rule = rules.entry(finding.code.clone()).or_default();
        rule.0 += sign;
        rule.1 += sign * finding.points;
    };
    old.findings.iter().for_each(|finding| add(finding, -1));
    new.findings.iter().for_each(|finding| add(finding, 1));
    rules.retain(|_, change| *change != (0, 0));
    rules
}

fn told(changes: &[Change], all: usize, most: usize) -> String {
    let mut text = format!("{all} 件答复，{} 件的结论或文本分有变化\n", changes.len());
    if changes.is_empty() {
        return text.trim_end().to_owned();
    }
    text += "\n各列的变化（旧 → 新，件数）：\n";
    for ((column, old, new), count) in flips(changes) {
        let _ = writeln!(text, "  {column}：{old} → {new}  {count} 件");
    }
    let (up, down): (Vec<i32>, Vec<i32>) =
        changes.iter().map(|change| change.points).filter(|p| *p != 0).partition(|p| *p > 0);
    let sum = i64::from(up.iter().sum::<i32>()) + i64::from(down.iter().sum::<i32>());
    let mean = sum as f64 / 100.0 / all.max(1) as f64;
    let _ =
        writeln!(text, "  文本分：{} 件升，{} 件降，全部平均 {mean:+.2} 分", up.len(), down.len());
    text += "\n由哪些规则引起（有变化的件数）：\n";
    for (code, share) in culprits(changes) {
        let Share { replies, more, fewer, points } = share;
        let points = f64::from(points) / 100.0;
        let _ = writeln!(
            text,
            "  {code}：{replies} 件，多命中 {more} 处，少命中 {fewer} 处，合计 {points:+} 分"
        );
    }
    let mut worst: Vec<&Change> = changes.iter().collect();
    worst.sort_by_key(|change| (std::cmp::Reverse(weight(change)), change.reply_id.clone()));
    let shown = worst.len().min(most);
    let _ = writeln!(text, "\n变化最大的 {shown} 件：");
    for change in worst.iter().take(most) {
        let columns = change.columns.iter().map(|(name, old, new)| format!("{name} {old}→{new}"));
        let rules = change.rules.iter().map(|(code, change)| in_words(code, *change));
        let (columns, rules): (Vec<_>, Vec<_>) = (columns.collect(), rules.collect());
        let _ =
            writeln!(text, "  {}：{}（{}）", change.reply_id, columns.join("，"), rules.join("，"));
    }
    text.trim_end().to_owned()
}

fn in_words(code: &str, (hits, points): (i32, i32)) -> String {
    let hits = if hits == 0 { String::new() } else { format!(" {hits:+} 处") };
    let sign = if points > 0 { "+" } else { "" };
    let points =
        if points == 0 { String::new() } else { format!(" {sign}{} 分", in_points(points)) };
    format!("{code}{hits}{points}")
}

/// First the replies whose verdict turns, then those whose score moves most.
fn weight(change: &Change) -> (usize, u32) {
    let turned = change.columns.iter().filter(|(name, _, _)| *name != "文本分").count();
    (turned, change.points.unsigned_abs())
}

type Flip<'a> = (&'static str, &'a str, &'a str);

fn flips(changes: &[Change]) -> BTreeMap<Flip<'_>, usize> {
    let mut flips = BTreeMap::new();
    for (column, old, new) in changes.iter().flat_map(|change| &change.columns) {
        if *column != "文本分" {
            *flips.entry((*column, old.as_str(), new.as_str())).or_default() += 1;
        }
    }
    flips
}

/// What a rule had to do with the changes.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    replies: usize,
    more: i32,
    fewer: i32,
    points: i32,
}

/// The rules behind the changes, those with most replies first.
fn culprits(changes: &[Change]) -> Vec<(&str, Share)> {
    let mut rules: BTreeMap<&str, Share> = BTreeMap::new();
    for (code, (hits, points)) in changes.iter().flat_map(|change| &change.rules) {
        let share = rules.entry(code).or_default();
        share.replies += 1;
        share.more += hits.max(&0);
        share.fewer -= hits.min(&0);
        share.points += points;
    }
    let mut order: Vec<(&str, Share)> = rules.into_iter().collect();
    order.sort_by_key(|(_, share)| std::cmp::Reverse(share.replies));
    order
}

//! `rules mine`: stock phrases that no rule knows yet — clauses that many replies share, that
//! no frame explains and that carry no evidence.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use shida_engine::{fold::is_han, judge::clauses, rulebook::Rulebook, sentence::SentenceClass};

use super::sample::letters;
use crate::{records::Letter, rules::RuleSet};

/// What counts as frequent.
#[derive(Debug, Clone, Copy)]
pub struct Frequent {
    /// Units that must use the clause; without units in the table, replies.
    pub units: usize,
    /// Clauses listed at most.
    pub most: usize,
}

/// Han characters of a clause worth a rule.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=40;
/// Replies that are named as examples.
const EXAMPLES: usize = 3;

/// A clause with the replies that hold it.
#[derive(Debug, Default)]
struct Seam {
    count: usize,
    units: BTreeSet<String>,
    examples: BTreeSet<String>,
    classes: BTreeSet<SentenceClass>,
}

/// Lists frequent unexplained clauses, the most widespread first.
///
/// # Errors
/// Rule files or input that cannot be used.
pub fn mine(
    folder: Option<&Path>,
    inputs: &[PathBuf],
    frequent: Frequent,
) -> anyhow::Result<String> {
    let rules = RuleSet::load(folder)?;
    let rulebook = rules.unproved()?;
    let letters = letters(&rules, inputs)?;
    let by_unit = letters.iter().any(|letter| letter.unit.is_some());
    let found: Vec<Vec<(String, SentenceClass)>> =
        letters.par_iter().map(|letter| unexplained(&rulebook, letter)).collect();
    let mut seams: BTreeMap<String, Seam> = BTreeMap::new();
    for (letter, clauses) in letters.iter().zip(found) {
        for (clause, class) in clauses {
            let seam = seams.entry(clause).or_default();
            seam.count += 1;
            let unit = letter.unit.as_ref().filter(|_| by_unit).unwrap_or(&letter.reply_id);
            seam.units.insert(unit.clone());
            seam.classes.insert(class);
            if seam.examples.len() < EXAMPLES {
                seam.examples.insert(letter.reply_id.clone());
            }
        }
    }
    seams.retain(|_, seam| seam.units.len() >= frequent.units);
    Ok(told(&seams, letters.len(), by_unit, frequent))
}

/// Clauses of the letter's content that no frame explains and no evidence supports, each once.
fn unexplained(rulebook: &Rulebook, letter: &Letter) -> Vec<(String, SentenceClass)> {
    let clauses = clauses(rulebook, &letter.reply, letter.suggestion.as_deref());
    let mut found: Vec<(String, SentenceClass)> = clauses
        .into_iter()
        .filter(|(_, zone, class)| {
            zone.is_content() && matches!(class, SentenceClass::Specific | SentenceClass::Rhetoric)
        })
        .map(|(text, _, class)| (stock(&text), class))
        .filter(|(text, _)| LENGTHS.contains(&text.chars().filter(|c| is_han(*c)).count()))
        .collect();
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// A clause without its marks and with `0` for every run of digits: what two letters share.
fn stock(clause: &str) -> String {
    let mut text = String::with_capacity(clause.len());
    for char in clause.chars().filter(|c| c.is_alphanumeric()) {
        let char = if char.is_ascii_digit() { '0' } else { char };
        if char != '0' || !text.ends_with('0') {
            text.push(char);
        }
    }
    text
}

fn told(seams: &BTreeMap<String, Seam>, all: usize, by_unit: bool, frequent: Frequent) -> String {
    let unit = if by_unit { "个单位" } else { "件答复（表里没有承办单位）" };
    if seams.is_empty() {
        return format!("{all} 件答复里没有 {} {unit}以上共用、而规则还不认得的话", frequent.units);
    }
    let mut order: Vec<(&String, &Seam)> = seams.iter().collect();
    order.sort_by_key(|(text, seam)| {
        (std::cmp::Reverse((seam.units.len(), seam.count)), text.as_str())
    });
    let mut text = format!(
        "{all} 件答复里，{} 句至少 {} {unit}共用、而规则还不认得的话。是套话的，可写成框架规则；是事实的，可写成实质规则。\n",
        seams.len(),
        frequent.units
    );
    for (clause, seam) in order.iter().take(frequent.most) {
        let classes: Vec<&str> = seam.classes.iter().map(|class| class.label()).collect();
        let examples: Vec<&str> = seam.examples.iter().map(String::as_str).collect();
        let _ = writeln!(
            text,
            "  {} 件 {} {}  {clause}  （现判为{}；如 {}）",
            seam.count,
            seam.units.len(),
            if by_unit { "单位" } else { "件" },
            classes.join("或"),
            examples.join("、")
        );
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_figures_do_not_make_two_clauses_of_one() {
        assert_eq!(stock("共投入12.5万元，"), stock("共投入300万元。"));
        assert_eq!(stock("“主动”作为；"), "主动作为");
    }
}

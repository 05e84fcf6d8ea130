//! What a review says of the tool and of the reviewers: how often people agree with a rule, how
//! many empty replies passed, how far two people agree.

use std::collections::BTreeMap;

use super::{
    check::Answers,
    matter::Kind,
    plan::{Line, Plan, Seat},
    rulings::{Rulings, counts_against},
};
use crate::{
    records::Estimate,
    statistics::{agreement::Confusion, resampling::intervals, seed, share},
};

/// Pairs of answers below which an agreement says nothing.
pub(super) const FEW_PAIRS: u32 = 10;

/// The figures of a review.
#[derive(Debug)]
pub struct Figures {
    /// Rows to decide.
    pub rows: usize,
    /// Rows that somebody has decided.
    pub filled: usize,
    /// Rows on which two people disagree.
    pub disputed: usize,
    /// Answers without a day.
    pub undated: usize,
    /// Of the replies judged non-answers, how many are in people's eyes: the precision.
    pub non_answer: Estimate,
    /// By rule: code, name, and of its findings how many stand in people's eyes.
    pub rules: Vec<(String, String, Estimate)>,
    /// Of the replies that were in doubt, how many are non-answers.
    pub doubtful: Estimate,
    /// Of the replies drawn from those that passed, how many are non-answers: the misses.
    pub missed: Estimate,
    /// Replies that passed and could have been drawn.
    pub passed: usize,
    /// How far two people agree.
    pub agreement: Agreement,
}

/// How far two people agree who have looked at the same rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Rows that both have decided.
    pub pairs: u32,
    /// Replies that these rows are about.
    pub replies: u32,
    /// Share of the rows on which they say the same.
    pub same: Estimate,
    /// Cohen's κ; `None` when there is nothing to tell apart.
    pub kappa: Option<f64>,
    /// Its 95 % bootstrap interval over replies; `None` when they are too few.
    pub interval: Option<(f64, f64)>,
}

/// Counts what the answers say. Where two people have answered, the first one's answer is the
/// one that the tool is measured by; the second one's serves the agreement.
pub(super) fn figures(plan: &Plan, answers: &Answers<'_>, rulings: &Rulings) -> Figures {
    let mut first: BTreeMap<usize, (&Line, bool)> = BTreeMap::new();
    for ((number, _), (line, answer)) in answers {
        let against = counts_against(line.matter.key.kind, answer.said);
        first.entry(*number).or_insert((line, against));
    }
    let of_kind = |kind: Kind| {
        let of_kind = first.values().filter(move |(line, _)| line.matter.key.kind == kind);
        share(of_kind.map(|(_, against)| *against))
    };
    Figures {
        rows: plan.lines.len(),
        filled: first.len(),
        disputed: rulings.disputed.len(),
        undated: answers.values().filter(|(_, answer)| answer.date.is_none()).count(),
        non_answer: of_kind(Kind::Whole),
        rules: by_rule(first.values().copied()),
        doubtful: of_kind(Kind::Doubtful),
        missed: of_kind(Kind::Sampled),
        passed: plan.passed,
        agreement: agreement(answers),
    }
}

fn by_rule<'a>(answers: impl Iterator<Item = (&'a Line, bool)>) -> Vec<(String, String, Estimate)> {
    let mut rules: BTreeMap<(&str, &str), Vec<bool>> = BTreeMap::new();
    for (line, against) in answers.filter(|(line, _)| line.matter.key.kind == Kind::Finding) {
        let matter = &line.matter;
        rules.entry((&matter.key.code, &matter.judged)).or_default().push(against);
    }
    let estimate = |((code, name), answers): ((&str, &str), Vec<bool>)| {
        (code.to_owned(), name.to_owned(), share(answers))
    };
    rules.into_iter().map(estimate).collect()
}

/// The rows of a reply are not independent, so that replies are drawn again, not rows.
fn agreement(answers: &Answers<'_>) -> Agreement {
    let mut replies: BTreeMap<&str, Vec<(bool, bool)>> = BTreeMap::new();
    for ((number, seat), (line, answer)) in answers {
        let second = answers.get(&(*number, Seat::Second));
        if let (Seat::First, Some((_, second))) = (seat, second) {
            let kind = line.matter.key.kind;
            let pair = (counts_against(kind, answer.said), counts_against(kind, second.said));
            replies.entry(&line.matter.key.reply_id).or_default().push(pair);
        }
    }
    let replies: Vec<Vec<(bool, bool)>> = replies.into_values().collect();
    let all = || replies.iter().flatten().copied();
    let pairs = all().count() as u32;
    let [interval] = intervals(replies.len(), seed(&["复核一致性"]), |places| {
        let drawn = places.iter().filter_map(|at| replies.get(*at)).flatten().copied();
        [Confusion::of(drawn).kappa()]
    });
    Agreement {
        pairs,
        replies: replies.len() as u32,
        same: share(all().map(|(one, other)| one == other)),
        kappa: Confusion::of(all()).kappa(),
        interval: interval.filter(|_| pairs >= FEW_PAIRS),
    }
}

/// A figure as a line of review.csv and of the sheet 复核统计.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FigureLine {
    /// Stable name.
    pub(super) figure: &'static str,
    /// Code of the rule, or empty.
    pub(super) code: String,
    /// What people read.
    pub(super) name: String,
    /// Of `n`, how many; a plain count where there is no `n`.
    pub(super) count: Option<u32>,
    pub(super) n: Option<u32>,
    pub(super) value: Option<f64>,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) note: String,
}

impl Figures {
    /// All of it, line by line.
    pub(super) fn lines(&self) -> Vec<FigureLine> {
        let counts = [
            ("rows", "要复核的行", self.rows),
            ("filled", "已复核的行", self.filled),
            ("open", "还没有复核的行（照旧，未确认）", self.rows - self.filled),
            ("disputed", "两人不一致的行（不作裁定，另行商定）", self.disputed),
            ("undated", "没有写日期的结论", self.undated),
        ];
        let mut lines: Vec<FigureLine> =
            counts.into_iter().map(|(figure, name, count)| counted(figure, name, count)).collect();
        let precision = "认可 ÷ 已复核";
        lines.push(estimated(
            "non_answer_precision",
            "判为应付式答复的准确率",
            self.non_answer,
            precision,
        ));
        lines.extend(self.rules.iter().map(|(code, name, estimate)| FigureLine {
            code: code.clone(),
            ..estimated("rule_precision", &format!("{code} {name}的准确率"), *estimate, precision)
        }));
        lines.push(estimated(
            "doubtful_share",
            "存疑的里面其实是应付的",
            self.doubtful,
            "改判 ÷ 已复核",
        ));
        let from = format!("抽样里改判的 ÷ 已复核的抽样；总体是通过的 {} 件", self.passed);
        lines.push(estimated("missed_share", "漏判率：通过的里面其实是应付的", self.missed, &from));
        lines.extend(self.agreement.lines());
        lines
    }
}

impl Agreement {
    fn lines(&self) -> [FigureLine; 2] {
        let of = format!("{} 件答复的 {} 行", self.replies, self.pairs);
        let kappa = FigureLine {
            n: Some(self.pairs),
            value: self.kappa,
            interval: self.interval,
            note: self.note(),
            ..estimated("kappa", "两人一致性 κ（Cohen）", share([]), "")
        };
        [estimated("agreement", "两人结论相同的", self.same, &of), kappa]
    }

    /// Why there is no κ or no interval, or how the interval was made.
    pub(super) fn note(&self) -> String {
        match (self.pairs, self.kappa, self.interval) {
            (0, _, _) => "没有两人都填的行".to_owned(),
            (_, None, _) => "两人对每一行都是同一个答案，κ 无从计算".to_owned(),
            (pairs, _, _) if pairs < FEW_PAIRS => {
                format!("只有 {pairs} 行，太少，κ 只作参考，不给区间")
            }
            (_, _, None) => "答复太少或答案太单一，区间无从计算".to_owned(),
            (_, _, Some(_)) => "区间按答复重抽样 1,000 次".to_owned(),
        }
    }
}

fn counted(figure: &'static str, name: &str, count: usize) -> FigureLine {
    FigureLine { count: Some(count as u32), ..estimated(figure, name, share([]), "") }
}

fn estimated(figure: &'static str, name: &str, estimate: Estimate, note: &str) -> FigureLine {
    let n = (estimate.n > 0).then_some(estimate.n);
    let count = |value: f64| (value * f64::from(estimate.n)).round() as u32;
    FigureLine {
        figure,
        code: String::new(),
        name: name.to_owned(),
        count: estimate.value.map(count),
        n,
        value: estimate.value,
        interval: estimate.low.zip(estimate.high),
        note: note.to_owned(),
    }
}

//! From answers to decisions: what each answer rules, and which answers do not go together.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use shida_engine::{decided::Fingerprint, rulebook::Rulebook};

use super::{
    check::{Answer, Answers, Said},
    columns::CONCLUSION,
    error::{Place, Problem, ReviewError},
    matter::{Kind, Matter},
    plan::{Line, Seat},
};
use crate::{
    decisions::{Settled, State, is_about_same, label, place},
    records::Ruling,
};

/// A decision that came of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) reply: String,
    pub(super) ruling: Ruling,
    pub(super) reason: String,
    pub(super) author: String,
    pub(super) date: Option<NaiveDate>,
    /// The row that it comes from.
    pub(super) place: Place,
}

/// What came of a review.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    /// New decisions: by reply, the one about the whole of it first.
    pub(super) entries: Vec<Entry>,
    /// Earlier ones without effect that a new one replaces: file as shown, line.
    pub(super) replaced: Vec<(String, u32)>,
    /// Rows on which two people disagree; nothing is decided about them.
    pub(super) disputed: Vec<usize>,
}

/// What the answers decide. `settled` are the decisions that the run had.
///
/// # Errors
/// Answers that contradict each other or a decision in force.
pub(super) fn rulings(
    answers: &Answers<'_>,
    settled: &[Settled],
    book: &Rulebook,
) -> Result<Rulings, ReviewError> {
    let mut made = Rulings::default();
    let mut problems = Vec::new();
    let mut whole: BTreeMap<&str, (bool, Place)> = BTreeMap::new();
    for (line, answer) in agreed(answers, &mut made.disputed) {
        for ruling in rulings_of(&line.matter, answer.said) {
            if let Ruling::Reply { non_answer, .. } = ruling {
                let first = (non_answer, answer.place.clone());
                let known = whole.entry(&line.matter.key.reply_id).or_insert(first);
                if known.0 != non_answer {
                    problems.push(against(&answer, &known.1.to_string()));
                }
                if known.1 != answer.place {
                    continue;
                }
            }
            made.add((line, ruling, &answer), (settled, book), &mut problems);
        }
    }
    if !problems.is_empty() {
        return Err(ReviewError::Refused(problems));
    }
    made.entries.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(made)
}

impl Rulings {
    /// Takes a ruling in, unless it says what has been decided already.
    fn add(
        &mut self,
        (line, ruling, answer): (&Line, Ruling, &Answer),
        (settled, book): (&[Settled], &Rulebook),
        problems: &mut Vec<Problem>,
    ) {
        let reply = &line.matter.key.reply_id;
        let earlier = settled.iter().filter(|one| {
            one.reply_id.as_ref() == Some(reply)
                && is_about_same(book, &one.decision.ruling, &ruling)
        });
        for one in earlier {
            let origin = &one.decision.origin;
            match one.state {
                State::Expired | State::Unused => {
                    self.replaced.push((origin.file.to_string(), origin.line));
                }
                State::InForce if label(&one.decision.ruling) == label(&ruling) => return,
                State::InForce => {
                    problems.push(against(answer, &format!("裁定 {}", place(&one.decision))));
                    return;
                }
            }
        }
        self.entries.push(Entry {
            reply: reply.clone(),
            ruling,
            reason: answer.reason.clone(),
            author: answer.reviewer.clone(),
            date: answer.date,
            place: answer.place.clone(),
        });
    }
}

fn against(answer: &Answer, other: &str) -> Problem {
    let message = format!("与 {other} 对同一件答复的结论相互矛盾，请改成一致");
    Problem { place: answer.place.clone(), column: CONCLUSION.to_owned(), message }
}

/// One answer a line, lines in their order; those on which two people disagree go to
/// `disputed`.
fn agreed<'p>(answers: &Answers<'p>, disputed: &mut Vec<usize>) -> Vec<(&'p Line, Answer)> {
    let mut agreed: Vec<(&Line, Answer)> = Vec::new();
    // A second seat stands right behind its first.
    for ((number, seat), (line, answer)) in answers {
        match agreed.last_mut() {
            Some((last, first)) if *seat == Seat::Second && last.number == *number => {
                if first.said == answer.said {
                    join(first, answer);
                } else {
                    agreed.pop();
                    disputed.push(*number);
                }
            }
            _ => agreed.push((line, answer.clone())),
        }
    }
    agreed
}

/// Two people say the same: both answer for it.
fn join(first: &mut Answer, second: &Answer) {
    if first.reviewer != second.reviewer {
        first.reviewer = format!("{}、{}", first.reviewer, second.reviewer);
    }
    if first.reason != second.reason {
        first.reason = format!("{}；{}", first.reason, second.reason);
    }
    first.date = first.date.max(second.date);
}

fn rulings_of(matter: &Matter, said: Said) -> Vec<Ruling> {
    let whole = |non_answer| Ruling::Reply { non_answer, quote: matter.tie.clone() };
    let hit = || Fingerprint {
        code: matter.key.code.clone(),
        text: matter.key.text.clone(),
        ordinal: matter.key.ordinal,
    };
    match (matter.key.kind, said) {
        (Kind::Finding, Said::Agree) => vec![Ruling::Confirm(hit())],
        (Kind::Finding, Said::Reject) => vec![Ruling::Suppress(hit())],
        (Kind::Finding, Said::Instead(non_answer)) => {
            vec![Ruling::Suppress(hit()), whole(non_answer)]
        }
        (kind, said) => vec![whole(counts_against(kind, said))],
    }
}

/// Whether an answer holds something against the reply.
pub(super) fn counts_against(kind: Kind, said: Said) -> bool {
    match said {
        Said::Instead(non_answer) => non_answer,
        Said::Agree => matches!(kind, Kind::Whole | Kind::Finding),
        Said::Reject => false,
    }
}

fn order(entry: &Entry) -> (&str, u8, &str, &str, u32) {
    let reply = entry.reply.as_str();
    match &entry.ruling {
        Ruling::Reply { .. } => (reply, 0, "", "", 0),
        Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
            (reply, 1, &hit.code, &hit.text, hit.ordinal)
        }
    }
}

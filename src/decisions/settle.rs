//! What became of every decision: in force, expired, or fitting nothing, and the notices that
//! say so.

use std::{collections::BTreeSet, sync::Arc};

use shida_engine::rulebook::Rulebook;

use super::{
    file::{ANSWER, CONFIRM, NON_ANSWER, SUPPRESS},
    plan::{Meant, Plan, Planned},
    words::{about, label, place},
};
use crate::{
    excerpt::shortened,
    records::{Decision, Notice, Ruling},
};

/// What became of a decision: a row of decisions.csv.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The entry.
    pub decision: Arc<Decision>,
    /// The reply it means, by its id in the run; `None` when none or several are meant.
    pub reply_id: Option<String>,
    /// Whether it took effect.
    pub state: State,
    /// Why not, and what to do; empty when it took effect.
    pub message: String,
}

/// Whether a decision took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It did.
    InForce,
    /// Its last day is over.
    Expired,
    /// It fits nothing.
    Unused,
}

impl State {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Unused => "unused",
        }
    }
}

impl Plan {
    /// What became of every entry, in the order of the files. `used` are the decisions that
    /// took effect, `rejected` the ids of texts that were no replies.
    #[must_use]
    pub fn settle<'a>(
        &self,
        rulebook: &Rulebook,
        used: impl Iterator<Item = &'a Arc<Decision>>,
        rejected: &BTreeSet<&str>,
    ) -> Vec<Settled> {
        let used: BTreeSet<*const Decision> = used.map(Arc::as_ptr).collect();
        let settled = self.planned.iter().map(|planned| {
            let decision = Arc::clone(&planned.decision);
            let reply_id = match &planned.meant {
                Meant::One(id) => Some(id.clone()),
                Meant::Nobody | Meant::Several(_) => None,
            };
            let (state, message) = match self.expiry(&decision) {
                Some(message) => (State::Expired, message),
                None if used.contains(&Arc::as_ptr(&decision)) => (State::InForce, String::new()),
                None => (State::Unused, idle(planned, rulebook, rejected)),
            };
            Settled { decision, reply_id, state, message }
        });
        settled.collect()
    }

    /// One notice for each decision that took no effect, and one for each file of which nobody
    /// can tell what has expired.
    #[must_use]
    pub fn notices(&self, settled: &[Settled]) -> Vec<Notice> {
        let mut notices: Vec<Notice> = settled.iter().filter_map(notice).collect();
        if self.as_of.is_none() {
            let lasting = self.planned.iter().filter(|one| one.decision.expires.is_some());
            let files: BTreeSet<&str> = lasting.map(|one| &*one.decision.origin.file).collect();
            notices.extend(files.into_iter().map(undated));
        }
        notices
    }

    fn expiry(&self, decision: &Decision) -> Option<String> {
        let (last, today) = (decision.expires?, self.as_of?);
        self.has_expired(decision).then(|| {
            format!(
                "{}：对 {} 的裁定（{}）到 {last} 为止，统计截至 {today}，已不生效；请重新核对，\
                 续期或删去",
                place(decision),
                decision.reply,
                about(&decision.ruling)
            )
        })
    }
}

/// How many entries took effect, by what they say, and how many did not:
/// 「12 条，生效 10（误报 7，是应付 1，不是应付 2），过期 1，未用 1」.
#[must_use]
pub fn counted(settled: &[Settled]) -> String {
    let count = |state| settled.iter().filter(|one| one.state == state).count();
    let mut text = format!("{} 条，生效 {}", settled.len(), count(State::InForce));
    let in_force = || settled.iter().filter(|one| one.state == State::InForce);
    let words =
        [(SUPPRESS, "误报"), (CONFIRM, "认可"), (NON_ANSWER, "是应付"), (ANSWER, "不是应付")];
    let said = words.map(|(name, word)| {
        let of_kind = in_force().filter(|one| label(&one.decision.ruling) == name).count();
        (of_kind > 0).then(|| format!("{word} {of_kind}"))
    });
    let said: Vec<String> = said.into_iter().flatten().collect();
    if !said.is_empty() {
        text += &format!("（{}）", said.join("，"));
    }
    for (state, word) in [(State::Expired, "过期"), (State::Unused, "未用")] {
        if count(state) > 0 {
            text += &format!("，{word} {}", count(state));
        }
    }
    text
}

/// Why an entry in force fits nothing.
fn idle(planned: &Planned, rulebook: &Rulebook, rejected: &BTreeSet<&str>) -> String {
    let decision = &planned.decision;
    let reply = &decision.reply;
    let why = match (&planned.meant, &decision.ruling) {
        (Meant::Nobody, _) => format!("没有编号 {reply} 的答复；请核对编号，或删去这一条"),
        (Meant::Several(ids), _) => {
            format!("编号 {reply} 不止一件（{}）；请写全其中一个", ids.join("、"))
        }
        (Meant::One(id), Ruling::Reply { quote: Some(quote), .. }) => format!(
            "答复 {id} 里没有「{}」，可能已经改过；请按现在的答复重新裁定",
            shortened(quote, QUOTED)
        ),
        (Meant::One(id), _) if rejected.contains(id.as_str()) => format!(
            "答复 {id} 这一行已拒收，见 rejects.csv；如果它其实是答复，请另写一条对整件的裁定"
        ),
        (Meant::One(id), Ruling::Reply { quote: None, .. }) => {
            format!("答复 {id} 没有判读；请核对编号，或删去这一条")
        }
        (Meant::One(id), Ruling::Suppress(hit) | Ruling::Confirm(hit)) => {
            if rulebook.rule(&hit.code).is_none() {
                format!("现在的规则里没有 {}；请核对代码，或删去这一条", hit.code)
            } else {
                format!(
                    "答复 {id} 里没有 {} 的「{}」第 {} 处：答复或规则可能已经改过，或另一条裁定已使它不再命中；\
                     请核对，或删去这一条",
                    hit.code,
                    shortened(&hit.text, QUOTED),
                    hit.ordinal
                )
            }
        }
    };
    format!("{}：{why}", place(decision))
}

fn notice(settled: &Settled) -> Option<Notice> {
    let (kind, column) = match settled.state {
        State::InForce => return None,
        State::Expired => ("decision_expired", "expires"),
        State::Unused => ("decision_unused", ""),
    };
    let decision = &settled.decision;
    Some(Notice {
        file: decision.origin.file.to_string(),
        sheet: String::new(),
        line: Some(decision.origin.line),
        reply_id: settled.reply_id.clone().unwrap_or_else(|| decision.reply.clone()),
        kind,
        column: column.to_owned(),
        value: about(&decision.ruling),
        message: settled.message.clone(),
    })
}

fn undated(file: &str) -> Notice {
    Notice {
        file: file.to_owned(),
        sheet: String::new(),
        line: None,
        reply_id: String::new(),
        kind: "decision_undated",
        column: "expires".to_owned(),
        value: String::new(),
        message: format!(
            "{file}：输入里没有日期，无从知道哪些裁定已经过期，一律按未过期处理；请用 --as-of 写明截止日"
        ),
    }
}

/// Chars of a quote.
const QUOTED: usize = 30;

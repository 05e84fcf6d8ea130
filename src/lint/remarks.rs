//! What is to be mended in a draft, in the order of the text, each with why and how.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use shida_engine::{
    finding::{Finding, Role},
    pack::Rule,
    rulebook::Rulebook,
};

use super::Draft;
use crate::{
    carets::{WIDTH, excerpt},
    judge::rejection,
    records::Judged,
};

/// Remarks by one rule that are shown; a habit of the writer is plain after a few.
const MOST_OF_A_RULE: usize = 5;

/// One thing to mend.
#[derive(Debug, Clone)]
pub(super) struct Remark {
    /// The rule's code; none for what no rule says.
    code: Option<String>,
    /// What is wrong, in a few words.
    title: String,
    /// Chars of the draft that it is about; `None` = the whole.
    place: Option<(u32, u32)>,
    /// Why it is wrong, and how to mend it.
    help: Vec<(&'static str, String)>,
    /// Whether the draft must not go out like this.
    pub(super) must_change: bool,
}

/// All remarks: what speaks of the whole letter first, then the spots in their order.
pub(super) fn remarks(judged: &Judged, rulebook: &Rulebook) -> Vec<Remark> {
    let mut found: Vec<&Finding> =
        judged.findings.iter().filter(|it| speaks(it, rulebook)).collect();
    found.sort_by_key(|finding| (place(finding), finding.role != Role::Gate));
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut remarks: Vec<Remark> = other_document(judged).into_iter().collect();
    for finding in found {
        let shown = of_rule.entry(&finding.code).or_default();
        *shown += 1;
        if *shown <= MOST_OF_A_RULE {
            let rule = rulebook.rule(&finding.code);
            remarks.push(remark(finding, (judged, rule), *shown == 1));
        }
    }
    remarks.extend(unnamed(judged));
    remarks.extend(of_rule.iter().filter(|(_, n)| **n > MOST_OF_A_RULE).map(more));
    remarks
}

/// A gate that gives points speaks for the draft.
fn speaks(finding: &Finding, rulebook: &Rulebook) -> bool {
    let against = finding.role >= Role::Penalty && finding.points <= 0;
    against && !rulebook.is_on_trial(&finding.code)
}

/// A gate stands for the whole letter, and what the reply owes stands nowhere in it.
fn place(finding: &Finding) -> Option<(u32, u32)> {
    let is_spot = finding.role == Role::Penalty && finding.span.end > finding.span.start;
    is_spot.then_some((finding.span.start, finding.span.end))
}

fn remark(finding: &Finding, (judged, rule): (&Judged, Option<&Rule>), is_first: bool) -> Remark {
    let name = rule.map_or(finding.code.as_str(), |rule| rule.name.as_str());
    let title = match finding.role {
        Role::Answer if !finding.text.is_empty() => format!("{name}：{}", finding.text),
        _ => name.to_owned(),
    };
    let mut help = Vec::new();
    for (label, words) in
        rule.iter().flat_map(|rule| [("为什么", &rule.why), ("怎么改", &rule.fix)])
    {
        if is_first && !words.is_empty() {
            help.push((label, words.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    let empty =
        finding.role == Role::Gate && (judged.verdict.non_answer || judged.verdict.deflection);
    let beside = judged.answer.as_ref().is_some_and(|answer| answer.off_topic) && is_whole(finding);
    Remark {
        code: Some(finding.code.clone()),
        title,
        place: place(finding),
        help,
        must_change: empty || beside,
    }
}

/// What the reply owes as a whole quotes no ask.
fn is_whole(finding: &Finding) -> bool {
    finding.role == Role::Answer && finding.text.is_empty()
}

fn other_document(judged: &Judged) -> Option<Remark> {
    let reject = rejection(judged)?;
    Some(Remark {
        code: None,
        title: reject.reason,
        place: None,
        help: Vec::new(),
        must_change: true,
    })
}

/// Asks that no sentence names, and that a sentence which answers no other was given to.
fn unnamed(judged: &Judged) -> impl Iterator<Item = Remark> {
    let asks = judged.answer.iter().flat_map(|answer| &answer.asks).filter(|ask| ask.assumed);
    asks.map(|ask| Remark {
        code: None,
        title: format!("没有一句点到这条诉求，请核对是不是这里答的：{}", ask.text),
        place: ask.quote.map(|quote| (quote.start, quote.end)),
        help: Vec::new(),
        must_change: false,
    })
}

fn more((code, n): (&&str, &usize)) -> Remark {
    Remark {
        code: Some((*code).to_owned()),
        title: format!("同样的还有 {} 处", n - MOST_OF_A_RULE),
        place: None,
        help: Vec::new(),
        must_change: false,
    }
}

impl Remark {
    /// The remark with the line of the draft that it is about.
    pub(super) fn shown(&self, draft: &Draft) -> String {
        let level = if self.must_change {
            Level::ERROR.with_name("错误")
        } else {
            Level::WARNING.with_name("提醒")
        };
        let mut title = level.primary_title(self.title.as_str());
        if let Some(code) = &self.code {
            title = title.id(code.as_str());
        }
        let mut group = match self.place {
            Some((start, end)) => {
                let (source, line, span) = excerpt(&draft.text, &draft.bytes(start, end));
                let snippet = Snippet::source(source)
                    .path(draft.name.as_str())
                    .line_start(line)
                    .annotation(AnnotationKind::Primary.span(span));
                title.element(snippet)
            }
            None => title.elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new()),
        };
        for (label, words) in &self.help {
            group = group.element(Level::HELP.with_name(*label).message(words.as_str()));
        }
        Renderer::plain().term_width(WIDTH).render(&[group])
    }
}

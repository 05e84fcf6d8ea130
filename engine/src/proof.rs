//! Puts the examples beside a rule to the test, through the whole engine.

use crate::{
    document::{DOCUMENTS_FILE, DocumentExample},
    judge::judge,
    pack::{Example, Negation},
    rulebook::{CompiledRule, Rulebook},
    zone::Zone,
};

/// An example that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub code: String,
    /// The file of the rule.
    pub file: String,
    /// The rule's number in its file and the example's in the rule, both from 0.
    pub place: (usize, usize),
    /// What was wanted and what came, in Chinese.
    pub reason: String,
}

/// How many examples there are and which do not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Examples tried, known gaps included.
    pub examples: usize,
    /// Known gaps (`todo`) that are still gaps.
    pub todo: usize,
    /// Examples that do not hold, and known gaps that are closed.
    pub failures: Vec<Failure>,
}

/// Tries every example of every rule.
#[must_use]
pub fn prove(rulebook: &Rulebook) -> Proof {
    let mut proof = Proof::default();
    for rule in rulebook.all_rules() {
        for (number, example) in rule.rule.tests.iter().enumerate() {
            proof.examples += 1;
            let wrong = wrong(rulebook, &rule.rule.code, example);
            let reason = match (wrong, example.todo) {
                (None, false) => continue,
                (Some(_), true) => {
                    proof.todo += 1;
                    continue;
                }
                (None, true) => "这个 todo 例子已经成立，请去掉 todo 转为正式例子".to_owned(),
                (Some(reason), false) => reason,
            };
            let (code, file) = (rule.rule.code.clone(), rule.file.clone());
            proof.failures.push(Failure { code, file, place: (rule.place, number), reason });
        }
    }
    prove_documents(rulebook, &mut proof);
    proof
}

/// Tries the examples of other documents: each hit is of its kind, each miss is a reply.
fn prove_documents(rulebook: &Rulebook, proof: &mut Proof) {
    for (place, entry) in rulebook.documents.file.documents.iter().enumerate() {
        for (number, example) in entry.tests.iter().enumerate() {
            proof.examples += 1;
            let Some(reason) = wrong_document(rulebook, &entry.kind, example) else { continue };
            let (code, file) = (entry.kind.clone(), DOCUMENTS_FILE.to_owned());
            proof.failures.push(Failure { code, file, place: (place, number), reason });
        }
    }
}

fn wrong_document(rulebook: &Rulebook, kind: &str, example: &DocumentExample) -> Option<String> {
    let text = example.hit.as_ref().or(example.miss.as_ref())?;
    let found = judge(rulebook, text, example.suggestion.as_deref()).document;
    match (found, &example.hit) {
        (Some(found), Some(_)) if found.kind == kind => None,
        (Some(found), Some(_)) => Some(format!("应认作 {kind}，却认作 {}", found.kind)),
        (None, Some(_)) => Some(format!("应认作 {kind}，却当成答复")),
        (Some(found), None) => Some(format!("应当成答复，却认作 {}", found.kind)),
        (None, None) => None,
    }
}

/// Why an example does not hold; `None` if it does.
fn wrong(rulebook: &Rulebook, code: &str, example: &Example) -> Option<String> {
    let reply = example.hit.as_ref().or(example.miss.as_ref())?;
    let judgement = judge(rulebook, reply, example.suggestion.as_deref());
    let found = judgement.findings.iter().filter(|finding| finding.code == code);
    let quotes: Vec<&str> = found.map(|finding| finding.text.as_str()).collect();
    let got = if quotes.is_empty() {
        "没有命中".to_owned()
    } else {
        format!("命中“{}”", quotes.join("”“"))
    };
    if example.miss.is_some() {
        return (!quotes.is_empty()).then(|| format!("不应命中，却{got}"));
    }
    if quotes.is_empty() {
        return Some("应命中，却没有命中".to_owned());
    }
    if let Some(count) = example.count.filter(|count| *count != quotes.len()) {
        return Some(format!("应命中 {count} 处，实为 {} 处：{got}", quotes.len()));
    }
    let text = example.text.as_deref().filter(|text| !quotes.contains(text))?;
    Some(format!("应命中“{text}”，却{got}"))
}

/// A guard with its way to be taken away.
type Guard = (&'static str, fn(&mut CompiledRule));

/// Guards of a rule, each with a way to take it away.
const GUARDS: [Guard; 9] = [
    ("unless", |rule| rule.unless = None),
    ("require", |rule| rule.require = None),
    ("exceptions", |rule| rule.exceptions = None),
    ("unless_codes", |rule| rule.rule.unless_codes.clear()),
    ("unless_reply", |rule| rule.rule.unless_reply.clear()),
    ("negation", |rule| rule.rule.negation = Negation::Ignore),
    ("quoted", |rule| rule.rule.quoted = true),
    ("inside_words", |rule| rule.rule.inside_words = true),
    ("zones", |rule| {
        rule.rule.zones.clear();
        rule.rule.skip_zones = Some(Vec::<Zone>::new());
    }),
];

/// Guards each of which alone keeps a wanted hit away: without it, the example would hold.
/// The rulebook is as before when this returns.
pub fn vetoes(rulebook: &mut Rulebook, failure: &Failure) -> Vec<&'static str> {
    let Rulebook { rules, previews, .. } = rulebook;
    let found = rules.iter().position(|rule| rule.rule.code == failure.code);
    let (preview, at) = match found {
        Some(at) => (false, at),
        None => match previews.iter().position(|rule| rule.rule.code == failure.code) {
            Some(at) => (true, at),
            None => return Vec::new(),
        },
    };
    let mut vetoes = Vec::new();
    for (name, open) in GUARDS {
        let list = if preview { &mut rulebook.previews } else { &mut rulebook.rules };
        let Some(rule) = list.get_mut(at) else { break };
        let before = (rule.rule.clone(), rule.unless, rule.require, rule.exceptions);
        let Some(example) = rule.rule.tests.get(failure.place.1).cloned() else { break };
        open(rule);
        if example.hit.is_some() && wrong(rulebook, &failure.code, &example).is_none() {
            vetoes.push(name);
        }
        let list = if preview { &mut rulebook.previews } else { &mut rulebook.rules };
        if let Some(rule) = list.get_mut(at) {
            (rule.rule, rule.unless, rule.require, rule.exceptions) = before;
        }
    }
    vetoes
}

#[cfg(test)]
mod tests;

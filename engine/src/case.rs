//! The findings of one reply as they grow, and the verdict that they add up to.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    cover::Covering,
    decided::{By, Decided, SetAside, Sieve},
    faults::Fault,
    finding::{Finding, Role},
    pack::{Kind, Mark},
    points::Fired,
    quantities::Quantities,
    reading::Reading,
    rulebook::{CompiledRule, Rulebook},
    seek::{Found, Sought, seek},
    sentence::SentenceClass,
    span::Span,
    split::Piece,
    verdict::{Stance, Verdict},
    zone::Zone,
};

/// The findings of one reply as they grow.
pub(crate) struct Case<'a> {
    rulebook: &'a Rulebook,
    reading: &'a Reading,
    pub(crate) findings: Vec<Finding>,
    /// One for each finding, in the same order.
    pub(crate) fired: Vec<Fired<'a>>,
    /// What people have decided.
    decided: &'a Decided,
    sieve: Sieve<'a>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(rulebook: &'a Rulebook, reading: &'a Reading, decided: &'a Decided) -> Self {
        let sieve = Sieve::new(rulebook, decided);
        Self { rulebook, reading, findings: Vec::new(), fired: Vec::new(), decided, sieve }
    }

    /// Hits without those that a decision takes away.
    pub(crate) fn sift(&mut self, mut sought: Sought<'a>) -> Sought<'a> {
        if self.sieve.is_idle() {
            return sought;
        }
        for (rule, hits) in &mut sought {
            hits.retain(|found| {
                self.sieve.pass(rule, finding(self.reading, rule, *found)).is_some()
            });
        }
        sought.retain(|(_, hits)| !hits.is_empty());
        sought
    }

    /// A hit that was not sifted yet.
    pub(crate) fn add(&mut self, rule: &'a CompiledRule, found: Found) {
        let finding = finding(self.reading, rule, found);
        if let Some(finding) = self.sieve.pass(rule, finding) {
            self.push(rule, finding, found);
        }
    }

    /// A hit that counts.
    pub(crate) fn admit(&mut self, rule: &'a CompiledRule, found: Found) {
        self.push(rule, finding(self.reading, rule, found), found);
    }

    pub(crate) fn push(&mut self, rule: &'a CompiledRule, finding: Finding, found: Found) {
        self.findings.push(finding);
        let sentence = self.reading.pieces.sentence_of(found.clause);
        self.fired.push(Fired { rule, value: None, sentence, folded_start: found.hit.start });
    }

    /// A finding about the whole reply.
    pub(crate) fn add_whole(&mut self, rule: &'a CompiledRule, value: f64) {
        let finding = self.whole(rule);
        let is_denied = rule.rule.kind == Kind::Shape && self.decided.non_answer == Some(false);
        match self.sieve.pass(rule, finding) {
            Some(finding) if is_denied => self.sieve.keep(finding, By::Reply),
            Some(finding) => self.push_whole(rule, finding, value),
            None => {}
        }
    }

    pub(crate) fn push_whole(&mut self, rule: &'a CompiledRule, finding: Finding, value: f64) {
        self.findings.push(finding);
        self.fired.push(Fired { rule, value: Some(value), sentence: 0, folded_start: 0 });
    }

    pub(crate) fn whole(&self, rule: &CompiledRule) -> Finding {
        let length = self.reading.folded.origin.last().copied().unwrap_or(0);
        Finding {
            code: rule.rule.code.clone(),
            role: rule.rule.role,
            zone: Zone::Body,
            span: Span { start: 0, end: length },
            text: self.quote_for(rule),
            points: 0,
        }
    }

    /// Where people say that the reply is a non-answer and no rule does, the rule for
    /// non-answers stands for their word, so that its cap has a finding behind it; its code.
    pub(crate) fn heed(&mut self, quantities: &Quantities) -> Option<String> {
        if self.decided.non_answer != Some(true) || self.has(Mark::NonAnswer) {
            return None;
        }
        let rules = &self.rulebook.rules;
        let rule = rules
            .iter()
            .find(|rule| rule.rule.role == Role::Gate && rule.rule.mark == Some(Mark::NonAnswer))?;
        self.push_whole(rule, self.whole(rule), quantities.value(rule));
        Some(rule.rule.code.clone())
    }

    /// Whether the reply is a non-answer: people's word comes before the rules'.
    pub(crate) fn is_non_answer(&self) -> bool {
        self.decided.non_answer.unwrap_or_else(|| self.has(Mark::NonAnswer))
    }

    /// Shapes are shapes of non-answers. Where people deny that the reply is one, the shapes
    /// that would be found without them are looked for, too, and set aside.
    pub(crate) fn may_have_shapes(&self) -> bool {
        self.is_non_answer() || self.sieve.denied_non_answer()
    }

    /// What the reply owes, as far as the rule speaks of it. Indexes of the faults that a
    /// decision takes away.
    pub(crate) fn add_faults(&mut self, rule: &'a CompiledRule, faults: &[Fault]) -> Vec<usize> {
        let mut wrong = Vec::new();
        if self.vetoed_anywhere(rule) {
            return wrong;
        }
        let meant = |fault: &Fault| rule.rule.shortfall == Some(fault.shortfall);
        for (index, fault) in faults.iter().enumerate().filter(|(_, fault)| meant(fault)) {
            let finding = Finding {
                code: rule.rule.code.clone(),
                role: rule.rule.role,
                zone: fault.zone,
                span: fault.span,
                text: fault.text.clone(),
                points: 0,
            };
            let Some(finding) = self.sieve.pass(rule, finding) else {
                wrong.push(index);
                continue;
            };
            self.findings.push(finding);
            let folded_start = fault.span.start as usize;
            self.fired.push(Fired { rule, value: None, sentence: 0, folded_start });
        }
        wrong
    }

    /// Hits of rules on trial, after everything is decided: they are listed and do nothing.
    pub(crate) fn add_previews(
        &mut self,
        quantities: &Quantities,
        covering: &Covering,
        faults: &[Fault],
    ) {
        let rulebook = self.rulebook;
        for rule in &rulebook.previews {
            self.add_faults(rule, faults);
            let whole = match rule.rule.kind {
                Kind::Measure => quantities.satisfy(rule),
                Kind::Shape => self.may_have_shapes() && self.has_shape(rule, covering),
                _ => false,
            };
            if whole && !self.vetoed_anywhere(rule) {
                self.add_whole(rule, quantities.value(rule));
            }
            for found in seek(rulebook, rule, self.reading) {
                if !self.vetoed(rule, found) {
                    self.add(rule, found);
                }
            }
        }
    }

    /// What proves a finding about the whole reply: a shape's steps, else the reply's opening
    /// words.
    pub(crate) fn quote_for(&self, rule: &CompiledRule) -> String {
        if !rule.rule.steps.is_empty() {
            return self.steps(rule);
        }
        let length = self.reading.folded.origin.last().copied().unwrap_or(0);
        let all = self.reading.folded.quote(Span { start: 0, end: length });
        let mut words: String = all.trim().chars().take(OPENING).collect();
        if all.trim().chars().count() > OPENING {
            words.push('…');
        }
        words
    }

    /// The quotes of a shape's steps in the order of the text.
    pub(crate) fn steps(&self, rule: &CompiledRule) -> String {
        let mut quotes: Vec<(u32, &str)> = rule
            .rule
            .steps
            .iter()
            .filter_map(|codes| {
                let first = self.findings.iter().find(|finding| codes.contains(&finding.code))?;
                Some((first.span.start, first.text.as_str()))
            })
            .collect();
        quotes.sort_unstable();
        quotes.dedup();
        quotes.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" → ")
    }

    pub(crate) fn has_code(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    pub(crate) fn has(&self, mark: Mark) -> bool {
        self.fired.iter().any(|fired| fired.rule.rule.mark == Some(mark))
    }

    /// Whether an earlier finding in this or a neighbouring sentence spares the text.
    pub(crate) fn vetoed(&self, rule: &CompiledRule, found: Found) -> bool {
        let sentence = self.reading.pieces.sentence_of(found.clause);
        let near = self.findings.iter().zip(&self.fired).any(|(finding, fired)| {
            rule.rule.unless_codes.contains(&finding.code) && fired.sentence.abs_diff(sentence) <= 1
        });
        near || self.vetoed_anywhere(rule)
    }

    pub(crate) fn vetoed_anywhere(&self, rule: &CompiledRule) -> bool {
        rule.rule.unless_reply.iter().any(|code| self.has_code(code))
    }

    pub(crate) fn has_shape(&self, rule: &CompiledRule, covering: &Covering) -> bool {
        let steps =
            rule.rule.steps.iter().all(|codes| codes.iter().any(|code| self.has_code(code)));
        let other = |(class, piece): (&SentenceClass, &Piece)| {
            if rule.rule.only.contains(class) { 0 } else { self.reading.han_in(*piece) }
        };
        let clauses = covering.classes.iter().zip(&self.reading.pieces.clauses);
        let only =
            rule.rule.only.is_empty() || clauses.map(other).sum::<usize>() <= rule.rule.other_chars;
        steps && only
    }

    pub(crate) fn verdict(&self, quantities: &Quantities, text_score: i32) -> Verdict {
        let codes: BTreeSet<&Arc<str>> = self.fired.iter().map(|f| &f.rule.code).collect();
        let empty = self.fired.iter().filter(|f| f.rule.rule.mark == Some(Mark::Empty)).count();
        let per_thousand = 1000.0 * empty as f64 / quantities.han_chars.max(1) as f64;
        Verdict {
            han_chars: quantities.han_chars as u32,
            body_chars: quantities.body_chars as u32,
            residual_chars: quantities.residual_chars as u32,
            non_answer: self.is_non_answer(),
            three_part: self.has(Mark::ThreePart),
            receipt_only: self.has(Mark::ReceiptOnly),
            forwarded_only: self.has(Mark::ForwardedOnly),
            deflection: self.has(Mark::Deflection),
            empty_density: (per_thousand * 1e4).round() / 1e4,
            substance: self.substance(quantities),
            cites_policy: self.has(Mark::CitesPolicy),
            contact: self.has(Mark::Contact),
            site_check: self.has(Mark::SiteCheck),
            commitment: self.has(Mark::Commitment) || self.has(Mark::Deadline),
            deadline: self.has(Mark::Deadline),
            stance: self.stance(),
            text_score,
            non_answer_score: quantities.non_answer_score,
            decided: self.decided.non_answer.is_some(),
            codes: codes.into_iter().map(Arc::clone).collect(),
        }
    }

    pub(crate) fn substance(&self, quantities: &Quantities) -> u8 {
        let scoring = &self.rulebook.scoring.substance;
        let evidence: BTreeSet<&str> = self
            .findings
            .iter()
            .filter(|finding| finding.role == Role::Evidence)
            .map(|finding| finding.code.as_str())
            .collect();
        let chars = quantities.residual_chars as u32;
        if self.is_non_answer() {
            return u8::from(chars > 0 || !evidence.is_empty());
        }
        if evidence.len() >= scoring.complete && chars >= scoring.complete_chars {
            return 3;
        }
        let concrete = evidence.len() >= scoring.concrete || chars >= scoring.concrete_chars;
        if concrete { 2 } else { 1 }
    }

    pub(crate) fn stance(&self) -> Stance {
        let (yes, no) = (self.has(Mark::Adopted), self.has(Mark::Declined));
        match (yes, no) {
            _ if self.has(Mark::Partly) => Stance::Partly,
            (true, true) => Stance::Partly,
            (true, false) => Stance::Adopted,
            (false, true) => Stance::Declined,
            (false, false) => Stance::None,
        }
    }

    /// Findings by role, then by place, then by code, and those set aside.
    pub(crate) fn into_findings(self) -> (Vec<Finding>, Vec<SetAside>) {
        let mut pairs: Vec<(usize, Finding)> =
            self.fired.iter().map(|fired| fired.folded_start).zip(self.findings).collect();
        pairs.sort_by(|(a_at, a), (b_at, b)| (a.role, a_at, &a.code).cmp(&(b.role, b_at, &b.code)));
        let findings = pairs.into_iter().map(|(_, finding)| finding).collect();
        (findings, self.sieve.into_set_aside())
    }
}

fn finding(reading: &Reading, rule: &CompiledRule, found: Found) -> Finding {
    let span = reading.folded.original(found.hit.start, found.hit.end);
    Finding {
        code: rule.rule.code.clone(),
        role: rule.rule.role,
        zone: reading.zone_of_clause(found.clause),
        span,
        text: reading.folded.quote(span),
        points: 0,
    }
}

/// Chars of the reply that stand for the whole of it in a table.
const OPENING: usize = 60;

//! Judges one reply: evidence, then frames, then penalties, then gates, then what it owes to
//! its suggestion.

use std::collections::BTreeSet;

use crate::{
    answer::{Answer, Judged, Suggestion, answer},
    cover::{Covering, cover},
    day::Day,
    decided::{By, Decided, SetAside, Sieve},
    document::Document,
    faults::Fault,
    finding::{Finding, Role},
    fold::is_han,
    measures::{TextMeasures, text_measures},
    pack::{Kind, Mark, Measure},
    points::{self, Fired},
    promises::{Promise, Signs, promises},
    reading::Reading,
    rulebook::{CompiledRule, Rulebook},
    seek::{Found, seek},
    sentence::{Sentence, SentenceClass},
    span::Span,
    split::Piece,
    verdict::{Stance, Verdict},
    zone::Zone,
};

/// What the engine says of one reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The reply-level columns.
    pub verdict: Verdict,
    /// Every hit, by role and place.
    pub findings: Vec<Finding>,
    /// Every sentence.
    pub sentences: Vec<Sentence>,
    /// How it answers the suggestion; `None` without one.
    pub answer: Option<Answer>,
    /// Hits that people have decided do not count, by role and place; not in `findings`.
    pub set_aside: Vec<SetAside>,
    /// Code of the finding that stands for people's word, where no rule found it by itself.
    pub decided_code: Option<String>,
    /// What the text is when it is no reply; the verdict then means nothing.
    pub document: Option<Document>,
    /// Research measures; they decide nothing.
    pub measures: TextMeasures,
    /// Every promise, by place.
    pub promises: Vec<Promise>,
    /// The date in the letter's signature; a month without a day counts as its last one.
    pub signed: Option<Day>,
}

/// Judges a reply; the suggestion, if known, tells facts given back from facts found.
///
/// Any text is judged, however short or odd: there is no error and no panic.
#[must_use]
pub fn judge(rulebook: &Rulebook, reply: &str, suggestion: Option<&str>) -> Judgement {
    judge_answer(rulebook, reply, suggestion.map(|text| Suggestion { title: None, text }))
}

/// The same where the suggestion's title is known apart from its text.
#[must_use]
pub fn judge_answer(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<Suggestion<'_>>,
) -> Judgement {
    judge_decided(rulebook, reply, suggestion, &Decided::default())
}

/// The same where people have decided something about this reply.
#[must_use]
pub fn judge_decided(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<Suggestion<'_>>,
    decided: &Decided,
) -> Judgement {
    let title = suggestion.and_then(|suggestion| suggestion.title);
    let suggestion = suggestion.map(|suggestion| suggestion.text);
    let reading = Reading::of(rulebook, reply, suggestion);
    let mut case = Case::new(rulebook, &reading, decided);
    let evidence = case.sift(sought(rulebook, &reading, Role::Evidence));
    let supported = clauses_with(&reading, &evidence);
    let frames = case.sift(sought(rulebook, &reading, Role::Frame));
    let covering = cover(rulebook, &reading, &frames, &supported);
    let measures = Measures::of(rulebook, &reading, &covering, &evidence);

    for (rule, hits) in evidence.iter().chain(&frames) {
        hits.iter().for_each(|found| case.admit(rule, *found));
    }
    for (rule, hits) in sought(rulebook, &reading, Role::Penalty) {
        for found in hits {
            if !case.vetoed(rule, found) {
                case.add(rule, found);
            }
        }
    }
    for rule in rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Penalty) {
        if measures.satisfy(rule) && !case.vetoed_anywhere(rule) {
            case.add_whole(rule, measures.value(rule));
        }
    }
    for rule in rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Gate) {
        let hits = match rule.rule.kind {
            Kind::Measure => measures.satisfy(rule),
            Kind::Shape => case.may_have_shapes() && case.has_shape(rule, &covering),
            _ => false,
        };
        if hits && !case.vetoed_anywhere(rule) {
            case.add_whole(rule, measures.value(rule));
        }
    }
    let decided_code = case.heed(&measures);
    let judged = Judged {
        reading: &reading,
        covering: &covering,
        non_answer: case.is_non_answer(),
        deflection: case.has(Mark::Deflection),
        concrete: case.substance(&measures) >= CONCRETE,
    };
    let answer = answer(rulebook, judged, title);
    let faults = answer.as_ref().map_or(&[][..], |answer| &answer.faults);
    for rule in rulebook.rules.iter().filter(|rule| rule.rule.role == Role::Answer) {
        case.add_faults(rule, faults);
    }
    let text_score = points::allot(rulebook, &mut case.findings, &case.fired);
    let verdict = case.verdict(&measures, text_score);
    case.add_previews(&measures, &covering, faults);
    let (findings, set_aside) = case.into_findings();
    let document = rulebook.documents.recognise(
        &reading.folded,
        |at| reading.is_quoted(at),
        reading.suggestion.as_ref(),
    );
    let promises = promises(
        rulebook,
        &reading,
        Signs {
            classes: &covering.classes,
            promised: &clauses_of(&reading, &evidence, is_promise),
            empty: &clauses_of(&reading, &frames, |rule| is_mere_will(rulebook, rule)),
        },
    );
    let sentences = sentences(&reading, &covering);
    let measures = text_measures(rulebook, &reading, &sentences);
    Judgement {
        verdict,
        findings,
        sentences,
        answer,
        set_aside,
        decided_code,
        document,
        measures,
        promises,
        signed: signed(&reading),
    }
}

/// The clauses of a reply, each with its zone and class: what rule writers count.
#[must_use]
pub fn clauses(
    rulebook: &Rulebook,
    reply: &str,
    suggestion: Option<&str>,
) -> Vec<(String, Zone, SentenceClass)> {
    let reading = Reading::of(rulebook, reply, suggestion);
    let supported = clauses_with(&reading, &sought(rulebook, &reading, Role::Evidence));
    let frames = sought(rulebook, &reading, Role::Frame);
    let covering = cover(rulebook, &reading, &frames, &supported);
    let pieces = reading.pieces.clauses.iter().zip(&covering.classes).enumerate();
    pieces
        .map(|(at, (piece, class))| {
            (reading.folded.slice(piece.start, piece.end), reading.zone_of_clause(at), *class)
        })
        .collect()
}

type Sought<'a> = Vec<(&'a CompiledRule, Vec<Found>)>;

fn sought<'a>(rulebook: &'a Rulebook, reading: &Reading, role: Role) -> Sought<'a> {
    rulebook
        .rules
        .iter()
        .filter(|rule| rule.rule.role == role)
        .map(|rule| (rule, seek(rulebook, rule, reading)))
        .filter(|(_, hits)| !hits.is_empty())
        .collect()
}

fn clauses_with(reading: &Reading, evidence: &Sought<'_>) -> Vec<bool> {
    let mut supported = vec![false; reading.pieces.clauses.len()];
    for found in evidence.iter().flat_map(|(_, hits)| hits) {
        let end = found.hit.end.saturating_sub(1);
        let last = reading.pieces.clause_at(end).unwrap_or(found.clause).max(found.clause);
        supported[found.clause..=last].fill(true);
    }
    supported
}

/// For each clause whether a wanted rule fired in it.
fn clauses_of(
    reading: &Reading,
    sought: &Sought<'_>,
    wanted: impl Fn(&CompiledRule) -> bool,
) -> Vec<bool> {
    let mut found = vec![false; reading.pieces.clauses.len()];
    for (_, hits) in sought.iter().filter(|(rule, _)| wanted(rule)) {
        hits.iter().for_each(|hit| found[hit.clause] = true);
    }
    found
}

fn is_promise(rule: &CompiledRule) -> bool {
    matches!(rule.rule.mark, Some(Mark::Commitment | Mark::Deadline))
}

fn is_mere_will(rulebook: &Rulebook, rule: &CompiledRule) -> bool {
    rulebook.promising.as_ref().is_some_and(|rules| rules.empty_codes.contains(&rule.rule.code))
}

fn signed(reading: &Reading) -> Option<Day> {
    let date = reading.letter_date()?;
    let year = date.year?;
    match date.day {
        Some(day) => Day::new(year, date.month, day),
        None => Day::month_end(year, date.month),
    }
}

/// Quantities of the whole reply.
struct Measures {
    han_chars: usize,
    body_chars: usize,
    residual_chars: usize,
    non_answer_score: f64,
    deflection_percent: f64,
}

impl Measures {
    fn of(
        rulebook: &Rulebook,
        reading: &Reading,
        covering: &Covering,
        evidence: &Sought<'_>,
    ) -> Self {
        let han_chars = reading.folded.chars.iter().filter(|c| is_han(**c)).count();
        let body_chars: usize = reading
            .pieces
            .sentences
            .iter()
            .zip(&reading.zones)
            .filter(|(_, zone)| **zone == Zone::Body)
            .map(|(sentence, _)| reading.han_in(sentence.piece))
            .sum();
        let residual_chars = covering.residual_chars();
        let scoring = &rulebook.scoring.non_answer;
        let worth = |(rule, hits): &(&CompiledRule, Vec<Found>)| {
            let weak = scoring.weak.contains(&rule.rule.code);
            let each = if weak { scoring.weak_chars } else { scoring.evidence_chars };
            each * hits.len() as f64
        };
        let value = residual_chars as f64 + evidence.iter().map(worth).sum::<f64>();
        let said = han_of(reading, covering, |class| class != SentenceClass::Courtesy);
        let half = scoring.half + scoring.half_per_char * said as f64;
        let score = 1.0 / (1.0 + (value / half).powf(scoring.steepness));
        // Six decimals: machine files must not differ in the last bit of a power.
        let non_answer_score = (score * 1e6).round() / 1e6;
        let deflection_percent = deflection_percent(reading, covering);
        Self { han_chars, body_chars, residual_chars, non_answer_score, deflection_percent }
    }

    fn value(&self, rule: &CompiledRule) -> f64 {
        match rule.rule.measure {
            Some(Measure::HanChars) => self.han_chars as f64,
            Some(Measure::DeflectionPercent) => self.deflection_percent,
            Some(Measure::NonAnswerPercent) => self.non_answer_score * 100.0,
            Some(Measure::ResidualChars) | None => self.residual_chars as f64,
        }
    }

    fn satisfy(&self, rule: &CompiledRule) -> bool {
        let value = self.value(rule);
        rule.rule.kind == Kind::Measure
            && rule.rule.at_least.is_none_or(|least| value >= least)
            && rule.rule.at_most.is_none_or(|most| value <= most)
    }
}

fn deflection_percent(reading: &Reading, covering: &Covering) -> f64 {
    let shifted = han_of(reading, covering, |class| class == SentenceClass::Deflection);
    let all = han_of(reading, covering, |class| class != SentenceClass::Courtesy);
    100.0 * shifted as f64 / all.max(1) as f64
}

/// Han characters in the clauses of wanted classes.
fn han_of(reading: &Reading, covering: &Covering, wanted: fn(SentenceClass) -> bool) -> usize {
    let clauses = reading.pieces.clauses.iter().zip(&covering.classes);
    clauses.filter(|(_, class)| wanted(**class)).map(|(piece, _)| reading.han_in(*piece)).sum()
}

/// The findings of one reply as they grow.
struct Case<'a> {
    rulebook: &'a Rulebook,
    reading: &'a Reading,
    findings: Vec<Finding>,
    /// One for each finding, in the same order.
    fired: Vec<Fired<'a>>,
    /// What people have decided.
    decided: &'a Decided,
    sieve: Sieve<'a>,
}

impl<'a> Case<'a> {
    fn new(rulebook: &'a Rulebook, reading: &'a Reading, decided: &'a Decided) -> Self {
        let sieve = Sieve::new(rulebook, decided);
        Self { rulebook, reading, findings: Vec::new(), fired: Vec::new(), decided, sieve }
    }

    /// Hits without those that a decision takes away.
    fn sift(&mut self, mut sought: Sought<'a>) -> Sought<'a> {
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
    fn add(&mut self, rule: &'a CompiledRule, found: Found) {
        let finding = finding(self.reading, rule, found);
        if let Some(finding) = self.sieve.pass(rule, finding) {
            self.push(rule, finding, found);
        }
    }

    /// A hit that counts.
    fn admit(&mut self, rule: &'a CompiledRule, found: Found) {
        self.push(rule, finding(self.reading, rule, found), found);
    }

    fn push(&mut self, rule: &'a CompiledRule, finding: Finding, found: Found) {
        self.findings.push(finding);
        let sentence = self.reading.pieces.sentence_of(found.clause);
        self.fired.push(Fired { rule, value: None, sentence, folded_start: found.hit.start });
    }

    /// A finding about the whole reply.
    fn add_whole(&mut self, rule: &'a CompiledRule, value: f64) {
        let finding = self.whole(rule);
        let is_denied = rule.rule.kind == Kind::Shape && self.decided.non_answer == Some(false);
        match self.sieve.pass(rule, finding) {
            Some(finding) if is_denied => self.sieve.keep(finding, By::Reply),
            Some(finding) => self.push_whole(rule, finding, value),
            None => {}
        }
    }

    fn push_whole(&mut self, rule: &'a CompiledRule, finding: Finding, value: f64) {
        self.findings.push(finding);
        self.fired.push(Fired { rule, value: Some(value), sentence: 0, folded_start: 0 });
    }

    fn whole(&self, rule: &CompiledRule) -> Finding {
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
    fn heed(&mut self, measures: &Measures) -> Option<String> {
        if self.decided.non_answer != Some(true) || self.has(Mark::NonAnswer) {
            return None;
        }
        let rules = &self.rulebook.rules;
        let rule = rules
            .iter()
            .find(|rule| rule.rule.role == Role::Gate && rule.rule.mark == Some(Mark::NonAnswer))?;
        self.push_whole(rule, self.whole(rule), measures.value(rule));
        Some(rule.rule.code.clone())
    }

    /// Whether the reply is a non-answer: people's word comes before the rules'.
    fn is_non_answer(&self) -> bool {
        self.decided.non_answer.unwrap_or_else(|| self.has(Mark::NonAnswer))
    }

    /// Shapes are shapes of non-answers. Where people deny that the reply is one, the shapes
    /// that would be found without them are looked for, too, and set aside.
    fn may_have_shapes(&self) -> bool {
        self.is_non_answer() || self.sieve.denied_non_answer()
    }

    /// What the reply owes, as far as the rule speaks of it.
    fn add_faults(&mut self, rule: &'a CompiledRule, faults: &[Fault]) {
        if self.vetoed_anywhere(rule) {
            return;
        }
        for fault in faults.iter().filter(|fault| rule.rule.shortfall == Some(fault.shortfall)) {
            let finding = Finding {
                code: rule.rule.code.clone(),
                role: rule.rule.role,
                zone: fault.zone,
                span: fault.span,
                text: fault.text.clone(),
                points: 0,
            };
            let Some(finding) = self.sieve.pass(rule, finding) else { continue };
            self.findings.push(finding);
            let folded_start = fault.span.start as usize;
            self.fired.push(Fired { rule, value: None, sentence: 0, folded_start });
        }
    }

    /// Hits of rules on trial, after everything is decided: they are listed and do nothing.
    fn add_previews(&mut self, measures: &Measures, covering: &Covering, faults: &[Fault]) {
        let rulebook = self.rulebook;
        for rule in &rulebook.previews {
            self.add_faults(rule, faults);
            let whole = match rule.rule.kind {
                Kind::Measure => measures.satisfy(rule),
                Kind::Shape => self.may_have_shapes() && self.has_shape(rule, covering),
                _ => false,
            };
            if whole && !self.vetoed_anywhere(rule) {
                self.add_whole(rule, measures.value(rule));
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
    fn quote_for(&self, rule: &CompiledRule) -> String {
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
    fn steps(&self, rule: &CompiledRule) -> String {
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

    fn has_code(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    fn has(&self, mark: Mark) -> bool {
        self.fired.iter().any(|fired| fired.rule.rule.mark == Some(mark))
    }

    /// Whether an earlier finding in this or a neighbouring sentence spares the text.
    fn vetoed(&self, rule: &CompiledRule, found: Found) -> bool {
        let sentence = self.reading.pieces.sentence_of(found.clause);
        let near = self.findings.iter().zip(&self.fired).any(|(finding, fired)| {
            rule.rule.unless_codes.contains(&finding.code) && fired.sentence.abs_diff(sentence) <= 1
        });
        near || self.vetoed_anywhere(rule)
    }

    fn vetoed_anywhere(&self, rule: &CompiledRule) -> bool {
        rule.rule.unless_reply.iter().any(|code| self.has_code(code))
    }

    fn has_shape(&self, rule: &CompiledRule, covering: &Covering) -> bool {
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

    fn verdict(&self, measures: &Measures, text_score: i32) -> Verdict {
        let codes: BTreeSet<&str> = self.findings.iter().map(|f| f.code.as_str()).collect();
        let empty = self.fired.iter().filter(|f| f.rule.rule.mark == Some(Mark::Empty)).count();
        let per_thousand = 1000.0 * empty as f64 / measures.han_chars.max(1) as f64;
        Verdict {
            han_chars: measures.han_chars as u32,
            body_chars: measures.body_chars as u32,
            residual_chars: measures.residual_chars as u32,
            non_answer: self.is_non_answer(),
            three_part: self.has(Mark::ThreePart),
            receipt_only: self.has(Mark::ReceiptOnly),
            forwarded_only: self.has(Mark::ForwardedOnly),
            deflection: self.has(Mark::Deflection),
            empty_density: (per_thousand * 1e4).round() / 1e4,
            substance: self.substance(measures),
            cites_policy: self.has(Mark::CitesPolicy),
            contact: self.has(Mark::Contact),
            site_check: self.has(Mark::SiteCheck),
            commitment: self.has(Mark::Commitment) || self.has(Mark::Deadline),
            deadline: self.has(Mark::Deadline),
            stance: self.stance(),
            text_score,
            non_answer_score: measures.non_answer_score,
            decided: self.decided.non_answer.is_some(),
            codes: codes.into_iter().map(str::to_owned).collect(),
        }
    }

    fn substance(&self, measures: &Measures) -> u8 {
        let scoring = &self.rulebook.scoring.substance;
        let evidence: BTreeSet<&str> = self
            .findings
            .iter()
            .filter(|finding| finding.role == Role::Evidence)
            .map(|finding| finding.code.as_str())
            .collect();
        let chars = measures.residual_chars as u32;
        if self.is_non_answer() {
            return u8::from(chars > 0 || !evidence.is_empty());
        }
        if evidence.len() >= scoring.complete && chars >= scoring.complete_chars {
            return 3;
        }
        let concrete = evidence.len() >= scoring.concrete || chars >= scoring.concrete_chars;
        if concrete { 2 } else { 1 }
    }

    fn stance(&self) -> Stance {
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
    fn into_findings(self) -> (Vec<Finding>, Vec<SetAside>) {
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

/// Substance from which a reply is concrete.
const CONCRETE: u8 = 2;

fn sentences(reading: &Reading, covering: &Covering) -> Vec<Sentence> {
    reading
        .pieces
        .sentences
        .iter()
        .zip(&reading.zones)
        .map(|(sentence, zone)| {
            let classes = &covering.classes[sentence.first_clause..sentence.last_clause];
            Sentence {
                span: reading.folded.original(sentence.piece.start, sentence.piece.end),
                zone: *zone,
                class: classes.iter().copied().max().unwrap_or(SentenceClass::Courtesy),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rulebook;

    fn verdict(reply: &str) -> Verdict {
        judge(rulebook(), reply, None).verdict
    }

    #[test]
    fn a_shell_is_a_non_answer_however_polite_and_a_short_fact_is_none() {
        let shell = "李代表：感谢您提出很好的建议。我们正在认真研究。希望您继续提出宝贵意见。";
        assert!(verdict(shell).non_answer && verdict(shell).three_part);
        assert!(!verdict("李代表：该路口信号灯已于5月12日修复。").non_answer);
        assert!(!verdict("经测量，该处路宽仅4.2米，不具备设置公交站的条件。").non_answer);
    }

    #[test]
    fn slogans_that_no_rule_knows_do_not_make_an_answer() {
        let slogans = "收到建议后，全局上下深受鼓舞，人人争当先锋，处处洋溢热情，事业蒸蒸日上。";
        assert!(verdict(slogans).non_answer);
    }

    #[test]
    fn stray_blanks_full_width_digits_and_traditional_characters_change_nothing() {
        let plain = verdict("该路灯已于2024年5月12日修复。感谢您对我们工作的关心。");
        let odd = verdict("該路燈已於２０２４年 ５ 月 12 日修 复。感謝您對我們工作的關心。");
        assert_eq!((plain.non_answer, plain.codes), (odd.non_answer, odd.codes));
    }

    #[test]
    fn an_empty_text_is_judged_like_any_other() {
        assert!(verdict("").non_answer);
        assert_eq!(verdict("").text_score, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_judged_and_its_findings_lie_inside_and_add_up(
            reply in "(?s)[已研究转交2024年5月12日，。！？《》“”（）\\n 感谢您a\u{200b}\u{fffd}万元.*]{0,120}|.{0,80}",
        ) {
            let judgement = judge(rulebook(), &reply, Some(&reply));
            let n_chars = reply.chars().count();
            for finding in &judgement.findings {
                prop_assert!(finding.span.end as usize <= n_chars);
            }
            let points: i32 = judgement.findings.iter().map(|finding| finding.points).sum();
            prop_assert_eq!(points, judgement.verdict.text_score);
            prop_assert!((0..=10_000).contains(&points));
            prop_assert!((0.0..=1.0).contains(&judgement.verdict.non_answer_score));
            let ends: Vec<u32> = judgement.sentences.iter().map(|s| s.span.end).collect();
            prop_assert!(ends.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}

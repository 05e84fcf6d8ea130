//! Quantities of the whole reply that rules for `measure` look at.

use crate::{
    cover::Covering,
    fold::is_han,
    pack::{Kind, Measure},
    reading::Reading,
    rulebook::{CompiledRule, Rulebook},
    seek::{Found, Sought},
    sentence::SentenceClass,
    zone::Zone,
};

/// What can be counted in a reply once frames are taken away.
pub(crate) struct Quantities {
    pub(crate) han_chars: usize,
    pub(crate) body_chars: usize,
    pub(crate) residual_chars: usize,
    pub(crate) non_answer_score: f64,
    pub(crate) deflection_percent: f64,
}

impl Quantities {
    pub(crate) fn of(
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

    pub(crate) fn value(&self, rule: &CompiledRule) -> f64 {
        match rule.rule.measure {
            Some(Measure::HanChars) => self.han_chars as f64,
            Some(Measure::DeflectionPercent) => self.deflection_percent,
            Some(Measure::NonAnswerPercent) => self.non_answer_score * 100.0,
            Some(Measure::ResidualChars) | None => self.residual_chars as f64,
        }
    }

    pub(crate) fn satisfy(&self, rule: &CompiledRule) -> bool {
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

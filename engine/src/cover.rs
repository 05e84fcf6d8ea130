//! Takes the frames away: which chars they explain, and what is left.

use crate::{
    fold::is_han,
    pack::Cover,
    reading::Reading,
    rulebook::{CompiledRule, Rulebook},
    seek::Found,
    sentence::SentenceClass,
    split::Piece,
};

/// What frames explain and what they leave.
#[derive(Debug)]
pub struct Covering {
    /// The class of each clause.
    pub classes: Vec<SentenceClass>,
    /// Content Han characters of each clause that no frame explains.
    pub residual: Vec<usize>,
}

impl Covering {
    /// Han characters left in the whole reply.
    #[must_use]
    pub fn residual_chars(&self) -> usize {
        self.residual.iter().sum()
    }
}

/// Applies frames (with their hits) to the clauses; `evidence` are the clauses in which an
/// evidence rule fired: there a frame explains its own words only.
#[must_use]
pub fn cover(
    rulebook: &Rulebook,
    reading: &Reading,
    frames: &[(&CompiledRule, Vec<Found>)],
    evidence: &[bool],
) -> Covering {
    let n = reading.pieces.clauses.len();
    let mut covered = vec![false; reading.folded.chars.len()];
    let mut classes: Vec<Option<SentenceClass>> = vec![None; n];
    for (rule, hits) in frames {
        for found in hits {
            for (clause, piece) in explained(reading, rule, *found, evidence) {
                covered[piece.start..piece.end].fill(true);
                classes[clause] = classes[clause].max(rule.rule.class);
            }
        }
    }
    let light = light_chars(rulebook, reading);
    let mut covering = Covering { classes: Vec::with_capacity(n), residual: Vec::with_capacity(n) };
    for clause in 0..n {
        let piece = reading.pieces.clauses[clause];
        let rest = (piece.start..piece.end)
            .filter(|&at| !covered[at] && !light[at] && is_han(reading.folded.chars[at]))
            .count();
        let outside = !reading.zone_of_clause(clause).is_content();
        let explained = outside || (!evidence[clause] && rest <= rulebook.scoring.non_answer.slack);
        let soft = !evidence[clause] && !is_anchored(rulebook, reading, clause, &covered);
        let share = if soft { rulebook.scoring.non_answer.soft_share } else { 1.0 };
        let explained = explained || (soft && rest <= rulebook.scoring.non_answer.soft_slack);
        covering.residual.push(if explained { 0 } else { (rest as f64 * share).ceil() as usize });
        covering.classes.push(match classes[clause] {
            _ if outside => SentenceClass::Courtesy,
            _ if evidence[clause] => SentenceClass::Evidence,
            _ if !explained && soft => SentenceClass::Rhetoric,
            _ if !explained => SentenceClass::Specific,
            class => class.unwrap_or(SentenceClass::Courtesy),
        });
    }
    covering
}

/// Whether a zone belongs to the letter's form and never to its content.
/// The clauses that a frame's hit explains, each with the explained part.
fn explained(
    reading: &Reading,
    rule: &CompiledRule,
    found: Found,
    evidence: &[bool],
) -> Vec<(usize, Piece)> {
    let matched = Piece { start: found.hit.start, end: found.hit.end };
    let whole = |clause: usize| (clause, reading.pieces.clauses[clause]);
    match rule.rule.cover {
        Cover::Sentence => {
            let sentence = &reading.pieces.sentences[reading.pieces.sentence_of(found.clause)];
            (sentence.first_clause..sentence.last_clause)
                .filter(|&clause| !evidence[clause])
                .map(whole)
                .collect()
        }
        Cover::Clause if !evidence[found.clause] && is_short_enough(reading, rule, found) => {
            vec![whole(found.clause)]
        }
        _ => vec![(found.clause, matched)],
    }
}

/// Whether a clause states something: an entity, or a word of fact, condition or decision
/// (`$anchors`). Words shared with the suggestion prove nothing, for slogans name the topic
/// too. Without an anchor, fluent text is rhetoric that no frame happens to know, and counts
/// for little.
fn is_anchored(rulebook: &Rulebook, reading: &Reading, clause: usize, covered: &[bool]) -> bool {
    let piece = reading.pieces.clauses[clause];
    reading.hits_in(rulebook.anchors, piece).any(|hit| {
        !covered[hit.start] && !reading.inside_longer_word(rulebook, rulebook.anchors, hit)
    })
}

fn is_short_enough(reading: &Reading, rule: &CompiledRule, found: Found) -> bool {
    let Some(max_rest) = rule.rule.max_rest else { return true };
    let clause = reading.han_in(reading.pieces.clauses[found.clause]);
    let matched = reading.han_in(Piece { start: found.hit.start, end: found.hit.end });
    clause.saturating_sub(matched) <= max_rest
}

/// Chars of words that carry no content of their own.
fn light_chars(rulebook: &Rulebook, reading: &Reading) -> Vec<bool> {
    let mut light = vec![false; reading.folded.chars.len()];
    for list in [rulebook.filler, rulebook.abstract_words] {
        for hit in reading.hits(list) {
            if !reading.inside_longer_word(rulebook, list, *hit) {
                light[hit.start..hit.end].fill(true);
            }
        }
    }
    light
}

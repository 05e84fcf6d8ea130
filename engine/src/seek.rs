//! Finds the hits of one rule in one reply, guards included.

use crate::{
    finding::Role,
    pack::{Kind, Negation, Unit},
    reading::{Hit, Reading},
    rulebook::{Atom, CompiledRule, Rulebook},
    split::Piece,
    zone::Zone,
};

/// A rule's hit with the clause in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The matched folded chars.
    pub hit: Hit,
    /// Index of the clause of its first char.
    pub clause: usize,
}

/// Rules with their hits, at least one each.
pub(crate) type Sought<'a> = Vec<(&'a CompiledRule, Vec<Found>)>;

/// All hits of a rule over the text; at most one for each clause (or sentence). Rules over
/// the whole reply (`measure`, `shape`) or the suggestion (`answer`) find nothing here.
#[must_use]
pub fn seek(rulebook: &Rulebook, rule: &CompiledRule, reading: &Reading) -> Vec<Found> {
    match rule.rule.kind {
        Kind::Near => near(rulebook, rule, reading),
        Kind::Pattern => pattern(rulebook, rule, reading),
        Kind::Echo => echo(rule, reading),
        Kind::Absent => absent(rule, reading).into_iter().collect(),
        Kind::Measure | Kind::Shape | Kind::Answer => Vec::new(),
    }
}

fn near(rulebook: &Rulebook, rule: &CompiledRule, reading: &Reading) -> Vec<Found> {
    let Some(&first) = rule.slots.first() else { return Vec::new() };
    if rule.slots.iter().any(|&slot| reading.hits(slot).is_empty()) {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    for &start in reading.hits(first) {
        let Some(clause) = reading.pieces.clause_at(start.start) else { continue };
        if !rule.rule.inside_words && reading.inside_longer_word(rulebook, first, start) {
            continue;
        }
        let unit = unit_of(rule, reading, clause);
        if found.last().is_some_and(|last| last.hit.start >= unit.start) {
            continue;
        }
        let chains = Chains { rulebook, rule, reading, unit };
        let hit = chains.complete(start, 1, &|hit| {
            passes(rulebook, rule, reading, Found { hit, clause }, unit)
        });
        if let Some(hit) = hit {
            let clause = reading.pieces.clause_at(hit.start).unwrap_or(clause);
            found.push(Found { hit, clause });
        }
    }
    found
}

/// The unit that a rule's hit must stay inside.
fn unit_of(rule: &CompiledRule, reading: &Reading, clause: usize) -> Piece {
    match rule.rule.unit {
        Unit::Clause => reading.pieces.clauses[clause],
        Unit::Sentence => {
            let sentence = reading.pieces.sentence_of(clause);
            reading.pieces.sentences[sentence].piece
        }
    }
}

/// Search for the remaining slots of a `near` rule inside one unit.
struct Chains<'a> {
    rulebook: &'a Rulebook,
    rule: &'a CompiledRule,
    reading: &'a Reading,
    unit: Piece,
}

impl Chains<'_> {
    /// Extends `so_far` by the slots from `slot` on; the first whole chain that `accept`s.
    fn complete(&self, so_far: Hit, slot: usize, accept: &dyn Fn(Hit) -> bool) -> Option<Hit> {
        let Some(&atom) = self.rule.slots.get(slot) else {
            return accept(so_far).then_some(so_far);
        };
        self.reading
            .hits_in(atom, self.unit)
            .filter(|next| self.follows(so_far, *next) && self.whole_word(atom, *next))
            .find_map(|next| {
                let joined =
                    Hit { start: so_far.start.min(next.start), end: so_far.end.max(next.end) };
                self.complete(joined, slot + 1, accept)
            })
    }

    fn follows(&self, before: Hit, next: Hit) -> bool {
        let gap = self.rule.rule.max_gap;
        if next.start >= before.end {
            return next.start - before.end <= gap;
        }
        !self.rule.rule.ordered && next.end <= before.start && before.start - next.end <= gap
    }

    fn whole_word(&self, atom: Atom, hit: Hit) -> bool {
        self.rule.rule.inside_words || !self.reading.inside_longer_word(self.rulebook, atom, hit)
    }
}

fn pattern(rulebook: &Rulebook, rule: &CompiledRule, reading: &Reading) -> Vec<Found> {
    let Some(regex) = &rule.regex else { return Vec::new() };
    let mut found: Vec<Found> = Vec::new();
    for captures in regex.captures_iter(&reading.folded.text) {
        let Some(group) = captures.get(1).or_else(|| captures.get(0)) else { continue };
        let start = reading.folded.char_at(group.start());
        let hit = Hit { start, end: reading.folded.char_at(group.end()) };
        let Some(clause) = reading.pieces.clause_at(start) else { continue };
        let unit = unit_of(rule, reading, clause);
        let again = found.last().is_some_and(|last| last.hit.start >= unit.start);
        if !again && passes(rulebook, rule, reading, Found { hit, clause }, unit) {
            found.push(Found { hit, clause });
        }
    }
    found
}

/// Length of the pieces by which copied text is recognised, in chars.
const ECHO_GRAM: usize = 4;
/// Clauses shorter than this are too short to tell copying from chance, in chars.
const ECHO_CLAUSE: usize = 8;

fn echo(rule: &CompiledRule, reading: &Reading) -> Vec<Found> {
    let (Some(suggestion), Some(share)) = (&reading.suggestion, rule.rule.share) else {
        return Vec::new();
    };
    let grams: std::collections::HashSet<&[char]> = suggestion.chars.windows(ECHO_GRAM).collect();
    (0..reading.pieces.clauses.len())
        .filter(|&clause| may_look(rule, reading, clause))
        .filter_map(|clause| {
            let piece = reading.pieces.clauses[clause];
            let chars = &reading.folded.chars[piece.start..piece.end];
            let windows = chars.windows(ECHO_GRAM);
            let (n, all) = (windows.clone().filter(|w| grams.contains(w)).count(), windows.len());
            let copied = chars.len() >= ECHO_CLAUSE && n as f64 >= share * all as f64;
            copied.then_some(Found { hit: Hit { start: piece.start, end: piece.end }, clause })
        })
        .collect()
}

/// What a letter of this head must have and has not: the finding is the head's own words.
fn absent(rule: &CompiledRule, reading: &Reading) -> Option<Found> {
    let (regex, when) = (rule.regex.as_ref()?, rule.when.as_ref()?);
    // A sentence ends with the line break behind it.
    let end = |piece: Piece| {
        let chars = reading.folded.chars[piece.start..piece.end].iter();
        piece.end - chars.rev().take_while(|char| char.is_whitespace()).count()
    };
    let text = |piece: Piece| reading.folded.slice(piece.start, end(piece));
    let mut sentences = reading.pieces.sentences.iter().zip(&reading.zones);
    let has = sentences
        .clone()
        .any(|(one, zone)| rule.rule.zones.contains(zone) && regex.is_match(&text(one.piece)));
    if has {
        return None;
    }
    sentences.find_map(|(one, zone)| {
        let is_head = *zone == Zone::Head && when.is_match(&text(one.piece));
        let hit = Hit { start: one.piece.start, end: end(one.piece) };
        is_head.then_some(Found { hit, clause: one.first_clause })
    })
}

fn may_look(rule: &CompiledRule, reading: &Reading, clause: usize) -> bool {
    let zone = reading.zone_of_clause(clause);
    if !rule.rule.zones.is_empty() {
        return rule.rule.zones.contains(&zone);
    }
    match &rule.rule.skip_zones {
        Some(skip) => !skip.contains(&zone),
        None => zone.is_content(),
    }
}

/// Whether a hit stands in the part of its clause that gives the suggestion back (“您反映
/// 的……问题”): what stands there is no fact that the unit found. Behind the word that ends
/// the restatement the unit speaks for itself again.
fn restates(rulebook: &Rulebook, reading: &Reading, found: Found) -> bool {
    let piece = reading.pieces.clauses[found.clause];
    let Some(restating) = reading.hits_in(rulebook.restating, piece).next() else { return false };
    let between = Piece { start: restating.end, end: found.hit.start.max(restating.end) };
    reading.hits_in(rulebook.restated, between).next().is_none()
}

/// How far before a hit a negation still negates it, in chars.
const NEGATION_REACH: usize = 6;

fn passes(
    rulebook: &Rulebook,
    rule: &CompiledRule,
    reading: &Reading,
    found: Found,
    unit: Piece,
) -> bool {
    let Found { hit, clause } = found;
    let has = |atom: usize| {
        reading.hits_in(atom, unit).any(|other| !reading.inside_longer_word(rulebook, atom, other))
    };
    let overlapped = |atom: usize| {
        reading.hits(atom).iter().any(|other| other.start < hit.end && hit.start < other.end)
    };
    let negated = || {
        let reach =
            Piece { start: hit.start.saturating_sub(NEGATION_REACH).max(unit.start), end: hit.end };
        reading
            .hits_in(rulebook.negation, reach)
            .any(|hit| !reading.inside_longer_word(rulebook, rulebook.negation, hit))
    };
    may_look(rule, reading, clause)
        && (rule.rule.role != Role::Evidence || !restates(rulebook, reading, found))
        && (rule.rule.quoted || !reading.is_quoted(hit.start))
        && !rule.unless.is_some_and(has)
        && rule.require.is_none_or(has)
        && !rule.exceptions.is_some_and(overlapped)
        && !(rule.rule.negation == Negation::Skip && negated())
}

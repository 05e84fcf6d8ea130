//! Reads one reply: everything that can be known before any rule speaks.

use crate::{
    calendar::{FUTURE, WrittenDate, written_date},
    fold::{Folded, fold, is_han},
    rulebook::{Atom, Rulebook},
    split::{Piece, Pieces},
    words::Words,
    zone::Zone,
};

/// A word or entity found in the folded text, in chars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First char.
    pub start: usize,
    /// One past the last char.
    pub end: usize,
}

/// One entity of the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Kind, as `entities.toml` names it.
    pub kind: String,
    /// Where it stands in the folded text.
    pub hit: Hit,
    /// Whether the same text already stands in the suggestion: a fact given back is none.
    pub echoed: bool,
}

/// One reply, read.
#[derive(Debug)]
pub struct Reading {
    /// The folded text.
    pub folded: Folded,
    /// Sentences and clauses.
    pub pieces: Pieces,
    /// The zone of each sentence.
    pub zones: Vec<Zone>,
    /// The segmentation.
    pub words: Words,
    /// All entities, by place.
    pub entities: Vec<Entity>,
    /// The folded suggestion, if there is one.
    pub suggestion: Option<Folded>,
    /// For each char whether it stands inside quotation marks.
    quoted: Vec<bool>,
    /// For each atom its hits, by place.
    hits: Vec<Vec<Hit>>,
}

impl Reading {
    /// Reads a reply, and the suggestion if there is one.
    #[must_use]
    pub fn of(rulebook: &Rulebook, reply: &str, suggestion: Option<&str>) -> Self {
        let folded = folded(rulebook, reply);
        let suggestion = suggestion.map(|text| self::folded(rulebook, text));
        let pieces = rulebook.letter.split(&folded);
        let zones = rulebook.letter.zones(&folded, &pieces);
        let words = Words::segment(&rulebook.jieba, &folded.text, folded.chars.len());
        let quoted = quoted(&folded.chars);
        let mut reading = Self {
            folded,
            pieces,
            zones,
            words,
            entities: Vec::new(),
            suggestion,
            quoted,
            hits: vec![Vec::new(); rulebook.n_atoms],
        };
        reading.find_entities(rulebook);
        reading.find_future(rulebook);
        reading.entities.sort_by(|a, b| (a.hit, &a.kind).cmp(&(b.hit, &b.kind)));
        reading.find_words(rulebook);
        for hits in &mut reading.hits {
            hits.sort_unstable();
            hits.dedup();
        }
        reading
    }

    /// Hits of an atom inside a piece, by place.
    pub fn hits_in(&self, atom: Atom, piece: Piece) -> impl Iterator<Item = Hit> + '_ {
        let hits = self.hits.get(atom).map_or(&[][..], Vec::as_slice);
        let first = hits.partition_point(|hit| hit.start < piece.start);
        hits[first..]
            .iter()
            .copied()
            .take_while(move |hit| hit.start < piece.end)
            .filter(move |hit| hit.end <= piece.end)
    }

    /// All hits of an atom, by place.
    #[must_use]
    pub fn hits(&self, atom: Atom) -> &[Hit] {
        self.hits.get(atom).map_or(&[], Vec::as_slice)
    }

    /// Entities inside a piece, by place.
    pub(crate) fn entities_in(&self, piece: Piece) -> impl Iterator<Item = &Entity> {
        let first = self.entities.partition_point(|entity| entity.hit.start < piece.start);
        self.entities[first..]
            .iter()
            .take_while(move |entity| entity.hit.start < piece.end)
            .filter(move |entity| entity.hit.end <= piece.end)
    }

    /// The zone of a clause.
    #[must_use]
    pub fn zone_of_clause(&self, clause: usize) -> Zone {
        self.zones.get(self.pieces.sentence_of(clause)).copied().unwrap_or(Zone::Body)
    }

    /// Whether a char stands inside quotation marks.
    #[must_use]
    pub fn is_quoted(&self, at: usize) -> bool {
        self.quoted.get(at).copied().unwrap_or(false)
    }

    /// Whether a hit of `list` lies inside a longer word (研究 in 研究院). A word made longer by
    /// an affix alone (感谢您, 非常感谢) is no other word, nor is one made of two words of the
    /// list (调查核实).
    #[must_use]
    pub fn inside_longer_word(&self, rulebook: &Rulebook, list: Atom, hit: Hit) -> bool {
        self.rests(rulebook, hit).any(|rest| self.hits(list).binary_search(&rest).is_err())
    }

    /// The same for a hit that is on no list.
    #[must_use]
    pub fn inside_another_word(&self, rulebook: &Rulebook, hit: Hit) -> bool {
        self.rests(rulebook, hit).next().is_some()
    }

    /// What the word around a hit holds beside it, before and behind, affixes left out.
    fn rests<'a>(&'a self, rulebook: &'a Rulebook, hit: Hit) -> impl Iterator<Item = Hit> + 'a {
        let rests = self.words.rests_of_longer_word(hit.start, hit.end).into_iter().flatten();
        rests
            .map(|(start, end)| Hit { start, end })
            .filter(|rest| rest.start < rest.end)
            .filter(|rest| self.hits(rulebook.affixes).binary_search(rest).is_err())
    }

    /// Han characters of a piece.
    #[must_use]
    pub fn han_in(&self, piece: Piece) -> usize {
        self.folded.chars[piece.start..piece.end].iter().filter(|c| is_han(**c)).count()
    }

    fn find_entities(&mut self, rulebook: &Rulebook) {
        for (kind, regex, atoms) in &rulebook.entities {
            for captures in regex.captures_iter(&self.folded.text) {
                let Some(found) = captures.get(1).or_else(|| captures.get(0)) else { continue };
                let start = self.folded.char_at(found.start());
                let hit = Hit { start, end: self.folded.char_at(found.end()) };
                let echoed = self
                    .suggestion
                    .as_ref()
                    .is_some_and(|suggestion| suggestion.text.contains(found.as_str()));
                if !echoed {
                    atoms.iter().for_each(|&atom| self.hits[atom].push(hit));
                }
                self.entities.push(Entity { kind: kind.clone(), hit, echoed });
            }
        }
    }

    /// Dates of the body that lie after the letter's own date become entities `future`: the
    /// surest sign of a time limit, whatever the verb.
    fn find_future(&mut self, rulebook: &Rulebook) {
        let Some(letter) = self.letter_date() else { return };
        let dated = self.entities.iter().filter(|entity| !entity.echoed);
        let dated = dated.filter(|entity| DATED.contains(&entity.kind.as_str()));
        let dated: Vec<Hit> = dated.map(|entity| entity.hit).collect();
        let inside = |hit: Hit| {
            dated
                .iter()
                .any(|other| *other != hit && other.start <= hit.start && hit.end < other.end)
        };
        let future: Vec<Hit> = dated
            .iter()
            .copied()
            .filter(|hit| !inside(*hit))
            .filter(|hit| {
                let text = self.folded.slice(hit.start, hit.end);
                written_date(&text).is_some_and(|date| date.is_after(letter))
            })
            .collect();
        for hit in future {
            rulebook.future.iter().for_each(|&atom| self.hits[atom].push(hit));
            self.entities.push(Entity { kind: FUTURE.into(), hit, echoed: false });
        }
    }

    /// The date of the signature; the latest, where a second letter follows the first.
    pub(crate) fn letter_date(&self) -> Option<WrittenDate> {
        let signed = self.pieces.sentences.iter().zip(&self.zones);
        let signed = signed.filter(|(_, zone)| **zone == Zone::Signature);
        let dates = signed.filter_map(|(sentence, _)| {
            let Piece { start, end } = sentence.piece;
            written_date(&self.folded.slice(start, end)).filter(|date| date.year.is_some())
        });
        dates.reduce(|latest, date| if date.is_after(latest) { date } else { latest })
    }

    fn find_words(&mut self, rulebook: &Rulebook) {
        for found in rulebook.automaton.find_overlapping_iter(&self.folded.text) {
            let start = self.folded.char_at(found.start());
            let hit = Hit { start, end: self.folded.char_at(found.end()) };
            for &atom in &rulebook.atoms_of_literal[found.pattern().as_usize()] {
                self.hits[atom].push(hit);
            }
        }
    }
}

/// Kinds of entities that hold a date.
const DATED: [&str; 3] = ["date", "deadline", "month"];

/// Folds a text as the rulebook says.
pub(crate) fn folded(rulebook: &Rulebook, text: &str) -> Folded {
    fold(text, |char| rulebook.letter.simplify(char), |word| rulebook.jieba.has_word(word))
}

/// Longest quotation in chars; a lone mark must not quote the rest of the letter.
const LONGEST_QUOTE: usize = 120;

fn quoted(chars: &[char]) -> Vec<bool> {
    let mut quoted = vec![false; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let close = match chars[at] {
            '“' => '”',
            '「' => '」',
            _ => {
                at += 1;
                continue;
            }
        };
        match chars[at..].iter().take(LONGEST_QUOTE).position(|&c| c == close) {
            Some(length) => {
                quoted[at..=at + length].fill(true);
                at += length + 1;
            }
            None => at += 1,
        }
    }
    quoted
}

//! The language of the rule files: every key, what it takes, and which rules read it.
//!
//! The types in `pack` say the same to serde; a test holds the two together. This page exists
//! so that errors can name the valid keys and values, and so that a key that a rule's kind
//! never reads is an error and not silence.

use crate::{finding::Role, pack::Kind};

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A text.
    Text,
    /// A text that may be empty.
    AnyText,
    /// A regular expression.
    Regex,
    /// A whole number from 0.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of these words.
    SomeOf(&'static [&'static str]),
    /// A list of texts; not empty unless it stands in `skip_zones`.
    Words,
    /// A list of lists of texts.
    WordLists,
    /// A list of `[from, points]`.
    Pairs,
    /// A table with these keys.
    Table(&'static [Key]),
    /// Tables `[[key]]` with these keys.
    Tables(&'static [Key]),
    /// A table with keys of the writer's own, each of which takes this.
    Named(&'static Takes),
}

/// A key and its use.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What stands behind it.
    pub takes: Takes,
    /// Whether every table of its sort must have it.
    pub needed: bool,
    /// In rules: the kinds that read it; empty = all.
    pub kinds: &'static [Kind],
    /// In rules: the roles that read it; empty = all.
    pub roles: &'static [Role],
}

const fn may(name: &'static str, takes: Takes) -> Key {
    Key { name, takes, needed: false, kinds: &[], roles: &[] }
}

const fn must(name: &'static str, takes: Takes) -> Key {
    Key { name, takes, needed: true, kinds: &[], roles: &[] }
}

const fn of(kinds: &'static [Kind], key: Key) -> Key {
    Key { kinds, ..key }
}

const fn by(roles: &'static [Role], key: Key) -> Key {
    Key { roles, ..key }
}

/// A pack file.
pub const PACK: &[Key] = &[
    must("pack", Takes::Table(HEAD)),
    may("lexicon", Takes::Named(&Takes::Words)),
    may("rule", Takes::Tables(RULE)),
];

const HEAD: &[Key] =
    &[must("id", Takes::Text), must("version", Takes::Text), must("title", Takes::Text)];

const PLACED: &[Kind] = &[Kind::Near, Kind::Pattern, Kind::Echo];
const SOUGHT: &[Kind] = &[Kind::Near, Kind::Pattern];
const NEAR: &[Kind] = &[Kind::Near];
const PATTERN: &[Kind] = &[Kind::Pattern];
const ECHO: &[Kind] = &[Kind::Echo];
const MEASURE: &[Kind] = &[Kind::Measure];
const SHAPE: &[Kind] = &[Kind::Shape];
const FRAME: &[Role] = &[Role::Frame];
const PENALTY: &[Role] = &[Role::Penalty];
const JUDGING: &[Role] = &[Role::Penalty, Role::Gate];

/// A rule: identity, kind, place, guards, effect, words, proof.
pub const RULE: &[Key] = &[
    must("code", Takes::Text),
    must("name", Takes::Text),
    must("since", Takes::Text),
    may("status", Takes::OneOf(&["preview", "stable", "deprecated"])),
    may("rev", Takes::Whole),
    may("replaced_by", Takes::Text),
    may("severity", Takes::OneOf(&["info", "low", "medium", "high"])),
    may("confidence", Takes::OneOf(&["low", "medium", "high"])),
    must("role", Takes::OneOf(&["evidence", "frame", "penalty", "gate"])),
    must("kind", Takes::OneOf(&["near", "pattern", "echo", "measure", "shape"])),
    by(FRAME, may("class", Takes::OneOf(CLASSES))),
    of(NEAR, may("slots", Takes::WordLists)),
    of(NEAR, may("ordered", Takes::Switch)),
    of(NEAR, may("max_gap", Takes::Whole)),
    of(PATTERN, may("pattern", Takes::Regex)),
    of(ECHO, may("share", Takes::Number)),
    of(
        MEASURE,
        may(
            "measure",
            Takes::OneOf(&[
                "residual_chars",
                "non_answer_percent",
                "han_chars",
                "deflection_percent",
            ]),
        ),
    ),
    of(MEASURE, may("at_least", Takes::Number)),
    of(MEASURE, may("at_most", Takes::Number)),
    of(SHAPE, may("steps", Takes::WordLists)),
    of(SHAPE, may("only", Takes::SomeOf(CLASSES))),
    of(SOUGHT, may("unit", Takes::OneOf(&["clause", "sentence"]))),
    of(PLACED, may("zones", Takes::SomeOf(ZONES))),
    of(PLACED, may("skip_zones", Takes::SomeOf(ZONES))),
    of(SOUGHT, may("unless", Takes::Words)),
    of(SOUGHT, may("require", Takes::Words)),
    of(SOUGHT, may("exceptions", Takes::Words)),
    by(PENALTY, of(PLACED, may("unless_codes", Takes::Words))),
    by(JUDGING, may("unless_reply", Takes::Words)),
    of(SOUGHT, may("negation", Takes::OneOf(&["ignore", "skip"]))),
    of(SOUGHT, may("quoted", Takes::Switch)),
    of(NEAR, may("inside_words", Takes::Switch)),
    by(FRAME, of(PLACED, may("cover", Takes::OneOf(&["match", "clause", "sentence"])))),
    by(FRAME, of(PLACED, may("max_rest", Takes::Whole))),
    may("mark", Takes::OneOf(MARKS)),
    must("message", Takes::Text),
    must("why", Takes::Text),
    may("fix", Takes::AnyText),
    may("source", Takes::AnyText),
    may("limits", Takes::AnyText),
    may("test", Takes::Tables(EXAMPLE)),
];

const EXAMPLE: &[Key] = &[
    may("hit", Takes::Text),
    may("miss", Takes::Text),
    may("text", Takes::Text),
    may("count", Takes::Whole),
    may("todo", Takes::Switch),
    may("suggestion", Takes::Text),
    may("note", Takes::AnyText),
];

const CLASSES: &[&str] = &[
    "courtesy",
    "studying",
    "forwarding",
    "deflection",
    "vague",
    "rhetoric",
    "specific",
    "evidence",
];

const ZONES: &[&str] = &[
    "head",
    "salutation",
    "receipt",
    "body",
    "closing",
    "signature",
    "contact",
    "copies",
    "attachment",
    "tail",
];

const MARKS: &[&str] = &[
    "cites_policy",
    "contact",
    "site_check",
    "commitment",
    "deadline",
    "deflection",
    "adopted",
    "partly",
    "declined",
    "non_answer",
    "three_part",
    "receipt_only",
    "forwarded_only",
    "empty",
];

/// `letter.toml`.
pub const LETTER: &[Key] = &[
    may("cut", Takes::Tables(&[must("pattern", Takes::Regex), may("after", Takes::Switch)])),
    may("zone", Takes::Tables(ZONE)),
    may("simplify", Takes::Words),
];

const ZONE: &[Key] = &[
    must("zone", Takes::OneOf(ZONES)),
    may("first", Takes::Whole),
    may("last", Takes::Whole),
    must("pattern", Takes::Regex),
];

/// `entities.toml`.
pub const ENTITIES: &[Key] =
    &[must("entity", Takes::Tables(&[must("kind", Takes::Text), must("pattern", Takes::Regex)]))];

/// `scoring/text.toml`.
pub const SCORING: &[Key] = &[
    must("non_answer", Takes::Table(NON_ANSWER)),
    must("substance", Takes::Table(SUBSTANCE)),
    must("points", Takes::Named(&Takes::Table(POINTS))),
];

const NON_ANSWER: &[Key] = &[
    must("half", Takes::Number),
    must("half_per_body_char", Takes::Number),
    must("steepness", Takes::Number),
    must("evidence_chars", Takes::Number),
    must("slack", Takes::Whole),
    must("soft_share", Takes::Number),
    must("soft_slack", Takes::Whole),
];

const SUBSTANCE: &[Key] = &[
    must("concrete", Takes::Whole),
    must("complete", Takes::Whole),
    must("concrete_chars", Takes::Whole),
    must("complete_chars", Takes::Whole),
];

const POINTS: &[Key] = &[
    may("each", Takes::Number),
    may("hits", Takes::Whole),
    may("steps", Takes::Pairs),
    may("cap", Takes::Number),
];

/// Lexicons that the engine itself reads.
pub const BUILT_IN_LEXICONS: [&str; 7] =
    ["filler", "negation", "restating", "restated", "affixes", "anchors", "abstract"];

/// First letters of the codes of a role.
#[must_use]
pub fn letters(role: Role) -> &'static [char] {
    match role {
        Role::Evidence => &['S'],
        Role::Frame => &['F'],
        Role::Penalty => &['E', 'N', 'R', 'D', 'C', 'X'],
        Role::Gate => &['G'],
    }
}

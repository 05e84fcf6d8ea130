//! Rule files as data: what a pack, a letter description and a points table may say.
//!
//! Everything a rule looks for stands in TOML under `rules/`; this file only names the keys.
//! Unknown keys are errors, so that a misspelt guard can never silently do nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{finding::Role, sentence::SentenceClass, zone::Zone};

/// A file of rules with the lexicons that they share.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What the file is.
    pub pack: PackHead,
    /// Named word lists; rules refer to one as `$name`. Lists of all files are one namespace.
    #[serde(default)]
    pub lexicon: BTreeMap<String, Vec<String>>,
    /// The rules, in the order of their pages in the handbook.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// Identity of a pack file.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackHead {
    /// Short stable name.
    pub id: String,
    /// Edition, such as `2026.1.0`.
    pub version: String,
    /// What people call it.
    pub title: String,
    /// The kind of letters that its rules are for; `None` = all kinds.
    pub genre: Option<String>,
}

/// How a rule looks for its hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Slots of words in one unit, with a largest gap in chars between them.
    Near,
    /// A regular expression (linear time).
    Pattern,
    /// A clause copied from the suggestion (needs the suggestion's text).
    Echo,
    /// A measure of the whole reply lies within bounds.
    Measure,
    /// The whole reply consists of the named steps and nothing else that frames leave over.
    Shape,
    /// Something that a letter with such a head must have is not there.
    Absent,
    /// The reply, held against the suggestion, owes it something (needs the suggestion's text).
    Answer,
}

impl Kind {
    /// The name in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Pattern => "pattern",
            Self::Echo => "echo",
            Self::Measure => "measure",
            Self::Shape => "shape",
            Self::Absent => "absent",
            Self::Answer => "answer",
        }
    }
}

/// How far a hit may stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Between two clause marks.
    #[default]
    Clause,
    /// Between two sentence marks.
    Sentence,
}

/// How much of the text a frame explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// The matched chars.
    #[default]
    Match,
    /// The whole clause.
    Clause,
    /// The whole sentence.
    Sentence,
}

/// What to do when a negation stands just before the hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Negation {
    /// No matter.
    #[default]
    Ignore,
    /// A negated hit does not count.
    Skip,
}

/// Which column of the verdict a hit sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// `cites_policy`.
    CitesPolicy,
    /// `contact`.
    Contact,
    /// `site_check`.
    SiteCheck,
    /// `commitment`.
    Commitment,
    /// `commitment` and `deadline`.
    Deadline,
    /// `deflection`.
    Deflection,
    /// Says that the suggestion is taken up.
    Adopted,
    /// Says that it is taken up in part.
    Partly,
    /// Says that it is not.
    Declined,
    /// `non_answer`.
    NonAnswer,
    /// `three_part`.
    ThreePart,
    /// `receipt_only`.
    ReceiptOnly,
    /// `forwarded_only`.
    ForwardedOnly,
    /// Counts into `empty_density`.
    Empty,
}

/// A quantity of the whole reply that `measure` rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Han characters left when frames are removed.
    ResidualChars,
    /// How surely the reply is a non-answer, in per cent.
    NonAnswerPercent,
    /// Han characters of the whole reply.
    HanChars,
    /// Share of the text beside courtesy that shifts the matter to others or to
    /// circumstances, in per cent.
    DeflectionPercent,
}

impl Measure {
    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ResidualChars => "剔除套话后剩下的汉字数",
            Self::NonAnswerPercent => "应付把握（%）",
            Self::HanChars => "全文汉字数",
            Self::DeflectionPercent => "推给别人或客观条件的文字所占比例（%）",
        }
    }
}

/// What a reply can owe to its suggestion, for `answer` rules; the cuts stand in `asks.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shortfall {
    /// An ask of which no sentence speaks; once for each such ask.
    AskMissing,
    /// An ask that is spoken of and not answered; once for each such ask.
    AskTouched,
    /// The whole reply speaks of another matter.
    OffTopic,
    /// Light asks are answered, weighty ones are not.
    Evasion,
    /// The body tells past achievements that no ask is about.
    WorkSummary,
    /// The body mostly gives the suggestion's own text back.
    Echo,
}

impl Shortfall {
    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AskMissing => "建议里的一条诉求，答复没有一句谈到",
            Self::AskTouched => "建议里的一条诉求，答复提到了，但没有答",
            Self::OffTopic => "正文与建议、与每一条诉求都少有相同的用词",
            Self::Evasion => "轻的诉求答了，重的（钱、建设、时限）一条没答",
            Self::WorkSummary => "正文大半是与诉求无关的以往成绩，没有一条诉求对得上",
            Self::Echo => "收悉和正文里大半是建议的原话，没有一条诉求答到",
        }
    }
}

/// How far a rule is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On trial: hits are listed, but give no points and set no mark.
    Preview,
    /// In force.
    #[default]
    Stable,
    /// In force until the next edition.
    Deprecated,
}

impl Status {
    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Preview => "试用",
            Self::Stable => "正式",
            Self::Deprecated => "停用在即",
        }
    }
}

/// How much a hit matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To know.
    Info,
    /// A blemish.
    Low,
    /// A fault.
    Medium,
    /// The reply should go back.
    High,
}

impl Severity {
    /// The stable name in machine files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Info => "提示",
            Self::Low => "轻",
            Self::Medium => "中",
            Self::High => "重",
        }
    }
}

/// How surely a hit is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Often wrong: a hint where to look.
    Low,
    /// Usually right.
    Medium,
    /// Hardly ever wrong.
    High,
}

impl Confidence {
    /// What readers see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "低",
            Self::Medium => "中",
            Self::High => "高",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable code such as `F010`; never reused.
    pub code: String,
    /// Short name in Chinese.
    pub name: String,
    /// The edition that brought the rule.
    pub since: String,
    /// How far the rule is to be trusted.
    #[serde(default)]
    pub status: Status,
    /// Counts up whenever the rule may judge otherwise than before.
    #[serde(default = "first")]
    pub rev: u32,
    /// `deprecated`: the code of the rule to use instead.
    pub replaced_by: Option<String>,
    /// How much a hit matters to a reader, where somebody has said so; it changes no points.
    pub severity: Option<Severity>,
    /// How surely a hit is right, where somebody has said so; it changes no points.
    pub confidence: Option<Confidence>,
    /// What a hit means.
    pub role: Role,
    /// How hits are found.
    pub kind: Kind,
    /// For frames: the class of the sentences they explain.
    pub class: Option<SentenceClass>,
    /// `near`: the slots in order; each a list of words, `$lexicons` and `@entities`.
    #[serde(default)]
    pub slots: Vec<Vec<String>>,
    /// `near`: whether the slots must come in order.
    #[serde(default = "yes")]
    pub ordered: bool,
    /// `near`: largest gap between two slots, in folded chars.
    #[serde(default = "default_gap")]
    pub max_gap: usize,
    /// `pattern`: the regular expression over the folded text. `absent`: what one sentence of
    /// `zones` must hold.
    pub pattern: Option<String>,
    /// `absent`: what a sentence of the head must hold for the rule to speak; the finding
    /// quotes it.
    pub when: Option<String>,
    /// `echo`: smallest share (0–1) of the clause's 4-grams that stand in the suggestion.
    pub share: Option<f64>,
    /// `measure`: what is measured.
    pub measure: Option<Measure>,
    /// `measure`: smallest value that hits.
    pub at_least: Option<f64>,
    /// `measure`: largest value that hits.
    pub at_most: Option<f64>,
    /// `shape`: steps that must all be there, in any order; each a list of rule codes.
    #[serde(default)]
    pub steps: Vec<Vec<String>>,
    /// `shape`: classes that the reply's clauses may have; empty = any frame class.
    #[serde(default)]
    pub only: Vec<SentenceClass>,
    /// `shape`: the most Han characters in clauses of other classes.
    #[serde(default)]
    pub other_chars: usize,
    /// `answer`: what the reply owes.
    pub shortfall: Option<Shortfall>,
    /// How far a hit may stretch.
    #[serde(default)]
    pub unit: Unit,
    /// Zones to look in; empty = all but `skip_zones`.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// Zones to leave out; default: head, salutation, signature, contact, copies, attachment,
    /// tail (and, for evidence and penalties, the receipt).
    pub skip_zones: Option<Vec<Zone>>,
    /// Words or entities that veto the hit when they stand in the same unit.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Words or entities of which one must stand in the same unit.
    #[serde(default)]
    pub require: Vec<String>,
    /// Words that veto the hit when they overlap it (研究生 for 研究).
    #[serde(default)]
    pub exceptions: Vec<String>,
    /// Codes of earlier roles that veto the hit when they stand in this or a neighbouring
    /// sentence.
    #[serde(default)]
    pub unless_codes: Vec<String>,
    /// Codes of earlier roles that veto the hit when they stand anywhere in the reply.
    #[serde(default)]
    pub unless_reply: Vec<String>,
    /// What a negation before the hit does.
    #[serde(default)]
    pub negation: Negation,
    /// Whether hits inside quotation marks count.
    #[serde(default)]
    pub quoted: bool,
    /// Whether words inside longer words count (default no: 研究 in 研究院).
    #[serde(default)]
    pub inside_words: bool,
    /// Frames: how much a hit explains.
    #[serde(default)]
    pub cover: Cover,
    /// Frames with `cover = "clause"`: the most Han characters that the clause may have
    /// outside the match; above it only the match is explained.
    pub max_rest: Option<usize>,
    /// Which verdict column a hit sets.
    pub mark: Option<Mark>,
    /// What is said to the reader of a report; `{text}` is the quote.
    pub message: String,
    /// Why the rule exists, in words that an official accepts.
    pub why: String,
    /// What to write instead.
    #[serde(default)]
    pub fix: String,
    /// Law, guidance or criticism behind the rule.
    #[serde(default)]
    pub source: String,
    /// What the rule is known to get wrong.
    #[serde(default)]
    pub limits: String,
    /// Examples of both kinds.
    #[serde(default, rename = "test")]
    pub tests: Vec<Example>,
}

/// One example beside a rule: exactly one of `hit` and `miss`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A reply in which the rule must fire.
    pub hit: Option<String>,
    /// A reply in which it must not.
    pub miss: Option<String>,
    /// The quote that the hit must give.
    pub text: Option<String>,
    /// How many hits it must give.
    pub count: Option<usize>,
    /// A known gap: the example does not hold yet. Once it holds, it must lose this mark.
    #[serde(default)]
    pub todo: bool,
    /// The suggestion that was answered, where the rule needs it.
    pub suggestion: Option<String>,
    /// Why the example is here.
    #[serde(default)]
    pub note: String,
}

/// `letter.toml`: the layout of a reply letter.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LetterFile {
    /// Places at which a new sentence begins although no mark says so.
    #[serde(default, rename = "cut")]
    pub cuts: Vec<CutEntry>,
    /// Zones by position and pattern; the first that fits a sentence wins.
    #[serde(default, rename = "zone")]
    pub zones: Vec<ZoneEntry>,
    /// Single traditional characters and their simplified forms: pairs written together.
    #[serde(default)]
    pub simplify: Vec<String>,
}

/// A cut before or after group 1 of a pattern.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CutEntry {
    /// Regular expression with one group.
    pub pattern: String,
    /// Cut behind the group instead of before it.
    #[serde(default)]
    pub after: bool,
}

/// One zone pattern.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ZoneEntry {
    /// The zone it gives.
    pub zone: Zone,
    /// Only the first so many sentences (`None` = any).
    pub first: Option<usize>,
    /// Only the last so many sentences before the tail (`None` = any); for the tail itself, of
    /// the whole text.
    pub last: Option<usize>,
    /// Only directly behind a sentence of this zone.
    pub after: Option<Zone>,
    /// Regular expression over the folded sentence without blanks at its ends.
    pub pattern: String,
}

/// `entities.toml`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EntityFile {
    /// Patterns in order; all apply, overlaps are kept.
    #[serde(rename = "entity")]
    pub entities: Vec<EntityEntry>,
}

/// One entity pattern.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EntityEntry {
    /// The kind, which rules name as `@kind`.
    pub kind: String,
    /// Regular expression over the folded text; group 1, if any, is the entity.
    pub pattern: String,
}

/// `scoring/text.toml`: the only place where text points and verdict cuts stand.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextScoring {
    /// How the non-answer score comes about.
    pub non_answer: NonAnswerScoring,
    /// How substance 0–3 comes about.
    pub substance: SubstanceScoring,
    /// Points by rule code.
    pub points: BTreeMap<String, Points>,
}

/// Formula of `non_answer_score`: 1 / (1 + (v / h)^steepness), where v is the number of
/// residual Han characters plus `evidence_chars` for each evidence hit, and
/// h = `half` + `half_per_char` × Han characters beside courtesy: a long letter leaves more
/// crumbs between its frames than a short one.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NonAnswerScoring {
    /// v at which the score of a letter of mere courtesy is one half.
    pub half: f64,
    /// What each Han character beside courtesy adds to it.
    pub half_per_char: f64,
    /// How sharply it falls.
    pub steepness: f64,
    /// What one evidence hit is worth in characters.
    pub evidence_chars: f64,
    /// Codes of evidence that empty letters imitate most easily (numbers, promises, names).
    pub weak: Vec<String>,
    /// What one hit of theirs is worth in characters.
    pub weak_chars: f64,
    /// Content chars (without filler words) up to which a partly explained clause counts as
    /// explained.
    pub slack: usize,
    /// What a char counts (0–1) in a clause that nothing ties to the case.
    pub soft_share: f64,
    /// Content chars up to which such a clause counts as explained.
    pub soft_slack: usize,
}

/// Substance by the number of kinds of evidence.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubstanceScoring {
    /// Different evidence codes from which a reply is concrete (2).
    pub concrete: usize,
    /// Different evidence codes from which it is concrete and complete (3).
    pub complete: usize,
    /// Residual Han characters from which a reply is concrete even without an evidence hit.
    pub concrete_chars: u32,
    /// Residual Han characters below which a reply is never complete.
    pub complete_chars: u32,
}

/// Points of one rule.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Points a hit, in whole points or tenths; negative for penalties.
    #[serde(default)]
    pub each: f64,
    /// Most hits that count.
    #[serde(default = "one")]
    pub hits: usize,
    /// `measure` rules: `[from, points]` pairs; the last pair reached counts.
    #[serde(default)]
    pub steps: Vec<(f64, f64)>,
    /// Gates: the text score is cut down to this.
    pub cap: Option<f64>,
}

fn first() -> u32 {
    1
}

fn yes() -> bool {
    true
}

fn one() -> usize {
    1
}

fn default_gap() -> usize {
    8
}

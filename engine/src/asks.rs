//! Splits a suggestion into what it asks for.

use std::collections::BTreeSet;

use jieba_rs::Jieba;
use serde::Deserialize;

use crate::{
    fold::{Folded, is_han},
    pattern::Pattern,
    span::Span,
    split::split,
};

/// The part of `asks.toml` that says what a request looks like.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    /// A clause that opens with a request word, its addressee included.
    pub cue: String,
    /// A request inside a clause (“有关部门应……”).
    pub inner: String,
    /// A sentence that introduces a list of requests.
    pub opening: String,
    /// A sentence that introduces a list of problems: only those items ask that say so.
    pub problems: String,
    /// A heading under which requests stand.
    pub heading: String,
    /// A heading under which the background stands.
    pub background: String,
    /// A clause that opens like an order: with what is to be done.
    pub order: String,
    /// A clause that goes on with the request before it.
    pub continues: String,
    /// A clause with which the requests of a sentence end.
    pub stops: String,
    /// What is to be done, inside a clause behind a request that does not open with a verb.
    pub acts: String,
    /// What such a clause holds where it tells what was and is.
    pub past: String,
    /// Words before a colon inside a clause behind which requests stand.
    pub lead_in: String,
    /// A short sentence that tells what is wrong and ends with a plea to mend it: one ask.
    pub plea: String,
    /// Somebody else's demand, or a plea that came to nothing: told, not asked.
    pub told: String,
    /// What an ask is good for: part of the ask before it.
    pub aims: String,
    /// A clause that tells and does not ask.
    pub narrates: String,
    /// A clause that belongs to the next one.
    pub leads: String,
    /// A question.
    pub question: String,
    /// A question that wants no answer.
    pub rhetorical: String,
    /// A question that counts only where nothing else is asked.
    pub weak: String,
    /// A title of a formal suggestion.
    pub formal: String,
    /// A title that asks; its first group that matched is the ask.
    pub title: String,
    /// Words that every plea holds.
    pub light: Vec<String>,
    /// Least Han characters of an ask.
    pub least_han: usize,
    /// Least Han characters of an ask without the light words.
    pub least_own: usize,
    /// Share (0–1) of common pairs from which two asks are the same.
    pub same_share: f64,
}

/// One kind of numbering.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkFile {
    /// What it looks like; named in an error.
    pub name: String,
    /// Regular expression; group 1 is the mark and never empty.
    pub pattern: String,
}

/// The compiled patterns.
#[derive(Debug)]
pub struct AskRules {
    marks: Vec<Pattern>,
    cue: Pattern,
    inner: Pattern,
    opening: Pattern,
    problems: Pattern,
    heading: Pattern,
    background: Pattern,
    order: Pattern,
    continues: Pattern,
    stops: Pattern,
    leads: Pattern,
    acts: Pattern,
    past: Pattern,
    lead_in: Pattern,
    plea: Pattern,
    told: Pattern,
    aims: Pattern,
    narrates: Pattern,
    weak: Pattern,
    question: Pattern,
    rhetorical: Pattern,
    formal: Pattern,
    title: Pattern,
    light: Pattern,
    least_han: usize,
    least_own: usize,
    same_share: f64,
}

impl AskRules {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// The first pattern that cannot work, with its key and the reason.
    pub(crate) fn compile(marks: &[MarkFile], file: &RequestFile) -> Result<Self, BadPattern> {
        Ok(Self {
            marks: marks.iter().map(list_mark).collect::<Result<_, _>>()?,
            cue: pattern("request.cue", &file.cue)?,
            inner: pattern("request.inner", &file.inner)?,
            opening: pattern("request.opening", &file.opening)?,
            problems: pattern("request.problems", &file.problems)?,
            heading: pattern("request.heading", &file.heading)?,
            background: pattern("request.background", &file.background)?,
            order: pattern("request.order", &file.order)?,
            continues: pattern("request.continues", &file.continues)?,
            stops: pattern("request.stops", &file.stops)?,
            leads: pattern("request.leads", &file.leads)?,
            acts: pattern("request.acts", &file.acts)?,
            past: pattern("request.past", &file.past)?,
            lead_in: pattern("request.lead_in", &file.lead_in)?,
            plea: pattern("request.plea", &file.plea)?,
            told: pattern("request.told", &file.told)?,
            aims: pattern("request.aims", &file.aims)?,
            narrates: pattern("request.narrates", &file.narrates)?,
            weak: pattern("request.weak", &file.weak)?,
            question: pattern("request.question", &file.question)?,
            rhetorical: pattern("request.rhetorical", &file.rhetorical)?,
            formal: pattern("request.formal", &file.formal)?,
            title: pattern("request.title", &file.title)?,
            light: pattern("request.light", &any_of(&file.light))?,
            least_han: file.least_han,
            least_own: file.least_own,
            same_share: file.same_share,
        })
    }

    /// Whether a text opens with a request word or an order.
    fn opens_ask(&self, text: &str) -> bool {
        self.asks_here(text) || self.is_order(text)
    }

    /// Whether a clause opens with a request of the writer's own.
    fn asks_here(&self, clause: &str) -> bool {
        self.cue.is_match(clause) && !self.told.is_match(clause)
    }

    /// Whether a clause says what is to be done, not what was done.
    fn is_order(&self, clause: &str) -> bool {
        self.order.is_match(clause.trim()) && !self.narrates.is_match(clause.trim())
    }

    /// `text` with a blank for each of the words that every plea holds.
    #[must_use]
    pub fn own_words(&self, text: &str) -> String {
        self.light.replace_all(text, " ").into_owned()
    }
}

/// A pattern that cannot work: its key, with the reason; without one it lacks its group 1.
pub(crate) type BadPattern = (String, Option<regex::Error>);

fn pattern(key: &str, pattern: &str) -> Result<Pattern, BadPattern> {
    Pattern::new(pattern).map_err(|error| (key.to_owned(), Some(error)))
}

/// The pattern for the number at the head of an item.
fn list_mark(mark: &MarkFile) -> Result<Pattern, BadPattern> {
    let key = format!("[[mark]] {}", mark.name);
    let regex = pattern(&key, &mark.pattern)?;
    if regex.captures_len() < 2 { Err((key, None)) } else { Ok(regex) }
}

/// A pattern for any of these words, the longest first, since an alternation takes the first
/// that fits; of no words one that nothing matches, since an empty one would match everywhere.
pub(crate) fn any_of(words: &[String]) -> String {
    let mut words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
    if words.is_empty() { r"[^\s\S]".to_owned() } else { words.join("|") }
}

/// Which part of the suggestion an ask was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskSource {
    /// The text.
    Text,
    /// The title: the text itself asks for nothing definite.
    Title,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Title or text.
    pub source: AskSource,
    /// Where it stands there, in chars of the original.
    pub span: Span,
    /// The request without number and request word, folded.
    pub text: String,
    /// A plea that names nothing itself (“请领导尽快解决”): the whole suggestion is asked.
    pub general: bool,
    /// A question that counts only where nothing else is asked.
    weak: bool,
}

/// The requests of a suggestion in the order of the text; empty if it asks for nothing.
///
/// What the text asks comes first; only if it asks nothing definite, the title is read. A plea
/// without content of its own counts only when nothing else is asked.
#[must_use]
pub fn split_asks(
    jieba: &Jieba,
    rules: &AskRules,
    title: Option<&Folded>,
    text: &Folded,
) -> Vec<Ask> {
    let formal = title.is_some_and(|title| rules.formal.is_match(title.text.trim()));
    let found = Walk::over(jieba, (rules, formal), text);
    let (general, found): (Vec<Ask>, Vec<Ask>) = found.into_iter().partition(|ask| ask.general);
    let (weak, mut asks): (Vec<Ask>, Vec<Ask>) = found.into_iter().partition(|ask| ask.weak);
    if asks.is_empty() {
        asks.extend(title.and_then(|title| title_ask(rules, title)));
    }
    if asks.is_empty() {
        asks = weak;
    }
    if asks.is_empty() {
        asks.extend(general.into_iter().next());
    }
    drop_repeated(rules, &mut asks);
    asks
}

fn title_ask(rules: &AskRules, title: &Folded) -> Option<Ask> {
    let found = rules.title.captures(title.text.trim_end())?;
    let group = found.iter().skip(1).flatten().next()?;
    let (start, end) = (title.char_at(group.start()), title.char_at(group.end()));
    let own = han(&rules.own_words(group.as_str())) >= rules.least_own;
    own.then(|| Ask {
        source: AskSource::Title,
        span: title.original(start, end),
        text: group.as_str().to_owned(),
        general: false,
        weak: false,
    })
}

/// Drops an ask that says again what an earlier one says.
fn drop_repeated(rules: &AskRules, asks: &mut Vec<Ask>) {
    let pairs = |text: &str| -> BTreeSet<(char, char)> {
        let chars: Vec<char> = text.chars().filter(|c| is_han(*c)).collect();
        chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let mut kept: Vec<BTreeSet<(char, char)>> = Vec::new();
    asks.retain(|ask| {
        let own = pairs(&ask.text);
        let again = kept.iter().any(|other| {
            let least = own.len().min(other.len()).max(1) as f64;
            own.intersection(other).count() as f64 >= rules.same_share * least
        });
        if !again {
            kept.push(own);
        }
        !again
    });
}

/// A number at the head of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// Index of its kind in `asks.toml`.
    pub(crate) kind: usize,
    /// 1, 2, …
    pub(crate) number: u32,
    /// First folded char of the number.
    pub(crate) start: usize,
    /// One past its last.
    pub(crate) end: usize,
    /// Whether it is the last of its list.
    pub(crate) last: bool,
}

/// The numbers of all lists (at least two items, counted up from 1), by place.
pub(crate) fn numbered(rules: &AskRules, text: &Folded) -> Vec<Numbered> {
    let mut listed: Vec<Numbered> = Vec::new();
    for (kind, regex) in rules.marks.iter().enumerate() {
        let mut runs: Vec<Vec<Numbered>> = Vec::new();
        let mut from = 0;
        while let Some(mark) = regex.captures_at(&text.text, from).and_then(|found| found.get(1)) {
            if mark.is_empty() {
                break;
            }
            from = mark.end();
            let (start, end) = (text.char_at(mark.start()), text.char_at(mark.end()));
            let Some(number) = value(mark.as_str()) else { continue };
            if listed.iter().any(|other| other.start < end && start < other.end) {
                continue;
            }
            let next = Numbered { kind, number, start, end, last: false };
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|last| last.number + 1 == number) => {
                    run.push(next);
                }
                _ if number == 1 => runs.push(vec![next]),
                _ => {}
            }
        }
        for mut run in runs.into_iter().filter(|run| run.len() > 1) {
            if let Some(last) = run.last_mut() {
                last.last = true;
            }
            listed.append(&mut run);
        }
    }
    listed.sort_by_key(|mark| mark.start);
    listed
}

/// The number that a mark shows, 1–99.
pub(crate) fn value(mark: &str) -> Option<u32> {
    let digits: String = mark.chars().filter(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let circled = mark.chars().find(|c| ('①'..='⑳').contains(c));
    if let Some(circled) = circled {
        return Some(circled as u32 - '①' as u32 + 1);
    }
    let mut total = 0;
    let mut unit = 0;
    for char in mark.chars() {
        match "零一二三四五六七八九".chars().position(|c| c == char) {
            Some(digit) => unit = digit as u32,
            None if char == '十' => {
                total += unit.max(1) * 10;
                unit = 0;
            }
            None => {}
        }
    }
    (total + unit > 0).then_some(total + unit)
}

/// For each mark whether it stands in a list of requests: its own number says so (“建议一：”), or
/// half of the items open with a request word or an order.
fn asking(rules: &AskRules, text: &Folded, marks: &[Numbered]) -> Vec<bool> {
    let mut asking = vec![false; marks.len()];
    let kinds: BTreeSet<usize> = marks.iter().map(|mark| mark.kind).collect();
    for kind in kinds {
        let mut list: Vec<usize> = Vec::new();
        for at in (0..marks.len()).filter(|at| marks[*at].kind == kind) {
            list.push(at);
            if !marks[at].last {
                continue;
            }
            let items = std::mem::take(&mut list);
            let asks = items.iter().filter(|at| opens_ask(rules, text, marks, **at)).count();
            if 2 * asks >= items.len() {
                items.iter().for_each(|at| asking[*at] = true);
            }
        }
    }
    asking
}

/// Whether an item opens with a request word or an order, or its own number asks.
fn opens_ask(rules: &AskRules, text: &Folded, marks: &[Numbered], at: usize) -> bool {
    let mark = marks[at];
    let next = marks.get(at + 1).map_or(text.chars.len(), |next| next.start);
    rules.cue.is_match(&text.slice(mark.start, mark.end))
        || rules.opens_ask(&text.slice(mark.end, next))
}

/// What the sentences under the last heading are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Plain,
    /// Under a heading or an opening sentence that announces requests; with the kind of the
    /// heading's own number and, once known, of the requests'.
    Requests {
        heading: Option<usize>,
        items: Option<usize>,
    },
    /// Under a heading that announces the background, with the kind of its number.
    Background(Option<usize>),
}

/// Most Han characters of a sentence that is one ask from its complaint to its plea.
const SHORT_PLEA: usize = 45;

/// The walk over the sentences of a suggestion.
struct Walk<'a> {
    jieba: &'a Jieba,
    rules: &'a AskRules,
    /// The title is that of a formal suggestion.
    formal: bool,
    text: &'a Folded,
    section: Section,
    /// Inside the last item of a list, whose end is not marked.
    last_item: bool,
    /// The sentence before was a request and ended with a semicolon or colon.
    goes_on: bool,
    asks: Vec<Ask>,
}

impl<'a> Walk<'a> {
    fn over(jieba: &'a Jieba, (rules, formal): (&'a AskRules, bool), text: &'a Folded) -> Vec<Ask> {
        let marks = numbered(rules, text);
        let mut cuts: Vec<usize> = marks.iter().map(|mark| mark.start).collect();
        cuts.dedup();
        let asking = asking(rules, text, &marks);
        let mut walk = Self {
            jieba,
            rules,
            formal,
            text,
            section: Section::Plain,
            last_item: false,
            goes_on: false,
            asks: Vec::new(),
        };
        let pieces = split(text, &cuts);
        for sentence in &pieces.sentences {
            let (start, end) = (sentence.piece.start, sentence.piece.end);
            let mark = marks.iter().position(|mark| mark.start >= start && mark.end <= end);
            let clauses: Vec<(usize, usize)> = pieces
                .clauses
                .get(sentence.first_clause..sentence.last_clause)
                .unwrap_or_default()
                .iter()
                .map(|clause| (clause.start, clause.end))
                .collect();
            match mark {
                Some(at) => walk.item((marks[at], asking[at]), end, &clauses),
                None => walk.sentence(start, end, &clauses),
            }
        }
        walk.asks
    }

    /// A sentence that begins with a number; `asking`: in a list of requests.
    fn item(&mut self, (mark, asking): (Numbered, bool), end: usize, clauses: &[(usize, usize)]) {
        self.last_item = mark.last;
        let body = self.text.slice(mark.end, end);
        let body = body.trim();
        if self.rules.heading.is_match(body) {
            self.section = Section::Requests { heading: Some(mark.kind), items: None };
            return;
        }
        if self.rules.background.is_match(body) {
            self.section = Section::Background(Some(mark.kind));
            return;
        }
        match self.section {
            Section::Background(Some(kind)) if kind == mark.kind => self.section = Section::Plain,
            Section::Requests { heading: Some(kind), .. } if kind == mark.kind => {
                self.section = Section::Plain;
            }
            _ => {}
        }
        if let Section::Requests { heading, items } = self.section {
            if items.is_none_or(|kind| kind == mark.kind) {
                self.section = Section::Requests { heading, items: Some(mark.kind) };
                self.push(mark.end, end, false);
            }
            return;
        }
        if self.section != Section::Plain {
            return;
        }
        let from = mark.end;
        let rest: Vec<(usize, usize)> = clauses
            .iter()
            .filter(|(_, end)| *end > from)
            .map(|&(start, end)| (start.max(from), end))
            .collect();
        let opens = rest
            .first()
            .is_some_and(|&(start, end)| self.rules.opens_ask(&self.text.slice(start, end)));
        if opens || asking {
            // A numbered item that opens with a request word or an order is one ask.
            self.push(from, end, false);
        } else {
            self.plain(from, end, &rest);
        }
    }

    /// A sentence without a number.
    fn sentence(&mut self, start: usize, end: usize, clauses: &[(usize, usize)]) {
        let text = self.text.slice(start, end);
        let trimmed = text.trim();
        let pleads = || {
            clauses.iter().any(|&(start, end)| self.rules.asks_here(&self.text.slice(start, end)))
        };
        if self.rules.problems.is_match(trimmed) && !pleads() {
            self.section = Section::Plain;
            return;
        }
        if self.rules.heading.is_match(trimmed) || self.rules.opening.is_match(trimmed) {
            self.section = Section::Requests { heading: None, items: None };
            return;
        }
        if self.rules.background.is_match(trimmed) {
            self.section = Section::Background(None);
            return;
        }
        let listed = matches!(self.section, Section::Requests { items: Some(_), .. });
        if listed && !self.last_item {
            return;
        }
        if listed {
            self.section = Section::Plain;
        }
        self.plain(start, end, clauses);
    }

    fn plain(&mut self, start: usize, end: usize, clauses: &[(usize, usize)]) {
        let text = self.text.slice(start, end);
        let n = self.asks.len();
        let went_on = std::mem::take(&mut self.goes_on);
        let questioned =
            self.rules.question.is_match(&text) && !self.rules.rhetorical.is_match(&text);
        let of = |rule: &dyn Fn(&str) -> bool| {
            clauses.iter().position(|&(start, end)| rule(&self.text.slice(start, end)))
        };
        let cue = of(&|clause| self.rules.asks_here(clause));
        let said = of(&|clause| self.rules.lead_in.is_match(clause));
        match (cue, said) {
            _ if han(&text) <= SHORT_PLEA && self.rules.plea.is_match(&text) => {
                self.push(start, end, false);
            }
            (_, Some(said)) if cue.is_none_or(|cue| said < cue) => {
                self.behind(clauses.get(said..).unwrap_or_default());
            }
            (Some(first), _) => self.clauses(clauses.get(first..).unwrap_or_default()),
            _ if went_on => self.clauses(clauses),
            _ if questioned => {
                let weak = self.rules.weak.is_match(&text);
                self.push(start, end, false);
                self.asks.get_mut(n..).unwrap_or_default().iter_mut().for_each(|a| a.weak = weak);
            }
            _ => self.inner(clauses),
        }
        let open = matches!(text.trim_end().chars().last(), Some('；' | ';' | '：' | ':'));
        self.goes_on = open && (self.asks.len() > n || cue.is_some());
    }

    /// The requests behind a colon inside the first clause (“座谈后提出：增加收入，……”).
    fn behind(&mut self, clauses: &[(usize, usize)]) {
        let Some(&(start, end)) = clauses.first() else { return };
        let clause = self.text.slice(start, end);
        let lead = self.rules.lead_in.find(&clause).map_or(0, |found| found.end());
        let behind = clause.get(lead..).unwrap_or_default().chars().count();
        let mut rest = clauses.to_vec();
        if let Some(first) = rest.first_mut() {
            first.0 = end - behind;
        }
        self.clauses(&rest);
    }

    /// A request that stands inside a clause.
    fn inner(&mut self, clauses: &[(usize, usize)]) {
        for &(start, end) in clauses {
            let clause = self.text.slice(start, end);
            if let Some(found) = self.rules.inner.find(&clause) {
                let behind = clause.get(found.end()..).unwrap_or_default().chars().count();
                self.push(end - behind, end, false);
            }
        }
    }

    /// The requests of a sentence from the clause with the request word on: each clause is an
    /// item unless it goes on with the one before.
    fn clauses(&mut self, clauses: &[(usize, usize)]) {
        let mut items: Vec<(usize, usize)> = Vec::new();
        let mut lead: Option<usize> = None;
        for (index, &(start, end)) in clauses.iter().enumerate() {
            let clause = self.text.slice(start, end);
            let bare = clause.trim_end_matches(|c: char| !is_han(c) && !c.is_ascii_alphanumeric());
            let cue = self.rules.cue.find(&clause).map(|found| found.as_str().chars().count());
            if index > 0 && cue.is_none() && self.rules.stops.is_match(&clause) {
                break;
            }
            let goes_on = self.rules.continues.is_match(&clause) || self.rules.aims.is_match(bare);
            if index > 0 && cue.is_none() && goes_on {
                if let Some(last) = items.last_mut() {
                    last.1 = end;
                }
                continue;
            }
            if self.rules.told.is_match(&clause) {
                break;
            }
            let tells = self.rules.narrates.is_match(bare) || !self.does(bare);
            if !items.is_empty() && cue.is_none() && tells {
                continue;
            }
            let from = lead.take().unwrap_or(start + cue.unwrap_or(0));
            let own: String = bare.chars().skip(cue.unwrap_or(0)).collect();
            if self.rules.leads.is_match(&own) && !self.rules.is_order(&own) {
                lead = Some(from);
                continue;
            }
            items.push((from, end));
        }
        for (start, end) in items {
            for (start, end) in self.listed(start, end) {
                self.push(start, end, true);
            }
        }
    }

    /// The orders that a clause lists between 、; the clause itself where they are none.
    fn listed(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut parts = vec![(start, end)];
        for (at, char) in (start..end).zip(self.text.slice(start, end).chars()) {
            if char == '、'
                && let Some((_, last)) = parts.last_mut()
            {
                *last = at;
                parts.push((at + 1, end));
            }
        }
        let texts: Vec<String> = parts.iter().map(|(a, b)| self.text.slice(*a, *b)).collect();
        let whole = texts.iter().all(|text| han(text) >= self.rules.least_han);
        // The first part stands behind the request word and opens with anything.
        let orders = texts.iter().skip(1).all(|text| self.rules.is_order(text));
        if parts.len() > 1 && whole && orders { parts } else { vec![(start, end)] }
    }

    /// Whether a clause behind a request names something to be done and tells nothing. In a formal
    /// suggestion what stands behind a request is asked, whatever it opens with; a letter soon
    /// tells again.
    fn does(&self, clause: &str) -> bool {
        if self.rules.is_order(clause) || (self.formal && self.has_verb(clause)) {
            return true;
        }
        let acts = || {
            let tags = self.jieba.tag(clause, false);
            self.formal && tags.iter().any(|token| token.tag.starts_with('v'))
        };
        let does = self.has_verb(clause) || self.rules.acts.is_match(clause) || acts();
        does && !self.rules.past.is_match(clause)
    }

    /// Whether the clause opens like an order: with a verb, or with what may stand before one.
    fn has_verb(&self, clause: &str) -> bool {
        let tags: Vec<&str> = self.jieba.tag(clause, false).iter().map(|token| token.tag).collect();
        let opens = tags
            .first()
            .is_some_and(|tag| ["v", "p", "d", "ad", "c"].iter().any(|open| tag.starts_with(open)));
        opens && tags.iter().any(|tag| tag.starts_with('v'))
    }

    /// Adds an ask; a short clause of a sentence joins the one before.
    fn push(&mut self, start: usize, end: usize, clause: bool) {
        let raw = self.text.slice(start, end);
        let cue = if clause { None } else { self.rules.cue.find(&raw) };
        let skip = cue.map_or(0, |found| found.as_str().chars().count());
        let text: String = raw.chars().skip(skip).collect();
        let text = text.trim_matches(|c: char| !is_han(c) && !c.is_ascii_alphanumeric());
        let own = han(&self.rules.own_words(text));
        let general = own < self.rules.least_own;
        if han(text) < self.rules.least_han {
            return;
        }
        let before =
            raw.chars().skip(skip).take_while(|c| !is_han(*c) && !c.is_ascii_alphanumeric());
        let first = start + skip + before.count();
        let span = self.text.original(first, first + text.chars().count());
        self.asks.push(Ask {
            source: AskSource::Text,
            span,
            text: text.to_owned(),
            general,
            weak: false,
        });
    }
}

fn han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{reading::folded, rulebook::Rulebook, testing::rulebook};

    fn split(rulebook: &Rulebook, title: Option<&str>, text: &str) -> Vec<Ask> {
        let rules = &rulebook.answering.as_ref().unwrap().asks;
        let title = title.map(|title| folded(rulebook, title));
        split_asks(&rulebook.jieba, rules, title.as_ref(), &folded(rulebook, text))
    }

    fn texts(title: Option<&str>, text: &str) -> Vec<String> {
        split(rulebook(), title, text).into_iter().map(|ask| ask.text).collect()
    }

    #[test]
    fn a_list_behind_one_request_word_is_as_many_asks_as_items() {
        let listed = "桥面破损多年。希望有关部门：一是更换松木桥护栏；二是限制重车通行。";
        assert_eq!(texts(None, listed), ["更换松木桥护栏", "限制重车通行"]);
        let clauses = "桥面破损多年。建议更换松木桥护栏，限制重车通行，公布检测结果。";
        assert_eq!(texts(None, clauses).len(), 3);
        let semicolons = "桥面破损多年。建议：更换松木桥护栏；限制重车通行。";
        assert_eq!(texts(None, semicolons).len(), 2);
    }

    #[test]
    fn numbers_under_a_heading_are_asks_and_those_under_the_background_are_none() {
        let text = "一、存在的问题\n1.护栏锈蚀。\n2.重车太多。\n二、建议\n1.更换护栏。费用由镇里出。\n2.限制重车。\n3.公布检测结果。";
        assert_eq!(texts(None, text), ["更换护栏", "限制重车", "公布检测结果"]);
    }

    #[test]
    fn a_mark_without_its_group_is_an_error_that_names_it() {
        let mark =
            |pattern: &str| MarkFile { name: "甲乙".to_owned(), pattern: pattern.to_owned() };
        let told = |pattern: &str| list_mark(&mark(pattern)).unwrap_err();
        assert_eq!(told("[甲乙]、"), ("[[mark]] 甲乙".to_owned(), None));
        assert!(told("([甲乙]、").1.is_some());
        assert!(list_mark(&mark("([甲乙])、")).is_ok());
    }

    #[test]
    fn no_words_match_nothing_and_the_longest_word_comes_first() {
        assert!(!Pattern::new(&any_of(&[])).unwrap().is_match("路灯"));
        assert_eq!(any_of(&["路".to_owned(), "路灯".to_owned()]), "路灯|路");
    }

    #[test]
    fn circled_numbers_and_full_width_points_count() {
        assert_eq!(texts(None, "建议：①更换旧护栏；②限制重车通行。").len(), 2);
        assert_eq!(texts(None, "建议：１．更换旧护栏；２．限制重车通行。").len(), 2);
    }

    #[test]
    fn a_decimal_is_no_number_of_a_list() {
        assert_eq!(texts(None, "路长1.5公里，宽2.5米。建议加装护栏。"), ["加装护栏"]);
    }

    #[test]
    fn a_plain_question_is_an_ask_and_a_rhetorical_one_is_none() {
        assert_eq!(texts(None, "三号桥何时通车？").len(), 1);
        assert_eq!(texts(None, "桥断了三年。难道没有人看见吗？"), Vec::<String>::new());
    }

    #[test]
    fn what_is_to_be_done_behind_a_request_is_an_ask_whatever_it_opens_with() {
        let text = "建议每年汛期禁止重车通行，利用旧桥墩设休息点，两岸村民优先，夜间安排专人值守。";
        assert_eq!(
            texts(Some("关于管好松木桥的建议"), text),
            ["每年汛期禁止重车通行", "利用旧桥墩设休息点", "两岸村民优先", "夜间安排专人值守"]
        );
    }

    #[test]
    fn behind_the_request_of_a_letter_only_plain_acts_are_asked() {
        let text = "希望领导更换松木桥护栏，村里的人都担心，呼声很高，夜间安排专人值守。";
        assert_eq!(texts(None, text), ["更换松木桥护栏", "夜间安排专人值守"]);
    }

    #[test]
    fn a_good_end_is_part_of_the_ask_that_serves_it() {
        let text = "请求在路口增设天桥，消除安全隐患，保障村民生命财产安全，更换护栏。";
        assert_eq!(texts(None, text).len(), 2);
        assert_eq!(texts(None, "建议改善夜间照明，提高护栏高度。").len(), 2);
    }

    #[test]
    fn what_others_demanded_and_what_came_to_nothing_is_told_and_not_asked() {
        assert_eq!(
            texts(None, "村里多次上报，镇上要求我们签字，申请公租房总被退回。"),
            Vec::<String>::new()
        );
        assert_eq!(texts(None, "业主不同意，要求学生强行补课。请求责令停止补课。").len(), 1);
    }

    #[test]
    fn a_problem_told_under_a_number_is_no_ask_and_a_question_is() {
        let text =
            "反映松木桥的几点问题：1.护栏锈蚀至今没有更换。2.重车日夜通行。3.桥梁检测何时公布？";
        assert_eq!(texts(None, text), ["桥梁检测何时公布"]);
    }

    #[test]
    fn scorn_and_doubt_without_a_question_mark_ask_nothing() {
        for text in [
            "护栏断了三年，这是理由吗？",
            "这对两岸居民也太不公平了吧？",
            "领导们是来看风景的？",
            "村民不知道到哪里办手续，钱也凑不齐。",
        ] {
            assert_eq!(texts(None, text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(texts(None, "松木桥收费依据是什么？").len(), 1);
    }

    #[test]
    fn background_and_a_vague_suggestion_ask_for_nothing() {
        assert!(texts(None, "近年来我区教育事业取得了长足进步，群众比较满意。").is_empty());
        assert!(texts(None, "").is_empty());
    }

    #[test]
    fn the_title_asks_where_the_text_does_not() {
        let asks = split(rulebook(), Some("关于加固松木桥护栏的建议"), "松木桥护栏锈蚀多年。");
        assert_eq!(asks.len(), 1);
        assert_eq!((asks[0].source, asks[0].text.as_str()), (AskSource::Title, "加固松木桥护栏"));
    }

    #[test]
    fn a_purpose_and_a_reason_are_no_asks() {
        assert_eq!(texts(None, "建议加装护栏，以便老人通行，因为桥面太窄。").len(), 1);
    }

    #[test]
    fn a_span_quotes_the_ask_in_the_original() {
        let text = "桥面 破损。建议 更换 护栏，限制重车。";
        let asks = split(rulebook(), None, text);
        let quote: String =
            text.chars().skip(asks[0].span.start as usize).take(asks[0].span.len()).collect();
        assert_eq!(quote, "更换 护栏");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_span_lies_inside_its_text(
            text in "(建议|希望|一是|二是|1.|2.|（一）|①|②|何时|？|：|；|，|。|\n|桥|护栏|更换|a| ){0,40}",
            wild in any::<String>(),
        ) {
            for text in [text.as_str(), wild.as_str()] {
                for ask in split(rulebook(), Some(&wild), text) {
                    let whole = if ask.source == AskSource::Title { wild.as_str() } else { text };
                    prop_assert!(ask.span.start <= ask.span.end);
                    prop_assert!(ask.span.end as usize <= whole.chars().count());
                    prop_assert!(!ask.text.is_empty());
                }
            }
        }
    }
}

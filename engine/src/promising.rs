//! `commitments.toml`: how promises, their time limits and the other slots are recognised.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    asks::any_of,
    files::parse,
    limit::Limit,
    pattern::Pattern,
    problem::{Problem, RulesError},
    times::{GROUPS, Times, TimesFile},
};

/// Name of the file, for messages.
const FILE: &str = "commitments.toml";

/// Everything that finding promises needs.
#[derive(Debug)]
pub struct PromiseRules {
    limits: Vec<Pattern>,
    times: Times,
    pub(crate) limit_before: Pattern,
    pub(crate) limit_after: Pattern,
    /// What makes a bare year the year of a file.
    pub(crate) limit_title: Pattern,
    /// What makes a bare time a limit (到2027年).
    pub(crate) limit_upto: Pattern,
    pub(crate) future: Pattern,
    pub(crate) past: Pattern,
    pub(crate) veto: Pattern,
    pub(crate) hedge: Pattern,
    pub(crate) onward: Pattern,
    pub(crate) item: Pattern,
    /// Signs of what a letter is about.
    pub(crate) topic: Pattern,
    pub(crate) condition: Pattern,
    /// The head of a rule for everybody (材料齐全的，……).
    pub(crate) general: Pattern,
    /// The past that only hands on what is to be done (已责成).
    pub(crate) directed: Pattern,
    pub(crate) another: Pattern,
    pub(crate) empty_codes: BTreeSet<String>,
    pub(crate) act: Pattern,
    /// The words that `act` finds.
    pub(crate) acts: BTreeSet<String>,
    /// Verbs of attitude, state or means: what they govern is not to be done.
    pub(crate) attitude: BTreeSet<String>,
    /// Words that bring in with whom, with what or whereto, ahead of the verb.
    pub(crate) leading: BTreeSet<String>,
    /// Words that only help the verb behind them.
    pub(crate) helping: BTreeSet<String>,
    /// How something is done, in one word of the dictionary with the act (突击检查).
    pub(crate) manner: BTreeSet<String>,
    pub(crate) light: BTreeSet<String>,
    pub(crate) soft: BTreeSet<String>,
    pub(crate) makes: BTreeSet<String>,
    pub(crate) not_act: Pattern,
    /// What behind a verb says when it will be done.
    pub(crate) scheduled: Pattern,
    /// What is no part of a name behind a verb that opens what is promised.
    pub(crate) governs: Pattern,
    /// What can be done, where a time is told elsewhere (即可).
    pub(crate) able: Pattern,
    /// Objects of which nothing can be seen.
    pub(crate) vain: Pattern,
    /// Objects that are people sent out to act.
    pub(crate) hands: Pattern,
    pub(crate) not_end: Pattern,
    pub(crate) names: Pattern,
    pub(crate) idle: Pattern,
    pub(crate) not_rest: Pattern,
    pub(crate) not_before: Pattern,
    /// Words inside which an act only sets the scene (在……过程中).
    pub(crate) frame: Pattern,
    pub(crate) finish: Pattern,
    pub(crate) start: Pattern,
    pub(crate) not_object: Pattern,
    pub(crate) trim_before: Pattern,
    pub(crate) trim_after: Pattern,
    /// What sets an act for the time behind it (放在第四季度).
    pub(crate) set_for: Pattern,
    /// Endings of places by their last char.
    pub(crate) place_endings: BTreeMap<char, Vec<Vec<char>>>,
    pub(crate) place_alone: Vec<Vec<char>>,
    pub(crate) place_tail: Pattern,
    /// Words behind which stands where the act leads.
    pub(crate) place_toward: BTreeSet<String>,
    /// Words that only say of what kind a place is.
    pub(crate) place_generic: BTreeSet<String>,
    /// What stands behind a word that is no place.
    pub(crate) place_not_before: Pattern,
    /// Names joined by 、 that only together end like a place, from the first 、 on.
    pub(crate) place_listed: Pattern,
    /// From where to where along a road or a river, behind its name.
    pub(crate) place_stretch: Pattern,
    pub(crate) not_place: Pattern,
    /// What a name goes on with that makes it the name of what cannot be gone to.
    pub(crate) place_abstract: Pattern,
    /// Words before a place that mean all of its kind.
    pub(crate) place_all: Pattern,
    /// Places named by a code (X207线).
    pub(crate) place_coded: Pattern,
    /// Words that say in what state a place is (闲置).
    pub(crate) place_states: BTreeSet<String>,
    /// What stands behind a place that is itself what will be made.
    pub(crate) place_making: Pattern,
    pub(crate) place_breaks: BTreeSet<String>,
    pub(crate) by: Vec<Pattern>,
    pub(crate) body_ends: Pattern,
    pub(crate) lead: Pattern,
    /// What a body does that only helps the one in charge.
    pub(crate) aids: BTreeSet<String>,
    /// What is paid for, in front of who pays.
    pub(crate) paid: Pattern,
    /// What comes about by itself: its subject is a place.
    pub(crate) events: Pattern,
    /// Ends of bodies that are places as well.
    pub(crate) venues: Pattern,
    pub(crate) subject_stop: Pattern,
    pub(crate) not_body: Pattern,
    pub(crate) money: String,
    pub(crate) quantity: String,
    pub(crate) more_money: Pattern,
    pub(crate) more: Pattern,
    pub(crate) range: Pattern,
    pub(crate) rest: Pattern,
    pub(crate) amount_before: Pattern,
    pub(crate) amount_after: Pattern,
    pub(crate) not_quantity: Pattern,
    /// What says how often.
    pub(crate) often: Pattern,
    /// What says how large a thing is.
    pub(crate) size: Pattern,
}

impl PromiseRules {
    /// Compiles the text of `commitments.toml`.
    ///
    /// # Errors
    /// The first thing that cannot work, with the key.
    pub fn compile(text: &str) -> Result<Self, RulesError> {
        let file: CommitmentsFile = parse(FILE, text)?;
        let limits = file.limits.iter().map(limit_pattern).collect::<Result<_, _>>()?;
        let by = |(at, pattern): (usize, &String)| {
            let key = format!("responsible.by 第 {} 条", at + 1);
            let found = regex(&key, pattern)?;
            if found.captures_len() < 2 {
                return Err(broken(format!("{key} 没有第 1 组；请用括号括住单位名称")));
            }
            Ok(found)
        };
        let chars = |words: &[String]| -> Vec<Vec<char>> {
            words.iter().map(|word| word.chars().collect()).collect()
        };
        let mut place_endings: BTreeMap<char, Vec<Vec<char>>> = BTreeMap::new();
        for ending in file.place.endings.iter().flat_map(|ending| each(ending)) {
            if let Some(&last) = ending.last() {
                place_endings.entry(last).or_default().push(ending);
            }
        }
        Ok(Self {
            limits,
            times: Times::of(file.times).map_err(broken)?,
            limit_before: regex("around.before", &file.around.before)?,
            limit_after: regex("around.after", &file.around.after)?,
            limit_title: regex("around.title", &file.around.title)?,
            limit_upto: regex("around.upto", &file.around.upto)?,
            future: regex("clause.future", &file.clause.future)?,
            past: regex("clause.past", &file.clause.past)?,
            veto: regex("clause.veto", &file.clause.veto)?,
            hedge: regex("clause.hedge", &file.clause.hedge)?,
            onward: regex("clause.onward", &file.clause.onward)?,
            item: regex("clause.item", &file.clause.item)?,
            directed: regex("clause.directed", &file.clause.directed)?,
            topic: regex("clause.topic", &file.clause.topic)?,
            general: regex("clause.general", &file.clause.general)?,
            condition: regex("clause.condition", &file.clause.condition)?,
            another: regex("clause.another", &file.clause.another)?,
            empty_codes: file.clause.empty_codes,
            act: regex("object.act", &any_of(&file.object.act))?,
            acts: file.object.act.into_iter().collect(),
            attitude: file.object.attitude,
            leading: file.object.leading,
            helping: file.object.helping,
            manner: file.object.manner,
            light: file.object.light,
            soft: file.object.soft,
            makes: file.object.makes,
            governs: regex("object.governs", &file.object.governs)?,
            able: regex("object.able", &file.object.able)?,
            vain: regex("object.vain", &file.object.vain)?,
            hands: regex("object.hands", &file.object.hands)?,
            not_end: regex("object.not_end", &file.object.not_end)?,
            names: regex("object.names", &file.object.names)?,
            scheduled: regex("object.scheduled", &file.object.scheduled)?,
            not_act: regex("object.not_act", &file.object.not_act)?,
            idle: regex("object.idle", &file.object.idle)?,
            not_rest: regex("object.not_rest", &file.object.not_rest)?,
            not_before: regex("object.not_before", &file.object.not_before)?,
            frame: regex("object.frame", &file.object.frame)?,
            finish: regex("object.finish", &file.object.finish)?,
            start: regex("object.start", &file.object.start)?,
            not_object: regex("object.not_object", &file.object.not_object)?,
            trim_before: regex("object.trim_before", &file.object.trim_before)?,
            trim_after: regex("object.trim_after", &file.object.trim_after)?,
            set_for: regex("object.set_for", &file.object.set_for)?,
            place_endings,
            place_alone: chars(&file.place.alone),
            place_tail: regex("place.tail", &file.place.tail)?,
            place_toward: file.place.toward,
            place_generic: file.place.generic,
            place_not_before: regex("place.not_before", &file.place.not_before)?,
            place_listed: regex("place.listed", &file.place.listed)?,
            place_stretch: regex("place.stretch", &file.place.stretch)?,
            place_abstract: regex("place.abstract", &file.place.abstract_names)?,
            place_all: regex("place.all", &file.place.all)?,
            place_coded: regex("place.coded", &file.place.coded)?,
            not_place: regex("place.not_place", &file.place.not_place)?,
            place_making: regex("place.making", &file.place.making)?,
            place_states: file.place.states,
            place_breaks: file.place.breaks,
            by: file.responsible.by.iter().enumerate().map(by).collect::<Result<_, _>>()?,
            body_ends: regex(
                "responsible.endings",
                &format!("(?:{})$", any_of(&file.responsible.endings)),
            )?,
            lead: regex("responsible.lead", &file.responsible.lead)?,
            aids: file.responsible.aids,
            paid: regex("responsible.paid", &file.responsible.paid)?,
            events: regex("responsible.events", &file.responsible.events)?,
            venues: regex("responsible.venues", &file.responsible.venues)?,
            subject_stop: regex("responsible.stop", &file.responsible.stop)?,
            not_body: regex("responsible.not_body", &file.responsible.not_body)?,
            money: file.amount.money,
            quantity: file.amount.quantity,
            more_money: regex("amount.more_money", &file.amount.more_money)?,
            more: regex("amount.more", &file.amount.more)?,
            range: regex("amount.range", &file.amount.range)?,
            rest: regex("amount.rest", &file.amount.rest)?,
            amount_before: regex("amount.not_before", &file.amount.not_before)?,
            amount_after: regex("amount.not_after", &file.amount.not_after)?,
            often: regex("amount.often", &file.amount.often)?,
            size: regex("amount.size", &file.amount.size)?,
            not_quantity: regex("amount.not_quantity", &file.amount.not_quantity)?,
        })
    }

    /// Whether a word is itself an ending of places (二期).
    pub(crate) fn is_place_ending(&self, word: &[char]) -> bool {
        let endings = word.last().and_then(|last| self.place_endings.get(last));
        endings.is_some_and(|endings| endings.iter().any(|ending| ending == word))
    }

    /// All time limits of a text with their bytes, by place; of overlapping ones the longest.
    pub(crate) fn limits(&self, text: &str) -> Vec<(std::ops::Range<usize>, Limit)> {
        let found = self.limits.iter().flat_map(|regex| regex.captures_iter(text));
        let mut all: Vec<(std::ops::Range<usize>, Limit)> = found
            .filter_map(|captures| Some((captures.get(0)?.range(), self.times.read(&captures)?)))
            .collect();
        all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut kept: Vec<(std::ops::Range<usize>, Limit)> = Vec::new();
        for (range, limit) in all {
            match kept.last() {
                Some((last, _)) if range.start < last.end => {
                    if range.len() > last.len() {
                        kept.pop();
                        kept.push((range, limit));
                    }
                }
                _ => kept.push((range, limit)),
            }
        }
        kept
    }
}

/// A word, or one for each char in its brackets ([东西]路: 东路, 西路).
fn each(word: &str) -> Vec<Vec<char>> {
    let parts = word.split_once('[').and_then(|(head, rest)| Some((head, rest.split_once(']')?)));
    let Some((head, (choice, tail))) = parts else { return vec![word.chars().collect()] };
    choice.chars().map(|c| head.chars().chain([c]).chain(tail.chars()).collect()).collect()
}

fn broken(reason: String) -> RulesError {
    RulesError { problems: vec![Problem::whole(FILE, reason)] }
}

fn regex(key: &str, pattern: &str) -> Result<Pattern, RulesError> {
    Pattern::new(pattern).map_err(|error| broken(format!("{key} 的正则写错了：{error}")))
}

fn limit_pattern(limit: &LimitFile) -> Result<Pattern, RulesError> {
    let key = format!("[[limit]] {}", limit.name);
    let found = regex(&key, &limit.pattern)?;
    if found.is_match("") {
        return Err(broken(format!("{key} 的正则连空文字也匹配；请写出至少一个字")));
    }
    let unknown = found.capture_names().flatten().find(|name| !GROUPS.contains(name));
    match unknown {
        Some(name) => {
            Err(broken(format!("{key} 有不认识的组名 {name}；可用的有 {}", GROUPS.join("、"))))
        }
        None => Ok(found),
    }
}

/// `commitments.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentsFile {
    #[serde(rename = "limit")]
    limits: Vec<LimitFile>,
    times: TimesFile,
    around: AroundFile,
    clause: ClauseFile,
    object: ObjectFile,
    place: PlaceFile,
    responsible: ResponsibleFile,
    amount: AmountFile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    name: String,
    pattern: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AroundFile {
    before: String,
    after: String,
    title: String,
    upto: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseFile {
    future: String,
    past: String,
    veto: String,
    hedge: String,
    onward: String,
    item: String,
    condition: String,
    general: String,
    topic: String,
    directed: String,
    another: String,
    empty_codes: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectFile {
    act: Vec<String>,
    attitude: BTreeSet<String>,
    leading: BTreeSet<String>,
    helping: BTreeSet<String>,
    manner: BTreeSet<String>,
    light: BTreeSet<String>,
    soft: BTreeSet<String>,
    makes: BTreeSet<String>,
    not_act: String,
    scheduled: String,
    hands: String,
    governs: String,
    able: String,
    vain: String,
    not_end: String,
    names: String,
    idle: String,
    not_rest: String,
    not_before: String,
    frame: String,
    finish: String,
    start: String,
    not_object: String,
    trim_before: String,
    trim_after: String,
    set_for: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceFile {
    endings: Vec<String>,
    alone: Vec<String>,
    tail: String,
    toward: BTreeSet<String>,
    generic: BTreeSet<String>,
    not_before: String,
    listed: String,
    stretch: String,
    #[serde(rename = "abstract")]
    abstract_names: String,
    all: String,
    coded: String,
    not_place: String,
    states: BTreeSet<String>,
    making: String,
    breaks: BTreeSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponsibleFile {
    by: Vec<String>,
    endings: Vec<String>,
    lead: String,
    aids: BTreeSet<String>,
    paid: String,
    events: String,
    venues: String,
    stop: String,
    not_body: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountFile {
    money: String,
    quantity: String,
    more_money: String,
    more: String,
    range: String,
    rest: String,
    not_before: String,
    not_after: String,
    often: String,
    size: String,
    not_quantity: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_TEXT: &str = include_str!("../../rules/commitments.toml");

    fn told(old: &str, new: &str) -> String {
        assert!(FILE_TEXT.contains(old), "{old}");
        let error = PromiseRules::compile(&FILE_TEXT.replacen(old, new, 1)).unwrap_err();
        error
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.file, problem.message))
            .collect()
    }

    #[test]
    fn what_cannot_work_is_named_with_file_and_key() {
        for (old, new, key) in [
            ("hedge = '''", "hedge = '''(", "clause.hedge"),
            ("(?P<soon>", "(?P<late>", "[[limit]] 明天"),
            ("\"十四五\" = \"2025-12-31\"", "\"十四五\" = \"2025年底\"", "times.plans 的 十四五"),
            ("\"元旦\" = [\"01-01\"]", "\"元旦\" = [\"1日\"]", "times.feasts 的 元旦"),
            ("'''由([^", "'''由(?:[^", "responsible.by 第 1 条"),
        ] {
            let message = told(old, new);
            assert!(message.contains(FILE) && message.contains(key), "{message}");
        }
    }
}

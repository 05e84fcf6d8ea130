//! Promises of a reply: who will do what, where, by when, for how much.
//!
//! A sentence of the body is walked clause by clause. A clause that names something to be done
//! opens a promise; clauses around it add their time limit, body and amount, until a clause
//! with an act and a limit of its own opens the next one. Definitions for readers:
//! `docs/commitments.md`.

use crate::{
    amounts, bodies,
    deeds::{Act, Clause, Kind, Outlook, clause, future, is_bare_time},
    ground::Ground,
    limit::Limit,
    places::{self, Place},
    reading::Reading,
    rulebook::Rulebook,
    split::Piece,
    timed::{Timed, beginning_in},
    zone::Zone,
};

pub(crate) use crate::deeds::Signs;
pub use crate::promise::{Grade, Promise, Settled, Slot};

/// All promises of a reply, by place; empty without `commitments.toml`.
pub(crate) fn promises(rulebook: &Rulebook, reading: &Reading, signs: Signs<'_>) -> Vec<Promise> {
    let Some(rules) = &rulebook.promising else { return Vec::new() };
    let ground = Ground::of(rules, &rulebook.jieba, reading);
    let mut found = Vec::new();
    let mut carried = false;
    for (index, (sentence, zone)) in reading.pieces.sentences.iter().zip(&reading.zones).enumerate()
    {
        if !matches!(zone, Zone::Body | Zone::Closing) {
            carried = false;
            continue;
        }
        let goes_on = carried && rules.item.is_match(ground.words(sentence.piece).trim_start());
        let all = sentence.first_clause..sentence.last_clause;
        let limits = beginning_in(&ground.limits, sentence.piece);
        let parts: Vec<(usize, Piece)> = all.clone().flat_map(|at| parts(&ground, at)).collect();
        let ahead: Vec<Option<usize>> =
            parts.iter().map(|(_, piece)| future(&ground, *piece)).collect();
        // Most sentences end here: nothing in them is yet to come.
        let tells = !goes_on && limits.is_empty() && ahead.iter().all(Option::is_none);
        if tells && !all.clone().any(|at| signs.is_empty(at)) {
            carried = false;
            continue;
        }
        let timed = ground.limits[limits].first().is_some_and(|t| t.end <= sentence.piece.end);
        let first_ahead = ahead.iter().position(Option::is_some);
        let outlook = |(place, future): (usize, Option<usize>)| {
            let (at, piece) = parts[place];
            let led = first_ahead.is_some_and(|first| first < place);
            let before = place.checked_sub(1).filter(|_| timed);
            let opened = before.is_some_and(|before| is_bare_time(&ground, parts[before].1));
            Outlook { at, piece, future, led, timed, opened }
        };
        let outlooks = ahead.into_iter().enumerate().map(outlook);
        let clauses: Vec<Clause> =
            outlooks.map(|outlook| clause(rulebook, &ground, signs, outlook)).collect();
        let scene = Scene::of(&ground, &clauses, index);
        carried = scene.first_future.is_some() || goes_on;
        let made = scene.promises(goes_on);
        if made.is_empty() && zone == &Zone::Body {
            found.extend(scene.mere_will());
        }
        found.extend(made);
    }
    found
}

/// The parts of a clause that have a time of their own (5月招标、9月开工), each with the clause.
fn parts(ground: &Ground<'_>, at: usize) -> Vec<(usize, Piece)> {
    let Ground { reading, limits, .. } = ground;
    let mut rest = reading.pieces.clauses[at];
    let mut found = Vec::new();
    for pair in limits[beginning_in(limits, rest)].windows(2) {
        let joint = pair[1].start - 1;
        // 5月、9月各招标一次: two times of one thing.
        let apart = joint >= pair[0].end + LEAST_TOPIC;
        if apart && reading.folded.chars[joint] == '、' {
            found.push((at, Piece { end: pair[1].start, ..rest }));
            rest.start = pair[1].start;
        }
    }
    found.push((at, rest));
    found
}

/// Clauses that make one promise.
#[derive(Debug, Clone)]
struct Group {
    first: usize,
    last: usize,
    /// The clause with the act, and whether that clause had a limit.
    main: Option<(usize, Act, bool)>,
    /// The limit that counts, as a place in the list of all.
    limit: Option<usize>,
}

/// A sentence with everything known of its clauses.
struct Scene<'a> {
    ground: &'a Ground<'a>,
    clauses: &'a [Clause],
    /// The first clause that speaks of the future.
    first_future: Option<usize>,
    /// Its place in the list of sentences.
    sentence: usize,
}

/// Chars of the shortest words that name what a clause is about.
const LEAST_TOPIC: usize = 2;

/// How many sentences before a promise may say where, and who.
const REACH: usize = 2;

/// What the nearest clause before another one holds, remembered from promise to promise: a
/// sentence of a hundred promises is not read a hundred times.
#[derive(Default)]
struct Nearest {
    upto: usize,
    found: Option<Piece>,
}

impl Nearest {
    /// The same for the clauses before `end`, which never goes back.
    fn before(&mut self, end: usize, read: impl FnMut(usize) -> Option<Piece>) -> Option<Piece> {
        self.found = (self.upto..end).rev().find_map(read).or(self.found);
        self.upto = end;
        self.found
    }
}

impl<'a> Scene<'a> {
    fn of(ground: &'a Ground<'a>, clauses: &'a [Clause], sentence: usize) -> Self {
        let first_future = clauses.iter().position(|clause| clause.future);
        Self { ground, clauses, first_future, sentence }
    }

    /// What the sentences before this one name, the nearest first.
    fn told_before(&self, read: impl Fn(Piece) -> Option<Piece>) -> Option<Piece> {
        let Reading { pieces, zones, .. } = self.ground.reading;
        let nearest = (self.sentence.saturating_sub(REACH)..self.sentence).rev();
        let of_letter = nearest.filter(|at| matches!(zones[*at], Zone::Body | Zone::Receipt));
        let clauses = |at: usize| {
            let sentence = &pieces.sentences[at];
            &pieces.clauses[sentence.first_clause..sentence.last_clause]
        };
        of_letter.flat_map(|at| clauses(at).iter().rev()).find_map(|clause| read(*clause))
    }

    /// The promises of the sentence; `goes_on` if the one before announced them.
    fn promises(&self, goes_on: bool) -> Vec<Promise> {
        let mut made = Vec::new();
        let mut near = (Nearest::default(), Nearest::default());
        for group in self.groups(goes_on) {
            let Some((main, act, _)) = group.main else { continue };
            let clauses = &self.clauses[group.first..=group.last];
            let lead = self.first_future.is_some_and(|first| first < group.first);
            let own = |clause: &&Clause| {
                clause.piece.start <= self.clauses[main].piece.start || !clause.limits.is_empty()
            };
            let future = goes_on || clauses.iter().filter(own).any(|clause| clause.future);
            let dated = group.limit.is_some();
            if future || (dated && lead) || self.is_dated(&group, (main, act)) {
                let undated = |at: usize| self.ground.limits[at].limit.is_undated();
                let told = future || (lead && group.limit.is_some_and(undated));
                made.push(self.promise(&group, (main, act), !told, &mut near));
            }
        }
        made
    }

    /// Whether the time alone shows that something is yet to be done.
    fn is_dated(&self, group: &Group, (main, act): (usize, Act)) -> bool {
        let clauses = &self.clauses[group.first..=group.last];
        let limit_of = |at: usize| &self.ground.limits[at];
        let is_span = |timed: &Timed| matches!(timed.limit, Limit::Within { .. });
        let limit = group.limit.map(limit_of);
        // A bare 三十日内 is as often a rule for citizens or a tale of what was done.
        let firm = limit.is_some_and(|timed| timed.firm && !is_span(timed));
        let promised = clauses.iter().any(|clause| {
            clause.promised && clause.limits.clone().map(limit_of).any(|timed| !is_span(timed))
        });
        // 2018年某校开设73个班: a year alone tells what was as often as what will be.
        let close = limit.is_some_and(|timed| {
            let words = self.ground.words(Piece { start: timed.start, end: timed.end });
            let season = matches!(timed.limit, Limit::Season { .. });
            words.contains(['月', '日', '号', '周']) || timed.firm || season
        });
        let span = limit.is_some_and(is_span);
        firm || promised || (close && self.is_owned(group, (main, act), span))
    }

    /// Whether somebody does it, it comes about by itself, or what it is done to is named; of what
    /// only takes a `span` of time the first two.
    fn is_owned(&self, group: &Group, (main, act): (usize, Act), span: bool) -> bool {
        let Ground { rules, .. } = self.ground;
        let before = &self.clauses[group.first..main];
        let general = |c: &Clause| rules.general.is_match(self.ground.words(c.piece));
        if self.clauses[..main].iter().any(general) {
            return false;
        }
        let charged = |c: &Clause| bodies::charged(self.ground, c.piece).is_some();
        let piece = self.clauses[main].piece;
        let who = || bodies::subject(self.ground, piece, Some(act.verb.start)).is_some();
        // 物业已采购锁芯，10月30日前挨户更换: named in a clause before.
        let named = |c: &Clause| bodies::subject(self.ground, c.piece, None).is_some();
        act.kind != Kind::Thing
            || rules.events.is_match(self.ground.words(act.object))
            || self.clauses[group.first..=group.last].iter().any(charged)
            || who()
            || (!span && (self.is_about(main, act) || before.iter().any(named)))
    }

    /// Whether a clause names what it is about ahead of its time (平台·4月中旬完成升级), or one
    /// before it does.
    fn is_about(&self, at: usize, act: Act) -> bool {
        let clause = &self.clauses[at];
        let first = clause.limits.clone().next().map(|at| self.ground.limits[at].start);
        let verb = self.ground.rules.acts.contains(self.ground.words(act.verb));
        verb && first.is_some_and(|first| at > 0 || first >= clause.piece.start + LEAST_TOPIC)
    }

    /// The sentence as a promise without a thing, if it is mere determination.
    fn mere_will(&self) -> Option<Promise> {
        let at = self.clauses.iter().position(|clause| clause.empty && !clause.out)?;
        let goes = |piece: Piece| self.ground.rules.onward.is_match(self.ground.words(piece));
        if !self.clauses[..=at].iter().any(|clause| goes(clause.piece)) {
            return None;
        }
        let (first, last) = (self.clauses.first()?, self.clauses.last()?);
        let whole = self.slot(first.piece.start, last.piece.end)?;
        let mut spoken = self.clauses[..=at].iter().rev().map(|clause| clause.piece);
        let responsible = spoken.find_map(|piece| bodies::subject(self.ground, piece, None));
        Some(Promise {
            whole,
            object: None,
            place: None,
            responsible: responsible.and_then(|piece| self.slot(piece.start, piece.end)),
            amount: None,
            limit: None,
            hedged: true,
            dated_only: false,
            firm: false,
            rolls: false,
        })
    }

    /// The clauses sorted into promises. An act without a sign of the future, a limit or a body
    /// in charge tells how things stand, and makes no promise.
    fn groups(&self, goes_on: bool) -> Vec<Group> {
        let open = |first| Group { first, last: first, main: None, limit: None };
        let mut groups = Vec::new();
        let mut group = open(0);
        for (at, clause) in self.clauses.iter().enumerate() {
            let own = clause.limits.clone().next_back();
            // 用两个月时间修通，4月底通车: the span is how long, the date is by when.
            let limited = own.is_some_and(|at| !self.is_span(at));
            if self.opens_another(&group, clause) {
                groups.push(std::mem::replace(&mut group, open(at)));
            }
            group.last = at;
            let ahead = goes_on
                || own.is_some()
                || group.limit.is_some()
                || self.first_future.is_some_and(|first| first <= at)
                || self.clauses[group.first..=at]
                    .iter()
                    .any(|c| bodies::charged(self.ground, c.piece).is_some())
                || (clause.act.is_some_and(|act| self.is_told_of(clause, act))
                    && self.is_finished(at));
            match (clause.act.filter(|_| ahead), group.main) {
                (Some(act), None) => {
                    group.main = Some((at, act, limited));
                    group.limit = own.or(group.limit);
                }
                (Some(act), Some((_, bare, false)))
                    if act.kind == Kind::Thing && bare.kind != Kind::Thing =>
                {
                    group.main = Some((at, act, limited));
                    group.limit = own.or(group.limit);
                }
                // 由城投公司组织实施，10月底前收尾: what comes about by then is what is promised.
                (Some(act), Some((main, bare, false)))
                    if limited
                        && (bare.kind == Kind::Start
                            || bare.object == bare.verb && !self.clauses[main].future) =>
                {
                    group.main = Some((at, act, limited));
                    group.limit = own.or(group.limit);
                }
                // 组织3支施工队，疏通干渠: who is sent out is not what is done.
                (Some(act), Some((main, sent, before)))
                    if self.sends(sent)
                        && at == main + 1
                        && !(before && limited)
                        && (limited || self.opens(clause, act)) =>
                {
                    group.main = Some((at, act, before || limited));
                    group.limit = own.or(group.limit);
                }
                // 由某局牵头组建甲，年底前建乙: the one with a time is what is promised.
                (Some(act), Some((main, _, false)))
                    if act.kind == Kind::Thing && limited && self.is_told(main) =>
                {
                    group.main = Some((at, act, limited));
                    group.limit = own.or(group.limit);
                }
                (Some(act), Some((_, _, limited))) if act.kind == Kind::Finish && !limited => {
                    group.limit = own.or(group.limit);
                }
                (None, Some((_, _, limited))) if !limited => group.limit = own.or(group.limit),
                _ => group.limit = group.limit.or(own),
            }
        }
        groups.push(group);
        groups
    }

    /// Whether a clause with an act and a limit of its own begins another promise.
    fn opens_another(&self, group: &Group, clause: &Clause) -> bool {
        let (Some(act), Some((_, _, limited))) = (clause.act, group.main) else { return false };
        if clause.limits.is_empty() {
            return false;
        }
        let another = || self.ground.rules.another.is_match(self.ground.words(clause.piece));
        match act.kind {
            Kind::Thing => group.limit.is_some() || another(),
            Kind::Start | Kind::Finish => limited,
        }
    }

    /// Whether an act opens its clause, or stands in it behind where and to what it is done.
    fn opens(&self, clause: &Clause, act: Act) -> bool {
        let Ground { rules, reading, .. } = self.ground;
        let first = reading.words.around(clause.piece.start);
        act.object.start <= first.start + 1 || rules.leading.contains(self.ground.words(first))
    }

    /// Whether an act only sends people out.
    fn sends(&self, act: Act) -> bool {
        self.ground.rules.hands.is_match(self.ground.words(act.object))
    }

    /// Whether a clause says what something is done to, and brings it in or says who does it.
    fn is_told_of(&self, clause: &Clause, act: Act) -> bool {
        let who = || bodies::subject(self.ground, clause.piece, Some(act.verb.start)).is_some();
        act.is_told() && (act.mark.is_some() || who())
    }

    /// Whether a later clause says by when something is finished, and no more.
    fn is_finished(&self, at: usize) -> bool {
        let finishes = |clause: &Clause| {
            !clause.limits.is_empty() && clause.act.is_some_and(|act| act.kind != Kind::Thing)
        };
        self.clauses[at + 1..].iter().any(finishes)
    }

    /// Whether nothing in a clause shows that it speaks of what is to come.
    fn is_told(&self, clause: usize) -> bool {
        self.clauses[..=clause].iter().all(|clause| !clause.future && clause.limits.is_empty())
    }

    /// Whether a limit says how long something takes, and no more.
    fn is_span(&self, limit: usize) -> bool {
        let timed = &self.ground.limits[limit];
        matches!(timed.limit, Limit::Within { .. }) && !timed.firm
    }

    fn promise(
        &self,
        group: &Group,
        (main, act): (usize, Act),
        dated_only: bool,
        (near_place, near_subject): &mut (Nearest, Nearest),
    ) -> Promise {
        let ground = self.ground;
        let clauses = &self.clauses[group.first..=group.last];
        // A bare 完工 is understood only with what stands before it.
        let whole = |clause: &&Clause| !clause.out || act.kind != Kind::Thing;
        let first = clauses.iter().find(whole).map_or(0, |clause| clause.piece.start);
        let last = self.clauses[group.last].piece.end;
        let main_piece = self.clauses[main].piece;
        let range = Piece { start: self.clauses[group.first].piece.start, end: last };
        let others = clauses.iter().map(|clause| clause.piece).filter(|piece| *piece != main_piece);
        // 一是……，二是……: each has a place of its own.
        let is_item = |at: usize| ground.rules.item.is_match(ground.words(self.clauses[at].piece));
        let alone = is_item(group.first);
        let earlier = |at: usize| {
            let clause = &self.clauses[at];
            // 二七路东延工程已列入计划: what the sentence is about stands in front.
            if clause.out {
                let named = places::place_named_in(ground, clause.piece);
                let first = named.filter(|named| named.start == clause.piece.start);
                return places::topic(ground, clause.piece).or(first);
            }
            let taken = alone && is_item(at);
            Some(clause.piece).filter(|_| !taken).and_then(|c| places::place_named_in(ground, c))
        };
        let place = Place { main: main_piece, verb: act.verb, object: act.object };
        let subject = |at: usize| bodies::subject(ground, self.clauses[at].piece, None);
        let charged = bodies::charged(ground, range);
        let own = || bodies::subject(ground, main_piece, Some(act.verb.start));
        let before = |piece| bodies::subject(ground, piece, None);
        let responsible = charged
            .or_else(own)
            .or_else(|| near_subject.before(main, subject))
            .or_else(|| self.told_before(before));
        let known = |piece: &Piece| !bodies::is_office(ground, *piece, responsible);
        let other = |piece| places::place_named_in(ground, piece).filter(known);
        let place = places::place(ground, place, responsible)
            .or_else(|| others.into_iter().find_map(other))
            .or_else(|| near_place.before(group.first, earlier).filter(known))
            .or_else(|| self.told_before(|piece| places::topic(ground, piece)).filter(known));
        let event = |body: &Piece| charged.is_none() && bodies::is_event(ground, act.object, *body);
        let (place, responsible) = match responsible.filter(event) {
            Some(venue) => (place.or(Some(venue)), None),
            None => (place, responsible),
        };
        let amount = amounts::amount(ground, (range, act.verb, act.object), (place, responsible));
        let fill = |piece: Option<Piece>| piece.and_then(|p| self.slot(p.start, p.end));
        let limit = group.limit.and_then(|at| {
            let timed = &ground.limits[at];
            Some((self.slot(timed.start, timed.end)?, timed.limit.clone()))
        });
        Promise {
            whole: self.slot(first.max(range.start), last).unwrap_or_else(|| Slot {
                span: ground.reading.folded.original(range.start, last),
                text: String::new(),
            }),
            object: self.slot(act.object.start, act.object.end),
            place: fill(place),
            responsible: fill(responsible),
            amount: fill(amount),
            firm: group.limit.is_some_and(|at| ground.limits[at].firm),
            rolls: group.limit.is_some_and(|at| self.is_ahead(at, clauses, main)),
            limit,
            hedged: clauses.iter().any(|clause| clause.hedged && !clause.out),
            dated_only,
        }
    }

    /// Whether the clause of a limit speaks of the future, or that of the act where the limit
    /// stands alone in front (3月底前，……将).
    fn is_ahead(&self, limit: usize, clauses: &[Clause], main: usize) -> bool {
        let own = clauses.iter().find(|clause| clause.limits.contains(&limit));
        own.is_some_and(|clause| {
            clause.future || (clause.act.is_none() && self.clauses[main].future)
        })
    }

    /// The words between two folded chars, without blanks and marks at the ends.
    fn slot(&self, start: usize, end: usize) -> Option<Slot> {
        let chars = &self.ground.reading.folded.chars;
        let idle = |at: &usize| {
            let c = chars[*at];
            c.is_whitespace() || matches!(c, ',' | '，' | '。' | '；' | ';' | '：' | ':' | '、')
        };
        let first = (start..end).find(|at| !idle(at))?;
        let last = (first..end).rev().find(|at| !idle(at))?;
        let span = self.ground.reading.folded.original(first, last + 1);
        Some(Slot { span, text: self.ground.reading.folded.quote(span) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{day::Day, judge::judge, testing::rulebook};

    fn found(reply: &str) -> Vec<Promise> {
        judge(rulebook(), reply, None).promises
    }

    fn texts(promise: &Promise) -> [Option<&str>; 5] {
        let limit = promise.limit.as_ref().map(|(slot, _)| slot);
        let slots = [promise.object.as_ref(), promise.place.as_ref(), limit];
        let slots =
            slots.into_iter().chain([promise.responsible.as_ref(), promise.amount.as_ref()]);
        let texts: Vec<Option<&str>> = slots.map(|slot| slot.map(|s| s.text.as_str())).collect();
        [texts[0], texts[1], texts[2], texts[3], texts[4]]
    }

    #[test]
    fn all_five_slots_are_filled_from_one_sentence() {
        let promises = found("县公路局将投入86万元，在东门小学门口修建天桥一座，6月底前完工。");
        assert_eq!(promises.len(), 1);
        let expected = ["修建天桥一座", "东门小学门口", "6月底前", "县公路局", "86万元"];
        assert_eq!(texts(&promises[0]), expected.map(Some));
    }

    #[test]
    fn a_clause_with_an_act_and_a_limit_of_its_own_is_another_promise() {
        let two = found("我局将于6月底前修补路面，年底前安装路灯二十盏。");
        assert_eq!(two.len(), 2);
        assert_eq!(texts(&two[1])[0], Some("安装路灯二十盏"));
        assert!(two[0].whole.span.end <= two[1].whole.span.start);
    }

    #[test]
    fn verbs_that_only_the_dictionary_knows_open_a_promise_and_attitudes_do_not() {
        let known = found("园林局将于冬至前砍除病树约80株。");
        assert_eq!(texts(&known[0])[0], Some("砍除病树约80株"));
        assert!(found("我局将强化责任担当。").iter().all(|promise| promise.object.is_none()));
    }

    #[test]
    fn who_is_sent_out_and_what_is_paid_stand_behind_what_is_done() {
        for reply in [
            "我乡将组织施工队，疏通北干渠，6月底前完工。",
            "我乡计划投入资金9万元，疏通北干渠，6月底前完工。",
        ] {
            assert_eq!(texts(&found(reply)[0])[0], Some("疏通北干渠"), "{reply}");
        }
    }

    #[test]
    fn a_body_behind_by_whom_needs_no_listed_verb_and_helpers_are_none() {
        let body = |reply: &str| texts(&found(reply)[0])[3].map(str::to_owned);
        assert_eq!(body("棚子由执法中队于6月底前拆除。").as_deref(), Some("执法中队"));
        assert_eq!(body("由区残联指导、街道负责运营，6月底开放。").as_deref(), Some("街道"));
    }

    #[test]
    fn a_time_in_a_clause_of_its_own_and_one_behind_the_act_are_its_time() {
        for (reply, object, limit) in [
            ("12月20日前，护栏由养护站更换。", "更换", "12月20日前"),
            ("永久修复放在第四季度。", "修复", "第四季度"),
            ("该桥的完工时间定在2099年11月。", "完工", "2099年11月"),
            ("到2099年，养老点增加到310个。", "增加到310个", "2099年"),
            ("我局6月底前出台补助办法。", "出台补助办法", "6月底前"),
            ("园林局将全面更换枯树，9月完成。", "更换枯树", "9月"),
        ] {
            let promises = found(reply);
            assert_eq!(promises.len(), 1, "{reply}");
            assert_eq!(texts(&promises[0])[0], Some(object), "{reply}");
            assert_eq!(texts(&promises[0])[2], Some(limit), "{reply}");
        }
    }

    #[test]
    fn acts_with_a_time_of_their_own_are_promises_of_their_own() {
        let two = found("该路计划5月招标、9月开工。");
        let objects: Vec<_> = two.iter().map(|promise| texts(promise)[0]).collect();
        assert_eq!(objects, [Some("招标"), Some("开工")]);
        assert_eq!(found("我局将在3月、6月各检查一次。").len(), 1);
    }

    #[test]
    fn a_season_still_to_come_promises_and_one_gone_by_does_not() {
        let promises = found("暑假期间，卫健局安排专家下乡坐诊。");
        let kept = |day| promises[0].settle(day, &|_, _| None).is_some();
        assert!(kept(Day::new(2024, 6, 5)));
        assert!(!kept(Day::new(2024, 10, 5)));
        assert!(!kept(None));
    }

    #[test]
    fn rules_for_everybody_and_forecasts_are_no_promises() {
        let letter = Day::new(2024, 5, 20);
        for reply in [
            "申请材料齐全的，窗口当场受理，5个工作日内发证。",
            "据气象部门预测，8月上旬将有两次强降雨过程。",
            "若资金到位，该路有可能在明年改造。",
            "居民可以在每年7月至9月到社区办理登记。",
        ] {
            let settled = |promise: &Promise| promise.settle(letter, &|_, _| None).is_some();
            assert!(!found(reply).iter().any(settled), "{reply}");
        }
    }

    #[test]
    fn the_place_is_where_a_thing_stands_and_not_the_thing_that_is_made() {
        let place = |reply: &str| texts(&found(reply)[0])[1].map(str::to_owned);
        for (reply, expected) in [
            ("我镇力争明年完成下坪组蓄水池建设。", Some("下坪组")),
            ("我局力争明年把X207线纳入计划。", Some("X207线")),
            ("环卫所将为三条背街小巷配清扫车一辆。", Some("三条背街小巷")),
            ("自来水公司将对16个小区的水箱清洗一遍。", None),
            ("人社局准备明年一季度发布零工市场岗位目录。", None),
            ("中医馆拟于4月底前覆盖所有乡镇卫生院。", Some("所有乡镇卫生院")),
            ("乡政府打算利用闲置校舍办一所幸福院。", Some("闲置校舍")),
            ("二七路东延工程已列入计划，城投公司2099年8月进场。", Some("二七路东延")),
        ] {
            assert_eq!(place(reply).as_deref(), expected, "{reply}");
        }
    }

    #[test]
    fn how_large_a_thing_is_counts_less_than_how_many_there_are() {
        let amount = |reply: &str| texts(&found(reply)[0])[4].map(str::to_owned);
        let transformers = "供电所将为白马村新增400千伏安变压器两台。";
        assert_eq!(amount(transformers).as_deref(), Some("两台"));
        assert_eq!(amount("园林处6月20日开始消杀，每周两次。"), None);
    }

    #[test]
    fn names_that_only_together_end_like_a_place_are_one_place() {
        let place = |reply: &str| texts(&found(reply)[0])[1].map(str::to_owned);
        assert_eq!(
            place("我乡将为白岩、黄泥两个村安装路灯五十盏。").as_deref(),
            Some("白岩、黄泥两个村")
        );
        assert_eq!(
            place("我局将对G318国道甲岩至乙垭段实施罩面。").as_deref(),
            Some("G318国道甲岩至乙垭段")
        );
        assert_eq!(place("公路段计划6月底前增设凸面镜。"), None);
    }

    #[test]
    fn who_and_where_may_stand_in_the_sentences_before() {
        let promises = found("关于文昌路的路灯，我局十分重视。将于6月底前更换灯具。");
        let promise = promises.iter().find(|promise| promise.limit.is_some()).unwrap();
        assert_eq!(texts(promise)[1], Some("文昌路"));
        assert_eq!(texts(promise)[3], Some("我局"));
    }

    #[test]
    fn what_is_past_told_of_others_or_asked_of_citizens_is_no_promise() {
        let letter = Day::new(2024, 5, 20);
        for reply in [
            "该工程已于2023年底前完工。",
            "该工程2023年底前完工。",
            "您希望年底前修通的愿望，我们理解。",
            "请您于6月8日前提交申请。",
            "按照规定，应当在30日内提出异议。",
            "依据《2025年前城市更新行动方案》，该楼暂不改造。",
            "我们将转交有关部门处理。",
        ] {
            let kept: Vec<_> = found(reply)
                .into_iter()
                .filter(|promise| promise.settle(letter, &|_, _| None).is_some())
                .collect();
            assert!(kept.is_empty(), "{reply}: {kept:?}");
        }
    }

    #[test]
    fn conditions_make_a_promise_vague_and_a_day_makes_it_concrete() {
        let letter = Day::new(2024, 5, 20);
        for (reply, grade) in [
            ("我局将适时在该路口安装反光镜。", Grade::Vague),
            ("今后我局将进一步加大工作力度。", Grade::Vague),
            ("我局将在该路口安装反光镜。", Grade::Partial),
            ("我局将在汛期前清理该河段。", Grade::Partial),
            ("我局将于二季度在该路口安装反光镜。", Grade::Concrete),
        ] {
            let promises = found(reply);
            assert_eq!(promises.len(), 1, "{reply}");
            assert_eq!(
                promises[0].settle(letter, &|_, _| None).map(|s| s.grade),
                Some(grade),
                "{reply}"
            );
        }
    }

    #[test]
    fn a_reply_without_a_date_keeps_the_words_of_a_relative_limit() {
        let promise = found("我局将在三个月内更换配电箱。").remove(0);
        let settled = promise.settle(None, &|_, _| None).unwrap();
        assert_eq!((settled.due, settled.has_limit), (None, true));
        assert_eq!(settled.grade, Grade::Partial);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn slots_quote_the_reply_and_no_day_lies_before_it(
            reply in "(?s)[将于在2024年5月底前完成安装路灯由县局我负责，。、《》“”（）三个内\\n六万元0-9a\u{200b}Ａ]{0,120}|.{0,60}",
            month in 1..=12_u32,
        ) {
            let letter = Day::month_end(2024, month);
            let chars: Vec<char> = reply.chars().collect();
            for promise in found(&reply) {
                let limit = promise.limit.as_ref().map(|(slot, _)| slot);
                let slots = [&promise.object, &promise.place, &promise.responsible, &promise.amount];
                let slots = slots.into_iter().flatten().chain(limit).chain([&promise.whole]);
                for slot in slots {
                    let quoted: String = chars[slot.span.range()].iter().collect();
                    prop_assert_eq!(&quoted, &slot.text);
                }
                if let Some(settled) = promise.settle(letter, &|_, _| None) {
                    prop_assert!(settled.due.is_none_or(|due| Some(due) >= letter));
                    prop_assert!(settled.grade != Grade::Concrete || settled.due.is_some());
                }
            }
        }
    }
}

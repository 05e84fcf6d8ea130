//! The unit-level part of a profile in words, for the sheet 口径说明.

use super::{Parts, Scheme, UnitItem, UnitKind, Unknown, When};
use crate::score::{RATES, points::Points};

impl Scheme {
    /// Title and text of every choice that it makes, in Chinese.
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        let mut lines = vec![("单位考核".to_owned(), self.whole())];
        lines.extend(self.items().map(|item| (format!("单位考核：{}", item.label), item.rule())));
        for gate in self.gate.iter().map(toml::Spanned::get_ref) {
            lines.push((format!("单位考核：{}", gate.label), gate_rule(gate)));
        }
        for criterion in self.criterion.iter().map(toml::Spanned::get_ref) {
            let levels = criterion.levels.iter().map(|level| match level.when.as_slice() {
                [] => format!("其余为“{}”", level.grade),
                when => format!("{}为“{}”", conditions(when), level.grade),
            });
            let text = levels.collect::<Vec<_>>().join("；");
            lines.push((format!("单位考核：{}", criterion.label), text));
        }
        lines.extend(self.grades());
        lines
    }

    fn whole(&self) -> String {
        let mut text = match self.full() {
            0 if self.item.is_empty() => "按条件定等次，不计分".to_owned(),
            full => format!("满分{}分", Points(full)),
        };
        if self.base.0 > 0 {
            text += &format!("，起始{}分", self.base);
        }
        let co = match self.weights.co.0 {
            0 => "会办件不计".to_owned(),
            _ => format!("主办件按{}件、会办件按{}件计", self.weights.lead, self.weights.co),
        };
        text += &format!("；{co}");
        text += match self.unknown {
            Unknown::Scale => "；查不到的项不计入满分，已知项折算",
            Unknown::Full => "；查不到的项不扣分",
        };
        if let Some(whole) = &self.contribution {
            text += &format!("；折合{}的{}分", whole.label, whole.points);
        }
        text
    }

    fn grades(&self) -> Vec<(String, String)> {
        let steps = self.grade.iter().map(toml::Spanned::get_ref);
        let steps = steps.map(|step| format!("{}分以上为“{}”", step.from, step.label));
        let rules = self.overall.iter().map(toml::Spanned::get_ref).map(|rule| {
            let any = rule.any.as_ref().map(|grade| format!("有一项为“{grade}”"));
            let of = rule.of.as_ref().zip(rule.at_least);
            let of = of.map(|(grade, least)| format!("至少{least}项为“{grade}”"));
            let when: Vec<String> = any.into_iter().chain(of).collect();
            let when = if when.is_empty() { "其余".to_owned() } else { when.join("且") };
            format!("{when}的，总评“{}”", rule.grade)
        });
        let told: Vec<String> = steps.chain(rules).collect();
        if told.is_empty() {
            return Vec::new();
        }
        vec![("单位考核：等次".to_owned(), told.join("；"))]
    }
}

impl UnitItem {
    fn rule(&self) -> String {
        let rate = self.rate.as_deref().map_or("", rate_label);
        let event = self.event.map_or("", |event| event.label());
        let of = |points: Option<Points>| points.unwrap_or_default();
        let start = match self.points.0 {
            0 => String::new(),
            _ => format!("{}分，", self.points),
        };
        let limit = match self.limit {
            Some(limit) => format!("，至多{limit}分"),
            None if self.points.0 > 0 => "，扣完为止".to_owned(),
            None => String::new(),
        };
        match self.kind {
            UnitKind::MeanScore => format!("{start}按答复得分的平均折算"),
            UnitKind::Share => format!("{start}乘以{rate}"),
            UnitKind::Target => format!(
                "{start}{rate}达到{}%为满分，每低1个百分点扣{}分（{}）{limit}",
                of(self.target),
                of(self.per_point),
                match self.parts {
                    Parts::Exact => "不足1个的按比例",
                    Parts::Started => "不足1个的按1个",
                    Parts::Full => "不足1个的不计",
                }
            ),
            UnitKind::PerCase if self.offsets_only => {
                format!("{event}每件加{}分{limit}，只抵扣分", of(self.each))
            }
            UnitKind::PerCase => format!("{start}{event}每件扣{}分{limit}", of(self.each)),
            UnitKind::Steps => format!("{start}{}", self.steps_in_words(rate, event)),
            UnitKind::Rounds => format!(
                "每件：首次评价满意或基本满意{}分，二次后满意{}分，仍不满意{}分；取平均",
                of(self.first),
                of(self.second),
                of(self.never)
            ),
            UnitKind::Volume => format!(
                "满分{}分；{}件以内的基本分之外，每多1件加{}分{limit}",
                self.points,
                self.up_to.unwrap_or_default(),
                of(self.each)
            ),
            UnitKind::Manual if self.offsets_only => "人工评定的加分，只抵扣分".to_owned(),
            UnitKind::Manual => format!("{start}人工评定，由 --manual 的表给出"),
        }
    }

    fn steps_in_words(&self, rate: &str, event: &str) -> String {
        let steps = self.steps.iter().map(|step| match (step.from, step.at_most) {
            (Some(from), _) => format!("{rate}{from}%以上{}分", step.points),
            (None, Some(most)) => format!("{event}不超过{most}件{}分", step.points),
            (None, None) => String::new(),
        });
        format!("{}，更差不得分", steps.collect::<Vec<_>>().join("，"))
    }
}

fn gate_rule(gate: &super::UnitGate) -> String {
    let mut told = Vec::new();
    told.extend(gate.item_zero.as_ref().map(|item| format!("{item} 一项计0分")));
    told.extend(gate.cap.map(|cap| format!("总分不超过{cap}分")));
    told.extend(gate.cap_grade.as_ref().map(|grade| format!("等次不高于“{grade}”")));
    told.extend(gate.no_award.then(|| "不得评优".to_owned()));
    format!("{}的，{}", conditions(&gate.when), told.join("，"))
}

fn conditions(when: &[When]) -> String {
    when.iter().map(condition).collect::<Vec<_>>().join("，且")
}

fn condition(when: &When) -> String {
    if let Some(event) = when.event {
        let least = when.at_least.map(|least| format!("不少于{least}件"));
        let most = when.at_most.map(|most| match most {
            0 => "没有发生".to_owned(),
            most => format!("不超过{most}件"),
        });
        let bounds: Vec<String> = least.into_iter().chain(most).collect();
        return format!("{}{}", event.label(), bounds.join("、"));
    }
    let from = when.from.map(|from| format!("达到{from}%"));
    let below = when.below.map(|below| format!("低于{below}%"));
    let bounds: Vec<String> = from.into_iter().chain(below).collect();
    format!("{}{}", rate_label(when.rate.as_deref().unwrap_or_default()), bounds.join("且"))
}

fn rate_label(name: &str) -> &str {
    RATES.iter().find(|rate| rate.0 == name).map_or(name, |rate| rate.1)
}

//! A profile in words, for the sheet 口径说明.

use super::{
    profile::{Confirmation, Flag, Item, Kind, Profile},
    scheme::Scheme,
};
use crate::score::grade::known_class;

impl Profile {
    /// Title and text of every choice that the profile makes, in Chinese.
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            (
                "评分方案".to_owned(),
                format!("{}（{} 第{}版）", self.title, self.name, self.edition),
            ),
            ("方案指纹".to_owned(), format!("sha256:{}", self.hash)),
        ];
        lines.extend(self.deadlines.describe());
        lines.extend(self.items.iter().map(|item| self.item_line(item)));
        if !self.result_classes.is_empty() {
            lines.push(("办理结果类别".to_owned(), self.classes()));
        }
        let unknown = "查不到的项不计入分子和分母，已知项得分折合为百分制；各件并列已知分值的比例";
        lines.push(("未知项折算".to_owned(), unknown.to_owned()));
        for gate in &self.gates {
            let text = format!("判为{}的，得分不超过{}分", gate.when.label(), gate.cap);
            lines.push((gate.label.clone(), text));
        }
        lines.push(("处置".to_owned(), self.cuts()));
        lines.extend(self.unit.iter().flat_map(Scheme::describe));
        if self.confirmation == Confirmation::Required {
            let text = "因文本判断而复核的件，在人工确认之前，文本各项不计入分子和分母，封顶不生效；\
                        另列全部确认后的得分";
            lines.push(("人工确认".to_owned(), text.to_owned()));
        }
        lines.extend(self.modelled_on.iter().map(|text| ("参照".to_owned(), text.clone())));
        lines.extend(self.unverified.iter().map(|text| ("未核实".to_owned(), text.clone())));
        lines.push(("排名".to_owned(), format!("单位不足{}件的不参加排名", self.minimum_n)));
        lines
    }

    fn item_line(&self, item: &Item) -> (String, String) {
        let title = format!("{}：{}", self.dimension_label(&item.dimension), item.label);
        (title, format!("满分{}分{}", item.points, steps(item)))
    }

    fn classes(&self) -> String {
        let classes = self.result_classes.iter();
        let named = classes.map(|(letter, class)| {
            format!("{letter}={}", known_class(class).map_or(class.as_str(), |known| known.1))
        });
        named.collect::<Vec<_>>().join("，")
    }

    fn cuts(&self) -> String {
        let cuts = &self.disposal;
        let flags: Vec<&str> = cuts.review_when.iter().copied().map(Flag::label).collect();
        format!(
            "复核：判为{}，或得分低于{}分，或应付把握不低于{}；抽检：得分低于{}分，\
             或应付把握不低于{}，或诉求不少于{}条而答到的不足{:.0}%；其余通过",
            flags.join("、"),
            cuts.review_below,
            cuts.review_non_answer_score,
            cuts.sample_below,
            cuts.sample_non_answer_score,
            cuts.sample_asks_least,
            100.0 * cuts.sample_answered_below
        )
    }
}

fn steps(item: &Item) -> String {
    if item.kind == Kind::TextScore {
        return "，按文本得分折算".to_owned();
    }
    let late = item.late.iter().map(|step| format!("逾期{}天内{}分", step.days, step.points));
    let values = item.kind.states().iter().filter_map(|state| {
        let points = item.values.get(*state)?;
        Some(format!("{}{points}分", state_label(item.kind, state)))
    });
    let steps: Vec<String> = late.chain(values).collect();
    if steps.is_empty() { String::new() } else { format!("：{}", steps.join("，")) }
}

fn state_label(kind: Kind, state: &'static str) -> &'static str {
    if kind == Kind::Class {
        return known_class(state).map_or(state, |known| known.1);
    }
    match state {
        "yes" => "是",
        "no" => "否",
        "none" => "没有",
        "vague" => "笼统",
        "concrete" => "具体",
        "complete" => "具体且完整",
        "dated" => "有承诺有时限",
        "undated" => "有承诺无时限",
        "missing" => "应承诺而未承诺",
        "kept" => "已落实",
        "open" => "未完成",
        "overdue" => "到期未完成",
        "satisfied" => "满意",
        "basic" => "基本满意",
        "dissatisfied" => "不满意",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::score::samples::{default_profile, text_only_profile};

    fn told(lines: &[(String, String)], title: &str) -> String {
        lines.iter().find(|line| line.0 == title).unwrap().1.clone()
    }

    #[test]
    fn every_choice_of_the_profile_is_told_in_chinese() {
        let lines = default_profile().describe();
        assert_eq!(
            told(&lines, "办理时限：按期答复"),
            "满分15.00分：逾期15天内7.50分，逾期30天内3.00分"
        );
        assert_eq!(
            told(&lines, "办理结果类别"),
            "A=已解决，B=正在解决或列入计划，C=暂不具备条件，D=留作参考"
        );
        assert!(
            told(&lines, "处置")
                .starts_with("复核：判为应付式答复、推诿、文不对题，或得分低于50.00分")
        );
        assert_eq!(told(&lines, "应付式答复封顶"), "判为应付式答复的，得分不超过40.00分");
        assert!(told(&lines, "代表评价：代表满意度").contains("基本满意8.00分"));
    }

    #[test]
    fn no_state_is_told_in_english() {
        for (title, text) in default_profile().describe() {
            let words =
                if title == "方案指纹" { "" } else { text.trim_start_matches("综合评分") };
            let english = words.split(|letter: char| !letter.is_ascii_lowercase());
            let english: Vec<&str> = english.filter(|word| word.len() > 1).collect();
            assert!(english.iter().all(|word| *word == "default"), "{title}: {text}");
        }
    }

    #[test]
    fn a_text_only_profile_has_no_classes_to_tell() {
        let lines = text_only_profile().describe();
        assert!(lines.iter().all(|line| line.0 != "办理结果类别"));
        assert_eq!(told(&lines, "答复文本：文本质量"), "满分100.00分，按文本得分折算");
    }
}

//! Yes-or-no labels: what the run says against what both annotators say.

use serde::Serialize;

use super::{
    figure::{Figure, Named, four_decimals},
    matching::Case,
};
use crate::statistics::{agreement::Confusion, resampling::intervals, seed};

/// A yes-or-no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Column of replies.csv and field of the gold set.
    pub name: &'static str,
    /// Chinese name.
    pub title: &'static str,
}

impl Label {
    const fn new(name: &'static str, title: &'static str) -> Self {
        Self { name, title }
    }
}

/// All labels in the order in which they are shown.
pub(super) const LABELS: [Label; 11] = [
    Label::new("non_answer", "应付式"),
    Label::new("three_part", "三句话"),
    Label::new("receipt_only", "只收悉"),
    Label::new("forwarded_only", "只转办"),
    Label::new("deflection", "推诿"),
    Label::new("off_topic", "文不对题"),
    Label::new("cites_policy", "援引依据"),
    Label::new("contact", "联系代表"),
    Label::new("site_check", "现场核查"),
    Label::new("commitment", "承诺"),
    Label::new("deadline", "时限"),
];

/// The figures of a label, on items where both annotators agree and the run has a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelFigures {
    /// Which label.
    #[serde(skip)]
    pub label: Label,
    /// Items compared.
    pub n: usize,
    /// Items that are so by both annotators.
    pub positives: u32,
    /// Items that are so by the run.
    pub found: u32,
    /// Share of `found` that is right.
    pub precision: Figure,
    /// Share of `positives` that was found.
    pub recall: Figure,
    /// Harmonic mean of both.
    pub f1: Figure,
    /// Cohen's κ of the run and the agreed label.
    pub kappa: Figure,
    /// Cohen's κ of the two annotators, on all items that both labelled.
    #[serde(serialize_with = "four_decimals")]
    pub annotators_kappa: Option<f64>,
}

impl Named for LabelFigures {
    fn name(&self) -> String {
        self.label.name.to_owned()
    }
}

/// Figures of every label that can be compared, and in words those that cannot.
pub(super) fn figures(cases: &[Case]) -> (Vec<LabelFigures>, Vec<String>) {
    let mut compared = Vec::new();
    let mut notes = Vec::new();
    for label in LABELS {
        let Label { name, title } = label;
        let labelled = cases.iter().filter(|case| case.gold.flags.contains_key(name)).count();
        let unknown = cases.iter().filter(|case| !case.reply.flags.contains_key(name)).count();
        if labelled == 0 {
            notes.push(format!("{title} {name}：金标准没有这个标签，略去"));
        } else if unknown == cases.len() {
            notes.push(format!("{title} {name}：评估目录里全部为空（未知），略去"));
        } else {
            compared.push(one(label, cases));
            if unknown > 0 {
                notes.push(format!("{title} {name}：{unknown} 件为空（未知），未计"));
            }
        }
    }
    (compared, notes)
}

fn one(label: Label, cases: &[Case]) -> LabelFigures {
    let answers: Vec<(bool, bool)> =
        cases.iter().filter_map(|case| answer(case, label.name)).collect();
    let counts = Confusion::of(answers.iter().copied());
    let ends = intervals(answers.len(), seed(&["eval", label.name]), |places| {
        measures(&Confusion::of(places.iter().filter_map(|at| answers.get(*at)).copied()))
    });
    let values = measures(&counts);
    let [precision, recall, f1, kappa] =
        std::array::from_fn(|at| Figure::new(values[at], ends[at]));
    let annotators =
        Confusion::of(cases.iter().filter_map(|case| case.gold.flags.get(label.name)).copied());
    LabelFigures {
        label,
        n: answers.len(),
        positives: counts.positives(),
        found: counts.found(),
        precision,
        recall,
        f1,
        kappa,
        annotators_kappa: annotators.kappa(),
    }
}

/// `(run, annotators)` where the run has a value and the annotators agree.
pub(super) fn answer(case: &Case, label: &str) -> Option<(bool, bool)> {
    case.reply.flags.get(label).copied().zip(case.gold.agreed(label))
}

fn measures(counts: &Confusion) -> [Option<f64>; 4] {
    [counts.precision(), counts.recall(), counts.f1(), counts.kappa()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(gold: Option<(bool, bool)>, run: Option<bool>) -> Case {
        let mut case = Case::default();
        case.gold.flags.extend(gold.map(|pair| ("contact", pair)));
        case.reply.flags.extend(run.map(|flag| ("contact", flag)));
        case
    }

    #[test]
    fn only_agreed_items_are_compared_and_annotators_on_all() {
        let mut cases = vec![case(Some((true, true)), Some(true)); 6];
        cases.extend(vec![case(Some((false, false)), Some(false)); 10]);
        cases.extend(vec![case(Some((true, true)), Some(false)); 2]);
        cases.extend(vec![case(Some((true, false)), Some(true)); 2]);
        let (found, notes) = figures(&cases);
        let [contact] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((contact.n, contact.positives, contact.found), (18, 8, 6));
        assert_eq!(contact.precision.value, Some(1.0));
        assert_eq!(contact.recall.value, Some(0.75));
        assert!(contact.recall.low < Some(0.75) && contact.recall.high > Some(0.75));
        // Observed 18/20, expected (10·8 + 10·12)/400 = 0.5: κ = 0.8.
        assert!((contact.annotators_kappa.unwrap() - 0.8).abs() < 1e-12);
        assert_eq!(notes.len(), LABELS.len() - 1);
    }

    #[test]
    fn an_unknown_label_is_left_out_and_said_so() {
        let unknown = vec![case(Some((true, true)), None); 3];
        let (found, notes) = figures(&unknown);
        assert!(found.is_empty());
        assert!(notes.iter().any(|note| note.contains("contact") && note.contains("全部为空")));
        let partly = [unknown, vec![case(Some((true, true)), Some(true))]].concat();
        let (found, notes) = figures(&partly);
        assert_eq!(found[0].n, 1);
        assert!(notes.iter().any(|note| note.contains("contact") && note.contains("3 件为空")));
    }
}

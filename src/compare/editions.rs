//! Which tool, rules and inputs made each of the two runs.

use super::folder::Run;

/// One edition, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// What it is, in Chinese.
    pub label: &'static str,
    /// A's and B's; empty where run.json does not say.
    pub values: [String; 2],
    /// What it means that the two differ; `None` when they do not.
    pub warning: Option<&'static str>,
}

/// Which input files the two runs share, by their content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Files that both read.
    pub shared: usize,
    /// Names of files that only A, and only B, has read.
    pub only: [Vec<String>; 2],
}

impl Inputs {
    /// Whether both read the same bytes.
    #[must_use]
    pub fn are_equal(&self) -> bool {
        self.shared > 0 && self.only.iter().all(Vec::is_empty)
    }
}

/// Name in run.json, and what a difference means.
const EDITIONS: [(&str, &str, &str); 8] = [
    ("tool", "程序", "两次运行的程序版本不同"),
    ("pack", "规则", "两次运行的规则版本不同：分差里有规则的变化"),
    ("pack_hash", "规则指纹", "规则的内容不同：分差里有规则的变化"),
    ("profile", "评分方案", "评分方案不同：分数不能直接比较，结论（应付与否）不受影响"),
    ("profile_hash", "方案指纹", "评分方案的内容不同：分差里有方案的变化"),
    ("dictionary_hash", "词典", "词典不同：分词会有差别"),
    ("calendar", "日历", "工作日历不同：期限的判断会有差别"),
    ("as_of", "统计截至", "统计截至日不同：逾期与否会有差别"),
];

/// Every edition, in a fixed order. A fingerprint is warned of only where the name above it is
/// the same: otherwise it goes without saying.
pub(super) fn editions(one: &Run, two: &Run) -> Vec<Edition> {
    let mut editions = all_editions(one, two);
    for at in 1..editions.len() {
        let is_told = editions[at].label.ends_with("指纹") && editions[at - 1].warning.is_some();
        if is_told {
            editions[at].warning = None;
        }
    }
    editions
}

fn all_editions(one: &Run, two: &Run) -> Vec<Edition> {
    let of = |run: &Run, name: &str| run.editions.get(name).cloned().unwrap_or_default();
    let edition = |(name, label, warning): &(&str, &'static str, &'static str)| {
        let values = [of(one, name), of(two, name)];
        let warning = (values[0] != values[1]).then_some(*warning);
        Edition { label, values, warning }
    };
    EDITIONS.iter().map(edition).collect()
}

/// Files are the same when their bytes are.
pub(super) fn inputs(one: &Run, two: &Run) -> Inputs {
    let has = |run: &Run, hash: &str| run.inputs.iter().any(|(other, _)| other == hash);
    let only = |run: &Run, other: &Run| {
        let foreign = run.inputs.iter().filter(|(hash, _)| !has(other, hash));
        foreign.map(|(_, name)| name.clone()).collect::<Vec<_>>()
    };
    let only = [only(one, two), only(two, one)];
    Inputs { shared: one.inputs.len() - only[0].len(), only }
}

//! Other weights for the items of a profile: the points of the named items change, the others
//! share what is left in the proportion that they had.

use std::str::FromStr;

use toml::{Table, Value};

/// Hundredths of all points of a profile.
const FULL: i64 = 10_000;

/// The points that an item is to have: `text_score=40`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Name or label of the item.
    pub item: String,
    /// Hundredths, 0–10000; 0 leaves the item out.
    pub points: i64,
}

/// Why weights cannot be changed like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// Not `ITEM=POINTS`.
    #[error("「{0}」不是“评分项=分值”，如 text_score=40；分值 0 至 100，至多两位小数")]
    Form(String),
    /// No such item.
    #[error("评分方案里没有评分项「{item}」；可用的有：{known}")]
    Unknown {
        /// As given.
        item: String,
        /// Names and labels of the items.
        known: String,
    },
    /// An item is named twice.
    #[error("评分项「{0}」写了两次，请只留一个")]
    Twice(String),
    /// The named items leave nothing for the others, or too much.
    #[error("写明的分值合计 {given} 分，其余 {others} 项分不到分值；各项合计必须是 100")]
    Sum {
        /// Sum of the named points.
        given: String,
        /// How many items are not named.
        others: usize,
    },
    /// The text is no profile.
    #[error("评分方案读不出：{0}")]
    Broken(String),
}

impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, WeightError> {
        let wrong = || WeightError::Form(text.to_owned());
        let (item, points) = text.split_once(['=', '＝']).ok_or_else(wrong)?;
        let (whole, part) = points.trim().split_once('.').unwrap_or((points.trim(), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if item.trim().is_empty() || whole.is_empty() || !digits(whole) || !digits(part) {
            return Err(wrong());
        }
        let part = match part.trim_end_matches('0') {
            short if short.len() <= 2 => format!("{short:0<2}"),
            _ => return Err(wrong()),
        };
        let points = format!("{whole}{part}").parse().map_err(|_| wrong())?;
        let inside = (0..=FULL).contains(&points);
        inside.then(|| Self { item: item.trim().to_owned(), points }).ok_or_else(wrong)
    }
}

/// The text of a profile with other weights. The edition says which: `1+text_score=40`.
///
/// # Errors
/// Items that it does not have, weights that do not fit into 100.
pub fn reweighted(profile: &str, weights: &[Weight]) -> Result<String, WeightError> {
    let broken = |error: &dyn ToString| WeightError::Broken(error.to_string());
    let mut table: Table = toml::from_str(profile).map_err(|error| broken(&error))?;
    let mut items: Vec<Value> = match table.get("item") {
        Some(Value::Array(items)) => items.clone(),
        _ => return Err(WeightError::Broken("没有 [[item]]".to_owned())),
    };
    let named = placed(&items, weights)?;
    let old: Vec<i64> = items.iter().map(|item| hundredths(item.get("points"))).collect();
    let new = distributed(&old, &named)?;
    for (item, (old, new)) in items.iter_mut().zip(old.into_iter().zip(&new)) {
        scale(item, old, *new);
    }
    let mut points = new.iter();
    items.retain(|_| points.next().is_some_and(|points| *points > 0));
    let edition = table.get("edition").and_then(Value::as_str).unwrap_or_default();
    let changed = named.iter().map(|(_, name, points)| format!("+{name}={}", shown(*points)));
    let edition = format!("{edition}{}", changed.collect::<String>());
    table.insert("edition".to_owned(), Value::String(edition));
    table.insert("item".to_owned(), Value::Array(items));
    toml::to_string(&table).map_err(|error| broken(&error))
}

/// The points (hundredths) of every item, by name, in the order of the profile.
pub(super) fn weights_of(profile: &str) -> Vec<Weight> {
    let table: Table = toml::from_str(profile).unwrap_or_default();
    let items = table.get("item").and_then(Value::as_array);
    let weight = |item: &Value| {
        let name = item.get("name")?.as_str()?.to_owned();
        Some(Weight { item: name, points: hundredths(item.get("points")) })
    };
    items.into_iter().flatten().filter_map(weight).collect()
}

/// Place, name and new points of every named item, in the order given.
fn placed(items: &[Value], weights: &[Weight]) -> Result<Vec<(usize, String, i64)>, WeightError> {
    let text = |item: &Value, key: &str| {
        item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut named: Vec<(usize, String, i64)> = Vec::with_capacity(weights.len());
    for weight in weights {
        let is = |item: &Value| ["name", "label"].iter().any(|key| text(item, key) == weight.item);
        let Some(at) = items.iter().position(is) else {
            let known = items
                .iter()
                .map(|item| format!("{}（{}）", text(item, "name"), text(item, "label")));
            let known = known.collect::<Vec<_>>().join("、");
            return Err(WeightError::Unknown { item: weight.item.clone(), known });
        };
        if named.iter().any(|(other, ..)| *other == at) {
            return Err(WeightError::Twice(weight.item.clone()));
        }
        named.push((at, text(&items[at], "name"), weight.points));
    }
    Ok(named)
}

/// The new points of every item; those that are not named keep their proportion.
fn distributed(old: &[i64], named: &[(usize, String, i64)]) -> Result<Vec<i64>, WeightError> {
    let is_named = |at: usize| named.iter().find(|(place, ..)| *place == at);
    let others: Vec<usize> = (0..old.len()).filter(|at| is_named(*at).is_none()).collect();
    let given: i64 = named.iter().map(|(.., points)| points).sum();
    let left = FULL - given;
    let unfit = WeightError::Sum { given: shown(given), others: others.len() };
    if left < others.len() as i64 || (others.is_empty() && left != 0) {
        return Err(unfit);
    }
    let parts: Vec<i64> = others.iter().map(|at| old[*at]).collect();
    let mut new = old.to_vec();
    for (at, points) in others.iter().zip(shares(left, &parts)) {
        new[*at] = points;
    }
    for (at, _, points) in named {
        new[*at] = *points;
    }
    if others.iter().any(|at| new[*at] == 0) { Err(unfit) } else { Ok(new) }
}

/// `total` in the proportion of `parts`, exact by the largest remainder (Hamilton); of equal
/// remainders the first takes the hundredth.
fn shares(total: i64, parts: &[i64]) -> Vec<i64> {
    let sum: i64 = parts.iter().sum::<i64>().max(1);
    let mut shares: Vec<i64> = parts.iter().map(|part| part * total / sum).collect();
    let mut by_rest: Vec<usize> = (0..parts.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(parts[*at] * total % sum));
    let missing = total - shares.iter().sum::<i64>();
    for at in by_rest.into_iter().take(missing as usize) {
        shares[at] += 1;
    }
    shares
}

/// Every number of points in an item, in the proportion of its new points to the old ones.
fn scale(item: &mut Value, old: i64, new: i64) {
    let Some(item) = item.as_table_mut() else { return };
    let scaled = |value: &Value| {
        let value = hundredths(Some(value));
        number((2 * value * new + old) / (2 * old.max(1)))
    };
    item.insert("points".to_owned(), number(new));
    if let Some(Value::Table(values)) = item.get_mut("values") {
        values.iter_mut().for_each(|(_, value)| *value = scaled(value));
    }
    if let Some(Value::Array(steps)) = item.get_mut("late") {
        for step in steps {
            if let Some(points) = step.get_mut("points") {
                *points = scaled(points);
            }
        }
    }
}

fn hundredths(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Integer(whole)) => 100 * whole,
        Some(Value::Float(real)) => (real * 100.0).round() as i64,
        _ => 0,
    }
}

fn number(hundredths: i64) -> Value {
    Value::Float(hundredths as f64 / 100.0)
}

/// `40`, `7.5`.
pub(super) fn shown(hundredths: i64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::Profile;

    const DEFAULT: &str = include_str!("../../rules/profiles/default.toml");

    fn weight(text: &str) -> Weight {
        text.parse().unwrap()
    }

    fn refused(weights: &[&str]) -> String {
        let weights: Vec<Weight> = weights.iter().map(|text| weight(text)).collect();
        reweighted(DEFAULT, &weights).unwrap_err().to_string()
    }

    #[test]
    fn one_item_changes_and_the_others_keep_their_proportion() {
        let text = reweighted(DEFAULT, &[weight("text_score=40")]).unwrap();
        let (old, new) = (Profile::parse(DEFAULT).unwrap(), Profile::parse(&text).unwrap());
        assert_eq!(new.edition, format!("{}+text_score=40", old.edition));
        assert_ne!(new.hash, old.hash);
        let points = |profile: &Profile, name: &str| {
            profile.items.iter().find(|item| item.name == name).unwrap().points.0
        };
        assert_eq!(points(&new, "text_score"), 4_000);
        // 15 of the other 75 points become 15 of 60.
        assert_eq!(points(&new, "on_time"), 1_200);
        assert_eq!(points(&new, "satisfaction"), 960);
    }

    #[test]
    fn an_item_may_be_named_by_its_label_and_zero_leaves_it_out() {
        let text = reweighted(DEFAULT, &[weight("答复公开 = 0")]).unwrap();
        let new = Profile::parse(&text).unwrap();
        assert!(new.items.iter().all(|item| item.name != "published"));
        assert!(new.edition.ends_with("+published=0"), "{}", new.edition);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_cure() {
        assert!(refused(&["文采=3"]).contains("text_score（文本质量）"));
        assert!(refused(&["text_score=3", "文本质量=4"]).contains("写了两次"));
        assert!(refused(&["text_score=100"]).contains("合计 100 分"));
        assert!(refused(&["text_score=60", "on_time=50"]).contains("合计 110 分"));
        for wrong in ["text_score", "=3", "a=", "a=x", "a=-1", "a=100.01", "a=1.234", "a=1e1"] {
            assert!(wrong.parse::<Weight>().is_err(), "{wrong}");
        }
        assert_eq!(weight("a=7.50").points, 750);
    }

    proptest! {
        #[test]
        fn any_weights_that_fit_give_a_sound_profile(points in 1i64..9_000, which in 0usize..64) {
            let all = weights_of(DEFAULT);
            let item = all[which % all.len()].item.clone();
            let text = reweighted(DEFAULT, &[Weight { item, points }]).unwrap();
            let profile = Profile::parse(&text).unwrap();
            prop_assert_eq!(profile.items.iter().map(|item| item.points.0).sum::<i32>(), 10_000);
        }

        #[test]
        fn shares_add_up(total in 0i64..10_000, parts in proptest::collection::vec(1i64..5_000, 1..20)) {
            prop_assert_eq!(shares(total, &parts).iter().sum::<i64>(), total);
        }
    }
}

//! Chart: how far the promises are from their day, and where they stand.

use chrono::{Datelike, NaiveDate};

use super::{
    ChartError, ChartTable,
    canvas::{Ink, Key, Sheet, WIDTH, empty_sheet},
    columns::Columns,
    style::{REFERENCE, SOFT_INK, count, status_colour},
};
use crate::{
    commitments::CommitmentList,
    records::{Commitment, PromiseStatus},
};

const NAME: &str = "promise-ageing";
/// From the bottom of a column to its top.
const STATUSES: [(PromiseStatus, &str); 4] = [
    (PromiseStatus::Overdue, "逾期"),
    (PromiseStatus::Open, "未到期"),
    (PromiseStatus::Unknown, "不详"),
    (PromiseStatus::Kept, "已兑现"),
];
/// Columns by whole months after the day; negative before it. Each from its number on to the
/// next one's.
const AGES: [(i32, &str); 9] = [
    (i32::MIN, "1年以上"),
    (-12, "半年–1年"),
    (-6, "3–6个月"),
    (-3, "3个月内"),
    (0, "3个月内"),
    (3, "3–6个月"),
    (6, "半年–1年"),
    (12, "1–2年"),
    (24, "2年以上"),
];
/// The first column of promises whose day has passed.
const FIRST_PASSED: usize = 4;
const NO_DAY: &str = "没有时限";

/// Draws the promises that can be followed up by the months since their day.
///
/// # Errors
/// When plotters fails.
pub fn promise_ageing(list: &CommitmentList) -> Result<String, ChartError> {
    let Some(as_of) = list.as_of.filter(|_| !list.shown.is_empty()) else {
        return empty_sheet(NAME, "承诺到期情况", "答复和指标表里没有可以跟踪的承诺");
    };
    let fills = STATUSES.map(|(status, _)| status_colour(status));
    let stacks = stacks(&list.shown, as_of);
    let sheet = Sheet {
        name: NAME,
        title: finding(list),
        subtitle: definition(list, as_of, &stacks),
        legend: STATUSES
            .iter()
            .map(|(status, label)| Key::area(*label, status_colour(*status)))
            .collect(),
    };
    let columns = Columns {
        labels: AGES.iter().map(|(_, name)| (*name).to_string()).collect(),
        at_edges: false,
        stacks: stacks.iter().take(AGES.len()).map(|stack| stack.to_vec()).collect(),
        fills: &fills,
        top: sheet.top() + 44,
    };
    sheet.draw(columns.bottom() + 20, |canvas| {
        let x = columns.x(FIRST_PASSED as f64);
        canvas.dashes(x, (columns.top - 34, columns.ys().1), REFERENCE)?;
        columns.draw(canvas)?;
        let y = columns.top - 26;
        canvas.text((x - 8, y), "← 截至日还没到时限", Ink::of(12.0, REFERENCE).ending())?;
        canvas.text((x + 8, y), "时限已过 →", Ink::of(12.0, REFERENCE))?;
        let below = (WIDTH / 2, columns.bottom() + 2);
        canvas.text(below, "截至日与承诺时限相差", Ink::of(12.0, SOFT_INK).centred())
    })
}

/// The numbers behind the chart.
#[must_use]
pub fn promise_ageing_table(list: &CommitmentList) -> ChartTable {
    let mut headers = vec!["截至日与承诺时限相差"];
    headers.extend(STATUSES.iter().map(|(_, label)| *label));
    let stacks = list.as_of.map(|day| stacks(&list.shown, day)).filter(|_| !list.shown.is_empty());
    let line = |(name, stack): (String, [u64; 4])| {
        std::iter::once(name).chain(stack.map(|cell| cell.to_string())).collect()
    };
    ChartTable::new(
        &headers,
        names().into_iter().zip(stacks.into_iter().flatten()).map(line).collect(),
    )
}

/// Names that stand without the captions above the columns.
fn names() -> Vec<String> {
    let side = |number: usize| if number < FIRST_PASSED { "还差" } else { "已过" };
    let dated =
        AGES.iter().enumerate().map(|(number, (_, name))| format!("{}{name}", side(number)));
    dated.chain([NO_DAY.to_string()]).collect()
}

fn stacks(promises: &[Commitment], as_of: NaiveDate) -> Vec<[u64; 4]> {
    let mut stacks = vec![[0; 4]; AGES.len() + 1];
    for promise in promises {
        let column = promise.due.map_or(AGES.len(), |due| column(months_after(due, as_of)));
        let status = STATUSES.iter().position(|(status, _)| *status == promise.status);
        if let (Some(stack), Some(status)) = (stacks.get_mut(column), status) {
            stack[status] += 1;
        }
    }
    stacks
}

fn column(months: i32) -> usize {
    AGES.iter().filter(|(from, _)| months >= *from).count().saturating_sub(1)
}

/// Begun months before the day count as negative: on the day itself and up to it, −1 and less;
/// from the day after it on, full months.
fn months_after(due: NaiveDate, as_of: NaiveDate) -> i32 {
    let months = |from: NaiveDate, to: NaiveDate| {
        let whole = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
        whole - i32::from(to.day() < from.day())
    };
    if as_of > due { months(due, as_of) } else { -1 - months(as_of, due) }
}

fn finding(list: &CommitmentList) -> String {
    let known = list.count(PromiseStatus::Kept) + list.count(PromiseStatus::Overdue);
    let overdue = list.count(PromiseStatus::Overdue);
    let base = format!("{} 项可跟踪的承诺", count(list.definite()));
    let unknown = list.count(PromiseStatus::Unknown);
    match (known, overdue) {
        (0, _) => format!("{base}中，没有一项知道兑现没有：{} 项不详", count(unknown)),
        (_, 0) => format!("{base}中，没有已知逾期的；{} 项不详", count(unknown)),
        _ => format!("{base}中，{} 项逾期，{} 项不详", count(overdue), count(unknown)),
    }
}

fn definition(list: &CommitmentList, as_of: NaiveDate, stacks: &[[u64; 4]]) -> String {
    let drawn = list.shown.len() as u64;
    let undated: u64 = stacks.last().map_or(0, |stack| stack.iter().sum());
    let mut text = format!(
        "n={} 项具体或部分具体的承诺(空泛的不计)，截至 {as_of}；其中 {} 项没有写明时限，未画",
        count(drawn),
        count(undated)
    );
    if drawn < list.definite() {
        text += &format!("；另有 {} 项未列入，见 commitments.csv", count(list.definite() - drawn));
    }
    if !list.followed {
        text += "；没有给承诺跟踪表，兑现没有只看办理指标表";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{charts::svg_scan::assert_sound, sample};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_title_counts_what_is_overdue() {
        let list = sample::commitments();
        let svg = promise_ageing(&list).unwrap();
        assert!(svg.contains("3 项可跟踪的承诺中，1 项逾期，0 项不详"), "{svg}");
        assert_sound(&svg);
        let table = promise_ageing_table(&list);
        assert_eq!(table.rows.len(), AGES.len() + 1);
        // 2022-12-31 seen from 2023-03-01: two months after.
        assert_eq!(table.rows[FIRST_PASSED], ["已过3个月内", "1", "0", "0", "1"]);
    }

    #[test]
    fn the_day_itself_has_not_passed() {
        assert_eq!(months_after(day("2024-06-30"), day("2024-06-30")), -1);
        assert_eq!(months_after(day("2024-06-30"), day("2024-07-01")), 0);
        assert_eq!(months_after(day("2024-06-30"), day("2024-09-30")), 3);
        assert_eq!(months_after(day("2024-06-30"), day("2024-03-01")), -4);
        assert_eq!(column(-1), 3);
        assert_eq!(column(-13), 0);
        assert_eq!(column(24), 8);
    }

    #[test]
    fn without_promises_or_a_day_there_is_nothing_to_draw() {
        let blank = CommitmentList::default();
        assert!(promise_ageing(&blank).unwrap().contains("暂无数据"));
        assert!(promise_ageing_table(&blank).rows.is_empty());
        let undated = CommitmentList { as_of: None, ..sample::commitments() };
        assert_sound(&promise_ageing(&undated).unwrap());
    }

    #[test]
    fn a_promise_without_a_day_has_its_own_column() {
        let mut list = sample::commitments();
        list.shown[1].due = None;
        assert_eq!(promise_ageing_table(&list).rows.last().unwrap()[2], "1");
        assert_sound(&promise_ageing(&list).unwrap());
    }
}

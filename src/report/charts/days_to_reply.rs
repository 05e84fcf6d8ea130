//! Chart: natural days from assignment to reply, with the last day in time.

use super::{
    ChartError, ChartTable,
    canvas::{Canvas, DrawResult, Ink, Key, MARGIN, Sheet, WIDTH, ceil, empty_sheet, text_width},
    columns::Columns,
    style::{MUTED, REFERENCE, SOFT_INK, count, disposal_colour, nice_step, percent},
};
use crate::{
    records::ReplyRow,
    score::{Basis, Profile, Timing},
};

const NAME: &str = "days-to-reply";
const KINDS: [&str; 3] = ["未超期", "超期", "无法判定"];
/// Columns of the histogram without the last one, which takes all that is longer.
const MOST_COLUMNS: u64 = 24;

/// Draws how long the replies took, parted by whether they came in time under the profile.
///
/// # Errors
/// When plotters fails.
pub fn days_to_reply(rows: &[ReplyRow], profile: &Profile) -> Result<String, ChartError> {
    let days = known(rows);
    if days.is_empty() {
        return empty_sheet(NAME, "答复用时", "要有交办日期和答复日期才能算");
    }
    let fills = [disposal_colour("pass"), disposal_colour("review"), MUTED];
    let term = term_in_days(rows, profile);
    let sheet = Sheet {
        name: NAME,
        title: finding(&days),
        subtitle: definition(rows, &days, &(profile.deadlines.reply.length.label(), term)),
        legend: KINDS.iter().zip(fills).map(|(kind, fill)| Key::area(*kind, fill)).collect(),
    };
    let bins = Bins::of(&days);
    let columns = Columns {
        labels: bins.labels(),
        at_edges: true,
        stacks: bins.stacks.iter().map(|stack| stack.to_vec()).collect(),
        fills: &fills,
        top: sheet.top() + 62,
    };
    sheet.draw(columns.bottom() + 20, |canvas| {
        let place = |days: f64| columns.x(days / bins.width as f64);
        let (top, bottom) = columns.ys();
        let middle = place(median(&days));
        canvas.dashes(middle, (top - 18, bottom), REFERENCE)?;
        if let Some((least, most)) = term {
            let (from, to) = (place(least as f64), place(most as f64));
            let band = vec![(from, top), (to, top), (to, bottom), (from, bottom)];
            canvas.area(band, REFERENCE, 0.25)?;
            canvas.dashes(from, (top - 36, bottom), REFERENCE)?;
            canvas.dashes(to, (top, bottom), REFERENCE)?;
            let label = format!("期限 {}", profile.deadlines.reply.length.label());
            mark(canvas, (from, top - 44), &label)?;
        }
        // After the lines, so that none runs through it, and away from the term's.
        let label = format!("中位数 {:.0} 天", median(&days));
        let due = term.map_or(i32::MAX / 2, |(least, _)| place(least as f64));
        let aside =
            if (due - middle).abs() > 100 { 0 } else { ceil(text_width(&label, 12.0) / 2.0) - 6 };
        let x = if due < middle { middle + aside } else { middle - aside };
        mark(canvas, (x, top - 26), &label)?;
        columns.draw(canvas)?;
        let below = (WIDTH / 2, columns.bottom() + 2);
        canvas.text(below, "从交办到答复的自然日", Ink::of(12.0, SOFT_INK).centred())
    })
}

/// The numbers behind the chart.
#[must_use]
pub fn days_to_reply_table(rows: &[ReplyRow]) -> ChartTable {
    let bins = Bins::of(&known(rows));
    let line = |(label, stack): (String, &[u64; 3])| {
        std::iter::once(label).chain(stack.iter().map(ToString::to_string)).collect()
    };
    let lines = bins.names().into_iter().zip(&bins.stacks).map(line);
    let lines =
        if bins.stacks.iter().flatten().sum::<u64>() == 0 { Vec::new() } else { lines.collect() };
    ChartTable::new(&["答复用时(自然日)", KINDS[0], KINDS[1], KINDS[2]], lines)
}

/// Days that are not negative, and whether they were late.
fn known(rows: &[ReplyRow]) -> Vec<(u64, Option<bool>)> {
    let one = |row: &ReplyRow| Some((u64::try_from(row.days_to_reply?).ok()?, row.late));
    let mut days: Vec<_> = rows.iter().filter_map(one).collect();
    days.sort_unstable();
    days
}

fn median(sorted: &[(u64, Option<bool>)]) -> f64 {
    let at = |place: usize| sorted.get(place).map_or(0.0, |(days, _)| *days as f64);
    (at(sorted.len().saturating_sub(1) / 2) + at(sorted.len() / 2)) / 2.0
}

/// Least and most natural days that the profile's term of a reply had, counted from
/// assignment: three months are 89 to 92 days.
fn term_in_days(rows: &[ReplyRow], profile: &Profile) -> Option<(i64, i64)> {
    let of = |row: &ReplyRow| {
        let timing = Timing::read(&row.metrics, &profile.deadlines, &profile.calendar);
        let (due, basis) = timing.reply.due?;
        let days = (due - row.metrics.assigned?).num_days();
        (matches!(basis, Basis::Term(_)) && days >= 0).then_some(days)
    };
    let days: Vec<i64> = rows.iter().filter_map(of).collect();
    Some((*days.iter().min()?, *days.iter().max()?))
}

fn finding(days: &[(u64, Option<bool>)]) -> String {
    let judged = days.iter().filter(|(_, late)| late.is_some()).count();
    let late = days.iter().filter(|(_, late)| *late == Some(true)).count();
    let median = format!("答复用时中位数 {:.0} 天", median(days));
    match (judged, late) {
        (0, _) => format!("{median}，是否超期都无法判定"),
        (_, 0) => format!("{median}，{judged} 件都没有超期"),
        _ => format!("{median}，{late} 件超期({})", percent(late as f64 / judged as f64)),
    }
}

type Term = (String, Option<(i64, i64)>);

fn definition(rows: &[ReplyRow], days: &[(u64, Option<bool>)], (label, term): &Term) -> String {
    let mut text = format!("n={} 件有交办和答复日期", count(days.len() as u64));
    let without = rows.len() - days.len();
    if without > 0 {
        text += &format!("({without} 件没有或倒置，未画)");
    }
    text += &match term {
        Some((least, most)) if least == most => format!("；期限 {label}，合 {least} 个自然日"),
        Some((least, most)) => format!("；期限 {label}，各件合 {least}–{most} 个自然日"),
        None => format!("；期限 {label}，因缺日期未画线"),
    };
    text + "；超期逐件按评分方案判定：本件另有办理期限或同意延期的按它算，所以线右边也可能未超期"
}

/// The label of a line, above the columns and inside the sheet.
fn mark(canvas: &Canvas<'_>, (x, y): (i32, i32), label: &str) -> DrawResult {
    let half = ceil(text_width(label, 12.0) / 2.0);
    let x = x.clamp(MARGIN + half, WIDTH - MARGIN - half);
    canvas.patched_text((x, y), label, Ink::of(12.0, REFERENCE))
}

/// Counts by columns of `width` days; the last one takes all that is longer.
struct Bins {
    width: u64,
    stacks: Vec<[u64; 3]>,
    longest: u64,
}

impl Bins {
    /// A few slow replies must not press the rest into one column: columns reach to the 99th
    /// percentile.
    fn of(days: &[(u64, Option<bool>)]) -> Self {
        let at = (days.len() * 99).div_ceil(100).saturating_sub(1);
        let reach = days.get(at).map_or(0, |(days, _)| *days).max(9) + 1;
        let longest = days.last().map_or(0, |(days, _)| *days);
        let width = nice_step(reach, MOST_COLUMNS);
        let regular = reach.div_ceil(width);
        let more = u64::from(longest >= regular * width);
        let mut stacks = vec![[0; 3]; (regular + more) as usize];
        let last = stacks.len() - 1;
        for (days, late) in days {
            let stack = &mut stacks[((days / width) as usize).min(last)];
            stack[match late {
                Some(false) => 0,
                Some(true) => 1,
                None => 2,
            }] += 1;
        }
        Self { width, stacks, longest }
    }

    /// The first day of each column.
    fn labels(&self) -> Vec<String> {
        (0..self.stacks.len() as u64).map(|number| (number * self.width).to_string()).collect()
    }

    /// First and last day of each column.
    fn names(&self) -> Vec<String> {
        let last = self.stacks.len() as u64 - 1;
        let name = |number: u64| {
            let (from, to) = (number * self.width, (number + 1) * self.width - 1);
            if number == last && self.longest > to {
                return format!("{from} 及以上");
            }
            if from == to { from.to_string() } else { format!("{from}–{to}") }
        };
        (0..=last).map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{report::charts::svg_scan::assert_sound, score::samples};

    fn row(days: i64, late: Option<bool>) -> ReplyRow {
        let mut row = samples::row(None, Some(2024), 6_000);
        row.metrics = samples::dated_metrics();
        ReplyRow { days_to_reply: Some(days), late, ..row }
    }

    #[test]
    fn the_title_names_the_median_and_the_late_ones() {
        let rows = [row(40, Some(false)), row(60, Some(false)), row(100, Some(true))];
        let svg = days_to_reply(&rows, &samples::default_profile()).unwrap();
        assert!(svg.contains("答复用时中位数 60 天，1 件超期(33.3%)"), "{svg}");
        assert!(svg.contains("期限 3个月") && svg.contains("合 92 个自然日"), "{svg}");
        assert_sound(&svg);
    }

    #[test]
    fn every_reply_stands_in_one_column() {
        let rows: Vec<_> =
            (0..300).map(|n| row(n % 95, Some(n > 290))).chain([row(4_000, None)]).collect();
        let table = days_to_reply_table(&rows);
        let sum = |column: usize| -> u64 {
            table.rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
        };
        assert_eq!((sum(1) + sum(2), sum(3)), (300, 1));
        assert!(table.rows.last().unwrap()[0].ends_with("及以上"), "{table:?}");
    }

    #[test]
    fn without_dates_there_is_nothing_to_draw() {
        let rows = [ReplyRow { days_to_reply: None, ..row(1, None) }, row(-3, None)];
        let svg = days_to_reply(&rows, &samples::default_profile()).unwrap();
        assert!(svg.contains("暂无数据"));
        assert!(days_to_reply_table(&rows).rows.is_empty());
        assert_sound(&svg);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn any_days_give_a_sound_picture(
            days in prop::collection::vec((-5..2_000_i64, any::<Option<bool>>()), 0..40),
        ) {
            let rows: Vec<_> = days.into_iter().map(|(days, late)| row(days, late)).collect();
            assert_sound(&days_to_reply(&rows, &samples::default_profile()).unwrap());
        }
    }
}

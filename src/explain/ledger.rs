//! How the score came about: points that add up to it.

use super::{
    folder::Case,
    row::{Row, in_points, one_line, signed},
};
use crate::score::Profile;

/// A heading, a line an item, and the sum.
pub(super) fn lines(case: &Case, labels: Option<&Profile>) -> Vec<String> {
    let mut lines = vec!["得分台账（项目、得分／满分、理由）".to_owned()];
    lines.extend(case.ledger.iter().map(|item| line(item, labels)));
    lines.push(sum(case));
    lines
}

fn line(item: &Row, labels: Option<&Profile>) -> String {
    let name = item.text("item");
    let label = labels.map_or(name, |profile| profile.item_label(name));
    let points = item.points("points").unwrap_or(0);
    let points = match item.points("max_points") {
        // Scaling and caps correct the sum; there is nothing to reach.
        None | Some(0) => signed(points),
        Some(most) => format!("{}／{}", in_points(points), in_points(most)),
    };
    format!("  {label:　<7}  {points:>13}  {}", one_line(item.text("reason"), 100))
}

fn sum(case: &Case) -> String {
    let points: i64 = case.ledger.iter().filter_map(|item| item.points("points")).sum();
    let closing = match case.reply.points("score") {
        Some(score) if score != points => {
            format!("与得分 {} 不符：目录里的文件可能改动过", in_points(score))
        }
        _ => "即得分".to_owned(),
    };
    format!("  {:　<7}  {:>13}  {closing}", "合计", in_points(points))
}

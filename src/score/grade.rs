//! Points for one item of a profile, with the reason in words.

use shida_engine::verdict::Verdict;

use super::{
    facts::contacted,
    points::{Points, scale},
    profile::{Item, Kind, Profile},
    timing::Timing,
};
use crate::records::Metrics;

/// Everything that items look at.
pub(super) struct Subject<'a> {
    pub(super) verdict: &'a Verdict,
    pub(super) metrics: &'a Metrics,
    pub(super) timing: Timing,
    /// The letter of 办理结果 and its meaning in the profile.
    class: Option<(&'a str, &'a str)>,
}

/// What an item gives.
pub(super) struct Grade {
    pub(super) points: Points,
    pub(super) reason: String,
    /// Whether the text is behind it, so that its rule codes belong to the line.
    pub(super) from_text: bool,
}

/// A fact and how it is told.
struct Found {
    state: &'static str,
    reason: String,
}

impl<'a> Subject<'a> {
    pub(super) fn read(profile: &'a Profile, verdict: &'a Verdict, metrics: &'a Metrics) -> Self {
        let class = metrics.result_class.as_deref().and_then(|letter| {
            let class = profile.result_classes.get(letter)?;
            Some((letter, class.as_str()))
        });
        let timing = Timing::read(metrics, &profile.deadlines, &profile.calendar);
        Self { verdict, metrics, timing, class }
    }
}

/// The points of an item, or `None` when its fact cannot be known or is not scored.
pub(super) fn grade(item: &Item, subject: &Subject<'_>) -> Option<Grade> {
    match item.kind {
        Kind::OnTime => on_time(item, subject),
        Kind::TextScore => Some(text_score(item, subject.verdict)),
        kind => {
            let found = find(kind, subject)?;
            let points = *item.values.get(found.state)?;
            let from_text = kind == Kind::Substance;
            Some(Grade { points, reason: found.reason, from_text })
        }
    }
}

fn on_time(item: &Item, subject: &Subject<'_>) -> Option<Grade> {
    let reply = &subject.timing.reply;
    let days_late = reply.days_late?;
    let step = item.late.iter().find(|step| days_late <= i64::from(step.days));
    let points = match days_late {
        0 => item.points,
        _ => step.map_or(Points(0), |step| step.points),
    };
    Some(Grade { points, reason: reply.reason(), from_text: false })
}

fn text_score(item: &Item, verdict: &Verdict) -> Grade {
    let score = verdict.text_score.clamp(0, Points::FULL.0);
    let points = Points(scale(score, item.points.0, Points::FULL.0));
    let reason = format!("文本得分{}分，按满分{}分折算", Points(score), item.points);
    Grade { points, reason, from_text: true }
}

fn find(kind: Kind, subject: &Subject<'_>) -> Option<Found> {
    match kind {
        Kind::OnTime | Kind::TextScore => None,
        Kind::ContactBeforeReply => contact(subject.metrics),
        Kind::FaceToFace => face_to_face(subject.metrics),
        Kind::Substance => Some(substance(subject.verdict)),
        Kind::Class => class(subject),
        Kind::Promise => promise(subject),
        Kind::PromiseStatus => promise_status(subject.metrics),
        Kind::Evaluation => evaluation(subject.metrics),
        Kind::Rework => yes_no(subject.metrics.reworked?, "曾退回重新办理", "未重新办理"),
        Kind::Published => yes_no(subject.metrics.published?, "答复已公开", "答复未公开"),
    }
}

fn yes_no(answer: bool, yes: &str, no: &str) -> Option<Found> {
    let (state, reason) = if answer { ("yes", yes) } else { ("no", no) };
    Some(Found { state, reason: reason.to_owned() })
}

fn contact(metrics: &Metrics) -> Option<Found> {
    let answer = contacted(metrics)?;
    let (Some(contact), Some(replied)) = (metrics.first_contact, metrics.replied) else {
        return yes_no(answer, "有面商记录，首次沟通日期未知", "没有沟通记录");
    };
    let order = if answer { "不晚于" } else { "晚于" };
    let reason = format!("首次沟通{contact}，{order}答复{replied}");
    yes_no(answer, &reason, &reason)
}

fn face_to_face(metrics: &Metrics) -> Option<Found> {
    let mode = metrics.contact_mode.as_ref();
    let mode = mode.map(|mode| format!("，沟通方式：{mode}")).unwrap_or_default();
    yes_no(metrics.face_to_face?, &format!("已面商{mode}"), &format!("未面商{mode}"))
}

fn substance(verdict: &Verdict) -> Found {
    let (state, label) = match verdict.substance {
        0 => ("none", "没有实质内容"),
        1 => ("vague", "笼统"),
        2 => ("concrete", "具体"),
        _ => ("complete", "具体且完整"),
    };
    Found { state, reason: format!("实质程度{}级（{label}）", verdict.substance) }
}

fn class(subject: &Subject<'_>) -> Option<Found> {
    let (letter, class) = subject.class?;
    let (state, label) = known_class(class)?;
    Some(Found { state, reason: format!("办理结果{letter}类（{label}）") })
}

/// The class as a state of the item, with what people read.
pub(super) fn known_class(class: &str) -> Option<(&'static str, &'static str)> {
    Some(match class {
        "resolved" => ("resolved", "已解决"),
        "in_progress" => ("in_progress", "正在解决或列入计划"),
        "planned" => ("planned", "列入计划"),
        "not_now" => ("not_now", "暂不具备条件"),
        "reference" => ("reference", "留作参考"),
        "higher_authority" => ("higher_authority", "属上级事权"),
        "refused_by_law" => ("refused_by_law", "依法不能办理"),
        _ => return None,
    })
}

/// A promise on record or in the text. Its absence counts only where the class asks for one:
/// a solved or declined suggestion needs none.
fn promise(subject: &Subject<'_>) -> Option<Found> {
    let (metrics, verdict) = (subject.metrics, subject.verdict);
    if let Some(due) = metrics.promise_due {
        return Some(Found { state: "dated", reason: format!("承诺事项有时限{due}") });
    }
    if verdict.commitment && verdict.deadline {
        return Some(Found { state: "dated", reason: "答复中有带时限的承诺".to_owned() });
    }
    if metrics.promise.is_some() || verdict.commitment {
        return Some(Found { state: "undated", reason: "有承诺，但没有时限".to_owned() });
    }
    let (letter, class) = subject.class?;
    let (state, label) = known_class(class)?;
    matches!(state, "in_progress" | "planned").then(|| Found {
        state: "missing",
        reason: format!("办理结果{letter}类（{label}），但没有承诺事项和时限"),
    })
}

/// Whether the matter is open and nobody says what comes of it: neither solved nor declined,
/// and without any promise. `None` without a class.
pub(super) fn has_no_plan(profile: &Profile, verdict: &Verdict, metrics: &Metrics) -> Option<bool> {
    let subject = Subject::read(profile, verdict, metrics);
    subject.class?;
    Some(promise(&subject).is_some_and(|found| found.state == "missing"))
}

fn promise_status(metrics: &Metrics) -> Option<Found> {
    let due = metrics.promise_due.map(|due| format!("（时限{due}）")).unwrap_or_default();
    let (state, reason) = match metrics.promise_status.as_deref()? {
        "kept" => ("kept", "承诺已落实".to_owned()),
        "open" => ("open", "承诺尚未完成".to_owned()),
        "overdue" => ("overdue", format!("承诺到期未完成{due}")),
        _ => return None,
    };
    Some(Found { state, reason })
}

fn evaluation(metrics: &Metrics) -> Option<Found> {
    let (state, label) = match metrics.satisfaction.as_deref()? {
        "satisfied" => ("satisfied", "满意"),
        "basic" => ("basic", "基本满意"),
        "dissatisfied" => ("dissatisfied", "不满意"),
        _ => return None,
    };
    Some(Found { state, reason: format!("代表评价：{label}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::samples::{day, default_profile, verdict};

    fn graded(kind: Kind, verdict: &Verdict, metrics: &Metrics) -> Option<(i32, String)> {
        let profile = default_profile();
        let item = profile.items.iter().find(|item| item.kind == kind).unwrap();
        let found = grade(item, &Subject::read(&profile, verdict, metrics))?;
        Some((found.points.0, found.reason))
    }

    fn dates(assigned: &str, replied: &str) -> Metrics {
        Metrics { assigned: day(assigned), replied: day(replied), ..Metrics::default() }
    }

    #[test]
    fn a_reply_in_time_says_how_long_it_took() {
        let found = graded(Kind::OnTime, &verdict(5_000), &dates("2024-03-11", "2024-05-20"));
        let reason = "交办2024-03-11，答复2024-05-20，用时70天，未超过3个月期限（2024-06-11）";
        assert_eq!(found, Some((1_500, reason.to_owned())));
    }

    #[test]
    fn late_replies_lose_by_steps() {
        for (replied, points) in [
            ("2024-06-11", 1_500),
            ("2024-06-12", 750),
            ("2024-06-26", 750),
            ("2024-06-27", 300),
            ("2024-07-11", 300),
            ("2024-07-12", 0),
        ] {
            let found = graded(Kind::OnTime, &verdict(5_000), &dates("2024-03-11", replied));
            assert_eq!(found.unwrap().0, points, "{replied}");
        }
    }

    #[test]
    fn a_reply_dated_before_its_assignment_asks_for_a_check() {
        let found = graded(Kind::OnTime, &verdict(0), &dates("2024-03-11", "2024-03-01")).unwrap();
        assert!(found.1.contains("早于交办，请核对日期"), "{}", found.1);
    }

    #[test]
    fn an_extension_is_named() {
        let mut metrics = dates("2024-03-11", "2024-07-01");
        metrics.extended_to = day("2024-06-30");
        let found = graded(Kind::OnTime, &verdict(0), &metrics).unwrap();
        assert!(found.1.ends_with("超过延期期限2024-06-30，逾期1天"), "{}", found.1);
    }

    #[test]
    fn a_refusal_is_not_worth_nothing() {
        let metrics = Metrics { result_class: Some("D".into()), ..Metrics::default() };
        let found = graded(Kind::Class, &verdict(0), &metrics);
        assert_eq!(found, Some((500, "办理结果D类（留作参考）".to_owned())));
    }

    #[test]
    fn a_letter_that_the_profile_does_not_know_is_not_scored() {
        let metrics = Metrics { result_class: Some("E".into()), ..Metrics::default() };
        assert_eq!(graded(Kind::Class, &verdict(0), &metrics), None);
    }

    #[test]
    fn a_missing_promise_counts_only_where_the_class_asks_for_one() {
        let with = |letter: Option<&str>| Metrics {
            result_class: letter.map(Into::into),
            ..Metrics::default()
        };
        let points = |metrics: &Metrics, verdict: &Verdict| {
            graded(Kind::Promise, verdict, metrics).map(|found| found.0)
        };
        let mut text = verdict(5_000);
        assert_eq!(points(&with(None), &text), None);
        assert_eq!(points(&with(Some("A")), &text), None);
        assert_eq!(points(&with(Some("B")), &text), Some(0));
        text.commitment = true;
        assert_eq!(points(&with(Some("B")), &text), Some(250));
        text.deadline = true;
        assert_eq!(points(&with(None), &text), Some(500));
    }

    #[test]
    fn text_and_substance_bear_the_rule_codes() {
        let profile = default_profile();
        let (verdict, metrics) = (verdict(7_350), Metrics::default());
        let subject = Subject::read(&profile, &verdict, &metrics);
        let from_text: Vec<&str> = profile
            .items
            .iter()
            .filter(|item| grade(item, &subject).is_some_and(|found| found.from_text))
            .map(|item| item.name.as_str())
            .collect();
        assert_eq!(from_text, ["text_score", "substance"]);
    }

    #[test]
    fn satisfaction_has_three_grades() {
        for (word, points) in [("satisfied", 1_200), ("basic", 800), ("dissatisfied", 0)] {
            let metrics = Metrics { satisfaction: Some(word.into()), ..Metrics::default() };
            let found = graded(Kind::Evaluation, &verdict(0), &metrics);
            assert_eq!(found.map(|found| found.0), Some(points), "{word}");
        }
    }
}

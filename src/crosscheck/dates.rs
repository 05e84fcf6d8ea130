//! Days that do not go together: signature, 答复日期, 交办日期 and the day asked for.

use super::{
    rulefile::Rule,
    subject::{Outcome, Run, Subject},
};

/// The signature lies more days than the cut from 答复日期.
pub(super) fn signed_apart(rule: &Rule, subject: &Subject<'_>) -> Outcome {
    let (Some((signed, quote)), Some(replied)) = (subject.text.signed(), subject.metrics.replied)
    else {
        return Outcome::Unknown;
    };
    let apart = (signed - replied).num_days();
    let agrees = apart.abs() as f64 <= rule.cut("days");
    let order = if apart > 0 { "晚" } else { "早" };
    let told = format!("答复日期 {replied}，落款{order} {} 天", apart.abs());
    Outcome::unless(agrees, quote, told)
}

/// 答复日期 lies before 交办日期.
pub(super) fn replied_early(subject: &Subject<'_>) -> Outcome {
    let (Some(assigned), Some(replied)) = (subject.metrics.assigned, subject.metrics.replied)
    else {
        return Outcome::Unknown;
    };
    Outcome::unless(replied >= assigned, "", format!("交办日期 {assigned}，答复日期 {replied}"))
}

/// The signature lies before 交办日期 or after the day that was asked for.
pub(super) fn signed_outside(run: &Run<'_>, subject: &Subject<'_>) -> Outcome {
    let Some((signed, quote)) = subject.text.signed() else { return Outcome::Unknown };
    let early = subject.metrics.assigned.filter(|assigned| signed < *assigned);
    let late = run.as_of.filter(|day| signed > *day);
    match (early, late) {
        (Some(assigned), _) => Outcome::unless(false, quote, format!("交办日期 {assigned}")),
        (_, Some(day)) => Outcome::unless(false, quote, format!("统计截至 {day}")),
        _ if subject.metrics.assigned.is_none() && run.as_of.is_none() => Outcome::Unknown,
        _ => Outcome::Agrees,
    }
}

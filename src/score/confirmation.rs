//! Whether people have ruled on what the machine holds against a text.

use super::{
    Case,
    profile::{Flag, Profile},
};

/// `None` when nothing of what sends a reply to review or closes a gate is held against its
/// text; else whether people have ruled on all of it.
pub(super) fn confirmed(profile: &Profile, case: Case<'_>) -> Option<bool> {
    let flags = profile.disposal.review_when.iter().copied();
    let gates = profile.gates.iter().map(|gate| gate.when);
    let mut held = flags.chain(gates).filter(|flag| flag.holds(case.verdict, case.answered));
    let first = held.next()?;
    Some(is_ruled(first, case) && held.all(|flag| is_ruled(flag, case)))
}

/// A shape of the whole reply is ruled on as a whole, everything else at its finding.
fn is_ruled(flag: Flag, case: Case<'_>) -> bool {
    match flag {
        Flag::NonAnswer | Flag::ThreePart | Flag::ReceiptOnly | Flag::ForwardedOnly => {
            case.verdict.decided
        }
        Flag::Deflection => settles(case, "deflection"),
        Flag::OffTopic => settles(case, "off_topic"),
    }
}

/// Whether somebody has confirmed a finding that stands for that verdict.
fn settles(case: Case<'_>, verdict: &str) -> bool {
    case.decisions.iter().any(|decision| decision.settles == Some(verdict))
}

//! The embedded cuts, for tests.

use super::Cuts;

/// What `rules/trends.toml` says.
pub(crate) fn cuts() -> Cuts {
    Cuts::parse(include_str!("../../rules/trends.toml")).unwrap()
}

//! Where a row came from.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where a row came from, so that a message can send a person there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// File name as shown to people: with its folder where two files share a name.
    pub file: Arc<str>,
    /// Sheet name of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Physical line or row number, 1-based, header included.
    pub line: u32,
}

//! Values read back by their stable names in machine files.

use serde::de::DeserializeOwned;

/// A value by its stable name in machine files.
pub(super) fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

//! What is kept as JSON, as text.

use serde_json::Value;

/// Not by `Value`'s own `to_string`: that brings the standard library's errors of writers into the page, and with them the
/// tables of all characters that can be printed.
pub(super) fn to_text(value: &Value) -> String {
    // It always has a text: its keys are strings, and memory takes all that is written.
    serde_json::to_string(value).unwrap_or_default()
}

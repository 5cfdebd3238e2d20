//! The browser's history, as far as the page needs it: a step that the system's Back takes back. Addresses stay as they
//! are.

use wasm_bindgen::JsValue;

use super::element::{Listening, listen_anywhere};
use super::page::window;

/// One step further in, so deep.
pub fn push(depth: u32) {
    if let Ok(history) = window().history() {
        // Fails only when it is done many times a second.
        let _ = history.push_state(&JsValue::from(depth), "");
    }
}

/// One step back, if the last step was one of ours.
pub fn back() -> bool {
    let Ok(history) = window().history() else { return false };
    let ours = history.state().ok().and_then(|state| state.as_f64()).is_some_and(|depth| depth > 0.0);
    ours && history.back().is_ok()
}

/// Tells when the system, or [`back`], went back.
pub fn on_back(mut tell: impl FnMut() + 'static) -> Listening {
    listen_anywhere("popstate", Box::new(move |_| tell()))
}

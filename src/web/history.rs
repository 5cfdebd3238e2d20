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

/// How far in the page is, by the browser's history.
pub fn depth() -> u32 {
    let state = window().history().and_then(|history| history.state());
    state.ok().and_then(|state| state.as_f64()).unwrap_or_default() as u32
}

/// One step back, if the last step was one of ours.
pub fn back() -> bool {
    depth() > 0 && window().history().is_ok_and(|history| history.back().is_ok())
}

/// Tells when the system, or [`back`], went back.
pub fn on_back(mut tell: impl FnMut() + 'static) -> Listening {
    listen_anywhere("popstate", Box::new(move |_| tell()))
}

//! What somebody selected, and what goes to the clipboard instead of it.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};

use super::element::{El, Event};
use super::page::window;

/// The elements in `list` that fit the selector and of which something is selected, in order.
pub fn selected(list: &El, selector: &str) -> Vec<El> {
    let Some(selection) = window().get_selection().ok().flatten() else { return Vec::new() };
    let Ok(all) = list.raw().query_selector_all(selector) else { return Vec::new() };
    (0..all.length())
        .filter_map(|index| all.item(index)?.dyn_into::<Element>().ok())
        .filter(|row| selection.contains_node_with_allow_partial_containment(row, true).unwrap_or(false))
        .map(El::of)
        .collect()
}

/// Whether the browser took the text for the clipboard.
pub fn put(event: &Event, text: &str) -> bool {
    let data = event.raw().dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    data.is_some_and(|data| data.set_data("text/plain", text).is_ok())
}

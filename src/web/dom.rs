//! The few things that views need from the document and that Leptos does not give:
//! scrolling, focus, clipboard, downloads, media queries. Knows nothing of chat.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, EventTarget, FocusOptions, HtmlAnchorElement,
    HtmlDialogElement, HtmlDocument, HtmlElement, HtmlTextAreaElement, KeyboardEvent, MouseEvent,
    ResizeObserver, Url,
};

use super::page::window;

/// Within this many CSS pixels of its end, a list counts as being at its end.
const END_TOLERANCE: i32 = 48;

/// The key code that browsers report while an input method handles the key.
const IN_COMPOSITION: u32 = 229;

fn document() -> Option<Document> {
    window().document()
}

/// Takes the element with this id out of the page, if it is there.
pub fn remove(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

/// Sets an attribute of the root element, which style sheets look at.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // Fails only on names that are no names; ours are literals.
        let _ = root.set_attribute(name, value);
    }
}

/// Sets a custom property of the root element, which style sheets look at.
pub fn set_root_property(name: &str, value: &str) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        // Fails only on names that are no names; ours are literals.
        let _ = root.style().set_property(name, value);
    }
}

/// What the tab is called.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// True where fingers are the main pointer: phones and tablets, with their on-screen keyboards.
pub fn is_coarse() -> bool {
    let query = window().match_media("(pointer: coarse)");
    query.ok().flatten().is_some_and(|list| list.matches())
}

/// True where only one of the panes has room; the style sheet says the same.
pub fn is_narrow() -> bool {
    let query = window().match_media("(max-width: 749.98px)");
    query.ok().flatten().is_some_and(|list| list.matches())
}

/// True where people have room beside the messages; the style sheet says the same.
pub fn is_wide() -> bool {
    let query = window().match_media("(min-width: 1100px)");
    query.ok().flatten().is_some_and(|list| list.matches())
}

/// True while an input method composes. Safari ends the composition before the key arrives, so that only
/// the key code tells.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == IN_COMPOSITION
}

/// True if this key would write or paste text, and nothing that takes keys has the focus.
pub fn is_stray_text(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let pastes = (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("v");
    let writes = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && key.chars().count() == 1;
    (pastes || writes && key != " ") && !takes_keys(event.target())
}

fn takes_keys(target: Option<EventTarget>) -> bool {
    let selector = "input, textarea, select, button, a, summary, [contenteditable], dialog";
    target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Keeps a press from moving the focus, so that an on-screen keyboard stays up.
pub fn keep_focus(event: &MouseEvent) {
    event.prevent_default();
}

/// Shows a dialog above all else, with the focus in it.
pub fn show_modal(dialog: &HtmlDialogElement) {
    // Fails only for one that is open already.
    let _ = dialog.show_modal();
}

pub fn close_modal(dialog: &HtmlDialogElement) {
    dialog.close();
}

/// Gives an element the focus without scrolling to it.
pub fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // Focus never fails on an element of the page, and is a wish on any other.
    let _ = element.focus_with_options(&options);
}

/// Gives the focus to the element with this id; within a closed `<details>`, that is opened first.
pub fn focus_by_id(id: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else { return };
    if let Ok(Some(details)) = element.closest("details") {
        let _ = details.set_attribute("open", "");
    }
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Where somebody is reading in a scrolled list, so that the list can change without moving under them.
#[derive(Clone, Debug)]
pub enum Place {
    /// At the end, which new rows push further.
    End,
    /// At this row, so many CSS pixels below the list's upper edge.
    Row { row: Element, offset: f64 },
    /// Nothing in sight.
    Nowhere,
}

impl Place {
    /// The first row in sight. `rows` selects those inside `list` that stay where others come and go.
    pub fn first_in_sight(list: &Element, rows: &str) -> Self {
        let edge = list.get_bounding_client_rect().top();
        let Ok(rows) = list.query_selector_all(rows) else { return Self::Nowhere };
        (0..rows.length())
            .filter_map(|index| rows.item(index)?.dyn_into::<Element>().ok())
            .map(|row| (row.get_bounding_client_rect(), row))
            .find(|(bounds, _)| bounds.bottom() > edge)
            .map_or(Self::Nowhere, |(bounds, row)| Self::Row { offset: bounds.top() - edge, row })
    }
}

/// True at the end, with some tolerance.
pub fn is_at_end(list: &Element) -> bool {
    list.scroll_height() - list.scroll_top() - list.client_height() <= END_TOLERANCE
}

/// A list's position and size, to tell a person's scrolling from what a change of layout does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    top: i32,
    content: i32,
    height: i32,
}

impl Extent {
    pub fn of(list: &Element) -> Self {
        Self { top: list.scroll_top(), content: list.scroll_height(), height: list.client_height() }
    }

    /// How many rows so high it takes to fill what is in sight. `None` before it was laid out.
    pub fn height_in(self, row: i32) -> Option<usize> {
        usize::try_from(self.height / row + 1).ok().filter(|_| self.height > 0)
    }

    /// True if somebody scrolled up since `before`. Layout alone moves a list up only where its content shrank
    /// or its height grew.
    pub fn was_scrolled_up_since(self, before: Self) -> bool {
        self.top < before.top && self.content >= before.content && self.height <= before.height
    }
}

/// Scrolls so that what was in sight at `place` is there again.
pub fn restore(list: &Element, place: &Place) {
    match place {
        Place::End => scroll_to_end(list),
        Place::Row { row, offset } if row.is_connected() => {
            let now = row.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
            // Pixels on a screen fit an i32.
            list.set_scroll_top(list.scroll_top() + (now - offset).round() as i32);
        }
        Place::Row { .. } | Place::Nowhere => {}
    }
}

/// Scrolls to the end at once.
pub fn scroll_to_end(list: &Element) {
    list.set_scroll_top(list.scroll_height());
}

/// Tells of every change of an element's size, until dropped.
#[derive(Debug)]
pub struct ResizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl ResizeWatch {
    /// `None` in a browser without resize observers.
    pub fn new(element: &Element, on_resize: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut()>::new(on_resize);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for ResizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Puts text on the clipboard; false if the browser does not let us.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Plain http beyond localhost is no secure context and has no clipboard object.
    if JsValue::from(&clipboard).is_undefined() {
        return copy_by_selection(text).is_some_and(|copied| copied);
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

fn copy_by_selection(text: &str) -> Option<bool> {
    let document = document()?;
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("visually-hidden");
    let before = document.active_element();
    document.body()?.append_child(&area).ok()?;
    area.select();
    let copied = document.dyn_ref::<HtmlDocument>()?.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(element) = before.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focus(&element);
    }
    Some(copied)
}

/// A file that was offered to be kept. Its bytes stay readable for the browser until this is dropped.
#[derive(Debug)]
pub struct Offer {
    url: String,
}

impl Offer {
    /// Offers bytes as a file; they are never shown in the page, whatever they hold. `None` if the browser refuses.
    pub fn new(bytes: &[u8], name: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type("application/octet-stream");
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        let offer = Self { url: Url::create_object_url_with_blob(&blob).ok()? };
        let document = document()?;
        let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        link.set_href(&offer.url);
        link.set_download(name);
        document.body()?.append_child(&link).ok()?;
        link.click();
        link.remove();
        Some(offer)
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        // Fails only on addresses that were never made.
        let _ = Url::revoke_object_url(&self.url);
    }
}

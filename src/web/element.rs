//! Elements of the page and what happens to them, in a few functions that are not generic: each is in the program once,
//! however many views are made of them. Knows nothing of chat, and of no signals.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, EventTarget, HtmlDialogElement, HtmlElement};

use super::page::window;

/// The key code that browsers report while an input method handles the key.
const IN_COMPOSITION: f64 = 229.0;
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element. Clones are the same one.
#[derive(Clone, Debug, PartialEq)]
pub struct El(Element);

/// Making one. Names are literals of ours, so that nothing here can fail.
impl El {
    pub fn new(tag: &str) -> Self {
        let document = window().document();
        #[expect(clippy::expect_used, reason = "a page without a document runs no script")]
        Self(
            document
                .and_then(|document| document.create_element(tag).ok())
                .expect("a document makes elements"),
        )
    }

    /// One of a drawing.
    pub fn svg(tag: &str) -> Self {
        let document = window().document();
        let made = document.and_then(|document| document.create_element_ns(Some(SVG), tag).ok());
        made.map_or_else(|| Self::new(tag), Self)
    }

    pub fn body() -> Option<Self> {
        Some(Self(window().document()?.body()?.into()))
    }

    /// The element with this id.
    pub fn by_id(id: &str) -> Option<Self> {
        window().document()?.get_element_by_id(id).map(Self)
    }

    /// What has the focus.
    pub fn focused() -> Option<Self> {
        window().document()?.active_element().map(Self)
    }

    #[must_use]
    pub fn class(self, names: &str) -> Self {
        self.0.set_class_name(names);
        self
    }

    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.set(name, Some(value));
        self
    }

    /// Text after what is there already.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    #[must_use]
    pub fn child(self, child: Self) -> Self {
        self.append(&child);
        self
    }

    #[must_use]
    pub fn children(self, children: Vec<Self>) -> Self {
        children.iter().for_each(|child| self.append(child));
        self
    }

    #[must_use]
    pub fn maybe(self, child: Option<Self>) -> Self {
        if let Some(child) = child {
            self.append(&child);
        }
        self
    }
}

/// Changing one.
impl El {
    /// `None` takes the attribute away.
    pub fn set(&self, name: &str, value: Option<&str>) {
        let _ = match value {
            Some(value) => self.0.set_attribute(name, value),
            None => self.0.remove_attribute(name),
        };
    }

    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get_attribute(name)
    }

    pub fn toggle(&self, class: &str, on: bool) {
        let _ = self.0.class_list().toggle_with_force(class, on);
    }

    /// Takes the place of all that is inside.
    pub fn write(&self, text: &str) {
        self.0.set_text_content(Some(text));
    }

    pub fn words(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    pub fn append_text(&self, text: &str) {
        let _ = self.0.append_with_str_1(text);
    }

    pub fn append(&self, child: &Self) {
        let _ = self.0.append_child(&child.0);
    }

    /// Before this child, or at the end.
    pub fn put_before(&self, child: &Self, before: Option<&Self>) {
        let _ = self.0.insert_before(&child.0, before.map(|before| before.0.as_ref()));
    }

    pub fn first_child(&self) -> Option<Self> {
        self.0.first_element_child().map(Self)
    }

    pub fn next(&self) -> Option<Self> {
        self.0.next_element_sibling().map(Self)
    }

    pub fn remove(&self) {
        self.0.remove();
    }

    pub fn clear(&self) {
        self.0.set_text_content(None);
    }

    /// The first inside that fits the selector.
    pub fn find(&self, selector: &str) -> Option<Self> {
        self.0.query_selector(selector).ok().flatten().map(Self)
    }

    /// All inside that fit the selector, in their order.
    pub fn all(&self, selector: &str) -> Vec<Self> {
        let Ok(found) = self.0.query_selector_all(selector) else { return Vec::new() };
        (0..found.length())
            .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
            .map(Self)
            .collect()
    }

    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(Some(&other.0))
    }

    pub(super) fn of(element: Element) -> Self {
        Self(element)
    }

    pub(super) fn raw(&self) -> &Element {
        &self.0
    }

    fn property(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    fn set_property(&self, name: &str, value: &JsValue) {
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}

/// Fields, the focus, dialogs.
impl El {
    /// What a field holds.
    pub fn value(&self) -> String {
        self.property("value").as_string().unwrap_or_default()
    }

    pub fn set_value(&self, value: &str) {
        self.set_property("value", &value.into());
    }

    pub fn checked(&self) -> bool {
        self.property("checked").as_bool().unwrap_or_default()
    }

    pub fn set_checked(&self, checked: bool) {
        self.set_property("checked", &checked.into());
    }

    /// Where the cursor stands in a text field, in UTF-16 units.
    pub fn cursor(&self) -> usize {
        self.property("selectionEnd").as_f64().unwrap_or_default() as usize
    }

    pub fn set_cursor(&self, at: usize) {
        self.set_property("selectionStart", &(at as f64).into());
        self.set_property("selectionEnd", &(at as f64).into());
    }

    /// Gives it the focus without scrolling to it.
    pub fn focus(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            super::dom::focus(element);
        }
    }

    /// The same, unless somebody has gone to a field meanwhile.
    pub fn focus_unless_typing(&self) {
        let is_field = |focused: Self| focused.0.matches("input, textarea, select") == Ok(true);
        if !Self::focused().is_some_and(is_field) {
            self.focus();
        }
    }

    /// The same, where what had the focus before may lose it: only who went to another field meanwhile keeps it.
    pub fn focus_unless_gone_from(&self, before: Option<&Self>) {
        if Self::focused().as_ref() == before { self.focus() } else { self.focus_unless_typing() }
    }

    pub fn click(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            element.click();
        }
    }

    pub fn scroll_into_sight(&self) {
        self.0.scroll_into_view_with_bool(false);
    }

    /// Shows a dialog above all else, with the focus in it.
    pub fn show_modal(&self) {
        if let Some(dialog) = self.0.dyn_ref::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
            // Fails only for one that is open already, or not in the page.
            let _ = dialog.show_modal();
        }
    }

    pub fn close_modal(&self) {
        if let Some(dialog) = self.0.dyn_ref::<HtmlDialogElement>() {
            dialog.close();
        }
    }

    /// Calls back on each such event here, until what is returned is dropped.
    pub fn listen(&self, event: &'static str, react: Box<dyn FnMut(Event)>) -> Listening {
        Listening::to(self.0.clone().into(), event, react)
    }
}

/// Calls back on each such event that reaches the window.
pub fn listen_anywhere(event: &'static str, react: Box<dyn FnMut(Event)>) -> Listening {
    Listening::to(window().into(), event, react)
}

/// As long as this lives, somebody listens.
#[derive(Debug)]
pub struct Listening {
    target: EventTarget,
    event: &'static str,
    react: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listening {
    pub(super) fn to(target: EventTarget, event: &'static str, mut react: Box<dyn FnMut(Event)>) -> Self {
        let react = Closure::<dyn FnMut(web_sys::Event)>::new(move |event| react(Event(event)));
        let _ = target.add_event_listener_with_callback(event, react.as_ref().unchecked_ref());
        Self { target, event, react }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let react = self.react.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, react);
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Event(web_sys::Event);

impl Event {
    /// Keeps the browser from doing what it would.
    pub fn prevent(&self) {
        self.0.prevent_default();
    }

    pub fn stop(&self) {
        self.0.stop_propagation();
    }

    pub fn is_prevented(&self) -> bool {
        self.0.default_prevented()
    }

    /// The key pressed, such as `Enter` or `a`; empty for what is no key.
    pub fn key(&self) -> String {
        self.property("key").as_string().unwrap_or_default()
    }

    /// Ctrl, or Command where that is the one.
    pub fn ctrl(&self) -> bool {
        self.flag("ctrlKey") || self.flag("metaKey")
    }

    pub fn alt(&self) -> bool {
        self.flag("altKey")
    }

    pub fn shift(&self) -> bool {
        self.flag("shiftKey")
    }

    /// Of `contentvisibilityautostatechange`: true if the browser leaves the element out, as nobody can see it.
    pub fn is_skipped(&self) -> bool {
        self.flag("skipped")
    }

    /// True while an input method composes. Safari ends the composition before the key arrives, so that only
    /// the key code tells.
    pub fn is_composing(&self) -> bool {
        self.flag("isComposing") || self.property("keyCode").as_f64() == Some(IN_COMPOSITION)
    }

    /// True if this key would write or paste text, and nothing that takes keys has the focus.
    pub fn is_stray_text(&self) -> bool {
        let key = self.key();
        let pastes = self.ctrl() && key.eq_ignore_ascii_case("v");
        let writes = !self.ctrl() && !self.alt() && key.chars().count() == 1;
        (pastes || writes && key != " ")
            && !self.is_in("input, textarea, select, button, a, summary, [contenteditable], dialog")
    }

    /// Whether it happened in something that fits the selector.
    pub fn is_in(&self, selector: &str) -> bool {
        self.closest(selector).is_some()
    }

    /// The nearest around where it happened that fits the selector.
    pub fn closest(&self, selector: &str) -> Option<El> {
        self.target()?.0.closest(selector).ok().flatten().map(El)
    }

    pub fn target(&self) -> Option<El> {
        self.0.target()?.dyn_into::<Element>().ok().map(El)
    }

    pub(super) fn raw(&self) -> &web_sys::Event {
        &self.0
    }

    fn flag(&self, name: &str) -> bool {
        self.property(name).as_bool().unwrap_or_default()
    }

    fn property(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }
}

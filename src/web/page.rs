//! The page and its surroundings: address, network, being shown and hidden, files beside it, faults.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, Response, Window};

/// The one place that asks for it; without a window there is no page.
pub(super) fn window() -> Window {
    web_sys::window().expect("Snug runs in a page, never in a worker")
}

/// What some events of the page are told to.
fn document() -> Option<EventTarget> {
    window().document().map(EventTarget::from)
}

/// `http:` or `https:`, or what else the page came by.
pub fn protocol() -> String {
    window().location().protocol().unwrap_or_default()
}

/// What stands behind the `#`, as the address has it.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The address of this page with another fragment.
pub fn link(fragment: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    [here.split('#').next().unwrap_or_default(), "#", fragment].concat()
}

/// Whether the system has a way to pass an address on.
pub fn can_share() -> bool {
    Reflect::has(&window().navigator(), &"share".into()).unwrap_or_default()
}

/// Passes an address on, as the person then chooses.
pub fn share(address: &str) {
    let what = js_sys::Object::new();
    let share = Reflect::get(&window().navigator(), &"share".into()).ok();
    let share = share.and_then(|share| share.dyn_into::<js_sys::Function>().ok());
    if let (Ok(true), Some(share)) = (Reflect::set(&what, &"url".into(), &address.into()), share) {
        // Whoever changes their mind is not told of.
        let _ = share.call1(&window().navigator(), &what);
    }
}

/// What the browser believes; `true` promises nothing.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// A file beside the page: `None` where there is none. Some hosts say 403 for that.
pub async fn text_file(name: &str) -> Result<Option<String>, String> {
    text_of(window().fetch_with_str(name)).await
}

/// The host's settings, which the form before the app (`boot/form.js`) has asked for already if it is there.
pub async fn settings_file(name: &str) -> Result<Option<String>, String> {
    let asked = Reflect::get(&window(), &"snugSettings".into()).and_then(JsCast::dyn_into);
    text_of(asked.unwrap_or_else(|_| window().fetch_with_str(name))).await
}

async fn text_of(asked: Promise) -> Result<Option<String>, String> {
    let answer = JsFuture::from(asked).await.map_err(said)?;
    let response: Response = answer.dyn_into().map_err(said)?;
    match response.status() {
        200 => {}
        403 | 404 | 410 => return Ok(None),
        other => return Err(["the host of this page answered with ", &other.to_string()].concat()),
    }
    let text = JsFuture::from(response.text().map_err(said)?).await.map_err(said)?;
    Ok(text.as_string())
}

/// What was thrown, in the browser's words. Not by `Debug`: that can write numbers too, which takes 9 kB (docs/size.md).
pub(crate) fn said(thrown: JsValue) -> String {
    match thrown.dyn_into::<Object>() {
        Ok(error) => error.to_string().into(),
        Err(word) => word.as_string().unwrap_or_default(),
    }
}

/// What somebody did with the form before the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Broker, name and room, where they were typed.
    pub fields: [Option<String>; 3],
    /// The name of the field with the cursor, and where in it that is, in UTF-16 units.
    pub cursor: Option<(String, usize)>,
    /// Connect was pressed.
    pub pressed: bool,
}

/// Waits until the form can be taken away from whoever is at it. `None` where it was not shown.
pub async fn typed() -> Option<Typed> {
    let ask: Function = Reflect::get(&window(), &"snugTyped".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = ask.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
    let typed: Array = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    let at = typed.get(4).as_f64().unwrap_or_default() as usize;
    Some(Typed {
        fields: [0, 1, 2].map(|index| typed.get(index).as_string()),
        cursor: typed.get(3).as_string().map(|name| (name, at)),
        pressed: typed.get(5).is_truthy(),
    })
}

/// Calls back for as long as it is kept.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub(super) fn new(target: EventTarget, name: &'static str, tell: impl Fn() + 'static) -> Self {
        Self::hearing(target, name, move |_| tell())
    }

    /// With the event itself.
    pub(super) fn hearing(target: EventTarget, name: &'static str, tell: impl Fn(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(tell);
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ =
            self.target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
    }
}

/// The network came or went.
pub fn on_network(tell: impl Fn() + Clone + 'static) -> Vec<Listener> {
    ["online", "offline"].map(|name| Listener::new(window().into(), name, tell.clone())).into()
}

/// Somebody is back: focused, back from the cache, or thawed by the browser, which had frozen the page.
pub fn on_wake(tell: impl Fn() + Clone + 'static) -> Vec<Listener> {
    let thawed = document().map(|document| Listener::new(document, "resume", tell.clone()));
    let back = ["pageshow", "focus"].map(|name| Listener::new(window().into(), name, tell.clone()));
    back.into_iter().chain(thawed).collect()
}

/// The page goes: left for another, closed, or frozen, perhaps never to come back. The last moment to keep something,
/// and only at once.
pub fn on_leave(tell: impl Fn() + Clone + 'static) -> Vec<Listener> {
    let frozen = document().map(|document| Listener::new(document, "freeze", tell.clone()));
    [Listener::new(window().into(), "pagehide", tell)].into_iter().chain(frozen).collect()
}

/// The page is shown or hidden.
pub fn on_visibility(tell: impl Fn() + 'static) -> Option<Listener> {
    Some(Listener::new(document()?, "visibilitychange", tell))
}

pub fn is_hidden() -> bool {
    window().document().is_some_and(|document| document.hidden())
}

/// For whoever looks into it; nobody reads it by chance.
pub fn warn(text: &str) {
    web_sys::console::warn_1(&text.into());
}

/// What a panic says, for the console. A release build has no such texts (docs/size.md); the person is told by
/// boot/watch.js in both.
#[cfg(debug_assertions)]
pub fn log_panics() {
    std::panic::set_hook(Box::new(|fault| web_sys::console::error_1(&fault.to_string().into())));
}

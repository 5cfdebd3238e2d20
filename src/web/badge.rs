//! How much is unread, shown outside the page: the number on an installed app's icon, the dot on the tab's.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::page::window;

/// The tab's icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Favicon {
    Plain,
    /// With a dot.
    Unread,
}

/// The number on the icon of the installed app; 0 takes it away. Nothing happens where there is no such thing.
pub fn set_app_badge(unread: u32) {
    let navigator = window().navigator();
    let (name, argument) = match unread {
        0 => ("clearAppBadge", JsValue::UNDEFINED),
        _ => ("setAppBadge", unread.into()),
    };
    let method = Reflect::get(&navigator, &name.into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let Some(asked) = method.and_then(|method| method.call1(&navigator, &argument).ok()) else { return };
    if let Ok(asked) = asked.dyn_into::<Promise>() {
        // Refused where the app is not installed. Unheard, the refusal would be an error on the console.
        spawn_local(async move { drop(JsFuture::from(asked).await) });
    }
}

/// Changes the icon of the tab, whose link is `<link rel="icon">` in `index.html`.
pub fn set_favicon(icon: Favicon) {
    let file = match icon {
        Favicon::Plain => "icons/icon.svg",
        Favicon::Unread => "icons/unread.svg",
    };
    let link =
        window().document().and_then(|document| document.query_selector("link[rel=icon]").ok().flatten());
    // Set only when it changes: some browsers load it anew each time.
    if let Some(link) = link.filter(|link| link.get_attribute("href").as_deref() != Some(file)) {
        // Fails only on names that are no names.
        let _ = link.set_attribute("href", file);
    }
}

//! Installing the page as an app: whether the browser offers it, and taking the offer. Safari and Firefox offer nothing
//! to a page; there it is the person's own menu, and this says so by never offering.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::{Listener, window};

/// Where `boot/load.js` keeps the browser's offer, which may come before the app has started.
const KEPT: &str = "snugInstall";

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    Dismissed,
    /// The browser offers nothing now.
    NotOffered,
}

/// Whether [`offer`] would ask.
pub fn is_offered() -> bool {
    kept().is_some()
}

/// Has the browser ask whether to install. Only in answer to a click, and once for each offer of the browser's.
pub async fn offer() -> Answer {
    let Some(event) = kept() else { return Answer::NotOffered };
    // Used up, whatever comes of it.
    let _ = Reflect::set(&window(), &KEPT.into(), &JsValue::UNDEFINED);
    match ask(&event).await {
        Ok(choice) if choice.as_string().as_deref() == Some("accepted") => Answer::Accepted,
        Ok(_) => Answer::Dismissed,
        Err(_) => Answer::NotOffered,
    }
}

/// Whether this page runs as an installed app, in a window of its own.
pub fn is_installed() -> bool {
    let standalone = window().match_media("(display-mode: standalone)").ok().flatten();
    standalone.is_some_and(|query| query.matches())
        // Old iPhones say it in their own way.
        || Reflect::get(&window().navigator(), &"standalone".into()).is_ok_and(|it| it.is_truthy())
}

/// An offer came, or the app was installed: ask [`is_offered`] and [`is_installed`] again. As long as these are kept.
pub fn on_change(tell: impl Fn() + Clone + 'static) -> Vec<Listener> {
    // load.js says the former, after it has kept the offer.
    ["snug-install", "appinstalled"].map(|name| Listener::new(window().into(), name, tell.clone())).into()
}

fn kept() -> Option<JsValue> {
    Reflect::get(&window(), &KEPT.into()).ok().filter(JsValue::is_object)
}

/// The words of a `BeforeInstallPromptEvent`, which web-sys does not know.
async fn ask(event: &JsValue) -> Result<JsValue, JsValue> {
    let prompt: Function = Reflect::get(event, &"prompt".into())?.dyn_into()?;
    prompt.call0(event)?;
    let choice: Promise = Reflect::get(event, &"userChoice".into())?.dyn_into()?;
    Reflect::get(&JsFuture::from(choice).await?, &"outcome".into())
}

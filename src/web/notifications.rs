//! Notifications of the system, through the service worker: the only way that phones allow.
//! Where there is none, nothing is shown and nothing fails. When to show one is not decided here.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageEvent, Notification, NotificationDirection, NotificationOptions, NotificationPermission,
};

use super::page::{Listener, window};
use super::worker;

/// Beside the page, as the manifest has it.
const ICON: &str = "icons/192.png";

/// The field by which a notification and `boot/sw.js` say what to open.
const OPEN: &str = "open";

/// What the person decided about notifications of this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    Granted,
    /// Only the browser's own settings can change it.
    Denied,
    /// Nothing was decided yet.
    Ask,
    /// This page can show none: an old browser, plain http, an iPhone whose home screen it is not on.
    Unsupported,
}

/// As it is now; people change it in the browser's settings, and nobody is told.
pub fn permission() -> Permission {
    if !can_show() {
        return Permission::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Ask,
    }
}

/// Has the browser ask. Only in answer to a click: browsers refuse otherwise, some of them for good.
pub async fn ask() -> Permission {
    if can_show()
        && let Ok(answer) = Notification::request_permission()
    {
        // The answer itself is read below. Rejected, it leaves things as they are.
        let _ = JsFuture::from(answer).await;
    }
    permission()
}

/// Shows one, in place of any other of the same `tag`, and tells the person anew. A click on it shows a tab of ours and
/// calls [`on_open`] there with `fragment`, or opens a tab at `#fragment`.
pub fn show(tag: &str, title: &str, body: &str, fragment: &str) {
    if permission() != Permission::Granted {
        return;
    }
    let (title, options) = (title.to_owned(), options(tag, body, fragment));
    spawn_local(async move {
        let Some(registration) = worker::registration().await else { return };
        if let Ok(shown) = registration.show_notification_with_options(&title, &options) {
            // Refused by the system, or withdrawn by the person meanwhile: there is nobody to tell.
            let _ = JsFuture::from(shown).await;
        }
    });
}

/// Takes away what is still shown under this tag, in this browser profile.
pub fn close(tag: &str) {
    if permission() != Permission::Granted {
        return;
    }
    let tag = tag.to_owned();
    spawn_local(async move {
        let Some(registration) = worker::registration().await else { return };
        let Ok(asked) = registration.get_notifications() else { return };
        let Ok(shown) = JsFuture::from(asked).await else { return };
        for notification in Array::from(&shown).iter().map(JsCast::unchecked_into::<Notification>) {
            if notification.tag().as_deref() == Some(&tag) {
                notification.close();
            }
        }
    });
}

/// A notification was clicked, in this or an earlier life of the page: calls back with its fragment, as long as this is
/// kept.
pub fn on_open(tell: impl Fn(String) + 'static) -> Option<Listener> {
    let heard = move |event: web_sys::Event| {
        let said = event.unchecked_into::<MessageEvent>().data();
        // On what is no object, `get` fails.
        if let Some(fragment) = Reflect::get(&said, &OPEN.into()).ok().and_then(|open| open.as_string()) {
            tell(fragment);
        }
    };
    Some(Listener::hearing(worker::container()?.into(), "message", heard))
}

/// `Notification` may be missing altogether, and naming it would throw.
fn can_show() -> bool {
    worker::container().is_some() && Reflect::has(&window(), &"Notification".into()).unwrap_or(false)
}

fn options(tag: &str, body: &str, fragment: &str) -> NotificationOptions {
    let data = js_sys::Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&data, &OPEN.into(), &fragment.into());
    let options = NotificationOptions::new();
    options.set_tag(tag);
    options.set_renotify(true);
    options.set_body(body);
    options.set_dir(NotificationDirection::Auto);
    options.set_icon(ICON);
    options.set_data(&JsValue::from(data));
    options
}

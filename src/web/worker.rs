//! Where the service worker of this page is found, `boot/sw.js`, for the adapters that speak with it or through it.
//! `boot/load.js` registers it; plain http beyond this machine and some private windows have none.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

use super::page::window;

/// `None` where pages can have no service worker.
pub(super) fn container() -> Option<ServiceWorkerContainer> {
    let container = window().navigator().service_worker();
    (!JsValue::from(&container).is_undefined()).then_some(container)
}

/// The registration of this page, if it has one by now.
pub(super) async fn registration() -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container()?.get_registration()).await.ok()?;
    (!found.is_undefined()).then(|| found.unchecked_into())
}

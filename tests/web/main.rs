//! The browser adapters in a real browser: `cargo xtask test web`.
//! What needs a broker is in `tests/e2e`; here a stand-in for `WebSocket` shows what the adapter asks of it.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

mod badge;
mod channel;
mod config;
mod database;
mod dom;
mod history;
mod install;
mod intl;
mod keep;
mod locks;
mod notifications;
mod page;
mod socket;
mod time;
mod update;
mod versions;
mod worker;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Collects what callbacks say.
struct Heard<T>(Rc<RefCell<Vec<T>>>);

impl<T> Clone for Heard<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: 'static> Heard<T> {
    fn new() -> Self {
        Self(Rc::default())
    }

    fn teller(&self) -> impl Fn(T) + Clone + 'static {
        let heard = self.clone();
        move |what| heard.0.borrow_mut().push(what)
    }

    fn take(&self) -> Vec<T> {
        self.0.take()
    }

    /// Waits for the next thing to be said; the runner's own deadline ends a wait in vain.
    async fn next(&self) -> T {
        while self.0.borrow().is_empty() {
            turn().await;
        }
        self.0.borrow_mut().remove(0)
    }
}

/// Counts the exceptions that nobody caught, such as a call of a closure that is gone.
struct Faults;

impl Faults {
    fn new() -> Self {
        eval(
            "globalThis.faults = 0; globalThis.countFault = () => faults++; addEventListener('error', countFault)",
        );
        Self
    }

    fn count(&self) -> Option<f64> {
        eval("faults").as_f64()
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        eval("removeEventListener('error', countFault)");
    }
}

/// Lets the browser do what is due: one turn of its event loop.
async fn turn() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let channel = eval("new MessageChannel()");
        let port = js_sys::Reflect::get(&channel, &"port1".into()).unwrap();
        let once = Closure::once_into_js(move |_: JsValue| resolve.call0(&JsValue::NULL).unwrap());
        js_sys::Reflect::set(&port, &"onmessage".into(), &once).unwrap();
        let send = js_sys::Reflect::get(&channel, &"port2".into()).unwrap();
        let post: js_sys::Function =
            js_sys::Reflect::get(&send, &"postMessage".into()).unwrap().unchecked_into();
        post.call1(&send, &JsValue::NULL).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn eval(script: &str) -> JsValue {
    js_sys::eval(script).unwrap()
}

//! A newer version of the page: told when it is here in full, and taken on demand. The service worker fetches it and
//! waits; until it is taken every tab goes on with the version that it began with.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use super::page::{Listener, is_hidden, on_visibility, window};
use super::{clock, worker};

/// What makes `boot/sw.js` take over.
const TAKE_OVER: &str = "take-over";

/// A tab that stays open asks for news this often at most, when it is looked at. Milliseconds.
const ASK_EVERY: u64 = 60 * 60 * 1000;

/// Calls back once a newer version is complete and waits for [`apply`], now or later; more than once if more come.
/// When any tab takes it, all tabs reload: drafts and everything else outlive that.
///
/// Listens for as long as the page lives. Nothing is told where there is no service worker.
pub fn updates(on_ready: impl Fn() + 'static) {
    let Some(container) = worker::container() else { return };
    reload_with_the_new_one(&container);
    spawn_local(async move {
        // Settles once there is an active worker, and never where there will be none.
        let Ok(ready) = container.ready() else { return };
        let Ok(registration) = JsFuture::from(ready).await else { return };
        watch(&registration.unchecked_into(), on_ready);
    });
}

/// Takes the version that waits: the page reloads.
pub fn apply() {
    spawn_local(async {
        let waiting = worker::registration().await.and_then(|registration| registration.waiting());
        // Where no tab is served by the older one, the newer has not waited.
        let Some(waiting) = waiting else { return reload() };
        // A tab that no worker has served is told of no change: it looks at the worker itself.
        let worker = waiting.clone();
        forget(Listener::new(waiting.clone().into(), "statechange", move || {
            if worker.state() == ServiceWorkerState::Activated {
                reload();
            }
        }));
        // Fails only on what can't be copied.
        let _ = waiting.post_message(&TAKE_OVER.into());
    });
}

fn watch(registration: &ServiceWorkerRegistration, on_ready: impl Fn() + 'static) {
    let on_ready: Rc<dyn Fn()> = Rc::new(on_ready);
    if registration.waiting().is_some() {
        on_ready();
    }
    if let Some(worker) = registration.installing() {
        watch_installing(worker, on_ready.clone());
    }
    let found = registration.clone();
    forget(Listener::new(registration.clone().into(), "updatefound", move || {
        if let Some(worker) = found.installing() {
            watch_installing(worker, on_ready.clone());
        }
    }));
    ask_when_looked_at(registration.clone());
}

fn watch_installing(worker: ServiceWorker, on_ready: Rc<dyn Fn()>) {
    let target = worker.clone().into();
    forget(Listener::new(target, "statechange", move || {
        if worker.state() == ServiceWorkerState::Installed {
            on_ready();
        }
    }));
}

/// Browsers ask for news when a page is opened. Chats stay open for weeks.
fn ask_when_looked_at(registration: ServiceWorkerRegistration) {
    let asked = Cell::new(clock::elapsed());
    let shown = move || {
        if !is_hidden() && clock::elapsed() - asked.get() > ASK_EVERY {
            asked.set(clock::elapsed());
            if let Ok(answer) = registration.update() {
                // Offline, for example: the next time, then.
                spawn_local(async move { drop(JsFuture::from(answer).await) });
            }
        }
    };
    if let Some(listener) = on_visibility(shown) {
        forget(listener);
    }
}

/// Another version serves this tab from now on, because some tab took it.
fn reload_with_the_new_one(container: &ServiceWorkerContainer) {
    // The first worker of all brings no other version.
    if container.controller().is_some() {
        forget(Listener::new(container.clone().into(), "controllerchange", reload));
    }
}

/// Once: two events can say the same, and a second call would begin anew.
fn reload() {
    thread_local! {
        static DONE: Cell<bool> = const { Cell::new(false) };
    }
    if !DONE.replace(true) {
        // Fails only in documents that are gone.
        let _ = window().location().reload();
    }
}

/// Kept for as long as the page lives.
fn forget(listener: Listener) {
    std::mem::forget(listener);
}

//! One name, one holder among all tabs of this browser profile (Web Locks), held until the tab is gone.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What became of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Ours until the tab is gone.
    Held,
    /// Another tab has it.
    Taken,
    /// This page can't lock: plain http beyond this machine, or an old browser.
    Missing,
}

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys has only behind an unstable flag.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

/// Asks for the lock, waiting no longer than this many milliseconds for another tab to let go.
pub async fn hold(name: &str, patience: u32) -> Lock {
    let navigator = super::page::window().navigator();
    let Ok(locks) = Reflect::get(&navigator, &"locks".into()) else { return Lock::Missing };
    if locks.is_undefined() || locks.is_null() {
        return Lock::Missing;
    }
    let locks: LockManager = locks.unchecked_into();
    let answer = Promise::new(&mut |answer, _| ask(&locks, name, patience, answer));
    match JsFuture::from(answer).await {
        Ok(held) if held.is_truthy() => Lock::Held,
        Ok(_) => Lock::Taken,
        Err(_) => Lock::Missing,
    }
}

/// Calls `answer` with true once granted, with false when patience ran out.
fn ask(locks: &LockManager, name: &str, patience: u32, answer: Function) {
    let granted = {
        let answer = answer.clone();
        Closure::once_into_js(move |lock: JsValue| {
            let held = !lock.is_null();
            let _ = answer.call1(&JsValue::NULL, &held.into());
            // A promise that never settles keeps the lock until the tab is gone.
            if held { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
        })
    };
    let asked = locks.request(name, &options(patience), granted.unchecked_ref());
    spawn_local(async move {
        let gave_up = match asked {
            Ok(promise) => JsFuture::from(promise).await.is_err(),
            Err(_) => true,
        };
        if gave_up {
            let _ = answer.call1(&JsValue::NULL, &JsValue::FALSE);
        }
    });
}

/// A deadline of nought could pass before a free lock is granted, so that case asks in its own way.
fn options(patience: u32) -> JsValue {
    let options = js_sys::Object::new();
    let (key, value) = match patience {
        0 => ("ifAvailable", JsValue::TRUE),
        _ => ("signal", web_sys::AbortSignal::timeout_with_u32(patience).into()),
    };
    let _ = Reflect::set(&options, &key.into(), &value);
    options.into()
}

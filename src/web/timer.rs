//! One timer that calls back once. Dropping it cancels it. And a pause, in which the browser does what is due.

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Longer waits than a browser can count (24.8 days) fire early, which does no harm.
const LONGEST: u64 = i32::MAX as u64;

/// Kept by whoever waits.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    pub fn after(milliseconds: u64, call: impl FnOnce() + 'static) -> Self {
        let wait = u32::try_from(milliseconds.min(LONGEST)).unwrap_or(u32::MAX);
        Self { _timeout: Timeout::new(wait, call) }
    }
}

/// Goes on after so many milliseconds, and not before the browser had a turn.
pub async fn pause(milliseconds: u64) {
    let mut timer = None;
    let over = Promise::new(&mut |settle, _| {
        timer = Some(Timer::after(milliseconds, move || {
            let _ = settle.call0(&JsValue::UNDEFINED);
        }));
    });
    // It has nothing to fail with.
    let _ = JsFuture::from(over).await;
    drop(timer);
}

//! One timer that calls back once. Dropping it cancels it. A pause, in which the browser does what is due; and a turn, which
//! comes behind what waits already, without a timer's least wait.

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

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

/// Calls back as often as it was asked to, each time once the browser has done what it had to do by then.
#[derive(Debug)]
pub struct Turn {
    asking: MessagePort,
    asked: MessagePort,
    _call: Closure<dyn FnMut()>,
}

impl Turn {
    /// `None` where the browser has no such thing.
    pub fn new(call: impl FnMut() + 'static) -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let call = Closure::<dyn FnMut()>::new(call);
        let (asking, asked) = (channel.port1(), channel.port2());
        asked.set_onmessage(Some(call.as_ref().unchecked_ref()));
        Some(Self { asking, asked, _call: call })
    }

    pub fn ask(&self) {
        // Nothing is sent that could not be copied.
        let _ = self.asking.post_message(&JsValue::UNDEFINED);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.asked.set_onmessage(None);
        self.asked.close();
    }
}

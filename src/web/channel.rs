//! Bytes to every other tab of this browser profile that listens on the same name (BroadcastChannel).
//! Nothing is kept: who does not listen yet hears nothing of it, and nobody hears themselves.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// Dropping it closes it, and nothing is heard of it any more.
#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// `None` in a browser without such channels. What others say that is no byte array is passed over.
    pub fn open(name: &str, tell: impl Fn(Vec<u8>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            if let Some(bytes) = event.data().dyn_ref::<Uint8Array>() {
                tell(bytes.to_vec());
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self { channel, _on_message: on_message })
    }

    /// Arrives at each listener in the order sent.
    pub fn send(&self, bytes: &[u8]) {
        // Fails only on a closed channel, and on what can't be copied, which bytes can.
        let _ = self.channel.post_message(&Uint8Array::from(bytes));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

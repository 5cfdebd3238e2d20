//! Bytes between tabs. Two channels of one page hear each other as those of two tabs do.

use super::{Faults, Heard, eval};
use snug::web::channel::Channel;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn what_one_tab_sends_all_others_hear_in_order_and_it_does_not_hear_itself() {
    let (own, near, far) = (Heard::new(), Heard::new(), Heard::new());
    let sender = Channel::open("snug-test", own.teller()).unwrap();
    let _near = Channel::open("snug-test", near.teller()).unwrap();
    let _far = Channel::open("snug-test", far.teller()).unwrap();
    let every_byte: Vec<u8> = (0..=255).collect();
    sender.send(&every_byte);
    sender.send(b"");
    for heard in [near, far] {
        assert_eq!(heard.next().await, every_byte);
        assert_eq!(heard.next().await, b"");
    }
    assert!(own.take().is_empty());
}

#[wasm_bindgen_test]
async fn channels_of_other_names_and_dropped_ones_hear_nothing() {
    let (other, dropped, kept) = (Heard::new(), Heard::new(), Heard::new());
    let faults = Faults::new();
    let sender = Channel::open("snug-test-silence", |_| ()).unwrap();
    let _other = Channel::open("snug-test-silence-elsewhere", other.teller()).unwrap();
    let gone = Channel::open("snug-test-silence", dropped.teller()).unwrap();
    let _kept = Channel::open("snug-test-silence", kept.teller()).unwrap();
    sender.send(b"1");
    drop(gone);
    sender.send(b"2");
    assert_eq!(kept.next().await, b"1");
    assert_eq!(kept.next().await, b"2");
    assert!(other.take().is_empty() && dropped.take().is_empty());
    assert_eq!(faults.count(), Some(0.0));
}

#[wasm_bindgen_test]
async fn what_is_no_bytes_is_passed_over() {
    let heard = Heard::new();
    let _channel = Channel::open("snug-test-garbage", heard.teller()).unwrap();
    eval(
        "{ const sender = new BroadcastChannel('snug-test-garbage');
           for (const said of ['text', { an: 'object' }, null, new Uint8Array([7])]) sender.postMessage(said) }",
    );
    assert_eq!(heard.next().await, [7]);
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn a_browser_without_channels_has_none() {
    eval("globalThis.realChannel = BroadcastChannel; delete globalThis.BroadcastChannel");
    let channel = Channel::open("snug-test", |_| ());
    eval("globalThis.BroadcastChannel = realChannel");
    assert!(channel.is_none());
}

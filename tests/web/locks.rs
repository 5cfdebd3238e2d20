//! One name, one holder.

use super::eval;
use snug::web::locks::{Lock, hold};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_free_name_is_held_and_then_taken() {
    assert_eq!(hold("snug:test", 1_000).await, Lock::Held);
    assert_eq!(hold("snug:test", 0).await, Lock::Taken, "the lock is kept, without anybody waiting for it");
}

#[wasm_bindgen_test]
async fn a_name_let_go_in_time_is_ours() {
    let script = "new Promise(held => navigator.locks.request('snug:passing', () => {
        held(); return new Promise(release => { globalThis.letGo = release }) }))";
    JsFuture::from(js_sys::Promise::from(eval(script))).await.unwrap();
    let waiting = hold("snug:passing", 60_000);
    eval("queueMicrotask(() => letGo())");
    assert_eq!(waiting.await, Lock::Held);
}

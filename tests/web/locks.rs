//! One name, one holder. Two waits of one page are to the browser what those of two tabs are.

use super::{Heard, eval};
use snug::web::locks::{How, Waiting, wait};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// Notes what becomes of it.
fn ask(name: &str, how: How, heard: &Heard<&'static str>) -> Waiting {
    let (granted, lost) = (heard.teller(), heard.teller());
    wait(name, how, move || granted("granted"), move || lost("lost")).unwrap()
}

/// Whether the browser has anybody hold, or wait for, the lock.
async fn is_known(name: &str) -> bool {
    let script = format!(
        "navigator.locks.query().then(({{ held, pending }}) => [...held, ...pending].some(lock => lock.name === '{name}'))"
    );
    JsFuture::from(js_sys::Promise::from(eval(&script))).await.unwrap().is_truthy()
}

/// How many wait for the lock.
async fn pending(name: &str) -> Option<f64> {
    let script = format!(
        "navigator.locks.query().then(({{ pending }}) => pending.filter(lock => lock.name === '{name}').length)"
    );
    JsFuture::from(js_sys::Promise::from(eval(&script))).await.unwrap().as_f64()
}

#[wasm_bindgen_test]
async fn the_next_in_turn_has_the_lock_once_it_is_given_back() {
    let (first, second, third) = (Heard::new(), Heard::new(), Heard::new());
    let holder = ask("snug:turns", How::InTurn, &first);
    let next = ask("snug:turns", How::InTurn, &second);
    let _last = ask("snug:turns", How::InTurn, &third);
    assert_eq!(first.next().await, "granted");
    assert!(is_known("snug:turns").await && second.take().is_empty());
    drop(holder);
    assert_eq!(second.next().await, "granted");
    assert!(third.take().is_empty());
    drop(next);
    assert_eq!(third.next().await, "granted");
    assert!(first.take().is_empty() && second.take().is_empty(), "giving back is no loss");
}

#[wasm_bindgen_test]
async fn a_lock_that_is_not_free_is_refused_at_once_and_a_free_one_granted() {
    let (first, second) = (Heard::new(), Heard::new());
    let holder = ask("snug:if-free", How::IfFree, &first);
    assert_eq!(first.next().await, "granted");
    let _refused = ask("snug:if-free", How::IfFree, &second);
    assert_eq!(second.next().await, "lost");
    drop(holder);
    while is_known("snug:if-free").await {}
    assert!(second.take().is_empty(), "who was refused does not wait");
}

#[wasm_bindgen_test]
async fn a_stolen_lock_is_lost_to_its_holder_and_can_be_stolen_back() {
    let (first, second) = (Heard::new(), Heard::new());
    let _holder = ask("snug:steal", How::InTurn, &first);
    assert_eq!(first.next().await, "granted");
    let _thief = ask("snug:steal", How::Steal, &second);
    assert_eq!(second.next().await, "granted");
    assert_eq!(first.next().await, "lost");
    let _again = ask("snug:steal", How::Steal, &first);
    assert_eq!(first.next().await, "granted");
    assert_eq!(second.next().await, "lost");
}

#[wasm_bindgen_test]
async fn who_stopped_waiting_is_never_granted_and_in_nobodys_way() {
    let (first, second, third) = (Heard::new(), Heard::new(), Heard::new());
    let holder = ask("snug:given-up", How::InTurn, &first);
    let given_up = ask("snug:given-up", How::InTurn, &second);
    let _next = ask("snug:given-up", How::InTurn, &third);
    assert_eq!(first.next().await, "granted");
    assert_eq!(pending("snug:given-up").await, Some(2.0));
    drop(given_up);
    assert_eq!(pending("snug:given-up").await, Some(1.0));
    drop(holder);
    assert_eq!(third.next().await, "granted");
    assert!(second.take().is_empty());
}

#[wasm_bindgen_test]
async fn what_is_dropped_before_the_browser_answers_is_given_back() {
    for how in [How::InTurn, How::IfFree, How::Steal] {
        let (heard, next) = (Heard::new(), Heard::new());
        drop(ask("snug:dropped-early", how, &heard));
        let waiting = ask("snug:dropped-early", How::InTurn, &next);
        assert_eq!(next.next().await, "granted", "{how:?}");
        drop(waiting);
        assert!(heard.take().is_empty(), "{how:?}");
    }
}

#[wasm_bindgen_test]
async fn a_holder_may_give_back_while_being_told() {
    let heard = Heard::new();
    let slot = std::rc::Rc::new(std::cell::RefCell::new(None));
    let (inner, told) = (slot.clone(), heard.teller());
    let granted = move || {
        inner.take();
        told("granted");
    };
    slot.replace(wait("snug:at-once", How::InTurn, granted, || ()));
    assert_eq!(heard.next().await, "granted");
    while is_known("snug:at-once").await {}
}

#[wasm_bindgen_test]
async fn a_page_without_locks_can_not_lock() {
    eval("Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })");
    let waiting = wait("snug:missing", How::InTurn, || (), || ());
    eval("delete navigator.locks");
    assert!(waiting.is_none());
}

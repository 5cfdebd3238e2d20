//! Clock and timer.

use super::{Heard, eval};
use snug::web::clock;
use snug::web::timer::{Timer, Turn};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_clock_goes_on_over_a_sleep_and_never_back() {
    let before = clock::elapsed();
    eval("globalThis.realNow = Date.now; Date.now = () => realNow() + 3_600_000");
    let after_sleep = clock::elapsed();
    eval("Date.now = () => realNow() - 3_600_000");
    let after_set_back = clock::elapsed();
    eval("Date.now = realNow");
    assert!(after_sleep >= before + 3_600_000);
    assert!(after_set_back >= after_sleep);
    assert!(clock::elapsed() >= after_set_back);
}

#[wasm_bindgen_test]
async fn a_timer_calls_once_and_a_dropped_one_never() {
    let heard = Heard::new();
    let (tell, told, last) = (heard.teller(), heard.teller(), heard.teller());
    let _kept = Timer::after(0, move || tell("kept"));
    drop(Timer::after(0, move || told("dropped")));
    let _last = Timer::after(1, move || last("last"));
    assert_eq!(heard.next().await, "kept");
    assert_eq!(heard.next().await, "last");
}

#[wasm_bindgen_test]
async fn a_turn_comes_each_time_it_is_asked_for_and_never_once_it_is_dropped() {
    let heard = Heard::new();
    let (tell, told, last) = (heard.teller(), heard.teller(), heard.teller());
    let turn = Turn::new(move || tell("turn")).unwrap();
    let dropped = Turn::new(move || told("dropped")).unwrap();
    dropped.ask();
    drop(dropped);
    turn.ask();
    assert_eq!(heard.next().await, "turn");
    turn.ask();
    assert_eq!(heard.next().await, "turn");
    let _last = Timer::after(1, move || last("last"));
    assert_eq!(heard.next().await, "last");
}

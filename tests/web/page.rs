//! The page's surroundings.

use super::{Heard, eval};
use snug::web::{page, random};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn network_and_wake_are_heard_for_as_long_as_the_listeners_are_kept() {
    let heard = Heard::new();
    let tell = heard.teller();
    let told = tell.clone();
    let listeners = (page::on_network(move || tell("network")), page::on_wake(move || told("wake")));
    eval("dispatchEvent(new Event('offline')); dispatchEvent(new Event('pageshow'))");
    assert_eq!(heard.take(), ["network", "wake"]);
    drop(listeners);
    eval("dispatchEvent(new Event('online')); dispatchEvent(new Event('focus'))");
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
async fn a_file_that_is_not_there_is_none() {
    assert_eq!(page::text_file("no-such-file.json").await, Ok(None));
}

#[wasm_bindgen_test]
fn random_bytes_differ() {
    let (mut first, mut second) = ([0; 16], [0; 16]);
    random::fill(&mut first);
    random::fill(&mut second);
    assert_ne!(first, second);
}

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
fn every_way_back_to_the_page_is_heard() {
    let heard = Heard::new();
    let tell = heard.teller();
    let _listeners = page::on_wake(move || tell(()));
    for event in ["window.dispatchEvent(new Event('focus'))", "document.dispatchEvent(new Event('resume'))"] {
        eval(event);
        assert_eq!(heard.take().len(), 1, "{event}");
    }
}

#[wasm_bindgen_test]
fn every_way_of_leaving_the_page_is_heard_for_as_long_as_the_listeners_are_kept() {
    let heard = Heard::new();
    let tell = heard.teller();
    let listeners = page::on_leave(move || tell(()));
    let events =
        ["window.dispatchEvent(new Event('pagehide'))", "document.dispatchEvent(new Event('freeze'))"];
    for event in events {
        eval(event);
        assert_eq!(heard.take().len(), 1, "{event}");
    }
    drop(listeners);
    for event in events {
        eval(event);
    }
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
